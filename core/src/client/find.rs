//! Full-text search over what this device may read.

use super::{Client, Session};
use crate::Error;
use crate::ledger::{self, case_row, search};
use crate::text::normalise_for_search;
use crate::view::SearchHit;
use jonaki_document::{Document, Scalar};
use jonaki_protocol::{DocumentId, RecordId};
use std::rc::Rc;

/// Cases that are indexed in one transaction.
const CATCH_UP: usize = 200;

impl Client {
    /// Cases in whose readable text all words occur, best first; Bangla and Latin digits and spellings of one letter are
    /// the same. The last word may be a beginning.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn search(&mut self, text: &str, limit: usize) -> Result<Vec<SearchHit>, Error> {
        let words = normalise_for_search(text);
        let terms: Vec<String> = words
            .split(|c: char| c.is_whitespace() || c.is_ascii_punctuation())
            .filter(|word| !word.is_empty())
            .map(|word| format!("\"{word}\"*"))
            .collect();
        if terms.is_empty() {
            return Ok(Vec::new());
        }
        while self.catch_up(CATCH_UP)? {}
        let found = search::find(self.connection(), &terms.join(" "), limit)?;
        let first = words.split_whitespace().next().unwrap_or_default();
        let hit = |(case, original): (RecordId, String)| SearchHit {
            case,
            short_code: case.short_code(),
            snippet: snippet(&original, first),
        };
        Ok(found.into_iter().map(hit).collect())
    }

    /// Puts at most `limit` cases that were saved or received into the search index; whether more are waiting. A search
    /// does it by itself; a shell that calls this when nobody waits makes the next search quick.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn catch_up(&mut self, limit: usize) -> Result<bool, Error> {
        let marked = search::marked(self.connection(), limit)?;
        if marked.is_empty() {
            return Ok(false);
        }
        self.act(|session| marked.iter().try_for_each(|record| session.index(*record)))?;
        Ok(marked.len() == limit)
    }
}

impl Session<'_, '_> {
    fn index(&mut self, record: RecordId) -> Result<(), Error> {
        let Some(kept) = case_row::get(self.tx, record)? else { return search::remove(self.tx, record) };
        let mut documents = Vec::new();
        for compartment in ledger::document::compartments(self.tx, record)? {
            if compartment.is_sealed() {
                documents.extend(self.document(DocumentId { record, compartment })?);
            }
        }
        let original = searchable(&documents, &kept.row.short_code);
        search::index(self.tx, record, &original, &normalise_for_search(&original))
    }
}

/// Every text of the documents, for search.
fn searchable(documents: &[Rc<Document>], short_code: &str) -> String {
    let mut words = vec![short_code.to_owned()];
    let mut take = |value: &Scalar| {
        if let Scalar::Text(text) = value {
            words.push(text.clone());
        }
    };
    for document in documents {
        for (_, value) in document.fields() {
            take(&value.current);
            value.others.iter().for_each(|other| take(&other.value));
        }
        for (_, value) in document.answers("answers") {
            take(&value.current);
        }
        for note in document.entries("notes") {
            if let Some(text) = note.get("text") {
                take(text);
            }
        }
    }
    words.join("\n")
}

/// The words of the original around the first match.
fn snippet(original: &str, first: &str) -> String {
    const AROUND: usize = 6;
    let words: Vec<&str> = original.split_whitespace().collect();
    let at = words.iter().position(|word| normalise_for_search(word).contains(first)).unwrap_or(0);
    let from = at.saturating_sub(AROUND);
    let to = words.len().min(at + AROUND + 1);
    words[from..to].join(" ")
}

//! Cells that hold codes: written as codes, read as codes or as labels of either language.

use crate::{Code, Word};
use jonaki_reference::codes::{self, List};
use jonaki_reference::{Language, text::normalise_for_search};
use std::collections::HashMap;

/// The lists of the table, with their codes by what may stand in a cell.
pub(super) struct Lists {
    by_text: HashMap<&'static str, HashMap<String, codes::Code>>,
}

/// Every list that a column takes.
const LISTS: [&str; 11] = [
    "organisation_types",
    "service_types",
    "sex",
    "service_needs",
    "languages",
    "service_fee",
    "accepts_via",
    "service_documents",
    "contact_kind",
    "verification_source",
    "provider_status",
];

impl Default for Lists {
    fn default() -> Self {
        let by_text = LISTS.into_iter().map(|id| (id, texts(codes::list(id))));
        Self { by_text: by_text.collect() }
    }
}

fn texts(list: Option<List>) -> HashMap<String, codes::Code> {
    let mut found = HashMap::new();
    // Codes last: where a label of one code is the name of another, the code counts.
    for code in list.into_iter().flat_map(List::all_codes) {
        for language in [Language::Bangla, Language::English] {
            found.insert(normalise_for_search(code.label(language)), code);
        }
    }
    for code in list.into_iter().flat_map(List::all_codes) {
        found.insert(code.code().to_ascii_lowercase(), code);
    }
    found
}

impl Lists {
    /// The code of a cell.
    pub(super) fn code(&self, list: &str, text: &str) -> Result<codes::Code, Code> {
        let text = normalise_for_search(text.trim());
        let found = self.by_text.get(list).and_then(|codes| codes.get(text.as_str()));
        found.copied().ok_or(Code::UnknownCode)
    }

    /// As a word of a record.
    pub(super) fn word(code: codes::Code) -> Result<Word, Code> {
        Word::new(code.code()).ok_or(Code::UnknownCode)
    }
}

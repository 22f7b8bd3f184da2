//! Documents within one transaction: read once, however many items of a round touch them.

use super::Session;
use crate::Error;
use crate::ledger;
use jonaki_document::Document;
use jonaki_protocol::{Code, DocumentId};

/// Documents that are kept in memory at most; a round over ten thousand cases must not need ten thousand.
const KEPT: usize = 64;

impl Session<'_, '_> {
    /// A document; `None` when the device has nothing of it.
    pub(crate) fn document(&mut self, id: DocumentId) -> Result<Option<Document>, Error> {
        if let Some(known) = self.documents.get(&id) {
            return Ok(Some(known.clone()));
        }
        let found = ledger::document::load(self.tx, id)?;
        if let Some(document) = &found {
            self.remember(id, document);
        }
        Ok(found)
    }

    /// A document, or the empty one.
    pub(crate) fn document_or_new(&mut self, id: DocumentId) -> Result<Document, Error> {
        match self.document(id)? {
            Some(document) => Ok(document),
            None => Document::new(id.compartment).map_err(|_| Error::Refused(Code::Shadow)),
        }
    }

    /// Saves a document.
    pub(crate) fn save_document(&mut self, id: DocumentId, document: &Document) -> Result<(), Error> {
        self.remember(id, document);
        ledger::document::save(self.tx, id.record, document)
    }

    /// Removes a document.
    pub(crate) fn remove_document(&mut self, id: DocumentId) -> Result<(), Error> {
        self.documents.remove(&id);
        ledger::document::remove(self.tx, id)
    }

    fn remember(&mut self, id: DocumentId, document: &Document) {
        if self.documents.len() >= KEPT {
            self.documents.clear();
        }
        self.documents.insert(id, document.clone());
    }
}

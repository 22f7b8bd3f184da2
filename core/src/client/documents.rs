//! Documents within one transaction: read once, however many items of a round touch them.

use super::Session;
use crate::Error;
use crate::ledger;
use jonaki_document::Document;
use jonaki_protocol::{Code, DocumentId};
use std::rc::Rc;

/// Documents that are kept in memory at most; a round over ten thousand cases must not need ten thousand.
const KEPT: usize = 256;

impl Session<'_, '_> {
    /// A document; `None` when the device has nothing of it.
    pub(crate) fn document(&mut self, id: DocumentId) -> Result<Option<Rc<Document>>, Error> {
        if let Some(known) = self.documents.get(&id) {
            return Ok(Some(Rc::clone(known)));
        }
        let found = ledger::document::load(self.tx, id)?.map(Rc::new);
        if let Some(document) = &found {
            self.remember(id, Rc::clone(document));
        }
        Ok(found)
    }

    /// A document to change, or the empty one.
    pub(crate) fn document_or_new(&mut self, id: DocumentId) -> Result<Document, Error> {
        if let Some(known) = self.documents.remove(&id) {
            return Ok(Rc::unwrap_or_clone(known));
        }
        match ledger::document::load(self.tx, id)? {
            Some(document) => Ok(document),
            None => Document::new(id.compartment).map_err(|_| Error::Refused(Code::Shadow)),
        }
    }

    /// Saves a document.
    pub(crate) fn save_document(&mut self, id: DocumentId, document: Document) -> Result<(), Error> {
        ledger::document::save(self.tx, id.record, &document)?;
        self.remember(id, Rc::new(document));
        Ok(())
    }

    /// Keeps a document that is as the database has it for the next who asks.
    pub(crate) fn keep_in_memory(&mut self, id: DocumentId, document: Document) {
        if document.change_count() > 0 {
            self.remember(id, Rc::new(document));
        }
    }

    /// Removes a document.
    pub(crate) fn remove_document(&mut self, id: DocumentId) -> Result<(), Error> {
        self.documents.remove(&id);
        ledger::document::remove(self.tx, id)
    }

    fn remember(&mut self, id: DocumentId, document: Rc<Document>) {
        if self.documents.len() >= KEPT {
            self.documents.clear();
        }
        self.documents.insert(id, document);
    }
}

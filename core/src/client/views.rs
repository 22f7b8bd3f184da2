//! That somebody opened a case or a referral. It is known here at once, and said with what he does next to the same document,
//! in one change instead of two; where he does nothing, with the next request.

use super::Session;
use super::compose::Sending;
use crate::Error;
use crate::ledger::view_due::{self, Due};
use crate::ledger::{case_row, outbox};
use jonaki_document::Edit;
use jonaki_protocol::{Code, DeviceId, DocumentId, EntryId, Timestamp};

impl Session<'_, '_> {
    /// Notes that this device opened a document, unless it is among those of which the document says so.
    pub(crate) fn note_view(
        &mut self,
        document: DocumentId,
        viewers: impl IntoIterator<Item = DeviceId>,
    ) -> Result<(), Error> {
        let me = self.me.profile.device();
        if viewers.into_iter().any(|viewer| viewer == me) || view_due::of(self.tx, document)?.is_some() {
            return Ok(());
        }
        let hour = self.hour()?.as_int().unwrap_or_default();
        view_due::put(self.tx, &Due { document, hour, saved_at: self.now })?;
        self.refresh(document.record)
    }

    /// The hour in which this device opened a document, where it has not said so yet.
    pub(crate) fn viewed(&self, document: DocumentId) -> Result<Option<Timestamp>, Error> {
        Ok(view_due::of(self.tx, document)?.map(|due| Timestamp(due.hour)))
    }

    /// The edits with which a document is written now: with them goes that it was opened. A document that has room for the
    /// edits only takes those.
    pub(crate) fn with_view(
        &mut self,
        document: DocumentId,
        edits: &[Edit],
    ) -> Result<Option<Vec<Edit>>, Error> {
        let Some(due) = view_due::of(self.tx, document)? else { return Ok(None) };
        view_due::remove(self.tx, document)?;
        let mut edits = edits.to_vec();
        edits.push(self.view(&due));
        Ok(Some(edits))
    }

    fn view(&mut self, due: &Due) -> Edit {
        Edit::add_entry("views", EntryId::from_bytes(self.random()), &[("at", due.hour.into())])
    }

    /// Says of everything that was opened that it was.
    pub(crate) fn say_views(&mut self) -> Result<(), Error> {
        for due in view_due::all(self.tx)? {
            view_due::remove(self.tx, due.document)?;
            let Some(kept) = case_row::get(self.tx, due.document.record)? else { continue };
            let sending = Sending { saved_at: due.saved_at, ..self.sending(outbox::Priority::View)? };
            let view = self.view(&due);
            match self.write(due.document, kept.creator, &[view], sending) {
                Ok(_) => self.refresh(due.document.record)?,
                // Whoever fills a card must not keep others from reading it.
                Err(Error::Refused(Code::DocumentFull)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

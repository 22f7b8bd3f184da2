//! One item: who may, and what follows.

use super::Work;
use super::push::Context;
use crate::storage::Stored;
use jonaki_protocol::{Body, Code, Item};

impl Work<'_> {
    pub(super) fn item(
        &mut self,
        context: &Context,
        position: u16,
        item: &Item,
        body: &Body,
    ) -> Stored<Result<(), Code>> {
        // The same item in another batch (a device that was cloned signs again what it had): nothing new. But access can be
        // taken away, given back, and taken away again with the very same words.
        if !matches!(body, Body::Withdraw(_)) && self.tx.admitted(&item.hash())?.is_some() {
            return Ok(Ok(()));
        }
        if let Some(record) = body.record()
            && self.tx.record(&record)?.is_some_and(|row| row.erased)
        {
            return Ok(Err(Code::Erased));
        }
        match body {
            Body::Change(change) => self.change(context, position, item, change),
            Body::Sealed(sealed) => self.sealed(context, position, item, sealed),
            Body::KeySet(set) => self.key_set(context, position, item, set),
            Body::Capsule(capsule) => {
                self.deliver_item(&capsule.recipient.principal(), context, position)?;
                Ok(Ok(()))
            }
            Body::Grant(grant) => self.grant(context, position, grant),
            Body::Withdraw(withdraw) => self.withdraw(context, position, withdraw),
            Body::Erase(erase) => self.erase(context, position, erase),
            Body::Letter(letter) => self.letter(context, position, letter),
            directory => self.directory_item(context, position, item, directory),
        }
    }
}

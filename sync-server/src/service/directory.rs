//! Items of the directory: verified by the same state machine as on every device, then told to whom they concern.

use super::Work;
use super::push::Context;
use crate::storage::{DirectoryRow, Stored};
use jonaki_protocol::{Body, Code, Effect, EpochWrap, Holder, Item, Principal};

impl Work<'_> {
    pub(super) fn directory_item(
        &mut self,
        context: &Context,
        position: u16,
        item: &Item,
        body: &Body,
    ) -> Stored<Result<(), Code>> {
        if let Body::RootSigned(_) = body
            && self.programme.directory.record().is_some_and(|record| record.server != self.identity.public())
        {
            return Ok(Err(Code::WrongServer));
        }
        // Where another key pair came first, what this batch wraps is not passed on either.
        if matches!(body, Body::EpochWrap(_)) && self.refused_epoch == Some(context.batch) {
            return Ok(Err(Code::DirectoryRefused));
        }
        let admitted =
            self.programme.directory.admit(&context.device, body, context.entry, context.freshness);
        let effect = match admitted {
            Ok(effect) => effect,
            Err(code) => return Ok(Err(code)),
        };
        let place = (context.batch, position, context.entry);
        self.programme.note(body, item.hash(), effect, place);
        self.tx.add_directory_item(&DirectoryRow {
            author: context.device,
            entry: context.entry,
            batch: context.batch,
            position,
            item: item.clone(),
        })?;
        match (body, effect) {
            (Body::Certificate(_), Effect::Enrolled(device)) => {
                let Some(member) = self.programme.directory.member(&device).cloned() else {
                    return Ok(Err(Code::DirectoryRefused));
                };
                self.deliver_item(&Principal::Organisation(member.organisation), context, position)?;
                for (batch, position, entry) in self.tx.wraps(&member.invite)? {
                    self.deliver_at(&Principal::Device(device), batch, position, entry)?;
                }
            }
            (Body::Certificate(_), _) => {}
            (Body::EpochWrap(wrap), _) => self.epoch_wrap(context, position, wrap)?,
            _ => self.deliver_item(&Principal::Everyone, context, position)?,
        }
        Ok(Ok(()))
    }

    fn epoch_wrap(&mut self, context: &Context, position: u16, wrap: &EpochWrap) -> Stored<()> {
        match wrap.holder {
            Holder::Device(device) => self.deliver_item(&Principal::Device(device), context, position),
            Holder::Recovery => {
                self.deliver_item(&Principal::Organisation(wrap.organisation), context, position)
            }
            Holder::Invite(invite) => {
                self.tx.keep_wrap(&invite, (context.batch, position), context.entry)?;
                let members = self.programme.directory.members();
                let mut holders = members.filter(|(_, member)| member.invite == invite);
                let device = holders.next().map(|(device, _)| *device);
                drop(holders);
                match device {
                    Some(device) => self.deliver_item(&Principal::Device(device), context, position),
                    None => Ok(()),
                }
            }
        }
    }
}

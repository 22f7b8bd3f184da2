//! What a device gets: its feeds from its cursor on, and what it asks for after a restore.

use super::feed::Feed;
use super::push::Pushed;
use super::{Work, budget};
use crate::storage::{Delivery, DeliveryKind, StorageError, Stored};
use jonaki_protocol::sync::{Cursor, Request, Response};
use jonaki_protocol::{DeviceId, Principal, RecordId, limits};
use serde_bytes::ByteBuf;

/// Positions read from a feed at a time.
const PAGE: usize = 512;

impl Work<'_> {
    pub(super) fn answer(
        &mut self,
        device: &DeviceId,
        request: &Request,
        pushed: Pushed,
    ) -> Stored<Response> {
        let head = self.tx.head()?.ok_or(StorageError::Damaged)?;
        let reconcile = request.cursor.log.is_some_and(|log| log != head.log);
        let most = (request.budget as usize).clamp(1024, limits::RESPONSE_BYTES);
        // A device whose database was restored or copied wants what it signed itself too.
        let reader = (!request.prove.contains(&RecordId::DIRECTORY)).then_some(device);
        let mut feed = Feed::new(most);
        feed.began = pushed.expiring;
        let mut cursor = Cursor { log: Some(head.log), ..Cursor::default() };
        for principal in self.programme.principals(device) {
            let from = self.position(&request.cursor, &head.log, &principal)?;
            let at = self.read(&mut feed, reader, &principal, from)?;
            cursor.advance(&principal, at);
        }
        self.prove(&mut feed, device, &request.prove)?;
        let want = self.want(device, request)?;
        let checkpoint = self.programme.checkpoint(&self.id, head, self.now, self.identity);
        Ok(Response {
            time: self.now,
            cursor,
            receipts: pushed.receipts,
            refused: pushed.refused,
            chain: Some(self.tx.chain(device)?),
            feed: feed.entries,
            reconcile,
            want,
            checkpoint: ByteBuf::from(checkpoint),
            more: feed.more,
        })
    }

    /// Where a cursor stands in a feed of this log: one of an earlier life goes on where that life ended.
    fn position(
        &mut self,
        cursor: &Cursor,
        log: &jonaki_protocol::LogId,
        principal: &Principal,
    ) -> Stored<u64> {
        match &cursor.log {
            None => Ok(0),
            Some(known) if known == log => Ok(cursor.position(principal)),
            Some(older) => {
                let ended = self.tx.lineage(older, principal)?;
                Ok(ended.map_or(0, |ended| ended.min(cursor.position(principal))))
            }
        }
    }

    /// Reads a feed into the response; the position that was reached.
    fn read(
        &mut self,
        feed: &mut Feed,
        reader: Option<&DeviceId>,
        principal: &Principal,
        from: u64,
    ) -> Stored<u64> {
        let mut at = from;
        loop {
            let page = self.tx.deliveries(principal, at, PAGE)?;
            if page.is_empty() {
                return Ok(at);
            }
            self.charge(budget::ROW * page.len() as u64);
            for group in groups(&page) {
                // One step is always made, so that a device whose pushing took the whole budget still gets on.
                if feed.bytes >= feed.most || feed.began && self.is_spent() {
                    feed.more = true;
                    return Ok(at);
                }
                feed.began = true;
                let fits = self.fitting(feed, reader, group)?;
                self.add(feed, reader, principal, &group[..fits])?;
                at = group[..fits].last().map_or(at, |delivery| delivery.at);
                if fits < group.len() {
                    feed.more = true;
                    return Ok(at);
                }
            }
        }
    }
}

/// Consecutive positions that show items of one batch go together.
fn groups(page: &[Delivery]) -> impl Iterator<Item = &[Delivery]> {
    page.chunk_by(|one, next| {
        one.kind == DeliveryKind::Item
            && next.kind == DeliveryKind::Item
            && one.batch == next.batch
            && one.entry == next.entry
    })
}

//! Reading ahead: while a long feed comes in, the next part of it travels as this one is verified.

use super::reconcile::Reconcile;
use super::request::SyncRequest;
use crate::Error;
use crate::client::Client;
use crate::ledger::{parcel, setting};
use jonaki_protocol::ChainPosition;
use jonaki_protocol::sync::{Cursor, Request, Response};

impl Client {
    /// The request for what follows an answer that is still to be taken in; `None` unless all that is left is to read.
    ///
    /// Nothing in the answer is trusted yet: it only says from where to read on. Whoever sends this and then finds that the
    /// answer is not taken in, or asks for something else, throws the next answer away: reading changes nothing on the server.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment, [`Error::Storage`].
    pub(crate) fn read_ahead(
        &mut self,
        response: &Response,
        most: usize,
    ) -> Result<Option<SyncRequest>, Error> {
        let plain =
            response.more && response.refused.is_empty() && response.want.is_empty() && !response.reconcile;
        if !plain {
            return Ok(None);
        }
        self.act(|session| {
            let cursor: Cursor = setting::get(session.tx, setting::CURSOR)?.unwrap_or_default();
            let same_log = cursor.log.is_none() || cursor.log == response.cursor.log;
            let chain: Option<ChainPosition> = setting::get(session.tx, setting::CHAIN)?;
            let stands = response.chain.is_none_or(|server| server == chain.unwrap_or(ChainPosition::START));
            let answered = parcel::in_flight_count(session.tx)? <= response.receipts.len();
            let reconciling = setting::get::<Reconcile>(session.tx, setting::RECONCILE)?.is_some();
            if !same_log || !stands || !answered || reconciling || session.is_waiting()? {
                return Ok(None);
            }
            let request = Request {
                cursor: response.cursor.clone(),
                budget: u32::try_from(most).unwrap_or(u32::MAX),
                ..session.empty_request()?
            };
            Ok(Some(SyncRequest { body: request.to_body(&session.me.profile.sign)? }))
        })
    }
}

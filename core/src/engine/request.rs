//! Building a request: sign what waits, repeat what has no receipt, say how far we have read.

use super::reconcile::{self, Reconcile};
use crate::Error;
use crate::client::{Client, Session};
use crate::ledger::{contradiction, parcel, setting};
use jonaki_document::Scalar;
use jonaki_document::layout::FieldType;
use jonaki_protocol::sync::{Cursor, Founding, Request, VERSION};
use jonaki_protocol::{ChainPosition, Code, RecordId, Seen, Shared, SignedBatch, Timestamp, limits};

/// How much one round may carry, bytes before compression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Of items that go up; at least one action goes whatever its size.
    pub up: usize,
    /// Of feed that comes down.
    pub down: usize,
}

impl Default for Budget {
    /// A good link.
    fn default() -> Self {
        Self { up: limits::FRAME_BYTES_MAX, down: limits::RESPONSE_BYTES }
    }
}

/// A body to carry to `POST /v1/sync`.
#[derive(Debug, Clone)]
pub struct SyncRequest {
    /// The packed, signed request.
    pub body: Vec<u8>,
}

impl Client {
    /// The next request. Batches that were signed before and have no receipt go again, byte for byte.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment; [`Error::Refused`] with [`Code::Equivocation`] while this device holds a proof that
    /// the server shows two logs ([`Client::verify_log`]); [`Error::Storage`].
    pub fn sync_request(&mut self, budget: Budget) -> Result<SyncRequest, Error> {
        if contradiction::stops(self.connection())? {
            return Err(Error::Refused(Code::Equivocation));
        }
        self.act(|session| {
            let shared = session.shared()?;
            let request = session.request(budget)?;
            let sign = &session.me.profile.sign;
            let body = match shared.filter(|_| request.founding.is_none()) {
                Some(shared) => request.to_body_beside(sign, &shared)?,
                None => request.to_body(sign)?,
            };
            Ok(SyncRequest { body })
        })
    }
}

impl Client {
    /// What proves to `GET /v1/live` who listens: a signed request without contents, as text. Works once.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment.
    pub fn live_token(&mut self) -> Result<String, Error> {
        self.act(|session| {
            let body = session.empty_request()?.to_body(&session.me.profile.sign)?;
            Ok(data_encoding::BASE64URL_NOPAD.encode(&body))
        })
    }
}

impl Session<'_, '_> {
    /// What we and the server know after its last answer; `None` where that cannot be told.
    fn shared(&self) -> Result<Option<Shared>, Error> {
        let whole = setting::get::<bool>(self.tx, setting::WHOLE)?.is_some();
        if whole || parcel::in_flight_count(self.tx)? > 0 {
            return Ok(None);
        }
        let cursor: Option<Cursor> = setting::get(self.tx, setting::CURSOR)?;
        let head: Option<Seen> = setting::get(self.tx, setting::CHECKPOINT)?;
        let chain: Option<ChainPosition> = setting::get(self.tx, setting::CHAIN)?;
        let (Some(cursor), Some(head), Some(chain)) = (cursor, head, chain) else { return Ok(None) };
        let profile = &self.me.profile;
        Ok(Some(Shared::new(&profile.programme(), &profile.device(), &cursor, &head, &chain)))
    }

    fn request(&mut self, budget: Budget) -> Result<Request, Error> {
        let reconcile = setting::get::<Reconcile>(self.tx, setting::RECONCILE)?;
        // What the server lost comes first: our edits rest on it.
        let batches = match reconcile {
            None => {
                self.say_views()?;
                self.batches(budget.up)?
            }
            Some(_) => Vec::new(),
        };
        let mut request = Request {
            cursor: setting::get(self.tx, setting::CURSOR)?.unwrap_or_default(),
            budget: u32::try_from(budget.down).unwrap_or(u32::MAX),
            batches,
            prove: reconcile::unproven(self.tx)?,
            founding: setting::get::<Founding>(self.tx, setting::FOUNDING)?,
            ..self.empty_request()?
        };
        if setting::get::<bool>(self.tx, setting::ECHO)?.is_some() {
            request.prove.push(RecordId::DIRECTORY);
        }
        if let Some(state) = reconcile {
            let room = limits::REQUEST_BATCHES.saturating_sub(request.batches.len());
            self.reconcile(state, room, &mut request)?;
        }
        Ok(request)
    }

    /// A request that brings and asks nothing.
    pub(super) fn empty_request(&mut self) -> Result<Request, Error> {
        Ok(Request {
            version: VERSION,
            programme: self.me.profile.programme(),
            time: self.server_time()?,
            // Unique among this device's of one second is enough: one that came before is asked again with another.
            nonce: u64::from(u32::from_le_bytes(self.random())),
            cursor: Cursor::default(),
            budget: 0,
            batches: Vec::new(),
            offers: Vec::new(),
            digests: Vec::new(),
            prove: Vec::new(),
            founding: None,
        })
    }

    /// Our clock as the server would read it.
    pub(crate) fn server_time(&self) -> Result<Timestamp, Error> {
        let offset: i64 = setting::get(self.tx, setting::CLOCK_OFFSET)?.unwrap_or(0);
        Ok(self.now.plus(offset))
    }

    /// The hour for documents: by the server's clock as far as it is known, and always one that they take.
    pub(crate) fn hour(&self) -> Result<Scalar, Error> {
        Ok(Scalar::Int(FieldType::hour_of(self.server_time()?.0)))
    }

    /// What goes up: batches in flight first, in order, then new ones as far as the budget goes.
    fn batches(&mut self, most: usize) -> Result<Vec<SignedBatch>, Error> {
        let mut batches = Vec::new();
        let mut bytes = 0;
        for batch in parcel::in_flight(self.tx)? {
            if bytes > most || batches.len() >= limits::REQUEST_BATCHES {
                return Ok(batches);
            }
            bytes += size(&batch);
            batches.push(batch);
        }
        while bytes < most && batches.len() < limits::REQUEST_BATCHES && self.is_waiting()? {
            let Some(batch) = self.sign_waiting(most - bytes)? else { continue };
            bytes += size(&batch);
            batches.push(batch);
        }
        Ok(batches)
    }
}

fn size(batch: &SignedBatch) -> usize {
    batch.header.len() + batch.items.iter().flatten().map(|item| item.body.len() + 8).sum::<usize>()
}

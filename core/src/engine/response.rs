//! Taking in an answer: receipts, refusals, news. Nothing in it is trusted before its own proof was checked.

use super::reconcile::{self, Reconcile};
use crate::Error;
use crate::client::{Client, Session};
use crate::ledger::{contradiction, parcel, setting};
use jonaki_protocol::sync::{Cursor, Refusal, Response};
use jonaki_protocol::{Code, Seen, Timestamp, limits};
use serde::Serialize;

/// What to do after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncStep {
    /// Nothing is left in either direction.
    Done,
    /// There is more; ask again now.
    More,
    /// The answer was about the way of asking (the clock, a fork); ask again now.
    RetryNow,
    /// The server said no for now.
    Wait {
        /// Seconds to wait.
        seconds: u32,
        /// Why.
        code: Code,
    },
}

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Round {
    /// Batches whose receipt was verified.
    pub receipts: usize,
    /// Entries of the feed that were taken in.
    pub news: usize,
    /// Changes that the server refused.
    pub refused: usize,
    /// Entries that were set aside as broken or not proven.
    pub set_aside: usize,
    /// Whether it brought anything that this device did not have.
    pub advanced: bool,
    /// Whether the server's log is another than before: it was restored.
    pub new_log: bool,
}

/// No honest feed or chain of batches is as long; what is beyond fits no database.
const FURTHEST: u64 = 1 << 48;

/// Records whose documents fit into memory beside each other, with room to spare.
const REFRESHED_AT_ONCE: usize = 32;

/// An answer as parsed under the limits; nothing in it is trusted yet.
pub(crate) enum Answer {
    /// The request was answered.
    Response(Box<Response>),
    /// The request as a whole was refused.
    Refusal(Refusal),
    /// Something on the way answered that is no server of ours.
    Unreadable,
}

impl Answer {
    pub(crate) fn parse(http_status: u16, body: &[u8]) -> Result<Self, Error> {
        if http_status == 200 {
            return Ok(Self::Response(Box::new(Response::from_body(body)?)));
        }
        Ok(Refusal::from_body(body).map_or(Self::Unreadable, Self::Refusal))
    }
}

impl Client {
    /// Takes in an answer in one transaction.
    ///
    /// # Errors
    /// [`Error::Refused`] with [`Code::WrongServer`] or [`Code::Equivocation`] where the server cannot be trusted: nothing
    /// is taken in then. [`Error::Refused`] with [`Code::Malformed`] for bytes that are no answer.
    pub fn sync_answer(&mut self, http_status: u16, body: &[u8]) -> Result<(SyncStep, Round), Error> {
        let answer = Answer::parse(http_status, body)?;
        self.take_in(&answer)
    }

    /// [`Self::sync_answer`] of an answer that is parsed already.
    pub(crate) fn take_in(&mut self, answer: &Answer) -> Result<(SyncStep, Round), Error> {
        if contradiction::stops(self.connection())? {
            return Err(Error::Refused(Code::Equivocation));
        }
        let refusal = match answer {
            Answer::Response(response) => return self.take_response(response),
            Answer::Refusal(refusal) => refusal,
            Answer::Unreadable => {
                return Ok((SyncStep::Wait { seconds: 30, code: Code::Unavailable }, Round::default()));
            }
        };
        let step = match refusal.code {
            Code::ClockSkew => {
                self.act(|session| session.correct_clock(refusal.time))?;
                SyncStep::RetryNow
            }
            Code::Replayed => SyncStep::RetryNow,
            // It was started anew, or its last answer did not arrive.
            Code::UnknownDictionary if self.act(|session| session.speak_whole())? => SyncStep::RetryNow,
            // The server took a part of what was offered, and wants the same again for the rest.
            Code::RateLimited if refusal.retry_after == 0 => SyncStep::More,
            // The server was restored from before we enrolled: our certificate and all that followed go again.
            Code::UnknownDevice if self.act(|session| session.start_over())? => SyncStep::RetryNow,
            code => SyncStep::Wait { seconds: refusal.retry_after, code },
        };
        Ok((step, Round::default()))
    }

    /// All of an answer or nothing of it, but for the proof that the server lies.
    fn take_response(&mut self, response: &Response) -> Result<(SyncStep, Round), Error> {
        let mut evidence = None;
        let answered = self.act(|session| {
            let answered = session.answer(response);
            evidence = session.evidence.take();
            answered
        });
        if let Some(pair) = evidence {
            self.act(|session| contradiction::insert(session.tx, &pair))?;
        }
        answered
    }
}

impl Session<'_, '_> {
    fn correct_clock(&mut self, server: Timestamp) -> Result<(), Error> {
        let offset = server.0.saturating_sub(self.now.0);
        setting::set(self.tx, setting::CLOCK_OFFSET, &offset)
    }

    /// Lets the next request rest on nothing; whether the last one did.
    fn speak_whole(&mut self) -> Result<bool, Error> {
        let rested = setting::get::<bool>(self.tx, setting::WHOLE)?.is_none();
        setting::set(self.tx, setting::WHOLE, &true)?;
        Ok(rested)
    }

    /// Puts all our batches in flight again; whether there were any that had a receipt.
    fn start_over(&mut self) -> Result<bool, Error> {
        // The comparison begins anew once the server knows us.
        setting::remove(self.tx, setting::RECONCILE)?;
        Ok(parcel::resend_after(self.tx, 0)? > 0)
    }

    fn answer(&mut self, response: &Response) -> Result<(SyncStep, Round), Error> {
        if !Self::plausible(response) {
            return Err(Error::Refused(Code::Malformed));
        }
        let head = self.checkpoint(&response.checkpoint)?;
        let cursor: Cursor = setting::get(self.tx, setting::CURSOR)?.unwrap_or_default();
        let new_log = response.cursor.log != cursor.log;
        if response.cursor.log != Some(head.log) {
            return Err(Error::Refused(Code::WrongServer));
        }
        let mut round = Round::default();
        for receipt in &response.receipts {
            round.refused += self.receipt(receipt, &head)?;
            round.receipts += 1;
        }
        self.feed(response, &head, &mut round)?;
        self.settle()?;
        self.overtake()?;
        self.advanced |= cursor != response.cursor;
        setting::set(self.tx, setting::CURSOR, &response.cursor)?;
        setting::remove(self.tx, setting::WHOLE)?;
        let mut healed = self.batches_refused(response)?;
        if let Some(chain) = response.chain.as_ref().filter(|_| !healed) {
            healed = self.chain_stands(chain)?;
        }
        setting::set(self.tx, setting::LAST_CONTACT, &self.now)?;
        setting::remove(self.tx, setting::FOUNDING)?;
        round.new_log = new_log && cursor.log.is_some();
        if round.new_log {
            self.start_reconcile(&head)?;
        }
        self.wanted(response)?;
        round.advanced = self.advanced;
        let step = self.step(response, healed)?;
        if step == SyncStep::Done {
            setting::set(self.tx, setting::HEARD_ALL, &self.server_time()?)?;
        }
        Ok((step, round))
    }

    fn feed(&mut self, response: &Response, head: &Seen, round: &mut Round) -> Result<(), Error> {
        for entry in &response.feed {
            match self.news(entry, head)? {
                Ok(()) => round.news += 1,
                Err(_) => round.set_aside += 1,
            }
            if self.touched.len() >= REFRESHED_AT_ONCE {
                // While their documents are still in memory.
                self.refresh_touched()?;
            }
        }
        Ok(())
    }

    /// Whether what the server says without a signature can be kept at all: numbers that no honest server reaches would make
    /// every later request fail.
    fn plausible(response: &Response) -> bool {
        let Cursor { everyone, device, organisations, .. } = &response.cursor;
        let positions = [*everyone, *device].into_iter().chain(organisations.iter().map(|(_, at)| *at));
        organisations.len() <= limits::CURSOR_PRINCIPALS
            && positions.chain(response.chain.map(|chain| chain.n)).all(|number| number <= FURTHEST)
    }

    fn step(&self, response: &Response, healed: bool) -> Result<SyncStep, Error> {
        let reconciling = setting::get::<Reconcile>(self.tx, setting::RECONCILE)?.is_some();
        let sending = self.is_waiting()? || parcel::in_flight_count(self.tx)? > 0;
        let asking = !reconcile::unproven(self.tx)?.is_empty();
        Ok(if healed {
            SyncStep::RetryNow
        } else if response.more || reconciling || asking || sending && !self.only_pending()? {
            SyncStep::More
        } else {
            SyncStep::Done
        })
    }
}

//! Comparing what the server signs: with what it signed before, and with what it showed to others.

use crate::Error;
use crate::client::Session;
use crate::ledger::statement::Kind;
use crate::ledger::{contradiction, setting, statement};
use jonaki_protocol::{Checkpoint, Code, DeviceId, Seen, SignedBatch, Statement};

impl Session<'_, '_> {
    /// The server's signed head: of the log that we follow, never older than and never different from what it signed before.
    pub(super) fn checkpoint(&mut self, message: &[u8]) -> Result<Seen, Error> {
        let profile = &self.me.profile;
        let checkpoint = Checkpoint::verify(message, &profile.programme(), &profile.server)
            .map_err(|_| Error::Refused(Code::WrongServer))?;
        let head = checkpoint.head;
        if i64::try_from(head.size).is_err() {
            return Err(Error::Refused(Code::WrongServer));
        }
        self.remember_newest()?;
        let known: Option<Seen> = setting::get(self.tx, setting::CHECKPOINT)?;
        // A restored server begins another log; none goes back to one that it left.
        let left =
            known.is_some_and(|known| known.log != head.log) && statement::was_shown(self.tx, head.log)?;
        self.witness(&Statement::Checkpoint(checkpoint), message)?;
        if left || known.is_some_and(|known| known.log == head.log && head.size < known.size) {
            return Err(Error::Refused(Code::Equivocation));
        }
        setting::set(self.tx, setting::CHECKPOINT, &head)?;
        setting::set_bytes(self.tx, setting::CHECKPOINT_PROOF, message)?;
        Ok(head)
    }

    /// Keeps a verified statement of the server, unless it contradicts one that is kept: then the pair is the proof, and
    /// nothing is believed.
    pub(super) fn witness(&mut self, said: &Statement, message: &[u8]) -> Result<(), Error> {
        let kept = statement::at(self.tx, said.log(), Kind::of(said), said.number())?;
        if let Some(kept) = kept.filter(|kept| kept.hash != said.digest()) {
            self.evidence = Some(contradiction::Row {
                ours: kept.message,
                theirs: message.to_vec(),
                device: None,
                found_at: self.now,
                settled: false,
            });
            return Err(Error::Refused(Code::Equivocation));
        }
        statement::keep(self.tx, said, message, true)
    }

    /// Compares the checkpoint that another device names in its batch with what the server signed for us. That device may
    /// lie: the pair says where to look, and only two signatures of the server are a proof.
    pub(super) fn compare_seen(
        &mut self,
        batch: &SignedBatch,
        device: DeviceId,
        seen: Option<Seen>,
    ) -> Result<(), Error> {
        let Some(seen) = seen.filter(|seen| i64::try_from(seen.size).is_ok()) else { return Ok(()) };
        let kept = statement::at(self.tx, seen.log, Kind::Checkpoint, seen.size)?;
        let Some(kept) = kept.filter(|kept| kept.hash != seen.head) else { return Ok(()) };
        contradiction::insert(
            self.tx,
            &contradiction::Row {
                ours: kept.message,
                theirs: batch.header.to_vec(),
                device: Some(device),
                found_at: self.now,
                settled: false,
            },
        )
    }

    /// The newest checkpoint of a database from before statements were kept.
    fn remember_newest(&mut self) -> Result<(), Error> {
        let Some(message) = setting::bytes(self.tx, setting::CHECKPOINT_PROOF)? else { return Ok(()) };
        let known: Option<Seen> = setting::get(self.tx, setting::CHECKPOINT)?;
        let Some(known) = known else { return Ok(()) };
        if statement::at(self.tx, known.log, Kind::Checkpoint, known.size)?.is_none() {
            let profile = &self.me.profile;
            if let Ok(newest) = Checkpoint::verify(&message, &profile.programme(), &profile.server) {
                statement::keep(self.tx, &Statement::Checkpoint(newest), &message, true)?;
            }
        }
        Ok(())
    }
}

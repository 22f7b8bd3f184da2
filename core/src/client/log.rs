//! Verifying what this device holds of the server's log, and comparing it with other devices.

use super::Client;
use crate::Error;
use crate::ledger::statement::Kind;
use crate::ledger::{self, contradiction, parcel, setting, statement};
use crate::view::{Comparison, ContradictionView, LogView};
use data_encoding::BASE64URL_NOPAD;
use jonaki_protocol::directory::RootRecord;
use jonaki_protocol::{
    Body, DeviceId, Digest, LogId, ProgrammeId, Receipt, Seen, SignPublic, SignedBatch, Statement, decode,
    next_head,
};
use std::collections::{BTreeMap, BTreeSet};

/// What an exchange of statements may bring: far more than a device keeps.
const LINES: usize = 4_096;
/// The longest statement, characters: a receipt for a batch of which every item was refused.
const LINE_CHARS: usize = 4_096;
/// The first line of an export.
const HEADING: &str = "# jonaki statements v1: what the server signed. Compare on another device.";

impl Client {
    /// Verifies everything that this device holds of the log: the server's statements, receipts, every batch with its
    /// signature and Merkle root, the devices' chains. Reads only.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment, [`Error::Storage`].
    pub fn verify_log(&self) -> Result<LogView, Error> {
        let me = self.me()?;
        let newest: Option<Seen> = setting::get(self.connection(), setting::CHECKPOINT)?;
        let mut check = Check {
            client: self,
            programme: me.profile.programme(),
            server: me.profile.server,
            heads: BTreeMap::new(),
            places: BTreeMap::new(),
            view: LogView {
                programme: me.profile.programme(),
                server: data_encoding::HEXLOWER.encode(me.profile.server.as_bytes()),
                log: newest.map(|seen| seen.log),
                size: newest.map_or(0, |seen| seen.size),
                head: newest.map(|seen| seen.head),
                checkpoints: 0,
                receipts: 0,
                entries: 0,
                batches: 0,
                links: 0,
                forks: 0,
                faults: Vec::new(),
                proofs: Vec::new(),
                doubts: Vec::new(),
                record: self.programme_record()?,
            },
        };
        check.statements()?;
        check.batches()?;
        check.contradictions()?;
        Ok(check.view)
    }

    /// What the server signed for this device, as lines of text for another device to compare: checkpoints and receipts. It
    /// says when this device synced and which entries are its own, nothing of any case.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment, [`Error::Storage`].
    pub fn export_statements(&self) -> Result<String, Error> {
        let me = self.me()?;
        let mut text = format!("{HEADING}\n# programme {}\n", me.profile.programme());
        for row in statement::all(self.connection())?.into_iter().filter(|row| row.own) {
            text.push_str(&BASE64URL_NOPAD.encode(&row.message));
            text.push('\n');
        }
        Ok(text)
    }

    /// Compares what the server signed for another device with what it signed for this one. What proves that it shows two
    /// logs is kept ([`Client::verify_log`]), and this device stops syncing.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment, [`Error::Storage`].
    pub fn compare_statements(&mut self, text: &str) -> Result<Comparison, Error> {
        self.act(|session| {
            let (programme, server) = (session.me.profile.programme(), session.me.profile.server);
            let mut found = Comparison::default();
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
            for line in lines.take(LINES) {
                let message = (line.len() <= LINE_CHARS)
                    .then(|| BASE64URL_NOPAD.decode(line.as_bytes()).ok())
                    .flatten();
                let verified = message.and_then(|message| {
                    let said = Statement::verify(&message, &programme, &server).ok()?;
                    i64::try_from(said.number()).ok().map(|_| (message, said))
                });
                let Some((message, said)) = verified else {
                    found.rejected += 1;
                    continue;
                };
                found.read += 1;
                match statement::at(session.tx, said.log(), Kind::of(&said), said.number())? {
                    None => {
                        statement::keep(session.tx, &said, &message, false)?;
                        found.new += 1;
                    }
                    Some(kept) if kept.hash == said.digest() => found.agree += 1,
                    Some(kept) => {
                        let pair = contradiction::Row {
                            ours: kept.message,
                            theirs: message,
                            device: None,
                            found_at: session.now,
                            settled: false,
                        };
                        contradiction::insert(session.tx, &pair)?;
                        found.proofs += 1;
                    }
                }
            }
            Ok(found)
        })
    }

    /// A person has seen the proofs and decided to go on with the server, as after an operator copied a database back
    /// without the `restore` command. The proofs stay. How many they were.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment, [`Error::Storage`].
    pub fn settle_contradictions(&mut self) -> Result<usize, Error> {
        self.act(|session| contradiction::settle(session.tx))
    }

    fn programme_record(&self) -> Result<Option<String>, Error> {
        let rows = ledger::directory::all(self.connection())?;
        let record = rows.iter().rev().find_map(|row| match row.item.parse() {
            Ok(Body::RootSigned(signed)) => match RootRecord::unverified(&signed.message) {
                Ok(RootRecord::Programme(_)) => Some(signed.message),
                _ => None,
            },
            _ => None,
        });
        Ok(record.map(|message| BASE64URL_NOPAD.encode(&message)))
    }
}

/// One verification.
struct Check<'a> {
    client: &'a Client,
    programme: ProgrammeId,
    server: SignPublic,
    /// Heads that the server signed, by log and size.
    heads: BTreeMap<(LogId, u64), Digest>,
    /// Batches by device and number: their hashes and what each says of the one before.
    places: BTreeMap<(DeviceId, u64), BTreeSet<(Digest, Digest)>>,
    view: LogView,
}

impl Check<'_> {
    fn statements(&mut self) -> Result<(), Error> {
        let mut newest: BTreeMap<LogId, u64> = BTreeMap::new();
        let rows = statement::all(self.client.connection())?;
        for row in &rows {
            let fits = Statement::verify(&row.message, &self.programme, &self.server).is_ok_and(|said| {
                (said.log(), Kind::of(&said), said.number(), said.digest())
                    == (row.log, row.kind, row.number, row.hash)
            });
            if !fits {
                self.fault(format!("a statement of the server about place {} does not verify", row.number));
            } else if row.kind == Kind::Checkpoint {
                self.view.checkpoints += 1;
                self.heads.insert((row.log, row.number), row.hash);
                let size = newest.entry(row.log).or_default();
                *size = row.number.max(*size);
            }
        }
        for row in rows.iter().filter(|row| row.kind == Kind::Receipt && row.own) {
            if newest.get(&row.log).is_some_and(|size| row.number > *size) {
                self.fault(format!("a receipt names entry {}, behind the end of the log", row.number));
            }
        }
        Ok(())
    }

    fn batches(&mut self) -> Result<(), Error> {
        for row in parcel::rows(self.client.connection())? {
            let batch = parcel::by_row(self.client.connection(), row)?;
            self.batch(&batch)?;
            if let Some(receipt) = parcel::receipt(self.client.connection(), row)? {
                self.receipt(&batch, &receipt);
            }
        }
        for ((device, n), found) in &self.places {
            let Some(before) = n.checked_sub(1).and_then(|n| self.places.get(&(*device, n))) else {
                continue;
            };
            let linked = |(_, prev): &&(Digest, Digest)| before.iter().any(|(hash, _)| hash == prev);
            self.view.links += found.iter().filter(linked).count();
        }
        let forked: BTreeSet<DeviceId> =
            self.places.iter().filter(|(_, found)| found.len() > 1).map(|((device, _), _)| *device).collect();
        self.view.forks = forked.len();
        Ok(())
    }

    fn batch(&mut self, batch: &SignedBatch) -> Result<(), Error> {
        let me = self.client.me()?;
        let key = batch.claimed_device().ok().and_then(|device| match me.directory.member(&device) {
            Some(member) => Some(member.sign),
            None => (device == me.profile.device()).then(|| me.profile.sign.public()),
        });
        match key.map(|key| (key.device_id(), batch.verify(&self.programme, &key))) {
            Some((device, Ok(header))) => {
                self.view.batches += 1;
                self.places.entry((device, header.n)).or_default().insert((batch.hash(), header.prev));
            }
            _ => self.fault(format!("the batch {} does not verify", batch.hash())),
        }
        Ok(())
    }

    fn receipt(&mut self, batch: &SignedBatch, message: &[u8]) {
        let hash = batch.hash();
        match Receipt::verify(message, &self.programme, &self.server) {
            Ok(receipt) if receipt.batch == hash => {
                self.view.receipts += 1;
                self.view.entries += usize::from(self.is_in_chain(&receipt, batch.items.len()));
            }
            _ => self.fault(format!("the receipt for the batch {hash} does not verify")),
        }
    }

    /// Whether the receipt's entry leads from one signed head to the next. Where items had to wait the receipt that is kept
    /// may say more than the entry admitted: that is nothing wrong.
    fn is_in_chain(&self, receipt: &Receipt, count: usize) -> bool {
        let before = match receipt.entry.checked_sub(1) {
            Some(0) => Some(Digest::from_bytes([0; 32])),
            Some(size) => self.heads.get(&(receipt.log, size)).copied(),
            None => None,
        };
        let (Some(before), Some(head)) = (before, self.heads.get(&(receipt.log, receipt.entry))) else {
            return false;
        };
        let refused: BTreeSet<u16> = receipt.refused.iter().map(|(position, _)| *position).collect();
        let admitted: Vec<u16> =
            (0..).take(count).filter(|position: &u16| !refused.contains(position)).collect();
        next_head(&before, &receipt.batch, &admitted) == *head
    }

    fn contradictions(&mut self) -> Result<(), Error> {
        for row in contradiction::all(self.client.connection())? {
            match self.pair(&row) {
                Some(view) if view.device.is_none() => self.view.proofs.push(view),
                Some(view) => self.view.doubts.push(view),
                None => self.fault("a kept contradiction does not verify".to_owned()),
            }
        }
        Ok(())
    }

    fn pair(&self, row: &contradiction::Row) -> Option<ContradictionView> {
        let ours = Statement::verify(&row.ours, &self.programme, &self.server).ok()?;
        let second = match row.device {
            None => {
                let theirs = Statement::verify(&row.theirs, &self.programme, &self.server).ok()?;
                ours.contradicts(&theirs).then(|| theirs.digest())?
            }
            Some(device) => {
                let key = self.client.me().ok()?.directory.member(&device)?.sign;
                let signed = jonaki_protocol::cose::Signed::parse(&row.theirs).ok()?;
                let purpose = jonaki_protocol::cose::Purpose::Batch;
                let header: jonaki_protocol::BatchHeader =
                    decode(signed.verify_as(device.as_bytes(), purpose, &self.programme, &key).ok()?).ok()?;
                header.checkpoint_seen?.head
            }
        };
        let kind = match ours {
            Statement::Checkpoint(_) => "checkpoint",
            Statement::Receipt(_) => "receipt",
        };
        Some(ContradictionView {
            kind,
            log: ours.log(),
            number: ours.number(),
            first: ours.digest(),
            second,
            first_message: BASE64URL_NOPAD.encode(&row.ours),
            second_message: BASE64URL_NOPAD.encode(&row.theirs),
            device: row.device,
            found_at: row.found_at,
            settled: row.settled,
        })
    }

    fn fault(&mut self, what: String) {
        self.view.faults.push(what);
    }
}

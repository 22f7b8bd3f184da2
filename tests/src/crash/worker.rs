//! A worker: a client that works until somebody kills its process.

use super::Failure;
use super::home;
use super::journal::Deed;
use crate::synthetic::{Synthetic, Vocabulary};
use jonaki_core::protocol::{CaseId, Code};
use jonaki_core::{CaseQuery, Client, DraftId, Error, FieldEdit, Report, Scalar, Transport};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Fields of the account, one for each worker: nobody else writes it.
pub(super) const FIELDS: [&str; 4] = ["place_detail", "upazila", "village", "when_happened"];

/// How a worker is started.
#[derive(Debug, Clone)]
pub struct Orders<'a> {
    /// Folder of its device.
    pub home: &'a Path,
    /// File that holds the server's address.
    pub address: &'a Path,
    /// Its number: which field it writes.
    pub number: usize,
    /// Which life of it this is; with the seed it decides what it does.
    pub life: u64,
    /// The campaign's seed.
    pub seed: u64,
}

struct Worker<'a> {
    orders: &'a Orders<'a>,
    client: Mutex<Client>,
    runtime: tokio::runtime::Runtime,
    rng: ChaCha20Rng,
    source: Synthetic,
    deeds: usize,
}

/// Works until the process is killed. Every line that it prints is one write.
///
/// # Errors
/// Where a call fails that must not.
pub fn work(orders: &Orders<'_>) -> Result<(), Failure> {
    let mut rng = ChaCha20Rng::seed_from_u64(orders.seed);
    rng.set_stream(orders.life * 16 + orders.number as u64);
    let mut worker = Worker {
        orders,
        client: Mutex::new(home::open(orders.home)?),
        runtime: tokio::runtime::Builder::new_current_thread().enable_all().build()?,
        source: Synthetic::new(rng.next_u64(), Vocabulary::Evaluation),
        rng,
        deeds: 0,
    };
    say("open\n")?;
    loop {
        worker.deed()?;
    }
}

fn say(line: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout();
    out.write_all(line.as_bytes())?;
    Ok(out.flush()?)
}

/// The mark at the beginning of a narrative.
pub(super) fn mark_of(report: &Report) -> Option<&str> {
    report.narrative.as_deref().and_then(|text| text.split(' ').next())
}

impl Worker<'_> {
    fn client(&self) -> MutexGuard<'_, Client> {
        self.client.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn below(&mut self, below: usize) -> usize {
        (self.rng.next_u64() % below.max(1) as u64) as usize
    }

    fn deed(&mut self) -> Result<(), Failure> {
        self.deeds += 1;
        let mark = format!("w{}-{}-{}", self.orders.number, self.orders.life, self.deeds);
        match self.below(12) {
            0 | 1 => {
                let report = self.paper(&mark);
                self.begun(&Deed::Report, &mark, |client| client.report(&report).map(Some))
            }
            2 | 3 => match self.case()? {
                Some(case) => {
                    self.begun(&Deed::Note(case), &mark, |client| client.add_note(case, &mark).map(|()| None))
                }
                None => Ok(()),
            },
            4 | 5 => match self.case()? {
                Some(case) => {
                    let field = FIELDS[self.orders.number % FIELDS.len()].to_owned();
                    let edit = FieldEdit { field, value: Some(Scalar::from(mark.as_str())) };
                    self.begun(&Deed::Edit(case), &mark, |client| client.edit(case, &[edit]).map(|()| None))
                }
                None => Ok(()),
            },
            6 => {
                let report = self.paper(&mark);
                self.begun(&Deed::Draft, &mark, |client| client.save_draft(None, &report).map(|_| None))
            }
            7 => self.draft(true),
            8 => self.draft(false),
            _ => self.sync(),
        }
    }

    /// A report that begins with a mark.
    fn paper(&mut self, mark: &str) -> Report {
        let mut report = self.source.report();
        let text = report.narrative.unwrap_or_default();
        report.narrative = Some(format!("{mark} {text}"));
        report
    }

    /// Says that it begins, does it, says what it was told.
    fn begun(
        &self,
        deed: &Deed,
        mark: &str,
        job: impl FnOnce(&mut Client) -> Result<Option<CaseId>, Error>,
    ) -> Result<(), Failure> {
        say(&deed.begin(mark))?;
        match job(&mut self.client())? {
            Some(case) => say(&format!("done {case}\n")),
            None => say("done\n"),
        }
    }

    /// Files a draft, or throws it away.
    fn draft(&mut self, submit: bool) -> Result<(), Failure> {
        let drafts = self.client().drafts()?;
        let chosen = self.below(drafts.len());
        let Some(id): Option<DraftId> = drafts.get(chosen).map(|(id, _)| *id) else { return Ok(()) };
        let report = self.client().draft(id)?;
        let mark = mark_of(&report).ok_or("a draft without its mark")?;
        if submit {
            self.begun(&Deed::Submit, mark, |client| client.submit_draft(id).map(Some))
        } else {
            self.begun(&Deed::Drop, mark, |client| client.delete_draft(id).map(|()| None))
        }
    }

    /// One of the newest cases.
    fn case(&mut self) -> Result<Option<CaseId>, Failure> {
        let rows = self.client().cases(&CaseQuery { limit: 12, ..CaseQuery::default() })?;
        let chosen = self.below(rows.len());
        Ok(rows.get(chosen).map(|row| row.id))
    }

    fn sync(&mut self) -> Result<(), Failure> {
        let address = std::fs::read_to_string(self.orders.address)?;
        let transport = Transport::new(&format!("http://{}", address.trim()))?;
        say(&Deed::Sync.begin("sync"))?;
        match self.runtime.block_on(jonaki_core::sync(&self.client, &transport)) {
            Ok(_) => say("done\n"),
            // The server is being killed, or counts how often we ask.
            Err(error @ (Error::Network | Error::Refused(Code::Unavailable | Code::RateLimited))) => {
                say(&format!("busy {}\n", error.code()))
            }
            Err(error) => Err(error.into()),
        }
    }
}

//! The campaign: programmes whose clients and server are killed again and again.

use super::Failure;
use super::check::{self, Shown};
use super::home;
use super::journal::Deed;
use super::programs::{Listening, Process, Programs, Server, Speaker};
use super::worker::mark_of;
use crate::synthetic::{Synthetic, Vocabulary};
use crate::world::organisation;
use jonaki_core::protocol::{CaseId, Role};
use jonaki_core::{CaseQuery, NewInvite, NewProgramme};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Mutex;
use std::time::Duration;

/// What to do.
#[derive(Debug, Clone)]
pub struct Campaign {
    /// Folder of the built programs.
    pub programs: PathBuf,
    /// Kills in all.
    pub kills: u64,
    /// Decides what workers do, and whom and when to kill.
    pub seed: u64,
}

/// What was done and found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Programmes.
    pub programmes: u64,
    /// Workers that were killed.
    pub workers: u64,
    /// Terminal clients that were killed.
    pub terminals: u64,
    /// Servers that were killed.
    pub servers: u64,
    /// How often a client was told that something is saved or stored.
    pub told: usize,
    /// How often that everything is stored.
    pub synced: usize,
    /// Comparisons of what was told with what was found.
    pub compared: usize,
    /// Runs of `jonaki-server check`.
    pub checks: u64,
}

/// Kills in one programme.
const EACH: u64 = 50;
/// Who works: two reporters and a coordinator.
const ROLES: [Role; 3] = [Role::Reporter, Role::Reporter, Role::Coordinator];

/// Runs a campaign to its end.
///
/// # Errors
/// The first thing that does not hold.
pub fn campaign(orders: &Campaign) -> Result<Figures, Failure> {
    let mut figures = Figures::default();
    let mut left = orders.kills;
    while left > 0 {
        let seed = orders.seed + figures.programmes;
        let mut programme = Programme::found(orders, seed)?;
        programme.figures = figures;
        let kills = left.min(EACH);
        let done = programme.run(kills).and_then(|()| programme.rest());
        done.map_err(|failure| format!("seed {seed}: {failure}"))?;
        figures = programme.figures;
        figures.programmes += 1;
        left -= kills;
    }
    Ok(figures)
}

/// Somebody who works.
struct Person {
    number: usize,
    home: PathBuf,
    heard: Listening,
    life: u64,
    running: Option<Speaker>,
}

struct Programme {
    // Dropped before the folder: the processes have its files open.
    people: Vec<Person>,
    server: Server,
    programs: Programs,
    founder: PathBuf,
    runtime: tokio::runtime::Runtime,
    rng: ChaCha20Rng,
    seed: u64,
    figures: Figures,
    folder: tempfile::TempDir,
}

impl Programme {
    fn found(orders: &Campaign, seed: u64) -> Result<Self, Failure> {
        let programs = Programs::new(&orders.programs)?;
        let folder = tempfile::tempdir()?;
        let mut server = Server::new(programs.clone(), folder.path());
        let line = server.run("init")?;
        server.start()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let founder = folder.path().join("founder");
        home::make(&founder)?;
        let mut client = home::open(&founder)?;
        client.found_programme(&NewProgramme { server_line: line, organisation: organisation("Alpha") })?;
        let mut links = Vec::new();
        for role in ROLES {
            links.push(client.invite(NewInvite { organisation: None, role })?.link);
        }
        home::sync(&Mutex::new(client), &server.url()?, &runtime)?;
        let mut people = Vec::new();
        for (number, link) in links.iter().enumerate() {
            let home = folder.path().join(format!("person-{number}"));
            home::make(&home)?;
            let mut client = home::open(&home)?;
            client.enrol(link)?;
            home::sync(&Mutex::new(client), &server.url()?, &runtime)?;
            people.push(Person { number, home, heard: Listening::default(), life: 0, running: None });
        }
        let rng = ChaCha20Rng::seed_from_u64(seed);
        let figures = Figures::default();
        Ok(Self { people, server, programs, founder, runtime, rng, seed, figures, folder })
    }

    fn below(&mut self, below: u64) -> u64 {
        self.rng.next_u64() % below.max(1)
    }

    fn start(&mut self, person: usize) -> Result<(), Failure> {
        let Person { number, home, life, .. } = &self.people[person];
        let mut command = self.programs.command("crash");
        command.arg("--work").arg(home).arg(self.server.address());
        command.args([number.to_string(), life.to_string(), self.seed.to_string()]);
        self.people[person].running = Some(self.people[person].heard.start(&mut command)?);
        self.people[person].life += 1;
        Ok(())
    }

    fn run(&mut self, kills: u64) -> Result<(), Failure> {
        for person in 0..self.people.len() {
            self.start(person)?;
        }
        let mut done = 0;
        while done < kills {
            let person = self.below(self.people.len() as u64) as usize;
            let told = self.below(10) as usize;
            let moment = Duration::from_micros(self.below(12_000));
            if let Some(speaker) = &self.people[person].running {
                speaker.wait(told, moment);
            }
            done += match self.below(20) {
                0..10 => self.kill_worker(person)?,
                10..16 => self.kill_server()?,
                16..18 => self.kill_server()? + self.kill_worker(person)?,
                _ => self.kill_worker(person)? + self.kill_terminal(person)?,
            };
            if self.people[person].running.is_none() {
                self.start(person)?;
            }
            self.hear()?;
        }
        for person in 0..self.people.len() {
            self.kill_worker(person)?;
        }
        Ok(())
    }

    /// Whether anything was said that must not be.
    fn hear(&self) -> Result<(), Failure> {
        for person in &self.people {
            if let Some(failure) = self.people[person.number].heard.journal().1.take() {
                return Err(failure);
            }
        }
        Ok(())
    }

    /// Kills a worker, opens what it left, and compares.
    fn kill_worker(&mut self, person: usize) -> Result<u64, Failure> {
        let Some(speaker) = self.people[person].running.take() else { return Ok(0) };
        speaker.kill()?;
        self.hear()?;
        self.figures.workers += 1;
        self.compare(person)?;
        Ok(1)
    }

    fn compare(&mut self, person: usize) -> Result<Shown, Failure> {
        let Person { number, home, heard, .. } = &self.people[person];
        let shown = check::shown(&home::open(home)?)?;
        self.figures.compared += check::check(*number, &shown, &heard.journal().0)?;
        Ok(shown)
    }

    /// Kills the server; now and then its log is verified before it serves again.
    fn kill_server(&mut self) -> Result<u64, Failure> {
        self.server.kill()?;
        self.figures.servers += 1;
        if self.below(8) == 0 {
            self.verify()?;
        }
        self.server.start()?;
        Ok(1)
    }

    fn verify(&mut self) -> Result<(), Failure> {
        self.server.run("check")?;
        self.figures.checks += 1;
        Ok(())
    }

    /// Runs the terminal client on a device whose worker is gone, and kills it at some moment unless it ends first.
    fn kill_terminal(&mut self, person: usize) -> Result<u64, Failure> {
        let mark = format!("t{person}-{}", self.figures.terminals);
        let home = self.people[person].home.clone();
        let client = home::open(&home)?;
        let rows = client.cases(&CaseQuery { limit: 5, ..CaseQuery::default() })?;
        drop(client);
        let case = rows.first().map(|row| row.id);
        let (deed, output) = (case.map_or(Deed::Report, Deed::Note), self.folder.path().join("terminal"));
        let mut command = self.programs.command("jonaki");
        command.arg("--home").arg(&home).arg("--json");
        match &deed {
            Deed::Note(case) => command.args(["note", &case.to_string(), &mark]),
            _ => command.arg("report").arg(self.paper(&mark)?),
        };
        self.people[person].heard.journal().0.line(deed.begin(&mark).trim_end())?;
        let moment = Duration::from_micros(self.below(60_000));
        let mut process =
            Process::new(command.stdout(std::fs::File::create(&output)?).stderr(Stdio::null()))?;
        process.wait(moment)?;
        let ended_well = process.kill()?;
        self.figures.terminals += 1;
        if ended_well {
            let case = filed(&output).map(|case| format!(" {case}")).unwrap_or_default();
            self.people[person].heard.journal().0.line(&format!("done{case}"))?;
        }
        self.compare(person)?;
        Ok(1)
    }

    /// A file with a report that begins with a mark.
    fn paper(&mut self, mark: &str) -> Result<PathBuf, Failure> {
        let mut report = Synthetic::new(self.rng.next_u64(), Vocabulary::Evaluation).typical();
        report.narrative = Some(format!("{mark} {}", report.narrative.unwrap_or_default()));
        debug_assert_eq!(mark_of(&report), Some(mark));
        let path = self.folder.path().join("report.json");
        std::fs::write(&path, serde_json::to_vec(&report)?)?;
        Ok(path)
    }

    /// Nobody kills anybody any more: everybody syncs until nothing is new, and everything is compared.
    fn rest(&mut self) -> Result<(), Failure> {
        let url = self.server.url()?;
        let homes: Vec<PathBuf> = std::iter::once(&self.founder)
            .chain(self.people.iter().map(|person| &person.home))
            .cloned()
            .collect();
        for _ in 0..3 {
            for home in &homes {
                home::sync(&Mutex::new(home::open(home)?), &url, &self.runtime)?;
            }
        }
        let all = at_rest(&self.founder)?;
        let mut seen = 0;
        for person in 0..self.people.len() {
            let status = home::open(&self.people[person].home)?.status()?;
            if status.unsent_items + status.refused + status.quarantined > 0 {
                return Err(format!("worker {person} at rest: {status:?}").into());
            }
            let shown = self.compare(person)?;
            self.figures.compared += check::agree(&shown, &all)?;
            let journal = self.people[person].heard.journal();
            for (mark, paper) in journal.0.papers() {
                if paper.case.is_some_and(|case| !check::cases(&all).contains(&case)) {
                    return Err(format!("report {mark} did not reach the founder").into());
                }
                seen += 1;
            }
            self.figures.told += journal.0.told;
            self.figures.synced += journal.0.synced;
        }
        self.figures.compared += seen;
        self.server.kill()?;
        self.verify()
    }
}

fn at_rest(home: &Path) -> Result<Shown, Failure> {
    let client = home::open(home)?;
    let status = client.status()?;
    if status.unsent_items + status.quarantined > 0 {
        return Err(format!("the founder at rest: {status:?}").into());
    }
    check::shown(&client)
}

/// The case that the terminal client says it filed.
fn filed(output: &Path) -> Option<CaseId> {
    let said: serde_json::Value = serde_json::from_slice(&std::fs::read(output).ok()?).ok()?;
    CaseId::from_hex(said.get("id")?.as_str()?)
}

//! One operation of a deed fails: the disk is full, cannot read, or cannot sync.

use super::Failure;
use super::dump::Dump;
use super::losses::Effort;
use super::script::{Deed, Machine, script};
use super::site::{Memory, Site, machines};
use super::trial::{Moment, go_on};
use crate::world::{Clock, Seeds};
use jonaki_core::protocol::Code;
use jonaki_core::{Error, OpenFault};
use jonaki_vfs::{Fault, FaultKind, Keep, Recording, Target, Watch, install};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use std::sync::Arc;

/// What was tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FaultFigures {
    /// Deeds.
    pub deeds: u64,
    /// Operations of theirs.
    pub operations: u64,
    /// Faults that were armed.
    pub armed: u64,
    /// Reads that failed.
    pub reads: u64,
    /// Writes that failed or found the disk full.
    pub writes: u64,
    /// Syncs that failed.
    pub syncs: u64,
    /// Files that could not be opened, made, deleted or mapped.
    pub entries: u64,
    /// Deeds that their caller was told have failed.
    pub refused: u64,
    /// Deeds that were done in spite of a fault.
    pub done: u64,
    /// Power losses after the next deed, from the files as they are then.
    pub losses: u64,
    /// Programmes that went on to their end.
    pub went_on: u64,
}

/// Plays the script, each deed once more for each of its operations that fails.
///
/// # Errors
/// The first thing that does not hold: deed, operation, fault.
pub fn faults(effort: &Effort) -> Result<FaultFigures, Failure> {
    install()?;
    let folder = super::site::folder()?;
    let (seeds, clock) = (Arc::new(Seeds::new(effort.seed)), Clock::default());
    let mut site = Site::new(&folder.path().join("site"), Arc::clone(&seeds), clock, Memory::default())?;
    site.add_code()?;
    let mut faults = Faults {
        effort,
        branch: folder.path().join("branch"),
        seeds,
        rng: ChaCha20Rng::seed_from_u64(effort.seed),
        figures: FaultFigures::default(),
    };
    for deed in script() {
        faults.play(&mut site, &deed)?;
    }
    Ok(faults.figures)
}

struct Faults<'a> {
    effort: &'a Effort,
    branch: std::path::PathBuf,
    seeds: Arc<Seeds>,
    rng: ChaCha20Rng,
    figures: FaultFigures,
}

impl Faults<'_> {
    fn play(&mut self, site: &mut Site, deed: &Deed) -> Result<(), Failure> {
        match deed {
            Deed::Sync(device) => {
                for _ in 0..super::play::ROUNDS {
                    for part in [Deed::Ask(*device), Deed::Serve(*device), Deed::Hear(*device)] {
                        self.deed(site, &part)?;
                    }
                    if site.memory.done {
                        return Ok(());
                    }
                }
                Err("a sync without end".into())
            }
            // Closing tells nobody anything.
            Deed::Close(_) => Ok(site.play(deed)?),
            _ => self.deed(site, deed),
        }
    }

    /// Plays a deed on a copy with each of its operations failing, then for good.
    fn deed(&mut self, site: &mut Site, deed: &Deed) -> Result<(), Failure> {
        site.clock.pass(1);
        let moment = Moment::of(site)?;
        let targets = {
            let (mut copy, watch) = self.copy(site, &moment, deed)?;
            copy.play(deed).map_err(|error| format!("{deed:?}: {error}"))?;
            watch.targets()
        };
        self.figures.deeds += 1;
        self.figures.operations += targets.len() as u64;
        for (at, target) in (0..).zip(&targets) {
            for kind in kinds(*target) {
                for lasting in [false, true] {
                    if !self.rng.next_u64().is_multiple_of(self.effort.points.max(1)) {
                        continue;
                    }
                    let fault = Fault { at, kind: *kind, lasting };
                    self.fault(site, &moment, deed, fault).map_err(|failure| {
                        format!(
                            "{deed:?}, operation {at} of {} ({target:?}), {fault:?}: {failure}",
                            targets.len()
                        )
                    })?;
                }
            }
        }
        site.play(deed)?;
        Ok(())
    }

    /// The programme in another folder, its machine open and watched.
    fn copy(&self, site: &Site, moment: &Moment, deed: &Deed) -> Result<(Site, Watch), Failure> {
        let mut copy = moment.revive(&self.branch, &self.seeds, &site.clock)?;
        let machine = deed.machine();
        let watch = Watch::over(&copy.folder(machine))?;
        if !matches!(deed, Deed::Open(_) | Deed::Restore | Deed::Life) {
            copy.open(machine)?;
        }
        watch.targets();
        Ok((copy, watch))
    }

    fn fault(&mut self, site: &Site, moment: &Moment, deed: &Deed, fault: Fault) -> Result<(), Failure> {
        let (mut copy, watch) = self.copy(site, moment, deed)?;
        let machine = deed.machine();
        let before = copy.dump(machine)?;
        watch.arm(fault);
        let told = copy.play(deed);
        let hit = watch.disarm();
        self.count(hit.map(|hit| hit.target), told.is_ok());
        match &told {
            Ok(()) => {}
            Err(Error::Storage | Error::Open(OpenFault::Io) | Error::Refused(Code::Unavailable)) => {
                let kept =
                    deed.has_steps(before.as_ref()) || deed.moves_files() || copy.dump(machine)? == before;
                if !kept {
                    return Err("it failed, but a part of it is there".into());
                }
                if matches!(deed, Deed::Restore) {
                    restored_or_not(&copy, before.as_ref())?;
                }
            }
            Err(error) => return Err(format!("it failed as {} ({error})", error.code()).into()),
        }
        // A commit whose sync failed is rolled back; that it was written could still be read by the next process, where the
        // power fails before something else is written in its place.
        if hit.is_none_or(|hit| hit.target != Target::Sync) {
            same_in_memory(&mut copy, machine, self)?;
        }
        if told.is_err() {
            again(&mut copy, deed)?;
        }
        if matches!(deed, Deed::Restore) {
            return kept_aside(&copy, before.as_ref());
        }
        self.lose_power(copy, &watch, machine)
    }

    fn count(&mut self, target: Option<Target>, done: bool) {
        let figures = &mut self.figures;
        figures.armed += 1;
        match target {
            Some(Target::Read) => figures.reads += 1,
            Some(Target::Write) => figures.writes += 1,
            Some(Target::Sync) => figures.syncs += 1,
            Some(Target::Entry) => figures.entries += 1,
            None => {}
        }
        if done { figures.done += 1 } else { figures.refused += 1 }
    }

    /// The disk works again, the deed was done again, and now the power fails; a disk may have forgotten what it could
    /// not sync before. Then the programme goes on.
    fn lose_power(&mut self, mut copy: Site, watch: &Watch, machine: Machine) -> Result<(), Failure> {
        let told = copy.dump(machine)?;
        let recording = watch.take();
        for forgetful in [true, false] {
            for keep in [Keep::Nothing, Keep::Everything] {
                let recording: Recording = recording.clone().forgetful(forgetful);
                let Some(cut) = recording.cuts().last() else { continue };
                let image = cut.image(&keep);
                let mut lost = Site::new(
                    &self.branch.with_extension("lost"),
                    Arc::clone(&self.seeds),
                    copy.clock.clone(),
                    Memory::default(),
                )?;
                lost.put(machine, &image)?;
                lost.open(machine).map_err(|error| format!("after a loss of power: {error}"))?;
                if lost.dump(machine)? != told {
                    return Err(format!("{keep:?}, forgetful {forgetful}: what was told is not there").into());
                }
                self.figures.losses += 1;
            }
        }
        if self.figures.armed.is_multiple_of(self.effort.whole.max(1)) {
            self.figures.went_on += 1;
            go_on(&mut copy)?;
        }
        for machine in machines() {
            copy.close(machine);
        }
        Ok(())
    }
}

/// The database is what it was, or the backup in a new life; never the backup under its old log.
fn restored_or_not(copy: &Site, before: Option<&Dump>) -> Result<(), Failure> {
    let found = copy.dump(Machine::Server)?;
    let backup = Dump::read(&copy.folder(Machine::Server).join("backup.db"), None)?;
    let same_log = |one: &Dump| backup.as_ref().is_some_and(|backup| one.same("programme", backup));
    match found {
        Some(found) if Some(&found) == before || !same_log(&found) => Ok(()),
        _ => Err("a restore that failed left neither the old database nor a new life".into()),
    }
}

/// What a restore replaced is kept beside it, also where the restore had to be said twice.
fn kept_aside(copy: &Site, before: Option<&Dump>) -> Result<(), Failure> {
    for name in copy.files(Machine::Server)?.into_keys() {
        let shown = name.display().to_string();
        if shown.contains("before-restore") && !shown.ends_with("-wal") {
            let found = Dump::read(&copy.folder(Machine::Server).join(&name), None)?;
            if found.as_ref() == before {
                return restored_or_not(copy, None);
            }
        }
    }
    Err("the database that was there before the restore is gone".into())
}

/// How an operation can fail.
fn kinds(target: Target) -> &'static [FaultKind] {
    match target {
        Target::Write => &[FaultKind::Full, FaultKind::Io, FaultKind::Short],
        Target::Read | Target::Sync | Target::Entry => &[FaultKind::Io],
    }
}

/// The disk works again: what failed can be done now.
fn again(copy: &mut Site, deed: &Deed) -> Result<(), Failure> {
    let done = match deed {
        // The device asks again: the same request does not go twice.
        Deed::Serve(device) => copy.sync(*device),
        _ => copy.play(deed),
    };
    done.map_err(|error| format!("it cannot be done afterwards: {error}").into())
}

/// What a client or server has in memory is what its database says, not what was rolled back.
fn same_in_memory(copy: &mut Site, machine: Machine, faults: &Faults<'_>) -> Result<(), Failure> {
    let Machine::Device(number) = machine else { return Ok(()) };
    if copy.clients[number].is_none() {
        return Ok(());
    }
    let live = said(copy, number)?;
    let moment = Moment::of(copy)?;
    let mut fresh = moment.revive(&faults.branch.with_extension("fresh"), &faults.seeds, &copy.clock)?;
    let opened = said(&mut fresh, number)?;
    if live == opened { Ok(()) } else { Err(format!("in memory: {live}; in the database: {opened}").into()) }
}

fn said(site: &mut Site, number: usize) -> Result<String, Failure> {
    let client = site.client(number)?;
    let status = client.status()?;
    if status.programme.is_none() {
        return Ok(format!("{status:?}"));
    }
    Ok(format!("{status:?} {:?} {:?}", client.members()?, client.organisations()?))
}

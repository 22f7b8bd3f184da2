//! The power fails after each operation of each deed.

use super::Failure;
use super::script::{Deed, Machine, script};
use super::site::{Memory, Site, machines};
use super::trial::{Moment, Trial};
use crate::world::{Clock, Seeds};
use jonaki_vfs::{Cut, Files, Keep, Operation, Watch, install};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

/// How much is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Decides which subsets are kept and where writes are torn.
    pub seed: u64,
    /// Random subsets of what was not synced, at each point, beside the fixed variants.
    pub subsets: u64,
    /// Of so many images one goes on to a whole programme that must come to agree; the others are opened and compared.
    pub whole: u64,
    /// Of so many points one is tried; 1 is every one. The last point of each deed is always tried.
    pub points: u64,
}

/// What was tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PowerFigures {
    /// Deeds.
    pub deeds: u64,
    /// Points at which the power failed.
    pub points: u64,
    /// Syncs among the operations.
    pub syncs: u64,
    /// Variants of what the disk held then.
    pub variants: u64,
    /// Different images among them, each opened and compared.
    pub images: u64,
    /// Images from which the whole programme went on.
    pub went_on: u64,
}

/// Plays the script and lets the power fail everywhere.
///
/// # Errors
/// The first thing that does not hold: deed, point, variant.
pub fn power(effort: &Effort) -> Result<PowerFigures, Failure> {
    install()?;
    let mut losses = Losses::new(effort)?;
    for deed in script() {
        losses.deed(&deed)?;
    }
    Ok(losses.figures)
}

struct Losses<'a> {
    effort: &'a Effort,
    site: Site,
    branch: Site,
    watches: BTreeMap<Machine, Watch>,
    rng: ChaCha20Rng,
    figures: PowerFigures,
    /// Images of the current deed that were tried: most points of one sync interval share some.
    seen: HashSet<(u64, bool)>,
    // Dropped last.
    _folder: tempfile::TempDir,
}

impl<'a> Losses<'a> {
    fn new(effort: &'a Effort) -> Result<Self, Failure> {
        let folder = super::site::folder()?;
        let (seeds, clock) = (Arc::new(Seeds::new(effort.seed)), Clock::default());
        let make = |name: &str| {
            Site::new(&folder.path().join(name), Arc::clone(&seeds), clock.clone(), Memory::default())
        };
        let (mut site, branch) = (make("site")?, make("branch")?);
        site.add_code()?;
        let mut losses = Self {
            effort,
            site,
            branch,
            watches: BTreeMap::new(),
            rng: ChaCha20Rng::seed_from_u64(effort.seed),
            figures: PowerFigures::default(),
            seen: HashSet::new(),
            _folder: folder,
        };
        for machine in machines() {
            losses.watch(machine)?;
        }
        Ok(losses)
    }

    fn watch(&mut self, machine: Machine) -> Result<(), Failure> {
        // Only files that are opened from here on are seen.
        self.site.close(machine);
        self.watches.remove(&machine);
        self.watches.insert(machine, Watch::over(&self.site.folder(machine))?);
        Ok(())
    }

    fn deed(&mut self, deed: &Deed) -> Result<(), Failure> {
        match deed {
            Deed::Sync(device) => {
                for _ in 0..super::play::ROUNDS {
                    for part in [Deed::Ask(*device), Deed::Serve(*device), Deed::Hear(*device)] {
                        self.one(&part)?;
                    }
                    if self.site.memory.done {
                        return Ok(());
                    }
                }
                Err("a sync without end".into())
            }
            Deed::Fill(_) => {
                for _ in 0..200 {
                    if self.one(deed)? {
                        return Ok(());
                    }
                }
                Err("the write-ahead log never reaches the database".into())
            }
            _ => self.one(deed).map(drop),
        }
    }

    /// Plays a deed and lets the power fail at its points; whether the database file itself was written.
    fn one(&mut self, deed: &Deed) -> Result<bool, Failure> {
        self.site.clock.pass(1);
        let machine = deed.machine();
        let dump = self.site.dump(machine)?;
        let before = Moment::of(&self.site)?;
        if let Some(watch) = self.watches.get(&machine) {
            watch.take();
        }
        self.site.play(deed).map_err(|error| format!("{deed:?}: {error}"))?;
        let after = self.site.memory.clone();
        let recording = self.watches.get(&machine).map(Watch::take).unwrap_or_default();
        let trial = Trial { deed, before: &before, after: &after, dumps: (dump, self.site.dump(machine)?) };
        let database = self.site.database(machine).canonicalize()?;
        let moved = recording
            .operations()
            .iter()
            .any(|done| matches!(done, Operation::Write(path, ..) if *path == database));
        if deed.moves_files() {
            // What it does with files beside SQLite is tried by `faults` and by tests of its own.
            return self.watch(machine).map(|()| moved);
        }
        if matches!(deed, Deed::Fill(_)) && !moved {
            return Ok(false);
        }
        self.figures.deeds += 1;
        self.seen.clear();
        let syncs = recording.operations().iter().filter(|done| matches!(done, Operation::Sync(..)));
        self.figures.syncs += syncs.count() as u64;
        let last = recording.operations().len();
        for (point, cut) in recording.cuts().enumerate() {
            if point == last || self.rng.next_u64().is_multiple_of(self.effort.points.max(1)) {
                self.point(&trial, &cut, (point, last))?;
            }
        }
        Ok(moved)
    }

    /// Every variant of one point; at the last point also what must hold once its caller was told.
    fn point(&mut self, trial: &Trial<'_>, cut: &Cut, (point, last): (usize, usize)) -> Result<(), Failure> {
        self.figures.points += 1;
        for keep in self.variants(cut) {
            self.figures.variants += 1;
            let image = cut.image(&keep);
            if !self.seen.insert((digest(&image), point == last)) {
                continue;
            }
            self.figures.images += 1;
            let whole = self.figures.images.is_multiple_of(self.effort.whole.max(1));
            self.figures.went_on += u64::from(whole);
            trial.switch_on(&mut self.branch, &image, point == last, whole).map_err(|failure| {
                format!(
                    "{:?}, power fails after {point} of {last} operations, {keep:?}: {failure}",
                    trial.deed
                )
            })?;
        }
        Ok(())
    }

    fn variants(&mut self, cut: &Cut) -> Vec<Keep> {
        if cut.pending() == 0 {
            return vec![Keep::Nothing];
        }
        let mut variants = vec![Keep::Nothing, Keep::Everything, Keep::Last];
        let first = self.rng.next_u64() as usize % cut.pending();
        variants.push(Keep::First(first));
        variants.extend((0..self.effort.subsets).map(|_| Keep::Subset(self.rng.next_u64())));
        if let Some((at, length)) = cut.last_write() {
            for sector in [512, 4096] {
                let sectors = (at + length).div_ceil(sector) - at / sector;
                let arrived = self.rng.next_u64() % sectors.max(1);
                let extended = self.rng.next_u64().is_multiple_of(2);
                variants.push(Keep::Torn { sector, arrived, extended });
            }
        }
        variants
    }
}

fn digest(files: &Files) -> u64 {
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    hasher.finish()
}

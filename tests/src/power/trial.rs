//! What must hold of a machine that is switched on again.

use super::Failure;
use super::dump::Dump;
use super::script::{DEVICES, Deed, Machine};
use super::site::{Memory, Site, machines};
use crate::simulator::canonical;
use crate::world::{Clock, Seeds};
use jonaki_core::protocol::Compartment;
use jonaki_server::operations::check;
use jonaki_vfs::Files;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// A programme at one moment: every machine's files, and what people remember.
#[derive(Clone)]
pub(super) struct Moment {
    pub(super) files: BTreeMap<Machine, Files>,
    pub(super) memory: Memory,
}

impl Moment {
    /// As it is now.
    pub(super) fn of(site: &Site) -> Result<Self, Failure> {
        let mut files = BTreeMap::new();
        for machine in machines() {
            files.insert(machine, site.files(machine)?);
        }
        Ok(Self { files, memory: site.memory.clone() })
    }

    /// The same programme in another folder.
    pub(super) fn revive(&self, root: &Path, seeds: &Arc<Seeds>, clock: &Clock) -> Result<Site, Failure> {
        let site = Site::new(root, Arc::clone(seeds), clock.clone(), self.memory.clone())?;
        for (machine, files) in &self.files {
            site.put(*machine, files)?;
        }
        Ok(site)
    }
}

/// A deed during which the power failed.
pub(super) struct Trial<'a> {
    pub(super) deed: &'a Deed,
    pub(super) before: &'a Moment,
    /// What people remember once they were told that it is done.
    pub(super) after: &'a Memory,
    /// What the database said before and after.
    pub(super) dumps: (Option<Dump>, Option<Dump>),
}

impl Trial<'_> {
    /// Switches the machine on again with these files; `told`: somebody was told that the deed is done. `whole`: the
    /// programme goes on and must come to agree.
    pub(super) fn switch_on(
        &self,
        site: &mut Site,
        image: &Files,
        told: bool,
        whole: bool,
    ) -> Result<(), Failure> {
        let machine = self.deed.machine();
        if whole {
            for (other, files) in self.before.files.iter().filter(|(other, _)| **other != machine) {
                site.put(*other, files)?;
            }
        }
        site.put(machine, image)?;
        site.memory = self.before.memory.clone();
        let opened = site.open(machine);
        opened.map_err(|error| format!("the database does not open: {error}"))?;
        let found = site.dump(machine)?.unwrap_or_default();
        let (before, after) =
            (self.dumps.0.clone().unwrap_or_default(), self.dumps.1.clone().unwrap_or_default());
        let (is_before, is_after) = (found == before, found == after);
        if !is_after && (told || !is_before && !self.deed.has_steps(self.dumps.0.as_ref())) {
            let which = if told { "what was told is not there" } else { "a part of it is there" };
            return Err(format!(
                "{which}; unlike after: {:?}; unlike before: {:?}",
                found.differences(&after),
                found.differences(&before)
            )
            .into());
        }
        site.integrity(machine)?;
        if whole {
            if is_after {
                site.memory = self.after.clone();
            } else if !matches!(self.deed, Deed::Serve(_)) {
                site.play(self.deed).map_err(|error| format!("it cannot be done again: {error}"))?;
            }
            go_on(site)?;
        }
        for machine in machines() {
            site.close(machine);
        }
        Ok(())
    }
}

/// Everybody files, syncs, and comes to agree; the server's log is without fault.
pub(super) fn go_on(site: &mut Site) -> Result<(), Failure> {
    let there: Vec<usize> = (0..DEVICES)
        .filter(|device| site.database(Machine::Device(*device)).exists())
        .filter(|device| !site.memory.removed.contains(device))
        .collect();
    let mut enrolled = Vec::new();
    for device in there {
        if site.client(device)?.status()?.programme.is_some() {
            enrolled.push(device);
        }
    }
    let writer = enrolled.iter().copied().find(|device| *device == 2).or(enrolled.first().copied());
    if let Some(writer) = writer {
        site.clock.pass(1);
        site.play(&Deed::Report(writer)).map_err(|error| format!("nothing more can be filed: {error}"))?;
    }
    for _ in 0..2 {
        for device in &enrolled {
            site.sync(*device).map_err(|error| format!("device {device} cannot sync: {error}"))?;
        }
    }
    if let Some(writer) = writer {
        site.sync(writer).map_err(|error| format!("device {writer} cannot sync: {error}"))?;
    }
    for device in &enrolled {
        let status = site.client(*device)?.status()?;
        if status.unsent_items + status.refused + status.quarantined > 0 {
            return Err(format!("device {device} at rest: {status:?}").into());
        }
    }
    agree(site, &enrolled, writer)?;
    let report = check(site.service()?)?;
    match report.faults.first() {
        Some(fault) => Err(format!("jonaki-server check: {fault}").into()),
        None => Ok(()),
    }
}

fn agree(site: &mut Site, enrolled: &[usize], writer: Option<usize>) -> Result<(), Failure> {
    let Some(newest) = site.memory.cases.last().copied() else { return Ok(()) };
    if let Some(writer) = writer
        && !site.listed(writer)?.contains(&newest)
    {
        return Err("the newest report is gone".into());
    }
    let Some(first) = enrolled.iter().copied().find(|device| *device < 2) else { return Ok(()) };
    for other in enrolled.iter().copied().filter(|other| *other != first) {
        let theirs = site.listed(other)?;
        for case in site.listed(first)?.into_iter().filter(|case| theirs.contains(case)) {
            let (one, two) = (site.client(first)?.peek(case)?, site.client(other)?.peek(case)?);
            for part in Compartment::ALL
                .into_iter()
                .filter(|part| one.readable.contains(*part) && two.readable.contains(*part))
            {
                if canonical(&one, part) != canonical(&two, part) {
                    return Err(format!(
                        "devices {first} and {other} show {} of {case} differently",
                        part.name()
                    )
                    .into());
                }
            }
        }
    }
    Ok(())
}

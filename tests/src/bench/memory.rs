//! Resident memory, each in a process of its own.

use super::Failure;
use super::bytes::{bring, team};
use super::figure::Figures;
use crate::synthetic::{Synthetic, Vocabulary};
use crate::world::World;
use jonaki_core::CaseQuery;
use jonaki_core::protocol::Role;
use std::process::Command;

const MB: f64 = 1024.0 * 1024.0;

pub(super) fn measure(figures: &mut Figures) -> Result<(), Failure> {
    for (name, mode, count, reach) in [
        ("server_memory_idle", "server", 0, 40.0),
        ("server_memory_after_100000_cases", "server", 100_000, 80.0),
        ("server_memory_50_devices_at_once", "devices", 50, 150.0),
        ("client_memory_10000_cases_list_open", "client", 10_000, 40.0),
    ] {
        if figures.wants(&[name]) {
            let program = std::env::current_exe()?;
            let output = Command::new(program).args(["--hold", mode, &count.to_string()]).output()?;
            let text = String::from_utf8(output.stdout)?;
            let bytes: f64 = text.trim().parse().map_err(|_| format!("{name}: no figure: {text}"))?;
            let floor = resident()? / MB;
            figures.at_most(name, (bytes / MB, "MiB"), floor, reach);
        }
    }
    Ok(())
}

/// Resident bytes of this process.
fn resident() -> Result<f64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).ok_or("no VmRSS")?;
    let kib: f64 = line.split_whitespace().nth(1).ok_or("no figure")?.parse()?;
    Ok(kib * 1024.0)
}

/// Resident bytes of a process that only serves: cases are brought by another process into the same database first.
///
/// # Errors
/// Where the measurement breaks.
pub fn hold_server(mode: &str, count: usize) -> Result<f64, Failure> {
    let world = World::new(7);
    if mode == "devices" {
        return at_once(count);
    }
    drop(world);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("server.db");
    if count > 0 {
        // What fills the database must not count as the server's memory.
        let program = std::env::current_exe()?;
        let arguments = ["--fill", &path.display().to_string(), &count.to_string()];
        let filled = Command::new(program).args(arguments).status()?;
        if !filled.success() {
            return Err("the database could not be filled".into());
        }
    }
    let world = World::over(7, path);
    let mut probe = world.device("probe");
    let _ = probe.client().status()?;
    world.service().inspect(&mut |_, _, tx| {
        // Touch what a day's work touches: the newest thousand entries.
        let size = tx.head()?.map_or(0, |head| head.size);
        for number in size.saturating_sub(1_000)..=size {
            if let Some(entry) = tx.entry(number)? {
                tx.items(entry.batch)?;
            }
        }
        Ok(())
    })?;
    resident()
}

/// Fills a server's database through the real path.
///
/// # Errors
/// Where the server refuses something.
pub fn fill(path: &std::path::Path, count: usize) -> Result<(), Failure> {
    let mut world = World::over(7, path.to_owned());
    let (mut founder, _, _) = team(&mut world)?;
    let mut source = Synthetic::new(7, Vocabulary::Evaluation);
    let mut filed = 0;
    while filed < count {
        // A new phone now and then, so that no device's own database is what is measured.
        let mut reporter = world.invited(&mut founder, &format!("reporter-{filed}"), Role::Reporter);
        world.sync(&mut reporter)?;
        let some = 1_000.min(count - filed);
        bring(&mut world, &mut reporter, &mut source, some)?;
        filed += some;
        let path = reporter.path().to_owned();
        drop(reporter);
        std::fs::remove_file(path)?;
    }
    Ok(())
}

/// The server's memory while many devices push at the same time: the devices prepare their requests first, then all are
/// answered from several threads.
fn at_once(devices: usize) -> Result<f64, Failure> {
    let mut world = World::new(8);
    let (mut founder, _, _) = team(&mut world)?;
    let mut source = Synthetic::new(8, Vocabulary::Evaluation);
    let mut bodies = Vec::new();
    for number in 0..devices {
        let mut reporter = world.invited(&mut founder, &format!("reporter-{number}"), Role::Reporter);
        world.sync(&mut reporter)?;
        for _ in 0..20 {
            reporter.client().report(&source.typical())?;
        }
        bodies.push(reporter.client().sync_request(jonaki_core::Budget::default())?.body);
    }
    let (service, now) = (world.service(), world.clock.now());
    let mut most = 0.0_f64;
    std::thread::scope(|scope| -> Result<(), Failure> {
        let threads: Vec<_> =
            bodies.iter().map(|body| scope.spawn(move || service.sync(now, body).status)).collect();
        while threads.iter().any(|thread| !thread.is_finished()) {
            most = most.max(resident()?);
            std::thread::yield_now();
        }
        for thread in threads {
            if thread.join().map_err(|_| "a request panicked")? != 200 {
                return Err("a request was refused".into());
            }
        }
        Ok(())
    })?;
    Ok(most)
}

/// Resident bytes of a process with a client whose list is open.
///
/// # Errors
/// Where the measurement breaks.
pub fn hold_client(count: usize) -> Result<f64, Failure> {
    let folder = tempfile::tempdir()?;
    let program = std::env::current_exe()?;
    let arguments = ["--fill-client", &folder.path().display().to_string(), &count.to_string()];
    if !Command::new(program).args(arguments).status()?.success() {
        return Err("the client could not be filled".into());
    }
    let world = World::in_folder(9, folder.path());
    let mut device = world.device_with_key("founder", [3; 32]);
    let mut after = None;
    for _ in 0..4 {
        let page = device.client().cases(&CaseQuery { limit: 50, after, state: None, mine: false })?;
        after = page.last().map(|row| row.id);
    }
    device.client().search("নাজমা", 20)?;
    resident()
}

/// Fills a client's database in a folder.
///
/// # Errors
/// Where saving fails.
pub fn fill_client(folder: &std::path::Path, count: usize) -> Result<(), Failure> {
    let world = World::in_folder(9, folder);
    let mut device = world.found(world.device_with_key("founder", [3; 32]));
    let mut source = Synthetic::new(9, Vocabulary::Evaluation);
    for _ in 0..count {
        device.client().report(&source.typical())?;
    }
    Ok(())
}

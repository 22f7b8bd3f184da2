//! The server's processor time.

use super::Failure;
use super::bytes::team;
use super::figure::{Figures, cpu_ms};
use crate::synthetic::{Synthetic, Vocabulary};
use crate::world::{Device, World};
use jonaki_core::Budget;
use jonaki_core::protocol::sync::UnverifiedRequest;
use jonaki_core::protocol::{
    Body, Compartment, CompartmentSet, DeviceId, Digest, Principal, SignPrivate, Timestamp, cose,
};
use jonaki_document::{DocumentState, Standing, Writer, admit};
use jonaki_server::storage::{
    BatchRow, Delivery, DeliveryKind, EntryRow, ItemRow, SqliteStorage, Storage as _,
};

const REPORTS: usize = 400;

pub(super) fn measure(figures: &mut Figures) -> Result<(), Failure> {
    if figures.wants(&["nothing_new_server_cpu", "nothing_new_cpu_growth"]) {
        nothing_new(figures)?;
    }
    if figures.wants(&["admitted_report_cpu"]) {
        admitted(figures)?;
    }
    Ok(())
}

/// Processor time of the server for a request that brings and finds nothing.
fn idle_ms(world: &mut World, device: &mut Device) -> Result<f64, Failure> {
    let mut times = Vec::new();
    for _ in 0..101 {
        world.clock.pass(10);
        let body = device.client().sync_request(Budget::default())?.body;
        let before = cpu_ms();
        let answer = world.exchange(&body);
        times.push(cpu_ms() - before);
        device.client().sync_answer(answer.status, &answer.body)?;
    }
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}

fn nothing_new(figures: &mut Figures) -> Result<(), Failure> {
    let mut world = World::new(3);
    let (_, mut coordinator, _) = team(&mut world)?;
    let mut measured = Vec::new();
    for items in [10_000_u64, 1_000_000] {
        fill(&mut world, items)?;
        world.sync(&mut coordinator)?;
        measured.push(idle_ms(&mut world, &mut coordinator)?);
    }
    let verify = signature_ms();
    figures.at_most("nothing_new_server_cpu (log of 1 million items)", (measured[1], "ms"), verify, 0.5);
    figures.times_floor(
        "nothing_new_cpu_growth (1 million / 10 thousand items)",
        measured[1],
        measured[0],
        1.3,
    );
    Ok(())
}

/// Adds entries to the log and to a feed that nobody reads, as a large programme would have them.
fn fill(world: &mut World, items: u64) -> Result<(), Failure> {
    world.crash_server();
    let mut storage = SqliteStorage::open(&world.server_path())?;
    let programme = storage.programmes()?[0].id;
    storage.write(programme, &mut |tx| {
        let head = tx.head()?.ok_or(jonaki_server::storage::StorageError::Damaged)?;
        let stranger = DeviceId::from_bytes([9; 16]);
        for number in head.size + 1..=items {
            let hash = Digest::of("bench", &[&number.to_be_bytes()]);
            let row = BatchRow {
                id: 0,
                hash,
                device: stranger,
                n: number,
                header: vec![0; 180],
                count: 1,
                hidden: Vec::new(),
            };
            let batch = tx.put_batch(&row)?;
            let body = Some(vec![0; 200]);
            let item =
                ItemRow { position: 0, hash, kind: 1, record: None, compartment: None, body, verdict: None };
            tx.put_item(batch, &item)?;
            let admitted = vec![0];
            tx.append(&EntryRow { number, batch, admitted, head: hash, time: Timestamp(number as i64) })?;
            let principal = Principal::Device(DeviceId::from_bytes([(number % 250) as u8; 16]));
            let kind = DeliveryKind::Item;
            let compartments = CompartmentSet::EMPTY;
            tx.deliver(
                &principal,
                &Delivery { at: 0, kind, entry: number, batch, position: 0, record: None, compartments },
            )?;
        }
        Ok(())
    })?;
    drop(storage);
    world.start_server();
    Ok(())
}

fn signature_ms() -> f64 {
    let key = SignPrivate::from_seed(&[1; 32]);
    let (message, signature) = ([7_u8; 300], key.sign(&[7; 300]));
    let public = key.public();
    per_call_ms(300, |_| {
        let _ = public.verify(&message, &signature);
    })
}

fn per_call_ms(runs: usize, mut job: impl FnMut(usize)) -> f64 {
    let before = cpu_ms();
    for run in 0..runs {
        job(run);
    }
    (cpu_ms() - before) / runs as f64
}

/// The server's time for a report against the sum of what it cannot do without.
fn admitted(figures: &mut Figures) -> Result<(), Failure> {
    let mut world = World::new(4);
    let (_, _, mut reporter) = team(&mut world)?;
    let mut source = Synthetic::new(4, Vocabulary::Evaluation);
    let mut bodies = Vec::new();
    let mut spent = 0.0;
    for _ in 0..REPORTS {
        world.clock.pass(30);
        reporter.client().report(&source.typical())?;
        let body = World::whole_request(&mut reporter, Budget::default())?;
        let before = cpu_ms();
        let answer = world.exchange(&body);
        spent += cpu_ms() - before;
        reporter.client().sync_answer(answer.status, &answer.body)?;
        bodies.push(body);
    }
    let floor = primitives(&bodies)?;
    figures.times_floor("admitted_report_cpu (one report a request)", spent / REPORTS as f64, floor, 3.0);
    Ok(())
}

/// Two signatures verified, one made, the card admitted, and a bare insert for each row that a report needs.
fn primitives(bodies: &[Vec<u8>]) -> Result<f64, Failure> {
    let mut cards = Vec::new();
    let mut rows = 0;
    for body in bodies {
        let request = UnverifiedRequest::from_body(body)?;
        for item in request.claimed.batches.iter().flat_map(|batch| batch.items.iter().flatten()) {
            rows += 1;
            if let Ok(Body::Change(change)) = item.parse() {
                cards.push((request.device, change.change));
            }
        }
    }
    let state = DocumentState::new(Compartment::Card)?;
    let admission = per_call_ms(cards.len(), |run| {
        let (device, change) = &cards[run];
        let writer = Writer { device: *device, standing: Standing::ReporterOfCase };
        let _ = admit(&state, change, &writer);
    });
    let key = SignPrivate::from_seed(&[1; 32]);
    let programme = key.public().programme_id();
    let sign = per_call_ms(200, |_| {
        let _ = cose::sign(cose::Purpose::Receipt, &programme, &key, &[], vec![0; 120]);
    });
    let unpack = per_call_ms(bodies.len(), |run| {
        let _ = UnverifiedRequest::from_body(&bodies[run]);
    });
    // Item and feed row for each item, batch, log entry, head, chain, record, three documents, access, keys.
    let inserts = rows as f64 / bodies.len() as f64 * 2.0 + 12.0;
    let row = insert_ms()?;
    Ok(2.0 * signature_ms() + 2.0 * sign + unpack + admission + inserts * row)
}

/// One bare insert of 200 bytes inside a transaction, its share of the commit included.
fn insert_ms() -> Result<f64, Failure> {
    let folder = tempfile::tempdir()?;
    let connection = rusqlite::Connection::open(folder.path().join("bare.db"))?;
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB);")?;
    let body = vec![0_u8; 200];
    let before = cpu_ms();
    for _ in 0..200 {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        for _ in 0..24 {
            connection.prepare_cached("INSERT INTO t (b) VALUES (?1)")?.execute([&body])?;
        }
        connection.execute_batch("COMMIT")?;
    }
    Ok((cpu_ms() - before) / (200.0 * 24.0))
}

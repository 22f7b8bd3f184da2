//! The dearest input of each stage, against an honest change of the same run; and what one attacking device costs the others.

use super::Failure;
use super::bytes::team;
use super::figure::{Figures, cpu_ms};
use crate::attack::peer::Peer;
use crate::synthetic::{Synthetic, Vocabulary};
use crate::world::{Device, START, World};
use jonaki_core::Budget;
use jonaki_core::protocol::sync::Response;
use jonaki_core::protocol::{Compartment, Item, Role, Timestamp, limits};
use jonaki_document::hostile::worst::{WRITER, life, worst};
use jonaki_document::{Document, DocumentState, Edit, admit, verify_sealed};
use jonaki_server::{Answer, Service};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What the dearest input of a stage may cost in honest changes.
const REACH: f64 = 400.0;
/// How long honest devices are watched with and without an attack.
const WATCHED: Duration = Duration::from_secs(30);

pub(super) fn measure(figures: &mut Figures) -> Result<(), Failure> {
    if figures.wants(&["worst_input"]) {
        stages(figures)?;
    }
    if figures.wants(&["worst_request"]) {
        requests(figures)?;
    }
    if figures.wants(&["honest_sync_p95_under_attack"]) {
        under_attack(figures)?;
    }
    Ok(())
}

/// The least of some runs: what the input itself costs.
fn least_ms(runs: usize, mut job: impl FnMut()) -> f64 {
    let time = |job: &mut dyn FnMut()| {
        let before = cpu_ms();
        job();
        cpu_ms() - before
    };
    (0..runs).map(|_| time(&mut job)).fold(f64::MAX, f64::min)
}

/// An honest edit of an honest card, through all four stages: in milliseconds.
fn honest_ms() -> Result<f64, Failure> {
    let mut card = Document::new(Compartment::Card)?;
    for value in 0..6 {
        card.edit(
            life(1),
            &[Edit::set("number_of_children", value.into()), Edit::set("district", "feni".into())],
        )?;
    }
    let state = DocumentState::from_snapshot(Compartment::Card, card.save())?;
    let made = card.edit(life(1), &[Edit::set("phase", "rescued".into())])?.ok_or("no change")?;
    Ok(least_ms(200, || drop(admit(&state, &made.bytes, &WRITER))))
}

fn stages(figures: &mut Figures) -> Result<(), Failure> {
    let honest = honest_ms()?;
    let mut most = 0.0_f64;
    for input in worst().ok_or("the inputs cannot be made")? {
        let spent = match &input.state {
            Some(state) => least_ms(5, || drop(admit(state, &input.raw, &input.writer))),
            None => least_ms(3, || drop(verify_sealed(&input.document, &input.raw, &input.writer))),
        };
        figures.times_floor(&format!("worst_input_{} ({})", input.stage, input.what), spent, honest, REACH);
        most = most.max(grown_mib(|| match &input.state {
            Some(state) => drop(admit(state, &input.raw, &input.writer)),
            None => drop(verify_sealed(&input.document, &input.raw, &input.writer)),
        }));
    }
    figures.at_most("worst_input_memory (the most that one of them took)", (most, "MiB"), 0.0, 64.0);
    Ok(())
}

/// How far resident memory rises above what it was, at its highest; 0 where the system does not say.
fn grown_mib(job: impl FnOnce()) -> f64 {
    let read = |name: &str| {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with(name)).map(str::to_owned);
        let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
        kib.unwrap_or(0.0) / 1024.0
    };
    // Makes the highest what it is now.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let before = read("VmRSS:");
    job();
    (read("VmHWM:") - before).max(0.0)
}

/// Whole requests, each within all limits: processor time of the server against a report's.
fn requests(figures: &mut Figures) -> Result<(), Failure> {
    let mut world = World::new(11);
    let (mut founder, _, mut reporter) = team(&mut world)?;
    let mut source = Synthetic::new(11, Vocabulary::Evaluation);
    let mut honest = Vec::new();
    for _ in 0..40 {
        world.clock.pass(60);
        reporter.client().report(&source.typical())?;
        let body = reporter.client().sync_request(Budget::default())?.body;
        let (spent, answer) = serve(&world, &body);
        honest.push(spent);
        reporter.client().sync_answer(answer.status, &answer.body)?;
    }
    honest.sort_by(f64::total_cmp);
    let honest = honest[honest.len() / 2];
    let mut peer = Peer::enrol(&mut world, &mut founder, Role::Coordinator);
    for (name, bodies) in heavy(&mut world, &mut peer)? {
        let mut most = 0.0_f64;
        for body in bodies {
            world.clock.pass(120);
            most = most.max(serve(&world, &body).0);
        }
        figures.times_floor(&format!("worst_request ({name})"), most, honest, 1.5 * REACH);
    }
    Ok(())
}

/// Processor time that a body costs, and its answer.
fn serve(world: &World, body: &[u8]) -> (f64, Answer) {
    let before = cpu_ms();
    let answer = world.service().sync(world.clock.now(), body);
    (cpu_ms() - before, answer)
}

type Heavy = Vec<(&'static str, Vec<Vec<u8>>)>;

fn heavy(world: &mut World, peer: &mut Peer) -> Result<Heavy, Failure> {
    let mut made = Vec::new();
    // Times of requests are checked: each is made for the moment at which it is sent.
    let at = |index: usize| Timestamp(0).plus(120 * (index as i64 + 1));
    let base = world.clock.now();
    let now = |index: usize| base.plus(at(index).0);
    let (opened, items) = peer.open();
    peer.send(world, items);
    let (card, items) = full_card(peer, &opened)?;
    for part in items.chunks(100) {
        world.clock.pass(120);
        peer.send(world, part.to_vec());
    }
    let base_now = world.clock.now();
    let shift = base_now.0 - base.0;
    let mut index = 0;
    let mut next = || {
        index += 1;
        now(index - 1).plus(shift)
    };
    let items = edits_of(peer, &opened, &card, 240)?;
    let time = next();
    let batch = peer.batch(time, items);
    made.push(("240 edits of a card at its limit", vec![peer.body(time, vec![batch])]));
    let time = next();
    let items: Vec<Item> =
        (0..limits::BATCH_ITEMS).map(|_| Item { kind: 0, body: peer.random::<900>().to_vec() }).collect();
    let batches: Vec<_> = (0..4).map(|_| peer.batch(time, items.clone())).collect();
    made.push(("1,024 items that do not parse", vec![peer.body(time, batches)]));
    let time = next();
    let mut request = peer.request(time, Vec::new());
    request.digests = (0..limits::REQUEST_DIGESTS)
        .map(|_| jonaki_core::protocol::sync::RecordDigest {
            record: opened.record,
            compartments: Compartment::ALL.into_iter().collect(),
            digest: 1,
        })
        .collect();
    made.push(("8,192 digests of one record", vec![peer.pack(&request)]));
    let time = next();
    let mut request = peer.request(time, Vec::new());
    request.prove = vec![opened.record; limits::REQUEST_DIGESTS];
    request.budget = u32::MAX;
    made.push(("proof of one record 8,192 times, all feeds from the start", vec![peer.pack(&request)]));
    Ok(made)
}

fn full_card(
    peer: &mut Peer,
    opened: &crate::attack::peer::Opened,
) -> Result<(Document, Vec<Item>), Failure> {
    let mut card = Document::new(Compartment::Card)?;
    let mut items = Vec::new();
    while card.save().len() < limits::OPEN_DOCUMENT_BYTES * 3 / 4 {
        let edits: Vec<Edit> = (0..12)
            .map(|_| {
                let id = jonaki_core::protocol::EntryId::from_bytes(peer.random());
                Edit::add_entry("events", id, &[("kind", "addendum".into()), ("at", START.into())])
            })
            .collect();
        let made = card.edit(peer.actor(1), &edits)?.ok_or("no change")?;
        items.push(peer.change(opened, Compartment::Card, &made.bytes));
    }
    Ok((card, items))
}

fn edits_of(
    peer: &mut Peer,
    opened: &crate::attack::peer::Opened,
    card: &Document,
    count: i64,
) -> Result<Vec<Item>, Failure> {
    let mut card = card.clone();
    (0..count)
        .map(|value| {
            let made = card.edit(peer.actor(1), &[Edit::set("number_of_children", value.into())])?;
            Ok(peer.change(opened, Compartment::Card, &made.ok_or("no change")?.bytes))
        })
        .collect()
}

/// The 95th percentile of honest syncs on the service itself, called from threads, with and without a device that sends its
/// dearest requests as fast as it can.
fn under_attack(figures: &mut Figures) -> Result<(), Failure> {
    let calm = honest_p95(12, false)?;
    let attacked = honest_p95(12, true)?;
    figures.times_floor("honest_sync_p95_under_attack", attacked, calm, 1.5);
    Ok(())
}

fn honest_p95(seed: u64, attacked: bool) -> Result<f64, Failure> {
    let mut world = World::new(seed);
    let (mut founder, _, _) = team(&mut world)?;
    let mut devices = Vec::new();
    for number in 0..6 {
        let mut device = world.invited(&mut founder, &format!("honest-{number}"), Role::Reporter);
        world.sync(&mut device)?;
        devices.push(device);
    }
    let mut peer = Peer::enrol(&mut world, &mut founder, Role::Coordinator);
    let (opened, items) = peer.open();
    peer.send(&mut world, items);
    let (card, items) = full_card(&mut peer, &opened)?;
    for part in items.chunks(60) {
        world.clock.pass(60);
        peer.send(&mut world, part.to_vec());
    }
    world.clock.pass(300);
    let (service, clock) = (world.take_service(), world.clock.clone());
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let attacker =
            attacked.then(|| scope.spawn(|| attack(&service, &clock, &mut peer, &opened, &card, &stop)));
        let began = Instant::now();
        let times = honest(&service, &clock, &mut devices, &|| began.elapsed() < WATCHED);
        stop.store(true, Ordering::SeqCst);
        if let Some(attacker) = attacker {
            attacker.join().map_err(|_| "the attacker fell")??;
        }
        let mut times = times?;
        times.sort_by(f64::total_cmp);
        Ok(times[times.len() * 95 / 100])
    })
}

/// Honest devices file and sync in turn, with a pause as people make it; milliseconds of each request.
pub(super) fn honest(
    service: &Service,
    clock: &crate::world::Clock,
    devices: &mut [Device],
    goes_on: &dyn Fn() -> bool,
) -> Result<Vec<f64>, Failure> {
    let mut source = Synthetic::new(5, Vocabulary::Evaluation);
    let (began, first) = (Instant::now(), clock.now());
    let mut times = Vec::new();
    while goes_on() {
        let turn = times.len() % devices.len();
        let device = &mut devices[turn];
        device.client().report(&source.typical())?;
        let body = device.client().sync_request(Budget::default())?.body;
        let passed = i64::try_from(began.elapsed().as_secs()).unwrap_or(0);
        clock.pass(first.0 + passed - clock.now().0);
        let sent = Instant::now();
        let answer = service.sync(clock.now(), &body);
        times.push(sent.elapsed().as_secs_f64() * 1_000.0);
        device.client().sync_answer(answer.status, &answer.body)?;
    }
    Ok(times)
}

/// One device, one request after the other without a pause: edits of a full card, garbage of the largest size, every feed from
/// the start with proofs.
fn attack(
    service: &Service,
    clock: &crate::world::Clock,
    peer: &mut Peer,
    opened: &crate::attack::peer::Opened,
    card: &Document,
    stop: &AtomicBool,
) -> Result<(), String> {
    let said = |error: Failure| error.to_string();
    let mut number = 0_i64;
    while !stop.load(Ordering::SeqCst) {
        number += 1;
        let now = clock.now();
        let before = peer.chain;
        let request = match number % 3 {
            0 => {
                let items = edits_of(peer, opened, card, 60).map_err(said)?;
                let batch = peer.batch(now, items);
                peer.request(now, vec![batch])
            }
            1 => {
                let item = |peer: &mut Peer| Item { kind: 0, body: peer.random::<3_500>().to_vec() };
                let items = (0..limits::BATCH_ITEMS).map(|_| item(peer)).collect();
                let batch = peer.batch(now, items);
                peer.request(now, vec![batch])
            }
            _ => {
                let mut request = peer.request(now, Vec::new());
                request.prove = vec![opened.record; 2_000];
                request.budget = u32::MAX;
                request
            }
        };
        let body = peer.pack(&request);
        // Refused requests are sent again as they are: making them would give the server time to breathe.
        peer.chain = before;
        while !stop.load(Ordering::SeqCst) {
            let answer = service.sync(clock.now(), &body);
            if let Ok(response) = Response::from_body(&answer.body) {
                peer.chain = response.chain.unwrap_or(before);
            }
            if answer.status != 429 {
                break;
            }
        }
    }
    Ok(())
}

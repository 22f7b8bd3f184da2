//! A thousand referrals that rest on nothing any more, while others sync.

use super::{agreed, ask, provider};
use crate::bench::Failure;
use crate::bench::bytes::team;
use crate::bench::figure::Figures;
use crate::bench::worst::honest;
use crate::synthetic::{Synthetic, Vocabulary};
use crate::world::{Clock, Device, World};
use jonaki_core::protocol::Role;
use jonaki_core::referral::Access;
use jonaki_core::{Budget, Disclosed, ReferralQuery, SyncStep};
use jonaki_server::Service;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const CASES: usize = 50;
const OF_EACH: usize = 20;
/// How long honest devices are watched before anything is withdrawn, and again afterwards.
const WATCHED: Duration = Duration::from_secs(20);

/// One run in three stands for all: a disk alone can move the percentile by half between two calm windows.
const SEEDS: [u64; 3] = [24, 25, 26];

pub(super) fn measure(figures: &mut Figures) -> Result<(), Failure> {
    let mut runs = SEEDS.into_iter().map(run).collect::<Result<Vec<_>, _>>()?;
    runs.sort_by(|one, two| (one.beside / one.calm).total_cmp(&(two.beside / two.calm)));
    let Run { calm, beside, syncs } = runs[runs.len() / 2];
    let name =
        format!("honest_sync_p95_beside_withdrawals (median of three runs, {syncs} syncs beside them)");
    figures.times_floor(&name, beside, calm, 1.5);
    Ok(())
}

/// 95th percentiles of honest syncs, milliseconds.
struct Run {
    calm: f64,
    beside: f64,
    syncs: usize,
}

fn run(seed: u64) -> Result<Run, Failure> {
    let mut world = World::new(seed);
    let (mut founder, mut coordinator, _) = team(&mut world)?;
    let (shelter, mut provider) = provider(&mut world, &mut founder, "Shelter")?;
    world.sync(&mut coordinator)?;
    let mut devices = Vec::new();
    for number in 0..6 {
        let mut device = world.invited(&mut founder, &format!("honest-{number}"), Role::Reporter);
        world.sync(&mut device)?;
        devices.push(device);
    }
    let mut source = Synthetic::new(seed, Vocabulary::Evaluation);
    let mut cases = Vec::new();
    for _ in 0..CASES {
        world.clock.pass(120);
        let case = coordinator.client().report(&source.typical())?;
        let consent = agreed(coordinator.client(), &world.clock, case)?;
        for _ in 0..OF_EACH {
            coordinator.client().refer(case, &ask(shelter, consent, Disclosed::Least))?;
        }
        world.sync(&mut coordinator)?;
        cases.push((case, consent));
    }
    world.clock.pass(3_600);
    world.sync(&mut provider)?;
    for (case, consent) in cases {
        coordinator.client().withdraw_consent(case, Some(consent))?;
    }
    world.clock.pass(300);
    let (service, clock) = (world.take_service(), world.clock.clone());
    let mut calm = watched(&service, &clock, &mut devices)?;
    clock.pass(300);
    let done = AtomicBool::new(false);
    let beside = std::thread::scope(|scope| -> Result<Vec<f64>, Failure> {
        let work = scope.spawn(|| {
            let outcome = withdraw(&service, &clock, [&mut coordinator, &mut provider]);
            done.store(true, Ordering::SeqCst);
            outcome
        });
        let times = honest(&service, &clock, &mut devices, &|| !done.load(Ordering::SeqCst));
        work.join().map_err(|_| "the withdrawing device fell")??;
        times
    })?;
    // Before and after: what changes with time alone is in both.
    calm.extend(watched(&service, &clock, &mut devices)?);
    let query = ReferralQuery { limit: CASES * OF_EACH, ..ReferralQuery::default() };
    let known = provider.client().referrals(&query)?;
    let ended = known.iter().filter(|row| row.status.access == Access::Withdrawn).count();
    if ended != CASES * OF_EACH {
        return Err(format!("{ended} of {} referrals were withdrawn", CASES * OF_EACH).into());
    }
    Ok(Run { syncs: beside.len(), calm: p95(calm), beside: p95(beside) })
}

fn watched(service: &Service, clock: &Clock, devices: &mut [Device]) -> Result<Vec<f64>, Failure> {
    let began = Instant::now();
    honest(service, clock, devices, &|| began.elapsed() < WATCHED)
}

fn p95(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() * 95 / 100).copied().unwrap_or(f64::MAX)
}

/// The sender brings its withdrawals, then the receiver's device hears of them; each waits as long as it is told to.
fn withdraw(service: &Service, clock: &Clock, devices: [&mut Device; 2]) -> Result<(), String> {
    for device in devices {
        loop {
            let said = |error: jonaki_core::Error| error.to_string();
            let body = device.client().sync_request(Budget::default()).map_err(said)?.body;
            let answer = service.sync(clock.now(), &body);
            match device.client().sync_answer(answer.status, &answer.body).map_err(said)?.0 {
                SyncStep::Done => break,
                SyncStep::More | SyncStep::RetryNow => {}
                SyncStep::Wait { seconds, .. } => {
                    let until = clock.now().plus(i64::from(seconds));
                    while clock.now() < until {
                        std::thread::sleep(Duration::from_millis(20));
                    }
                }
            }
        }
    }
    Ok(())
}

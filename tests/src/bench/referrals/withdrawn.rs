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
/// How long honest devices are watched before anything is withdrawn.
const WATCHED: Duration = Duration::from_secs(20);

pub(super) fn measure(figures: &mut Figures) -> Result<(), Failure> {
    let mut world = World::new(24);
    let (mut founder, mut coordinator, _) = team(&mut world)?;
    let (shelter, mut provider) = provider(&mut world, &mut founder, "Shelter")?;
    world.sync(&mut coordinator)?;
    let mut devices = Vec::new();
    for number in 0..6 {
        let mut device = world.invited(&mut founder, &format!("honest-{number}"), Role::Reporter);
        world.sync(&mut device)?;
        devices.push(device);
    }
    let mut source = Synthetic::new(24, Vocabulary::Evaluation);
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
    let began = Instant::now();
    let calm = honest(&service, &clock, &mut devices, &|| began.elapsed() < WATCHED)?;
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
    let query = ReferralQuery { limit: CASES * OF_EACH, ..ReferralQuery::default() };
    let known = provider.client().referrals(&query)?;
    let ended = known.iter().filter(|row| row.status.access == Access::Withdrawn).count();
    if ended != CASES * OF_EACH {
        return Err(format!("{ended} of {} referrals were withdrawn", CASES * OF_EACH).into());
    }
    let name = format!("honest_sync_p95_beside_withdrawals ({} syncs beside them)", beside.len());
    figures.times_floor(&name, p95(beside), p95(calm), 1.5);
    Ok(())
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

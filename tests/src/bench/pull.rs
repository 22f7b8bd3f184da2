//! A fresh coordinator's device behind a slow link.

use super::Failure;
use super::bytes::{bring, team};
use super::figure::Figures;
use crate::proxy::{self, Link};
use crate::synthetic::{Synthetic, Vocabulary};
use crate::world::{START, World};
use jonaki_core::protocol::Role;
use jonaki_core::{CaseQuery, Transport};
use jonaki_server::http::{App, Serving, serve};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

const CASES: usize = 2_000;
const ROUND_TRIP_MS: u64 = 300;

pub(super) fn measure(figures: &mut Figures) -> Result<(), Failure> {
    if !figures.wants(&["fresh_pull_2000_round_trips", "fresh_pull_2000_requests"]) {
        return Ok(());
    }
    let mut world = World::new(2);
    // The service will go by the machine's clock: what is filed before ends now.
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    world.clock.pass(since.as_secs() as i64 - START - 2 * CASES as i64);
    let (mut founder, _, mut reporter) = team(&mut world)?;
    let mut source = Synthetic::new(2, Vocabulary::Evaluation);
    bring(&mut world, &mut reporter, &mut source, CASES)?;
    let mut fresh = world.invited(&mut founder, "fresh", Role::Coordinator);
    world.sync(&mut founder)?;

    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let link = Arc::new(Link::default());
    link.round_trip_ms.store(ROUND_TRIP_MS, Ordering::SeqCst);
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    link.connect(Some(listener.local_addr()?));
    let app = App::new(Arc::new(world.take_service()), Duration::from_secs(60));
    let serving = Serving { app, listener, metrics_listener: None, tls: None, grace: Duration::from_secs(1) };
    runtime.spawn(serve(serving, Box::pin(std::future::pending())));
    let address = runtime.block_on(proxy::start(Arc::clone(&link)))?;
    let transport = Transport::new(&format!("http://{address}"))?;
    let client = fresh.take_client();
    let started = Instant::now();
    let summary = runtime.block_on(jonaki_core::sync(&client, &transport))?;
    let took = started.elapsed().as_secs_f64();
    let client = client.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let seen = client.cases(&CaseQuery { limit: CASES + 1, ..CaseQuery::default() })?.len();
    if seen != CASES {
        return Err(format!("{seen} of {CASES} cases arrived").into());
    }
    let trips = f64::from(summary.rounds) + link.connections.load(Ordering::SeqCst) as f64;
    figures.at_most("fresh_pull_2000_round_trips (requests + handshakes)", (trips, "round trips"), 2.0, 8.0);
    // The device's own work included: verifying 2,000 cases goes on while the next part of the feed travels.
    let floor = trips;
    figures.at_most("fresh_pull_2000_time / 300 ms", (took / 0.3, "round trips"), floor, 8.0);
    Ok(())
}

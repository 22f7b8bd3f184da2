//! A sync whose caller goes away, is stopped, or is locked out: nothing is half done.

use crate::stage::{Stage, link, report};
use jonaki_core::NewInvite;
use jonaki_core::protocol::Role;
use jonaki_ffi::{Connectivity, HostError, NetworkLink, ReportState, Session, SyncError};
use std::future::Future as _;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

fn reporter(stage: &Stage, founder: &mut jonaki_core::Client) -> Arc<Session> {
    let invite = link(founder, NewInvite { organisation: None, role: Role::Reporter });
    let session = stage.phone("reporter").open();
    session.enrol(invite).expect("enrolled");
    session
}

fn states(session: &Session) -> Vec<ReportState> {
    let page = session.reports().list(None, 50).expect("the list");
    page.rows.iter().map(|row| row.row.state).collect()
}

/// Polls a sync a number of times and drops it there; whether it had ended.
fn cut(stage: &Stage, session: &Session, polls: usize) -> bool {
    let engine = session.sync(None);
    let _entered = stage.runtime.enter();
    let mut going = pin!(engine.sync_once());
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..polls {
        if let Poll::Ready(done) = going.as_mut().poll(&mut context) {
            done.expect("synced");
            return true;
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    false
}

#[test]
fn a_dropped_sync_leaves_every_report_saved_or_stored_and_the_next_one_ends_it() {
    let (stage, mut founder) = Stage::new(75);
    let session = reporter(&stage, &mut founder);
    let coordinator = Session::over(founder, None);
    stage.sync(&coordinator);
    let (mut cuts, mut filed) = (0, 0);
    for polls in [1, 2, 4, 6, 8, 10, 12, 14, 17, 20, 24, 30] {
        report(&session);
        filed += 1;
        cuts += usize::from(!cut(&stage, &session, polls));
        let found = states(&session);
        assert_eq!(found.len(), filed, "no report is lost or twice there");
        let whole = |state: &ReportState| matches!(state, ReportState::Saved | ReportState::Stored);
        assert!(found.iter().all(whole), "{found:?}");
        let status = session.sync(None).status().expect("the status");
        let saved = found.iter().filter(|state| **state == ReportState::Saved).count();
        assert_eq!(status.unsent_reports as usize, saved);
        assert_eq!(saved > 0, status.unsent_items > 0, "what has no receipt waits");
    }
    assert!(cuts >= 3, "{cuts} were cut in the middle");
    stage.sync(&session);
    assert!(states(&session).iter().all(|state| *state == ReportState::Stored));
    stage.sync(&coordinator);
    let page = coordinator.cases().list(None, None, 50).expect("the list");
    assert_eq!(page.rows.len(), filed, "each came once");
}

#[test]
fn a_sync_that_is_stopped_or_locked_out_says_so() {
    let (stage, mut founder) = Stage::new(76);
    let session = reporter(&stage, &mut founder);
    report(&session);
    let engine = session.sync(None);
    let stopped = stage.runtime.block_on(async {
        let mut going = pin!(engine.sync_once());
        let mut context = Context::from_waker(Waker::noop());
        assert!(going.as_mut().poll(&mut context).is_pending());
        engine.stop();
        going.await
    });
    assert!(matches!(stopped, Err(SyncError::Stopped { .. })));
    assert_eq!(states(&session), [ReportState::Saved]);
    let locked = stage.runtime.block_on(async {
        let mut going = pin!(engine.sync_once());
        let mut context = Context::from_waker(Waker::noop());
        assert!(going.as_mut().poll(&mut context).is_pending());
        session.lock();
        going.await
    });
    assert!(matches!(locked, Err(SyncError::Locked { .. })));
    assert!(matches!(engine.status(), Err(SyncError::Locked { .. })));
}

struct Offline;

impl Connectivity for Offline {
    fn link(&self) -> Result<NetworkLink, HostError> {
        Ok(NetworkLink::Offline)
    }
}

#[test]
fn no_network_is_said_without_waking_the_radio_and_loses_nothing() {
    let (stage, mut founder) = Stage::new(77);
    let session = reporter(&stage, &mut founder);
    report(&session);
    let offline = session.sync(Some(Arc::new(Offline)));
    let done = stage.runtime.block_on(offline.sync_once());
    assert!(matches!(done, Err(SyncError::Network { .. })));
    assert_eq!(states(&session), [ReportState::Saved]);
    assert!(offline.status().expect("the status").last_contact.is_none());
}

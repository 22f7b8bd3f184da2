//! Observers: told which areas changed, after each committed change, until they leave.

use crate::stage::{Stage, link, report};
use jonaki_core::NewInvite;
use jonaki_core::protocol::Role;
use jonaki_ffi::{Area, ChangeObserver, HostError, Language, Session};
use std::sync::{Arc, Mutex};

#[derive(Default)]
struct Told(Mutex<Vec<Vec<Area>>>);

impl Told {
    fn take(&self) -> Vec<Vec<Area>> {
        std::mem::take(&mut self.0.lock().expect("what was told"))
    }
}

impl ChangeObserver for Told {
    fn changed(&self, areas: Vec<Area>) -> Result<(), HostError> {
        self.0.lock().expect("what was told").push(areas);
        Ok(())
    }
}

/// Comes back at once, and panics after: neither may hurt.
struct Rude(Arc<Session>);

impl ChangeObserver for Rude {
    fn changed(&self, _: Vec<Area>) -> Result<(), HostError> {
        self.0.who_am_i().map(drop).map_err(|_| HostError::Failed)?;
        panic!("an observer's fault");
    }
}

#[test]
fn an_observer_is_told_until_it_leaves() {
    let (stage, mut founder) = Stage::new(73);
    let invite = link(&mut founder, NewInvite { organisation: None, role: Role::Reporter });
    let session = stage.phone("reporter").open();
    let (told, second) = (Arc::new(Told::default()), Arc::new(Told::default()));
    let subscription = session.changes(told.clone());
    let rude = session.changes(Arc::new(Rude(session.clone())));
    let other = session.changes(second.clone());
    session.enrol(invite).expect("enrolled");
    assert_eq!(told.take().len(), 1);
    assert_eq!(second.take().len(), 1, "a fault of one observer is not the others'");
    drop(rude);
    assert!(session.reports().list(None, 10).expect("the list").rows.is_empty());
    assert!(told.take().is_empty(), "reading is no news");
    let case = report(&session);
    let heard = told.take();
    assert!(heard.iter().any(|areas| areas.contains(&Area::Reports) && areas.contains(&Area::Sync)));
    session.settings().set_language(Language::Bangla).expect("chosen");
    assert_eq!(told.take(), [[Area::Device]]);
    session.reports().add_note(case.clone(), String::new()).expect_err("an empty note");
    assert!(told.take().is_empty(), "nothing was committed");
    second.take();
    subscription.cancel();
    session.reports().add_note(case.clone(), "টীকা".to_owned()).expect("noted");
    assert!(told.take().is_empty());
    assert_eq!(second.take().len(), 1);
    drop(other);
    session.reports().add_note(case, "টীকা".to_owned()).expect("noted");
    assert!(second.take().is_empty(), "dropping is leaving");
}

#[test]
fn looking_twice_is_no_news() {
    let (stage, mut founder) = Stage::new(74);
    let invite = link(&mut founder, NewInvite { organisation: None, role: Role::Reporter });
    let coordinator = Session::over(founder, None);
    stage.sync(&coordinator);
    let reporter = stage.phone("reporter").open();
    reporter.enrol(invite).expect("enrolled");
    let case = report(&reporter);
    stage.sync(&reporter);
    let told = Arc::new(Told::default());
    let _subscription = coordinator.changes(told.clone());
    stage.sync(&coordinator);
    assert!(!told.take().is_empty(), "a report came");
    coordinator.cases().one(case.clone(), "bn".to_owned()).expect("the case");
    assert_eq!(told.take(), [[Area::Sync]], "the first look waits to be sent");
    for _ in 0..2 {
        coordinator.cases().one(case.clone(), "bn".to_owned()).expect("the case");
    }
    assert!(told.take().is_empty(), "a screen that draws itself anew on news does not draw for ever");
}

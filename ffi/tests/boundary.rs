//! Faults on either side of the border: errors, never panics, and the database opens again.

use crate::stage::{Keys, Stage, link, now, report};
use jonaki_core::protocol::{Role, Timestamp};
use jonaki_core::{Client, Host, NewInvite, SecretFault, SecretStore as CoreStore, SystemHost};
use jonaki_ffi::{
    CaseError, CaseId, HostError, LogLine, LogSink, SecretName, SecretStore, Session, SessionError, salvage,
};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// A host whose clock breaks on command: a fault in the middle of the core.
struct Breaking(Arc<AtomicBool>);

impl Host for Breaking {
    fn now(&mut self) -> Timestamp {
        assert!(!self.0.load(Ordering::SeqCst), "a fault of the app with জরিনা in its text");
        now()
    }

    fn fill(&mut self, bytes: &mut [u8]) {
        SystemHost::new(now).fill(bytes);
    }
}

#[derive(Default)]
struct Lines(Mutex<Vec<LogLine>>);

impl LogSink for Lines {
    fn log(&self, line: LogLine) -> Result<(), HostError> {
        self.0.lock().expect("the lines").push(line);
        panic!("a sink's fault");
    }
}

/// The phone's keystore for a client that the test opens itself.
struct Opened(Arc<Keys>);

impl CoreStore for Opened {
    fn read(
        &self,
        name: jonaki_core::SecretName,
    ) -> Result<Option<zeroize::Zeroizing<Vec<u8>>>, SecretFault> {
        let name = match name {
            jonaki_core::SecretName::DatabaseKey => SecretName::DatabaseKey,
            jonaki_core::SecretName::Place => SecretName::Place,
        };
        Ok(self.0.read(name).map_err(|_| SecretFault)?.map(zeroize::Zeroizing::new))
    }

    fn write(&self, _: jonaki_core::SecretName, _: &[u8]) -> Result<(), SecretFault> {
        Err(SecretFault)
    }
}

#[test]
fn a_panic_in_the_core_is_an_error_and_the_database_opens_again() {
    let (stage, mut founder) = Stage::new(78);
    let invite = link(&mut founder, NewInvite { organisation: None, role: Role::Reporter });
    let phone = stage.phone("reporter");
    let session = phone.open();
    session.enrol(invite).expect("enrolled");
    let case = report(&session);
    session.lock();
    assert!(!session.is_open());

    let (broken, lines) = (Arc::new(AtomicBool::new(false)), Arc::new(Lines::default()));
    let host = Box::new(Breaking(broken.clone()));
    let path = phone.folder.join("jonaki.db");
    let client = Client::open_with_store(&path, &Opened(phone.keys.clone()), host).expect("opened");
    let session = Session::over(client, Some(lines.clone()));
    session.reports().add_note(case.clone(), "আগের টীকা".to_owned()).expect("noted");
    broken.store(true, Ordering::SeqCst);
    let fault = session.reports().add_note(case.clone(), "হারানো টীকা".to_owned());
    assert!(matches!(fault, Err(CaseError::Internal { .. })), "{fault:?}");
    broken.store(false, Ordering::SeqCst);
    let later = session.reports().list(None, 10);
    assert!(matches!(later.err(), Some(CaseError::Locked { .. })), "closed until it is opened anew");
    let said = format!("{:?}", lines.0.lock().expect("the lines"));
    assert!(said.contains("internal") && said.contains("locked"), "{said}");
    assert!(!said.contains("জরিনা") && !said.contains("টীকা") && !said.contains(&case.0), "{said}");

    let session = phone.open();
    let screen = session.reports().one(case, "bn".to_owned()).expect("the report is there");
    let notes: Vec<&str> = screen.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(notes, ["আগের টীকা"], "what was saved is, what failed is not");
    stage.sync(&Session::over(founder, None));
    assert!(stage.sync(&session).receipts > 0);
}

/// A keystore that fails, by an error or by a panic.
struct Failing(bool);

impl SecretStore for Failing {
    fn read(&self, _: SecretName) -> Result<Option<Vec<u8>>, HostError> {
        assert!(!self.0, "a keystore's fault");
        Err(HostError::Failed)
    }

    fn write(&self, _: SecretName, _: Vec<u8>) -> Result<(), HostError> {
        Err(HostError::Failed)
    }
}

#[test]
fn a_keystore_that_fails_or_forgot_makes_no_new_database() {
    let (stage, _) = Stage::new(79);
    let phone = stage.phone("one");
    let folder = phone.folder.to_str().expect("UTF-8").to_owned();
    for panics in [false, true] {
        let opened = Session::open(folder.clone(), Arc::new(Failing(panics)), None);
        assert!(matches!(opened.err(), Some(SessionError::KeyStore { .. })));
    }
    assert!(!phone.folder.join("jonaki.db").exists());
    drop(phone.open());
    let opened = Session::open(folder.clone(), Arc::new(Keys::default()), None);
    assert!(matches!(opened.err(), Some(SessionError::KeyMissing { .. })));
    let saved = salvage(folder, Arc::new(Keys::default()));
    assert!(matches!(saved, Err(SessionError::KeyMissing { .. })));
    assert!(phone.open().is_open(), "the file is as it was");
}

#[test]
fn ids_that_are_none_and_sessions_that_are_new_get_errors() {
    let (stage, _) = Stage::new(80);
    let session = stage.phone("one").open();
    for id in ["", "zz", "নাম", "00112233445566778899aabbccddeeff"] {
        let found = session.cases().settle(CaseId(id.to_owned()), "district".to_owned(), 0);
        assert!(
            matches!(found, Err(CaseError::NotFound { .. } | CaseError::NotEnrolled { .. })),
            "{found:?}"
        );
    }
    let begun = session.reports().begin_report("bn".to_owned());
    assert_eq!(begun.err().map(|error| error.code()).as_deref(), Some("not_enrolled"));
    let list = session.reports().list(None, u32::MAX);
    assert!(list.is_ok() || matches!(list.err(), Some(CaseError::NotEnrolled { .. })));
}

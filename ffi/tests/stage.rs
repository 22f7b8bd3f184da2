//! A server on a free port, a founder, and sessions as phones open them.

use jonaki_core::protocol::{ServerLine, Timestamp};
use jonaki_core::{Client, Host, Location, NewInvite, NewProgramme, SystemHost};
use jonaki_ffi::{FormScreen, FormSession, PageKind, Question, QuestionKind};
use jonaki_ffi::{HostError, SecretName, SecretStore, Session};
use jonaki_tests::served::Served;
use jonaki_tests::world::{World, organisation};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A keystore in memory.
#[derive(Default)]
pub(crate) struct Keys(Mutex<BTreeMap<&'static str, Vec<u8>>>);

fn name(secret: SecretName) -> &'static str {
    match secret {
        SecretName::DatabaseKey => "key",
        SecretName::Place => "place",
    }
}

impl SecretStore for Keys {
    fn read(&self, secret: SecretName) -> Result<Option<Vec<u8>>, HostError> {
        Ok(self.0.lock().expect("the keystore").get(name(secret)).cloned())
    }

    fn write(&self, secret: SecretName, bytes: Vec<u8>) -> Result<(), HostError> {
        self.0.lock().expect("the keystore").insert(name(secret), bytes);
        Ok(())
    }
}

/// A phone: its folder and keystore, which outlive the app.
pub(crate) struct Phone {
    pub(crate) folder: PathBuf,
    pub(crate) keys: Arc<Keys>,
}

impl Phone {
    pub(crate) fn open(&self) -> Arc<Session> {
        let folder = self.folder.to_str().expect("UTF-8").to_owned();
        Session::open(folder, self.keys.clone(), None).unwrap_or_else(|error| panic!("{error:?}"))
    }
}

/// A programme with a server that listens.
pub(crate) struct Stage {
    pub(crate) folder: TempDir,
    pub(crate) runtime: Runtime,
    pub(crate) served: Served,
    _world: World,
}

pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
    Timestamp(since.as_secs() as i64)
}

pub(crate) fn host() -> Box<dyn Host> {
    Box::new(SystemHost::new(now))
}

impl Stage {
    /// A server, and a founder's client that has founded on it.
    pub(crate) fn new(seed: u64) -> (Self, Client) {
        let mut world = World::new(seed);
        world.clock.pass(now().0 - world.clock.now().0);
        world.service().add_founding_code(b"code").expect("a founding code");
        let server = world.server_key().public();
        let served = Served::start(Arc::new(world.take_service()), Duration::from_secs(5));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let folder = tempfile::tempdir().expect("a folder");
        let stage = Self { folder, runtime: runtime.expect("a runtime"), served, _world: world };
        let url = format!("http://{}", stage.served.address);
        let line = ServerLine { url, server, code: serde_bytes::ByteBuf::from(b"code".to_vec()) };
        let mut founder =
            Client::open(Location::File(&stage.folder.path().join("founder.db")), &[3; 32], b"here", host())
                .expect("opened");
        let new = NewProgramme { server_line: line.to_text(), organisation: organisation("Alpha") };
        founder.found_programme(&new).expect("founded");
        (stage, founder)
    }

    /// A phone that was never used.
    pub(crate) fn phone(&self, name: &str) -> Phone {
        Phone { folder: self.folder.path().join(name), keys: Arc::default() }
    }

    /// Syncs a session.
    pub(crate) fn sync(&self, session: &Session) -> jonaki_ffi::SyncDone {
        let engine = session.sync(None);
        self.runtime.block_on(engine.sync_once()).unwrap_or_else(|error| panic!("{error:?}"))
    }
}

pub(crate) fn link(founder: &mut Client, invite: NewInvite) -> String {
    founder.invite(invite).expect("an invite").link
}

/// An answer that a question takes.
fn answer(open: &FormSession, question: &Question) -> String {
    let first = || {
        if question.searched {
            let found = open.search_choices(question.path.clone(), String::new(), 5).expect("choices");
            found.first().expect("a choice").value.clone()
        } else {
            question.choices.first().expect("a choice").value.clone()
        }
    };
    match question.kind {
        QuestionKind::SelectOne | QuestionKind::SelectMultiple | QuestionKind::Rank => first(),
        QuestionKind::Integer | QuestionKind::Decimal => "২".to_owned(),
        QuestionKind::Acknowledge => "OK".to_owned(),
        QuestionKind::Date => "2026-02-01".to_owned(),
        _ => "পরীক্ষা: ইটভাটায় দেখা গেছে".to_owned(),
    }
}

/// Answers what a page requires.
pub(crate) fn fill(open: &FormSession, mut screen: FormScreen) -> FormScreen {
    loop {
        let wanted = screen.questions.iter().find(|question| question.required && question.value.is_empty());
        let Some(question) = wanted else { return screen };
        screen = open
            .answer(question.path.clone(), answer(open, question))
            .unwrap_or_else(|error| panic!("{}: {error:?}", question.path));
    }
}

/// Goes on to the last page, answering what is required.
pub(crate) fn to_the_end(open: &FormSession) -> FormScreen {
    let mut screen = open.screen().unwrap_or_else(|error| panic!("{error:?}"));
    for _ in 0..100 {
        if screen.kind == PageKind::Summary {
            return screen;
        }
        fill(open, screen);
        screen = open.next().unwrap_or_else(|error| panic!("{error:?}"));
    }
    panic!("the form has no end");
}

/// Files a report.
pub(crate) fn report(session: &Session) -> jonaki_ffi::CaseId {
    let open = session.reports().begin_report("bn".to_owned()).unwrap_or_else(|error| panic!("{error:?}"));
    to_the_end(&open);
    open.finish().unwrap_or_else(|error| panic!("{error:?}")).case
}

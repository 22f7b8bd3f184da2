//! The client: a database, a profile, the verified directory, and one method for everything that a shell can do.

mod access;
mod agree;
pub(crate) mod answers;
mod cases;
mod compose;
mod documents;
mod edit;
mod enrol;
mod epoch;
mod exchange;
mod fillings;
mod find;
mod forms;
mod given;
mod log;
mod matching;
mod members;
mod preferences;
mod programme;
mod queue;
mod reading;
mod refer;
mod referrals;
mod refresh;
mod report;
mod rules;
mod services;
mod standing;
mod status;
mod views;
pub(crate) mod work;

pub use agree::{NewConsent, NotFor};
pub use edit::{FieldEdit, StatusChange};
pub use given::{Given, GivenAnswers};
pub use programme::{NewInvite, NewOrganisation, NewProgramme};
pub use refer::{Disclosed, NewReferral, ReferralPreview};
pub use referrals::Answer;
pub use report::DraftId;
pub use services::DirectoryImported;
pub use work::{NewAim, NewRisk, NewTask, Relation, StepKind, TeamPart, Triage};

use crate::error::{OpenFault, StateFault};
use crate::host::{Host, HostRng, random};
use crate::ledger::{self, setting};
use crate::profile::Profile;
use crate::schema;
use crate::{Error, Location};
use jonaki_document::Document;
use jonaki_protocol::grant::Grantee;
use jonaki_protocol::{Directory, DocumentId, Recipient, RecordId, Timestamp};
use jonaki_sqlite::Database;
use rusqlite::{Connection, Transaction};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

/// A device's Jonaki.
///
/// Every user action is one transaction: what a method returned `Ok` for survives a crash or power loss. Methods are
/// synchronous and quick; only [`crate::sync`] waits for a network.
pub struct Client {
    pub(crate) database: Database,
    /// What the database says of this device: an action changes a copy, which counts once it is committed.
    pub(crate) me: Option<Arc<Enrolled>>,
    pub(crate) host: Box<dyn Host>,
    /// The directory of services, ready to be searched.
    pub(crate) services: Option<services::Prepared>,
}

/// What an enrolled device knows of itself and its programme.
#[derive(Clone)]
pub(crate) struct Enrolled {
    pub(crate) profile: Profile,
    pub(crate) directory: Directory,
}

impl Client {
    /// Opens the database of a device, or makes it.
    ///
    /// `key` is the database's raw 32-byte key, which the shell's keystore guards. `place` names where the database is
    /// now and must not travel with a copy or backup of it (a random token kept outside of backups): a database that wakes
    /// up in another place starts a new incarnation, so that it cannot reuse a sequence number.
    ///
    /// # Errors
    /// [`Error::Open`]; the file is left as it is.
    pub fn open(
        location: Location<'_>,
        key: &[u8; 32],
        place: &[u8],
        mut host: Box<dyn Host>,
    ) -> Result<Self, Error> {
        let mut database = schema::open(location, key)?;
        let incarnation = random::<4>(host.as_mut());
        let me = Enrolled::wake(&mut database, incarnation, place).map_err(|error| match error {
            Error::Storage if database.is_damaged() => Error::Open(OpenFault::Damaged),
            Error::Storage => Error::Open(OpenFault::Io),
            other => other,
        })?;
        Ok(Self { database, me: me.map(Arc::new), host, services: None })
    }

    /// Keeps a damaged database file under another name and saves what can be read of it, what is unsent first. Returns
    /// how many rows of each table were saved; then [`Client::open`] works again.
    ///
    /// # Errors
    /// [`Error::Open`] where the key does not fit or the folder cannot be written.
    pub fn salvage(path: &Path, key: &[u8; 32]) -> Result<Vec<(&'static str, usize)>, Error> {
        schema::salvage(path, key)
    }

    /// A number that is another one once something was written: for a shell that draws anew what has changed.
    pub fn changes(&self) -> u64 {
        self.database.changes()
    }

    /// The device's clock.
    pub(crate) fn now(&mut self) -> Timestamp {
        self.host.now()
    }

    pub(crate) fn me(&self) -> Result<&Enrolled, Error> {
        self.me.as_deref().ok_or(Error::State(StateFault::NotEnrolled))
    }

    /// Runs one user action in one transaction.
    pub(crate) fn act<T>(
        &mut self,
        action: impl FnOnce(&mut Session<'_, '_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let now = self.host.now();
        let mut me = self.me.clone().ok_or(Error::State(StateFault::NotEnrolled))?;
        let host = self.host.as_mut();
        let done = schema::write(&mut self.database, |tx| action(&mut Session::new(tx, &mut me, host, now)))?;
        self.me = Some(me);
        Ok(done)
    }

    /// Reads.
    pub(crate) fn connection(&self) -> &Connection {
        self.database.reader()
    }
}

/// One transaction of an enrolled device.
pub(crate) struct Session<'a, 'tx> {
    pub(crate) tx: &'a Transaction<'tx>,
    pub(crate) me: &'a mut Arc<Enrolled>,
    pub(crate) host: &'a mut dyn Host,
    pub(crate) now: Timestamp,
    /// Records whose row is to be written anew at the end of a sync round.
    pub(crate) touched: BTreeSet<RecordId>,
    /// What came that others may have waited for.
    pub(crate) stirred: crate::engine::Stirred,
    /// Documents that this transaction has read or written.
    pub(crate) documents: HashMap<DocumentId, Rc<Document>>,
    /// What opened the last grant, by parcel and recipient.
    pub(crate) grantee: Option<((i64, Recipient), Rc<Grantee>)>,
    /// Whether a sync round brought this device something that it did not have.
    pub(crate) advanced: bool,
    /// Two statements of the server that cannot both be true; kept although nothing else of the round is.
    pub(crate) evidence: Option<ledger::contradiction::Row>,
}

impl<'a, 'tx> Session<'a, 'tx> {
    pub(crate) fn new(
        tx: &'a Transaction<'tx>,
        me: &'a mut Arc<Enrolled>,
        host: &'a mut dyn Host,
        now: Timestamp,
    ) -> Self {
        Self {
            tx,
            me,
            host,
            now,
            touched: BTreeSet::new(),
            stirred: crate::engine::Stirred::default(),
            documents: HashMap::new(),
            grantee: None,
            advanced: false,
            evidence: None,
        }
    }

    /// What the action changes of the device itself: committed, or forgotten, with its transaction.
    pub(crate) fn me_mut(&mut self) -> &mut Enrolled {
        Arc::make_mut(self.me)
    }

    pub(crate) fn rng(&mut self) -> HostRng<'_> {
        HostRng(self.host)
    }

    pub(crate) fn random<const N: usize>(&mut self) -> [u8; N] {
        random(self.host)
    }
}

impl Enrolled {
    /// Reads profile and directory when the database is opened, in this place.
    fn wake(database: &mut Database, incarnation: [u8; 4], place: &[u8]) -> Result<Option<Self>, Error> {
        let me = schema::write(database, |tx| {
            let Some(mut me) = Self::load(tx)? else { return Ok(None) };
            if setting::bytes(tx, setting::PLACE)?.as_deref() != Some(place) {
                me.profile.incarnation = incarnation;
                me.save_profile(tx)?;
                // What was signed after this copy was made comes back from the server.
                setting::set(tx, setting::ECHO, &true)?;
            }
            Ok(Some(me))
        })?;
        schema::write(database, |tx| setting::set_bytes(tx, setting::PLACE, place))?;
        Ok(me)
    }

    /// Reads profile and directory.
    pub(crate) fn load(connection: &Connection) -> Result<Option<Self>, Error> {
        let Some(bytes) = setting::bytes(connection, setting::PROFILE)? else { return Ok(None) };
        let bytes = zeroize::Zeroizing::new(bytes);
        let profile = Profile::from_bytes(&bytes).ok_or(Error::Open(OpenFault::Damaged))?;
        let mut directory = Directory::new(profile.root);
        for row in ledger::directory::all(connection)? {
            // Verified before it was stored; one that does not fit any more is not worth refusing to open for.
            let _ = row.item.parse().and_then(|body| directory.restore(&row.author, &body, row.entry));
        }
        Ok(Some(Self { profile, directory }))
    }

    pub(crate) fn save_profile(&self, tx: &Transaction<'_>) -> Result<(), Error> {
        setting::set_bytes(tx, setting::PROFILE, &self.profile.to_bytes())
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("enrolled", &self.me.is_some()).finish_non_exhaustive()
    }
}

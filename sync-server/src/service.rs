//! What the server does with a request, without HTTP and without a clock: bytes and a time in, bytes out.

mod access;
mod admit;
mod authenticate;
mod budget;
mod compare;
mod deliver;
mod directory;
mod documents;
mod feed;
mod gate;
mod keep;
mod letters;
mod pull;
mod push;
mod records;
mod referrals;

use crate::storage::{Head, Storage, StorageError, Stored, Tx};
use authenticate::{Guard, SignedBy};
use gate::Gate;
use jonaki_protocol::sync::{Refusal, Request, Response, digest_part};
use jonaki_protocol::{
    Body, Checkpoint, Code, DeviceId, Digest, Directory, Effect, LogId, Principal, ProgrammeId, Seen, Shared,
    SignPrivate, SignPublic, Timestamp,
};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard};

/// The answer to a request body.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Packed [`Response`] or [`Refusal`].
    pub body: Vec<u8>,
    /// Feeds that have something new: whom to wake.
    pub touched: Vec<Principal>,
    /// Who asked, once that was verified: a pseudonym, for the log.
    pub device: Option<DeviceId>,
    /// Why the request was refused.
    pub refusal: Option<Code>,
    /// Codes with which items were refused: for the metrics.
    pub refused_items: Vec<Code>,
    /// How many items were admitted.
    pub admitted: usize,
}

/// Fills with random bytes.
pub type Randomness = Box<dyn FnMut(&mut [u8]) + Send>;

/// The service over one database. Shared by all requests; one writes at a time.
pub struct Service {
    gate: Gate,
    /// Taken by one request at a time of those whose device is not known.
    strangers: Mutex<()>,
    inner: Mutex<Inner>,
}

struct Inner {
    storage: Box<dyn Storage>,
    identity: SignPrivate,
    random: Randomness,
    programmes: HashMap<ProgrammeId, Programme>,
    /// Programmes of which memory holds what was rolled back, because the database could not be read again.
    unread: BTreeSet<ProgrammeId>,
}

/// What is kept in memory of a programme: its directory and who asked lately. No documents.
pub(crate) struct Programme {
    pub(crate) directory: Directory,
    /// Where each device's certificate is: batch row, position, entry.
    pub(crate) certificates: HashMap<DeviceId, (i64, u16, u64)>,
    /// Exclusive-or over the directory items that everybody gets.
    pub(crate) directory_digest: u64,
    pub(crate) backup_time: Option<Timestamp>,
    checkpoint: Option<(Head, Vec<u8>)>,
    guard: Guard,
}

/// Why a request is not answered with a response.
pub(crate) enum Stop {
    Refused { code: Code, retry_after: u32 },
    Storage,
}

impl From<StorageError> for Stop {
    fn from(_: StorageError) -> Self {
        Self::Storage
    }
}

impl From<Code> for Stop {
    fn from(code: Code) -> Self {
        Self::Refused { code, retry_after: 0 }
    }
}

/// The work of one request in its transaction.
pub(crate) struct Work<'a> {
    pub(crate) tx: &'a mut dyn Tx,
    pub(crate) id: ProgrammeId,
    pub(crate) programme: &'a mut Programme,
    pub(crate) identity: &'a SignPrivate,
    pub(crate) now: Timestamp,
    pub(crate) touched: BTreeSet<Principal>,
    pub(crate) refused_items: Vec<Code>,
    pub(crate) admitted: usize,
    /// What the request has cost so far ([`budget`]).
    spent: u64,
    /// A batch whose key pair of an organisation was refused.
    refused_epoch: Option<i64>,
    /// Feeds that are known to have a device's certificate.
    pub(crate) certified: BTreeSet<(Principal, DeviceId)>,
    /// Documents in which something changed: others may have waited for it.
    pub(crate) retry: BTreeSet<(jonaki_protocol::RecordId, jonaki_protocol::Compartment)>,
}

impl Service {
    /// Opens the service over a database.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn open(storage: Box<dyn Storage>, identity: SignPrivate, random: Randomness) -> Stored<Self> {
        let mut inner =
            Inner { storage, identity, random, programmes: HashMap::new(), unread: BTreeSet::new() };
        for row in inner.storage.programmes()? {
            let programme = Programme::load(inner.storage.as_ref(), row.id, row.root, row.backup_time)?;
            inner.programmes.insert(row.id, programme);
        }
        Ok(Self { gate: Gate::default(), strangers: Mutex::new(()), inner: Mutex::new(inner) })
    }

    /// The server's identity key.
    pub fn identity(&self) -> SignPublic {
        self.lock().identity.public()
    }

    /// Answers a request body.
    pub fn sync(&self, now: Timestamp, body: &[u8]) -> Answer {
        let answered = self.receive(now, body).and_then(|(mut ticket, signed)| {
            let (answer, spent, shared) = self.lock().handle(now, &signed)?;
            ticket.charge(spent);
            self.gate.learn(signed.programme(), signed.key, shared);
            Ok(answer)
        });
        answered.unwrap_or_else(|stop| Answer::refused(now, stop))
    }

    /// Who a signed request is from, for `GET /v1/live`: the same proof as for a sync, without doing anything.
    ///
    /// # Errors
    /// The code with which a sync would be refused.
    pub fn authenticate(&self, now: Timestamp, body: &[u8]) -> Result<Vec<Principal>, Code> {
        let (_ticket, signed) = self.receive(now, body).map_err(Stop::code)?;
        let mut inner = self.lock();
        inner.verify(now, &signed).map_err(Stop::code)?;
        let programme = inner.programmes.get(&signed.programme()).ok_or(Code::UnknownProgramme)?;
        Ok(programme.principals(&signed.device()))
    }

    /// Adds a one-time code with which a programme can be founded here.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn add_founding_code(&self, code: &[u8]) -> Stored<()> {
        self.lock().storage.add_founding_code(&founding_hash(code))
    }

    /// Copies the whole database, consistently and while others go on.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn backup(&self, target: &std::path::Path) -> Stored<()> {
        self.lock().storage.backup(target)
    }

    /// Whether the database answers.
    pub fn is_ready(&self) -> bool {
        self.lock().storage.programmes().is_ok()
    }

    /// Runs a reading job on each programme's transaction: for `check`.
    ///
    /// # Errors
    /// What the job returns.
    pub fn inspect(
        &self,
        job: &mut dyn FnMut(ProgrammeId, &Directory, &mut dyn Tx) -> Stored<()>,
    ) -> Stored<()> {
        let inner = self.lock();
        for (id, programme) in &inner.programmes {
            inner.storage.read(*id, &mut |tx| job(*id, &programme.directory, tx))?;
        }
        Ok(())
    }

    /// A request that panicked left its transaction rolled back and the directory to be read again.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(|poisoned| {
            self.inner.clear_poison();
            let mut inner = poisoned.into_inner();
            let ids: Vec<ProgrammeId> = inner.programmes.keys().copied().collect();
            for id in ids {
                inner.reload(id);
            }
            inner
        })
    }
}

/// What a transaction leaves behind.
type Done = ((Response, bool, u64), BTreeSet<Principal>, Vec<Code>, usize);

/// What is stored of a founding code.
pub fn founding_hash(code: &[u8]) -> Digest {
    Digest::of("jonaki/v1/founding", &[code])
}

impl Stop {
    fn code(self) -> Code {
        match self {
            Self::Refused { code, .. } => code,
            Self::Storage => Code::Unavailable,
        }
    }
}

impl Answer {
    fn refused(now: Timestamp, stop: Stop) -> Self {
        let (code, retry_after) = match stop {
            Stop::Refused { code, retry_after } => (code, retry_after),
            Stop::Storage => (Code::Unavailable, 30),
        };
        let body = Refusal { code, time: now, retry_after }.to_body();
        Self { refusal: Some(code), ..Self::of(status(code), body) }
    }

    fn of(status: u16, body: Vec<u8>) -> Self {
        Self {
            status,
            body,
            touched: Vec::new(),
            device: None,
            refusal: None,
            refused_items: Vec::new(),
            admitted: 0,
        }
    }
}

impl Inner {
    /// Serves a request; the answer, what it cost, and what the device shares with us once the answer arrives.
    fn handle(&mut self, now: Timestamp, signed: &SignedBy) -> Result<(Answer, u64, Option<Shared>), Stop> {
        self.verify(now, signed)?;
        let (id, device, request) = (signed.programme(), signed.device(), &signed.request);
        let programme = self.programmes.get_mut(&id).ok_or(Code::UnknownProgramme)?;
        let (storage, identity) = (self.storage.as_mut(), &self.identity);
        let mut serve = |tx: &mut dyn Tx, writes: bool| -> Stored<Option<Done>> {
            let work = Work {
                tx,
                id,
                programme,
                identity,
                now,
                touched: BTreeSet::new(),
                refused_items: Vec::new(),
                admitted: 0,
                spent: 0,
                refused_epoch: None,
                retry: BTreeSet::new(),
                certified: BTreeSet::new(),
            };
            work.serve(&device, request, writes)
        };
        let mut outcome = None;
        let mut done = Ok(());
        if request.batches.is_empty() && request.offers.is_empty() {
            done = storage.read(id, &mut |tx| serve(tx, false).map(|served| outcome = served));
        }
        if done.is_ok() && outcome.is_none() {
            done = storage.write(id, &mut |tx| serve(tx, true).map(|served| outcome = served));
        }
        if let Err(error) = done {
            self.reload(id);
            return Err(error.into());
        }
        let ((response, unfinished, spent), touched, refused_items, admitted): Done =
            outcome.ok_or(Stop::Storage)?;
        let shared = self.shared(&id, &device, &response);
        let answer = if unfinished {
            // What was reached is kept; whoever offers does not hear of each batch, so all is offered again, now.
            Answer::refused(now, Stop::Refused { code: Code::RateLimited, retry_after: 0 })
        } else {
            Answer::of(200, response.to_body()?)
        };
        let touched = touched.into_iter().collect();
        let answer = Answer { touched, device: Some(device), refused_items, admitted, ..answer };
        Ok((answer, spent, shared))
    }

    /// What a device and we know once this answer has arrived.
    fn shared(&self, id: &ProgrammeId, device: &DeviceId, response: &Response) -> Option<Shared> {
        let (head, _) = self.programmes.get(id)?.checkpoint.as_ref()?;
        let head = Seen { log: head.log, size: head.size, head: head.hash };
        Some(Shared::new(id, device, &response.cursor, &head, response.chain.as_ref()?))
    }

    /// Reads a programme's directory again after its transaction was rolled back.
    fn reload(&mut self, id: ProgrammeId) {
        let Some(known) = self.programmes.get_mut(&id) else { return };
        let (root, backup_time) = (*known.directory.root(), known.backup_time);
        match Programme::load(self.storage.as_ref(), id, root, backup_time) {
            Ok(mut programme) => {
                // Who asked, and with which nonce, was not rolled back.
                programme.guard = std::mem::take(&mut known.guard);
                *known = programme;
                self.unread.remove(&id);
            }
            Err(_) => {
                self.unread.insert(id);
            }
        }
    }

    /// Nobody is answered from what was rolled back: without its directory a programme is not served, until the database can
    /// be read.
    fn read_again(&mut self, id: ProgrammeId) -> Result<(), Stop> {
        if self.unread.contains(&id) {
            self.reload(id);
        }
        if self.unread.contains(&id) { Err(Stop::Storage) } else { Ok(()) }
    }

    fn random_log(&mut self) -> LogId {
        let mut bytes = [0; 16];
        (self.random)(&mut bytes);
        LogId::from_bytes(bytes)
    }
}

impl Programme {
    fn new(root: SignPublic, backup_time: Option<Timestamp>) -> Self {
        Self {
            directory: Directory::new(root),
            certificates: HashMap::new(),
            directory_digest: 0,
            backup_time,
            checkpoint: None,
            guard: Guard::default(),
        }
    }

    fn load(
        storage: &dyn Storage,
        id: ProgrammeId,
        root: SignPublic,
        backup_time: Option<Timestamp>,
    ) -> Stored<Self> {
        let mut programme = Self::new(root, backup_time);
        storage.read(id, &mut |tx| {
            for row in tx.directory_items()? {
                let Ok(body) = row.item.parse() else { return Err(StorageError::Damaged) };
                let effect = programme
                    .directory
                    .restore(&row.author, &body, row.entry)
                    .map_err(|_| StorageError::Damaged)?;
                programme.note(&body, row.item.hash(), effect, (row.batch, row.position, row.entry));
            }
            Ok(())
        })?;
        Ok(programme)
    }

    /// Keeps what follows from an admitted directory item.
    pub(crate) fn note(&mut self, body: &Body, hash: Digest, effect: Effect, place: (i64, u16, u64)) {
        if let Effect::Enrolled(device) = effect {
            self.certificates.insert(device, place);
        }
        let shared = matches!(
            body,
            Body::RootSigned(_)
                | Body::Epoch(_)
                | Body::Removal(_)
                | Body::Form(_)
                | Body::Listing(_)
                | Body::ListingFlag(_)
        );
        if shared {
            self.directory_digest ^= digest_part(&hash);
        }
    }

    /// The feeds of a device.
    pub(crate) fn principals(&self, device: &DeviceId) -> Vec<Principal> {
        let mut principals = vec![Principal::Everyone, Principal::Device(*device)];
        if let Some(member) = self.directory.member(device)
            && member.role.reads_for_organisation()
        {
            principals.push(Principal::Organisation(member.organisation));
        }
        principals
    }

    /// The signed head; signed once for each state of the log.
    pub(crate) fn checkpoint(
        &mut self,
        id: &ProgrammeId,
        head: Head,
        now: Timestamp,
        key: &SignPrivate,
    ) -> Vec<u8> {
        if let Some((known, message)) = &self.checkpoint
            && *known == head
        {
            return message.clone();
        }
        let seen = Seen { log: head.log, size: head.size, head: head.hash };
        let message = Checkpoint { head: seen, time: now }.sign(id, key);
        self.checkpoint = Some((head, message.clone()));
        message
    }
}

/// The HTTP status that goes with a refusal.
fn status(code: Code) -> u16 {
    match code {
        Code::UnknownDevice | Code::BadSignature | Code::ClockSkew | Code::Replayed => 401,
        Code::Revoked
        | Code::FoundingRefused
        | Code::InviteAltered
        | Code::InviteExpired
        | Code::InviteUsed
        | Code::InviteForeign
        | Code::IssuerRefused => 403,
        Code::UnknownProgramme => 404,
        Code::TooLarge => 413,
        Code::RateLimited => 429,
        Code::Unavailable => 503,
        _ => 400,
    }
}

impl Work<'_> {
    /// Takes in what a device brings and answers; `None` where that needs a transaction that writes.
    fn serve(mut self, device: &DeviceId, request: &Request, writes: bool) -> Stored<Option<Done>> {
        let mut pushed = self.push(device, request)?;
        // After what the device brings: it may say that it took up in time what ran out since.
        if self.has_expired(device)? {
            if !writes {
                return Ok(None);
            }
            pushed.expiring = !self.expire(device)?;
        }
        let unfinished = pushed.unfinished;
        let response = self.answer(device, request, pushed)?;
        Ok(Some(((response, unfinished, self.spent), self.touched, self.refused_items, self.admitted)))
    }
}

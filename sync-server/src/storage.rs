//! What the service needs of a database. SQLite is the default; a second engine implements [`Storage`] and the traits
//! of [`Tx`] and passes the same [conformance suite](crate::storage_conformance).
//!
//! Everything is synchronous and inside one transaction per request, bound to one programme. Positions of feeds and entries
//! of the log are assigned inside that transaction, so that both are gapless and in commit order.

#[allow(clippy::expect_used, clippy::panic, reason = "a test suite that other crates run")]
mod conformance;
mod error;
mod rows;
mod sqlite;

#[doc(hidden)]
pub use conformance::run as run_conformance;
pub use error::{StorageError, Stored};
pub use rows::{
    BatchRow, Delivery, DeliveryKind, DirectoryRow, DocumentRow, Ending, EntryRow, Head, ItemRow,
    ProgrammeRow, RecordItem, RecordRow, ReferralRow,
};
pub use sqlite::SqliteStorage;

use jonaki_protocol::{
    ChainPosition, Compartment, CompartmentSet, DeviceId, Digest, KeyId, LogId, OrganisationId, Principal,
    ProgrammeId, RecordId, SignPublic, Timestamp,
};

/// An engine.
pub trait Storage: Send {
    /// Runs a unit of work in one transaction that is durable when this returns `Ok`, and without effect otherwise.
    ///
    /// # Errors
    /// What the work returned, or the commit's failure.
    fn write(
        &mut self,
        programme: ProgrammeId,
        work: &mut dyn FnMut(&mut dyn Tx) -> Stored<()>,
    ) -> Stored<()>;

    /// Runs a unit of work that only reads.
    ///
    /// # Errors
    /// What the work returned.
    fn read(&self, programme: ProgrammeId, work: &mut dyn FnMut(&mut dyn Tx) -> Stored<()>) -> Stored<()>;

    /// The programmes that this server carries.
    ///
    /// # Errors
    /// [`StorageError`].
    fn programmes(&self) -> Stored<Vec<ProgrammeRow>>;

    /// Adds a one-time founding code, by its hash.
    ///
    /// # Errors
    /// [`StorageError`].
    fn add_founding_code(&mut self, code_hash: &Digest) -> Stored<()>;

    /// Begins a new life of every log after a restore, from a backup of that time.
    ///
    /// # Errors
    /// [`StorageError`].
    fn new_life(&mut self, backup_time: Timestamp, make_log: &mut dyn FnMut() -> LogId) -> Stored<()>;

    /// Copies everything, consistently and while others go on, into a file.
    ///
    /// # Errors
    /// [`StorageError`].
    fn backup(&self, target: &std::path::Path) -> Stored<()>;
}

/// One transaction, bound to one programme.
pub trait Tx: LogTx + RecordTx + DeliveryTx + DirectoryTx {}
impl<T: LogTx + RecordTx + DeliveryTx + DirectoryTx> Tx for T {}

/// The log and its batches.
pub trait LogTx {
    /// The head; `None` for a programme that this server does not carry.
    ///
    /// # Errors
    /// [`StorageError`].
    fn head(&mut self) -> Stored<Option<Head>>;
    /// Appends an entry and moves the head.
    ///
    /// # Errors
    /// [`StorageError`].
    fn append(&mut self, entry: &EntryRow) -> Stored<()>;
    /// An entry by its number.
    ///
    /// # Errors
    /// [`StorageError`].
    fn entry(&mut self, number: u64) -> Stored<Option<EntryRow>>;
    /// The entries of a batch, oldest first.
    ///
    /// # Errors
    /// [`StorageError`].
    fn entries_of(&mut self, batch: i64) -> Stored<Vec<EntryRow>>;
    /// A batch by the hash of its header.
    ///
    /// # Errors
    /// [`StorageError`].
    fn batch_by_hash(&mut self, hash: &Digest) -> Stored<Option<BatchRow>>;
    /// A batch by its row.
    ///
    /// # Errors
    /// [`StorageError`].
    fn batch(&mut self, id: i64) -> Stored<Option<BatchRow>>;
    /// Adds a batch, or replaces the hidden hashes of one that is there; its row.
    ///
    /// # Errors
    /// [`StorageError`].
    fn put_batch(&mut self, batch: &BatchRow) -> Stored<i64>;
    /// The items of a batch that were ever seen, in order.
    ///
    /// # Errors
    /// [`StorageError`].
    fn items(&mut self, batch: i64) -> Stored<Vec<ItemRow>>;
    /// One item of a batch.
    ///
    /// # Errors
    /// [`StorageError`].
    fn item(&mut self, batch: i64, position: u16) -> Stored<Option<ItemRow>>;
    /// Writes an item.
    ///
    /// # Errors
    /// [`StorageError`].
    fn put_item(&mut self, batch: i64, item: &ItemRow) -> Stored<()>;
    /// Where an item of this hash was admitted.
    ///
    /// # Errors
    /// [`StorageError`].
    fn admitted(&mut self, hash: &Digest) -> Stored<Option<(i64, u16)>>;
    /// Where a device's chain stands.
    ///
    /// # Errors
    /// [`StorageError`].
    fn chain(&mut self, device: &DeviceId) -> Stored<ChainPosition>;
    /// Moves a device's chain.
    ///
    /// # Errors
    /// [`StorageError`].
    fn set_chain(&mut self, device: &DeviceId, position: &ChainPosition) -> Stored<()>;
}

/// Records, documents, keys, access.
pub trait RecordTx {
    /// A record.
    ///
    /// # Errors
    /// [`StorageError`].
    fn record(&mut self, id: &RecordId) -> Stored<Option<RecordRow>>;
    /// Writes a record.
    ///
    /// # Errors
    /// [`StorageError`].
    fn put_record(&mut self, record: &RecordRow) -> Stored<()>;
    /// The referrals of a case.
    ///
    /// # Errors
    /// [`StorageError`].
    fn referrals_of(&mut self, case: &RecordId) -> Stored<Vec<RecordId>>;
    /// Up to `limit` referrals to an organisation that [wait](ReferralRow::waits) although they expired before a time.
    ///
    /// # Errors
    /// [`StorageError`].
    fn expired_to(&mut self, receiver: &OrganisationId, now: i64, limit: usize) -> Stored<Vec<RecordId>>;
    /// A document.
    ///
    /// # Errors
    /// [`StorageError`].
    fn document(&mut self, record: &RecordId, compartment: Compartment) -> Stored<Option<DocumentRow>>;
    /// Writes a document.
    ///
    /// # Errors
    /// [`StorageError`].
    fn put_document(
        &mut self,
        record: &RecordId,
        compartment: Compartment,
        document: &DocumentRow,
    ) -> Stored<()>;
    /// Who may read a record, and what.
    ///
    /// # Errors
    /// [`StorageError`].
    fn access(&mut self, record: &RecordId) -> Stored<Vec<(Principal, CompartmentSet)>>;
    /// Sets what a principal may read; the empty set takes it all away.
    ///
    /// # Errors
    /// [`StorageError`].
    fn set_access(
        &mut self,
        record: &RecordId,
        principal: &Principal,
        compartments: CompartmentSet,
    ) -> Stored<()>;
    /// Whether the record's key sets list a key.
    ///
    /// # Errors
    /// [`StorageError`].
    fn has_key(&mut self, record: &RecordId, compartment: Compartment, key: KeyId) -> Stored<bool>;
    /// Lists a key of the record.
    ///
    /// # Errors
    /// [`StorageError`].
    fn add_key(&mut self, record: &RecordId, compartment: Compartment, key: KeyId) -> Stored<()>;
    /// Every item of a record in the order of the log.
    ///
    /// # Errors
    /// [`StorageError`].
    fn record_items(&mut self, record: &RecordId) -> Stored<Vec<RecordItem>>;
    /// How many items of a record are kept, refused ones included.
    ///
    /// # Errors
    /// [`StorageError`].
    fn record_size(&mut self, record: &RecordId) -> Stored<usize>;
    /// Erases documents, keys, access and the bodies of all items of a record.
    ///
    /// # Errors
    /// [`StorageError`].
    fn erase_record(&mut self, record: &RecordId) -> Stored<()>;
    /// Open changes of a document that wait for others: batch row and position, with their device.
    ///
    /// # Errors
    /// [`StorageError`].
    fn pending(&mut self, record: &RecordId, compartment: Compartment) -> Stored<Vec<(i64, u16, DeviceId)>>;
    /// Adds to or removes from those that wait.
    ///
    /// # Errors
    /// [`StorageError`].
    fn set_pending(
        &mut self,
        document: (&RecordId, Compartment),
        place: (i64, u16),
        device: Option<&DeviceId>,
    ) -> Stored<()>;
}

/// Feeds.
pub trait DeliveryTx {
    /// Appends to a feed; the position.
    ///
    /// # Errors
    /// [`StorageError`].
    fn deliver(&mut self, principal: &Principal, delivery: &Delivery) -> Stored<u64>;
    /// Whether a feed has had an item.
    ///
    /// # Errors
    /// [`StorageError`].
    fn was_delivered(&mut self, principal: &Principal, batch: i64, position: u16) -> Stored<bool>;
    /// Up to `limit` positions of a feed after `at`.
    ///
    /// # Errors
    /// [`StorageError`].
    fn deliveries(&mut self, principal: &Principal, at: u64, limit: usize) -> Stored<Vec<Delivery>>;
    /// The last position of a feed.
    ///
    /// # Errors
    /// [`StorageError`].
    fn last_at(&mut self, principal: &Principal) -> Stored<u64>;
    /// Where a feed stood when a log ended; `None` for a log that is not in our lineage.
    ///
    /// # Errors
    /// [`StorageError`].
    fn lineage(&mut self, log: &LogId, principal: &Principal) -> Stored<Option<u64>>;
}

/// The directory and enrolment.
pub trait DirectoryTx {
    /// Uses a founding code up and begins the programme's log; `false` when the code is not there.
    ///
    /// # Errors
    /// [`StorageError`].
    fn found(&mut self, code_hash: &Digest, root: &SignPublic, log: LogId) -> Stored<bool>;
    /// The directory's items in order.
    ///
    /// # Errors
    /// [`StorageError`].
    fn directory_items(&mut self) -> Stored<Vec<DirectoryRow>>;
    /// Appends a directory item.
    ///
    /// # Errors
    /// [`StorageError`].
    fn add_directory_item(&mut self, row: &DirectoryRow) -> Stored<()>;
    /// Keeps an organisation's key for whoever enrols with an invite.
    ///
    /// # Errors
    /// [`StorageError`].
    fn keep_wrap(&mut self, invite: &jonaki_protocol::InviteId, place: (i64, u16), entry: u64) -> Stored<()>;
    /// The keys that wait for an invite: batch row, position, entry.
    ///
    /// # Errors
    /// [`StorageError`].
    fn wraps(&mut self, invite: &jonaki_protocol::InviteId) -> Stored<Vec<(i64, u16, u64)>>;
}

//! What an engine keeps, row by row.

use jonaki_protocol::{
    Code, Compartment, CompartmentSet, DeviceId, Digest, EntryId, Item, LogId, OrganisationId, ProgrammeId,
    RecordId, SignPublic, Timestamp,
};

/// A programme that this server carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProgrammeRow {
    /// Its id.
    pub id: ProgrammeId,
    /// Its root key.
    pub root: SignPublic,
    /// When the backup was made that this life of the log was restored from.
    pub backup_time: Option<Timestamp>,
}

/// Head of a programme's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// This life of the log.
    pub log: LogId,
    /// Entries in it.
    pub size: u64,
    /// Head of the hash chain.
    pub hash: Digest,
}

/// A signed batch as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRow {
    /// Its row.
    pub id: i64,
    /// Hash of the header.
    pub hash: Digest,
    /// Who signed it.
    pub device: DeviceId,
    /// The device's count.
    pub n: u64,
    /// COSE_Sign1.
    pub header: Vec<u8>,
    /// How many items it has, seen or not.
    pub count: usize,
    /// Hashes of subtrees that this server never saw.
    pub hidden: Vec<Digest>,
}

/// An item as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRow {
    /// Where in its batch.
    pub position: u16,
    /// Its hash, kept whatever happens to the body.
    pub hash: Digest,
    /// Number of its kind.
    pub kind: u8,
    /// The record it belongs to.
    pub record: Option<RecordId>,
    /// The compartment, for changes.
    pub compartment: Option<Compartment>,
    /// The body; `None` once refused, withdrawn or erased.
    pub body: Option<Vec<u8>>,
    /// `None` when admitted, else why not.
    pub verdict: Option<Code>,
}

/// An item of a record, without its body: a record's history has no bound in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordItem {
    /// The batch's row.
    pub batch: i64,
    /// Where in it.
    pub position: u16,
    /// Number of its kind.
    pub kind: u8,
    /// The compartment, for changes.
    pub compartment: Option<Compartment>,
    /// Whether it is in force and its body is there.
    pub stands: bool,
}

impl ItemRow {
    /// The item as it travels.
    pub fn item(&self) -> Option<Item> {
        Some(Item { kind: self.kind, body: self.body.clone()? })
    }
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRow {
    /// From 1, gapless.
    pub number: u64,
    /// The batch's row.
    pub batch: i64,
    /// Positions of the items that it admits.
    pub admitted: Vec<u16>,
    /// Head of the hash chain after it.
    pub head: Digest,
    /// The server's clock.
    pub time: Timestamp,
}

/// A record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordRow {
    /// Which.
    pub id: RecordId,
    /// The device that opened it.
    pub creator: DeviceId,
    /// Highest epoch of its key sets.
    pub epoch: Option<u32>,
    /// Exclusive-or over its key sets ([`jonaki_protocol::sync::digest_part`]).
    pub digest: u64,
    /// Whether it was erased.
    pub erased: bool,
    /// What of its header is looked up, for a referral; `None` for a case.
    pub referral: Option<ReferralRow>,
}

impl RecordRow {
    /// What records of its kind are made of.
    pub const fn compartments(&self) -> CompartmentSet {
        if self.referral.is_some() { CompartmentSet::PAIR } else { CompartmentSet::CASE }
    }

    /// Its document that the server can read: who reads the record at all reads that.
    pub const fn open_part(&self) -> Compartment {
        if self.referral.is_some() { Compartment::Referral } else { Compartment::Card }
    }
}

/// A referral: of which case, from whom to whom, and whether it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReferralRow {
    /// The case.
    pub case: RecordId,
    /// The organisation that made it.
    pub from: OrganisationId,
    /// The organisation to which it is.
    pub to: OrganisationId,
    /// The consent on the case's card on which it rests.
    pub consent: EntryId,
    /// After when nobody may take it up any more, seconds since 1970.
    pub expires: i64,
    /// Whether it can still expire: it is not over, and nobody took it up.
    pub waits: bool,
    /// What ended it.
    pub ended: Option<Ending>,
    /// Whether the receiver could read the disclosure when it ended: so it may again, if it turns out not to have ended.
    pub held: bool,
}

/// What ended a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Its own events, or its time: another event can say that it was taken up all the same.
    Itself = 1,
    /// Its case: the consent was withdrawn, the receiver excluded, the case erased. For good.
    Case = 2,
}

/// A document's state between requests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentRow {
    /// CBOR of the admission state; of a sealed document, of how many changes it has.
    pub state: Option<Vec<u8>>,
    /// Exclusive-or over its admitted changes.
    pub digest: u64,
}

/// What a feed delivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryKind {
    /// An item.
    Item,
    /// The record's open document as it is now.
    Snapshot,
    /// Access lost.
    Left,
    /// A record erased.
    Erased,
}

/// One position of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    /// Position, from 1; 0 until it was assigned.
    pub at: u64,
    /// What.
    pub kind: DeliveryKind,
    /// The log entry that caused it.
    pub entry: u64,
    /// The batch's row; 0 where there is none.
    pub batch: i64,
    /// The item's place in the batch.
    pub position: u16,
    /// The record.
    pub record: Option<RecordId>,
    /// The compartments, for snapshots and losses.
    pub compartments: CompartmentSet,
}

impl Delivery {
    /// An item that is shown without being in a feed.
    pub(crate) fn item(batch: i64, position: u16) -> Self {
        let (kind, compartments) = (DeliveryKind::Item, CompartmentSet::EMPTY);
        Self { at: 0, kind, entry: 0, batch, position, record: None, compartments }
    }
}

/// A directory item as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryRow {
    /// Who signed it.
    pub author: DeviceId,
    /// The log entry.
    pub entry: u64,
    /// The batch's row.
    pub batch: i64,
    /// Its place there.
    pub position: u16,
    /// The item.
    pub item: Item,
}

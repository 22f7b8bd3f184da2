//! What shells draw: immutable records, one call a screen.

mod form;
mod log;
mod matching;
mod queue;
mod referral;
mod service;
mod waits;
mod work;

pub use form::{AnsweredForm, FillingView, FormView};
pub use log::{Comparison, ContradictionView, LogView};
pub use matching::{AlikeView, LikenessSide, LikenessView, MatchingView};
pub use queue::{Queue, QueueFilter, QueuePart, QueueSection, WaitingClosing, WaitingQuestion};
pub use referral::{DisclosedField, ReferralQuery, ReferralRow, ReferralView};
pub use service::{ContactView, ServiceDetail, ServiceView};
pub use waits::WaitsFor;
pub use work::{
    Accessed, AimView, CaseWork, ClockView, ConsentView, DeedView, DueView, FlagView, LinkView, RiskView,
    StepView, TaskView, TeamView,
};

use jonaki_document::Scalar;
use jonaki_protocol::{
    CaseId, Code, Compartment, CompartmentSet, DeviceId, InviteId, OrganisationId, ProgrammeId, RecordId,
    Role, Timestamp,
};
use serde::{Serialize, Serializer};

/// How far a report has come, each state proven: `stored` by a verified receipt, `seen` by a coordinator's signed view.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not filed.
    Draft,
    /// In this device's database.
    Saved,
    /// On the server: its receipt was verified.
    Stored,
    /// A coordinator's device has opened it.
    Seen,
    /// Referred to help.
    Referred,
    /// Closed.
    Closed,
}

impl State {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Saved => "saved",
            Self::Stored => "stored",
            Self::Seen => "seen",
            Self::Referred => "referred",
            Self::Closed => "closed",
        }
    }

    /// All states in order.
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Saved, Self::Stored, Self::Seen, Self::Referred, Self::Closed];

    pub(crate) const fn code(self) -> u8 {
        self as u8
    }

    pub(crate) fn from_code(code: u8) -> Self {
        Self::ALL.get(usize::from(code)).copied().unwrap_or(Self::Saved)
    }
}

/// A line of the list of cases: codes only.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct CaseRow {
    /// The case.
    pub id: CaseId,
    /// Eight characters to say on the telephone.
    pub short_code: String,
    /// How far it has come.
    pub state: State,
    /// The case's status: a fold over its events.
    pub status: String,
    /// How urgent.
    pub urgency: Option<String>,
    /// Whether somebody is in danger.
    pub immediate_danger: Option<bool>,
    /// District code.
    pub district: Option<String>,
    /// What it is about.
    pub concern_types: Vec<String>,
    /// Age band of the first child.
    pub victim_age_band: Option<String>,
    /// When it was filed, by the reporter's clock.
    pub saved_at: Timestamp,
    /// When it last changed, by its author's clock.
    pub updated_at: Timestamp,
    /// Fields with more than one version.
    pub conflicts: u32,
    /// Whether something came since the case was last opened here.
    pub unread: bool,
    /// Whether this device filed it.
    pub mine: bool,
}

/// Which part of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseQuery {
    /// How many rows.
    pub limit: usize,
    /// The last case of the page before.
    pub after: Option<CaseId>,
    /// Only cases in this state.
    pub state: Option<State>,
    /// Only those that this device filed.
    pub mine: bool,
}

impl Default for CaseQuery {
    fn default() -> Self {
        Self { limit: 50, after: None, state: None, mine: false }
    }
}

/// One version of a field. `Debug` shows no content.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Version {
    /// What was written.
    pub value: Scalar,
    /// By which device.
    pub author: DeviceId,
    /// That device's role, as far as this device knows it.
    pub author_role: Option<Role>,
    /// When, by its clock.
    pub time: Option<Timestamp>,
}

/// A field with all its versions.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FieldView {
    /// Name of the field, as `edit` takes it.
    pub field: String,
    /// Where it lives.
    pub compartment: Compartment,
    /// The version shown first.
    #[serde(flatten)]
    pub current: Version,
    /// Other versions written at the same time: a person must choose.
    pub others: Vec<Version>,
}

/// A note.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct NoteView {
    /// Where it lives.
    pub compartment: Compartment,
    /// What it says.
    pub text: String,
    /// By which device.
    pub author: DeviceId,
    /// When, by its clock.
    pub time: Option<Timestamp>,
}

impl std::fmt::Debug for NoteView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NoteView").field("compartment", &self.compartment).finish_non_exhaustive()
    }
}

/// Something that happened to the case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct EventView {
    /// The kind's code.
    pub kind: String,
    /// A reason's code.
    pub reason: Option<String>,
    /// Another case that it names.
    pub record: Option<RecordId>,
    /// By which device.
    pub author: DeviceId,
    /// When, by its clock.
    pub time: Option<Timestamp>,
}

/// A device that opened the case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SeenBy {
    /// Which device.
    pub device: DeviceId,
    /// In which hour.
    pub hour: Timestamp,
}

/// The server's verified word that it stored the report.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct ReceiptView {
    /// Number in the log.
    pub entry: u64,
    /// The server's clock.
    pub time: Timestamp,
}

/// Everything that this device may read of a case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct CaseView {
    /// The list's row.
    pub row: CaseRow,
    /// The device that filed it.
    pub reporter: DeviceId,
    /// Fields with a value, card first.
    pub fields: Vec<FieldView>,
    /// Notes, oldest first.
    pub notes: Vec<NoteView>,
    /// Events, oldest first.
    pub events: Vec<EventView>,
    /// Coordinators' devices that opened it.
    pub seen_by: Vec<SeenBy>,
    /// What this device can read.
    #[serde(serialize_with = "names")]
    pub readable: CompartmentSet,
    /// The receipt, on the reporter's own device.
    pub receipt: Option<ReceiptView>,
}

fn names<S: Serializer>(set: &CompartmentSet, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(set.iter().map(Compartment::name))
}

/// A match of a search.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct SearchHit {
    /// The case.
    pub case: CaseId,
    /// Its short code.
    pub short_code: String,
    /// The words around the match, as written.
    pub snippet: String,
}

impl std::fmt::Debug for SearchHit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SearchHit").field("case", &self.case).finish_non_exhaustive()
    }
}

/// Something that the server refused; the person's words are kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RefusedView {
    /// To dismiss it.
    pub id: i64,
    /// The case.
    pub case: CaseId,
    /// The case's short code.
    pub short_code: String,
    /// Where it was to be written.
    pub compartment: Compartment,
    /// Why.
    pub code: Code,
    /// What the person wrote: field and value.
    pub fields: Vec<(String, Option<Scalar>)>,
    /// When.
    pub time: Timestamp,
}

/// The state of this device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Status {
    /// Programme, once enrolled.
    pub programme: Option<ProgrammeId>,
    /// This device.
    pub device: Option<DeviceId>,
    /// Its organisation.
    pub organisation: Option<OrganisationId>,
    /// The organisation's names, Bangla and English.
    pub organisation_name: Option<(String, String)>,
    /// Its role.
    pub role: Option<Role>,
    /// The server's address.
    pub server_url: Option<String>,
    /// How many reports are in each state.
    pub counts: Vec<(State, usize)>,
    /// Items without a receipt.
    pub unsent_items: usize,
    /// About how many bytes they are.
    pub unsent_bytes: u64,
    /// Entries that the server refused.
    pub refused: usize,
    /// Items from others that were set aside as broken.
    pub quarantined: usize,
    /// When the server last answered.
    pub last_contact: Option<Timestamp>,
    /// Whether the organisation's key is still missing on a device that should have it.
    pub waiting_for_key: bool,
    /// Whether this device holds the programme's root key.
    pub has_root: bool,
    /// Whether the organisation removed this device.
    pub removed: bool,
    /// Proofs that the server shows two logs ([`crate::Client::verify_log`]).
    pub proofs: usize,
    /// Batches of other devices that name another head of the log than the server signed for us.
    pub doubts: usize,
    /// Whether syncing stopped because of a proof with which nobody has decided to go on.
    pub stopped: bool,
}

/// A device of the programme.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct MemberView {
    /// Which device.
    pub device: DeviceId,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// Its role.
    pub role: Role,
    /// Whether it was not removed.
    pub active: bool,
    /// Whether it is this device.
    pub is_me: bool,
}

/// An organisation of the programme.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct OrganisationView {
    /// Which.
    pub id: OrganisationId,
    /// Its type.
    pub kind: String,
    /// Name in Bangla.
    pub name_bn: String,
    /// Name in English.
    pub name_en: String,
    /// Its newest key pair.
    pub epoch: Option<u32>,
}

/// A new invite. The link is a secret until it is used.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct InviteCreated {
    /// To send or show as a QR code.
    pub link: String,
    /// To recognise it.
    pub id: InviteId,
    /// Last moment at which it can be used.
    pub not_after: Timestamp,
}

impl std::fmt::Debug for InviteCreated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InviteCreated").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What an invite offers, verified without a network.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct InvitePreview {
    /// The programme: also the fingerprint of its root.
    pub programme: ProgrammeId,
    /// Into which organisation.
    pub organisation: OrganisationId,
    /// Its names, Bangla and English.
    pub organisation_name: Option<(String, String)>,
    /// As what.
    pub role: Role,
    /// The server's address.
    pub url: String,
    /// Last moment at which it can be used.
    pub not_after: Timestamp,
}

/// The programme's secrets on paper: shown once, kept in a safe.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct RecoverySheet {
    /// The programme: also the fingerprint of its root.
    pub programme: ProgrammeId,
    /// The root key's seed, in groups.
    pub root: String,
    /// The recovery key's secret, in groups.
    pub recovery: String,
}

impl std::fmt::Debug for RecoverySheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecoverySheet").field("programme", &self.programme).finish_non_exhaustive()
    }
}

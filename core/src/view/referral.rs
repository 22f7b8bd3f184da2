//! Referrals as a shell draws them.

use crate::view::NoteView;
use jonaki_document::referral::{Header, ReferralStatus};
use jonaki_protocol::{CaseId, Code, DeviceId, OrganisationId, RecordId, Timestamp};
use serde::Serialize;

/// Which referrals.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReferralQuery {
    /// How many rows.
    pub limit: usize,
    /// After this referral: the last one of the page before.
    pub after: Option<RecordId>,
    /// Those that this device's organisation made; otherwise those that it received.
    pub sent: bool,
    /// Only those of which something is still expected.
    pub open: bool,
    /// Only those of this case.
    pub case: Option<CaseId>,
}

/// A line of the list of referrals: codes only.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ReferralRow {
    /// The referral.
    pub id: RecordId,
    /// Eight characters to say on the telephone.
    pub short_code: String,
    /// The case's short code, on devices that may know the case.
    pub case: Option<String>,
    /// Who asks whom, for what, until when.
    pub header: Header,
    /// Where it stands.
    pub status: ReferralStatus,
    /// Whether it waits for an answer of this device's organisation.
    pub to_answer: bool,
    /// Why its case never allowed it, where this device can judge that: it is shown and not acted on.
    pub fault: Option<Code>,
    /// Whether something came since it was last opened here.
    pub unread: bool,
}

/// A field that was disclosed. `Debug` shows no content.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct DisclosedField {
    /// The field's name.
    pub field: String,
    /// Its group.
    pub group: &'static str,
    /// What it says.
    pub value: String,
}

impl std::fmt::Debug for DisclosedField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DisclosedField").field("group", &self.group).finish_non_exhaustive()
    }
}

/// Everything that this device may read of a referral.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ReferralView {
    /// The list's row.
    pub row: ReferralRow,
    /// What was disclosed; empty once access has ended.
    pub fields: Vec<DisclosedField>,
    /// Fields that came and are of no group that was agreed to: not shown.
    pub withheld: usize,
    /// The sender's message.
    pub message: Option<String>,
    /// Notes of both sides; what was kept of our own where the rest is gone.
    pub notes: Vec<NoteView>,
    /// What happened: kind, reason, hour, device.
    pub events: Vec<(String, Option<String>, Timestamp, DeviceId)>,
    /// The sender's name, Bangla and English.
    pub from: Option<(String, String)>,
    /// The receiver's name.
    pub to: Option<(String, String)>,
    /// Whether this device's organisation sent it.
    pub sent: bool,
    /// Whether what was disclosed can be read.
    pub readable: bool,
}

impl std::fmt::Debug for ReferralView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReferralView").field("row", &self.row).finish_non_exhaustive()
    }
}

impl ReferralRow {
    /// The other side, for a device of this organisation.
    pub fn other(&self, ours: OrganisationId) -> OrganisationId {
        if self.header.from == ours { self.header.to } else { self.header.from }
    }
}

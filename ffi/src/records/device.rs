//! This device, its invite, its way to the server.

use crate::ids::{DeviceId, OrganisationId, ProgrammeId};
use crate::words::{Bilingual, Coded};
use jonaki_core::protocol::Role as CoreRole;
use jonaki_core::{InvitePreview, Status, SyncSummary};

/// What a device is certified to do: which screens it has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum Role {
    /// Files reports and follows its own.
    Reporter,
    /// Works on the organisation's cases.
    Coordinator,
    /// Answers referrals.
    Provider,
    /// A coordinator who also invites and removes.
    Admin,
}

impl From<CoreRole> for Role {
    fn from(role: CoreRole) -> Self {
        match role {
            CoreRole::Reporter => Self::Reporter,
            CoreRole::Coordinator => Self::Coordinator,
            CoreRole::Provider => Self::Provider,
            CoreRole::Admin => Self::Admin,
        }
    }
}

/// Who this device is.
#[derive(Clone, uniffi::Record)]
pub struct WhoAmI {
    /// Its programme, once it is enrolled.
    pub programme: Option<ProgrammeId>,
    /// Its own id.
    pub device: Option<DeviceId>,
    /// Its organisation.
    pub organisation: Option<OrganisationId>,
    /// What that is called.
    pub organisation_name: Option<Bilingual>,
    /// What it may do.
    pub role: Option<Role>,
    /// The server's address.
    pub server: Option<String>,
    /// Whether the organisation removed it.
    pub removed: bool,
    /// Whether the organisation's key has not come yet: a sync brings it.
    pub waiting_for_key: bool,
}

impl From<Status> for WhoAmI {
    fn from(status: Status) -> Self {
        Self {
            programme: status.programme.map(Into::into),
            device: status.device.map(Into::into),
            organisation: status.organisation.map(Into::into),
            organisation_name: status.organisation_name.map(Bilingual::from),
            role: status.role.map(Role::from),
            server: status.server_url,
            removed: status.removed,
            waiting_for_key: status.waiting_for_key,
        }
    }
}

/// What an invite offers.
#[derive(Clone, uniffi::Record)]
pub struct Invitation {
    /// The programme: also the fingerprint of its root.
    pub programme: ProgrammeId,
    /// Into which organisation.
    pub organisation: OrganisationId,
    /// What that is called.
    pub organisation_name: Option<Bilingual>,
    /// As what.
    pub role: Role,
    /// The server's address.
    pub server: String,
    /// Until when it can be used, seconds since 1970.
    pub until: i64,
}

impl From<InvitePreview> for Invitation {
    fn from(invite: InvitePreview) -> Self {
        Self {
            programme: invite.programme.into(),
            organisation: invite.organisation.into(),
            organisation_name: invite.organisation_name.map(Bilingual::from),
            role: invite.role.into(),
            server: invite.url,
            until: invite.not_after.0,
        }
    }
}

/// The screen about syncing: what waits, how much it is, when the server last answered.
#[derive(Clone, uniffi::Record)]
pub struct SyncStatus {
    /// Items without a receipt.
    pub unsent_items: u64,
    /// About how many bytes they are.
    pub unsent_bytes: u64,
    /// Own reports that are on this phone only.
    pub unsent_reports: u64,
    /// How many reports are in each state.
    pub counts: Vec<StateCount>,
    /// When the server last answered, seconds since 1970.
    pub last_contact: Option<i64>,
    /// Entries that the server refused; what was written is kept.
    pub refused: u64,
    /// Items of others that were set aside as broken.
    pub set_aside: u64,
    /// Whether syncing stopped because the server was shown to lie.
    pub stopped: bool,
    /// Whether the organisation removed this device.
    pub removed: bool,
}

/// How many reports are in a state.
#[derive(Clone, uniffi::Record)]
pub struct StateCount {
    /// A code of the list `report_states`.
    pub state: Coded,
    /// How many.
    pub count: u64,
}

impl From<Status> for SyncStatus {
    fn from(status: Status) -> Self {
        let saved = status.counts.iter().filter(|(state, _)| *state == jonaki_core::State::Saved);
        Self {
            unsent_items: status.unsent_items as u64,
            unsent_bytes: status.unsent_bytes,
            unsent_reports: saved.map(|(_, count)| *count as u64).sum(),
            counts: status
                .counts
                .iter()
                .map(|(state, count)| StateCount {
                    state: Coded::of("report_states", state.name()),
                    count: *count as u64,
                })
                .collect(),
            last_contact: status.last_contact.map(|time| time.0),
            refused: status.refused as u64,
            set_aside: status.quarantined as u64,
            stopped: status.stopped,
            removed: status.removed,
        }
    }
}

/// What a sync did.
#[derive(Clone, uniffi::Record)]
pub struct SyncDone {
    /// Requests that were answered.
    pub rounds: u32,
    /// Bytes that were sent.
    pub bytes_up: u64,
    /// Bytes that came.
    pub bytes_down: u64,
    /// Batches that the server has stored for good, each proven by its receipt.
    pub receipts: u64,
    /// Entries of the feed that were taken in.
    pub news: u64,
    /// Changes that the server refused.
    pub refused: u64,
}

impl From<SyncSummary> for SyncDone {
    fn from(summary: SyncSummary) -> Self {
        Self {
            rounds: summary.rounds,
            bytes_up: summary.bytes_up as u64,
            bytes_down: summary.bytes_down as u64,
            receipts: summary.receipts as u64,
            news: summary.news as u64,
            refused: summary.refused as u64,
        }
    }
}

//! A case on the screen.

mod convert;

pub(crate) use convert::{answers, notes};

use super::{AnsweredForm, CaseWork, ReferralRow};
use crate::ids::{CaseId, DeviceId};
use crate::words::{Bilingual, Coded};
use jonaki_core as core;
use jonaki_core::labels;

/// How far a report has come; each state is proven.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum ReportState {
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

/// A line of the list of cases: codes only.
#[derive(Clone, uniffi::Record)]
pub struct CaseRow {
    /// The case.
    pub id: CaseId,
    /// Eight characters to say on the telephone.
    pub short_code: String,
    /// How far it has come.
    pub state: ReportState,
    /// What that is called.
    pub state_name: Coded,
    /// The case's status.
    pub status: Coded,
    /// How urgent.
    pub urgency: Option<Coded>,
    /// Whether somebody is in danger.
    pub immediate_danger: Option<bool>,
    /// Where.
    pub district: Option<Coded>,
    /// What it is about.
    pub concerns: Vec<Coded>,
    /// How old the first child is.
    pub age_band: Option<Coded>,
    /// When it was filed, seconds since 1970.
    pub saved_at: i64,
    /// When it last changed.
    pub updated_at: i64,
    /// Fields with more than one version.
    pub conflicts: u32,
    /// Whether something came since it was last opened here.
    pub unread: bool,
    /// Whether this device filed it.
    pub mine: bool,
}

/// A page of a list of cases.
#[derive(Clone, uniffi::Record)]
pub struct CasePage {
    /// The cases, newest first.
    pub rows: Vec<CaseRow>,
    /// Whether there may be more: ask after the last one.
    pub more: bool,
}

/// One version of a field.
#[derive(Clone, uniffi::Record)]
pub struct FieldVersion {
    /// What was written.
    pub value: Coded,
    /// By which device.
    pub author: DeviceId,
    /// What that device is certified to do.
    pub author_role: Option<super::Role>,
    /// When, by its clock.
    pub time: Option<i64>,
}

/// A field with all its versions.
#[derive(Clone, uniffi::Record)]
pub struct CaseField {
    /// Its name, to edit and to settle it.
    pub field: String,
    /// What it is called.
    pub name: Bilingual,
    /// Where it lives: `card`, `account`, `identity`, `safety`.
    pub compartment: String,
    /// The list of its codes, for an edit; nothing for what people type, and for places.
    pub list: Option<String>,
    /// The version shown first; its number is 0.
    pub current: FieldVersion,
    /// Versions written at the same time, numbers 1 and up: a person must choose.
    pub others: Vec<FieldVersion>,
}

/// A note.
#[derive(Clone, uniffi::Record)]
pub struct CaseNote {
    /// What it says.
    pub text: String,
    /// By which device.
    pub author: DeviceId,
    /// When, by its clock.
    pub time: Option<i64>,
}

/// Something that happened to a case.
#[derive(Clone, uniffi::Record)]
pub struct CaseEvent {
    /// What.
    pub kind: Coded,
    /// Why.
    pub reason: Option<Coded>,
    /// By which device.
    pub author: DeviceId,
    /// When, by its clock.
    pub time: Option<i64>,
}

/// A device that opened a case.
#[derive(Clone, uniffi::Record)]
pub struct Seen {
    /// Which.
    pub device: DeviceId,
    /// In which hour, seconds since 1970.
    pub hour: i64,
}

/// Everything that a case's screen shows.
#[derive(Clone, uniffi::Record)]
pub struct CaseScreen {
    /// The list's row.
    pub row: CaseRow,
    /// The device that filed it.
    pub reporter: DeviceId,
    /// Fields with a value, the card's first.
    pub fields: Vec<CaseField>,
    /// The forms that were answered for it.
    pub answers: Vec<AnsweredForm>,
    /// Notes, oldest first.
    pub notes: Vec<CaseNote>,
    /// What happened, oldest first.
    pub timeline: Vec<CaseEvent>,
    /// Who opened it.
    pub seen_by: Vec<Seen>,
    /// Which compartments this device can read.
    pub readable: Vec<String>,
    /// What coordinators plan, judge and agree; empty where this device may not read it.
    pub work: CaseWork,
    /// Its referrals.
    pub referrals: Vec<ReferralRow>,
}

/// A field to write.
#[derive(Clone, uniffi::Record)]
pub struct FieldWrite {
    /// Its name.
    pub field: String,
    /// What it becomes; nothing empties it.
    pub value: Option<String>,
}

/// A case that a search found.
#[derive(Clone, uniffi::Record)]
pub struct SearchHit {
    /// The case.
    pub case: CaseId,
    /// Its short code.
    pub short_code: String,
    /// The words around the match.
    pub snippet: String,
}

/// Something that the server refused; the person's words are kept.
#[derive(Clone, uniffi::Record)]
pub struct Refusal {
    /// To put it away.
    pub id: i64,
    /// The case.
    pub case: CaseId,
    /// Its short code.
    pub short_code: String,
    /// Why: the stable code.
    pub code: String,
    /// Why, for the person.
    pub why: Bilingual,
    /// What the person wrote.
    pub fields: Vec<RefusedField>,
    /// When, seconds since 1970.
    pub time: i64,
}

/// A field that was refused.
#[derive(Clone, uniffi::Record)]
pub struct RefusedField {
    /// What it is called.
    pub name: Bilingual,
    /// What the person wrote; nothing where it was emptied.
    pub value: Option<Coded>,
}

impl From<core::State> for ReportState {
    fn from(state: core::State) -> Self {
        match state {
            core::State::Draft => Self::Draft,
            core::State::Saved => Self::Saved,
            core::State::Stored => Self::Stored,
            core::State::Seen => Self::Seen,
            core::State::Referred => Self::Referred,
            core::State::Closed => Self::Closed,
        }
    }
}

impl From<ReportState> for core::State {
    fn from(state: ReportState) -> Self {
        match state {
            ReportState::Draft => Self::Draft,
            ReportState::Saved => Self::Saved,
            ReportState::Stored => Self::Stored,
            ReportState::Seen => Self::Seen,
            ReportState::Referred => Self::Referred,
            ReportState::Closed => Self::Closed,
        }
    }
}

impl From<core::CaseRow> for CaseRow {
    fn from(row: core::CaseRow) -> Self {
        let coded = |field, code: &Option<String>| code.as_deref().map(|code| Coded::field(field, code));
        Self {
            state_name: Coded::of("report_states", row.state.name()),
            status: Coded::of("case_status", &row.status),
            urgency: coded("urgency", &row.urgency),
            district: coded("district", &row.district),
            age_band: coded("victim_age_band", &row.victim_age_band),
            concerns: row.concern_types.iter().map(|code| Coded::field("concern_types", code)).collect(),
            id: row.id.into(),
            short_code: row.short_code,
            state: row.state.into(),
            immediate_danger: row.immediate_danger,
            saved_at: row.saved_at.0,
            updated_at: row.updated_at.0,
            conflicts: row.conflicts,
            unread: row.unread,
            mine: row.mine,
        }
    }
}

impl CasePage {
    /// A page that was asked for with one row more than it shows.
    pub(crate) fn of(mut rows: Vec<core::CaseRow>, limit: usize) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        Self { rows: rows.into_iter().map(CaseRow::from).collect(), more }
    }
}

impl From<core::FieldView> for CaseField {
    fn from(view: core::FieldView) -> Self {
        let name = view.field.rsplit('.').next().unwrap_or(&view.field).to_owned();
        let version = |version: core::Version| FieldVersion {
            value: Coded::value(&name, &version.value),
            author: version.author.into(),
            author_role: version.author_role.map(Into::into),
            time: version.time.map(|time| time.0),
        };
        Self {
            name: Bilingual::of(|language| labels::field(&name, language)),
            compartment: view.compartment.name().to_owned(),
            list: labels::list_of_case(&name).map(str::to_owned),
            current: version(view.current),
            others: view.others.into_iter().map(version).collect(),
            field: view.field,
        }
    }
}

//! Referrals, from both sides.

mod convert;
mod new;

pub use new::{Disclosure, NewReferral, ReferralAnswer, ReferralQuery};

use super::CaseNote;
use crate::ids::{CaseId, DeviceId, ReferralId, ServiceId};
use crate::words::{Bilingual, Coded, OrganisationName};

macro_rules! same {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl From<$name> for jonaki_core::referral::$name {
            fn from(value: $name) -> Self {
                match value { $($name::$variant => Self::$variant,)* }
            }
        }

        impl From<jonaki_core::referral::$name> for $name {
            fn from(value: jonaki_core::referral::$name) -> Self {
                match value { $(jonaki_core::referral::$name::$variant => Self::$variant,)* }
            }
        }
    )*};
}

same! {
    /// Fields that are agreed to, and disclosed, together.
    FieldGroup {
        /// Kind of concern, phase, danger, district, age band, sex.
        Situation,
        /// What was told, in words.
        Story,
        /// The child's names.
        Name,
        /// How to reach the child or the family.
        Contact,
        /// Parents and guardians.
        Family,
        /// Birth date and identity papers.
        Papers,
        /// The exact place.
        Place,
        /// Health, needs, languages.
        Needs,
        /// Where the child is kept safe.
        Safety,
        /// Other answers.
        Answers,
    }
    /// How soon an answer is needed.
    Urgency {
        /// Within the hour.
        Hour,
        /// Within three hours.
        ThreeHours,
        /// Within a day.
        Day,
        /// Within three days.
        ThreeDays,
        /// Within a week.
        Week,
    }
}

/// A line of the list of referrals: codes only.
#[derive(Clone, uniffi::Record)]
pub struct ReferralRow {
    /// The referral.
    pub id: ReferralId,
    /// Eight characters to say on the telephone.
    pub short_code: String,
    /// The case, which a provider's device need not be able to read.
    pub case: CaseId,
    /// Its short code, on devices that may know the case.
    pub case_code: Option<String>,
    /// Who asks.
    pub from: OrganisationName,
    /// Who is asked.
    pub to: OrganisationName,
    /// What is asked.
    pub kind: Coded,
    /// For which service.
    pub service: Coded,
    /// For what the data is used.
    pub purpose: Coded,
    /// The service of the directory.
    pub listing: Option<ServiceId>,
    /// How soon an answer is needed.
    pub urgency: Urgency,
    /// Where.
    pub district: Option<Coded>,
    /// When it was made, seconds since 1970.
    pub made: i64,
    /// When an answer is due.
    pub due: i64,
    /// After when nobody may accept any more.
    pub expires: i64,
    /// What happened to the child.
    pub progress: Coded,
    /// Whether the receiver may still read it.
    pub access: Coded,
    /// Why access ended or the provider did not help.
    pub reason: Option<Coded>,
    /// How much of the service was given.
    pub outcome: Option<Coded>,
    /// Whether nobody answered in time.
    pub overdue: bool,
    /// Whether another provider of the round leads.
    pub superseded: bool,
    /// Whether it waits for an answer of this device's organisation.
    pub to_answer: bool,
    /// Why its case never allowed it: shown and not acted on.
    pub fault: Option<Bilingual>,
    /// Whether something came since it was last opened here.
    pub unread: bool,
}

/// A page of a list of referrals.
#[derive(Clone, uniffi::Record)]
pub struct ReferralPage {
    /// The referrals.
    pub rows: Vec<ReferralRow>,
    /// Whether there may be more: ask after the last one.
    pub more: bool,
}

/// A field that is disclosed.
#[derive(Clone, uniffi::Record)]
pub struct DisclosedField {
    /// The field.
    pub field: String,
    /// What it is called.
    pub name: Bilingual,
    /// Its group.
    pub group: Coded,
    /// What it says.
    pub value: Coded,
}

/// Something that happened to a referral.
#[derive(Clone, uniffi::Record)]
pub struct ReferralEvent {
    /// What.
    pub kind: Coded,
    /// Why.
    pub reason: Option<Coded>,
    /// In which hour, seconds since 1970.
    pub at: i64,
    /// By which device.
    pub author: DeviceId,
}

/// Everything that a referral's screen shows.
#[derive(Clone, uniffi::Record)]
pub struct ReferralScreen {
    /// The list's row.
    pub row: ReferralRow,
    /// What was disclosed; empty once access has ended.
    pub fields: Vec<DisclosedField>,
    /// Fields that came and are of no group that was agreed to: not shown.
    pub withheld: u32,
    /// The sender's message.
    pub message: Option<String>,
    /// Notes of both sides.
    pub notes: Vec<CaseNote>,
    /// What happened, oldest first.
    pub timeline: Vec<ReferralEvent>,
    /// Whether this device's organisation sent it.
    pub sent: bool,
    /// Whether what was disclosed can be read.
    pub readable: bool,
}

/// Exactly what would leave, and whether it may.
#[derive(Clone, uniffi::Record)]
pub struct ReferralPreview {
    /// The fields as the provider would read them.
    pub fields: Vec<DisclosedField>,
    /// The groups to which they belong.
    pub groups: Vec<FieldGroup>,
    /// When an answer would be due, seconds since 1970.
    pub due: i64,
    /// Why it may not be made; nothing: it may.
    pub refused: Option<Bilingual>,
}

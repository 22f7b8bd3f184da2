//! Referrals: what a header says, what became of it, and whether it may be made at all.
//!
//! The rules are pure functions of documents and a time, and the same on server and clients.

mod fields;
mod fold;
mod header;
mod step;
mod terms;

use crate::document::Document;
use jonaki_protocol::{Code, Compartment};

pub use fields::{FieldGroup, FieldGroups, group_of};
pub use fold::{ReferralEvent, ReferralStatus, fold_referral, referral_status};
pub use header::{Header, Urgency};
pub use step::{Access, Progress, Step};
pub use terms::{CaseTerms, Consent, Exclusion, Recipient};

/// Whether a change of a card may say something about what the case allows: asked before the card is read for it. Text stands in
/// the bytes of a change as it is, so what does not hold one of these words records no consent, withdrawal or exclusion.
pub fn touches_terms(change: &[u8]) -> bool {
    let holds = |word: &[u8]| change.windows(word.len()).any(|window| window == word);
    [&b"consent_"[..], b"not_for"].into_iter().any(holds)
}

/// Whether a referral is one after a change: its header is whole and what it was, and nobody took it up after it had
/// expired. Documents of other compartments always are.
///
/// # Errors
/// [`Code::ReferralRefused`], [`Code::ReferralOver`].
pub(crate) fn stands(before: Option<&Header>, after: &Document) -> Result<(), Code> {
    if after.compartment() != Compartment::Referral {
        return Ok(());
    }
    let header = Header::of(after).ok_or(Code::ReferralRefused)?;
    if before.is_some_and(|before| *before != header) {
        return Err(Code::ReferralRefused);
    }
    let events: Vec<_> = after.entries("events").iter().filter_map(ReferralEvent::of).collect();
    let taken = |in_time: bool| {
        events.iter().any(|event| event.step.takes() && (event.at <= header.expires) == in_time)
    };
    if taken(false) && !taken(true) { Err(Code::ReferralOver) } else { Ok(()) }
}

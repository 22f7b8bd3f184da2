//! Referrals, the directory of services, what waits, and names that are alike.

mod bytes;
mod directory;
mod names;
mod opening;
mod waiting;
mod withdrawn;

use super::Failure;
use super::figure::Figures;
use crate::world::{Clock, Device, World};
use jonaki_core::protocol::{CaseId, EntryId, OrganisationId, Role, Timestamp};
use jonaki_core::referral::{FieldGroups, Urgency};
use jonaki_core::{Client, Disclosed, NewConsent, NewInvite, NewOrganisation, NewReferral, Triage};

const DAY: i64 = 24 * 3600;

pub(super) fn measure(figures: &mut Figures) -> Result<(), Failure> {
    if figures.wants(&["referral_bytes", "referral_answer_bytes"]) {
        bytes::measure(figures)?;
    }
    if figures.wants(&["case_with_referrals_open"]) {
        opening::measure(figures)?;
    }
    if figures.wants(&["directory_search", "directory_ready"]) {
        directory::measure(figures)?;
    }
    if figures.wants(&["overdue_list", "whole_queue"]) {
        waiting::measure(figures)?;
    }
    if figures.wants(&["honest_sync_p95_beside_withdrawals"]) {
        withdrawn::measure(figures)?;
    }
    if figures.wants(&["matching_precision", "matching_recall"]) {
        names::measure(figures)?;
    }
    Ok(())
}

/// An organisation that takes referrals, with a device of one who answers them.
fn provider(
    world: &mut World,
    founder: &mut Device,
    name: &str,
) -> Result<(OrganisationId, Device), Failure> {
    let new = NewOrganisation {
        kind: "shelter".to_owned(),
        name_bn: format!("{name} (পরীক্ষা)"),
        name_en: name.to_owned(),
    };
    let organisation = founder.client().add_organisation(&new)?;
    world.sync(founder)?;
    let invite = NewInvite { organisation: Some(organisation), role: Role::Admin };
    let link = founder.client().invite(invite)?.link;
    let mut admin = world.device(&format!("{name} admin"));
    admin.client().enrol(&link)?;
    world.sync(&mut admin)?;
    let device = world.enrolled(&mut admin, name, Role::Provider);
    Ok((organisation, device))
}

/// Opens a case and records a consent to everything.
fn agreed(client: &mut Client, clock: &Clock, case: CaseId) -> Result<EntryId, Failure> {
    client.triage(case, &Triage::Valid)?;
    let consent = NewConsent {
        giver: "guardian".to_owned(),
        basis: None,
        groups: FieldGroups::ALL,
        purpose: "services".to_owned(),
        organisation: None,
        service: None,
        until: Timestamp(clock.now().0 + 90 * DAY),
        how: Some("verbal".to_owned()),
        language: None,
        text: None,
    };
    Ok(client.give_consent(case, &consent)?)
}

fn ask(to: OrganisationId, consent: EntryId, disclosed: Disclosed) -> NewReferral {
    NewReferral {
        to,
        kind: "service_referral".to_owned(),
        service: "shelter_child".to_owned(),
        purpose: "services".to_owned(),
        consent,
        urgency: Urgency::Day,
        disclosed,
        grace_days: 7,
        next: None,
        round: None,
        listing: None,
        message: None,
    }
}

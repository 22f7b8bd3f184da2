//! Consents, and whom a case must not reach.

use crate::arguments::{ConsentCommand, Whom};
use crate::codes;
use crate::commands::Failure;
use crate::output::Output;
use jonaki_core::protocol::{CaseId, EntryId, Timestamp};
use jonaki_core::{Client, NewConsent, NotFor};

pub(super) fn consent(client: &mut Client, command: &ConsentCommand, out: &Output) -> Result<(), Failure> {
    match command {
        ConsentCommand::List { case } => {
            let case = client.find_case(case)?;
            let work = client.case_work(case)?;
            out.consents(&work.consents, &client.organisations()?)
        }
        ConsentCommand::Approve { case, consent } => {
            let case = client.find_case(case)?;
            let consent = codes::entry(&listed(client, case)?, consent)?;
            client.approve_consent(case, consent)?;
            out.done()
        }
        ConsentCommand::Withdraw { case, consent, .. } => {
            let case = client.find_case(case)?;
            let listed = listed(client, case)?;
            let consent = consent.as_deref().map(|typed| codes::entry(&listed, typed)).transpose()?;
            client.withdraw_consent(case, consent)?;
            out.done()
        }
        giving @ ConsentCommand::Give { case, .. } => {
            let case = client.find_case(case)?;
            let new = new_consent(client, giving)?;
            out.id(&client.give_consent(case, &new)?.to_string())
        }
    }
}

fn new_consent(client: &Client, command: &ConsentCommand) -> Result<NewConsent, Failure> {
    let ConsentCommand::Give {
        giver,
        groups,
        purpose,
        days,
        organisation,
        service,
        how,
        basis,
        language,
        text,
        ..
    } = command
    else {
        return Err(crate::commands::usage("consent", "give"));
    };
    let giver = codes::GIVER.check(giver)?;
    let basis = codes::BASIS.optional(basis.as_deref())?;
    if giver == "none" && basis.is_none() {
        return Err(codes::BASIS.failure());
    }
    Ok(NewConsent {
        giver,
        basis,
        groups: codes::groups(groups)?,
        purpose: codes::PURPOSE.check(purpose)?,
        organisation: organisation.as_deref().map(|typed| codes::organisation(client, typed)).transpose()?,
        service: codes::SERVICE.optional(service.as_deref())?,
        until: Timestamp(crate::home::clock().0 + i64::from(*days) * 24 * 3600),
        how: codes::HOW.optional(how.as_deref())?,
        language: language.clone(),
        text: text.clone(),
    })
}

fn listed(client: &mut Client, case: CaseId) -> Result<Vec<EntryId>, Failure> {
    Ok(client.terms(case)?.consents.iter().map(|consent| consent.id).collect())
}

pub(super) fn exclude(client: &mut Client, case: &str, whom: &Whom, out: &Output) -> Result<(), Failure> {
    let case = client.find_case(case)?;
    if let Some(typed) = &whom.lift {
        let listed: Vec<EntryId> =
            client.terms(case)?.exclusions.iter().map(|exclusion| exclusion.id).collect();
        client.lift_exclusion(case, codes::entry(&listed, typed)?)?;
        return out.done();
    }
    let not_for = match &whom.organisation {
        Some(typed) => NotFor::Organisation(codes::organisation(client, typed)?),
        None => NotFor::Kind(codes::KIND.required(whom.kind.as_deref())?),
    };
    out.id(&client.exclude(case, &not_for)?.to_string())
}

//! Referrals: made, previewed, answered, taken back.

use crate::arguments::{Refer, ReferralCommand, Terms, Transfer};
use crate::codes;
use crate::commands::{Failure, usage};
use crate::output::Output;
use jonaki_core::protocol::{CaseId, EntryId, OrganisationId};
use jonaki_core::referral::Consent;
use jonaki_core::{Answer, Client, Disclosed, Error, NewReferral, ReferralQuery};

/// Runs a command about referrals.
pub(crate) fn run(client: &mut Client, command: &ReferralCommand, out: &Output) -> Result<(), Failure> {
    match command {
        ReferralCommand::Refer(wanted) => refer(client, wanted, out),
        ReferralCommand::Transfer(wanted) => transfer(client, wanted, out),
        ReferralCommand::Referrals { sent, open, case, limit } => {
            let case = case.as_deref().map(|typed| client.find_case(typed)).transpose()?;
            let query = ReferralQuery { limit: *limit, after: None, sent: *sent, open: *open, case };
            out.referrals(&client.referrals(&query)?, &client.organisations()?, client.status()?.organisation)
        }
        ReferralCommand::Referral { referral } => {
            let referral = client.find_referral(referral)?;
            out.referral(&client.referral(referral)?)
        }
        ReferralCommand::Answer { referral, answer, detail, note } => {
            let referral = client.find_referral(referral)?;
            client.answer_referral(referral, &answer_of(answer, detail.as_deref())?, note.as_deref())?;
            out.done()
        }
        ReferralCommand::Recall { referral, reason } => {
            let referral = client.find_referral(referral)?;
            client.recall_referral(referral, &codes::RECALL.check(reason)?)?;
            out.done()
        }
        ReferralCommand::NoteReferral { referral, text } => {
            let referral = client.find_referral(referral)?;
            client.note_referral(referral, text)?;
            out.done()
        }
    }
}

fn answer_of(answer: &str, detail: Option<&str>) -> Result<Answer, Failure> {
    let code = codes::ANSWER.check(answer)?;
    if detail.is_some() && matches!(code.as_str(), "accept" | "in_service") {
        return Err(usage("detail", "nothing after accept and in-service; words go into --note"));
    }
    Ok(match code.as_str() {
        "decline" => Answer::Decline(codes::DECLINE.required(detail)?),
        "needs_info" => Answer::NeedsInfo(detail.ok_or_else(|| usage("detail", "the question"))?.to_owned()),
        "in_service" => Answer::InService,
        "completed" => Answer::Completed(codes::OUTCOME.required(detail)?),
        "not_completed" => Answer::NotCompleted(codes::NOT_COMPLETED.required(detail)?),
        _ => Answer::Accept,
    })
}

fn refer(client: &mut Client, wanted: &Refer, out: &Output) -> Result<(), Failure> {
    let case = client.find_case(&wanted.case)?;
    let kind = codes::REFERRAL.check(&wanted.kind)?;
    let new = referral(client, case, (&kind, &wanted.service), &wanted.terms)?;
    let next = wanted.next.as_deref().map(|typed| codes::organisation(client, typed)).transpose()?;
    let mut round = Vec::new();
    for typed in &wanted.to {
        let to = codes::organisation(client, typed)?;
        if !round.contains(&to) {
            round.push(to);
        }
    }
    let ask = |to| NewReferral { to, next, ..new.clone() };
    send(client, case, round.into_iter().map(ask).collect(), wanted.terms.preview, out)
}

fn transfer(client: &mut Client, wanted: &Transfer, out: &Output) -> Result<(), Failure> {
    let case = client.find_case(&wanted.case)?;
    let new = referral(client, case, ("transfer_of_case", &wanted.service), &wanted.terms)?;
    let to = codes::organisation(client, &wanted.to)?;
    send(client, case, vec![NewReferral { to, ..new }], wanted.terms.preview, out)
}

/// Makes referrals, all or none; or only shows what would leave.
fn send(
    client: &mut Client,
    case: CaseId,
    round: Vec<NewReferral>,
    only_preview: bool,
    out: &Output,
) -> Result<(), Failure> {
    let (mut previews, mut refused) = (Vec::new(), None);
    for new in &round {
        let preview = client.preview_referral(case, new)?;
        refused = refused.or(preview.refused);
        previews.push((new.to, preview));
    }
    if only_preview {
        let message = round.first().and_then(|new| new.message.as_deref());
        out.previews(&previews, message, &client.organisations()?)?;
    }
    if let Some(code) = refused {
        return Err(Failure::Core(Error::Refused(code)));
    }
    if only_preview {
        return Ok(());
    }
    out.referred(&client.refer_to_all(case, &round)?)
}

/// A referral but for who is asked.
fn referral(
    client: &mut Client,
    case: CaseId,
    (kind, service): (&str, &str),
    terms: &Terms,
) -> Result<NewReferral, Failure> {
    let service = codes::SERVICE.check(service)?;
    let consents = client.terms(case)?.consents;
    let consent = consent(client, &consents, terms.consent.as_deref())?;
    let agreed = consents.iter().find(|known| known.id == consent);
    let purpose = match (&terms.purpose, agreed) {
        (Some(typed), _) => codes::PURPOSE.check(typed)?,
        (None, Some(agreed)) => agreed.purpose.clone(),
        (None, None) => "services".to_owned(),
    };
    let disclosed = if !terms.groups.is_empty() {
        Disclosed::Groups(codes::groups(&terms.groups)?)
    } else if terms.fields.is_empty() {
        Disclosed::Least
    } else {
        Disclosed::Fields(terms.fields.iter().map(|name| name.trim().to_owned()).collect())
    };
    Ok(NewReferral {
        to: OrganisationId::from_bytes([0; OrganisationId::LEN]),
        kind: kind.to_owned(),
        service,
        purpose,
        consent,
        urgency: codes::urgency(&terms.urgency)?,
        disclosed,
        grace_days: terms.grace_days,
        next: None,
        round: None,
        listing: None,
        message: terms.message.clone(),
    })
}

/// The consent that was named; the only one that can be rested on when none was.
fn consent(client: &mut Client, known: &[Consent], typed: Option<&str>) -> Result<EntryId, Failure> {
    let ids: Vec<EntryId> = known.iter().map(|consent| consent.id).collect();
    if let Some(typed) = typed {
        return codes::entry(&ids, typed);
    }
    let now = client.today()?.unix_days() * 24 * 3600;
    let standing: Vec<_> = known.iter().filter(|consent| consent.stands(now).is_ok()).collect();
    match (standing.as_slice(), known) {
        ([one], _) => Ok(one.id),
        // The core says which is missing: any consent, one that has not ended, or a second person's word.
        ([], [.., last]) => Ok(last.id),
        ([], []) => Ok(EntryId::from_bytes([0; EntryId::LEN])),
        _ => Err(usage("consent", "one of `jonaki consent list`, as several can be rested on")),
    }
}

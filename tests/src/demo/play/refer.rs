//! Act 8: three children are referred, and every other one has a reason.

use super::super::Failure;
use super::super::cast::{Person, clock};
use super::super::claims::{ensure, say};
use super::{Cast, Stage, list, organisation};
use jonaki_core::protocol::{CaseId, Code, EntryId, OrganisationId, RecordId, Role, Timestamp};
use jonaki_core::referral::{Access, FieldGroup, FieldGroups, Progress, Urgency};
use jonaki_core::{
    Answer, Disclosed, Error, NewConsent, NewInvite, NewReferral, ReferralPreview, ReferralQuery,
    ReferralRow, Triage,
};
use std::collections::BTreeSet;

/// What the provider writes when the child is safe.
const NOTE: &str = "শিশুটি নিরাপদে আছে, স্কুলে যাচ্ছে";

/// Providers: the shelter is the partner of the other acts.
struct Providers {
    legal: Person,
    clinic: Person,
}

/// One of the three children.
struct Child {
    case: CaseId,
    consent: EntryId,
    preview: ReferralPreview,
    referral: RecordId,
}

impl Stage {
    /// Act 8: referrals, every step of them while the server is down.
    pub(super) fn referrals(&mut self, cast: &Cast) -> Result<(), Failure> {
        self.claims.chapter(
            "8. The server is down. Three children are referred; providers answer; one consent is withdrawn.",
        );
        let providers = Providers {
            legal: self.provider(cast, "legal-aid", organisation("legal", "আইনি পরীক্ষা", "Test Legal Aid"))?,
            clinic: self.provider(cast, "clinic", organisation("health", "ক্লিনিক পরীক্ষা", "Test Clinic"))?,
        };
        for person in [&cast.coordinator, &cast.partner] {
            person.sync(&self.runtime)?;
        }
        self.down()?;
        let children = self.ask(cast, &providers)?;
        self.up()?;
        self.everybody(cast, &providers)?;
        self.down()?;
        self.answer(cast, &providers, &children)?;
        self.up()?;
        self.everybody(cast, &providers)?;
        self.helped(cast, &children[0]);
        self.escalated(cast, &providers, &children[1]);
        self.withdrawn(cast, &providers, &children[2]);
        self.everybody(cast, &providers)?;
        self.nobody_forgotten(cast)
    }

    /// A provider's organisation with its device.
    fn provider(
        &self,
        cast: &Cast,
        name: &'static str,
        new: jonaki_core::NewOrganisation,
    ) -> Result<Person, Failure> {
        let id = cast.admin.client().add_organisation(&new)?;
        cast.admin.sync(&self.runtime)?;
        let invite = NewInvite { organisation: Some(id), role: Role::Admin };
        let link = cast.admin.client().invite(invite)?.link;
        cast.admin.sync(&self.runtime)?;
        let person = Person::new(&self.folder, name)?;
        person.client().enrol(&link)?;
        person.sync(&self.runtime)?;
        Ok(person)
    }

    /// Everybody syncs, twice: what one says is answered by the other.
    fn everybody(&self, cast: &Cast, providers: &Providers) -> Result<(), Failure> {
        for _ in 0..2 {
            for person in [&cast.coordinator, &cast.partner, &providers.legal, &providers.clinic, &cast.admin]
            {
                person.sync(&self.runtime)?;
            }
        }
        Ok(())
    }

    /// The coordinator's part: triage, consent, and three referrals.
    fn ask(&mut self, cast: &Cast, providers: &Providers) -> Result<[Child; 3], Failure> {
        let (shelter, legal, clinic) =
            (home(&cast.partner)?, home(&providers.legal)?, home(&providers.clinic)?);
        let mut named = named(&cast.coordinator)?.into_iter();
        let mut child = |to, next| refer(cast, named.next().ok_or("too few reports with a name")?, to, next);
        let children = [child(shelter, None)?, child(legal, Some(clinic))?, child(clinic, None)?];
        let runtime = &self.runtime;
        self.claims.prove(
            "without a consent nobody is referred; with one, three are, without a network",
            || {
                ensure(cast.coordinator.try_sync(runtime).is_err(), "the server answers")?;
                let without = NewReferral {
                    consent: EntryId::from_bytes([0; EntryId::LEN]),
                    ..new(shelter, children[0].consent)
                };
                let refused = cast.coordinator.client().refer(children[0].case, &without);
                ensure(
                    refused == Err(Error::Refused(Code::ConsentMissing)),
                    "it was made without a consent",
                )?;
                let sent = sent(&cast.coordinator)?;
                ensure(
                    sent.len() == 3 && sent.iter().all(|row| row.status.progress == Progress::Sent),
                    "not three",
                )?;
                Ok("refused as `consent_missing`; three referrals are `sent`".to_owned())
            },
        );
        Ok(children)
    }

    /// The providers' part, and a consent that ends meanwhile.
    fn answer(&mut self, cast: &Cast, providers: &Providers, children: &[Child; 3]) -> Result<(), Failure> {
        let [helped, declined, withdrawn] = children;
        self.claims.prove("a provider reads what the preview showed, and nothing else of the case", || {
            let view = cast.partner.client().referral(helped.referral)?;
            ensure(view.fields == helped.preview.fields, "the fields differ")?;
            ensure(view.fields.iter().any(|field| field.field == "name_given"), "there is no name")?;
            ensure(!view.fields.iter().any(|field| field.field == "narrative"), "the account left")?;
            ensure(cast.partner.client().peek(helped.case).is_err(), "it has the case")?;
            Ok(format!("{} fields, no case", view.fields.len()))
        });
        let answer = |by: &Person, referral, answer, note: Option<&str>| -> Result<(), Failure> {
            Ok(by.client().answer_referral(referral, &answer, note)?)
        };
        answer(&cast.partner, helped.referral, Answer::Accept, None)?;
        answer(&cast.partner, helped.referral, Answer::Completed("full".to_owned()), Some(NOTE))?;
        answer(&providers.legal, declined.referral, Answer::Decline("no_capacity".to_owned()), None)?;
        answer(&providers.clinic, withdrawn.referral, Answer::Accept, None)?;
        cast.coordinator.client().withdraw_consent(withdrawn.case, Some(withdrawn.consent))?;
        Ok(())
    }

    fn helped(&mut self, cast: &Cast, child: &Child) {
        self.claims.prove(
            "accepted and completed offline: the note came back, and the provider reads no more",
            || {
                let view = cast.coordinator.client().referral(child.referral)?;
                ensure(view.row.status.progress == Progress::Completed, "it is not completed")?;
                ensure(view.notes.iter().any(|note| note.text == NOTE), "the note is lost")?;
                let theirs = cast.partner.client().referral(child.referral)?;
                ensure(!theirs.readable && theirs.fields.is_empty(), "the shelter still reads it")?;
                Ok(format!("“{NOTE}”"))
            },
        );
    }

    fn escalated(&mut self, cast: &Cast, providers: &Providers, child: &Child) {
        let runtime = &self.runtime;
        self.claims.prove("declined: the next provider was asked by itself, and accepts", || {
            let received = providers.clinic.client().referrals(&ReferralQuery::default())?;
            let next = received.iter().find(|row| row.header.previous == Some(child.referral));
            let next = next.ok_or("nobody else was asked")?.id;
            let view = providers.clinic.client().referral(next)?;
            ensure(view.fields == child.preview.fields, "other fields")?;
            providers.clinic.client().answer_referral(next, &Answer::Accept, None)?;
            providers.clinic.sync(runtime)?;
            cast.coordinator.sync(runtime)?;
            let status = cast.coordinator.client().referral(next)?.row.status;
            ensure(
                status.progress == Progress::Accepted && status.access == Access::Open,
                "it does not stand",
            )?;
            let first = cast.coordinator.client().referral(child.referral)?.row.status;
            Ok(format!("first `{}`, then `{}`", first.progress.name(), status.progress.name()))
        });
    }

    fn withdrawn(&mut self, cast: &Cast, providers: &Providers, child: &Child) {
        self.claims.prove(
            "withdrawn while the provider had accepted: access ends, and that it took the child is not lost",
            || {
                for person in [&cast.coordinator, &providers.clinic] {
                    let status = person.client().referral(child.referral)?.row.status;
                    ensure(status.access == Access::Withdrawn, "access did not end")?;
                    ensure(status.progress == Progress::Accepted, "what was done is lost")?;
                }
                let view = providers.clinic.client().referral(child.referral)?;
                ensure(!view.readable && view.fields.is_empty(), "the clinic still reads it")?;
                Ok("`withdrawn` and `accepted`, on both sides".to_owned())
            },
        );
    }

    /// The other cases are looked at, and the figure of the programme is counted.
    fn nobody_forgotten(&mut self, cast: &Cast) -> Result<(), Failure> {
        let referred: BTreeSet<CaseId> = sent(&cast.coordinator)?.iter().map(|row| row.header.case).collect();
        let others = list(&cast.coordinator)?.into_iter().map(|(case, _)| case);
        let others: Vec<CaseId> = others.filter(|case| !referred.contains(case)).collect();
        let first = *others.first().ok_or("no other case")?;
        for (number, case) in others.iter().enumerate() {
            let mut client = cast.coordinator.client();
            match number {
                0 => drop(client.close_case(*case, "lost_contact")?),
                1..=3 => client.triage(*case, &Triage::DuplicateOf(first))?,
                4..=6 => client.triage(*case, &Triage::OutOfScope)?,
                number if number % 2 == 0 => client.not_referred(*case, "no_service_available")?,
                _ => client.not_referred(*case, "help_not_wanted")?,
            }
        }
        for person in [&cast.coordinator, &cast.admin] {
            person.sync(&self.runtime)?;
        }
        // The second person whom closing needs.
        cast.admin.client().close_case(first, "lost_contact")?;
        for person in [&cast.admin, &cast.coordinator] {
            person.sync(&self.runtime)?;
        }
        let all = list(&cast.coordinator)?.into_iter();
        let mut reported: BTreeSet<CaseId> = all.map(|(case, _)| case).collect();
        for reporter in &cast.reporters {
            reporter.sync(&self.runtime)?;
            reported.extend(list(reporter)?.into_iter().map(|(case, _)| case));
        }
        self.claims.prove("every child reported was referred or has a reason why not", || {
            let mut without = 0;
            for case in &reported {
                without +=
                    usize::from(!referred.contains(case) && reason(&cast.coordinator, *case)?.is_none());
            }
            let figure = format!("{} of {}", reported.len() - without, reported.len());
            ensure(without == 0, &figure)?;
            Ok(figure)
        });
        Ok(())
    }
}

/// Why a case is not referred, from what the coordinator's device has of it.
fn reason(coordinator: &Person, case: CaseId) -> Result<Option<String>, Failure> {
    let view = coordinator.client().peek(case)?;
    let noted = view.events.iter().find(|event| event.kind == "not_referred");
    let noted = noted.and_then(|event| event.reason.clone());
    let over = matches!(view.row.status.as_str(), "closed" | "duplicate_of" | "out_of_scope");
    Ok(noted.or(over.then_some(view.row.status)))
}

/// Cases with a name to be disclosed, that are nobody's yet.
fn named(coordinator: &Person) -> Result<Vec<CaseId>, Failure> {
    let mut found = Vec::new();
    for (case, _) in list(coordinator)? {
        let view = coordinator.client().peek(case)?;
        let has = |name: &str| view.fields.iter().any(|field| field.field == name);
        if has("name_given") && has("narrative") && view.row.status == "new" {
            found.push(case);
        }
    }
    Ok(found)
}

fn refer(
    cast: &Cast,
    case: CaseId,
    to: OrganisationId,
    next: Option<OrganisationId>,
) -> Result<Child, Failure> {
    let mut client = cast.coordinator.client();
    client.triage(case, &Triage::Valid)?;
    let consent = client.give_consent(case, &agreed())?;
    let new = NewReferral { next, ..new(to, consent) };
    let preview = client.preview_referral(case, &new)?;
    let referral = client.refer(case, &new)?;
    say(&format!("  case {}: {} fields for a provider", case.short_code(), preview.fields.len()));
    Ok(Child { case, consent, preview, referral })
}

fn agreed() -> NewConsent {
    NewConsent {
        giver: "guardian".to_owned(),
        basis: None,
        groups: groups(),
        purpose: "services".to_owned(),
        organisation: None,
        service: None,
        until: Timestamp(clock().0 + 90 * 24 * 3600),
        how: Some("verbal".to_owned()),
        language: None,
        text: None,
    }
}

fn new(to: OrganisationId, consent: EntryId) -> NewReferral {
    NewReferral {
        to,
        kind: "service_referral".to_owned(),
        service: "child_protection_service".to_owned(),
        purpose: "services".to_owned(),
        consent,
        urgency: Urgency::Day,
        disclosed: Disclosed::Groups(groups()),
        grace_days: 2,
        next: None,
        round: None,
        listing: None,
        message: Some("আজই দরকার".to_owned()),
    }
}

fn groups() -> FieldGroups {
    [FieldGroup::Situation, FieldGroup::Name].into_iter().collect()
}

fn home(person: &Person) -> Result<OrganisationId, Failure> {
    Ok(person.client().status()?.organisation.ok_or("this device is of no organisation")?)
}

fn sent(coordinator: &Person) -> Result<Vec<ReferralRow>, Failure> {
    Ok(coordinator.client().referrals(&ReferralQuery {
        sent: true,
        limit: 1_000,
        ..ReferralQuery::default()
    })?)
}

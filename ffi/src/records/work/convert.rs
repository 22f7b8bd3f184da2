//! From what the core says of the work on a case.

use super::{
    Access, Aim, CaseClock, CaseLink, CaseWork, Closing, Consent, Deed, Disclosed, Due, Exclusion, Flag,
    OpenQuestion, Risk, TeamMember, WhoSaw, WorkStep, WorkTask,
};
use crate::records::case::notes;
use crate::records::{FieldGroup, Seen};
use crate::words::{Coded, Organisations};
use jonaki_core as core;
use jonaki_core::protocol::EntryId;

fn all<T, U: From<T>>(views: Vec<T>) -> Vec<U> {
    views.into_iter().map(U::from).collect()
}

impl CaseWork {
    pub(crate) fn of(work: core::CaseWork, organisations: &Organisations) -> Self {
        let closing = |(reason, author): (String, core::protocol::DeviceId)| Closing {
            reason: Coded::of("closure_reasons", &reason),
            author: author.into(),
        };
        let consent = |view| Consent::of(view, organisations);
        let exclusion = |known: core::referral::Exclusion| Exclusion {
            id: known.id.into(),
            organisation: known.organisation.map(|id| organisations.get(id)),
            kind: Coded::maybe("organisation_types", known.kind.as_deref()),
        };
        Self {
            owners: all(work.owners),
            team: all(work.team),
            tasks: all(work.tasks),
            plan: all(work.plan),
            risks: all(work.risks),
            links: all(work.links),
            flags: all(work.flags),
            consents: work.consents.into_iter().map(consent).collect(),
            exclusions: work.exclusions.into_iter().map(exclusion).collect(),
            notes: notes(work.notes),
            questions: all(work.questions),
            closing: work.closing.map(closing),
            clock: work.clocks.into(),
        }
    }
}

impl Consent {
    fn of(view: core::ConsentView, organisations: &Organisations) -> Self {
        let consent = view.consent;
        Self {
            id: consent.id.into(),
            giver: Coded::of("consent_giver", &consent.giver),
            basis: Coded::maybe("legal_basis", consent.basis.as_deref()),
            groups: consent.groups.iter().map(FieldGroup::from).collect(),
            purpose: Coded::of("consent_purpose", &consent.purpose),
            organisation: consent.organisation.map(|id| organisations.get(id)),
            service: Coded::maybe("service_types", consent.service.as_deref()),
            until: consent.until,
            how: Coded::maybe("consent_how", consent.how.as_deref()),
            author: consent.author.into(),
            approved: consent.approved,
            withdrawn: consent.withdrawn,
            stands: view.stands,
            text: view.text,
        }
    }
}

impl From<core::TeamView> for TeamMember {
    fn from(view: core::TeamView) -> Self {
        Self { id: view.id.into(), device: view.device.into(), part: Coded::of("team_parts", &view.part) }
    }
}

impl From<core::StepView> for WorkStep {
    fn from(view: core::StepView) -> Self {
        Self {
            kind: Coded::of("work_steps", &view.kind),
            author: view.author.into(),
            at: view.at.0,
            due: view.due,
            safe: view.safe,
            text: view.text,
        }
    }
}

impl From<core::TaskView> for WorkTask {
    fn from(view: core::TaskView) -> Self {
        Self {
            id: view.id.into(),
            kind: Coded::of("follow_up_kind", &view.kind),
            due: view.due,
            repeats: Coded::maybe("task_repeats", view.repeats.as_deref()),
            assigned: view.assigned.map(Into::into),
            referral: view.referral.map(Into::into),
            text: view.text,
            closed: view.closed,
            steps: all(view.steps),
        }
    }
}

impl From<core::AimView> for Aim {
    fn from(view: core::AimView) -> Self {
        Self {
            id: view.id.into(),
            goal: view.goal,
            need: view.need,
            service: Coded::maybe("service_types", view.service.as_deref()),
            responsible: view.responsible,
            due: view.due,
            steps: all(view.steps),
        }
    }
}

impl From<core::RiskView> for Risk {
    fn from(view: core::RiskView) -> Self {
        let [individual, household, community] = view.factors;
        Self {
            level: Coded::of("risk_level", &view.level),
            author: view.author.into(),
            at: view.at.0,
            until: view.until,
            individual,
            household,
            community,
            expired: view.expired,
        }
    }
}

impl From<core::LinkView> for CaseLink {
    fn from(view: core::LinkView) -> Self {
        Self {
            id: view.id.into(),
            case: view.case.into(),
            short_code: view.short_code,
            relation: Coded::of("case_links", &view.relation),
        }
    }
}

impl From<core::FlagView> for Flag {
    fn from(view: core::FlagView) -> Self {
        Self { id: view.id.into(), text: view.text, until: view.until }
    }
}

impl From<(EntryId, String)> for OpenQuestion {
    fn from((id, text): (EntryId, String)) -> Self {
        Self { id: id.into(), text }
    }
}

impl From<core::ClockView> for CaseClock {
    fn from(view: core::ClockView) -> Self {
        Self {
            seen_minutes: view.seen_minutes,
            referred_hours: view.referred_hours,
            answered_hours: view.answered_hours,
            served_hours: view.served_hours,
        }
    }
}

impl From<core::DueView> for Due {
    fn from(view: core::DueView) -> Self {
        // A referral that is due has no kind of task.
        let list = if view.referral.is_some() && view.task.is_none() { "" } else { "follow_up_kind" };
        Self {
            kind: Coded::of(list, &view.kind),
            case: view.case.map(Into::into),
            short_code: view.short_code,
            referral: view.referral.map(Into::into),
            task: view.task.map(Into::into),
            due: view.due,
            assigned: view.assigned.map(Into::into),
        }
    }
}

impl WhoSaw {
    pub(crate) fn of(accessed: core::Accessed, organisations: &Organisations) -> Self {
        let coded = |list: &'static str| {
            move |codes: Vec<&'static str>| codes.iter().map(|code| Coded::of(list, code)).collect()
        };
        let (compartments, groups) = (coded("compartments"), coded("field_groups"));
        Self {
            views: accessed.views.into_iter().map(Seen::from).collect(),
            organisations: accessed
                .organisations
                .into_iter()
                .map(|(id, names)| Access {
                    organisation: organisations.get(id),
                    compartments: compartments(names),
                })
                .collect(),
            disclosed: accessed
                .disclosed
                .into_iter()
                .map(|(id, names, readable)| Disclosed {
                    organisation: organisations.get(id),
                    groups: groups(names),
                    readable,
                })
                .collect(),
            deeds: accessed
                .deeds
                .into_iter()
                .map(|deed| Deed { at: deed.at.0, kind: Coded::of("exports", &deed.kind), count: deed.count })
                .collect(),
        }
    }
}

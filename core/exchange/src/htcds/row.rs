//! A row of the standard: one victim with the one event, referral, plan and note that fit into it.

use super::derived;
use super::export::Options;
use super::slot::Slot;
use crate::Value;
use crate::codes::List;
use crate::record::{
    CaseRecord, Consent, Direction, Note, Organisation, Perpetrator, PlanItem, Referral, TraffickingEvent,
    Victim,
};

/// The facts of a row, each where [`Row::slot`] finds it.
#[derive(Default)]
pub(crate) struct Row {
    pub(crate) case: CaseRecord,
    pub(crate) victim: Victim,
    perpetrator: Perpetrator,
    incoming: Referral,
    outgoing: Referral,
    note: Note,
    event: TraffickingEvent,
    plan: PlanItem,
    consent: Value<bool>,
    closure: Value<String>,
}

/// What an import makes of a checkbox of consent: what a partner says, good for no purpose of ours.
pub const STATED: &str = "partner_statement";

impl Row {
    /// The row of a victim.
    pub(crate) fn of(record: &CaseRecord, victim: &Victim, options: &Options<'_>) -> Self {
        let person = victim.person_id.as_str();
        let latest = |direction| record.latest(direction, person).cloned().unwrap_or_default();
        let mut row = Self {
            case: record.facts(),
            victim: Victim { events: Vec::new(), ..victim.clone() },
            perpetrator: derived::together(&record.perpetrators),
            incoming: latest(Direction::Incoming),
            outgoing: latest(Direction::Outgoing),
            note: record.notes.last().cloned().unwrap_or_default(),
            event: victim.main_event().cloned().unwrap_or_default(),
            plan: record.plan.last().cloned().unwrap_or_default(),
            consent: derived::consent(record, person, options),
            closure: derived::closure(record, options.with_identity),
        };
        if derived::transferred(record) {
            row.case.status = "closed_referred".into();
        }
        derived::add_implied(&mut row.victim);
        row
    }

    /// The case that a row alone tells.
    pub(crate) fn into_record(self) -> CaseRecord {
        let mut record = self.case;
        let mut victim = self.victim;
        (record.closure_reason, record.closure_note) = derived::closure_parts(self.closure);
        if self.event != TraffickingEvent::default() {
            victim.events.push(self.event);
        }
        if let Value::Known(given) = self.consent {
            let person_id = victim.person_id.clone();
            record.consents.push(Consent {
                purpose: STATED.to_owned(),
                given,
                person_id,
                ..Consent::default()
            });
        }
        for (direction, referral) in
            [(Direction::Outgoing, self.outgoing), (Direction::Incoming, self.incoming)]
        {
            if referral != Referral::default() {
                record.referrals.push(Referral {
                    direction,
                    person_id: victim.person_id.clone(),
                    ..referral
                });
            }
        }
        record.perpetrators.extend(Some(self.perpetrator).filter(|found| *found != Perpetrator::default()));
        record.plan.extend(Some(self.plan).filter(|found| *found != PlanItem::default()));
        record.notes.extend(Some(self.note).filter(|found| *found != Note::default()));
        record.victims.push(victim);
        record
    }

    /// Where the fact of a field is; nothing for a name that is not of the standard.
    pub(crate) fn slot(&mut self, name: &str) -> Option<Slot<'_>> {
        let (section, field) = name.split_once('_')?;
        match section {
            "org" => organisation(&mut self.case.owning_org, field),
            "prs" => person(&mut self.victim, field),
            "vic" => victim(&mut self.victim, field),
            "per" => perpetrator(&mut self.perpetrator, field),
            "cas" => self.of_case(field),
            "cco" => (field == "CaseComment").then_some(Slot::Text(&mut self.note.text)),
            "hte" => event(&mut self.event, field),
            "spl" => plan(&mut self.plan, field),
            "con" => (field == "Consent").then_some(Slot::Flag(&mut self.consent)),
            _ => None,
        }
    }

    fn of_case(&mut self, field: &str) -> Option<Slot<'_>> {
        let (incoming, outgoing) = (&mut self.incoming, &mut self.outgoing);
        Some(match field {
            "Status" => Slot::Code(List::CaseStatus, &mut self.case.status),
            "ReasonForCaseClosure" => Slot::Text(&mut self.closure),
            "CaseOwner" => Slot::Text(&mut self.case.owner),
            "ReferringOrganisation" => Slot::Text(&mut incoming.from_org),
            "IncomingReferralDate" => Slot::Day(&mut incoming.made_on),
            "ReferringPrimaryCaseWorker" => Slot::Text(&mut incoming.from_user),
            "ReasonForIncomingReferral" => Slot::Code(List::ReferralReason, &mut incoming.reason),
            "IncomingReferralDetails" => Slot::Text(&mut incoming.details),
            "ReferredOrganisation" => Slot::Text(&mut outgoing.to_org),
            "ReferredPrimaryCaseWorker" => Slot::Text(&mut outgoing.to_user),
            "ReasonForOutgoingReferral" => Slot::Code(List::ReferralReason, &mut outgoing.reason),
            "OutgoingReferralDate" => Slot::Day(&mut outgoing.made_on),
            "OutgoingReferralDetails" => Slot::Text(&mut outgoing.details),
            _ => return None,
        })
    }
}

fn organisation<'r>(org: &'r mut Organisation, field: &str) -> Option<Slot<'r>> {
    Some(match field {
        "Name" => Slot::Text(&mut org.name),
        "ShippingCity" => Slot::Text(&mut org.city),
        "ShippingCountry" => Slot::Country(&mut org.country),
        "ShippingState" => Slot::Text(&mut org.state),
        "ShippingStreet" => Slot::Text(&mut org.street),
        "ShippingPostalCode" => Slot::Text(&mut org.postal_code),
        "ShippingLongitude" => Slot::Degrees(&mut org.longitude, 180.0),
        "ShippingLatitude" => Slot::Degrees(&mut org.latitude, 90.0),
        "Phone" => Slot::Phone(&mut org.phone),
        "Type" => Slot::Code(List::OrganisationKind, &mut org.kind),
        _ => return None,
    })
}

fn person<'r>(victim: &'r mut Victim, field: &str) -> Option<Slot<'r>> {
    let who = &mut victim.identity;
    Some(match field {
        "Salutation" => Slot::Text(&mut who.salutation),
        "FirstName" => Slot::Text(&mut who.name_given),
        "MiddleName" => Slot::Text(&mut who.name_middle),
        "SecondName" => Slot::Text(&mut who.name_family),
        "Birthdate" => Slot::Day(&mut who.birth_date),
        "Deceased" => Slot::Flag(&mut who.deceased),
        "IdentityNumber" => Slot::Text(&mut who.id_number),
        "Title" => Slot::Text(&mut who.title),
        "Email" => Slot::Text(&mut who.email),
        "HomePhone" => Slot::Phone(&mut who.phone_home),
        "MobilePhone" => Slot::Phone(&mut who.phone_mobile),
        "MailingCity" => Slot::Text(&mut who.city),
        "MailingCountry" => Slot::Country(&mut who.country),
        "MailingState" => Slot::Text(&mut who.state),
        "MailingStreet" => Slot::Text(&mut who.street),
        "MailingPostalCode" => Slot::Text(&mut who.postal_code),
        "MailingLongitude" => Slot::Degrees(&mut who.longitude, 180.0),
        "MailingLatitude" => Slot::Degrees(&mut who.latitude, 90.0),
        "Gender" => Slot::Code(List::Sex, &mut victim.sex),
        "MaritalStatus" => Slot::Code(List::MaritalStatus, &mut victim.marital_status),
        "NumberOfChildren" => Slot::Number(&mut victim.children_count, 99),
        "PrimaryLanguage" => Slot::Language(&mut victim.language),
        "SecondaryLanguage" => Slot::Language(&mut victim.second_language),
        "HighestLevelOfEducation" => Slot::Code(List::Education, &mut victim.education_level),
        "Citizenship" => Slot::Countries(&mut victim.nationality),
        _ => return None,
    })
}

fn victim<'r>(victim: &'r mut Victim, field: &str) -> Option<Slot<'r>> {
    Some(match field {
        "AgreementToManagePersonalData" => Slot::Flag(&mut victim.agreed_to_data),
        "TraffickingStatus" => Slot::Code(List::TraffickingStatus, &mut victim.trafficking_status),
        "TraffickingStatusDecisionMakingOrg" => Slot::Code(List::DecidedBy, &mut victim.decided_by),
        "RelationshipToTrafficker" => Slot::Code(List::Relation, &mut victim.relation_to_trafficker),
        "AgeWhenTrafficked" => Slot::Number(&mut victim.age_when_trafficked, 120),
        "RecruitmentWebsitesAndApps" => Slot::Codes(List::Apps, &mut victim.recruitment_apps, true),
        "MethodOfRecruitment" => Slot::Codes(List::Recruitment, &mut victim.recruitment_methods, true),
        "LocationOfRecruitment" => Slot::Text(&mut victim.location_of_recruitment),
        "MethodsOfControl" => Slot::Codes(List::Control, &mut victim.means_of_control, true),
        "TypeOfExploitation" => Slot::Codes(List::Exploitation, &mut victim.exploitation_types, true),
        "ForcedLabourIndustry" => Slot::Codes(List::LabourSector, &mut victim.labour_sectors, false),
        "TypeOfSexExploitation" => {
            Slot::Codes(List::SexExploitation, &mut victim.sex_exploitation_types, true)
        }
        "LocationOfExploitation" => Slot::Text(&mut victim.location_of_exploitation),
        "ExploitationWebsitesAndApps" => Slot::Codes(List::Apps, &mut victim.exploitation_apps, true),
        "Vulnerabilities" => Slot::Codes(List::Vulnerability, &mut victim.vulnerabilities, true),
        "DetailsOfVulnerabilities" => Slot::Text(&mut victim.details_of_vulnerabilities),
        _ => return None,
    })
}

fn perpetrator<'r>(who: &'r mut Perpetrator, field: &str) -> Option<Slot<'r>> {
    Some(match field {
        "RoleInProcess" => Slot::Codes(List::Role, &mut who.roles, true),
        "RoleDetails" => Slot::Text(&mut who.role_details),
        "Organisation" => Slot::Text(&mut who.organisation),
        _ => return None,
    })
}

fn event<'r>(event: &'r mut TraffickingEvent, field: &str) -> Option<Slot<'r>> {
    Some(match field {
        "Longitude" => Slot::Degrees(&mut event.longitude, 180.0),
        "Latitude" => Slot::Degrees(&mut event.latitude, 90.0),
        "City" => Slot::Text(&mut event.city),
        "Country" => Slot::Country(&mut event.country),
        "State" => Slot::Text(&mut event.state),
        "Street" => Slot::Text(&mut event.street),
        "PostalCode" => Slot::Text(&mut event.postal_code),
        "Date" => Slot::Day(&mut event.date),
        "Type" => Slot::Code(List::EventKind, &mut event.kind),
        "Description" => Slot::Text(&mut event.description),
        _ => return None,
    })
}

fn plan<'r>(plan: &'r mut PlanItem, field: &str) -> Option<Slot<'r>> {
    Some(match field {
        "Objectives" => Slot::Text(&mut plan.goal),
        "ActionPlan" => Slot::Text(&mut plan.actions),
        "PlannedEndDate" => Slot::Day(&mut plan.due),
        "ActualEndDate" => Slot::Day(&mut plan.done_on),
        "Type" => Slot::Code(List::PlanKind, &mut plan.service_type),
        _ => return None,
    })
}

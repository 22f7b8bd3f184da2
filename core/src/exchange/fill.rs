//! A record for the exchange from what the documents of a case say: fields of the card and of the other compartments
//! first, then what a partner's row said, then the answers of forms, the report's before those of later ones.

use super::imported::{self, Imported};
use super::{Dealings, Facts, HOMES, day};
use crate::form::Keys;
use crate::form::{is_in, repeats};
use crate::{CaseView, Date, Language};
use jonaki_exchange::htcds::Answers;
use jonaki_exchange::record::{CaseRecord, Consent, Identity, Note, Organisation, Victim};
use jonaki_exchange::{Value, htcds::import::Problem};
use jonaki_forms::definition::{Form, Node, Store};
use jonaki_forms::filling::NodePath;
use jonaki_protocol::{Compartment, directory::OrganisationRecord};
use jonaki_reference::places::{Level, Place};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A record, and how often each column said something that the standard's lists do not have.
pub(crate) struct Filled {
    pub(crate) record: CaseRecord,
    pub(crate) lost: BTreeMap<String, u64>,
}

/// One instance of a repeat: the repeat and its positions; the form as a whole has none.
type Instance = (usize, Option<(u32, Vec<u32>)>);

/// Makes one record.
pub(crate) struct Filler<'a> {
    pub(crate) case: &'a CaseView,
    pub(crate) facts: Facts,
    /// The forms that were answered, the report's first, and whether each is about a case.
    pub(crate) forms: Vec<(Arc<Form>, bool)>,
    pub(crate) organisation: Option<&'a OrganisationRecord>,
    pub(crate) dealings: Dealings,
    pub(crate) with_identity: bool,
    pub(crate) lost: BTreeMap<String, u64>,
}

impl Filler<'_> {
    /// The record.
    pub(crate) fn fill(mut self) -> Filled {
        let first = self.first();
        let mut victims = imported::read(&self.facts, first);
        let is_imported = victims.values().any(|victim| !victim.fields.is_empty());
        let mut first = victims.remove(&1).unwrap_or_else(Imported::nothing);
        let mut instances: BTreeMap<Instance, (Answers, Option<u16>)> = BTreeMap::new();
        let mut age = None;
        for at in 0..self.forms.len() {
            self.form(at, &mut first.answers, &mut age, &mut instances);
        }
        let mut record = std::mem::take(&mut first.answers).into_record();
        self.finish_victim(record.victims.first_mut(), (1, &first.person), age);
        for (found, age) in instances.into_values() {
            self.add_instance(&mut record, found.into_record(), age);
        }
        if !is_imported && record.victims.len() > 1 && record.victims.first().is_some_and(is_bare) {
            record.victims.remove(0);
        }
        for (number, other) in victims {
            self.add_imported(&mut record, other.answers.into_record(), (number, &other.person));
        }
        if let Some(consented) = record.victims.first().filter(|_| is_imported) {
            // What a partner stated is about the victim of its row.
            let person = consented.person_id.clone();
            for consent in record.consents.iter_mut().filter(|consent| stated(consent)) {
                if consent.person_id.is_empty() {
                    consent.person_id.clone_from(&person);
                }
            }
        }
        self.of_case(&mut record);
        self.dealings.put_into(&mut record);
        Filled { record, lost: self.lost }
    }

    /// What fields say of the first victim and of the event.
    fn first(&mut self) -> Answers {
        let mut answers = Answers::new();
        let card = |name| self.facts.field(Compartment::Card, name).map(str::to_owned);
        let place = |level, code: Option<String>| Place::by_card_code(level, &code?);
        let division = place(Level::Division, card("division"));
        let district = place(Level::District, card("district"));
        let name = |place: Option<Place>| place.map(|place| place.name(Language::English).to_owned());
        let mut said = vec![
            ("hte_Country", division.or(district).map(|_| "BD".to_owned())),
            ("hte_State", name(division)),
            ("hte_City", name(district)),
            ("hte_Type", card("phase")),
            ("hte_Date", card("when_noticed")),
            ("vic_TypeOfExploitation", Some(self.case.row.concern_types.join(" "))),
            ("con_Consent", card("consent_to_report")),
        ];
        said.extend(HOMES.iter().map(|home| {
            let value = self.facts.field(home.compartment, home.field).map(str::to_owned);
            (home.standard, value)
        }));
        for (field, value) in said {
            if let Some(value) = value {
                self.take(&mut answers, field, &value);
            }
        }
        answers
    }

    /// The answers of one form.
    fn form(
        &mut self,
        at: usize,
        first: &mut Answers,
        age: &mut Option<u16>,
        instances: &mut BTreeMap<Instance, (Answers, Option<u16>)>,
    ) {
        let (form, about) = self.forms[at].clone();
        let said = self.said(&form, about);
        let consents = consents(&said);
        let has_consents = !consents.is_empty();
        consents.into_iter().for_each(|consent| first.consent(consent));
        for (path, node, value) in said {
            let repeat = repeats(&form, path.node).last().copied();
            let instance = repeat.filter(|_| !path.positions.is_empty()).map(|repeat| {
                let key = (at, Some((repeat, path.positions.clone())));
                instances.entry(key).or_insert_with(|| (Answers::new(), None))
            });
            let (answers, age) = match instance {
                Some((answers, age)) => (answers, age),
                None => (&mut *first, &mut *age),
            };
            if matches!(node.name.as_str(), "age_years" | "child_age") {
                *age = value.parse().ok();
            }
            // What was kept from the reporter leaves with identity only, whatever column its form names.
            let kept_back = node.store == Store::Safety && !self.with_identity;
            let done = node.htcds.is_empty() || kept_back || node.htcds == "con_Consent" && has_consents;
            if !done {
                self.take(answers, &node.htcds, &value);
            }
        }
    }

    /// What was answered to the questions of a form that this export may read.
    fn said(&self, form: &Arc<Form>, about: bool) -> Vec<(NodePath, Node, String)> {
        let keys = Keys::of(form, about);
        let mut said = Vec::new();
        for place in Compartment::CASE {
            let named: BTreeMap<&str, &str> = self.facts.answers(place).collect();
            for (key, path) in keys.meanings(named.keys().copied()) {
                let Some(node) = form.nodes.get(path.node as usize).filter(|_| is_in(form, &path, place))
                else {
                    continue;
                };
                said.push((path, node.clone(), named[key].to_owned()));
            }
        }
        said.sort_by(|one, other| (one.0.node, &one.0.positions).cmp(&(other.0.node, &other.0.positions)));
        said
    }

    fn take(&mut self, answers: &mut Answers, field: &str, value: &str) {
        match answers.answer(field, value) {
            // A form may name what this version does not know; the answer is kept with the case.
            Ok(()) | Err(Problem::UnknownField) => {}
            Err(_) => *self.lost.entry(field.to_owned()).or_default() += 1,
        }
    }

    fn finish_victim(&self, victim: Option<&mut Victim>, (number, person): (usize, &str), age: Option<u16>) {
        let Some(victim) = victim else { return };
        victim.person_id = if person.is_empty() { number.to_string() } else { person.to_owned() };
        victim.age_years = age.into();
        if number == 1 {
            victim.age_band =
                self.facts.field(Compartment::Card, "victim_age_band").map(str::to_owned).into();
        }
    }

    /// What an instance of a repeat tells: a further victim, or an item of the plan.
    fn add_instance(&self, record: &mut CaseRecord, mut other: CaseRecord, age: Option<u16>) {
        record.plan.append(&mut other.plan);
        record.perpetrators.append(&mut other.perpetrators);
        record.notes.append(&mut other.notes);
        let Some(mut victim) = other.victims.pop() else { return };
        if victim == Victim::default() && age.is_none() {
            return;
        }
        // Where and what a report is about holds for every child in it.
        if let Some(first) = record.victims.first() {
            victim.events.clone_from(&first.events);
            if victim.exploitation_types.known().is_none() {
                victim.exploitation_types.clone_from(&first.exploitation_types);
            }
        }
        self.finish_victim(Some(&mut victim), (record.victims.len() + 1, ""), age);
        record.victims.push(victim);
    }

    /// A further victim of a partner's case.
    fn add_imported(&self, record: &mut CaseRecord, mut other: CaseRecord, (number, person): (usize, &str)) {
        self.finish_victim(other.victims.first_mut(), (number, person), None);
        let id = other.victims.first().map(|victim| victim.person_id.clone()).unwrap_or_default();
        let first = record.victims.first().map(|victim| victim.person_id.clone()).unwrap_or_default();
        // What a row says of referrals and consent is about its own victim only.
        for referral in record.referrals.iter_mut().filter(|referral| referral.person_id.is_empty()) {
            referral.person_id.clone_from(&first);
        }
        other.referrals.iter_mut().for_each(|referral| referral.person_id.clone_from(&id));
        other.consents.iter_mut().for_each(|consent| consent.person_id.clone_from(&id));
        record.referrals.append(&mut other.referrals);
        record.consents.append(&mut other.consents);
        record.victims.append(&mut other.victims);
    }

    /// What is of the case as a whole.
    fn of_case(&self, record: &mut CaseRecord) {
        let row = &self.case.row;
        record.case_id = row.id.to_string();
        record.short_code.clone_from(&row.short_code);
        record.source_channel =
            self.facts.field(Compartment::Card, "source_channel").map(str::to_owned).into();
        let opened = self.case.events.iter().find(|event| event.kind == "opened");
        record.opened_on = day(opened.and_then(|event| event.time).unwrap_or(row.saved_at)).into();
        if row.status != "new" || record.status.known().is_none() {
            record.status = row.status.as_str().into();
        }
        let closed = self.case.events.iter().rev().find(|event| event.kind == "closed");
        if let Some(reason) = closed.filter(|_| row.status == "closed").and_then(|event| event.reason.clone())
        {
            record.closure_reason = Value::Known(reason);
        }
        if record.owning_org == Organisation::default()
            && let Some(owner) = self.organisation
        {
            let name = if owner.name_en.is_empty() { &owner.name_bn } else { &owner.name_en };
            record.owning_org.name = name.as_str().into();
            record.owning_org.kind = owner.kind.as_str().into();
        }
        if self.with_identity {
            let notes = self.case.notes.iter().map(|note| Note { text: note.text.as_str().into() });
            record.notes.extend(notes);
        }
    }
}

impl Imported {
    fn nothing() -> Self {
        Self { answers: Answers::new(), person: String::new(), fields: Vec::new() }
    }
}

fn stated(consent: &Consent) -> bool {
    consent.purpose == jonaki_exchange::htcds::STATED
}

/// Whether nobody was asked about this victim: a form that describes each child in a repeat says nothing of a child
/// beside them.
fn is_bare(victim: &Victim) -> bool {
    victim.sex == Value::NotAsked && victim.identity == Identity::default()
}

/// The consents that an assessment took, one for each purpose.
fn consents(said: &[(NodePath, Node, String)]) -> Vec<Consent> {
    let get = |name: &str| said.iter().find(|(_, node, _)| node.name == name).map(|found| &*found.2);
    let Some(giver) = get("consent_giver") else { return Vec::new() };
    let purposes: Vec<&str> = get("consent_purposes").unwrap_or_default().split_whitespace().collect();
    // A guardian who is suspected cannot consent for the child.
    let counts = giver != "none" && !(giver.contains("guardian") && get("guardian_suspect") == Some("yes"));
    let day = |name: &str| Value::from(get(name).and_then(Date::parse));
    let consent = |purpose: &str, given: bool| Consent {
        purpose: purpose.to_owned(),
        given: given && counts,
        giver: giver.into(),
        given_on: day("assessed_on"),
        expires_on: day("consent_until"),
        ..Consent::default()
    };
    let refused = (!purposes.contains(&"statistics")).then(|| consent("statistics", false));
    purposes.iter().map(|purpose| consent(purpose, true)).chain(refused).collect()
}

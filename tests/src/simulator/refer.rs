//! What people do about referrals: consent, asking, answering, taking back.

use super::Failure;
use super::act::{coordinates, nothing, other};
use super::model::{Deed, Referral, canaries, canary};
use super::world::{Acted, World, said};
use jonaki_core::referral::{CaseTerms, FieldGroup, FieldGroups, Progress, Urgency};
use jonaki_core::{Answer, Disclosed, NewConsent, NewReferral, NotFor};
use jonaki_protocol::{CaseId, DeviceId, EntryId, RecordId, Timestamp};

type Done = Result<String, Failure>;

const DAY: i64 = 24 * 3_600;

impl World {
    pub(super) fn agree(&mut self, device: u8, case: u8, days: u8) -> Done {
        let Some((device, case)) = self.coordinated(device, case)? else { return nothing() };
        let groups = [FieldGroup::Situation, FieldGroup::Story, FieldGroup::Name, FieldGroup::Contact];
        let consent = NewConsent {
            giver: "guardian".to_owned(),
            basis: None,
            groups: groups.into_iter().take(1 + usize::from(days % 4)).collect(),
            purpose: "services".to_owned(),
            organisation: None,
            service: None,
            until: Timestamp(self.clock.seconds() + i64::from(days) * DAY),
            how: None,
            language: None,
            text: None,
        };
        self.say(device, case, "consent_given", |client| client.give_consent(case, &consent).map(drop))
    }

    pub(super) fn disagree(&mut self, device: u8, case: u8) -> Done {
        let Some((device, case)) = self.coordinated(device, case)? else { return nothing() };
        self.say(device, case, "consent_withdrawn", |client| client.withdraw_consent(case, None))
    }

    pub(super) fn exclude(&mut self, device: u8, case: u8, organisation: u8) -> Done {
        let Some((device, case)) = self.coordinated(device, case)? else { return nothing() };
        let organisation = other(self.devices[device].organisation, organisation, self.organisations.len());
        let whom = NotFor::Organisation(self.organisations[organisation]);
        self.given_by_rule(case, organisation, false);
        self.say(device, case, "not_for", |client| client.exclude(case, &whom).map(drop))
    }

    /// Access that follows from something else: nothing is expected of this pair any more.
    fn given_by_rule(&mut self, case: CaseId, organisation: usize, may_read: bool) {
        let set = may_read.then_some(jonaki_protocol::CompartmentSet::CASE);
        let known = self.cases.iter_mut().filter(|known| known.id == case);
        known.for_each(|known| known.given.push((DeviceId::NOBODY, organisation, set)));
    }

    /// An action that leaves an event on a case's card.
    fn say(
        &mut self,
        device: usize,
        case: CaseId,
        kind: &'static str,
        action: impl FnOnce(&mut jonaki_core::Client) -> Result<(), jonaki_core::Error>,
    ) -> Done {
        let first = self.marks.len();
        self.mark(device, case, Deed::Event(kind), Vec::new());
        let acted = self.act(device, action)?;
        let note = self.settle(device, first, acted)?;
        Ok(format!("{note}, case {}", case.short_code()))
    }

    pub(super) fn refer(&mut self, device: u8, case: u8, organisation: u8, how: u8) -> Done {
        let Some((device, case)) = self.coordinated(device, case)? else { return nothing() };
        let terms = self.terms(device, case)?;
        let Some(consent) = terms.consents.last() else { return Ok("no consent".to_owned()) };
        let from = self.devices[device].organisation;
        let to = other(from, organisation, self.organisations.len());
        let first = self.marks.len();
        let message = canary(self.seed, first);
        let unknown = RecordId::from_bytes([0; 16]);
        self.mark(device, unknown, Deed::Message(message.clone()), Vec::new());
        self.mark(device, unknown, Deed::Referred, Vec::new());
        let new = NewReferral {
            message: Some(message),
            ..self.asked(&terms, (from, to), (case, consent.id, consent.groups), how)
        };
        let shown = self.devices[device].client()?.preview_referral(case, &new);
        let fields = shown.map_err(|error| Failure::new("preview", said(&error)))?.fields;
        let disclosed = fields.iter().filter_map(|field| number_in(&field.value, self.seed)).collect();
        let acted = self.act(device, |client| client.refer(case, &new))?;
        let (made, acted) = match acted {
            Acted::Said(done) => (done.clone().ok(), Acted::Said(done.map(drop))),
            Acted::Torn(done) => (done.clone().ok(), Acted::Torn(done.map(drop))),
        };
        if let Some(id) = made {
            self.marks[first..].iter_mut().for_each(|mark| mark.case = id);
            self.referrals.push(Referral { id, case, from, to, disclosed });
            if new.kind == "transfer_of_case" {
                self.given_by_rule(case, to, true);
            }
        }
        let note = self.settle(device, first, acted)?;
        let referral = made.map_or_else(String::new, |id| id.short_code());
        Ok(format!("{note}, case {}, referral {referral}", case.short_code()))
    }

    /// What a script's number asks for.
    fn asked(
        &self,
        terms: &CaseTerms,
        (from, to): (usize, usize),
        (case, consent, groups): (CaseId, EntryId, FieldGroups),
        how: u8,
    ) -> NewReferral {
        let third = (0..self.organisations.len()).find(|organisation| ![from, to].contains(organisation));
        let urgency = match how % 4 {
            0 => Urgency::Hour,
            1 | 2 => Urgency::Day,
            _ => Urgency::ThreeDays,
        };
        let round = (how & 0x10 != 0).then(|| RecordId::from_bytes(*case.as_bytes()));
        let transfer = how % 32 == 3 && terms.exclusions.is_empty();
        NewReferral {
            to: self.organisations[to],
            kind: if transfer { "transfer_of_case" } else { "service_referral" }.to_owned(),
            service: "shelter_child".to_owned(),
            purpose: "services".to_owned(),
            consent,
            urgency,
            disclosed: if how & 0x20 == 0 { Disclosed::Groups(groups) } else { Disclosed::Least },
            grace_days: 1 + how % 3,
            next: third.filter(|_| how & 0x40 != 0).map(|third| self.organisations[third]),
            round,
            listing: None,
            message: None,
        }
    }

    fn terms(&mut self, device: usize, case: CaseId) -> Result<CaseTerms, Failure> {
        let terms = self.devices[device].client()?.terms(case);
        terms.map_err(|error| Failure::new("terms", said(&error)))
    }

    pub(super) fn answer(&mut self, device: u8, referral: u8, kind: u8) -> Done {
        let Some((device, id)) = self.pick_referral(device, referral, |world, referral| referral == world)?
        else {
            return nothing();
        };
        let first = self.marks.len();
        let text = canary(self.seed, first);
        let progress = self.devices[device].sight()?.referrals.get(&id).map(|view| view.row.status.progress);
        let taken = progress.is_some_and(Progress::is_taken);
        let (step, answer) = match (kind % 8, taken) {
            (0..4, false) => ("accepted", Answer::Accept),
            (4 | 5, false) => ("declined", Answer::Decline("no_capacity".to_owned())),
            (_, false) => ("needs_info", Answer::NeedsInfo(text.clone())),
            (0..4, true) => ("in_service", Answer::InService),
            (4..7, true) => ("completed", Answer::Completed("full".to_owned())),
            (_, true) => ("not_completed", Answer::NotCompleted("no_show".to_owned())),
        };
        let asks = step == "needs_info";
        let noted = kind & 8 != 0 && !asks;
        if asks || noted {
            self.mark(device, id, Deed::Remark(text.clone()), Vec::new());
        }
        self.mark(device, id, Deed::Answer(step), Vec::new());
        let note = noted.then_some(text.as_str());
        let acted = self.act(device, |client| client.answer_referral(id, &answer, note))?;
        let done = self.settle(device, first, acted)?;
        Ok(format!("{done}, referral {}: {step}", id.short_code()))
    }

    pub(super) fn recall(&mut self, device: u8, referral: u8) -> Done {
        let Some((device, id)) = self.pick_referral(device, referral, |ours, to| ours != to)? else {
            return nothing();
        };
        let first = self.marks.len();
        self.mark(device, id, Deed::Answer("recalled"), Vec::new());
        let acted = self.act(device, |client| client.recall_referral(id, "sent_in_error"))?;
        let done = self.settle(device, first, acted)?;
        Ok(format!("{done}, referral {}", id.short_code()))
    }

    pub(super) fn remark(&mut self, device: u8, referral: u8) -> Done {
        let Some((device, id)) = self.pick_referral(device, referral, |_, _| true)? else {
            return nothing();
        };
        let first = self.marks.len();
        let text = canary(self.seed, first);
        self.mark(device, id, Deed::Remark(text.clone()), Vec::new());
        let acted = self.act(device, |client| client.note_referral(id, &text))?;
        let done = self.settle(device, first, acted)?;
        Ok(format!("{done}, referral {}", id.short_code()))
    }

    pub(super) fn look(&mut self, device: u8, referral: u8) -> Done {
        let Some((device, id)) = self.pick_referral(device, referral, |_, _| true)? else {
            return nothing();
        };
        let (Acted::Said(done) | Acted::Torn(done)) = self.act(device, |client| client.referral(id))?;
        let said = done.map_or_else(|error| said(&error), |_| "ok".to_owned());
        Ok(format!("device {device}, referral {}: {said}", id.short_code()))
    }

    /// A coordinating device that shows cases, and one of them.
    fn coordinated(&mut self, device: u8, case: u8) -> Result<Option<(usize, CaseId)>, Failure> {
        let mut found = Vec::new();
        let count = self.devices.len();
        let numbers: Vec<usize> = (0..count).filter(|number| coordinates(&self.devices[*number])).collect();
        for number in numbers {
            found.extend(self.pick_case(number, case)?.map(|case| (number, case)));
        }
        Ok(found.get(usize::from(device) % found.len().max(1)).copied())
    }

    /// A device and a referral that it shows, of those whose receiver stands so to the device's organisation.
    fn pick_referral(
        &mut self,
        device: u8,
        referral: u8,
        fits: impl Fn(usize, usize) -> bool,
    ) -> Result<Option<(usize, RecordId)>, Failure> {
        let mut found = Vec::new();
        for device in 0..self.devices.len() {
            let ours = self.devices[device].organisation;
            let sight = self.devices[device].sight()?;
            let known = self.referrals.iter().filter(|known| fits(ours, known.to));
            let shown: Vec<RecordId> =
                known.map(|known| known.id).filter(|id| sight.referrals.contains_key(id)).collect();
            if !shown.is_empty() {
                found.push((device, shown));
            }
        }
        let Some((device, shown)) = found.get(usize::from(device) % found.len().max(1)) else {
            return Ok(None);
        };
        Ok(Some((*device, shown[usize::from(referral) % shown.len()])))
    }
}

/// The number of the mark whose word a value holds.
fn number_in(value: &str, seed: u64) -> Option<usize> {
    let start = canaries(seed);
    let rest = &value[value.find(&start)? + start.len()..];
    rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

//! Making a referral: what it discloses, on which consent, to whom.

mod new;

pub(crate) use new::Plan;
pub use new::{Disclosed, NewReferral, ReferralPreview};

use super::compose::Sending;
use super::{Client, Session};
use crate::Error;
use crate::ledger::{self, case_row, outbox};
use crate::view::{CaseRow, DisclosedField, State};
use jonaki_document::referral::{FieldGroup, FieldGroups, Header, Recipient, group_of};
use jonaki_document::{Document, Edit, Scalar};
use jonaki_protocol::{
    CaseId, Code, Compartment, CompartmentSet, Digest, DocumentId, OrganisationId, Principal, RecordId,
};
use std::collections::{BTreeMap, BTreeSet};

impl Client {
    /// What a referral would disclose, without making it.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Field`] for a field that the case does not have or that is never disclosed.
    pub fn preview_referral(&mut self, case: CaseId, new: &NewReferral) -> Result<ReferralPreview, Error> {
        self.act(|session| {
            let plan = session.plan(case, new)?;
            let refused = session.may_refer(&plan.header).err();
            let refused = match refused {
                None => None,
                Some(Error::Refused(code)) => Some(code),
                Some(error) => return Err(error),
            };
            let group = |name: &str| group_of(name).map_or("", FieldGroup::name);
            let field = |(field, value): (String, Scalar)| DisclosedField {
                group: group(&field),
                value: shown(&value),
                field,
            };
            Ok(ReferralPreview {
                fields: plan.fields.into_iter().map(field).collect(),
                groups: plan.header.groups,
                due: plan.header.due,
                refused,
            })
        })
    }

    /// Refers a case. Works without a network: it leaves with the next sync, before everything but new reports.
    ///
    /// # Errors
    /// [`Error::Refused`] with the code that says what is missing: a consent, a wider one, another receiver, an open case;
    /// [`Error::Field`]; [`Error::NotFound`].
    pub fn refer(&mut self, case: CaseId, new: &NewReferral) -> Result<RecordId, Error> {
        self.act(|session| {
            let plan = session.plan(case, new)?;
            let record = RecordId::from_bytes(session.random());
            session.open_referral(record, plan)?;
            Ok(record)
        })
    }
}

impl Client {
    /// Refers a case to several at once, all or none: the first who takes the child leads. Whoever is named twice is asked once.
    ///
    /// # Errors
    /// As [`Client::refer`]; nobody was asked then.
    pub fn refer_to_all(&mut self, case: CaseId, new: &[NewReferral]) -> Result<Vec<RecordId>, Error> {
        let mut asked = BTreeSet::new();
        let asked: Vec<_> = new.iter().filter(|new| asked.insert(new.to)).collect();
        self.act(|session| {
            let round = (asked.len() > 1).then(|| RecordId::from_bytes(session.random()));
            let mut made = Vec::new();
            for new in asked {
                let plan = session.plan(case, &NewReferral { round: round.or(new.round), ..new.clone() })?;
                let record = RecordId::from_bytes(session.random());
                session.open_referral(record, plan)?;
                made.push(record);
            }
            Ok(made)
        })
    }
}

impl Session<'_, '_> {
    fn plan(&mut self, case: CaseId, new: &NewReferral) -> Result<Plan, Error> {
        let fields = chosen(self.disclosable(case)?, &new.disclosed)?;
        let mut groups: FieldGroups = fields.keys().filter_map(|name| group_of(name)).collect();
        if groups.is_empty() {
            // Even a bare request says that there is a child.
            groups = groups.with(FieldGroup::Situation);
        }
        let card = self.document(DocumentId { record: case, compartment: Compartment::Card })?;
        let district = card.and_then(|card| card.field("district"));
        let district = district.and_then(|value| value.current.as_text().map(str::to_owned));
        let made = Header::hour(self.server_time()?.0);
        let due = made + new.urgency.hours() * 3600;
        let header = Header {
            case,
            from: self.me.profile.organisation,
            to: new.to,
            kind: new.kind.clone(),
            service: new.service.clone(),
            purpose: new.purpose.clone(),
            consent: new.consent,
            groups,
            urgency: new.urgency,
            made,
            due,
            expires: due + i64::from(new.grace_days.clamp(1, 20)) * 24 * 3600,
            district,
            round: new.round,
            previous: None,
            next: new.next,
            listing: new.listing,
        };
        Ok(Plan { header, fields, message: new.message.clone() })
    }

    /// Whether this device may refer so, with the reason that says what is missing.
    pub(crate) fn may_refer(&mut self, header: &Header) -> Result<(), Error> {
        if !self.me.profile.role.coordinates() {
            return Err(Error::Refused(Code::NotAllowed));
        }
        if header.from == header.to {
            return Err(Error::Refused(Code::GrantRefused));
        }
        let terms = self.terms(header.case)?;
        let kind = self.kind_of(&header.to).unwrap_or_default();
        let recipient = Recipient { organisation: header.to, kind: &kind };
        let now = self.server_time()?.0;
        terms.allows(header, &recipient, now).map_err(Error::Refused)?;
        let reachable = self.recipient(&Principal::Organisation(header.to)).is_some();
        if reachable { Ok(()) } else { Err(Error::Refused(Code::GrantRefused)) }
    }

    /// Everything of a case that may be disclosed, by the name it has in a disclosure.
    fn disclosable(&mut self, case: CaseId) -> Result<BTreeMap<String, Scalar>, Error> {
        case_row::get(self.tx, case)?.filter(|kept| !kept.referral).ok_or(Error::NotFound)?;
        let mut found = BTreeMap::new();
        for compartment in ledger::document::compartments(self.tx, case)? {
            if compartment == Compartment::Work {
                continue;
            }
            let Some(document) = self.document(DocumentId { record: case, compartment })? else { continue };
            for (name, value) in said(&document) {
                if group_of(&name).is_some() {
                    found.entry(name).or_insert(value);
                }
            }
        }
        Ok(found)
    }

    /// Makes the pair of documents, their keys and the grants, and notes on the card that somebody was asked.
    pub(crate) fn open_referral(&mut self, record: RecordId, plan: Plan) -> Result<(), Error> {
        let Plan { header, fields, message } = plan;
        self.may_refer(&header)?;
        let sending = self.sending(outbox::Priority::Edit)?;
        let device = self.me.profile.device();
        case_row::put(self.tx, &case_row::Kept { row: self.row(record), creator: device, referral: true })?;
        let id = |compartment| DocumentId { record, compartment };
        self.write(id(Compartment::Referral), device, &header.edits(), sending)?;
        let set = self.new_keys(record, 0, &[Compartment::Disclosure], sending)?;
        self.share(record, (header.from, header.to), set, sending)?;
        let mut edits: Vec<Edit> =
            fields.into_iter().map(|(name, value)| Edit::set(&format!("answers.{name}"), value)).collect();
        edits.extend(message.map(|message| Edit::set("message", message.as_str().into())));
        if !edits.is_empty() {
            self.write(id(Compartment::Disclosure), device, &edits, sending)?;
        }
        self.add_card_event(header.case, "referred", &[])?;
        self.refresh(record)
    }

    fn share(
        &self,
        record: RecordId,
        (from, to): (OrganisationId, OrganisationId),
        set: Digest,
        sending: Sending,
    ) -> Result<(), Error> {
        for organisation in [from, to] {
            let grant = (Principal::Organisation(organisation), CompartmentSet::PAIR);
            self.queue_grant(record, grant, &[set], sending)?;
        }
        Ok(())
    }

    fn row(&self, record: RecordId) -> CaseRow {
        CaseRow {
            id: record,
            short_code: record.short_code(),
            state: State::Saved,
            status: "new".to_owned(),
            urgency: None,
            immediate_danger: None,
            district: None,
            concern_types: Vec::new(),
            victim_age_band: None,
            saved_at: self.now,
            updated_at: self.now,
            conflicts: 0,
            unread: false,
            mine: true,
        }
    }
}

/// The fields that a referral discloses.
fn chosen(known: BTreeMap<String, Scalar>, disclosed: &Disclosed) -> Result<BTreeMap<String, Scalar>, Error> {
    match disclosed {
        Disclosed::Least => Ok(of_groups(known, FieldGroups::EMPTY.with(FieldGroup::Situation)).collect()),
        Disclosed::Groups(groups) => Ok(of_groups(known, *groups).collect()),
        Disclosed::Fields(names) => {
            let field = |name: &String| {
                let missing = || Error::Field { field: name.clone() };
                Ok((name.clone(), known.get(name).cloned().ok_or_else(missing)?))
            };
            names.iter().map(field).collect()
        }
    }
}

fn of_groups(known: BTreeMap<String, Scalar>, groups: FieldGroups) -> impl Iterator<Item = (String, Scalar)> {
    known.into_iter().filter(move |(name, _)| group_of(name).is_some_and(|group| groups.contains(group)))
}

/// What a document says, by the names of a disclosure: registers, sets, answers of forms.
pub(crate) fn said(document: &Document) -> Vec<(String, Scalar)> {
    let mut said: Vec<(String, Scalar)> =
        document.fields().into_iter().map(|(name, value)| (name.to_owned(), value.current)).collect();
    said.extend(document.answers("answers").into_iter().map(|(name, value)| (name, value.current)));
    if document.compartment() == Compartment::Card {
        let concerns: Vec<String> =
            document.members("concern_types").into_iter().map(|member| member.key).collect();
        if !concerns.is_empty() {
            said.push(("concern_types".to_owned(), concerns.join(" ").as_str().into()));
        }
    }
    said
}

/// A value as text.
pub(crate) fn shown(value: &Scalar) -> String {
    match value {
        Scalar::Text(text) => text.clone(),
        Scalar::Int(number) => number.to_string(),
        Scalar::Bool(true) => "yes".to_owned(),
        Scalar::Bool(false) => "no".to_owned(),
        Scalar::Bytes(_) => String::new(),
    }
}

//! One row as an organisation's service. Ids are those of what is known already, else none yet.

use super::field::{Reader, parts};
use super::place::Places;
use super::{ALL, field};
use crate::service::limits;
use crate::{
    Audience, Capacity, Code, Contact, Day, Fee, Hidden, Hours, Id, Names, Organisation, Position, Service,
    Status, Verified, Word, Words,
};
use jonaki_reference::places::Place;

/// Kinds of service and of organisation whose place may be what a trafficker looks for: there somebody has to say
/// whether the address is hidden.
const SHELTERS: [&str; 3] = ["safehouse_service", "shelter_child", "shelter"];

/// Columns of each contact: label, kind, number.
const CONTACTS: [[&str; 3]; limits::CONTACTS] = [
    ["contact_1_label", "contact_1_kind", "contact_1_phone"],
    ["contact_2_label", "contact_2_kind", "contact_2_phone"],
    ["contact_3_label", "contact_3_kind", "contact_3_phone"],
    ["contact_4_label", "contact_4_kind", "contact_4_phone"],
];

/// What a row says.
pub(super) struct Draft {
    pub(super) organisation: Organisation,
    pub(super) service: Service,
    pub(super) hidden: Option<Hidden>,
}

/// Reads a row; nothing when something is wrong with it, which the reader then knows.
pub(super) fn draft(reader: &mut Reader<'_>, places: &Places) -> Option<Draft> {
    let organisation = organisation(reader);
    let code = reader.word("service_code");
    let names = names(reader, "service_name_bn", "service_name_en");
    let service_type = reader.code("service_type", "service_types");
    let audience = audience(reader);
    let place = place(reader, places);
    let coverage = coverage(reader, places);
    let hours = Hours::parse(reader.cell("hours"));
    let hours = reader.note("hours", hours);
    let languages = reader.codes("languages", "languages", limits::CODES);
    let fee = fee(reader);
    let capacity = capacity(reader);
    let via = reader.codes("accepts_via", "accepts_via", limits::CODES);
    let documents = reader.codes("documents", "service_documents", limits::CODES);
    let contacts: Vec<Contact> = CONTACTS.iter().filter_map(|columns| contact(reader, columns)).collect();
    let (address, hidden) = address(reader, service_type.as_ref(), organisation.as_ref());
    let verified = verified(reader);
    let status = status(reader);
    let mou_until = reader.day("mou_valid_until");
    let service = Service {
        id: Id::default(),
        organisation: Id::default(),
        code: code?,
        names: names?,
        service_type: service_type?,
        audience: audience?,
        place,
        coverage,
        hours: hours?,
        languages,
        fee,
        capacity,
        via,
        documents,
        contacts,
        address: address.shown,
        address_hidden: address.hidden,
        verified,
        status,
        mou_until,
        updated_at: 0,
    };
    finish(reader, Draft { organisation: organisation?, service, hidden })
}

/// The draft, when nothing at all is wrong: what the cells did not show, the record's own rules do.
fn finish(reader: &mut Reader<'_>, draft: Draft) -> Option<Draft> {
    if reader.faults.is_empty()
        && let Err(crate::Error::Field { field, code }) = draft.service.check_content()
    {
        reader.fault(field, code);
    }
    reader.faults.is_empty().then_some(draft)
}

fn names(reader: &mut Reader<'_>, bangla: &'static str, english: &'static str) -> Option<Names> {
    let bangla = reader.text(bangla, limits::NAME_CHARS);
    let english = reader.text(english, limits::NAME_CHARS);
    Some(Names { bangla: bangla?, english: english? })
}

fn organisation(reader: &mut Reader<'_>) -> Option<Organisation> {
    let code = reader.word("organisation_code");
    let names = names(reader, "organisation_name_bn", "organisation_name_en");
    let kind = reader.code("organisation_type", "organisation_types");
    Some(Organisation { id: Id::default(), code: code?, names: names?, kind: kind? })
}

fn audience(reader: &mut Reader<'_>) -> Option<Audience> {
    let sexes = match reader.cell("sexes") {
        "" => reader.note("sexes", Err(Code::Required)),
        text if text.eq_ignore_ascii_case(ALL) => Some(Words::default()),
        _ => Some(reader.codes("sexes", "sex", limits::CODES)),
    };
    let most = limits::AGE;
    let mut age = |column, otherwise| {
        let years =
            reader.number(column, u16::from(most)).map_or(Some(otherwise), |years| u8::try_from(years).ok());
        years.unwrap_or(otherwise)
    };
    let (age_min, age_max) = (age("age_min", 0), age("age_max", most));
    if age_min > age_max {
        reader.fault("age_min", Code::AgeOrder);
    }
    let needs = reader.codes("needs", "service_needs", limits::CODES);
    Some(Audience { sexes: sexes?, age_min, age_max, needs })
}

fn place(reader: &mut Reader<'_>, places: &Places) -> Option<Word> {
    let (district, upazila) = (reader.cell("district"), reader.cell("upazila"));
    let district =
        if district.is_empty() { None } else { reader.note("district", places.district(district)) };
    let found = match upazila {
        "" => district,
        text => reader.note("upazila", places.upazila(text, district)),
    };
    found.and_then(|place| Word::new(place.code()))
}

fn coverage(reader: &mut Reader<'_>, places: &Places) -> Words {
    let cell = reader.cell("coverage");
    if cell.is_empty() {
        reader.fault("coverage", Code::Required);
    }
    if cell.is_empty() || cell.eq_ignore_ascii_case(ALL) {
        return Words::default();
    }
    let found: Vec<Result<Place, Code>> =
        parts(cell).take(limits::PLACES + 1).map(|text| places.any(text)).collect();
    if found.len() > limits::PLACES {
        reader.fault("coverage", Code::TooMany);
    } else if let Some(code) = found.iter().find_map(|found| found.err()) {
        reader.fault("coverage", code);
    } else if found.is_empty() {
        reader.fault("coverage", Code::Required);
    }
    Words::new(found.into_iter().flatten().filter_map(|place| Word::new(place.code())))
}

fn fee(reader: &mut Reader<'_>) -> Fee {
    let code = reader.optional_code("fee", "service_fee");
    let found = code.and_then(|code| Fee::ALL.into_iter().find(|fee| fee.code() == code.as_str()));
    found.unwrap_or_default()
}

fn status(reader: &mut Reader<'_>) -> Status {
    let code = reader.optional_code("status", "provider_status");
    let found = code.and_then(|code| Status::ALL.into_iter().find(|status| status.code() == code.as_str()));
    found.unwrap_or_default()
}

fn capacity(reader: &mut Reader<'_>) -> Option<Capacity> {
    let total = reader.number("capacity_total", u16::MAX);
    let free = reader.number("capacity_free", u16::MAX);
    let as_of = reader.past_day("capacity_as_of");
    let written = |column| !reader.cell(column).is_empty();
    let counted = written("capacity_total") || written("capacity_free");
    if counted != written("capacity_as_of") {
        reader.fault("capacity_as_of", Code::CapacityUndated);
    }
    if free.zip(total).is_some_and(|(free, total)| free > total) {
        reader.fault("capacity_free", Code::FreeAboveTotal);
    }
    Some(Capacity { total, free, as_of: as_of? })
}

fn contact(reader: &mut Reader<'_>, [label, kind, phone]: &[&'static str; 3]) -> Option<Contact> {
    if reader.cell(phone).is_empty() {
        if !reader.cell(label).is_empty() || !reader.cell(kind).is_empty() {
            reader.fault(phone, Code::ContactHalf);
        }
        return None;
    }
    let number = reader.phone(phone);
    let label = reader.optional(label, limits::LABEL_CHARS);
    let kind = reader.optional_code(kind, "contact_kind").or_else(|| Word::new("office"));
    Some(Contact { label, kind: kind?, phone: number? })
}

fn verified(reader: &mut Reader<'_>) -> Option<Verified> {
    let on: Option<Day> = reader.past_day("verified_on");
    let by = reader.optional("verified_by", limits::LABEL_CHARS);
    let source = reader.optional_code("verified_source", "verification_source");
    let half = reader.cell("verified_on").is_empty() && (by.is_some() || source.is_some());
    if half {
        reader.fault("verified_on", Code::VerifiedHalf);
    }
    Some(Verified { on: on?, by, source })
}

/// The open part of where it is.
struct Address {
    shown: Option<String>,
    hidden: bool,
}

/// Where it is, in its open and its hidden part.
fn address(
    reader: &mut Reader<'_>,
    kind: Option<&Word>,
    organisation: Option<&Organisation>,
) -> (Address, Option<Hidden>) {
    let shown = reader.optional("address", limits::ADDRESS_CHARS);
    let hidden = is_hidden(reader, kind, organisation);
    if hidden && shown.is_some() {
        reader.fault("address", Code::AddressShown);
    }
    if hidden && !reader.cell("upazila").is_empty() {
        reader.warnings.push(("upazila", Code::HiddenUpazila));
    }
    let secret = secret(reader, hidden);
    (Address { shown, hidden }, secret)
}

fn is_hidden(reader: &mut Reader<'_>, kind: Option<&Word>, organisation: Option<&Organisation>) -> bool {
    let said = reader.yes("address_hidden");
    let shelter = |word: &Word| SHELTERS.contains(&word.as_str());
    let delicate = kind.is_some_and(shelter) || organisation.is_some_and(|found| shelter(&found.kind));
    if delicate && reader.cell("address_hidden").is_empty() {
        reader.fault("address_hidden", Code::Required);
    }
    said.unwrap_or(false)
}

fn secret(reader: &mut Reader<'_>, marked: bool) -> Option<Hidden> {
    let address = reader.optional("hidden_address", limits::ADDRESS_CHARS);
    let latitude = reader.degrees("hidden_latitude");
    let longitude = reader.degrees("hidden_longitude");
    let phone = reader.phone("hidden_phone");
    let both = reader.cell("hidden_latitude").is_empty() == reader.cell("hidden_longitude").is_empty();
    let position = latitude.zip(longitude).map(|(latitude, longitude)| Position { latitude, longitude });
    if !both || position.is_some_and(|position| !position.is_near()) {
        reader.fault("hidden_latitude", Code::Position);
    }
    let found = Hidden { service: Id::default(), address, position, phone };
    if found.is_empty() {
        return None;
    }
    if !marked {
        let full = (super::COLUMNS.len() - super::HIDDEN_COLUMNS..super::COLUMNS.len()).map(field::column);
        if let Some(column) = full.into_iter().find(|column| !reader.cell(column).is_empty()) {
            reader.fault(column, Code::HiddenUnmarked);
        }
    }
    Some(found)
}

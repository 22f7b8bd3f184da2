//! A service as the cells of its row, in the order of the columns.

use super::ALL;
use super::place::Places;
use crate::{Contact, Hidden, Organisation, Service, Words, limits};
use jonaki_reference::places::{Level, Place};

/// The cells of a row, before [`super::cell::defuse`].
pub(super) fn cells(
    organisation: &Organisation,
    service: &Service,
    hidden: Option<&Hidden>,
    places: &Places,
) -> Vec<String> {
    let mut row = vec![
        organisation.code.to_string(),
        organisation.names.bangla.clone(),
        organisation.names.english.clone(),
        organisation.kind.to_string(),
        service.code.to_string(),
        service.names.bangla.clone(),
        service.names.english.clone(),
        service.service_type.to_string(),
        all(joined(&service.audience.sexes)),
        service.audience.age_min.to_string(),
        service.audience.age_max.to_string(),
        joined(&service.audience.needs),
    ];
    row.extend(place(service, places));
    row.extend([
        all(coverage(service, places)),
        service.hours.to_string(),
        joined(&service.languages),
        service.fee.code().to_owned(),
    ]);
    let number = |found: Option<u16>| found.map(|number| number.to_string()).unwrap_or_default();
    row.extend([
        number(service.capacity.and_then(|capacity| capacity.total)),
        number(service.capacity.and_then(|capacity| capacity.free)),
        service.capacity.map(|capacity| capacity.as_of.to_string()).unwrap_or_default(),
        joined(&service.via),
        joined(&service.documents),
    ]);
    for at in 0..limits::CONTACTS {
        row.extend(contact(service.contacts.get(at)));
    }
    row.extend(rest(service));
    row.extend(secret(hidden));
    row
}

fn joined(words: &Words) -> String {
    words.iter().collect::<Vec<_>>().join("; ")
}

fn all(text: String) -> String {
    if text.is_empty() { ALL.to_owned() } else { text }
}

/// District and upazila. A code that the table of places does not have stands as it is.
fn place(service: &Service, places: &Places) -> [String; 2] {
    let Some(code) = service.place.as_ref() else { return Default::default() };
    let Some(place) = Place::by_code(code.as_str()) else { return [code.to_string(), String::new()] };
    let name = |level| place.around(level).map(|found| places.name(found).to_owned()).unwrap_or_default();
    [name(Level::District), name(Level::Upazila)]
}

fn coverage(service: &Service, places: &Places) -> String {
    let path = |code: &str| Place::by_code(code).map_or_else(|| code.to_owned(), |place| places.path(place));
    service.coverage.iter().map(path).collect::<Vec<_>>().join("; ")
}

fn contact(contact: Option<&Contact>) -> [String; 3] {
    let Some(contact) = contact else { return Default::default() };
    let label = contact.label.clone().unwrap_or_default();
    [label, contact.kind.to_string(), contact.phone.digits().to_owned()]
}

fn rest(service: &Service) -> [String; 7] {
    let verified = service.verified.as_ref();
    [
        service.address.clone().unwrap_or_default(),
        if service.address_hidden { "yes" } else { "no" }.to_owned(),
        verified.map(|found| found.on.to_string()).unwrap_or_default(),
        verified.and_then(|found| found.by.clone()).unwrap_or_default(),
        verified.and_then(|found| found.source.as_ref()).map(ToString::to_string).unwrap_or_default(),
        service.status.code().to_owned(),
        service.mou_until.map(|day| day.to_string()).unwrap_or_default(),
    ]
}

fn secret(hidden: Option<&Hidden>) -> [String; 4] {
    let Some(hidden) = hidden else { return Default::default() };
    let degrees =
        |millionths: i32| format!("{}.{:06}", millionths / 1_000_000, (millionths % 1_000_000).abs());
    [
        hidden.address.clone().unwrap_or_default(),
        hidden.position.map(|found| degrees(found.latitude)).unwrap_or_default(),
        hidden.position.map(|found| degrees(found.longitude)).unwrap_or_default(),
        hidden.phone.as_ref().map(|phone| phone.digits().to_owned()).unwrap_or_default(),
    ]
}

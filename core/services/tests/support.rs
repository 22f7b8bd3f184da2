//! Records and tables for tests.

use jonaki_services::{
    Audience, Capacity, Contact, Day, Fee, Hidden, Hours, Id, Names, Organisation, Phone, Position, Seconds,
    Service, Status, Verified, Word, Words,
};
use std::collections::BTreeMap;

/// Friday 2026-11-20, 10:00 in Bangladesh.
pub(crate) const NOW: Seconds = 1_795_132_800 + 4 * 3600;

/// The directory of 26 organisations that comes with the project.
pub(crate) const DIRECTORY: &[u8] = include_bytes!("../../../tests/data/directory.csv");

pub(crate) fn id(number: u32) -> Id {
    let mut bytes = [7; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    Id::from_bytes(bytes)
}

/// Ids in turn.
pub(crate) fn ids(first: u32) -> impl FnMut() -> Id {
    let mut next = first;
    move || {
        next += 1;
        id(next)
    }
}

pub(crate) fn word(text: &str) -> Word {
    Word::new(text).expect("a code")
}

pub(crate) fn words(text: &str) -> Words {
    Words::new(text.split_whitespace().map(word))
}

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

pub(crate) fn names(english: &str) -> Names {
    Names { bangla: "নমুনা সেবা".to_owned(), english: english.to_owned() }
}

pub(crate) fn organisation(number: u32, kind: &str) -> Organisation {
    Organisation {
        id: id(number),
        code: word(&format!("O-{number}")),
        names: names("Sample organisation (synthetic)"),
        kind: word(kind),
    }
}

/// A service of organisation 1 in Dumuria that takes everybody.
pub(crate) fn service(number: u32) -> Service {
    Service {
        id: id(number),
        organisation: id(1),
        code: word(&format!("S-{number:05}")),
        names: names("Sample service (synthetic)"),
        service_type: word("shelter_child"),
        audience: Audience { sexes: Words::default(), age_min: 0, age_max: 120, needs: Words::default() },
        place: Some(word("BD4047-dumuria")),
        coverage: Words::default(),
        hours: Hours::default(),
        languages: Words::default(),
        fee: Fee::Free,
        capacity: None,
        via: words("app phone"),
        documents: Words::default(),
        contacts: Vec::new(),
        address: None,
        address_hidden: false,
        verified: Some(Verified { on: day("2026-11-18"), by: None, source: None }),
        status: Status::Active,
        mou_until: None,
        updated_at: NOW - 5 * 86_400,
    }
}

/// One with something in every field.
pub(crate) fn full_service(number: u32) -> Service {
    let contact = |label: Option<&str>, kind: &str| Contact {
        label: label.map(str::to_owned),
        kind: word(kind),
        phone: Phone::parse("01000009999").expect("a number"),
    };
    Service {
        audience: Audience {
            sexes: words("female hijra_third_gender"),
            age_min: 6,
            age_max: 17,
            needs: words("infant no_papers"),
        },
        place: Some(word("BD4047")),
        coverage: words("BD40 BD4047-dumuria BD1006"),
        hours: Hours::parse("Su-Th 09:00-17:00; Sa 22:00-06:00").expect("hours"),
        languages: words("bn en"),
        fee: Fee::Sliding,
        capacity: Some(Capacity { total: Some(20), free: Some(3), as_of: day("2026-11-11") }),
        documents: words("referral_letter"),
        contacts: vec![contact(Some("Duty desk"), "duty_desk"), contact(None, "office")],
        address_hidden: true,
        verified: Some(Verified {
            on: day("2026-11-10"),
            by: Some("Sample office".to_owned()),
            source: Some(word("visit")),
        }),
        mou_until: Some(day("2027-12-31")),
        ..service(number)
    }
}

pub(crate) fn hidden(number: u32) -> Hidden {
    Hidden {
        service: id(number),
        address: Some("Synthetic house 1, sample road".to_owned()),
        position: Some(Position { latitude: 22_800_050, longitude: 89_500_000 }),
        phone: Phone::parse("01000008888"),
    }
}

/// A table of one row: cells by column.
pub(crate) fn sheet(rows: &[&[(&str, &str)]]) -> Vec<u8> {
    let mut columns: Vec<&str> = Vec::new();
    for (column, _) in rows.iter().copied().flatten() {
        if !columns.contains(column) {
            columns.push(column);
        }
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&columns).expect("written");
    for row in rows {
        let cells: BTreeMap<&str, &str> = row.iter().copied().collect();
        writer.write_record(columns.iter().map(|column| cells.get(column).unwrap_or(&""))).expect("written");
    }
    writer.into_inner().expect("bytes")
}

/// The cells that a row needs.
pub(crate) const LEAST: &[(&str, &str)] = &[
    ("organisation_code", "O-1"),
    ("organisation_name_bn", "নমুনা"),
    ("organisation_name_en", "Sample (synthetic)"),
    ("organisation_type", "ngo"),
    ("service_code", "S-1"),
    ("service_name_bn", "নমুনা সেবা"),
    ("service_name_en", "Sample service (synthetic)"),
    ("service_type", "legal_assistance_service"),
    ("sexes", "all"),
    ("coverage", "all"),
];

/// [`LEAST`] with other or further cells.
pub(crate) fn row_with<'a>(cells: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut row: Vec<(&str, &str)> = LEAST.to_vec();
    for (column, text) in cells {
        row.retain(|(other, _)| other != column);
        row.push((column, text));
    }
    row
}

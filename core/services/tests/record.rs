//! Records as bytes.

use crate::support::{day, full_service, hidden, organisation, service, word, words};
use jonaki_services::{Capacity, Code, Error, Hidden, Hours, Organisation, Service, Word, limits};

fn refused(service: &Service) -> (&'static str, Code) {
    match service.encode() {
        Err(Error::Field { field, code }) => (field, code),
        other => panic!("taken: {other:?}"),
    }
}

#[test]
fn records_come_back_as_they_were() {
    for service in [service(3), full_service(3)] {
        let bytes = service.encode().expect("encoded");
        assert!(bytes.len() < 600, "{} bytes", bytes.len());
        assert_eq!(Service::decode(&bytes), Ok(service));
    }
    let owner = organisation(2, "ngo");
    assert_eq!(Organisation::decode(&owner.encode().expect("encoded")), Ok(owner));
    let secret = hidden(3);
    assert_eq!(Hidden::decode(&secret.encode().expect("encoded")), Ok(secret));
}

/// What everybody can read must not have what the hidden part is for.
#[test]
fn the_open_record_holds_nothing_hidden() {
    let mut service = full_service(3);
    let bytes = service.encode().expect("encoded");
    for secret in ["Synthetic house", "01000008888", "8801000008888"] {
        assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{secret}");
    }
    service.address = Some("Synthetic house 1, sample road".to_owned());
    assert_eq!(refused(&service), ("address", Code::AddressShown));
}

#[test]
fn debug_shows_no_contacts_and_no_addresses() {
    let mut service = full_service(3);
    service.address_hidden = false;
    service.address = Some("Sample street".to_owned());
    let secret = hidden(3);
    let shown =
        format!("{service:?} {:?} {secret:?} {:?} {:?}", service.contacts, service.verified, secret.position);
    for text in ["9999", "8888", "street", "house", "Duty", "Sample office", "22800", "89500"] {
        assert!(!shown.contains(text), "{text} in {shown}");
    }
}

#[test]
fn only_the_one_encoding_is_read() {
    let bytes = full_service(3).encode().expect("encoded");
    let malformed = Err(Error::Record(Code::Malformed));
    assert_eq!(Service::decode(&[]), malformed);
    assert_eq!(Service::decode(&bytes[..bytes.len() - 1]), malformed);
    assert_eq!(Service::decode(&[bytes.as_slice(), &[0]].concat()), malformed);
    // The version as two bytes, where one does.
    let long = [&bytes[..1], &[0x18, 1], &bytes[2..]].concat();
    assert_eq!(Service::decode(&long), malformed);
    // Version 2, by a newer app.
    let newer = [&bytes[..1], &[2], &bytes[2..]].concat();
    assert_eq!(Service::decode(&newer), Err(Error::Record(Code::Newer)));
    assert_eq!(Service::decode(&vec![0x80; limits::SERVICE_BYTES + 1]), Err(Error::Record(Code::TooLarge)));
    assert_eq!(Hidden::decode(&bytes), Err(Error::Record(Code::Malformed)));
    // Sets out of their order: `infant`, `no_papers` exchanged for `no_papers`, `infant`.
    let text = |word: &str| [&[0x60 + word.len() as u8], word.as_bytes()].concat();
    let (ordered, swapped) =
        ([text("infant"), text("no_papers")].concat(), [text("no_papers"), text("infant")].concat());
    let at = bytes.windows(ordered.len()).position(|part| part == ordered).expect("the needs");
    let other = [&bytes[..at], &swapped, &bytes[at + ordered.len()..]].concat();
    assert_eq!(Service::decode(&other), malformed);
}

#[test]
fn limits_hold() {
    let change = |change: fn(&mut Service)| {
        let mut service = full_service(3);
        change(&mut service);
        refused(&service)
    };
    assert_eq!(change(|service| service.id = Default::default()), ("service_code", Code::Required));
    assert_eq!(
        change(|service| service.organisation = Default::default()),
        ("organisation_code", Code::Required)
    );
    assert_eq!(change(|service| service.names.bangla.clear()), ("service_name_bn", Code::Required));
    assert_eq!(change(|service| service.names.english = "x".repeat(101)), ("service_name_en", Code::TooLong));
    assert_eq!(
        change(|service| service.names.english = " x".to_owned()),
        ("service_name_en", Code::NotPlain)
    );
    assert_eq!(
        change(|service| service.names.english = "a\nb".to_owned()),
        ("service_name_en", Code::NotPlain)
    );
    assert_eq!(change(|service| service.audience.age_min = 18), ("age_min", Code::AgeOrder));
    assert_eq!(change(|service| service.audience.age_max = 121), ("age_max", Code::Number));
    assert_eq!(change(|service| service.place = Some(word("BD40"))), ("district", Code::UnknownPlace));
    assert_eq!(
        change(|service| service.coverage = words(&(0..65).map(|at| format!("x{at} ")).collect::<String>())),
        ("coverage", Code::TooMany)
    );
    assert_eq!(
        change(|service| service.contacts = vec![service.contacts[0].clone(); 5]),
        ("contact_4_phone", Code::TooMany)
    );
    let above = |service: &mut Service| {
        service.capacity = Some(Capacity { total: Some(2), free: Some(3), as_of: day("2026-11-11") });
    };
    assert_eq!(change(above), ("capacity_free", Code::FreeAboveTotal));
    let empty = Hidden { address: None, position: None, phone: None, ..hidden(3) };
    assert!(empty.encode().is_err());
}

/// A newer list or table of places must not make a record unreadable.
#[test]
fn codes_that_are_not_known_are_kept() {
    let mut service = full_service(3);
    service.service_type = word("a_service_of_tomorrow");
    service.place = Some(word("BD9999"));
    service.coverage = words("BD9999-somewhere");
    assert_eq!(Service::decode(&service.encode().expect("encoded")), Ok(service));
    assert_eq!(Word::new("with blank"), None);
    assert_eq!(Word::new("-begins"), None);
    assert_eq!(Word::new(&"x".repeat(49)), None);
}

#[test]
fn hours_are_one_encoding_too() {
    for edges in [vec![5_u16], vec![5, 5], vec![9, 5], vec![0, 10_081], (0..58).collect()] {
        assert!(Hours::try_from(edges).is_err());
    }
    assert_eq!(Hours::try_from(vec![0, 10_080]), Ok(Hours::always()));
}

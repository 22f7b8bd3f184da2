//! The layouts as data.

use crate::support::*;
use jonaki_document::layout::{DISTRICTS, DIVISIONS, FieldType, MapContent};
use jonaki_document::{AccountView, CardView, IdentityView, SafetyView, Scalar, layout};
use jonaki_protocol::{Compartment, limits};

#[test]
fn an_open_document_has_no_place_for_a_name() {
    for open in Compartment::ALL.into_iter().filter(|compartment| !compartment.is_sealed()) {
        let layout = layout(open);
        let entry_fields = layout.maps.iter().filter_map(|map| match map.content {
            MapContent::Entries(spec) => Some(spec.fields.iter().map(|field| (field.name, field.kind))),
            _ => None,
        });
        let registers = layout.fields.iter().map(|field| (field.name, field.kind));
        for (name, kind) in registers.chain(entry_fields.flatten()) {
            assert!(!matches!(kind, FieldType::Text(_) | FieldType::Answer), "{name} takes text");
            for free in ["Rina", "রিনা", "a name", "0171234567", ""] {
                assert!(!kind.accepts(&Scalar::from(free)), "{name} takes {free:?}");
            }
            assert!(!kind.accepts(&Scalar::Bytes(vec![1])), "{name} takes bytes");
        }
        assert!(!layout.maps.iter().any(|map| matches!(map.content, MapContent::Answers)));
    }
}

#[test]
fn not_knowing_is_not_an_empty_field() {
    let card = layout(Compartment::Card);
    for name in
        ["phase", "immediate_danger", "number_of_victims", "district", "when_noticed", "victim_age_band"]
    {
        for code in ["unknown", "not_asked", "declined", "not_applicable"] {
            assert!(card.field(name).unwrap().kind.accepts(&code.into()), "{name}: {code}");
        }
    }
}

#[test]
fn names_are_short_and_used_once() {
    for compartment in Compartment::ALL {
        let layout = layout(compartment);
        let mut names: Vec<_> = layout.fields.iter().map(|field| field.name).collect();
        names.extend(layout.maps.iter().map(|map| map.name));
        assert!(names.iter().all(|name| name.len() <= limits::CODE_BYTES && !name.contains('.')));
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}

#[test]
fn dates_exist() {
    let accepts = |text: &str| FieldType::Date.accepts(&text.into());
    for good in ["2024-02-29", "2000-02-29", "2026-12-31", "1900-01-01", "2099-12-31"] {
        assert!(accepts(good), "{good}");
    }
    for bad in [
        "2023-02-29",
        "1900-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-01-00",
        "2026-1-01",
        "1899-12-31",
        "২০২৬-০১-০১",
    ] {
        assert!(!accepts(bad), "{bad}");
    }
}

#[test]
fn places_are_all_there() {
    assert_eq!((DIVISIONS.len(), DISTRICTS.len()), (8, 64));
    assert!(DISTRICTS.contains(&"coxs_bazar") && DISTRICTS.contains(&"chapai_nawabganj"));
}

#[test]
fn text_is_counted_in_characters() {
    let kind = FieldType::Text(3);
    assert!(kind.accepts(&"কখগ".into()) && !kind.accepts(&"কখগঘ".into()));
}

#[test]
fn a_typed_view_has_every_register() {
    let views = [
        format!("{:?}", CardView::of(&filed())),
        format!("{:?}", AccountView::of(&new(Compartment::Account))),
        format!("{:?}", IdentityView::of(&new(Compartment::Identity))),
        format!("{:?}", SafetyView::of(&new(Compartment::Safety))),
    ];
    for (compartment, view) in Compartment::ALL.into_iter().zip(views) {
        for field in layout(compartment).fields {
            assert!(view.contains(&format!("{}:", field.name)), "{}", field.name);
        }
    }
}

#[test]
fn every_clock_has_an_hour_that_a_document_takes() {
    for now in [i64::MIN, -1, 0, 1, 1_577_836_799, 1_772_346_000, 4_102_444_799, 4_102_444_800, i64::MAX] {
        let hour = FieldType::hour_of(now);
        assert!(FieldType::Hour.accepts(&Scalar::Int(hour)), "{now}: {hour}");
    }
    assert_eq!(FieldType::hour_of(1_772_346_123), 1_772_344_800);
}

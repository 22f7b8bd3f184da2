//! Any order, any grouping, any duplication of deliveries gives the same state.

use crate::support::*;
use jonaki_document::{Admitted, Document, DocumentState, Edit, Scalar, admit, case_status, verify_sealed};
use jonaki_protocol::{Code, Compartment};
use proptest::prelude::*;

/// One step of three devices that work apart and sometimes exchange what they have.
#[derive(Debug, Clone)]
enum Step {
    Edit(u8, Vec<Edit>),
    Merge(u8, u8),
}

fn an_edit() -> impl Strategy<Value = Edit> {
    let code = |field: &'static str, codes: &'static [&'static str]| {
        proptest::sample::select(codes).prop_map(move |code| Edit::set(field, code.into())).boxed()
    };
    let members = proptest::sample::select(&["begging", "organ", "child_labour"][..]);
    let kinds = proptest::sample::select(&["screening", "opened", "closed", "reopened", "addendum"][..]);
    prop_oneof![
        code("district", &["khulna", "dhaka", "coxs_bazar", "unknown"]),
        code("phase", &["rescued", "returned", "escaped"]),
        code("urgency", &["low", "high"]),
        (0_i64..20).prop_map(|count| Edit::set("number_of_children", Scalar::Int(count))),
        any::<bool>().prop_map(|truth| Edit::set("immediate_danger", truth.into())),
        Just(Edit::clear("district")),
        Just(Edit::clear("phase")),
        (any::<bool>(), members).prop_map(|(add, key)| {
            if add {
                Edit::add_member("concern_types", key)
            } else {
                Edit::remove_member("concern_types", key)
            }
        }),
        (kinds, any::<[u8; 12]>()).prop_map(|(kind, id)| {
            let fields = [("kind", kind.into()), ("at", Scalar::Int(HOUR))];
            Edit::add_entry("events", jonaki_protocol::EntryId::from_bytes(id), &fields)
        }),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0..3_u8, prop::collection::vec(an_edit(), 1..5)).prop_map(|(who, edits)| Step::Edit(who, edits)),
        1 => (0..3_u8, 0..3_u8).prop_map(|(to, from)| Step::Merge(to, from)),
    ];
    prop::collection::vec(step, 1..24)
}

/// Three devices after the steps.
fn play(steps: &[Step]) -> Vec<Document> {
    let mut devices = vec![new(Compartment::Card); 3];
    for step in steps {
        match step {
            Step::Edit(who, edits) => {
                devices[usize::from(*who)].edit(actor(who + 1), edits).unwrap();
            }
            Step::Merge(to, from) => {
                let from = devices[usize::from(*from)].clone();
                merge(&mut devices[usize::from(*to)], &from);
            }
        }
    }
    devices
}

/// Delivers changes in the given order, again and again until nothing waits any more.
fn deliver(changes: &[(Vec<u8>, u8)]) -> DocumentState {
    let mut state = DocumentState::new(Compartment::Card).unwrap();
    let mut waiting: Vec<_> = changes.iter().collect();
    while !waiting.is_empty() {
        let before = waiting.len();
        waiting.retain(|(raw, number)| match admit(&state, raw, &coordinator(*number)) {
            Ok(Admitted::New { state: next, .. }) => {
                state = *next;
                false
            }
            Ok(Admitted::Known { .. }) => false,
            Err(refusal) => {
                assert_eq!(refusal.code, Code::Pending, "honest changes only ever wait");
                true
            }
        });
        assert!(waiting.len() < before, "changes wait for ever");
    }
    state
}

fn summary(document: &Document) -> String {
    let mut changes: Vec<_> = document.changes().into_iter().map(|change| change.hash).collect();
    changes.sort();
    let fields: Vec<_> = document
        .fields()
        .into_iter()
        .map(|(name, value)| {
            let others: Vec<_> =
                value.others.iter().map(|other| (shown(&other.value), other.author)).collect();
            (name, shown(&value.current), value.author, others)
        })
        .collect();
    format!(
        "{changes:?} {fields:?} {:?} {:?} {:?}",
        document.members("concern_types"),
        document.entries("events"),
        case_status(document)
    )
}

fn shown(value: &Scalar) -> String {
    match value {
        Scalar::Text(text) => text.clone(),
        Scalar::Int(number) => number.to_string(),
        Scalar::Bool(truth) => truth.to_string(),
        Scalar::Bytes(_) => "bytes".to_owned(),
    }
}

/// Chooses the version shown first wherever there are two.
fn settling(document: &Document) -> Vec<Edit> {
    let conflicts = document.conflicts().into_iter();
    conflicts.map(|conflict| Edit::Set { field: conflict.field, value: conflict.value.current }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn deliveries_in_any_order_with_repeats_give_one_state(steps in steps(), seed in any::<u64>()) {
        let devices = play(&steps);
        let mut changes: Vec<(Vec<u8>, u8)> = Vec::new();
        for (index, document) in devices.iter().enumerate() {
            for change in document.changes() {
                // Every device offers all that it has, so most changes are offered more than once.
                let number = change.actor.device.as_bytes()[0];
                let copies = 1 + index % 2;
                changes.extend(std::iter::repeat_n((change.bytes, number), copies));
            }
        }
        let one = deliver(&changes).document().unwrap();
        let mut random = SeededShuffle(seed);
        random.shuffle(&mut changes);
        let other = deliver(&changes).document().unwrap();
        prop_assert_eq!(summary(&one), summary(&other));
        prop_assert_eq!(&one, &other);
        // The devices come to the same, whoever asks whom.
        let mut merged = devices[2].clone();
        merge(&mut merged, &devices[0]);
        merge(&mut merged, &devices[1]);
        prop_assert_eq!(summary(&merged), summary(&one));
        let loaded = Document::load(Compartment::Card, &merged.save()).unwrap();
        prop_assert_eq!(summary(&loaded), summary(&one));
    }

    #[test]
    fn settling_every_conflict_leaves_none_and_converges(steps in steps()) {
        let mut devices = play(&steps);
        let (first, rest) = devices.split_at_mut(1);
        for other in rest.iter() {
            merge(&mut first[0], other);
        }
        let settle = settling(&first[0]);
        let made = first[0].edit(actor(1), &settle).unwrap();
        prop_assert_eq!(made.is_some(), !settle.is_empty());
        prop_assert!(first[0].conflicts().is_empty());
        for other in rest {
            merge(other, &first[0]);
            prop_assert_eq!(summary(other), summary(&first[0]));
        }
    }

    #[test]
    fn sealed_edits_of_any_content_pass_the_client_checks(
        texts in prop::collection::vec(".{0,60}", 1..6),
        number in any::<i64>(),
    ) {
        let mut account = new(Compartment::Account);
        let mut replica = new(Compartment::Account);
        for (index, text) in texts.iter().enumerate() {
            let note = [("text", text.as_str().into()), ("at", Scalar::Int(HOUR))];
            let edits = [
                Edit::set("narrative", text.as_str().into()),
                Edit::set("answers.q1", text.as_str().into()),
                Edit::set("answers.q2", Scalar::Int(number.wrapping_add(index as i64))),
                Edit::add_entry("notes", entry(index as u8), &note),
            ];
            let change = account.edit_as(&reporter(1), actor(1), &edits).unwrap().unwrap();
            let verified = verify_sealed(&replica, &change.bytes, &reporter(1)).unwrap();
            prop_assert_eq!(verified.hash(), change.hash);
            replica.apply(&verified).unwrap();
            replica.apply(&verified).unwrap();
        }
        prop_assert_eq!(replica.answers("answers"), account.answers("answers"));
        prop_assert_eq!(replica.entries("notes"), account.entries("notes"));
    }
}

struct SeededShuffle(u64);

impl SeededShuffle {
    fn shuffle<T>(&mut self, items: &mut [T]) {
        for index in (1..items.len()).rev() {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            items.swap(index, (self.0 >> 33) as usize % (index + 1));
        }
    }
}

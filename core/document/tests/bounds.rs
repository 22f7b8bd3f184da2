//! Every limit at its edge.

use crate::support::*;
use jonaki_document::{
    Document, DocumentState, Edit, EditError, Scalar, admit, guard, verify_relayed, verify_sealed,
};
use jonaki_protocol::{Code, Compartment, limits};

#[test]
fn a_note_of_the_longest_length_is_taken_and_one_more_is_not() {
    let mut account = new(Compartment::Account);
    let note = |length: usize| {
        let text = "ক".repeat(length);
        [Edit::add_entry("notes", entry(1), &[("text", text.into()), ("at", Scalar::Int(HOUR))])]
    };
    assert!(account.edit(actor(1), &note(limits::NOTE_CHARS + 1)).is_err());
    let change = account.edit(actor(1), &note(limits::NOTE_CHARS)).unwrap().unwrap();
    assert!(verify_sealed(&new(Compartment::Account), &change.bytes, &reporter(1)).is_ok());
}

#[test]
fn a_change_too_large_is_not_made() {
    let mut account = new(Compartment::Account);
    let edits: Vec<_> = (0..2)
        .map(|question| Edit::set(&format!("answers.q{question}"), "ক".repeat(20_000).into()))
        .collect();
    let Err(EditError::Refused(refusal)) = account.edit(actor(1), &edits) else {
        panic!("120 kB in one change")
    };
    assert_eq!(refusal.code, Code::GuardBounds);
    assert_eq!(account.change_count(), 0);
}

#[test]
fn operations_are_counted() {
    let edits = |count: usize| -> Vec<_> {
        (0..count)
            .map(|question| Edit::set(&format!("answers.q{question}"), Scalar::Int(question as i64)))
            .collect()
    };
    let mut account = new(Compartment::Account);
    assert!(matches!(account.edit(actor(1), &edits(limits::CHANGE_OPS + 1)), Err(EditError::Refused(_))));
    let change = account.edit(actor(1), &edits(limits::CHANGE_OPS)).unwrap().unwrap();
    guard::check_change(&change.bytes).unwrap();
    assert!(verify_sealed(&new(Compartment::Account), &change.bytes, &reporter(1)).is_ok());
}

#[test]
fn an_open_document_is_full_at_its_limit_and_still_loads() {
    let mut card = new(Compartment::Card);
    let mut state = DocumentState::new(Compartment::Card).unwrap();
    for round in 0..4_000_u32 {
        let mut id = [0; 12];
        id[..4].copy_from_slice(&round.to_be_bytes());
        id[4..].copy_from_slice(&u64::from(round).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        let fields = [("kind", Scalar::from("addendum")), ("at", Scalar::Int(HOUR))];
        let events: Vec<_> = (0..24_u8)
            .map(|event| {
                let mut id = id;
                id[11] = event;
                Edit::add_entry("events", jonaki_protocol::EntryId::from_bytes(id), &fields)
            })
            .collect();
        let change = card.edit(actor(1), &events).unwrap().unwrap();
        match admit(&state, &change.bytes, &reporter(1)) {
            Ok(admitted) => state = admitted_state(admitted),
            Err(refusal) => {
                assert_eq!(refusal.code, Code::DocumentFull);
                let size = state.snapshot.as_ref().unwrap().len();
                assert!(size <= limits::OPEN_DOCUMENT_BYTES && size > limits::OPEN_DOCUMENT_BYTES * 9 / 10);
                let snapshot = state.snapshot.unwrap();
                assert!(Document::load(Compartment::Card, &snapshot).is_ok());
                return;
            }
        }
    }
    panic!("the document never filled");
}

fn admitted_state(admitted: jonaki_document::Admitted) -> DocumentState {
    match admitted {
        jonaki_document::Admitted::New { state, .. } => *state,
        jonaki_document::Admitted::Known { .. } => panic!("a new change"),
    }
}

#[test]
fn bytes_at_and_over_the_limit_are_told_apart() {
    assert_eq!(guard::check_change(&vec![0; limits::CHANGE_BYTES]).unwrap_err().code, Code::GuardChunk);
    assert_eq!(guard::check_change(&vec![0; limits::CHANGE_BYTES + 1]).unwrap_err().code, Code::GuardBounds);
}

#[test]
fn the_dearest_inputs_are_stopped_where_they_are_meant_to_be() {
    use jonaki_document::hostile::worst::worst;
    for input in worst().unwrap() {
        let refusal = match &input.state {
            Some(state) => admit(state, &input.raw, &input.writer).err(),
            None => verify_sealed(&input.document, &input.raw, &input.writer).err(),
        };
        println!("{}: {}: {refusal:?}", input.stage, input.what);
        match refusal {
            // What fits is the dearest that the last stages can be made to do.
            None => assert!(["shape", "shadow"].contains(&input.stage), "{}: taken", input.what),
            Some(refusal) => {
                let stage = if ["parse", "canonical"].contains(&input.stage) { "guard" } else { input.stage };
                assert_eq!(refusal.stage.name(), stage, "{}: {}", input.what, refusal.code);
            }
        }
    }
}

#[test]
fn a_document_in_which_more_stands_side_by_side_than_a_change_may_follow_can_be_edited() {
    let blank = new(Compartment::Card);
    let mut card = blank.clone();
    for life in 0..150_u8 {
        // One device, as many lives: each writes as if it had seen nothing.
        let actor = jonaki_protocol::ActorId { device: device(1), incarnation: [0, 0, 1, life] };
        let edits = [Edit::set("number_of_children", i64::from(life).into())];
        let made = blank.clone().edit(actor, &edits).unwrap().unwrap();
        let verified = jonaki_document::verify_relayed(&card, &made.bytes, device(1)).unwrap();
        card.apply(&verified).unwrap();
    }
    assert_eq!(card.heads().len(), 150);
    let mut state = state_of(&card);
    for round in 0..6 {
        let made = edit(
            &mut card,
            2,
            &[Edit::set("district", (*["khulna", "feni"].get(round % 2).unwrap()).into())],
        );
        state = admitted(&state, &made.bytes, &coordinator(2)).unwrap();
    }
    // Whoever looks has taken up everything.
    assert_eq!(card.heads().len(), 1);
    assert_eq!(text(&card, "district").as_deref(), Some("feni"));
    assert_eq!(state.document().unwrap(), card);
}

/// A card that device 1 filled, edit by edit, until it was told to stop.
fn filled() -> Document {
    let mut card = new(Compartment::Card);
    for round in 0..4_000_u32 {
        let mut id = [0; 12];
        id[..4].copy_from_slice(&round.to_be_bytes());
        let fields = [("kind", Scalar::from("addendum")), ("at", Scalar::Int(HOUR))];
        let events = (0..8_u8).map(|event| {
            id[11] = event;
            Edit::add_entry("events", jonaki_protocol::EntryId::from_bytes(id), &fields)
        });
        match card.edit_as(&reporter(1), actor(1), &events.collect::<Vec<_>>()) {
            Ok(change) => assert!(change.is_some()),
            Err(EditError::Refused(refusal)) => {
                assert_eq!(refusal.code, Code::DocumentFull);
                return card;
            }
            Err(error) => panic!("{error}"),
        }
    }
    panic!("the document never filled");
}

#[test]
fn an_edit_that_would_overfill_a_document_is_refused_where_it_is_made() {
    let card = filled();
    let saved = card.save();
    assert!(saved.len() <= limits::OPEN_DOCUMENT_BYTES && saved.len() > limits::OPEN_DOCUMENT_BYTES * 9 / 10);
    // The device that made it loads it, and so does everybody who gets it.
    assert_eq!(Document::load(Compartment::Card, &saved), Ok(card.clone()));
    assert_eq!(Document::load_verified(Compartment::Card, &saved), Ok(card));
}

#[test]
fn a_device_with_unsent_edits_holds_what_the_server_admitted_up_to_the_limit() {
    let full = filled();
    let changes = full.changes();
    let (last, earlier) = changes.split_last().unwrap();
    let mut mine = new(Compartment::Card);
    for change in earlier {
        let verified = verify_relayed(&mine, &change.bytes, change.actor.device).unwrap();
        mine.apply(&verified).unwrap();
    }
    // Made when there was room, not sent yet; then the change arrives that took the rest of it.
    let event = [("kind", Scalar::from("addendum")), ("at", Scalar::Int(HOUR))];
    let events: Vec<_> =
        (1..6).map(|number| Edit::add_entry("events", entry(200 + number), &event)).collect();
    mine.edit_as(&coordinator(2), actor(2), &events).unwrap().unwrap();
    let verified = verify_relayed(&mine, &last.bytes, last.actor.device).unwrap();
    mine.apply(&verified).unwrap();
    let saved = mine.save();
    assert!(
        saved.len() > limits::OPEN_DOCUMENT_BYTES,
        "{} bytes: the test must go beyond the limit",
        saved.len()
    );
    assert_eq!(Document::load(Compartment::Card, &saved), Ok(mine));
}

//! Devices, documents and a random source that prints its seed.

use jonaki_document::{
    Admitted, Document, DocumentState, Edit, NewChange, Refusal, Scalar, Standing, Writer, admit,
};
use jonaki_protocol::{ActorId, Compartment, DeviceId, EntryId};

/// A whole hour in 2026.
pub(crate) const HOUR: i64 = 1_790_000_000 / 3600 * 3600;

pub(crate) fn device(number: u8) -> DeviceId {
    DeviceId::from_bytes([number; 16])
}

pub(crate) fn actor(number: u8) -> ActorId {
    ActorId { device: device(number), incarnation: [0, 0, 0, 1] }
}

pub(crate) fn entry(number: u8) -> EntryId {
    EntryId::from_bytes([number; 12])
}

pub(crate) fn writer(number: u8, standing: Standing) -> Writer {
    Writer { device: device(number), standing }
}

pub(crate) fn reporter(number: u8) -> Writer {
    writer(number, Standing::ReporterOfCase)
}

pub(crate) fn coordinator(number: u8) -> Writer {
    writer(number, Standing::CoordinatorWithAccess)
}

pub(crate) fn new(compartment: Compartment) -> Document {
    Document::new(compartment).unwrap()
}

/// The edits of a first report's card.
pub(crate) fn report() -> Vec<Edit> {
    let text = |field: &str, value: &str| Edit::set(field, Scalar::from(value));
    vec![
        text("mode", "real"),
        text("locale", "bn"),
        text("source_channel", "app"),
        text("reporter_role", "teacher"),
        text("reporter_identity_choice", "named"),
        Edit::set("recorded_hour", Scalar::Int(HOUR)),
        Edit::add_member("concern_types", "child_trafficking"),
        text("phase", "in_transit"),
        Edit::set("immediate_danger", Scalar::Bool(true)),
        Edit::set("number_of_children", Scalar::Int(2)),
        text("district", "coxs_bazar"),
        text("when_noticed", "2026-11-20"),
        text("victim_sex", "female"),
        text("victim_age_band", "12-13"),
        Edit::add_entry("events", entry(1), &[("kind", "filed".into()), ("at", Scalar::Int(HOUR))]),
    ]
}

/// A card with a report by device 1.
pub(crate) fn filed() -> Document {
    let mut card = new(Compartment::Card);
    card.edit(actor(1), &report()).unwrap().unwrap();
    card
}

pub(crate) fn edit(document: &mut Document, number: u8, edits: &[Edit]) -> NewChange {
    document.edit(actor(number), edits).unwrap().unwrap()
}

/// A server's state of a document, admitted change by change.
pub(crate) fn state_of(document: &Document) -> DocumentState {
    let mut state = DocumentState::new(document.compartment()).unwrap();
    for change in document.changes() {
        let by = Writer { device: change.actor.device, standing: Standing::CoordinatorWithAccess };
        state = admitted(&state, &change.bytes, &by).unwrap();
    }
    state
}

/// The state after a change; the same state if it was there.
pub(crate) fn admitted(state: &DocumentState, raw: &[u8], by: &Writer) -> Result<DocumentState, Refusal> {
    match admit(state, raw, by)? {
        Admitted::Known { .. } => Ok(state.clone()),
        Admitted::New { state, .. } => Ok(*state),
    }
}

/// Gives `to` what `from` has, as devices do.
pub(crate) fn merge(to: &mut Document, from: &Document) {
    for change in from.changes() {
        let verified = jonaki_document::verify_relayed(to, &change.bytes, change.actor.device).unwrap();
        to.apply(&verified).unwrap();
    }
}

pub(crate) fn text(document: &Document, field: &str) -> Option<String> {
    document.field(field).and_then(|value| value.current.as_text().map(str::to_owned))
}

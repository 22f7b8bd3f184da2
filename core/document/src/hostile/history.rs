//! Honest histories: several devices of every role, all compartments, concurrent branches, and an honest change on top.

mod edits;

pub use edits::some_edits;

use super::parts::Parts;
use super::random::Random;
use crate::admission::{Admitted, AdmittedChange, DocumentState, Standing, Writer, admit, verify_relayed};
use crate::document::{Document, Edit};
use crate::layout::SERVICES;
use crate::referral::{FieldGroup, FieldGroups, Header, Urgency};
use automerge::{Change, ExpandedChange};
use edits::id;
use jonaki_protocol::{ActorId, Compartment, DeviceId, OrganisationId, RecordId, limits};

/// A whole hour in 2026.
pub(super) const HOUR: i64 = 1_790_000_000 / 3600 * 3600;

/// Who takes part: number and standing.
const CAST: [Standing; 4] = [
    Standing::ReporterOfCase,
    Standing::CoordinatorWithAccess,
    Standing::CoordinatorWithAccess,
    Standing::AdminWithAccess,
];

/// Who takes part in a referral.
const PAIR: [Standing; 4] = [Standing::Sender, Standing::Receiver, Standing::Sender, Standing::Receiver];

/// Whom a change may be judged as instead.
const OTHERS: [Standing; 4] =
    [Standing::OtherReporter, Standing::CoordinatorWithoutAccess, Standing::Provider, Standing::Stranger];

fn cast(compartment: Compartment) -> [Standing; 4] {
    if compartment.is_of_referral() { PAIR } else { CAST }
}

/// A document with a history, an honest change on top of it, and who sends it.
#[derive(Debug, Clone)]
pub struct Base {
    /// What the receiver holds.
    pub document: Document,
    /// What a server holds of it, for open documents.
    pub state: Option<DocumentState>,
    /// The honest change: made by somebody who may have seen less than the receiver.
    pub change: Vec<u8>,
    /// Who sends it, and what that device is to the record.
    pub writer: Writer,
    /// The change's fields and columns.
    pub(super) parts: Parts,
    /// The change's operations.
    pub(super) expanded: ExpandedChange,
    /// Hashes of changes that the receiver has.
    pub(super) known: Vec<[u8; 32]>,
    /// Actors that wrote to the document.
    pub(super) actors: Vec<ActorId>,
    /// Who goes on after the change: its author's device and two others.
    pub(super) hands: [ActorId; 3],
}

/// A device by its number.
pub(super) fn actor(number: u8) -> ActorId {
    ActorId { device: DeviceId::from_bytes([number; 16]), incarnation: [0, 0, 0, 1] }
}

/// As many bases, of all compartments in turn. The same for the same seed.
pub fn bases(random: &mut Random, count: usize) -> Vec<Base> {
    let compartments = Compartment::ALL;
    (0..count).filter_map(|index| base(random, compartments[index % compartments.len()])).collect()
}

fn base(random: &mut Random, compartment: Compartment) -> Option<Base> {
    let blank = opened(random, compartment)?;
    let mut devices = vec![blank; CAST.len()];
    for _ in 0..1 + random.below(9) {
        let who = random.below(CAST.len());
        write(random, &mut devices[who], who);
        if random.chance(40) {
            let (to, from) = (random.below(CAST.len()), devices[who].clone());
            merge(&mut devices[to], &from);
        }
    }
    let author = random.below(CAST.len());
    let mut document = devices[author].clone();
    let change = (0..20).find_map(|_| write(random, &mut devices[author], author))?;
    // In half of the cases the receiver knows more than the author did.
    if random.chance(50) {
        merge(&mut document, &devices[(author + 1) % CAST.len()]);
    }
    let standing = if random.chance(15) { *random.pick(&OTHERS) } else { cast(compartment)[author] };
    Base::of(document, change, Writer { device: actor(author as u8 + 1).device, standing })
}

impl Base {
    /// Around a document and an honest change that it does not hold yet; `None` where they do not fit.
    pub fn of(document: Document, change: Vec<u8>, writer: Writer) -> Option<Self> {
        let state = if document.compartment.is_sealed() { None } else { Some(state_of(&document)?) };
        let (parts, inner) = (Parts::of(&change)?, Change::from_bytes(change.clone()).ok()?);
        let known = document.changes().iter().map(|change| *change.hash.as_bytes()).collect();
        let mut actors: Vec<ActorId> = document.ledger.actors.keys().copied().take(8).collect();
        actors.push(actor(2));
        let hands = [ActorId { device: writer.device, incarnation: [0, 0, 0, 1] }, actor(7), actor(8)];
        Some(Self { document, state, writer, parts, expanded: inner.decode(), change, known, actors, hands })
    }

    /// A card that as many actors wrote to as may: only what the shadow stage refuses is left for another.
    pub(super) fn crowded() -> Option<Self> {
        let mut document = Document::new(Compartment::Card).ok()?;
        let writer = Writer { device: actor(2).device, standing: Standing::CoordinatorWithAccess };
        let life = |number: u16| {
            let [high, low] = number.to_be_bytes();
            ActorId { device: writer.device, incarnation: [1, 0, high, low] }
        };
        for number in 0..limits::DOCUMENT_ACTORS as u16 {
            document.edit(life(number), &[Edit::set("number_of_children", i64::from(number).into())]).ok()?;
        }
        let edits = [Edit::set("district", "khulna".into()), Edit::add_member("concern_types", "organ")];
        let change = document.clone().edit(life(1), &edits).ok()??;
        // There is no room for anybody else.
        Some(Self { hands: [life(2), life(3), life(4)], ..Self::of(document, change.bytes, writer)? })
    }
}

/// A document at its beginning: for a referral, with the change that opens it.
fn opened(random: &mut Random, compartment: Compartment) -> Option<Document> {
    let mut document = Document::new(compartment).ok()?;
    if compartment == Compartment::Referral {
        let writer = Writer { device: actor(1).device, standing: Standing::Sender };
        document.edit_as(&writer, actor(1), &header(random).edits()).ok()??;
    }
    Some(document)
}

/// A header that a server takes.
fn header(random: &mut Random) -> Header {
    let urgency = *random.pick(&Urgency::ALL);
    let (made, due) = (HOUR, HOUR + urgency.hours() * 3600);
    Header {
        case: RecordId::from_bytes([1; 16]),
        from: OrganisationId::from_bytes([2; 16]),
        to: OrganisationId::from_bytes([3; 16]),
        kind: "service_referral".to_owned(),
        service: (*random.pick(SERVICES)).to_owned(),
        purpose: "services".to_owned(),
        consent: id(random),
        groups: FieldGroups::EMPTY.with(*random.pick(FieldGroup::ALL)),
        urgency,
        made,
        due,
        expires: due + 24 * 3600,
        district: random.chance(50).then(|| "khulna".to_owned()),
        round: None,
        previous: None,
        next: None,
        listing: None,
    }
}

/// One honest change, as the rules allow it to this device.
fn write(random: &mut Random, document: &mut Document, who: usize) -> Option<Vec<u8>> {
    let actor = actor(who as u8 + 1);
    let writer = Writer { device: actor.device, standing: cast(document.compartment())[who] };
    let edits = some_edits(random, document.compartment());
    document.edit_as(&writer, actor, &edits).ok().flatten().map(|change| change.bytes)
}

/// Gives `to` what `from` has, as devices do.
pub(super) fn merge(to: &mut Document, from: &Document) -> bool {
    from.changes().iter().all(|change| {
        to.has(&change.hash)
            || verify_relayed(to, &change.bytes, change.actor.device)
                .is_ok_and(|change: AdmittedChange| to.apply(&change).is_ok())
    })
}

/// A server's state of a document, admitted change by change.
pub(super) fn state_of(document: &Document) -> Option<DocumentState> {
    let mut state = DocumentState::new(document.compartment()).ok()?;
    for change in document.changes() {
        let parts = cast(document.compartment()).into_iter();
        let admitted = parts.map(|standing| Writer { device: change.actor.device, standing });
        let admitted = admitted.map(|by| admit(&state, &change.bytes, &by)).find_map(Result::ok);
        if let Admitted::New { state: next, .. } = admitted? {
            state = *next;
        }
    }
    Some(state)
}

//! Letters, services of the directory, and flags.

use super::{FROM, Office};
use crate::catalogue::{Allowance, Answer, Case, Entrance, Input, Who};
use jonaki_core::protocol::{
    Code, Item, Letter, Listing, ListingFlag, OrganisationId, Recipient, RecordId, Topic, letter, limits,
};

const REPORTER: Entrance = Entrance::Server("a reporter");
const SERVICE: RecordId = RecordId::from_bytes([0x5e; 16]);

/// What it is, its answer, and the item that the insider brings.
struct Bad(&'static str, Answer, fn(&mut Office) -> Item);

/// The set's cases about these, numbered from the last one on.
pub(super) fn cases(from: u16) -> Vec<Case<Office>> {
    let by_insider = letters().into_iter().chain(shelf()).map(|bad| (bad, FROM, Who::Insider));
    let by_reporter = reporters().into_iter().map(|bad| (bad, REPORTER, Who::Snitch));
    let all = by_insider.chain(by_reporter).zip(from + 1..);
    let mut cases: Vec<Case<Office>> = all
        .map(|((Bad(what, expected, make), at, who), number)| {
            Case::new(number, what, at, expected, move |office: &mut Office| {
                let item = make(office);
                Input::Up(office.body(who, vec![item]))
            })
        })
        .collect();
    cases.push(unreadable(from + cases.len() as u16 + 1));
    cases
}

/// The server does not read what a service says; no device offers one that it cannot read.
fn unreadable(number: u16) -> Case<Office> {
    let what = "a service whose entry is noise";
    let case = Case::new(number, what, FROM, Answer::Taken, |office: &mut Office| {
        let item = listing(office, 1, vec![0xff; 300]);
        Input::Up(office.body(Who::Insider, vec![item]))
    });
    [
        Allowance::added("server.batch", 1),
        Allowance::added("server.item", 1),
        Allowance::added("server.entry", 1),
        Allowance::changed("server.programme", 1),
        Allowance::changed("server.chain", 1),
        Allowance::added("server.directory_item", 1),
        Allowance::added("server.delivery", 2),
    ]
    .into_iter()
    .fold(case, Case::leaving)
}

/// A letter to the insider's own organisation that has everything, altered before it is sealed.
fn sealed(office: &mut Office, alter: fn(&mut Letter)) -> Letter {
    let (recipient, public) = office.epoch(office.home);
    let about = office.bait.record;
    let (encapsulated, sealed) = (Vec::new(), Vec::new());
    let mut envelope =
        Letter { topic: Topic::Fingerprint, about, number: 1, mark: 7, recipient, encapsulated, sealed };
    alter(&mut envelope);
    let (programme, author) = (office.insider.programme, office.insider.id());
    letter::seal(&programme, &author, envelope, b"a message", &public, &mut office.insider.rng)
        .expect("sealed")
}

/// The same, altered afterwards.
fn spoilt(office: &mut Office, alter: fn(&mut Letter)) -> Item {
    let mut letter = sealed(office, |_| ());
    alter(&mut letter);
    letter.to_item()
}

fn letters() -> Vec<Bad> {
    let refused = || Answer::Item(Code::LetterRefused);
    vec![
        Bad("a letter to a device", refused(), |office| {
            let device = Recipient::Device(office.insider.id());
            Letter { recipient: device, ..sealed(office, |_| ()) }.to_item()
        }),
        Bad("a letter without a seal", refused(), |office| spoilt(office, |letter| letter.sealed.clear())),
        Bad("a letter of a tag alone", refused(), |office| {
            spoilt(office, |letter| letter.sealed.truncate(16))
        }),
        Bad("a letter off the grid of lengths", refused(), |office| {
            spoilt(office, |letter| letter.sealed.push(0))
        }),
        Bad("a letter one step longer than the longest", Answer::Item(Code::TooLarge), |office| {
            spoilt(office, |letter| letter.sealed.resize(limits::LETTER_BYTES + limits::LETTER_STEP + 16, 0))
        }),
        Bad("a letter with half of a key", refused(), |office| {
            spoilt(office, |letter| letter.encapsulated.truncate(16))
        }),
        Bad("a letter that is numbered 0", refused(), |office| {
            sealed(office, |letter| letter.number = 0).to_item()
        }),
        Bad("a fingerprint of no case", refused(), |office| {
            sealed(office, |letter| letter.about = RecordId::DIRECTORY).to_item()
        }),
        Bad("a likeness with a mark", refused(), |office| {
            sealed(office, |letter| letter.topic = Topic::Likeness).to_item()
        }),
        Bad("a letter under a key that its reader does not have", refused(), |office| {
            sealed(office, |letter| {
                if let Recipient::Organisation(_, epoch) = &mut letter.recipient {
                    *epoch += 40;
                }
            })
            .to_item()
        }),
        Bad("a letter to an organisation that there is not", refused(), |office| {
            let nobody = Recipient::Organisation(OrganisationId::from_bytes([0x66; 16]), 0);
            Letter { recipient: nobody, ..sealed(office, |_| ()) }.to_item()
        }),
        Bad("a match key where the root named none", refused(), |office| {
            sealed(office, |letter| {
                (letter.topic, letter.about, letter.mark) = (Topic::MatchKey, RecordId::DIRECTORY, 0);
            })
            .to_item()
        }),
        Bad("a fingerprint while nobody compares", refused(), |office| sealed(office, |_| ()).to_item()),
        Bad("a fingerprint of a case that nobody has", Answer::Item(Code::NoAccess), |office| {
            sealed(office, |letter| letter.about = RecordId::from_bytes([9; 16])).to_item()
        }),
        Bad("a likeness by who does not compare", Answer::Item(Code::NotAllowed), |office| {
            sealed(office, |letter| (letter.topic, letter.mark) = (Topic::Likeness, 0)).to_item()
        }),
        Bad("where a service is that there is not", Answer::Item(Code::NotAllowed), |office| {
            sealed(office, |letter| {
                (letter.topic, letter.about, letter.mark) = (Topic::HiddenPart, SERVICE, 0);
            })
            .to_item()
        }),
        Bad("a letter in an array without a length", Answer::Item(Code::Malformed), |office| {
            let Item { kind, body } = sealed(office, |_| ()).to_item();
            Item { kind, body: [&[0x9f], &body[1..], &[0xff]].concat() }
        }),
    ]
}

fn listing(office: &Office, number: u32, entry: Vec<u8>) -> Item {
    Listing { organisation: office.home, service: SERVICE, number, entry }.to_item()
}

fn shelf() -> Vec<Bad> {
    let refused = || Answer::Item(Code::ListingRefused);
    vec![
        Bad("a service one byte longer than allowed", Answer::Item(Code::TooLarge), |office| {
            listing(office, 1, vec![0; limits::LISTING_BYTES + 1])
        }),
        Bad("a service in its version 0", refused(), |office| listing(office, 0, vec![0])),
        Bad("a service with the id of the directory", refused(), |office| {
            let (organisation, service) = (office.home, RecordId::DIRECTORY);
            Listing { organisation, service, number: 1, entry: vec![0] }.to_item()
        }),
        Bad("a service in the name of another organisation", Answer::Item(Code::NotAllowed), |office| {
            let organisation = office.other;
            Listing { organisation, service: SERVICE, number: 1, entry: vec![0] }.to_item()
        }),
        Bad("a service with a byte behind it", Answer::Item(Code::Malformed), |office| {
            let Item { kind, body } = listing(office, 1, vec![0]);
            Item { kind, body: [body, vec![0]].concat() }
        }),
        Bad("a flag that nobody has named", refused(), |_| {
            ListingFlag { service: SERVICE, what: limits::LISTING_FLAGS, number: 1 }.to_item()
        }),
        Bad("a flag that is numbered 0", refused(), |_| {
            ListingFlag { service: SERVICE, what: 0, number: 0 }.to_item()
        }),
        Bad("a flag more than a device may raise", refused(), |_| {
            ListingFlag { service: SERVICE, what: 0, number: limits::LISTING_FLAGS_MAX + 1 }.to_item()
        }),
        Bad("a flag on a service that there is not", refused(), |_| {
            ListingFlag { service: RecordId::from_bytes([0x5f; 16]), what: 0, number: 1 }.to_item()
        }),
    ]
}

fn reporters() -> Vec<Bad> {
    let not_allowed = || Answer::Item(Code::NotAllowed);
    vec![
        Bad("a letter by a reporter", not_allowed(), |office| sealed(office, |_| ()).to_item()),
        Bad("a service by a reporter", not_allowed(), |office| listing(office, 1, vec![0])),
        Bad("a flag by a reporter", not_allowed(), |_| {
            ListingFlag { service: SERVICE, what: 0, number: 1 }.to_item()
        }),
    ]
}

//! The signed batch: its place in the device's chain, its signature, its tree.

use super::{Answer, Bad, Bound, Case, Entrance, Input, Office, edit, packed, signed};
use crate::catalogue::Allowance;
use jonaki_core::protocol::cose::{self, Purpose, Signed};
use jonaki_core::protocol::{
    BatchHeader, ChainPosition, Code, Compartment, Digest, Item, KeyId, Sealed, SignedBatch, Timestamp,
    decode, encode, limits,
};
use rand_chacha::rand_core::Rng as _;
use serde_bytes::ByteBuf;

const UNSIGNED: Answer = Answer::Batch(Code::BadSignature);

/// The payload of a batch's header.
fn header(batch: &SignedBatch) -> BatchHeader {
    decode(Signed::parse(&batch.header).expect("a header").unverified_payload()).expect("a header")
}

/// Signs any payload as the header of a batch, for any purpose.
fn sign(office: &Office, purpose: Purpose, payload: Vec<u8>) -> ByteBuf {
    let cheat = &office.insider;
    ByteBuf::from(cose::sign(purpose, &cheat.programme, &cheat.sign, cheat.id().as_bytes(), payload))
}

/// The next honest batch.
fn next(office: &mut Office) -> SignedBatch {
    let item = edit(office);
    office.insider.batch(&office.world, vec![item])
}

/// A request around a batch.
fn around(office: &mut Office, batches: Vec<SignedBatch>) -> Input {
    let request = office.insider.request(&office.world, batches);
    let message = signed(office, encode(&request));
    packed(&message)
}

/// A batch whose header was changed and then truly signed.
fn altered(office: &mut Office, alter: impl FnOnce(&mut BatchHeader)) -> Input {
    let mut batch = next(office);
    let mut payload = header(&batch);
    alter(&mut payload);
    batch.header = sign(office, Purpose::Batch, encode(&payload));
    around(office, vec![batch])
}

pub(super) const CASES: &[Bad] = &[
    Bad("a batch that leaves one out", Answer::Batch(Code::Gap), Bound::SMALL, |office| {
        altered(office, |header| header.n += 1)
    }),
    Bad("a batch with the highest number there is", UNSIGNED, Bound::SMALL, |office| {
        altered(office, |header| header.n = u64::MAX)
    }),
    Bad("a batch numbered 0", UNSIGNED, Bound::SMALL, |office| altered(office, |header| header.n = 0)),
    Bad("another batch under a number that was used", Answer::Batch(Code::Fork), Bound::SMALL, |office| {
        altered(office, |header| header.n -= 1)
    }),
    Bad("a batch that follows another than the last", Answer::Batch(Code::Fork), Bound::SMALL, |office| {
        altered(office, |header| header.prev = Digest::from_bytes([9; 32]))
    }),
    Bad("two batches in the wrong order", Answer::Batch(Code::Gap), Bound::SMALL, |office| {
        let first = next(office);
        let chain = ChainPosition { n: header(&first).n, hash: first.hash() };
        let item = edit(office);
        let (cheat, now) = (&office.insider, office.world.clock.now());
        let second = SignedBatch::sign(&cheat.programme, &cheat.sign, &chain, now, None, vec![(item, now)]);
        around(office, vec![second.expect("a batch"), first])
    }),
    Bad("a batch signed as a request", UNSIGNED, Bound::SMALL, |office| {
        let mut batch = next(office);
        batch.header = sign(office, Purpose::Request, encode(&header(&batch)));
        around(office, vec![batch])
    }),
    Bad("a batch signed as a receipt", UNSIGNED, Bound::SMALL, |office| {
        let mut batch = next(office);
        batch.header = sign(office, Purpose::Receipt, encode(&header(&batch)));
        around(office, vec![batch])
    }),
    Bad("a batch signed by another device than its request", UNSIGNED, Bound::SMALL, |office| {
        let item = edit(office);
        let batch = office.snitch.batch(&office.world, vec![item]);
        around(office, vec![batch])
    }),
    Bad("a batch in the name of another device", UNSIGNED, Bound::SMALL, |office| {
        let mut batch = next(office);
        let founder = office.founder.client().device().expect("enrolled");
        let (cheat, payload) = (&office.insider, encode(&header(&batch)));
        let signed = cose::sign(Purpose::Batch, &cheat.programme, &cheat.sign, founder.as_bytes(), payload);
        batch.header = ByteBuf::from(signed);
        around(office, vec![batch])
    }),
    Bad("a header that is no signed message", Answer::Batch(Code::Malformed), Bound::SMALL, |office| {
        let mut batch = next(office);
        batch.header = ByteBuf::from(vec![0x84; 40]);
        around(office, vec![batch])
    }),
    Bad("a header with a byte behind it", Answer::Batch(Code::Malformed), Bound::SMALL, |office| {
        let mut batch = next(office);
        let payload = [encode(&header(&batch)), vec![0]].concat();
        batch.header = sign(office, Purpose::Batch, payload);
        around(office, vec![batch])
    }),
    Bad("another root than that of its items", UNSIGNED, Bound::SMALL, |office| {
        altered(office, |header| header.root = Digest::from_bytes([9; 32]))
    }),
    Bad("a count below that of its items", UNSIGNED, Bound::SMALL, |office| {
        altered(office, |header| header.count = 0)
    }),
    Bad("a count above that of its items", UNSIGNED, Bound::SMALL, |office| {
        altered(office, |header| header.count = 256)
    }),
    Bad("more runs of ages than items", UNSIGNED, Bound::SMALL, |office| {
        altered(office, |header| header.ages = vec![(1, 1); 2])
    }),
    Bad("a batch without items", UNSIGNED, Bound::SMALL, |office| {
        let mut batch = next(office);
        let payload = BatchHeader { count: 0, root: Digest::from_bytes([0; 32]), ..header(&batch) };
        batch.header = sign(office, Purpose::Batch, encode(&payload));
        batch.items.clear();
        around(office, vec![batch])
    }),
    Bad("a batch of 257 items", Answer::Request(Code::TooLarge), Bound::SMALL, |office| {
        let mut batch = next(office);
        batch.items = vec![batch.items[0].clone(); 257];
        around(office, vec![batch])
    }),
    Bad("257 hidden hashes", Answer::Request(Code::TooLarge), Bound::SMALL, |office| {
        let mut batch = next(office);
        batch.hidden = vec![Digest::from_bytes([9; 32]); 257];
        around(office, vec![batch])
    }),
    Bad("hidden hashes that are not used up", Answer::Batch(Code::Malformed), Bound::SMALL, |office| {
        let mut batch = next(office);
        batch.hidden = vec![Digest::from_bytes([9; 32])];
        around(office, vec![batch])
    }),
    Bad("a hidden item without its hash", Answer::Batch(Code::Malformed), Bound::SMALL, |office| {
        let mut batch = next(office);
        batch.items = vec![None];
        around(office, vec![batch])
    }),
    Bad("an item that was put in another's place", UNSIGNED, Bound::SMALL, |office| {
        let mut batch = next(office);
        let other = edit(office);
        batch.items = vec![Some(other)];
        around(office, vec![batch])
    }),
    Bad("an offer whose signature does not verify", Answer::Ignored, Bound::SMALL, |office| {
        let mut batch = next(office);
        batch.items = vec![Some(edit(office))];
        offered(office, batch)
    }),
    Bad("an offer of a device that was removed", Answer::Ignored, Bound::SMALL, |office| {
        let item = edit(office);
        let batch = office.leaver.batch(&office.world, vec![item]);
        offered(office, batch)
    }),
    Bad("an offer of a device that nobody certified", Answer::Ignored, Bound::SMALL, |office| {
        let (item, now) = (edit(office), office.world.clock.now());
        let nobody = jonaki_core::protocol::SignPrivate::from_seed(&[77; 32]);
        let programme = office.insider.programme;
        let batch =
            SignedBatch::sign(&programme, &nobody, &ChainPosition::START, now, None, vec![(item, now)]);
        offered(office, batch.expect("a batch"))
    }),
    Bad("a fork of its own chain, as an offer", Answer::Ignored, Bound::SMALL, |office| {
        let (item, now) = (edit(office), office.world.clock.now());
        let cheat = &office.insider;
        let batch = SignedBatch::sign(
            &cheat.programme,
            &cheat.sign,
            &ChainPosition::START,
            now,
            None,
            vec![(item, now)],
        );
        offered(office, batch.expect("a batch"))
    }),
];

fn offered(office: &mut Office, batch: SignedBatch) -> Input {
    let mut request = office.insider.request(&office.world, Vec::new());
    request.offers = vec![batch];
    let message = signed(office, encode(&request));
    packed(&message)
}

/// What is taken, and must hurt nobody who reads it.
pub(super) fn of_others(from: u16) -> Vec<Case<Office>> {
    let at = Entrance::Server("a coordinator of the case");
    let mut cases = Vec::new();
    let times: [(&'static str, i64); 2] = [
        ("an honest edit, signed at the end of all time", i64::MAX),
        ("an honest edit, signed before all time", i64::MIN),
    ];
    for (what, time) in times {
        let number = from + cases.len() as u16 + 1;
        let case = Case::new(number, what, at, Answer::Taken, move |office: &mut Office| {
            altered(office, |header| header.time = Timestamp(time))
        });
        cases.push(taken(case));
    }
    let ages = Case::new(
        from + 3,
        "an honest edit with an age that overflows",
        at,
        Answer::Taken,
        |office: &mut Office| altered(office, |header| header.ages = vec![(u16::MAX, i32::MIN)]),
    );
    cases.push(taken(ages));
    let twice = Case::new(
        from + 4,
        "one batch 256 times in one request",
        at,
        Answer::Taken,
        |office: &mut Office| {
            let batch = next(office);
            around(office, vec![batch; limits::REQUEST_BATCHES])
        },
    );
    cases.push(taken(twice).within(Bound::LARGE));
    let filling = Case::new(
        from + 5,
        "a batch of sealed noise that just fills a request, for everybody who reads the case",
        at,
        Answer::Taken,
        |office: &mut Office| {
            let noise = |office: &mut Office| noise(office, 65_465);
            let items = (0..16).map(|_| noise(office)).collect();
            let batch = office.insider.batch(&office.world, items);
            around(office, vec![batch])
        },
    );
    let filling = taken(filling)
        .leaving(Allowance::added("server.item", 15))
        .leaving(Allowance::added("server.delivery", 30));
    cases.push(filling.within(Bound { memory: 16 << 20, ..Bound::LARGE }));
    cases
}

/// A sealed change of the insider's record that nobody can open.
fn noise(office: &mut Office, length: usize) -> Item {
    let (record, compartment) = (office.bait.record, Compartment::Account);
    let commitment = office.bait.account.commitment(&office.insider.programme, &record, compartment);
    let mut message = vec![0; length];
    office.insider.rng.fill_bytes(&mut message);
    Sealed { record, compartment, key: KeyId::of(&commitment), message }.to_item()
}

/// What an admitted edit of a card leaves: its batch, item and entry, the card, and a place in each reader's feed.
fn taken(case: Case<Office>) -> Case<Office> {
    [
        Allowance::added("server.batch", 1),
        Allowance::added("server.item", 1),
        Allowance::added("server.entry", 1),
        Allowance::changed("server.programme", 1),
        Allowance::changed("server.chain", 1),
        Allowance::changed("server.document", 1),
        // The organisation and the reporter, each with the certificates that prove the author.
        Allowance::added("server.delivery", 6),
    ]
    .into_iter()
    .fold(case, Case::leaving)
}

//! The signed request.

use super::{Answer, Bad, Bound, Input, altered, honest, packed, signed};
use jonaki_core::protocol::cose::{self, Purpose};
use jonaki_core::protocol::sync::{Founding, RecordDigest, Request};
use jonaki_core::protocol::{
    Code, CompartmentSet, DeviceId, LogId, OrganisationId, ProgrammeId, RecordId, SignPrivate, encode,
};
use serde_bytes::ByteBuf;

const MALFORMED: Answer = Answer::Request(Code::Malformed);
const UNSIGNED: Answer = Answer::Request(Code::BadSignature);
const LARGE: Answer = Answer::Request(Code::TooLarge);

/// The bytes of an honest, signed request.
fn message(office: &mut super::Office) -> Vec<u8> {
    let request = honest(office);
    signed(office, encode(&request))
}

/// An honest message with other bytes in the place of these; the first time they occur.
fn replaced(office: &mut super::Office, old: &[u8], new: &[u8]) -> Input {
    let message = message(office);
    let at = message.windows(old.len()).position(|window| window == old).expect("in the message");
    packed(&[&message[..at], new, &message[at + old.len()..]].concat())
}

/// The order of the group, little-endian.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// Adds the group's order to the second half of a signature: the same signature to a careless verifier.
fn with_order(mut message: Vec<u8>) -> Vec<u8> {
    let at = message.len() - 32;
    let mut carry = 0;
    for (byte, order) in message[at..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        (*byte, carry) = (sum as u8, sum >> 8);
    }
    message
}

pub(super) const CASES: &[Bad] = &[
    Bad("a map instead of a signed message", MALFORMED, Bound::SMALL, |_| packed(&[0xa1, 0x01, 0x02])),
    Bad("a signed message in a tag", MALFORMED, Bound::SMALL, |office| {
        packed(&[vec![0xd2], message(office)].concat())
    }),
    Bad("another algorithm in the protected header", MALFORMED, Bound::SMALL, |office| {
        replaced(office, &[0x43, 0xa1, 0x01, 0x27], &[0x43, 0xa1, 0x01, 0x26])
    }),
    Bad("a header of its own beside the key id", MALFORMED, Bound::SMALL, |office| {
        replaced(office, &[0xa1, 0x04, 0x50], &[0xa2, 0x01, 0x27, 0x04, 0x50])
    }),
    Bad("a key id of 15 bytes", MALFORMED, Bound::SMALL, |office| {
        let payload = encode(&honest(office));
        let cheat = &office.insider;
        let id = cheat.id();
        let short = &id.as_bytes()[..15];
        packed(&cose::sign(Purpose::Request, &cheat.programme, &cheat.sign, short, payload))
    }),
    Bad("a signature of 63 bytes", MALFORMED, Bound::SMALL, |office| {
        let mut message = message(office);
        message.pop();
        packed(&message)
    }),
    Bad("a signature with one bit turned", UNSIGNED, Bound::SMALL, |office| {
        let mut message = message(office);
        *message.last_mut().expect("bytes") ^= 1;
        packed(&message)
    }),
    Bad("a signature with the group's order added (not canonical)", UNSIGNED, Bound::SMALL, |office| {
        packed(&with_order(message(office)))
    }),
    Bad("a signature whose point is of small order", UNSIGNED, Bound::SMALL, |office| {
        let mut message = message(office);
        let at = message.len() - 64;
        message[at..].fill(0);
        message[at] = 1;
        packed(&message)
    }),
    Bad("a signature made for a batch", UNSIGNED, Bound::SMALL, |office| {
        let payload = encode(&honest(office));
        let cheat = &office.insider;
        packed(&cose::sign(Purpose::Batch, &cheat.programme, &cheat.sign, cheat.id().as_bytes(), payload))
    }),
    Bad("a signature made for another programme", UNSIGNED, Bound::SMALL, |office| {
        let payload = encode(&honest(office));
        let (cheat, other) = (&office.insider, ProgrammeId::from_bytes([9; 16]));
        packed(&cose::sign(Purpose::Request, &other, &cheat.sign, cheat.id().as_bytes(), payload))
    }),
    Bad("signed by one device in the name of another", UNSIGNED, Bound::SMALL, |office| {
        let payload = encode(&honest(office));
        let founder = office.founder.client().device().expect("enrolled");
        let cheat = &office.insider;
        packed(&cose::sign(Purpose::Request, &cheat.programme, &cheat.sign, founder.as_bytes(), payload))
    }),
    Bad(
        "from a device that nobody certified",
        Answer::Request(Code::UnknownDevice),
        Bound::SMALL,
        |office| {
            let mut request = honest(office);
            request.batches.clear();
            Input::Up(request.to_body(&SignPrivate::from_seed(&[77; 32])).expect("a request"))
        },
    ),
    Bad(
        "from a device that was removed a second ago",
        Answer::Request(Code::Revoked),
        Bound::SMALL,
        |office| {
            let request = office.leaver.request(&office.world, Vec::new());
            Input::Up(request.to_body(&office.leaver.sign).expect("a request"))
        },
    ),
    Bad(
        "for a programme that this server does not have",
        Answer::Request(Code::UnknownProgramme),
        Bound::SMALL,
        |office| {
            let other = ProgrammeId::from_bytes([9; 16]);
            let request = Request { programme: other, ..honest(office) };
            let (cheat, payload) = (&office.insider, encode(&request));
            packed(&cose::sign(Purpose::Request, &other, &cheat.sign, cheat.id().as_bytes(), payload))
        },
    ),
    Bad("version 0", Answer::Request(Code::UnsupportedVersion), Bound::SMALL, |office| {
        altered(office, |request| request.version = 0)
    }),
    Bad("version 255", Answer::Request(Code::UnsupportedVersion), Bound::SMALL, |office| {
        altered(office, |request| request.version = 255)
    }),
    Bad("16 minutes ahead", Answer::Request(Code::ClockSkew), Bound::SMALL, |office| {
        altered(office, |request| request.time = request.time.plus(16 * 60))
    }),
    Bad("16 minutes behind", Answer::Request(Code::ClockSkew), Bound::SMALL, |office| {
        altered(office, |request| request.time = request.time.plus(-16 * 60))
    }),
    Bad(
        "at the last second that a number can say",
        Answer::Request(Code::ClockSkew),
        Bound::SMALL,
        |office| altered(office, |request| request.time.0 = i64::MAX),
    ),
    Bad(
        "at the first second that a number can say",
        Answer::Request(Code::ClockSkew),
        Bound::SMALL,
        |office| altered(office, |request| request.time.0 = i64::MIN),
    ),
    Bad("the same request a second time", Answer::Request(Code::Replayed), Bound::SMALL, |office| {
        let request = office.insider.request(&office.world, Vec::new());
        let body = request.to_body(&office.insider.sign).expect("a request");
        assert_eq!(office.world.exchange(&body).status, 200);
        Input::Up(body)
    }),
    Bad("wants no bytes of its feed", Answer::Ignored, Bound::LARGE, |office| {
        altered(office, |request| (request.batches, request.budget) = (Vec::new(), 0))
    }),
    Bad("wants 4 GiB of its feed", Answer::Ignored, Bound::LARGE, |office| {
        altered(office, |request| (request.batches, request.budget) = (Vec::new(), u32::MAX))
    }),
    Bad("a cursor at the end of all numbers", Answer::Ignored, Bound::SMALL, |office| {
        altered(office, |request| {
            request.batches.clear();
            request.cursor.everyone = u64::MAX;
            request.cursor.device = u64::MAX;
        })
    }),
    Bad("a cursor of a log that never was", Answer::Ignored, Bound::LARGE, |office| {
        altered(office, |request| {
            request.batches.clear();
            request.cursor.log = Some(LogId::from_bytes([9; 16]));
        })
    }),
    Bad("a cursor with 33 organisations", LARGE, Bound::SMALL, |office| {
        altered(office, |request| {
            let places = (0..33).map(|byte| (OrganisationId::from_bytes([byte; 16]), 0));
            request.cursor.organisations = places.collect();
        })
    }),
    Bad("8,193 digests", LARGE, Bound::LARGE, |office| {
        altered(office, |request| request.digests = digests(8_193))
    }),
    Bad("8,192 digests of records that nobody has", Answer::Ignored, Bound::LARGE, |office| {
        altered(office, |request| (request.batches, request.digests) = (Vec::new(), digests(8_192)))
    }),
    Bad("a digest over compartments that are not there", MALFORMED, Bound::SMALL, |office| {
        let mut request = honest(office);
        request.digests = vec![RecordDigest { digest: 0, ..digests(1).remove(0) }];
        let payload = encode(&request);
        let id = payload
            .windows(17)
            .position(|window| window[0] == 0x50 && window[1..] == [0; 16])
            .expect("there");
        let mut wrong = payload;
        wrong.splice(id + 17..id + 18, [0x18, 0xf0]);
        let message = signed(office, wrong);
        packed(&message)
    }),
    Bad("8,193 records to prove", LARGE, Bound::LARGE, |office| {
        altered(office, |request| request.prove = vec![RecordId::from_bytes([7; 16]); 8_193])
    }),
    Bad("8,192 times one record to prove", Answer::Ignored, Bound::LARGE, |office| {
        let case = office.case;
        altered(office, |request| (request.batches, request.prove) = (Vec::new(), vec![case; 8_192]))
    }),
    Bad("257 batches", LARGE, Bound::LARGE, |office| {
        altered(office, |request| request.batches = vec![request.batches[0].clone(); 257])
    }),
    Bad("a founding code for a programme that is there", Answer::Ignored, Bound::SMALL, |office| {
        altered(office, |request| {
            request.batches.clear();
            let root = SignPrivate::from_seed(&[77; 32]).public();
            request.founding = Some(Founding { root, code: ByteBuf::from(b"code".to_vec()) });
        })
    }),
    Bad("a number in more bytes than it needs", MALFORMED, Bound::SMALL, |office| {
        let payload = encode(&honest(office));
        // The version, 1, as 18 01.
        let longer = [&payload[..1], &[0x18, 0x01], &payload[2..]].concat();
        packed(&signed(office, longer))
    }),
    Bad("an array without a length", MALFORMED, Bound::SMALL, |office| {
        let payload = encode(&honest(office));
        packed(&signed(office, [&[0x9f], &payload[1..], &[0xff]].concat()))
    }),
    Bad("a float for the version", MALFORMED, Bound::SMALL, |office| {
        let payload = encode(&honest(office));
        packed(&signed(office, [&payload[..1], &[0xf9, 0x3c, 0x00], &payload[2..]].concat()))
    }),
    Bad("a tag around the request", MALFORMED, Bound::SMALL, |office| {
        let payload = encode(&honest(office));
        packed(&signed(office, [vec![0xc6], payload].concat()))
    }),
    Bad("a byte behind the request", MALFORMED, Bound::SMALL, |office| {
        let payload = encode(&honest(office));
        packed(&signed(office, [payload, vec![0]].concat()))
    }),
    Bad("a million arrays in one another", MALFORMED, Bound::LARGE, |office| {
        packed(&signed(office, vec![0x81; 1_000_000]))
    }),
    Bad("an array of 2⁶⁰ batches that are not there", MALFORMED, Bound::SMALL, |office| {
        let mut payload = vec![0x8b];
        payload.extend([0x9b, 0x10, 0, 0, 0, 0, 0, 0, 0].repeat(11));
        packed(&signed(office, payload))
    }),
    Bad("a byte string of 2⁶⁰ bytes that are not there", MALFORMED, Bound::SMALL, |office| {
        packed(&signed(office, vec![0x8b, 0x01, 0x5b, 0x10, 0, 0, 0, 0, 0, 0, 0]))
    }),
    Bad("the id of nobody", Answer::Request(Code::UnknownDevice), Bound::SMALL, |office| {
        let payload = encode(&honest(office));
        let (cheat, nobody) = (&office.insider, DeviceId::NOBODY);
        packed(&cose::sign(Purpose::Request, &cheat.programme, &cheat.sign, nobody.as_bytes(), payload))
    }),
];

/// Digests of so many records that nobody has; the first is all zeros.
fn digests(count: u16) -> Vec<RecordDigest> {
    let record = |number: u16| {
        let mut id = [0; 16];
        id[..2].copy_from_slice(&number.to_be_bytes());
        RecordDigest { record: RecordId::from_bytes(id), compartments: CompartmentSet::EMPTY, digest: 1 }
    };
    (0..count).map(record).collect()
}

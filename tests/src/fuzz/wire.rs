//! Frames, signed messages, items, cursors, lines: bytes in, values out, and back.

use super::Reached;
use super::input::Input;
use super::programme::programme;
use coset::{CborSerializable as _, CoseSign1, Header, iana};
use jonaki_protocol::cose::{self, Purpose, Signed};
use jonaki_protocol::sync::{Cursor, RecordDigest};
use jonaki_protocol::{
    Body, ChainPosition, Code, CompartmentSet, DeviceId, Holder, Item, Principal, ProgrammeId, Recipient,
    Role, Seen, ServerLine, decode, encode, frame,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A frame: bounded, the same again, and everything that we pack comes back.
pub fn frame(data: &[u8]) -> Reached {
    let Some((mode, rest)) = data.split_first() else { return Reached::Refused };
    if mode & 1 == 1 {
        let packed = if mode & 2 == 0 { frame::pack_quick(rest) } else { frame::pack(rest) };
        assert_eq!(frame::unpack(&packed, rest.len()).as_deref(), Ok(rest));
        if let Some(less) = rest.len().checked_sub(1) {
            assert_eq!(frame::unpack(&packed, less), Err(Code::TooLarge));
        }
        return Reached::Taken;
    }
    let most = [1024, 4096, 64 * 1024, 1024 * 1024][usize::from(mode >> 1 & 3)];
    match frame::unpack(rest, most) {
        Ok(plain) => {
            assert!(plain.len() <= most);
            // With a context that was used before.
            assert_eq!(frame::unpack(rest, most).as_ref(), Ok(&plain));
            assert_eq!(frame::unpack(&frame::pack_quick(&plain), most).as_ref(), Ok(&plain));
            assert!(frame::unpack(&[rest, &[0]].concat(), most).is_err());
            Reached::Taken
        }
        Err(code) => {
            assert!(matches!(code, Code::Malformed | Code::TooLarge | Code::UnknownDictionary), "{code:?}");
            // What failed leaves nothing behind in the context.
            let packed = frame::pack_quick(b"after");
            assert_eq!(frame::unpack(&packed, 5).as_deref(), Ok(b"after".as_slice()));
            Reached::Refused
        }
    }
}

const PURPOSES: [Purpose; 7] = [
    Purpose::Request,
    Purpose::Batch,
    Purpose::Receipt,
    Purpose::Checkpoint,
    Purpose::Invite,
    Purpose::Certificate,
    Purpose::Directory,
];

/// A signed message: our narrow reader takes exactly the messages of our profile that a general COSE reader takes, and a
/// signature is worth nothing elsewhere.
pub fn cose(data: &[u8]) -> Reached {
    let Some((mode, rest)) = data.split_first() else { return Reached::Refused };
    if mode & 1 == 1 {
        return signed_here(*mode, rest);
    }
    let found = Signed::parse(rest);
    let general = CoseSign1::from_slice(rest).ok().filter(|general| is_profile(general, rest));
    match (&found, &general) {
        (Ok(found), Some(general)) => {
            assert_eq!(found.key_id(), general.unprotected.key_id);
            assert_eq!(Some(found.unverified_payload()), general.payload.as_deref());
        }
        (Err(code), None) => assert_eq!(*code, Code::Malformed),
        _ => panic!(
            "{} and COSE disagree on {rest:02x?}",
            if found.is_ok() { "we take it" } else { "we refuse" }
        ),
    }
    let Ok(found) = found else { return Reached::Refused };
    let world = programme();
    for purpose in PURPOSES {
        for key in [&world.admin.sign, &world.server, &world.root] {
            if found.verify(purpose, &world.id, &key.public()).is_ok() {
                // Ed25519 is deterministic: what verifies is what the key's holder made.
                let payload = found.unverified_payload().to_vec();
                assert_eq!(cose::sign(purpose, &world.id, key, found.key_id(), payload), rest);
            }
        }
    }
    Reached::Taken
}

fn is_profile(general: &CoseSign1, bytes: &[u8]) -> bool {
    let header = Header {
        alg: Some(coset::RegisteredLabelWithPrivate::Assigned(iana::Algorithm::EdDSA)),
        ..Header::default()
    };
    let only_key_id = Header { key_id: general.unprotected.key_id.clone(), ..Header::default() };
    general.protected.header == header
        && general.unprotected == only_key_id
        && general.payload.is_some()
        && general.signature.len() == 64
        && general.clone().to_vec().is_ok_and(|again| again == bytes)
}

fn signed_here(mode: u8, rest: &[u8]) -> Reached {
    let world = programme();
    let purpose = PURPOSES[usize::from(mode >> 1) % PURPOSES.len()];
    let (key_id, payload) = rest.split_at(rest.len().min(usize::from(mode >> 4)));
    let mut message = cose::sign(purpose, &world.id, &world.admin.sign, key_id, payload.to_vec());
    let parsed = Signed::parse(&message).expect("what we sign is of our profile");
    let public = world.admin.sign.public();
    assert_eq!(parsed.verify_as(key_id, purpose, &world.id, &public), Ok(payload));
    for other in PURPOSES.into_iter().filter(|other| *other != purpose) {
        assert_eq!(parsed.verify(other, &world.id, &public), Err(Code::BadSignature));
    }
    let foreign = ProgrammeId::from_bytes([9; 16]);
    assert_eq!(parsed.verify(purpose, &foreign, &public), Err(Code::BadSignature));
    assert_eq!(parsed.verify(purpose, &world.id, &world.server.public()), Err(Code::BadSignature));
    let at = payload.iter().fold(payload.len(), |sum, byte| sum + 7 * usize::from(*byte)) % message.len();
    message[at] ^= 1;
    let still = Signed::parse(&message)
        .and_then(|parsed| parsed.verify_as(key_id, purpose, &world.id, &public).map(|_| ()));
    assert!(still.is_err(), "byte {at} is covered by nothing");
    Reached::Taken
}

/// An item: one encoding for each value.
pub fn item(data: &[u8]) -> Reached {
    let Some((kind, body)) = data.split_first() else { return Reached::Refused };
    let item = Item { kind: *kind, body: body.to_vec() };
    let Ok(parsed) = item.parse() else { return Reached::Refused };
    assert_eq!(again(&parsed), item, "the same value has two encodings");
    assert_eq!(decode::<Item>(&encode(&item)).as_ref(), Ok(&item));
    assert!(!(parsed.is_directory() && parsed.record().is_some()));
    Reached::Taken
}

/// The item that carries a body.
pub(super) fn again(body: &Body) -> Item {
    match body {
        Body::Change(body) => body.to_item(),
        Body::Sealed(body) => body.to_item(),
        Body::KeySet(body) => body.to_item(),
        Body::Capsule(body) => body.to_item(),
        Body::Grant(body) => body.to_item(),
        Body::Withdraw(body) => body.to_item(),
        Body::Certificate(body) => body.to_item(),
        Body::RootSigned(body) => body.to_item(),
        Body::Epoch(body) => body.to_item(),
        Body::Removal(body) => body.to_item(),
        Body::EpochWrap(body) => body.to_item(),
        Body::Erase(body) => body.to_item(),
        Body::Form(body) => body.to_item(),
        Body::Listing(body) => body.to_item(),
        Body::ListingFlag(body) => body.to_item(),
        Body::Letter(body) => body.to_item(),
    }
}

/// A value that decodes has this one encoding.
pub(super) fn canonical<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let value: T = decode(bytes).ok()?;
    assert_eq!(encode(&value), bytes);
    Some(value)
}

/// A cursor and the small values that travel beside it.
pub fn cursor(data: &[u8]) -> Reached {
    let Some((mode, rest)) = data.split_first() else { return Reached::Refused };
    let found = match mode % 9 {
        0..=2 => canonical::<Cursor>(rest).map(|cursor| moves(cursor, *mode)),
        3 => canonical::<Recipient>(rest).map(drop),
        4 => canonical::<Holder>(rest).map(drop),
        5 => canonical::<RecordDigest>(rest).map(drop),
        6 => canonical::<(ChainPosition, Seen)>(rest).map(drop),
        7 => canonical::<(CompartmentSet, Role)>(rest).map(|(set, _)| {
            assert_eq!(set.iter().collect::<CompartmentSet>(), set);
        }),
        _ => Principal::from_slice(rest).map(|principal| assert_eq!(principal.to_bytes(), rest)),
    };
    found.map_or(Reached::Refused, |()| Reached::Taken)
}

fn moves(mut cursor: Cursor, mode: u8) {
    let before = cursor.clone();
    let listed = cursor.organisations.first().map(|(id, _)| Principal::Organisation(*id));
    let all = [Some(Principal::Everyone), Some(Principal::Device(DeviceId::NOBODY)), listed];
    let moved = all[usize::from(mode % 3)].unwrap_or(Principal::Everyone);
    cursor.advance(&moved, 77);
    assert_eq!(cursor.position(&moved), 77);
    for other in all.into_iter().flatten().filter(|other| *other != moved) {
        assert_eq!(cursor.position(&other), before.position(&other));
    }
}

/// The line that an operator hands to a founder.
pub fn server_line(data: &[u8]) -> Reached {
    let mut input = Input(data);
    let text = match input.byte() % 2 {
        0 => String::from_utf8_lossy(input.0).into_owned(),
        _ => format!(" jonaki:server/{}\n", data_encoding::BASE64URL_NOPAD.encode(input.0)),
    };
    let Ok(line) = ServerLine::from_text(&text) else { return Reached::Refused };
    assert_eq!(line.to_text(), text.trim(), "the same line has two spellings");
    Reached::Taken
}

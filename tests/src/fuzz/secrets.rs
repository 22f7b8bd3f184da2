//! What is wrapped and sealed: under keys that the target holds, so that the fuzzer's plaintext gets behind them.

use super::Reached;
use super::documents::{after_verifying, bases};
use super::input::{Input, chunk};
use super::programme::{OURS, RECORD, key, programme, rng};
use super::wire::canonical;
use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use coset::{CborSerializable as _, CoseEncrypt0Builder, HeaderBuilder, iana};
use hkdf::Hkdf;
use jonaki_document::{Document, Standing, Writer, hostile, verify_sealed};
use jonaki_protocol::grant::{Grantee, Granter, open_history, seal_history, unwrap_epoch, wrap_epoch};
use jonaki_protocol::{
    Body, Capsule, Compartment, CompartmentSet, DocumentId, EpochWrap, Grant, Holder, Item, KemPrivate,
    KeyId, KeySet, Recipient, Sealed, limits, seal,
};
use serde_bytes::ByteBuf;
use sha2::Sha256;
use std::sync::OnceLock;

const RECIPIENT: Recipient = Recipient::Organisation(OURS, 0);

/// A capsule and the one grant that was ever made under it.
pub(super) fn granted() -> &'static (Capsule, Grant) {
    static MADE: OnceLock<(Capsule, Grant)> = OnceLock::new();
    MADE.get_or_init(|| {
        let world = programme();
        let granter = Granter::new(world.id, RECIPIENT, &world.epoch.public(), &mut rng());
        let mut granter = granter.expect("a granter");
        let set = [Compartment::Card, Compartment::Account, Compartment::Identity].into_iter().collect();
        let grant = granter.grant(RECORD, set, &[&key(1), &key(2)]).expect("a grant");
        (granter.capsule().clone(), grant)
    })
}

/// The wrap of the organisation's first key for its recovery key.
pub(super) fn wrapped() -> &'static EpochWrap {
    static MADE: OnceLock<EpochWrap> = OnceLock::new();
    MADE.get_or_init(|| {
        let world = programme();
        let to = (Holder::Recovery, &world.recovery.public());
        wrap_epoch(&world.id, (OURS, 0), &world.epoch, to, &mut rng()).expect("wrapped")
    })
}

/// Key sets, capsules, grants, wraps of an organisation's key, histories of keys.
pub fn keys(data: &[u8]) -> Reached {
    let mut input = Input(data);
    let taken = match input.byte() % 6 {
        0 => grant(input.0),
        1 => capsule(input.0),
        2 => epoch_wrap(input.0),
        3 => history(input),
        4 => key_set(input.0),
        _ => round_trip(input),
    };
    if taken { Reached::Taken } else { Reached::Refused }
}

fn grant(body: &[u8]) -> bool {
    static GRANTEE: OnceLock<Grantee> = OnceLock::new();
    let (capsule, honest) = granted();
    let Ok(Body::Grant(grant)) = (Item { kind: Grant::KIND, body: body.to_vec() }).parse() else {
        return false;
    };
    let sealed = grant.compartments.iter().filter(|compartment| compartment.is_sealed()).count();
    assert!(sealed > 0 && grant.wrapped.len() == 32 * sealed + 16);
    let world = programme();
    let grantee = GRANTEE.get_or_init(|| Grantee::new(world.id, capsule, &world.epoch).expect("a grantee"));
    let opened = grantee.open(&Grant { recipient: RECIPIENT, ..grant.clone() });
    // What is bound to the wrap: everything but the recipient, which the grantee itself stands for.
    let same = Grant { recipient: RECIPIENT, ..grant } == *honest;
    assert_eq!(opened.is_ok(), same, "a grant that nobody made opens, or the one that was made does not");
    opened.is_ok_and(|keys| keys.len() == 2 && keys[0].1.same_as(&key(1)) && keys[1].1.same_as(&key(2)))
}

fn capsule(body: &[u8]) -> bool {
    let (_, grant) = granted();
    let Ok(Body::Capsule(capsule)) = (Item { kind: Capsule::KIND, body: body.to_vec() }).parse() else {
        return false;
    };
    assert_eq!(capsule.encapsulated.len(), 32);
    let world = programme();
    let Ok(grantee) = Grantee::new(world.id, &capsule, &world.epoch) else { return false };
    let opened = grantee.open(grant).is_ok();
    assert!(!opened || capsule.recipient == RECIPIENT, "a capsule for somebody else opens our grant");
    opened
}

fn epoch_wrap(body: &[u8]) -> bool {
    let item = Item { kind: EpochWrap::KIND, body: body.to_vec() };
    let Ok(Body::EpochWrap(wrap)) = item.parse() else { return false };
    assert!(wrap.encapsulated.len() == 32 && wrap.wrapped.len() == 48);
    let world = programme();
    let opened = unwrap_epoch(&world.id, &wrap, &world.recovery, &world.epoch.public());
    let honest = wrapped();
    if let Ok(key) = &opened {
        assert_eq!(key.public(), world.epoch.public());
        assert!(
            wrap.number == honest.number && wrap.holder == honest.holder && wrap.wrapped == honest.wrapped
        );
    }
    assert!(opened.is_ok() || wrap != *honest);
    opened.is_ok()
}

/// A history that the holder of the newest key could have sealed, of any plaintext.
fn history(mut input: Input<'_>) -> bool {
    let newest = KemPrivate::derive(&[10; 32]);
    if input.byte().is_multiple_of(2) {
        let opened = open_history(&newest, input.0);
        return opened.is_ok();
    }
    let mut sealing = [0; 32];
    let expanded = Hkdf::<Sha256>::new(None, newest.dangerously_bytes().as_slice())
        .expand(b"jonaki/v1/history", &mut sealing);
    assert!(expanded.is_ok());
    let payload = Payload { msg: input.0, aad: b"jonaki/v1/history" };
    let cipher = Aes256Gcm::new((&sealing).into());
    let sealed = cipher.encrypt(&Nonce::from([0; 12]), payload).expect("sealed");
    let Ok(keys) = open_history(&newest, &sealed) else { return false };
    let plain = canonical::<Vec<(u32, ByteBuf)>>(input.0).expect("it was read");
    assert_eq!(keys.len(), plain.len());
    let earlier: Vec<(u32, &KemPrivate)> = keys.iter().map(|(number, key)| (*number, key)).collect();
    let again = seal_history(&newest, &earlier).expect("sealed");
    assert_eq!(open_history(&newest, &again).map(|keys| keys.len()), Ok(plain.len()));
    true
}

fn key_set(body: &[u8]) -> bool {
    let Ok(Body::KeySet(set)) = (Item { kind: KeySet::KIND, body: body.to_vec() }).parse() else {
        return false;
    };
    let compartments: CompartmentSet = set.commitments.iter().map(|(compartment, _)| *compartment).collect();
    assert!(!set.commitments.is_empty() && set.commitments.len() <= 3);
    assert_eq!(compartments.iter().count(), set.commitments.len(), "one key for each compartment");
    assert!(!compartments.contains(Compartment::Card), "what is open has no key");
    true
}

/// Whatever is granted is what is opened, by nobody else and nowhere else.
fn round_trip(mut input: Input<'_>) -> bool {
    let world = programme();
    let Some(set) = CompartmentSet::from_bits(input.byte()) else { return false };
    let number = input.below(4);
    let keys = [key(input.byte()), key(input.byte()), key(input.byte())];
    let given: Vec<_> = keys.iter().take(number).collect();
    let mut granter =
        Granter::new(world.id, RECIPIENT, &world.epoch.public(), &mut rng()).expect("a granter");
    let sealed = set.iter().filter(|compartment| compartment.is_sealed()).count();
    let Ok(first) = granter.grant(RECORD, set, &given) else {
        assert!(sealed == 0 || sealed != number);
        return false;
    };
    let second = granter.grant(RECORD, set, &given).expect("another");
    assert_ne!(first.wrapped, second.wrapped, "a nonce was used twice");
    let grantee = Grantee::new(world.id, granter.capsule(), &world.epoch).expect("a grantee");
    let opened = grantee.open(&first).expect("opened");
    assert!(opened.iter().zip(&given).all(|((_, found), key)| found.same_as(key)) && opened.len() == number);
    let record = jonaki_protocol::RecordId::from_bytes(input.array());
    assert!(record == RECORD || grantee.open(&Grant { record, ..first.clone() }).is_err());
    let stranger = Grantee::new(world.id, granter.capsule(), &world.recovery).expect("a grantee");
    assert!(stranger.open(&first).is_err());
    true
}

/// The sealed documents that changes are tried on.
const DOCUMENT: DocumentId = DocumentId { record: RECORD, compartment: Compartment::Account };

/// Seals any plaintext as a holder of the key could.
fn by_hand(plain: &[u8]) -> Sealed {
    let (world, key, iv) = (programme(), key(1), [7; 12]);
    let commitment = key.commitment(&world.id, &RECORD, DOCUMENT.compartment);
    let aad = [
        b"jonaki/v1/seal".as_slice(),
        world.id.as_bytes(),
        RECORD.as_bytes(),
        &[DOCUMENT.compartment.code()],
        commitment.as_bytes(),
    ]
    .concat();
    let message = CoseEncrypt0Builder::new()
        .protected(HeaderBuilder::new().algorithm(iana::Algorithm::A256GCM).build())
        .unprotected(HeaderBuilder::new().iv(iv.to_vec()).build())
        .create_ciphertext(plain, &aad, |plain, aad| {
            let cipher = Aes256Gcm::new(key.dangerously_bytes().into());
            cipher.encrypt(&Nonce::from(iv), Payload { msg: plain, aad }).expect("sealed")
        })
        .build();
    let message = message.to_vec().expect("CBOR");
    Sealed { record: RECORD, compartment: DOCUMENT.compartment, key: KeyId::of(&commitment), message }
}

/// The one message that somebody sealed honestly, for the mode that takes messages as they come.
pub(super) fn honestly_sealed() -> &'static Sealed {
    static MADE: OnceLock<Sealed> = OnceLock::new();
    MADE.get_or_init(|| {
        let change = sealed_base().document.changes().remove(0).bytes;
        seal::seal(&programme().id, DOCUMENT, &key(1), &change, &mut rng()).expect("sealed")
    })
}

fn sealed_base() -> &'static super::documents::Base {
    bases()
        .iter()
        .find(|base| base.document.compartment() == DOCUMENT.compartment)
        .expect("a sealed document")
}

/// A sealed change: the message as it comes, a plaintext behind the key, a frame in it, and a change behind all that,
/// through [`verify_sealed`].
pub fn sealed(data: &[u8]) -> Reached {
    let mut input = Input(data);
    let world = programme();
    let mode = input.byte();
    let base = sealed_base();
    let sealed = match mode % 5 {
        0 => Sealed { message: input.0.to_vec(), ..honestly_sealed().clone() },
        1 => by_hand(input.0),
        2 => {
            let length = (input.0.len().min(u16::MAX.into()) as u16).to_be_bytes();
            let mut plain = [&length, input.0].concat();
            plain.resize(40 + plain.len().saturating_sub(40).next_multiple_of(limits::PADDING_STEP), 0);
            by_hand(&plain)
        }
        choice => {
            let change = match choice {
                3 => chunk(1, input.0),
                _ => match hostile::craft::crafted(&base.document, base.actor(mode), input.0) {
                    Some(change) => change,
                    None => return Reached::Refused,
                },
            };
            let Ok(sealed) = seal::seal(&world.id, DOCUMENT, &key(1), &change, &mut rng()) else {
                assert!(change.len() > seal::SURE_BYTES);
                return Reached::Refused;
            };
            assert_eq!(seal::open(&world.id, &sealed, &key(1)).map(|raw| raw.to_vec()), Ok(change));
            sealed
        }
    };
    let Ok(raw) = seal::open(&world.id, &sealed, &key(1)) else { return Reached::Refused };
    assert!(raw.len() <= limits::CHANGE_BYTES);
    if mode.is_multiple_of(5) {
        assert_eq!(sealed.message, honestly_sealed().message, "a seal that nobody made");
    }
    assert!(seal::open(&world.id, &sealed, &key(2)).is_err());
    let moved = Sealed { compartment: Compartment::Identity, ..sealed };
    assert!(seal::open(&world.id, &moved, &key(1)).is_err(), "a seal that can be moved");
    through(&base.document, &raw, base.actor(mode).device)
}

fn through(document: &Document, raw: &[u8], device: jonaki_protocol::DeviceId) -> Reached {
    let writer = Writer { device, standing: Standing::CoordinatorWithAccess };
    let Ok(change) = verify_sealed(document, raw, &writer) else { return Reached::Refused };
    after_verifying(document, &change, raw, device)
}

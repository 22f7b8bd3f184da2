//! Sealing: nothing opens but what was sealed, where it was sealed.

use crate::support::{RECORD, World, padded, raw_frame, rng};
use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use coset::{CborSerializable as _, CoseEncrypt0, CoseEncrypt0Builder, HeaderBuilder, iana};
use jonaki_protocol::seal::{open, seal};
use jonaki_protocol::{CaseKey, Code, Compartment, DocumentId, KeyId, ProgrammeId, RecordId, Sealed};

pub(crate) const DOCUMENT: DocumentId = DocumentId { record: RECORD, compartment: Compartment::Account };

pub(crate) fn key(number: u8) -> CaseKey {
    CaseKey::from_slice(&[number; 32]).expect("32 bytes")
}

/// The additional data as the format's description says it.
pub(crate) fn seal_aad(programme: &ProgrammeId, document: DocumentId, key: &CaseKey) -> Vec<u8> {
    let commitment = key.commitment(programme, &document.record, document.compartment);
    [
        b"jonaki/v1/seal".as_slice(),
        programme.as_bytes(),
        document.record.as_bytes(),
        &[document.compartment.code()],
        commitment.as_bytes(),
    ]
    .concat()
}

/// Seals any plaintext, honest or not, without the crate's own sealing.
pub(crate) fn sealed_by_hand(
    programme: &ProgrammeId,
    document: DocumentId,
    key: &CaseKey,
    iv: [u8; 12],
    plain: &[u8],
) -> Sealed {
    let message = CoseEncrypt0Builder::new()
        .protected(HeaderBuilder::new().algorithm(iana::Algorithm::A256GCM).build())
        .unprotected(HeaderBuilder::new().iv(iv.to_vec()).build())
        .create_ciphertext(plain, &seal_aad(programme, document, key), |plain, aad| {
            let cipher = Aes256Gcm::new(key.dangerously_bytes().into());
            cipher.encrypt(&Nonce::from(iv), Payload { msg: plain, aad }).expect("sealed")
        })
        .build();
    Sealed {
        record: document.record,
        compartment: document.compartment,
        key: KeyId::of(&key.commitment(programme, &document.record, document.compartment)),
        message: message.to_vec().expect("CBOR"),
    }
}

fn opened(sealed: &Sealed, key: &CaseKey) -> Result<Vec<u8>, Code> {
    open(&World::new().programme(), sealed, key).map(|plain| plain.to_vec())
}

#[test]
fn every_size_comes_back_and_shows_only_its_step() {
    let programme = World::new().programme();
    for size in [0, 1, 40, 63, 64, 65, 1_000, 60_000] {
        let change: Vec<u8> = (0..size as u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let sealed = seal(&programme, DOCUMENT, &key(1), &change, &mut rng(size)).expect("sealed");
        assert_eq!(opened(&sealed, &key(1)), Ok(change));
        let message = CoseEncrypt0::from_slice(&sealed.message).expect("COSE");
        assert_eq!((message.ciphertext.expect("ciphertext").len() - 16) % 64, 40, "{size}");
        assert_eq!(message.protected.header.alg, Some(coset::Algorithm::Assigned(iana::Algorithm::A256GCM)));
    }
}

#[test]
fn a_ciphertext_opens_only_where_it_was_sealed() {
    let programme = World::new().programme();
    let sealed = seal(&programme, DOCUMENT, &key(1), b"change", &mut rng(1)).expect("sealed");
    let moved = Sealed { compartment: Compartment::Identity, ..sealed.clone() };
    assert_eq!(opened(&moved, &key(1)), Err(Code::SealBroken));
    let moved = Sealed { record: RecordId::from_bytes([1; 16]), ..sealed.clone() };
    assert_eq!(opened(&moved, &key(1)), Err(Code::SealBroken));
    assert_eq!(opened(&sealed, &key(2)), Err(Code::SealBroken));
    let foreign = ProgrammeId::from_bytes([9; 16]);
    assert_eq!(open(&foreign, &sealed, &key(1)).map(|_| ()), Err(Code::SealBroken));
}

#[test]
fn bad_padding_is_refused() {
    let programme = World::new().programme();
    let good = padded(&raw_frame(b"change"));
    let mut cases = vec![
        ("empty", Vec::new()),
        ("one byte", vec![0]),
        ("a step too much", [good.clone(), vec![0; 64]].concat()),
        ("no padding", good[..good.len() - 1].to_vec()),
        ("length beyond the end", [vec![0xff, 0xff], good[2..].to_vec()].concat()),
        ("no frame", vec![0; 64]),
    ];
    let mut marked = good.clone();
    *marked.last_mut().expect("padding") = 1;
    cases.push(("a mark in the padding", marked));
    let mut earlier = good.clone();
    earlier.resize(64, 0);
    for plain in [&good, &earlier] {
        let sealed = sealed_by_hand(&programme, DOCUMENT, &key(1), [1; 12], plain);
        assert_eq!(opened(&sealed, &key(1)), Ok(b"change".to_vec()));
    }
    for (name, plain) in cases {
        let sealed = sealed_by_hand(&programme, DOCUMENT, &key(1), [1; 12], &plain);
        assert_eq!(opened(&sealed, &key(1)), Err(Code::SealBroken), "{name}");
    }
}

#[test]
fn a_bomb_inside_a_seal_is_refused_by_its_declared_size() {
    let programme = World::new().programme();
    let bomb = zstd::bulk::compress(&vec![0; 64 * 1024 + 1], 19).expect("compressed");
    assert!(bomb.len() < 100);
    let sealed = sealed_by_hand(&programme, DOCUMENT, &key(1), [1; 12], &padded(&bomb));
    assert_eq!(opened(&sealed, &key(1)), Err(Code::TooLarge));
    // One that lies about its size: what comes out is more than it said.
    let mut liar = zstd::bulk::compress(&vec![0; 60_000], 19).expect("compressed");
    let declared = liar.windows(2).position(|pair| pair == (60_000_u16 - 256).to_le_bytes()).expect("size");
    liar[declared..declared + 2].copy_from_slice(&[1, 0]);
    let sealed = sealed_by_hand(&programme, DOCUMENT, &key(1), [1; 12], &padded(&liar));
    assert_eq!(opened(&sealed, &key(1)), Err(Code::SealBroken));
}

#[test]
fn other_cose_profiles_are_refused() {
    let programme = World::new().programme();
    let sealed = sealed_by_hand(&programme, DOCUMENT, &key(1), [1; 12], &padded(&raw_frame(b"change")));
    let message = CoseEncrypt0::from_slice(&sealed.message).expect("COSE");
    let mut short_iv = message.clone();
    short_iv.unprotected.iv.pop();
    let mut with_kid = message.clone();
    with_kid.unprotected.key_id = vec![1];
    let mut detached = message.clone();
    detached.ciphertext = None;
    for other in [short_iv, with_kid, detached] {
        let sealed = Sealed { message: other.to_vec().expect("CBOR"), ..sealed.clone() };
        assert_eq!(opened(&sealed, &key(1)), Err(Code::SealBroken));
    }
    let tagged = Sealed { message: [vec![0xd0], sealed.message.clone()].concat(), ..sealed };
    assert_eq!(opened(&tagged, &key(1)), Err(Code::SealBroken));
}

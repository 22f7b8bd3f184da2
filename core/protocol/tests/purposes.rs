//! A signature made for one purpose, programme or key is worth nothing for another.

use crate::support::{NOW, World, digest};
use ed25519_dalek::{SigningKey, VerifyingKey};
use jonaki_protocol::cose::{Purpose, Signed, sign};
use jonaki_protocol::{Checkpoint, Code, ProgrammeId, Receipt, SignPublic, SignedBatch};

const ALL: [Purpose; 7] = [
    Purpose::Request,
    Purpose::Batch,
    Purpose::Receipt,
    Purpose::Checkpoint,
    Purpose::Invite,
    Purpose::Certificate,
    Purpose::Directory,
];

#[test]
fn no_purpose_or_programme_stands_for_another() {
    let world = World::new();
    let (programme, key) = (world.programme(), world.admin.sign.public());
    let foreign = ProgrammeId::from_bytes([9; 16]);
    for made in ALL {
        let message = sign(made, &programme, &world.admin.sign, b"kid", vec![1, 2, 3]);
        let signed = Signed::parse(&message).expect("the profile");
        for wanted in ALL {
            let expected = if made == wanted { Ok(&[1, 2, 3][..]) } else { Err(Code::BadSignature) };
            assert_eq!(signed.verify(wanted, &programme, &key), expected, "{made:?} as {wanted:?}");
            assert_eq!(signed.verify(wanted, &foreign, &key), Err(Code::BadSignature));
            assert_eq!(signed.verify(wanted, &programme, &world.server.public()), Err(Code::BadSignature));
        }
    }
}

#[test]
fn a_receipt_is_no_checkpoint_even_where_the_payload_would_fit() {
    let world = World::new();
    let receipt = Receipt {
        log: jonaki_protocol::LogId::from_bytes([1; 16]),
        entry: 1,
        batch: digest(1),
        time: NOW,
        refused: Vec::new(),
    };
    let message = receipt.sign(&world.programme(), &world.server);
    let key = world.server.public();
    assert_eq!(Checkpoint::verify(&message, &world.programme(), &key), Err(Code::BadSignature));
    assert_eq!(Receipt::verify(&message, &world.programme(), &key), Ok(receipt));
}

#[test]
fn a_batch_of_another_device_does_not_pass_under_a_new_key_id() {
    let world = World::new();
    let batch = world.batch(vec![crate::samples::change(b"one").to_item()]);
    let (own, other) = (world.admin.id(), world.other_admin.id());
    let mut header = batch.header.to_vec();
    let at = header.windows(16).position(|window| window == own.as_bytes()).expect("the key id");
    header[at..at + 16].copy_from_slice(other.as_bytes());
    let claimed = SignedBatch { header: header.into(), ..batch };
    assert_eq!(claimed.claimed_device(), Ok(other));
    for key in [world.admin.sign.public(), world.other_admin.sign.public()] {
        assert_eq!(claimed.verify(&world.programme(), &key), Err(Code::BadSignature));
    }
}

/// The points of small order (RFC 7748 and its literature), with their non-canonical encodings.
fn small_order_points() -> Vec<[u8; 32]> {
    let hex = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];
    hex.iter()
        .map(|hex| data_encoding::HEXLOWER.decode(hex.as_bytes()).expect("hex").try_into().expect("32 bytes"))
        .collect()
}

#[test]
fn keys_of_small_order_verify_nothing() {
    for point in small_order_points() {
        let key = SignPublic::from_bytes(point);
        // R = the point itself or the neutral element, S = 0: what plain Ed25519 accepts for such keys.
        for commitment in small_order_points() {
            let signature = [commitment, [0; 32]].concat();
            for message in [b"a".as_slice(), b"b", b"c", b"d", b"e", b"f", b"g", b"h"] {
                assert_eq!(key.verify(message, &signature), Err(Code::BadSignature));
            }
        }
    }
    assert!(VerifyingKey::from_bytes(&small_order_points()[0]).is_ok(), "a point all the same");
}

#[test]
fn a_signature_has_one_form() {
    let key = SigningKey::from_bytes(&[4; 32]);
    let public = SignPublic::from_bytes(key.verifying_key().to_bytes());
    let world = World::new();
    let signature = world.admin.sign.sign(b"message");
    assert_eq!(public.verify(b"message", &signature), Ok(()));
    // S + L, L being the order of the group, little-endian.
    let order = data_encoding::HEXLOWER
        .decode(b"edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
        .expect("hex");
    let mut malleable = signature;
    let mut carry = 0_u16;
    for (byte, add) in malleable[32..].iter_mut().zip(order) {
        carry += u16::from(*byte) + u16::from(add);
        *byte = carry as u8;
        carry >>= 8;
    }
    assert_eq!(carry, 0);
    assert_eq!(public.verify(b"message", &malleable), Err(Code::BadSignature));
    assert_eq!(public.verify(b"message", &signature[..63]), Err(Code::BadSignature));
    assert_eq!(public.verify(b"message", &[signature.as_slice(), &[0]].concat()), Err(Code::BadSignature));
    assert_eq!(public.verify(b"massage", &signature), Err(Code::BadSignature));
}

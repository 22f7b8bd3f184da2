//! Altered, truncated and extended bytes at every position of every message: refused, never a panic.

use crate::samples::all;
use crate::support::{raw_frame, rng};
use jonaki_protocol::sync::{Refusal, Response, UnverifiedRequest};
use jonaki_protocol::{InviteLink, Item, ServerLine, SignedBatch, decode, frame};
use rand_core::Rng as _;

#[test]
fn altered_bytes_are_refused_or_mean_exactly_what_they_say() {
    for sample in all() {
        for at in 0..sample.bytes.len() {
            for mask in [0x01, 0x20, 0x80, 0xff] {
                let mut bytes = sample.bytes.clone();
                bytes[at] ^= mask;
                let read = (sample.check)(&bytes);
                if sample.authentic {
                    assert!(read.is_err(), "{} with byte {at} ^ {mask:#x} was accepted", sample.name);
                } else if let Ok(again) = read {
                    assert_eq!(again, bytes, "{} with byte {at} ^ {mask:#x}: two encodings", sample.name);
                }
            }
        }
    }
}

#[test]
fn truncated_and_extended_bytes_are_refused() {
    for sample in all() {
        for end in 0..sample.bytes.len() {
            assert!((sample.check)(&sample.bytes[..end]).is_err(), "{} cut at {end}", sample.name);
        }
        for extra in [0x00, 0x40, 0x80, 0xa0, 0xf6, 0xff] {
            let longer = [sample.bytes.clone(), vec![extra]].concat();
            assert!((sample.check)(&longer).is_err(), "{} with {extra:#x} behind", sample.name);
            let shifted = [vec![extra], sample.bytes.clone()].concat();
            assert!((sample.check)(&shifted).is_err(), "{} with {extra:#x} before", sample.name);
        }
    }
}

#[test]
fn one_message_is_never_taken_for_another() {
    let samples = all();
    for reader in samples.iter().filter(|sample| sample.authentic) {
        for other in samples.iter().filter(|other| other.bytes != reader.bytes) {
            let kind = |name: &'static str| name.split('.').next();
            if kind(other.name) != kind(reader.name) {
                assert!((reader.check)(&other.bytes).is_err(), "{} as {}", other.name, reader.name);
            }
        }
    }
}

#[test]
fn random_bytes_at_every_entry_are_refused() {
    let seed = 20_261_124;
    let mut rng = rng(seed);
    for round in 0..4_000_usize {
        let mut bytes = vec![0; round % 200];
        rng.fill_bytes(&mut bytes);
        let said = format!("seed {seed}, round {round}");
        let body = raw_frame(&bytes);
        assert!(UnverifiedRequest::from_body(&bytes).is_err(), "{said}");
        assert!(UnverifiedRequest::from_body(&body).is_err(), "{said}");
        assert!(Response::from_body(&body).is_err(), "{said}");
        assert!(Refusal::from_body(&body).is_err(), "{said}");
        assert!(frame::unpack(&bytes, 1 << 20).is_err(), "{said}");
        assert!(decode::<SignedBatch>(&bytes).is_err(), "{said}");
        for kind in 0..=12 {
            assert!(Item { kind, body: bytes.clone() }.parse().is_err(), "{said}, kind {kind}");
        }
        let text = data_encoding::BASE64URL_NOPAD.encode(&bytes);
        assert!(InviteLink::from_text(&format!("jonaki:invite/{text}")).is_err(), "{said}");
        assert!(ServerLine::from_text(&format!("jonaki:server/{text}")).is_err(), "{said}");
    }
}

#[test]
fn altered_frames_never_panic_and_never_pass_their_bound() {
    let plain: Vec<u8> = (0..3_000_u32).map(|i| (i % 17) as u8).collect();
    for packed in [frame::pack(&plain), raw_frame(&plain)] {
        for at in 0..packed.len().min(400) {
            for mask in [0x01, 0x10, 0x80, 0xff] {
                let mut bytes = packed.clone();
                bytes[at] ^= mask;
                if let Ok(read) = frame::unpack(&bytes, 4_096) {
                    assert!(read.len() <= 4_096);
                }
            }
            assert!(frame::unpack(&packed[..at], 4_096).is_err());
        }
    }
}

#[test]
fn text_around_a_link_is_tolerated_and_inside_it_is_not() {
    let link = crate::samples::signed_again(|_| ()).dangerously_to_text();
    assert!(InviteLink::from_text(&format!("  {link}\n")).is_ok());
    assert!(InviteLink::from_text(&link.replace("jonaki:invite/", "jonaki:server/")).is_err());
    assert!(InviteLink::from_text(&format!("{}={}", &link[..30], &link[31..])).is_err());
    assert!(InviteLink::from_text("").is_err());
    assert!(InviteLink::from_text("jonaki:invite/").is_err());
}

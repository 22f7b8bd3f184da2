//! One value, one encoding: every other form of the same CBOR is refused.

use crate::support::NOW;
use jonaki_protocol::sync::{Cursor, Refusal};
use jonaki_protocol::{
    Code, Compartment, CompartmentSet, Item, Principal, Recipient, Timestamp, decode, encode,
};

#[test]
fn longer_heads_indefinite_lengths_and_tags_are_refused() {
    assert_eq!(decode::<u64>(&[0x05]), Ok(5));
    let others: [&[u8]; 6] = [
        &[0x18, 0x05],
        &[0x19, 0, 0x05],
        &[0x1a, 0, 0, 0, 0x05],
        &[0x1b, 0, 0, 0, 0, 0, 0, 0, 0x05],
        &[0xc0, 0x05],
        &[0xf9, 0x45, 0x00],
    ];
    for other in others {
        assert_eq!(decode::<u64>(other), Err(Code::Malformed), "{other:x?}");
    }
    let item = Item { kind: 0, body: vec![1, 2] };
    assert_eq!(encode(&item), [0x82, 0x00, 0x42, 1, 2]);
    let others: [&[u8]; 6] = [
        &[0x9f, 0x00, 0x42, 1, 2, 0xff],
        &[0x82, 0x00, 0x5f, 0x42, 1, 2, 0xff],
        &[0x82, 0x00, 0x58, 0x02, 1, 2],
        &[0x82, 0x00, 0x82, 1, 2],
        &[0x98, 0x02, 0x00, 0x42, 1, 2],
        &[0xd8, 0x2a, 0x82, 0x00, 0x42, 1, 2],
    ];
    for other in others {
        assert_eq!(decode::<Item>(other), Err(Code::Malformed), "{other:x?}");
    }
}

#[test]
fn too_many_too_few_and_wrongly_typed_fields_are_refused() {
    let refusal = Refusal { code: Code::Gap, time: NOW, retry_after: 1 };
    let good = encode(&refusal);
    assert_eq!(decode::<Refusal>(&good), Ok(refusal));
    let parts = [0x18, 40];
    for bad in [
        vec![0x82, 0x18, 40, 0x00],
        vec![0x84, 0x18, 40, 0x00, 0x00, 0x00],
        vec![0x83, 0x18, 39, 0x00, 0x00],
        vec![0x83, 0x61, b'x', 0x00, 0x00],
        vec![0xa3, 0x00, 0x18, 40, 0x01, 0x00, 0x02, 0x00],
        parts.to_vec(),
    ] {
        assert_eq!(decode::<Refusal>(&bad), Err(Code::Malformed), "{bad:x?}");
    }
}

#[test]
fn unknown_members_of_closed_sets_are_refused() {
    for number in 7..=255_u8 {
        assert_eq!(decode::<Compartment>(&encode(&number)), Err(Code::Malformed));
    }
    for number in 4..=255_u8 {
        assert_eq!(decode::<jonaki_protocol::Role>(&encode(&number)), Err(Code::Malformed));
    }
    for bits in 128..=255_u8 {
        assert_eq!(decode::<CompartmentSet>(&encode(&bits)), Err(Code::Malformed));
        assert_eq!(CompartmentSet::from_bits(bits), None);
    }
    for code in Code::ALL {
        assert_eq!(decode::<Code>(&encode(&code.number())), Ok(*code));
    }
    assert_eq!(decode::<Code>(&encode(&9_999_u16)), Err(Code::Malformed));
    let id = serde_bytes::Bytes::new(&[1; 16]);
    assert!(decode::<Recipient>(&encode(&(id,))).is_ok());
    assert!(decode::<Recipient>(&encode(&(id, 3_u32))).is_ok());
    assert!(decode::<Recipient>(&encode(&(id, 3_u32, 1_u8))).is_err());
    assert!(decode::<Recipient>(&encode(&(id, u64::from(u32::MAX) + 1))).is_err());
    assert!(decode::<Recipient>(&encode(&(serde_bytes::Bytes::new(&[1; 15]),))).is_err());
    assert_eq!(Principal::from_slice(&[]), None);
    assert_eq!(Principal::from_slice(&[0, 0]), None);
    assert_eq!(Principal::from_slice(&[3; 17]), None);
}

#[test]
fn deep_nesting_is_refused_without_exhausting_the_stack() {
    for head in [0x81, 0x9f, 0xa1, 0xc1, 0xd8] {
        let deep = vec![head; 1 << 20];
        assert_eq!(decode::<Cursor>(&deep), Err(Code::Malformed), "{head:#x}");
        for kind in 0..=11 {
            assert!(Item { kind, body: deep[..60_000].to_vec() }.parse().is_err());
        }
    }
}

#[test]
fn the_edges_of_time_are_no_panic() {
    for time in [i64::MIN, -1, 0, 1, i64::MAX] {
        let hour = Timestamp(time).floor_hour();
        assert!(hour.0 <= time);
        assert_eq!(decode::<Timestamp>(&encode(&Timestamp(time))), Ok(Timestamp(time)));
        assert!(Timestamp(time).plus(i64::MAX).0 >= time);
    }
}

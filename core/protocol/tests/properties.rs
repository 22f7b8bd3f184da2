//! Codecs and the Merkle tree for all inputs, not only the ones that somebody thought of.

use crate::support::{NOW, World, raw_frame};
use jonaki_protocol::sync::Cursor;
use jonaki_protocol::{
    BatchHeader, Body, Change, Compartment, CompartmentSet, Digest, Holder, Item, KeySet, LogId,
    OrganisationId, Principal, Recipient, RecordId, Seen, SignedBatch, Timestamp, Withdraw, decode, encode,
    frame, merkle,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

fn digest() -> impl Strategy<Value = Digest> {
    any::<[u8; 32]>().prop_map(Digest::from_bytes)
}

fn recipient() -> impl Strategy<Value = Recipient> {
    prop_oneof![
        any::<[u8; 16]>().prop_map(|id| Recipient::Device(jonaki_protocol::DeviceId::from_bytes(id))),
        (any::<[u8; 16]>(), any::<u32>())
            .prop_map(|(id, epoch)| Recipient::Organisation(OrganisationId::from_bytes(id), epoch)),
    ]
}

fn holder() -> impl Strategy<Value = Holder> {
    prop_oneof![
        any::<[u8; 16]>().prop_map(|id| Holder::Device(jonaki_protocol::DeviceId::from_bytes(id))),
        any::<[u8; 16]>().prop_map(|id| Holder::Invite(jonaki_protocol::InviteId::from_bytes(id))),
        Just(Holder::Recovery),
    ]
}

fn item() -> impl Strategy<Value = Item> {
    let record = || any::<[u8; 16]>().prop_map(RecordId::from_bytes);
    prop_oneof![
        (record(), vec(any::<u8>(), 0..300)).prop_map(|(record, change)| {
            Change { record, compartment: Compartment::Card, change }.to_item()
        }),
        (record(), any::<u32>(), digest()).prop_map(|(record, epoch, digest)| {
            KeySet { record, epoch, commitments: std::vec![(Compartment::Safety, digest)] }.to_item()
        }),
        (record(), recipient()).prop_map(|(record, recipient)| Withdraw { record, recipient }.to_item()),
    ]
}

fn seen() -> impl Strategy<Value = Seen> {
    (any::<[u8; 16]>(), any::<u64>(), digest()).prop_map(|(log, size, head)| Seen {
        log: LogId::from_bytes(log),
        size,
        head,
    })
}

fn cursor() -> impl Strategy<Value = Cursor> {
    let log = option::of(any::<[u8; 16]>().prop_map(LogId::from_bytes));
    let organisation = (any::<[u8; 16]>().prop_map(OrganisationId::from_bytes), any::<u64>());
    (log, any::<u64>(), any::<u64>(), vec(organisation, 0..33))
        .prop_map(|(log, everyone, device, organisations)| Cursor { log, everyone, device, organisations })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn items_round_trip(item in item(), extra in any::<u8>()) {
        let parsed = item.parse();
        let record = parsed.as_ref().ok().and_then(Body::record);
        prop_assert!(record.is_some());
        prop_assert_eq!(decode(&encode(&item)), Ok(item.clone()));
        let longer = Item { body: [item.body.clone(), std::vec![extra]].concat(), ..item.clone() };
        prop_assert!(longer.parse().is_err());
        prop_assert_ne!(longer.hash(), item.hash());
        prop_assert_ne!(Item { kind: item.kind ^ 1, ..item.clone() }.hash(), item.hash());
    }

    #[test]
    fn small_values_round_trip(recipient in recipient(), holder in holder(), cursor in cursor(), time in any::<i64>()) {
        prop_assert_eq!(decode(&encode(&recipient)), Ok(recipient));
        prop_assert_eq!(decode(&encode(&holder)), Ok(holder));
        prop_assert_eq!(decode(&encode(&cursor)), Ok(cursor));
        prop_assert_eq!(decode(&encode(&Timestamp(time))), Ok(Timestamp(time)));
        let principal = recipient.principal();
        prop_assert_eq!(Principal::from_slice(&principal.to_bytes()), Some(principal));
    }

    #[test]
    fn a_cursor_moves_only_where_it_is_moved(mut cursor in cursor(), id in any::<[u8; 16]>(), at in any::<u64>()) {
        let organisation = Principal::Organisation(OrganisationId::from_bytes(id));
        let before = cursor.clone();
        cursor.advance(&organisation, at);
        prop_assert_eq!(cursor.position(&organisation), at);
        prop_assert_eq!(cursor.everyone, before.everyone);
        for (other, position) in before.organisations {
            prop_assert_eq!(cursor.position(&Principal::Organisation(other)), position);
        }
    }

    #[test]
    fn any_bytes_that_decode_are_canonical(bytes in vec(any::<u8>(), 0..120), kind in 0_u8..12) {
        if let Ok(cursor) = decode::<Cursor>(&bytes) {
            prop_assert_eq!(encode(&cursor), bytes.clone());
        }
        if let Ok(batch) = decode::<SignedBatch>(&bytes) {
            prop_assert_eq!(encode(&batch), bytes.clone());
        }
        let _ = Item { kind, body: bytes }.parse();
    }

    #[test]
    fn frames_round_trip_within_their_bound(plain in vec(any::<u8>(), 0..5_000), repeat in 1_usize..20) {
        let plain = plain.repeat(repeat);
        let bound = plain.len();
        prop_assert_eq!(frame::unpack(&frame::pack(&plain), bound), Ok(plain.clone()));
        if bound > 0 {
            prop_assert!(frame::unpack(&frame::pack(&plain), bound - 1).is_err());
        }
        prop_assert_eq!(frame::unpack(&raw_frame(&plain[..bound.min(100_000)]), bound).map(|it| it.len()), Ok(bound.min(100_000)));
    }

    #[test]
    fn any_selection_proves_the_root_and_no_other(
        leaves in vec((digest(), any::<bool>()), 1..70), touch in any::<prop::sample::Index>()
    ) {
        let all: Vec<Digest> = leaves.iter().map(|(leaf, _)| *leaf).collect();
        let parts: Vec<Option<Digest>> = leaves.iter().map(|(leaf, shown)| shown.then_some(*leaf)).collect();
        let hidden = merkle::hidden(&all, &|index| leaves[index].1);
        let root = merkle::root(&all);
        prop_assert_eq!(merkle::root_from_parts(&parts, &hidden), Ok(root));
        let other = Digest::of("test", &[b"another"]);
        // Another leaf, another hidden hash, another order or count of leaves: never the same root.
        let at = touch.index(parts.len());
        if parts[at].is_some() {
            let mut swapped = parts.clone();
            swapped[at] = Some(other);
            prop_assert_ne!(merkle::root_from_parts(&swapped, &hidden), Ok(root));
        }
        if !hidden.is_empty() {
            let mut swapped = hidden.clone();
            swapped[touch.index(hidden.len())] = other;
            prop_assert_ne!(merkle::root_from_parts(&parts, &swapped), Ok(root));
        }
        prop_assert_ne!(merkle::root(&[all.clone(), std::vec![other]].concat()), root);
        prop_assert_ne!(merkle::root(&all[1..]), root);
    }

    #[test]
    fn copies_narrow_and_merge_without_losing_the_root(
        leaves in vec((digest(), 0_u8..8), 1..70), foreign in digest()
    ) {
        // Three bits a leaf: shown in one copy, in the other, and still shown when the first is narrowed.
        let all: Vec<Digest> = leaves.iter().map(|(leaf, _)| *leaf).collect();
        let shown = |bit: u8| move |(leaf, bits): &(Digest, u8)| (bits >> bit & 1 == 1).then_some(*leaf);
        let copy = |bit: u8| {
            let parts: Vec<Option<Digest>> = leaves.iter().map(shown(bit)).collect();
            let hidden = merkle::hidden(&all, &|index| parts[index].is_some());
            (parts, hidden)
        };
        let (one, other) = (copy(0), copy(1));
        let both: Vec<Option<Digest>> = one.0.iter().zip(&other.0).map(|(one, other)| one.or(*other)).collect();
        let (merged, hidden) = merkle::merge((&one.0, &one.1), (&other.0, &other.1)).expect("copies of one batch");
        prop_assert_eq!(&merged, &both);
        prop_assert_eq!(&hidden, &merkle::hidden(&all, &|index| both[index].is_some()));
        let keeps = |index: usize| one.0[index].is_some() && leaves[index].1 >> 2 == 1;
        let narrowed = merkle::narrow(&one.0, &one.1, &keeps);
        prop_assert_eq!(narrowed, Ok(merkle::hidden(&all, &keeps)));
        // A copy of another batch never merges, and neither does one with a hash too many.
        let mut stranger: Vec<Option<Digest>> = all.iter().copied().map(Some).collect();
        stranger[0] = Some(foreign);
        prop_assert!(merkle::merge((&one.0, &one.1), (&stranger, &[])).is_err());
        let extra = [one.1.clone(), std::vec![foreign]].concat();
        prop_assert!(merkle::merge((&one.0, &extra), (&other.0, &other.1)).is_err());
        prop_assert!(merkle::narrow(&one.0, &extra, &keeps).is_err());
    }

    #[test]
    fn a_batch_proves_its_items_however_few_are_shown(
        items in vec((item(), -100_000_i64..10, any::<bool>()), 1..40), seen in option::of(seen())
    ) {
        let world = World::new();
        let (programme, key) = (world.programme(), world.admin.sign.public());
        let start = jonaki_protocol::ChainPosition::START;
        let saved: Vec<_> = items.iter().map(|(item, at, _)| (item.clone(), NOW.plus(*at))).collect();
        let batch = SignedBatch::sign(&programme, &world.admin.sign, &start, NOW, seen, saved).expect("signed");
        let header: BatchHeader = batch.verify(&programme, &key).expect("verified");
        prop_assert_eq!((header.n, header.prev, header.checkpoint_seen), (1, start.hash, seen));
        for (index, (_, at, _)) in items.iter().enumerate() {
            prop_assert_eq!(header.time_of(index), NOW.plus((*at).min(0)));
        }
        let leaves: Vec<Digest> = items.iter().map(|(item, _, _)| item.hash()).collect();
        let shown: Vec<Option<Item>> = items.iter().map(|(item, _, shown)| shown.then(|| item.clone())).collect();
        let redacted = SignedBatch::redacted(&batch.header, &leaves, shown);
        prop_assert_eq!(redacted.verify(&programme, &key), Ok(header));
        prop_assert_eq!(redacted.hash(), batch.hash());
        prop_assert_eq!(decode(&encode(&redacted)), Ok(redacted.clone()));
        // The header signs the count: a gap cannot be made wider or narrower.
        for index in 0..redacted.items.len() {
            let mut wider = redacted.clone();
            wider.items.insert(index, None);
            prop_assert!(wider.verify(&programme, &key).is_err());
            let mut narrower = redacted.clone();
            narrower.items.remove(index);
            prop_assert!(narrower.verify(&programme, &key).is_err());
        }
        if let Some(item) = redacted.items.iter().position(Option::is_some) {
            let mut altered = redacted.clone();
            altered.items[item].as_mut().expect("shown").body.push(0);
            prop_assert!(altered.verify(&programme, &key).is_err());
            let mut dropped = redacted.clone();
            dropped.items[item] = None;
            prop_assert!(dropped.verify(&programme, &key).is_err());
            let mut moved = redacted.clone();
            moved.items.rotate_left(1);
            if moved.items != redacted.items {
                prop_assert!(moved.verify(&programme, &key).is_err());
            }
        }
    }

    #[test]
    fn sets_of_compartments_are_sets(left in 0_u8..16, right in 0_u8..16) {
        let (left, right) = (CompartmentSet::from_bits(left).expect("set"), CompartmentSet::from_bits(right).expect("set"));
        for compartment in Compartment::ALL {
            let (in_left, in_right) = (left.contains(compartment), right.contains(compartment));
            prop_assert_eq!(left.union(right).contains(compartment), in_left || in_right);
            prop_assert_eq!(left.without(right).contains(compartment), in_left && !in_right);
        }
        prop_assert_eq!(left.iter().collect::<CompartmentSet>(), left);
    }
}

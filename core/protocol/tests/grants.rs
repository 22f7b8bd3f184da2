//! Keys reach only their recipient, for their record, and only the ones that were committed to.

use crate::samples::{account_and_identity, granter};
use crate::seal::key;
use crate::support::{ORGANISATION, OTHER_ORGANISATION, RECORD, World, rng};
use jonaki_protocol::grant::{Grantee, Granter, open_history, seal_history, unwrap_epoch, wrap_epoch};
use jonaki_protocol::{
    Body, Capsule, CaseKey, Code, Compartment, CompartmentSet, EpochWrap, Grant, Holder, Item, KemPrivate,
    KemPublic, ProgrammeId, Recipient, RecordId,
};

fn granted() -> (Capsule, Grant) {
    let mut granter = granter();
    let grant = granter.grant(RECORD, account_and_identity(), &[&key(1), &key(2)]).expect("a grant");
    (granter.capsule().clone(), grant)
}

fn grantee(capsule: &Capsule) -> Result<Grantee, Code> {
    let world = World::new();
    Grantee::new(world.programme(), capsule, &world.epoch)
}

fn refused(capsule: &Capsule, grant: &Grant) -> bool {
    match grantee(capsule).and_then(|grantee| grantee.open(grant)) {
        Err(code) => code == Code::GrantRefused,
        Ok(_) => false,
    }
}

#[test]
fn keys_come_back_in_their_compartments() {
    let (capsule, grant) = granted();
    let keys = grantee(&capsule).and_then(|grantee| grantee.open(&grant)).expect("opened");
    let found: Vec<_> =
        keys.iter().map(|(compartment, key)| (*compartment, *key.dangerously_bytes())).collect();
    assert_eq!(found, [(Compartment::Account, [1; 32]), (Compartment::Identity, [2; 32])]);
}

#[test]
fn a_grant_opens_only_for_its_recipient_record_and_compartments() {
    let world = World::new();
    let (capsule, grant) = granted();
    let other_key = Grantee::new(world.programme(), &capsule, &world.recovery).and_then(|it| it.open(&grant));
    assert_eq!(other_key.map(drop), Err(Code::GrantRefused));
    let foreign = ProgrammeId::from_bytes([9; 16]);
    let foreign = Grantee::new(foreign, &capsule, &world.epoch).and_then(|it| it.open(&grant));
    assert_eq!(foreign.map(drop), Err(Code::GrantRefused));
    for recipient in [
        Recipient::Organisation(ORGANISATION, 1),
        Recipient::Organisation(OTHER_ORGANISATION, 0),
        Recipient::Device(world.admin.id()),
    ] {
        assert!(refused(&Capsule { recipient, ..capsule.clone() }, &grant), "{recipient:?}");
    }
    assert!(refused(&capsule, &Grant { record: RecordId::from_bytes([1; 16]), ..grant.clone() }));
    assert!(refused(&capsule, &Grant { number: 1, ..grant.clone() }));
    for bits in 0..16 {
        let compartments = CompartmentSet::from_bits(bits).expect("a set");
        if compartments != grant.compartments {
            assert!(refused(&capsule, &Grant { compartments, ..grant.clone() }), "{bits}");
        }
    }
    for at in 0..grant.wrapped.len() {
        let mut altered = grant.clone();
        altered.wrapped[at] ^= 1;
        assert!(refused(&capsule, &altered));
        assert!(refused(&capsule, &Grant { wrapped: grant.wrapped[..at].to_vec(), ..grant.clone() }));
    }
    for at in 0..32 {
        let mut altered = capsule.clone();
        altered.encapsulated[at] ^= 1;
        assert!(refused(&altered, &grant));
        assert!(refused(
            &Capsule { encapsulated: capsule.encapsulated[..at].to_vec(), ..capsule.clone() },
            &grant
        ));
    }
}

#[test]
fn two_grants_of_a_capsule_never_share_a_nonce_and_cannot_be_swapped() {
    let mut granter = granter();
    let account = CompartmentSet::EMPTY.with(Compartment::Account);
    let one = granter.grant(RECORD, account, &[&key(1)]).expect("a grant");
    let two = granter.grant(RecordId::from_bytes([2; 16]), account, &[&key(1)]).expect("a grant");
    assert_eq!((one.number, two.number), (0, 1));
    assert_ne!(one.wrapped, two.wrapped);
    let capsule = granter.capsule().clone();
    assert!(refused(&capsule, &Grant { wrapped: two.wrapped.clone(), ..one.clone() }));
    assert!(refused(&capsule, &Grant { record: one.record, ..two }));
    // A grant that was refused before it was made uses no number up twice.
    assert!(granter.grant(RECORD, account, &[]).is_err());
    assert_eq!(granter.grant(RECORD, account, &[&key(1)]).map(|grant| grant.number), Ok(2));
}

#[test]
fn keys_and_compartments_must_fit() {
    let mut granter = granter();
    let card = CompartmentSet::EMPTY.with(Compartment::Card);
    let account = CompartmentSet::EMPTY.with(Compartment::Account);
    let too_many = [&key(1), &key(2)];
    assert_eq!(granter.grant(RECORD, account, &too_many), Err(Code::GrantRefused));
    assert_eq!(granter.grant(RECORD, card, &[]), Err(Code::GrantRefused));
    assert_eq!(granter.grant(RECORD, CompartmentSet::EMPTY, &[]), Err(Code::GrantRefused));
    let (_, good) = granted();
    let parse = |grant: Grant| grant.to_item().parse().map(drop);
    assert_eq!(parse(good.clone()), Ok(()));
    assert_eq!(parse(Grant { compartments: card, ..good.clone() }), Err(Code::GrantRefused));
    assert_eq!(parse(Grant { compartments: account, ..good.clone() }), Err(Code::GrantRefused));
    let mut longer = good.clone();
    longer.wrapped.push(0);
    assert_eq!(parse(longer), Err(Code::GrantRefused));
    let (capsule, _) = granted();
    for length in [0, 31, 33, 60_000] {
        let item = Capsule { encapsulated: vec![9; length], ..capsule.clone() }.to_item();
        assert_eq!(item.parse(), Err(Code::GrantRefused));
    }
}

fn small_order() -> Vec<[u8; 32]> {
    let mut one = [0; 32];
    one[0] = 1;
    let hex = [
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];
    let decoded = hex.iter().map(|hex| {
        data_encoding::HEXLOWER.decode(hex.as_bytes()).expect("hex").try_into().expect("32 bytes")
    });
    [[0; 32], one].into_iter().chain(decoded).collect()
}

#[test]
fn points_of_small_order_are_refused_on_both_sides() {
    let world = World::new();
    let (capsule, grant) = granted();
    let recipient = capsule.recipient;
    for point in small_order() {
        let public = KemPublic::from_bytes(point);
        let made = Granter::new(world.programme(), recipient, &public, &mut rng(1));
        assert_eq!(made.map(|_| ()), Err(Code::GrantRefused), "{point:x?}");
        let to = (Holder::Recovery, &public);
        let wrapped = wrap_epoch(&world.programme(), (ORGANISATION, 0), &world.epoch, to, &mut rng(1));
        assert_eq!(wrapped, Err(Code::GrantRefused));
        assert!(refused(&Capsule { encapsulated: point.to_vec(), ..capsule.clone() }, &grant));
    }
}

#[test]
fn a_key_that_was_not_committed_to_is_noticed() {
    let programme = World::new().programme();
    let own = key(1).commitment(&programme, &RECORD, Compartment::Account);
    assert_ne!(own, key(2).commitment(&programme, &RECORD, Compartment::Account));
    assert_ne!(own, key(1).commitment(&programme, &RECORD, Compartment::Identity));
    assert_ne!(own, key(1).commitment(&programme, &RecordId::from_bytes([1; 16]), Compartment::Account));
    assert_ne!(own, key(1).commitment(&ProgrammeId::from_bytes([9; 16]), &RECORD, Compartment::Account));
    assert!(key(1).same_as(&key(1)) && !key(1).same_as(&key(2)));
    assert!(CaseKey::from_slice(&[0; 31]).is_err() && CaseKey::from_slice(&[0; 33]).is_err());
}

#[test]
fn key_sets_are_ordered_sealed_and_not_empty() {
    let good = crate::samples::key_set();
    let parse = |item: Item| item.parse();
    assert!(matches!(parse(good.to_item()), Ok(Body::KeySet(_))));
    let digest = crate::support::digest(1);
    for commitments in [
        vec![],
        vec![(Compartment::Card, digest)],
        vec![(Compartment::Identity, digest), (Compartment::Account, digest)],
        vec![(Compartment::Account, digest), (Compartment::Account, digest)],
    ] {
        let set = jonaki_protocol::KeySet { commitments, ..good.clone() };
        assert_eq!(parse(set.to_item()), Err(Code::KeySetRefused));
    }
}

#[test]
fn clear_text_never_enters_a_sealed_compartment_nor_the_other_way_round() {
    let change = crate::samples::change(b"clear");
    let sealed = crate::samples::sealed();
    for compartment in [Compartment::Account, Compartment::Identity, Compartment::Safety] {
        let item = jonaki_protocol::Change { compartment, ..change.clone() }.to_item();
        assert_eq!(item.parse(), Err(Code::Malformed));
    }
    let item = jonaki_protocol::Sealed { compartment: Compartment::Card, ..sealed }.to_item();
    assert_eq!(item.parse(), Err(Code::Malformed));
}

fn wrapped(holder: Holder) -> EpochWrap {
    let world = World::new();
    let to = (holder, &world.recovery.public());
    wrap_epoch(&world.programme(), (ORGANISATION, 3), &world.epoch, to, &mut rng(2)).expect("wrapped")
}

#[test]
fn an_organisations_key_opens_only_for_its_holder_and_is_checked() {
    let world = World::new();
    let wrap = wrapped(Holder::Recovery);
    let open = |wrap: &EpochWrap, private: &KemPrivate, expected: &KemPublic| {
        unwrap_epoch(&world.programme(), wrap, private, expected).map(|key| key.public())
    };
    let public = world.epoch.public();
    assert_eq!(open(&wrap, &world.recovery, &public), Ok(public));
    assert_eq!(open(&wrap, &world.recovery, &world.recovery.public()), Err(Code::KeyMismatch));
    assert_eq!(open(&wrap, &world.epoch, &public), Err(Code::GrantRefused));
    for moved in [
        EpochWrap { number: 4, ..wrap.clone() },
        EpochWrap { organisation: OTHER_ORGANISATION, ..wrap.clone() },
        EpochWrap { holder: Holder::Device(world.admin.id()), ..wrap.clone() },
    ] {
        assert_eq!(open(&moved, &world.recovery, &public), Err(Code::GrantRefused));
    }
    for at in 0..48 {
        let mut altered = wrap.clone();
        altered.wrapped[at] ^= 1;
        assert_eq!(open(&altered, &world.recovery, &public), Err(Code::GrantRefused));
    }
    let short = EpochWrap { wrapped: vec![0; 47], ..wrap };
    assert_eq!(short.to_item().parse(), Err(Code::GrantRefused));
}

#[test]
fn earlier_keys_open_with_the_newest_only() {
    let (newest, other) = (KemPrivate::derive(&[10; 32]), KemPrivate::derive(&[11; 32]));
    let earlier = [KemPrivate::derive(&[12; 32]), KemPrivate::derive(&[13; 32])];
    let sealed = seal_history(&newest, &[(0, &earlier[0]), (1, &earlier[1])]).expect("sealed");
    let opened = open_history(&newest, &sealed).expect("opened");
    let publics: Vec<_> = opened.iter().map(|(number, key)| (*number, key.public())).collect();
    assert_eq!(publics, [(0, earlier[0].public()), (1, earlier[1].public())]);
    assert_eq!(open_history(&other, &sealed).map(drop), Err(Code::GrantRefused));
    for at in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[at] ^= 0x10;
        assert_eq!(open_history(&newest, &altered).map(drop), Err(Code::GrantRefused));
        assert_eq!(open_history(&newest, &sealed[..at]).map(drop), Err(Code::GrantRefused));
    }
}

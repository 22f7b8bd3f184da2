//! Keys, ids, commitments, seals, grants, epochs.

use super::{Inputs, Suite, hex, small, unhex};
use crate::seal::{seal_aad, sealed_by_hand};
use crate::support::{Given, World, padded, raw_frame};
use jonaki_protocol::grant::{Grantee, Granter, open_history, seal_history, unwrap_epoch, wrap_epoch};
use jonaki_protocol::{
    Capsule, CaseKey, Compartment, CompartmentSet, DeviceId, DocumentId, Holder, InviteId, InviteSeed,
    KemPrivate, KeyId, OrganisationId, Recipient, RecordId, encode, frame, seal,
};
use serde_json::{Value, json};

pub(super) fn suites() -> Vec<Suite> {
    vec![
        Suite {
            file: "keys",
            about: "Ids that follow from Ed25519 public keys; X25519 key pairs by DeriveKeyPair of RFC 9180; the two key \
                    pairs of an invite's seed; the spoken code of a record.",
            inputs: || (1..4_u8).map(|seed| json!({ "seed": hex([seed; 32]) })).collect(),
            compute: keys,
        },
        Suite {
            file: "commitment",
            about: "What a key set says of a compartment's key, and the key id: its first four bytes.",
            inputs: commitment_inputs,
            compute: commitment,
        },
        Suite {
            file: "seal",
            about: "A sealed change with a given IV. The frame is one raw zstd block, so that no dictionary is needed.",
            inputs: seal_inputs,
            compute: sealed,
        },
        Suite {
            file: "grant",
            about: "A capsule and two grants under it. ephemeral_ikm goes through DeriveKeyPair (RFC 9180, 7.1.3) to the \
                    encapsulating key pair; `keys` are 32-byte keys in the order of their compartments.",
            inputs: grant_inputs,
            compute: grant,
        },
        Suite {
            file: "epoch-wrap",
            about: "An organisation's private key wrapped for a holder: [0, device], [1, invite] or [2, null].",
            inputs: wrap_inputs,
            compute: wrap,
        },
        Suite {
            file: "history",
            about: "The private keys of earlier epochs, sealed under a key that follows from the newest one's.",
            inputs: || {
                let key = |seed: u8| hex(KemPrivate::derive(&[seed; 32]).dangerously_bytes());
                vec![
                    json!({ "newest": key(20), "earlier": [key(21)] }),
                    json!({ "newest": key(22), "earlier": [key(21), key(20)] }),
                ]
            },
            compute: history,
        },
    ]
}

fn keys(inputs: &Inputs<'_>) -> Value {
    let sign = inputs.sign("seed").public();
    let kem = KemPrivate::derive(&inputs.array("seed"));
    let seed = InviteSeed::from_slice(&inputs.bytes("seed")).expect("32 bytes");
    json!({
        "ed25519_public": hex(sign.as_bytes()),
        "device_id": sign.device_id().to_string(),
        "programme_id": sign.programme_id().to_string(),
        "invite_id": sign.invite_id().to_string(),
        "x25519_private": hex(kem.dangerously_bytes()),
        "x25519_public": hex(kem.public().as_bytes()),
        "invite_sign_seed": hex(seed.sign_key().dangerously_seed()),
        "invite_sign_public": hex(seed.sign_key().public().as_bytes()),
        "invite_kem_private": hex(seed.kem_key().dangerously_bytes()),
        "invite_kem_public": hex(seed.kem_key().public().as_bytes()),
        "short_code_of_record_with_device_id": RecordId::from_bytes(*sign.device_id().as_bytes()).short_code(),
    })
}

fn programme() -> String {
    World::new().programme().to_string()
}

fn commitment_inputs() -> Vec<Value> {
    (1..4_u8)
        .map(|number| {
            json!({
                "programme": programme(),
                "record": hex([number; 16]),
                "compartment": number,
                "key": hex([0x10 + number; 32]),
            })
        })
        .collect()
}

fn document(inputs: &Inputs<'_>) -> DocumentId {
    let compartment = Compartment::from_code(small(inputs.number("compartment"))).expect("a compartment");
    DocumentId { record: inputs.record(), compartment }
}

fn case_key(bytes: &[u8]) -> CaseKey {
    CaseKey::from_slice(bytes).expect("32 bytes")
}

fn commitment(inputs: &Inputs<'_>) -> Value {
    let id = document(inputs);
    let commitment =
        case_key(&inputs.bytes("key")).commitment(&inputs.programme(), &id.record, id.compartment);
    json!({ "commitment": commitment.to_string(), "key_id": hex(KeyId::of(&commitment).as_bytes()) })
}

fn seal_inputs() -> Vec<Value> {
    [(1, "6368616e6765".to_owned()), (2, String::new()), (3, "00ff".repeat(100))]
        .into_iter()
        .map(|(number, change): (u8, String)| {
            json!({
                "programme": programme(),
                "record": hex([number; 16]),
                "compartment": number,
                "key": hex([0x10 + number; 32]),
                "iv": hex([number; 12]),
                "change": change,
            })
        })
        .collect()
}

fn sealed(inputs: &Inputs<'_>) -> Value {
    let (id, key, change) = (document(inputs), case_key(&inputs.bytes("key")), inputs.bytes("change"));
    let frame = raw_frame(&change);
    assert_eq!(frame::unpack(&frame, change.len()), Ok(change.clone()));
    let plain = padded(&frame);
    let item = sealed_by_hand(&inputs.programme(), id, &key, inputs.array("iv"), &plain);
    let opened = seal::open(&inputs.programme(), &item, &key).expect("opened");
    assert_eq!(opened.as_slice(), change);
    // The crate's own sealing draws the IV from its random source and differs in nothing but the compression.
    let own =
        seal::seal(&inputs.programme(), id, &key, &change, &mut Given(&inputs.bytes("iv"))).expect("sealed");
    assert_eq!(own.message[..20], item.message[..20]);
    assert_eq!(seal::open(&inputs.programme(), &own, &key).expect("opened").as_slice(), change);
    json!({
        "padded_plaintext": hex(&plain),
        "external_aad": hex(seal_aad(&inputs.programme(), id, &key)),
        "message": hex(&item.message),
        "item_body": hex(encode(&item)),
        "item_hash": item.to_item().hash().to_string(),
    })
}

fn grant_inputs() -> Vec<Value> {
    let recipient = KemPrivate::derive(&[30; 32]);
    let case = |recipient_id: Value| {
        json!({
            "programme": programme(),
            "recipient": recipient_id,
            "recipient_private": hex(recipient.dangerously_bytes()),
            "ephemeral_ikm": hex([31; 32]),
            "grants": [
                { "record": hex([1; 16]), "compartments": 0b0111, "keys": [hex([1; 32]), hex([2; 32])] },
                { "record": hex([2; 16]), "compartments": 0b1000, "keys": [hex([3; 32])] },
            ],
        })
    };
    vec![
        case(json!({ "organisation": hex([0x0a; 16]), "epoch": 3 })),
        case(json!({ "device": hex([0x0d; 16]) })),
    ]
}

fn recipient(value: &Value) -> Recipient {
    match value.get("device") {
        Some(device) => Recipient::Device(DeviceId::from_slice(&unhex(device)).expect("16 bytes")),
        None => {
            let id = OrganisationId::from_slice(&unhex(&value["organisation"])).expect("16 bytes");
            Recipient::Organisation(id, small(value["epoch"].as_u64().expect("a number")))
        }
    }
}

fn grant(inputs: &Inputs<'_>) -> Value {
    let (programme, private) = (inputs.programme(), inputs.kem("recipient_private"));
    let ikm = inputs.bytes("ephemeral_ikm");
    let recipient = recipient(&inputs.0["recipient"]);
    let mut granter =
        Granter::new(programme, recipient, &private.public(), &mut Given(&ikm)).expect("a granter");
    let capsule: Capsule = granter.capsule().clone();
    let grantee = Grantee::new(programme, &capsule, &private).expect("a grantee");
    let grants: Vec<Value> = inputs
        .list("grants")
        .iter()
        .map(|given| {
            let given = Inputs(given);
            let set = CompartmentSet::from_bits(small(given.number("compartments"))).expect("a set");
            let keys: Vec<CaseKey> = given.list("keys").iter().map(|key| case_key(&unhex(key))).collect();
            let grant = granter.grant(given.record(), set, &keys.iter().collect::<Vec<_>>()).expect("a grant");
            let opened = grantee.open(&grant).expect("opened");
            assert!(opened.len() == keys.len() && opened.iter().zip(&keys).all(|((_, a), b)| a.same_as(b)));
            json!({ "number": grant.number, "wrapped": hex(&grant.wrapped), "item_body": hex(encode(&grant)) })
        })
        .collect();
    json!({
        "recipient_public": hex(private.public().as_bytes()),
        "hpke_info": hex([b"jonaki/v1/grant".as_slice(), programme.as_bytes(), &encode(&recipient)].concat()),
        "encapsulated": hex(&capsule.encapsulated),
        "capsule_item_body": hex(encode(&capsule)),
        "grants": grants,
    })
}

fn wrap_inputs() -> Vec<Value> {
    let private = |seed: u8| hex(KemPrivate::derive(&[seed; 32]).dangerously_bytes());
    let case = |holder: Value| {
        json!({
            "programme": programme(),
            "organisation": hex([0x0a; 16]),
            "number": 2,
            "epoch_private": private(40),
            "holder": holder,
            "holder_private": private(41),
            "ephemeral_ikm": hex([42; 32]),
        })
    };
    vec![
        case(json!({ "device": hex([0x0d; 16]) })),
        case(json!({ "invite": hex([0x0e; 16]) })),
        case(json!({ "recovery": null })),
    ]
}

fn wrap(inputs: &Inputs<'_>) -> Value {
    let id = |name: &str| inputs.0["holder"].get(name).map(unhex);
    let holder = match (id("device"), id("invite")) {
        (Some(device), _) => Holder::Device(DeviceId::from_slice(&device).expect("16 bytes")),
        (_, Some(invite)) => Holder::Invite(InviteId::from_slice(&invite).expect("16 bytes")),
        _ => Holder::Recovery,
    };
    let organisation = OrganisationId::from_bytes(inputs.array("organisation"));
    let of = (organisation, small(inputs.number("number")));
    let (private, own) = (inputs.kem("epoch_private"), inputs.kem("holder_private"));
    let (programme, ikm) = (inputs.programme(), inputs.bytes("ephemeral_ikm"));
    let wrap =
        wrap_epoch(&programme, of, &private, (holder, &own.public()), &mut Given(&ikm)).expect("wrapped");
    let opened = unwrap_epoch(&programme, &wrap, &own, &private.public()).expect("unwrapped");
    json!({
        "epoch_public": hex(opened.public().as_bytes()),
        "hpke_info": hex([b"jonaki/v1/epoch".as_slice(), programme.as_bytes(), &encode(&(of.0, of.1, holder))].concat()),
        "encapsulated": hex(&wrap.encapsulated),
        "wrapped": hex(&wrap.wrapped),
        "item_body": hex(encode(&wrap)),
    })
}

fn history(inputs: &Inputs<'_>) -> Value {
    let newest = inputs.kem("newest");
    let earlier: Vec<KemPrivate> = inputs
        .list("earlier")
        .iter()
        .map(|key| KemPrivate::from_bytes(&unhex(key)).expect("a key"))
        .collect();
    let numbered: Vec<(u32, &KemPrivate)> = (0..).zip(&earlier).collect();
    let sealed = seal_history(&newest, &numbered).expect("sealed");
    let opened = open_history(&newest, &sealed).expect("opened");
    assert_eq!(opened.len(), earlier.len());
    let publics: Vec<String> = opened.iter().map(|(_, key)| hex(key.public().as_bytes())).collect();
    json!({ "history": hex(sealed), "public_keys": publics })
}

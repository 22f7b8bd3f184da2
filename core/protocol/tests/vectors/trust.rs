//! Root records, invites, links, certificates.

use super::{Inputs, Suite, hex, small};
use crate::support::{Keys, SERVER_URL, World};
use jonaki_protocol::cose::Purpose;
use jonaki_protocol::directory::{OrganisationRecord, ProgrammeRecord, RootRecord};
use jonaki_protocol::{
    Certificate, Directory, Freshness, Invite, InviteLink, InviteSeed, KemPrivate, KemPublic, OrganisationId,
    Role, SignPrivate, SignPublic, encode,
};
use serde_json::{Value, json};

pub(super) fn suites() -> Vec<Suite> {
    vec![
        Suite {
            file: "root-record",
            about: "The programme's and an organisation's record, signed by the root.",
            inputs: root_inputs,
            compute: root_records,
        },
        Suite {
            file: "invite",
            about: "An invite, its link, and the certificate of the device that enrols with it. The device's X25519 key \
                    pair follows from device_kem_secret by DeriveKeyPair (RFC 9180, 7.1.3).",
            inputs: invite_inputs,
            compute: invite,
        },
    ]
}

fn root_inputs() -> Vec<Value> {
    let world = World::new();
    vec![json!({
        "root_seed": hex([1; 32]),
        "server_public": hex(world.server.public().as_bytes()),
        "recovery_public": hex(world.recovery.public().as_bytes()),
        "time": 1_764_000_000_i64,
        "organisation": hex([0x0a; 16]),
        "kind": "ngo",
        "name_bn": "আলো",
        "name_en": "Light",
        "issuers": [hex(world.admin.sign.public().as_bytes())],
    })]
}

fn sign_public(inputs: &Inputs<'_>, name: &str) -> SignPublic {
    SignPublic::from_bytes(inputs.array(name))
}

fn organisation(inputs: &Inputs<'_>) -> OrganisationRecord {
    let issuers = inputs.list("issuers").iter().map(|key| super::unhex(key).try_into().expect("32 bytes"));
    OrganisationRecord {
        organisation: OrganisationId::from_bytes(inputs.array("organisation")),
        kind: inputs.text("kind").to_owned(),
        name_bn: inputs.text("name_bn").to_owned(),
        name_en: inputs.text("name_en").to_owned(),
        issuers: issuers.map(SignPublic::from_bytes).collect(),
        time: inputs.time("time"),
    }
}

fn root_records(inputs: &Inputs<'_>) -> Value {
    let root = inputs.sign("root_seed");
    let programme = ProgrammeRecord {
        root: root.public(),
        server: sign_public(inputs, "server_public"),
        recovery: KemPublic::from_bytes(inputs.array("recovery_public")),
        time: inputs.time("time"),
    };
    let records = [RootRecord::Programme(programme), RootRecord::Organisation(organisation(inputs))];
    let signed = records.map(|record| {
        let signed = record.sign(&root);
        assert_eq!(RootRecord::verify(&signed.message, &root.public()), Ok(record));
        signed.message
    });
    json!({
        "programme_id": root.public().programme_id().to_string(),
        "external_aad": hex(Purpose::Directory.aad(&root.public().programme_id())),
        "programme_record": hex(&signed[0]),
        "organisation_record": hex(&signed[1]),
    })
}

fn invite_inputs() -> Vec<Value> {
    let world = World::new();
    let base = root_inputs().remove(0);
    let epoch = KemPrivate::derive(&[6; 32]).public();
    let case = |role: Role, epoch: Value| {
        let mut case = base.clone();
        let more = json!({
            "issuer_seed": hex(world.admin.sign.dangerously_seed()),
            "seed": hex([9; 32]),
            "role": role as u8,
            "not_after": 1_764_003_600_i64,
            "epoch": epoch,
            "url": SERVER_URL,
            "device_sign_seed": hex([50; 32]),
            "device_kem_secret": hex([50; 32]),
            "enrolled_at": 1_764_000_000_i64,
        });
        if let (Some(case), Some(more)) = (case.as_object_mut(), more.as_object()) {
            case.extend(more.clone());
        }
        case
    };
    vec![
        case(Role::Reporter, Value::Null),
        case(Role::Coordinator, json!({ "number": 0, "public": hex(epoch.as_bytes()) })),
    ]
}

fn invite(inputs: &Inputs<'_>) -> Value {
    let root = inputs.sign("root_seed");
    let (programme, issuer) = (root.public().programme_id(), inputs.sign("issuer_seed"));
    let seed = InviteSeed::from_slice(&inputs.bytes("seed")).expect("32 bytes");
    let role: u8 = small(inputs.number("role"));
    let epoch = &inputs.0["epoch"];
    let of = |epoch: &Value| {
        let given = Inputs(epoch);
        (small(given.number("number")), KemPublic::from_bytes(given.array("public")))
    };
    let invite = Invite {
        organisation: OrganisationId::from_bytes(inputs.array("organisation")),
        role: Role::ALL[usize::from(role)],
        not_after: inputs.time("not_after"),
        key: seed.sign_key().public(),
        epoch: (!epoch.is_null()).then(|| of(epoch)),
        server: sign_public(inputs, "server_public"),
        url: inputs.text("url").to_owned(),
    };
    let message = invite.sign(&programme, &issuer);
    let record = RootRecord::Organisation(organisation(inputs)).sign(&root);
    let link = InviteLink::new(root.public(), message.clone(), vec![record.to_item()], &seed);
    let text = link.dangerously_to_text();
    let verified =
        InviteLink::from_text(&text).and_then(|link| link.verify(inputs.time("enrolled_at"), None));
    let device = Keys {
        sign: SignPrivate::from_seed(&inputs.array("device_sign_seed")),
        kem: KemPrivate::derive(&inputs.array("device_kem_secret")),
    };
    let (sign, kem) = (device.sign.public(), device.kem.public());
    let certificate: Certificate =
        verified.expect("verified").certify(&sign, &kem, inputs.time("enrolled_at"));
    let mut directory = Directory::new(root.public());
    let now = Freshness::At(inputs.time("enrolled_at"));
    for body in [record.into(), certificate.clone().into()] {
        directory.admit(&device.id(), &body, 1, now).expect("admitted");
    }
    assert_eq!(directory.member(&device.id()).map(|member| member.role), Some(invite.role));
    json!({
        "invite_id": invite.id().to_string(),
        "invite_payload": hex(encode(&invite)),
        "invite_aad": hex(Purpose::Invite.aad(&programme)),
        "invite": hex(&message),
        "link": text,
        "device_id": device.id().to_string(),
        "device_kem_public": hex(kem.as_bytes()),
        "certificate_aad": hex(Purpose::Certificate.aad(&programme)),
        "certificate": hex(&certificate.certificate),
        "item_body": hex(encode(&certificate)),
    })
}

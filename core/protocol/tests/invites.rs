//! Invites and certificates that are expired, altered, foreign, stolen or raised.

use crate::samples::signed_again;
use crate::support::{Keys, NOW, OTHER_ORGANISATION, RECORD, SERVER_URL, World, seed};
use jonaki_protocol::directory::{ProgrammeRecord, RootRecord};
use jonaki_protocol::invite::{Claims, is_server_url};
use jonaki_protocol::{
    Body, Certificate, Code, DeviceId, Effect, Erase, Freshness, Invite, InviteLink, KemPublic, Role,
    SignPrivate, SignPublic,
};

fn refused(link: &InviteLink) -> Option<Code> {
    link.verify(NOW, None).map(drop).err()
}

#[test]
fn a_good_invite_verifies_offline_and_survives_its_text() {
    let link = signed_again(|_| ());
    let text = link.dangerously_to_text();
    let verified = InviteLink::from_text(&text).and_then(|link| link.verify(NOW, None)).expect("verified");
    let world = World::new();
    assert_eq!(verified.programme(), world.programme());
    assert_eq!(verified.invite, world.invite(Role::Reporter, &seed(9)));
    assert!(text.len() <= 1_200, "fits a QR code of a usable size: {}", text.len());
    assert_eq!(verified.kem_key().public(), seed(9).kem_key().public());
}

#[test]
fn an_expired_invite_is_refused() {
    let link = signed_again(|_| ());
    let last = NOW.plus(3600);
    assert!(link.verify(last, None).is_ok());
    assert_eq!(link.verify(last.plus(1), None).map(drop), Err(Code::InviteExpired));
}

#[test]
fn an_invite_of_another_programme_is_named_as_such() {
    let link = signed_again(|_| ());
    let foreign = SignPrivate::from_seed(&[99; 32]).public().programme_id();
    assert_eq!(link.verify(NOW, Some(foreign)).map(drop), Err(Code::InviteForeign));
    assert!(link.verify(NOW, Some(World::new().programme())).is_ok());
    // A chain under another root than the one it names.
    let world = World::new();
    let message = world.invite(Role::Reporter, &seed(9)).sign(&world.programme(), &world.admin.sign);
    let chain = vec![world.organisation_record().to_item()];
    let swapped = InviteLink::new(SignPrivate::from_seed(&[99; 32]).public(), message, chain, &seed(9));
    assert_eq!(refused(&swapped), Some(Code::InviteAltered));
}

#[test]
fn a_wrong_seed_is_refused() {
    let world = World::new();
    let invite = world.invite(Role::Reporter, &seed(9));
    assert_eq!(refused(&world.link(&invite, &world.admin.sign, &seed(10))), Some(Code::InviteAltered));
}

#[test]
fn an_issuer_without_the_right_is_refused() {
    let world = World::new();
    let invite = world.invite(Role::Reporter, &seed(9));
    for issuer in [&world.other_admin.sign, &world.server, &world.root] {
        assert_eq!(refused(&world.link(&invite, issuer, &seed(9))), Some(Code::IssuerRefused));
    }
    // An enrolled coordinator, reporter or provider may not invite; an enrolled admin may.
    for (role, expected) in [
        (Role::Reporter, Some(Code::IssuerRefused)),
        (Role::Coordinator, Some(Code::IssuerRefused)),
        (Role::Provider, Some(Code::IssuerRefused)),
        (Role::Admin, None),
    ] {
        let issuer = Keys::of(20);
        let message = invite.sign(&world.programme(), &issuer.sign);
        let chain =
            vec![world.organisation_record().to_item(), world.certificate(role, 20, &issuer).to_item()];
        let link = InviteLink::new(world.root.public(), message, chain, &seed(9));
        assert_eq!(refused(&link), expected, "{role:?}");
    }
}

#[test]
fn a_chain_holds_only_links() {
    let world = World::new();
    let message = world.invite(Role::Reporter, &seed(9)).sign(&world.programme(), &world.admin.sign);
    let link = |chain| InviteLink::new(world.root.public(), message.clone(), chain, &seed(9));
    assert_eq!(refused(&link(Vec::new())), Some(Code::IssuerRefused));
    let foreign = vec![world.organisation_record().to_item(), Erase { record: RECORD }.to_item()];
    assert_eq!(refused(&link(foreign)), Some(Code::InviteAltered));
    let twice = vec![world.organisation_record().to_item(), world.organisation_record().to_item()];
    assert_eq!(refused(&link(twice)), None);
}

#[test]
fn the_server_key_must_be_the_roots_where_the_chain_says_it() {
    let world = World::new();
    let message = world.invite(Role::Reporter, &seed(9)).sign(&world.programme(), &world.admin.sign);
    let with = |server: SignPublic| {
        let record = ProgrammeRecord {
            root: world.root.public(),
            server,
            recovery: world.recovery.public(),
            time: NOW,
        };
        let programme = RootRecord::Programme(record).sign(&world.root).to_item();
        let chain = vec![programme, world.organisation_record().to_item()];
        refused(&InviteLink::new(world.root.public(), message.clone(), chain, &seed(9)))
    };
    assert_eq!(with(world.server.public()), None);
    assert_eq!(with(world.admin.sign.public()), Some(Code::InviteAltered));
}

#[test]
fn only_tls_or_this_machine_is_a_servers_address() {
    for good in [SERVER_URL, "http://127.0.0.1:8080", "http://localhost", "http://[::1]:9/x", "https://a/b?c"]
    {
        assert!(is_server_url(good), "{good}");
    }
    for bad in [
        "http://sync.example.org",
        "http://127.0.0.1.example.org",
        "http://localhost:x@example.org",
        "http://localhost@example.org",
        "ftp://example.org",
        "",
        "javascript:alert(1)",
        "https://exa mple.org",
        "https://জোনাকি.example",
        "https://example.org\n",
    ] {
        assert!(!is_server_url(bad), "{bad}");
        assert_eq!(
            refused(&signed_again(|invite| bad.clone_into(&mut invite.url))),
            Some(Code::InviteAltered)
        );
    }
    assert!(is_server_url(&format!("https://{}", "a".repeat(192))));
    assert!(!is_server_url(&format!("https://{}", "a".repeat(193))));
}

/// The parts of an invite, changed without the issuer.
#[test]
fn a_raised_role_or_swapped_organisation_breaks_the_signature() {
    let world = World::new();
    let directory = world.directory();
    let good = world.invite(Role::Reporter, &seed(9));
    let changes: [(&str, Invite); 5] = [
        ("role", Invite { role: Role::Admin, ..good.clone() }),
        ("organisation", Invite { organisation: OTHER_ORGANISATION, ..good.clone() }),
        ("expiry", Invite { not_after: NOW.plus(1_000_000), ..good.clone() }),
        ("key", Invite { key: seed(10).sign_key().public(), ..good.clone() }),
        ("server", Invite { server: world.admin.sign.public(), ..good.clone() }),
    ];
    let signed = good.sign(&world.programme(), &world.admin.sign);
    for (name, changed) in changes {
        let other = changed.sign(&world.programme(), &SignPrivate::from_seed(&[77; 32]));
        // The signature and key id of the good one around the payload of the other.
        let mut forged = other;
        let end = forged.len() - 64;
        forged[end..].copy_from_slice(&signed[signed.len() - 64..]);
        let at = forged
            .windows(16)
            .position(|id| id == SignPrivate::from_seed(&[77; 32]).public().device_id().as_bytes());
        let at = at.expect("key id");
        forged[at..at + 16].copy_from_slice(world.admin.id().as_bytes());
        let expected = if name == "organisation" { Code::IssuerRefused } else { Code::InviteAltered };
        assert_eq!(directory.verify_invite(&forged), Err(expected), "{name}");
        let keys = Keys::of(9);
        let verified = world.verified(Role::Reporter, 9);
        let certificate = verified.certify(&keys.sign.public(), &keys.kem.public(), NOW).certificate;
        let forged = Certificate { certificate, invite: forged };
        assert_eq!(directory.preview(&forged, Freshness::At(NOW)).map(drop), Err(expected), "{name}");
    }
}

#[test]
fn an_invite_is_used_once() {
    let world = World::new();
    let mut directory = world.directory();
    let (first, second) = (Keys::of(9), Keys::of(10));
    let own = world.certificate(Role::Coordinator, 9, &first);
    let other = world.certificate(Role::Coordinator, 9, &second);
    let admit = |directory: &mut jonaki_protocol::Directory, keys: &Keys, certificate: &Certificate| {
        directory.admit(&keys.id(), &Body::from(certificate.clone()), 3, Freshness::At(NOW))
    };
    assert_eq!(admit(&mut directory, &first, &own), Ok(Effect::Enrolled(first.id())));
    assert_eq!(directory.preview(&other, Freshness::At(NOW)).map(drop), Err(Code::InviteUsed));
    assert_eq!(admit(&mut directory, &second, &other), Err(Code::InviteUsed));
    assert!(directory.member(&second.id()).is_none());
    // A repeat by the same device changes nothing, however late.
    let late = Freshness::At(NOW.plus(1_000_000));
    assert_eq!(directory.admit(&first.id(), &own.clone().into(), 9, late), Ok(Effect::Nothing));
    // Nor does the same device with another receiving key under the same invite.
    let swapped =
        world.verified(Role::Coordinator, 9).certify(&first.sign.public(), &second.kem.public(), NOW);
    assert_eq!(admit(&mut directory, &first, &swapped), Ok(Effect::Nothing));
    assert_eq!(directory.member(&first.id()).map(|member| member.kem), Some(first.kem.public()));
    let shown = directory.preview(&swapped, Freshness::At(NOW)).expect("known").1;
    assert_eq!(shown.kem, first.kem.public(), "what stands is what was taken in");
}

#[test]
fn a_certificate_holds_only_for_its_invite_key_and_programme() {
    let world = World::new();
    let keys = Keys::of(9);
    let good = world.certificate(Role::Reporter, 9, &keys);
    let invite = world.invite(Role::Reporter, &seed(9));
    let claims = Claims::verify(&good.certificate, &world.programme(), &invite).expect("verified");
    assert_eq!((claims.sign, claims.kem), (keys.sign.public(), keys.kem.public()));
    assert_eq!(claims.issued_at, NOW);
    let other = world.invite(Role::Reporter, &seed(10));
    let refused = Err(Code::InviteAltered);
    assert_eq!(Claims::verify(&good.certificate, &world.programme(), &other), refused);
    let foreign = jonaki_protocol::ProgrammeId::from_bytes([9; 16]);
    assert_eq!(Claims::verify(&good.certificate, &foreign, &invite), refused);
    let swapped = Certificate { invite: other.sign(&world.programme(), &world.admin.sign), ..good.clone() };
    assert_eq!(world.directory().preview(&swapped, Freshness::At(NOW)).map(drop), Err(Code::InviteAltered));
    let as_invite = Certificate { certificate: good.invite.clone(), invite: good.certificate };
    assert!(world.directory().preview(&as_invite, Freshness::At(NOW)).is_err());
    // Dated after the invite's end.
    let late =
        world.verified(Role::Reporter, 9).certify(&keys.sign.public(), &keys.kem.public(), NOW.plus(9_999));
    assert_eq!(world.directory().preview(&late, Freshness::Claimed).map(drop), Err(Code::InviteExpired));
}

/// Whoever holds an invite can certify any public key: another device's must not be changed by it.
#[test]
fn nobody_else_can_change_a_devices_role() {
    let world = World::new();
    let mut directory = world.directory();
    let (thief, victim) = (Keys::of(30), &world.admin);
    world.enrol(&mut directory, Role::Reporter, 30, &thief);
    let demoted = Body::from(world.certificate(Role::Reporter, 31, victim));
    for author in [thief.id(), world.other_admin.id(), DeviceId::NOBODY, DeviceId::from_bytes([1; 16])] {
        assert_eq!(directory.admit(&author, &demoted, 5, Freshness::At(NOW)), Err(Code::NotAllowed));
    }
    assert_eq!(directory.member(&victim.id()).map(|member| member.role), Some(Role::Admin));
    // A new device cannot be enrolled by another's batch either; it may itself, and may change its own role.
    let fresh = Keys::of(32);
    let certificate = Body::from(world.certificate(Role::Reporter, 32, &fresh));
    assert_eq!(directory.admit(&thief.id(), &certificate, 5, Freshness::At(NOW)), Err(Code::NotAllowed));
    let enrolled = Ok(Effect::Enrolled(fresh.id()));
    assert_eq!(directory.admit(&fresh.id(), &certificate, 5, Freshness::At(NOW)), enrolled);
    let raised = Body::from(world.certificate(Role::Coordinator, 33, &fresh));
    assert_eq!(directory.admit(&fresh.id(), &raised, 6, Freshness::At(NOW)), enrolled);
    assert_eq!(directory.member(&fresh.id()).map(|member| member.role), Some(Role::Coordinator));
}

#[test]
fn a_device_keeps_its_key_and_its_organisation() {
    let world = World::new();
    let mut directory = world.directory();
    let keys = Keys::of(9);
    world.enrol(&mut directory, Role::Coordinator, 9, &keys);
    let before = directory.member(&keys.id()).cloned();
    let rekeyed = world.verified(Role::Coordinator, 10).certify(
        &keys.sign.public(),
        &KemPublic::from_bytes([8; 32]),
        NOW,
    );
    let moved = world.other_certificate(Role::Coordinator, 11, &keys);
    for certificate in [rekeyed, moved] {
        let admitted = directory.admit(&keys.id(), &certificate.into(), 4, Freshness::At(NOW));
        assert_eq!(admitted, Err(Code::DirectoryRefused));
    }
    assert_eq!(directory.member(&keys.id()).cloned(), before);
}

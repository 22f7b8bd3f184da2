//! Invites and certificates: what a stranger brings to become a member.

use super::Reached;
use super::input::Input;
use super::programme::{NOW, OURS, Programme, programme, seed};
use super::wire::canonical;
use jonaki_protocol::cose::{self, Purpose};
use jonaki_protocol::invite::{Claims, is_server_url};
use jonaki_protocol::{
    Certificate, Directory, Freshness, Invite, InviteLink, Item, Role, VerifiedInvite, decode, encode, limits,
};
use std::sync::OnceLock;

/// The invite whose seed the targets hold.
pub(super) const INVITE: u8 = 9;

/// Signs an invite as the first administrator would.
fn signed(world: &Programme, payload: &[u8]) -> Vec<u8> {
    let id = world.admin.id();
    cose::sign(Purpose::Invite, &world.id, &world.admin.sign, id.as_bytes(), payload.to_vec())
}

fn ours() -> &'static Directory {
    static MADE: OnceLock<Directory> = OnceLock::new();
    MADE.get_or_init(|| programme().directory())
}

/// An invite: the link's text, the bytes in it, and behind the signature what an administrator could sign.
pub fn invite(data: &[u8]) -> Reached {
    let mut input = Input(data);
    let world = programme();
    let mode = input.byte() % 4;
    let link = match mode {
        0 => InviteLink::from_text(&String::from_utf8_lossy(input.0)),
        1 => from_bytes(input.0),
        2 => return payload(input.0),
        _ => {
            let message = signed(world, input.part());
            let chain = input.items(limits::CHAIN_DEPTH + 2);
            let link = InviteLink::new(world.root.public(), message, chain, &seed(INVITE));
            from_bytes(&encode(&link))
        }
    };
    let Ok(link) = link else { return Reached::Refused };
    assert!(link.chain.len() <= limits::CHAIN_DEPTH);
    let text = link.dangerously_to_text();
    let again = InviteLink::from_text(&text).expect("what we print is read");
    assert_eq!(again.dangerously_to_text(), text, "the same link has two spellings");
    let Ok(verified) = link.verify(NOW, None) else { return Reached::Refused };
    let over = verified.invite.not_after.plus(1);
    assert!(
        over == verified.invite.not_after || link.verify(over, None).is_err(),
        "an invite that never expires"
    );
    assert!(link.verify(NOW, Some(jonaki_protocol::ProgrammeId::from_bytes([1; 16]))).is_err());
    assert_eq!(verified.programme(), link.root.programme_id());
    assert!(is_server_url(&verified.invite.url) && NOW <= verified.invite.not_after);
    let led_by_root = link.chain.iter().any(|item| item.kind == jonaki_protocol::RootSigned::KIND);
    assert!(led_by_root, "an invite that nothing leads to from the root");
    let keys = super::programme::Keys::of(33);
    let certificate = verified.certify(&keys.sign.public(), &keys.kem.public(), NOW);
    let claims = Claims::verify(&certificate.certificate, &verified.programme(), &verified.invite);
    assert_eq!(claims.map(|claims| claims.sign), Ok(keys.sign.public()));
    Reached::Taken
}

fn from_bytes(bytes: &[u8]) -> Result<InviteLink, jonaki_protocol::Code> {
    InviteLink::from_text(&format!("jonaki:invite/{}", data_encoding::BASE64URL_NOPAD.encode(bytes)))
}

fn payload(payload: &[u8]) -> Reached {
    let world = programme();
    let message = signed(world, payload);
    let claimed = Invite::claimed(&message);
    let verified = Invite::verify(&message, &world.id, &world.admin.sign.public());
    assert_eq!(claimed.as_ref().map(|(_, invite)| invite), verified.as_ref());
    let Ok(invite) = verified else { return Reached::Refused };
    assert_eq!(encode(&invite), payload, "the same invite has two encodings");
    assert_eq!(invite.sign(&world.id, &world.admin.sign), message);
    assert!(is_server_url(&invite.url) && invite.url.len() <= 200);
    let admitted = ours().verify_invite(&message);
    assert_eq!(
        admitted.is_ok(),
        invite.organisation == OURS,
        "an administrator invites into its own organisation"
    );
    Reached::Taken
}

/// The invite of the targets, verified.
pub(super) fn verified() -> &'static VerifiedInvite {
    static MADE: OnceLock<VerifiedInvite> = OnceLock::new();
    MADE.get_or_init(|| programme().verified(OURS, Role::Coordinator, INVITE))
}

/// A certificate: as it comes, as the holder of the invite could sign it, and as an item through the directory.
pub fn certificate(data: &[u8]) -> Reached {
    let mut input = Input(data);
    let world = programme();
    let verified = verified();
    let mode = input.byte() % 3;
    if mode == 2 {
        return canonical::<Certificate>(input.0).map_or(Reached::Refused, |item| enrolling(&item));
    }
    let message = match mode {
        0 => input.0.to_vec(),
        _ => {
            let (key, id) = (seed(INVITE).sign_key(), verified.invite.id());
            cose::sign(Purpose::Certificate, &world.id, &key, id.as_bytes(), input.0.to_vec())
        }
    };
    let claimed = Claims::claimed(&message);
    let Ok(claims) = Claims::verify(&message, &world.id, &verified.invite) else { return Reached::Refused };
    assert_eq!(claimed, Ok(claims));
    assert_eq!(claims.invite, verified.invite.id());
    let again = verified.certify(&claims.sign, &claims.kem, claims.issued_at);
    assert_eq!(again.certificate, message, "the same certificate has two forms");
    enrolling(&again)
}

fn enrolling(item: &Certificate) -> Reached {
    let directory = ours();
    let Ok((device, member)) = directory.preview(item, Freshness::At(NOW)) else { return Reached::Refused };
    let invite = directory.verify_invite(&item.invite).expect("previewed");
    assert_eq!(device, member.sign.device_id());
    // What stands of a member that is here already may be more than the invite says.
    if directory.member(&device).is_none() {
        assert!(
            member.role == invite.role && member.organisation == invite.organisation && member.is_active()
        );
        assert!(NOW <= invite.not_after);
    }
    let parsed: Item = item.to_item();
    assert_eq!(decode::<Item>(&encode(&parsed)), Ok(parsed));
    Reached::Taken
}

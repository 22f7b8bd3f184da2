//! What prints itself prints no secret.

use crate::samples::request;
use crate::seal::key;
use crate::support::{SERVER_URL, World, seed};
use jonaki_protocol::sync::{Founding, UnverifiedRequest};
use jonaki_protocol::{KemPrivate, ServerLine, SignPrivate};
use serde_bytes::ByteBuf;

/// Every way in which bytes usually appear in a `Debug` text.
fn shows(text: &str, secret: &[u8]) -> bool {
    let list = secret.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
    let lower = text.to_lowercase();
    lower.contains(&list)
        || lower.contains(&data_encoding::HEXLOWER.encode(secret))
        || text.contains(&data_encoding::BASE64.encode(secret))
        || String::from_utf8(secret.to_vec()).is_ok_and(|secret| lower.contains(&secret.to_lowercase()))
}

#[test]
fn private_types_print_their_name_only() {
    assert_eq!(format!("{:?}", SignPrivate::from_seed(&[1; 32])), "SignPrivate(..)");
    assert_eq!(format!("{:?}", KemPrivate::derive(&[1; 32])), "KemPrivate(..)");
    assert_eq!(format!("{:?}", key(1)), "CaseKey(..)");
    assert_eq!(format!("{:?}", seed(1)), "InviteSeed(..)");
}

#[test]
fn founding_codes_are_not_printed() {
    let secret = b"founding-secret".to_vec();
    let world = World::new();
    let founding = Founding { root: world.root.public(), code: ByteBuf::from(secret.clone()) };
    let line = ServerLine {
        url: SERVER_URL.to_owned(),
        server: world.server.public(),
        code: ByteBuf::from(secret.clone()),
    };
    let request = jonaki_protocol::sync::Request { founding: Some(founding.clone()), ..request() };
    let received = request.to_body(&world.admin.sign).and_then(|body| UnverifiedRequest::from_body(&body));
    for text in [
        format!("{founding:?} {founding:#?}"),
        format!("{line:?}"),
        format!("{request:?} {request:#?}"),
        format!("{:?}", received.expect("parsed")),
    ] {
        assert!(!shows(&text, &secret), "{text}");
    }
}

//! The forms that ship with the app, compiled from `forms/` by `cargo xtask forms`: each in a zstd frame, as it would travel.

use jonaki_protocol::{Digest, frame, limits};
use sha2::{Digest as _, Sha256};
use std::sync::OnceLock;

/// A form's id and its packed definition.
const SHIPPED: &[(&str, &[u8])] = &[
    ("child_labour_visit", include_bytes!("standard/child_labour_visit.form")),
    ("child_trafficking_report", include_bytes!("standard/child_trafficking_report.form")),
    ("coordinator_assessment", include_bytes!("standard/coordinator_assessment.form")),
];

/// Hashes of the definitions, worked out once.
fn hashes() -> &'static [Digest] {
    static HASHES: OnceLock<Vec<Digest>> = OnceLock::new();
    HASHES.get_or_init(|| {
        let of = |packed: &[u8]| Digest::from_bytes(Sha256::digest(open(packed)).into());
        SHIPPED.iter().map(|(_, packed)| of(packed)).collect()
    })
}

/// The fields of the open card, which a form may fill: what they are called and what they take.
pub fn card_layout() -> &'static jonaki_document::Layout {
    jonaki_document::layout(jonaki_protocol::Compartment::Card)
}

/// Ids and hashes.
pub(crate) fn forms() -> impl Iterator<Item = (&'static str, Digest)> {
    SHIPPED.iter().zip(hashes()).map(|((form, _), hash)| (*form, *hash))
}

/// The encoding of the definition with a hash.
pub(crate) fn definition(hash: Digest) -> Option<Vec<u8>> {
    let (_, packed) = SHIPPED.iter().zip(hashes()).find(|(_, known)| **known == hash)?.0;
    Some(open(packed))
}

fn open(packed: &[u8]) -> Vec<u8> {
    frame::unpack(packed, limits::FORM_BYTES).unwrap_or_default()
}

//! Organisations' keys, as far as the server can judge them.

use super::Bad;
use crate::catalogue::{Office, Who};
use jonaki_core::protocol::{Code, DeviceId, Epoch, EpochWrap, Holder, Item, KemPrivate, KemPublic};

fn key() -> KemPublic {
    KemPrivate::derive(&[0x5e; 32]).public()
}

/// The key that stands `later` after the first organisation's newest.
fn epoch(office: &Office, later: u32, public: KemPublic) -> Item {
    let number = office.epoch_number().saturating_add(later);
    Epoch { organisation: office.home, number, public, history: vec![7; 60] }.to_item()
}

/// A wrap with noise inside, of the newest key for the coordinator.
fn wrap(office: &mut Office) -> EpochWrap {
    let holder = Holder::Device(office.coordinator.client().device().expect("enrolled"));
    EpochWrap {
        organisation: office.home,
        number: 0,
        holder,
        encapsulated: vec![7; 32],
        wrapped: vec![7; 48],
    }
}

pub(super) const CASES: &[Bad] = &[
    Bad("a new key of its organisation", Who::Insider, Code::NotAllowed, |office| epoch(office, 1, key())),
    Bad("a new key of another organisation", Who::Outsider, Code::NotAllowed, |office| {
        epoch(office, 1, key())
    }),
    Bad("another key for an epoch that is there", Who::Boss, Code::DirectoryRefused, |office| {
        epoch(office, 0, key())
    }),
    Bad("an organisation's epoch left out", Who::Boss, Code::DirectoryRefused, |office| {
        epoch(office, 2, key())
    }),
    Bad("an organisation's last epoch there is", Who::Boss, Code::DirectoryRefused, |office| {
        epoch(office, u32::MAX, key())
    }),
    Bad(
        "an organisation's key of small order, to which nobody can seal",
        Who::Boss,
        Code::DirectoryRefused,
        |office| epoch(office, 1, KemPublic::from_bytes([0; 32])),
    ),
    Bad("a wrap of another organisation's key", Who::Outsider, Code::NotAllowed, |office| {
        wrap(office).to_item()
    }),
    Bad("a wrap from one who holds no key", Who::Snitch, Code::NotAllowed, |office| wrap(office).to_item()),
    Bad("a wrap of an epoch that is not there", Who::Insider, Code::NotAllowed, |office| {
        EpochWrap { number: 7, ..wrap(office) }.to_item()
    }),
    Bad("a wrapped organisation's key of 47 bytes", Who::Insider, Code::GrantRefused, |office| {
        EpochWrap { wrapped: vec![7; 47], ..wrap(office) }.to_item()
    }),
    Bad("an encapsulated key of 33 bytes", Who::Insider, Code::GrantRefused, |office| {
        EpochWrap { encapsulated: vec![7; 33], ..wrap(office) }.to_item()
    }),
    Bad("a wrap for a holder of a kind that nobody has named", Who::Insider, Code::Malformed, |office| {
        let Item { kind, mut body } =
            EpochWrap { holder: Holder::Device(DeviceId::from_bytes([8; 16])), ..wrap(office) }.to_item();
        let at = body.windows(3).position(|window| window == [0x82, 0x00, 0x50]).expect("the holder");
        body[at + 1] = 0x07;
        Item { kind, body }
    }),
];

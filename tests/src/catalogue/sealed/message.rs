//! The COSE_Encrypt0 message, part by part, and its plaintext down to the frame.

use super::{Bad, Parts, bait, change, padded, sealed, with_message};
use jonaki_core::protocol::{
    Code, Compartment, Digest, DocumentId, ProgrammeId, RecordId, Sealed, frame, limits, seal,
};

/// An honest message with one of its bytes turned.
fn turned(office: &mut super::Office, at: impl FnOnce(usize) -> usize) -> Sealed {
    let mut message = Parts::honest(office).message();
    let at = at(message.len());
    message[at] ^= 1;
    with_message(office, message)
}

pub(super) const CASES: &[Bad] = &[
    Bad("no message", Code::SealBroken, |office| with_message(office, Vec::new())),
    Bad("one byte", Code::SealBroken, |office| with_message(office, vec![0x83])),
    Bad("noise of the largest size", Code::SealBroken, |office| {
        with_message(office, vec![0x5a; limits::CHANGE_BYTES])
    }),
    Bad("60,000 empty arrays", Code::SealBroken, |office| {
        with_message(office, [vec![0x99, 0xea, 0x60], vec![0x80; 60_000]].concat())
    }),
    Bad("60,000 arrays in one another", Code::SealBroken, |office| with_message(office, vec![0x81; 60_000])),
    Bad("a bit of the ciphertext turned", Code::SealBroken, |office| turned(office, |length| length - 40)),
    Bad("a bit of the tag turned", Code::SealBroken, |office| turned(office, |length| length - 1)),
    Bad("a bit of the nonce turned", Code::SealBroken, |office| turned(office, |_| 10)),
    Bad("a bit of the protected header turned", Code::SealBroken, |office| turned(office, |_| 4)),
    Bad("a ciphertext shorter by a byte", Code::SealBroken, |office| {
        let parts = Parts::honest(office);
        let mut cipher = parts.ciphertext();
        cipher.pop();
        let head = [vec![0x83], super::bytes(&parts.protected), vec![0xa1, 0x05], super::bytes(&parts.iv)];
        with_message(office, [head.concat(), super::bytes(&cipher)].concat())
    }),
    Bad("a ciphertext of nothing but its tag", Code::SealBroken, |office| {
        Parts::around(office, Vec::new()).sealed(office)
    }),
    Bad("a message without a ciphertext", Code::SealBroken, |office| {
        let parts = Parts::honest(office);
        let head = [vec![0x83], super::bytes(&parts.protected), vec![0xa1, 0x05], super::bytes(&parts.iv)];
        with_message(office, [head.concat(), vec![0xf6]].concat())
    }),
    Bad("a nonce of 11 bytes", Code::SealBroken, |office| {
        let mut parts = Parts::honest(office);
        parts.iv.pop();
        parts.sealed(office)
    }),
    Bad("a nonce of 13 bytes", Code::SealBroken, |office| {
        let mut parts = Parts::honest(office);
        parts.iv.push(0);
        parts.sealed(office)
    }),
    Bad("AES-128 in the protected header", Code::SealBroken, |office| {
        let parts = Parts { protected: vec![0xa1, 0x01, 0x01], ..Parts::honest(office) };
        parts.sealed(office)
    }),
    Bad("no protected header", Code::SealBroken, |office| {
        let parts = Parts { protected: Vec::new(), ..Parts::honest(office) };
        parts.sealed(office)
    }),
    Bad("a content type beside the algorithm", Code::SealBroken, |office| {
        let parts = Parts { protected: vec![0xa2, 0x01, 0x03, 0x03, 0x00], ..Parts::honest(office) };
        parts.sealed(office)
    }),
    Bad("the message in a tag", Code::SealBroken, |office| {
        let message = Parts::honest(office).message();
        with_message(office, [vec![0xd0], message].concat())
    }),
    Bad("a byte behind the message", Code::SealBroken, |office| {
        let message = Parts::honest(office).message();
        with_message(office, [message, vec![0]].concat())
    }),
    Bad("sealed for another programme", Code::SealBroken, |office| {
        let parts = Parts { programme: ProgrammeId::from_bytes([9; 16]), ..Parts::honest(office) };
        parts.sealed(office)
    }),
    Bad("sealed for another record", Code::SealBroken, |office| {
        let parts = Parts { record: RecordId::from_bytes([9; 16]), ..Parts::honest(office) };
        parts.sealed(office)
    }),
    Bad("sealed for another compartment", Code::SealBroken, |office| {
        let parts = Parts { compartment: Compartment::Identity, ..Parts::honest(office) };
        parts.sealed(office)
    }),
    Bad("sealed for another commitment", Code::SealBroken, |office| {
        let parts = Parts { commitment: Digest::from_bytes([9; 32]), ..Parts::honest(office) };
        parts.sealed(office)
    }),
    Bad("sealed with another key under this key's id", Code::SealBroken, |office| {
        let parts = Parts { key: [9; 32], ..Parts::honest(office) };
        parts.sealed(office)
    }),
    Bad("a true message of another compartment, moved here", Code::SealBroken, |office| {
        let (programme, raw) = (office.insider.programme, change(office));
        let id = DocumentId { compartment: Compartment::Identity, ..bait(office) };
        let true_one = seal::seal(&programme, id, &office.bait.identity, &raw, &mut office.insider.rng);
        with_message(office, true_one.expect("sealed").message)
    }),
    Bad("a true message of another record, moved here", Code::SealBroken, |office| {
        let (programme, raw) = (office.insider.programme, change(office));
        let id = DocumentId { record: office.own.record, compartment: Compartment::Account };
        let true_one = seal::seal(&programme, id, &office.own.account, &raw, &mut office.insider.rng);
        with_message(office, true_one.expect("sealed").message)
    }),
    Bad("a plaintext of one byte", Code::SealBroken, |office| Parts::around(office, vec![0]).sealed(office)),
    Bad("a length beyond the plaintext", Code::SealBroken, |office| {
        let mut parts = Parts::honest(office);
        parts.plain[0] = 0xff;
        parts.sealed(office)
    }),
    Bad("padding that is not zeros", Code::SealBroken, |office| {
        let mut parts = Parts::around(office, padded(&[]));
        parts.plain[39] = 1;
        parts.sealed(office)
    }),
    Bad("padding shorter than to the grid", Code::SealBroken, |office| {
        let mut parts = Parts::honest(office);
        parts.plain.pop();
        parts.sealed(office)
    }),
    Bad("a step of padding too much", Code::SealBroken, |office| {
        let mut parts = Parts::honest(office);
        let length = parts.plain.len() + 64;
        parts.plain.resize(length, 0);
        parts.sealed(office)
    }),
    Bad("a plaintext without a frame", Code::SealBroken, |office| {
        Parts::around(office, padded(&[])).sealed(office)
    }),
    Bad("a change that is not compressed", Code::SealBroken, |office| {
        let plain = padded(&change(office));
        Parts::around(office, plain).sealed(office)
    }),
    Bad("a frame of a dictionary that nobody has", Code::SealBroken, |office| {
        let frame = [0x28, 0xb5, 0x2f, 0xfd, 0x23, 1, 2, 3, 4, 0, 1, 0, 0];
        Parts::around(office, padded(&frame)).sealed(office)
    }),
    Bad("a frame that expands to 64 KiB and one byte", Code::TooLarge, |office| {
        let frame = frame::pack(&vec![0; limits::CHANGE_BYTES + 1]);
        Parts::around(office, padded(&frame)).sealed(office)
    }),
    Bad("a frame that says it holds 2⁶⁰ bytes", Code::TooLarge, |office| {
        let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0xe0];
        frame.extend((1_u64 << 60).to_le_bytes());
        frame.extend([1, 0, 0]);
        Parts::around(office, padded(&frame)).sealed(office)
    }),
    Bad("a frame that holds nothing", Code::GuardChunk, |office| sealed(office, &[])),
    Bad("a frame of 64 KiB of zeros", Code::GuardChunk, |office| {
        sealed(office, &vec![0; limits::CHANGE_BYTES])
    }),
];

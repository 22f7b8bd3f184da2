//! Set C: sealed changes. The server cannot open them; what it lets through, every device judges alone.

mod inside;
mod message;
mod server;

use super::{Answer, Case, Entrance, Input, Office, Set};
use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use jonaki_core::protocol::{
    CaseKey, Code, Compartment, Digest, DocumentId, Item, KeyId, ProgrammeId, RecordId, Sealed, frame, seal,
};
use jonaki_document::hostile::{Forgery, Operation, Raw};

/// The set.
pub fn set() -> Set<Office> {
    let mut cases = Vec::new();
    for Bad(what, code, make) in message::CASES {
        let (number, make) = (cases.len() as u16 + 1, *make);
        cases.push(Case::new(number, what, FROM, Answer::SetAside(*code), move |office: &mut Office| {
            let sealed = make(office);
            through(office, sealed.to_item())
        }));
    }
    cases.extend(inside::cases(cases.len() as u16));
    cases.extend(server::cases(cases.len() as u16));
    Set { letter: 'C', title: "sealed changes", least: 34, cases }
}

const FROM: Entrance = Entrance::Device("a coordinator of the case, through the server");

/// What a sealed change is, the code with which a device sets it aside, and how it is made.
struct Bad(&'static str, Code, fn(&mut Office) -> Sealed);

/// Sends an item through the server, which admits it, to the honest coordinator.
fn through(office: &mut Office, item: Item) -> Input {
    let hash = item.hash();
    office.insider.send_honest(&mut office.world, vec![item]);
    Input::Down(office.answer_for_coordinator(), Some(hash))
}

/// The account of the record that the insider shares.
fn bait(office: &Office) -> DocumentId {
    DocumentId { record: office.bait.record, compartment: Compartment::Account }
}

/// An honest change of that account.
fn change(office: &mut Office) -> Vec<u8> {
    let actor = office.insider.actor();
    let write = Operation::put("village", Raw::text("পরীক্ষাগ্রাম"));
    Forgery::on(&office.bait.document, actor, vec![write]).bytes(&office.bait.document)
}

/// A change, sealed as it should be.
fn sealed(office: &mut Office, change: &[u8]) -> Sealed {
    let (id, programme) = (bait(office), office.insider.programme);
    seal::seal(&programme, id, &office.bait.account, change, &mut office.insider.rng).expect("sealed")
}

/// A sealed message in its parts; [`Parts::honest`] makes them true, a case makes one of them lie.
struct Parts {
    /// The protected header's bytes.
    protected: Vec<u8>,
    /// The nonce.
    iv: Vec<u8>,
    /// Key, and what the additional data says.
    key: [u8; 32],
    programme: ProgrammeId,
    record: RecordId,
    compartment: Compartment,
    commitment: Digest,
    /// The padded plaintext.
    plain: Vec<u8>,
}

impl Parts {
    /// Around a plaintext for the bait's account.
    fn around(office: &mut Office, plain: Vec<u8>) -> Self {
        let DocumentId { record, compartment } = bait(office);
        let (programme, key) = (office.insider.programme, &office.bait.account);
        Self {
            protected: vec![0xa1, 0x01, 0x03],
            key: *key.dangerously_bytes(),
            programme,
            record,
            compartment,
            commitment: key.commitment(&programme, &record, compartment),
            iv: office.insider.random::<12>().to_vec(),
            plain,
        }
    }

    /// Around an honest change.
    fn honest(office: &mut Office) -> Self {
        let plain = padded(&frame::pack(&change(office)));
        Self::around(office, plain)
    }

    fn ciphertext(&self) -> Vec<u8> {
        let external = [
            b"jonaki/v1/seal".as_slice(),
            self.programme.as_bytes(),
            self.record.as_bytes(),
            &[self.compartment.code()],
            self.commitment.as_bytes(),
        ]
        .concat();
        // Enc_structure (RFC 9052, 5.3).
        let mut aad = [vec![0x83, 0x68], b"Encrypt0".to_vec()].concat();
        aad.extend(bytes(&self.protected));
        aad.extend(bytes(&external));
        let mut nonce = [0; 12];
        let length = self.iv.len().min(12);
        nonce[..length].copy_from_slice(&self.iv[..length]);
        let cipher = Aes256Gcm::new(&self.key.into());
        cipher.encrypt(&Nonce::from(nonce), Payload { msg: &self.plain, aad: &aad }).expect("encrypted")
    }

    fn message(&self) -> Vec<u8> {
        let mut message = vec![0x83];
        message.extend(bytes(&self.protected));
        message.extend([0xa1, 0x05]);
        message.extend(bytes(&self.iv));
        message.extend(bytes(&self.ciphertext()));
        message
    }

    /// As an item of the bait's account, under its key id.
    fn sealed(&self, office: &Office) -> Sealed {
        with_message(office, self.message())
    }
}

/// Any message in the place of a sealed change of the bait's account.
fn with_message(office: &Office, message: Vec<u8>) -> Sealed {
    let DocumentId { record, compartment } = bait(office);
    Sealed { record, compartment, key: key_id(office, &office.bait.account, record, compartment), message }
}

fn key_id(office: &Office, key: &CaseKey, record: RecordId, compartment: Compartment) -> KeyId {
    KeyId::of(&key.commitment(&office.insider.programme, &record, compartment))
}

/// A CBOR byte string.
fn bytes(content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match length {
        0..=23 => vec![0x40 | length as u8],
        24..=0xff => vec![0x58, length as u8],
        _ => vec![0x59, (length >> 8) as u8, length as u8],
    };
    [head, content.to_vec()].concat()
}

/// Length, frame and zeros up to the grid.
fn padded(frame: &[u8]) -> Vec<u8> {
    let mut plain = (frame.len() as u16).to_be_bytes().to_vec();
    plain.extend(frame);
    plain.resize(40 + plain.len().saturating_sub(40).next_multiple_of(64), 0);
    plain
}

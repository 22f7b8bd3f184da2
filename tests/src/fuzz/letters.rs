//! Letters: as they come, and behind the key of their reader, who is told by any member of the programme.

use super::Reached;
use super::input::Input;
use super::programme::{Keys, OURS, Programme, RECORD, programme, rng};
use hpke::{Deserializable as _, OpModeS, Serializable as _};
use jonaki_protocol::letter::{open, seal};
use jonaki_protocol::{Body, Code, DeviceId, Item, Letter, Recipient, RecordId, Topic, encode, limits};
use std::sync::OnceLock;

type Kem = hpke::kem::X25519HkdfSha256;

/// A letter to our organisation without what sealing fills in.
fn envelope(topic: Topic, about: RecordId, number: u32) -> Letter {
    let recipient = Recipient::Organisation(OURS, 0);
    Letter { topic, about, number, mark: 0, recipient, encapsulated: Vec::new(), sealed: Vec::new() }
}

/// The one letter that somebody wrote honestly, for the mode that takes letters as they come.
pub(super) fn honest_letter() -> &'static Letter {
    static MADE: OnceLock<Letter> = OnceLock::new();
    MADE.get_or_init(|| {
        let world = programme();
        let letter = envelope(Topic::Fingerprint, RECORD, 1);
        let sealed =
            seal(&world.id, &world.other.id(), letter, b"a message", &world.epoch.public(), &mut rng());
        sealed.expect("sealed")
    })
}

/// A letter: its bytes, any message that a member sealed, and any plaintext behind the key.
pub fn letter(data: &[u8]) -> Reached {
    let mut input = Input(data);
    let taken = match input.byte() % 3 {
        0 => as_it_comes(input.0),
        1 => honestly(input),
        _ => by_hand(input),
    };
    if taken { Reached::Taken } else { Reached::Refused }
}

fn parsed(item: &Item) -> Result<Letter, Code> {
    match item.parse()? {
        Body::Letter(letter) => Ok(letter),
        _ => Err(Code::UnknownKind),
    }
}

fn as_it_comes(body: &[u8]) -> bool {
    let item = Item { kind: Letter::KIND, body: body.to_vec() };
    let Ok(letter) = parsed(&item) else { return false };
    assert_eq!(letter.to_item().body, body, "a letter has one encoding");
    assert!(letter.sealed.len() <= limits::LETTER_BYTES + 16 && letter.number > 0);
    assert!(matches!(letter.recipient, Recipient::Organisation(..)));
    let world = programme();
    let opened = open(&world.id, &world.other.id(), &letter, &world.epoch);
    assert_eq!(opened.is_ok(), letter == *honest_letter(), "a letter that nobody wrote, or the one that was");
    opened.is_ok()
}

/// What is sealed is what is opened: by its reader alone, from its author, where it was sent.
fn honestly(mut input: Input<'_>) -> bool {
    let (world, author) = (programme(), [programme().admin.id(), programme().other.id()][input.below(2)]);
    let letter = any_envelope(&mut input);
    let public = world.epoch.public();
    let Ok(letter) = seal(&world.id, &author, letter, input.0, &public, &mut rng()) else {
        assert!(input.0.len() + 2 > limits::LETTER_BYTES);
        return false;
    };
    assert!((letter.sealed.len() - 16).is_multiple_of(limits::LETTER_STEP));
    let opens = |author: &DeviceId, letter: &Letter, key| open(&world.id, author, letter, key);
    assert_eq!(opens(&author, &letter, &world.epoch).map(|said| said.to_vec()), Ok(input.0.to_vec()));
    let moved = Letter { about: RecordId::from_bytes([0x77; 16]), ..letter.clone() };
    for refused in [
        opens(&world.reporter.id(), &letter, &world.epoch),
        opens(&author, &letter, &world.recovery),
        opens(&author, &moved, &world.epoch),
        opens(&author, &Letter { number: letter.number + 1, ..letter.clone() }, &world.epoch),
    ] {
        assert_eq!(refused.map(drop), Err(Code::LetterRefused));
    }
    // What the envelope may say is for the parser; what it takes comes back.
    parsed(&letter.to_item()).is_ok_and(|again| again == letter)
}

/// Any plaintext, as a member that cheats could seal it.
fn by_hand(mut input: Input<'_>) -> bool {
    let (world, author) = (programme(), programme().other.id());
    let letter = any_envelope(&mut input);
    let Letter { topic, about, number, mark, recipient, .. } = &letter;
    let context = encode(&(author, topic, about, number, mark, recipient));
    let info = [b"jonaki/v1/letter", world.id.as_bytes().as_slice(), &context].concat();
    let public = <Kem as hpke::Kem>::PublicKey::from_bytes(world.epoch.public().as_bytes());
    let (encapsulated, sealed) = hpke::single_shot_seal_with_rng::<
        hpke::aead::AesGcm256,
        hpke::kdf::HkdfSha256,
        Kem,
    >(
        &OpModeS::Base, &public.expect("a key"), &info, input.0, &[], &mut rng()
    )
    .expect("sealed");
    let letter = Letter { encapsulated: encapsulated.to_bytes().to_vec(), sealed, ..letter };
    let opened = open(&world.id, &author, &letter, &world.epoch);
    let Ok(message) = opened else { return false };
    // The length before, zeros behind, no step too many: one plaintext for each message.
    let mut plain = (message.len() as u16).to_be_bytes().to_vec();
    plain.extend(message.iter());
    plain.resize(plain.len().next_multiple_of(limits::LETTER_STEP), 0);
    assert_eq!(plain, input.0, "two plaintexts for one message");
    true
}

fn any_envelope(input: &mut Input<'_>) -> Letter {
    let topic = Topic::ALL[input.below(4)];
    let about = match input.byte() % 4 {
        0 => RecordId::DIRECTORY,
        1 => super::services::SERVICE,
        2 => RecordId::from_bytes([3; 16]),
        _ => RECORD,
    };
    let letter = envelope(topic, about, u32::from(input.byte() % 4));
    Letter { mark: if input.byte() % 4 == 3 { input.number() } else { 0 }, ..letter }
}

/// A letter that a member wrote, with any message in it: what its reader makes of that is tried where a device takes it in.
pub(super) fn any_letter(input: &mut Input<'_>, world: &Programme, keys: &Keys) -> Item {
    let letter = any_envelope(input);
    let message = input.part();
    let sealed = seal(&world.id, &keys.id(), letter, message, &world.epoch.public(), &mut rng());
    sealed.map_or_else(|_| input.item(), |letter| letter.to_item())
}

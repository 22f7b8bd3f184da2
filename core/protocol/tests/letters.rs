//! Letters open for whom they are, from whom they are, about what they are; nothing else is taken.

use crate::samples::letter;
use crate::support::{Keys, NOW, ORGANISATION, OTHER_ORGANISATION, RECORD, World, rng};
use jonaki_protocol::directory::{MatchingRecord, RootRecord};
use jonaki_protocol::letter::{open, seal};
use jonaki_protocol::{
    Body, Code, DeviceId, Digest, Effect, Freshness, KemPublic, Letter, ProgrammeId, Recipient, RecordId,
    Topic, limits,
};

fn opened(letter: &Letter) -> Result<Vec<u8>, Code> {
    let world = World::new();
    open(&world.programme(), &world.admin.id(), letter, &world.epoch).map(|message| message.to_vec())
}

fn parsed(letter: &Letter) -> Result<Body, Code> {
    letter.to_item().parse()
}

#[test]
fn a_letter_opens_for_its_reader_as_it_was_written() {
    assert_eq!(opened(&letter()), Ok(b"a message".to_vec()));
    assert_eq!(parsed(&letter()), Ok(Body::Letter(letter())));
    // Every byte of the seal counts.
    let whole = letter();
    for at in 0..whole.sealed.len() {
        let mut sealed = whole.sealed.clone();
        sealed[at] ^= 1;
        assert_eq!(opened(&Letter { sealed, ..whole.clone() }), Err(Code::LetterRefused), "{at}");
    }
}

#[test]
fn nothing_of_a_letter_can_be_changed_and_nobody_sends_anothers_as_its_own() {
    let world = World::new();
    let one = letter();
    let changed = [
        Letter { topic: Topic::Likeness, ..one.clone() },
        Letter { about: RecordId::from_bytes([1; 16]), ..one.clone() },
        Letter { number: 3, ..one.clone() },
        Letter { mark: 0, ..one.clone() },
        Letter { recipient: Recipient::Organisation(ORGANISATION, 1), ..one.clone() },
        Letter { recipient: Recipient::Organisation(OTHER_ORGANISATION, 0), ..one.clone() },
        Letter { encapsulated: vec![9; 32], ..one.clone() },
        Letter { encapsulated: vec![0; 32], ..one.clone() },
        Letter { encapsulated: vec![9; 31], ..one.clone() },
    ];
    for changed in changed {
        assert_eq!(opened(&changed), Err(Code::LetterRefused), "{changed:?}");
    }
    let open = |programme, author: DeviceId, key| open(&programme, &author, &one, key).map(drop);
    let refused = Err(Code::LetterRefused);
    assert_eq!(open(world.programme(), world.other_admin.id(), &world.epoch), refused);
    assert_eq!(open(ProgrammeId::from_bytes([9; 16]), world.admin.id(), &world.epoch), refused);
    assert_eq!(open(world.programme(), world.admin.id(), &world.recovery), refused);
}

#[test]
fn lengths_lie_on_a_grid_and_are_bounded() {
    let world = World::new();
    let sealed = |length: usize, public: &KemPublic| {
        let envelope = Letter { encapsulated: Vec::new(), sealed: Vec::new(), ..letter() };
        let message = vec![7; length];
        seal(&world.programme(), &world.admin.id(), envelope, &message, public, &mut rng(1))
    };
    let public = world.epoch.public();
    for (length, expected) in [(0, 256), (1, 256), (254, 256), (255, 512), (4_094, 4_096)] {
        let letter = sealed(length, &public).expect("sealed");
        assert_eq!(letter.sealed.len(), expected + 16, "{length}");
        assert_eq!(opened(&letter), Ok(vec![7; length]));
        assert!(parsed(&letter).is_ok());
    }
    for length in [4_095, 70_000] {
        assert_eq!(sealed(length, &public).map(drop), Err(Code::TooLarge));
    }
    assert_eq!(sealed(1, &KemPublic::from_bytes([0; 32])).map(drop), Err(Code::LetterRefused));
}

#[test]
fn what_no_writer_makes_is_not_parsed() {
    let one = letter();
    let bad = |letter: Letter| parsed(&letter).map(drop);
    let refused = Err(Code::LetterRefused);
    assert_eq!(bad(Letter { number: 0, ..one.clone() }), refused);
    assert_eq!(bad(Letter { encapsulated: vec![9; 31], ..one.clone() }), refused);
    assert_eq!(bad(Letter { sealed: vec![0; 15], ..one.clone() }), refused);
    assert_eq!(bad(Letter { sealed: vec![0; 16], ..one.clone() }), refused);
    assert_eq!(bad(Letter { sealed: vec![0; 273], ..one.clone() }), refused);
    let long = vec![0; limits::LETTER_BYTES + limits::LETTER_STEP + 16];
    assert_eq!(bad(Letter { sealed: long, ..one.clone() }), Err(Code::TooLarge));
    let device = Recipient::Device(World::new().admin.id());
    assert_eq!(bad(Letter { recipient: device, ..one.clone() }), refused);
    // Only a match key is about nothing, and only a fingerprint has a mark.
    assert_eq!(bad(Letter { about: RecordId::DIRECTORY, ..one.clone() }), refused);
    assert_eq!(bad(Letter { topic: Topic::MatchKey, mark: 0, ..one.clone() }), refused);
    assert_eq!(bad(Letter { topic: Topic::Likeness, ..one.clone() }), refused);
    assert_eq!(bad(Letter { topic: Topic::Likeness, mark: 0, ..one }), Ok(()));
}

#[test]
fn a_letter_about_a_case_goes_with_it_and_none_about_a_service() {
    let of = |topic| Body::Letter(Letter { topic, ..letter() }).record();
    assert_eq!(of(Topic::Fingerprint), Some(RECORD));
    assert_eq!(of(Topic::Likeness), Some(RECORD));
    assert_eq!(of(Topic::HiddenPart), None);
    assert_eq!(of(Topic::MatchKey), None);
}

#[test]
fn the_root_says_who_compares_and_only_newer_keys_replace() {
    let world = World::new();
    let mut directory = world.directory();
    let record = |organisation, number| {
        RootRecord::Matching(MatchingRecord { organisation, number, commitment: Digest::from_bytes([7; 32]) })
    };
    let mut admit = |record: RootRecord, key| {
        let signed = record.sign(key).into();
        directory.admit(&Keys::of(9).id(), &signed, 7, Freshness::At(NOW))
    };
    let first = record(Some(ORGANISATION), 1);
    assert_eq!(admit(first.clone(), &world.root), Ok(Effect::Matching));
    assert_eq!(admit(first, &world.root), Ok(Effect::Nothing));
    for (record, key) in [
        (record(None, 1), &world.root),
        (record(Some(OTHER_ORGANISATION), 1), &world.root),
        (record(Some(ORGANISATION), 0), &world.root),
        (record(Some(jonaki_protocol::OrganisationId::from_bytes([1; 16])), 2), &world.root),
        (record(Some(ORGANISATION), 2), &world.admin.sign),
    ] {
        assert_eq!(admit(record, key), Err(Code::DirectoryRefused));
    }
    assert_eq!(admit(record(None, 3), &world.root), Ok(Effect::Matching));
    assert_eq!(admit(record(Some(ORGANISATION), 2), &world.root), Err(Code::DirectoryRefused));
    let now = directory.matching().map(|record| (record.organisation, record.number));
    assert_eq!(now, Some((None, 3)));
}

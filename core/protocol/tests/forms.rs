//! Forms in the directory: who may publish, what is refused, and that the bytes are those that were signed.

use crate::support::{Keys, NOW, ORGANISATION, OTHER_ORGANISATION, World};
use jonaki_protocol::directory::RootRecord;
use jonaki_protocol::{
    Body, Code, Directory, Effect, Form, FormVersion, Freshness, Item, Removal, Role, encode, limits,
};

fn version(form: &str, number: u32, definition: &[u8]) -> FormVersion {
    FormVersion::new(form, number, definition).expect("a version")
}

fn ours(number: u32, definition: &[u8]) -> Form {
    Form { organisation: ORGANISATION, version: version("report", number, definition) }
}

fn admit(directory: &mut Directory, author: &Keys, body: impl Into<Body>) -> Result<Effect, Code> {
    directory.admit(&author.id(), &body.into(), 7, Freshness::At(NOW))
}

#[test]
fn coordinators_publish_for_their_own_organisation_and_the_root_for_everybody() {
    let world = World::new();
    let mut directory = world.directory();
    let (reporter, provider, coordinator) = (Keys::of(9), Keys::of(10), Keys::of(11));
    world.enrol(&mut directory, Role::Reporter, 9, &reporter);
    world.enrol(&mut directory, Role::Provider, 10, &provider);
    world.enrol(&mut directory, Role::Coordinator, 11, &coordinator);
    let form = ours(1, b"one");
    for stranger in [&reporter, &provider, &world.other_admin, &Keys::of(12)] {
        assert_eq!(admit(&mut directory, stranger, form.clone()), Err(Code::NotAllowed));
    }
    let effect = Effect::Form(Some(ORGANISATION), form.version.hash);
    assert_eq!(admit(&mut directory, &coordinator, form.clone()), Ok(effect));
    assert_eq!(admit(&mut directory, &world.admin, form.clone()), Ok(Effect::Nothing), "known already");
    assert_eq!(
        admit(&mut directory, &world.admin, ours(1, b"other")),
        Err(Code::FormRefused),
        "one number, one form"
    );
    let second = ours(2, b"two");
    assert!(admit(&mut directory, &world.admin, second.clone()).is_ok());
    let everybody = version("report", 1, b"for all");
    let signed = |key| RootRecord::Form(everybody.clone()).sign(key);
    assert_eq!(admit(&mut directory, &world.admin, signed(&world.admin.sign)), Err(Code::DirectoryRefused));
    assert_eq!(admit(&mut directory, &reporter, signed(&world.root)), Ok(Effect::Form(None, everybody.hash)));
    let forms = directory.forms();
    assert_eq!(forms.newest(Some(ORGANISATION), "report"), Some((2, second.version.hash)));
    assert_eq!(forms.newest(None, "report"), Some((1, everybody.hash)));
    assert_eq!(forms.newest(Some(OTHER_ORGANISATION), "report"), None);
    assert_eq!(forms.all().count(), 2);
    let gone = Removal { device: coordinator.id() };
    directory.admit(&world.admin.id(), &gone.into(), 8, Freshness::At(NOW)).expect("removed");
    let late = ours(3, b"three");
    assert_eq!(
        directory.admit(&coordinator.id(), &late.into(), 9, Freshness::At(NOW)),
        Err(Code::NotAllowed)
    );
}

#[test]
fn a_definition_is_the_one_that_was_hashed_or_none() {
    let made = version("report", 1, b"a definition");
    assert_eq!(made.open().as_deref(), Ok(&b"a definition"[..]));
    let other = version("report", 1, b"another one");
    let mut directory = World::new().directory();
    let admin = Keys::of(4);
    let mut body = encode(&ours(1, b"a definition"));
    let at = body.windows(32).position(|part| part == made.hash.as_bytes()).expect("the hash");
    body[at..at + 32].copy_from_slice(other.hash.as_bytes());
    let swapped = Item { kind: Form::KIND, body }.parse().expect("well formed");
    assert_eq!(admit(&mut directory, &admin, swapped), Err(Code::FormRefused));
    assert_eq!(directory.forms().all().count(), 0);
}

#[test]
fn names_numbers_and_sizes_have_bounds() {
    for name in ["", "a b", "নাম", "a/b", &"x".repeat(limits::CODE_BYTES + 1)] {
        assert_eq!(FormVersion::new(name, 1, b"x"), Err(Code::FormRefused), "{name}");
    }
    assert!(FormVersion::new(&"x".repeat(limits::CODE_BYTES), 1, b"x").is_ok());
    assert_eq!(FormVersion::new("report", 0, b"x"), Err(Code::FormRefused));
    let zeros = vec![0; limits::FORM_BYTES + 1];
    assert!(FormVersion::new("report", 1, &zeros[1..]).is_ok());
    assert_eq!(FormVersion::new("report", 1, &zeros), Err(Code::TooLarge));
    let noise: Vec<u8> = (0..=limits::FORM_PACKED_BYTES as u64 / 32)
        .flat_map(|number| *jonaki_protocol::Digest::of("noise", &[&number.to_be_bytes()]).as_bytes())
        .collect();
    assert_eq!(FormVersion::new("report", 1, &noise), Err(Code::TooLarge), "does not compress");
}

#[test]
fn forms_and_their_versions_are_bounded() {
    let world = World::new();
    let mut directory = world.directory();
    for number in 1..=limits::FORM_VERSIONS as u32 {
        assert!(admit(&mut directory, &world.admin, ours(number, &number.to_be_bytes())).is_ok());
    }
    let more = ours(limits::FORM_VERSIONS as u32 + 1, b"more");
    assert_eq!(admit(&mut directory, &world.admin, more), Err(Code::FormRefused));
    for number in 1..limits::FORMS {
        let version = version(&format!("form{number}"), 1, b"x");
        assert!(admit(&mut directory, &world.admin, Form { organisation: ORGANISATION, version }).is_ok());
    }
    let version = version("one_too_many", 1, b"x");
    let more = Form { organisation: ORGANISATION, version: version.clone() };
    assert_eq!(admit(&mut directory, &world.admin, more), Err(Code::FormRefused));
    let other = Form { organisation: OTHER_ORGANISATION, version };
    assert!(admit(&mut directory, &world.other_admin, other).is_ok(), "each organisation counts for itself");
}

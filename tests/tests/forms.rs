//! Forms on their way: published by those who may, drawn by everybody, never changed on the way.

use jonaki_core::forms::definition::{Form, Kind, Node, Text};
use jonaki_core::protocol::{Code, Role};
use jonaki_core::{Error, FormView};
use jonaki_tests::world::{Device, World};

/// A form of one question.
fn form(id: &str, label: &str) -> Vec<u8> {
    let root = Node { name: "data".to_owned(), kind: Kind::Group, ..Node::default() };
    let question =
        Node { name: "seen".to_owned(), label: Text::literal(label, 1), parent: 0, ..Node::default() };
    let form = Form {
        id: id.to_owned(),
        languages: vec!["bn".to_owned()],
        nodes: vec![root, question],
        lists: Vec::new(),
        style: String::new(),
        title: label.to_owned(),
        version: "1".to_owned(),
    };
    form.encode().expect("encoded")
}

fn titles(device: &mut Device, id: &str) -> Vec<(String, Option<u32>)> {
    let forms = device.client().forms().expect("forms");
    let named = |view: FormView| (view.form == id).then_some((view.title, view.number));
    forms.into_iter().filter_map(named).collect()
}

#[test]
fn a_coordinator_changes_what_is_asked_and_an_old_version_stays() {
    let mut world = World::new(1);
    let mut founder = world.founder();
    world.sync(&mut founder).expect("founded");
    let mut coordinator = world.enrolled(&mut founder, "coordinator", Role::Coordinator);
    let mut reporter = world.enrolled(&mut founder, "reporter", Role::Reporter);
    let first = coordinator.client().publish_form(&form("visit", "প্রথম"), false).expect("published");
    assert_eq!(first.number, Some(1));
    assert_eq!(
        coordinator.client().publish_form(&form("visit", "প্রথম"), false).map(|view| view.number),
        Ok(Some(1))
    );
    world.sync(&mut coordinator).expect("sent");
    world.sync(&mut reporter).expect("received");
    assert_eq!(titles(&mut reporter, "visit"), [("প্রথম".to_owned(), Some(1))]);
    let second = coordinator.client().publish_form(&form("visit", "দ্বিতীয়"), false).expect("published");
    world.sync(&mut coordinator).expect("sent");
    world.sync(&mut reporter).expect("received");
    assert_eq!(titles(&mut reporter, "visit"), [("দ্বিতীয়".to_owned(), Some(2))]);
    for version in [first, second] {
        assert_eq!(reporter.client().form(version.hash).expect("still here").title, version.title);
    }
    // Who joins later has them too, and a device that is opened again.
    let mut late = world.enrolled(&mut founder, "late", Role::Reporter);
    world.sync(&mut late).expect("synced");
    assert_eq!(titles(&mut late, "visit"), [("দ্বিতীয়".to_owned(), Some(2))]);
}

#[test]
fn reporters_publish_nothing_and_only_the_root_for_everybody() {
    let mut world = World::new(2);
    let mut founder = world.founder();
    world.sync(&mut founder).expect("founded");
    let mut coordinator = world.enrolled(&mut founder, "coordinator", Role::Coordinator);
    let mut reporter = world.enrolled(&mut founder, "reporter", Role::Reporter);
    let refused = reporter.client().publish_form(&form("visit", "x"), false);
    assert_eq!(refused.map(drop), Err(Error::Refused(Code::NotAllowed)));
    let refused = coordinator.client().publish_form(&form("visit", "x"), true);
    assert_eq!(refused.map(drop).map_err(|error| error.code()), Err("no_root"));
    let refused = coordinator.client().publish_form(b"no form", false);
    assert_eq!(refused.map(drop), Err(Error::Refused(Code::FormRefused)));
    founder.client().publish_form(&form("visit", "for all"), true).expect("published");
    founder.client().publish_form(&form("visit", "ours"), false).expect("published");
    world.sync(&mut founder).expect("sent");
    world.sync(&mut reporter).expect("received");
    assert_eq!(
        titles(&mut reporter, "visit"),
        [("ours".to_owned(), Some(1))],
        "the organisation's own goes first"
    );
}

#[test]
fn two_versions_with_one_number_the_first_stored_counts_and_the_other_is_taken_back() {
    let mut world = World::new(3);
    let mut founder = world.founder();
    world.sync(&mut founder).expect("founded");
    let mut coordinator = world.enrolled(&mut founder, "coordinator", Role::Coordinator);
    founder.client().publish_form(&form("visit", "first"), false).expect("published");
    let lost = coordinator.client().publish_form(&form("visit", "second"), false).expect("published");
    world.sync(&mut founder).expect("stored");
    world.sync(&mut coordinator).expect("refused");
    world.sync(&mut coordinator).expect("synced");
    assert_eq!(titles(&mut coordinator, "visit"), [("first".to_owned(), Some(1))]);
    assert_eq!(coordinator.client().form(lost.hash).map(|form| form.title.clone()), Ok("second".to_owned()));
    let again = coordinator.client().publish_form(&form("visit", "second"), false).expect("published");
    assert_eq!(again.number, Some(2));
    world.sync(&mut coordinator).expect("stored");
    world.sync(&mut founder).expect("received");
    assert_eq!(titles(&mut founder, "visit"), [("second".to_owned(), Some(2))]);
}

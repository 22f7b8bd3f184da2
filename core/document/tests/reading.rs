//! Reading and editing as a shell sees them.

use crate::support::*;
use jonaki_document::{AccountView, CardView, Document, Edit, EditError, IdentityView, Scalar};
use jonaki_protocol::Compartment;

#[test]
fn a_field_says_what_who_and_which_change() {
    let mut card = filed();
    let change = edit(&mut card, 2, &[Edit::set("district", "khulna".into())]);
    let value = card.field("district").unwrap();
    assert_eq!((value.current, value.author, value.change), ("khulna".into(), actor(2), change.hash));
    assert!(value.others.is_empty());
    assert_eq!(card.field("urgency"), None);
    assert_eq!(card.field("no_such_field"), None);
}

#[test]
fn an_edit_that_changes_nothing_makes_no_change() {
    let mut card = filed();
    let edits =
        [Edit::set("district", "coxs_bazar".into()), Edit::add_member("concern_types", "child_trafficking")];
    assert_eq!(card.edit(actor(2), &edits).unwrap(), None);
    let clear = [Edit::clear("urgency"), Edit::remove_member("concern_types", "begging")];
    assert_eq!(card.edit(actor(2), &clear).unwrap(), None);
    assert_eq!(card.edit(actor(2), &[]).unwrap(), None);
    assert_eq!(card.change_count(), 1);
}

#[test]
fn the_last_edit_of_a_target_counts() {
    let mut card = filed();
    let edits = [
        Edit::set("district", "dhaka".into()),
        Edit::clear("district"),
        Edit::set("district", "khulna".into()),
        Edit::add_member("concern_types", "begging"),
        Edit::remove_member("concern_types", "begging"),
    ];
    edit(&mut card, 2, &edits);
    assert_eq!(text(&card, "district").as_deref(), Some("khulna"));
    let members: Vec<_> = card.members("concern_types").into_iter().map(|member| member.key).collect();
    assert_eq!(members, ["child_trafficking"]);
}

#[test]
fn fields_can_be_emptied_and_sets_changed() {
    let mut card = filed();
    edit(&mut card, 2, &[Edit::clear("district"), Edit::add_member("concern_types", "begging")]);
    edit(&mut card, 2, &[Edit::remove_member("concern_types", "child_trafficking")]);
    let view = CardView::of(&card);
    assert_eq!(view.district, None);
    assert_eq!(view.concern_types.into_iter().map(|member| member.key).collect::<Vec<_>>(), ["begging"]);
}

#[test]
fn entries_of_one_hour_follow_what_their_authors_had_seen() {
    let mut card = filed();
    let event = |id, kind: &str, at| {
        Edit::add_entry("events", entry(id), &[("kind", kind.into()), ("at", Scalar::Int(at))])
    };
    // Ids are random: here each is smaller than the one before.
    edit(&mut card, 2, &[event(9, "screening", HOUR)]);
    edit(&mut card, 3, &[event(8, "opened", HOUR)]);
    edit(&mut card, 2, &[event(7, "on_hold", HOUR)]);
    edit(&mut card, 2, &[event(6, "reopened", HOUR - 3600)]);
    let kinds: Vec<_> = card
        .entries_in_time("events")
        .iter()
        .filter_map(|entry| entry.text("kind").map(str::to_owned))
        .collect();
    assert_eq!(kinds, ["reopened", "filed", "screening", "opened", "on_hold"]);
    let loaded = Document::load(Compartment::Card, &card.save()).unwrap();
    assert_eq!(loaded.entries_in_time("events"), card.entries_in_time("events"));
}

#[test]
fn wrong_edits_leave_the_document_alone() {
    let mut card = filed();
    let before = card.clone();
    let edits = [
        Edit::set("district", "atlantis".into()),
        Edit::set("immediate_danger", "perhaps".into()),
        Edit::set("number_of_children", Scalar::Int(1_000)),
        Edit::set("when_noticed", "2026-02-30".into()),
        Edit::set("victim_name", "Rina".into()),
        Edit::set("answers.q1", "Rina".into()),
        Edit::add_member("concern_types", "weather"),
        Edit::add_member("events", "closed"),
        Edit::add_entry("events", entry(1), &[("kind", "filed".into()), ("at", Scalar::Int(HOUR))]),
        Edit::add_entry("events", entry(2), &[("kind", "filed".into())]),
        Edit::add_entry("events", entry(2), &[("kind", "filed".into()), ("at", Scalar::Int(HOUR + 1))]),
        Edit::add_entry("events", entry(2), &[("kind", "x".into()), ("at", Scalar::Int(HOUR))]),
        Edit::add_entry("notes", entry(2), &[("text", "Rina".into()), ("at", Scalar::Int(HOUR))]),
    ];
    for wrong in edits {
        let all = [Edit::set("district", "khulna".into()), wrong.clone()];
        assert!(card.edit(actor(2), &all).is_err(), "{wrong:?}");
        assert_eq!(card, before);
        assert_eq!(text(&card, "district").as_deref(), Some("coxs_bazar"));
    }
    let refused = card.edit(actor(2), &[Edit::set("district", "atlantis".into())]).unwrap_err();
    assert_eq!(refused, EditError::Value("district".to_owned()));
}

#[test]
fn accounts_and_identities_read_back_in_bangla() {
    let narrative = "মেয়েটিকে বাসস্ট্যান্ডে দেখা গেছে। সঙ্গে অচেনা দুজন লোক ছিল।";
    let mut account = new(Compartment::Account);
    let note = Edit::add_entry("notes", entry(4), &[("text", "ফোনে কথা হয়েছে".into()), ("at", HOUR.into())]);
    let edits = [
        Edit::set("narrative", narrative.into()),
        Edit::set("safe_to_contact", false.into()),
        Edit::set("answers.first_seen", "বাস".into()),
        note,
    ];
    edit(&mut account, 1, &edits);
    let account = Document::load(Compartment::Account, &account.save()).unwrap();
    let view = AccountView::of(&account);
    assert_eq!(view.narrative.unwrap().current, narrative.into());
    assert_eq!(view.answers[0].0, "first_seen");
    assert_eq!(view.notes[0].get("text"), Some(&"ফোনে কথা হয়েছে".into()));

    let mut identity = new(Compartment::Identity);
    edit(&mut identity, 1, &[Edit::set("name_given", "রিনা".into())]);
    assert_eq!(IdentityView::of(&identity).name_given.unwrap().current, "রিনা".into());
}

#[test]
fn intents_survive_being_written_down() {
    let text = serde_json::to_string(&report()).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Edit>>(&text).unwrap(), report());
    let state = state_of(&filed());
    let text = serde_json::to_string(&state).unwrap();
    assert_eq!(serde_json::from_str::<jonaki_document::DocumentState>(&text).unwrap(), state);
}

#[test]
fn a_card_is_readable_as_json() {
    let view = serde_json::to_value(CardView::of(&filed())).unwrap();
    assert_eq!(view["district"]["current"], "coxs_bazar");
    assert_eq!(view["immediate_danger"]["current"], true);
    assert_eq!(view["concern_types"][0]["key"], "child_trafficking");
    assert_eq!(view["status"]["status"], "new");
    assert_eq!(view["events"][0]["fields"][0][1], "filed");
}

#[test]
fn nothing_personal_is_printed() {
    let mut identity = new(Compartment::Identity);
    edit(&mut identity, 1, &[Edit::set("name_given", "Rina".into())]);
    let printed =
        format!("{identity:?} {:?} {:?}", IdentityView::of(&identity), Edit::set("phone", "0171".into()));
    assert!(!printed.contains("Rina") && !printed.contains("0171"), "{printed}");
}

#[test]
fn a_view_is_given_once_by_each_device() {
    let mut card = filed();
    let view = [Edit::add_entry("views", entry(0), &[("at", HOUR.into())])];
    card.edit_as(&coordinator(2), actor(2), &view).unwrap().unwrap();
    assert_eq!(card.views().len(), 1);
    assert_eq!(card.views()[0].author.device, device(2));
    assert_eq!(card.edit(actor(2), &view).unwrap_err(), EditError::Exists("views".to_owned()));
}

#[test]
fn two_devices_that_edit_one_field_apart_keep_both_and_settle_it() {
    let (mut one, mut two) = (filed(), filed());
    edit(&mut one, 2, &[Edit::set("district", "khulna".into()), Edit::set("phase", "rescued".into())]);
    edit(&mut two, 3, &[Edit::set("district", "dhaka".into()), Edit::set("victim_sex", "male".into())]);
    let (first, second) = (one.clone(), two.clone());
    merge(&mut one, &second);
    merge(&mut two, &first);
    assert_eq!(one, two);
    for card in [&one, &two] {
        let value = card.field("district").unwrap();
        let mut versions = vec![(value.current.clone(), value.author)];
        versions.extend(value.others.iter().map(|other| (other.value.clone(), other.author)));
        versions.sort();
        assert_eq!(versions, [("dhaka".into(), actor(3)), ("khulna".into(), actor(2))]);
        assert_eq!(
            card.conflicts().into_iter().map(|conflict| conflict.field).collect::<Vec<_>>(),
            ["district"]
        );
        assert_eq!(text(card, "phase").as_deref(), Some("rescued"));
        assert_eq!(text(card, "victim_sex").as_deref(), Some("male"));
    }
    // Choosing the version that is shown anyway still settles it, for everybody.
    let shown = one.field("district").unwrap().current;
    edit(&mut one, 2, &[Edit::set("district", shown.clone())]);
    merge(&mut two, &one.clone());
    for card in [&one, &two] {
        let value = card.field("district").unwrap();
        assert_eq!((value.current, value.others.len()), (shown.clone(), 0));
        assert!(card.conflicts().is_empty());
    }
    // And the server agrees with every step.
    assert_eq!(state_of(&one).document().unwrap(), one);
}

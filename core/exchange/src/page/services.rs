//! Referrals, the plan and the notes.

use super::write::Page;
use crate::codes::List;
use crate::record::{Direction, Note, PlanItem, Referral};

pub(super) fn referrals(page: &mut Page, all: &[Referral]) {
    if all.is_empty() {
        return;
    }
    page.section("অন্য সংস্থায় পাঠানো", "Referrals");
    let mut heads = vec![
        ("দিক", "Direction"),
        ("সংস্থা", "Organisation"),
        ("কারণ", "Reason"),
        ("তারিখ", "Date"),
        ("কী হয়েছে", "Progress"),
        ("পড়তে পারে কি না", "Access"),
    ];
    if page.identity() {
        heads.push(("আরও", "Details"));
    }
    page.open_table(&heads);
    for referral in all {
        let incoming = referral.direction == Direction::Incoming;
        let org = if incoming { &referral.from_org } else { &referral.to_org };
        page.open_row();
        if incoming {
            page.said_cell("এসেছে", "Incoming")
        } else {
            page.said_cell("পাঠানো", "Outgoing")
        }
        page.value_cell(None, org);
        page.value_cell(Some(List::ReferralReason), &referral.reason);
        page.day_cell(&referral.made_on);
        page.value_cell(Some(List::ReferralStatus), &referral.progress);
        page.value_cell(Some(List::ReferralStatus), &referral.access);
        if page.identity() {
            page.value_cell(None, &referral.details);
        }
        page.close_row();
    }
    page.close_table();
}

pub(super) fn plan(page: &mut Page, all: &[PlanItem]) {
    if all.is_empty() {
        return;
    }
    page.section("সহায়তার পরিকল্পনা", "Support plan");
    for item in all {
        page.open_list();
        page.code(("বিষয়", "About"), List::PlanKind, &item.service_type);
        if page.identity() {
            page.text(("লক্ষ্য", "Goal"), &item.goal);
            page.text(("যা করা হবে", "What is to be done"), &item.actions);
        }
        page.day(("কবে পর্যন্ত", "Until"), &item.due);
        page.day(("কবে শেষ", "Done on"), &item.done_on);
        page.close_list();
    }
}

/// Notes are words of people: shown only with identity.
pub(super) fn notes(page: &mut Page, all: &[Note]) {
    if !page.identity() || all.is_empty() {
        return;
    }
    page.section("নোট", "Notes");
    for note in all.iter().filter_map(|note| note.text.known()) {
        page.paragraph(note);
    }
}

//! A case as a page that a person reads or prints: one file without scripts and without anything from elsewhere.

mod people;
mod services;
mod words;
mod write;

use crate::codes::List;
use crate::record::{CaseRecord, Consent};
use crate::{Date, Language};
use write::Page;

/// How a page is made.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The day for which consents are judged.
    pub today: Date,
    /// Show names, contacts, exact places and everything that people typed. Everybody who holds the page then reads it.
    pub with_identity: bool,
}

impl Options {
    /// Without identity.
    pub fn new(today: Date) -> Self {
        Self { today, with_identity: false }
    }
}

/// The page of a case, in one language. Facts that were never asked are left out; that something is unknown, was not
/// said, or does not fit is written.
pub fn html(record: &CaseRecord, language: Language, options: Options) -> String {
    let mut page = Page::new(language, options);
    let name = if record.short_code.is_empty() { &record.case_id } else { &record.short_code };
    page.begin(name);
    page.notice();
    case(&mut page, record);
    consents(&mut page, record, options.today);
    for (at, victim) in record.victims.iter().enumerate() {
        people::victim(&mut page, victim, at + 1);
    }
    people::perpetrators(&mut page, &record.perpetrators);
    services::referrals(&mut page, &record.referrals);
    services::plan(&mut page, &record.plan);
    services::notes(&mut page, &record.notes);
    page.end()
}

fn case(page: &mut Page, record: &CaseRecord) {
    page.section("কেস", "Case");
    page.open_list();
    page.code(("অবস্থা", "Status"), List::CaseStatus, &record.status);
    page.day(("খোলার তারিখ", "Opened on"), &record.opened_on);
    page.text(("দায়িত্বে থাকা সংস্থা", "Organisation"), &record.owning_org.name);
    page.code(("বন্ধ করার কারণ", "Reason for closing"), List::Closure, &record.closure_reason);
    if page.identity() {
        page.text(("দায়িত্বে", "Case worker"), &record.owner);
        page.text(("বন্ধ করার বিষয়ে আরও", "More about the closing"), &record.closure_note);
    }
    page.close_list();
}

/// The state of consent comes before everything else that is shared.
fn consents(page: &mut Page, record: &CaseRecord, today: Date) {
    page.section("সম্মতি", "Consent");
    if record.consents.is_empty() {
        page.say("সম্মতি নেওয়া হয়েছে কি না, তা লেখা নেই।", "Nothing is written about consent.");
        return;
    }
    page.open_table(&[
        ("কীসের জন্য", "For what"),
        ("কার বিষয়ে", "About whom"),
        ("কে দিয়েছে", "Given by"),
        ("আজকের অবস্থা", "State today"),
        ("কবে থেকে", "Since"),
        ("কবে পর্যন্ত", "Until"),
    ]);
    for consent in &record.consents {
        let (bangla, english) = state(consent, today);
        page.open_row();
        page.code_cell(List::ConsentPurpose, &consent.purpose);
        page.victim_cell(record, &consent.person_id);
        page.value_cell(Some(List::ConsentGiver), &consent.giver);
        page.said_cell(bangla, english);
        page.day_cell(&consent.given_on);
        page.day_cell(&consent.expires_on);
        page.close_row();
    }
    page.close_table();
}

fn state(consent: &Consent, today: Date) -> (&'static str, &'static str) {
    let withdrawn = Consent { expires_on: crate::Value::NotAsked, ..consent.clone() };
    match (consent.given, consent.holds(today)) {
        (false, _) => ("দেয়নি", "Refused"),
        (true, true) if consent.limited => ("আছে, তবে সীমিত", "Given, with limits"),
        (true, true) => ("আছে", "Given"),
        (true, false) if consent.given_on.known().is_some_and(|day| *day > today) => {
            ("এখনও শুরু হয়নি", "Not yet")
        }
        (true, false) if !withdrawn.holds(today) => ("তুলে নিয়েছে", "Withdrawn"),
        (true, false) => ("মেয়াদ শেষ", "Over"),
    }
}

//! Victims, and who is alleged to have done it.

use super::write::Page;
use crate::codes::List;
use crate::record::{Perpetrator, TraffickingEvent, Victim};

pub(super) fn victim(page: &mut Page, victim: &Victim, number: usize) {
    page.numbered_section("ভুক্তভোগী", "Victim", Some(number));
    if page.identity() {
        identity(page, victim);
    }
    page.open_list();
    page.code(("লিঙ্গ", "Sex or gender"), List::Sex, &victim.sex);
    page.number(("বয়স", "Age"), &victim.age_years);
    page.code(("বয়সের ভাগ", "Band of age"), List::AgeBand, &victim.age_band);
    page.countries(("নাগরিকত্ব", "Citizenship"), &victim.nationality);
    page.code(("বৈবাহিক অবস্থা", "Marital status"), List::MaritalStatus, &victim.marital_status);
    page.number(("সন্তান", "Children"), &victim.children_count);
    page.code(("পড়াশোনা", "Education"), List::Education, &victim.education_level);
    page.close_list();
    harm(page, victim);
    events(page, &victim.events);
}

fn identity(page: &mut Page, victim: &Victim) {
    let who = &victim.identity;
    page.subsection("পরিচয়", "Identity");
    page.open_list();
    page.text(("সম্বোধন", "Form of address"), &who.salutation);
    page.text(("নাম", "Given name"), &who.name_given);
    page.text(("মাঝের নাম বা ডাকনাম", "Middle name or nickname"), &who.name_middle);
    page.text(("বংশনাম", "Family name"), &who.name_family);
    page.day(("জন্মতারিখ", "Date of birth"), &who.birth_date);
    page.flag(("মারা গেছে", "Deceased"), &who.deceased);
    page.text(("পরিচয়পত্রের নম্বর", "Number of an identity document"), &who.id_number);
    page.text(("মোবাইল ফোন", "Mobile telephone"), &who.phone_mobile);
    page.text(("বাড়ির ফোন", "Telephone at home"), &who.phone_home);
    page.text(("ইমেইল", "Electronic mail"), &who.email);
    page.text(("গ্রাম, রাস্তা বা বাড়ি", "Street or village"), &who.street);
    page.text(("উপজেলা বা শহর", "Upazila or town"), &who.city);
    page.text(("জেলা", "District or state"), &who.state);
    page.text(("পোস্ট কোড", "Post code"), &who.postal_code);
    page.close_list();
}

fn harm(page: &mut Page, victim: &Victim) {
    page.subsection("যা ঘটেছে", "What happened");
    page.open_list();
    page.code(("পাচারের শিকার কি না", "Trafficking status"), List::TraffickingStatus, &victim.trafficking_status);
    page.code(("কে তা ঠিক করেছে", "Decided by"), List::DecidedBy, &victim.decided_by);
    page.codes(("শোষণের ধরন", "Types of exploitation"), List::Exploitation, &victim.exploitation_types);
    page.codes(
        ("যৌন শোষণের ধরন", "Types of sexual exploitation"),
        List::SexExploitation,
        &victim.sex_exploitation_types,
    );
    page.codes(("কাজের ক্ষেত্র", "Sectors of work"), List::LabourSector, &victim.labour_sectors);
    page.number(("পাচারের সময় বয়স", "Age when trafficked"), &victim.age_when_trafficked);
    page.codes(("যেভাবে ফুসলানো হয়েছে", "Recruited by"), List::Recruitment, &victim.recruitment_methods);
    page.codes(("যে অ্যাপে ফুসলানো হয়েছে", "Recruited through"), List::Apps, &victim.recruitment_apps);
    page.codes(("যে অ্যাপে শোষণ হয়েছে", "Exploited through"), List::Apps, &victim.exploitation_apps);
    page.codes(("যেভাবে আটকে রাখা হয়েছে", "Means of control"), List::Control, &victim.means_of_control);
    page.code(("পাচারকারী কে হয়", "Relation to the trafficker"), List::Relation, &victim.relation_to_trafficker);
    page.codes(("যা ঝুঁকি বাড়িয়েছে", "What made vulnerable"), List::Vulnerability, &victim.vulnerabilities);
    if page.identity() {
        page.text(("কোথায় ফুসলানো হয়েছে", "Where recruited"), &victim.location_of_recruitment);
        page.text(("কোথায় শোষণ হয়েছে", "Where exploited"), &victim.location_of_exploitation);
        page.text(("ঝুঁকির বিষয়ে আরও", "More about vulnerability"), &victim.details_of_vulnerabilities);
    }
    page.close_list();
}

fn events(page: &mut Page, events: &[TraffickingEvent]) {
    if events.is_empty() {
        return;
    }
    page.subsection("ধাপে ধাপে", "Step by step");
    let mut heads = vec![
        ("কী", "What"),
        ("কবে", "When"),
        ("উপজেলা বা শহর", "Upazila or town"),
        ("জেলা", "District or state"),
    ];
    if page.identity() {
        heads.push(("বিবরণ", "Description"));
    }
    page.open_table(&heads);
    for event in events {
        page.open_row();
        page.value_cell(Some(List::EventKind), &event.kind);
        page.day_cell(&event.date);
        page.value_cell(None, &event.city);
        page.value_cell(None, &event.state);
        if page.identity() {
            page.value_cell(None, &event.description);
        }
        page.close_row();
    }
    page.close_table();
}

/// Always "alleged": nobody here is a judge. Their parts alone name nobody.
pub(super) fn perpetrators(page: &mut Page, all: &[Perpetrator]) {
    for (at, one) in all.iter().enumerate() {
        page.numbered_section("যার বিরুদ্ধে অভিযোগ", "Alleged perpetrator", Some(at + 1));
        page.open_list();
        page.codes(("ভূমিকা", "Part"), List::Role, &one.roles);
        if page.identity() {
            page.text(("আরও", "More"), &one.role_details);
            page.text(("প্রতিষ্ঠান", "Organisation"), &one.organisation);
        }
        page.close_list();
    }
}

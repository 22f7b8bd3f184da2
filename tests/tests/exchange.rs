//! Cases out to partners and back: HTCDS, CTDC and the page of a case.

use jonaki_core::protocol::{CaseId, Code, Role};
use jonaki_core::{
    Client, Date, Error, ExchangeError, ExportRequest, ExportSummary, FieldEdit, Given, HeaderVariant,
    Language, Move, RowOutcome, Scalar, State,
};
use jonaki_exchange::ctdc;
use jonaki_exchange::htcds::is_identity;
use jonaki_exchange::htcds::standard::{Field, Kind, standard};
use jonaki_tests::reports::{AFTER, SyntheticReport, complete};
use jonaki_tests::world::{Device, START, World};
use std::collections::BTreeMap;

const REPORTS: usize = 40;

fn today() -> Date {
    Date::new(2026, 11, 28).expect("a day")
}

fn new_world(seed: u64) -> (World, Device) {
    let mut world = World::new(seed);
    world.clock.pass(AFTER - START);
    let mut founder = world.founder();
    world.sync(&mut founder).expect("founded");
    (world, founder)
}

/// A reporter, and a coordinator who has what it filed.
struct Filed {
    coordinator: Device,
    reporter: Device,
    cases: Vec<(CaseId, SyntheticReport)>,
}

fn filed(seed: u64, reports: usize) -> Filed {
    let (mut world, mut founder) = new_world(seed);
    let mut coordinator = world.enrolled(&mut founder, "coordinator", Role::Coordinator);
    let mut reporter = world.enrolled(&mut founder, "reporter", Role::Reporter);
    let mut cases = Vec::new();
    // Spread over all of the checked-in reports.
    for report in complete().step_by(4).take(reports) {
        cases.push((report.file(reporter.client()).expect("filed"), report));
    }
    world.sync(&mut reporter).expect("sent");
    world.sync(&mut coordinator).expect("received");
    assert!(
        cases
            .iter()
            .all(|(case, _)| coordinator.client().peek(*case).expect("there").row.state == State::Stored)
    );
    Filed { coordinator, reporter, cases }
}

fn exported(client: &mut Client, request: &ExportRequest) -> (String, ExportSummary) {
    let mut file = Vec::new();
    let summary = client.export_htcds(request, &mut file).expect("exported");
    (String::from_utf8(file).expect("UTF-8"), summary)
}

fn with_identity() -> ExportRequest {
    ExportRequest { with_identity: true, ..ExportRequest::new(today()) }
}

/// Rows of a file as RFC 4180 has them.
fn rows(file: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = file.chars().peekable();
    while let Some(found) = chars.next() {
        match (found, quoted) {
            ('"', true) if chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            ('"', _) => quoted = !quoted,
            (',', false) => row.push(std::mem::take(&mut cell)),
            ('\r', false) => {}
            ('\n', false) => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            (other, _) => cell.push(other),
        }
    }
    rows
}

/// The cells of a column below the header.
fn column<'a>(rows: &'a [Vec<String>], name: &str) -> Vec<&'a str> {
    let at = rows[0].iter().position(|found| found == name).expect("a column");
    rows[1..].iter().map(|row| row[at].as_str()).collect()
}

fn victims(report: &SyntheticReport) -> usize {
    let children = match report.answers.get("children") {
        Some(Given::Repeat(children)) => children.len(),
        _ => 0,
    };
    1 + children
}

/// Everything in words or digits that tells who somebody is, of the child and of further children.
fn identities(report: &SyntheticReport) -> Vec<String> {
    let mut found: Vec<String> = report.secrets().map(str::to_owned).collect();
    let more = [
        "name_family",
        "address",
        "id_number",
        "village",
        "place_detail",
        "suspect_details",
        "safe_contact_how",
        "do_not_share_with",
        "looks",
    ];
    found.extend(more.into_iter().filter_map(|name| report.text(name)).map(str::to_owned));
    if let Some(Given::Repeat(children)) = report.answers.get("children") {
        found.extend(children.iter().filter_map(|child| match child.get("child_name") {
            Some(Given::Text(name)) => Some(name.trim().to_owned()),
            _ => None,
        }));
    }
    // Two letters may be anywhere by chance.
    found.retain(|text| text.chars().count() >= 4);
    found
}

#[test]
fn reports_leave_as_htcds_without_identity_unless_asked() {
    let mut world = filed(1, REPORTS);
    let client = world.coordinator.client();
    let (file, summary) = exported(client, &ExportRequest::new(today()));
    let table = rows(&file);
    let columns: Vec<&str> = standard().fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(table[0], columns, "exactly the standard's columns");
    let expected: usize = world.cases.iter().map(|(_, report)| victims(report)).sum();
    assert!(expected > REPORTS, "some reports have several children");
    assert_eq!((table.len() - 1, summary.rows, summary.cases), (expected, expected as u64, REPORTS as u64));
    for (_, report) in &world.cases {
        for secret in identities(report) {
            assert!(!file.contains(&secret), "{}: somebody can be known by the file", report.id);
        }
    }
    for name in columns.iter().filter(|name| is_identity(name)) {
        assert!(column(&table, name).iter().all(|cell| cell.is_empty()), "{name}");
    }
    assert!(column(&table, "hte_State").iter().all(|cell| !cell.is_empty()), "divisions by name");
    assert!(column(&table, "hte_Country").iter().all(|cell| *cell == "BD"));
    assert!(
        column(&table, "con_Consent").iter().all(|cell| cell.is_empty()),
        "a consent to report is none to share"
    );
    assert!(column(&table, "cas_Status").iter().all(|cell| *cell == "Active"));
    let (open, _) = exported(client, &with_identity());
    let open_table = rows(&open);
    let names = column(&open_table, "prs_FirstName");
    let stories = column(&open_table, "hte_Description");
    for (_, report) in &world.cases {
        if let Some(name) = report.text("name_given") {
            assert!(names.contains(&name), "{}", report.id);
        }
        if let Some(story) = report.text("narrative") {
            let story = story.replace("\r\n", "\n");
            assert!(
                stories.iter().any(|cell| cell.trim_start_matches('\'') == story.trim_start_matches('\'')),
                "{}",
                report.id
            );
        }
    }
    let mut beside = Vec::new();
    client.export_referrals(&ExportRequest::new(today()), &mut beside).expect("exported");
    assert_eq!(rows(std::str::from_utf8(&beside).expect("UTF-8")).len(), 1, "a header and no referral yet");
}

#[test]
fn what_was_exported_comes_in_and_leaves_as_the_same_bytes() {
    let mut world = filed(2, REPORTS);
    let sorted = |file: &str| {
        let mut lines = rows(file);
        lines[1..].sort();
        lines
    };
    for (seed, with_ids) in [(20, false), (21, true)] {
        let request = ExportRequest { with_ids, ..with_identity() };
        let (file, _) = exported(world.coordinator.client(), &request);
        let (_, mut other) = new_world(seed);
        let plan = other.client().import_htcds(file.as_bytes()).expect("readable");
        assert!(
            plan.rows().all(|row| row.outcome == RowOutcome::Taken),
            "{:?}",
            plan.rows().find(|row| row.outcome != RowOutcome::Taken)
        );
        let cases = other.client().apply_import(plan).expect("filed");
        assert_eq!(cases.len() == REPORTS, with_ids, "ids put the children of a case together");
        let (again, summary) = exported(other.client(), &with_identity());
        let (before, _) = exported(world.coordinator.client(), &with_identity());
        assert_eq!(sorted(&again), sorted(&before));
        assert_eq!(again.len(), before.len());
        assert_eq!(summary.cases as usize, cases.len());
        let view = other.client().peek(cases[0]).expect("there");
        let field = |name: &str| {
            view.fields.iter().find(|field| field.field == name).map(|field| &field.current.value)
        };
        assert_eq!(field("source_channel"), Some(&Scalar::from("partner_import")));
        assert!(field("district").is_some(), "the list can be filtered by it");
        let plan = other.client().import_htcds(file.as_bytes()).expect("readable");
        assert_eq!(plan.reports() == 0, with_ids, "a file with ids is filed once");
        if with_ids {
            assert!(plan.rows().all(|row| row.outcome == RowOutcome::Known));
            assert_eq!(other.client().apply_import(plan), Ok(Vec::new()));
        }
    }
    let (file, _) =
        exported(world.coordinator.client(), &ExportRequest { with_ids: true, ..with_identity() });
    let plan = world.coordinator.client().import_htcds(file.as_bytes()).expect("readable");
    assert!(plan.rows().all(|row| row.outcome == RowOutcome::Known), "what is here is left alone");
}

#[test]
fn a_correction_after_an_import_counts() {
    let (_, mut device) = new_world(3);
    let file = "prs_FirstName,prs_Gender,hte_Country,hte_State,hte_City,con_Consent\r\n\
                পরীক্ষা,Feminine,BD,Khulna,Jashore,TRUE\r\n";
    let plan = device.client().import_htcds(file.as_bytes()).expect("readable");
    let cases = device.client().apply_import(plan).expect("filed");
    let edit = |field: &str, value: &str| FieldEdit { field: field.to_owned(), value: Some(value.into()) };
    device.client().edit(cases[0], &[edit("victim_sex", "male"), edit("name_given", "নতুন")]).expect("edited");
    let (after, _) = exported(device.client(), &with_identity());
    let table = rows(&after);
    assert_eq!(column(&table, "prs_Gender"), ["Masculine"]);
    assert_eq!(column(&table, "prs_FirstName"), ["নতুন"]);
    assert_eq!(column(&table, "hte_City"), ["Jashore"]);
    assert_eq!(column(&table, "con_Consent"), ["TRUE"], "a partner's statement leaves as it came");
}

#[test]
fn the_header_of_ioms_workbook_is_written_and_read() {
    let mut world = filed(4, 8);
    let request =
        ExportRequest { header: HeaderVariant::IomWorkbook, byte_order_mark: true, ..with_identity() };
    let (file, summary) = exported(world.coordinator.client(), &request);
    assert!(file.starts_with('\u{feff}'));
    let table = rows(file.trim_start_matches('\u{feff}'));
    assert!(table[0].iter().any(|name| name == "vic_TraffickinStatusDecisionMakingOrg"));
    assert_eq!(table.len() as u64, summary.rows + 2, "names, labels, rows");
    let (_, mut other) = new_world(40);
    let plan = other.client().import_htcds(file.as_bytes()).expect("readable");
    assert_eq!(plan.reports() as u64, summary.rows);
}

#[test]
fn hostile_rows_are_refused_one_by_one() {
    let (_, mut device) = new_world(5);
    let long = "x".repeat(30_000);
    let many = "y".repeat(19_000);
    let file = format!(
        "prs_FirstName,prs_Gender,prs_Birthdate,hte_Description,cco_CaseComment,vic_DetailsOfVulnerabilities\r\n\
         Rahima,Feminine,2014-02-03,seen,,\r\n\
         A,Nonsense,,,,\r\n\
         B,,31/12/2012,,,\r\n\
         C,,,{long},,\r\n\
         D,,,{many},{many},{many}\r\n\
         \u{1}E,,,,,\r\n\
         ,,,,,\r\n\
         F,Masculine,,'=HYPERLINK(\"x\"),,,,,surplus\r\n\
         '=1+1,Masculine,,,,\r\n"
    );
    let plan = device.client().import_htcds(file.as_bytes()).expect("readable");
    let outcomes: Vec<RowOutcome> = plan.rows().map(|row| row.outcome).collect();
    use RowOutcome::{Refused, Taken, TooLarge};
    assert_eq!(outcomes, [Taken, Refused, Refused, Refused, TooLarge, Refused, Refused, Refused, Taken]);
    let codes: Vec<&str> = plan.rows().flat_map(|row| row.faults).map(|fault| fault.code).collect();
    assert!(
        ["unknown_code", "bad_date", "cell_too_long", "control_character"]
            .iter()
            .all(|code| codes.contains(code)),
        "{codes:?}"
    );
    let told = format!("{:?} {plan:?}", plan.rows().collect::<Vec<_>>());
    assert!(!told.contains("Rahima") && !told.contains("Nonsense"), "no report repeats a cell");
    assert!(
        device.client().cases(&Default::default()).expect("a list").is_empty(),
        "nothing is filed by looking"
    );
    let cases = device.client().apply_import(plan).expect("filed");
    assert_eq!(cases.len(), 2);
    let (again, _) = exported(device.client(), &with_identity());
    assert!(again.contains("'=1+1") && again.contains("Rahima"));
    for broken in [&b"PK\x03\x04\0\0\0"[..], b"a,b\r\n1,2\r\n", b"prs_Gender\r\n\"open"] {
        let error = device.client().import_htcds(broken).expect_err("no such file");
        assert!(error.code().starts_with("import_"), "{}", error.code());
        assert!(!error.help(Language::Bangla).is_ascii());
    }
}

#[test]
fn ctdc_has_no_identity_and_no_place() {
    let mut world = filed(6, REPORTS);
    let mut file = Vec::new();
    let summary = world.coordinator.client().export_ctdc(&with_identity(), &mut file).expect("exported");
    let file = String::from_utf8(file).expect("UTF-8");
    let table = rows(&file);
    assert_eq!(table[0], ctdc::COLUMNS);
    assert_eq!(table.len() as u64 - 1, summary.rows);
    assert!(summary.rare > 0, "so few rows are always rare");
    for (case, report) in &world.cases {
        assert!(!file.contains(&case.to_string()) && !file.contains(&case.short_code()));
        for secret in identities(report) {
            assert!(!file.contains(&secret), "{}", report.id);
        }
    }
    assert!(column(&table, "ageBroad").contains(&"9-17"), "ages are told in bands");
}

#[test]
fn a_page_is_escaped_and_without_identity_unless_asked() {
    let mut world = filed(7, 6);
    let (case, _) = world.cases[0];
    let edit = |field: &str, value: &str| FieldEdit { field: field.to_owned(), value: Some(value.into()) };
    let evil = "<script>alert('রহিমা')</script>";
    let client = world.coordinator.client();
    client.edit(case, &[edit("name_given", evil), edit("narrative", evil)]).expect("edited");
    for language in [Language::Bangla, Language::English] {
        let page = client.case_page(case, language, true).expect("a page");
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "escaped");
        let page = client.case_page(case, language, false).expect("a page");
        assert!(!page.contains("script&gt;") && !page.contains("রহিমা"));
    }
    for (case, report) in &world.cases[1..] {
        let page = client.case_page(*case, Language::English, false).expect("a page");
        for secret in identities(report) {
            assert!(!page.contains(&secret), "{}", report.id);
        }
        if let Some(name) = report.text("name_given") {
            assert!(client.case_page(*case, Language::Bangla, true).expect("a page").contains(name));
        }
    }
    assert_eq!(client.case_page(CaseId::from_bytes([9; 16]), Language::English, false), Err(Error::NotFound));
}

#[test]
fn reporters_and_providers_are_refused() {
    let mut world = filed(8, 2);
    let (mut others, mut founder) = new_world(80);
    let mut provider = others.enrolled(&mut founder, "provider", Role::Provider);
    let case = world.cases[0].0;
    for client in [world.reporter.client(), provider.client()] {
        let refused =
            |error: &ExchangeError| matches!(error, ExchangeError::Core(Error::Refused(Code::NotAllowed)));
        let mut file = Vec::new();
        for request in [ExportRequest::new(today()), with_identity()] {
            assert!(client.export_htcds(&request, &mut file).is_err_and(|error| refused(&error)));
            assert!(client.export_referrals(&request, &mut file).is_err_and(|error| refused(&error)));
            assert!(client.export_ctdc(&request, &mut file).is_err_and(|error| refused(&error)));
        }
        assert_eq!(client.case_page(case, Language::English, false), Err(Error::Refused(Code::NotAllowed)));
        let error = client.import_htcds(&b"prs_Gender\r\n"[..]).expect_err("refused");
        assert!(refused(&error) && !error.help(Language::Bangla).is_ascii());
        assert!(file.is_empty(), "nothing was written");
    }
}

/// How often each cell of a column is there.
fn counted<'a>(cells: &[&'a str]) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    cells.iter().for_each(|cell| *counts.entry(*cell).or_default() += 1);
    counts
}

#[test]
fn answers_of_the_report_reach_the_columns_that_the_form_names() {
    let mut world = filed(9, 170);
    let (file, summary) = exported(world.coordinator.client(), &with_identity());
    assert!(summary.cases > 0);
    let table = rows(&file);
    for name in [
        "prs_Gender",
        "prs_Birthdate",
        "prs_MobilePhone",
        "prs_Citizenship",
        "prs_PrimaryLanguage",
        "vic_RelationshipToTrafficker",
        "vic_MethodOfRecruitment",
        "vic_MethodsOfControl",
        "vic_TypeOfExploitation",
        "vic_ForcedLabourIndustry",
        "vic_ExploitationWebsitesAndApps",
        "per_RoleInProcess",
        "per_RoleDetails",
        "hte_Date",
        "hte_Type",
        "hte_Street",
    ] {
        let counts = counted(&column(&table, name));
        assert!(counts.keys().any(|cell| !cell.is_empty()), "{name} is never filled");
    }
}

/// A coordinator's assessment: what is given by the question's name, else the first choice, until nothing is missing.
fn assess(device: &mut Device, case: CaseId, given: &[(&str, &str)]) {
    let client = device.client();
    let forms = client.forms().expect("forms");
    let form = forms.iter().find(|form| form.form == "coordinator_assessment").expect("ships").hash;
    let mut open = client.start_form_about(case, form, "en").expect("started");
    let given: jonaki_core::GivenAnswers =
        given.iter().map(|(name, text)| ((*name).to_owned(), Given::Text((*text).to_owned()))).collect();
    for _ in 0..60 {
        // Some questions are asked only once others are answered.
        let _ = client.answer_all(&mut open, &given).expect("saved");
        let Some(missing) = open.missing().into_iter().next() else { break };
        client.go(&mut open, &Move::To(missing.path.clone())).expect("there");
        let page = open.page();
        for many in page.questions.iter().filter(|question| question.path.ends_with("/explained")) {
            let all = many.choices.iter().map(|choice| choice.value.as_str()).collect::<Vec<_>>().join(" ");
            client.answer(&mut open, &many.path, &all).expect("taken");
        }
        let question = page.questions.iter().find(|question| question.path == missing.path).expect("asked");
        let first = question.choices.first().map_or("2026-11-27", |choice| choice.value.as_str());
        client.answer(&mut open, &missing.path, first).expect("taken");
    }
    assert_eq!(open.missing(), []);
    client.file_form(&mut open).expect("filed");
}

#[test]
fn an_assessment_brings_its_findings_its_plan_and_the_consent_that_was_really_given() {
    let mut world = filed(10, 4);
    let suspected =
        [("guardian_suspect", "yes"), ("consent_giver", "guardian"), ("consent_purposes", "statistics")];
    let common = [
        ("screening_verdict", "valid"),
        ("assessed_on", "2026-11-27"),
        ("remarks_text", "ফোন করবেন না"),
        ("exploitation_types", "forced_labour"),
        ("trafficking_status", "actual"),
        ("phase", "rescued"),
    ];
    let with = |more: &[(&'static str, &'static str)]| [&common[..], more].concat();
    let cases: Vec<CaseId> = world.cases.iter().map(|(case, _)| *case).collect();
    let device = &mut world.coordinator;
    assess(device, cases[0], &with(&suspected));
    assess(
        device,
        cases[1],
        &with(&[
            ("guardian_suspect", "no"),
            ("consent_giver", "self"),
            ("consent_purposes", "statistics services"),
            ("consent_until", "2027-01-31"),
        ]),
    );
    assess(
        device,
        cases[2],
        &with(&[("guardian_suspect", "no"), ("consent_giver", "none"), ("legal_basis", "the law")]),
    );
    let of = |device: &mut Device, request: &ExportRequest, name: &str| -> Vec<String> {
        let request = ExportRequest { with_ids: true, ..request.clone() };
        let (file, _) = exported(device.client(), &request);
        let table = rows(&file);
        let ids = column(&table, "jonaki_case_id");
        let first = |case: &CaseId| ids.iter().position(|id| *id == case.to_string()).expect("a row");
        cases.iter().map(|case| column(&table, name)[first(case)].to_owned()).collect()
    };
    let closed = ExportRequest::new(today());
    assert_eq!(
        of(device, &closed, "con_Consent"),
        ["FALSE", "TRUE", "FALSE", ""],
        "a suspect cannot consent"
    );
    let later = ExportRequest { today: Date::new(2027, 2, 1).expect("a day"), ..closed.clone() };
    assert_eq!(of(device, &later, "con_Consent")[1], "FALSE", "it is over");
    assert_eq!(
        of(device, &closed, "vic_TypeOfExploitation")[..3],
        ["ForcedLabour"; 3],
        "what was found, not what was feared"
    );
    assert!(of(device, &closed, "vic_TraffickingStatus")[..3].iter().all(|status| !status.is_empty()));
    assert_eq!(of(device, &closed, "hte_Type")[..3], ["Exploitation"; 3]);
    assert_eq!(of(device, &closed, "cco_CaseComment"), [""; 4]);
    assert_eq!(of(device, &with_identity(), "cco_CaseComment")[0], "ফোন করবেন না");
    device.client().set_status(cases[0], &jonaki_core::StatusChange::Opened).expect("opened");
    device
        .client()
        .set_status(cases[0], &jonaki_core::StatusChange::Closed("goals_met".to_owned()))
        .expect("closed");
    assert_eq!(of(device, &closed, "cas_Status")[0], "Closed");
    assert!(!of(device, &closed, "cas_ReasonForCaseClosure")[0].is_empty());
    let page = device.client().case_page(cases[1], Language::English, false).expect("a page");
    assert!(page.contains("2027-01-31") || page.contains("31 January 2027"), "until when the consent holds");
}

#[test]
fn practice_never_leaves() {
    let mut world = filed(11, 2);
    let report = jonaki_core::Report {
        mode: Some("practice".to_owned()),
        narrative: Some("অনুশীলন".to_owned()),
        ..jonaki_core::Report::default()
    };
    world.coordinator.client().report(&report).expect("filed");
    let (file, summary) = exported(world.coordinator.client(), &with_identity());
    assert_eq!((summary.cases, summary.practice), (2, 1));
    assert!(!file.contains("অনুশীলন"));
}

/// A cell that a field takes, another one for each row.
fn sample(field: &Field, row: usize) -> String {
    if !field.codes.is_empty() {
        return field.codes[row % field.codes.len()].code.clone();
    }
    let country = ["BD", "IN", "MM"][row % 3];
    match field.kind {
        Kind::Date => format!("20{:02}-03-09", row % 27),
        Kind::Number | Kind::Geolocation => format!("{}", row % 80),
        Kind::Checkbox => ["TRUE", "FALSE"][row % 2].to_owned(),
        _ if field.name.ends_with("Phone") => format!("88017123456{:02}", row % 100),
        _ if field.name.ends_with("Country") || field.name == "prs_Citizenship" => country.to_owned(),
        _ if field.name.ends_with("Language") => ["ben", "hin", "rhg"][row % 3].to_owned(),
        _ if field.name == "hte_State" => ["Khulna", "Dhaka", "West Bengal"][row % 3].to_owned(),
        _ if field.name == "hte_City" => ["Jashore", "unknown", "Kolkata"][row % 3].to_owned(),
        _ if row.is_multiple_of(5) => "unknown".to_owned(),
        _ => format!("'=কথা {row}, \"x\"; \n- y"),
    }
}

#[test]
fn every_field_and_code_of_the_standard_survives_the_documents() {
    let fields = &standard().fields;
    let most = fields.iter().map(|field| field.codes.len()).max().expect("codes");
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |cells: Vec<String>| cells.join(",") + "\r\n";
    let mut file = line(fields.iter().map(|field| field.name.clone()).collect());
    for row in 0..most.max(60) {
        // Every third field is left out, another third each time; but who holds a report, and its status, is known here.
        let cell = |at: usize, field: &Field| {
            let ours = ["cas_Status", "org_Name"].contains(&field.name.as_str());
            if (at + row).is_multiple_of(3) && !ours { String::new() } else { sample(field, row + at) }
        };
        file.push_str(&line(fields.iter().enumerate().map(|(at, field)| quoted(&cell(at, field))).collect()));
    }
    let (_, mut device) = new_world(12);
    let plan = device.client().import_htcds(file.as_bytes()).expect("readable");
    let refused: Vec<_> = plan.rows().filter(|row| row.outcome != RowOutcome::Taken).collect();
    assert!(refused.is_empty(), "{refused:?}");
    device.client().apply_import(plan).expect("filed");
    let (through_documents, summary) = exported(device.client(), &with_identity());
    let direct =
        jonaki_exchange::htcds::read(file.as_bytes(), None::<&[u8]>, Default::default()).expect("readable");
    let mut straight = Vec::new();
    let options = jonaki_exchange::htcds::Options {
        with_identity: true,
        ..jonaki_exchange::htcds::Options::new(today())
    };
    jonaki_exchange::htcds::export(direct.records(), &options, &mut straight).expect("exported");
    let (mut one, mut other) = (rows(&through_documents), rows(&String::from_utf8(straight).expect("UTF-8")));
    one[1..].sort();
    other[1..].sort();
    for (row, expected) in one.iter().zip(&other) {
        for ((name, cell), expected) in one[0].iter().zip(row).zip(expected) {
            assert_eq!(cell, expected, "{name}");
        }
    }
    assert_eq!((one.len(), summary.rows as usize), (other.len(), other.len() - 1));
}

//! Tables out and in again.

use crate::support::{
    DIRECTORY, LEAST, NOW, day, full_service, hidden, id, ids, organisation, row_with, service, sheet, word,
    words,
};
use jonaki_services::{
    COLUMNS, Code, Hours, Known, Organisation, Outcome, Plan, Refused, Service, Taken, export, template,
};

fn taken(bytes: &[u8]) -> Taken {
    let plan = Plan::read(bytes).expect("a table");
    assert!(!plan.has_faults(), "{:?}", plan.rows());
    plan.apply(NOW, ids(1_000))
}

#[test]
fn an_export_is_read_as_what_it_was() {
    let organisations = [organisation(1, "ngo"), organisation(2, "legal")];
    let mut wild = full_service(5);
    wild.names.bangla = "=১+১".to_owned();
    wild.names.english = "'@SUM(1), \"quoted\"; and more".to_owned();
    wild.contacts[0].label = Some("-2".to_owned());
    let other = Service { organisation: id(2), ..service(4) };
    let services = [service(3), other, wild];
    let secrets = [hidden(5)];
    let known = Known { organisations: &organisations, services: &services, hidden: &secrets, today: None };
    for with in [None, Some(&secrets[..])] {
        let bytes = export(&organisations, &services, with);
        let plan = Plan::against(&bytes, &known).expect("a table");
        let outcomes: Vec<_> = plan.rows().iter().map(|row| row.outcome.clone()).collect();
        assert_eq!(outcomes, vec![Outcome::Same; 3], "{:?}", plan.rows());
        assert_eq!(plan.apply(NOW, ids(1)), Taken::default(), "nothing to write");
    }
    // Into an empty directory: everything but the ids and the time of writing.
    let fresh = taken(&export(&organisations, &services, Some(&secrets)));
    assert_eq!((fresh.organisations.len(), fresh.services.len(), fresh.hidden.len()), (2, 3, 1));
    for (found, service) in fresh.services.iter().zip(&services) {
        let bare =
            Service { id: found.id, organisation: found.organisation, updated_at: NOW, ..service.clone() };
        assert_eq!(*found, bare);
    }
    assert_eq!(fresh.hidden[0].service, fresh.services[2].id);
    assert_eq!(fresh.services[0].organisation, fresh.organisations[0].id);
    for service in &fresh.services {
        assert!(service.encode().is_ok());
    }
}

#[test]
fn no_cell_of_an_export_is_a_formula() {
    let mut service = full_service(5);
    for text in ["=cmd|x", "+1", "-1", "@x", "＝1", "' =1"] {
        service.names.english = text.to_owned();
        let bytes = export(&[organisation(1, "ngo")], &[service.clone()], Some(&[hidden(5)]));
        let text = String::from_utf8(bytes).expect("text");
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        for cell in reader.records().next().expect("a row").expect("a row").iter() {
            assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '＝']), "{cell}");
        }
    }
}

#[test]
fn an_export_without_the_hidden_parts_leaves_them_as_they_are() {
    let (organisations, services, secrets) = ([organisation(1, "ngo")], [full_service(5)], [hidden(5)]);
    let bytes = export(&organisations, &services, None);
    let text = String::from_utf8(bytes.clone()).expect("text");
    assert!(!text.contains("hidden_address") && !text.contains("Synthetic house"));
    let known = Known { organisations: &organisations, services: &services, hidden: &secrets, today: None };
    assert_eq!(Plan::against(&bytes, &known).expect("a table").apply(NOW, ids(1)), Taken::default());
    // Emptied cells take them away.
    let emptied = export(&organisations, &services, Some(&[]));
    let plan = Plan::against(&emptied, &known).expect("a table");
    let columns = vec!["hidden_address", "hidden_latitude", "hidden_longitude", "hidden_phone"];
    assert_eq!(plan.rows()[0].outcome, Outcome::Changed(columns));
    let taken = plan.apply(NOW, ids(1));
    assert_eq!((taken.bared, taken.services.len()), (vec![id(5)], 0));
}

#[test]
fn a_plan_says_what_is_new_changed_and_absent() {
    let organisations = [organisation(1, "ngo")];
    let services = [service(3), service(4)];
    let known = Known { organisations: &organisations, services: &services, hidden: &[], today: None };
    let short: &[(&str, &str)] =
        &[("organisation_code", "O-1"), ("service_code", "S-00003"), ("hours", "24/7"), ("fee", "paid")];
    let new = row_with(&[("organisation_code", "O-9"), ("service_code", "S-9")]);
    let plan = Plan::against(&sheet(&[short]), &known).expect("a table");
    assert_eq!(plan.rows()[0].outcome, Outcome::Changed(vec!["hours", "fee"]));
    assert_eq!(plan.absent(), [word("S-00004")]);
    let taken = plan.apply(NOW, ids(1_000));
    let changed = Service {
        hours: Hours::always(),
        fee: jonaki_services::Fee::Paid,
        updated_at: NOW,
        ..services[0].clone()
    };
    assert_eq!(taken.services, [changed]);
    assert_eq!(taken.organisations, []);
    let plan = Plan::against(&sheet(&[&new]), &known).expect("a table");
    assert_eq!(plan.rows()[0].outcome, Outcome::New);
    assert_eq!(plan.organisations().map(|row| row.outcome.clone()).collect::<Vec<_>>(), [Outcome::New]);
}

#[test]
fn an_organisation_is_written_once() {
    let first = row_with(&[]);
    let second = vec![
        ("organisation_code", "O-1"),
        ("service_code", "S-2"),
        ("service_name_bn", "আরেক সেবা"),
        ("service_name_en", "Another (synthetic)"),
        ("service_type", "আইনি সহায়তা"),
        ("sexes", "মেয়ে; Male"),
        ("coverage", "খুলনা বিভাগ; Jessore; Shyamnagar, Satkhira"),
        ("age_min", "১২"),
        ("capacity_free", "৩"),
        ("capacity_as_of", "০৯/১১/২০২৬"),
        ("contact_1_phone", "1000000001"),
        ("district", "যশোর"),
        ("address_hidden", "না"),
    ];
    let plan = Plan::read(&sheet(&[&first, &second])).expect("a table");
    assert!(!plan.has_faults(), "{:?}", plan.rows());
    assert_eq!(plan.rows()[1].warnings[0].code, Code::ZeroLost);
    let taken = plan.apply(NOW, ids(1_000));
    assert_eq!(taken.organisations.len(), 1);
    let service = &taken.services[1];
    assert_eq!(service.organisation, taken.organisations[0].id);
    assert_eq!(service.service_type, word("legal_assistance_service"));
    assert_eq!(service.audience.sexes, words("female male"));
    assert_eq!(service.coverage, words("BD40 BD4041 BD4087-shyamnagar"));
    assert_eq!((service.audience.age_min, service.audience.age_max), (12, 120));
    assert_eq!(service.capacity.expect("capacity").as_of, day("2026-11-09"));
    assert_eq!(service.contacts[0].phone.as_str(), "+8801000000001");
    assert_eq!(service.place, Some(word("BD4041")));
}

#[test]
fn spreadsheets_of_other_countries_are_read_too() {
    let table = String::from_utf8(sheet(&[LEAST])).expect("text");
    for text in [
        format!("\u{feff}{table}"),
        table.replace(',', ";"),
        table.replace(',', "\t"),
        table.replace('\n', "\r\n"),
    ] {
        assert_eq!(taken(text.as_bytes()).services.len(), 1, "{text}");
    }
    // Rows of commas at the end are none.
    assert_eq!(taken(format!("{table},,,,\n,,\n").as_bytes()).services.len(), 1);
}

#[test]
fn files_that_are_no_table_are_refused_by_name() {
    let refused = |bytes: &[u8]| Plan::read(bytes).expect_err("refused");
    assert_eq!(refused(b""), Refused::NotADirectory);
    assert_eq!(refused(b"name,phone\nx,y\n"), Refused::NotADirectory);
    assert_eq!(refused(b"PK\x03\x04\x00\xff"), Refused::NotText);
    assert_eq!(refused(b"organisation_code,service_code,service_code\n"), Refused::ColumnTwice);
    assert_eq!(refused(b"organisation_code,service_code\n\"x,y\n"), Refused::BrokenQuotes);
    assert_eq!(refused(&vec![b'x'; (8 << 20) + 1]), Refused::TooLarge);
    let many = [b"organisation_code,service_code\n".to_vec(), b"a,b\n".repeat(100_000)].concat();
    let started = std::time::Instant::now();
    assert_eq!(refused(&many), Refused::TooLarge);
    println!("100,000 rows are refused in {:.1} ms", started.elapsed().as_secs_f64() * 1e3);
    for refused in [Refused::TooLarge, Refused::NotText, Refused::NotADirectory, Refused::ColumnTwice] {
        assert!(refused.code().starts_with("directory_"));
        assert!(refused.help(jonaki_services::Language::Bangla).contains('।'));
    }
}

#[test]
fn the_template_is_an_empty_table() {
    let plan = Plan::read(&template()).expect("a table");
    assert!(plan.rows().is_empty() && plan.unknown_columns().is_empty());
    let text = String::from_utf8(template()).expect("text");
    assert_eq!(text.trim_start_matches('\u{feff}').trim().replace('"', ""), COLUMNS.join(","));
}

/// Every column and every list is described where people look.
#[test]
fn the_page_about_the_table_names_every_column() {
    let page = include_str!("../../../docs/directory.md");
    for column in COLUMNS {
        let one = column
            .replace("contact_2", "contact_1")
            .replace("contact_3", "contact_1")
            .replace("contact_4", "contact_1");
        assert!(page.contains(&format!("`{one}`")), "{one}");
    }
    for code in Code::ALL {
        assert!(page.contains(&format!("`{}`", code.as_str())), "{}", code.as_str());
    }
    for list in ["service_types", "organisation_types", "service_needs", "languages", "service_documents"] {
        for code in jonaki_reference::codes::list(list).expect("a list").codes() {
            assert!(page.contains(&format!("`{}`", code.code())), "{list}: {}", code.code());
        }
    }
}

#[test]
fn a_second_export_is_the_same_bytes() {
    let taken = taken(DIRECTORY);
    let bytes = export(&taken.organisations, &taken.services, Some(&taken.hidden));
    let plan = Plan::read(&bytes).expect("a table");
    let again = plan.apply(NOW, ids(1_000));
    assert_eq!(again, taken);
    let turned: Vec<Service> = taken.services.iter().rev().cloned().collect();
    let owners: Vec<Organisation> = taken.organisations.iter().rev().cloned().collect();
    assert_eq!(export(&owners, &turned, Some(&taken.hidden)), bytes);
}

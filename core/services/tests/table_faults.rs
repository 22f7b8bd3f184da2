//! What is wrong with a row, and where.

use crate::support::{NOW, ids, organisation, row_with, service, sheet};
use jonaki_services::{Code, Day, Known, Language, Outcome, Plan};

/// Faults of the first row that these cells make of one that is right.
fn faults(cells: &[(&str, &str)]) -> Vec<(&'static str, Code)> {
    let known = Known { today: Day::of(NOW), ..Known::default() };
    let plan = Plan::against(&sheet(&[&row_with(cells)]), &known).expect("a table");
    let row = &plan.rows()[0];
    assert_eq!(row.outcome == Outcome::Faulty, !row.faults.is_empty());
    row.faults.iter().map(|fault| (fault.column, fault.code)).collect()
}

#[test]
fn each_fault_is_told_with_its_column() {
    assert_eq!(faults(&[]), []);
    for (column, text, code) in [
        ("organisation_code", "", Code::Required),
        ("organisation_code", "ক", Code::NotACode),
        ("organisation_name_bn", "", Code::Required),
        ("organisation_type", "club", Code::UnknownCode),
        ("service_code", "", Code::Required),
        ("service_name_en", "a\nb", Code::NotPlain),
        ("service_type", "", Code::Required),
        ("service_type", "magic", Code::UnknownCode),
        ("sexes", "", Code::Required),
        ("sexes", "female; nobody", Code::UnknownCode),
        ("age_min", "twelve", Code::Number),
        ("age_max", "121", Code::Number),
        ("needs", "wings", Code::UnknownCode),
        ("district", "Atlantis", Code::UnknownPlace),
        ("upazila", "Kaliganj", Code::AmbiguousPlace),
        ("coverage", "", Code::Required),
        ("coverage", "Khulna; Atlantis", Code::UnknownPlace),
        ("hours", "sometimes", Code::Hours),
        ("languages", "klingon", Code::UnknownCode),
        ("fee", "cheap", Code::UnknownCode),
        ("capacity_as_of", "2026-11-01", Code::CapacityUndated),
        ("contact_1_label", "Desk", Code::ContactHalf),
        ("contact_1_phone", "12", Code::Phone),
        ("address_hidden", "perhaps", Code::YesNo),
        ("verified_on", "yesterday", Code::Date),
        ("verified_on", "2026-11-21", Code::FutureDate),
        ("verified_by", "Sample office", Code::VerifiedHalf),
        ("status", "asleep", Code::UnknownCode),
        ("mou_valid_until", "31/02/2027", Code::Date),
        ("hidden_phone", "01000000001", Code::HiddenUnmarked),
        ("hidden_latitude", "23.7", Code::Position),
    ] {
        let found = faults(&[(column, text)]);
        let shown = if code == Code::ContactHalf { "contact_1_phone" } else { column };
        let shown = if code == Code::VerifiedHalf { "verified_on" } else { shown };
        assert_eq!(found, [(shown, code)], "{column}: {text}");
    }
    let two = |cells: &[(&str, &str)], column, code| assert_eq!(faults(cells), [(column, code)], "{cells:?}");
    two(&[("age_min", "18"), ("age_max", "9")], "age_min", Code::AgeOrder);
    two(&[("district", "Jashore"), ("upazila", "Dumuria")], "upazila", Code::PlaceOrder);
    two(&[("address_hidden", "yes"), ("address", "Sample road")], "address", Code::AddressShown);
    two(&[("service_type", "shelter_child")], "address_hidden", Code::Required);
    let counted = [("capacity_total", "2"), ("capacity_free", "3"), ("capacity_as_of", "2026-11-01")];
    two(&counted, "capacity_free", Code::FreeAboveTotal);
    let abroad = [("address_hidden", "yes"), ("hidden_latitude", "51.5"), ("hidden_longitude", "0.1")];
    two(&abroad, "hidden_latitude", Code::Position);
}

#[test]
fn all_faults_come_at_once_and_good_rows_are_taken() {
    let bad =
        row_with(&[("service_code", "S-2"), ("hours", "x"), ("sexes", "y"), ("coverage", "z"), ("fee", "w")]);
    let good = row_with(&[]);
    let plan = Plan::read(&sheet(&[&bad, &good])).expect("a table");
    let columns: Vec<_> = plan.rows()[0].faults.iter().map(|fault| fault.column).collect();
    assert_eq!(columns, ["sexes", "coverage", "hours", "fee"]);
    assert_eq!((plan.rows()[0].row, plan.rows()[0].line, plan.rows()[1].line), (1, 2, 3));
    assert_eq!(plan.rows()[1].outcome, Outcome::New);
    for fault in &plan.rows()[0].faults {
        assert!(
            !fault.code.help(Language::Bangla).is_empty() && !fault.code.help(Language::English).is_empty()
        );
    }
    assert_eq!(plan.apply(NOW, ids(1)).services.len(), 1);
}

#[test]
fn rows_that_disagree_are_told() {
    let first = row_with(&[]);
    let twice = row_with(&[("service_name_en", "Again (synthetic)")]);
    let differs = row_with(&[("service_code", "S-2"), ("organisation_type", "legal")]);
    let plan = Plan::read(&sheet(&[&first, &twice, &differs])).expect("a table");
    let faults: Vec<Vec<_>> = plan
        .rows()
        .iter()
        .map(|row| row.faults.iter().map(|fault| (fault.column, fault.code)).collect())
        .collect();
    assert_eq!(
        faults,
        [vec![], vec![("service_code", Code::Twice)], vec![("organisation_type", Code::OrganisationDiffers)]]
    );
}

#[test]
fn nobody_takes_the_service_of_another() {
    let organisations = [organisation(1, "ngo"), organisation(2, "ngo")];
    let services = [service(3)];
    let known = Known { organisations: &organisations, services: &services, hidden: &[], today: None };
    let row: &[(&str, &str)] = &[("organisation_code", "O-2"), ("service_code", "S-00003")];
    let plan = Plan::against(&sheet(&[row]), &known).expect("a table");
    let faults: Vec<_> = plan.rows()[0].faults.iter().map(|fault| fault.code).collect();
    assert_eq!(faults, [Code::OtherOrganisation]);
    assert_eq!(plan.apply(NOW, ids(1)).services, []);
    // Nor one whose organisation is not at hand.
    let known = Known { organisations: &organisations[1..], ..known };
    let row = row_with(&[("organisation_code", "O-1"), ("service_code", "S-00003")]);
    let plan = Plan::against(&sheet(&[&row]), &known).expect("a table");
    assert_eq!(plan.rows()[0].faults[0].code, Code::OtherOrganisation);
}

#[test]
fn a_hidden_service_that_names_its_upazila_is_worth_a_thought() {
    let cells = [("address_hidden", "yes"), ("district", "Khulna"), ("upazila", "Dumuria")];
    let plan = Plan::read(&sheet(&[&row_with(&cells)])).expect("a table");
    let warnings: Vec<_> = plan.rows()[0].warnings.iter().map(|found| (found.column, found.code)).collect();
    assert_eq!((plan.has_faults(), warnings), (false, vec![("upazila", Code::HiddenUpazila)]));
}

#[test]
fn columns_that_nobody_knows_are_told_and_cells_beyond_the_header_are_faults() {
    let mut table = String::from_utf8(sheet(&[&row_with(&[("opening_times", "x")])])).expect("text");
    let plan = Plan::read(table.as_bytes()).expect("a table");
    assert_eq!((plan.unknown_columns(), plan.has_faults()), (&["opening_times".to_owned()][..], false));
    table = format!("{},one too many\n", table.trim_end());
    let plan = Plan::read(table.as_bytes()).expect("a table");
    assert_eq!(plan.rows()[0].faults[0].code, Code::RowLength);
}

#[test]
fn faults_beyond_a_number_are_counted() {
    let rows: Vec<Vec<(&str, &str)>> =
        (0..900).map(|_| row_with(&[("hours", "x"), ("fee", "y"), ("needs", "z")])).collect();
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
    let plan = Plan::read(&sheet(&rows)).expect("a table");
    let told: usize = plan.rows().iter().map(|row| row.faults.len()).sum();
    // Three a row, and from the second row on the code of the service stands twice.
    assert_eq!((told, told + plan.omitted()), (2_000, 900 * 3 + 899));
    assert!(
        plan.rows().iter().all(|row| row.outcome == Outcome::Faulty),
        "also those whose faults are not told"
    );
}

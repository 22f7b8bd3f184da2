//! `docs/htcds.md` says what the code does.

use crate::support::{cell, csv, open, options, read};
use jonaki_exchange::ctdc;
use jonaki_exchange::htcds::import::Problem;
use jonaki_exchange::htcds::standard::{Field, Kind, standard};

const PAGE: &str = include_str!("../../../docs/htcds.md");

/// A cell that a field takes.
pub(crate) fn sample(field: &Field) -> &str {
    match field.kind {
        _ if !field.codes.is_empty() => &field.codes[0].code,
        Kind::Date => "2026-03-09",
        Kind::Number | Kind::Geolocation => "12",
        Kind::Checkbox => "TRUE",
        _ if field.name.ends_with("Phone") => "8801712345678",
        _ if field.name.ends_with("Country") || field.name == "prs_Citizenship" => "BD",
        _ if field.name.ends_with("Language") => "ben",
        _ if field.name == "cas_ReasonForCaseClosure" => "Goals met",
        _ => "a",
    }
}

#[test]
fn every_field_has_its_row_and_the_row_says_whether_it_is_identity() {
    for field in &standard().fields {
        let row =
            PAGE.lines().find(|line| line.starts_with(&format!("| `{}` |", field.name))).expect(&field.name);
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        assert_eq!(cells[2] == "yes", field.core, "{}", field.name);
        let plan = read(&format!("{}\r\n{}\r\n", field.name, sample(field)));
        assert_eq!(cell(&csv(plan.records(), &open()), 1, &field.name), sample(field));
        let blank = cell(&csv(plan.records(), &options()), 1, &field.name).is_empty();
        assert_eq!(cells[3] == "yes", blank, "{}: identity", field.name);
    }
}

#[test]
fn every_column_of_ctdc_and_every_problem_is_there() {
    for column in ctdc::COLUMNS {
        let group = ["meansOfControl", "typeOfLabour", "typeOfSex", "recruiterRelation"];
        let family =
            group.iter().find(|start| column.starts_with(**start)).map(|start| format!("`{start}*`"));
        let row = family.unwrap_or(format!("`{column}`"));
        let between = PAGE.contains("`isForcedLabour` … `isSlaveryAndPractices`") && column.starts_with("is");
        assert!(PAGE.contains(&row) || between || column.ends_with("Concatenated"), "{column}");
    }
    for problem in Problem::ALL {
        assert!(PAGE.contains(&format!("`{}`", problem.code())), "{}", problem.code());
    }
}

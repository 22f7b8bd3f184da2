//! Forms for tests, written as tables.

use jonaki_xlsform::{CardField, CardKind, Compiled, Diagnostic, Input, Options, Source, compile};

/// Compiles CSV sheets.
pub(crate) fn csv(sheets: &[(&str, &str)], options: &Options) -> Result<Compiled, Vec<Diagnostic>> {
    let sheets: Vec<(&str, &[u8])> = sheets.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    compile(&Source { form: Input::Csv(&sheets), attached: &[], file_name: "form" }, options)
}

/// Compiles a form that is written as tables: a line with a sheet's name, then rows of cells between `|`.
pub(crate) fn tables(text: &str, options: &Options) -> Result<Compiled, Vec<Diagnostic>> {
    let mut sheets: Vec<(String, String)> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.strip_prefix('|') {
            None => sheets.push((line.to_owned(), String::new())),
            Some(row) => {
                let cells = row
                    .trim_end_matches('|')
                    .split('|')
                    .map(|cell| cell.trim().replace("¦", "|").replace("\\n", "\n"));
                let cells: Vec<String> =
                    cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
                let sheet = &mut sheets.last_mut().expect("a sheet").1;
                sheet.push_str(&cells.join(","));
                sheet.push('\n');
            }
        }
    }
    let sheets: Vec<(&str, &str)> =
        sheets.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    csv(&sheets, options)
}

/// Faults as a person sees them.
pub(crate) fn rendered(faults: &[Diagnostic]) -> String {
    faults.iter().map(|fault| fault.render() + "\n").collect()
}

/// Codes of the card as far as the forms need them.
pub(crate) fn card() -> Vec<CardField> {
    let codes = |codes: &str| codes.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let field = |name: &str, kind| CardField {
        name: name.to_owned(),
        kind,
        also: codes("unknown not_asked declined not_applicable"),
    };
    let one = |text: &str| CardKind::Code(codes(text));
    vec![
        field("mode", one("real practice")),
        field("locale", one("bn en")),
        field("source_channel", one("app web_public assisted paper_backlog")),
        field("reporter_role", one("ctc_member teacher ngo_worker coordinator helpline public")),
        field(
            "reporter_relation",
            one("self parent relative neighbour teacher employer co_worker official ngo passer_by other"),
        ),
        field("reporter_identity_choice", one("named confidential_to_coordinator anonymous")),
        field("phase", one("suspected_risk recruitment in_transit being_exploited escaped rescued returned")),
        field("immediate_danger", CardKind::Boolean),
        field("number_of_victims", CardKind::Integer(0, 999)),
        field("number_of_children", CardKind::Integer(0, 999)),
        field("division", one("khulna")),
        field("district", one("khulna")),
        field("when_noticed", CardKind::Date),
        field("victim_sex", one("female male hijra_third_gender other")),
        field("victim_age_band", one("0-4 5-11 12-13 14-17 adult")),
        field("consent_to_report", one("yes no not_possible")),
        field("urgency", one("low medium high critical")),
        field(
            "concern_types",
            CardKind::Codes(codes(
                "child_trafficking sexual_exploitation child_labour child_marriage_risk missing_child forced_labour \
                 online_exploitation organ begging other",
            )),
        ),
    ]
}

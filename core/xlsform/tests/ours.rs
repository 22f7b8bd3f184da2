//! The forms of this repository.

use std::fs;
use std::path::Path;

use jonaki_xlsform::{Input, Options, Source, compile, show, workbook};

use crate::forms::{card, csv, rendered};

#[test]
fn every_form_of_the_repository_compiles_without_a_warning() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms");
    let mut found = 0;
    for form in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        let sheet = |name: &str| fs::read_to_string(form.join(format!("{name}.csv"))).unwrap();
        let (survey, choices, settings) = (sheet("survey"), sheet("choices"), sheet("settings"));
        let options =
            Options { languages: vec!["bn".into(), "en".into()], card: Some(card()), ..Options::default() };
        let sheets =
            [("survey", survey.as_str()), ("choices", choices.as_str()), ("settings", settings.as_str())];
        let compiled = csv(&sheets, &options)
            .unwrap_or_else(|faults| panic!("{}\n{}", form.display(), rendered(&faults)));
        assert_eq!(rendered(&compiled.warnings), "", "{}", form.display());
        assert_eq!(compiled.form.languages, ["bn", "en"]);
        let sheets = sheets.map(|(name, text)| (name, text.as_bytes()));
        let book = workbook(&sheets).expect("a workbook");
        let source = Source { form: Input::Workbook(&book), attached: &[], file_name: "form" };
        assert_eq!(
            compile(&source, &options).unwrap().form,
            compiled.form,
            "as a workbook it is the same form"
        );
        assert!(show(&compiled.form).lines().count() > compiled.form.nodes.len());
        found += 1;
    }
    assert!(found >= 3, "{found} forms");
}

//! The forms that ship with the app are what `forms/` compiles to.

use jonaki_core::protocol::{frame, limits};
use jonaki_core::{FieldType, MapContent, card_layout};
use jonaki_xlsform::{CardField, CardKind, Compiled, Input, Options, Source, compile};
use std::fs;
use std::path::{Path, PathBuf};

const FORMS: [&str; 3] = ["child-labour-visit", "child-trafficking-report", "coordinator-assessment"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The card's fields as the compiler checks them.
fn card() -> Vec<CardField> {
    let texts = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    let layout = card_layout();
    let fields = layout.fields.iter().filter_map(|field| {
        let (kind, absent) = match field.kind {
            FieldType::Code(codes) => (CardKind::Code(texts(codes)), true),
            FieldType::Fixed(codes) => (CardKind::Code(texts(codes)), false),
            FieldType::Bool => (CardKind::Boolean, true),
            FieldType::Int(low, high) => (CardKind::Integer(low, high), true),
            FieldType::Date => (CardKind::Date, true),
            _ => return None,
        };
        let also = if absent { texts(jonaki_core::ABSENT) } else { Vec::new() };
        Some(CardField { name: field.name.to_owned(), kind, also })
    });
    let sets = layout.maps.iter().filter_map(|map| match &map.content {
        MapContent::Members { codes, .. } => Some(CardField {
            name: map.name.to_owned(),
            kind: CardKind::Codes(texts(codes)),
            also: Vec::new(),
        }),
        _ => None,
    });
    fields.chain(sets).collect()
}

fn compiled(name: &str) -> Compiled {
    let sheet = |sheet: &str| fs::read(root().join(format!("forms/{name}/{sheet}.csv"))).expect("a sheet");
    let (survey, choices, settings) = (sheet("survey"), sheet("choices"), sheet("settings"));
    let sheets = [("survey", &survey[..]), ("choices", &choices[..]), ("settings", &settings[..])];
    let source = Source { form: Input::Csv(&sheets), attached: &[], file_name: name };
    let languages = vec!["bn".to_owned(), "en".to_owned()];
    let options = Options { card: Some(card()), languages, ..Options::default() };
    compile(&source, &options).unwrap_or_else(|faults| {
        let faults: Vec<String> = faults.iter().map(jonaki_xlsform::Diagnostic::render).collect();
        panic!("{name}\n{}", faults.join("\n"))
    })
}

#[test]
fn the_forms_that_ship_are_what_their_sheets_say() {
    for name in FORMS {
        let form = compiled(name).form;
        let file = root().join(format!("core/src/form/standard/{}.form", form.id));
        let definition = form.encode().expect("encoded");
        if std::env::var_os("UPDATE_FORMS").is_some() {
            fs::write(&file, frame::pack(&definition)).expect("written");
        }
        let packed = fs::read(&file).expect("the form is there");
        let shipped = frame::unpack(&packed, limits::FORM_BYTES);
        assert!(shipped == Ok(definition), "{name} changed: run `cargo xtask forms`");
        assert!(packed.len() <= 30_000, "{name} has {} bytes", packed.len());
    }
}

//! Forms as files: a workbook, a folder of CSV sheets, or a compiled definition.

use crate::commands::Failure;
use crate::output::Output;
use jonaki_core::forms::definition::Form;
use jonaki_core::{ABSENT, FieldType, MapContent, card_layout, htcds_fields};
use jonaki_xlsform::{Attached, CardField, CardKind, Compiled, Input, Options, Source, compile as compiled};
use std::fs;
use std::path::Path;

/// The most of a file that is read: the compiler has narrower bounds of its own.
const MOST: u64 = 64 * 1024 * 1024;

type Files = Vec<(String, Vec<u8>)>;

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    use std::io::Read as _;
    let failed = || Failure::File(path.display().to_string());
    let mut bytes = Vec::new();
    fs::File::open(path).map_err(|_| failed())?.take(MOST).read_to_end(&mut bytes).map_err(|_| failed())?;
    Ok(bytes)
}

/// The CSV files of a folder by name, in order.
fn sheets(folder: &Path) -> Result<Files, Failure> {
    let failed = || Failure::File(folder.display().to_string());
    let mut found = Files::new();
    for entry in fs::read_dir(folder).map_err(|_| failed())? {
        let path = entry.map_err(|_| failed())?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if name.ends_with(".csv") {
            found.push((name, bytes(&path)?));
        }
    }
    found.sort();
    Ok(found)
}

fn build(path: &Path) -> Result<Result<Compiled, Vec<jonaki_xlsform::Diagnostic>>, Failure> {
    let htcds = htcds_fields().map(str::to_owned).collect();
    let options = Options { card: Some(card()), htcds: Some(htcds), ..Options::default() };
    let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    if path.is_dir() {
        let files = sheets(path)?;
        let (own, beside): (Vec<_>, Vec<_>) = files
            .iter()
            .partition(|(name, _)| ["survey.csv", "choices.csv", "settings.csv"].contains(&name.as_str()));
        let own: Vec<(&str, &[u8])> =
            own.iter().map(|(name, bytes)| (name.trim_end_matches(".csv"), bytes.as_slice())).collect();
        let beside: Vec<_> = beside.iter().map(|(name, bytes)| Attached { name, bytes }).collect();
        let source = Source { form: Input::Csv(&own), attached: &beside, file_name: &name };
        return Ok(compiled(&source, &options));
    }
    let workbook = bytes(path)?;
    let beside = path.parent().filter(|folder| folder.is_dir()).map_or_else(|| Ok(Files::new()), sheets)?;
    let beside: Vec<_> = beside.iter().map(|(name, bytes)| Attached { name, bytes }).collect();
    Ok(compiled(&Source { form: Input::Workbook(&workbook), attached: &beside, file_name: &name }, &options))
}

/// Compiles, tells of every fault and warning, and gives the form.
fn form(path: &Path, out: &Output) -> Result<Form, Failure> {
    match build(path)? {
        Ok(Compiled { form, warnings }) => {
            out.diagnostics(&warnings.iter().map(jonaki_xlsform::Diagnostic::render).collect::<Vec<_>>())?;
            Ok(form)
        }
        Err(faults) => {
            out.diagnostics(&faults.iter().map(jonaki_xlsform::Diagnostic::render).collect::<Vec<_>>())?;
            Err(Failure::Form(faults.iter().filter(|fault| fault.is_error()).count()))
        }
    }
}

/// The encoding of a form: of a compiled file, or compiled now.
pub(super) fn definition(path: &Path, out: &Output) -> Result<Vec<u8>, Failure> {
    if path.is_file() {
        let known = bytes(path)?;
        if Form::decode(&known).is_ok() {
            return Ok(known);
        }
    }
    encoded(&form(path, out)?)
}

fn encoded(form: &Form) -> Result<Vec<u8>, Failure> {
    form.encode()
        .map_err(|_| Failure::Core(jonaki_core::Error::Refused(jonaki_core::protocol::Code::FormRefused)))
}

pub(super) fn compile(path: &Path, output: Option<&Path>, out: &Output) -> Result<(), Failure> {
    let form = form(path, out)?;
    let definition = encoded(&form)?;
    let target = output.map_or_else(|| path.with_extension("form"), Path::to_owned);
    fs::write(&target, &definition).map_err(|_| Failure::File(target.display().to_string()))?;
    out.text(&format!("{} {} bytes -> {}", form.id, definition.len(), target.display()))
}

pub(super) fn workbook(folder: &Path, output: Option<&Path>, out: &Output) -> Result<(), Failure> {
    let files = sheets(folder)?;
    let order = ["survey", "choices", "settings"];
    let found = order.iter().filter_map(|name| {
        let (_, bytes) = files.iter().find(|(file, _)| file.strip_suffix(".csv") == Some(name))?;
        Some((*name, bytes.as_slice()))
    });
    let found: Vec<(&str, &[u8])> = found.collect();
    let book = jonaki_xlsform::workbook(&found).map_err(|error| Failure::Usage(error.to_string()))?;
    let target = output.map_or_else(|| folder.with_extension("xlsx"), Path::to_owned);
    fs::write(&target, book).map_err(|_| Failure::File(target.display().to_string()))?;
    out.text(&target.display().to_string())
}

pub(super) fn check(path: &Path, out: &Output) -> Result<(), Failure> {
    let form = form(path, out)?;
    out.text(&format!(
        "{}: {} questions and groups, nothing wrong",
        form.id,
        form.nodes.len().saturating_sub(1)
    ))
}

pub(super) fn show(path: &Path, out: &Output) -> Result<(), Failure> {
    let definition = definition(path, out)?;
    let form = Form::decode(&definition)
        .map_err(|_| Failure::Core(jonaki_core::Error::Refused(jonaki_core::protocol::Code::FormRefused)))?;
    out.text(jonaki_xlsform::show(&form).trim_end())
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
        let also = if absent { texts(ABSENT) } else { Vec::new() };
        Some(CardField { name: field.name.to_owned(), kind, also })
    });
    let sets = layout.maps.iter().filter_map(|map| match &map.content {
        MapContent::Members { codes, .. } => {
            let kind = CardKind::Codes(texts(codes));
            Some(CardField { name: map.name.to_owned(), kind, also: Vec::new() })
        }
        _ => None,
    });
    fields.chain(sets).collect()
}

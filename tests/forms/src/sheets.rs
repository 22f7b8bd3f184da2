//! Forms as folders of CSV sheets, compiled by our compiler.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use jonaki_reference::lists;
use jonaki_xlsform::{Attached, Compiled, Diagnostic, Input, Options, Source, compile};

use crate::oracle::root;

const SHEETS: &[&str] = &["survey", "choices", "settings", "external_choices", "entities", "osm"];

/// The folders of all forms of the repository: those that are shipped and those that are here for the comparison.
/// Or, if `JONAKI_FORMS` names a folder, the forms in that instead: others' forms.
///
/// # Errors
/// If the repository cannot be read.
pub fn folders() -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let parents = match env::var_os("JONAKI_FORMS") {
        Some(others) => vec![PathBuf::from(others)],
        None => vec![root().join("forms"), root().join("tests/data/forms")],
    };
    for parent in parents {
        for entry in fs::read_dir(parent)? {
            let path = entry?.path();
            if path.join("survey.csv").exists() {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Whether the forms are others': they need not hold everything that is compared.
pub fn are_others() -> bool {
    env::var_os("JONAKI_FORMS").is_some()
}

/// Name of a form's folder.
pub fn name(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Compiles the sheets of a folder, or the workbook instead if one is given, with the CSV files beside the sheets.
///
/// # Errors
/// The outer one if a file cannot be read, the inner one if the form has faults.
pub fn compiled(folder: &Path, workbook: Option<&[u8]>) -> io::Result<Result<Compiled, Vec<Diagnostic>>> {
    let mut sheets = Vec::new();
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|ending| ending == "csv") {
            let to = if SHEETS.contains(&stem.as_str()) { &mut sheets } else { &mut files };
            to.push((stem, fs::read(&path)?));
        }
    }
    let sheets: Vec<(&str, &[u8])> =
        sheets.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let names: Vec<String> = files.iter().map(|(name, _)| format!("{name}.csv")).collect();
    let attached: Vec<Attached<'_>> =
        names.iter().zip(&files).map(|(name, (_, bytes))| Attached { name, bytes }).collect();
    let form = workbook.map_or(Input::Csv(&sheets), Input::Workbook);
    let options = Options { built_in: lists::names().collect(), ..Options::default() };
    Ok(compile(&Source { form, attached: &attached, file_name: &name(folder) }, &options))
}

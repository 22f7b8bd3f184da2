//! The comparison with JavaRosa. `JONAKI_WALKS` says how many walks each form gets, `JONAKI_SEED` where they begin,
//! `JONAKI_FORM` names one form.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{env, fs};

use jonaki_forms_tests::answers::Vocabulary;
use jonaki_forms_tests::known::Known;
use jonaki_forms_tests::oracle::{self, Oracle};
use jonaki_forms_tests::ours::Ours;
use jonaki_forms_tests::sheets;
use jonaki_forms_tests::walk::{Difference, Walk};
use jonaki_xlsform::{Compiled, Diagnostic};

const WALKS: u64 = 2;
const STEPS: usize = 60;
/// Differences of one form that are printed.
const PRINTED: usize = 6;

fn number(name: &str, otherwise: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn faults(found: &[Diagnostic]) -> String {
    let line = |fault: &Diagnostic| format!("  {:?} at {:?}: {}\n", fault.code, fault.place, fault.message);
    found.iter().filter(|fault| fault.is_error()).map(line).collect()
}

fn compiled(folder: &Path, workbook: Option<&[u8]>) -> Result<Compiled, String> {
    let name = sheets::name(folder);
    sheets::compiled(folder, workbook).expect("files").map_err(|found| format!("{name}:\n{}", faults(&found)))
}

/// One form: from the workbook as from the sheets the same definition, and no walk in which the engines part.
struct Case<'a> {
    folder: &'a Path,
    forms: &'a Path,
    known: &'a Known,
}

impl Case<'_> {
    fn walk(&self, oracle: &mut Oracle, seed: u64) -> Result<Vec<Difference>, String> {
        let name = sheets::name(self.folder);
        let form = compiled(self.folder, None)?.form;
        let vocabulary = Vocabulary::of(self.folder).expect("a survey");
        let opened = oracle.load(&self.forms.join(&name)).map_err(|fault| format!("{name}: {fault}"))?;
        let mut ours = Ours::start(form, &opened).map_err(|fault| format!("{name}: {fault}"))?;
        let walk = Walk { form: &name, vocabulary: &vocabulary, seed, steps: STEPS };
        let mut found =
            walk.run(&mut ours, oracle).map_err(|fault| format!("{name}, seed {seed}: {fault}"))?;
        found.retain(|difference| !self.known.has(difference));
        Ok(found)
    }

    fn run(&self, oracle: &mut Oracle) -> Vec<String> {
        let first = number("JONAKI_SEED", 1);
        for seed in first..first + number("JONAKI_WALKS", WALKS) {
            let told = match self.walk(oracle, seed) {
                Err(fault) => vec![fault],
                Ok(found) => found.iter().take(PRINTED).map(Difference::to_string).collect(),
            };
            if !told.is_empty() {
                return told;
            }
        }
        Vec::new()
    }
}

/// The forms, and where the reference finds them; `None` where the reference cannot be run and nobody insists.
static PREPARED: LazyLock<Option<(Vec<PathBuf>, PathBuf)>> = LazyLock::new(|| {
    if let Some(missing) = oracle::missing() {
        assert!(env::var_os("CI").is_none(), "{missing}");
        println!("NOT COMPARED. {missing}");
        return None;
    }
    let wanted = env::var("JONAKI_FORM").ok();
    let known = Known::read().expect("the table of known differences");
    let is_wanted = |name: &str| match &wanted {
        Some(wanted) => wanted == name,
        None => !known.is_pending(name),
    };
    let mut folders = sheets::folders().expect("forms");
    folders.retain(|folder| is_wanted(&sheets::name(folder)));
    let (forms, refused) = oracle::convert(&folders).expect("pyxform runs");
    assert!(refused.is_empty(), "pyxform refuses:\n{refused}");
    Some((folders, forms))
});

#[test]
fn every_form_compiles_alike_from_sheets_and_from_the_workbook() {
    let Some((folders, forms)) = PREPARED.as_ref() else { return };
    let mut failed = Vec::new();
    for folder in folders {
        let bytes = fs::read(forms.join(sheets::name(folder)).join("form.xlsx")).expect("a workbook");
        match (compiled(folder, None), compiled(folder, Some(&bytes))) {
            (Err(fault), _) | (_, Err(fault)) => failed.push(fault),
            (Ok(a), Ok(b)) if a.form != b.form => failed.push(format!("{} differs", sheets::name(folder))),
            _ => {}
        }
    }
    assert!(failed.is_empty(), "{} of {} forms:\n{}", failed.len(), folders.len(), failed.join("\n"));
}

#[test]
fn no_walk_parts_from_the_reference_engine() {
    let Some((folders, forms)) = PREPARED.as_ref() else { return };
    let known = Known::read().expect("the table of known differences");
    let mut oracle = Oracle::start().expect("java");
    let case = |folder| Case { folder, forms, known: &known };
    let told: Vec<_> = folders.iter().map(|folder| case(folder).run(&mut oracle)).collect();
    let parted = told.iter().filter(|told| !told.is_empty()).count();
    assert!(parted == 0, "{parted} of {} forms part:\n{}", folders.len(), told.concat().join("\n"));
}

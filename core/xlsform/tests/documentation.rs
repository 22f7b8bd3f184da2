//! `docs/xlsform.md` names everything.

use std::fs;
use std::path::Path;

use jonaki_forms::expression::Function;
use jonaki_xlsform::Code;

#[test]
fn the_documentation_names_every_code_and_function() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/xlsform.md");
    let text = fs::read_to_string(path).unwrap();
    let codes = Code::ALL.iter().map(|code| code.as_str());
    let missing: Vec<&str> = codes
        .chain(Function::all().map(Function::name))
        .filter(|word| !text.contains(&format!("`{word}`")))
        .collect();
    assert!(missing.is_empty(), "docs/xlsform.md does not name {missing:?}");
}

#[test]
fn codes_are_unique_and_have_bangla() {
    let mut codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Code::ALL.len());
    assert!(
        Code::ALL.iter().all(|code| !code.bangla().is_empty() && !code.bangla().contains(char::is_numeric))
    );
}

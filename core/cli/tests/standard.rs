//! The forms that ship with the app are what `forms/` compiles to.

use jonaki_core::forms::definition::Form;
use jonaki_core::protocol::{frame, limits};
use std::fs;
use std::path::Path;
use std::process::Command;

const FORMS: [&str; 3] = ["child-labour-visit", "child-trafficking-report", "coordinator-assessment"];

fn compiled(root: &Path, name: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("made.form");
    let compile = Command::new(env!("CARGO_BIN_EXE_jonaki"))
        .args(["form", "compile"])
        .arg(root.join("forms").join(name))
        .arg("--output")
        .arg(&target)
        .output()
        .expect("the client runs");
    let said = String::from_utf8_lossy(&compile.stdout).into_owned();
    assert!(compile.status.success(), "{name}\n{said}");
    fs::read(target).expect("a definition")
}

#[test]
fn the_forms_that_ship_are_what_their_sheets_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for name in FORMS {
        let definition = compiled(&root, name);
        let form = Form::decode(&definition).expect("a form");
        let file = root.join(format!("core/src/form/standard/{}.form", form.id));
        if std::env::var_os("UPDATE_FORMS").is_some() {
            fs::write(&file, frame::pack(&definition)).expect("written");
        }
        let packed = fs::read(&file).expect("the form is there");
        let shipped = frame::unpack(&packed, limits::FORM_BYTES);
        assert!(shipped == Ok(definition), "{name} changed: run `cargo xtask forms`");
        assert!(packed.len() <= 30_000, "{name} has {} bytes", packed.len());
    }
}

#[test]
fn a_mistyped_name_of_the_exchange_format_is_found_when_a_form_is_compiled() {
    let folder = tempfile::tempdir().expect("a folder");
    let sheets = folder.path().join("visit");
    fs::create_dir(&sheets).expect("a folder");
    let settings = "form_id,form_title,version,default_language\nvisit,Visit,1,English (en)\n";
    fs::write(sheets.join("settings.csv"), settings).expect("a file");
    let jonaki = |task: &str, column: &str| {
        let survey = format!(
            "type,name,label::English (en),jonaki:store,jonaki:htcds\ntext,given,Given name,identity,{column}\n"
        );
        fs::write(sheets.join("survey.csv"), survey).expect("a file");
        let made = folder.path().join("made.form");
        let mut command = Command::new(env!("CARGO_BIN_EXE_jonaki"));
        command.args(["form", task]).arg(&sheets);
        if task == "compile" {
            command.arg("--output").arg(&made);
        }
        let output = command.output().expect("the client runs");
        let written = fs::remove_file(made).is_ok();
        (output.status.success(), written, String::from_utf8_lossy(&output.stdout).into_owned())
    };
    for task in ["compile", "check", "show"] {
        let (done, written, said) = jonaki(task, "prs_FirstNam");
        assert!(!done && !written, "{task}: {said}");
        assert!(said.contains("htcds_unknown") && said.contains("`prs_FirstName`"), "{task}: {said}");
        let (done, written, said) = jonaki(task, "prs_FirstName");
        assert!(done && written == (task == "compile"), "{task}: {said}");
        assert!(!said.contains("htcds"), "{task}: {said}");
    }
}

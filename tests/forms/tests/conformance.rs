use std::fs;
use std::path::PathBuf;

use jonaki_forms_tests::answers::Vocabulary;
use jonaki_forms_tests::oracle::{self, Oracle};
use jonaki_forms_tests::walk::Walk;

fn folders() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for parent in ["forms", "tests/data/forms"] {
        let entries = fs::read_dir(oracle::root().join(parent)).into_iter().flatten().flatten();
        found.extend(entries.map(|entry| entry.path()).filter(|path| path.join("survey.csv").exists()));
    }
    found.sort();
    found
}

#[test]
fn two_of_them() {
    let folders = folders();
    let (forms, failed) = oracle::convert(&folders).expect("convert");
    println!("{failed}");
    let mut one = Oracle::start().unwrap();
    let mut two = Oracle::start().unwrap();
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        if !forms.join(&name).join("form.xml").exists() || failed.contains(&name) { continue; }
        let vocabulary = Vocabulary::of(&folder).unwrap();
        one.load(&forms.join(&name)).unwrap();
        two.load(&forms.join(&name)).unwrap();
        let walk = Walk { form: &name, vocabulary: &vocabulary, seed: 1, steps: 100 };
        for d in walk.run(&mut one, &mut two).unwrap() { println!("{d}"); }
    }
}

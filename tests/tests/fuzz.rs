//! The corpora of the fuzz targets as plain tests, with a few alterations of each; `cargo xtask fuzz` looks further.

use jonaki_tests::fuzz::{Reached, TARGETS, Target, replay, target};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Alterations of each corpus in a normal run; `JONAKI_FUZZ_ROUNDS` overrides it, `JONAKI_SEED` repeats a run.
const ROUNDS: usize = 60;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn replays(name: &str) {
    let target = target(name).expect("a target");
    replay::run(target, &replay::crashers(target));
    let corpus = replay::corpus(target);
    let reached = replay::run(target, &corpus);
    keeps_its_allowance(target, &corpus);
    let both = BTreeSet::from([Reached::Refused, Reached::Taken]);
    assert_eq!(reached, both, "the corpus of {name} tests half of it: `cargo xtask fuzz --seeds`");
    let seed = number("JONAKI_SEED", 20_261_125);
    replay::mutate(target, &corpus, seed, number("JONAKI_FUZZ_ROUNDS", ROUNDS as u64) as usize);
}

/// What libFuzzer's wrapper counts too: memory that one execution asks for in all, what is made once left out.
fn keeps_its_allowance(target: &Target, inputs: &[(String, Vec<u8>)]) {
    for (name, input) in inputs {
        let most = target.allowance + 512 * input.len();
        let run = || {
            (target.run)(input);
        };
        let counted = || allocation_counter::measure(run).bytes_total as usize;
        assert!(counted() <= most || counted() <= most, "{} {name}: more than {most} bytes", target.name);
    }
}

macro_rules! targets {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            replays(stringify!($name));
        })*

        const TESTED: &[&str] = &[$(stringify!($name),)*];
    };
}

targets! {
    frame cose item cursor server_line request batch response statement invite certificate directory keys sealed
    guard admission operations snapshot answer service http import form xlsform rows listing table letter
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// The crate around libFuzzer is built only when somebody fuzzes: this holds it equal to the targets.
#[test]
fn every_target_has_its_binary_its_bound_its_corpus_and_its_row() {
    let read = |path: &str| fs::read_to_string(folder().join(path)).expect("a file of the fuzz crate");
    let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(names, TESTED);
    let bounds: String = TARGETS.iter().map(|Target { name, most, .. }| format!("{name} {most}\n")).collect();
    assert_eq!(read("targets.txt"), bounds, "tests/fuzz/targets.txt: name and longest input of each target");
    let manifest = read("Cargo.toml");
    let table = fs::read_to_string(folder().join("../../docs/fuzzing.md")).expect("docs/fuzzing.md");
    for name in &names {
        let bin = format!("[[bin]]\nname = \"{name}\"\npath = \"fuzz_targets/{name}.rs\"\n");
        assert!(manifest.contains(&bin), "tests/fuzz/Cargo.toml lacks the binary {name}");
        let wrapper = read(&format!("fuzz_targets/{name}.rs"));
        assert!(
            wrapper.contains(&format!("jonaki_fuzz::target!({name});")),
            "{name}.rs fuzzes something else"
        );
        assert!(table.contains(&format!("| `{name}` |")), "docs/fuzzing.md lacks a row for {name}");
    }
    assert_eq!(manifest.matches("[[bin]]").count(), names.len());
    let wrappers = fs::read_dir(folder().join("fuzz_targets")).expect("a folder").count();
    assert_eq!(wrappers, names.len());
    let sizes = fs::read_dir(folder().join("corpus")).expect("corpora").flatten().flat_map(|target| {
        let name = target.file_name().to_string_lossy().into_owned();
        assert!(names.contains(&name.as_str()), "a corpus of no target: {name}");
        fs::read_dir(target.path())
            .expect("a corpus")
            .flatten()
            .map(|file| file.metadata().map_or(0, |it| it.len()))
    });
    let sizes: Vec<u64> = sizes.collect();
    assert!(sizes.iter().all(|size| *size <= 16 * 1024), "a corpus holds small files");
    assert!(
        sizes.iter().sum::<u64>() <= 3 * 1024 * 1024,
        "minimise the corpora: cargo xtask fuzz --minimise"
    );
}

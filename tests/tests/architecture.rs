//! The rules of the layout, as tests: which crate may know which, and how large things may grow.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Crate folder and the crates of this workspace that its production code may depend on.
const ARROWS: &[(&str, &[&str])] = &[
    ("core/protocol", &[]),
    ("core/document", &["jonaki-protocol"]),
    ("core/sqlite", &[]),
    ("core/reference", &[]),
    ("core/forms", &["jonaki-reference"]),
    ("core/xlsform", &["jonaki-forms", "jonaki-reference"]),
    ("core/exchange", &["jonaki-reference"]),
    ("core/matching", &["jonaki-reference"]),
    ("core/services", &["jonaki-reference"]),
    (
        "core",
        &[
            "jonaki-matching",
            "jonaki-services",
            "jonaki-protocol",
            "jonaki-document",
            "jonaki-sqlite",
            "jonaki-reference",
            "jonaki-forms",
            "jonaki-exchange",
        ],
    ),
    ("core/cli", &["jonaki-core", "jonaki-xlsform"]),
    ("ffi", &["jonaki-core"]),
    ("ffi/bindgen", &[]),
    ("sync-server", &["jonaki-protocol", "jonaki-document", "jonaki-sqlite"]),
    (
        "tests",
        &[
            "jonaki-protocol",
            "jonaki-document",
            "jonaki-sqlite",
            "jonaki-reference",
            "jonaki-forms",
            "jonaki-xlsform",
            "jonaki-exchange",
            "jonaki-matching",
            "jonaki-core",
            "jonaki-server",
            "jonaki-vfs",
        ],
    ),
    ("tests/forms", &["jonaki-reference", "jonaki-forms", "jonaki-xlsform"]),
    ("tests/vfs", &[]),
    ("xtask", &[]),
];

/// Production lines in a file, and lines in a function: never more.
const FILE_STOP: usize = 500;
const FUNCTION_STOP: usize = 80;
/// How many files and functions may be over the habit of 300 and 45 lines. Lower these when one is mended; never raise them.
const LONG_FILES: usize = 8;
const LONG_FUNCTIONS: usize = 3;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            files(&path, ending, found);
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
}

/// Rust files of production code: of every crate but the tests, and the binaries and helpers of those not either.
fn production() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for (folder, _) in ARROWS.iter().filter(|(folder, _)| *folder != "tests") {
        files(&root().join(folder).join("src"), ".rs", &mut found);
    }
    found
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a source file");
            let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
            (path, code)
        })
        .collect()
}

/// The lines of a table of a manifest.
fn table<'a>(manifest: &'a str, heading: &str) -> Vec<&'a str> {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.trim() == heading;
        } else if inside && !line.trim().is_empty() && !line.starts_with('#') {
            lines.push(line);
        }
    }
    lines
}

#[test]
fn dependencies_point_one_way() {
    for (folder, allowed) in ARROWS {
        let manifest = fs::read_to_string(root().join(folder).join("Cargo.toml")).expect("a manifest");
        for line in table(&manifest, "[dependencies]") {
            let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
            if name.starts_with("jonaki-") {
                assert!(
                    allowed.contains(&name),
                    "{folder} depends on {name}: layers point downward only (design, section 3); move the code to the layer that may know both"
                );
            }
            assert!(
                name != "automerge" || *folder == "core/document",
                "{folder} names automerge: only core/document may; give it a method instead"
            );
        }
        assert!(
            manifest.contains("[lints]\nworkspace = true") || [UNSAFE, GENERATES_UNSAFE].contains(folder),
            "{folder}: add `[lints] workspace = true`"
        );
    }
}

/// The only crate that may say `unsafe`: the disk for tests, which speaks SQLite's C interface. Nothing that is shipped
/// depends on it, only its shim is unsafe, and each block there says why it is sound.
const UNSAFE: &str = "tests/vfs";

/// The crate whose macros write `unsafe` at its border: its own sources say it nowhere.
const GENERATES_UNSAFE: &str = "ffi";

#[test]
fn the_bridge_to_phones_says_nothing_unsafe_itself() {
    let manifest = fs::read_to_string(root().join(GENERATES_UNSAFE).join("Cargo.toml")).expect("a manifest");
    let workspace = fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    let lints = table(&workspace, "[workspace.lints.rust]").into_iter();
    let lints = lints.chain(table(&workspace, "[workspace.lints.clippy]"));
    let missing: Vec<&str> =
        lints.filter(|line| !manifest.contains(*line) && !line.starts_with("unsafe_code")).collect();
    assert!(
        missing.is_empty(),
        "{GENERATES_UNSAFE} repeats the workspace's lints, but for `unsafe`: {missing:?}"
    );
    let mut found = Vec::new();
    files(&root().join(GENERATES_UNSAFE).join("src"), ".rs", &mut found);
    for path in found {
        let text = fs::read_to_string(&path).expect("a source file");
        let says = |line: &str| {
            let code = line.split("//").next().unwrap_or_default();
            code.contains("unsafe") || code.contains("no_mangle")
        };
        assert!(!text.lines().any(says), "{} is unsafe", path.display());
    }
}

#[test]
fn only_the_disk_for_tests_is_unsafe_and_nothing_shipped_knows_it() {
    let workspace = fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    assert!(workspace.contains("unsafe_code = \"forbid\""), "unsafe code is forbidden everywhere else");
    let manifest = fs::read_to_string(root().join(UNSAFE).join("Cargo.toml")).expect("a manifest");
    let differs = |line: &&str| !manifest.contains(*line) && !line.starts_with("unsafe_code");
    let lints = table(&workspace, "[workspace.lints.rust]").into_iter();
    let lints: Vec<&str> =
        lints.chain(table(&workspace, "[workspace.lints.clippy]")).filter(differs).collect();
    assert!(lints.is_empty(), "{UNSAFE} repeats the workspace's lints, but for `unsafe`; missing: {lints:?}");
    for word in ["unsafe_code = \"deny\"", "undocumented_unsafe_blocks = \"deny\""] {
        assert!(manifest.contains(word), "{UNSAFE} says `{word}`");
    }
    for (folder, allowed) in ARROWS {
        assert!(!allowed.contains(&"jonaki-vfs") || *folder == "tests", "{folder} knows the disk for tests");
    }
    let mut found = Vec::new();
    files(&root().join(UNSAFE).join("src"), ".rs", &mut found);
    for path in found {
        let text = fs::read_to_string(&path).expect("a source file");
        let shim = path.ends_with("shim.rs") || path.ends_with("shim/file.rs");
        assert!(shim || !text.contains("unsafe"), "{} is unsafe", path.display());
    }
}

#[test]
fn layers_do_not_know_what_they_must_not() {
    let rules: &[(&str, &[&str], &str)] = &[
        (
            "core/services/src",
            &["std::fs", "std::net", "SystemTime", "Instant::now", "rusqlite"],
            "a directory of services is values in, values out",
        ),
        (
            "core/protocol/src",
            &["std::fs", "std::net", "SystemTime", "Instant::now", "rusqlite"],
            "protocol is bytes in, values out",
        ),
        (
            "core/document/src",
            &["std::fs", "std::net", "SystemTime", "rusqlite", "reqwest"],
            "documents do no IO",
        ),
        (
            "core/src",
            &["SystemTime::now", "Instant::now", "thread::sleep", "tokio::spawn", "automerge::"],
            "clock and randomness come from the Host",
        ),
        (
            "sync-server/src",
            &["automerge::", "jonaki_core"],
            "the server knows documents through jonaki-document and no client",
        ),
        (
            "core/cli/src",
            &["rusqlite", "automerge::", "jonaki_document", "reqwest"],
            "a shell is thin: it calls the core",
        ),
        (
            "ffi/src",
            &["rusqlite", "automerge", "jonaki_document", "reqwest"],
            "a bridge is thin: it calls the core",
        ),
    ];
    for (path, code) in production() {
        let shown = path.display().to_string();
        for (folder, words, why) in rules {
            let own = shown.contains(&format!("/../{folder}/"));
            for word in words.iter().filter(|_| own) {
                assert!(!code.contains(word), "{shown} names `{word}`: {why}");
            }
        }
        if !shown.contains("/core/document/") {
            assert!(!code.contains("use automerge"), "{shown} uses automerge: only core/document may");
        }
    }
}

#[test]
fn files_and_functions_stay_small() {
    let (mut long_files, mut long_functions) = (Vec::new(), Vec::new());
    for (path, code) in production() {
        let lines: Vec<&str> = code.lines().collect();
        assert!(
            lines.len() <= FILE_STOP,
            "{} has {} lines: split it by type or operation",
            path.display(),
            lines.len()
        );
        if lines.len() > 300 {
            long_files.push(path.display().to_string());
        }
        let mut start: Option<(usize, String)> = None;
        for (number, line) in lines.iter().enumerate() {
            let indent: String = line.chars().take_while(|c| *c == ' ').collect();
            let is_function =
                ["fn ", "pub fn ", "pub(crate) fn ", "pub(super) fn ", "async fn ", "pub async fn "]
                    .iter()
                    .any(|head| line.trim_start().starts_with(head));
            if is_function && start.is_none() {
                start = Some((number, indent.clone()));
            }
            if let Some((from, open)) = &start
                && (*line == format!("{open}}}") || line.ends_with(';') && *from == number)
            {
                let length = number - from + 1;
                let name = format!("{}:{}", path.display(), from + 1);
                assert!(length <= FUNCTION_STOP, "{name} has {length} lines: give its parts names");
                if length > 45 {
                    long_functions.push(name);
                }
                start = None;
            }
        }
    }
    assert!(long_files.len() <= LONG_FILES, "{} files over 300 lines: {long_files:#?}", long_files.len());
    assert!(
        long_functions.len() <= LONG_FUNCTIONS,
        "{} functions over 45 lines: {long_functions:#?}",
        long_functions.len()
    );
}

#[test]
fn production_code_does_not_unwrap_and_has_no_mod_rs() {
    for (path, code) in production() {
        assert!(
            path.file_name().is_some_and(|name| name != "mod.rs"),
            "{}: write thing.rs beside thing/",
            path.display()
        );
        let suite = path.ends_with("storage/conformance.rs");
        for word in [".unwrap()", "todo!(", "unimplemented!("] {
            assert!(
                suite || !code.contains(word),
                "{} says `{word}`: return an error that a person can act on",
                path.display()
            );
        }
    }
}

#[test]
fn nothing_names_a_place_on_a_machine() {
    let mut found = Vec::new();
    for ending in [".rs", ".toml", ".md", ".sql", ".cddl"] {
        files(&root(), ending, &mut found);
    }
    for path in found {
        // A path of XPath into a list, not of a machine.
        let text = fs::read_to_string(&path).unwrap_or_default().replace(concat!("/ro", "ot/item"), "");
        for word in [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")] {
            assert!(
                !text.contains(word),
                "{} names `{word}`: paths are relative to the repository",
                path.display()
            );
        }
    }
}

/// Migrations are for ever: the hash of each that landed is written down, and never changes.
#[test]
fn landed_migrations_are_unchanged() {
    let list = fs::read_to_string(root().join("tests/data/migrations.txt")).expect("the list of migrations");
    let known: BTreeMap<&str, &str> =
        list.lines().filter_map(|line| line.split_once("  ")).map(|(hash, path)| (path, hash)).collect();
    let mut found = Vec::new();
    files(&root().join("core/src/schema"), ".sql", &mut found);
    files(&root().join("sync-server/src/storage"), ".sql", &mut found);
    assert_eq!(found.len(), known.len(), "add each new migration to tests/data/migrations.txt");
    for path in found {
        let relative = path.strip_prefix(root()).expect("inside").display().to_string();
        let hash =
            jonaki_protocol::Digest::of("migration", &[&fs::read(&path).expect("a migration")]).to_string();
        assert_eq!(
            known.get(relative.as_str()),
            Some(&hash.as_str()),
            "{relative} is new or was edited: a migration that landed is never edited; add the next one, with its line `{hash}  {relative}`"
        );
    }
}

//! Taking checks away one by one: a test must turn red each time (`docs/mutants.md`).

use crate::steps::{cargo, run};
use std::process::Stdio;

const VERSION: &str = "27.1.0";

/// A verifying module and the tests that are to notice.
struct Module {
    name: &'static str,
    files: &'static [&'static str],
    package: &'static str,
    /// The package whose tests run, and how they are chosen.
    tests: (&'static str, &'static [&'static str]),
}

const PROTOCOL: (&str, &[&str]) = ("jonaki-protocol", &[]);
const DOCUMENT: (&str, &[&str]) = ("jonaki-document", &[]);
/// The server that lies, and the main job: what a client that checks too much would break.
const CLIENT: (&str, &[&str]) = ("jonaki-tests", &["--test", "main", "--", "liar::", "journey::"]);

const fn protocol(name: &'static str, files: &'static [&'static str]) -> Module {
    Module { name, files, package: "jonaki-protocol", tests: PROTOCOL }
}

const fn client(name: &'static str, files: &'static [&'static str]) -> Module {
    Module { name, files, package: "jonaki-core", tests: CLIENT }
}

/// The most important first.
const MODULES: &[Module] = &[
    protocol("cose", &["core/protocol/src/cose.rs"]),
    protocol("batch", &["core/protocol/src/batch.rs"]),
    protocol("grant", &["core/protocol/src/grant.rs"]),
    protocol("seal", &["core/protocol/src/seal.rs"]),
    protocol("directory", &["core/protocol/src/directory.rs", "core/protocol/src/directory/record.rs"]),
    protocol("statement", &["core/protocol/src/statement.rs"]),
    protocol("invite", &["core/protocol/src/invite.rs"]),
    protocol("merkle", &["core/protocol/src/merkle.rs"]),
    client("feed", &["core/src/engine/feed.rs"]),
    client("leaving", &["core/src/engine/leaving.rs"]),
    client("witness", &["core/src/engine/witness.rs"]),
    client("grants", &["core/src/engine/grants.rs"]),
    client("response", &["core/src/engine/response.rs"]),
    client("items", &["core/src/engine/items.rs"]),
    client("refusal", &["core/src/engine/refusal.rs"]),
    client("reconcile", &["core/src/engine/reconcile.rs"]),
    client("log", &["core/src/client/log.rs"]),
    Module {
        name: "admission",
        files: &[
            "core/document/src/admission.rs",
            "core/document/src/admission/guard.rs",
            "core/document/src/admission/policy.rs",
            "core/document/src/admission/shape.rs",
        ],
        package: "jonaki-document",
        tests: DOCUMENT,
    },
];

/// Every mutant of one module, or of all. What no test noticed is listed in `target/mutants/NAME/mutants.out/missed.txt`.
pub(crate) fn mutants(module: Option<&str>) -> Result<(), String> {
    let chosen: Vec<&Module> =
        MODULES.iter().filter(|known| module.is_none_or(|name| known.name == name)).collect();
    if chosen.is_empty() {
        let names: Vec<&str> = MODULES.iter().map(|module| module.name).collect();
        return Err(format!("no such module; there are {}", names.join(", ")));
    }
    install()?;
    let mut survived = Vec::new();
    for module in chosen {
        let output = format!("target/mutants/{}", module.name);
        std::fs::create_dir_all(&output).map_err(|error| format!("{output}: {error}"))?;
        let mut command = cargo(&["mutants", "--jobs", "1", "--no-shuffle", "--output", &output]);
        command.args(["--package", module.package, "--test-package", module.tests.0]);
        for file in module.files {
            command.args(["--file", file]);
        }
        command.arg("--").args(module.tests.1);
        // The crates below are built once for all mutants; without lines in backtraces each builds faster.
        command.env("CARGO_TARGET_DIR", std::path::absolute("target/mutants/build").unwrap_or_default());
        command.env("CARGO_PROFILE_DEV_DEBUG", "0");
        if run(&format!("mutants of {}", module.name), &mut command).is_err() {
            survived.push(module.name);
        }
    }
    if survived.is_empty() { Ok(()) } else { Err(format!("mutants survived in {}", survived.join(", "))) }
}

fn install() -> Result<(), String> {
    let installed = cargo(&["mutants", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if installed {
        return Ok(());
    }
    run("install cargo-mutants", &mut cargo(&["install", "--locked", "cargo-mutants", "--version", VERSION]))
}

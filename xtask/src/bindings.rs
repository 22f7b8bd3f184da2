//! The bindings of the core for Kotlin and Swift, made by the generator of this workspace.

use crate::steps::{cargo, run};
use std::path::Path;
use std::process::Command;

/// Where each language's files go; ignored by git.
const TARGETS: [(&str, &str); 2] =
    [("--kotlin", "android-shell/bridge/generated"), ("--swift", "ios-shell/generated")];

/// Writes the bindings; with `accept` also the listing of the surface, which is compared otherwise.
pub(crate) fn bindings(accept: bool) -> Result<(), String> {
    // The whole workspace, as the tests build it: one set of features, nothing is built twice.
    run("build the library and the generator", &mut cargo(&["build", "--locked", "--workspace"]))?;
    let built = Path::new("target/debug");
    let (start, end) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let mut generate = Command::new(built.join(format!("jonaki-bindgen{}", std::env::consts::EXE_SUFFIX)));
    generate.arg(built.join(format!("{start}jonaki_ffi{end}")));
    for (language, folder) in TARGETS {
        generate.args([language, folder]);
    }
    if accept {
        generate.arg("--accept");
    }
    run("bindings", &mut generate)
}

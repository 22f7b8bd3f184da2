//! The modules, each against what it may see and nothing else: layering is the compiler's class path.

use super::fetch::Lock;
use super::place::{Place, emptied, ending};
use super::stamp::once;
use super::tools::{java, joined};
use super::unpack;
use crate::steps::run;
use std::path::{Path, PathBuf};

/// A set of sources that is compiled at once.
pub(super) struct Module {
    pub(super) name: &'static str,
    /// Where its sources are, in `android-shell`.
    sources: &'static str,
    /// Artifacts of the lock, by their purposes.
    libraries: &'static [&'static str],
    /// Modules and classes `R`.
    sees: &'static [&'static str],
    /// A module whose internals it sees: the one that it tests.
    friend: Option<&'static str>,
    compose: bool,
    /// Whether it may be missing.
    optional: bool,
}

const fn module(name: &'static str, sources: &'static str) -> Module {
    Module { name, sources, libraries: &[], sees: &[], friend: None, compose: false, optional: false }
}

const CORE: &[&str] = &["plain", "jvm"];
const SCREENS: &[&str] = &["plain", "android", "framework"];
const EVERYTHING: &[&str] = &["plain", "jvm", "android", "framework"];

/// In order. `ffi` is what uniffi generated: `ui` sees its records and not JNA; that it calls none of its objects,
/// [`super::layers`] looks after.
const MODULES: [Module; 5] = [
    Module { libraries: CORE, ..module("ffi", "bridge/generated") },
    Module { libraries: CORE, sees: &["ffi"], ..module("bridge", "bridge/src/main/kotlin") },
    Module { libraries: CORE, sees: &["ffi", "bridge"], ..module("model", "model/src/main/kotlin") },
    Module {
        libraries: SCREENS,
        sees: &["ffi", "bridge", "model", "r"],
        compose: true,
        ..module("ui", "ui/src/main/kotlin")
    },
    Module {
        libraries: EVERYTHING,
        sees: &["ffi", "bridge", "model", "ui", "r", "r-app"],
        compose: true,
        ..module("app", "app/src/main/kotlin")
    },
];

/// The tests; `fixtures` is what they share (a server, an organisation).
pub(super) const TESTS: [Module; 4] = [
    Module {
        libraries: &["plain", "jvm", "junit"],
        sees: &["ffi", "bridge"],
        optional: true,
        ..module("fixtures", "bridge/src/testFixtures/kotlin")
    },
    Module {
        libraries: &["plain", "jvm", "junit"],
        sees: &["ffi", "bridge", "fixtures"],
        friend: Some("bridge"),
        ..module("bridge-test", "bridge/src/test/kotlin")
    },
    Module {
        libraries: &["plain", "jvm", "junit"],
        sees: &["ffi", "bridge", "model", "fixtures"],
        friend: Some("model"),
        ..module("model-test", "model/src/test/kotlin")
    },
    Module {
        libraries: &["plain", "jvm", "junit", "android", "robolectric", "framework"],
        sees: &["ffi", "bridge", "model", "ui", "app", "r", "r-app", "fixtures"],
        friend: Some("app"),
        compose: true,
        ..module("app-test", "app/src/test/kotlin")
    },
];

/// Compiles the app.
pub(super) fn modules(place: &Place, lock: &Lock) -> Result<(), String> {
    MODULES.iter().try_for_each(|module| compile(place, lock, module))
}

/// Compiles the tests.
pub(super) fn tests(place: &Place, lock: &Lock) -> Result<(), String> {
    TESTS.iter().try_for_each(|module| compile(place, lock, module))
}

/// The folders of the app's own classes.
pub(super) fn shipped(place: &Place) -> Vec<PathBuf> {
    let modules = MODULES.iter().map(|module| module.name);
    modules.chain(["r", "r-app"]).map(|name| place.classes(name)).collect()
}

/// What a module sees: its libraries last.
pub(super) fn class_path(place: &Place, lock: &Lock, module: &Module) -> Vec<PathBuf> {
    let mut path: Vec<PathBuf> = module.sees.iter().map(|name| place.classes(name)).collect();
    path.extend(unpack::jars(place, lock, module.libraries));
    path
}

fn compile(place: &Place, lock: &Lock, module: &Module) -> Result<(), String> {
    let sources = place.shell.join(module.sources);
    let classes = place.classes(module.name);
    if ending(&sources, ".kt").is_empty() {
        return if module.optional { emptied(&classes) } else { Err(without_sources(module)) };
    }
    let mut inputs: Vec<PathBuf> = module.sees.iter().map(|name| place.classes(name)).collect();
    inputs.push(sources.clone());
    let words = format!("{}{}", lock.text, include_str!("compile.rs"));
    once(place, module.name, &inputs, &words, || {
        emptied(&classes)?;
        let mut compiler = compiler(place, lock, module, &classes)?;
        run(&format!("compile {}", module.name), compiler.arg(&sources))
    })
}

fn without_sources(module: &Module) -> String {
    match module.name {
        "ffi" => "android-shell/bridge/generated is empty: cargo xtask bindings writes it".to_owned(),
        _ => format!("android-shell/{} has no Kotlin files", module.sources),
    }
}

fn compiler(
    place: &Place,
    lock: &Lock,
    module: &Module,
    classes: &Path,
) -> Result<std::process::Command, String> {
    let tool: Vec<PathBuf> = lock.of(&["kotlin"]).map(|artifact| artifact.file.clone()).collect();
    let mut compiler = java("2g", &tool, "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler")?;
    compiler.args(["-no-stdlib", "-no-reflect", "-jvm-target", "11", "-module-name", module.name]);
    compiler.arg("-cp").arg(joined(&class_path(place, lock, module))?).arg("-d").arg(classes);
    // What the generator writes is not ours to mend.
    compiler.arg(if module.name == "ffi" { "-nowarn" } else { "-Werror" });
    if module.compose {
        compiler.arg(format!("-Xplugin={}", lock.one("compose")?.display()));
    }
    if let Some(friend) = module.friend {
        compiler.arg(format!("-Xfriend-paths={}", place.classes(friend).display()));
    }
    Ok(compiler)
}

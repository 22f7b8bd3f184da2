//! The tests, run directly by Java: JUnit's own runner, and Robolectric inside it for the app.

use super::compile::{Module, TESTS, class_path};
use super::fetch::Lock;
use super::place::{Place, emptied, ending, made, write};
use super::resources;
use super::tools::joined;
use crate::steps::say;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Runs all of them, also where some fail; the runners' counts are the last lines.
///
/// # Errors
/// The modules whose tests failed.
pub(super) fn test(place: &Place, lock: &Lock) -> Result<(), String> {
    emptied(&place.out.join("shots"))?;
    sandbox(place, lock)?;
    let (mut counts, mut failed) = (Vec::new(), Vec::new());
    for module in TESTS.iter().filter(|module| module.name != "fixtures") {
        let started = Instant::now();
        let (count, passed) = runner(place, lock, module)?;
        counts.push(format!("{}: {count} ({:.0} s)", module.name, started.elapsed().as_secs_f64()));
        if !passed {
            failed.push(module.name);
        }
    }
    counts.iter().for_each(|count| say(count));
    if failed.is_empty() { Ok(()) } else { Err(format!("tests of {}", failed.join(", "))) }
}

/// What Robolectric looks for: the framework in a folder, and where the app's resources are.
fn sandbox(place: &Place, lock: &Lock) -> Result<(), String> {
    for artifact in lock.of(&["sandbox"]) {
        let name = artifact.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let name = name.strip_prefix("org.robolectric.").unwrap_or(&name);
        let there = frameworks(place).join(name);
        if !there.is_file() {
            made(&frameworks(place))?;
            // 200 MB: the same file under the name that Robolectric asks for.
            fs::hard_link(&artifact.file, &there)
                .or_else(|_| fs::copy(&artifact.file, &there).map(|_| ()))
                .map_err(|error| format!("{}: {error}", there.display()))?;
        }
    }
    let assets = place.shell.join("app/src/main/assets");
    let manifest = resources::manifest(place);
    let text = format!(
        "android_merged_assets={}\nandroid_merged_manifest={}\nandroid_custom_package={}\nandroid_resource_apk={}\n",
        assets.display(),
        manifest.display(),
        super::place::APPLICATION,
        resources::linked(place).display()
    );
    write(&configuration(place).join("com/android/tools/test_config.properties"), &text)
}

fn frameworks(place: &Place) -> PathBuf {
    place.out.join("frameworks")
}

fn configuration(place: &Place) -> PathBuf {
    place.classes("robolectric")
}

/// The runner's count and whether all passed.
fn runner(place: &Place, lock: &Lock, module: &Module) -> Result<(String, bool), String> {
    let classes = place.classes(module.name);
    let tests: Vec<String> = ending(&classes, "Test.class")
        .iter()
        .filter_map(|path| path.strip_prefix(&classes).ok())
        .map(|path| path.to_string_lossy().replace('/', ".").trim_end_matches(".class").to_owned())
        .filter(|name| !name.contains('$'))
        .collect();
    if tests.is_empty() {
        return Err(format!("{} has no class whose name ends in `Test`", module.name));
    }
    say(&format!("{}: {} classes", module.name, tests.len()));
    let mut path = vec![classes, configuration(place)];
    path.extend(class_path(place, lock, module));
    let mut java = Command::new("java");
    java.args(["-Xmx2g", "-ea", "-Dfile.encoding=UTF-8", "-Drobolectric.offline=true"]);
    java.arg(format!("-Drobolectric.dependency.dir={}", frameworks(place).display()));
    java.arg(format!("-Djna.library.path={}", place.library()?.display()));
    java.arg(format!("-Djonaki.server={}", place.server()?.display()));
    java.arg(format!("-Djonaki.shots={}", place.out.join("shots").display()));
    java.arg("-cp").arg(joined(&path)?).arg("org.junit.runner.JUnitCore").args(&tests);
    watched(&mut java)
}

/// Shows what the runner prints and keeps its count.
fn watched(java: &mut Command) -> Result<(String, bool), String> {
    let mut child =
        java.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(|error| format!("java: {error}"))?;
    let mut count = "no count: the runner ended early".to_owned();
    for line in child.stdout.take().into_iter().flat_map(|out| BufReader::new(out).lines()) {
        let line = line.map_err(|error| error.to_string())?;
        if line.starts_with("OK (") || line.starts_with("Tests run:") {
            count.clone_from(&line);
        }
        say(&line);
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    Ok((count, status.success()))
}

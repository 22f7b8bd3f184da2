//! The merged manifest, the linked resources and their classes.

use super::fetch::Lock;
use super::place::{APPLICATION, MIN_SDK, Place, TARGET_SDK, emptied, ending, made, write};
use super::stamp::once;
use super::tools::{java, joined, program, quiet, shown};
use super::unpack;
use crate::steps::say;
use std::fs;
use std::path::{Path, PathBuf};

/// Our modules with resources, and the package of their class `R`; the last wins where two have the same name.
const OURS: [(&str, &str); 2] = [("ui", "org.jonaki.ui"), ("app", APPLICATION)];

const LANGUAGES: &str = "en,bn";

/// The merged manifest.
pub(super) fn manifest(place: &Place) -> PathBuf {
    place.out.join("AndroidManifest.xml")
}

/// Resources and manifest, without code.
pub(super) fn linked(place: &Place) -> PathBuf {
    place.out.join("resources.apk")
}

/// What R8 must keep because manifest or resources name it.
pub(super) fn rules(place: &Place) -> PathBuf {
    place.out.join("resources.pro")
}

/// Merges, compiles, links.
pub(super) fn resources(place: &Place, lock: &Lock) -> Result<(), String> {
    let main = place.shell.join("app/src/main/AndroidManifest.xml");
    let mut inputs: Vec<PathBuf> = OURS.iter().map(|(module, _)| folder(place, module)).collect();
    inputs.push(main.clone());
    let words = format!("{}{}", lock.text, include_str!("resources.rs"));
    once(place, "library-resources", &[], &words, || libraries(place, lock))?;
    once(place, "resources", &inputs, &words, || {
        say("merge the manifest, link the resources");
        merge(place, lock, &main)?;
        ours(place)?;
        link(place, lock)?;
        classes(place)
    })
}

fn folder(place: &Place, module: &str) -> PathBuf {
    place.shell.join(module).join("src/main/res")
}

fn compiled(place: &Place) -> PathBuf {
    place.out.join("resources")
}

fn libraries(place: &Place, lock: &Lock) -> Result<(), String> {
    say("compile the libraries' resources");
    emptied(&compiled(place))?;
    unpack::shipped(place, lock).iter().try_for_each(|library| {
        let name = library.file_name().unwrap_or_default().to_string_lossy();
        compile(place, &library.join("res"), &format!("0-{name}"))
    })
}

fn ours(place: &Place) -> Result<(), String> {
    for (order, (module, _)) in OURS.iter().enumerate() {
        compile(place, &folder(place, module), &format!("{}-{module}", order + 1))?;
    }
    Ok(())
}

fn compile(place: &Place, resources: &Path, name: &str) -> Result<(), String> {
    if super::place::files(resources).is_empty() {
        return Ok(());
    }
    let to = compiled(place).join(format!("{name}.zip"));
    quiet(&mut program("aapt2", &["compile", "--dir", &shown(resources), "-o", &shown(&to)]))
}

fn merge(place: &Place, lock: &Lock, main: &Path) -> Result<(), String> {
    let libraries = unpack::shipped(place, lock).into_iter().map(|folder| folder.join("AndroidManifest.xml"));
    let libraries: Vec<PathBuf> = libraries.collect();
    let tool: Vec<PathBuf> = lock.of(&["merger"]).map(|artifact| artifact.file.clone()).collect();
    let mut merger = java("1g", &tool, "com.android.manifmerger.Merger")?;
    merger.args(["--main", &shown(main), "--libs", &joined(&libraries)?, "--log", "WARNING"]);
    // Without it, what we say about libraries (`tools:node="remove"`) stays in the manifest and does nothing.
    merger.arg("--remove-tools-declarations");
    for (name, value) in
        [("PACKAGE", APPLICATION), ("MIN_SDK_VERSION", MIN_SDK), ("TARGET_SDK_VERSION", TARGET_SDK)]
    {
        merger.args(["--property", &format!("{name}={value}")]);
    }
    quiet(merger.arg("--out").arg(manifest(place)))
}

fn link(place: &Place, lock: &Lock) -> Result<(), String> {
    let mut packages = vec!["org.jonaki.ui".to_owned()];
    for library in unpack::shipped(place, lock) {
        packages.extend(unpack::package(&library)?);
    }
    let sources = place.out.join("r");
    emptied(&sources)?;
    let mut link = program("aapt2", &["link", "--auto-add-overlay", "-o", &shown(&linked(place))]);
    link.arg("-I").arg(lock.one("attributes")?);
    link.arg("--manifest").arg(manifest(place)).arg("--java").arg(&sources);
    // What the manifest names is to be kept by R8; other languages than ours are left out of the libraries' texts.
    link.arg("--proguard").arg(rules(place)).args(["-c", LANGUAGES]);
    link.args(["--min-sdk-version", MIN_SDK, "--target-sdk-version", TARGET_SDK]);
    link.args(["--extra-packages", &packages.join(":")]);
    for archive in ending(&compiled(place), ".zip") {
        link.arg("-R").arg(archive);
    }
    quiet(&mut link)
}

/// The classes `R`: the app's own apart from the others, because no module but the app may see it.
fn classes(place: &Place) -> Result<(), String> {
    let all = place.out.join("r");
    let app = place.out.join("r-app");
    emptied(&app)?;
    let package = APPLICATION.replace('.', "/");
    made(&app.join(&package))?;
    let (from, to) = (all.join(&package).join("R.java"), app.join(&package).join("R.java"));
    fs::rename(&from, &to).map_err(|error| format!("{}: {error}", from.display()))?;
    for (name, sources) in [("r", &all), ("r-app", &app)] {
        let classes = place.classes(name);
        emptied(&classes)?;
        let list = place.out.join(format!("{name}.txt"));
        let files: Vec<String> = ending(sources, ".java").iter().map(|path| shown(path)).collect();
        write(&list, &files.join("\n"))?;
        let options = ["-nowarn", "-Xlint:-options", "--release", "8", "-d"];
        quiet(program("javac", &options).arg(&classes).arg(format!("@{}", list.display())))?;
    }
    Ok(())
}

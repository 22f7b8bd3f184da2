//! The insides of AARs: classes, resources, manifests, rules.

use super::fetch::{Artifact, Lock};
use super::place::{Place, emptied, ending, read};
use super::stamp::once;
use super::tools::{program, quiet};
use crate::steps::say;
use std::path::PathBuf;

/// What becomes part of the app.
pub(super) const SHIPPED: [&str; 3] = ["plain", "android", "phone"];

/// Unpacks every AAR.
pub(super) fn unpack(place: &Place, lock: &Lock) -> Result<(), String> {
    once(place, "unpacked", &[], &lock.text, || {
        say("unpack the libraries");
        let archives = lock.artifacts.iter().filter(|artifact| artifact.kind == "aar");
        archives.into_iter().try_for_each(|artifact| {
            let folder = folder(place, artifact);
            emptied(&folder)?;
            quiet(program("jar", &["xf".as_ref(), artifact.file.as_os_str()]).current_dir(&folder))
        })
    })
}

/// The folder of an unpacked AAR.
pub(super) fn folder(place: &Place, artifact: &Artifact) -> PathBuf {
    place.out.join("libraries").join(artifact.title())
}

/// The folders of the AARs that become part of the app.
pub(super) fn shipped(place: &Place, lock: &Lock) -> Vec<PathBuf> {
    lock.of(&SHIPPED)
        .filter(|artifact| artifact.kind == "aar")
        .map(|artifact| folder(place, artifact))
        .collect()
}

/// The jars for these purposes.
pub(super) fn jars(place: &Place, lock: &Lock, purposes: &[&str]) -> Vec<PathBuf> {
    let jars = lock.of(purposes).flat_map(|artifact| match artifact.kind.as_str() {
        "aar" => ending(&folder(place, artifact), ".jar"),
        _ => vec![artifact.file.clone()],
    });
    // Lint rules and the like travel in AARs too; only classes.jar and libs/ are code.
    jars.filter(|jar| {
        let name = jar.file_name().unwrap_or_default();
        let nested = jar.parent().is_some_and(|parent| parent.ends_with("libs"));
        !jar.starts_with(place.out.join("libraries")) || name == "classes.jar" || nested
    })
    .collect()
}

/// The package that a library's manifest names, where it has resources.
pub(super) fn package(folder: &std::path::Path) -> Result<Option<String>, String> {
    if read(&folder.join("R.txt")).unwrap_or_default().is_empty() {
        return Ok(None);
    }
    let manifest = read(&folder.join("AndroidManifest.xml"))?;
    let package = manifest.split("package=\"").nth(1).and_then(|rest| rest.split('"').next());
    Ok(package.map(str::to_owned))
}

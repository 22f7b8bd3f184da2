//! What the finished APK says of itself, against what is promised.

mod manifest;

use super::package::{code, libraries, signed};
use super::place::{APPLICATION, MIN_SDK, Place, TARGET_SDK, ending, files, read};
use super::tools::{output, program, quiet, shown};
use crate::steps::say;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Bytes of the APK without the core's library.
const MOST: u64 = 4 * 1024 * 1024;

/// Checks the signed APK and prints the figures.
///
/// # Errors
/// Every promise that does not hold.
pub(super) fn check(place: &Place) -> Result<(), String> {
    let apk = shown(&signed(place));
    quiet(&mut program("apksigner", &["verify", "--min-sdk-version", MIN_SDK, &apk]))?;
    say("signature: verified");
    let mut broken = badging(&output(&mut program("aapt", &["dump", "badging", &apk]))?);
    broken.extend(permissions(place, &apk)?);
    let tree = output(&mut program("aapt", &["dump", "xmltree", &apk, "AndroidManifest.xml"]))?;
    broken.extend(manifest::check(&tree));
    broken.extend(shrunk_away(place, &tree)?);
    broken.extend(size(place)?);
    if broken.is_empty() { Ok(()) } else { Err(format!("the APK: {}", broken.join("; "))) }
}

fn badging(text: &str) -> Vec<String> {
    let promised = [
        format!("package: name='{APPLICATION}'"),
        format!("sdkVersion:'{MIN_SDK}'"),
        format!("targetSdkVersion:'{TARGET_SDK}'"),
        format!("launchable-activity: name='{APPLICATION}.MainActivity'"),
    ];
    promised.iter().for_each(|line| say(line));
    promised.into_iter().filter(|line| !text.contains(line)).map(|line| format!("no `{line}`")).collect()
}

/// Exactly those that `permissions.txt` gives a reason for.
fn permissions(place: &Place, apk: &str) -> Result<Vec<String>, String> {
    let list = read(&place.shell.join("permissions.txt"))?;
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    let known: BTreeSet<&str> = lines.filter_map(|line| line.split(' ').next()).collect();
    let dump = output(&mut program("aapt", &["dump", "permissions", apk]))?;
    let asked = dump.lines().filter(|line| line.starts_with("uses-permission"));
    let asked: BTreeSet<&str> = asked.filter_map(|line| line.split('\'').nth(1)).collect();
    say(&format!("permissions: {}", asked.len()));
    let more = asked.difference(&known).map(|name| format!("{name} is not in permissions.txt"));
    let fewer = known.difference(&asked).map(|name| format!("{name} is in permissions.txt only"));
    Ok(more.chain(fewer).collect())
}

/// Components that the manifest names and the classes do not.
fn shrunk_away(place: &Place, tree: &str) -> Result<Vec<String>, String> {
    let mut classes = Vec::new();
    for dex in ending(&code(place), ".dex") {
        classes.extend(fs::read(&dex).map_err(|error| format!("{}: {error}", dex.display()))?);
    }
    let there = |name: &String| {
        let descriptor = format!("L{};", name.replace('.', "/"));
        classes.windows(descriptor.len()).any(|bytes| bytes == descriptor.as_bytes())
    };
    let gone = manifest::components(tree).into_iter().filter(|name| !there(name));
    Ok(gone.map(|name| format!("R8 took {name} away, which the manifest names")).collect())
}

fn size(place: &Place) -> Result<Vec<String>, String> {
    let core = ending(&libraries(place), "libjonaki_ffi.so");
    let (apk, core) = (length(&signed(place))?, total(&core)?);
    let code = total(&ending(&code(place), ".dex"))?;
    let native = total(&files(&libraries(place)))? - core;
    let without = apk - core;
    say(&format!(
        "APK without the core's library: {without} bytes of at most {MOST} (classes before packing {code}, others' libraries {native})"
    ));
    say(&match core {
        0 => "the core's library for phones: not in this APK (cargo xtask android native, where an NDK is)"
            .to_owned(),
        bytes => format!("the core's library for phones: {bytes} bytes"),
    });
    let over =
        (without > MOST).then(|| format!("{without} bytes without the core's library, at most {MOST}"));
    Ok(over.into_iter().collect())
}

fn total(paths: &[std::path::PathBuf]) -> Result<u64, String> {
    paths.iter().map(|path| length(path)).sum()
}

fn length(path: &Path) -> Result<u64, String> {
    fs::metadata(path).map(|file| file.len()).map_err(|error| format!("{}: {error}", path.display()))
}

//! The APK: classes shrunk by R8, resources, libraries; aligned, and signed with a test key.

use super::compile;
use super::fetch::Lock;
use super::place::{MIN_SDK, Place, copy, emptied, ending, files};
use super::resources;
use super::stamp::once;
use super::tools::{java, java_home, program, quiet, shown};
use super::unpack;
use crate::steps::say;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Phones that are sold and phones that are used. The emulator's is left to Gradle.
const KINDS: [&str; 2] = ["arm64-v8a", "armeabi-v7a"];
/// The key of tests proves nothing and opens nothing; releases are signed elsewhere.
const PASSWORD: &str = "android";

/// The signed APK.
pub(super) fn signed(place: &Place) -> PathBuf {
    place.out.join("app.apk")
}

/// The libraries in the APK that are C code.
pub(super) fn libraries(place: &Place) -> PathBuf {
    place.out.join("apk/libraries")
}

/// Shrinks, assembles, aligns, signs.
pub(super) fn package(place: &Place, lock: &Lock) -> Result<(), String> {
    let mut inputs = compile::shipped(place);
    inputs.extend([rules(place), resources::rules(place)]);
    let words = format!("{}{}", lock.text, include_str!("package.rs"));
    once(place, "shrunk", &inputs, &words, || shrink(place, lock))?;
    say("assemble, align and sign the APK");
    assemble(place, lock)?;
    sign(place)
}

fn rules(place: &Place) -> PathBuf {
    place.shell.join("app/proguard-rules.pro")
}

/// The classes as they are shipped, and what they look up by name.
pub(super) fn code(place: &Place) -> PathBuf {
    place.out.join("apk/code")
}

/// R8 in full mode: our rules, those that the manifest makes, those of the AARs, and those within jars, which it finds itself.
fn shrink(place: &Place, lock: &Lock) -> Result<(), String> {
    let jar = place.out.join("classes.jar");
    let mut pack = program("jar", &["--create", "--no-manifest", "--file", &shown(&jar)]);
    for folder in compile::shipped(place) {
        pack.arg("-C").arg(folder).arg(".");
    }
    quiet(&mut pack)?;
    emptied(&code(place))?;
    let shrunk = place.out.join("shrunk.zip");
    let mut r8 = java("3g", &[lock.one("r8")?], "com.android.tools.r8.R8")?;
    r8.args(["--release", "--min-api", MIN_SDK, "--lib"]).arg(lock.one("framework")?);
    r8.arg("--lib").arg(java_home()?);
    let libraries = unpack::shipped(place, lock).into_iter().map(|folder| folder.join("proguard.txt"));
    for rules in libraries.filter(|rules| rules.is_file()).chain([resources::rules(place), rules(place)]) {
        r8.arg("--pg-conf").arg(rules);
    }
    r8.arg("--pg-map-output").arg(place.out.join("mapping.txt")).arg("--output").arg(&shrunk);
    // It tells of every rule of a library that matches nothing: shown only where it fails.
    say("R8");
    let started = Instant::now();
    quiet(r8.arg(&jar).args(unpack::jars(place, lock, &unpack::SHIPPED)))?;
    say(&format!("R8: {:.0} s", started.elapsed().as_secs_f64()));
    quiet(program("jar", &["xf", &shown(&shrunk)]).current_dir(code(place)))
}

fn assemble(place: &Place, lock: &Lock) -> Result<(), String> {
    let apk = unaligned(place);
    copy(&resources::linked(place), &apk)?;
    let dex = ending(&code(place), ".dex");
    // Kotlin finds its dispatchers through these.
    let services = files(&code(place).join("META-INF/services"));
    add(&apk, &code(place), dex.into_iter().chain(services), &["--no-manifest"])?;
    native(place, lock)?;
    // Stored, not packed: they are used where they lie.
    add(&apk, &libraries(place), files(&libraries(place)).into_iter(), &["--no-manifest", "--no-compress"])
}

fn unaligned(place: &Place) -> PathBuf {
    place.out.join("apk/unaligned.apk")
}

fn add(
    apk: &Path,
    folder: &Path,
    files: impl Iterator<Item = PathBuf>,
    options: &[&str],
) -> Result<(), String> {
    let mut jar = program("jar", options);
    jar.arg("--update").arg("--file").arg(apk);
    for file in files {
        let name = file.strip_prefix(folder).map_err(|error| error.to_string())?;
        jar.arg("-C").arg(folder).arg(name);
    }
    quiet(&mut jar)
}

/// The libraries of AARs, and the core's where it was built for phones.
fn native(place: &Place, lock: &Lock) -> Result<(), String> {
    let to = libraries(place);
    emptied(&to)?;
    let folders = unpack::shipped(place, lock).into_iter().map(|folder| folder.join("jni"));
    for folder in folders.chain([place.shell.join("app/src/main/jniLibs")]) {
        for kind in KINDS {
            for file in files(&folder.join(kind)) {
                copy(&file, &to.join("lib").join(kind).join(file.file_name().unwrap_or_default()))?;
            }
        }
    }
    Ok(())
}

fn sign(place: &Place) -> Result<(), String> {
    let aligned = place.out.join("apk/aligned.apk");
    quiet(&mut program("zipalign", &["-f", "-p", "4", &shown(&unaligned(place)), &shown(&aligned)]))?;
    let key = place.out.join("test-key.p12");
    if !key.is_file() {
        quiet(generate(&key).args(["-dname", "CN=Jonaki test"]))?;
    }
    let password = format!("pass:{PASSWORD}");
    let mut sign = program("apksigner", &["sign", "--min-sdk-version", MIN_SDK, "--ks-pass", &password]);
    quiet(sign.arg("--ks").arg(&key).arg("--out").arg(signed(place)).arg(&aligned))
}

fn generate(key: &Path) -> Command {
    let mut generate = program("keytool", &["-genkeypair", "-storetype", "PKCS12", "-storepass", PASSWORD]);
    generate.args(["-alias", "test", "-keyalg", "RSA", "-keysize", "2048", "-validity", "10000"]);
    generate.arg("-keystore").arg(key);
    generate
}

//! The core's library for phones. Its C code (SQLCipher, OpenSSL, zstd) needs the NDK, which no package registry has.

use super::place::MIN_SDK;
use crate::steps::{cargo, run};
use std::path::Path;
use std::process::Stdio;

/// Where an NDK's folder is said, as cargo-ndk looks for it.
const VARIABLES: [&str; 3] = ["ANDROID_NDK_HOME", "ANDROID_NDK_ROOT", "ANDROID_HOME"];
/// Phones of the last ten years, older ones, and the emulator.
const KINDS: [&str; 3] = ["arm64-v8a", "armeabi-v7a", "x86_64"];
/// Where Gradle looks for libraries.
const TO: &str = "android-shell/app/src/main/jniLibs";

/// Builds it for each kind of phone, where an NDK is installed.
///
/// # Errors
/// Which of NDK and cargo-ndk is missing, and how it is had.
pub(super) fn native() -> Result<(), String> {
    let folder = |name: &&str| std::env::var_os(name).is_some_and(|path| Path::new(&path).is_dir());
    if !VARIABLES.iter().any(folder) {
        return Err("no NDK here: the library for phones is not built. Install the NDK with Android Studio (SDK Manager) and \
                    set ANDROID_NDK_HOME; then `rustup target add aarch64-linux-android armv7-linux-androideabi \
                    x86_64-linux-android`"
            .to_owned());
    }
    let mut version = cargo(&["ndk", "--version"]);
    if !version.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        return Err("cargo-ndk is missing: cargo install --locked cargo-ndk".to_owned());
    }
    let mut build = cargo(&["ndk", "--platform", MIN_SDK, "--output-dir", TO]);
    for kind in KINDS {
        build.args(["--target", kind]);
    }
    build.args(["build", "--release", "--locked", "-p", "jonaki-ffi"]);
    run("the core's library for phones", &mut build)
}

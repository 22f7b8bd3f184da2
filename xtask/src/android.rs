//! The Android app from its sources, without Gradle, SDK or emulator: Maven fetches what `android-shell/lock.txt` names, the
//! Kotlin compiler, aapt2 and R8 are run one after another, and the tests run in this machine's Java (the app's under
//! Robolectric, which draws with the framework's own code).
//!
//! Everything that is made lies in `target/android`. A step whose inputs did not change is skipped.

mod check;
mod compile;
mod fetch;
mod layers;
mod lint;
mod native;
mod package;
mod place;
mod resources;
mod stamp;
mod test;
mod tools;
mod unpack;

use crate::bindings::bindings;
use clap::{Args, ValueEnum};
use place::Place;

/// What to do with the Android app.
#[derive(Debug, Args)]
pub(crate) struct Android {
    /// Only this; build, test, package and lint unless told.
    step: Option<Step>,
    /// Take the core's library, its bindings and the server as they lie there instead of building them first.
    #[arg(long)]
    as_built: bool,
    /// Let ktlint mend what it can.
    #[arg(long)]
    fix: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// Fetch, resources, the four modules.
    Build,
    /// Build, then the tests: on the plain JVM and under Robolectric.
    Test,
    /// Build, then shrink, sign and check an APK without the core's library for phones.
    Package,
    /// ktlint and detekt.
    Lint,
    /// The core's library for phones, by cargo-ndk, where an NDK is installed.
    Native,
}

/// All that CI does.
pub(crate) fn everything() -> Result<(), String> {
    android(&Android { step: None, as_built: false, fix: false })
}

/// Builds, tests, packages, lints.
///
/// # Errors
/// What is missing and what brings it, or the step that failed.
pub(crate) fn android(options: &Android) -> Result<(), String> {
    if options.step == Some(Step::Native) {
        return native::native();
    }
    let wanted = |step| options.step.is_none_or(|only| only == step);
    tools::check()?;
    let place = Place::new()?;
    let lock = fetch::fetch(&place)?;
    if options.step == Some(Step::Lint) {
        return lint::lint(&place, &lock, options.fix);
    }
    if !options.as_built {
        // Builds the whole workspace: also the server that the tests talk to.
        bindings(false)?;
    }
    unpack::unpack(&place, &lock)?;
    resources::resources(&place, &lock)?;
    layers::check(&place)?;
    compile::modules(&place, &lock)?;
    if wanted(Step::Test) {
        compile::tests(&place, &lock)?;
        test::test(&place, &lock)?;
    }
    if wanted(Step::Package) {
        package::package(&place, &lock)?;
        check::check(&place)?;
    }
    if wanted(Step::Lint) {
        lint::lint(&place, &lock, options.fix)?;
    }
    Ok(())
}

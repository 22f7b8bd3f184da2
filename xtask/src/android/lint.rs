//! ktlint and detekt, with `android-shell/.editorconfig` and `android-shell/detekt.yml`.

use super::fetch::Lock;
use super::place::Place;
use crate::steps::run;
use std::process::Command;

/// What is ours: sources and build files; generated bindings are not.
const KOTLIN: [&str; 2] = ["*/src/**/*.kt", "**/*.kts"];
const SOURCES: &str = "bridge/src,model/src,ui/src,app/src";

/// Runs both, the second also where the first found something.
///
/// # Errors
/// Which of them found something.
pub(super) fn lint(place: &Place, lock: &Lock, fix: bool) -> Result<(), String> {
    let mut ktlint = Command::new("java");
    // It reaches into Java's own classes.
    ktlint.args(["--add-opens", "java.base/java.lang=ALL-UNNAMED", "-jar"]).arg(lock.one("ktlint")?);
    ktlint.args(["--relative", "--log-level=warn"]).args(KOTLIN).current_dir(&place.shell);
    if fix {
        ktlint.arg("--format");
    }
    let style = run("ktlint", &mut ktlint);
    let mut detekt = Command::new("java");
    detekt.arg("-jar").arg(lock.one("detekt")?);
    detekt.args(["--input", SOURCES, "--config", "detekt.yml", "--build-upon-default-config"]);
    let smells = run("detekt", detekt.current_dir(&place.shell));
    match (style, smells) {
        (Ok(()), Ok(())) => Ok(()),
        (first, second) => {
            let found: Vec<String> = [first, second].into_iter().filter_map(Result::err).collect();
            Err(format!("{} found something, shown above", found.join(" and ")))
        }
    }
}

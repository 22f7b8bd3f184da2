//! The texts of the apps, from one file into each platform's format.

use serde_json::Value;
use std::fs;
use std::path::Path;

/// Every text, in both languages, by its name.
const SOURCE: &str = "ffi/texts/app.json";
/// Android's files. What no language of the phone fits is Bangla.
const ANDROID: [(&str, &str); 2] = [
    ("bn", "android-shell/ui/src/main/res/values/texts.xml"),
    ("en", "android-shell/ui/src/main/res/values-en/texts.xml"),
];

/// Writes the files anew.
///
/// # Errors
/// A text that is not whole; a file that cannot be written.
pub(crate) fn texts() -> Result<(), String> {
    let root = Path::new(".");
    for (language, path) in ANDROID {
        let text = android(root, language)?;
        fs::write(path, text).map_err(|error| format!("{path}: {error}"))?;
    }
    Ok(())
}

fn android(root: &Path, language: &str) -> Result<String, String> {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- Written by `cargo xtask texts` from {SOURCE}. -->\n<resources>\n"
    );
    for (name, text) in source(root, language)? {
        out.push_str(&format!("    <string name=\"{name}\">{}</string>\n", escaped(&text)));
    }
    out.push_str("</resources>\n");
    Ok(out)
}

/// The texts of a language in the order of the file.
fn source(root: &Path, language: &str) -> Result<Vec<(String, String)>, String> {
    let path = root.join(SOURCE);
    let read = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let parsed: Value = serde_json::from_str(&read).map_err(|error| format!("{SOURCE}: {error}"))?;
    let texts = parsed.as_object().ok_or_else(|| format!("{SOURCE} is no object"))?;
    let text = |(name, both): (&String, &Value)| {
        let text = both[language].as_str().filter(|text| !text.trim().is_empty());
        let text = text.ok_or_else(|| format!("{SOURCE}: {name} has no text in {language}"))?;
        Ok((name.clone(), text.to_owned()))
    };
    texts.iter().map(text).collect()
}

/// As Android's resources want it.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('\\', "\\\\");
    text.replace('\'', "\\'").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test fails by panicking")]

    use super::*;
    use std::collections::BTreeSet;

    fn root() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
    }

    /// What is filled in, such as `%1$s`.
    fn places(text: &str) -> BTreeSet<String> {
        text.split('%').skip(1).filter_map(|part| part.get(..3).map(str::to_owned)).collect()
    }

    #[test]
    fn both_languages_are_whole_and_fill_in_the_same() {
        let (bangla, english) =
            (source(root(), "bn").expect("Bangla"), source(root(), "en").expect("English"));
        for ((name, bangla), (_, english)) in bangla.iter().zip(&english) {
            assert_eq!(places(bangla), places(english), "{name}");
            let is_bangla = bangla.chars().any(|sign| ('\u{980}'..='\u{9ff}').contains(&sign));
            assert!(is_bangla || name == "yes_no_language", "{name} is not in Bangla");
        }
    }

    #[test]
    fn the_platforms_files_are_what_the_source_says() {
        for (language, path) in ANDROID {
            let written = fs::read_to_string(root().join(path)).expect(path);
            assert_eq!(android(root(), language).expect("whole"), written, "run `cargo xtask texts`: {path}");
        }
    }
}

//! Languages of a form: how its columns name them, and their BCP 47 tags.

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::sheet::Cell;

/// Languages in the order of the definition. A language without a name is that of columns without one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Languages {
    names: Vec<Option<String>>,
    pub(crate) tags: Vec<String>,
}

/// Names that authors write without a tag.
const KNOWN: [(&str, &str); 16] = [
    ("english", "en"),
    ("bangla", "bn"),
    ("bengali", "bn"),
    ("বাংলা", "bn"),
    ("french", "fr"),
    ("français", "fr"),
    ("spanish", "es"),
    ("español", "es"),
    ("arabic", "ar"),
    ("hindi", "hi"),
    ("urdu", "ur"),
    ("nepali", "ne"),
    ("burmese", "my"),
    ("swahili", "sw"),
    ("portuguese", "pt"),
    ("russian", "ru"),
];

impl Languages {
    /// From the default language that the settings name and the languages of the columns in their order.
    pub(crate) fn new(
        default: Option<&Cell>,
        columns: &[(Option<String>, Cell)],
        report: &mut Report,
    ) -> Self {
        let mut names: Vec<Option<String>> = Vec::new();
        for (name, _) in columns {
            let name = name.clone().filter(|name| Some(name) != default.map(|cell| &cell.text));
            // Columns without a language are in the default language.
            let name = if name.is_none() { default.map(|cell| cell.text.clone()) } else { name };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        match default {
            Some(cell) if names.contains(&Some(cell.text.clone())) => {
                names.sort_by_key(|name| name.as_ref() != Some(&cell.text));
            }
            Some(cell) => {
                let known: Vec<&str> = names.iter().flatten().map(String::as_str).collect();
                let help = format!(
                    "{}Languages of the columns: {}.",
                    crate::suggest::did_you_mean(&cell.text, known.iter().copied()),
                    known.join(", ")
                );
                let message = format!("no column is in the default language `{}`", cell.text);
                report.add(Diagnostic::cell(Code::LanguageUnknown, cell, message).help(help).warning());
            }
            // pyxform: the language without a name is the default one if there is one.
            None => names.sort_by_key(Option::is_some),
        }
        if names.is_empty() {
            names.push(None);
        }
        let mut languages = Self { names, tags: Vec::new() };
        languages.tag(columns, report);
        languages
    }

    fn tag(&mut self, columns: &[(Option<String>, Cell)], report: &mut Report) {
        for name in &self.names {
            let Some(name) = name else {
                self.tags.push("und".to_owned());
                continue;
            };
            let cell = columns.iter().find(|(other, _)| other.as_ref() == Some(name)).map(|(_, cell)| cell);
            let tag = tag(name).unwrap_or_else(|| {
                if let Some(cell) = cell {
                    let message = format!("the language `{name}` has no tag");
                    let help = format!("Write it as `{name} (en)`, with the language's two letters.");
                    report.add(Diagnostic::cell(Code::LanguageUntagged, cell, message).help(help).warning());
                }
                private(name, self.tags.len())
            });
            if let (true, Some(cell)) = (self.tags.contains(&tag), cell) {
                let message = format!("two languages have the tag `{tag}`");
                report.add(
                    Diagnostic::cell(Code::LanguageTwice, cell, message)
                        .help("Write one language in one way."),
                );
            }
            self.tags.push(tag);
        }
        if self.tags.len() > jonaki_forms::limits::LANGUAGES {
            let message = format!("a form has at most {} languages", jonaki_forms::limits::LANGUAGES);
            let place = columns.last().map(|(_, cell)| cell.place.clone()).unwrap_or_default();
            report.add(Diagnostic::new(Code::LanguagesTooMany, place, message).help("Remove some."));
            self.tags.truncate(jonaki_forms::limits::LANGUAGES);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.tags.len()
    }

    /// Position of a language that a column names; none is that of columns without one.
    pub(crate) fn position(&self, name: Option<&str>) -> usize {
        let named = self.names.iter().position(|other| other.as_deref() == name);
        named.unwrap_or(0).min(self.len().saturating_sub(1))
    }

    /// The languages as columns name them.
    pub(crate) fn names(&self) -> &[Option<String>] {
        &self.names
    }

    /// Name of a language for people.
    pub(crate) fn name(&self, at: usize) -> &str {
        self.names.get(at).and_then(Option::as_deref).unwrap_or("no language")
    }

    pub(crate) fn is_bangla(&self, at: usize) -> bool {
        self.tags.get(at).is_some_and(|tag| tag == "bn" || tag.starts_with("bn-"))
    }
}

/// `Bangla (bn)` → `bn`; a known name alone.
fn tag(name: &str) -> Option<String> {
    if let Some((_, rest)) = name.rsplit_once('(')
        && let Some(tag) = rest.trim_end().strip_suffix(')')
    {
        let tag = tag.trim();
        return is_tag(tag).then(|| tag.to_owned());
    }
    let lower = name.to_lowercase();
    let known = KNOWN.iter().find(|(known, _)| *known == lower).map(|(_, tag)| (*tag).to_owned());
    known.or_else(|| (matches!(name.len(), 2 | 3) && is_tag(name)).then_some(lower))
}

/// Roughly RFC 5646: a language of two or three letters and subtags of up to eight letters or digits.
fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    matches!(language.len(), 2 | 3)
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
        && tag.len() <= 35
}

/// The BCP 47 tag under which a form has the texts of a language that its columns name so; a private one (`x-…`) for a
/// name that is not known.
pub fn language_tag(name: &str) -> String {
    tag(name).unwrap_or_else(|| private(name, 0))
}

/// A private tag for a language of which only the name is known.
fn private(name: &str, position: usize) -> String {
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
    if letters.is_empty() { format!("x-{position}") } else { format!("x-{}", letters.to_lowercase()) }
}

//! The few words that the terminal itself says, in both languages.

use crate::arguments::Lang;
use crate::codes::label;
use jonaki_core::{State, labels};

/// Picks a language.
pub(crate) fn pick(lang: Lang, bn: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Bn => bn,
        Lang::En => en,
    }
}

/// A state of a report.
pub(crate) fn state(lang: Lang, state: State) -> String {
    label(lang, "report_states", state.name())
}

/// The name of a field of a case.
pub(crate) fn field(lang: Lang, name: &str) -> String {
    labels::field(name, lang.language())
}

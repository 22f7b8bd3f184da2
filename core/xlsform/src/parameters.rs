//! The column `parameters`: `key=value` pairs, and what each type takes.

mod range;

use jonaki_forms::definition::Kind;

pub(crate) use self::range::range;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::sheet::Cell;
use crate::suggest;
use crate::words;

/// Pairs of a cell; the last of two with one key stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters {
    pairs: Vec<(String, String)>,
    cell: Option<Cell>,
}

const FLAGS: &[&str] = &["true", "false"];

/// What a parameter may be.
enum Takes {
    Whole,
    Number,
    OneOf(&'static [&'static str]),
    /// Read elsewhere.
    Any,
    /// Left out: why.
    Nothing(&'static str),
}

const MAP: &str = "Maps do not show other answers. Remove it.";
const APP: &str = "Other applications are never called from a form. Remove it.";

const SELECT: &[(&str, Takes)] = &[("randomize", Takes::OneOf(FLAGS)), ("seed", Takes::Any)];
const SELECT_FILE: &[(&str, Takes)] =
    &[("randomize", Takes::OneOf(FLAGS)), ("seed", Takes::Any), ("value", Takes::Any), ("label", Takes::Any)];
const RANGE: &[(&str, Takes)] = &[
    ("start", Takes::Any),
    ("end", Takes::Any),
    ("step", Takes::Any),
    ("tick_interval", Takes::Any),
    ("placeholder", Takes::Any),
    ("tick_labelset", Takes::Any),
];
const TEXT: &[(&str, Takes)] = &[("rows", Takes::Whole)];
const IMAGE: &[(&str, Takes)] = &[("max-pixels", Takes::Whole), ("app", Takes::Nothing(APP))];
const AUDIO: &[(&str, Takes)] = &[("quality", Takes::OneOf(&["voice-only", "low", "normal", "external"]))];
const GEOPOINT: &[(&str, Takes)] = &[
    ("allow-mock-accuracy", Takes::OneOf(FLAGS)),
    ("capture-accuracy", Takes::Number),
    ("warning-accuracy", Takes::Number),
    ("reference-geometry", Takes::Nothing(MAP)),
];
const GEO: &[(&str, Takes)] = &[
    ("allow-mock-accuracy", Takes::OneOf(FLAGS)),
    ("incremental", Takes::OneOf(&["true", "yes"])),
    ("reference-geometry", Takes::Nothing(MAP)),
];

impl Parameters {
    /// Reads a cell: words and `=`, divided by blanks, commas and semicolons.
    pub(crate) fn read(cell: Option<&Cell>, report: &mut Report) -> Self {
        let Some(cell) = cell else { return Self::default() };
        let spaced = cell.text.replace('=', " = ");
        let words: Vec<&str> = spaced
            .split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';'))
            .filter(|word| !word.is_empty())
            .collect();
        let mut pairs: Vec<(String, String)> = Vec::new();
        for pair in words.chunks(3) {
            let [key, "=", value] = pair else {
                let fault =
                    Diagnostic::cell(Code::ParametersSyntax, cell, "parameters are written as `key=value`");
                report.add(fault.help("For example `start=1 end=5 step=1`."));
                break;
            };
            if *key == "=" || *value == "=" {
                let fault =
                    Diagnostic::cell(Code::ParametersSyntax, cell, "parameters are written as `key=value`");
                report.add(fault.help("For example `start=1 end=5 step=1`."));
                break;
            }
            let key = key.to_lowercase();
            let kept = matches!(key.as_str(), "value" | "label" | "seed" | "tick_labelset");
            let value = if kept { (*value).to_owned() } else { value.to_lowercase() };
            pairs.retain(|(other, _)| *other != key);
            pairs.push((key, value));
        }
        Self { pairs, cell: Some(cell.clone()) }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(other, _)| other == key).map(|(_, value)| value.as_str())
    }

    /// What is kept for shells, sorted by key.
    pub(crate) fn kept(&self, but: &[&str]) -> Vec<(String, String)> {
        let mut kept: Vec<_> =
            self.pairs.iter().filter(|(key, _)| !but.contains(&key.as_str())).cloned().collect();
        kept.sort();
        kept
    }

    /// Reports keys that a type does not take, and wrong values.
    pub(crate) fn check(&self, kind: &Kind, from_file: bool, report: &mut Report) {
        let Some(cell) = &self.cell else { return };
        let takes: &[(&str, Takes)] = match kind {
            Kind::SelectOne(_) | Kind::SelectMultiple(_) | Kind::Rank(_) if from_file => SELECT_FILE,
            Kind::SelectOne(_) | Kind::SelectMultiple(_) | Kind::Rank(_) => SELECT,
            Kind::Range(_) => RANGE,
            Kind::Text => TEXT,
            Kind::Image => IMAGE,
            Kind::Audio => AUDIO,
            Kind::Geopoint => GEOPOINT,
            Kind::Geotrace | Kind::Geoshape => GEO,
            _ => {
                let fault =
                    Diagnostic::cell(Code::ColumnIdle, cell, "questions of this type take no parameters");
                report.add(fault.help("Remove them.").warning());
                return;
            }
        };
        for (key, value) in &self.pairs {
            match takes.iter().find(|(known, _)| known == key).map(|(_, takes)| takes) {
                None => {
                    let known: Vec<&str> = takes.iter().map(|(known, _)| *known).collect();
                    let message = format!("questions of this type have no parameter `{key}`");
                    let help = format!(
                        "{}They have: {}.",
                        suggest::did_you_mean(key, known.iter().copied()),
                        known.join(", ")
                    );
                    report.add(self.fault(Code::ParameterUnknown, key, message).help(help));
                }
                Some(Takes::Nothing(why)) => {
                    let message = format!("the parameter `{key}` is left out");
                    report.add(self.fault(Code::ParameterLeftOut, key, message).help(*why).warning());
                }
                Some(takes) => {
                    if let Some(expected) = takes.expected(value) {
                        let message = format!("`{key}` must be {expected}, not `{value}`");
                        report.add(self.fault(Code::ParameterValue, value, message));
                    }
                }
            }
        }
        self.check_order(from_file, report);
    }

    fn check_order(&self, from_file: bool, report: &mut Report) {
        if let (Some(seed), randomize) = (self.get("seed"), self.get("randomize")) {
            if randomize.is_none() {
                let fault = self.fault(Code::ParameterValue, "seed", "a `seed` needs `randomize=true`");
                report.add(fault.help("Write `randomize=true` before it, or remove it."));
            } else if words::only_reference(seed).is_none() && seed.parse::<f64>().is_err() {
                let message = format!("`seed` must be a number or a reference, not `{seed}`");
                report.add(
                    self.fault(Code::ParameterValue, seed, message)
                        .help("For example `seed=42` or `seed=${start_seed}`."),
                );
            }
        }
        for key in ["value", "label"].into_iter().filter(|_| from_file) {
            if let Some(column) = self.get(key).filter(|column| !words::is_name(column)) {
                let message = format!("`{column}` cannot be the name of a column");
                report.add(self.fault(Code::ParameterValue, column, message));
            }
        }
    }

    /// A fault that points at a word of the cell.
    pub(crate) fn fault(&self, code: Code, word: &str, message: impl Into<String>) -> Diagnostic {
        let Some(cell) = &self.cell else {
            return Diagnostic::new(code, crate::sheet::Place::sheet("survey"), message);
        };
        let lower = cell.text.to_ascii_lowercase();
        let span =
            lower.find(&word.to_ascii_lowercase()).map_or(0..cell.text.len(), |at| at..at + word.len());
        Diagnostic::span(code, cell, span, message)
    }
}

impl Takes {
    /// What a value must be, if it is something else.
    fn expected(&self, value: &str) -> Option<String> {
        match self {
            Self::Whole if value.parse::<i64>().is_err() => Some("a whole number".into()),
            Self::Number if !value.parse::<f64>().is_ok_and(f64::is_finite) => Some("a number".into()),
            Self::OneOf(known) if !known.contains(&value) => {
                let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
                Some(known.join(" or "))
            }
            _ => None,
        }
    }
}

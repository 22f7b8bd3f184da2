//! Parameters of a `range`: pyxform's rules, with decimals counted exactly.

use jonaki_forms::definition::Range;

use super::Parameters;
use crate::choices::Choices;
use crate::diagnostic::{Code, Diagnostic, Report};

/// Digits after the point that a parameter may have.
const DIGITS: usize = 9;

/// A decimal number in billionths.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Exact(i128);

impl Exact {
    fn read(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let digits = digits.strip_prefix('+').unwrap_or(digits);
        let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(whole)
            || !plain(rest)
            || whole.len() + rest.len() == 0
            || whole.len() > DIGITS
            || rest.len() > DIGITS
        {
            return None;
        }
        format!("{whole}{rest:0<DIGITS$}").parse::<i128>().ok().map(|number| Self(sign * number))
    }

    fn is_multiple(self, of: Self) -> bool {
        of.0 != 0 && self.0 % of.0 == 0
    }

    fn is_whole(self) -> bool {
        self.0 % 10_i128.pow(DIGITS as u32) == 0
    }

    fn less(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }

    fn number(self) -> f64 {
        self.0 as f64 / 10_f64.powi(DIGITS as i32)
    }
}

/// Everything that a range is made of.
struct Scale<'a> {
    parameters: &'a Parameters,
    start: Exact,
    end: Exact,
    step: Exact,
}

/// The range that parameters describe. Faults are reported; a range comes back in any case.
pub(crate) fn range(
    parameters: &Parameters,
    appearance: &str,
    choices: &Choices,
    report: &mut Report,
) -> Range {
    let mut number = |key: &str, standard: &str| {
        let text = parameters.get(key).unwrap_or(standard);
        Exact::read(text).unwrap_or_else(|| {
            let message = format!("`{key}` must be a number, not `{text}`");
            report.add(
                parameters
                    .fault(Code::ParameterValue, text, message)
                    .help("Digits and a point, at most nine after it."),
            );
            Exact::read(standard).unwrap_or(Exact(0))
        })
    };
    let (start, end, step) = (number("start", "1"), number("end", "10"), number("step", "1"));
    let interval = parameters.get("tick_interval").map(|_| number("tick_interval", "1"));
    let placeholder = parameters.get("placeholder").map(|_| number("placeholder", "1"));
    let scale = Scale { parameters, start, end, step };
    let numbers = [Some(start), Some(end), Some(step), interval, placeholder];
    let decimal = numbers.into_iter().flatten().any(|number| !number.is_whole());
    let found = scale.faults(interval, placeholder).into_iter().chain(scale.appearance(appearance));
    found.chain(scale.labels(appearance, interval, choices)).for_each(|fault| report.add(fault));
    Range {
        decimal,
        start: start.number(),
        end: end.number(),
        step: if step.0 == 0 { 1.0 } else { step.number() },
    }
}

impl Scale<'_> {
    fn fault(&self, key: &str, message: String) -> Diagnostic {
        self.parameters.fault(Code::ParameterValue, key, message)
    }

    fn width(&self) -> Exact {
        Exact((self.end.0 - self.start.0).abs())
    }

    fn holds(&self, number: Exact) -> bool {
        number >= self.start.min(self.end) && number <= self.start.max(self.end)
    }

    fn faults(&self, interval: Option<Exact>, placeholder: Option<Exact>) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        for (key, number) in [("step", Some(self.step)), ("tick_interval", interval)] {
            let Some(number) = number else { continue };
            if number.0 == 0 {
                faults.push(self.fault(key, format!("`{key}` must not be 0")));
            } else if number > self.width() {
                faults.push(
                    self.fault(key, format!("`{key}` is larger than the whole range"))
                        .help("Make it smaller, or `end` larger."),
                );
            } else if key != "step" && !number.is_multiple(self.step) {
                faults.push(self.fault(key, format!("`{key}` must be a multiple of `step`")));
            }
        }
        if let Some(number) = placeholder {
            if !number.less(self.start).is_multiple(self.step) {
                faults.push(
                    self.fault("placeholder", "`placeholder` must be some steps from `start`".to_owned()),
                );
            }
            if !self.holds(number) {
                faults.push(
                    self.fault("placeholder", "`placeholder` must lie between `start` and `end`".to_owned()),
                );
            }
        }
        faults
    }

    fn appearance(&self, appearance: &str) -> Option<Diagnostic> {
        let ticks = ["tick_interval", "placeholder", "tick_labelset"];
        let key = ticks.into_iter().find(|key| self.parameters.get(key).is_some())?;
        let plain =
            appearance.is_empty() || appearance.contains("vertical") || appearance.contains("no-ticks");
        let message = format!("`{key}` does not go with the appearance `{appearance}`");
        (!plain).then(|| self.fault(key, message).help("Use `vertical`, `no-ticks` or no appearance."))
    }

    /// The choices that name some of the values.
    fn labels(&self, appearance: &str, interval: Option<Exact>, choices: &Choices) -> Option<Diagnostic> {
        let name = self.parameters.get("tick_labelset")?;
        let Some(list) = choices.get(name) else {
            let help = crate::suggest::did_you_mean(name, choices.names());
            return Some(self.fault(name, format!("there is no list `{name}`")).help(help));
        };
        let wrong = |option: &&crate::choices::Entry, what: &str| {
            let message = format!("the choice `{}` of `{name}` {what}", option.name.text);
            Some(self.fault("tick_labelset", message).note(option.name.place.clone(), "this choice"))
        };
        let mut values = Vec::new();
        for option in &list.options {
            let Some(value) = Exact::read(&option.name.text) else { return wrong(&option, "is no number") };
            let unit = interval.unwrap_or(self.step);
            if !self.holds(value) {
                return wrong(&option, "lies outside the range");
            }
            if !value.less(self.start).is_multiple(unit) {
                return wrong(&option, "lies between two steps");
            }
            if !values.contains(&value) {
                values.push(value);
            }
        }
        let ends = values.len() == 2 && values.contains(&self.start) && values.contains(&self.end);
        let message = "without ticks only the first and the last value have labels".to_owned();
        (appearance.contains("no-ticks") && !ends).then(|| self.fault("tick_labelset", message))
    }
}

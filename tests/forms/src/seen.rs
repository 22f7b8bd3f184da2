//! What one engine shows of a node, in the form in which both are compared.

use std::collections::BTreeMap;

use serde_json::Value;

/// Texts of a node in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// Label.
    pub label: Option<String>,
    /// Hint.
    pub hint: Option<String>,
    /// Message where the constraint does not hold.
    pub constraint_message: Option<String>,
    /// Message where a required answer is missing.
    pub required_message: Option<String>,
    /// Labels of the choices that pass the filter.
    pub choices: Option<Vec<String>>,
}

/// A node of an instance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// `/data/child[2]/age`.
    pub path: String,
    /// `leaf`, `group` or `repeat`.
    pub kind: String,
    /// What a person answers here (`integer`, `select_one`); empty where nobody does.
    pub answers: String,
    /// Whether it is relevant.
    pub relevant: bool,
    /// Whether an answer is required.
    pub required: bool,
    /// Whether it cannot be changed.
    pub read_only: bool,
    /// What a submission would hold; empty if nothing.
    pub value: String,
    /// Whether only the presence of the value can be compared: it comes from the clock or from chance.
    pub by_chance: bool,
    /// Whether the choices stand in an order that chance gives.
    pub shuffled: bool,
    /// `ok`, `required` or `constraint`, of questions.
    pub verdict: Option<String>,
    /// Values of the choices that pass the filter, of selects.
    pub choices: Option<Vec<String>>,
    /// Texts by language as the sheet names it, where asked for.
    pub texts: BTreeMap<String, Texts>,
}

impl Seen {
    /// From the reference engine's dump.
    pub fn from_json(node: &Value) -> Self {
        let flag = |name: &str| node[name].as_bool().unwrap_or_default();
        let texts = node["texts"].as_object().into_iter().flatten();
        let path = text(&node["path"]).unwrap_or_default();
        Self {
            by_chance: Self::is_by_chance(&path),
            path,
            shuffled: false,
            kind: text(&node["kind"]).unwrap_or_default(),
            answers: text(&node["type"]).unwrap_or_default(),
            relevant: flag("relevant"),
            required: flag("required"),
            read_only: flag("read_only"),
            value: text(&node["value"]).unwrap_or_default(),
            verdict: text(&node["verdict"]),
            choices: strings(&node["choices"]),
            texts: texts.map(|(language, texts)| (language.clone(), Texts::from_json(texts))).collect(),
        }
    }

    /// Whether a form says by a node's name that its value comes from the clock or from chance.
    pub fn is_by_chance(path: &str) -> bool {
        path.rsplit('/').next().is_some_and(|name| name.starts_with("any_"))
    }

    /// Whether a person can answer here now.
    pub fn is_open(&self) -> bool {
        self.relevant && !self.read_only && !self.answers.is_empty()
    }

    /// The first part in which two views of the same node differ: its name, and what each says.
    pub fn differs(&self, other: &Self) -> Option<(String, String, String)> {
        let told = |name: &str, a: String, b: String| (!same(&a, &b)).then(|| (name.to_owned(), a, b));
        let seen = |of: &Self| [of.relevant, of.required, of.read_only].map(|flag| flag.to_string());
        let [ours, theirs] = [seen(self), seen(other)];
        let flags = ["relevant", "required", "read_only"].into_iter().zip(ours.into_iter().zip(theirs));
        let mut found = flags.filter_map(|(name, (a, b))| told(name, a, b));
        if let Some(difference) = found.next() {
            return Some(difference);
        }
        let loose = self.by_chance || other.by_chance;
        let value = |of: &Self| if loose && !of.value.is_empty() { "some".into() } else { of.value.clone() };
        told("value", value(self), value(other)).or_else(|| self.asked_differs(other)).or_else(|| {
            let mut both = self.texts.iter().filter_map(|(name, a)| Some((name, a, other.texts.get(name)?)));
            both.find_map(|(name, a, b)| {
                // What is only a picture has its name for a label here.
                let own = self.path.rsplit('/').next().and_then(|own| own.split('[').next());
                let pictured = b.label.is_none() && own.is_some() && a.label.as_deref() == own;
                let a = &Texts { label: a.label.clone().filter(|_| !pictured), ..a.clone() };
                let (part, a, b) = a.differs(b).or_else(|| a.labels_differ(b).filter(|_| self.relevant))?;
                Some((format!("{part} in {name}"), a, b))
            })
        })
    }

    /// What is only asked while a question is relevant: verdict and choices.
    fn asked_differs(&self, other: &Self) -> Option<(String, String, String)> {
        if !self.relevant {
            return None;
        }
        if self.verdict != other.verdict {
            return Some(("verdict".into(), format!("{:?}", self.verdict), format!("{:?}", other.verdict)));
        }
        let [mut ours, mut theirs] = [self.choices.clone(), other.choices.clone()];
        if self.shuffled || other.shuffled {
            ours.iter_mut().chain(&mut theirs).for_each(|choices| choices.sort());
        }
        (ours != theirs).then(|| ("choices".into(), format!("{ours:?}"), format!("{theirs:?}")))
    }
}

/// The same text, or numbers that differ only in the last digit: powers and sines are not exact in any library.
fn same(a: &str, b: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    a == b
        || number(a).zip(number(b)).is_some_and(|(x, y)| {
            a.len() > 14 && b.len() > 14 && (x - y).abs() <= 1e-14 * x.abs().max(y.abs())
        })
}

impl Texts {
    /// The first text that differs, but for the labels of choices.
    fn differs(&self, other: &Self) -> Option<(&'static str, String, String)> {
        let label = (&self.label, &other.label);
        let constraint = (&self.constraint_message, &other.constraint_message);
        let required = (&self.required_message, &other.required_message);
        let texts = [
            ("label", label),
            ("hint", (&self.hint, &other.hint)),
            ("constraint message", constraint),
            ("required message", required),
        ];
        let told = |(name, (a, b)): (&'static str, (&Option<String>, &Option<String>))| {
            let text = |of: &Option<String>| of.as_deref().map(straight).unwrap_or_default();
            (text(a) != text(b) && !is_missing(name, b)).then(|| (name, text(a), text(b)))
        };
        texts.into_iter().find_map(told)
    }

    /// Labels of choices, where both engines have them in the language; asked only while the question is relevant.
    fn labels_differ(&self, other: &Self) -> Option<(&'static str, String, String)> {
        let labels = |of: &[String]| of.iter().map(|text| straight(text)).collect::<Vec<_>>().join(" | ");
        let (a, b) = self.choices.as_ref().zip(other.choices.as_ref())?;
        // A choice that is only a picture has its name here, and one without a label in a language that of another.
        let same = |(a, b): (&String, &String)| b.is_empty() || b == "-" || straight(a) == straight(b);
        let all = a.len() == b.len() && a.iter().zip(b).all(same);
        (!all).then(|| ("labels of choices", labels(a), labels(b)))
    }

    fn from_json(texts: &Value) -> Self {
        Self {
            label: text(&texts["label"]),
            hint: text(&texts["hint"]),
            constraint_message: text(&texts["constraint_message"]),
            required_message: text(&texts["required_message"]),
            choices: strings(&texts["choices"]),
        }
    }
}

/// Texts that the reference does not have, while ours has some (docs/xlsform.md): pyxform writes `-` where a language has
/// none, ours shows another language's; and ODK's client does not fill in the answers that a required message names.
fn is_missing(what: &str, text: &Option<String>) -> bool {
    let text = text.as_deref();
    text == Some("-") || what == "required message" && text.is_some_and(|text| text.contains("${"))
}

/// pyxform makes typographic quotes straight in every cell, we keep them in texts (docs/xlsform.md).
fn straight(text: &str) -> String {
    text.replace(['‘', '’'], "'").replace(['“', '”'], "\"")
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn strings(value: &Value) -> Option<Vec<String>> {
    Some(value.as_array()?.iter().map(|text| text.as_str().unwrap_or_default().to_owned()).collect())
}

//! What the documents of a case say, by compartment and name.

use crate::CaseView;
use jonaki_document::Scalar;
use jonaki_protocol::Compartment;
use std::collections::BTreeMap;

/// Fields and answers in the version that is shown first. Neither names nor answers are printed.
pub(crate) struct Facts {
    fields: BTreeMap<(Compartment, String), String>,
    answers: BTreeMap<Compartment, BTreeMap<String, String>>,
}

impl Facts {
    /// Of a case, without the compartments that the caller may not have.
    pub(crate) fn of(case: &CaseView, allowed: impl Fn(Compartment) -> bool) -> Self {
        let mut facts = Self { fields: BTreeMap::new(), answers: BTreeMap::new() };
        for field in case.fields.iter().filter(|field| allowed(field.compartment)) {
            let place = field.compartment;
            let name = field.field.strip_prefix(place.name()).and_then(|rest| rest.strip_prefix('.'));
            let name = name.unwrap_or(&field.field);
            let value = text(&field.current.value);
            match name.strip_prefix("answers.") {
                Some(key) => {
                    facts.answers.entry(place).or_default().insert(key.to_owned(), value);
                }
                None => {
                    facts.fields.insert((place, name.to_owned()), value);
                }
            }
        }
        facts
    }

    /// A field of a layout.
    pub(crate) fn field(&self, place: Compartment, name: &str) -> Option<&str> {
        self.fields.get(&(place, name.to_owned())).map(String::as_str)
    }

    /// Answers of a compartment by their keys.
    pub(crate) fn answers(&self, place: Compartment) -> impl Iterator<Item = (&str, &str)> {
        let of = self.answers.get(&place).into_iter().flatten();
        of.map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// One answer.
    pub(crate) fn answer(&self, place: Compartment, key: &str) -> Option<&str> {
        self.answers.get(&place)?.get(key).map(String::as_str)
    }
}

fn text(value: &Scalar) -> String {
    match value {
        Scalar::Bool(truth) => if *truth { "yes" } else { "no" }.to_owned(),
        Scalar::Int(number) => number.to_string(),
        Scalar::Text(text) => text.clone(),
        Scalar::Bytes(_) => String::new(),
    }
}

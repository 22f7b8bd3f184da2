//! Under which key of a compartment's `answers` an answer is kept, and what such a key means.

use jonaki_document::is_code;
use jonaki_forms::definition::Form;
use jonaki_forms::filling::NodePath;
use jonaki_forms::limits;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

/// Keys of the answers that name the form itself.
pub(crate) const FORM: &str = "form";
pub(crate) const FORM_HASH: &str = "form_hash";

/// What is between a question's name and the positions of its repeats.
const POSITION: &str = "__";
/// A name longer than this leaves no room for positions.
const NAME_BYTES: usize = 32;

/// The key of each question: its name where that is a code and one of its kind, else its number in the form.
fn names(form: &Form) -> Vec<String> {
    let mut count: HashMap<&str, usize> = HashMap::new();
    for node in &form.nodes {
        *count.entry(node.name.as_str()).or_default() += 1;
    }
    let plain = |name: &str| {
        is_code(name) && name.len() <= NAME_BYTES && !name.contains(POSITION) && !name.starts_with("q_")
    };
    let key = |(index, node): (usize, &jonaki_forms::definition::Node)| {
        let own = plain(&node.name)
            && count[node.name.as_str()] == 1
            && ![FORM, FORM_HASH].contains(&node.name.as_str());
        if own { node.name.clone() } else { format!("q_{index}") }
    };
    form.nodes.iter().enumerate().map(key).collect()
}

/// Keys for the answers of one form.
pub(crate) struct Keys {
    /// Of every answer; empty for a report, whose answers came first. A form about a case has its own, so that two forms that
    /// both ask for a `date` do not write over each other.
    prefix: String,
    names: Vec<String>,
}

impl Keys {
    /// For a new report, or for a form about a case.
    pub(crate) fn of(form: &Form, about_a_case: bool) -> Self {
        let digest = Sha256::digest(form.id.as_bytes());
        let prefix =
            if about_a_case { format!("f{:02x}{:02x}_", digest[0], digest[1]) } else { String::new() };
        Self { prefix, names: names(form) }
    }

    /// The key under which the form itself is named.
    pub(super) fn own(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// The key of a question's answer.
    pub(super) fn key(&self, path: &NodePath) -> Option<String> {
        let name = self.own(self.names.get(path.node as usize)?);
        let positions = path.positions.iter().map(u32::to_string).collect::<Vec<_>>();
        Some(if positions.is_empty() { name } else { format!("{name}{POSITION}{}", positions.join("_")) })
    }

    /// The question and the instance that keys of answers mean.
    pub(crate) fn meanings<'a>(&self, keys: impl Iterator<Item = &'a str>) -> Vec<(&'a str, NodePath)> {
        let by_name: HashMap<&str, u32> = self.names.iter().map(String::as_str).zip(0..).collect();
        let read = |key: &'a str| {
            let own = key.strip_prefix(&self.prefix)?;
            let (name, positions) = own.split_once(POSITION).unwrap_or((own, ""));
            let positions: Option<Vec<u32>> = positions
                .split('_')
                .filter(|part| !part.is_empty())
                .map(|part| part.parse().ok().filter(|position| *position <= limits::REPEATS as u32))
                .collect();
            Some((key, NodePath::new(*by_name.get(name)?, positions?)))
        };
        keys.filter_map(read).collect()
    }
}

/// The forms that keys of answers name: the key of each one's hash, and whether it is about a case.
pub(crate) fn forms<'a>(keys: impl Iterator<Item = &'a str>) -> Vec<(&'a str, bool)> {
    let named = keys.filter_map(|key| {
        let prefix = key.strip_suffix(FORM_HASH)?;
        let own = prefix.len() == 6 && prefix.starts_with('f') && prefix.ends_with('_');
        (prefix.is_empty() || own).then_some((key, own))
    });
    named.collect()
}

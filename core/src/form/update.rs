//! A newer version of a form: what would change, and taking the answers along.

use super::pages::{is_shown, node};
use super::{FormSession, search};
use jonaki_forms::definition::{Form, Node};
use jonaki_forms::filling::NodePath;
use jonaki_protocol::Digest;
use serde::Serialize;
use std::collections::HashMap;

/// A newer version that can be taken for these answers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FormUpdate {
    /// The newer version.
    pub hash: Digest,
    /// What its author calls it.
    pub version: String,
    /// What a person would notice.
    pub changes: Vec<FormChange>,
}

/// A difference between two versions; questions by what they ask, in the language that is spoken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "change", content = "question")]
pub enum FormChange {
    /// A new question.
    Added(String),
    /// A question that is not asked any more and has no answer here.
    Removed(String),
    /// A question that is not asked any more: its answer here would not be filed.
    AnswerDropped(String),
    /// A question that is asked in other words or offers other choices.
    Changed(String),
    /// A question whose answer does not fit any more and has to be given again.
    AnswerRefused(String),
}

/// Where each question is, by the names on the way.
fn by_name(form: &Form) -> HashMap<String, u32> {
    let nodes = 0..form.nodes.len() as u32;
    nodes.map(|index| (NodePath::new(index, []).text(form), index)).collect()
}

fn label(form: &Form, node: &Node, language: &str) -> String {
    use jonaki_forms::definition::Piece;
    let position = form.languages.iter().position(|known| known == language).unwrap_or(0);
    let pieces = node.label.0.get(position).map(Vec::as_slice).unwrap_or_default();
    let text: String = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Literal(text) => text.as_str(),
            Piece::Value(_) => "…",
        })
        .collect();
    if text.is_empty() { node.name.clone() } else { text }
}

impl FormSession {
    /// What a newer version would change.
    pub(crate) fn compare(&self, newer: &Form, hash: Digest) -> FormUpdate {
        let (old, new) = (by_name(&self.form), by_name(newer));
        let mut changes = Vec::new();
        let mut old_names: Vec<_> = old.iter().collect();
        old_names.sort_by_key(|(_, index)| **index);
        for (name, index) in old_names {
            let Some(before) = self.form.nodes.get(*index as usize).filter(|node| is_shown(node)) else {
                continue;
            };
            let said = label(&self.form, before, self.language());
            match new.get(name).and_then(|index| newer.nodes.get(*index as usize)) {
                None if self.is_answered(*index) => changes.push(FormChange::AnswerDropped(said)),
                None => changes.push(FormChange::Removed(said)),
                Some(after) if !alike(&self.form, before, newer, after) => {
                    changes.push(FormChange::Changed(label(newer, after, self.language())));
                }
                Some(_) => {}
            }
        }
        let mut new_names: Vec<_> = new.iter().filter(|(name, _)| !old.contains_key(*name)).collect();
        new_names.sort_by_key(|(_, index)| **index);
        let added = new_names.into_iter().filter_map(|(_, index)| newer.nodes.get(*index as usize));
        let added = added.filter(|node| is_shown(node));
        changes.extend(added.map(|node| FormChange::Added(label(newer, node, self.language()))));
        FormUpdate { hash, version: newer.version.clone(), changes }
    }

    fn is_answered(&self, index: u32) -> bool {
        let mut nodes = self.filling.nodes().into_iter().filter(|path| path.node == index);
        nodes.any(|path| self.filling.value(&path).is_some_and(|value| !value.is_empty()))
    }

    /// Gives the answers of this filling to one of a newer version, in the order of the new form; which of them it does not take.
    pub(crate) fn carry_over(&self, newer: &mut Self) -> Vec<FormChange> {
        let mut refused = Vec::new();
        let mut waiting: Vec<(String, String)> = Vec::new();
        for path in self.filling.nodes() {
            let text = self.filling.path_text(&path);
            let Some(old) = node(&self.form, &path) else { continue };
            if let (jonaki_forms::definition::Kind::Repeat(_), Some(there)) =
                (&old.kind, NodePath::parse(&newer.form, &text))
            {
                while newer.filling.count(&there)
                    < there.positions.last().copied().unwrap_or_default() as usize
                    && newer.filling.add_repeat(&there).is_ok()
                {}
            }
            let value = self.filling.value(&path).unwrap_or_default();
            let asked = is_shown(old) || old.kind == jonaki_forms::definition::Kind::Hidden;
            if asked && !value.is_empty() {
                waiting.push((text, value.to_owned()));
            }
        }
        // An answer may depend on one that comes later in the form: until nothing more is taken.
        loop {
            let before = waiting.len();
            waiting.retain(|(text, value)| {
                let there = NodePath::parse(&newer.form, text);
                there.is_some_and(|there| newer.filling.answer(&there, value.as_str().into()).is_err())
            });
            if waiting.is_empty() || waiting.len() == before {
                break;
            }
        }
        for (text, _) in waiting {
            let asked = NodePath::parse(&self.form, &text).and_then(|path| node(&self.form, &path));
            refused.extend(
                asked.map(|asked| FormChange::AnswerRefused(label(&self.form, asked, self.language()))),
            );
        }
        refused
    }

    /// All rows as they would be stored.
    pub(crate) fn rows(&self) -> Vec<(String, String)> {
        self.filling.rows()
    }
}

/// Whether a person would notice no difference.
fn alike(old: &Form, before: &Node, new: &Form, after: &Node) -> bool {
    before.label == after.label
        && before.hint == after.hint
        && before.required.is_some() == after.required.is_some()
        && std::mem::discriminant(&before.kind) == std::mem::discriminant(&after.kind)
        && search::source(old, before) == search::source(new, after)
}

//! Answers as edits of the case's documents: each goes where the form's author said.

use super::FormSession;
use super::keys::{FORM, FORM_HASH, Keys};
use super::place::compartment;
use crate::Error;
use jonaki_document::{Edit, FieldType, Layout, Scalar, layout};
use jonaki_forms::definition::{Kind, Node, Store};
use jonaki_forms::filling::NodePath;
use jonaki_protocol::Compartment;
use std::collections::BTreeMap;

/// Edits by the compartment that they belong to.
pub(crate) type Sorted = BTreeMap<Compartment, Vec<Edit>>;

impl FormSession {
    /// The answers that count, sorted.
    ///
    /// # Errors
    /// [`Error::Incomplete`] names the first question that is missing or wrong; [`Error::Field`] a field of the card that does not
    /// take its answer.
    pub(crate) fn edits(&self) -> Result<Sorted, Error> {
        if let Some(missing) = self.missing().into_iter().next() {
            return Err(Error::Incomplete { question: missing.path });
        }
        let keys = Keys::of(&self.form, self.case.is_some());
        let mut sorted = Sorted::new();
        for path in self.filling.nodes() {
            let Some(node) = self.form.nodes.get(path.node as usize) else { continue };
            let value = self.filling.value(&path).unwrap_or_default();
            let kept = !node.kind.is_container() && !matches!(node.kind, Kind::Note | Kind::Metadata(_));
            if !kept || value.is_empty() || !self.filling.is_relevant(&path) {
                continue;
            }
            let compartment = compartment(&node.store);
            let edits = match &node.store {
                Store::Card(field) => on_card(field, node, value)?,
                _ => sealed(compartment, &keys, &path, node, value),
            };
            sorted.entry(compartment).or_default().extend(edits);
        }
        let account = sorted.entry(Compartment::Account).or_default();
        account.push(Edit::set(&format!("answers.{}", keys.own(FORM)), self.form.id.as_str().into()));
        account.push(Edit::set(&format!("answers.{}", keys.own(FORM_HASH)), self.hash.to_string().into()));
        Ok(sorted)
    }
}

/// A field of the open card: only what its type takes, so that nobody can type a name into one.
fn on_card(field: &str, node: &Node, value: &str) -> Result<Vec<Edit>, Error> {
    let card = layout(Compartment::Card);
    if card.map(field).is_some() {
        return Ok(value.split(' ').map(|code| Edit::add_member(field, code)).collect());
    }
    let taken = card.field(field).and_then(|spec| typed(&spec.kind, node, value));
    taken.map(|value| vec![Edit::set(field, value)]).ok_or_else(|| Error::Field { field: field.to_owned() })
}

/// A field of this name where the layout has one that takes the answer, else an entry of the compartment's answers.
fn sealed(compartment: Compartment, keys: &Keys, path: &NodePath, node: &Node, value: &str) -> Vec<Edit> {
    let layout: &Layout = layout(compartment);
    let field = layout.field(&node.name).filter(|_| path.positions.is_empty());
    let answer = match (field.and_then(|spec| typed(&spec.kind, node, value)), keys.key(path)) {
        (Some(value), _) => Some(Edit::set(&node.name, value)),
        (None, Some(key)) => Some(Edit::set(&format!("answers.{key}"), scalar(node, value))),
        (None, None) => None,
    };
    answer.into_iter().collect()
}

/// The answer as a field's type has it, if it takes it.
fn typed(kind: &FieldType, node: &Node, value: &str) -> Option<Scalar> {
    let value = match (kind, truth(node, value)) {
        (FieldType::Bool, Some(truth)) => truth.into(),
        (FieldType::Int(..), _) => value.parse::<i64>().map_or_else(|_| value.into(), Scalar::from),
        _ => value.into(),
    };
    kind.accepts(&value).then_some(value)
}

fn truth(node: &Node, value: &str) -> Option<bool> {
    match (value, &node.kind) {
        ("yes" | "true", _) | ("OK", Kind::Acknowledge) => Some(true),
        ("no" | "false", _) => Some(false),
        _ => None,
    }
}

fn scalar(node: &Node, value: &str) -> Scalar {
    match node.kind {
        Kind::Integer => value.parse::<i64>().map_or_else(|_| value.into(), Scalar::from),
        _ => value.into(),
    }
}

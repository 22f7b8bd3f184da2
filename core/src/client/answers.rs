//! What was answered, as the form asked it: from the documents of a case, in the version with which it was answered.

use super::Client;
use crate::exchange::Facts;
use crate::form::{Keys, compartment, forms, is_in, repeats};
use crate::view::AnsweredForm;
use crate::{Error, StateFault};
use jonaki_forms::definition::{Form, Store};
use jonaki_forms::filling::NodePath;
use jonaki_protocol::{CaseId, Compartment, Digest};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Forms that were met already; nothing for those that cannot be read.
pub(super) type KnownForms = HashMap<Digest, Option<Arc<Form>>>;

impl Client {
    /// The forms that were answered for a case, the report first, each with its questions and answers in a language. What this
    /// device may not read is missing.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn case_answers(&mut self, case: CaseId, language: &str) -> Result<Vec<AnsweredForm>, Error> {
        let view = self.peek(case)?;
        let facts = Facts::of(&view, |_| true);
        let mut answered = Vec::new();
        for (form, hash, about) in self.answered_forms(&facts, &mut KnownForms::new())? {
            let rows = rows(&form, about, (&facts, &view.row.concern_types));
            answered.push(self.answered((form, hash), rows, language)?);
        }
        Ok(answered)
    }

    /// The forms that were answered for a case, the report first; those of a version that this app cannot read are left out, their
    /// answers are still shown as fields of the case.
    pub(super) fn answered_forms(
        &self,
        facts: &Facts,
        known: &mut KnownForms,
    ) -> Result<Vec<(Arc<Form>, Digest, bool)>, Error> {
        let mut answered = Vec::new();
        for (key, about) in forms(facts.answers(Compartment::Account).map(|(key, _)| key)) {
            let hash = facts.answer(Compartment::Account, key).and_then(Digest::from_hex);
            let Some(hash) = hash else { continue };
            let form = match known.get(&hash) {
                Some(form) => form.clone(),
                None => known.entry(hash).or_insert(self.readable_form(hash)?).clone(),
            };
            answered.extend(form.map(|form| (form, hash, about)));
        }
        answered.sort_by_key(|(.., about)| *about);
        Ok(answered)
    }

    fn readable_form(&self, hash: Digest) -> Result<Option<Arc<Form>>, Error> {
        match self.form(hash) {
            Ok(form) => Ok(Some(form)),
            Err(Error::NotFound | Error::Refused(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    fn answered(
        &mut self,
        (form, hash): (Arc<Form>, Digest),
        rows: Vec<(String, String)>,
        language: &str,
    ) -> Result<AnsweredForm, Error> {
        let (id, title) = (form.id.clone(), form.title.clone());
        let lines = match self.opening((0, hash, None), form, language).restore(rows, String::new()) {
            Ok(open) => open.summary(),
            Err(Error::State(StateFault::FormUnusable)) => Vec::new(),
            Err(other) => return Err(other),
        };
        Ok(AnsweredForm { form: id, hash, title, lines })
    }
}

/// The rows of a filling that says the same as the documents.
fn rows(form: &Form, about: bool, (facts, concerns): (&Facts, &[String])) -> Vec<(String, String)> {
    let keys = Keys::of(form, about);
    let mut rows = BTreeMap::new();
    let mut counts: BTreeMap<(u32, Vec<u32>), u32> = BTreeMap::new();
    for place in Compartment::CASE {
        for (key, path) in keys.meanings(facts.answers(place).map(|(key, _)| key)) {
            let value = facts.answer(place, key).unwrap_or_default();
            if is_in(form, &path, place) && remember(form, &path, &mut counts) {
                rows.insert(path.text(form), value.to_owned());
            }
        }
    }
    for (index, node) in (0..).zip(&form.nodes).filter(|(index, _)| repeats(form, *index).is_empty()) {
        let value = match &node.store {
            Store::Card(field) if field == "concern_types" => {
                Some(concerns.join(" ")).filter(|concerns| !concerns.is_empty())
            }
            Store::Card(field) => facts.field(Compartment::Card, field).map(str::to_owned),
            store => facts.field(compartment(store), &node.name).map(str::to_owned),
        };
        if let Some(value) = value {
            rows.insert(NodePath::new(index, []).text(form), value);
        }
    }
    for ((repeat, positions), count) in counts {
        rows.insert(NodePath::new(repeat, positions).text(form), count.to_string());
    }
    rows.into_iter().collect()
}

/// Notes how many instances a path needs; whether it has a position for each repeat.
fn remember(form: &Form, path: &NodePath, counts: &mut BTreeMap<(u32, Vec<u32>), u32>) -> bool {
    let around = repeats(form, path.node);
    if around.len() != path.positions.len() || path.positions.contains(&0) {
        return false;
    }
    for (level, repeat) in around.into_iter().enumerate() {
        let count = counts.entry((repeat, path.positions[..level].to_vec())).or_default();
        *count = (*count).max(path.positions[level]);
    }
    true
}

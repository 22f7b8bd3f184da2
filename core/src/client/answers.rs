//! What was answered, as the form asked it: from the documents of a case, in the version with which it was answered.

use super::{Client, Session};
use crate::form::{Keys, Opening, SummaryLine, forms};
use crate::view::AnsweredForm;
use crate::{Error, StateFault};
use jonaki_document::Scalar;
use jonaki_forms::definition::{Form, Kind, Store};
use jonaki_forms::filling::NodePath;
use jonaki_protocol::{CaseId, Compartment, Digest, DocumentId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Answers of a case by compartment and key, in the version that is shown first.
type Answers = BTreeMap<(Compartment, String), String>;

impl Client {
    /// The forms that were answered for a case, the report first, each with its questions and answers in a language. What this
    /// device may not read is missing.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn case_answers(&mut self, case: CaseId, language: &str) -> Result<Vec<AnsweredForm>, Error> {
        crate::ledger::case_row::get(self.connection(), case)?.ok_or(Error::NotFound)?;
        let answers = self.act(|session| session.answers(case))?;
        let account = answers.keys().filter(|(compartment, _)| *compartment == Compartment::Account);
        let mut found = forms(account.map(|(_, key)| key.as_str()));
        found.sort_by_key(|(_, about)| *about);
        let mut answered = Vec::new();
        for (key, about) in found {
            let hash =
                answers.get(&(Compartment::Account, key.to_owned())).and_then(|hash| Digest::from_hex(hash));
            let Some(hash) = hash else { continue };
            match self.form(hash) {
                Ok(form) => answered.push(self.answered((form, hash), about, &answers, language)?),
                // Of a version that this app cannot read the answers are still shown as fields of the case.
                Err(Error::NotFound | Error::Refused(_)) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(answered)
    }

    fn answered(
        &mut self,
        (form, hash): (Arc<Form>, Digest),
        about: bool,
        answers: &Answers,
        language: &str,
    ) -> Result<AnsweredForm, Error> {
        let rows = rows(&form, about, answers);
        let title = form.title.clone();
        let id = form.id.clone();
        let restored = self.act(|session| {
            let opening = Opening {
                id: 0,
                hash,
                case: None,
                form,
                language: language.to_owned(),
                now: session.now,
                seed: session.random(),
            };
            opening.restore(rows, String::new())
        });
        let lines: Vec<SummaryLine> = match restored {
            Ok(open) => open.summary(),
            Err(Error::State(StateFault::FormUnusable)) => Vec::new(),
            Err(other) => return Err(other),
        };
        Ok(AnsweredForm { form: id, hash, title, lines })
    }
}

impl Session<'_, '_> {
    fn answers(&mut self, case: CaseId) -> Result<Answers, Error> {
        let mut answers = Answers::new();
        for compartment in Compartment::ALL {
            let Some(document) = self.document(DocumentId { record: case, compartment })? else { continue };
            for (name, value) in document.fields() {
                answers.insert((compartment, format!(".{name}")), text(&value.current));
            }
            for (key, value) in document.answers("answers") {
                answers.insert((compartment, key), text(&value.current));
            }
            let members: Vec<String> =
                document.members("concern_types").into_iter().map(|member| member.key).collect();
            if !members.is_empty() {
                answers.insert((compartment, ".concern_types".to_owned()), members.join(" "));
            }
        }
        Ok(answers)
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

/// The rows of a filling that says the same as the documents.
fn rows(form: &Form, about: bool, answers: &Answers) -> Vec<(String, String)> {
    let keys = Keys::of(form, about);
    let mut rows = BTreeMap::new();
    let mut counts: BTreeMap<(u32, Vec<u32>), u32> = BTreeMap::new();
    for compartment in Compartment::ALL {
        let of = answers.iter().filter(|((known, _), _)| *known == compartment);
        let named: BTreeMap<&str, &str> =
            of.map(|((_, key), value)| (key.as_str(), value.as_str())).collect();
        for (key, path) in keys.meanings(named.keys().copied()) {
            if is_in(form, &path, compartment) && remember(form, &path, &mut counts) {
                rows.insert(path_text(form, &path), named[key].to_owned());
            }
        }
    }
    for (index, node) in (0..).zip(&form.nodes) {
        let field = match &node.store {
            Store::Card(field) => (Compartment::Card, format!(".{field}")),
            store => (compartment(store), format!(".{}", node.name)),
        };
        let path = NodePath::new(index, []);
        if let Some(value) = answers.get(&field).filter(|_| depth(form, index) == 0) {
            rows.insert(path_text(form, &path), value.clone());
        }
    }
    for ((repeat, positions), count) in counts {
        rows.insert(path_text(form, &NodePath::new(repeat, positions)), count.to_string());
    }
    rows.into_iter().collect()
}

fn compartment(store: &Store) -> Compartment {
    match store {
        Store::Card(_) => Compartment::Card,
        Store::Account => Compartment::Account,
        Store::Identity => Compartment::Identity,
        Store::Safety => Compartment::Safety,
    }
}

/// Whether the question's answers live there: an entry of another compartment with its key is somebody else's.
pub(crate) fn is_in(form: &Form, path: &NodePath, place: Compartment) -> bool {
    let node = form.nodes.get(path.node as usize);
    node.is_some_and(|node| !node.kind.is_container() && compartment(&node.store) == place)
}

/// The repeats around a node, the outermost first.
pub(crate) fn repeats(form: &Form, node: u32) -> Vec<u32> {
    let mut found = Vec::new();
    let mut index = node;
    while let Some(node) = form.nodes.get(index as usize).filter(|_| index != 0) {
        if matches!(node.kind, Kind::Repeat(_)) {
            found.push(index);
        }
        index = node.parent;
    }
    found.reverse();
    found
}

fn depth(form: &Form, node: u32) -> usize {
    repeats(form, node).len()
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

fn path_text(form: &Form, path: &NodePath) -> String {
    let mut names = Vec::new();
    let mut positions = path.positions.clone();
    let mut index = path.node;
    // The repeat itself, named without its own position, means all of its instances.
    let whole = depth(form, index) > positions.len();
    while let Some(node) = form.nodes.get(index as usize) {
        let counted = matches!(node.kind, Kind::Repeat(_)) && !(whole && index == path.node);
        let position = if counted { positions.pop() } else { None };
        names.push(position.map_or_else(|| node.name.clone(), |at| format!("{}[{at}]", node.name)));
        if index == 0 {
            break;
        }
        index = node.parent;
    }
    names.push(String::new());
    names.reverse();
    names.join("/")
}

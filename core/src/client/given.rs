//! Answers that come all at once: by the names of their questions, as a file or another program has them.

use super::Client;
use crate::form::{FormSession, repeats};
use crate::{Error, Missing};
use jonaki_forms::definition::Kind;
use jonaki_forms::filling::NodePath;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Answers by the name of the question; groups are left out.
pub type GivenAnswers = BTreeMap<String, Given>;

/// What is given for a name.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Given {
    /// Yes or no.
    Truth(bool),
    /// A whole number.
    Number(i64),
    /// Text, a number, a date, a choice.
    Text(String),
    /// Several choices.
    Choices(Vec<String>),
    /// The instances of a repeat.
    Repeat(Vec<GivenAnswers>),
}

/// Answers are personal.
impl std::fmt::Debug for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Truth(_) => "Truth",
            Self::Number(_) => "Number",
            Self::Text(_) => "Text",
            Self::Choices(_) => "Choices",
            Self::Repeat(_) => "Repeat",
        })
    }
}

/// A path and what is to be answered there.
type Waiting = Vec<(String, String)>;

impl Client {
    /// Gives a form many answers. What is not taken, by its name, with what to do: the others are saved.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn answer_all(
        &mut self,
        open: &mut FormSession,
        given: &GivenAnswers,
    ) -> Result<Vec<Missing>, Error> {
        let mut waiting = Waiting::new();
        let mut unknown: BTreeSet<String> = given.keys().cloned().collect();
        self.spread(open, (&NodePath::new(0, []), given), &mut waiting, &mut unknown)?;
        // Whether an answer is a choice may depend on one that comes later.
        loop {
            let before = waiting.len();
            let mut left = Waiting::new();
            for (path, answer) in waiting {
                match self.answer(open, &path, &answer) {
                    Ok(()) => {}
                    Err(Error::Answer(_)) => left.push((path, answer)),
                    Err(other) => return Err(other),
                }
            }
            waiting = left;
            if waiting.is_empty() || waiting.len() == before {
                break;
            }
        }
        let mut refused = Vec::new();
        for (path, answer) in waiting {
            if let Err(error) = self.answer(open, &path, &answer) {
                refused.push(Missing { label: path.clone(), message: error.english().to_owned(), path });
            }
        }
        let message = || Error::NotFound.english().to_owned();
        refused.extend(unknown.into_iter().map(|name| Missing {
            path: name.clone(),
            label: name,
            message: message(),
        }));
        Ok(refused)
    }

    /// Finds where each answer goes, and makes room in repeats.
    fn spread(
        &mut self,
        open: &mut FormSession,
        (within, given): (&NodePath, &GivenAnswers),
        waiting: &mut Waiting,
        unknown: &mut BTreeSet<String>,
    ) -> Result<(), Error> {
        for (place, name) in open.places(within) {
            let path = place.text(open.form());
            let is_repeat = open.form().nodes[place.node as usize].kind.is_container();
            match given.get(&name) {
                Some(Given::Repeat(instances)) if is_repeat => {
                    unknown.remove(&name);
                    for (position, instance) in (1..).zip(instances) {
                        if position as usize > open.instances(&path) {
                            self.add_repeat(open, &path)?;
                        }
                        let mut inside = instance.keys().cloned().collect();
                        let mut within = place.clone();
                        within.positions.push(position);
                        self.spread(open, (&within, instance), waiting, &mut inside)?;
                        unknown.extend(inside.into_iter().map(|missing| format!("{name}.{missing}")));
                    }
                }
                Some(answer) if !is_repeat => {
                    unknown.remove(&name);
                    waiting.push((path, answer.text()));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Given {
    fn text(&self) -> String {
        match self {
            Self::Truth(truth) => if *truth { "yes" } else { "no" }.to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
            Self::Choices(choices) => choices.join(" "),
            Self::Repeat(_) => String::new(),
        }
    }
}

impl FormSession {
    /// Questions and repeats of the root or of an instance of a repeat, those in groups too, with their names.
    fn places(&self, within: &NodePath) -> Vec<(NodePath, String)> {
        let form = self.form();
        let scope = repeats(form, within.node);
        let nodes = (0..).zip(&form.nodes).skip(1).filter(|(_, node)| node.kind != Kind::Group);
        let inside = nodes.filter(|(index, node)| {
            let mut around = repeats(form, *index);
            if matches!(node.kind, Kind::Repeat(_)) {
                around.pop();
            }
            around == scope
        });
        inside
            .map(|(index, node)| (NodePath::new(index, within.positions.clone()), node.name.clone()))
            .collect()
    }
}

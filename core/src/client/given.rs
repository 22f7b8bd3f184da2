//! Answers that come all at once: by the names of their questions, as a file or another program has them.

use super::Client;
use crate::form::FormSession;
use crate::{Error, Missing};
use jonaki_forms::definition::Kind;
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
        self.spread(open, ("", given), &mut waiting, &mut unknown)?;
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
        (within, given): (&str, &GivenAnswers),
        waiting: &mut Waiting,
        unknown: &mut BTreeSet<String>,
    ) -> Result<(), Error> {
        for (path, name, is_repeat) in open.places(within) {
            match given.get(&name) {
                Some(Given::Repeat(instances)) if is_repeat => {
                    unknown.remove(&name);
                    for (index, instance) in instances.iter().enumerate() {
                        if index >= open.instances(&path) {
                            self.add_repeat(open, &path)?;
                        }
                        let mut inside = instance.keys().cloned().collect();
                        self.spread(
                            open,
                            (&format!("{path}[{}]", index + 1), instance),
                            waiting,
                            &mut inside,
                        )?;
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
    /// Questions and repeats of the root or of an instance of a repeat, those in groups too: path, name, whether it is a repeat.
    fn places(&self, within: &str) -> Vec<(String, String, bool)> {
        let form = self.form();
        let mut paths: Vec<Option<String>> = Vec::with_capacity(form.nodes.len());
        let mut found = Vec::new();
        let bare: String = strip_positions(within);
        for (index, node) in form.nodes.iter().enumerate() {
            let above = if index == 0 {
                Some("")
            } else {
                paths.get(node.parent as usize).and_then(Option::as_deref)
            };
            let plain = above.map(|above| format!("{above}/{}", node.name));
            let inside = plain.as_ref().is_some_and(|plain| {
                within.is_empty()
                    || plain.starts_with(&format!("{bare}/"))
                    || bare.starts_with(plain.as_str())
            });
            let is_repeat = matches!(node.kind, Kind::Repeat(_));
            let plain = plain.filter(|_| inside);
            if let Some(plain) = &plain
                && index != 0
                && node.kind != Kind::Group
                && (within.is_empty() || plain.len() > bare.len())
            {
                found.push((format!("{within}{}", &plain[bare.len()..]), node.name.clone(), is_repeat));
            }
            // What is in another repeat belongs to its instances.
            paths.push(plain.filter(|plain| !is_repeat || bare.starts_with(plain.as_str())));
        }
        found
    }
}

fn strip_positions(path: &str) -> String {
    let names = path.split('/').map(|name| name.split('[').next().unwrap_or_default());
    names.collect::<Vec<_>>().join("/")
}

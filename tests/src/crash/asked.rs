//! What the standard form asks, as the terminal prints it.

use super::Failure;
use jonaki_core::forms::definition::{Form, Kind, Piece};
use jonaki_core::{Client, FormSession, Move, QuestionView};
use std::collections::{BTreeMap, BTreeSet};

/// What is asked only after another answer stays as it is: an answer to it may not count any more.
const LEFT: [&str; 2] = ["/victim_aware", "/helpline_called"];

/// What is asked, by what the terminal prints.
pub(super) struct Asked {
    /// Questions that are answered, by label.
    pub(super) questions: BTreeMap<String, QuestionView>,
    /// Labels of everything that waits for a line.
    pub(super) waiting: BTreeSet<String>,
    /// Title of the page that offers more.
    pub(super) more: String,
    /// Searches for a place, with the first that each finds.
    pub(super) places: Vec<(&'static str, String)>,
}

impl Asked {
    /// Of a form that was just begun; what is answered here is of no use afterwards.
    pub(super) fn of(client: &mut Client, open: &mut FormSession) -> Result<Self, Failure> {
        client.answer(open, "/data/urgent/concern_types", "child_labour")?;
        client.go(open, &Move::To("#more".to_owned()))?;
        let more = open.page();
        let groups = more.folded.iter().map(|group| group.path.clone());
        let mut questions = BTreeMap::new();
        let mut twice = BTreeSet::new();
        for key in ["/data/urgent", "/data/where_who"].map(str::to_owned).into_iter().chain(groups) {
            client.go(open, &Move::To(key))?;
            for question in open.page().questions {
                let label = question.label.clone();
                if let Some(other) = questions.insert(label.clone(), question) {
                    twice.insert(other.label);
                }
            }
        }
        questions.retain(|label, question| {
            !twice.contains(label) && !LEFT.iter().any(|left| question.path.ends_with(left))
        });
        let mut places = Vec::new();
        for typed in ["Jashore", "Khulna", "Dumuria"] {
            let found = open.search_choices("/data/where_who/place", typed, 8)?;
            places.push((typed, found.first().ok_or("no such place")?.value.clone()));
        }
        Ok(Self { questions, waiting: waiting(open.form())?, more: more.title, places })
    }
}

/// English labels of what a person answers.
fn waiting(form: &Form) -> Result<BTreeSet<String>, Failure> {
    let language = form.languages.iter().position(|tag| tag == "en").ok_or("no English")?;
    let silent = |kind: &Kind| {
        matches!(kind, Kind::Note | Kind::Calculate | Kind::Hidden | Kind::Metadata(_)) || kind.is_container()
    };
    let labels = form.nodes.iter().filter(|node| !silent(&node.kind)).filter_map(|node| {
        match node.label.0.get(language)?.as_slice() {
            [Piece::Literal(label)] => Some(label.clone()),
            _ => None,
        }
    });
    Ok(labels.collect())
}

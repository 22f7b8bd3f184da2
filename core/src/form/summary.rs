//! Everything once more, and what is missing.

use super::FormSession;
use super::pages::node;
use super::view::QuestionKind;
use jonaki_forms::filling::Verdict;
use serde::Serialize;

/// An answer in the summary.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct SummaryLine {
    /// Path of the question: [`super::Move::To`] leads to its page.
    pub path: String,
    /// The question.
    pub label: String,
    /// The answer as people read it.
    pub shown: String,
}

impl std::fmt::Debug for SummaryLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SummaryLine({})", self.path)
    }
}

/// Something that keeps a form from being filed.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Path of the question: [`super::Move::To`] leads to its page.
    pub path: String,
    /// The question.
    pub label: String,
    /// What to do.
    pub message: String,
}

/// A label or message may repeat an answer.
impl std::fmt::Debug for Missing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Missing({})", self.path)
    }
}

impl FormSession {
    /// What was answered, in the order of the form.
    pub fn summary(&self) -> Vec<SummaryLine> {
        let pages = self.pages();
        let nodes = pages.pages.iter().flat_map(|page| &page.nodes);
        let answered = nodes.filter(|path| {
            let kind = node(&self.form, path).and_then(|node| QuestionKind::of(&node.kind));
            kind.is_some_and(QuestionKind::is_answered)
                && self.filling.value(path).is_some_and(|value| !value.is_empty())
        });
        let line = |path| SummaryLine {
            path: self.filling.path_text(path),
            label: self.filling.label(path, self.language()),
            shown: self.shown(path),
        };
        answered.map(line).collect()
    }

    /// What is missing or wrong, in the order of the form; nothing when it can be filed.
    pub fn missing(&self) -> Vec<Missing> {
        let wrong = self.filling.nodes().into_iter().filter(|path| self.filling.verdict(path) != Verdict::Ok);
        let missing = |path| Missing {
            path: self.filling.path_text(&path),
            label: self.filling.label(&path, self.language()),
            message: self.error(&path, true).unwrap_or_default(),
        };
        wrong.map(missing).collect()
    }
}

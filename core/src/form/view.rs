//! What a shell draws of a form: immutable records, one call a page.

use jonaki_forms::definition::Kind;
use serde::Serialize;

/// A page.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct PageView {
    /// Its name: [`super::Move::To`] leads here again.
    pub key: String,
    /// What it is.
    pub kind: PageKind,
    /// Title in the language that is spoken; empty where the question says it all.
    pub title: String,
    /// Help under the title.
    pub hint: String,
    /// Questions in order.
    pub questions: Vec<QuestionView>,
    /// The repeat to which this page adds.
    pub repeat: Option<RepeatView>,
    /// The instance of a repeat that can be taken away here, by its path.
    pub instance: Option<String>,
    /// What can be told beside; only on the page that offers it.
    pub folded: Vec<FoldedView>,
    /// Which page this is, from 1, of how many; what is folded away counts as where it was opened.
    pub position: usize,
    /// How many there are.
    pub of: usize,
    /// Whether there is a page before this one.
    pub can_go_back: bool,
    /// Whether there is a page after this one.
    pub can_go_on: bool,
}

/// Answers are personal.
impl std::fmt::Debug for PageView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { key, kind, questions, .. } = self;
        write!(f, "PageView({key}, {kind:?}, {} questions)", questions.len())
    }
}

/// Kinds of pages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PageKind {
    /// Questions.
    Questions,
    /// Where an instance of a repeat can be added.
    Repeat,
    /// What can be told beside what is required.
    More,
    /// Everything once more, before it is filed.
    Summary,
}

/// A question.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct QuestionView {
    /// Its path: name it when it is answered.
    pub path: String,
    /// How to ask.
    pub kind: QuestionKind,
    /// The question.
    pub label: String,
    /// Help under it.
    pub hint: String,
    /// Longer help for whoever trains or supervises.
    pub guidance: String,
    /// The answer as it is stored; empty without one.
    pub value: String,
    /// The answer as people read it.
    pub shown: String,
    /// Whether an answer is required.
    pub required: bool,
    /// Whether it cannot be changed.
    pub read_only: bool,
    /// What is wrong with the answer, and what to do.
    pub error: Option<String>,
    /// What can be chosen; empty where there are too many: then search ([`crate::FormSession::search_choices`]).
    pub choices: Vec<ChoiceView>,
    /// Whether choices are to be searched.
    pub searched: bool,
    /// Appearance hints of the form's author.
    pub appearance: Vec<String>,
}

impl std::fmt::Debug for QuestionView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "QuestionView({}, {:?}, {} bytes)", self.path, self.kind, self.value.len())
    }
}

/// How to ask.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names are XLSForm's")]
pub enum QuestionKind {
    Text,
    Integer,
    Decimal,
    /// A number on a scale.
    Range {
        /// First value.
        start: f64,
        /// Last value.
        end: f64,
        /// Distance of two values.
        step: f64,
    },
    Date,
    Time,
    DateTime,
    SelectOne,
    SelectMultiple,
    Rank,
    Note,
    Acknowledge,
    Geopoint,
    Geotrace,
    Geoshape,
    Barcode,
    Image,
    Audio,
    Video,
    File,
}

impl Eq for QuestionKind {}

impl QuestionKind {
    pub(super) fn of(kind: &Kind) -> Option<Self> {
        Some(match kind {
            Kind::Text => Self::Text,
            Kind::Integer => Self::Integer,
            Kind::Decimal => Self::Decimal,
            Kind::Range(range) => Self::Range { start: range.start, end: range.end, step: range.step },
            Kind::Date => Self::Date,
            Kind::Time => Self::Time,
            Kind::DateTime => Self::DateTime,
            Kind::SelectOne(_) => Self::SelectOne,
            Kind::SelectMultiple(_) => Self::SelectMultiple,
            Kind::Rank(_) => Self::Rank,
            Kind::Note => Self::Note,
            Kind::Acknowledge => Self::Acknowledge,
            Kind::Geopoint => Self::Geopoint,
            Kind::Geotrace => Self::Geotrace,
            Kind::Geoshape => Self::Geoshape,
            Kind::Barcode => Self::Barcode,
            Kind::Image => Self::Image,
            Kind::Audio => Self::Audio,
            Kind::Video => Self::Video,
            Kind::File => Self::File,
            Kind::Calculate | Kind::Hidden | Kind::Group | Kind::Repeat(_) | Kind::Metadata(_) => {
                return None;
            }
        })
    }

    /// Whether a person answers it.
    pub fn is_answered(self) -> bool {
        self != Self::Note
    }
}

/// A choice.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ChoiceView {
    /// What is stored.
    pub value: String,
    /// What is shown; places with what they lie in, because names repeat.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl std::fmt::Debug for ChoiceView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChoiceView")
    }
}

/// A repeat that can grow.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct RepeatView {
    /// Its path, for adding.
    pub path: String,
    /// What an instance is called.
    pub label: String,
    /// How many there are.
    pub count: usize,
}

/// A group that is folded away.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct FoldedView {
    /// Path of the group: [`super::Move::To`] opens it.
    pub path: String,
    /// Its label.
    pub label: String,
    /// Its hint.
    pub hint: String,
    /// Answers in it.
    pub answered: usize,
    /// Whether something in it is missing or wrong.
    pub wants: bool,
}

/// A label may repeat an answer.
impl std::fmt::Debug for RepeatView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RepeatView({}, {})", self.path, self.count)
    }
}

impl std::fmt::Debug for FoldedView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FoldedView({}, {} answered)", self.path, self.answered)
    }
}

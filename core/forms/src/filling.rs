//! The answers of one person to one form, and everything that follows from them.
//!
//! A [`Filling`] holds the instance of a form: values, relevance, repeats. An answer evaluates again only what can
//! depend on it. Whatever changed comes back as [`Changes`], rows of text that the caller stores; from all rows
//! together, [`Filling::restore`] gives the same filling again.

mod answer;
mod ask;
mod path;
mod repeats;
mod run;
mod start;
pub(crate) mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

pub use self::path::NodePath;
use self::run::{Undo, Work};
use self::tree::{At, FrameId, Tree};
use crate::definition::DefinitionError;
pub use crate::evaluate::{Choice, EvaluationFault, Facts};
use crate::evaluate::{Evaluator, Surroundings};
use crate::limits;
use crate::lists::Lists;
use crate::program::{Program, ScopeId};

/// What a filling knows of the world. Nothing else about time, chance or people enters it.
#[derive(Clone)]
pub struct Context {
    /// Now, in milliseconds since the epoch. `today()` and `now()` keep to it until [`Filling::set_now`].
    pub now_ms: i64,
    /// Minutes that local time is ahead of UTC.
    pub offset_minutes: i32,
    /// BCP 47 tag of the language to start in; one that the form does not have gives the form's first.
    pub language: String,
    /// Fresh randomness for every start and every restore: `uuid()` and `random()` come from it.
    pub seed: [u8; 32],
    /// Facts for metadata questions.
    pub facts: Facts,
    /// Built-in lists.
    pub lists: Arc<dyn Lists>,
}

/// An answer as a shell gives it.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// No answer.
    Empty,
    /// Text, in the form of the question's type: a number, a date, names of choices divided by blanks, a place. Digits
    /// of other scripts are read in numbers, dates and places.
    Text(String),
}

/// Answers are personal: only the size is shown.
impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("Empty"),
            Self::Text(text) => write!(formatter, "Text({} bytes)", text.len()),
        }
    }
}

impl From<&str> for Answer {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

/// Rows to store: path as text, and the value or, to delete the row, nothing. A repeat's own row (a path without its
/// own number) holds how many instances it has.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// In the order of their paths.
    pub rows: Vec<(String, Option<String>)>,
}

/// Answers are personal: only how many there are is shown.
impl fmt::Debug for Changes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Changes({} rows)", self.rows.len())
    }
}

/// Whether an answer can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It can, or the question is not relevant.
    Ok,
    /// An answer is required and missing.
    RequiredMissing,
    /// The constraint does not hold.
    ConstraintFailed,
}

/// Why an answer or a repeat was refused. Nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// No node has this path now.
    #[error("there is no such question: {0}")]
    NotFound(String),
    /// Groups, repeats, notes and calculations take no answer.
    #[error("this is not a question that can be answered")]
    NotAQuestion,
    /// The text is not of the question's type.
    #[error("the answer must be {expected}")]
    WrongType {
        /// What it must be: `integer`, `decimal`, `date`, `time`, `date_time`, `place`.
        expected: &'static str,
    },
    /// A value that is none of the choices that the question offers now.
    #[error("the answer is none of the choices")]
    NotAChoice,
    /// More text than an answer may have.
    #[error("the answer is longer than {} bytes: shorten it", limits::ANSWER_BYTES)]
    TooLong,
    /// The number of instances follows from an answer.
    #[error("this part is repeated as often as an answer says: change that answer")]
    Counted,
    /// More instances than a repeat or a form may have.
    #[error("this part cannot be repeated more often")]
    TooManyRepeats,
    /// Evaluating what depends on the answer takes too many steps.
    #[error("the form takes too long to evaluate: tell whoever made it")]
    TooManySteps,
}

impl AnswerError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "answer_not_found",
            Self::NotAQuestion => "answer_not_a_question",
            Self::WrongType { .. } => "answer_wrong_type",
            Self::NotAChoice => "answer_not_a_choice",
            Self::TooLong => "answer_too_long",
            Self::Counted => "repeat_counted",
            Self::TooManyRepeats => "repeat_too_many",
            Self::TooManySteps => "evaluation_too_many_steps",
        }
    }
}

/// Why a filling cannot be opened.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum OpenError {
    /// The form is not sound.
    #[error(transparent)]
    Definition(#[from] DefinitionError),
    /// Evaluating the form takes too many steps, or repeats too much.
    #[error(transparent)]
    Evaluation(#[from] AnswerError),
    /// A saved row does not fit the form.
    #[error("a saved answer does not fit the form: {path}; open it with the version it was started with")]
    Row {
        /// Path of the row.
        path: String,
    },
}

impl OpenError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Definition(error) => error.code(),
            Self::Evaluation(error) => error.code(),
            Self::Row { .. } => "filling_row_does_not_fit",
        }
    }
}

/// The answers of one person to one form.
pub struct Filling {
    program: Program,
    tree: Tree,
    around: Surroundings,
    work: Work,
    undo: Vec<Undo>,
    /// Values and numbers of instances that changed since the last commit.
    changed: BTreeSet<At>,
    recounted: BTreeSet<(FrameId, ScopeId)>,
    /// All rows as they were before instances moved, if any did.
    before: Option<BTreeMap<String, String>>,
    /// Paths inside instances that were removed.
    vanished: BTreeSet<NodePath>,
    faults: BTreeMap<(u32, FrameId), EvaluationFault>,
    /// While the defaults of a new instance are set, nothing has been evaluated yet: whatever depends on one must be,
    /// changed or not.
    is_new: bool,
    /// Counts events that may give another random value.
    events: u64,
    /// While rows are restored, which nodes keep what was stored.
    restored: BTreeSet<At>,
}

/// Answers are personal: only sizes are shown.
impl fmt::Debug for Filling {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Filling")
            .field("nodes", &self.program.form.nodes.len())
            .field("instances", &self.tree.instances)
            .finish_non_exhaustive()
    }
}

impl Filling {
    fn evaluator(&self, current: At) -> Evaluator<'_> {
        Evaluator::new(&self.program, &self.tree, &self.around, current)
    }
}

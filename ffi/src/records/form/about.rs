//! Forms in lists, answered forms, and newer versions.

use super::AnsweredLine;
use crate::ids::{CaseId, DraftId, FormId};

/// A form that can be answered.
#[derive(Clone, uniffi::Record)]
pub struct FormInfo {
    /// Its newest version.
    pub id: FormId,
    /// The form's name for programs.
    pub name: String,
    /// Title in the form's default language.
    pub title: String,
    /// What its author calls the version.
    pub version: String,
    /// Its languages, the default first.
    pub languages: Vec<String>,
}

/// A form that is being answered on this device.
#[derive(Clone, uniffi::Record)]
pub struct FormDraft {
    /// Opens it again.
    pub id: DraftId,
    /// The form's title.
    pub title: String,
    /// The case that it is about.
    pub case: Option<CaseId>,
    /// When it was started, seconds since 1970.
    pub started_at: i64,
    /// When it was last touched.
    pub updated_at: i64,
    /// Whether a newer version could be taken.
    pub newer: bool,
}

/// A form that was answered for a case.
#[derive(Clone, uniffi::Record)]
pub struct AnsweredForm {
    /// The form's title.
    pub title: String,
    /// Questions and answers.
    pub lines: Vec<AnsweredLine>,
}

/// A newer version of a form, and what it would change for these answers.
#[derive(Clone, uniffi::Record)]
pub struct FormUpdate {
    /// What its author calls it.
    pub version: String,
    /// What a person would notice.
    pub changes: Vec<FormChange>,
}

/// A difference between two versions.
#[derive(Clone, uniffi::Record)]
pub struct FormChange {
    /// What it means for the question.
    pub kind: FormChangeKind,
    /// The question, in the language that is spoken.
    pub question: String,
}

/// What a newer version means for a question.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum FormChangeKind {
    /// It is new.
    Added,
    /// It is not asked any more, and was not answered.
    Removed,
    /// It is not asked any more: its answer would not be filed.
    AnswerDropped,
    /// It is asked in other words or offers other choices.
    Changed,
    /// Its answer does not fit any more.
    AnswerRefused,
}

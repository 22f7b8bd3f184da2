//! From what the core says of a form.

use super::{
    AnsweredForm, AnsweredLine, Choice, Folded, FormChange, FormChangeKind, FormDraft, FormInfo, FormUpdate,
    MissingAnswer, PageKind, Question, QuestionKind, Repeat, count,
};
use crate::ids::{CaseId, DraftId};
use jonaki_core as core;

pub(super) fn lines(lines: Vec<core::SummaryLine>) -> Vec<AnsweredLine> {
    let line =
        |line: core::SummaryLine| AnsweredLine { path: line.path, label: line.label, shown: line.shown };
    lines.into_iter().map(line).collect()
}

impl From<core::PageKind> for PageKind {
    fn from(kind: core::PageKind) -> Self {
        match kind {
            core::PageKind::Questions => Self::Questions,
            core::PageKind::Repeat => Self::Repeat,
            core::PageKind::More => Self::More,
            core::PageKind::Summary => Self::Summary,
        }
    }
}

impl From<core::QuestionView> for Question {
    fn from(view: core::QuestionView) -> Self {
        Self {
            path: view.path,
            kind: view.kind.into(),
            label: view.label,
            hint: view.hint,
            guidance: view.guidance,
            value: view.value,
            shown: view.shown,
            required: view.required,
            read_only: view.read_only,
            error: view.error,
            choices: view.choices.into_iter().map(Choice::from).collect(),
            searched: view.searched,
            appearance: view.appearance,
        }
    }
}

impl From<core::QuestionKind> for QuestionKind {
    fn from(kind: core::QuestionKind) -> Self {
        use core::QuestionKind as Core;
        match kind {
            Core::Text => Self::Text,
            Core::Integer => Self::Integer,
            Core::Decimal => Self::Decimal,
            Core::Range { start, end, step } => Self::Range { start, end, step },
            Core::Date => Self::Date,
            Core::Time => Self::Time,
            Core::DateTime => Self::DateTime,
            Core::SelectOne => Self::SelectOne,
            Core::SelectMultiple => Self::SelectMultiple,
            Core::Rank => Self::Rank,
            Core::Note => Self::Note,
            Core::Acknowledge => Self::Acknowledge,
            Core::Geopoint => Self::Geopoint,
            Core::Geotrace => Self::Geotrace,
            Core::Geoshape => Self::Geoshape,
            Core::Barcode => Self::Barcode,
            Core::Image => Self::Image,
            Core::Audio => Self::Audio,
            Core::Video => Self::Video,
            Core::File => Self::File,
        }
    }
}

impl From<core::ChoiceView> for Choice {
    fn from(view: core::ChoiceView) -> Self {
        Self { value: view.value, label: view.label, chosen: view.chosen }
    }
}

impl From<core::RepeatView> for Repeat {
    fn from(view: core::RepeatView) -> Self {
        Self { path: view.path, label: view.label, count: count(view.count) }
    }
}

impl From<core::FoldedView> for Folded {
    fn from(view: core::FoldedView) -> Self {
        Self {
            path: view.path,
            label: view.label,
            hint: view.hint,
            answered: count(view.answered),
            wants: view.wants,
        }
    }
}

impl From<core::Missing> for MissingAnswer {
    fn from(missing: core::Missing) -> Self {
        Self { path: missing.path, label: missing.label, message: missing.message }
    }
}

impl From<core::FormView> for FormInfo {
    fn from(view: core::FormView) -> Self {
        Self {
            id: view.hash.into(),
            name: view.form,
            title: view.title,
            version: view.version,
            languages: view.languages,
        }
    }
}

impl From<core::FillingView> for FormDraft {
    fn from(view: core::FillingView) -> Self {
        Self {
            id: DraftId(view.id),
            title: view.title,
            case: view.case.map(CaseId::from),
            started_at: view.started_at.0,
            updated_at: view.updated_at.0,
            newer: view.newer.is_some(),
        }
    }
}

impl From<core::AnsweredForm> for AnsweredForm {
    fn from(form: core::AnsweredForm) -> Self {
        Self { title: form.title, lines: lines(form.lines) }
    }
}

impl From<core::FormUpdate> for FormUpdate {
    fn from(update: core::FormUpdate) -> Self {
        Self { version: update.version, changes: update.changes.into_iter().map(FormChange::from).collect() }
    }
}

impl From<core::FormChange> for FormChange {
    fn from(change: core::FormChange) -> Self {
        let (kind, question) = match change {
            core::FormChange::Added(question) => (FormChangeKind::Added, question),
            core::FormChange::Removed(question) => (FormChangeKind::Removed, question),
            core::FormChange::AnswerDropped(question) => (FormChangeKind::AnswerDropped, question),
            core::FormChange::Changed(question) => (FormChangeKind::Changed, question),
            core::FormChange::AnswerRefused(question) => (FormChangeKind::AnswerRefused, question),
        };
        Self { kind, question }
    }
}

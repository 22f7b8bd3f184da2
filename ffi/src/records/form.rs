//! A form on the screen.

mod about;
mod convert;

pub use about::{AnsweredForm, FormChange, FormChangeKind, FormDraft, FormInfo, FormUpdate};

use crate::ids::{CaseId, DraftId};
use crate::words::Bilingual;
use convert::lines;
use jonaki_core as core;
use jonaki_core::reference::helplines;

/// Everything that a page of a form shows.
#[derive(Clone, uniffi::Record)]
pub struct FormScreen {
    /// Its number on this device: opens it again.
    pub draft: DraftId,
    /// The case that it is about; nothing for a new report.
    pub case: Option<CaseId>,
    /// The language that is spoken, BCP 47.
    pub language: String,
    /// Languages of the form, the default first.
    pub languages: Vec<String>,
    /// The page's name: going there leads here again.
    pub key: String,
    /// What the page is.
    pub kind: PageKind,
    /// Its title; empty where the question says it all.
    pub title: String,
    /// Help under the title.
    pub hint: String,
    /// Questions in order.
    pub questions: Vec<Question>,
    /// The repeat to which this page adds.
    pub repeat: Option<Repeat>,
    /// The instance of a repeat that can be taken away here.
    pub instance: Option<String>,
    /// What can be told beside.
    pub folded: Vec<Folded>,
    /// Which page this is, from 1.
    pub position: u32,
    /// Of how many.
    pub of: u32,
    /// Whether there is a page before this one.
    pub can_go_back: bool,
    /// Whether there is a page after this one.
    pub can_go_on: bool,
    /// Whether the answers say that somebody is in danger now: show the helplines before everything else.
    pub danger: bool,
    /// The numbers to call, where there is danger.
    pub helplines: Vec<Helpline>,
    /// On the last page: every answer once more.
    pub summary: Vec<AnsweredLine>,
    /// On the last page: what keeps it from being filed.
    pub missing: Vec<MissingAnswer>,
}

/// What a page is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
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
#[derive(Clone, uniffi::Record)]
pub struct Question {
    /// Names it when it is answered.
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
    /// What can be chosen; empty where there is too much: then search.
    pub choices: Vec<Choice>,
    /// Whether choices are to be searched.
    pub searched: bool,
    /// Appearance hints of the form's author.
    pub appearance: Vec<String>,
}

/// How to ask; the names are XLSForm's.
#[derive(Clone, Copy, PartialEq, Debug, uniffi::Enum)]
#[allow(missing_docs, reason = "the names are XLSForm's")]
pub enum QuestionKind {
    Text,
    Integer,
    Decimal,
    /// A number on a scale.
    Range {
        start: f64,
        end: f64,
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

/// A choice.
#[derive(Clone, uniffi::Record)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// A repeat that can grow.
#[derive(Clone, uniffi::Record)]
pub struct Repeat {
    /// Names it when one is added.
    pub path: String,
    /// What an instance is called.
    pub label: String,
    /// How many there are.
    pub count: u32,
}

/// A group that is folded away.
#[derive(Clone, uniffi::Record)]
pub struct Folded {
    /// Where it opens.
    pub path: String,
    /// Its label.
    pub label: String,
    /// Its hint.
    pub hint: String,
    /// Answers in it.
    pub answered: u32,
    /// Whether something in it is missing or wrong.
    pub wants: bool,
}

/// A number to call.
#[derive(Clone, uniffi::Record)]
pub struct Helpline {
    /// Digits to dial inside Bangladesh.
    pub number: String,
    /// Who answers.
    pub label: Bilingual,
    /// When somebody answers.
    pub hours: Bilingual,
    /// What it is for.
    pub about: Bilingual,
    /// Whether it is for those in danger now.
    pub emergency: bool,
}

/// A question with its answer.
#[derive(Clone, uniffi::Record)]
pub struct AnsweredLine {
    /// Leads to its page.
    pub path: String,
    /// The question.
    pub label: String,
    /// The answer as people read it.
    pub shown: String,
}

/// Something that keeps a form from being filed.
#[derive(Clone, uniffi::Record)]
pub struct MissingAnswer {
    /// Leads to its page.
    pub path: String,
    /// The question.
    pub label: String,
    /// What to do.
    pub message: String,
}

/// What was filed.
#[derive(Clone, uniffi::Record)]
pub struct Filed {
    /// The case.
    pub case: CaseId,
    /// Eight characters to say on the telephone.
    pub short_code: String,
}

pub(crate) fn all_helplines() -> Vec<Helpline> {
    let of = |known: helplines::Helpline| Helpline {
        number: known.number().to_owned(),
        label: Bilingual::of(|language| known.label(language).to_owned()),
        hours: Bilingual::of(|language| known.hours(language).to_owned()),
        about: Bilingual::of(|language| known.about(language).to_owned()),
        emergency: known.level() == helplines::Level::Emergency,
    };
    helplines::all().map(of).collect()
}

pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl FormScreen {
    pub(crate) fn of(open: &core::FormSession) -> Self {
        let page = open.page();
        let last = page.kind == core::PageKind::Summary;
        let danger = open.in_danger();
        Self {
            draft: DraftId(open.id()),
            case: open.case().map(CaseId::from),
            language: open.language().to_owned(),
            languages: open.form().languages.clone(),
            key: page.key,
            kind: page.kind.into(),
            title: page.title,
            hint: page.hint,
            questions: page.questions.into_iter().map(Question::from).collect(),
            repeat: page.repeat.map(Repeat::from),
            instance: page.instance,
            folded: page.folded.into_iter().map(Folded::from).collect(),
            position: count(page.position),
            of: count(page.of),
            can_go_back: page.can_go_back,
            can_go_on: page.can_go_on,
            danger,
            helplines: if danger { all_helplines() } else { Vec::new() },
            summary: if last { lines(open.summary()) } else { Vec::new() },
            missing: if last { open.missing().into_iter().map(Into::into).collect() } else { Vec::new() },
        }
    }
}

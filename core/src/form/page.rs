//! A page as a shell draws it.

use super::pages::{MORE, Page, SUMMARY, appears, node};
use super::{FormSession, search, words};
use crate::text::bangla_digits;
use jonaki_forms::definition::Kind;
use jonaki_forms::filling::{NodePath, Verdict};
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
    /// What can be chosen; empty where there are too many: then search ([`FormSession::search_choices`]).
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
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RepeatView {
    /// Its path, for adding.
    pub path: String,
    /// What an instance is called.
    pub label: String,
    /// How many there are.
    pub count: usize,
}

/// A group that is folded away.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
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

impl FormSession {
    /// The page that is shown now.
    pub fn page(&self) -> PageView {
        let pages = self.pages();
        let key = pages.settle(&self.at);
        let main = pages.main();
        let folded = pages.page(&key).is_some_and(|page| page.folded.is_some());
        let place = if folded { MORE } else { key.as_str() };
        let position = main.iter().position(|known| *known == place).unwrap_or_default() + 1;
        let mut view = PageView {
            kind: PageKind::Questions,
            title: String::new(),
            hint: String::new(),
            questions: Vec::new(),
            repeat: None,
            instance: None,
            folded: Vec::new(),
            position,
            of: main.len(),
            can_go_back: pages.back(&key).is_some(),
            can_go_on: key != SUMMARY,
            key,
        };
        match view.key.as_str() {
            MORE => {
                view.kind = PageKind::More;
                words::MORE.in_language(self.language()).clone_into(&mut view.title);
                view.folded = self.folded(&pages);
            }
            SUMMARY => {
                view.kind = PageKind::Summary;
                words::SUMMARY.in_language(self.language()).clone_into(&mut view.title);
            }
            _ => {
                if let Some(page) = pages.page(&view.key) {
                    self.fill(&mut view, page);
                }
            }
        }
        view
    }

    fn fill(&self, view: &mut PageView, page: &Page) {
        let Some(head) = node(&self.form, &page.head) else { return };
        let label = self.filling.label(&page.head, self.language());
        match &head.kind {
            Kind::Repeat(_) if page.nodes.first() == Some(&page.head) => {
                view.kind = PageKind::Repeat;
                let label = self.repeat_label(&page.head);
                let count = self.filling.count(&page.head);
                view.repeat = Some(RepeatView { path: page.key.clone(), label: label.clone(), count });
                view.title = label;
            }
            Kind::Group | Kind::Repeat(_) => {
                view.title = label;
                view.hint = self.filling.hint(&page.head, self.language());
                let removable = matches!(&head.kind, Kind::Repeat(repeat) if repeat.count.is_none());
                view.instance = removable.then(|| page.key.clone());
            }
            _ => {}
        }
        let tried = self.tried.contains(&page.key);
        view.questions = page.nodes.iter().filter_map(|path| self.question(path, tried)).collect();
    }

    /// Labels are said of instances: of the first, or as they are written where there is none.
    fn repeat_label(&self, repeat: &NodePath) -> String {
        let mut first = repeat.clone();
        first.positions.push(1);
        let said = self.filling.label(&first, self.language());
        if said.is_empty() {
            node(&self.form, repeat).map(|node| node.name.clone()).unwrap_or_default()
        } else {
            said
        }
    }

    fn question(&self, path: &NodePath, tried: bool) -> Option<QuestionView> {
        let asked = node(&self.form, path)?;
        let kind = QuestionKind::of(&asked.kind)?;
        let language = self.language();
        let value = self.filling.value(path).unwrap_or_default().to_owned();
        let (choices, searched) = match asked.kind.select() {
            Some(_) if appears(asked, "autocomplete") => (Vec::new(), true),
            Some(_) => search::offered(&self.filling, path, &value),
            None => (Vec::new(), false),
        };
        Some(QuestionView {
            path: self.filling.path_text(path),
            kind,
            label: self.filling.label(path, language),
            hint: self.filling.hint(path, language),
            guidance: self.filling.guidance(path, language),
            shown: self.shown(path),
            required: self.filling.is_required(path),
            read_only: self.filling.is_read_only(path),
            error: self.error(path, tried),
            choices,
            searched,
            appearance: asked.appearance.split_ascii_whitespace().map(str::to_owned).collect(),
            value,
        })
    }

    /// What is missing is said once the person wanted to go on; what is wrong at once.
    pub(super) fn error(&self, path: &NodePath, tried: bool) -> Option<String> {
        let verdict = self.filling.verdict(path);
        let fallback = match verdict {
            Verdict::Ok => return None,
            Verdict::RequiredMissing if !tried => return None,
            Verdict::RequiredMissing => words::MISSING,
            Verdict::ConstraintFailed => words::WRONG,
        };
        let said = self.filling.message(path, verdict, self.language());
        Some(if said.is_empty() { fallback.in_language(self.language()).to_owned() } else { said })
    }

    /// An answer as people read it: labels of choices, digits of the language.
    pub(super) fn shown(&self, path: &NodePath) -> String {
        let value = self.filling.value(path).unwrap_or_default();
        let Some(asked) = node(&self.form, path).filter(|_| !value.is_empty()) else { return String::new() };
        match &asked.kind {
            Kind::SelectOne(_) => search::label(&self.filling, path, value),
            Kind::SelectMultiple(_) | Kind::Rank(_) => {
                let labels: Vec<String> =
                    value.split(' ').map(|value| search::label(&self.filling, path, value)).collect();
                labels.join(", ")
            }
            Kind::Acknowledge => words::YES.in_language(self.language()).to_owned(),
            Kind::Text | Kind::Barcode => value.to_owned(),
            _ if self.language().starts_with("bn") => bangla_digits(value),
            _ => value.to_owned(),
        }
    }

    fn folded(&self, pages: &super::pages::Pages) -> Vec<FoldedView> {
        let mut seen: Vec<&NodePath> = Vec::new();
        for group in pages.pages.iter().filter_map(|page| page.folded.as_ref()) {
            if !seen.contains(&group) {
                seen.push(group);
            }
        }
        let view = |group: &NodePath| {
            let nodes = || pages.inside(group).flat_map(|page| &page.nodes);
            FoldedView {
                path: self.filling.path_text(group),
                label: self.filling.label(group, self.language()),
                hint: self.filling.hint(group, self.language()),
                answered: nodes()
                    .filter(|path| self.filling.value(path).is_some_and(|value| !value.is_empty()))
                    .count(),
                wants: nodes().any(|path| self.filling.verdict(path) != Verdict::Ok),
            }
        };
        seen.into_iter().map(view).collect()
    }
}

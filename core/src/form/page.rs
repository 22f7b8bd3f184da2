//! The page that is shown, as a shell draws it.

use super::pages::{MORE, Page, SUMMARY, appears, node};
use super::view::{FoldedView, PageKind, PageView, QuestionKind, QuestionView, RepeatView};
use super::{FormSession, search, words};
use crate::text::bangla_digits;
use jonaki_forms::definition::Kind;
use jonaki_forms::filling::{NodePath, Verdict};

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

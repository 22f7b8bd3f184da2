//! Labels, hints and messages in all languages.

use std::rc::Rc;

use jonaki_forms::definition::Text;
use jonaki_forms::graph::{Field, Place};

use super::{Compiler, Origin};
use crate::diagnostic::{Code, Diagnostic};
use crate::headers::Told;
use crate::lists::{pieces, trimmed};
use crate::survey::{Asked, Draft};

impl Compiler<'_> {
    /// One text of a draft.
    pub(super) fn text(&mut self, at: usize, told: Told) -> Text {
        let Some(draft) = self.tree.get(at) else { return Text::default() };
        let languages = self.lists.languages();
        let id = self.ids.get(at).copied().flatten().unwrap_or_default();
        let mut text = Text(vec![Vec::new(); languages.len()]);
        for (language, cell) in draft.told(told) {
            let position = languages.position(language.as_deref());
            let Some(slot) = text.0.get_mut(position) else { continue };
            // A column that names the language goes before one that does not.
            if !slot.is_empty() && language.is_none() {
                continue;
            }
            slot.clear();
            let shared = Rc::new(cell.clone());
            for (at, (piece, span)) in pieces(cell, Some(at), &self.names).into_iter().enumerate() {
                let place = Place { language: position, piece: at };
                self.origins
                    .insert((id, field(told, place)), Origin { cell: Rc::clone(&shared), paths: vec![span] });
                slot.push(piece);
            }
        }
        self.translated(draft, told);
        trimmed(text)
    }

    /// Languages in which a text is missing that others have.
    fn translated(&mut self, draft: &Draft, told: Told) {
        let texts = draft.told(told);
        if texts.is_empty() || draft.generated {
            return;
        }
        let languages = self.lists.languages();
        let has =
            |at: &usize| texts.iter().any(|(language, _)| languages.position(language.as_deref()) == *at);
        for at in (0..languages.len()).filter(|at| !has(at)) {
            let needed = languages.tags.get(at).is_some_and(|tag| self.required_languages.contains(tag));
            let message = format!("`{}` has no {} in {}", draft.name, told.name(), languages.name(at));
            let fault = Diagnostic::cell(Code::TranslationMissing, &draft.cell(), message);
            let fault =
                fault.help(format!("Write it into the column `{}::{}`.", told.name(), languages.name(at)));
            self.report.add(if needed { fault } else { fault.warning() });
        }
    }

    /// A question that is seen needs words.
    pub(super) fn labelled(&mut self, draft: &Draft) {
        let silent = draft.told(Told::Label).is_empty() && draft.told(Told::Hint).is_empty();
        if draft.generated || draft.broken || draft.pictured || !silent {
            return;
        }
        let repeat = draft.is_repeat();
        if draft.is_visible() || repeat {
            let what = if repeat { "repeat" } else { "question" };
            let message = format!("the {what} `{}` has no label", draft.name);
            let fault = Diagnostic::cell(Code::LabelMissing, &draft.cell(), message);
            let fault = fault.help("Write what people read into the column `label`.");
            self.report.add(if repeat { fault.warning() } else { fault });
        }
    }

    /// Choices whose label is missing in a language that the form must have, or that others have.
    pub(super) fn translated_choices(&mut self) {
        let languages = self.lists.languages();
        let choices = self.lists.choices();
        for (list, option) in
            choices.lists.iter().flat_map(|list| list.options.iter().map(move |option| (list, option)))
        {
            let has = |at: &usize| {
                option.label.iter().any(|(language, _)| languages.position(language.as_deref()) == *at)
            };
            for at in (0..languages.len()).filter(|at| !option.label.is_empty() && !has(at)) {
                let needed = languages.tags.get(at).is_some_and(|tag| self.required_languages.contains(tag));
                let name = languages.name(at);
                let message =
                    format!("the choice `{}` of `{}` has no label in {name}", option.name.text, list.name);
                let fault = Diagnostic::cell(Code::TranslationMissing, &option.name, message);
                let fault = fault.help(format!("Write it into the column `label::{name}`."));
                self.report.add(if needed { fault } else { fault.warning() });
            }
        }
    }
}

fn field(told: Told, place: Place) -> Field {
    match told {
        Told::Label => Field::Label(place),
        Told::Hint => Field::Hint(place),
        Told::Guidance => Field::Guidance(place),
        Told::ConstraintMessage => Field::ConstraintMessage(place),
        Told::RequiredMessage => Field::RequiredMessage(place),
    }
}

/// Whether a draft is only a list.
pub(super) fn is_list(draft: &Draft) -> bool {
    matches!(draft.asked, Asked::Nothing)
}

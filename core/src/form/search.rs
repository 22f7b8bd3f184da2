//! Choices: all of them where they fit on a screen, else by what is typed.

use super::FormSession;
use super::pages::node;
use super::view::ChoiceView;
use crate::Error;
use crate::text::normalise_for_search;
use jonaki_forms::definition::{Choices, Form, Node, Source};
use jonaki_forms::filling::{Filling, NodePath};
use jonaki_reference::Language;
use jonaki_reference::places::{self, Place};

/// More than this are searched.
const AT_ONCE: usize = 30;
/// Results of one search, at most.
const RESULTS: usize = 50;

/// The choices of a question, or that they are to be searched.
pub(super) fn offered(filling: &Filling, path: &NodePath, value: &str) -> (Vec<ChoiceView>, bool) {
    let choices = filling.choices(path);
    if choices.len() > AT_ONCE {
        return (Vec::new(), true);
    }
    let chosen: Vec<&str> = value.split(' ').collect();
    let views = choices.into_iter().map(|choice| {
        let chosen = chosen.contains(&choice.value.as_str());
        ChoiceView {
            label: place(filling, path, &choice.value).unwrap_or(choice.label),
            value: choice.value,
            chosen,
        }
    });
    (views.collect(), false)
}

/// What a chosen value is called; itself where the list has it no more.
pub(super) fn label(filling: &Filling, path: &NodePath, value: &str) -> String {
    if let Some(place) = place(filling, path, value) {
        return place;
    }
    let label = filling.choice_label(path, value);
    if label.is_empty() { value.to_owned() } else { label }
}

/// A place with what it lies in: names repeat.
fn place(filling: &Filling, path: &NodePath, value: &str) -> Option<String> {
    lists_places(filling, path).then(|| Place::by_code(value))?.map(|place| place.path(language(filling)))
}

fn language(filling: &Filling) -> Language {
    Language::from_tag(filling.language()).unwrap_or(Language::English)
}

fn lists_places(filling: &Filling, path: &NodePath) -> bool {
    let form = filling.form();
    let source = node(form, path).and_then(|node| source(form, node));
    matches!(source, Some(Source::BuiltIn(name)) if name.starts_with("bd-"))
}

/// Where a question's choices come from.
pub(super) fn source<'a>(form: &'a Form, asked: &Node) -> Option<&'a Source> {
    match asked.kind.select()?.choices {
        Choices::List(index) => form.lists.get(index as usize).map(|list| &list.source),
        Choices::Nodes(_) => None,
    }
}

impl FormSession {
    /// Choices of a question that fit what a person typed, the likeliest first; places in Bangla and Latin spellings, also
    /// misspelt. An empty text gives the first ones.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn search_choices(&self, path: &str, text: &str, limit: usize) -> Result<Vec<ChoiceView>, Error> {
        let path = self.path(path)?;
        let value = self.filling.value(&path).ok_or(Error::NotFound)?;
        let limit = limit.min(RESULTS);
        let choices = self.filling.choices(&path);
        let found: Vec<_> = if lists_places(&self.filling, &path) && !text.trim().is_empty() {
            let codes = places::search(text, RESULTS).into_iter().map(|found| found.place.code());
            codes.filter_map(|code| choices.iter().find(|choice| choice.value == code)).take(limit).collect()
        } else {
            let wanted = normalise_for_search(text.trim());
            let mut fitting: Vec<_> = choices
                .iter()
                .filter_map(|choice| {
                    let at = normalise_for_search(&choice.label).find(&wanted)?;
                    Some((at > 0, choice))
                })
                .collect();
            fitting.sort_by_key(|(inside, _)| *inside);
            fitting.into_iter().map(|(_, choice)| choice).take(limit).collect()
        };
        let chosen: Vec<&str> = value.split(' ').collect();
        let view = |choice: &jonaki_forms::filling::Choice| ChoiceView {
            value: choice.value.clone(),
            label: place(&self.filling, &path, &choice.value).unwrap_or_else(|| choice.label.clone()),
            chosen: chosen.contains(&choice.value.as_str()),
        };
        Ok(found.into_iter().map(view).collect())
    }
}

//! What the compiler says for the author: the choice and the question that `or_other` adds, and names for labels that
//! are only pictures.

use crate::choices::{Choices, Entry};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::headers::Told;
use crate::languages::Languages;
use crate::sheet::{Cell, Place};
use crate::survey::{Asked, Tree};

/// pyxform's texts, and their Bangla.
const OTHER: (&str, &str) = ("Other", "অন্য");
const SPECIFY: (&str, &str) = ("Specify other.", "অন্য উত্তরটি লিখুন।");

/// Adds the choice `other` to the lists, and labels to the questions that ask what it is.
pub(super) fn add(tree: &mut Tree, choices: &mut Choices, languages: &Languages, report: &mut Report) {
    for at in 0..tree.drafts.len() {
        let Some(draft) = tree.drafts.get(at) else { continue };
        let Asked::Select(select) = draft.asked.clone() else { continue };
        let (true, Some(kind)) = (select.or_other, draft.type_cell.clone()) else { continue };
        if let Some(filter) = &draft.filter {
            let fault = Diagnostic::cell(
                Code::OrOtherFilter,
                filter,
                "`or_other` and a choice filter do not go together",
            );
            report.add(fault.help("Add a choice `other` to the list and a text question with `relevant`."));
        }
        match choices.get_mut(&select.list) {
            Some(list) if !select.from_file => {
                let there = list.options.iter().any(|option| option.name.text == "other");
                let name = Cell::written_for(&list.place, "other");
                let label = said(OTHER, &list.place, languages);
                list.options.extend((!there).then_some(Entry {
                    name,
                    label,
                    pictured: false,
                    values: Vec::new(),
                }));
            }
            _ if select.from_file || select.list.contains("${") => {
                let fault = Diagnostic::cell(
                    Code::OrOtherChoices,
                    &kind,
                    "`or_other` needs a list of the sheet `choices`",
                );
                report.add(fault.help("Ask with a text question and `relevant` instead."));
            }
            _ => {}
        }
        if let Some(specify) = tree.drafts.get_mut(at + 1).filter(|next| next.generated) {
            *specify.told_mut(Told::Label) = said(SPECIFY, &specify.place.clone(), languages);
        }
    }
}

/// Where only a picture, sound or film says what something is, its name does.
pub(super) fn name(tree: &mut Tree, choices: &mut Choices, languages: &Languages) {
    let named = |name: &Cell| -> Vec<(Option<String>, Cell)> {
        languages.names().iter().map(|language| (language.clone(), name.clone())).collect()
    };
    for draft in tree.drafts.iter_mut().filter(|draft| draft.pictured) {
        if let (Some(name), true) = (draft.name_cell.clone(), draft.told(Told::Label).is_empty()) {
            *draft.told_mut(Told::Label) = named(&name);
        }
    }
    let options = choices.lists.iter_mut().flat_map(|list| &mut list.options);
    for option in options.filter(|option| option.pictured && option.label.is_empty()) {
        option.label = named(&option.name);
    }
}

fn said(
    (english, bangla): (&str, &str),
    place: &Place,
    languages: &Languages,
) -> Vec<(Option<String>, Cell)> {
    let text = |at: usize| if languages.is_bangla(at) { bangla } else { english };
    let names = languages.names().iter().enumerate();
    names.map(|(at, name)| (name.clone(), Cell::written_for(place, text(at)))).collect()
}

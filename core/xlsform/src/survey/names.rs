//! Names of questions: unique among their siblings, none that is taken.

use std::collections::HashMap;

use super::Tree;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::sheet::Cell;

/// Repeats are told apart by name everywhere in the form.
pub(super) fn check_repeat(tree: &Tree, name: &Cell, report: &mut Report) {
    if tree.get(0).is_some_and(|root| root.name == name.text) {
        let message = format!("a repeat cannot be named `{}` like the form itself", name.text);
        let fault = Diagnostic::cell(Code::RepeatNameRoot, name, message);
        report.add(fault.help("Give the repeat another name."));
    }
    let first = tree.drafts.iter().find(|draft| draft.is_repeat() && draft.name == name.text);
    if let Some(first) = first {
        let message = format!("two repeats are named `{}`", name.text);
        let fault =
            Diagnostic::cell(Code::RepeatNameTwice, name, message).help("Give one of them another name.");
        report.add(fault.note(first.place.clone(), "the first one"));
    }
}

/// Names of siblings.
pub(super) fn check(tree: &Tree, report: &mut Report) {
    let mut seen: HashMap<(usize, &str), usize> = HashMap::new();
    let mut lower: HashMap<(usize, String), usize> = HashMap::new();
    for (at, draft) in tree.drafts.iter().enumerate().skip(1) {
        if draft.name == "meta" && !draft.generated {
            let fault = Diagnostic::cell(
                Code::NameReserved,
                &draft.cell(),
                "the name `meta` is taken by the form itself",
            );
            report.add(fault.help("Give it another name."));
            continue;
        }
        let first = seen.insert((draft.parent, &draft.name), at).and_then(|first| tree.get(first));
        let almost =
            lower.insert((draft.parent, draft.name.to_lowercase()), at).and_then(|first| tree.get(first));
        if let Some(first) = first {
            let message = match draft.generated || first.generated {
                true => format!("`{}` is also the name of a question that this row adds", draft.name),
                false => format!("two questions here are named `{}`", draft.name),
            };
            let (cell, other) = if draft.generated { (first.cell(), draft) } else { (draft.cell(), first) };
            let fault = Diagnostic::cell(Code::NameTwice, &cell, message);
            let help = "Names are unique within a group: rename one of the two.";
            report.add(fault.help(help).note(other.place.clone(), "the other one"));
        } else if let Some(first) = almost {
            let message = format!("`{}` and `{}` differ only in capital letters", first.name, draft.name);
            let fault = Diagnostic::cell(Code::NameAlmostTwice, &draft.cell(), message);
            report.add(fault.help("Some programs do not tell them apart: rename one.").warning());
        }
    }
}

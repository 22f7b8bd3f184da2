//! What only shows with the whole form: paths that lead nowhere, circles, size.

use jonaki_forms::definition::{DefinitionError, Form, Source};
use jonaki_forms::expression::FaultKind;
use jonaki_forms::graph::{self, Field};

use super::Origins;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::expressions::described;
use crate::sheet::{Cell, Place};

/// Links of a circle that are listed.
const LINKS: usize = 40;
/// Circles that are described; finding the cells of one takes a look at the whole form.
const CIRCLES: usize = 10;

/// An `instance_name` that names nothing in the form is empty in the reference engine; nobody who answers sees it. Here
/// the report then has no name.
pub(super) fn instance_name(form: &mut Form, origins: &Origins, report: &mut Report) {
    let is_name = |fault: &graph::PathFault| {
        let node = form.nodes.get(fault.node as usize);
        let meta = node.and_then(|node| form.nodes.get(node.parent as usize));
        fault.field == Field::Calculation
            && matches!(fault.kind, FaultKind::UnknownPath(_))
            && node.is_some_and(|node| node.name == "instanceName")
            && meta.is_some_and(|meta| meta.name == "meta" && meta.parent == 0)
    };
    let Some(fault) = graph::faults(form).unwrap_or_default().into_iter().find(is_name) else { return };
    let Some(origin) = origins.get(&(fault.node, fault.field)) else { return };
    let span = origin.paths.get(fault.path).cloned().unwrap_or(0..origin.cell.text.len());
    let message = format!("the reports get no name: {}", fault.kind);
    let found = Diagnostic::span(Code::InstanceNameEmpty, &origin.cell, span, message);
    report.add(found.help("Name questions as `${name}`, and write texts in quotes: `'Visit'`.").warning());
    if let Some(node) = form.nodes.get_mut(fault.node as usize) {
        node.calculation = None;
    }
}

pub(super) fn form(form: &Form, origins: &Origins, lists: &[String], report: &mut Report) {
    let before = report.errors();
    // A structure that is not sound has been reported already, or is found below.
    for fault in graph::faults(form).unwrap_or_default() {
        if let Some(origin) = origins.get(&(fault.node, fault.field)) {
            let span = origin.paths.get(fault.path).cloned().unwrap_or(0..origin.cell.text.len());
            let known = known(form, &fault.kind, lists);
            report.add(described(&origin.cell, span, &fault.kind, &known));
        } else {
            report.add(inconsistent(&fault.kind.to_string()));
        }
    }
    for doubt in graph::doubts(form) {
        if let Some(origin) = origins.get(&(doubt.node, doubt.field)) {
            let span = origin.paths.get(doubt.path).cloned().unwrap_or(0..origin.cell.text.len());
            let message = "a number in square brackets selects nothing, as in the reference engine";
            let found = Diagnostic::span(Code::PredicateNumber, &origin.cell, span, message);
            report.add(found.help("For a place in a list write `[position() = 1]`.").warning());
        }
    }
    if report.errors() == before {
        for (at, circle) in graph::cycles(form).unwrap_or_default().into_iter().enumerate() {
            let known = if at < CIRCLES { circle.as_slice() } else { &[] };
            report.add(cycle(form, origins, known));
        }
    }
    match form.encode() {
        Err(DefinitionError::TooLarge) => {
            let fault = Diagnostic::new(Code::FormTooLarge, Place::sheet("survey"), "the form is too large");
            report.add(fault.help("Divide it, or shorten its lists and texts."));
        }
        Err(other) => report.add(inconsistent(&other.to_string())),
        Ok(_) => {}
    }
    if report.errors() == 0
        && let Err(fault) = form.check()
    {
        report.add(inconsistent(&fault.to_string()));
    }
}

fn inconsistent(what: &str) -> Diagnostic {
    Diagnostic::new(
        Code::FormInconsistent,
        Place::sheet("survey"),
        format!("the form cannot be used: {what}"),
    )
}

/// Names that may have been meant.
fn known<'a>(form: &'a Form, kind: &FaultKind, lists: &'a [String]) -> Vec<&'a str> {
    match kind {
        FaultKind::UnknownList(_) => lists.iter().map(String::as_str).collect(),
        FaultKind::UnknownColumn { list, .. } => {
            let source = form.lists.iter().find(|known| known.name == *list).map(|list| &list.source);
            let own = match source {
                Some(Source::Inline(items)) => items.columns.iter().map(String::as_str).collect(),
                _ => Vec::new(),
            };
            ["name", "label"].into_iter().chain(own).collect()
        }
        _ => Vec::new(),
    }
}

/// A circle as the chain of the cells that make it.
fn cycle(form: &Form, origins: &Origins, circle: &[u32]) -> Diagnostic {
    if circle.is_empty() {
        return Diagnostic::new(Code::FormCycle, Place::sheet("survey"), "there are more circles");
    }
    let name = |node: u32| form.nodes.get(node as usize).map_or("", |node| node.name.as_str());
    let mut chain: Vec<(u32, Option<&Cell>)> = Vec::new();
    let mut at = circle.first().copied().unwrap_or_default();
    while chain.len() < LINKS && !chain.iter().any(|(node, _)| *node == at) {
        let Some((cell, next)) = link(form, origins, circle, at) else { break };
        chain.push((at, cell));
        at = next;
    }
    // What only leads into the circle is no part of it.
    let start = chain.iter().position(|(node, _)| *node == at).unwrap_or(0);
    let chain = chain.get(start..).unwrap_or_default();
    let names: Vec<String> =
        chain.iter().map(|(node, _)| *node).chain([at]).map(|node| format!("`{}`", name(node))).collect();
    let message = match chain.len() {
        0 | 1 => format!("`{}` depends on itself", name(at)),
        _ => format!("these questions depend on each other in a circle: {}", names.join(" → ")),
    };
    let first = chain.iter().find_map(|(_, cell)| *cell);
    let fault = match first {
        Some(cell) => Diagnostic::cell(Code::FormCycle, cell, message),
        None => Diagnostic::new(Code::FormCycle, Place::sheet("survey"), message),
    };
    let fault = fault.help("Take one of the references out.");
    let links = chain.iter().zip(names.iter().skip(1)).skip(1);
    links.fold(fault, |fault, ((node, cell), next)| match cell {
        Some(cell) => fault.note(cell.place.clone(), format!("`{}` depends on {next}", name(*node))),
        None => fault,
    })
}

/// A node of the circle that a node depends on, and the cell that says so.
fn link<'a>(form: &Form, origins: &'a Origins, circle: &[u32], at: u32) -> Option<(Option<&'a Cell>, u32)> {
    let node = form.nodes.get(at as usize)?;
    let fields = [
        (Field::Calculation, node.calculation.as_ref().filter(|_| node.trigger.is_empty())),
        (Field::Relevant, node.relevant.as_ref()),
        (Field::Required, node.required.as_ref()),
        (Field::ReadOnly, node.read_only.as_ref()),
    ];
    for (field, expr) in fields.into_iter().filter_map(|(field, expr)| Some((field, expr?))) {
        let own = matches!(field, Field::Required | Field::ReadOnly);
        let uses = graph::uses(form, at, field, expr).unwrap_or_default();
        let cell = || origins.get(&(at, field)).map(|origin| &*origin.cell);
        let next =
            uses.into_iter().find_map(|next| around(form, circle, next).filter(|next| !own || *next == at));
        if let Some(next) = next {
            return Some((cell(), next));
        }
    }
    // A question follows the relevance of what it lies in.
    (circle.contains(&node.parent) && node.parent != at).then_some((None, node.parent))
}

/// The node itself or what it lies in, whichever is part of the circle: relevance is inherited.
fn around(form: &Form, circle: &[u32], node: u32) -> Option<u32> {
    let parent =
        |at: &u32| form.nodes.get(*at as usize).map(|node| node.parent).filter(|parent| parent != at);
    std::iter::successors(Some(node), parent).find(|at| circle.contains(at))
}

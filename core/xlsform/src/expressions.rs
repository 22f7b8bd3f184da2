//! Expressions of cells: references to paths, as pyxform writes them.

mod columns;
mod literal;
mod paths;

use std::collections::HashMap;
use std::ops::Range;

use jonaki_forms::expression::{
    Fault, FaultKind, Function, Parsed, Path, Place, Resolver, Start, Step, Test, parse_with_spans,
};

pub(crate) use self::columns::{Column, columns, lists};
pub(crate) use self::literal::is_dynamic;
pub(crate) use self::paths::{absolute, relative};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::limits;
use crate::sheet::Cell;
use crate::suggest;
use crate::survey::Tree;
use crate::words::{self, ReferenceKind};

/// Questions by name.
pub(crate) struct Names<'a> {
    tree: &'a Tree,
    by_name: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(tree: &'a Tree) -> Self {
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        let named = |draft: &crate::survey::Draft| !matches!(draft.asked, crate::survey::Asked::Nothing);
        for (at, draft) in tree.drafts.iter().enumerate().skip(1).filter(|(_, draft)| named(draft)) {
            by_name.entry(&draft.name).or_default().push(at);
        }
        Self { tree, by_name }
    }

    /// The node of a name that is there once.
    pub(crate) fn find(&self, name: &str) -> Result<usize, FaultKind> {
        match self.by_name.get(name).map(Vec::as_slice) {
            Some([node]) => Ok(*node),
            Some([_, _, ..]) => Err(FaultKind::AmbiguousName(name.to_owned())),
            _ => Err(FaultKind::UnknownName(name.to_owned())),
        }
    }

    /// What may have been meant by an unknown name, or where an ambiguous one is.
    pub(crate) fn fault(&self, cell: &Cell, span: Range<usize>, kind: &FaultKind) -> Diagnostic {
        let fault = Diagnostic::span(Code::Expression(kind.code()), cell, span, kind.to_string());
        match kind {
            FaultKind::UnknownName(name) => {
                let known = self.tree.drafts.iter().map(|draft| draft.name.as_str()).skip(1);
                let help = suggest::did_you_mean(name, known);
                fault.help(if help.is_empty() {
                    "Add a question of that name, or mend the reference.".into()
                } else {
                    help
                })
            }
            FaultKind::AmbiguousName(name) => {
                let fault = fault.help("Give each of these questions a name of its own.");
                let at = self.by_name.get(name.as_str()).into_iter().flatten().take(4);
                let places = at.filter_map(|at| Some(self.tree.get(*at)?.place.clone()));
                places.fold(fault, |fault, place| fault.note(place, "has this name"))
            }
            FaultKind::LastSaved => fault.help("Every report stands for itself. Use a `default` instead."),
            _ => fault.help("Write `${name}`, without blanks, with the name of one question."),
        }
    }

    /// Whether every reference of a text leads to one question, and they are not too many.
    pub(crate) fn is_sound(&self, text: &str) -> bool {
        let references = words::references(text);
        let few = references.len() <= limits::REFERENCES;
        few && references.iter().all(|reference| match &reference.kind {
            ReferenceKind::Name(name) => self.find(name).is_ok(),
            ReferenceKind::LastSaved | ReferenceKind::Malformed => false,
        })
    }

    /// Reports every reference of a cell that cannot be. As pyxform, cells that have no effect are checked too.
    pub(crate) fn check(&self, cell: &Cell, report: &mut Report) {
        let references = words::references(&cell.text);
        if references.len() > limits::REFERENCES {
            let message = format!("one cell names more than {} answers", limits::REFERENCES);
            report.add(Diagnostic::cell(Code::CellTooLong, cell, message).help("Divide it."));
            return;
        }
        for reference in references {
            let kind = match &reference.kind {
                ReferenceKind::Name(name) => self.find(name).err(),
                ReferenceKind::LastSaved => Some(FaultKind::LastSaved),
                ReferenceKind::Malformed => Some(FaultKind::Reference),
            };
            if let Some(kind) = kind {
                report.add(match report.is_full() {
                    true => Diagnostic::new(Code::Expression(kind.code()), cell.place.clone(), ""),
                    false => self.fault(cell, reference.span, &kind),
                });
            }
        }
    }
}

/// Where an expression stands, as far as its references depend on that.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) names: &'a Names<'a>,
    /// The node it belongs to; `None` gives absolute paths.
    pub(crate) node: Option<usize>,
    /// Relative paths start at `current()`: in choice filters.
    pub(crate) current: bool,
    /// Whether the text names a list, which changes what a reference in any predicate means.
    pub(crate) lists: bool,
    /// In the filter of a `select_one ${name}`: the nodes that are filtered.
    pub(crate) nodes: Option<&'a Path>,
}

impl<'a> Scope<'a> {
    pub(crate) fn of(names: &'a Names<'a>, node: usize) -> Self {
        Self { names, node: Some(node), current: false, lists: false, nodes: None }
    }

    /// The path of a node from here.
    fn path(&self, target: usize, place: Place) -> Path {
        let tree = self.names.tree;
        let by_index = matches!(place.indexed_repeat_argument, Some(0 | 1 | 3 | 5));
        let Some(node) = self.node.filter(|_| !by_index) else { return absolute(tree, target) };
        let current = self.current || place.in_predicate && self.lists;
        match relative(tree, node, target, self.nodes.is_some()) {
            Some(steps) => Path { start: if current { Start::Current } else { Start::Context }, steps },
            None => absolute(tree, target),
        }
    }
}

impl Resolver for Scope<'_> {
    fn resolve(&self, name: &str, place: Place) -> Result<Path, FaultKind> {
        // What cannot be resolved is reported before; here it must only not hide other faults.
        let Ok(target) = self.names.find(name) else {
            return Ok(Path {
                start: Start::Context,
                steps: vec![Step { test: Test::Itself, predicates: Vec::new() }],
            });
        };
        let path = self.path(target, place);
        let Some(nodes) = self.nodes else { return Ok(path) };
        // As pyxform: what leads to the filtered nodes starts at the node that is tested.
        let same_start =
            path.start == nodes.start || path.start == Start::Current && nodes.start == Start::Context;
        match path.steps.strip_prefix(nodes.steps.as_slice()) {
            Some(rest) if same_start => {
                let mut steps = vec![Step { test: Test::Itself, predicates: Vec::new() }];
                steps.extend(rest.iter().cloned());
                Ok(Path { start: Start::Context, steps })
            }
            _ => Ok(path),
        }
    }
}

/// Reads a cell's expression; faults are reported, but for those of references, which are reported for all cells at once.
pub(crate) fn read(cell: &Cell, mut scope: Scope<'_>, report: &mut Report) -> Option<Parsed> {
    let sound = scope.names.is_sound(&cell.text);
    quoted(cell, report);
    scope.lists = cell.text.contains("instance(");
    match parse_with_spans(&cell.text, &scope) {
        // What names nobody is reported; nothing is built on it.
        Ok(parsed) => sound.then_some(parsed),
        Err(Fault { kind: FaultKind::Reference | FaultKind::LastSaved, .. }) if !sound => None,
        Err(fault) => {
            report.add(described(cell, fault.span, &fault.kind, &[]));
            None
        }
    }
}

/// A fault of an expression with what may have been meant.
pub(crate) fn described(cell: &Cell, span: Range<usize>, kind: &FaultKind, known: &[&str]) -> Diagnostic {
    let help = match kind {
        FaultKind::UnknownFunction(name) => suggest::did_you_mean(name, Function::all().map(Function::name)),
        FaultKind::UnknownList(name) => {
            format!(
                "{}Add a `select_one_from_file` or `csv-external` row for it.",
                suggest::did_you_mean(name, known.iter().copied())
            )
        }
        FaultKind::UnknownColumn { column, .. } => suggest::did_you_mean(column, known.iter().copied()),
        FaultKind::UnknownPath(_) if cell.text.get(span.clone()).is_some_and(|text| text.starts_with("${")) => {
            "In square brackets a path starts at the node that is tested: write `current()/` before it, as a path.".to_owned()
        }
        FaultKind::UnknownPath(_) => "Write `${name}` instead of a path.".to_owned(),
        FaultKind::Unclosed(_) => "Texts stand in one pair of quotes, `'` or `\"`.".to_owned(),
        FaultKind::Empty => "Write an expression, or leave the cell empty.".to_owned(),
        FaultKind::Unexpected { .. } | FaultKind::Character(_) => {
            "Compare with `=`, join with `and` and `or`, put texts in quotes, name questions as `${name}`."
                .to_owned()
        }
        _ => String::new(),
    };
    Diagnostic::span(Code::Expression(kind.code()), cell, span, kind.to_string()).help(help)
}

/// Warns of references in quotes, where they are only letters.
fn quoted(cell: &Cell, report: &mut Report) {
    let mut open: Option<char> = None;
    for (at, letter) in cell.text.char_indices() {
        match open {
            Some(quote) if letter == quote => open = None,
            Some(quote) if cell.text[at..].starts_with("${") => {
                let end = cell.text[at..].find('}').map_or(cell.text.len(), |end| at + end + 1);
                // `jr:choice-name(value, '${question}')` takes its question in quotes.
                let alone = cell.text[..at].ends_with(quote) && cell.text[end..].starts_with(quote);
                if alone && cell.text.contains("choice-name(") {
                    continue;
                }
                let fault =
                    Diagnostic::span(Code::ReferenceQuoted, cell, at..end, "in quotes this is only a text");
                report.add(fault.help("Take it out of the quotes: `concat('…', ${name})`.").warning());
                return;
            }
            None if letter == '\'' || letter == '"' => open = Some(letter),
            _ => {}
        }
    }
}

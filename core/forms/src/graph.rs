//! What depends on what in a form: faults of paths, and circles.

use crate::definition::{Choices, DefinitionError, Form, Kind, Node, Piece, Preset, Shuffle, Text};
use crate::expression::{Expr, FaultKind};
use crate::program::{Linked, Linker, Schema, Unit, Wrong, circles};

/// Where in a node an expression stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// [`Node::relevant`]
    Relevant,
    /// [`Node::calculation`]
    Calculation,
    /// [`Node::constraint`]
    Constraint,
    /// [`Node::required`]
    Required,
    /// [`Node::read_only`]
    ReadOnly,
    /// A dynamic [`Node::default`].
    Default,
    /// The count of a repeat.
    Count,
    /// A choice filter.
    Filter,
    /// Nodes that are the choices.
    Choices,
    /// Seed of a random order.
    Seed,
    /// A value in [`Node::label`].
    Label(Place),
    /// A value in [`Node::hint`].
    Hint(Place),
    /// A value in [`Node::guidance`].
    Guidance(Place),
    /// A value in [`Node::required_message`].
    RequiredMessage(Place),
    /// A value in [`Node::constraint_message`].
    ConstraintMessage(Place),
}

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Index of the language.
    pub language: usize,
    /// Index of the piece.
    pub piece: usize,
}

/// A path that leads nowhere, or something else that only shows with the whole form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathFault {
    /// Index of the node.
    pub node: u32,
    /// Which of its expressions.
    pub field: Field,
    /// Which path of the expression: an index into [`crate::expression::Parsed::paths`].
    pub path: usize,
    /// What is wrong.
    pub kind: FaultKind,
}

/// All faults of paths in a form, one for each expression at most.
///
/// # Errors
/// [`DefinitionError::Inconsistent`] if the form's structure is not sound.
pub fn faults(form: &Form) -> Result<Vec<PathFault>, DefinitionError> {
    form.check_structure()?;
    let schema = Schema::new(form);
    let linker = Linker::new(form, &schema);
    let mut faults = Vec::new();
    for (at, node) in (0..).zip(&form.nodes) {
        for (field, expr) in expressions(node) {
            if let Err((path, kind)) = link(&linker, at, node, field, expr) {
                faults.push(PathFault { node: at, field, path, kind });
            }
        }
    }
    Ok(faults)
}

/// Numbers as predicates (`/data/child[1]`). In XPath they mean a position; in the reference engine, and so here, they
/// select nothing: whoever wrote one meant `[position() = 1]`. The faults carry [`FaultKind::Unsupported`].
pub fn doubts(form: &Form) -> Vec<PathFault> {
    let mut doubts = Vec::new();
    for (node, owner) in (0..).zip(&form.nodes) {
        for (field, expr) in expressions(owner) {
            let mut paths = 0;
            let mut numbered = Vec::new();
            find_numbered(expr, &mut paths, &mut numbered);
            let kind = FaultKind::Unsupported("a number as a predicate (write `position() = …`)");
            doubts.extend(numbered.into_iter().map(|path| PathFault {
                node,
                field,
                path,
                kind: kind.clone(),
            }));
        }
    }
    doubts
}

/// Paths of an expression with a number as a predicate, counted as [`crate::expression::Parsed::paths`] counts them.
fn find_numbered(expr: &Expr, paths: &mut usize, found: &mut Vec<usize>) {
    match expr {
        Expr::Number(_) | Expr::Text(_) => {}
        Expr::Negate(operand) => find_numbered(operand, paths, found),
        Expr::Binary(_, left, right) => {
            find_numbered(left, paths, found);
            find_numbered(right, paths, found);
        }
        Expr::Call(_, arguments) => {
            arguments.iter().for_each(|argument| find_numbered(argument, paths, found))
        }
        Expr::Path(path) => {
            let at = *paths;
            *paths += 1;
            let predicates = || path.steps.iter().flat_map(|step| &step.predicates);
            if predicates().any(|predicate| matches!(predicate, Expr::Number(_))) {
                found.push(at);
            }
            predicates().for_each(|predicate| find_numbered(predicate, paths, found));
        }
    }
}

/// The nodes that an expression of a node reads, by index.
///
/// # Errors
/// Which path is wrong, and how.
pub fn uses(form: &Form, node: u32, field: Field, expr: &Expr) -> Result<Vec<u32>, (usize, FaultKind)> {
    let unsound = (0, FaultKind::Unsupported("a form that is not sound"));
    form.check_structure().map_err(|_| unsound.clone())?;
    let schema = Schema::new(form);
    let owner = form.nodes.get(node as usize).ok_or(unsound)?;
    let linked = link(&Linker::new(form, &schema), node, owner, field, expr)?;
    let mut nodes: Vec<u32> = linked.needs.iter().map(|need| need.node).collect();
    nodes.dedup();
    Ok(nodes)
}

/// Nodes whose relevance or calculations depend on themselves, circle by circle; the reference engine refuses such
/// forms. A node whose `required` or `read_only` names itself is a circle too.
///
/// # Errors
/// [`DefinitionError`] if the form is wrong otherwise.
pub fn cycles(form: &Form) -> Result<Vec<Vec<u32>>, DefinitionError> {
    form.check_structure()?;
    let schema = Schema::new(form);
    let linker = Linker::new(form, &schema);
    let mut linked = Vec::new();
    let mut selfish = Vec::new();
    for (at, node) in (0..).zip(&form.nodes) {
        for (field, expr) in expressions(node) {
            let found = link(&linker, at, node, field, expr).map_err(|(_, kind)| {
                DefinitionError::Inconsistent { node: at as usize, what: kind.code() }
            })?;
            match field {
                Field::Relevant => linked.push((at, found.needs)),
                Field::Calculation if node.trigger.is_empty() => linked.push((at, found.needs)),
                Field::Required | Field::ReadOnly if found.needs.iter().any(|need| need.node == at) => {
                    selfish.push(vec![at]);
                }
                _ => {}
            }
        }
    }
    let units: Vec<Unit<'_>> = linked.iter().map(|(node, needs)| Unit { node: *node, needs }).collect();
    let mut found = circles(&schema, &units);
    found.extend(selfish);
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Names of the questions of circles, for a message.
pub fn names(form: &Form, nodes: &[u32]) -> Vec<String> {
    nodes.iter().filter_map(|node| form.nodes.get(*node as usize)).map(|node| node.name.clone()).collect()
}

fn link(linker: &Linker<'_>, at: u32, node: &Node, field: Field, expr: &Expr) -> Result<Linked, Wrong> {
    let list = node.kind.select().and_then(|select| match &select.choices {
        Choices::List(list) => Some(*list),
        Choices::Nodes(_) => None,
    });
    match (field, list) {
        (Field::Filter, Some(list)) => linker.link_filter(expr, at, list),
        (Field::Count, _) => linker.link_count(expr, at),
        _ => linker.link(expr, at),
    }
}

type TextField = fn(Place) -> Field;

/// All expressions of a node with their fields.
fn expressions(node: &Node) -> Vec<(Field, &Expr)> {
    let mut found = Vec::new();
    let own = [
        (Field::Relevant, &node.relevant),
        (Field::Calculation, &node.calculation),
        (Field::Constraint, &node.constraint),
        (Field::Required, &node.required),
        (Field::ReadOnly, &node.read_only),
    ];
    found.extend(own.into_iter().filter_map(|(field, expr)| Some((field, expr.as_ref()?))));
    if let Some(Preset::Dynamic(expr)) = &node.default {
        found.push((Field::Default, expr));
    }
    if let Kind::Repeat(repeat) = &node.kind {
        found.extend(repeat.count.as_ref().map(|expr| (Field::Count, expr)));
    }
    if let Some(select) = node.kind.select() {
        found.extend(select.filter.as_ref().map(|expr| (Field::Filter, expr)));
        if let Choices::Nodes(expr) = &select.choices {
            found.push((Field::Choices, expr));
        }
        if let Some(Shuffle::Seed(expr)) = &select.randomize {
            found.push((Field::Seed, expr));
        }
    }
    let texts: [(TextField, &Text); 5] = [
        (Field::Label, &node.label),
        (Field::Hint, &node.hint),
        (Field::Guidance, &node.guidance),
        (Field::RequiredMessage, &node.required_message),
        (Field::ConstraintMessage, &node.constraint_message),
    ];
    for (field, text) in texts {
        for (language, pieces) in text.0.iter().enumerate() {
            for (piece, value) in pieces.iter().enumerate() {
                if let Piece::Value(expr) = value {
                    found.push((field(Place { language, piece }), expr));
                }
            }
        }
    }
    found
}

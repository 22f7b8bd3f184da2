//! Expressions: the XPath subset of the ODK XForms specification, parsed once into a tree.
//!
//! ```
//! use jonaki_forms::expression::{self, NoReferences};
//! let expr = expression::parse("if(. > 3, 'many', 'few')", &NoReferences)?;
//! # Ok::<(), expression::Fault>(())
//! ```

mod codec;
mod fault;
mod function;
mod lexer;
mod parser;
mod resolver;

use crate::limits;

pub use self::fault::{Fault, FaultKind};
pub use self::function::Function;
pub use self::parser::{parse, parse_with_spans};
pub use self::resolver::{NoReferences, Parsed, Place, Resolver};

/// A node of an expression's tree.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A path to nodes of the form or items of a list.
    Path(Path),
    /// A function call; the number of arguments is one that the function takes.
    Call(Function, Vec<Expr>),
    /// An operator between two operands.
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// Minus before an operand.
    Negate(Box<Expr>),
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Operator {
    /// `or`
    Or = 1,
    /// `and`
    And,
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `div`
    Divide,
    /// `mod`
    Modulo,
}

/// A location path.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Where it starts.
    pub start: Start,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// Where a path starts.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// `/`: above the root group, which the first step names.
    Root,
    /// The context node: `.`, `..` or a bare name. In a predicate, the node that is tested.
    Context,
    /// `current()`: the node that the whole expression belongs to.
    Current,
    /// `instance('name')`: a choice list; its steps are `root`, `item` and a column.
    List(String),
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Which nodes it goes to.
    pub test: Test,
    /// Filters on them, in order.
    pub predicates: Vec<Expr>,
}

/// Which nodes a step goes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Children of a name.
    Child(String),
    /// `*`: every child.
    AnyChild,
    /// `..`
    Parent,
    /// `.`
    Itself,
}

/// How many nodes a tree has; `None` if it is larger or higher than an expression may be, or a text in it too long.
pub(crate) fn extent(expr: &Expr) -> Option<usize> {
    let mut nodes = 0;
    let mut waiting = vec![(expr, 1)];
    while let Some((expr, height)) = waiting.pop() {
        nodes += 1;
        if nodes > limits::EXPRESSION_NODES || height > limits::EXPRESSION_HEIGHT {
            return None;
        }
        match expr {
            Expr::Number(_) => {}
            Expr::Text(text) if text.len() > limits::TEXT_BYTES => return None,
            Expr::Text(_) => {}
            Expr::Negate(operand) => waiting.push((operand, height + 1)),
            Expr::Binary(_, left, right) => {
                waiting.extend([(&**left, height + 1), (&**right, height + 1)]);
            }
            Expr::Call(_, arguments) => {
                waiting.extend(arguments.iter().map(|argument| (argument, height + 1)));
            }
            Expr::Path(path) => {
                nodes += path.steps.len();
                let predicates = path.steps.iter().flat_map(|step| &step.predicates);
                waiting.extend(predicates.map(|predicate| (predicate, height + 1)));
            }
        }
    }
    Some(nodes)
}

impl Path {
    /// A path of plain child steps from the root: `/data/group/name`.
    pub fn absolute<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self { start: Start::Root, steps: names.into_iter().map(Step::child).collect() }
    }
}

impl Step {
    /// A step to the children of a name.
    pub fn child(name: &str) -> Self {
        Self { test: Test::Child(name.to_owned()), predicates: Vec::new() }
    }

    /// A step to the parent.
    pub fn parent() -> Self {
        Self { test: Test::Parent, predicates: Vec::new() }
    }
}

//! Paths to places: JavaRosa's reading of a path, done once.
//!
//! A path is first made absolute against its context. Then, as far as it names the same nodes as the context does,
//! it means the context's own instances of repeats; a level with a predicate means all instances again.

mod call;
mod list;
mod route;

use std::cell::Cell;
use std::collections::HashMap;

use super::code::{Code, Origin};
use super::schema::{NodeId, Place, Schema, ScopeId};
use crate::definition::{Form, Source};
use crate::expression::{Expr, FaultKind, Path, Start, Step, Test};
use crate::limits;

/// What an expression reads: a change of the node in some frame concerns the frames that share the instance of
/// `shared` with it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct Need {
    pub(crate) node: NodeId,
    pub(crate) shared: ScopeId,
}

/// A resolved expression and what it reads.
pub(crate) struct Linked {
    pub(crate) code: Code,
    pub(crate) needs: Vec<Need>,
    /// Whether the result depends on the language (labels of choices).
    pub(crate) speaks: bool,
}

/// Resolves expressions of one form.
pub(crate) struct Linker<'a> {
    form: &'a Form,
    schema: &'a Schema,
    children: HashMap<(NodeId, &'a str), NodeId>,
    lists: HashMap<&'a str, u32>,
    /// Nodes that the paths of the form may still lead to.
    budget: Cell<usize>,
}

/// What the context node is while a part of an expression is resolved.
#[derive(Clone, Copy)]
enum Context {
    Node(NodeId),
    /// The repeat whose instances are counted: relative paths start at it, but no instance of it is the context.
    Count(NodeId),
    Item(u32),
}

struct Walk<'a, 'b> {
    linker: &'b Linker<'a>,
    current: NodeId,
    context: Context,
    /// Innermost scope that the frames of `context` surely share with the frame of `current`.
    shared: ScopeId,
    needs: Vec<Need>,
    speaks: bool,
    /// Paths met so far, in the order of [`crate::expression::Parsed::paths`].
    met: usize,
}

/// A fault, and which path of the expression it concerns.
pub(crate) type Wrong = (usize, FaultKind);

impl<'a> Linker<'a> {
    pub(crate) fn new(form: &'a Form, schema: &'a Schema) -> Self {
        let children = form.nodes.iter().enumerate().skip(1);
        Self {
            form,
            schema,
            children: children.map(|(at, node)| ((node.parent, node.name.as_str()), at as NodeId)).collect(),
            budget: Cell::new(limits::DEPENDENCIES),
            lists: form.lists.iter().enumerate().map(|(at, list)| (list.name.as_str(), at as u32)).collect(),
        }
    }

    /// Resolves an expression of a node.
    pub(crate) fn link(&self, expr: &Expr, node: NodeId) -> Result<Linked, Wrong> {
        self.link_in(expr, node, Context::Node(node))
    }

    /// Resolves a choice filter: the context is an item of the list.
    pub(crate) fn link_filter(&self, expr: &Expr, node: NodeId, list: u32) -> Result<Linked, Wrong> {
        self.link_in(expr, node, Context::Item(list))
    }

    /// Resolves how often a repeat occurs: evaluated where the repeat lies, not in an instance of it.
    pub(crate) fn link_count(&self, expr: &Expr, node: NodeId) -> Result<Linked, Wrong> {
        self.link_in(expr, node, Context::Count(node))
    }

    fn link_in(&self, expr: &Expr, node: NodeId, context: Context) -> Result<Linked, Wrong> {
        let holder = if matches!(context, Context::Count(_)) { self.schema.place(node).parent } else { node };
        let shared = self.schema.scope_of(holder);
        let mut walk =
            Walk { linker: self, current: node, context, shared, needs: Vec::new(), speaks: false, met: 0 };
        let code = walk.expr(expr)?;
        walk.needs.sort_unstable();
        walk.needs.dedup();
        Ok(Linked { code, needs: walk.needs, speaks: walk.speaks })
    }

    pub(crate) fn child(&self, parent: NodeId, name: &str) -> Option<NodeId> {
        self.children.get(&(parent, name)).copied()
    }

    /// Counts nodes that a path leads to.
    fn spend(&self, nodes: usize) -> Result<(), FaultKind> {
        let left = self.budget.get().checked_sub(nodes).ok_or(FaultKind::TooLong)?;
        self.budget.set(left);
        Ok(())
    }

    pub(crate) fn common(&self, one: ScopeId, other: ScopeId) -> ScopeId {
        self.schema.common(one, other)
    }

    pub(crate) fn place(&self, node: NodeId) -> &'a Place {
        self.schema.place(node)
    }

    fn check_column(&self, list: u32, column: &str) -> Result<(), FaultKind> {
        let known = match &self.form.lists[list as usize].source {
            Source::BuiltIn(_) => true,
            Source::Inline(items) => {
                matches!(column, "name" | "label") || items.columns.iter().any(|known| known == column)
            }
        };
        let list = || self.form.lists[list as usize].name.clone();
        if known { Ok(()) } else { Err(FaultKind::UnknownColumn { list: list(), column: column.to_owned() }) }
    }
}

impl<'a> Walk<'a, '_> {
    fn expr(&mut self, expr: &Expr) -> Result<Code, Wrong> {
        Ok(match expr {
            Expr::Number(number) => Code::Number(*number),
            Expr::Text(text) => Code::Text(text.clone()),
            Expr::Negate(operand) => Code::Negate(Box::new(self.expr(operand)?)),
            Expr::Binary(operator, left, right) => {
                Code::Binary(*operator, Box::new((self.expr(left)?, self.expr(right)?)))
            }
            Expr::Call(function, arguments) => self.call(*function, arguments)?,
            Expr::Path(path) => {
                let at = self.met;
                self.met += 1;
                self.path(path).map_err(|wrong| match wrong {
                    Ok(kind) => (at, kind),
                    Err(inner) => inner,
                })?
            }
        })
    }

    fn path(&mut self, path: &Path) -> Result<Code, Result<FaultKind, Wrong>> {
        match (&path.start, self.context) {
            (Start::List(name), _) => self.list(name, &path.steps),
            (Start::Context, Context::Item(list)) => self.column(list, &path.steps).map_err(Ok),
            (Start::Context | Start::Root, Context::Node(node)) => {
                self.route((node, node), Origin::Context, path)
            }
            (_, Context::Count(node)) => {
                self.route((node, self.linker.schema.place(node).parent), Origin::Context, path)
            }
            (Start::Current, _) => self.route((self.current, self.current), Origin::Current, path),
            // Above a list item there is no instance of any repeat to share.
            (Start::Root, Context::Item(_)) => self.route((0, 0), Origin::Root, path),
        }
    }
}

fn shown(path: &Path) -> String {
    let step = |step: &Step| match &step.test {
        Test::Child(name) => name.clone(),
        Test::AnyChild => "*".to_owned(),
        Test::Parent => "..".to_owned(),
        Test::Itself => ".".to_owned(),
    };
    let steps = path.steps.iter().map(step).collect::<Vec<_>>().join("/");
    match &path.start {
        Start::Root => format!("/{steps}"),
        Start::Context => steps,
        Start::Current => format!("current()/{steps}"),
        Start::List(name) => format!("instance('{name}')/{steps}"),
    }
}

//! What the names in an expression stand for.

use std::ops::Range;

use super::fault::FaultKind;
use super::{Expr, Path};

/// Where a `${name}` stands, as far as the path for it depends on that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Inside a predicate of `instance('list')/…`, where the path must start with `current()`.
    pub in_list_predicate: bool,
    /// Inside a predicate of any path.
    pub in_predicate: bool,
    /// Position of the argument of the innermost `indexed-repeat(…)` around it, from 0.
    pub indexed_repeat_argument: Option<usize>,
}

/// Turns `${name}` into a path.
pub trait Resolver {
    /// The path for a name.
    ///
    /// # Errors
    /// [`FaultKind::UnknownName`] or [`FaultKind::AmbiguousName`].
    fn resolve(&self, name: &str, place: Place) -> Result<Path, FaultKind>;
}

/// Refuses every `${name}`: for expressions that name nothing.
#[derive(Clone, Copy, Debug)]
pub struct NoReferences;

impl Resolver for NoReferences {
    fn resolve(&self, name: &str, _: Place) -> Result<Path, FaultKind> {
        Err(FaultKind::UnknownName(name.to_owned()))
    }
}

/// A parsed expression and where its parts were read.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The tree.
    pub expr: Expr,
    /// Bytes of each path, in the order in which the paths stand in the text (an outer path before the paths in its
    /// predicates).
    pub paths: Vec<Range<usize>>,
}

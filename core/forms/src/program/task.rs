//! What a change makes to be evaluated.

use super::schema::{NodeId, ScopeId};

/// What is evaluated when something that it needs has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TaskKind {
    Relevance,
    Calculation,
    /// How many instances a repeat has. Runs after the others have settled.
    Count,
    /// Whether chosen values are still among the choices. Runs after the others have settled.
    Choices,
}

/// A task of a node, in each frame of the node's scope (of a repeat's count: of the scope around it).
pub(crate) struct Task {
    pub(crate) kind: TaskKind,
    pub(crate) node: NodeId,
    pub(crate) scope: ScopeId,
}

/// A task that a node's change concerns, in the frames that share the instance of `shared` with it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    pub(crate) task: u32,
    pub(crate) shared: ScopeId,
}

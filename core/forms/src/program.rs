//! A form made ready for evaluation: where each node's value lies, expressions with their paths resolved, and what
//! depends on what.

mod build;
mod code;
mod link;
mod order;
mod schema;
mod task;

pub(crate) use self::build::{Program, Says};
pub(crate) use self::code::{Code, Column, Items, Level, Origin, Route};
pub(crate) use self::link::{Linked, Linker, Wrong};
pub(crate) use self::order::{Unit, circles};
pub(crate) use self::schema::{NodeId, Schema, ScopeId};
pub(crate) use self::task::{Edge, Task, TaskKind};

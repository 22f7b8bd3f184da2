//! A form made ready for evaluation: where each node's value lies, expressions with their paths resolved, and what
//! depends on what.

mod build;
mod code;
mod link;
mod order;
mod schema;

pub(crate) use self::build::{Edge, Program, Says, Task, TaskKind};
pub(crate) use self::code::{Code, Column, Items, Level, Origin, Route};
pub(crate) use self::link::{Linked, Linker, Wrong};
pub(crate) use self::order::{Unit, circles};
pub(crate) use self::schema::{NodeId, Schema, ScopeId};

//! Expressions with their paths resolved against a form.

use super::schema::NodeId;
use crate::expression::{Function, Operator};

/// A resolved expression.
pub(crate) enum Code {
    Number(f64),
    Text(String),
    Route(Box<Route>),
    Items(Box<Items>),
    /// In a predicate of list items: a column of the item that is tested.
    Column(Column),
    /// In a predicate of list items: the item itself, which has no value.
    Item,
    Call(Function, Vec<Code>),
    Binary(Operator, Box<(Code, Code)>),
    Negate(Box<Code>),
}

/// Where a route starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// At the context node.
    Context,
    /// At the node that the whole expression belongs to.
    Current,
    /// At the root.
    Root,
}

/// A path to nodes of the form.
pub(crate) struct Route {
    /// Where it starts.
    pub(crate) origin: Origin,
    /// How many frames to climb from the start's frame.
    pub(crate) climb: u32,
    /// The node there, the only one: nothing below needs a search.
    pub(crate) node: NodeId,
    /// Levels below it, if nodes must be searched.
    pub(crate) levels: Vec<Level>,
}

/// A level of a path that must be searched.
pub(crate) struct Level {
    /// Name of the children, or all.
    pub(crate) name: Option<String>,
    /// The only child that this can be.
    pub(crate) child: Option<NodeId>,
    /// Of a repeat, only the instance at the position of the context's own.
    pub(crate) same_position: bool,
    pub(crate) predicates: Vec<Code>,
}

/// A path to items of a choice list.
pub(crate) struct Items {
    /// Index of the list.
    pub(crate) list: u32,
    pub(crate) predicates: Vec<Code>,
    /// Column whose values are meant; none for the items themselves.
    pub(crate) column: Option<Column>,
}

/// A column of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Name,
    Label,
    Other(String),
}

impl Column {
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "name" => Self::Name,
            "label" => Self::Label,
            other => Self::Other(other.to_owned()),
        }
    }
}

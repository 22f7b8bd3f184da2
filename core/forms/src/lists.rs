//! Choice lists that are not in the definition: whoever has them implements these two traits.

mod built_in;

pub use built_in::BuiltIn;

use std::borrow::Cow;

/// Built-in lists by name.
pub trait Lists: Send + Sync {
    /// The list of a name (`bd-districts`, `codes-exploitation`), without `.csv`.
    fn list(&self, name: &str) -> Option<&dyn Rows>;
}

/// Items of a list in their order, by number from 0.
pub trait Rows {
    /// How many items there are.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Value of an item in a column; `name` is the value that is stored. `None` if there is no such item or column.
    fn value(&self, row: usize, column: &str) -> Option<Cow<'_, str>>;

    /// Label of an item in a language (BCP 47), or in the default one.
    fn label(&self, row: usize, language: &str) -> Cow<'_, str>;

    /// Items whose column has exactly this value, in order. `None` if the list has no index for the column: then every
    /// item is looked at.
    fn find(&self, column: &str, value: &str) -> Option<Vec<usize>>;
}

/// For forms without built-in lists.
#[derive(Clone, Copy, Debug)]
pub struct NoLists;

impl Lists for NoLists {
    fn list(&self, _: &str) -> Option<&dyn Rows> {
        None
    }
}

//! The lists that ship with the core.

use super::{Lists, Rows};
use jonaki_reference::{Language, lists};
use std::borrow::Cow;

/// The places, helplines and code lists of [`jonaki_reference`].
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn;

impl Lists for BuiltIn {
    fn list(&self, name: &str) -> Option<&dyn Rows> {
        lists::list(name).map(|list| list as &dyn Rows)
    }
}

impl Rows for lists::List {
    fn len(&self) -> usize {
        lists::List::len(self)
    }

    fn value(&self, row: usize, column: &str) -> Option<Cow<'_, str>> {
        lists::List::value(self, row, column).map(Cow::Borrowed)
    }

    fn label(&self, row: usize, language: &str) -> Cow<'_, str> {
        let language = Language::from_tag(language).unwrap_or(Language::Bangla);
        Cow::Borrowed(lists::List::label(self, row, language))
    }

    fn find(&self, column: &str, value: &str) -> Option<Vec<usize>> {
        self.rows_with(column, value).map(Iterator::collect)
    }
}

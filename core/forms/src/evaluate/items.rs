//! Choice lists: items, their columns, and filters on them.

use std::borrow::Cow;

use super::{Eval, EvaluationFault, Evaluator, Found, Point};
use crate::definition::{Items as Inline, Source};
use crate::expression::Operator;
use crate::filling::tree::At;
use crate::lists::Rows;
use crate::program::{Code, Column, Items};
use crate::value::Value;

/// A choice that a question offers.
#[derive(Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is shown, in the filling's language.
    pub label: String,
}

/// A list of either source.
pub(crate) enum Rowed<'a> {
    Inline(u32, &'a Inline),
    BuiltIn(&'a dyn Rows),
}

impl Rowed<'_> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Inline(_, items) => items.items.len(),
            Self::BuiltIn(rows) => rows.len(),
        }
    }

    /// A value but for the label.
    fn value(&self, row: usize, column: &Column) -> Option<Cow<'_, str>> {
        match (self, column) {
            (Self::Inline(_, items), Column::Name) => items.items.get(row).map(|item| (&*item.name).into()),
            (Self::Inline(_, items), Column::Other(name)) => {
                let at = items.columns.iter().position(|known| known == name)?;
                let item = items.items.get(row)?;
                Some(item.values.get(at).map_or("", String::as_str).into())
            }
            (Self::Inline(..), Column::Label) => None,
            (Self::BuiltIn(rows), column) => rows.value(row, column_name(column)),
        }
    }

    pub(crate) fn find(&self, column: &Column, value: &str) -> Option<Vec<usize>> {
        match (self, column) {
            (_, Column::Label) => None,
            (Self::BuiltIn(rows), column) => rows.find(column_name(column), value),
            (Self::Inline(_, items), column) => {
                let same = |row: &usize| self.value(*row, column).is_some_and(|found| found == value);
                Some((0..items.items.len()).filter(same).collect())
            }
        }
    }
}

fn column_name(column: &Column) -> &str {
    match column {
        Column::Name => "name",
        Column::Label => "label",
        Column::Other(name) => name,
    }
}

impl<'a> Evaluator<'a> {
    pub(crate) fn list(&self, list: u32) -> Eval<Rowed<'a>> {
        match &self.program.form.lists[list as usize].source {
            Source::Inline(items) => Ok(Rowed::Inline(list, items)),
            Source::BuiltIn(name) => {
                self.around.lists.list(name).map(Rowed::BuiltIn).ok_or(EvaluationFault::ListMissing)
            }
        }
    }

    /// Value of an item in a column; of an item itself, empty.
    pub(super) fn cell(&self, list: u32, row: usize, column: Option<&Column>) -> Eval<Value> {
        let Some(column) = column else { return Ok(Value::empty()) };
        if *column == Column::Label {
            return self.choice_label(list, row).map(Value::Text);
        }
        Ok(self
            .list(list)?
            .value(row, column)
            .map_or_else(Value::empty, |text| Value::Text(text.into_owned())))
    }

    /// The column of the item that a predicate tests.
    pub(super) fn column(&self, column: &Column) -> Eval<Value> {
        match self.point {
            Point::Item { list, row } => self.cell(list, row, Some(column)),
            Point::Node(_) => Ok(Value::empty()),
        }
    }

    pub(super) fn rows(&self, items: &Items) -> Eval<Found> {
        let rows = self.filtered(items.list, &items.predicates)?;
        Ok(Found::Rows { list: items.list, rows, column: items.column.clone() })
    }

    /// Items of a list that all predicates hold for.
    pub(crate) fn filtered(&self, list: u32, predicates: &[Code]) -> Eval<Vec<usize>> {
        let source = self.list(list)?;
        self.around.charge(source.len() / 16)?;
        let indexed =
            predicates.first().map(|first| self.indexed_rows(&source, first)).transpose()?.flatten();
        let mut rows = indexed.unwrap_or_else(|| (0..source.len()).collect());
        for (round, predicate) in predicates.iter().enumerate() {
            let mut kept = Vec::new();
            for (at, row) in rows.into_iter().enumerate() {
                let position = if round == 0 { row + 1 } else { at + 1 };
                if self.holds(predicate, Point::Item { list, row }, position)? {
                    kept.push(row);
                }
            }
            rows = kept;
        }
        Ok(rows)
    }

    /// Where a predicate says that a column is equal to a text that does not depend on the item: the items that the
    /// list's index gives. The predicate is still evaluated for each.
    fn indexed_rows(&self, source: &Rowed<'_>, predicate: &Code) -> Eval<Option<Vec<usize>>> {
        match predicate {
            Code::Binary(Operator::And, both) => {
                let left = self.indexed_rows(source, &both.0)?;
                if left.is_some() { Ok(left) } else { self.indexed_rows(source, &both.1) }
            }
            Code::Binary(Operator::Equal, both) => {
                let (column, other) = match (&both.0, &both.1) {
                    (Code::Column(column), other) | (other, Code::Column(column)) => (column, other),
                    _ => return Ok(None),
                };
                if !matches!(other, Code::Text(_) | Code::Route(_)) {
                    return Ok(None);
                }
                match self.value(other)? {
                    Value::Text(text) => Ok(source.find(column, &text)),
                    _ => Ok(None),
                }
            }
            _ => Ok(None),
        }
    }

    /// `jr:choice-name(value, question)`: the label of a value among the choices that the question offers.
    pub(super) fn choice_name(&self, value: &str, question: &Code) -> Eval<String> {
        let Code::Route(route) = question else { return Ok(String::new()) };
        let Some(node) = self.only(route) else { return Ok(String::new()) };
        let place = self.place(route);
        let first = if route.levels.is_empty() { None } else { self.expand(route)?.into_iter().next() };
        let at = first.unwrap_or(At { frame: place.frame, node });
        if self.program.schema.scope_of(at.node) != self.tree.frame(at.frame).scope {
            return Ok(String::new());
        }
        let inner = Self { current: at, point: Point::Node(at), position: None, ..*self };
        inner.label_of(value)
    }

    /// Label of a value among the choices of the current question; empty if it is none of them.
    pub(crate) fn label_of(&self, value: &str) -> Eval<String> {
        use crate::definition::Choices;
        let Some(select) = self.program.node(self.current.node).kind.select() else {
            return Ok(String::new());
        };
        let Choices::List(list) = select.choices else {
            let offered = self.choices()?.into_iter().find(|choice| choice.value == value);
            return Ok(offered.map(|choice| choice.label).unwrap_or_default());
        };
        for row in self.named(list, value)? {
            if self.offers(list, row)? {
                return self.choice_label(list, row);
            }
        }
        Ok(String::new())
    }

    /// Items with a name.
    fn named(&self, list: u32, name: &str) -> Eval<Vec<usize>> {
        let source = self.list(list)?;
        self.around.charge(source.len() / 16)?;
        if let Some(rows) = source.find(&Column::Name, name) {
            return Ok(rows);
        }
        let same = |row: &usize| source.value(*row, &Column::Name).is_some_and(|found| found == name);
        Ok((0..source.len()).filter(same).collect())
    }

    fn offers(&self, list: u32, row: usize) -> Eval<bool> {
        match &self.program.codes(self.current.node).filter {
            Some(filter) => self.holds(filter, Point::Item { list, row }, row + 1),
            None => Ok(true),
        }
    }

    /// Is a value among the choices of the current question?
    pub(crate) fn is_offered(&self, value: &str) -> Eval<bool> {
        use crate::definition::Choices;
        let Some(select) = self.program.node(self.current.node).kind.select() else { return Ok(true) };
        let Choices::List(list) = select.choices else {
            return Ok(self.choices()?.iter().any(|choice| choice.value == value));
        };
        for row in self.named(list, value)? {
            if self.offers(list, row)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The choices of the current question, in the order in which they are shown.
    pub(crate) fn choices(&self) -> Eval<Vec<Choice>> {
        use crate::definition::Choices;
        let Some(select) = self.program.node(self.current.node).kind.select() else { return Ok(Vec::new()) };
        let codes = self.program.codes(self.current.node);
        let choices = match (&select.choices, &codes.nodes) {
            (Choices::List(list), _) => {
                let rows = self.filtered(*list, codes.filter.as_slice())?;
                rows.into_iter().map(|row| self.choice(*list, row)).collect::<Eval<Vec<_>>>()?
            }
            (Choices::Nodes(_), Some(code)) => {
                let found = self.found(code)?;
                let texts = self.values(found)?.into_iter().map(|value| value.into_text(self.clock()));
                // As in the reference engine, the value has no blanks at its ends; people see the answer as it is.
                texts.map(|label| Choice { value: label.trim().to_owned(), label }).collect()
            }
            (Choices::Nodes(_), None) => Vec::new(),
        };
        let Some(shuffle) = &select.randomize else { return Ok(choices) };
        let seed = match (shuffle, &codes.seed) {
            (crate::definition::Shuffle::Seed(_), Some(seed)) => self.number(seed)? as i64,
            _ => self.random_seed(),
        };
        Ok(crate::random::shuffle(&choices, seed))
    }

    fn choice(&self, list: u32, row: usize) -> Eval<Choice> {
        let value = self.list(list)?.value(row, &Column::Name).unwrap_or_default().into_owned();
        Ok(Choice { value, label: self.choice_label(list, row)? })
    }
}

//! Evaluation of resolved expressions over an instance.

mod functions;
mod geography;
mod items;
mod nodes;
mod texts;

use std::cell::{Cell as Counter, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use regex::Regex;

pub use self::items::Choice;
use crate::expression::Operator;
use crate::filling::tree::{At, Tree};
use crate::limits;
use crate::lists::Lists;
use crate::program::{Code, Column, Program};
use crate::value::{Clock, Value};

/// Why an expression has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvaluationFault {
    /// A path to one value leads to several.
    #[error("a question that is repeated is used where one value is needed: use indexed-repeat or sum")]
    Repeated,
    /// A value that is no date.
    #[error("a value is used as a date that is none")]
    NotADate,
    /// A letter after `%` that dates have not.
    #[error("a date format has a letter after % that is not known")]
    DateFormat,
    /// A function that needs nodes got something else.
    #[error("a function that needs questions got a value")]
    NotNodes,
    /// A value that is no place.
    #[error("a value is used as a place that is none")]
    NotAPlace,
    /// A regular expression that cannot be used.
    #[error("a regular expression cannot be used")]
    Regex,
    /// A digest, encoding or encoded text that is not known.
    #[error("a digest or encoding is not known")]
    Encoding,
    /// A built-in list that this version does not have.
    #[error("a choice list is missing: update the application")]
    ListMissing,
    /// A text longer than an answer may be.
    #[error("a calculated text is too long")]
    TooLong,
    /// More steps than one change may take.
    #[error("the form takes too long to evaluate: make its expressions simpler")]
    TooManySteps,
}

impl EvaluationFault {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Repeated => "evaluation_repeated",
            Self::NotADate => "evaluation_not_a_date",
            Self::DateFormat => "evaluation_date_format",
            Self::NotNodes => "evaluation_not_nodes",
            Self::NotAPlace => "evaluation_not_a_place",
            Self::Regex => "evaluation_regex",
            Self::Encoding => "evaluation_encoding",
            Self::ListMissing => "evaluation_list_missing",
            Self::TooLong => "evaluation_too_long",
            Self::TooManySteps => "evaluation_too_many_steps",
        }
    }
}

pub(crate) type Eval<T> = Result<T, EvaluationFault>;

/// Facts about who fills the form, for metadata questions and `property()`.
#[derive(Clone, Default)]
pub struct Facts {
    /// The device's pseudonym.
    pub device_id: String,
    /// The person's name in the application.
    pub username: String,
    /// Telephone number.
    pub phone_number: String,
    /// Electronic mail address.
    pub email: String,
}

/// What is the same for all expressions of a filling.
pub(crate) struct Surroundings {
    pub(crate) clock: Clock,
    pub(crate) seed: [u8; 32],
    pub(crate) facts: Facts,
    /// Index into the form's languages.
    pub(crate) language: usize,
    pub(crate) lists: Arc<dyn Lists>,
    pub(crate) steps: Counter<u64>,
    /// Random values taken so far in the evaluation that runs.
    pub(crate) draws: Counter<u64>,
    pub(crate) patterns: RefCell<HashMap<String, Regex>>,
}

/// Patterns that are kept compiled.
const MOST_PATTERNS: usize = 64;

impl Surroundings {
    pub(crate) fn step(&self) -> Eval<()> {
        self.charge(1)
    }

    /// Counts work that is not evaluation but grows with the form or its texts.
    pub(crate) fn charge(&self, steps: usize) -> Eval<()> {
        self.steps.set(self.steps.get().saturating_add(steps as u64));
        if self.steps.get() > limits::STEPS { Err(EvaluationFault::TooManySteps) } else { Ok(()) }
    }

    fn matches(&self, pattern: &str, text: &str) -> Eval<bool> {
        self.charge(text.len() / 16)?;
        let mut patterns = self.patterns.borrow_mut();
        if let Some(known) = patterns.get(pattern) {
            return Ok(known.is_match(text));
        }
        let compiled = crate::pattern::compile(pattern).map_err(|_| EvaluationFault::Regex)?;
        let is_match = compiled.is_match(text);
        if patterns.len() >= MOST_PATTERNS {
            patterns.clear();
        }
        patterns.insert(pattern.to_owned(), compiled);
        Ok(is_match)
    }
}

/// What the context of an expression is.
#[derive(Clone, Copy)]
pub(crate) enum Point {
    Node(At),
    Item { list: u32, row: usize },
}

/// What an expression gives.
#[derive(Clone)]
pub(crate) enum Found {
    Value(Value),
    Nodes(Vec<At>),
    Rows { list: u32, rows: Vec<usize>, column: Option<Column> },
}

/// Evaluates expressions in one context.
#[derive(Clone, Copy)]
pub(crate) struct Evaluator<'a> {
    pub(crate) program: &'a Program,
    pub(crate) tree: &'a Tree,
    pub(crate) around: &'a Surroundings,
    /// The node that the expression belongs to.
    pub(crate) current: At,
    pub(crate) point: Point,
    /// In a predicate, the position of what is tested, from 1.
    pub(crate) position: Option<usize>,
    /// Distinguishes evaluations that may give another random value; 0 for those that are repeated at will.
    pub(crate) turn: u64,
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(program: &'a Program, tree: &'a Tree, around: &'a Surroundings, current: At) -> Self {
        around.draws.set(0);
        Self { program, tree, around, current, point: Point::Node(current), position: None, turn: 0 }
    }

    fn clock(&self) -> &'a Clock {
        &self.around.clock
    }

    /// The value of an expression: of a path, the value of its only node.
    pub(crate) fn value(&self, code: &Code) -> Eval<Value> {
        self.around.step()?;
        match code {
            Code::Number(number) => Ok(Value::Number(*number)),
            Code::Text(text) => Ok(Value::text(text)),
            Code::Route(route) if route.levels.is_empty() => Ok(self.read(self.place(route))),
            Code::Column(column) => self.column(column),
            Code::Item => Ok(Value::empty()),
            Code::Negate(operand) => Ok(Value::Number(-self.number(operand)?)),
            Code::Binary(..) => self.chain(code),
            _ => {
                let found = self.found(code)?;
                self.unpack(found)
            }
        }
    }

    /// What an expression gives, before a path is reduced to one value.
    pub(crate) fn found(&self, code: &Code) -> Eval<Found> {
        match code {
            Code::Route(route) => self.expand(route).map(Found::Nodes),
            Code::Items(items) => self.rows(items),
            Code::Call(function, arguments) => self.call(*function, arguments),
            _ => self.value(code).map(Found::Value),
        }
    }

    /// One value from what was found: empty from no node, a fault from several.
    pub(crate) fn unpack(&self, found: Found) -> Eval<Value> {
        match found {
            Found::Value(value) => Ok(value),
            Found::Nodes(nodes) => match nodes.as_slice() {
                [] => Ok(Value::empty()),
                [node] => Ok(self.read(*node)),
                _ => Err(EvaluationFault::Repeated),
            },
            Found::Rows { list, rows, column } => match rows.as_slice() {
                [] => Ok(Value::empty()),
                [row] => self.cell(list, *row, column.as_ref()),
                _ => Err(EvaluationFault::Repeated),
            },
        }
    }

    /// All values of what was found.
    pub(crate) fn values(&self, found: Found) -> Eval<Vec<Value>> {
        match found {
            Found::Value(value) => Ok(vec![value]),
            Found::Nodes(nodes) => Ok(nodes.into_iter().map(|node| self.read(node)).collect()),
            Found::Rows { list, rows, column } => {
                rows.into_iter().map(|row| self.cell(list, row, column.as_ref())).collect()
            }
        }
    }

    pub(crate) fn number(&self, code: &Code) -> Eval<f64> {
        match code {
            Code::Number(number) => Ok(*number),
            _ => self.value(code).map(|value| value.to_number(self.clock())),
        }
    }

    pub(crate) fn text(&self, code: &Code) -> Eval<String> {
        let text = self.value(code)?.into_text(self.clock());
        self.around.charge(text.len() / 64)?;
        Ok(text)
    }

    pub(crate) fn truth(&self, code: &Code) -> Eval<bool> {
        self.value(code).map(|value| value.to_boolean())
    }

    /// Operators from left to right: a long chain of them needs no deep recursion.
    fn chain(&self, code: &Code) -> Eval<Value> {
        let mut chain = Vec::new();
        let mut first = code;
        while let Code::Binary(operator, operands) = first {
            chain.push((*operator, &operands.1));
            first = &operands.0;
        }
        let mut value = self.value(first)?;
        for (operator, right) in chain.into_iter().rev() {
            value = self.binary(operator, &value, right)?;
        }
        Ok(value)
    }

    fn binary(&self, operator: Operator, left: &Value, right: &Code) -> Eval<Value> {
        self.around.step()?;
        let truth = match operator {
            Operator::Or => left.to_boolean() || self.truth(right)?,
            Operator::And => left.to_boolean() && self.truth(right)?,
            Operator::Equal => left.equals(&self.value(right)?, self.clock()),
            Operator::NotEqual => !left.equals(&self.value(right)?, self.clock()),
            _ => return self.arithmetic(operator, left.to_number(self.clock()), self.number(right)?),
        };
        Ok(Value::Boolean(truth))
    }

    fn arithmetic(&self, operator: Operator, left: f64, right: f64) -> Eval<Value> {
        Ok(match operator {
            Operator::Less => Value::Boolean(left < right),
            Operator::LessOrEqual => Value::Boolean(left <= right),
            Operator::Greater => Value::Boolean(left > right),
            Operator::GreaterOrEqual => Value::Boolean(left >= right),
            Operator::Add => Value::Number(left + right),
            Operator::Subtract => Value::Number(left - right),
            Operator::Multiply => Value::Number(left * right),
            Operator::Divide => Value::Number(left / right),
            _ => Value::Number(left % right),
        })
    }

    /// The value of a node; of one that is not relevant, empty.
    pub(crate) fn read(&self, at: At) -> Value {
        let schema = &self.program.schema;
        if self.tree.is_relevant(schema, at) {
            self.tree.cell(schema, at).value.clone()
        } else {
            Value::empty()
        }
    }
}

//! What can be wrong with an expression.

use std::ops::Range;

/// A fault of an expression: what, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct Fault {
    /// Bytes of the text that are wrong.
    pub span: Range<usize>,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What is wrong with an expression. [`FaultKind::code`] is stable; the message is English for developers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultKind {
    /// The text is empty.
    #[error("there is no expression: write one or leave the cell empty")]
    Empty,
    /// A character that no expression has.
    #[error("`{0}` cannot stand here: remove it")]
    Character(char),
    /// A quote is not closed.
    #[error("the text is not closed: add {0} at its end")]
    Unclosed(char),
    /// `${name` without an end, or an empty name.
    #[error("a reference is written as a dollar sign and a name in braces")]
    Reference,
    /// A number that cannot be read.
    #[error("`{0}` is not a number")]
    Number(String),
    /// A word or sign in the wrong place.
    #[error("found {found} where {expected} was expected")]
    Unexpected {
        /// What was found.
        found: String,
        /// What could stand here.
        expected: &'static str,
    },
    /// No function has this name.
    #[error("there is no function `{0}`")]
    UnknownFunction(String),
    /// The function takes another number of arguments.
    #[error("`{function}` takes {expected} arguments, {given} are given")]
    Arity {
        /// Name of the function.
        function: &'static str,
        /// How many it takes.
        expected: &'static str,
        /// How many are given.
        given: usize,
    },
    /// XPath has it, the ODK tools do not, or it is refused here.
    #[error("{0} cannot be used in a form")]
    Unsupported(&'static str),
    /// An argument must be of another kind.
    #[error("argument {position} of `{function}` must be {expected}")]
    Argument {
        /// Name of the function.
        function: &'static str,
        /// Position of the argument, from 1.
        position: usize,
        /// What it must be.
        expected: &'static str,
    },
    /// No node has this name (from a resolver).
    #[error("no question is named `{0}`")]
    UnknownName(String),
    /// More than one node has this name (from a resolver).
    #[error("more than one question is named `{0}`")]
    AmbiguousName(String),
    /// `${last-saved#name}`.
    #[error("answers of an earlier form cannot be used: remove `last-saved#`")]
    LastSaved,
    /// A path leads to no node of the form.
    #[error("the path `{0}` leads nowhere")]
    UnknownPath(String),
    /// `instance('name')` of a list that the form does not have.
    #[error("there is no choice list `{0}`")]
    UnknownList(String),
    /// A list without this column.
    #[error("the list `{list}` has no column `{column}`")]
    UnknownColumn {
        /// Name of the list.
        list: String,
        /// Name of the column.
        column: String,
    },
    /// A regular expression that cannot be used.
    #[error("the regular expression cannot be used: {0}")]
    Regex(String),
    /// Nested too deeply.
    #[error("the expression is nested too deeply: move a part of it to a calculation of its own")]
    TooDeep,
    /// Too long, or too many parts.
    #[error("the expression is too long: move a part of it to a calculation of its own")]
    TooLong,
}

impl FaultKind {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "expression_empty",
            Self::Character(_) => "expression_character",
            Self::Unclosed(_) => "expression_text_not_closed",
            Self::Reference => "expression_reference",
            Self::Number(_) => "expression_number",
            Self::Unexpected { .. } => "expression_unexpected",
            Self::UnknownFunction(_) => "expression_function_unknown",
            Self::Arity { .. } => "expression_arity",
            Self::Unsupported(_) => "expression_unsupported",
            Self::Argument { .. } => "expression_argument",
            Self::UnknownName(_) => "expression_name_unknown",
            Self::AmbiguousName(_) => "expression_name_ambiguous",
            Self::LastSaved => "expression_last_saved",
            Self::UnknownPath(_) => "expression_path_unknown",
            Self::UnknownList(_) => "expression_list_unknown",
            Self::UnknownColumn { .. } => "expression_column_unknown",
            Self::Regex(_) => "expression_regex",
            Self::TooDeep => "expression_too_deep",
            Self::TooLong => "expression_too_long",
        }
    }
}

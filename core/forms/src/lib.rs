//! Forms as data: definition, expressions, and the evaluation of what a person has answered.
//!
//! A [`definition::Form`] is what XLSForm compiles to; an [`expression::Expr`] is one of its formulas, in the XPath
//! subset of the ODK XForms specification, with the results of ODK's reference engine (JavaRosa).

pub mod definition;
mod evaluate;
pub mod expression;
pub mod filling;
mod geo;
pub mod graph;
pub mod limits;
pub mod lists;
mod pattern;
mod program;
mod random;
mod value;

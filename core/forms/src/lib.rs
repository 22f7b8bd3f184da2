//! Forms as data: definition, expressions, and the evaluation of what a person has answered.
//!
//! A [`definition::Form`] is what XLSForm compiles to, a [`filling::Filling`] the answers of one person to it. Its
//! expressions are the XPath subset of the ODK XForms specification, with the results of ODK's reference engine
//! (JavaRosa): conversions, comparisons, repeats, dates and even its oddities, which the tests took from it.
//!
//! Where this engine differs, on purpose:
//! - An expression that has no value (a date that is none, several values where one is needed) is a fault of that
//!   expression ([`filling::Filling::faults`]); JavaRosa stops the form.
//! - A condition is never stale: JavaRosa does not evaluate conditions of other instances of a repeat again when
//!   one instance changes, is added or removed.
//! - While a new form's defaults are set, JavaRosa also evaluates what hangs together only through `required` and
//!   `read_only`, so that a default can find another relevance there.
//! - Chosen values that a filter no longer offers are taken back at once, not when the question is shown next.
//! - What a person typed over a calculation stays until something that the calculation names changes, also when a
//!   draft is opened again; JavaRosa also replaces it when a relevance on the way is evaluated without changing.
//! - Regular expressions run in linear time; look-around, back-references and possessive repetitions are refused.
//! - `random()` and `uuid()` come from the seed that the caller gives, and stay the same while a calculation is
//!   evaluated again.

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

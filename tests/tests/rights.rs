//! Who may do what, through the whole pipeline: every cell of the rule table, every endpoint and role, and the faults that
//! others had.

mod attempts;
mod cast;
mod cells;
mod endpoints;
mod faults;
mod forbidden;
mod letters;
pub(crate) mod over;
mod pairs;

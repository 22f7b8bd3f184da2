//! Facts that ship with the core: the places of Bangladesh, code lists, helplines, and text made comparable.
//!
//! Tables are written from `data/*.csv` by `cargo xtask reference` into a compact form that is read where it lies:
//! nothing is parsed or copied when the program starts, and nothing stays on the heap.

pub mod codes;
pub mod helplines;
mod language;
pub mod lists;
pub mod places;
mod rows;
pub mod sound;
pub mod text;

pub use language::Language;

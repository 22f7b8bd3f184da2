//! Bangla and Latin text as people type it, made comparable: forms need it too, so it lives with the reference data.

pub use jonaki_reference::text::{ascii_digits, bangla_digits, normalise_for_search};

//! Whether two records may be of the same child.

mod alike;
mod compare;
mod error;
mod fingerprint;
mod index;
mod key;
mod name;
mod person;
mod sketch;
mod weights;

pub use alike::names_alike;
pub use compare::{Fields, Likeness, Verdict, compare};
pub use error::MatchError;
pub use fingerprint::{Field, Fingerprint};
pub use index::{Found, INDEX_MAX, Index};
pub use key::MatchKey;
pub use person::{Born, Person};

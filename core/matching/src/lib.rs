//! Whether two records may be of the same child, without showing who it is.
//!
//! A device makes a [`Fingerprint`] of each of its cases under the programme's [`MatchKey`]. A coordinating
//! organisation's device, which need not have the key, compares fingerprints of different organisations ([`compare()`],
//! [`Index`]) and learns only: possibly the same child as a case of organisation X, ask its keeper. A person decides,
//! links and un-links; nothing is ever merged. [`names_alike`] compares two names in the open, for searching one's own
//! cases. No IO, no clock; what random bytes the key needs come from the caller.
//!
//! # What somebody who guesses can learn
//!
//! - **Fingerprints without the key**: no guess can be tested, for every bit is made with HMAC-SHA-256 under the key. What shows
//!   is which fields are missing, and how alike two fingerprints are field by field: the same sex, the same district, the
//!   same father. With thousands of prints, frequencies tell more: the two values of sex, the largest districts, the
//!   commonest names. The length of a name does not show, nor how many words it has.
//! - **The key without fingerprints**: nothing.
//! - **Both**: nearly everything. There are some thousand usual names, and a fingerprint is made in a millisecond; whoever has
//!   both tries all names of a field within minutes. So the two are kept apart: fingerprints go, sealed, to the coordinating
//!   organisation only; a device that has the key never receives another organisation's; the device that compares should
//!   not have the key. When a holder of the key leaves, the key is changed and all prints are made anew: a fingerprint
//!   bears a mark of its key, and those of different keys are not compared.
//! - **Who may report cases** can invent one and see whether it is said to be like another: one guess a time, of all fields
//!   at once. The answer goes to the coordinating organisation, which asks the keeper, and names no name; a series of
//!   such cases by one device is seen there.
//!
//! The server holds neither: it carries fingerprints only as sealed bytes of one length.

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

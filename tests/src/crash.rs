//! Processes that are killed in the middle of their work: real clients and the real server, `kill -9` at any moment, again and
//! again; afterwards nothing that anybody was told is lost.
//!
//! A worker ([`work`]) files, edits, notes, drafts and syncs without end. It says through a pipe what it begins, and after
//! each call what it was told. [`campaign()`] kills workers and server, opens what they leave, and compares. [`typed()`] does so with the terminal client while a form is
//! filled in it.

mod asked;
mod campaign;
mod check;
mod home;
mod journal;
mod programs;
mod typist;
mod worker;

pub use campaign::{Campaign, Figures, campaign};
pub use typist::{Typed, typed};
pub use worker::{Orders, work};

/// What stops a campaign.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

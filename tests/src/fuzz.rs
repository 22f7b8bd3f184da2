//! Fuzz targets: one function for each parser of bytes that come from somebody else, with what must hold of its answer.
//!
//! Nothing here knows libFuzzer: `tests/fuzz` wraps each function, the corpora there are replayed as plain tests, and
//! [`replay::mutate`] tries a few alterations of them in every test run. `docs/fuzzing.md` has the table.

mod client;
mod directory;
mod documents;
mod exchange;
mod forms;
mod http;
mod import;
mod input;
mod letters;
mod programme;
pub mod replay;
mod secrets;
mod seeds;
mod server;
mod services;
mod trust;
mod wire;

pub use client::answer;
pub use directory::directory;
pub use documents::{admission, guard, operations, snapshot};
pub use exchange::{batch, request, response, statement};
pub use forms::{form, rows, xlsform};
pub use http::http;
pub use import::import;
pub use letters::letter;
pub use secrets::{keys, sealed};
pub use seeds::seeds;
pub use server::service;
pub use services::{listing, table};
pub use trust::{certificate, invite};
pub use wire::{cose, cursor, frame, item, server_line};

/// How far an input came. A corpus that has only one of the two tests half of a parser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// It was refused, and nothing had changed.
    Refused,
    /// It was taken, and what must hold of it was checked.
    Taken,
}

/// A target.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Name of the function, the binary and the corpus.
    pub name: &'static str,
    /// The function.
    pub run: fn(&[u8]) -> Reached,
    /// Longest input that is tried, bytes.
    pub most: usize,
    /// Memory that one execution may ask for in all, bytes: this and 512 for each byte of the input.
    pub allowance: usize,
}

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

macro_rules! targets {
    ($($name:ident $most:expr, $allowance:expr;)*) => {
        /// Every target.
        pub const TARGETS: &[Target] =
            &[$(Target { name: stringify!($name), run: $name, most: $most, allowance: $allowance },)*];
    };
}

targets! {
    frame 4 * KIB, 8 * MIB;
    cose 2 * KIB, MIB;
    item 4 * KIB, MIB;
    cursor KIB, MIB;
    server_line 2 * KIB, MIB;
    request 8 * KIB, 16 * MIB;
    batch 4 * KIB, 4 * MIB;
    response 8 * KIB, 16 * MIB;
    statement KIB, MIB;
    invite 4 * KIB, 4 * MIB;
    certificate 2 * KIB, MIB;
    directory KIB, 16 * MIB;
    keys 2 * KIB, 2 * MIB;
    sealed 4 * KIB, 32 * MIB;
    guard 4 * KIB, 16 * MIB;
    admission 4 * KIB, 64 * MIB;
    operations KIB, 64 * MIB;
    snapshot 8 * KIB, 128 * MIB;
    answer 4 * KIB, 128 * MIB;
    service 4 * KIB, 128 * MIB;
    http 4 * KIB, 16 * MIB;
    import 4 * KIB, 64 * MIB;
    form 8 * KIB, 64 * MIB;
    xlsform 8 * KIB, 64 * MIB;
    rows 8 * KIB, 32 * MIB;
    listing 4 * KIB, 16 * MIB;
    table 8 * KIB, 64 * MIB;
    letter 6 * KIB, MIB;
}

/// The target of this name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

//! `jonaki`: the terminal client. A thin shell like the others: parse, one or two calls of the core, print.
//!
//! Exit codes: 0 done, 1 refused or failed (the text says what to do next), 2 wrong usage.

mod arguments;
mod casework;
mod codes;
mod commands;
mod directory;
mod exchange;
mod form;
mod home;
mod matching;
mod output;
mod parse;
mod referrals;
mod texts;

use arguments::Arguments;
use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match commands::run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::failure(&failure, arguments.lang);
            ExitCode::from(failure.exit_code())
        }
    }
}

//! `cargo xtask demo`.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.as_slice() {
        [flag, home] if flag == "--file-reports-in" => {
            jonaki_tests::demo::file_reports_until_killed(Path::new(home)).map(|()| true)
        }
        [] => jonaki_tests::demo::play(false),
        [flag] if flag == "--once" => jonaki_tests::demo::play(true),
        _ => Err("usage: demo [--once]".into()),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            use std::io::Write as _;
            let _ = writeln!(std::io::stderr(), "demo: {failure}");
            ExitCode::FAILURE
        }
    }
}

//! `cargo xtask bench`.

use jonaki_tests::bench::{self, Failure};
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match execute(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "bench: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn execute(arguments: &[&str]) -> Result<bool, Failure> {
    match arguments {
        // Parts that need a process of their own.
        ["--hold", "client", count] => show(bench::hold_client(count.parse()?)?),
        ["--hold", mode, count] => show(bench::hold_server(mode, count.parse()?)?),
        ["--fill", path, count] => bench::fill(Path::new(path), count.parse()?).map(|()| true),
        ["--fill-client", folder, count] => {
            bench::fill_client(Path::new(folder), count.parse()?).map(|()| true)
        }
        rest => {
            let (mut only, mut json) = (None, None);
            for pair in rest.chunks(2) {
                match pair {
                    ["--only", name] => only = Some(*name),
                    ["--json", path] => json = Some(*path),
                    _ => return Err("usage: cargo xtask bench [--only NAME] [--json FILE]".into()),
                }
            }
            let figures = bench::run(only)?;
            if let Some(path) = json {
                std::fs::write(path, serde_json::to_string_pretty(&figures)?)?;
            }
            Ok(figures.iter().all(|figure| figure.holds))
        }
    }
}

fn show(bytes: f64) -> Result<bool, Failure> {
    writeln!(std::io::stdout(), "{bytes}")?;
    Ok(true)
}

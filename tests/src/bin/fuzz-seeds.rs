//! Writes what the corpora of the fuzz targets start from: `cargo xtask fuzz --seeds`.
#![allow(clippy::print_stdout, reason = "a program talks to its user")]

fn main() -> std::io::Result<()> {
    println!("{} seeds", jonaki_tests::fuzz::replay::write_seeds()?);
    Ok(())
}

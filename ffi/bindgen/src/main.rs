//! Writes the Kotlin and Swift bindings of a built `jonaki-ffi`, and the listing of its surface: `cargo xtask bindings`.
//!
//! A crate of its own, so that nothing of the generator is in the library that phones load.

mod diff;
mod surface;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Parser;
use std::fs;
use std::io::Write as _;
use std::process::ExitCode;
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate_with_bindgen_paths};
use uniffi_bindgen::{BindgenPaths, BindgenPathsLayer};

/// Bindings of the core for Kotlin and Swift.
#[derive(Debug, Parser)]
struct Arguments {
    /// The built library.
    library: Utf8PathBuf,
    /// The folder of `jonaki-ffi`.
    #[arg(long, default_value = "ffi")]
    crate_folder: Utf8PathBuf,
    /// Where the Kotlin file goes.
    #[arg(long)]
    kotlin: Option<Utf8PathBuf>,
    /// Where the Swift file and the header go.
    #[arg(long)]
    swift: Option<Utf8PathBuf>,
    /// Write the listing of the surface anew instead of comparing with it.
    #[arg(long)]
    accept: bool,
}

/// Where `jonaki-ffi` is: its `uniffi.toml` says how the bindings are called.
struct Folder(Utf8PathBuf);

impl BindgenPathsLayer for Folder {
    fn get_crate_root(&self, _: &str) -> Option<Utf8PathBuf> {
        Some(self.0.clone())
    }
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let listing = arguments.crate_folder.join("surface.txt");
    let surface = surface::read(&arguments.library)?;
    if arguments.accept {
        fs::write(&listing, &surface).map_err(|error| format!("{listing}: {error}"))?;
    } else {
        compare(&listing, &surface)?;
    }
    let targets = [(&arguments.kotlin, TargetLanguage::Kotlin), (&arguments.swift, TargetLanguage::Swift)];
    for (folder, language) in targets {
        if let Some(folder) = folder {
            generate(arguments, folder, language)?;
        }
    }
    Ok(())
}

/// What the listing says and what the library has.
fn compare(listing: &Utf8Path, surface: &str) -> Result<(), String> {
    let known = fs::read_to_string(listing).unwrap_or_default();
    let lines = diff::changes(&known, surface);
    if lines.is_empty() {
        return Ok(());
    }
    Err(format!(
        "the surface has changed; if that is wanted, `cargo xtask bindings --accept` writes {listing} anew:\n{}",
        lines.join("\n")
    ))
}

fn generate(arguments: &Arguments, folder: &Utf8Path, language: TargetLanguage) -> Result<(), String> {
    let mut paths = BindgenPaths::default();
    paths.add_layer(Folder(arguments.crate_folder.clone()));
    let options = GenerateOptions {
        languages: vec![language],
        source: arguments.library.clone(),
        out_dir: folder.to_owned(),
        ..GenerateOptions::default()
    };
    generate_with_bindgen_paths(options, paths).map_err(|error| format!("{folder}: {error:#}"))
}

#[cfg(test)]
mod tests {
    use camino::{Utf8Path, Utf8PathBuf};

    /// The library that was built for this test lies beside it.
    fn library() -> Utf8PathBuf {
        let test = Utf8PathBuf::from_path_buf(std::env::current_exe().expect("this test")).expect("UTF-8");
        let (start, end) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
        test.parent().expect("its folder").join(format!("{start}jonaki_ffi{end}"))
    }

    #[test]
    fn the_surface_is_the_one_that_is_written_down() {
        let listing = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../surface.txt");
        let surface = super::surface::read(&library()).expect("a library with its metadata");
        assert!(surface.lines().count() > 300, "the whole surface");
        if let Err(difference) = super::compare(&listing, &surface) {
            panic!("{difference}");
        }
    }

    #[test]
    fn a_change_of_the_surface_is_shown_line_by_line_with_where_it_is() {
        let old = "record A\n  x: String\n\nrecord B\n  y: String\n";
        let new = "record A\n  x: String?\n\nrecord B\n  y: String\n  z: Boolean\n";
        let shown = super::diff::changes(old, new);
        assert_eq!(shown, ["record A", "-  x: String", "+  x: String?", "record B", "+  z: Boolean"]);
        assert!(super::diff::changes(old, old).is_empty());
    }
}

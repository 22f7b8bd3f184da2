//! Where things lie.

use std::fs;
use std::path::{Path, PathBuf};

/// The application's id, and the name that the launcher activity's package has.
pub(super) const APPLICATION: &str = "org.jonaki.app";
/// The oldest Android that the app runs on, and the one that it is written for.
pub(super) const MIN_SDK: &str = "24";
pub(super) const TARGET_SDK: &str = "35";

/// The folders of a build, absolute: some tools are started elsewhere.
pub(super) struct Place {
    /// The Android sources.
    pub(super) shell: PathBuf,
    /// All that is made.
    pub(super) out: PathBuf,
    /// What cargo built.
    built: PathBuf,
}

impl Place {
    pub(super) fn new() -> Result<Self, String> {
        let root = std::env::current_dir().map_err(|error| error.to_string())?;
        let shell = root.join("android-shell");
        if !shell.is_dir() {
            return Err("there is no android-shell here: run this in the repository's root".to_owned());
        }
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        Ok(Self { shell, out: root.join("target/android"), built: root.join(target).join("debug") })
    }

    /// Class files of a module, of its tests, or of generated resource classes.
    pub(super) fn classes(&self, name: &str) -> PathBuf {
        self.out.join("classes").join(name)
    }

    /// The folder with the core's library for this machine.
    pub(super) fn library(&self) -> Result<PathBuf, String> {
        let name = format!("{}jonaki_ffi{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
        self.present(&name)?;
        Ok(self.built.clone())
    }

    /// The server's program.
    pub(super) fn server(&self) -> Result<PathBuf, String> {
        self.present(&format!("jonaki-server{}", std::env::consts::EXE_SUFFIX))
    }

    fn present(&self, name: &str) -> Result<PathBuf, String> {
        let path = self.built.join(name);
        if path.is_file() {
            Ok(path)
        } else {
            Err(format!("{} is missing: run without --as-built", path.display()))
        }
    }
}

/// A folder, empty.
pub(super) fn emptied(folder: &Path) -> Result<(), String> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    made(folder)
}

/// A folder that exists.
pub(super) fn made(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

pub(super) fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

pub(super) fn write(path: &Path, text: &str) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        made(folder)?;
    }
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

pub(super) fn copy(from: &Path, to: &Path) -> Result<(), String> {
    if let Some(folder) = to.parent() {
        made(folder)?;
    }
    fs::copy(from, to).map(|_| ()).map_err(|error| format!("{}: {error}", from.display()))
}

/// Files under a folder, sorted; a file itself; nothing where there is nothing.
pub(super) fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_path_buf()];
    }
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let mut entries: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    entries.sort();
    entries.iter().flat_map(|entry| files(entry)).collect()
}

/// Files under a folder whose name ends so.
pub(super) fn ending(folder: &Path, end: &str) -> Vec<PathBuf> {
    files(folder).into_iter().filter(|path| path.to_string_lossy().ends_with(end)).collect()
}

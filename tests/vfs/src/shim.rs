//! The shim: SQLite's own VFS does the work, we note it, skip its syncs, and make it fail where told.
#![expect(
    unsafe_code,
    reason = "a VFS is a C interface; every call below goes on to the VFS that it stands before"
)]

mod file;

use crate::disk::Operation;
use crate::watch::{self, Target};
use file::{METHODS, REAL, ShimFile, real};
use rusqlite::ffi::{self, sqlite3_file, sqlite3_vfs};
use std::ffi::{CStr, OsStr, c_char, c_int};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::ptr;
use std::sync::OnceLock;

/// Why the shim cannot be put in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("SQLite does not take the shim: code {0}")]
pub struct InstallError(c_int);

/// The VFS behind the shim, as a number: it lives as long as the process.
static BEHIND: OnceLock<usize> = OnceLock::new();
static INSTALLED: OnceLock<Result<(), InstallError>> = OnceLock::new();

/// Makes the shim the default VFS of this process, once.
///
/// # Errors
/// [`InstallError`].
pub fn install() -> Result<(), InstallError> {
    *INSTALLED.get_or_init(|| {
        // SAFETY: a null name asks for the default VFS, which SQLite never frees.
        let behind = unsafe { ffi::sqlite3_vfs_find(ptr::null()) };
        // SAFETY: `behind` is null or points to a registered VFS, which is plain data to be copied.
        let Some(real) = (unsafe { behind.as_ref() }) else { return Err(InstallError(ffi::SQLITE_ERROR)) };
        let _ = BEHIND.set(behind as usize);
        let shim = sqlite3_vfs {
            szOsFile: c_int::try_from(REAL).unwrap_or(c_int::MAX).saturating_add(real.szOsFile),
            pNext: ptr::null_mut(),
            zName: c"jonaki-test".as_ptr(),
            xOpen: Some(open),
            xDelete: Some(delete),
            ..*real
        };
        // SAFETY: the VFS is leaked, so it outlives every connection; its name is a literal; the functions that were
        // copied from the real VFS do not look at their VFS argument beyond what was copied with them.
        match unsafe { ffi::sqlite3_vfs_register(Box::leak(Box::new(shim)), 1) } {
            ffi::SQLITE_OK => Ok(()),
            code => Err(InstallError(code)),
        }
    })
}

fn behind() -> *mut sqlite3_vfs {
    BEHIND.get().map_or(ptr::null_mut(), |address| *address as *mut sqlite3_vfs)
}

/// A name that SQLite gives.
fn named<'a>(name: *const c_char) -> Option<&'a Path> {
    if name.is_null() {
        return None;
    }
    // SAFETY: SQLite's file names are null-terminated and live at least as long as the call.
    Some(Path::new(OsStr::from_bytes(unsafe { CStr::from_ptr(name) }.to_bytes())))
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let watched = named(name).filter(|path| watch::is_watched(path));
    // SAFETY: SQLite gives an allocation of `szOsFile` bytes, which nobody else knows yet.
    unsafe {
        file.cast::<ShimFile>().write(ShimFile {
            base: sqlite3_file { pMethods: ptr::null() },
            path: ptr::null_mut(),
            new_in_folder: false,
        });
        (*real(file)).pMethods = ptr::null();
    }
    let is_new = watched.is_some_and(|path| !path.exists());
    if let Some(path) = watched
        && watch::before(path, Target::Entry).is_some()
    {
        return if is_new { ffi::SQLITE_FULL } else { ffi::SQLITE_CANTOPEN };
    }
    // SAFETY: the arguments are SQLite's own; the VFS behind is the one that it would have called.
    let code = unsafe {
        match behind().as_ref().and_then(|vfs| vfs.xOpen) {
            Some(open) => open(behind(), name, real(file), flags, out),
            None => ffi::SQLITE_CANTOPEN,
        }
    };
    // SAFETY: both files are initialised above.
    unsafe {
        if !(*real(file)).pMethods.is_null() {
            (*file).pMethods = &raw const METHODS;
        }
        if code == ffi::SQLITE_OK
            && let Some(path) = watched
        {
            let journals =
                ffi::SQLITE_OPEN_WAL | ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_SUPER_JOURNAL;
            let shim = &mut *file.cast::<ShimFile>();
            shim.path = Box::into_raw(Box::new(path.to_owned()));
            shim.new_in_folder = is_new && flags & journals != 0;
            if is_new {
                watch::note(path, || Operation::Create(path.to_owned()));
            }
        }
    }
    code
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    let watched = named(name).filter(|path| watch::is_watched(path));
    if let Some(path) = watched
        && watch::before(path, Target::Entry).is_some()
    {
        return ffi::SQLITE_IOERR_DELETE;
    }
    let existed = watched.is_some_and(Path::exists);
    // SAFETY: the arguments are SQLite's own, but for the sync, which nobody waits for here.
    let code = unsafe {
        match behind().as_ref().and_then(|vfs| vfs.xDelete) {
            Some(delete) => delete(behind(), name, 0),
            None => ffi::SQLITE_IOERR_DELETE,
        }
    };
    if code == ffi::SQLITE_OK
        && let Some(path) = watched.filter(|_| existed)
    {
        watch::note(path, || Operation::Delete(path.to_owned(), sync_folder != 0));
    }
    code
}

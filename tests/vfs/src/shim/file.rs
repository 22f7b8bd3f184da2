//! The methods of an open file.
#![expect(unsafe_code, reason = "each call goes on to the same method of the real file")]

use crate::disk::Operation;
use crate::watch::{self, FaultKind, Target};
use rusqlite::ffi::{self, sqlite3_file, sqlite3_io_methods};
use std::ffi::{c_int, c_void};
use std::mem::{align_of, size_of};
use std::path::{Path, PathBuf};
use std::ptr;

/// An open file: ours, and behind it in the same allocation the real one.
#[repr(C)]
pub(super) struct ShimFile {
    pub(super) base: sqlite3_file,
    /// Owned; null for a file that nobody watches.
    pub(super) path: *mut PathBuf,
    /// The next sync of this file makes its folder durable too.
    pub(super) new_in_folder: bool,
}

/// Where the real file begins.
pub(super) const REAL: usize = size_of::<ShimFile>().next_multiple_of(16);
const _: () = assert!(align_of::<ShimFile>() <= 16);

pub(super) static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    // 2: shared memory, but no mapping of the database: every read is seen.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// The real file behind ours.
///
/// # Safety
/// `file` is one that `open` was given: SQLite allocates `szOsFile` bytes for it, which hold both.
pub(super) unsafe fn real(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: within the allocation, see above.
    unsafe { file.cast::<u8>().add(REAL).cast() }
}

/// Calls a method of the real file.
macro_rules! forward {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        // SAFETY: SQLite calls methods only on files that `open` opened, whose real file has methods.
        unsafe {
            let real = real($file);
            match (*real).pMethods.as_ref().and_then(|methods| methods.$method) {
                Some(method) => method(real $(, $argument)*),
                None => ffi::SQLITE_IOERR,
            }
        }
    }};
}

/// The watched path of a file.
fn path<'a>(file: *mut sqlite3_file) -> Option<&'a Path> {
    // SAFETY: `file` was opened by `open`, which set `path` to null or to a box that `close` frees; SQLite does not use a file
    // after closing it, nor from two threads at once.
    unsafe { (*file.cast::<ShimFile>()).path.as_ref().map(PathBuf::as_path) }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let code = forward!(file, xClose);
    // SAFETY: `open` boxed the path; SQLite closes a file once.
    unsafe {
        let shim = &mut *file.cast::<ShimFile>();
        if !shim.path.is_null() {
            drop(Box::from_raw(shim.path));
            shim.path = ptr::null_mut();
        }
    }
    code
}

unsafe extern "C" fn read(file: *mut sqlite3_file, to: *mut c_void, count: c_int, at: i64) -> c_int {
    if path(file).is_some_and(|path| watch::before(path, Target::Read).is_some()) {
        return ffi::SQLITE_IOERR_READ;
    }
    forward!(file, xRead, to, count, at)
}

unsafe extern "C" fn write(file: *mut sqlite3_file, from: *const c_void, count: c_int, at: i64) -> c_int {
    let Some(path) = path(file) else { return forward!(file, xWrite, from, count, at) };
    let fault = watch::before(path, Target::Write);
    let count = match fault {
        None => count,
        Some(FaultKind::Short) => count / 2,
        Some(FaultKind::Full) => return ffi::SQLITE_FULL,
        Some(FaultKind::Io) => return ffi::SQLITE_IOERR_WRITE,
    };
    let code = if count > 0 { forward!(file, xWrite, from, count, at) } else { ffi::SQLITE_OK };
    if code == ffi::SQLITE_OK {
        // SAFETY: SQLite gives at least `count` readable bytes.
        let bytes =
            unsafe { std::slice::from_raw_parts(from.cast::<u8>(), usize::try_from(count).unwrap_or(0)) };
        let at = u64::try_from(at).unwrap_or(0);
        watch::note(path, || Operation::Write(path.to_owned(), at, bytes.to_vec()));
    }
    if fault.is_some() { ffi::SQLITE_FULL } else { code }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, length: i64) -> c_int {
    let Some(path) = path(file) else { return forward!(file, xTruncate, length) };
    if watch::before(path, Target::Write).is_some() {
        return ffi::SQLITE_IOERR_TRUNCATE;
    }
    let code = forward!(file, xTruncate, length);
    if code == ffi::SQLITE_OK {
        let length = u64::try_from(length).unwrap_or(0);
        watch::note(path, || Operation::Truncate(path.to_owned(), length));
    }
    code
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _: c_int) -> c_int {
    let Some(path) = path(file) else { return ffi::SQLITE_OK };
    if watch::before(path, Target::Sync).is_some() {
        watch::note(path, || Operation::FailedSync(path.to_owned()));
        return ffi::SQLITE_IOERR_FSYNC;
    }
    // SAFETY: the file is open and used by this thread alone.
    let folder = unsafe { std::mem::take(&mut (*file.cast::<ShimFile>()).new_in_folder) };
    watch::note(path, || Operation::Sync(path.to_owned(), folder));
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, size: *mut i64) -> c_int {
    forward!(file, xFileSize, size)
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    forward!(file, xLock, level)
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    forward!(file, xUnlock, level)
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, found: *mut c_int) -> c_int {
    forward!(file, xCheckReservedLock, found)
}

unsafe extern "C" fn file_control(file: *mut sqlite3_file, operation: c_int, argument: *mut c_void) -> c_int {
    forward!(file, xFileControl, operation, argument)
}

unsafe extern "C" fn sector_size(file: *mut sqlite3_file) -> c_int {
    forward!(file, xSectorSize)
}

unsafe extern "C" fn device_characteristics(_: *mut sqlite3_file) -> c_int {
    // The same on every machine: what lies beside a write is left alone, nothing more.
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    to: *mut *mut c_void,
) -> c_int {
    if extend != 0 && path(file).is_some_and(|path| watch::before(path, Target::Entry).is_some()) {
        return ffi::SQLITE_IOERR_SHMSIZE;
    }
    forward!(file, xShmMap, region, size, extend, to)
}

unsafe extern "C" fn shm_lock(file: *mut sqlite3_file, offset: c_int, count: c_int, flags: c_int) -> c_int {
    forward!(file, xShmLock, offset, count, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut sqlite3_file) {
    // SAFETY: as in `forward`.
    unsafe {
        let real = real(file);
        if let Some(barrier) = (*real).pMethods.as_ref().and_then(|methods| methods.xShmBarrier) {
            barrier(real);
        }
    }
}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, delete: c_int) -> c_int {
    forward!(file, xShmUnmap, delete)
}

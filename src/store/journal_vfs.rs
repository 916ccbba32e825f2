//! How SQLite's journals are opened and written here.
//!
//! SQLite syncs the folder whenever it opens a journal, since it does not know whether the file's name has lasted yet.
//! This VFS knows that of the journals that this process has committed with, and opens them as what they are: files that
//! have been there all along. And SQLite writes a journal in pieces of 4, 4096 and 4 bytes; here those that follow one
//! another are put together, and written when they are many, or before anything else happens to the file.

use std::collections::BTreeMap;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::sync::{Mutex, OnceLock, PoisonError};

use rusqlite::{Connection, ffi};

/// Tells which file is there under a name, if any, in numbers that no other file has.
pub type Which = fn(&CStr) -> Option<[u64; 3]>;

#[cfg(unix)]
fn which(name: &CStr) -> Option<[u64; 3]> {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::MetadataExt as _;
    let found = std::fs::metadata(std::ffi::OsStr::from_bytes(name.to_bytes())).ok()?;
    // Numbers of files are given out again.
    let born = found.created().ok().and_then(|it| it.duration_since(std::time::UNIX_EPOCH).ok());
    Some([found.dev(), found.ino(), born.map_or(0, |it| it.as_nanos() as u64)])
}

/// Other systems sync no folders.
#[cfg(not(unix))]
fn which(_: &CStr) -> Option<[u64; 3]> {
    None
}

struct Journal {
    which: Which,
    /// The file whose name is known to last: a transaction was committed with it since it was opened as a new one.
    settled: Option<[u64; 3]>,
}

/// By name, those that were opened as new ones.
static JOURNALS: Mutex<BTreeMap<CString, Journal>> = Mutex::new(BTreeMap::new());

fn journals<T>(work: impl FnOnce(&mut BTreeMap<CString, Journal>) -> T) -> T {
    work(&mut JOURNALS.lock().unwrap_or_else(PoisonError::into_inner))
}

fn of(connection: &Connection) -> Option<CString> {
    connection.path().and_then(|path| CString::new(format!("{path}-journal")).ok())
}

/// A transaction was committed durably, so its journal and the folder that names it were synced.
pub fn settle(connection: &Connection) {
    let Some(name) = of(connection) else { return };
    journals(|all| {
        if let Some(it) = all.get_mut(&name) {
            it.settled = it.settled.or_else(|| (it.which)(&name));
        }
    });
}

/// Nothing is known of the journal any more.
pub fn forget(connection: &Connection) {
    if let Some(name) = of(connection) {
        journals(|all| all.remove(&name));
    }
}

/// The system's VFS with ours on top.
pub fn vfs() -> Option<&'static CStr> {
    static NAME: OnceLock<Option<&'static CStr>> = OnceLock::new();
    *NAME.get_or_init(|| stack(None, c"dateline", which))
}

#[repr(C)]
struct Vfs {
    own: ffi::sqlite3_vfs,
    below: *mut ffi::sqlite3_vfs,
    which: Which,
}

/// Put a VFS of this kind on top of another one, the default one if it has no name. It lasts as long as the process.
pub fn stack(below: Option<&CStr>, name: &'static CStr, which: Which) -> Option<&'static CStr> {
    // SAFETY: SQLite's VFSs and ours live as long as the process. All functions but `xOpen` are those of the VFS below,
    // with its data; `own` comes first, so that a pointer to it points to the whole.
    unsafe {
        let below = ffi::sqlite3_vfs_find(below.map_or(std::ptr::null(), CStr::as_ptr));
        let own = ffi::sqlite3_vfs {
            szOsFile: below.as_ref()?.szOsFile + size_of::<Buffered>() as c_int,
            pNext: std::ptr::null_mut(),
            zName: name.as_ptr(),
            xOpen: Some(open),
            ..*below
        };
        let it = Box::leak(Box::new(Vfs { own, below, which }));
        (ffi::sqlite3_vfs_register(&raw mut it.own, 0) == ffi::SQLITE_OK).then_some(name)
    }
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    const NEW: c_int = ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_CREATE;
    // SAFETY: SQLite calls this for VFSs that `stack` has made, with a name that ends, or none, and with room for a file
    // of the size that the VFS says. What it asks of this one is asked of the one below, for the journal with the
    // room that is left behind `Buffered`.
    unsafe {
        let it = &*vfs.cast::<Vfs>();
        let Some(below) = (*it.below).xOpen else { return ffi::SQLITE_CANTOPEN };
        if name.is_null() || flags & NEW != NEW {
            return below(it.below, name, file, flags, out);
        }
        let inner = file.cast::<Buffered>().add(1).cast::<ffi::sqlite3_file>();
        (*file).pMethods = std::ptr::null();
        let key = CStr::from_ptr(name.cast::<c_char>());
        // Nobody else makes or deletes it meanwhile: whoever opens a journal to write has the file's lock.
        let settled = journals(|all| all.get(key).and_then(|it| it.settled));
        let mut code = ffi::SQLITE_CANTOPEN;
        if settled.is_some() && settled == (it.which)(key) {
            code = below(it.below, name, inner, flags & !ffi::SQLITE_OPEN_CREATE, out);
        }
        if code != ffi::SQLITE_OK {
            journals(|all| all.insert(key.to_owned(), Journal { which: it.which, settled: None }));
            code = below(it.below, name, inner, flags, out);
        }
        if code == ffi::SQLITE_OK {
            let methods = ffi::sqlite3_file { pMethods: &raw const METHODS };
            std::ptr::write(file.cast(), Buffered { file: methods, bytes: Vec::new(), at: 0 });
        }
        code
    }
}

/// A journal, followed in memory by the file of the VFS below.
#[repr(C)]
struct Buffered {
    file: ffi::sqlite3_file,
    /// What is to be written, and where.
    bytes: Vec<u8>,
    at: i64,
}

/// More is written at once: with what comes last it stays below the 131,071 bytes that SQLite writes at a time on Unix.
const MOST: usize = 64 << 10;

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 1,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(reserved),
    xFileControl: Some(control),
    xSectorSize: Some(sector),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: None,
    xShmLock: None,
    xShmBarrier: None,
    xShmUnmap: None,
    xFetch: None,
    xUnfetch: None,
};

/// Call a function of the file below.
macro_rules! below {
    ($file:expr, $what:ident $(, $value:expr)*) => {{
        // SAFETY: `open` has put a file of the VFS below behind this one; what SQLite gave is handed on.
        unsafe {
            let inner = $file.cast::<Buffered>().add(1).cast::<ffi::sqlite3_file>();
            (*(*inner).pMethods).$what.map_or(ffi::SQLITE_IOERR, |it| it(inner $(, $value)*))
        }
    }};
}

/// Write what was put together.
fn flush(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite gives files that `open` has made, one thread at a time.
    let it = unsafe { &mut *file.cast::<Buffered>() };
    if it.bytes.is_empty() {
        return ffi::SQLITE_OK;
    }
    let code = below!(file, xWrite, it.bytes.as_ptr().cast::<c_void>(), it.bytes.len() as c_int, it.at);
    // Whether it was written or not: SQLite takes the transaction back after an error and never writes on.
    it.bytes.clear();
    code
}

/// The same, and then something else.
macro_rules! flushed {
    ($file:expr, $what:ident $(, $value:expr)*) => {{
        let code = flush($file);
        if code == ffi::SQLITE_OK { below!($file, $what $(, $value)*) } else { code }
    }};
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, from: *const c_void, amount: c_int, at: i64) -> c_int {
    // SAFETY: as in `flush`.
    let it = unsafe { &mut *file.cast::<Buffered>() };
    if it.at + it.bytes.len() as i64 != at || it.bytes.len() >= MOST {
        let code = flush(file);
        if code != ffi::SQLITE_OK {
            return code;
        }
    }
    if it.bytes.is_empty() {
        it.at = at;
    }
    // SAFETY: SQLite gives so many bytes.
    it.bytes.extend_from_slice(unsafe { std::slice::from_raw_parts(from.cast(), amount as usize) });
    ffi::SQLITE_OK
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // What a transaction needs was synced before; the rest counts for nothing if it is not there.
    flush(file);
    let code = below!(file, xClose);
    // SAFETY: as in `flush`; SQLite does not use the file any more.
    unsafe { std::ptr::drop_in_place(&raw mut (*file.cast::<Buffered>()).bytes) };
    code
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, to: *mut c_void, amount: c_int, at: i64) -> c_int {
    flushed!(file, xRead, to, amount, at)
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    flushed!(file, xTruncate, size)
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    flushed!(file, xSync, flags)
}

unsafe extern "C" fn size(file: *mut ffi::sqlite3_file, out: *mut i64) -> c_int {
    flushed!(file, xFileSize, out)
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    below!(file, xLock, level)
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    below!(file, xUnlock, level)
}

unsafe extern "C" fn reserved(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    below!(file, xCheckReservedLock, out)
}

unsafe extern "C" fn control(file: *mut ffi::sqlite3_file, what: c_int, with: *mut c_void) -> c_int {
    flushed!(file, xFileControl, what, with)
}

unsafe extern "C" fn sector(file: *mut ffi::sqlite3_file) -> c_int {
    below!(file, xSectorSize)
}

unsafe extern "C" fn characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    below!(file, xDeviceCharacteristics)
}

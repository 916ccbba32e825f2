//! The journal beside a project file that is being written to.
//!
//! While a project is open, its journal stays where it is, and only its head says whether a transaction is under way
//! (`journal_mode = PERSIST`). Making and deleting it with every edit would change the folder twice, and the folder
//! would have to be synced each time. SQLite syncs the folder whenever it opens a journal, since it does not know whether
//! the file's name has lasted yet; [`vfs`] knows that of the journals that this process has committed with, and opens
//! them as what they are: files that have been there all along.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

/// The journal of a project file.
pub(super) fn beside(path: &Path) -> PathBuf {
    let mut journal = path.as_os_str().to_owned();
    journal.push("-journal");
    PathBuf::from(journal)
}

/// Whether a save was cut short: what its journal holds has to be put back. A journal that begins with nothing holds
/// nothing, as SQLite sees it.
pub fn is_hot(path: &Path) -> bool {
    let mut first = [0];
    File::open(beside(path)).and_then(|mut it| it.read(&mut first)).is_ok_and(|read| read == 1 && first[0] != 0)
}

/// Keep the journal for the next transaction. What a large one has left in it is cut off.
pub(super) fn keep(connection: &Connection) -> rusqlite::Result<()> {
    const MOST: i64 = 512 << 10;
    connection.pragma_update_and_check(None, "journal_size_limit", MOST, |_| Ok(()))?;
    connection.pragma_update_and_check(None, "journal_mode", "PERSIST", |_| Ok(()))
}

/// Nothing is written for now: the journal goes, unless somebody else is writing.
pub(super) fn clear(connection: &Connection) -> rusqlite::Result<()> {
    forget(connection);
    connection.busy_timeout(std::time::Duration::ZERO)?;
    connection.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))
}

#[cfg(unix)]
pub use known::{Which, stack};
#[cfg(unix)]
pub(super) use known::{forget, settle, vfs};

#[cfg(not(unix))]
pub(super) use elsewhere::{forget, settle, vfs};

/// Other systems sync no folders.
#[cfg(not(unix))]
mod elsewhere {
    use std::ffi::CStr;

    use rusqlite::Connection;

    pub fn vfs() -> Option<&'static CStr> {
        None
    }

    pub fn settle(_: &Connection) {}

    pub fn forget(_: &Connection) {}
}

#[cfg(unix)]
mod known {
    use std::collections::BTreeMap;
    use std::ffi::{CStr, CString, c_char, c_int};
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::MetadataExt as _;
    use std::sync::{Mutex, OnceLock, PoisonError};

    use rusqlite::{Connection, ffi};

    /// Tells which file is there under a name, if any, in numbers that no other file has.
    pub type Which = fn(&CStr) -> Option<[u64; 3]>;

    fn which(name: &CStr) -> Option<[u64; 3]> {
        let found = std::fs::metadata(std::ffi::OsStr::from_bytes(name.to_bytes())).ok()?;
        // Numbers of files are given out again.
        let born = found.created().ok().and_then(|it| it.duration_since(std::time::UNIX_EPOCH).ok());
        Some([found.dev(), found.ino(), born.map_or(0, |it| it.as_nanos() as u64)])
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

    /// The system's VFS with a memory for journals.
    pub fn vfs() -> Option<&'static CStr> {
        static NAME: OnceLock<Option<&'static CStr>> = OnceLock::new();
        *NAME.get_or_init(|| stack(None, c"dateline", which))
    }

    #[repr(C)]
    struct Vfs {
        own: ffi::sqlite3_vfs,
        base: *mut ffi::sqlite3_vfs,
        which: Which,
    }

    /// Make a VFS known to SQLite that opens files as another one does, the default one if it has no name, and
    /// remembers journals. It lasts as long as the process.
    pub fn stack(base: Option<&CStr>, name: &'static CStr, which: Which) -> Option<&'static CStr> {
        // SAFETY: SQLite's VFSs and ours live as long as the process. All functions but `xOpen` are those of the VFS
        // beneath, with its data; `own` comes first, so that a pointer to it points to the whole.
        unsafe {
            let base = ffi::sqlite3_vfs_find(base.map_or(std::ptr::null(), CStr::as_ptr));
            let below = base.as_ref()?;
            let own =
                ffi::sqlite3_vfs { pNext: std::ptr::null_mut(), zName: name.as_ptr(), xOpen: Some(open), ..*below };
            let it = Box::leak(Box::new(Vfs { own, base, which }));
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
        // SAFETY: SQLite calls this for VFSs that `stack` has made, with a name that ends, or none.
        let (below, beneath, which) = unsafe {
            let it = &*vfs.cast::<Vfs>();
            (it.base, (*it.base).xOpen, it.which)
        };
        let Some(beneath) = beneath else { return ffi::SQLITE_CANTOPEN };
        if name.is_null() || flags & NEW != NEW {
            // SAFETY: what SQLite asked of this VFS is asked of the one beneath.
            return unsafe { beneath(below, name, file, flags, out) };
        }
        // SAFETY: as above.
        let key = unsafe { CStr::from_ptr(name.cast::<c_char>()) };
        // Nobody else makes or deletes it meanwhile: whoever opens a journal to write has the file's lock.
        let settled = journals(|all| all.get(key).and_then(|it| it.settled));
        if settled.is_some() && settled == which(key) {
            // SAFETY: as above.
            let code = unsafe { beneath(below, name, file, flags & !ffi::SQLITE_OPEN_CREATE, out) };
            if code == ffi::SQLITE_OK {
                return code;
            }
        }
        journals(|all| all.insert(key.to_owned(), Journal { which, settled: None }));
        // SAFETY: as above.
        unsafe { beneath(below, name, file, flags, out) }
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::OpenFlags;

    use super::*;

    fn write(connection: &Connection) {
        connection.execute_batch("BEGIN IMMEDIATE; INSERT INTO t VALUES (1); COMMIT").unwrap();
        settle(connection);
    }

    #[test]
    fn the_journal_stays_between_transactions_and_goes_in_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.gpkg");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
        let connection = match vfs() {
            Some(vfs) => Connection::open_with_flags_and_vfs(&path, flags, vfs).unwrap(),
            None => Connection::open_with_flags(&path, flags).unwrap(),
        };
        keep(&connection).unwrap();
        write(&connection);
        let journal = beside(&path);
        assert!(journal.exists() && !is_hot(&path));
        write(&connection);
        // Another program in between takes it away.
        Connection::open(&path).unwrap().execute_batch("INSERT INTO t VALUES (2)").unwrap();
        assert!(!journal.exists());
        write(&connection);
        assert!(journal.exists());
        clear(&connection).unwrap();
        assert!(!journal.exists());
        let rows: i64 = connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 4);
    }
}

//! The journal beside a project file that is being written to.
//!
//! While a project is open, its journal stays where it is, and only its head says whether a transaction is under way
//! (`journal_mode = PERSIST`). Making and deleting it with every edit would change the folder twice, and the folder
//! would have to be synced each time.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

/// The journal of a project file.
pub fn beside(path: &Path) -> PathBuf {
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

/// Keep the journal for the next transaction.
pub(super) fn keep(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", "PERSIST", |_| Ok(()))
}

/// Nothing is written for now: the journal goes, unless somebody else is writing.
pub(super) fn clear(connection: &Connection) -> rusqlite::Result<()> {
    forget(connection);
    connection.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))
}

pub use super::journal_vfs::{Which, stack};
pub(super) use super::journal_vfs::{forget, settle, vfs};

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
        let connection = Connection::open_with_flags_and_vfs(&path, flags, vfs().unwrap()).unwrap();
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

//! Connections to a project file, safe against what a file may hold and against sudden ends.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags};

use super::{geometry, journal};

/// `GPKG`.
pub const APPLICATION_ID: i32 = 0x4750_4B47;
/// GeoPackage 1.3: what GIS of the last years read without a warning.
pub const USER_VERSION: i32 = 10_300;

const PATIENCE: Duration = Duration::from_secs(5);

/// For reading only; nothing about the file changes.
pub fn reader(path: &Path) -> rusqlite::Result<Connection> {
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    safe(&connection)?;
    Ok(connection)
}

/// For writing to a file that exists.
pub fn writer(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match journal::vfs() {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs)?,
        None => Connection::open_with_flags(path, flags)?,
    };
    durable(&connection)?;
    Ok(connection)
}

/// For building a new file that nobody sees before it is complete and synced: no journal is needed.
pub fn builder(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.pragma_update(None, "page_size", 4096)?;
    functions(&connection)?;
    connection.pragma_update(None, "journal_mode", "OFF")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", USER_VERSION)?;
    Ok(connection)
}

/// A rollback journal, synced with its folder, before a commit counts; one writer; nothing mapped into memory.
pub fn durable(connection: &Connection) -> rusqlite::Result<()> {
    safe(connection)?;
    // EXTRA also syncs the folder after the journal is deleted: without it a power cut may bring the journal back,
    // and with it the state before the commit.
    connection.pragma_update(None, "synchronous", "EXTRA")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What is deleted is overwritten, for the sake of the people that it may have been about.
    connection.pragma_update(None, "secure_delete", true)?;
    // An edit of very many events goes through the file in its order and comes back to few pages; KiB, used only as needed.
    connection.pragma_update(None, "cache_size", -65_536)?;
    connection.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))
}

/// Nothing in the file can run code, and damage is noticed rather than followed.
fn safe(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update_and_check(None, "mmap_size", 0, |_| Ok(())).or_else(|error| match error {
        rusqlite::Error::QueryReturnedNoRows => Ok(()),
        error => Err(error),
    })?;
    functions(connection)
}

/// What the triggers of GeoPackage's R-tree call.
pub fn functions(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    let point =
        |context: &rusqlite::functions::Context<'_>| context.get_raw(0).as_blob().ok().and_then(geometry::decode);
    connection.create_scalar_function("ST_IsEmpty", 1, flags, move |c| Ok(point(c).is_none()))?;
    for name in ["ST_MinX", "ST_MaxX"] {
        connection.create_scalar_function(name, 1, flags, move |c| Ok(point(c).map(|(x, _)| x)))?;
    }
    for name in ["ST_MinY", "ST_MaxY"] {
        connection.create_scalar_function(name, 1, flags, move |c| Ok(point(c).map(|(_, y)| y)))?;
    }
    Ok(())
}

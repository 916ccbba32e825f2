//! The schema of a project file and its versions.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _};

use super::connect::APPLICATION_ID;
use super::error::{At as _, StoreError};

/// The version of the schema that is written here.
pub const SCHEMA_VERSION: i64 = 2;

const TABLES: &str = include_str!("schema.sql");
const TRIGGERS: &str = include_str!("triggers.sql");
const STYLE: &str = include_str!("style.qml");

/// From one version to the next: the SQL that does it, in order. A file is migrated when it is first written to.
const MIGRATIONS: [&str; 1] = [
    // 2: the change log knows which events a line is about.
    "ALTER TABLE change_log ADD COLUMN events TEXT;",
];

/// How many columns tables have got since version 1, at their end: rows written before lack them.
pub const ADDED: [(&str, usize); 1] = [("change_log", 1)];

/// Make the tables of a new file.
pub fn create_tables(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(TABLES)?;
    super::reports::create_tables(connection)?;
    let style = "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, \
                 styleQML, useAsDefault, description) VALUES ('', '', 'events', 'geom', 'Dateline', ?1, 1, 'Events by kind')";
    connection.execute(style, [STYLE]).map(drop)
}

/// When the events are in: the R-tree and the triggers.
pub fn create_triggers(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(TRIGGERS)
}

/// Which version a file is of.
///
/// # Errors
/// If it is no project file.
pub fn version(connection: &Connection, path: &Path) -> Result<i64, StoreError> {
    let application: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0)).at(path)?;
    let not = |what: &str| StoreError::NotAProject { path: path.to_owned(), what: what.to_owned() };
    if application != APPLICATION_ID {
        return Err(not("it is an SQLite database, but no GeoPackage"));
    }
    let tables = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('events', 'settings', 'gpkg_contents', 'corrections', 'originals')";
    let tables: i64 = connection.query_row(tables, [], |row| row.get(0)).at(path)?;
    if tables < 5 {
        return Err(not("it is a GeoPackage of another program; it is read as a table of events"));
    }
    let version: Option<String> = connection
        .query_row("SELECT value FROM settings WHERE name = 'schema'", [], |row| row.get(0))
        .optional()
        .at(path)?;
    version.and_then(|it| it.parse().ok()).filter(|it| *it >= 1).ok_or_else(|| not("it does not say its version"))
}

/// Bring an older file up to date, within the transaction that is open.
pub fn migrate(connection: &Connection, from: i64) -> rusqlite::Result<()> {
    let done = usize::try_from(from.max(1) - 1).unwrap_or(usize::MAX);
    for step in MIGRATIONS.iter().skip(done) {
        connection.execute_batch(step)?;
    }
    if from < SCHEMA_VERSION {
        let value = SCHEMA_VERSION.to_string();
        connection.execute("UPDATE settings SET value = ?1 WHERE name = 'schema'", [value])?;
    }
    Ok(())
}

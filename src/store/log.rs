//! The change log in a project file.

use rusqlite::{Connection, Row};

use super::columns::{self, owned, run, string, text};
use crate::project::LogEntry;

fn values(entry: &LogEntry) -> [rusqlite::types::ToSqlOutput<'_>; 5] {
    use rusqlite::types::{ToSqlOutput, Value, ValueRef};
    // No event at all is told from events that are not listed.
    let events = entry.events.as_ref().map_or(Value::Null, |it| Value::Text(serde_json::json!(it).to_string()));
    [
        ToSqlOutput::Borrowed(ValueRef::Text(entry.at.as_bytes())),
        text(&entry.label),
        text(&entry.reason),
        text(&entry.changes),
        owned(events),
    ]
}

/// Add a line; its row.
pub fn add(connection: &Connection, entry: &LogEntry) -> rusqlite::Result<i64> {
    let sql = "INSERT INTO change_log (at, label, reason, changes, events) VALUES (?1, ?2, ?3, ?4, ?5)";
    run(&mut *connection.prepare_cached(sql)?, &values(entry))?;
    Ok(connection.last_insert_rowid())
}

/// Put a line in the place of one that it goes on with.
pub fn replace(connection: &Connection, row: i64, entry: &LogEntry) -> rusqlite::Result<()> {
    let sql = "UPDATE change_log SET at = ?1, label = ?2, reason = coalesce(?3, reason), changes = ?4, events = ?5 WHERE id = ?6";
    let row = [owned(rusqlite::types::Value::Integer(row))];
    let values: Vec<_> = values(entry).into_iter().chain(row).collect();
    run(&mut *connection.prepare_cached(sql)?, &values).map(drop)
}

/// Say why the line of this moment was made.
pub fn put_reason(connection: &Connection, at: &str, reason: &str) -> rusqlite::Result<()> {
    let sql = "UPDATE change_log SET reason = ?2 WHERE id = (SELECT max(id) FROM change_log WHERE at = ?1)";
    run(&mut *connection.prepare_cached(sql)?, &[text(at), text(reason)]).map(drop)
}

/// Every line, oldest first, of a file of this version.
pub fn read(connection: &Connection, version: i64) -> rusqlite::Result<Vec<LogEntry>> {
    let events = if version >= 2 { "events" } else { "NULL" };
    let sql = format!("SELECT at, label, reason, changes, {events} FROM change_log ORDER BY id");
    let entry = |row: &Row<'_>| {
        let text = |at: usize| row.get_ref(at).map(string);
        let events = match row.get_ref(4)? {
            rusqlite::types::ValueRef::Null => None,
            list => Some(columns::list(list)),
        };
        Ok(LogEntry { at: text(0)?, label: text(1)?, reason: text(2)?, changes: text(3)?, events, gesture: None })
    };
    connection.prepare(&sql)?.query_map([], entry)?.collect()
}

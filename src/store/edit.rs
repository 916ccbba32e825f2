//! Edits to a project file, each one transaction.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rusqlite::types::{ToSqlOutput, Value as Sql};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::columns::{self, IMPORTED, OWN, run, text};
use super::edit_events::put_event;
use super::edit_fields::put_fields;
use super::error::{At as _, StoreError};
use super::read::{self, Origin};
use super::side_by_side::identity;
use super::write::{put_setting, write_mentions, write_meta};
use super::{connect, journal, log, schema};
use crate::event::{Place, Source};
use crate::project::{ArticleRecord, Change, Edit, GroupRecord, LogEntry};

pub const INSERT_GROUP: &str = "INSERT INTO event_groups (event_id, group_id, role, position) VALUES (?1, ?2, ?3, ?4)";
pub const INSERT_PLACE: &str = "INSERT INTO event_places (event_id, place_id, position) VALUES (?1, ?2, ?3)";
pub const INSERT_SOURCE: &str = "INSERT INTO event_sources (event_id, source_id, position) VALUES (?1, ?2, ?3)";
pub const INSERT_TAG: &str = "INSERT INTO event_tags (event_id, tag_id, position) VALUES (?1, ?2, ?3)";
pub const INSERT_CLAIM: &str = "INSERT INTO claims (event_id, field, value, source_id, note, adopted, position) \
                                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

/// Writes edits to a project file, one after the other.
#[derive(Debug)]
pub struct Writer {
    connection: Connection,
    path: PathBuf,
    version: i64,
    /// How many rows were changed since what that needed was given back.
    changes: u64,
    /// Which file it is: another one may take its name.
    file: Option<(u64, u64)>,
    /// The gesture and the row of the last line of the change log.
    last_line: Option<(u64, i64)>,
}

impl Writer {
    /// For a project file that exists. Nothing is written yet.
    ///
    /// # Errors
    /// If it is no project, of a newer version, or cannot be written to.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = connect::writer(path).at(path)?;
        Self::with_connection(connection, path)
    }

    /// With a connection that was made otherwise, for tests of faults. It is made safe and durable here.
    ///
    /// # Errors
    /// As [`Writer::open`].
    pub fn with_connection(connection: Connection, path: &Path) -> Result<Self, StoreError> {
        let file = identity(path);
        connect::durable(&connection).at(path)?;
        journal::keep(&connection).at(path)?;
        connection.set_prepared_statement_cache_capacity(128);
        let version = schema::version(&connection, path)?;
        if version > schema::SCHEMA_VERSION {
            return Err(StoreError::ReadOnly(path.to_owned()));
        }
        if connection.is_readonly(rusqlite::MAIN_DB).at(path)? {
            return Err(StoreError::ReadOnly(path.to_owned()));
        }
        Ok(Self { connection, path: path.to_owned(), version, changes: 0, file, last_line: None })
    }

    /// Write an edit and its line of the change log: all of it or nothing. When this returns, it is durable.
    ///
    /// # Errors
    /// If it could not be written; then the file is as it was before.
    pub fn write(&mut self, edit: &Edit, log: Option<&LogEntry>) -> Result<(), StoreError> {
        self.write_all(std::iter::once((edit, log)))
    }

    /// Write several edits in one transaction.
    ///
    /// # Errors
    /// As [`Writer::write`].
    pub fn write_all<'e>(
        &mut self,
        edits: impl IntoIterator<Item = (&'e Edit, Option<&'e LogEntry>)>,
    ) -> Result<(), StoreError> {
        let before = self.connection.total_changes();
        let mut last = self.last_line;
        let migrated = self.transaction(|connection, version| {
            schema::migrate(connection, version)?;
            for (edit, line) in edits {
                write_edit(connection, edit)?;
                match (line, last) {
                    (None, _) => {}
                    // A run of typing is one line.
                    (Some(line), Some((gesture, row))) if line.gesture == Some(gesture) => {
                        log::replace(connection, row, line)?;
                    }
                    (Some(line), _) => {
                        let row = log::add(connection, line)?;
                        last = line.gesture.map(|gesture| (gesture, row));
                    }
                }
            }
            let sql = "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE table_name = 'events'";
            connection.prepare_cached(sql)?.execute([]).map(drop)
        });
        migrated?;
        self.changes += self.connection.total_changes() - before;
        (self.version, self.last_line) = (self.version.max(schema::SCHEMA_VERSION), last);
        Ok(())
    }

    /// Give back what a large edit needed: memory, and a journal of its size. Everything is durable before, and nobody
    /// needs to wait for this.
    pub fn tidy(&mut self) {
        const LARGE: u64 = 10_000;
        if std::mem::take(&mut self.changes) > LARGE {
            let _ = self.connection.execute_batch("PRAGMA shrink_memory");
            if let Err(error) = self.clear_journal().and_then(|()| journal::keep(&self.connection)) {
                tracing::debug!("the journal of {} stays large: {error}", self.path.display());
            }
        }
    }

    fn clear_journal(&self) -> rusqlite::Result<()> {
        journal::forget(&self.connection);
        // A journal beside another file of this name would be that one's.
        if identity(&self.path) == self.file { journal::clear(&self.connection) } else { Ok(()) }
    }

    /// Say why the line of the change log of this moment was made.
    ///
    /// # Errors
    /// As [`Writer::write`].
    pub fn put_reason(&mut self, at: &str, reason: &str) -> Result<(), StoreError> {
        self.transaction(|connection, _| log::put_reason(connection, at, reason))
    }

    /// Keep a value beside the project, for example how its window was left. Not an edit.
    ///
    /// # Errors
    /// As [`Writer::write`].
    pub fn put_setting(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        self.transaction(|connection, _| put_setting(connection, name, value))
    }

    fn transaction(&mut self, work: impl FnOnce(&Connection, i64) -> rusqlite::Result<()>) -> Result<(), StoreError> {
        let behaviour = rusqlite::TransactionBehavior::Immediate;
        let version = self.version;
        let done = self.connection.transaction_with_behavior(behaviour).and_then(|transaction| {
            work(&transaction, version)?;
            transaction.commit()
        });
        match done {
            Ok(()) => journal::settle(&self.connection),
            // Perhaps its journal was never synced.
            Err(_) => journal::forget(&self.connection),
        }
        done.at(&self.path)
    }
}

impl Drop for Writer {
    /// A file that nobody has open is one file.
    fn drop(&mut self) {
        let at_once = self.connection.busy_timeout(std::time::Duration::ZERO);
        if let Err(error) = at_once.and_then(|()| self.clear_journal()) {
            tracing::debug!("the journal of {} stays: {error}", self.path.display());
        }
    }
}

/// What does not fit the file.
pub(super) fn conflict(what: String) -> rusqlite::Error {
    let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CONSTRAINT);
    rusqlite::Error::SqliteFailure(code, Some(what))
}

/// Write the changes of an edit. What others name comes first, and what is taken away goes last, so that every key is
/// known when it is named; of several changes of one such thing the last one counts.
fn write_edit(connection: &Connection, edit: &Edit) -> rusqlite::Result<()> {
    let mut last: BTreeMap<(u8, &str), &Change> = BTreeMap::new();
    for change in &edit.changes {
        match change {
            Change::Source { key, .. } => drop(last.insert((0, key), change)),
            Change::Place { key, .. } => drop(last.insert((1, key), change)),
            Change::Group { key, .. } => drop(last.insert((2, key), change)),
            Change::Tag { key, .. } => drop(last.insert((3, key), change)),
            _ => {}
        }
    }
    let stays = |change: &Change| {
        matches!(
            change,
            Change::Source { record: Some(_), .. }
                | Change::Place { record: Some(_), .. }
                | Change::Group { record: Some(_), .. }
                | Change::Tag { record: Some(_), .. }
        )
    };
    for change in last.values().filter(|it| stays(it)) {
        write_listed(connection, change)?;
    }
    for change in &edit.changes {
        match change {
            Change::Event { key, record } => put_event(connection, key, record.as_deref())?,
            Change::Fields { field, values } => put_fields(connection, *field, values)?,
            Change::Article { key, record } => put(connection, &ARTICLES, key, record.as_deref())?,
            Change::SavedFilter { key, record } => {
                connection.prepare_cached("DELETE FROM saved_filters WHERE key = ?1")?.execute([key])?;
                if let Some(it) = record {
                    let sql = "INSERT INTO saved_filters (key, name, filter) VALUES (?1, ?2, ?3)";
                    run(&mut *connection.prepare_cached(sql)?, &[text(key), text(&it.name), text(&it.filter)])?;
                }
            }
            Change::Rejected { key, record } => {
                connection.prepare_cached("DELETE FROM rejected_proposals WHERE key = ?1")?.execute([key])?;
                if let Some(it) = record {
                    let sql = "INSERT INTO rejected_proposals (key, article, words, reason) VALUES (?1, ?2, ?3, ?4)";
                    let values = [text(key), text(&it.article), text(&it.words), text(&it.reason)];
                    run(&mut *connection.prepare_cached(sql)?, &values)?;
                }
            }
            Change::Capture { .. } | Change::Relation { .. } => super::reports::write(connection, change)?,
            Change::Meta(record) => write_meta(connection, record)?,
            Change::Source { .. } | Change::Place { .. } | Change::Group { .. } | Change::Tag { .. } => {}
        }
    }
    for change in last.values().filter(|it| !stays(it)) {
        write_listed(connection, change)?;
    }
    Ok(())
}

fn write_listed(connection: &Connection, change: &Change) -> rusqlite::Result<()> {
    match change {
        Change::Source { key, record } => put(connection, &SOURCES, key, record.as_deref()),
        Change::Place { key, record } => {
            put(connection, &PLACES, key, record.as_deref())?;
            if let Some(it) = record {
                let sql = "UPDATE events SET place = ?1 WHERE place_id = (SELECT id FROM places WHERE key = ?2) AND place IS NOT ?1";
                run(&mut *connection.prepare_cached(sql)?, &[text(&it.name), text(key)])?;
            }
            Ok(())
        }
        Change::Group { key, record } => {
            let name = "SELECT name FROM groups WHERE key = ?1";
            let old: Option<Option<String>> =
                connection.prepare_cached(name)?.query_row([key], |row| row.get(0)).optional()?;
            put(connection, &GROUPS, key, record.as_deref())?;
            match (record, old) {
                (Some(it), Some(old)) if old.as_deref().unwrap_or("") != it.name => rename_group(connection, key),
                _ => Ok(()),
            }
        }
        Change::Tag { key, record: Some(it) } => {
            let sql = "INSERT INTO tags (key, name, colour) VALUES (?1, ?2, ?3) \
                       ON CONFLICT (key) DO UPDATE SET name = excluded.name, colour = excluded.colour";
            run(&mut *connection.prepare_cached(sql)?, &[text(key), text(&it.name), text(&it.colour)]).map(drop)
        }
        Change::Tag { key, record: None } => {
            connection.prepare_cached("DELETE FROM tags WHERE key = ?1")?.execute([key]).map(drop)
        }
        _ => Ok(()),
    }
}

/// The names of groups in events, as people read them.
fn rename_group(connection: &Connection, key: &str) -> rusqlite::Result<()> {
    for (column, role) in [("actors", "actor"), ("targets", "target")] {
        let sql = format!(
            "UPDATE events SET {column} = (SELECT group_concat(coalesce(g.name, ''), '; ' ORDER BY eg.position) \
             FROM event_groups eg JOIN groups g ON g.id = eg.group_id WHERE eg.event_id = events.id AND eg.role = ?1) \
             WHERE id IN (SELECT event_id FROM event_groups WHERE role = ?1 AND group_id = (SELECT id FROM groups WHERE key = ?2))"
        );
        connection.prepare_cached(&sql)?.execute([role, key])?;
    }
    Ok(())
}

/// How one kind of listed thing is kept.
struct Kind<T: 'static> {
    what: &'static str,
    table: &'static str,
    columns: &'static str,
    values: fn(&T) -> Vec<ToSqlOutput<'_>>,
    read: fn(&Connection, &str) -> read::Found<T>,
    after: fn(&Connection, i64, &T) -> rusqlite::Result<()>,
}

fn nothing_after<T>(_: &Connection, _: i64, _: &T) -> rusqlite::Result<()> {
    Ok(())
}

static PLACES: Kind<Place> = Kind {
    what: "place",
    table: "places",
    columns: columns::PLACE,
    values: |it| columns::place(it).to_vec(),
    read: |c, key| read::one(c, "places", columns::PLACE, key, columns::read_place),
    after: nothing_after,
};
static GROUPS: Kind<GroupRecord> = Kind {
    what: "group",
    table: "groups",
    columns: columns::GROUP,
    values: |it| columns::group(it).to_vec(),
    read: |c, key| read::one(c, "groups", columns::GROUP, key, columns::read_group),
    after: nothing_after,
};
static SOURCES: Kind<Source> = Kind {
    what: "source",
    table: "sources",
    columns: columns::SOURCE,
    values: |it| columns::source(it).to_vec(),
    read: |c, key| read::one(c, "sources", columns::SOURCE, key, columns::read_source),
    after: nothing_after,
};
static ARTICLES: Kind<ArticleRecord> = Kind {
    what: "article",
    table: "articles",
    columns: columns::ARTICLE,
    values: |it| columns::article(it).to_vec(),
    read: |c, key| {
        let found = read::one(c, "articles", columns::ARTICLE, key, columns::read_article)?;
        let Some((id, origin, mut article)) = found else { return Ok(None) };
        article.mentions = read::mentions_of(c, id, &article.text, &mut Vec::new())?;
        Ok(Some((id, origin, article)))
    },
    after: write_mentions,
};

/// What was imported and is not what it was: whether it was taken away, its row, and the record.
pub(super) fn original<T: serde::de::DeserializeOwned>(
    connection: &Connection,
    what: &str,
    key: &str,
) -> rusqlite::Result<Option<(bool, Option<i64>, T)>> {
    let sql = "SELECT removed, row_id, record FROM originals WHERE what = ?1 AND key = ?2";
    let row = connection
        .prepare_cached(sql)?
        .query_row([what, key], |row| Ok((row.get(0)?, row.get(1)?, columns::string(row.get_ref(2)?))))
        .optional()?;
    Ok(row.and_then(|(removed, id, record)| Some((removed, id, serde_json::from_str(&record).ok()?))))
}

pub(super) fn keep_original<T: serde::Serialize>(
    connection: &Connection,
    what: &str,
    key: &str,
    row: Option<i64>,
    record: &T,
) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO originals (what, key, row_id, removed, record) VALUES (?1, ?2, ?3, ?4, ?5)";
    let json = serde_json::to_string(record).unwrap_or_default();
    connection.prepare_cached(sql)?.execute(params![what, key, row, row.is_some(), json]).map(drop)
}

pub(super) fn forget_original(connection: &Connection, what: &str, key: &str) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM originals WHERE what = ?1 AND key = ?2")?.execute([what, key]).map(drop)
}

/// A listed thing is this now, or is gone; what was imported is kept as long as something else holds.
fn put<T>(connection: &Connection, kind: &Kind<T>, key: &str, record: Option<&T>) -> rusqlite::Result<()>
where
    T: Clone + PartialEq + serde::Serialize + serde::de::DeserializeOwned,
{
    let (what, table) = (kind.what, kind.table);
    let current = (kind.read)(connection, key)?;
    let kept = original::<T>(connection, what, key)?;
    let marks =
        |count: usize, from: usize| (from..from + count).map(|i| format!("?{i}")).collect::<Vec<_>>().join(", ");
    match (current, record) {
        (None, None) => Ok(()),
        (Some((id, origin, current)), None) => {
            connection.prepare_cached(&format!("DELETE FROM {table} WHERE id = ?1"))?.execute([id])?;
            if origin == Origin::Own {
                return Ok(());
            }
            keep_original(connection, what, key, Some(id), &kept.map_or(current, |(_, _, it)| it))
        }
        (None, Some(record)) => {
            let mut values = (kind.values)(record);
            let count = values.len();
            let (id, origin) = match &kept {
                Some((true, Some(id), _)) => (Sql::Integer(*id), IMPORTED),
                _ => (Sql::Null, OWN),
            };
            values.extend([columns::owned(id), text(origin)]);
            let sql = format!("INSERT INTO {table} ({}, id, origin) VALUES ({})", kind.columns, marks(count + 2, 1));
            run(&mut *connection.prepare_cached(&sql)?, &values)?;
            (kind.after)(connection, connection.last_insert_rowid(), record)?;
            match kept {
                Some((_, _, original)) if original != *record => keep_original(connection, what, key, None, &original),
                Some(_) => forget_original(connection, what, key),
                None => Ok(()),
            }
        }
        (Some((id, origin, current)), Some(record)) => {
            let mut values = (kind.values)(record);
            let count = values.len();
            values.push(columns::owned(Sql::Integer(id)));
            let sql =
                format!("UPDATE {table} SET ({}) = ({}) WHERE id = ?{}", kind.columns, marks(count, 1), count + 1);
            run(&mut *connection.prepare_cached(&sql)?, &values)?;
            (kind.after)(connection, id, record)?;
            if origin == Origin::Own {
                return Ok(());
            }
            let original = kept.map_or(current, |(_, _, it)| it);
            if original == *record {
                forget_original(connection, what, key)
            } else {
                keep_original(connection, what, key, None, &original)
            }
        }
    }
}

/// For the tests of the schema: hexadecimal as SQLite has it.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_is_written_as_sqlite_writes_it() {
        let connection = Connection::open_in_memory().unwrap();
        let theirs: String = connection.query_row("SELECT hex(?1)", [vec![0_u8, 10, 255]], |row| row.get(0)).unwrap();
        assert_eq!(theirs, super::super::write::hex(&[0, 10, 255]));
    }
}

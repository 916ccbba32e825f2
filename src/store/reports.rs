//! What goes with reports: their originals, and which events are one occurrence.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::{Connection, params};

use super::columns::string;
use crate::project::{Capture, Change, Relation, Verdict, Work};

/// Make the tables where they are missing.
pub fn create_tables(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(include_str!("reports.sql"))
}

/// Whether a file has the tables.
fn there(connection: &Connection) -> rusqlite::Result<bool> {
    let sql = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('captures', 'event_relations')";
    connection.prepare_cached(sql)?.query_row([], |row| Ok(row.get::<_, i64>(0)? == 2))
}

/// Write a change of an original or of a verdict; any other is left to others.
pub fn write(connection: &Connection, change: &Change) -> rusqlite::Result<()> {
    if !there(connection)? {
        create_tables(connection)?;
    }
    match change {
        Change::Capture { key, record } => {
            connection.prepare_cached("DELETE FROM captures WHERE article = ?1")?.execute([key])?;
            record.as_ref().map_or(Ok(()), |it| put_capture(connection, key, it))
        }
        Change::Relation { key, record } => {
            let (a, b) = key.split_once('\t').unwrap_or((key, ""));
            connection.prepare_cached("DELETE FROM event_relations WHERE a = ?1 AND b = ?2")?.execute([a, b])?;
            record.as_ref().map_or(Ok(()), |it| put_relation(connection, it))
        }
        _ => Ok(()),
    }
}

/// Write all there is, to a new file.
pub fn write_all(connection: &Connection, work: &Work) -> rusqlite::Result<()> {
    work.captures.iter().try_for_each(|(key, it)| put_capture(connection, key, it))?;
    work.relations.values().try_for_each(|it| put_relation(connection, it))
}

fn put_capture(connection: &Connection, article: &str, it: &Capture) -> rusqlite::Result<()> {
    let sql = "INSERT INTO captures (article, name, sha256, size, address, captured, packed, content) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let size = i64::try_from(it.size).unwrap_or(i64::MAX);
    let content = (!it.content.is_empty()).then_some(&*it.content);
    let values = params![article, it.name, it.sha256, size, it.address, it.captured, it.packed, content];
    connection.prepare_cached(sql)?.execute(values).map(drop)
}

fn put_relation(connection: &Connection, it: &Relation) -> rusqlite::Result<()> {
    let (a, b) = if it.a <= it.b { (&it.a, &it.b) } else { (&it.b, &it.a) };
    let sql = "INSERT OR REPLACE INTO event_relations (a, b, verdict) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute(params![a, b, it.verdict.word()]).map(drop)
}

/// Read what a file has of it; an older file has nothing.
pub fn read(connection: &Connection, work: &mut Work) -> rusqlite::Result<()> {
    if !there(connection)? {
        return Ok(());
    }
    let sql = "SELECT article, name, sha256, size, address, captured, packed, content FROM captures";
    let mut statement = connection.prepare(sql)?;
    let capture = |row: &rusqlite::Row<'_>| {
        let text = |at: usize| row.get_ref(at).map(string);
        let content = row.get_ref(7)?.as_blob_or_null().ok().flatten().unwrap_or_default();
        let it = Capture {
            name: text(1)?,
            sha256: text(2)?,
            size: row.get::<_, i64>(3).ok().and_then(|it| u64::try_from(it).ok()).unwrap_or(0),
            address: text(4)?,
            captured: text(5)?,
            packed: super::columns::truth(row.get_ref(6)?),
            content: content.into(),
        };
        Ok((text(0)?, Arc::new(it)))
    };
    work.captures = statement.query_map([], capture)?.collect::<rusqlite::Result<BTreeMap<_, _>>>()?;
    let mut statement = connection.prepare("SELECT a, b, verdict FROM event_relations")?;
    let relation = |row: &rusqlite::Row<'_>| {
        let text = |at: usize| row.get_ref(at).map(string);
        let (a, b, verdict) = (text(0)?, text(1)?, text(2)?);
        Ok(Verdict::from_word(&verdict).map(|verdict| (Relation::key(&a, &b), Relation { a, b, verdict })))
    };
    let found: Vec<_> = statement.query_map([], relation)?.collect::<rusqlite::Result<_>>()?;
    work.relations = found.into_iter().flatten().collect();
    Ok(())
}

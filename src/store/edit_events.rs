//! Edits of events in a project file.

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::columns::{self, EVENT, IMPORTED, Named, run};
use super::edit::{
    INSERT_CLAIM, INSERT_GROUP, INSERT_PLACE, INSERT_SOURCE, INSERT_TAG, conflict, forget_original, keep_original,
    original,
};
use super::edit_fields::put_field;
use super::read;
use crate::project::{EventRecord, Field, Value};

/// A row of `events`.
pub(super) struct EventRow {
    pub id: i64,
    /// Whether it came with an import, if that was looked at.
    pub imported: Option<bool>,
}

impl EventRow {
    fn imported(&self, connection: &Connection) -> rusqlite::Result<bool> {
        let sql = "SELECT origin FROM events WHERE id = ?1";
        let look = || {
            let origin = |row: &rusqlite::Row<'_>| Ok(columns::string(row.get_ref(0)?) == IMPORTED);
            connection.prepare_cached(sql)?.query_row([self.id], origin)
        };
        self.imported.map_or_else(look, Ok)
    }
}

pub(super) fn find_event(connection: &Connection, key: &str) -> rusqlite::Result<Option<EventRow>> {
    let sql = "SELECT id, origin FROM events WHERE key = ?1";
    let row = |row: &rusqlite::Row<'_>| {
        Ok(EventRow { id: row.get(0)?, imported: Some(columns::string(row.get_ref(1)?) == IMPORTED) })
    };
    connection.prepare_cached(sql)?.query_row([key], row).optional()
}

pub fn put_event(connection: &Connection, key: &str, record: Option<&EventRecord>) -> rusqlite::Result<()> {
    let found = find_event(connection, key)?;
    match (found, record) {
        (None, None) => Ok(()),
        (Some(row), None) => {
            if row.imported(connection)? {
                let original = read::event_as_imported(connection, row.id)?;
                keep_original(connection, "event", key, Some(row.id), &original)?;
            }
            connection.prepare_cached("DELETE FROM events WHERE id = ?1")?.execute([row.id]).map(drop)
        }
        (Some(row), Some(record)) => set_fields(connection, &row, record, &Field::ALL),
        (None, Some(record)) => {
            let kept = original::<EventRecord>(connection, "event", key)?;
            let id = match &kept {
                Some((true, id, _)) => *id,
                _ => None,
            };
            let named = named(connection, record)?;
            let mut values = columns::event(record, &named, id.is_none()).to_vec();
            values.push(columns::owned(id.map_or(Sql::Null, Sql::Integer)));
            let marks: Vec<String> = (1..=values.len()).map(|i| format!("?{i}")).collect();
            let sql = format!("INSERT INTO events ({}, id) VALUES ({})", EVENT.join(", "), marks.join(", "));
            run(&mut *connection.prepare_cached(&sql)?, &values)?;
            let row = EventRow { id: connection.last_insert_rowid(), imported: Some(false) };
            const RELATIONS: [Field; 6] =
                [Field::Actors, Field::Targets, Field::OtherPlaces, Field::Sources, Field::Claims, Field::Tags];
            for field in RELATIONS {
                relation(connection, &row, field, record)?;
            }
            widen(connection, record)?;
            if let (Some(_), Some((_, _, original))) = (id, kept) {
                // What was imported may name what is gone by now: it is only remembered.
                let sql = "INSERT INTO corrections (event_id, field, original) VALUES (?1, ?2, ?3)";
                let mut insert = connection.prepare_cached(sql)?;
                for field in Field::ALL.into_iter().filter(|it| !it.is_mark()) {
                    let (then, now) = (original.get(field), record.get(field));
                    if then != now {
                        for (column, original) in super::write::corrected(field, &then, &now) {
                            insert.execute(params![row.id, column, original])?;
                        }
                    }
                }
                forget_original(connection, "event", key)?;
            }
            Ok(())
        }
    }
}

fn set_fields(connection: &Connection, row: &EventRow, record: &EventRecord, fields: &[Field]) -> rusqlite::Result<()> {
    fields.iter().try_for_each(|field| put_field(connection, row, *field, &record.get(*field)))
}

/// The names and ids that an event's columns show.
pub(super) fn named(connection: &Connection, record: &EventRecord) -> rusqlite::Result<Named> {
    let place = match &record.place {
        Some(key) => {
            let sql = "SELECT id, coalesce(name, '') FROM places WHERE key = ?1";
            let row =
                connection.prepare_cached(sql)?.query_row([key], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            Some(row.ok_or_else(|| conflict(format!("there is no place {key:?}")))?)
        }
        None => None,
    };
    let names = |keys: &[String]| -> rusqlite::Result<String> {
        let mut statement = connection.prepare_cached("SELECT coalesce(name, '') FROM groups WHERE key = ?1")?;
        let mut name = |key: &String| {
            let found = statement.query_row([key], |row| row.get::<_, String>(0)).optional()?;
            found.ok_or_else(|| conflict(format!("there is no group {key:?}")))
        };
        Ok(keys.iter().map(&mut name).collect::<rusqlite::Result<Vec<_>>>()?.join("; "))
    };
    Ok(Named { place, actors: names(&record.actors)?, targets: names(&record.targets)?, layer: record.layer.clone() })
}

/// The rectangle around the events holds this one, too.
pub(super) fn widen(connection: &Connection, record: &EventRecord) -> rusqlite::Result<()> {
    let Some(at) = record.position else { return Ok(()) };
    let sql = "UPDATE gpkg_contents SET min_x = min(coalesce(min_x, ?1), ?1), max_x = max(coalesce(max_x, ?1), ?1), \
               min_y = min(coalesce(min_y, ?2), ?2), max_y = max(coalesce(max_y, ?2), ?2) WHERE table_name = 'events'";
    connection.prepare_cached(sql)?.execute([at.lon, at.lat]).map(drop)
}

/// What an event refers to in other tables.
pub(super) fn relation(
    connection: &Connection,
    row: &EventRow,
    field: Field,
    record: &EventRecord,
) -> rusqlite::Result<()> {
    let (delete, insert, look_up) = match field {
        Field::Actors | Field::Targets => (
            "DELETE FROM event_groups WHERE event_id = ?1 AND role = ?2",
            INSERT_GROUP,
            "SELECT id FROM groups WHERE key = ?1",
        ),
        Field::OtherPlaces => {
            ("DELETE FROM event_places WHERE event_id = ?1", INSERT_PLACE, "SELECT id FROM places WHERE key = ?1")
        }
        Field::Sources => {
            ("DELETE FROM event_sources WHERE event_id = ?1", INSERT_SOURCE, "SELECT id FROM sources WHERE key = ?1")
        }
        Field::Tags => ("DELETE FROM event_tags WHERE event_id = ?1", INSERT_TAG, "SELECT id FROM tags WHERE key = ?1"),
        _ => ("DELETE FROM claims WHERE event_id = ?1", INSERT_CLAIM, "SELECT id FROM sources WHERE key = ?1"),
    };
    let json = |record: &EventRecord| match record.get(field) {
        Value::Keys(keys) => serde_json::to_string(&keys).unwrap_or_default(),
        Value::Claims(claims) => serde_json::to_string(&claims).unwrap_or_default(),
        _ => String::new(),
    };
    let tracked = !field.is_mark() && row.imported(connection)?;
    if tracked {
        let mut old = EventRecord::default();
        read::relation(connection, row.id, field, &mut old)?;
        if old.get(field) != record.get(field) {
            let sql = "INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (?1, ?2, ?3)";
            connection.prepare_cached(sql)?.execute(params![row.id, field.name(), json(&old)])?;
        }
    }
    let role = if field == Field::Actors { "actor" } else { "target" };
    match field {
        Field::Actors | Field::Targets => connection.prepare_cached(delete)?.execute(params![row.id, role])?,
        _ => connection.prepare_cached(delete)?.execute([row.id])?,
    };
    let id_of = |key: &str| -> rusqlite::Result<i64> {
        let id = connection.prepare_cached(look_up)?.query_row([key], |row| row.get(0)).optional()?;
        id.ok_or_else(|| conflict(format!("there is no {key:?} for {}", field.name())))
    };
    let mut insert = connection.prepare_cached(insert)?;
    if field == Field::Claims {
        for (position, it) in (0_i64..).zip(&record.claims) {
            let source = it.source.as_deref().map(id_of).transpose()?;
            insert.execute(params![row.id, it.field, it.value, source, it.note, it.adopted, position])?;
        }
    } else if let Value::Keys(keys) = record.get(field) {
        for (position, key) in (0_i64..).zip(&keys) {
            match field {
                Field::Actors | Field::Targets => insert.execute(params![row.id, id_of(key)?, role, position])?,
                _ => insert.execute(params![row.id, id_of(key)?, position])?,
            };
        }
    }
    if tracked {
        let sql = "DELETE FROM corrections WHERE event_id = ?1 AND field = ?2 AND original = ?3";
        connection.prepare_cached(sql)?.execute(params![row.id, field.name(), json(record)])?;
    }
    Ok(())
}

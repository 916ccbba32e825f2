//! Values put into a field of events in a project file, of one event or of very many.

use std::collections::HashSet;

use rusqlite::types::{ToSqlOutput, Value as Sql};
use rusqlite::{CachedStatement, Connection, OptionalExtension as _};

use super::columns::{self, EVENT, Named, text};
use super::edit::conflict;
use super::edit_events::{EventRow, find_event, named, relation, widen};
use crate::project::{EventRecord, Field, Value};

/// From here on an edit is planned before it is done.
const MANY: usize = 256;
/// So many events are written with one plan, so that values which all differ do not fill the memory.
const BLOCK: usize = 4096;
/// Beyond, one looks event by event whether what was imported holds again.
const ORIGINALS: usize = 1000;

/// Put values into a field of events, by key.
pub fn put_fields(connection: &Connection, field: Field, values: &[(String, Value)]) -> rusqlite::Result<()> {
    let many = values.len() > MANY;
    let rows = if many { find_many(connection, values)? } else { find_each(connection, values)? };
    // An event that is named twice has what its last value says, whatever the first one did.
    let once = rows.windows(2).all(|two| two[0].0.id < two[1].0.id);
    let mut setter = Setter::new(connection, field, many && once)?;
    rows.chunks(BLOCK).try_for_each(|block| setter.put(block))
}

/// Put a value into a field of one event.
pub fn put_field(connection: &Connection, row: &EventRow, field: Field, value: &Value) -> rusqlite::Result<()> {
    Setter::new(connection, field, false)?.put(&[(row, value)])
}

fn unknown(key: &str) -> rusqlite::Error {
    conflict(format!("there is no event {key:?}"))
}

fn find_each<'v>(
    connection: &Connection,
    values: &'v [(String, Value)],
) -> rusqlite::Result<Vec<(EventRow, &'v Value)>> {
    let find =
        |(key, value): &'v (String, Value)| Ok((find_event(connection, key)?.ok_or_else(|| unknown(key))?, value));
    values.iter().map(find).collect()
}

/// Of many, each page is looked at once: those of the index in the order of keys, which knows the ids, and those of the
/// rows in the order of ids, when they are written to.
fn find_many<'v>(
    connection: &Connection,
    values: &'v [(String, Value)],
) -> rusqlite::Result<Vec<(EventRow, &'v Value)>> {
    let mut find = connection.prepare_cached("SELECT id FROM events WHERE key = ?1")?;
    let mut rows = Vec::with_capacity(values.len());
    for at in in_order(values) {
        let (key, value) = &values[at];
        let id = find.query_row([key], |row| row.get(0)).optional()?.ok_or_else(|| unknown(key))?;
        rows.push((EventRow { id, imported: None }, value));
    }
    rows.sort_by_key(|(row, _)| row.id);
    Ok(rows)
}

/// Where the values are in the order of their keys. Keys are alike at their start and differ soon after: comparing so
/// much of them as fits into a number is enough for nearly all, and looks nothing up.
fn in_order(values: &[(String, Value)]) -> impl Iterator<Item = usize> {
    let key = |at: usize| values[at].0.as_bytes();
    let alike = (1..values.len())
        .fold(key(0).len(), |alike, at| key(0)[..alike].iter().zip(key(at)).take_while(|(a, b)| a == b).count());
    let head = |at: usize| {
        let mut head = [0; 16];
        let rest = &key(at)[alike..];
        let len = rest.len().min(head.len());
        head[..len].copy_from_slice(&rest[..len]);
        u128::from_be_bytes(head)
    };
    let mut order: Vec<(u128, usize)> = (0..values.len()).map(|at| (head(at), at)).collect();
    order.sort_unstable_by(|(a, i), (b, j)| a.cmp(b).then_with(|| key(*i).cmp(key(*j))).then(i.cmp(j)));
    order.into_iter().map(|(_, at)| at)
}

/// How a correction of one column is forgotten.
struct Forget<'c> {
    name: &'static str,
    /// Its place among the columns of the field.
    column: usize,
    /// What a value would be as an original.
    original: CachedStatement<'c>,
    delete: CachedStatement<'c>,
    /// All originals that are kept, if that is known.
    kept: Option<HashSet<String>>,
}

impl Forget<'_> {
    /// Whether some event may hold again what was imported, if it gets this value.
    fn may(&mut self, value: &ToSqlOutput<'_>) -> rusqlite::Result<bool> {
        let Some(kept) = &self.kept else { return Ok(true) };
        let original: Option<String> = self.original.query_row([value], |row| row.get(0))?;
        Ok(original.is_some_and(|it| kept.contains(&it)))
    }
}

/// Puts values into one field of events. Triggers of the file keep what was imported; once it holds again, that is
/// forgotten. If there are many and each event gets one value, most often nothing has to be looked for event by event.
struct Setter<'c> {
    connection: &'c Connection,
    field: Field,
    columns: &'static [&'static str],
    update: Option<CachedStatement<'c>>,
    forgets: Vec<Forget<'c>>,
}

impl<'c> Setter<'c> {
    fn new(connection: &'c Connection, field: Field, many_once: bool) -> rusqlite::Result<Self> {
        let columns = columns::of_field(field);
        let sets: Vec<String> = columns.iter().zip(1..).map(|(name, i)| format!("{name} = ?{i}")).collect();
        let update = format!("UPDATE events SET {} WHERE id = ?{}", sets.join(", "), columns.len() + 1);
        let update = if columns.is_empty() { None } else { Some(connection.prepare_cached(&update)?) };
        let mut forgets = Vec::new();
        for (column, name) in columns.iter().enumerate().filter(|_| !field.is_mark()) {
            let Some(original) = original(name) else { continue };
            let sql = format!("DELETE FROM corrections WHERE event_id = ?2 AND field = ?3 AND original IS {original}");
            forgets.push(Forget {
                name,
                column,
                original: connection.prepare_cached(&format!("SELECT {original}"))?,
                delete: connection.prepare_cached(&sql)?,
                kept: if many_once { originals(connection, name)? } else { None },
            });
        }
        Ok(Self { connection, field, columns, update, forgets })
    }

    /// Put values into events, in this order.
    fn put<R: std::borrow::Borrow<EventRow>>(&mut self, rows: &[(R, &Value)]) -> rusqlite::Result<()> {
        let (numbers, values) = different(rows.iter().map(|(_, value)| *value));
        let records: Vec<(EventRecord, Named)> =
            values.into_iter().map(|value| self.record(value)).collect::<rusqlite::Result<_>>()?;
        let mut plans = Vec::with_capacity(records.len());
        for (record, named) in &records {
            let all = columns::event(record, named, false);
            let place = |name: &&str| EVENT.iter().position(|it| it == name);
            let values: Vec<ToSqlOutput<'_>> =
                self.columns.iter().filter_map(place).map(|at| all[at].clone()).collect();
            let forgets = self
                .forgets
                .iter_mut()
                .map(|it| it.may(&values[it.column]))
                .collect::<rusqlite::Result<Vec<bool>>>()?;
            plans.push((record, values, forgets));
        }
        let related = matches!(
            self.field,
            Field::OtherPlaces | Field::Sources | Field::Actors | Field::Targets | Field::Claims | Field::Tags
        );
        for ((row, _), number) in rows.iter().zip(numbers) {
            let (row, (record, values, forgets)) = (row.borrow(), &plans[number]);
            if related {
                relation(self.connection, row, self.field, record)?;
            }
            let Some(update) = &mut self.update else { continue };
            let id = columns::owned(Sql::Integer(row.id));
            update.execute(rusqlite::params_from_iter(values.iter().chain([&id])))?;
            // Nothing is kept of what did not come with an import.
            if row.imported == Some(false) {
                continue;
            }
            for (it, _) in self.forgets.iter_mut().zip(forgets).filter(|(_, may)| **may) {
                it.delete.execute(rusqlite::params_from_iter([&values[it.column], &id, &text(it.name)]))?;
            }
        }
        if self.field == Field::Position {
            records.iter().try_for_each(|(record, _)| widen(self.connection, record))?;
        }
        Ok(())
    }

    /// A record that holds nothing but the value, and what it refers to.
    fn record(&self, value: &Value) -> rusqlite::Result<(EventRecord, Named)> {
        let mut record = EventRecord::default();
        record.set(self.field, value.clone()).map_err(|reason| conflict(reason.to_string()))?;
        let named = named(self.connection, &record)?;
        Ok((record, named))
    }
}

/// Those of some values that differ, and for each value which of them it is. One that comes back after many others may
/// be counted anew.
fn different<'v>(values: impl Iterator<Item = &'v Value>) -> (Vec<usize>, Vec<&'v Value>) {
    const BACK: usize = 32;
    let mut found: Vec<&Value> = Vec::new();
    let numbers = values
        .map(|value| {
            let known = found.iter().rev().take(BACK).position(|it| *it == value).map(|back| found.len() - 1 - back);
            known.unwrap_or_else(|| {
                found.push(value);
                found.len() - 1
            })
        })
        .collect();
    (numbers, found)
}

/// What a value (`?1`) of a column of `events` is as an original, in SQL; none for what follows from another column.
fn original(column: &str) -> Option<&'static str> {
    match column {
        "geom" => Some("CASE WHEN ?1 IS NULL THEN 'null' ELSE json_quote(hex(?1)) END"),
        "place_id" => Some("json_quote((SELECT key FROM places WHERE id = ?1))"),
        "date_start" | "date_end" | "place" | "actors" | "targets" => None,
        _ => Some("json_quote(?1)"),
    }
}

/// What is kept of a column, each value once; none if it is too much or not to be told from each other.
fn originals(connection: &Connection, column: &str) -> rusqlite::Result<Option<HashSet<String>>> {
    let sql = "SELECT original FROM corrections WHERE field = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([column])?;
    let mut kept = HashSet::new();
    while let Some(row) = rows.next()? {
        match row.get_ref(0)? {
            rusqlite::types::ValueRef::Text(it) => match str::from_utf8(it) {
                Ok(it) if kept.contains(it) => {}
                Ok(it) if kept.len() < ORIGINALS => drop(kept.insert(it.to_owned())),
                _ => return Ok(None),
            },
            _ => return Ok(None),
        }
    }
    Ok(Some(kept))
}

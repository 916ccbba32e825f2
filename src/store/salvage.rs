//! What can still be read of a damaged project, as a new one.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter};

use super::error::{At as _, StoreError};
use super::pages::{Cell, Pages};
use super::read::Opened;
use super::{connect, read, schema};

/// What came out of a damaged file.
#[derive(Debug)]
pub struct Salvaged {
    /// The project, to be looked at and saved under a new name.
    pub opened: Opened,
    /// Rows found in each table.
    pub rows: BTreeMap<String, usize>,
    /// Rows of which the end is missing.
    pub cut: usize,
    /// Keys of events that were there and could not be read, as far as an index still names them.
    pub lost: Vec<String>,
    /// Numbers in the sequence of events that no event has: lost, or deleted before.
    pub gaps: usize,
    /// Places, groups, sources and tags of which only the key is left, or the name that events call them by.
    pub bare: usize,
}

/// One table of a project file.
struct Table {
    name: String,
    columns: Vec<String>,
    root: u32,
    /// Where its index by key starts, if it has one.
    index: Option<u32>,
    /// What each column may hold.
    kinds: Vec<Kind>,
    /// How many columns a row has at least: those of an older version have fewer.
    least: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Id,
    Integer,
    Real,
    Text,
    Blob,
}

impl Table {
    /// Whether a row can be one of this table.
    fn fits(&self, cell: &Cell) -> bool {
        (self.least..=self.kinds.len()).contains(&cell.values.len())
            && cell.values.iter().zip(&self.kinds).all(|(value, kind)| {
                matches!(
                    (value, kind),
                    (Value::Null, _)
                        | (Value::Integer(_), Kind::Integer | Kind::Real)
                        | (Value::Real(_), Kind::Real)
                        | (Value::Text(_), Kind::Text)
                        | (Value::Blob(_), Kind::Blob)
                )
            })
    }
}

/// Read whatever can be read of a damaged project file, page by page, without trusting any of it. The file is left as
/// it is.
///
/// # Errors
/// If the file cannot be read at all, or nothing of a project is in it.
pub fn salvage(path: &Path) -> Result<Salvaged, StoreError> {
    salvage_watched(path, &|_| true)
}

/// Hears how much is done, from 0 to 1, and says whether to go on.
type Watch<'a> = &'a dyn Fn(f32) -> bool;

fn go_on(watch: Watch<'_>, part: f32) -> Result<(), StoreError> {
    if watch(part) { Ok(()) } else { Err(StoreError::Cancelled) }
}

/// The same; `watch` hears how much of it is done, from 0 to 1, and says whether it is wanted still.
///
/// # Errors
/// As [`salvage`], or if it is not wanted any more.
pub fn salvage_watched(path: &Path, watch: Watch<'_>) -> Result<Salvaged, StoreError> {
    go_on(watch, 0.0)?;
    let bytes = all_of(path, watch)?;
    let new = Connection::open_in_memory().at(path)?;
    fill(&new).at(path)?;
    let tables = tables(&new).at(path)?;
    let pages = Pages::new(bytes);
    let found = rows(&pages, tables, watch)?;
    drop(pages);
    let mut counts = BTreeMap::new();
    let (mut cut, mut done) = (0, 0);
    let all: usize = found.tables.iter().map(|(_, rows)| rows.len()).sum();
    for (table, rows) in &found.tables {
        let mut kept = 0;
        for rows in rows.chunks(4096) {
            go_on(watch, 0.5 + 0.3 * done as f32 / all.max(1) as f32)?;
            kept += insert(&new, table, rows).at(path)?;
            done += rows.len();
        }
        cut += rows.iter().filter(|it| !it.whole).count();
        counts.insert(table.name.clone(), kept);
    }
    if ["events", "articles", "places", "settings"].iter().all(|it| counts.get(*it) == Some(&0)) {
        let what = "nothing of a project can be found in it".to_owned();
        return Err(StoreError::NotAProject { path: path.to_owned(), what });
    }
    let Found { tables, keys } = found;
    drop(tables);
    let whole = Salvaged { rows: counts, cut, ..whole(new, &keys, path, watch)? };
    go_on(watch, 1.0)?;
    Ok(whole)
}

/// The bytes of a file.
fn all_of(path: &Path, watch: Watch<'_>) -> Result<Vec<u8>, StoreError> {
    const AT_ONCE: u64 = 16 << 20;
    let mut file = fs::File::open(path).at(path)?;
    let size = file.metadata().at(path)?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    while (&mut file).take(AT_ONCE).read_to_end(&mut bytes).at(path)? > 0 {
        go_on(watch, 0.1 * (bytes.len() as f32 / size.max(1) as f32).min(1.0))?;
    }
    Ok(bytes)
}

/// The project of the rows that were found. SQLite is interrupted when nobody wants it any more.
fn whole(new: Connection, keys: &Keys, path: &Path, watch: Watch<'_>) -> Result<Salvaged, StoreError> {
    const OFTEN: Duration = Duration::from_millis(20);
    go_on(watch, 0.85)?;
    let (handle, asker) = (new.get_interrupt_handle(), std::thread::current());
    std::thread::scope(|scope| {
        let work = scope.spawn(move || {
            let whole = put_together(&new, keys, path);
            asker.unpark();
            whole
        });
        let mut wanted = Ok(());
        loop {
            wanted = wanted.and_then(|()| go_on(watch, 0.85));
            if work.is_finished() {
                break;
            }
            if wanted.is_err() {
                // Again and again: between two statements nobody hears it.
                handle.interrupt();
            }
            std::thread::park_timeout(OFTEN);
        }
        let whole = work.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        wanted.and(whole)
    })
}

fn put_together(new: &Connection, keys: &Keys, path: &Path) -> Result<Salvaged, StoreError> {
    let bare = restore(new, keys).at(path)?;
    groups_by_name(new).at(path)?;
    let version = schema::SCHEMA_VERSION.to_string();
    new.execute("INSERT OR IGNORE INTO settings (name, value) VALUES ('schema', ?1)", [version]).at(path)?;
    let ids: BTreeSet<i64> = events(new).at(path)?;
    let no_keys = BTreeMap::new();
    let keys = keys.get("events").unwrap_or(&no_keys);
    let lost: Vec<String> = keys.iter().filter(|(id, _)| !ids.contains(id)).map(|(_, key)| key.clone()).collect();
    let removed: i64 = new
        .query_row("SELECT count(*) FROM originals WHERE what = 'event' AND removed", [], |row| row.get(0))
        .at(path)?;
    let last = ids.last().copied().unwrap_or(0).max(keys.keys().last().copied().unwrap_or(0));
    let gaps = usize::try_from(last - removed).unwrap_or(0).saturating_sub(ids.len()).max(lost.len());
    let opened = read::read(new, path)?;
    Ok(Salvaged { opened, rows: BTreeMap::new(), cut: 0, lost, gaps, bare })
}

/// What events name and what is lost itself: an index may still know its key, and events the name of it. How many there
/// are.
fn restore(new: &Connection, keys: &Keys) -> rusqlite::Result<usize> {
    // Which things events name, by their id, and what they call them.
    let named = [
        ("places", "origin", "SELECT DISTINCT place_id, place FROM events WHERE place_id NOT NULL"),
        ("places", "origin", "SELECT DISTINCT place_id, NULL FROM event_places"),
        (
            "groups",
            "origin",
            "SELECT g.group_id, max(CASE g.role WHEN 'actor' THEN e.actors ELSE e.targets END)
             FROM event_groups g JOIN events e ON e.id = g.event_id
             WHERE (SELECT count(*) FROM event_groups o WHERE o.event_id = e.id AND o.role = g.role) = 1
             GROUP BY g.group_id",
        ),
        ("groups", "origin", "SELECT DISTINCT group_id, NULL FROM event_groups"),
        ("sources", "origin", "SELECT DISTINCT source_id, NULL FROM event_sources"),
        ("tags", "", "SELECT DISTINCT tag_id, NULL FROM event_tags"),
    ];
    let mut bare = 0;
    for (table, origin, sql) in named {
        let Some(keys) = keys.get(table) else { continue };
        let found: Vec<(i64, Option<String>)> =
            new.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        let (columns, values) = match (table, origin) {
            ("sources", _) => ("id, key, origin", "?1, ?2, 'imported'"),
            (_, "") => ("id, key, name", "?1, ?2, coalesce(?3, ?2)"),
            _ => ("id, key, name, origin", "?1, ?2, coalesce(?3, ?2), 'imported'"),
        };
        let mut insert = new.prepare(&format!("INSERT OR IGNORE INTO {table} ({columns}) VALUES ({values})"))?;
        for (id, name) in found {
            let Some(key) = keys.get(&id) else { continue };
            bare += match table {
                "sources" => insert.execute(rusqlite::params![id, key])?,
                _ => insert.execute(rusqlite::params![id, key, name])?,
            };
        }
    }
    Ok(bare)
}

/// Who took part in an event is kept twice: where the links are lost, the names still say it.
fn groups_by_name(new: &Connection) -> rusqlite::Result<()> {
    let groups: BTreeMap<String, i64> = new
        .prepare("SELECT name, id FROM groups WHERE name NOT NULL")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (column, role) in [("actors", "actor"), ("targets", "target")] {
        let sql = format!(
            "SELECT id, {column} FROM events WHERE {column} NOT NULL AND id NOT IN (SELECT event_id FROM event_groups WHERE role = ?1)"
        );
        let named: Vec<(i64, String)> = new
            .prepare(&sql)?
            .query_map([role], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut insert = new.prepare(super::edit::INSERT_GROUP)?;
        for (event, names) in named {
            let names: Vec<&str> = if groups.contains_key(&names) { vec![&names] } else { names.split("; ").collect() };
            for (position, group) in (0_i64..).zip(names.into_iter().filter_map(|name| groups.get(name))) {
                insert.execute(rusqlite::params![event, group, role, position])?;
            }
        }
    }
    Ok(())
}

fn events(new: &Connection) -> rusqlite::Result<BTreeSet<i64>> {
    new.prepare("SELECT id FROM events")?.query_map([], |row| row.get(0))?.collect()
}

/// An empty project in memory, without the rows that every project starts with.
fn fill(new: &Connection) -> rusqlite::Result<()> {
    connect::functions(new)?;
    new.pragma_update(None, "application_id", connect::APPLICATION_ID)?;
    new.pragma_update(None, "foreign_keys", false)?;
    schema::create_tables(new)?;
    new.execute_batch("DELETE FROM settings; DELETE FROM layer_styles;")
}

/// The tables of a project, with the pages they start at in every file that was not rewritten by another program.
fn tables(new: &Connection) -> rusqlite::Result<Vec<Table>> {
    let sql = "SELECT name, rootpage FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'gpkg_%' AND name NOT LIKE 'sqlite_%'";
    let mut tables: Vec<Table> = new
        .prepare(sql)?
        .query_map([], |row| {
            let (name, root) = (row.get(0)?, row.get(1)?);
            Ok(Table { name, root, index: None, columns: Vec::new(), kinds: Vec::new(), least: 0 })
        })?
        .collect::<rusqlite::Result<_>>()?;
    for table in &mut tables {
        let by_key = "SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_' || ?1 || '_1'";
        table.index = new.query_row(by_key, [&table.name], |row| row.get(0)).optional()?;
        let mut statement = new.prepare("SELECT name, type, pk FROM pragma_table_info(?1)")?;
        let mut rows = statement.query([&table.name])?;
        while let Some(row) = rows.next()? {
            table.columns.push(row.get(0)?);
            let (kind, primary): (String, i64) = (row.get(1)?, row.get(2)?);
            table.kinds.push(match kind.as_str() {
                "INTEGER" if primary == 1 => Kind::Id,
                "INTEGER" | "BOOLEAN" => Kind::Integer,
                "REAL" => Kind::Real,
                "POINT" | "BLOB" => Kind::Blob,
                _ => Kind::Text,
            });
        }
        let added = schema::ADDED.iter().find(|(name, _)| *name == table.name).map_or(0, |(_, added)| *added);
        table.least = table.kinds.len() - added;
    }
    Ok(tables)
}

struct Found {
    tables: Vec<(Table, Vec<Cell>)>,
    keys: Keys,
}

/// What the indexes of tables say: row id and key.
type Keys = BTreeMap<String, BTreeMap<i64, String>>;

/// Every row that can be told to be one of a table: first those that its tree leads to, then what lies astray.
fn rows(pages: &Pages, mut tables: Vec<Table>, watch: Watch<'_>) -> Result<Found, StoreError> {
    const OFTEN: u32 = 256;
    let mut looked = 0_u32;
    let mut step = || {
        looked += 1;
        let part = 0.1 + 0.4 * (looked as f32 / pages.count().max(1) as f32).min(1.0);
        if looked.is_multiple_of(OFTEN) { go_on(watch, part) } else { Ok(()) }
    };
    let mut seen = HashSet::new();
    // The file's own list of tables, where it can be read.
    let listed = |cell: &Cell| cell.values.len() == 5;
    let mut master = HashSet::new();
    for page in pages.tree(1, &mut master) {
        for cell in pages.rows(page, &listed) {
            let [Value::Text(kind), Value::Text(name), _, Value::Integer(root), _] = cell.values.as_slice() else {
                continue;
            };
            let root = u32::try_from(*root).unwrap_or(0);
            if kind == "table"
                && let Some(table) = tables.iter_mut().find(|it| it.name == *name)
            {
                table.root = root;
            }
            let of = name.strip_prefix("sqlite_autoindex_").and_then(|it| it.strip_suffix("_1"));
            if let Some(table) = tables.iter_mut().find(|it| Some(it.name.as_str()) == of) {
                table.index = Some(root);
            }
        }
    }
    seen.extend(master);
    seen.extend(pages.free());
    let mut found: Vec<(Table, BTreeMap<i64, Cell>)> = Vec::new();
    for table in tables {
        let mut rows = BTreeMap::new();
        for page in pages.tree(table.root, &mut seen) {
            step()?;
            for cell in pages.rows(page, &|it| table.fits(it)) {
                rows.entry(cell.rowid).or_insert(cell);
            }
        }
        found.push((table, rows));
    }
    let mut keys = BTreeMap::new();
    for (table, _) in &found {
        let mut known = BTreeMap::new();
        for page in table.index.map(|root| pages.tree(root, &mut seen)).unwrap_or_default() {
            step()?;
            for entry in pages.entries(page) {
                if let [Value::Text(key), Value::Integer(id)] = entry.as_slice() {
                    known.insert(*id, key.clone());
                }
            }
        }
        keys.insert(table.name.clone(), known);
    }
    for number in (1..=pages.count()).filter(|it| pages.is_leaf(*it) && !seen.contains(it)).collect::<Vec<_>>() {
        step()?;
        // A page without a way to it: of the tables that all its rows fit, the one that lacks just these.
        let rows = pages.rows(number, &|it| found.iter().any(|(table, _)| table.fits(it)));
        let lacks = |(table, known): &(Table, BTreeMap<i64, Cell>)| {
            !rows.is_empty() && rows.iter().all(|it| table.fits(it) && !known.contains_key(&it.rowid))
        };
        let mut candidates: Vec<usize> = (0..found.len()).filter(|i| lacks(&found[*i])).collect();
        if candidates.len() > 1 {
            // Rows lie in order: the right table has rows before and after them.
            let (first, last) = (rows[0].rowid, rows[rows.len() - 1].rowid);
            candidates.retain(|i| {
                let known = &found[*i].1;
                known.range(..first).next_back().is_some_and(|(id, _)| *id == first - 1)
                    || known.range(last + 1..).next().is_some_and(|(id, _)| *id == last + 1)
            });
        }
        if let [only] = candidates.as_slice() {
            for cell in rows {
                found[*only].1.entry(cell.rowid).or_insert(cell);
            }
        }
    }
    let tables = found.into_iter().map(|(table, rows)| (table, rows.into_values().collect())).collect();
    Ok(Found { tables, keys })
}

/// Put rows into the new file; of two with the same key the first stays.
fn insert(new: &Connection, table: &Table, rows: &[Cell]) -> rusqlite::Result<usize> {
    let names: Vec<String> = table.columns.iter().map(|it| format!("\"{it}\"")).collect();
    let marks: Vec<String> = (1..=names.len()).map(|i| format!("?{i}")).collect();
    let sql = format!("INSERT OR IGNORE INTO {} ({}) VALUES ({})", table.name, names.join(", "), marks.join(", "));
    let transaction = new.unchecked_transaction()?;
    let mut kept = 0;
    {
        let mut statement = new.prepare(&sql)?;
        for cell in rows {
            let value = |(value, kind): (&Value, &Kind)| match (value, kind) {
                (_, Kind::Id) => Value::Integer(cell.rowid),
                (value, _) => value.clone(),
            };
            let values = cell.values.iter().chain(std::iter::repeat(&Value::Null));
            kept += statement.execute(params_from_iter(values.zip(&table.kinds).map(value)))?;
        }
    }
    transaction.commit()?;
    Ok(kept)
}

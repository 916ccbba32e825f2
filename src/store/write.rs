//! A whole project to a new file.

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};

use super::LogEntry;
use super::columns::{self, EVENT, IMPORTED, Named, OWN, run, text};
use super::error::{At as _, StoreError};
use super::{connect, journal, schema};
use crate::article::Selector;
use crate::event::{EventId, Place, Source};
use crate::project::{ArticleRecord, Field, MetaRecord, Origins, Project, Value};

/// Write a project to a file, complete and synced before it takes the place of what was there under this name.
/// Whatever goes wrong, the old file stays as it was.
///
/// # Errors
/// If the file cannot be written.
pub fn save_as(project: &Project, log: &[LogEntry], path: &Path) -> Result<(), StoreError> {
    // A link is followed: what it points to is replaced, and the link stays.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let part = beside(path, "part");
    let result = write_new(project, log, &part).and_then(|()| put_in_place(&part, path));
    if result.is_err() {
        // Nothing more can be done about a file that cannot be removed.
        let _ = fs::remove_file(&part);
    }
    result
}

/// Copy a project file as it is at this moment, to a file that appears only when it is complete.
///
/// # Errors
/// If the one cannot be read or the other not written.
pub fn save_copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    let part = beside(to, "part");
    let copy = || {
        let source = connect::reader(from).at(from)?;
        let _ = fs::remove_file(&part);
        let mut target = Connection::open(&part).at(&part)?;
        copy_pages(&source, &mut target).at(from)?;
        drop((source, target));
        let file = File::open(&part).at(&part)?;
        file.sync_all().at(&part)?;
        put_in_place(&part, to)
    };
    let result = copy();
    if result.is_err() {
        let _ = fs::remove_file(&part);
    }
    result
}

/// Copy page by page, so that a writer is never kept waiting for long; if it writes in between, SQLite starts again.
fn copy_pages(from: &Connection, to: &mut Connection) -> rusqlite::Result<()> {
    use rusqlite::backup::{Backup, StepResult};
    const PAGES: i32 = 2048;
    let backup = Backup::new(from, to)?;
    let mut tries = 0;
    loop {
        let pause = match backup.step(PAGES)? {
            StepResult::Done => return Ok(()),
            StepResult::More => 1,
            _ if tries < 500 => {
                tries += 1;
                20
            }
            _ => {
                return Err(rusqlite::Error::SqliteFailure(
                    rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY),
                    None,
                ));
            }
        };
        std::thread::sleep(std::time::Duration::from_millis(pause));
    }
}

/// A hidden name in the same folder.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.{ending}", std::process::id()))
}

/// Give a complete file its name, and sync the folder, so that the name survives a power cut.
pub(super) fn put_in_place(part: &Path, path: &Path) -> Result<(), StoreError> {
    if let Ok(old) = fs::metadata(path) {
        // A journal of the old file must not be played back into the new one.
        if journal::is_hot(path) {
            let recovered =
                connect::writer(path).and_then(|it| it.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(())));
            recovered.at(path)?;
        }
        let _ = fs::set_permissions(part, old.permissions());
    }
    fs::rename(part, path).at(path)?;
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|it| it.sync_all()).at(folder)
}

fn write_new(project: &Project, log: &[LogEntry], part: &Path) -> Result<(), StoreError> {
    let _ = fs::remove_file(part);
    let connection = connect::builder(part).at(part)?;
    write_into(&connection, project, log).at(part)?;
    drop(connection);
    super::read::check_all(part)?;
    File::open(part).and_then(|file| file.sync_all()).at(part)
}

/// Fill an empty database with a project.
pub(super) fn write_into(connection: &Connection, project: &Project, log: &[LogEntry]) -> rusqlite::Result<()> {
    let transaction = connection.unchecked_transaction()?;
    schema::create_tables(connection)?;
    let all = Whole::new(project);
    all.lists(connection)?;
    all.articles(connection)?;
    all.events(connection)?;
    all.sequences(connection)?;
    schema::create_triggers(connection)?;
    write_meta(connection, &project.meta_record())?;
    for entry in log {
        super::log::add(connection, entry)?;
    }
    extent(connection)?;
    transaction.commit()
}

/// The numbers that things have in the file.
struct Whole<'a> {
    project: &'a Project,
    places: Vec<i64>,
    groups: Vec<i64>,
    sources: Vec<i64>,
    tags: HashMap<&'a str, i64>,
}

/// Imported things keep the place they had in the import, own ones follow: row ids in the order of the list.
fn ids<'a, T: Clone + PartialEq>(keys: impl Iterator<Item = &'a str>, origins: &Origins<T>) -> Vec<i64> {
    let gaps = origins.gaps();
    let keys: Vec<&str> = keys.collect();
    let imported = keys.iter().filter(|key| !origins.own.contains(key)).count();
    let mut next_own = (imported + gaps.len()) as i64;
    let mut gaps = gaps.into_iter().peekable();
    let mut next = 0_i64;
    let mut out = Vec::with_capacity(keys.len());
    for key in keys {
        if origins.own.contains(key) {
            next_own += 1;
            out.push(next_own);
        } else {
            while gaps.next_if(|gap| i64::from(*gap) == next).is_some() {
                next += 1;
            }
            next += 1;
            out.push(next);
        }
    }
    out
}

fn origin<T: Clone + PartialEq>(origins: &Origins<T>, key: &str) -> &'static str {
    if origins.own.contains(key) { OWN } else { IMPORTED }
}

impl<'a> Whole<'a> {
    fn new(project: &'a Project) -> Self {
        let work = project.work();
        let places = ids(project.places.iter().map(|it| it.key.as_str()), &work.places);
        let groups = ids(project.groups.iter().map(|(_, it)| it.key.as_str()), &work.groups);
        let sources = ids(project.sources.iter().map(|it| it.key.as_str()), &work.sources);
        let tags = work.tags.keys().zip(1..).map(|(key, id)| (key.as_str(), id)).collect();
        Self { project, places, groups, sources, tags }
    }

    fn lists(&self, connection: &Connection) -> rusqlite::Result<()> {
        let (project, work) = (self.project, self.project.work());
        let insert = |table: &str, columns: &str, count: usize| {
            let marks: Vec<String> = (1..=count + 2).map(|i| format!("?{i}")).collect();
            connection.prepare(&format!("INSERT INTO {table} ({columns}, id, origin) VALUES ({})", marks.join(", ")))
        };
        let id = |id: i64| columns::owned(rusqlite::types::Value::Integer(id));
        let mut statement = insert("places", columns::PLACE, 13)?;
        let mut keys = Keys::default();
        for (place, number) in project.places.iter().zip(&self.places) {
            let renamed = keys.other(&place.key).map(|key| Place { key, ..place.clone() });
            let mut values = columns::place(renamed.as_ref().unwrap_or(place)).to_vec();
            values.extend([id(*number), text(origin(&work.places, &place.key))]);
            run(&mut statement, &values)?;
        }
        let mut statement = insert("groups", columns::GROUP, 8)?;
        let mut keys = Keys::default();
        for ((group, it), number) in project.groups.iter().zip(&self.groups) {
            let mut record = project.group_record(group);
            record.key = keys.other(&record.key).unwrap_or(record.key);
            let mut values = columns::group(&record).to_vec();
            values.extend([id(*number), text(origin(&work.groups, &it.key))]);
            run(&mut statement, &values)?;
        }
        let mut statement = insert("sources", columns::SOURCE, 11)?;
        let mut keys = Keys::default();
        for (source, number) in project.sources.iter().zip(&self.sources) {
            let renamed = keys.other(&source.key).map(|key| Source { key, ..source.clone() });
            let mut values = columns::source(renamed.as_ref().unwrap_or(source)).to_vec();
            values.extend([id(*number), text(origin(&work.sources, &source.key))]);
            run(&mut statement, &values)?;
        }
        let mut statement = connection.prepare("INSERT INTO tags (id, key, name, colour) VALUES (?1, ?2, ?3, ?4)")?;
        for (key, tag) in &work.tags {
            let number = self.tags.get(key.as_str()).copied().unwrap_or_default();
            run(&mut statement, &[id(number), text(key), text(&tag.name), text(&tag.colour)])?;
        }
        let mut statement = connection.prepare("INSERT INTO saved_filters (key, name, filter) VALUES (?1, ?2, ?3)")?;
        for (key, it) in &work.filters {
            run(&mut statement, &[text(key), text(&it.name), text(&it.filter)])?;
        }
        let sql = "INSERT INTO rejected_proposals (key, article, words, reason) VALUES (?1, ?2, ?3, ?4)";
        let mut statement = connection.prepare(sql)?;
        for (key, it) in &work.rejected {
            run(&mut statement, &[text(key), text(&it.article), text(&it.words), text(&it.reason)])?;
        }
        super::reports::write_all(connection, work)?;
        originals(connection, "place", &work.places)?;
        originals(connection, "group", &work.groups)?;
        originals(connection, "source", &work.sources)?;
        originals(connection, "article", &work.articles)?;
        originals(connection, "event", &work.events)?;
        Ok(())
    }

    /// Ids of what was taken away are not given to others.
    fn sequences(&self, connection: &Connection) -> rusqlite::Result<()> {
        let (project, work) = (self.project, self.project.work());
        for (table, imported) in [
            ("places", self.places.len() + work.places.removed.len()),
            ("groups", self.groups.len() + work.groups.removed.len()),
            ("sources", project.sources.len() + work.sources.removed.len()),
            ("articles", project.articles.len() + work.articles.removed.len()),
            ("events", project.events.len() + work.events.removed.len()),
        ] {
            connection.execute("DELETE FROM sqlite_sequence WHERE name = ?1", [table])?;
            let sql = "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)";
            connection.execute(sql, params![table, imported as i64])?;
        }
        Ok(())
    }

    fn articles(&self, connection: &Connection) -> rusqlite::Result<()> {
        let origins = &self.project.work().articles;
        let numbers = ids(self.project.articles.iter().map(|it| it.key.as_str()), origins);
        let sql = format!(
            "INSERT INTO articles ({}, id, origin) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            columns::ARTICLE
        );
        let mut statement = connection.prepare(&sql)?;
        let mut keys = Keys::default();
        for (article, number) in self.project.article_ids().zip(numbers) {
            let mut record = self.project.article_record(article);
            record.key = keys.other(&record.key).unwrap_or(record.key);
            let mut values = columns::article(&record).to_vec();
            values.push(columns::owned(rusqlite::types::Value::Integer(number)));
            values.push(text(origin(origins, &record.key)));
            run(&mut statement, &values)?;
            write_mentions(connection, number, &record)?;
        }
        Ok(())
    }

    fn events(&self, connection: &Connection) -> rusqlite::Result<()> {
        let (project, work) = (self.project, self.project.work());
        let table = &project.events;
        let mut order = vec![EventId(0); table.len()];
        for id in table.ids() {
            order[table.sequence(id) as usize] = id;
        }
        let numbers = ids(order.iter().map(|id| table.key(*id)), &work.events);
        let marks: Vec<String> = (1..=EVENT.len() + 1).map(|i| format!("?{i}")).collect();
        let sql = format!("INSERT INTO events ({}, id) VALUES ({})", EVENT.join(", "), marks.join(", "));
        let mut insert = connection.prepare(&sql)?;
        let mut relations = Relations::new(connection)?;
        let mut correction =
            connection.prepare("INSERT INTO corrections (event_id, field, original) VALUES (?1, ?2, ?3)")?;
        let mut keys = Keys::default();
        for (event, number) in order.into_iter().zip(numbers) {
            let mut record = project.event_record(event);
            record.key = keys.other(&record.key).unwrap_or(record.key);
            let names = |groups: &[crate::event::GroupId]| {
                groups.iter().map(|id| project.groups.get(*id).name.as_str()).collect::<Vec<_>>().join("; ")
            };
            let named = Named {
                place: table.place(event).map(|id| (self.places[id.0 as usize], project.place(id).name.clone())),
                actors: names(table.actors(event)),
                targets: names(table.targets(event)),
                layer: table.layer.get(event.row()).to_owned(),
            };
            let own = work.events.own.contains(&record.key);
            let mut values = columns::event(&record, &named, own).to_vec();
            values.push(columns::owned(rusqlite::types::Value::Integer(number)));
            run(&mut insert, &values)?;
            for (role, groups) in [("actor", table.actors(event)), ("target", table.targets(event))] {
                for (position, group) in (0_i64..).zip(groups) {
                    relations.groups.execute(params![number, self.groups[usize::from(group.0)], role, position])?;
                }
            }
            for (position, place) in (0_i64..).zip(table.other_places(event)) {
                relations.places.execute(params![number, self.places[place.0 as usize], position])?;
            }
            for (position, source) in (0_i64..).zip(table.sources(event)) {
                relations.sources.execute(params![number, self.sources[source.0 as usize], position])?;
            }
            for (position, key) in (0_i64..).zip(&record.tags) {
                relations.tags.execute(params![number, self.tags.get(key.as_str()), position])?;
            }
            for (position, it) in (0_i64..).zip(table.claims(event)) {
                let source = it.source.map(|id| self.sources[id.0 as usize]);
                relations.claims.execute(params![number, it.field, it.value, source, it.note, it.adopted, position])?;
            }
            for (field, value) in work.corrections.get(&record.key).into_iter().flatten() {
                for (column, original) in corrected(*field, value, &record.get(*field)) {
                    correction.execute(params![number, column, original])?;
                }
            }
        }
        Ok(())
    }
}

/// Keys that were given out. Projects put together of several may hold one key twice; a file does not.
#[derive(Default)]
struct Keys(std::collections::HashSet<String>);

impl Keys {
    /// Another key, if this one is taken.
    fn other(&mut self, key: &str) -> Option<String> {
        if self.0.insert(key.to_owned()) {
            return None;
        }
        let free = (2_u64..).map(|n| format!("{key}~{n}")).find(|key| !self.0.contains(key))?;
        self.0.insert(free.clone());
        Some(free)
    }
}

/// The statements that write what events refer to.
struct Relations<'c> {
    groups: rusqlite::Statement<'c>,
    places: rusqlite::Statement<'c>,
    sources: rusqlite::Statement<'c>,
    tags: rusqlite::Statement<'c>,
    claims: rusqlite::Statement<'c>,
}

impl<'c> Relations<'c> {
    fn new(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            groups: connection.prepare(super::edit::INSERT_GROUP)?,
            places: connection.prepare(super::edit::INSERT_PLACE)?,
            sources: connection.prepare(super::edit::INSERT_SOURCE)?,
            tags: connection.prepare(super::edit::INSERT_TAG)?,
            claims: connection.prepare(super::edit::INSERT_CLAIM)?,
        })
    }
}

/// The rows of `corrections` for one field: those of its columns in which the two differ.
pub(super) fn corrected(field: Field, original: &Value, now: &Value) -> Vec<(&'static str, String)> {
    let json = |value: serde_json::Value| value.to_string();
    let quoted = |text: &str| if text.is_empty() { "null".to_owned() } else { json(text.into()) };
    let one = |column, text: &str| vec![(column, quoted(text))];
    match (original, now) {
        (Value::Text(it), _) => one(field.name(), it),
        (Value::Date(it), _) => one("event_date", it.as_ref().map_or("", |it| it.text())),
        (Value::Position(it), _) => one("geom", &it.map_or(String::new(), |at| hex(&super::geometry::encode(at)))),
        (Value::Number(it), _) => vec![(field.name(), json(it.map(f64::from).into()))],
        (Value::Flag(it), _) => vec![(field.name(), i64::from(*it).to_string())],
        (Value::Key(it), _) => one("place_id", it.as_deref().unwrap_or("")),
        (Value::Toll(old), Value::Toll(new)) => {
            let columns = if field == Field::Fatalities {
                ["fatalities_min", "fatalities_max"]
            } else {
                ["injuries_min", "injuries_max"]
            };
            let bounds = [(columns[0], old.min, new.min), (columns[1], old.max, new.max)];
            bounds
                .into_iter()
                .filter(|(_, old, new)| old != new)
                .map(|(column, old, _)| (column, json(old.into())))
                .collect()
        }
        (Value::Keys(it), _) => vec![(field.name(), serde_json::to_string(it).unwrap_or_default())],
        (Value::Claims(it), _) => vec![(field.name(), serde_json::to_string(it).unwrap_or_default())],
        (Value::Pairs(it), _) if it.is_empty() => one(field.name(), ""),
        (Value::Pairs(it), _) => one(field.name(), &serde_json::to_string(it).unwrap_or_default()),
        (Value::Toll(_), _) => Vec::new(),
    }
}

/// As SQLite's `hex` writes it.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn originals<T: Clone + PartialEq + serde::Serialize>(
    connection: &Connection,
    what: &str,
    origins: &Origins<T>,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO originals (what, key, row_id, removed, record) VALUES (?1, ?2, ?3, ?4, ?5)";
    let mut statement = connection.prepare(sql)?;
    let json = |record: &T| serde_json::to_string(record).unwrap_or_default();
    for (key, record) in &origins.changed {
        statement.execute(params![what, key, None::<i64>, false, json(record)])?;
    }
    for (key, (rank, record)) in &origins.removed {
        statement.execute(params![what, key, i64::from(*rank) + 1, true, json(record)])?;
    }
    Ok(())
}

/// Write the mentions of an article anew, with selectors that find their words again in a changed text.
pub(super) fn write_mentions(connection: &Connection, article: i64, record: &ArticleRecord) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM mentions WHERE article_id = ?1")?.execute([article])?;
    let sql = "INSERT INTO mentions (article_id, \"start\", \"end\", exact, prefix, suffix, target, target_key) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let mut statement = connection.prepare_cached(sql)?;
    for mention in &record.mentions {
        let Some(it) = Selector::of(&record.text, mention.range.clone()) else { continue };
        let (start, end) = (it.start as i64, it.end as i64);
        let target = &mention.target;
        statement.execute(params![article, start, end, it.exact, it.prefix, it.suffix, target.kind(), target.key()])?;
    }
    Ok(())
}

/// What the project says of itself.
pub(super) fn write_meta(connection: &Connection, meta: &MetaRecord) -> rusqlite::Result<()> {
    let view = meta.view.map(|(lon, lat, zoom)| serde_json::json!([lon, lat, zoom]).to_string());
    let layers =
        if meta.layers.is_empty() { String::new() } else { serde_json::to_string(&meta.layers).unwrap_or_default() };
    for (name, value) in [
        ("id", meta.id.as_str()),
        ("title", &meta.title),
        ("description", &meta.description),
        ("notice", &meta.notice),
        ("licence", &meta.licence),
        ("first_article", meta.first_article.as_deref().unwrap_or("")),
        ("first_event", meta.first_event.as_deref().unwrap_or("")),
        ("first_view", view.as_deref().unwrap_or("")),
        ("layers", &layers),
    ] {
        put_setting(connection, name, value)?;
    }
    Ok(())
}

pub(super) fn put_setting(connection: &Connection, name: &str, value: &str) -> rusqlite::Result<()> {
    let sql =
        "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    run(&mut *connection.prepare_cached(sql)?, &[text(name), text(value)]).map(drop)
}

/// The rectangle around the events, for other programs.
pub(super) fn extent(connection: &Connection) -> rusqlite::Result<()> {
    let sql = "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), \
               (min_x, min_y, max_x, max_y) = (SELECT min(minx), min(miny), max(maxx), max(maxy) FROM rtree_events_geom) \
               WHERE table_name = 'events'";
    connection.execute(sql, []).map(drop)
}

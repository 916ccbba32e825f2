//! A project file to a project.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, Row};
use serde::de::DeserializeOwned;

use super::columns::{self, EVENT, IMPORTED, string};
use super::error::{At as _, StoreError};
use super::read_events::Lists;
use super::{LogEntry, connect, journal, log, read_events, schema, side_by_side, sound};
use crate::article::{Article, Selector};
use crate::event::{Groups, Issue};
use crate::project::{
    ArticleRecord, ClaimRecord, EventRecord, Field, GroupRecord, MentionRecord, MetaRecord, Origins, Project, Rejected,
    SavedFilter, Tag, TargetRecord, Value, Work,
};

/// With so many events, further connections are worth their making.
const MANY: i64 = 5_000;

/// Whether a project may be written to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Access {
    Write,
    /// And why.
    ReadOnly(String),
}

/// A project and how it was found.
#[derive(Debug)]
pub struct Opened {
    pub project: Project,
    /// What could not be used as it stands, for example after another program changed the file.
    pub issues: Vec<Issue>,
    pub access: Access,
    /// Named by every project file that goes back to the same first save.
    pub log: Vec<LogEntry>,
}

/// Read a project file. The file is not changed, unless a save was cut short: then SQLite takes that back first.
///
/// # Errors
/// If there is no such file, if it is no project, or if it is damaged. A damaged project is never read in part here;
/// see [`super::salvage`].
pub fn open(path: &Path) -> Result<Opened, StoreError> {
    let file = side_by_side::identity(path);
    // Closed last: a file that is closed takes the locks of all its connections with it.
    let pages = fs::File::open(path).ok();
    let (connection, access, cut_short) = connection(path)?;
    // Checking every page takes about as long as reading them: both at once. Nothing read of a damaged file is used.
    let (sound, opened) = std::thread::scope(|scope| {
        let check = scope.spawn(|| check(path, pages.as_ref().filter(|_| !cut_short), file));
        let opened = read_with(&connection, path, &|main| side_by_side::helpers(main, path, file));
        (check.join(), opened)
    });
    sound
        .unwrap_or_else(|_| Err(StoreError::Damaged { path: path.to_owned(), what: "it cannot be checked".into() }))?;
    let mut opened = opened?;
    if opened.access == Access::Write {
        opened.access = access;
    }
    Ok(opened)
}

/// Everything of a project, from a connection made otherwise; `path` is for messages.
///
/// # Errors
/// As [`open`].
pub fn read(connection: &Connection, path: &Path) -> Result<Opened, StoreError> {
    read_with(connection, path, &|_| Vec::new())
}

/// The same with further connections that see the same, asked for when there is much to read.
fn read_with(
    connection: &Connection,
    path: &Path,
    helpers: &dyn Fn(&Connection) -> Vec<Connection>,
) -> Result<Opened, StoreError> {
    let version = schema::version(connection, path)?;
    let access = if version > schema::SCHEMA_VERSION {
        Access::ReadOnly("it was written by a newer version of Dateline, which may keep more in it".to_owned())
    } else {
        Access::Write
    };
    let mut issues = Vec::new();
    // One transaction, so that a writer in between cannot mix two states.
    let reading = connection.unchecked_transaction().at(path)?;
    let project = project(&reading, helpers, &mut issues).at(path)?;
    let log = log::read(&reading, version).at(path)?;
    Ok(Opened { project, issues, access, log })
}

/// Whether a file is a sound database of another program, such as a GeoPackage that QGIS wrote: read as any foreign file.
pub fn is_foreign(path: &Path) -> bool {
    let version = || schema::version(&connect::reader(path).at(path)?, path);
    starts_like_sqlite(path) && matches!(version(), Err(StoreError::NotAProject { .. }))
}

fn starts_like_sqlite(path: &Path) -> bool {
    let mut head = [0; 16];
    let read = fs::File::open(path).and_then(|mut file| std::io::Read::read_exact(&mut file, &mut head));
    read.is_ok() && head == *b"SQLite format 3\0"
}

/// Open a file: its head is looked at, and what a save that was cut short left behind is taken back.
fn connection(path: &Path) -> Result<(Connection, Access, bool), StoreError> {
    let found = fs::metadata(path).at(path)?;
    let not = |what: &str| StoreError::NotAProject { path: path.to_owned(), what: what.to_owned() };
    if !found.is_file() {
        return Err(not("it is not an ordinary file"));
    }
    if found.len() == 0 {
        return Err(not("it is empty"));
    }
    let mut head = [0; 100];
    let read = fs::File::open(path).and_then(|mut file| std::io::Read::read_exact(&mut file, &mut head));
    if head[..16] != *b"SQLite format 3\0" {
        // A project whose first page is gone is told from a foreign file by its name only.
        let named = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("gpkg"));
        return Err(match read {
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => StoreError::io(path, &error),
            _ if named => {
                StoreError::Damaged { path: path.to_owned(), what: "its head is not one of a project".into() }
            }
            _ => not("it is not an SQLite database"),
        });
    }
    let cut_short = journal::is_hot(path);
    let connection = if cut_short {
        // Taking back what was half written needs a connection that may write.
        connect::writer(path).or_else(|_| connect::reader(path)).at(path)?
    } else {
        connect::reader(path).at(path)?
    };
    if cut_short {
        connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(())).at(path)?;
    }
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let read_only = found.permissions().readonly() || fs::metadata(folder).is_ok_and(|it| it.permissions().readonly());
    let access = if read_only || fs::OpenOptions::new().write(true).open(path).is_err() {
        Access::ReadOnly("the file or its folder may not be written to".to_owned())
    } else {
        Access::Write
    };
    Ok((connection, access, cut_short))
}

/// Check every page of a file that nobody else has open.
pub(super) fn check_all(path: &Path) -> Result<(), StoreError> {
    let file = side_by_side::identity(path);
    let pages = fs::File::open(path).ok();
    check(path, pages.as_ref(), file)
}

/// Check every page of a file. Without `pages` more than usual is checked; `file` is which file they are of.
fn check(path: &Path, pages: Option<&fs::File>, file: Option<(u64, u64)>) -> Result<(), StoreError> {
    let connection = connect::reader(path).at(path)?;
    if let Some(pages) = pages {
        // Nobody writes as long as this lasts.
        let reading = connection.unchecked_transaction().at(path)?;
        reading.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).at(path)?;
        if side_by_side::identity(path) == file && file.is_some() && sound::is_sound(pages, &reading) {
            return Ok(());
        }
    }
    // The check looks at cells itself, and looks up every event's entry in the R-tree: with room for all of them in
    // memory, no page is read for each. KiB, used only as needed.
    connection.pragma_update(None, "cell_size_check", false).at(path)?;
    connection.pragma_update(None, "cache_size", -65_536).at(path)?;
    let check = if pages.is_none() { "PRAGMA integrity_check(1)" } else { "PRAGMA quick_check(1)" };
    let sound: String = connection.query_row(check, [], |row| row.get(0)).at(path)?;
    // Which database it is goes without saying.
    let what = sound.trim_start_matches("*** in database main ***").trim().to_owned();
    if sound == "ok" { Ok(()) } else { Err(StoreError::Damaged { path: path.to_owned(), what }) }
}

/// The change log of a project file, oldest first.
///
/// # Errors
/// If the file cannot be read.
pub fn read_log(path: &Path) -> Result<Vec<LogEntry>, StoreError> {
    let connection = connect::reader(path).at(path)?;
    let version = schema::version(&connection, path)?;
    log::read(&connection, version).at(path)
}

/// A value kept beside the project; see [`super::Writer::put_setting`].
///
/// # Errors
/// If the file cannot be read.
pub fn read_setting(path: &Path, name: &str) -> Result<Option<String>, StoreError> {
    let connection = connect::reader(path).at(path)?;
    setting(&connection, name).at(path)
}

fn setting(connection: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT value FROM settings WHERE name = ?1";
    connection.prepare_cached(sql)?.query_row([name], |row| row.get_ref(0).map(string)).optional()
}

/// Where a row comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    Imported,
    Own,
}

fn origin(value: rusqlite::types::ValueRef<'_>) -> Origin {
    if value.as_bytes() == Ok(IMPORTED.as_bytes()) { Origin::Imported } else { Origin::Own }
}

/// A row of a list, its origin and what it holds, if there is one.
pub type Found<T> = rusqlite::Result<Option<(i64, Origin, T)>>;

/// One listed thing by key.
pub fn one<T>(
    connection: &Connection,
    table: &str,
    columns: &str,
    key: &str,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Found<T> {
    let sql = format!("SELECT id, origin, {columns} FROM {table} WHERE key = ?1");
    let row = |row: &Row<'_>| Ok((row.get(0)?, origin(row.get_ref(1)?), read(row)?));
    connection.prepare_cached(&sql)?.query_row([key], row).optional()
}

/// Everything of one kind: in order, the rows' ids with it, and its origins.
pub(super) struct Listed<T> {
    pub list: Vec<T>,
    pub ids: Vec<i64>,
    pub origins: Origins<T>,
}

pub(super) fn listed<T: Clone + PartialEq + DeserializeOwned>(
    connection: &Connection,
    (what, table, columns): (&str, &str, &str),
    key: fn(&T) -> &str,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
    issues: &mut Vec<Issue>,
) -> rusqlite::Result<Listed<T>> {
    let mut statement = connection.prepare(&format!("SELECT id, origin, {columns} FROM {table} ORDER BY id"))?;
    let mut rows = statement.query([])?;
    let (mut imported, mut own) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let item: (i64, T) = (row.get(0)?, read(row)?);
        if key(&item.1).is_empty() {
            issues.push(Issue::error(table, "this row has no key: give it one").of(item.0.to_string()));
            continue;
        }
        match origin(row.get_ref(1)?) {
            Origin::Imported => imported.push(item),
            Origin::Own => own.push(item),
        }
    }
    own.sort_by(|a, b| key(&a.1).cmp(key(&b.1)));
    let mut origins = Origins::default();
    for (_, it) in &own {
        origins.own.insert(key(it).to_owned(), ());
    }
    let present: Vec<i64> = imported.iter().map(|(id, _)| *id).collect();
    removed_and_changed(connection, what, &present, &mut origins, issues)?;
    let (ids, list) = imported.into_iter().chain(own).unzip();
    Ok(Listed { list, ids, origins })
}

/// What was imported and is not what it was. `present` are the ids of imported rows, ascending.
pub(super) fn removed_and_changed<T: Clone + PartialEq + DeserializeOwned>(
    connection: &Connection,
    what: &str,
    present: &[i64],
    origins: &mut Origins<T>,
    issues: &mut Vec<Issue>,
) -> rusqlite::Result<()> {
    let sql = "SELECT key, row_id, removed, record FROM originals WHERE what = ?1 ORDER BY row_id";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([what])?;
    let mut before = 0_u32;
    while let Some(row) = rows.next()? {
        let (key, removed) = (string(row.get_ref(0)?), columns::truth(row.get_ref(2)?));
        let record = match serde_json::from_str::<T>(&string(row.get_ref(3)?)) {
            Ok(record) => record,
            Err(error) => {
                issues.push(Issue::error("originals", format!("what was imported cannot be read: {error}")).of(&key));
                continue;
            }
        };
        if removed {
            let id: i64 = row.get::<_, Option<i64>>(1)?.unwrap_or(i64::MAX);
            let rank = present.partition_point(|it| *it < id) as u32 + before;
            before += 1;
            origins.removed.insert(key, (rank, record));
        } else {
            origins.changed.insert(key, record);
        }
    }
    Ok(())
}

fn project(
    connection: &Connection,
    helpers: &dyn Fn(&Connection) -> Vec<Connection>,
    issues: &mut Vec<Issue>,
) -> rusqlite::Result<Project> {
    let places = listed(connection, ("place", "places", columns::PLACE), |it| &it.key, columns::read_place, issues)?;
    let groups = listed(
        connection,
        ("group", "groups", columns::GROUP),
        |it: &GroupRecord| it.key.as_str(),
        columns::read_group,
        issues,
    )?;
    let sources =
        listed(connection, ("source", "sources", columns::SOURCE), |it| &it.key, columns::read_source, issues)?;
    let mut articles = listed(
        connection,
        ("article", "articles", columns::ARTICLE),
        |it: &ArticleRecord| it.key.as_str(),
        columns::read_article,
        issues,
    )?;
    for (article, id) in articles.list.iter_mut().zip(&articles.ids) {
        article.mentions = mentions_of(connection, *id, &article.text, issues)?;
        let text = std::sync::Arc::clone(&article.text);
        article.blocks.retain(|block| text.get(block.range.clone()).is_some());
    }
    let group_list = crate::project::groups_of(&groups.list, &mut |key, umbrella| {
        issues.push(Issue::error("groups", "there is no group with this key").of(key).field("umbrella", umbrella));
    });
    let tags = tags(connection)?;
    let lists = Lists { places: &places, groups: &groups, sources: &sources, tags: &tags };
    let last: Option<i64> = connection.query_row("SELECT max(id) FROM events", [], |row| row.get(0))?;
    let mut helpers = if last.is_some_and(|it| it >= MANY) { helpers(connection) } else { Vec::new() };
    let events = read_events::read(connection, &mut helpers, &lists, read_events::ROWS, issues)?;
    drop(helpers);
    let mut work = Work {
        events: events.origins,
        corrections: events.corrections,
        marks: events.marks,
        places: places.origins,
        groups: groups.origins,
        sources: sources.origins,
        articles: articles.origins,
        ..Work::default()
    };
    work.tags = tags.into_iter().map(|(_, key, tag)| (key, tag)).collect();
    work.filters = keyed(connection, "SELECT key, name, filter FROM saved_filters", |row| {
        Ok(SavedFilter { name: string(row.get_ref(1)?), filter: string(row.get_ref(2)?) })
    })?;
    super::reports::read(connection, &mut work)?;
    work.rejected = keyed(connection, "SELECT key, article, words, reason FROM rejected_proposals", |row| {
        let text = |at: usize| row.get_ref(at).map(string);
        Ok(Rejected { article: text(1)?, words: text(2)?, reason: text(3)? })
    })?;
    Ok(assemble(connection, events.table, places.list, group_list, sources.list, articles.list, issues)?
        .with_work(work))
}

fn assemble(
    connection: &Connection,
    events: crate::event::EventTable,
    places: Vec<crate::event::Place>,
    groups: Groups,
    sources: Vec<crate::event::Source>,
    articles: Vec<ArticleRecord>,
    issues: &mut Vec<Issue>,
) -> rusqlite::Result<Project> {
    let project = Project::new(crate::project::Meta::default(), events, places, groups, sources, Vec::new());
    let articles: Vec<Article> = articles
        .iter()
        .map(|record| {
            project.article_of(record, &mut |what, key| {
                let message = format!("there is no {what} with this key; the words stay as plain text");
                issues.push(Issue::error("articles", message).of(&record.key).field("mention", key));
            })
        })
        .collect();
    Ok(project.with_articles(articles).with_meta(meta(connection)?))
}

fn meta(connection: &Connection) -> rusqlite::Result<MetaRecord> {
    let get = |name: &str| setting(connection, name).map(Option::unwrap_or_default);
    let key = |name: &str| get(name).map(|key| (!key.is_empty()).then_some(key));
    let view: Option<(f64, f64, f64)> = serde_json::from_str(&get("first_view")?).ok();
    Ok(MetaRecord {
        id: get("id")?,
        title: get("title")?,
        description: get("description")?,
        notice: get("notice")?,
        licence: get("licence")?,
        first_article: key("first_article")?,
        first_event: key("first_event")?,
        view,
        layers: serde_json::from_str(&get("layers")?).unwrap_or_default(),
    })
}

fn tags(connection: &Connection) -> rusqlite::Result<Vec<(i64, String, Tag)>> {
    let mut statement = connection.prepare("SELECT id, key, name, colour FROM tags ORDER BY id")?;
    let tag = |row: &Row<'_>| {
        let text = |at: usize| row.get_ref(at).map(string);
        Ok((row.get(0)?, text(1)?, Tag { name: text(2)?, colour: text(3)? }))
    };
    statement.query_map([], tag)?.collect()
}

fn keyed<T>(
    connection: &Connection,
    sql: &str,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<std::collections::BTreeMap<String, T>> {
    let mut statement = connection.prepare(sql)?;
    statement.query_map([], |row| Ok((row.get_ref(0).map(string)?, read(row)?)))?.collect()
}

/// The mentions of an article, found again in its text.
pub fn mentions_of(
    connection: &Connection,
    article: i64,
    text: &str,
    issues: &mut Vec<Issue>,
) -> rusqlite::Result<Vec<MentionRecord>> {
    let sql = "SELECT \"start\", \"end\", exact, prefix, suffix, target, target_key FROM mentions \
               WHERE article_id = ?1 ORDER BY \"start\", id";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([article])?;
    let mut mentions: Vec<MentionRecord> = Vec::new();
    while let Some(row) = rows.next()? {
        let number = |at: usize| row.get::<_, i64>(at).ok().and_then(|it| usize::try_from(it).ok()).unwrap_or(0);
        let words = |at: usize| row.get_ref(at).map(string);
        let selector =
            Selector { exact: words(2)?, prefix: words(3)?, suffix: words(4)?, start: number(0), end: number(1) };
        let target = TargetRecord::from_parts(&words(5)?, words(6)?);
        let found = selector.find(text).zip(target);
        let overlaps = |range: &std::ops::Range<usize>| mentions.last().is_some_and(|it| it.range.end > range.start);
        match found {
            Some((range, target)) if !overlaps(&range) => mentions.push(MentionRecord { range, target }),
            _ => issues.push(
                Issue::error("mentions", "these words are not in the article, or in a mention before them; left out")
                    .field("exact", &selector.exact),
            ),
        }
    }
    Ok(mentions)
}

/// What one event refers to in one relation, read into its record.
pub fn relation(connection: &Connection, id: i64, field: Field, into: &mut EventRecord) -> rusqlite::Result<()> {
    let sql = match field {
        Field::Actors => {
            "SELECT t.key FROM event_groups r JOIN groups t ON t.id = r.group_id WHERE r.event_id = ?1 AND r.role = 'actor' ORDER BY r.position, r.id"
        }
        Field::Targets => {
            "SELECT t.key FROM event_groups r JOIN groups t ON t.id = r.group_id WHERE r.event_id = ?1 AND r.role = 'target' ORDER BY r.position, r.id"
        }
        Field::OtherPlaces => {
            "SELECT t.key FROM event_places r JOIN places t ON t.id = r.place_id WHERE r.event_id = ?1 ORDER BY r.position, r.id"
        }
        Field::Sources => {
            "SELECT t.key FROM event_sources r JOIN sources t ON t.id = r.source_id WHERE r.event_id = ?1 ORDER BY r.position, r.id"
        }
        Field::Tags => {
            "SELECT t.key FROM event_tags r JOIN tags t ON t.id = r.tag_id WHERE r.event_id = ?1 ORDER BY r.position, r.id"
        }
        Field::Claims => {
            let sql = "SELECT c.field, c.value, s.key, c.note, c.adopted FROM claims c LEFT JOIN sources s ON s.id = c.source_id \
                       WHERE c.event_id = ?1 ORDER BY c.position, c.id";
            let mut statement = connection.prepare_cached(sql)?;
            let claim = |row: &Row<'_>| {
                let text = |at: usize| row.get_ref(at).map(string);
                let source = text(2)?;
                Ok(ClaimRecord {
                    field: text(0)?,
                    value: text(1)?,
                    source: (!source.is_empty()).then_some(source),
                    note: text(3)?,
                    adopted: columns::truth(row.get_ref(4)?),
                })
            };
            into.claims = statement.query_map([id], claim)?.collect::<rusqlite::Result<_>>()?;
            return Ok(());
        }
        _ => return Ok(()),
    };
    let mut statement = connection.prepare_cached(sql)?;
    let keys: Vec<String> =
        statement.query_map([id], |row| row.get_ref(0).map(string))?.collect::<rusqlite::Result<_>>()?;
    match field {
        Field::Actors => into.actors = keys,
        Field::Targets => into.targets = keys,
        Field::OtherPlaces => into.other_places = keys,
        Field::Sources => into.sources = keys,
        _ => into.tags = keys,
    }
    Ok(())
}

/// An imported event as it was imported, without marks.
pub fn event_as_imported(connection: &Connection, id: i64) -> rusqlite::Result<EventRecord> {
    let sql = format!("SELECT id, {} FROM events WHERE id = ?1", EVENT.join(", "));
    let mut record = connection.prepare_cached(&sql)?.query_row([id], columns::read_event)?;
    for field in [Field::Actors, Field::Targets, Field::OtherPlaces, Field::Sources, Field::Claims] {
        relation(connection, id, field, &mut record)?;
    }
    let sql = "SELECT p.key FROM events e JOIN places p ON p.id = e.place_id WHERE e.id = ?1";
    record.place = connection.prepare_cached(sql)?.query_row([id], |row| row.get_ref(0).map(string)).optional()?;
    let mut statement = connection.prepare_cached("SELECT field, original FROM corrections WHERE event_id = ?1")?;
    let rows = statement.query_map([id], |row| Ok((string(row.get_ref(0)?), string(row.get_ref(1)?))))?;
    let mut originals: HashMap<Field, Value> = HashMap::new();
    for row in rows {
        let (column, original) = row?;
        read_events::take_original(&mut originals, &record, &column, &original);
    }
    for (field, value) in originals {
        // A value that means nothing leaves the field as it is.
        let _ = record.set(field, value);
    }
    Ok(record.without_mark())
}

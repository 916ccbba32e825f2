//! The events of a project file, millions of them.

use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::columns::{self, string};
use super::event_row::{self, Reader};
use super::links::{Ahead, Ids, Links};
use super::read::{Listed, removed_and_changed};
use super::side_by_side::{each, ranges};
use crate::event::{
    Claim, EventDraft, EventTable, GroupId, Issue, Place, PlaceId, Source, SourceId, Stretch, TableBuilder, Toll, When,
};
use crate::project::{ClaimRecord, EventRecord, Field, GroupRecord, Mark, Origins, Shards, Tag, Value};

pub(super) struct Events {
    pub table: EventTable,
    pub origins: Origins<EventRecord>,
    pub corrections: Shards<BTreeMap<Field, Value>>,
    pub marks: Shards<Mark>,
}

/// What events name.
pub(super) struct Lists<'a> {
    pub places: &'a Listed<Place>,
    pub groups: &'a Listed<GroupRecord>,
    pub sources: &'a Listed<Source>,
    pub tags: &'a [(i64, String, Tag)],
}

/// Rows that are read at once.
pub(super) const ROWS: i64 = 2048;

/// Read all events, with `helpers` that see the same as the connection, about so many `rows` at once.
pub(super) fn read(
    connection: &Connection,
    helpers: &mut [Connection],
    lists: &Lists<'_>,
    rows: i64,
    issues: &mut Vec<Issue>,
) -> rusqlite::Result<Events> {
    let relations = Relations::read(connection, helpers, lists)?;
    let ranges = ranges(connection, "events", rows)?;
    let start = |number| Part { number, builder: TableBuilder::default(), reader: Reader::default() };
    let work = |connection: &Connection, part: &mut Part, task: usize| {
        Piece::read(connection, part, ranges[task], lists, &relations)
    };
    let (parts, pieces) = each(connection, helpers, ranges.len(), start, work)?;
    drop(relations);
    let mut builders: Vec<TableBuilder> = parts.into_iter().map(|it| it.builder).collect();
    let (mut file, mut own, mut present) = (Vec::new(), Vec::new(), Vec::new());
    let mut origins = Origins::default();
    let (mut corrections, mut marks) = (Shards::default(), Shards::default());
    for mut piece in pieces {
        issues.append(&mut piece.issues);
        file.push(piece.stretch);
        own.append(&mut piece.own);
        present.append(&mut piece.present);
        for (key, it) in piece.corrections {
            corrections.insert(key, it);
        }
        for (key, it) in piece.marks {
            marks.insert(key, it);
        }
    }
    removed_and_changed(connection, "event", &present, &mut origins, issues)?;
    // The project's own events follow what was imported, by key.
    own.sort_by(|a: &EventDraft, b| a.key.cmp(&b.key));
    if let (Some(last), false) = (builders.len().checked_sub(1), own.is_empty()) {
        let first = builders[last].len() as u32;
        own.iter().for_each(|draft| builders[last].add(draft));
        file.push(Stretch { part: last, rows: first..builders[last].len() as u32 });
    }
    for draft in own {
        origins.own.insert(draft.key, ());
    }
    let table = match <[TableBuilder; 1]>::try_from(builders) {
        Ok([only]) => only.build(),
        Err(several) => EventTable::joined(several, &file),
    };
    Ok(Events { table, origins, corrections, marks })
}

/// What one connection reads.
struct Part {
    number: usize,
    builder: TableBuilder,
    reader: Reader,
}

/// What events name in other tables, in their order.
struct Relations<'a> {
    places: Ids,
    /// The group's number, if there is one, and whether it is a target.
    groups: Links<(Option<u32>, bool)>,
    other_places: Links<Option<u32>>,
    sources: Links<Option<u32>>,
    tags: Links<Option<&'a str>>,
    claims: Links<Claim>,
    /// Column and what was imported in it.
    corrected: Links<(String, String)>,
}

impl<'a> Relations<'a> {
    fn read(connection: &Connection, helpers: &mut [Connection], lists: &Lists<'a>) -> rusqlite::Result<Self> {
        let [places, groups, sources] =
            [&lists.places.ids, &lists.groups.ids, &lists.sources.ids].map(|ids| Ids::of(ids));
        let tags: HashMap<i64, &str> = lists.tags.iter().map(|(id, key, _)| (*id, key.as_str())).collect();
        let id = |row: &rusqlite::Row<'_>| row.get::<_, i64>(2);
        let claim = |row: &rusqlite::Row<'_>| {
            let text = |at: usize| row.get_ref(at).map(string);
            let source = row.get::<_, Option<i64>>(2)?.and_then(|id| sources.get(id)).map(SourceId);
            let adopted = columns::truth(row.get_ref(6)?);
            Ok(Claim { field: text(3)?, value: text(4)?, source, note: text(5)?, adopted })
        };
        Ok(Self {
            groups: Links::read(connection, helpers, "event_groups", "event_id, position, group_id, role", |row| {
                Ok((groups.get(id(row)?), row.get_ref(3)?.as_bytes() == Ok(b"target")))
            })?,
            other_places: Links::read(connection, helpers, "event_places", "event_id, position, place_id", |row| {
                Ok(places.get(id(row)?))
            })?,
            sources: Links::read(connection, helpers, "event_sources", "event_id, position, source_id", |row| {
                Ok(sources.get(id(row)?))
            })?,
            tags: Links::read(connection, helpers, "event_tags", "event_id, position, tag_id", |row| {
                Ok(tags.get(&id(row)?).copied())
            })?,
            claims: Links::read(
                connection,
                helpers,
                "claims",
                "event_id, position, source_id, field, value, note, adopted",
                claim,
            )?,
            corrected: Links::read(connection, helpers, "corrections", "event_id, id, field, original", |row| {
                Ok((string(row.get_ref(2)?), string(row.get_ref(3)?)))
            })?,
            places,
        })
    }

    fn from(&self, event: i64) -> Following<'_> {
        Following {
            groups: self.groups.from(event),
            other_places: self.other_places.from(event),
            sources: self.sources.from(event),
            tags: self.tags.from(event),
            claims: self.claims.from(event),
            corrected: self.corrected.from(event),
        }
    }
}

/// The relations from an event on.
struct Following<'a> {
    groups: Ahead<'a, (Option<u32>, bool)>,
    other_places: Ahead<'a, Option<u32>>,
    sources: Ahead<'a, Option<u32>>,
    tags: Ahead<'a, Option<&'a str>>,
    claims: Ahead<'a, Claim>,
    corrected: Ahead<'a, (String, String)>,
}

/// What was read of a range of events.
struct Piece {
    /// Where the imported ones are.
    stretch: Stretch,
    /// Their ids, ascending.
    present: Vec<i64>,
    own: Vec<EventDraft>,
    marks: Vec<(String, Mark)>,
    corrections: Vec<(String, BTreeMap<Field, Value>)>,
    issues: Vec<Issue>,
}

impl Piece {
    fn read(
        connection: &Connection,
        part: &mut Part,
        (first, last): (i64, i64),
        lists: &Lists<'_>,
        relations: &Relations<'_>,
    ) -> rusqlite::Result<Self> {
        let Part { number, builder, reader } = part;
        let begin = builder.len() as u32;
        let mut it = Self {
            stretch: Stretch { part: *number, rows: begin..begin },
            present: Vec::new(),
            own: Vec::new(),
            marks: Vec::new(),
            corrections: Vec::new(),
            issues: Vec::new(),
        };
        let mut following = relations.from(first);
        let sql = format!("SELECT {} FROM events WHERE id BETWEEN ?1 AND ?2 ORDER BY id", event_row::COLUMNS);
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query([first, last])?;
        while let Some(row) = rows.next()? {
            let id = reader.read(row, &mut it.issues)?;
            it.link(reader, id, relations, &mut following);
            let tags = following.tags.of(id).flatten();
            it.mark(reader, tags.copied());
            it.correct(reader, following.corrected.of(id), lists);
            if reader.imported {
                it.present.push(id);
                builder.add(&reader.draft);
            } else {
                it.own.push(reader.draft.clone());
            }
        }
        it.stretch.rows.end = builder.len() as u32;
        Ok(it)
    }

    /// Everything that an event names.
    fn link(&mut self, reader: &mut Reader, id: i64, relations: &Relations<'_>, following: &mut Following<'_>) {
        let draft = &mut reader.draft;
        let mut missing = |it: Option<u32>, what: &str| {
            if it.is_none() {
                let message = format!("it names a {what} that is not there");
                self.issues.push(Issue::error("events", message).of(&draft.key));
            }
            it
        };
        draft.place = reader.place.and_then(|id| missing(relations.places.get(id), "place")).map(PlaceId);
        draft.actors.clear();
        draft.targets.clear();
        for (group, target) in following.groups.of(id) {
            let Some(group) = missing(*group, "group") else { continue };
            let group = GroupId(u16::try_from(group).unwrap_or(u16::MAX));
            let list = if *target { &mut draft.targets } else { &mut draft.actors };
            if !list.contains(&group) {
                list.push(group);
            }
        }
        draft.other_places.clear();
        for place in following.other_places.of(id) {
            let place = missing(*place, "place").map(PlaceId);
            draft.other_places.extend(place.filter(|it| !draft.other_places.contains(it)));
        }
        draft.sources.clear();
        for source in following.sources.of(id) {
            let source = missing(*source, "source").map(SourceId);
            draft.sources.extend(source.filter(|it| !draft.sources.contains(it)));
        }
        draft.claims.clear();
        draft.claims.extend(following.claims.of(id).cloned());
    }

    /// The analyst's own marks.
    fn mark<'t>(&mut self, reader: &Reader, tags: impl Iterator<Item = &'t str>) {
        let mut tags = tags.peekable();
        if !reader.starred && reader.remark.is_empty() && tags.peek().is_none() {
            return;
        }
        let mut mark = Mark { starred: reader.starred, remark: reader.remark.clone(), tags: Vec::new() };
        for tag in tags {
            if !mark.tags.iter().any(|it| it == tag) {
                mark.tags.push(tag.to_owned());
            }
        }
        self.marks.push((reader.draft.key.clone(), mark));
    }

    /// What was imported where the event says something else.
    fn correct<'t>(
        &mut self,
        reader: &Reader,
        originals: impl Iterator<Item = &'t (String, String)>,
        lists: &Lists<'_>,
    ) {
        let mut originals = originals.peekable();
        if !reader.imported || originals.peek().is_none() {
            return;
        }
        let record = record(&reader.draft, lists);
        let mut found = HashMap::new();
        for (column, original) in originals {
            take_original(&mut found, &record, column, original);
        }
        let differs: BTreeMap<Field, Value> =
            found.into_iter().filter(|(field, value)| record.get(*field) != *value).collect();
        if !differs.is_empty() {
            self.corrections.push((record.key, differs));
        }
    }
}

/// A draft as a record, without marks, for being compared with what was imported.
fn record(draft: &EventDraft, lists: &Lists<'_>) -> EventRecord {
    let place = |it: &PlaceId| lists.places.list[it.0 as usize].key.clone();
    let groups = |ids: &[GroupId]| ids.iter().map(|it| lists.groups.list[usize::from(it.0)].key.clone()).collect();
    let source = |it: &SourceId| lists.sources.list[it.0 as usize].key.clone();
    let claim = |it: &Claim| ClaimRecord {
        field: it.field.clone(),
        value: it.value.clone(),
        source: it.source.as_ref().map(source),
        note: it.note.clone(),
        adopted: it.adopted,
    };
    let it = draft.clone();
    EventRecord {
        place: it.place.as_ref().map(place),
        other_places: it.other_places.iter().map(place).collect(),
        actors: groups(&it.actors),
        targets: groups(&it.targets),
        sources: it.sources.iter().map(source).collect(),
        claims: it.claims.iter().map(claim).collect(),
        key: it.key,
        title: it.title,
        when: it.when,
        position: it.position,
        precision_m: it.precision_m,
        geo_precision: it.geo_precision,
        country: it.country,
        admin1: it.admin1,
        kind: it.kind,
        event_type: it.event_type,
        sub_event_type: it.sub_event_type,
        notes: it.notes,
        fatalities: it.fatalities,
        injuries: it.injuries,
        status: it.status,
        corroboration: it.corroboration,
        confidence: it.confidence,
        contradictions: it.contradictions,
        unverified: it.unverified,
        details: it.details,
        layer: it.layer,
        ..EventRecord::default()
    }
}

/// What was imported in one column, put together to what was imported in its field. `now` is the event as it is.
pub(super) fn take_original(into: &mut HashMap<Field, Value>, now: &EventRecord, column: &str, original: &str) {
    let json: serde_json::Value = serde_json::from_str(original).unwrap_or(serde_json::Value::Null);
    let text = || json.as_str().unwrap_or("").to_owned();
    let toll = |into: &mut HashMap<Field, Value>, field: Field, min: bool| {
        let value = into.entry(field).or_insert_with(|| now.get(field));
        if let Value::Toll(Toll { min: low, max: high }) = value {
            let count = json.as_u64().and_then(|it| u32::try_from(it).ok());
            *(if min { low } else { high }) = count;
        }
    };
    let (field, value) = match column {
        "fatalities_min" => return toll(into, Field::Fatalities, true),
        "fatalities_max" => return toll(into, Field::Fatalities, false),
        "injuries_min" => return toll(into, Field::Injuries, true),
        "injuries_max" => return toll(into, Field::Injuries, false),
        "geom" => (Field::Position, Value::Position(unhex(&text()).and_then(|it| columns::point(ValueRef::Blob(&it))))),
        "place_id" => (Field::Place, Value::Key(json.as_str().map(str::to_owned))),
        column => {
            let Some(field) = Field::named(column) else { return };
            let value = match now.get(field) {
                Value::Text(_) => Value::Text(text()),
                Value::Date(_) => Value::Date(When::parse(&text()).ok()),
                Value::Number(_) => Value::Number(json.as_f64().map(|it| it as f32)),
                Value::Flag(_) => Value::Flag(json.as_i64().is_some_and(|it| it != 0)),
                Value::Keys(_) => Value::Keys(serde_json::from_str(original).unwrap_or_default()),
                Value::Claims(_) => Value::Claims(serde_json::from_str(original).unwrap_or_default()),
                Value::Pairs(_) => Value::Pairs(serde_json::from_str(&text()).unwrap_or_default()),
                Value::Position(_) | Value::Toll(_) | Value::Key(_) => return,
            };
            (field, value)
        }
    };
    into.insert(field, value);
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |at: usize| text.get(at..at + 2).and_then(|it| u8::from_str_radix(it, 16).ok());
    (0..text.len()).step_by(2).map(digit).collect()
}

//! The events of a project file, millions of them.

use std::collections::{BTreeMap, HashMap};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::columns::{self, EVENT, IMPORTED, string};
use super::read::{Listed, removed_and_changed};
use crate::event::{
    Claim, EventDraft, EventTable, GroupId, Issue, Place, PlaceId, Source, SourceId, TableBuilder, Toll, When,
};
use crate::project::{ClaimRecord, EventRecord, Field, GroupRecord, Mark, Origins, Shards, Tag, Value};

pub(super) struct Events {
    pub table: EventTable,
    pub origins: Origins<EventRecord>,
    pub corrections: Shards<BTreeMap<Field, Value>>,
    pub marks: Shards<Mark>,
}

/// Row ids of another table to numbers here.
struct Ids(HashMap<i64, u32>);

impl Ids {
    fn of(ids: &[i64]) -> Self {
        Self(ids.iter().zip(0..).map(|(id, number)| (*id, number)).collect())
    }

    fn get(&self, id: i64) -> Option<u32> {
        self.0.get(&id).copied()
    }
}

/// A relation in the order of its events: taken event by event.
struct Links<T> {
    rows: std::iter::Peekable<std::vec::IntoIter<(i64, i64, T)>>,
}

impl<T> Links<T> {
    fn read(
        connection: &Connection,
        sql: &str,
        mut read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Self> {
        let mut statement = connection.prepare(sql)?;
        let mut found = statement.query([])?;
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            let number = |at| row.get::<_, i64>(at).unwrap_or(i64::MAX);
            rows.push((number(0), number(1), read(row)?));
        }
        // Nearly in order already, as they were written.
        rows.sort_by_key(|(event, position, _)| (*event, *position));
        Ok(Self { rows: rows.into_iter().peekable() })
    }

    /// Those of an event; events are asked for in ascending order.
    fn of(&mut self, event: i64) -> Vec<T> {
        while self.rows.next_if(|(it, ..)| *it < event).is_some() {}
        let mut found = Vec::new();
        while let Some((_, _, it)) = self.rows.next_if(|(it, ..)| *it == event) {
            found.push(it);
        }
        found
    }
}

/// Puts events into a table on a thread of its own, while further ones are read.
struct Table {
    to: SyncSender<Vec<EventDraft>>,
    batch: Vec<EventDraft>,
}

impl Table {
    const BATCH: usize = 512;

    fn push(&mut self, draft: EventDraft) {
        self.batch.push(draft);
        if self.batch.len() == Self::BATCH {
            self.hand_over();
        }
    }

    fn hand_over(&mut self) {
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(Self::BATCH));
        // If nobody takes it, the thread has failed, which is told when it is joined.
        let _ = self.to.send(batch);
    }

    /// The other side: the table.
    fn build(from: &Receiver<Vec<EventDraft>>) -> EventTable {
        let mut builder = TableBuilder::default();
        from.iter().flatten().for_each(|draft| builder.add(&draft));
        builder.build()
    }
}

pub(super) fn read(
    connection: &Connection,
    places: &Listed<Place>,
    groups: &Listed<GroupRecord>,
    sources: &Listed<Source>,
    tags: &[(i64, String, Tag)],
    issues: &mut Vec<Issue>,
) -> rusqlite::Result<Events> {
    let (to, from) = sync_channel(8);
    std::thread::scope(|scope| {
        let built = scope.spawn(move || Table::build(&from));
        let mut rows = Table { to, batch: Vec::new() };
        let read = read_rows(connection, places, groups, sources, tags, issues, &mut rows);
        rows.hand_over();
        drop(rows);
        let table = built.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        read.map(|read| Events { table, ..read })
    })
}

/// Everything but the table itself, whose rows are handed over.
fn read_rows(
    connection: &Connection,
    places: &Listed<Place>,
    groups: &Listed<GroupRecord>,
    sources: &Listed<Source>,
    tags: &[(i64, String, Tag)],
    issues: &mut Vec<Issue>,
    to: &mut Table,
) -> rusqlite::Result<Events> {
    let (place_ids, group_ids, source_ids) = (Ids::of(&places.ids), Ids::of(&groups.ids), Ids::of(&sources.ids));
    let tag_keys: HashMap<i64, &str> = tags.iter().map(|(id, key, _)| (*id, key.as_str())).collect();
    let id = |row: &rusqlite::Row<'_>| row.get::<_, i64>(2);
    let mut event_groups =
        Links::read(connection, "SELECT event_id, position, group_id, role FROM event_groups", |row| {
            Ok((group_ids.get(id(row)?), row.get_ref(3)?.as_bytes() == Ok(b"target")))
        })?;
    let mut event_places = Links::read(connection, "SELECT event_id, position, place_id FROM event_places", |row| {
        Ok(place_ids.get(id(row)?))
    })?;
    let mut event_sources =
        Links::read(connection, "SELECT event_id, position, source_id FROM event_sources", |row| {
            Ok(source_ids.get(id(row)?))
        })?;
    let mut event_tags = Links::read(connection, "SELECT event_id, position, tag_id FROM event_tags", |row| {
        Ok(tag_keys.get(&id(row)?).map(|key| (*key).to_owned()))
    })?;
    let mut claims = Links::read(
        connection,
        "SELECT event_id, position, source_id, field, value, note, adopted FROM claims",
        |row| {
            let text = |at: usize| row.get_ref(at).map(string);
            let source = row.get::<_, Option<i64>>(2)?.and_then(|id| source_ids.get(id)).map(SourceId);
            let adopted = columns::truth(row.get_ref(6)?);
            Ok(Claim { field: text(3)?, value: text(4)?, source, note: text(5)?, adopted })
        },
    )?;
    let mut corrected = Links::read(connection, "SELECT event_id, id, field, original FROM corrections", |row| {
        Ok((string(row.get_ref(2)?), string(row.get_ref(3)?)))
    })?;

    let mut origins = Origins::default();
    let (mut corrections, mut marks) = (Shards::default(), Shards::default());
    let mut own: Vec<EventDraft> = Vec::new();
    let mut present = Vec::new();
    let mut statement = connection.prepare(&format!("SELECT id, {} FROM events ORDER BY id", EVENT.join(", ")))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let mut record = columns::read_event(row)?;
        let missing = |it: Option<u32>, what: &str, issues: &mut Vec<Issue>, key: &str| {
            if it.is_none() {
                issues.push(Issue::error("events", format!("it names a {what} that is not there")).of(key));
            }
            it
        };
        if record.key.is_empty() {
            record.key = format!("event-{id}");
            issues.push(Issue::error("events", "this event has no key; it was given one").of(&record.key).warn());
        }
        let key = record.key.clone();
        let date = row.get_ref(4)?;
        if record.when.is_none() && date != ValueRef::Null {
            let text = string(date);
            let between = between(row.get_ref(5)?, row.get_ref(6)?);
            issues.push(
                Issue::error("events", "this is not a date: write it as 2024-07-16")
                    .of(&key)
                    .field("event_date", &text),
            );
            record.details.push(("event_date".to_owned(), text));
            record.when = between;
        } else if record.when.is_none() {
            // Another program may fill in the days alone.
            record.when = between(row.get_ref(5)?, row.get_ref(6)?);
        }
        let geom = row.get_ref(1)?;
        if record.position.is_none() && matches!(geom, ValueRef::Blob(_)) {
            let message = "this is no point of longitude and latitude on the globe; the event is kept without one";
            issues.push(Issue::error("events", message).of(&key).field("geom", ""));
        }
        let place = match row.get_ref(8)? {
            ValueRef::Integer(id) => missing(place_ids.get(id), "place", issues, &key),
            _ => None,
        };
        let mut links: (Vec<GroupId>, Vec<GroupId>) = Default::default();
        for (group, target) in event_groups.of(id) {
            let Some(group) = missing(group, "group", issues, &key) else { continue };
            let group = GroupId(u16::try_from(group).unwrap_or(u16::MAX));
            let list = if target { &mut links.1 } else { &mut links.0 };
            if !list.contains(&group) {
                list.push(group);
            }
        }
        let mut other_places = Vec::new();
        for place in event_places.of(id) {
            other_places
                .extend(missing(place, "place", issues, &key).map(PlaceId).filter(|it| !other_places.contains(it)));
        }
        let mut event_source_ids = Vec::new();
        for source in event_sources.of(id) {
            event_source_ids.extend(
                missing(source, "source", issues, &key).map(SourceId).filter(|it| !event_source_ids.contains(it)),
            );
        }
        let claims = claims.of(id);
        let mut mark = record.mark();
        for tag in event_tags.of(id).into_iter().flatten() {
            if !mark.tags.contains(&tag) {
                mark.tags.push(tag);
            }
        }
        if mark != Mark::default() {
            marks.insert(key.clone(), mark);
        }
        let is_imported = row.get_ref(EVENT.len())?.as_bytes() == Ok(IMPORTED.as_bytes());
        let originals = corrected.of(id);
        if is_imported && !originals.is_empty() {
            // What the record needs for being compared with what was imported.
            record.place = place.map(|it| places.list[it as usize].key.clone());
            let keys = |ids: &[GroupId]| ids.iter().map(|it| groups.list[usize::from(it.0)].key.clone()).collect();
            (record.actors, record.targets) = (keys(&links.0), keys(&links.1));
            record.other_places = other_places.iter().map(|it| places.list[it.0 as usize].key.clone()).collect();
            let source = |it: &SourceId| sources.list[it.0 as usize].key.clone();
            record.sources = event_source_ids.iter().map(source).collect();
            let claim = |it: &Claim| ClaimRecord {
                field: it.field.clone(),
                value: it.value.clone(),
                source: it.source.as_ref().map(source),
                note: it.note.clone(),
                adopted: it.adopted,
            };
            record.claims = claims.iter().map(claim).collect();
            let mut found = HashMap::new();
            for (column, original) in originals {
                take_original(&mut found, &record, &column, &original);
            }
            let differs: BTreeMap<Field, Value> =
                found.into_iter().filter(|(field, value)| record.get(*field) != *value).collect();
            if !differs.is_empty() {
                corrections.insert(key.clone(), differs);
            }
        }
        let draft = EventDraft {
            key,
            title: record.title,
            when: record.when,
            position: record.position,
            place: place.map(PlaceId),
            other_places,
            precision_m: record.precision_m,
            geo_precision: record.geo_precision,
            country: record.country,
            admin1: record.admin1,
            kind: record.kind,
            event_type: record.event_type,
            sub_event_type: record.sub_event_type,
            actors: links.0,
            targets: links.1,
            notes: record.notes,
            fatalities: record.fatalities,
            injuries: record.injuries,
            status: record.status,
            corroboration: record.corroboration,
            confidence: record.confidence,
            contradictions: record.contradictions,
            sources: event_source_ids,
            unverified: record.unverified,
            claims,
            details: record.details,
            layer: record.layer,
        };
        if is_imported {
            present.push(id);
            to.push(draft);
        } else {
            origins.own.insert(draft.key.clone(), ());
            own.push(draft);
        }
    }
    removed_and_changed(connection, "event", &present, &mut origins, issues)?;
    own.sort_by(|a, b| a.key.cmp(&b.key));
    own.into_iter().for_each(|draft| to.push(draft));
    Ok(Events { table: EventTable::default(), origins, corrections, marks })
}

/// The days that another program wrote, as a date.
fn between(start: ValueRef<'_>, end: ValueRef<'_>) -> Option<When> {
    let day = |value| string(value).get(..10).map(str::to_owned).unwrap_or_default();
    match (day(start), day(end)) {
        (a, b) if a.is_empty() && b.is_empty() => None,
        (a, b) if a == b || b.is_empty() => When::parse(&a).ok(),
        (a, b) if a.is_empty() => When::parse(&format!("../{b}")).ok(),
        (a, b) => When::parse(&format!("{a}/{b}")).ok(),
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

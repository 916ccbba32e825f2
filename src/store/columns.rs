//! Records to the columns of their tables, and back.

use std::borrow::Cow;

use rusqlite::types::{ToSqlOutput, Value as Sql, ValueRef};
use rusqlite::{Row, Statement};

use super::geometry;
use crate::event::{Day, LonLat, Place, Source, Toll, When};
use crate::project::{ArticleRecord, EventRecord, Field, GroupRecord};

/// The columns of `events` that a record fills, without `id`.
pub const EVENT: [&str; 32] = [
    "geom",
    "key",
    "title",
    "event_date",
    "date_start",
    "date_end",
    "place",
    "place_id",
    "precision_m",
    "geo_precision",
    "country",
    "admin1",
    "kind",
    "event_type",
    "sub_event_type",
    "actors",
    "targets",
    "fatalities_min",
    "fatalities_max",
    "injuries_min",
    "injuries_max",
    "status",
    "corroboration",
    "confidence",
    "contradictions",
    "notes",
    "unverified",
    "starred",
    "remark",
    "details",
    "layer",
    "origin",
];

/// Whether a thing came with an import or was added in the project.
pub const IMPORTED: &str = "imported";
pub const OWN: &str = "own";

/// What the names and ids of other tables add to an event's columns.
#[derive(Default)]
pub struct Named {
    pub place: Option<(i64, String)>,
    pub actors: String,
    pub targets: String,
    /// The layer that an event belongs to; empty if there is but one.
    pub layer: String,
}

/// The values of [`EVENT`].
pub fn event<'a>(it: &'a EventRecord, named: &'a Named, own: bool) -> [ToSqlOutput<'a>; 32] {
    let (start, end) = it.when.as_ref().map_or((None, None), |when| (day(when.earliest()), day(when.latest())));
    let geom = it.position.map_or(Sql::Null, |at| Sql::Blob(geometry::encode(at).to_vec()));
    [
        owned(geom),
        text(&it.key),
        text(&it.title),
        it.when.as_ref().map_or(null(), |when| text(when.text())),
        owned(start.map_or(Sql::Null, Sql::Text)),
        owned(end.map_or(Sql::Null, Sql::Text)),
        named.place.as_ref().map_or(null(), |(_, name)| text(name)),
        named.place.as_ref().map_or(null(), |(id, _)| owned(Sql::Integer(*id))),
        real(it.precision_m.map(f64::from)),
        text(&it.geo_precision),
        text(&it.country),
        text(&it.admin1),
        text(&it.kind),
        text(&it.event_type),
        text(&it.sub_event_type),
        text(&named.actors),
        text(&named.targets),
        number(it.fatalities.min),
        number(it.fatalities.max),
        number(it.injuries.min),
        number(it.injuries.max),
        text(&it.status),
        text(&it.corroboration),
        text(&it.confidence),
        text(&it.contradictions),
        text(&it.notes),
        owned(Sql::Integer(i64::from(it.unverified))),
        owned(Sql::Integer(i64::from(it.starred))),
        text(&it.remark),
        owned(json(&it.details)),
        text(&named.layer),
        text(if own { OWN } else { IMPORTED }),
    ]
}

/// Which columns of `events` hold a field; those of relations hold only the names.
pub fn of_field(field: Field) -> &'static [&'static str] {
    match field {
        Field::Title => &["title"],
        Field::EventDate => &["event_date", "date_start", "date_end"],
        Field::Position => &["geom"],
        Field::Place => &["place_id", "place"],
        Field::PrecisionM => &["precision_m"],
        Field::GeoPrecision => &["geo_precision"],
        Field::Country => &["country"],
        Field::Admin1 => &["admin1"],
        Field::Kind => &["kind"],
        Field::EventType => &["event_type"],
        Field::SubEventType => &["sub_event_type"],
        Field::Actors => &["actors"],
        Field::Targets => &["targets"],
        Field::Notes => &["notes"],
        Field::Fatalities => &["fatalities_min", "fatalities_max"],
        Field::Injuries => &["injuries_min", "injuries_max"],
        Field::Status => &["status"],
        Field::Corroboration => &["corroboration"],
        Field::Confidence => &["confidence"],
        Field::Contradictions => &["contradictions"],
        Field::Unverified => &["unverified"],
        Field::Details => &["details"],
        Field::Starred => &["starred"],
        Field::Remark => &["remark"],
        Field::OtherPlaces | Field::Sources | Field::Claims | Field::Tags => &[],
    }
}

/// What of an `events` row does not depend on other tables. Columns are taken by their place in `SELECT id, …EVENT`.
pub fn read_event(row: &Row<'_>) -> rusqlite::Result<EventRecord> {
    let at = |name: usize| row.get_ref(name + 1);
    let toll = |min: usize, max: usize| Ok::<_, rusqlite::Error>(toll(at(min)?, at(max)?));
    let date = string(at(3)?);
    Ok(EventRecord {
        key: string(at(1)?),
        title: string(at(2)?),
        when: if date.is_empty() { None } else { When::parse(&date).ok() },
        position: point(at(0)?),
        precision_m: metres(at(8)?),
        geo_precision: string(at(9)?),
        country: string(at(10)?),
        admin1: string(at(11)?),
        kind: string(at(12)?),
        event_type: string(at(13)?),
        sub_event_type: string(at(14)?),
        fatalities: toll(17, 18)?,
        injuries: toll(19, 20)?,
        status: string(at(21)?),
        corroboration: string(at(22)?),
        confidence: string(at(23)?),
        contradictions: string(at(24)?),
        notes: string(at(25)?),
        unverified: truth(at(26)?),
        starred: truth(at(27)?),
        remark: string(at(28)?),
        details: list(at(29)?),
        layer: string(at(30)?),
        ..EventRecord::default()
    })
}

/// The bounds of a number of people.
pub fn toll(min: ValueRef<'_>, max: ValueRef<'_>) -> Toll {
    let count = |at: ValueRef<'_>| match at {
        ValueRef::Integer(it) => u32::try_from(it).ok().filter(|it| *it != u32::MAX),
        _ => None,
    };
    // A pair that another program turned round is kept as it is meant.
    match (count(min), count(max)) {
        (Some(a), Some(b)) if a > b => Toll { min: Some(b), max: Some(a) },
        (min, max) => Toll { min, max },
    }
}

/// How many metres; what is no such number is not given.
pub fn metres(value: ValueRef<'_>) -> Option<f32> {
    float(value).map(|it| it as f32).filter(|it| it.is_finite() && *it >= 0.0)
}

/// A point of the globe; anything else is none.
pub fn point(value: ValueRef<'_>) -> Option<LonLat> {
    let ValueRef::Blob(blob) = value else { return None };
    let (x, y) = geometry::decode(blob)?;
    LonLat::new(x, y).map(crate::project::settled)
}

/// The columns of `places` without `id` and `origin`.
pub const PLACE: &str =
    "key, name, aliases, lon, lat, precision_km, kind, admin1, country, iso2, evidence, note, details";

pub fn place(it: &Place) -> [ToSqlOutput<'_>; 13] {
    [
        text(&it.key),
        text(&it.name),
        owned(json(&it.aliases)),
        real(it.position.map(|at| at.lon)),
        real(it.position.map(|at| at.lat)),
        real(it.precision_km.map(f64::from)),
        text(&it.kind),
        text(&it.admin1),
        text(&it.country),
        text(&it.iso2),
        text(&it.evidence),
        text(&it.note),
        owned(json(&it.details)),
    ]
}

/// From `SELECT id, origin, …PLACE`.
pub fn read_place(row: &Row<'_>) -> rusqlite::Result<Place> {
    let at = |name: usize| row.get_ref(name + 2);
    let position = float(at(3)?).zip(float(at(4)?)).and_then(|(lon, lat)| LonLat::new(lon, lat));
    Ok(Place {
        key: string(at(0)?),
        name: string(at(1)?),
        aliases: list(at(2)?),
        position,
        precision_km: float(at(5)?).map(|it| it as f32),
        kind: string(at(6)?),
        admin1: string(at(7)?),
        country: string(at(8)?),
        iso2: string(at(9)?),
        evidence: string(at(10)?),
        note: string(at(11)?),
        details: list(at(12)?),
    })
}

/// The columns of `groups` without `id` and `origin`.
pub const GROUP: &str = "key, name, aliases, kind, umbrella, description, colour, details";

pub fn group(it: &GroupRecord) -> [ToSqlOutput<'_>; 8] {
    [
        text(&it.key),
        text(&it.name),
        owned(json(&it.aliases)),
        text(&it.kind),
        owned(json(&it.umbrella)),
        text(&it.description),
        text(&it.colour),
        owned(json(&it.details)),
    ]
}

pub fn read_group(row: &Row<'_>) -> rusqlite::Result<GroupRecord> {
    let at = |name: usize| row.get_ref(name + 2);
    Ok(GroupRecord {
        key: string(at(0)?),
        name: string(at(1)?),
        aliases: list(at(2)?),
        kind: string(at(3)?),
        umbrella: list(at(4)?),
        description: string(at(5)?),
        colour: string(at(6)?),
        details: list(at(7)?),
    })
}

/// The columns of `sources` without `id` and `origin`.
pub const SOURCE: &str = "key, publisher, agency, title, title_basis, date, date_basis, url, kind, note, details";

pub fn source(it: &Source) -> [ToSqlOutput<'_>; 11] {
    [
        text(&it.key),
        text(&it.publisher),
        text(&it.agency),
        text(&it.title),
        text(&it.title_basis),
        it.date.as_ref().map_or(null(), |when| text(when.text())),
        text(&it.date_basis),
        text(&it.url),
        text(&it.kind),
        text(&it.note),
        owned(json(&it.details)),
    ]
}

pub fn read_source(row: &Row<'_>) -> rusqlite::Result<Source> {
    let at = |name: usize| row.get_ref(name + 2);
    Ok(Source {
        key: string(at(0)?),
        publisher: string(at(1)?),
        agency: string(at(2)?),
        title: string(at(3)?),
        title_basis: string(at(4)?),
        date: When::parse(&string(at(5)?)).ok(),
        date_basis: string(at(6)?),
        url: string(at(7)?),
        kind: string(at(8)?),
        note: string(at(9)?),
        details: list(at(10)?),
    })
}

/// The columns of `articles` without `id` and `origin`.
pub const ARTICLE: &str = "key, title, publisher, author, date, language, url, sources, text, blocks";

pub fn article(it: &ArticleRecord) -> [ToSqlOutput<'_>; 10] {
    [
        text(&it.key),
        text(&it.title),
        text(&it.publisher),
        text(&it.author),
        it.date.as_ref().map_or(null(), |when| text(when.text())),
        text(&it.language),
        text(&it.url),
        owned(json(&it.sources)),
        text(&it.text),
        owned(json(&it.blocks)),
    ]
}

/// Without its mentions.
pub fn read_article(row: &Row<'_>) -> rusqlite::Result<ArticleRecord> {
    let at = |name: usize| row.get_ref(name + 2);
    Ok(ArticleRecord {
        key: string(at(0)?),
        title: string(at(1)?),
        publisher: string(at(2)?),
        author: string(at(3)?),
        date: When::parse(&string(at(4)?)).ok(),
        language: string(at(5)?),
        url: string(at(6)?),
        sources: list(at(7)?),
        text: string(at(8)?).into(),
        blocks: list(at(9)?),
        mentions: Vec::new(),
    })
}

/// Run a statement with the values of an array and those that follow it.
pub fn run(statement: &mut Statement<'_>, values: &[ToSqlOutput<'_>]) -> rusqlite::Result<usize> {
    statement.execute(rusqlite::params_from_iter(values))
}

pub fn owned(value: Sql) -> ToSqlOutput<'static> {
    ToSqlOutput::Owned(value)
}

fn null() -> ToSqlOutput<'static> {
    owned(Sql::Null)
}

/// A text; an empty one is not given.
pub fn text(text: &str) -> ToSqlOutput<'_> {
    if text.is_empty() { null() } else { ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())) }
}

fn real(number: Option<f64>) -> ToSqlOutput<'static> {
    owned(number.filter(|it| it.is_finite()).map_or(Sql::Null, Sql::Real))
}

fn number(number: Option<u32>) -> ToSqlOutput<'static> {
    owned(number.map_or(Sql::Null, |it| Sql::Integer(i64::from(it))))
}

/// A list as JSON; an empty one is not given.
pub fn json<T: serde::Serialize>(list: &[T]) -> Sql {
    if list.is_empty() { Sql::Null } else { Sql::Text(serde_json::to_string(list).unwrap_or_default()) }
}

/// Whatever stands there as text.
pub fn string(value: ValueRef<'_>) -> String {
    words(value).into_owned()
}

/// The same without a copy, where that can be.
pub fn words(value: ValueRef<'_>) -> Cow<'_, str> {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => Cow::Borrowed(""),
        ValueRef::Integer(it) => it.to_string().into(),
        ValueRef::Real(it) => it.to_string().into(),
        // Nearly all texts are sound, and the plain check is the quicker one.
        ValueRef::Text(bytes) => str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed),
    }
}

fn float(value: ValueRef<'_>) -> Option<f64> {
    match value {
        ValueRef::Integer(it) => Some(it as f64),
        ValueRef::Real(it) => Some(it).filter(|it| it.is_finite()),
        _ => None,
    }
}

pub fn truth(value: ValueRef<'_>) -> bool {
    matches!(value, ValueRef::Integer(it) if it != 0)
}

/// A JSON array; whatever else stands there is an empty list.
pub fn list<T: serde::de::DeserializeOwned>(value: ValueRef<'_>) -> Vec<T> {
    match value {
        ValueRef::Text(bytes) => serde_json::from_slice(bytes).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// A day as GeoPackage writes it; open ends, and years that have not four digits, have none.
fn day(day: Day) -> Option<String> {
    let date = day.date();
    let told = day != Day::MIN && day != Day::MAX && (0..=9999).contains(&date.year());
    told.then(|| format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()))
}

//! One event as named values: what every writer writes, each in its own way.

use serde_json::{Map, Value, json};

use crate::event::{Claim, Day, EventId, GroupId, LonLat, Source, SourceId, Toll};
use crate::format::row::{detail_name, join};
use crate::project::{LayerStyle, Project};

/// One event of a project.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    pub project: &'a Project,
    pub id: EventId,
    /// The layers of the project, if it has several.
    pub layers: &'a [LayerStyle],
}

/// The field that says which layer an event was in.
pub(super) const LAYER: &str = "layer";

/// A value, and what it is in formats that have types.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Cell {
    Nothing,
    Text(String),
    Number(f64),
    Whole(u32),
    Truth(bool),
    Names(Vec<String>),
    Json(Value),
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Nothing } else { Self::Text(text) }
    }

    fn names(names: Vec<String>) -> Self {
        if names.is_empty() { Self::Nothing } else { Self::Names(names) }
    }

    fn json(items: Vec<Value>) -> Self {
        if items.is_empty() { Self::Nothing } else { Self::Json(Value::Array(items)) }
    }

    fn whole(number: Option<u32>) -> Self {
        number.map_or(Self::Nothing, Self::Whole)
    }

    /// As text in a table.
    pub fn plain(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => decimal(*number),
            Self::Whole(number) => number.to_string(),
            Self::Truth(truth) => truth.to_string(),
            Self::Names(names) => join(names),
            Self::Json(value) => value.to_string(),
        }
    }

    /// Whether a spreadsheet must not take it for a formula.
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Names(_))
    }

    /// As JSON; nothing for what is not given.
    pub fn value(self) -> Option<Value> {
        Some(match self {
            Self::Nothing => return None,
            Self::Text(text) => Value::String(text),
            Self::Number(number) => json!(round(number)),
            Self::Whole(number) => json!(number),
            Self::Truth(truth) => Value::Bool(truth),
            Self::Names(names) => json!(names),
            Self::Json(value) => value,
        })
    }
}

/// Degrees to a tenth of a metre, which is what positions are kept to.
pub(super) fn round(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

fn decimal(number: f64) -> String {
    format!("{}", round(number))
}

impl Record<'_> {
    /// The value of one of [`crate::format::row::OWN`].
    pub fn cell(&self, name: &str) -> Cell {
        let (project, id) = (self.project, self.id);
        let events = &project.events;
        let row = id.row();
        match name {
            "event_id_cnty" => Cell::text(events.key(id)),
            "event_date" => Cell::text(events.date_text(id)),
            "year" => events.days(id).map_or(Cell::Nothing, |(first, last)| {
                let year = |day: Day| day.date().year();
                if year(first) == year(last) { Cell::Text(year(first).to_string()) } else { Cell::Nothing }
            }),
            "start" => self.bound(true),
            "end" => self.bound(false),
            "title" => Cell::text(events.title(id)),
            "kind" => Cell::text(events.kind.get(row)),
            "event_type" => Cell::text(events.event_type.get(row)),
            "sub_event_type" => Cell::text(events.sub_event_type.get(row)),
            "actor1" | "assoc_actor_1" | "actor2" | "assoc_actor_2" => self.side(name),
            "actors" => Cell::names(self.names(events.actors(id))),
            "targets" => Cell::names(self.names(events.targets(id))),
            "country" => Cell::text(events.country.get(row)),
            "admin1" => Cell::text(events.admin1.get(row)),
            "location" => Cell::text(project.place_name(id)),
            "other_places" => {
                Cell::names(events.other_places(id).iter().map(|place| project.place(*place).name.clone()).collect())
            }
            "latitude" => self.at().map_or(Cell::Nothing, |at| Cell::Number(at.lat)),
            "longitude" => self.at().map_or(Cell::Nothing, |at| Cell::Number(at.lon)),
            "place_precision" => Cell::text(events.geo_precision.get(row)),
            "precision_km" => events.precision_m(id).map_or(Cell::Nothing, |m| Cell::Number(f64::from(m) / 1000.0)),
            "source" => Cell::names(self.sources(|source| source.publisher.clone())),
            "source_url" => Cell::text(self.sources(|source| source.url.clone()).join(" ")),
            "citations" => Cell::json(events.sources(id).iter().map(|id| self.source(*id)).collect()),
            "notes" => Cell::text(events.notes(id)),
            "fatalities" => exact(events.fatalities(id)),
            "fatalities_min" => range(events.fatalities(id)).0,
            "fatalities_max" => range(events.fatalities(id)).1,
            "injuries" => exact(events.injuries(id)),
            "injuries_min" => range(events.injuries(id)).0,
            "injuries_max" => range(events.injuries(id)).1,
            "status" => Cell::text(events.status.get(row)),
            "corroboration" => Cell::text(events.corroboration.get(row)),
            "confidence" => Cell::text(events.confidence.get(row)),
            "contradictions" => Cell::text(events.contradictions(id)),
            "claims" => Cell::json(events.claims(id).iter().map(|claim| self.claim(claim)).collect()),
            "verified" => Cell::Truth(!events.is_unverified(id)),
            _ => Cell::Nothing,
        }
    }

    /// Further fields under names that are none of ours; the layer is one of them.
    pub fn details(&self) -> Vec<(String, String)> {
        let details = self.project.events.details(self.id);
        let details = details.map(|(name, text)| (detail_name(name), text.to_owned()));
        details.chain(self.layer().map(|name| (LAYER.to_owned(), name.to_owned()))).collect()
    }

    /// The name of its layer, where there are several.
    pub fn layer(&self) -> Option<&str> {
        let key = self.project.events.layer.get(self.id.row());
        self.layers.iter().find(|it| it.key == key).map(|it| if it.name.is_empty() { &*it.key } else { &*it.name })
    }

    pub fn at(&self) -> Option<LonLat> {
        self.project.events.position(self.id)
    }

    /// First or last day, as ISO 8601, where there is one.
    fn bound(&self, first: bool) -> Cell {
        match self.project.events.days(self.id) {
            Some((day, _)) if first && day != Day::MIN => Cell::Text(day.date().to_string()),
            Some((_, day)) if !first && day != Day::MAX => Cell::Text(day.date().to_string()),
            _ => Cell::Nothing,
        }
    }

    fn names(&self, ids: &[GroupId]) -> Vec<String> {
        ids.iter().map(|id| self.project.groups.get(*id).name.clone()).collect()
    }

    /// The first name of a side, or the others: as the file had them if it had sides, else who did it and to whom.
    fn side(&self, name: &str) -> Cell {
        let events = &self.project.events;
        let given = |wanted: &str| {
            let mut details = events.details(self.id);
            details.find(|(it, _)| it.eq_ignore_ascii_case(wanted)).map(|(_, text)| text.to_owned())
        };
        if given("actor1").or_else(|| given("actor2")).is_some() {
            return Cell::text(given(name).unwrap_or_default());
        }
        if let (Some(a), b) = (given("side_a"), given("side_b")) {
            return match name {
                "actor1" => Cell::text(a),
                "actor2" => Cell::text(b.unwrap_or_default()),
                _ => Cell::Nothing,
            };
        }
        let (first, ids) = match name {
            "actor1" => (true, events.actors(self.id)),
            "assoc_actor_1" => (false, events.actors(self.id)),
            "actor2" => (true, events.targets(self.id)),
            _ => (false, events.targets(self.id)),
        };
        let names = self.names(ids);
        let split = names.len().min(1);
        Cell::names(if first { names[..split].to_vec() } else { names[split..].to_vec() })
    }

    fn sources(&self, part: impl Fn(&Source) -> String) -> Vec<String> {
        let ids = self.project.events.sources(self.id);
        ids.iter().map(|id| part(self.project.source(*id))).filter(|it| !it.is_empty()).collect()
    }

    /// A source in full.
    fn source(&self, id: SourceId) -> Value {
        let source = self.project.source(id);
        let date = source.date.as_ref().map_or("", |date| date.text());
        let parts = [("publisher", &*source.publisher), ("title", &source.title), ("date", date), ("url", &source.url)];
        let given = parts.into_iter().filter(|(name, text)| !text.is_empty() || *name == "publisher");
        Value::Object(given.map(|(name, text)| (name.to_owned(), json!(text))).collect())
    }

    fn claim(&self, claim: &Claim) -> Value {
        let mut map = Map::new();
        map.insert("field".to_owned(), json!(claim.field));
        map.insert("value".to_owned(), json!(claim.value));
        if let Some(source) = claim.source {
            map.insert("source".to_owned(), self.source(source));
        }
        map.insert("note".to_owned(), json!(claim.note));
        map.insert("adopted".to_owned(), json!(claim.adopted));
        Value::Object(map)
    }
}

fn exact(toll: Toll) -> Cell {
    if toll.min == toll.max { Cell::whole(toll.min) } else { Cell::Nothing }
}

fn range(toll: Toll) -> (Cell, Cell) {
    if toll.min == toll.max { (Cell::Nothing, Cell::Nothing) } else { (Cell::whole(toll.min), Cell::whole(toll.max)) }
}

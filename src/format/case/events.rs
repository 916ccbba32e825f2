use serde_json::Value;

use super::fields::{Fields, text_of};
use super::json::{Collection, Geometry};
use super::keys::Keys;
use super::{EVENTS, FileProblem, Known};
use crate::event::{Claim, EventDraft, EventId, EventTable, Issue, Place, TableBuilder, Toll};

const PRECISIONS: [&str; 9] = [
    "site",
    "site_probable",
    "near_site",
    "city",
    "town_pinned",
    "approximate_area",
    "region",
    "country_pinned_to_capital",
    "unlocated",
];
const STATUSES: [&str; 8] =
    ["claimed", "attributed", "suspected", "denied", "disputed", "unclaimed", "planned", "not_applicable"];
const CORROBORATIONS: [&str; 4] = ["confirmed_multi", "confirmed_single", "detail_contradicted", "unverified"];
/// What a claim may hold.
const CLAIM: [&str; 5] = ["field", "value", "source", "note", "adopted"];
const CONFIDENCES: [&str; 3] = ["high", "medium", "low"];

/// Names of properties that have a meaning; all others are details.
pub(in crate::format) const EVENT_PROPERTIES: [&str; 24] = [
    "id",
    "title",
    "event_date",
    "place",
    "other_places",
    "actors",
    "targets",
    "sources",
    "kind",
    "event_type",
    "sub_event_type",
    "notes",
    "contradictions",
    "geo_precision",
    "status",
    "corroboration",
    "confidence",
    "fatalities",
    "injuries",
    "verified",
    "claims",
    "precision_km",
    "country_given",
    "admin1_given",
];

/// Read `events.geojson`.
pub(super) fn read(text: &str, known: &Known<'_>, issues: &mut Vec<Issue>) -> Result<EventTable, FileProblem> {
    let mut builder = TableBuilder::default();
    let mut keys = Keys::new("event", EVENTS, true);
    Collection::read(text)?.for_each(EVENTS, issues, |number, geometry, mut fields| {
        let key = keys.define(EventId(u32::try_from(number).unwrap_or(u32::MAX)), number + 1, &mut fields);
        builder.push(event(key, geometry, fields, known));
    });
    Ok(builder.build())
}

fn event(key: String, geometry: Option<Geometry>, mut fields: Fields<'_>, known: &Known<'_>) -> EventDraft {
    let f = &mut fields;
    let mut event = EventDraft { key, title: title(f), when: f.date("event_date"), ..EventDraft::default() };
    event.place = f.id("place", &known.places);
    event.other_places = f.ids("other_places", &known.places);
    event.actors = f.ids("actors", &known.groups);
    event.targets = f.ids("targets", &known.groups);
    event.sources = f.ids("sources", &known.sources);
    event.kind = f.text("kind");
    event.event_type = f.text("event_type");
    event.sub_event_type = f.text("sub_event_type");
    event.notes = f.text("notes");
    event.contradictions = f.text("contradictions");
    event.geo_precision = f.word("geo_precision", &PRECISIONS);
    event.status = f.word("status", &STATUSES);
    event.corroboration = f.word("corroboration", &CORROBORATIONS);
    event.confidence = f.word("confidence", &CONFIDENCES);
    event.fatalities = toll(f, "fatalities");
    event.injuries = toll(f, "injuries");
    // What cannot be told to be verified is not shown as if it were.
    event.unverified = f.truth("verified").is_some_and(|verified| verified != Ok(true));
    event.claims = claims(f, known);
    let place = event.place.and_then(|id| known.place_list.get(id.0 as usize));
    locate(&mut event, geometry, place, f);
    event.details.extend(fields.details());
    event
}

fn title(fields: &mut Fields<'_>) -> String {
    let line = fields.line_of("title");
    let title = fields.text("title");
    if title.trim().is_empty() {
        fields.issue(line, "title", "", "this event has no title: say in a few words what happened");
    }
    title
}

/// The event's own point wins; else it is where its place is, as precisely as that is known.
fn locate(event: &mut EventDraft, geometry: Option<Geometry>, place: Option<&Place>, fields: &mut Fields<'_>) {
    if let Some(place) = place {
        event.position = place.position;
        event.precision_m = place.precision_km.map(|km| km * 1000.0);
        event.country.clone_from(&place.country);
        event.admin1.clone_from(&place.admin1);
    }
    // A part of the world that its place does not tell.
    for (name, field) in [("country_given", &mut event.country), ("admin1_given", &mut event.admin1)] {
        let text = fields.text(name);
        if !text.is_empty() {
            *field = text;
        }
    }
    match geometry.map(|geometry| (geometry.line, geometry.point)) {
        None => {}
        Some((_, Ok(point))) => {
            event.position = Some(point);
            event.precision_m = own_precision(fields);
        }
        Some((line, Err((text, message)))) => {
            fields.issue(line, "geometry", &text, message);
            event.details.push(("geometry".to_owned(), text));
        }
    }
}

/// How exactly an own point is known.
fn own_precision(fields: &mut Fields<'_>) -> Option<f32> {
    let (line, km) = (fields.line_of("precision_km"), fields.number("precision_km")?);
    if (0.0..=20_040.0).contains(&km) {
        return Some((km * 1000.0) as f32);
    }
    fields.issue(line, "precision_km", &km.to_string(), "this must be a distance on the globe in kilometres");
    None
}

/// `{"min": 25, "max": 47}`; either may be missing.
fn toll(fields: &mut Fields<'_>, name: &str) -> Toll {
    let Some((at, field)) = fields.take(name) else { return Toll::UNKNOWN };
    let bound = |name: &str| match field.value.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            value.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n != u32::MAX).map(Some).ok_or(())
        }
    };
    let only_bounds = field.value.as_object().is_some_and(|it| it.keys().all(|key| key == "min" || key == "max"));
    match (bound("min"), bound("max")) {
        (Ok(min), Ok(max)) if only_bounds && min.zip(max).is_none_or(|(min, max)| min <= max) => Toll { min, max },
        _ => {
            let message =
                "write whole numbers from 0 up, the lower first: {\"min\":1,\"max\":3}; leave out what nobody says";
            fields.refuse(at, &field, message);
            Toll::UNKNOWN
        }
    }
}

fn claims(fields: &mut Fields<'_>, known: &Known<'_>) -> Vec<Claim> {
    let Some((at, field)) = fields.take("claims") else { return Vec::new() };
    let Some(items) = field.value.as_array() else {
        fields.refuse(at, &field, "this must be a list of claims: [{\"field\":…, \"value\":…, \"source\":…}]");
        return Vec::new();
    };
    let mut claims = Vec::new();
    for item in items {
        let text = |name: &str| item.get(name).map(text_of).unwrap_or_default();
        let (about, value, source) = (text("field"), text("value"), text("source"));
        if about.is_empty() || value.is_empty() {
            let message = "a claim needs a \"field\" and a \"value\"; it is kept among the further fields";
            fields.issue(field.line, "claims", &item.to_string(), message);
            fields.keep(at, "claims", item.to_string());
            continue;
        }
        let members = item.as_object().into_iter().flatten();
        for (name, unknown) in members.filter(|(name, _)| !CLAIM.contains(&name.as_str())) {
            let message = "a claim has field, value, source, note and adopted; this is kept among the further fields";
            fields.warning(field.line, &format!("claims.{name}"), &text_of(unknown), message);
            fields.keep(at, &format!("claims.{name}"), text_of(unknown));
        }
        let id = known.sources.get(&source);
        if id.is_none() && !source.is_empty() {
            if let Some(message) = known.sources.unknown() {
                fields.issue(field.line, "claims.source", &source, message);
            }
            fields.keep(at, "claims.source", source);
        }
        let adopted = item.get("adopted").and_then(Value::as_bool).unwrap_or(false);
        claims.push(Claim { field: about, value, source: id, note: text("note"), adopted });
    }
    claims
}

//! What was found as one JSON object: `mentions` and `events`, offsets in code points.

use std::ops::Range;

use serde::Serializer;
use serde::ser::SerializeSeq;
use serde_json::{Map, Value, json};

use super::event::{Field, Proposal};
use super::{CodePoints, Extraction, PlaceChoice};
use crate::event::{Day, LonLat, Toll};

/// `[longitude, latitude]`, as GeoJSON has it.
pub fn position<S: Serializer>(at: &LonLat, serializer: S) -> Result<S::Ok, S::Error> {
    let mut pair = serializer.serialize_seq(Some(2))?;
    pair.serialize_element(&at.lon)?;
    pair.serialize_element(&at.lat)?;
    pair.end()
}

/// One object with `mentions` (kind, text, code-point offsets, resolution, alternatives, confidence) in the order of the
/// text, and `events` (each field with its value, confidence and evidence).
pub fn to_json(text: &str, it: &Extraction) -> Value {
    let writer = Writer { text, points: CodePoints::new(text) };
    let mut mentions: Vec<(usize, Value)> = Vec::new();
    for place in &it.places {
        let more = json!({
            "resolution": place.choices.first(),
            "alternatives": place.choices.get(1..).unwrap_or(&[]),
            "precision_km": place.choices.first().map(|it| it.precision_km),
            "confidence": round(place.confidence),
        });
        mentions.push((place.range.start, writer.mention("place", &place.range, more)));
    }
    for date in &it.dates {
        let more = json!({
            "resolution": date.when.as_ref().map(|it| writer.days(it)),
            "alternatives": [],
            "why": date.why,
            "time": date.time.clone().map(|it| &text[it]),
            "conflict": date.conflict,
            "confidence": if date.when.is_none() { 0.3 } else if date.conflict.is_some() { 0.5 } else { 0.9 },
        });
        mentions.push((date.range.start, writer.mention("date", &date.range, more)));
    }
    for group in &it.groups {
        let more = json!({
            "resolution": { "name": group.name, "group": group.group.map(|it| it.0), "origin": group.origin },
            "alternatives": [],
            "confidence": match group.origin {
                super::group::Origin::Project => 0.95,
                super::group::Origin::Known => 0.9,
                super::group::Origin::Candidate => 0.6,
            },
        });
        mentions.push((group.range.start, writer.mention("group", &group.range, more)));
    }
    for toll in &it.tolls {
        let whom = text.get(toll.whom.clone()).unwrap_or("").trim();
        let more = json!({
            "resolution": { "harm": toll.harm, "min": toll.toll.min, "max": toll.toll.max, "whom": whom },
            "alternatives": [],
            "confidence": 0.85,
        });
        mentions.push((toll.range.start, writer.mention("toll", &toll.range, more)));
    }
    mentions.sort_by_key(|it| it.0);
    let mentions: Vec<Value> = mentions.into_iter().map(|it| it.1).collect();
    let events: Vec<Value> = it.events.iter().map(|event| writer.event(it, event)).collect();
    json!({ "mentions": mentions, "events": events })
}

fn round(value: f32) -> f64 {
    (f64::from(value) * 1000.0).round() / 1000.0
}

fn day(it: Day) -> Value {
    if it == Day::MIN || it == Day::MAX { Value::Null } else { json!(it.date().to_string()) }
}

struct Writer<'a> {
    text: &'a str,
    points: CodePoints<'a>,
}

impl Writer<'_> {
    fn mention(&self, kind: &str, range: &Range<usize>, more: Value) -> Value {
        let mut object = Map::new();
        object.insert("kind".into(), json!(kind));
        object.insert("text".into(), json!(self.text[range.clone()]));
        object.insert("start".into(), json!(self.points.at(range.start)));
        object.insert("end".into(), json!(self.points.at(range.end)));
        if let Value::Object(more) = more {
            object.extend(more);
        }
        Value::Object(object)
    }

    fn days(&self, it: &super::date::Days) -> Value {
        json!({ "edtf": it.edtf, "earliest": day(it.first), "latest": day(it.last) })
    }

    fn span(&self, range: &Range<usize>) -> Value {
        json!({ "start": self.points.at(range.start), "end": self.points.at(range.end), "text": self.text[range.clone()] })
    }

    fn field<T>(&self, field: &Field<T>, value: Value) -> Value {
        let evidence: Vec<Value> = field.evidence.iter().map(|it| self.span(it)).collect();
        json!({ "value": value, "confidence": round(field.confidence), "evidence": evidence })
    }

    fn event(&self, of: &Extraction, it: &Proposal) -> Value {
        let toll = |field: &Option<Field<Toll>>| {
            field.as_ref().map(|it| self.field(it, json!({ "min": it.value.min, "max": it.value.max })))
        };
        let groups = |fields: &[Field<usize>]| -> Vec<Value> {
            fields
                .iter()
                .map(|it| {
                    self.field(
                        it,
                        json!({ "name": of.groups[it.value].name, "group": of.groups[it.value].group.map(|it| it.0) }),
                    )
                })
                .collect()
        };
        let place = it.place.as_ref().map(|field| {
            let named = &of.places[field.value];
            let choice: Option<&PlaceChoice> = named.choices.first();
            // A place that nobody lists has a name and no position.
            let unlisted = || json!({ "name": self.text[named.range.clone()], "position": null });
            self.field(field, choice.map_or_else(unlisted, |it| json!(it)))
        });
        let sentences: Vec<Value> = it.sentences.iter().map(|it| self.span(it)).collect();
        json!({
            "title": it.title,
            "event_type": it.event_type,
            "sub_event_type": it.sub_event_type,
            "event_date": it.when.as_ref().map(|it| self.field(it, self.days(&it.value))),
            "place": place,
            "actors": groups(&it.actors),
            "targets": groups(&it.targets),
            "fatalities": toll(&it.fatalities),
            "injuries": toll(&it.injuries),
            "captured": toll(&it.captured),
            "intercepted": toll(&it.intercepted),
            "means": it.means.as_ref().map(|it| self.field(it, json!(it.value))),
            "status": it.status.as_ref().map(|it| self.field(it, json!(it.value))),
            "sentences": sentences,
            "confidence": round(it.confidence),
        })
    }
}

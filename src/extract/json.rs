//! What was found as one JSON object: `mentions` and `events`, offsets in code points.

use std::ops::Range;

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::date::DateName;
use super::event::{Field, Proposal};
use super::group::{GroupName, Origin};
use super::toll::TollName;
use super::{CodePoints, Extraction, PlaceChoice, PlaceMention};
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
    serde_json::to_value(Printed { text, it }).unwrap_or_default()
}

/// The same to be written as it goes, member by member.
#[derive(Clone, Copy, Debug)]
pub struct Printed<'a> {
    pub text: &'a str,
    pub it: &'a Extraction,
}

impl Serialize for Printed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let writer = Writer { text: self.text, points: CodePoints::new(self.text) };
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("mentions", &Each(|| writer.mentions(self.it)))?;
        map.serialize_entry("events", &Each(|| self.it.events.iter().map(|event| writer.event(self.it, event))))?;
        map.end()
    }
}

/// A list whose members are made one after the other.
struct Each<F>(F);

impl<I: Iterator<Item = Value>, F: Fn() -> I> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
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
    /// All that was found, in the order of the text.
    fn mentions<'a>(&'a self, it: &'a Extraction) -> impl Iterator<Item = Value> + 'a {
        let starts: [Vec<usize>; 4] = [
            it.places.iter().map(|it| it.range.start).collect(),
            it.dates.iter().map(|it| it.range.start).collect(),
            it.groups.iter().map(|it| it.range.start).collect(),
            it.tolls.iter().map(|it| it.range.start).collect(),
        ];
        let mut order: Vec<(usize, usize, usize)> = Vec::with_capacity(starts.iter().map(Vec::len).sum());
        for (list, starts) in starts.into_iter().enumerate() {
            order.extend(starts.into_iter().enumerate().map(|(number, start)| (start, list, number)));
        }
        order.sort_unstable();
        order.into_iter().map(move |(_, list, number)| match list {
            0 => self.place(&it.places[number]),
            1 => self.date(&it.dates[number]),
            2 => self.group(&it.groups[number]),
            _ => self.toll(&it.tolls[number]),
        })
    }

    fn place(&self, place: &PlaceMention) -> Value {
        let more = json!({
            "resolution": place.choices.first(),
            "alternatives": place.choices.get(1..).unwrap_or(&[]),
            "precision_km": place.choices.first().map(|it| it.precision_km),
            "confidence": round(place.confidence),
        });
        self.mention("place", &place.range, more)
    }

    fn date(&self, date: &DateName) -> Value {
        let more = json!({
            "resolution": date.when.as_ref().map(|it| self.days(it)),
            "alternatives": [],
            "why": date.why,
            "time": date.time.clone().map(|it| &self.text[it]),
            "conflict": date.conflict,
            "confidence": if date.when.is_none() { 0.3 } else if date.conflict.is_some() { 0.5 } else { 0.9 },
        });
        self.mention("date", &date.range, more)
    }

    fn group(&self, group: &GroupName) -> Value {
        let more = json!({
            "resolution": { "name": group.name, "group": group.group.map(|it| it.0), "origin": group.origin },
            "alternatives": [],
            "confidence": match group.origin {
                Origin::Project => 0.95,
                Origin::Known => 0.9,
                Origin::Candidate => 0.6,
            },
        });
        self.mention("group", &group.range, more)
    }

    fn toll(&self, toll: &TollName) -> Value {
        let whom = self.text.get(toll.whom.clone()).unwrap_or("").trim();
        let more = json!({
            "resolution": { "harm": toll.harm, "min": toll.toll.min, "max": toll.toll.max, "whom": whom },
            "alternatives": [],
            "confidence": 0.85,
        });
        self.mention("toll", &toll.range, more)
    }

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

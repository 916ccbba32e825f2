use std::io::Write;

use serde_json::{Map, Value, json};

use super::record::Record;
use super::{Broken, Job};
use crate::format::json::OURS;
use crate::format::row::OWN;

/// Members that features have instead of properties.
const ELSEWHERE: [&str; 4] = ["event_id_cnty", "latitude", "longitude", "details"];

/// A collection, one feature a line: EDTF in `event_date`, bounds in `start` and `end`, and JSON-FG's `time`.
pub(super) fn write(job: &Job<'_>, out: &mut dyn Write) -> Result<(), Broken> {
    write!(out, "{{\"type\":\"FeatureCollection\",\"features\":[")?;
    for (at, record) in job.records().enumerate() {
        writeln!(out, "{}", if at == 0 { "" } else { "," })?;
        serde_json::to_writer(&mut *out, &feature(record?)).map_err(std::io::Error::from)?;
    }
    writeln!(out, "\n]}}")?;
    Ok(())
}

fn feature(record: Record<'_>) -> Value {
    let mut properties = Map::new();
    for (name, _) in OWN.iter().filter(|(name, _)| !ELSEWHERE.contains(name)) {
        if let Some(value) = record.cell(name).value() {
            properties.insert((*name).to_owned(), value);
        }
    }
    for (name, text) in record.details() {
        let mut free = name.clone();
        let mut again = 1;
        while properties.contains_key(&free) {
            again += 1;
            free = format!("{name} {again}");
        }
        properties.insert(free, Value::String(text));
    }
    let point = |at: crate::event::LonLat| {
        let round = |it: f64| (it * 1e6).round() / 1e6;
        json!({"type": "Point", "coordinates": [round(at.lon), round(at.lat)]})
    };
    let mut feature = Map::new();
    feature.insert("type".to_owned(), json!("Feature"));
    feature.insert("id".to_owned(), json!(record.project.events.key(record.id)));
    feature.insert(OURS.to_owned(), json!(1));
    if let Some(time) = time(record) {
        feature.insert("time".to_owned(), time);
    }
    feature.insert("geometry".to_owned(), record.at().map_or(Value::Null, point));
    feature.insert("properties".to_owned(), Value::Object(properties));
    Value::Object(feature)
}

/// JSON-FG's `time`: a day, a moment with its zone, or an interval with open ends.
fn time(record: Record<'_>) -> Option<Value> {
    let events = &record.project.events;
    let text = events.date_text(record.id);
    if text.ends_with('Z') && text.contains('T') && !text.contains('/') {
        return Some(json!({"timestamp": text}));
    }
    let (start, end) = (record.cell("start").value(), record.cell("end").value());
    match (start, end) {
        (None, None) => None,
        (Some(start), Some(end)) if start == end => Some(json!({"date": start})),
        (start, end) => Some(json!({"interval": [start.unwrap_or(json!("..")), end.unwrap_or(json!(".."))]})),
    }
}

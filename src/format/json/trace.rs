//! Flights as ADS-B Exchange and readsb keep them: an aircraft and its positions (`trace`), each with its seconds since
//! `timestamp`.

use serde_json::Value;

use super::geojson::text_of;
use crate::event::LonLat;
use crate::format::feature::Feature;
use crate::format::row::{Role, between, epoch};
use crate::format::shape::{Extent, kilometres};

/// Whether an object is the trace of an aircraft.
pub(super) fn is_trace(value: &Value) -> bool {
    let first = value.pointer("/trace/0");
    value.get("icao").is_some()
        && value.get("timestamp").is_some_and(Value::is_number)
        && first.is_some_and(|it| it.get(2).is_some_and(Value::is_number))
}

/// An event for each leg, from its first to its last position.
pub(super) fn features(value: &Value, line: u32) -> Vec<Feature> {
    /// The bit that marks the first position of a new leg.
    const NEW_LEG: u64 = 2;
    let start = value.get("timestamp").and_then(Value::as_f64).unwrap_or_default();
    let mut legs: Vec<(Extent, f64, f64, String)> = Vec::new();
    for point in value.get("trace").and_then(Value::as_array).into_iter().flatten() {
        let number = |at: usize| point.get(at).and_then(Value::as_f64);
        let (Some(seconds), Some(at)) = (number(0), number(2).zip(number(1)).and_then(|(x, y)| LonLat::new(x, y)))
        else {
            continue;
        };
        let flags = point.get(6).and_then(Value::as_u64).unwrap_or_default();
        if legs.is_empty() || flags & NEW_LEG != 0 {
            legs.push((Extent::default(), start + seconds, start + seconds, String::new()));
        }
        if let Some((extent, _, last, flight)) = legs.last_mut() {
            extent.add(at);
            *last = start + seconds;
            let called = point.pointer("/8/flight").map(text_of).unwrap_or_default();
            if flight.is_empty() {
                called.trim().clone_into(flight);
            }
        }
    }
    let text = |name: &str| value.get(name).map(text_of).unwrap_or_default();
    let (icao, several) = (text("icao"), legs.len() > 1);
    let legs = legs.into_iter().enumerate();
    legs.map(|(at, (extent, first, last, flight))| {
        let mut feature = Feature { line, ..Feature::default() };
        let when = |seconds: f64| epoch(seconds.floor() as i64, "Z");
        feature.when = between(&when(first), &when(last)).ok();
        if let Some((centre, km)) = extent.centre() {
            feature.at = Some(centre);
            if km > 0.0 {
                feature.know(Role::PrecisionKm, "precision_km", kilometres(km));
            }
        }
        let called = [&flight, &text("r"), &icao].into_iter().find(|it| !it.is_empty()).cloned().unwrap_or_default();
        feature.know(Role::Title, "flight", format!("Flight {called}"));
        feature.know(Role::EventType, "kind", "Flight");
        feature.know(Role::Key, "icao", if several { format!("{icao}#{}", at + 1) } else { icao.clone() });
        feature.property("points", extent.count.to_string());
        for (name, value) in value.as_object().into_iter().flatten() {
            if !matches!(name.as_str(), "trace" | "timestamp") {
                super::geojson::flatten(&mut feature.properties, name, value, 3);
            }
        }
        feature
    })
    .collect()
}

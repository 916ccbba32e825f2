//! Location history as Google hands it out: `Records.json` (where a device was), the semantic history by month
//! (`timelineObjects`), and the timeline that phones export (`semanticSegments`, or a bare list).

use serde_json::Value;

use super::geojson::text_of;
use crate::event::LonLat;
use crate::format::feature::Feature;
use crate::format::row::{DateOrder, Role, between, date, epoch};
use crate::format::shape::{Extent, kilometres};

/// Whether an object is a record of one of these files.
pub(super) fn is_record(value: &Value) -> bool {
    let has = |name: &str| value.get(name).is_some();
    let visit = |name: &str| value.get(name).is_some_and(Value::is_object);
    has("latitudeE7") && has("longitudeE7")
        || visit("placeVisit")
        || visit("activitySegment")
        || has("startTime")
            && has("endTime")
            && (visit("visit") || visit("activity") || has("timelinePath") || visit("timelineMemory"))
}

/// The event of a record.
pub(super) fn feature(value: &Value, line: u32) -> Feature {
    let mut feature = Feature { line, ..Feature::default() };
    let mut extent = Extent::default();
    let text = |value: &Value, path: &str| value.pointer(path).map(text_of).unwrap_or_default();
    if let Some(visit) = value.get("placeVisit") {
        span(&mut feature, visit.get("duration").unwrap_or(&Value::Null));
        let place = &visit["location"];
        add_e7(&mut extent, place);
        let name = text(place, "/name");
        feature.know(Role::Title, "name", if name.is_empty() { "Visit".to_owned() } else { format!("Visit: {name}") });
        feature.know(Role::Place, "name", if name.is_empty() { text(place, "/address") } else { name });
        feature.know(Role::EventType, "kind", "Visit");
        for (name, called) in [("address", "address"), ("placeId", "google_id"), ("semanticType", "semanticType")] {
            feature.property(called, text(place, &format!("/{name}")));
        }
        feature.property("visitConfidence", text(visit, "/visitConfidence"));
    } else if let Some(trip) = value.get("activitySegment") {
        span(&mut feature, trip.get("duration").unwrap_or(&Value::Null));
        for end in ["startLocation", "endLocation"] {
            add_e7(&mut extent, &trip[end]);
        }
        for (path, list) in [("waypointPath", "waypoints"), ("simplifiedRawPath", "points")] {
            for point in trip.pointer(&format!("/{path}/{list}")).and_then(Value::as_array).into_iter().flatten() {
                add_e7(&mut extent, point);
            }
        }
        move_of(&mut feature, &text(trip, "/activityType"), &text(trip, "/distance"));
    } else if value.get("latitudeE7").is_some() {
        add_e7(&mut extent, value);
        record(&mut feature, value);
    } else {
        span(&mut feature, value);
        if let Some(visit) = value.get("visit") {
            let best = &visit["topCandidate"];
            let at = best.pointer("/placeLocation/latLng").or_else(|| best.get("placeLocation"));
            add_text(&mut extent, at);
            let kind = text(best, "/semanticType");
            let known = !matches!(&*kind, "" | "UNKNOWN" | "Unknown");
            feature.know(
                Role::Title,
                "kind",
                if known { format!("Visit: {}", words(&kind)) } else { "Visit".to_owned() },
            );
            feature.know(Role::EventType, "kind", "Visit");
            let place_id = if best.get("placeId").is_some() { "/placeId" } else { "/placeID" };
            feature.property("google_id", text(best, place_id));
            feature.property("probability", text(visit, "/probability"));
        } else if let Some(trip) = value.get("activity") {
            for end in ["start", "end"] {
                add_text(&mut extent, trip.pointer(&format!("/{end}/latLng")).or_else(|| trip.get(end)));
            }
            move_of(&mut feature, &text(trip, "/topCandidate/type"), &text(trip, "/distanceMeters"));
        } else if let Some(path) = value.get("timelinePath").and_then(Value::as_array) {
            path.iter().for_each(|it| add_text(&mut extent, it.get("point")));
            feature.know(Role::Title, "kind", "Path");
            feature.know(Role::EventType, "kind", "Path");
            feature.property("points", path.len().to_string());
        } else {
            feature.know(Role::Title, "kind", "Trip");
            feature.know(Role::EventType, "kind", "Trip");
            let days = text(value, "/timelineMemory/trip/distanceFromOriginKms");
            feature.property("distanceFromOriginKms", days);
        }
    }
    if let Some((centre, km)) = extent.centre() {
        feature.at = Some(centre);
        if km > 0.0 {
            feature.know(Role::PrecisionKm, "precision_km", kilometres(km));
        }
    }
    feature
}

/// A position of a device with its time.
fn record(feature: &mut Feature, value: &Value) {
    for (name, value) in value.as_object().into_iter().flatten() {
        match name.as_str() {
            "latitudeE7" | "longitudeE7" => {}
            "timestamp" => match date(&text_of(value), DateOrder::DayFirst) {
                Ok(when) => feature.when = Some(when),
                Err(reason) => feature.problem("timestamp", text_of(value), reason),
            },
            "timestampMs" => {
                let seconds = text_of(value).parse::<i64>().ok().map(|it| it / 1000);
                feature.when = feature.when.take().or(seconds.map(|it| epoch(it, "Z")));
            }
            "accuracy" => feature.know(Role::PrecisionM, "accuracy", text_of(value)),
            // What the device took itself to be doing: the likeliest comes first.
            "activity" => {
                let first = value.pointer("/0/activity/0/type").map(text_of).unwrap_or_default();
                feature.property("activity", first);
            }
            name => super::geojson::flatten(&mut feature.properties, name, value, 3),
        }
    }
    feature.know(Role::Title, "kind", "Position of a device");
    feature.know(Role::EventType, "kind", "Position");
}

fn move_of(feature: &mut Feature, kind: &str, metres: &str) {
    let known = !matches!(kind, "" | "UNKNOWN_ACTIVITY_TYPE" | "unknown");
    feature.know(Role::Title, "kind", if known { format!("Move: {}", words(kind)) } else { "Move".to_owned() });
    feature.know(Role::EventType, "kind", "Move");
    feature.property("distance_m", metres);
}

/// `IN_PASSENGER_VEHICLE` as people would write it.
fn words(code: &str) -> String {
    code.replace('_', " ").to_lowercase()
}

/// First and last time. Older files count milliseconds.
fn span(feature: &mut Feature, it: &Value) {
    let mut read = |names: [&'static str; 3]| {
        let (name, value) = names.into_iter().find_map(|name| Some((name, it.get(name)?)))?;
        match date(&text_of(value), DateOrder::DayFirst) {
            Ok(when) => Some(when),
            Err(reason) => {
                feature.problem(name, text_of(value), reason);
                None
            }
        }
    };
    let start = read(["startTime", "startTimestamp", "startTimestampMs"]);
    let end = read(["endTime", "endTimestamp", "endTimestampMs"]);
    feature.when = match (start, end) {
        (Some(start), Some(end)) => between(&start, &end).ok().or(Some(start)),
        (start, end) => start.or(end),
    };
}

/// Degrees in ten millionths. What overflowed 32 bits, as some old files have it, is turned back.
fn add_e7(extent: &mut Extent, it: &Value) {
    let read = |long: &str, short: &str| it.get(long).or_else(|| it.get(short)).and_then(Value::as_f64);
    if let (Some(lat), Some(lon)) = (read("latitudeE7", "latE7"), read("longitudeE7", "lngE7")) {
        let turned = |it: f64, most: f64| if it > most { it - 4_294_967_296.0 } else { it };
        let (lat, lon) = (turned(lat, 900_000_000.0) / 1e7, turned(lon, 1_800_000_000.0) / 1e7);
        if let Some(at) = LonLat::new(lon, lat) {
            extent.add(at);
        }
    }
}

/// `48.1°, 11.5°` or `geo:48.1,11.5`.
fn add_text(extent: &mut Extent, value: Option<&Value>) {
    let Some(text) = value.and_then(Value::as_str) else { return };
    let bare = text.trim_start_matches("geo:");
    if let Some((lat, lon)) = bare.split_once(',')
        && let (Ok(lat), Ok(lon)) = (lat.trim().trim_end_matches('°').parse(), lon.trim().trim_end_matches('°').parse())
        && let Some(at) = LonLat::new(lon, lat)
    {
        extent.add(at);
    }
}

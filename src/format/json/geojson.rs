//! GeoJSON features, and their relatives with time.

use serde_json::Value;

use super::time;
use crate::event::LonLat;
use crate::format::feature::Feature;
use crate::format::row::{Role, join};
use crate::format::shape::{Extent, kilometres};

const OFF_GLOBE: &str = "this is not on the globe: longitude (-180 to 180) comes first, then latitude (-90 to 90)";
const NO_SHAPE: &str = "this is no geometry of GeoJSON";
/// The longest text of a line or an area that is kept with its event.
const LONGEST_SHAPE: usize = 1 << 20;

/// The member that features written by this program have.
pub(in crate::format) const OURS: &str = "dateline";

fn list_text(items: &[Value]) -> String {
    let texts: Vec<String> = items.iter().map(text_of).collect();
    join(&texts)
}

/// Whether a value is a feature, or a bare geometry.
pub(super) fn is_feature(value: &Value) -> bool {
    let kind = value.get("type").and_then(Value::as_str).unwrap_or("");
    kind == "Feature"
        || value.get("geometry").is_some_and(|it| it.is_object() || it.is_null() && value.get("properties").is_some())
        || is_shape(kind, value)
}

fn is_shape(kind: &str, value: &Value) -> bool {
    let known =
        ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"];
    known.contains(&kind) && (value.get("coordinates").is_some() || value.get("geometries").is_some())
}

/// The events of a feature: one, or one for each geometry that has a time of its own, as in Linked Places.
pub(super) fn features(value: &Value, line: u32) -> Vec<Feature> {
    let kind = value.get("type").and_then(Value::as_str).unwrap_or("");
    let mut feature = Feature { line, ..Feature::default() };
    if is_shape(kind, value) {
        geometry(&mut feature, value);
        return vec![feature];
    }
    let mut properties = value.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    match time::of_feature(value) {
        Ok(when) => feature.when = when,
        Err((text, reason)) => feature.problem("time", text, reason),
    }
    if feature.when.is_some() {
        for name in ["times", "coordTimes", "linestringTimestamps", "when"] {
            properties.remove(name);
        }
        if properties.get("time").is_some_and(Value::is_number) {
            properties.remove("time");
        }
    }
    for name in ["id", "@id"] {
        if let Some(id) = value.get(name).filter(|it| it.is_string() || it.is_number()) {
            feature.know(Role::Key, "id", text_of(id));
            break;
        }
    }
    feature.ours = value.get(OURS).is_some();
    for (name, role) in [("citations", Role::Citations), ("claims", Role::Claims)] {
        if properties.get(name).is_some_and(|it| it.is_array() && feature.ours)
            && let Some(list) = properties.remove(name)
        {
            feature.know(role, name, list.to_string());
        }
    }
    if feature.ours {
        for name in ["start", "end", "year"] {
            properties.remove(name);
        }
    }
    for (name, value) in &properties {
        if feature.ours
            && let Value::Array(items) = value
        {
            // Names that hold a semicolon stay whole.
            feature.property(name.clone(), list_text(items));
            continue;
        }
        flatten(&mut feature.properties, name, value, 0);
    }
    if let Some(members) = value.as_object() {
        for (name, value) in members {
            let known = ["type", "id", "@id", "geometry", "properties", "bbox", "time", "when", "place", "links", OURS];
            match (name.as_str(), value) {
                ("names", Value::Array(names)) => {
                    let all: Vec<&str> =
                        names.iter().filter_map(|it| it.get("toponym").and_then(Value::as_str)).collect();
                    feature.property("names", all.join("; "));
                }
                (name, value) if !known.contains(&name) => flatten(&mut feature.properties, name, value, 0),
                _ => {}
            }
        }
    }
    let shape = value.get("geometry").filter(|it| !it.is_null());
    // JSON-FG puts what is not WGS 84 elsewhere.
    let Some(shape) = shape else { return vec![feature] };
    match dated_parts(shape) {
        Some(parts) => parts.iter().enumerate().map(|(at, part)| dated(&feature, part, at)).collect(),
        None => {
            geometry(&mut feature, shape);
            vec![feature]
        }
    }
}

/// The parts of a collection, if any of them has a time of its own.
fn dated_parts(shape: &Value) -> Option<&[Value]> {
    let parts = shape.get("geometries")?.as_array()?;
    parts.iter().any(|part| part.get("when").is_some()).then_some(parts.as_slice())
}

/// One part of a collection as an event of its own.
fn dated(whole: &Feature, part: &Value, at: usize) -> Feature {
    let mut feature = whole.clone();
    for (role, _, text) in &mut feature.known {
        if *role == Role::Key && at > 0 {
            *text = format!("{text}#{}", at + 1);
        }
    }
    match part.get("when").map(time::linked_places) {
        Some(Ok(when)) => feature.when = when.or(feature.when),
        Some(Err((text, reason))) => feature.problem("when", text, reason),
        None => {}
    }
    for (name, value) in part.as_object().into_iter().flatten() {
        if !["type", "coordinates", "geometries", "when"].contains(&name.as_str()) {
            flatten(&mut feature.properties, name, value, 0);
        }
    }
    geometry(&mut feature, part);
    feature
}

/// Where the feature is. Lines and areas become their middle with a radius; their shape is kept as a detail.
fn geometry(feature: &mut Feature, shape: &Value) {
    let mut extent = Extent::default();
    let mut open = vec![shape];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) if items.first().is_some_and(Value::is_number) => {
                let number = |at: usize| items.get(at).and_then(Value::as_f64);
                match number(0).zip(number(1)).map(|(lon, lat)| LonLat::new(lon, lat)) {
                    Some(Some(at)) => extent.add(at),
                    Some(None) => return feature.problem("geometry", shorten(shape), OFF_GLOBE),
                    None => return feature.problem("geometry", shorten(shape), NO_SHAPE),
                }
            }
            Value::Array(items) => open.extend(items),
            Value::Object(members) => {
                open.extend(members.get("coordinates").or_else(|| members.get("geometries")));
            }
            _ => return feature.problem("geometry", shorten(shape), NO_SHAPE),
        }
    }
    match extent.centre() {
        Some((centre, km)) => {
            feature.at = Some(centre);
            if km > 0.0 {
                feature.know(Role::PrecisionKm, "precision_km", kilometres(km));
                feature.property("geometry", shorten(shape));
            }
        }
        // An empty geometry is none.
        None if shape.get("coordinates").and_then(Value::as_array).is_some_and(Vec::is_empty) => {}
        None => feature.problem("geometry", shorten(shape), NO_SHAPE),
    }
}

fn shorten(shape: &Value) -> String {
    let text = shape.to_string();
    if text.len() <= LONGEST_SHAPE {
        return text;
    }
    let kind = shape.get("type").and_then(Value::as_str).unwrap_or("geometry");
    format!("{kind} of {} bytes", text.len())
}

/// Members of objects under names such as `a.b`; lists of plain values joined by `; `.
pub(super) fn flatten(into: &mut Vec<(String, String)>, name: &str, value: &Value, depth: usize) {
    const DEEPEST: usize = 4;
    match value {
        Value::Null => {}
        Value::Object(members) if depth < DEEPEST && !members.is_empty() => {
            // A range as this program writes it.
            if let (Some(low), Some(high), 2) = (members.get("min"), members.get("max"), members.len()) {
                into.push((format!("{name}_min"), text_of(low)));
                into.push((format!("{name}_max"), text_of(high)));
                return;
            }
            for (member, value) in members {
                flatten(into, &format!("{name}.{member}"), value, depth + 1);
            }
        }
        Value::Array(items) if spoken(items).is_some() => {
            into.push((name.to_owned(), spoken(items).unwrap_or_default()))
        }
        Value::Array(items) => match (addresses(items), pairs(items)) {
            (Some(addresses), _) => into.push((name.to_owned(), addresses.join("; "))),
            (None, Some(pairs)) => {
                for (key, value) in pairs {
                    let name = format!("{name}.{key}");
                    match into.iter_mut().find(|(it, _)| *it == name) {
                        Some((_, text)) => *text = format!("{text}; {value}"),
                        None => into.push((name, value)),
                    }
                }
            }
            // One of something is told as if it stood alone.
            (None, None) => match &items[..] {
                [only @ Value::Object(_)] if depth < DEEPEST => flatten(into, name, only, depth + 1),
                _ => into.push((name.to_owned(), text_of(value))),
            },
        },
        value => into.push((name.to_owned(), text_of(value))),
    }
}

/// A text in parts, some of them with a form: `["See ", {"type": "link", "text": "https://…"}]`.
fn spoken(items: &[Value]) -> Option<String> {
    let part = |it: &Value| {
        it.as_str().or_else(|| it.get("text").filter(|_| it.get("type").is_some())?.as_str()).map(str::to_owned)
    };
    let formed = items.iter().any(Value::is_object) && items.iter().any(Value::is_string);
    if formed { items.iter().map(part).collect() } else { None }
}

/// The addresses of a list of links, if none of them says more than that.
fn addresses(items: &[Value]) -> Option<Vec<&str>> {
    fn address(item: &Value) -> Option<&str> {
        let members = item.as_object()?;
        let (link, address) = ["path", "url", "href", "link"].iter().find_map(|name| {
            let address = members.get(*name)?.as_str()?;
            (address.contains("://") && !address.contains(';')).then_some((*name, address))
        })?;
        let silent = |(name, value): (&String, &Value)| name == link || name == "id" || text_of(value).is_empty();
        members.iter().all(silent).then_some(address)
    }
    items.iter().map(address).collect::<Option<Vec<&str>>>().filter(|it| !it.is_empty())
}

/// A list of `{"key": …, "value": …}`, as tags are often written.
fn pairs(items: &[Value]) -> Option<Vec<(&str, String)>> {
    let found = items.iter().map(|item| {
        let members = item.as_object().filter(|it| it.len() == 2)?;
        Some((members.get("key")?.as_str()?, text_of(members.get("value")?)))
    });
    found.collect::<Option<Vec<_>>>().filter(|it| !it.is_empty())
}

pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(|it| !it.is_array() && !it.is_object()) => {
            items.iter().map(text_of).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

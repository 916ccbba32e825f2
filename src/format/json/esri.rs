//! Features as ArcGIS services answer in their own JSON: `attributes`, and a geometry of `x` and `y`, `points`, `paths` or
//! `rings`. After Esri's description of geometry objects (ArcGIS REST API).

use serde_json::{Map, Value, json};

use crate::format::crs::Crs;

/// Whether an object is such a feature.
pub(super) fn is_feature(value: &Value) -> bool {
    let shape = value.get("geometry");
    value.get("attributes").is_some_and(Value::is_object)
        && value.get("properties").is_none()
        && shape.is_none_or(|it| {
            it.is_null() || ["x", "rings", "paths", "points"].iter().any(|name| it.get(name).is_some())
        })
}

/// The same as GeoJSON, coordinates as they are.
pub(super) fn feature(value: &Value) -> Value {
    let properties = value.get("attributes").cloned().unwrap_or_else(|| Value::Object(Map::new()));
    let shape = value.get("geometry").unwrap_or(&Value::Null);
    let told = |kind: &str, name: &str| Some(json!({ "type": kind, "coordinates": shape.get(name)? }));
    let point = || {
        let (x, y) = (shape.get("x")?.as_f64()?, shape.get("y")?.as_f64()?);
        Some(json!({ "type": "Point", "coordinates": [x, y] }))
    };
    let geometry = point()
        .or_else(|| told("Polygon", "rings"))
        .or_else(|| told("MultiLineString", "paths"))
        .or_else(|| told("MultiPoint", "points"));
    json!({ "type": "Feature", "properties": properties, "geometry": geometry })
}

/// The system that `spatialReference` names, unless it is that of degrees.
pub(super) fn system(raw: &[u8]) -> Option<Crs> {
    let value: Value = serde_json::from_slice(raw).ok()?;
    let number = |name: &str| value.get(name).and_then(Value::as_i64);
    let crs = match (number("latestWkid").or_else(|| number("wkid")), value.get("wkt").and_then(Value::as_str)) {
        (Some(code), _) => Crs::of_epsg(code),
        (None, Some(text)) => Crs::of_wkt(text),
        _ => return None,
    };
    (!crs.is_degrees() || crs.note().is_some()).then_some(crs)
}

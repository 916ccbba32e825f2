//! Well-known binary geometries, as GeoPackage, PostGIS and GeoParquet keep them, to GeoJSON.

use serde_json::{Value, json};

/// How deep collections may be nested.
const MAX_DEPTH: u32 = 8;

/// A geometry of a GeoPackage: a header with an envelope, then WKB. An empty one is null.
///
/// # Errors
/// If the bytes are no such geometry: why.
pub(super) fn of_geopackage(bytes: &[u8]) -> Result<Value, String> {
    let [b'G', b'P', _, flags, ..] = bytes else { return Err("it does not begin like a geometry".to_owned()) };
    let envelope = match (flags >> 1) & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err("its envelope is of an unknown kind".to_owned()),
    };
    if flags & 16 != 0 {
        return Ok(Value::Null);
    }
    geometry(bytes.get(8 + envelope..).unwrap_or_default())
}

/// A geometry in well-known binary: that of ISO with Z and M, and the extended one of PostGIS. Only x and y are kept.
///
/// # Errors
/// If the bytes are no such geometry: why.
pub(super) fn geometry(bytes: &[u8]) -> Result<Value, String> {
    let mut at = Bytes(bytes);
    at.geometry(0)
}

/// A geometry of SpatiaLite: well-known binary within marks, behind its system of coordinates and its box.
///
/// # Errors
/// If the bytes are no such geometry: why.
pub(super) fn of_spatialite(bytes: &[u8]) -> Result<Value, String> {
    const HEAD: usize = 39;
    match bytes {
        [0, order @ (0 | 1), .., 0xFE] if bytes.get(HEAD - 1) == Some(&0x7C) => {
            let mut whole = vec![*order];
            whole.extend_from_slice(bytes.get(HEAD..bytes.len() - 1).unwrap_or_default());
            geometry(&whole)
        }
        _ => Err("it does not begin like a geometry".to_owned()),
    }
}

/// What a geometry in well-known binary covers. An empty one covers nothing.
///
/// # Errors
/// If the bytes are no such geometry, or it does not lie on the globe: why.
#[cfg(feature = "geoparquet")]
pub(super) fn extent(bytes: &[u8]) -> Result<super::shape::Extent, String> {
    fn add(value: &Value, extent: &mut super::shape::Extent) -> Result<(), String> {
        const OFF: &str = "this is not on the globe: longitude (-180 to 180) comes first, then latitude (-90 to 90)";
        match value {
            Value::Array(items) => match &items[..] {
                [Value::Number(x), Value::Number(y)] => {
                    let at = x.as_f64().zip(y.as_f64()).and_then(|(x, y)| crate::event::LonLat::new(x, y));
                    extent.add(at.ok_or(OFF)?);
                    Ok(())
                }
                _ => items.iter().try_for_each(|it| add(it, extent)),
            },
            Value::Object(members) => members.values().try_for_each(|it| add(it, extent)),
            _ => Ok(()),
        }
    }
    let mut extent = super::shape::Extent::default();
    add(&geometry(bytes)?, &mut extent)?;
    Ok(extent)
}

/// A point in well-known binary.
#[cfg(feature = "geoparquet")]
pub(super) fn point(lon: f64, lat: f64) -> [u8; 21] {
    let mut bytes = [0; 21];
    (bytes[0], bytes[1]) = (1, 1);
    bytes[5..13].copy_from_slice(&lon.to_le_bytes());
    bytes[13..].copy_from_slice(&lat.to_le_bytes());
    bytes
}

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let (head, rest) = self.0.split_first_chunk().ok_or("it ends too early")?;
        self.0 = rest;
        Ok(*head)
    }

    fn count(&mut self, little: bool) -> Result<u32, String> {
        let bytes = self.take()?;
        Ok(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    /// How many parts follow; no more than there are bytes for, so that a lie costs nothing.
    fn parts(&mut self, little: bool, least: usize) -> Result<u32, String> {
        let count = self.count(little)?;
        let most = self.0.len() / least;
        if count as usize <= most { Ok(count) } else { Err("it says that it has more parts than it holds".to_owned()) }
    }

    fn point(&mut self, little: bool, width: usize) -> Result<Value, String> {
        let mut xy = [0.0; 2];
        for axis in 0..width {
            let bytes = self.take()?;
            let value = if little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) };
            if let Some(into) = xy.get_mut(axis) {
                *into = value;
            }
        }
        // An empty point is written as not-a-number, which JSON turns into null.
        Ok(json!(xy))
    }

    fn line(&mut self, little: bool, width: usize) -> Result<Value, String> {
        let count = self.parts(little, 8 * width)?;
        (0..count).map(|_| self.point(little, width)).collect()
    }

    fn area(&mut self, little: bool, width: usize) -> Result<Value, String> {
        let count = self.parts(little, 4)?;
        (0..count).map(|_| self.line(little, width)).collect()
    }

    fn geometry(&mut self, depth: u32) -> Result<Value, String> {
        let [order] = self.take()?;
        let little = match order {
            0 => false,
            // SpatiaLite marks the parts of a geometry so, and writes them in the order of today's processors.
            1 | 0x69 => true,
            _ => return Err("it does not begin like a geometry".to_owned()),
        };
        let code = self.count(little)?;
        let (mut z, mut m) = (code & 0x8000_0000 != 0, code & 0x4000_0000 != 0);
        if code & 0x2000_0000 != 0 {
            self.count(little)?;
        }
        let code = code & 0x0fff_ffff;
        z |= matches!(code / 1000, 1 | 3);
        m |= matches!(code / 1000, 2 | 3);
        let width = 2 + usize::from(z) + usize::from(m);
        let simple = |kind: &str, coordinates: Value| json!({ "type": kind, "coordinates": coordinates });
        Ok(match code % 1000 {
            1 => match self.point(little, width)? {
                Value::Array(xy) if xy.iter().any(Value::is_null) => Value::Null,
                xy => simple("Point", xy),
            },
            2 => simple("LineString", self.line(little, width)?),
            3 => simple("Polygon", self.area(little, width)?),
            kind @ 4..=7 if depth < MAX_DEPTH => {
                let count = self.parts(little, 5)?;
                let parts: Vec<Value> = (0..count).map(|_| self.geometry(depth + 1)).collect::<Result<_, _>>()?;
                let coordinates =
                    || parts.iter().map(|it| it.get("coordinates").cloned().unwrap_or_default()).collect::<Value>();
                match kind {
                    4 => simple("MultiPoint", coordinates()),
                    5 => simple("MultiLineString", coordinates()),
                    6 => simple("MultiPolygon", coordinates()),
                    _ => json!({ "type": "GeometryCollection", "geometries": parts }),
                }
            }
            4..=7 => return Err("it is nested too deep".to_owned()),
            _ => return Err("it is a curve or a solid, which is not read; simplify it first".to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let hex: String = hex.split_whitespace().collect();
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    }

    #[test]
    fn geometries_of_both_dialects_are_read() {
        let one = "000000000000F03F";
        let two = "0000000000000040";
        let big = "3FF0000000000000";
        let cases = [
            (format!("01 01000000 {one}{two}"), r#"{"type":"Point","coordinates":[1.0,2.0]}"#),
            (format!("00 00000001 {big}{big}"), r#"{"type":"Point","coordinates":[1.0,1.0]}"#),
            (format!("01 E9030000 {one}{two}{two}"), r#"{"type":"Point","coordinates":[1.0,2.0]}"#),
            (format!("01 01000020 E6100000 {two}{one}"), r#"{"type":"Point","coordinates":[2.0,1.0]}"#),
            (
                format!("01 02000000 02000000 {one}{one}{two}{two}"),
                r#"{"type":"LineString","coordinates":[[1.0,1.0],[2.0,2.0]]}"#,
            ),
            (
                format!("01 04000000 01000000 01 01000000 {one}{two}"),
                r#"{"type":"MultiPoint","coordinates":[[1.0,2.0]]}"#,
            ),
            ("01 01000000 000000000000F87F 000000000000F87F".to_owned(), "null"),
        ];
        for (hex, expect) in cases {
            assert_eq!(geometry(&bytes(&hex)).unwrap().to_string(), expect, "{hex}");
        }
        let packed = format!("4750 00 01 E6100000 01 01000000 {one}{two}");
        assert_eq!(of_geopackage(&bytes(&packed)).unwrap()["type"], "Point");
        let framed = format!("0001 E6100000 {} 7C 04000000 01000000 69 01000000 {one}{two} FE", one.repeat(4));
        assert_eq!(of_spatialite(&bytes(&framed)).unwrap()["coordinates"].to_string(), "[[1.0,2.0]]");
    }

    #[test]
    fn broken_geometries_are_refused_without_harm() {
        let deep = "01 07000000 01000000".repeat(2000);
        for hex in ["", "01", "01 01000000 00", "01 02000000 FFFFFFFF", "01 0A000000", "05 01000000", &deep] {
            assert!(geometry(&bytes(hex)).is_err(), "{hex:.40}");
        }
        assert!(of_geopackage(b"GP").is_err());
        assert!(of_geopackage(b"nothing at all").is_err());
    }
}

//! FlatGeobuf, version 3: a header, an index that is passed over, and features. After the schemas `header.fbs` and
//! `feature.fbs` of the format (flatgeobuf.org, BSD-2-Clause).

use std::io::{self, Read};

use serde_json::{Map, Value, json};

use super::flatbuffer::Table;
use super::{Lines, MAX_SHAPE, place, write};
use crate::format::crs::Crs;
use crate::format::limits::{MAX_COLUMNS, MAX_RECORD};

/// How such a file begins; the eighth byte is the patch level.
pub(in crate::format) const MAGIC: &[u8] = b"fgb\x03fgb";
/// A node of the index: a box of four doubles and an offset.
const NODE: u64 = 40;
/// How deep geometries may hold others.
const DEEPEST: usize = 4;

/// Features of a layer.
pub(in crate::format) struct FlatGeobuf<R> {
    inner: R,
    columns: Vec<(String, u8)>,
    /// The kind of all geometries, or 0.
    kind: u8,
    pub crs: Crs,
    count: u64,
}

impl<R: Read> FlatGeobuf<R> {
    /// Begin a layer.
    ///
    /// # Errors
    /// If the file is damaged.
    pub fn new(mut inner: R) -> Result<Self, String> {
        let mut magic = [0; 8];
        inner.read_exact(&mut magic).map_err(|_| "it ends within its header: it is cut off".to_owned())?;
        if !magic.starts_with(MAGIC) {
            return Err("it is of another version of FlatGeobuf than 3".to_owned());
        }
        let damaged = || "the header is damaged".to_owned();
        let header = sized(&mut inner)?.ok_or_else(damaged)?.ok_or_else(damaged)?;
        let header = Table::root(&header).ok_or_else(damaged)?;
        let column = |it: Table<'_>| (it.text(0).unwrap_or_default(), it.u8(1, 0));
        let columns = header.tables(7).take(MAX_COLUMNS).map(column).collect();
        let crs = header.table(10).map_or(Crs::default(), |crs| {
            let (code, text) = (i64::from(crs.i32(1)), crs.text(4).filter(|it| !it.is_empty()));
            match (code, text) {
                (0, Some(text)) => Crs::of_wkt(&text),
                (code, _) => Crs::of_epsg(code),
            }
        });
        let index = index_length(header.u64(8), u64::from(header.u16(9, 16)));
        let kind = header.u8(2, 0);
        let passed = io::copy(&mut inner.by_ref().take(index), &mut io::sink()).map_err(|error| error.to_string())?;
        if passed < index {
            return Err("it ends within its index: it is cut off".to_owned());
        }
        Ok(Self { inner, columns, kind, crs, count: 0 })
    }
}

/// The bytes of the index of so many features, `size` to a node: none if either is 0.
fn index_length(features: u64, size: u64) -> u64 {
    if features == 0 || size < 2 {
        return 0;
    }
    let (mut level, mut nodes) = (features, features);
    loop {
        level = level.div_ceil(size);
        nodes = nodes.saturating_add(level);
        if level <= 1 {
            break;
        }
    }
    nodes.saturating_mul(NODE)
}

/// The buffer that follows, behind its length; nothing at the end, and nothing within if it is longer than is read.
fn sized(inner: &mut impl Read) -> Result<Option<Option<Vec<u8>>>, String> {
    let cut = || "it is cut off".to_owned();
    let mut length = [0; 4];
    let mut at = 0;
    while at < 4 {
        match inner.read(&mut length[at..]).map_err(|error| error.to_string())? {
            0 if at == 0 => return Ok(None),
            0 => return Err(cut()),
            count => at += count,
        }
    }
    let length = u64::from(u32::from_le_bytes(length));
    if length > MAX_RECORD as u64 {
        let passed = io::copy(&mut inner.take(length), &mut io::sink()).map_err(|error| error.to_string())?;
        return if passed < length { Err(cut()) } else { Ok(Some(None)) };
    }
    let mut bytes = Vec::new();
    inner.take(length).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if (bytes.len() as u64) < length { Err(cut()) } else { Ok(Some(Some(bytes))) }
}

impl<R: Read> Lines for FlatGeobuf<R> {
    fn next(&mut self, out: &mut Vec<u8>) -> Result<bool, String> {
        let at = self.count + 1;
        let Some(bytes) = sized(&mut self.inner).map_err(|reason| format!("feature {at}: {reason}"))? else {
            return Ok(false);
        };
        self.count += 1;
        let mut properties = Map::new();
        let Some(feature) = bytes.as_deref().and_then(Table::root) else {
            let what = if bytes.is_none() { "it is longer than 16 MiB" } else { "it is damaged" };
            properties.insert("unreadable".to_owned(), json!(format!("feature {at}: {what}")));
            return write(out, properties, &Value::Null);
        };
        let own: Vec<(String, u8)> =
            feature.tables(2).take(MAX_COLUMNS).map(|it| (it.text(0).unwrap_or_default(), it.u8(1, 0))).collect();
        let columns = if own.is_empty() { &self.columns } else { &own };
        if values(columns, feature.list(1, 1).unwrap_or_default(), &mut properties).is_none() {
            properties.insert("unreadable".to_owned(), json!("some of its values are damaged"));
        }
        let shape = feature.table(0).and_then(|it| geometry(it, self.kind, 0));
        let shape = place(&mut properties, shape, &self.crs);
        write(out, properties, &shape)
    }
}

/// Values one behind the other: the number of a column, and what stands in it. Nothing if they are damaged.
fn values(columns: &[(String, u8)], mut bytes: &[u8], into: &mut Map<String, Value>) -> Option<()> {
    fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = bytes.split_at_checked(count)?;
        *bytes = rest;
        Some(taken)
    }
    while !bytes.is_empty() {
        let column = usize::from(u16::from_le_bytes(*take(&mut bytes, 2)?.first_chunk()?));
        let (name, kind) = columns.get(column)?;
        let value = match kind {
            0 => json!(i8::from_le_bytes(*take(&mut bytes, 1)?.first_chunk()?)),
            1 => json!(take(&mut bytes, 1)?[0]),
            2 => json!(take(&mut bytes, 1)?[0] != 0),
            3 => json!(i16::from_le_bytes(*take(&mut bytes, 2)?.first_chunk()?)),
            4 => json!(u16::from_le_bytes(*take(&mut bytes, 2)?.first_chunk()?)),
            5 => json!(i32::from_le_bytes(*take(&mut bytes, 4)?.first_chunk()?)),
            6 => json!(u32::from_le_bytes(*take(&mut bytes, 4)?.first_chunk()?)),
            7 => json!(i64::from_le_bytes(*take(&mut bytes, 8)?.first_chunk()?)),
            8 => json!(u64::from_le_bytes(*take(&mut bytes, 8)?.first_chunk()?)),
            9 => json!(f32::from_le_bytes(*take(&mut bytes, 4)?.first_chunk()?)),
            10 => json!(f64::from_le_bytes(*take(&mut bytes, 8)?.first_chunk()?)),
            11..=14 => {
                let length = u32::from_le_bytes(*take(&mut bytes, 4)?.first_chunk()?) as usize;
                let text = take(&mut bytes, length)?;
                match kind {
                    12 => serde_json::from_slice(text).unwrap_or_else(|_| json!(String::from_utf8_lossy(text))),
                    14 => continue,
                    _ => json!(String::from_utf8_lossy(text)),
                }
            }
            _ => return None,
        };
        into.insert(name.clone(), value);
    }
    Some(())
}

/// A geometry; `kind` is what the header says of all.
fn geometry(it: Table<'_>, kind: u8, depth: usize) -> Option<Value> {
    let own = it.u8(6, 0);
    let kind = if own == 0 { kind } else { own };
    let numbers = it.list(1, 8).unwrap_or_default();
    let double = |it: &[u8]| it.first_chunk().map_or(f64::NAN, |it| f64::from_le_bytes(*it));
    let all: Vec<[f64; 2]> = numbers.chunks_exact(16).map(|it| [double(it), double(&it[8..])]).collect();
    if numbers.len() > MAX_SHAPE {
        let edge = |of: fn(f64, f64) -> f64, at: usize| all.iter().map(|it| it[at]).reduce(of);
        let (west, south) = (edge(f64::min, 0)?, edge(f64::min, 1)?);
        return Some(super::corners([west, south, edge(f64::max, 0)?, edge(f64::max, 1)?]));
    }
    let lines = || -> Vec<Vec<[f64; 2]>> {
        let ends = it.list(0, 4).unwrap_or_default();
        if ends.is_empty() {
            return vec![all.clone()];
        }
        let mut from = 0;
        let mut lines = Vec::new();
        for end in ends.chunks_exact(4) {
            let end = end.first_chunk().map_or(0, |it| u32::from_le_bytes(*it)) as usize;
            if let Some(line) = all.get(from..end) {
                lines.push(line.to_vec());
            }
            from = end;
        }
        lines
    };
    let parts = |of: u8| -> Vec<Value> {
        if depth >= DEEPEST {
            return Vec::new();
        }
        it.tables(7).filter_map(|part| geometry(part, of, depth + 1)).collect()
    };
    let told = |kind: &str, at: Value| json!({ "type": kind, "coordinates": at });
    match kind {
        1 => all.first().filter(|it| it[0].is_finite() && it[1].is_finite()).map(|at| told("Point", json!(at))),
        _ if all.is_empty() && it.list(7, 4).is_none_or(<[u8]>::is_empty) => None,
        2 | 8 | 13 => Some(told("LineString", json!(all))),
        3 | 17 => Some(told("Polygon", json!(lines()))),
        4 => Some(told("MultiPoint", json!(all))),
        5 => Some(told("MultiLineString", json!(lines()))),
        // Parts say themselves what they are.
        6 => {
            let inner: Vec<Value> = parts(3).into_iter().map(|mut it| it["coordinates"].take()).collect();
            Some(told("MultiPolygon", json!(inner)))
        }
        7 | 9..=12 | 14..=16 if it.list(7, 4).is_some() => {
            Some(json!({ "type": "GeometryCollection", "geometries": parts(0) }))
        }
        // A kind that is not named: a point or many.
        0 if all.len() == 1 => Some(told("Point", json!(all[0]))),
        _ => Some(told("MultiPoint", json!(all))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_as_long_as_the_format_has_it() {
        for (features, size, nodes) in [(0, 16, 0), (1, 16, 2), (2, 16, 3), (16, 16, 17), (17, 16, 20), (5, 0, 0)] {
            assert_eq!(index_length(features, size), nodes * NODE, "{features}");
        }
        assert!(index_length(u64::MAX, 2) > 0);
    }
}

//! Layers of geographic programs in binary files, read one feature after the other and handed on as lines of GeoJSON (or,
//! for a dBase table alone, of CSV), so that what becomes of them is decided where it is decided for all features.

mod dbf;
mod flatbuffer;
mod flatgeobuf;
mod names;
mod shapefile;

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::crs::Crs;
use super::error::refused;

pub(super) use dbf::{Dbf, is_dbf};
pub(super) use flatgeobuf::{FlatGeobuf, MAGIC};
pub(super) use shapefile::Shapefile;

/// The longest record whose shape is read point by point; of a longer one the box is.
const MAX_SHAPE: usize = 8 << 20;

/// Something that gives one line of text after the other.
pub(super) trait Lines {
    /// Append the next line to `out`; `false` at the end.
    ///
    /// # Errors
    /// Why what follows cannot be read.
    fn next(&mut self, out: &mut Vec<u8>) -> Result<bool, String>;
}

/// What stands beside the shapes of a shapefile.
pub(super) struct Parts<D> {
    pub table: Option<D>,
    /// Its system of coordinates, as well-known text.
    pub system: Option<String>,
    /// The letters of its table.
    pub page: Option<String>,
}

impl Parts<File> {
    /// The files of the same name in the same folder.
    pub fn beside(path: Option<&Path>) -> Self {
        let found = |ending: &str| path.and_then(|path| beside(path, ending));
        Self { table: found("dbf"), system: found("prj").and_then(small), page: found("cpg").and_then(small) }
    }
}

/// The file of the same name with another ending, however that is written.
pub(super) fn beside(path: &Path, ending: &str) -> Option<File> {
    let upper = ending.to_ascii_uppercase();
    let named = [ending, &upper].into_iter().map(|it| path.with_extension(it)).find(|it| it.is_file())?;
    File::open(named).ok()
}

/// The files that are opened for themselves: what belongs to a shapefile among them goes with it.
#[must_use]
pub fn without_companions(paths: Vec<PathBuf>) -> Vec<PathBuf> {
    const BESIDE: [&str; 10] = ["dbf", "shx", "prj", "cpg", "sbn", "sbx", "qpj", "qix", "qmd", "xml"];
    let ends = |path: &Path, ending: &str| path.extension().is_some_and(|it| it.eq_ignore_ascii_case(ending));
    // "a.shp.xml" belongs to "a.shp", too.
    let stem = |path: &Path| {
        let stem = path.with_extension("");
        if ends(&stem, "shp") { stem.with_extension("") } else { stem }
    };
    let shapes: Vec<PathBuf> = paths.iter().filter(|it| ends(it, "shp")).map(|it| stem(it)).collect();
    let belongs = |path: &PathBuf| BESIDE.iter().any(|it| ends(path, it)) && shapes.contains(&stem(path));
    paths.into_iter().filter(|it| !belongs(it)).collect()
}

/// A small file as a text.
pub(super) fn small(file: impl Read) -> Option<String> {
    let mut bytes = Vec::new();
    file.take(64 << 10).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A layer, and what there is to say of it.
type Told<L> = (L, Vec<String>);

/// A shapefile of its parts, and what there is to say of it.
///
/// # Errors
/// If the shapes cannot be read at all.
pub(super) fn shapefile<S: Read, D: Read>(
    shapes: S,
    parts: Parts<D>,
) -> Result<Told<Shapefile<S, BufReader<D>>>, String> {
    let mut notes = Vec::new();
    let table = match parts.table.map(|it| Dbf::new(BufReader::new(it), parts.page.as_deref())) {
        Some(Ok(table)) => {
            notes.extend(table.notes());
            Some(table)
        }
        Some(Err(reason)) => {
            notes.push(format!("the table beside the shapes (.dbf) cannot be read: {reason}"));
            None
        }
        None => {
            notes.push(
                "there is no table (.dbf) of the same name beside the shapes: all that is known of them is where they are"
                    .to_owned(),
            );
            None
        }
    };
    let crs = match &parts.system {
        Some(text) => Crs::of_wkt(text),
        None => {
            notes.push(
                "there is no .prj file beside the shapes: their coordinates were taken for degrees (WGS 84)".to_owned(),
            );
            Crs::default()
        }
    };
    notes.extend(crs.note());
    Ok((Shapefile::new(shapes, table, crs)?, notes))
}

/// Lines as a stream of bytes.
pub(super) struct AsBytes<L> {
    lines: L,
    line: Vec<u8>,
    taken: usize,
}

impl<L: Lines> AsBytes<L> {
    pub fn new(lines: L) -> Self {
        Self { lines, line: Vec::new(), taken: 0 }
    }
}

impl<L: Lines> Read for AsBytes<L> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.line.len() {
            self.line.clear();
            self.taken = 0;
            if !self.lines.next(&mut self.line).map_err(refused)? {
                return Ok(0);
            }
        }
        let count = into.len().min(self.line.len() - self.taken);
        into[..count].copy_from_slice(&self.line[self.taken..self.taken + count]);
        self.taken += count;
        Ok(count)
    }
}

/// Every position of a geometry in degrees. Where one cannot be told, there is no geometry, and it is kept as it was.
pub(super) fn place(properties: &mut Map<String, Value>, geometry: Option<Value>, crs: &Crs) -> Value {
    let Some(geometry) = geometry else { return Value::Null };
    if crs.is_degrees() {
        return geometry;
    }
    match moved(&geometry, crs) {
        Some(moved) => moved,
        None => {
            properties.insert("unconverted".to_owned(), Value::String(geometry.to_string()));
            Value::Null
        }
    }
}

/// A geometry of GeoJSON with every position of it in degrees; nothing if one of them is nowhere.
pub(super) fn moved(geometry: &Value, crs: &Crs) -> Option<Value> {
    Some(match geometry {
        Value::Array(items) => match &items[..] {
            [x @ Value::Number(_), y @ Value::Number(_), ..] => json!(crs.degrees([x.as_f64()?, y.as_f64()?])?),
            _ => Value::Array(items.iter().map(|it| moved(it, crs)).collect::<Option<_>>()?),
        },
        Value::Object(members) => {
            let all = members.iter().map(|(name, it)| Some((name.clone(), moved(it, crs)?)));
            Value::Object(all.collect::<Option<_>>()?)
        }
        other => other.clone(),
    })
}

/// A feature as a line.
fn write(out: &mut Vec<u8>, properties: Map<String, Value>, geometry: &Value) -> Result<bool, String> {
    let feature = json!({ "type": "Feature", "properties": properties, "geometry": geometry });
    serde_json::to_writer(&mut *out, &feature).map_err(|error| error.to_string())?;
    out.push(b'\n');
    Ok(true)
}

/// Rings as polygons: one that runs clockwise begins the next polygon, the others are holes in it.
fn polygons(rings: Vec<Vec<[f64; 2]>>) -> Value {
    let area = |ring: &[[f64; 2]]| ring.windows(2).map(|it| (it[1][0] - it[0][0]) * (it[1][1] + it[0][1])).sum::<f64>();
    let mut all: Vec<Vec<Vec<[f64; 2]>>> = Vec::new();
    for ring in rings {
        match all.last_mut() {
            Some(polygon) if area(&ring) < 0.0 => polygon.push(ring),
            _ => all.push(vec![ring]),
        }
    }
    match &mut all[..] {
        [only] => json!({ "type": "Polygon", "coordinates": only }),
        _ => json!({ "type": "MultiPolygon", "coordinates": all }),
    }
}

/// The two corners of a box, as the shape of something that is too long to be read point by point.
fn corners([west, south, east, north]: [f64; 4]) -> Value {
    json!({ "type": "MultiPoint", "coordinates": [[west, south], [east, north]] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_a_shapefile_is_not_opened_beside_it() {
        let paths = ["a.shp", "a.dbf", "a.SHX", "a.shp.xml", "b.dbf", "c.xml"].map(PathBuf::from).to_vec();
        assert_eq!(without_companions(paths), ["a.shp", "b.dbf", "c.xml"].map(PathBuf::from));
    }
}

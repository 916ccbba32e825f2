//! Documents that are read whole, since what comes first in them is told by what comes last: maps of kepler.gl, where the
//! rows of a dataset stand before the names of its columns, and TopoJSON, where shapes are made of arcs.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::geojson;
use super::stream::{Item, Scanner};
use crate::format::FormatId;
use crate::format::encoding::TextReader;
use crate::format::error::Stop;
use crate::format::feature::{Feature, Features};
use crate::format::limits::{MAX_COLUMNS, MAX_POINTS};
use crate::format::table::tell_encoding;

/// The largest map of kepler.gl: 256 MiB. Its rows stay text until each is read.
const MOST: usize = 256 << 20;
/// The largest TopoJSON document, and its arcs: 64 MiB.
const MOST_SHAPES: usize = 64 << 20;
const MOST_ARCS: usize = 4_000_000;

/// Read a document into `features`. `part`: the dataset, or the object, to read; all of them without it.
pub(in crate::format) fn read<R: Read>(
    format: FormatId,
    mut reader: TextReader<R>,
    features: &mut Features<'_>,
    part: Option<&str>,
) -> Result<FormatId, Stop> {
    let most = if format == FormatId::TopoJson { MOST_SHAPES } else { MOST };
    let mut text = Vec::new();
    while reader.next_block(&mut text)? {
        if text.len() > most {
            let reason = format!("it is larger than the {} MiB that are read of such a document", most >> 20);
            return Err(Stop::Damaged(reason));
        }
    }
    tell_encoding(&mut features.maker, reader.found(), reader.encoding().name());
    match format {
        FormatId::TopoJson => topology(&text, features, part)?,
        _ => kepler(&text, features, part)?,
    }
    Ok(format)
}

fn damaged(error: &serde_json::Error) -> Stop {
    Stop::Damaged(error.to_string())
}

/// As much of a map of kepler.gl as is read.
#[derive(Deserialize)]
struct Kepler<'a> {
    #[serde(borrow)]
    datasets: Vec<Dataset<'a>>,
}

#[derive(Deserialize)]
struct Dataset<'a> {
    #[serde(borrow)]
    data: Data<'a>,
}

#[derive(Deserialize)]
struct Data<'a> {
    #[serde(default)]
    id: String,
    #[serde(default)]
    label: String,
    #[serde(borrow, rename = "allData", default)]
    rows: Option<&'a RawValue>,
    #[serde(default)]
    fields: Vec<Field>,
}

#[derive(Deserialize)]
struct Field {
    #[serde(default)]
    name: String,
    #[serde(rename = "type", default)]
    kind: String,
}

fn kepler(text: &[u8], features: &mut Features<'_>, part: Option<&str>) -> Result<(), Stop> {
    let map: Kepler<'_> = serde_json::from_slice(text).map_err(|error| damaged(&error))?;
    let several = map.datasets.len() > 1;
    let mut count = 0;
    for Dataset { data } in map.datasets {
        let called = if data.label.is_empty() { &data.id } else { &data.label };
        if part.is_some_and(|part| part != called) {
            continue;
        }
        let Some(rows) = data.rows else { continue };
        let mut rows = Scanner::new(TextReader::new(rows.get().as_bytes(), None));
        let mut line = 0;
        while let Some(item) = rows.next()? {
            if features.is_full() {
                return Ok(());
            }
            line += 1;
            let raw = match item {
                Item::Element { raw, .. } => raw,
                Item::Object { .. } | Item::TooLong { .. } => Vec::new(),
            };
            let Ok(Value::Array(cells)) = serde_json::from_slice::<Value>(&raw) else {
                let start = String::from_utf8_lossy(&raw[..raw.len().min(100)]).into_owned();
                features.maker.log.error(line, "", called, &start, "this row is no list of values: it was left out");
                continue;
            };
            features.push(row(&data.fields, cells, line, called, several))?;
            count += 1;
        }
    }
    match (count, part) {
        (0, Some(part)) => Err(Stop::Damaged(format!("the map has no dataset {part:?} with rows"))),
        (0, None) => Err(Stop::Damaged("none of its datasets has rows".to_owned())),
        _ => Ok(()),
    }
}

/// A row of a dataset. A column of shapes is where it is.
fn row(fields: &[Field], cells: Vec<Value>, line: u32, called: &str, several: bool) -> Feature {
    let mut feature = Feature { line, ..Feature::default() };
    for (at, cell) in cells.into_iter().enumerate().take(MAX_COLUMNS) {
        let field = fields.get(at);
        let kind = field.map_or("", |it| it.kind.as_str());
        let of_feature = cell.get("type").is_some() && cell.get("geometry").is_some();
        if (kind == "geojson" || of_feature) && feature.at.is_none() {
            // Shapes also come as text.
            let read = cell.as_str().and_then(|text| serde_json::from_str(text).ok());
            let shape = read.unwrap_or(cell);
            if geojson::is_feature(&shape) {
                let inner = geojson::features(&shape, line).into_iter().next().unwrap_or_default();
                feature.at = inner.at;
                feature.known.extend(inner.known);
                feature.properties.extend(inner.properties);
                feature.problems.extend(inner.problems);
                feature.when = feature.when.or(inner.when);
                continue;
            }
            geojson::flatten(&mut feature.properties, "geometry", &shape, 0);
            continue;
        }
        let unnamed = || format!("column {}", at + 1);
        let name = field.map(|it| it.name.clone()).filter(|it| !it.is_empty()).unwrap_or_else(unnamed);
        geojson::flatten(&mut feature.properties, &name, &cell, 0);
    }
    if several {
        feature.property("dataset", called);
    }
    feature
}

/// As much of a TopoJSON document as is read. Arcs stay text until one is asked for.
#[derive(Deserialize)]
struct Topology<'a> {
    #[serde(borrow)]
    objects: BTreeMap<String, &'a RawValue>,
    #[serde(borrow, default)]
    arcs: Vec<&'a RawValue>,
    #[serde(default)]
    transform: Option<Transform>,
}

#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

/// Arcs as positions, made when they are first needed, and how many positions may still be made.
struct Arcs<'a> {
    raw: &'a [&'a RawValue],
    made: HashMap<usize, Vec<[f64; 2]>>,
    transform: Option<Transform>,
    room: usize,
}

impl Arcs<'_> {
    /// One position that stands by itself.
    fn place(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        match &self.transform {
            Some(Transform { scale, translate }) => [x * scale[0] + translate[0], y * scale[1] + translate[1]],
            None => [x, y],
        }
    }

    /// The positions of an arc; of a negative number, the other way round.
    fn arc(&mut self, number: i64) -> Option<Vec<[f64; 2]>> {
        let at = usize::try_from(if number < 0 { !number } else { number }).ok()?;
        let raw = self.raw.get(at)?;
        if !self.made.contains_key(&at) {
            // Positions may have a height.
            let read: Vec<Vec<f64>> = serde_json::from_str(raw.get()).ok()?;
            let mut sum = [0.0; 2];
            let all = read.iter().map(|it| {
                let [x, y] = [*it.first()?, *it.get(1)?];
                sum = if self.transform.is_some() { [sum[0] + x, sum[1] + y] } else { [x, y] };
                Some(self.place(sum))
            });
            let all = all.collect::<Option<Vec<_>>>()?;
            self.made.insert(at, all);
        }
        let made = self.made.get(&at)?;
        self.room = self.room.checked_sub(made.len())?;
        let mut all = made.clone();
        if number < 0 {
            all.reverse();
        }
        Some(all)
    }

    /// Arcs one behind the other.
    fn line(&mut self, numbers: &Value) -> Option<Value> {
        let mut line: Vec<[f64; 2]> = Vec::new();
        for number in numbers.as_array()? {
            let arc = self.arc(number.as_i64()?)?;
            // Each begins where the last one ends.
            line.extend(&arc[usize::from(!line.is_empty()).min(arc.len())..]);
        }
        Some(json!(line))
    }

    fn lines(&mut self, all: &Value) -> Option<Value> {
        Some(Value::Array(all.as_array()?.iter().map(|it| self.line(it)).collect::<Option<_>>()?))
    }

    /// The event of a geometry with its properties.
    fn features(&mut self, one: &Value, line: u32, object: Option<&String>) -> Vec<Feature> {
        let shape = self.geometry(one);
        let empty = one.get("type").is_none_or(Value::is_null);
        let mut properties = one.get("properties").cloned().unwrap_or_else(|| json!({}));
        if let (Some(name), Some(properties)) = (object, properties.as_object_mut()) {
            properties.insert("object".to_owned(), json!(name));
        }
        let mut value = json!({ "type": "Feature", "properties": properties, "geometry": shape });
        if let Some(id) = one.get("id") {
            value["id"] = id.clone();
        }
        let mut features = geojson::features(&value, line);
        if shape.is_none() && !empty {
            let what = "its arcs are not in the file, or are no positions";
            let kind = one.get("type").map_or(String::new(), geojson::text_of);
            features.iter_mut().for_each(|it| it.problem("geometry", kind.clone(), what));
        }
        features
    }

    /// A geometry as GeoJSON writes it.
    fn geometry(&mut self, it: &Value) -> Option<Value> {
        let kind = it.get("type")?.as_str()?;
        let arcs = it.get("arcs").unwrap_or(&Value::Null);
        let spot = |arcs: &Self, it: &Value| {
            let read = |at: usize| it.get(at).and_then(Value::as_f64);
            Some(json!(arcs.place([read(0)?, read(1)?])))
        };
        let at = it.get("coordinates");
        let coordinates = match kind {
            "Point" => spot(self, at?)?,
            "MultiPoint" => at?.as_array()?.iter().map(|it| spot(self, it)).collect::<Option<Value>>()?,
            "LineString" => self.line(arcs)?,
            "MultiLineString" | "Polygon" => self.lines(arcs)?,
            "MultiPolygon" => {
                Value::Array(arcs.as_array()?.iter().map(|it| self.lines(it)).collect::<Option<Vec<_>>>()?)
            }
            _ => return None,
        };
        Some(json!({ "type": kind, "coordinates": coordinates }))
    }
}

/// The geometries of an object, as text.
#[derive(Deserialize)]
struct Collection<'a> {
    #[serde(borrow, default)]
    geometries: Option<&'a RawValue>,
}

fn topology(text: &[u8], features: &mut Features<'_>, part: Option<&str>) -> Result<(), Stop> {
    let it: Topology<'_> = serde_json::from_slice(text).map_err(|error| damaged(&error))?;
    if it.arcs.len() > MOST_ARCS {
        return Err(Stop::Damaged("it has more than four million arcs".to_owned()));
    }
    let mut arcs = Arcs { raw: &it.arcs, made: HashMap::new(), transform: it.transform, room: MAX_POINTS };
    let several = it.objects.len() > 1;
    let mut line = 0;
    for (name, object) in &it.objects {
        if part.is_some_and(|part| part != name) {
            continue;
        }
        // A collection is read geometry by geometry; anything else is one.
        let inner = serde_json::from_str::<Collection<'_>>(object.get()).ok().and_then(|it| it.geometries);
        let text = inner.map_or_else(|| format!("[{}]", object.get()), |it| it.get().to_owned());
        let mut all = Scanner::new(TextReader::new(text.as_bytes(), None));
        while let Some(item) = all.next()? {
            if features.is_full() {
                return Ok(());
            }
            line += 1;
            let Item::Element { raw, .. } = item else { continue };
            let Ok(one) = serde_json::from_slice::<Value>(&raw) else {
                let start = String::from_utf8_lossy(&raw[..raw.len().min(100)]).into_owned();
                features.maker.log.error(line, "", name, &start, "this geometry cannot be read: it was left out");
                continue;
            };
            for feature in arcs.features(&one, line, several.then_some(name)) {
                features.push(feature)?;
            }
        }
    }
    if line == 0 { Err(Stop::Damaged("it holds no geometries".to_owned())) } else { Ok(()) }
}

//! GeoParquet 1.1 (and plain Parquet) as CSV: a table of columns with one geometry, row group after row group.

use std::io::{Read, Seek, SeekFrom, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use jiff::Span;
use jiff::civil::date;
use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::reader::{ChunkReader, FileReader, Length};
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::record::{Field, Row};
use parquet::schema::types::Type;
use serde_json::Value;

use super::{Found, Kept, hello};
use crate::format::limits::{MAX_COLUMNS, MAX_FIELD};
use crate::format::row::{join, own_columns};
use crate::format::shape::kilometres;
use crate::format::table::FORMULA;
use crate::format::wkb;
use crate::worker::Speaker;

/// How deep structs are made columns of their own; what lies deeper is text.
const MAX_DEPTH: usize = 4;
/// What one row group may come to, unpacked: what is read at a time.
const MAX_GROUP: i64 = 1 << 30;

/// Write the table.
pub(super) fn write<R: Read + Seek + Send + 'static>(file: R, out: &mut Speaker<'_>) -> Result<(), String> {
    let broken = |error: ParquetError| format!("the Parquet file is damaged or uses what is not known here: {error}");
    let reader = SerializedFileReader::new(Shared::new(file)?).map_err(broken)?;
    let metadata = reader.metadata().file_metadata();
    let geo = metadata.key_value_metadata().into_iter().flatten().find(|it| it.key == "geo");
    let geo = geo.and_then(|it| serde_json::from_str(it.value.as_deref()?).ok()).unwrap_or(Value::Null);
    let plan = Plan::new(metadata.schema(), &geo)?;
    hello(out, &Found { kept: Kept::Parquet, name: String::new(), others: Vec::new(), notes: plan.notes.clone() })?;
    let mut line = String::new();
    for column in &plan.columns {
        cell(&mut line, &column.name)?;
    }
    end(&mut line, out)?;
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group).map_err(broken)?;
        if group.metadata().total_byte_size() > MAX_GROUP {
            return Err(
                "a row group of it unpacks to more than 1 GiB; write it anew with smaller row groups".to_owned()
            );
        }
        for row in group.get_row_iter(None).map_err(broken)? {
            let row = row.map_err(broken)?;
            for column in &plan.columns {
                let mut text = column.text(&row);
                if plan.ours && matches!(column.kind, Kind::Plain) && text.trim_start_matches('\'').starts_with(FORMULA)
                {
                    // As this program guards cells of CSV, and takes the guard away again.
                    text.insert(0, '\'');
                }
                cell(&mut line, &text)?;
            }
            end(&mut line, out)?;
        }
    }
    Ok(())
}

fn cell(line: &mut String, text: &str) -> Result<(), String> {
    if text.len() > MAX_FIELD {
        return Err("a value is longer than 4 MiB".to_owned());
    }
    line.push('"');
    line.push_str(&text.replace('"', "\"\""));
    line.push_str("\",");
    Ok(())
}

fn end(line: &mut String, out: &mut Speaker<'_>) -> Result<(), String> {
    line.pop();
    line.push('\n');
    out.write_all(line.as_bytes()).map_err(|error| error.to_string())?;
    line.clear();
    Ok(())
}

/// Which columns there are.
struct Plan {
    columns: Vec<Column>,
    /// Written by this program.
    ours: bool,
    notes: Vec<String>,
}

struct Column {
    name: String,
    /// Where it stands: the field of the row, then of the struct in it, …
    path: Vec<usize>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Plain,
    /// Nanoseconds since 1970, which are plain numbers to the reader of rows.
    Nanoseconds,
    /// Well-known binary: a point, or the middle of what it covers.
    Wkb,
    /// A struct of x and y.
    Native,
    /// How far the shape in another column reaches.
    Reach,
}

impl Plan {
    fn new(schema: &Type, geo: &Value) -> Result<Self, String> {
        let fields = schema.get_fields();
        let names: Vec<&str> = fields.iter().map(|field| field.name()).collect();
        let ours = own_columns(names.iter().copied()).is_some();
        let mut it = Self { columns: Vec::new(), ours, notes: Vec::new() };
        let geometry = it.geometry(fields, geo, &names);
        // Boxes repeat the geometry.
        let boxes: Vec<&str> = geo["columns"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(_, column)| &column["covering"]["bbox"]["xmin"][0])
            .filter_map(Value::as_str)
            .collect();
        for (at, field) in fields.iter().enumerate() {
            match geometry {
                // Positions stand in columns of ours.
                Some((place, _)) if place == at && ours => {}
                Some((place, kind)) if place == at => {
                    it.columns.push(Column { name: field.name().to_owned(), path: vec![at], kind });
                    let types: Vec<&str> = geo["columns"][field.name()]["geometry_types"]
                        .as_array()
                        .into_iter()
                        .flatten()
                        .filter_map(Value::as_str)
                        .collect();
                    let points =
                        kind == Kind::Native || !types.is_empty() && types.iter().all(|it| it.starts_with("Point"));
                    if !points && !names.iter().any(|it| it.eq_ignore_ascii_case("precision_km")) {
                        it.columns.push(Column { name: "precision_km".to_owned(), path: vec![at], kind: Kind::Reach });
                    }
                }
                _ if boxes.contains(&field.name()) => {}
                _ => it.column(field, String::new(), vec![at]),
            }
        }
        match it.columns.len() {
            0 => Err("the Parquet file has no columns".to_owned()),
            many if many >= MAX_COLUMNS => Err(format!("it has {many} columns, which is more than is read")),
            _ => Ok(it),
        }
    }

    /// The geometry that places the rows, if it can be used.
    fn geometry(&mut self, fields: &[Arc<Type>], geo: &Value, names: &[&str]) -> Option<(usize, Kind)> {
        let primary = geo["primary_column"].as_str();
        let typed = |field: &Arc<Type>| {
            matches!(
                field.get_basic_info().logical_type_ref(),
                Some(LogicalType::Geometry(_) | LogicalType::Geography(_))
            )
        };
        let at = match primary {
            Some(name) => names.iter().position(|it| *it == name),
            // Files of before, and plain Parquet with a type of its own.
            None => fields.iter().position(typed).or_else(|| {
                names.iter().position(|it| {
                    ["geometry", "geom", "wkb_geometry", "wkb"].contains(&it.to_ascii_lowercase().as_str())
                })
            }),
        }?;
        let about = &geo["columns"][names[at]];
        if let Some(other) = other_system(about) {
            self.notes.push(format!("the coordinates are in {other} and not in longitude and latitude (WGS 84), so that no row has a place: export the file in WGS 84"));
            return None;
        }
        match about["encoding"].as_str() {
            None | Some("WKB") if fields[at].is_primitive() => Some((at, Kind::Wkb)),
            Some("point") if fields[at].is_group() => Some((at, Kind::Native)),
            encoding => {
                let encoding = encoding.unwrap_or("none that is known");
                self.notes.push(format!(
                    "the geometry is encoded as {encoding}, which is not read: export the file with WKB"
                ));
                None
            }
        }
    }

    /// A field as one column, or the fields of a struct as one each.
    fn column(&mut self, field: &Type, before: String, path: Vec<usize>) {
        let name = if before.is_empty() { field.name().to_owned() } else { format!("{before}.{}", field.name()) };
        let info = field.get_basic_info();
        let listed =
            matches!(info.converted_type(), ConvertedType::LIST | ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE)
                || matches!(info.logical_type_ref(), Some(LogicalType::List | LogicalType::Map));
        let repeated = info.has_repetition() && info.repetition() == Repetition::REPEATED;
        if field.is_group() && !listed && !repeated && path.len() < MAX_DEPTH {
            for (at, inner) in field.get_fields().iter().enumerate() {
                let mut path = path.clone();
                path.push(at);
                self.column(inner, name.clone(), path);
            }
            return;
        }
        let nanoseconds =
            matches!(info.logical_type_ref(), Some(LogicalType::Timestamp(it)) if matches!(it.unit, TimeUnit::NANOS));
        let kind = if nanoseconds { Kind::Nanoseconds } else { Kind::Plain };
        self.columns.push(Column { name, path, kind });
    }
}

/// The name of a reference system that is none of longitude and latitude on WGS 84. None given means that it is.
fn other_system(about: &Value) -> Option<String> {
    let crs = about.get("crs")?;
    if crs.is_null() {
        // Not known; positions off the globe will tell.
        return None;
    }
    let id = &crs["id"];
    let code = match &id["code"] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let name = crs["name"].as_str().unwrap_or("another system");
    let same = matches!(
        (id["authority"].as_str(), code.as_str()),
        (Some("OGC"), "CRS84" | "CRS84h") | (Some("EPSG"), "4326" | "4979")
    ) || id.is_null()
        && name.contains("WGS 84")
        && crs["type"].as_str().is_some_and(|it| it.starts_with("Geographic"));
    (!same).then(|| name.to_owned())
}

impl Column {
    fn text(&self, row: &Row) -> String {
        let (mut row, mut field) = (row, None);
        for (depth, at) in self.path.iter().enumerate() {
            match row.get_column_iter().nth(*at) {
                Some((_, Field::Group(inner))) => (row, field) = (inner, None),
                Some((_, found)) if depth + 1 == self.path.len() => field = Some(found),
                // The struct around it is not there.
                _ => return String::new(),
            }
        }
        match (self.kind, field) {
            (Kind::Native, None) => native(row),
            (Kind::Wkb | Kind::Reach, Some(Field::Bytes(bytes))) => shape(bytes.data(), self.kind),
            (Kind::Nanoseconds, Some(Field::Long(number))) => moment(number.div_euclid(1000)),
            (_, Some(field)) => plain(field),
            // A struct that lies too deep, or is not there.
            (_, None) if self.path.len() >= MAX_DEPTH => json(&Field::Group(row.clone())).to_string(),
            (_, None) => String::new(),
        }
    }
}

fn shape(bytes: &[u8], kind: Kind) -> String {
    match (wkb::extent(bytes).map(|it| it.centre()), kind) {
        (Ok(Some((at, _))), Kind::Wkb) => format!("POINT ({} {})", at.lon, at.lat),
        (Ok(Some((_, km))), _) if km > 0.0 => kilometres(km),
        // The reader of rows says where it stands.
        (Err(reason), Kind::Wkb) => reason,
        _ => String::new(),
    }
}

fn native(point: &Row) -> String {
    let mut both = point.get_column_iter().take(2).map(|(_, field)| match field {
        Field::Double(number) => Some(*number),
        Field::Float(number) => Some(f64::from(*number)),
        _ => None,
    });
    match (both.next().flatten(), both.next().flatten()) {
        (Some(x), Some(y)) if !x.is_nan() && !y.is_nan() => format!("POINT ({x} {y})"),
        _ => String::new(),
    }
}

/// A value as text: dates as ISO 8601, lists of words divided by semicolons, everything else nested as JSON.
fn plain(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => {
            std::str::from_utf8(bytes.data()).map_or_else(|_| format!("({} bytes)", bytes.len()), str::to_owned)
        }
        Field::Float(number) if number.is_nan() => String::new(),
        Field::Double(number) if number.is_nan() => String::new(),
        Field::Float(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        Field::Date(days) => moment(i64::from(*days) * DAY),
        Field::TimestampMillis(number) => moment(number.saturating_mul(1000)),
        Field::TimestampMicros(number) => moment(*number),
        Field::TimeMillis(number) => clock(i64::from(*number) * 1000),
        Field::TimeMicros(number) => clock(*number),
        Field::ListInternal(list) => {
            let words: Option<Vec<&str>> = list
                .elements()
                .iter()
                .map(|it| if let Field::Str(text) = it { Some(text.as_str()) } else { None })
                .collect();
            words.map_or_else(|| json(field).to_string(), |words| join(&words))
        }
        Field::Group(_) | Field::MapInternal(_) => json(field).to_string(),
        other => other.to_string(),
    }
}

fn json(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(truth) => Value::Bool(*truth),
        Field::Group(row) => {
            Value::Object(row.get_column_iter().map(|(name, field)| (name.clone(), json(field))).collect())
        }
        Field::ListInternal(list) => Value::Array(list.elements().iter().map(json).collect()),
        Field::MapInternal(map) => {
            Value::Object(map.entries().iter().map(|(key, value)| (plain(key), json(value))).collect())
        }
        Field::Float(_)
        | Field::Double(_)
        | Field::Byte(_)
        | Field::Short(_)
        | Field::Int(_)
        | Field::Long(_)
        | Field::UByte(_)
        | Field::UShort(_)
        | Field::UInt(_)
        | Field::ULong(_) => {
            let text = plain(field);
            serde_json::from_str(&text).unwrap_or(Value::String(text))
        }
        other => Value::String(plain(other)),
    }
}

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// Microseconds since 1970 as a day, with the time of day unless that is midnight sharp.
fn moment(microseconds: i64) -> String {
    let (days, rest) = (microseconds.div_euclid(DAY), microseconds.rem_euclid(DAY));
    match Span::new().try_days(days).and_then(|days| date(1970, 1, 1).checked_add(days)) {
        Ok(day) if rest == 0 => day.to_string(),
        Ok(day) => format!("{day}T{}", clock(rest)),
        Err(_) => microseconds.to_string(),
    }
}

fn clock(microseconds: i64) -> String {
    let seconds = microseconds.div_euclid(1_000_000);
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A file that several readers of columns share.
struct Shared<R> {
    file: Arc<Mutex<R>>,
    length: u64,
}

impl<R: Read + Seek> Shared<R> {
    fn new(mut file: R) -> Result<Self, String> {
        let length = file.seek(SeekFrom::End(0)).map_err(|error| error.to_string())?;
        Ok(Self { file: Arc::new(Mutex::new(file)), length })
    }
}

impl<R: Send> Length for Shared<R> {
    fn len(&self) -> u64 {
        self.length
    }
}

impl<R: Read + Seek + Send> ChunkReader for Shared<R> {
    type T = std::io::BufReader<At<R>>;

    fn get_read(&self, start: u64) -> ParquetResult<Self::T> {
        Ok(std::io::BufReader::new(At { file: Arc::clone(&self.file), at: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        // What the file cannot hold is not asked memory for.
        if start.checked_add(length as u64).is_none_or(|end| end > self.length) {
            return Err(ParquetError::EOF("a part lies behind the end of the file".to_owned()));
        }
        let mut bytes = vec![0; length];
        At { file: Arc::clone(&self.file), at: start }.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

struct At<R> {
    file: Arc<Mutex<R>>,
    at: u64,
}

impl<R: Read + Seek> Read for At<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let count = file.read(into)?;
        self.at += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_become_days_with_or_without_a_time() {
        for (microseconds, expect) in [
            (0, "1970-01-01"),
            (-1_000_000, "1969-12-31T23:59:59"),
            (DAY * 19_844 + 81_000_000_000, "2024-05-01T22:30:00"),
            (i64::MAX, "9223372036854775807"),
        ] {
            assert_eq!(moment(microseconds), expect);
        }
    }

    #[test]
    fn a_system_is_taken_for_wgs_84_only_if_it_is() {
        for (crs, expect) in [
            ("{}", None),
            ("{\"crs\":null}", None),
            ("{\"crs\":{\"name\":\"WGS 84 (CRS84)\",\"id\":{\"authority\":\"OGC\",\"code\":\"CRS84\"}}}", None),
            ("{\"crs\":{\"name\":\"WGS 84\",\"id\":{\"authority\":\"EPSG\",\"code\":4326}}}", None),
            (
                "{\"crs\":{\"name\":\"WGS 84 / UTM zone 37N\",\"id\":{\"authority\":\"EPSG\",\"code\":32637}}}",
                Some("WGS 84 / UTM zone 37N"),
            ),
            (
                "{\"crs\":{\"name\":\"WGS 84 / Pseudo-Mercator\",\"type\":\"ProjectedCRS\"}}",
                Some("WGS 84 / Pseudo-Mercator"),
            ),
        ] {
            assert_eq!(other_system(&serde_json::from_str(crs).unwrap()).as_deref(), expect, "{crs}");
        }
    }
}

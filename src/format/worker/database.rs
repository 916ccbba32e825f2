use std::fs::File;
use std::io::{self, Read as _, Write};
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Map, Value, json};

use super::Found;
use super::child::hello;
use crate::format::limits::{MAX_COLUMNS, MAX_FIELD};
use crate::format::wkb;

/// A table of a database, with its column of geometries if it has one.
struct Layer {
    table: String,
    rows: u64,
    shape: Option<Shape>,
}

struct Shape {
    column: String,
    /// The EPSG code of its coordinates.
    code: i64,
}

/// Half the width of the world in metres of Web Mercator.
const MERCATOR: f64 = 20_037_508.342_789_244;

/// Whether a file begins like an SQLite database.
pub(super) fn is_database(path: &Path) -> io::Result<bool> {
    let mut head = Vec::new();
    File::open(path)?.take(16).read_to_end(&mut head)?;
    Ok(head == b"SQLite format 3\0")
}

/// Write a layer of a GeoPackage, or a table of another SQLite database, as GeoJSON, feature by feature: the one asked
/// for, or the one with the most rows.
pub(super) fn write(path: &Path, part: Option<&str>, out: &mut impl Write) -> Result<(), String> {
    let broken = |error: rusqlite::Error| format!("the database is damaged or locked: {error}");
    let connection = open(path).map_err(broken)?;
    let ours =
        "SELECT count(*) FROM sqlite_master WHERE name IN ('corrections', 'originals', 'change_log', 'mentions')";
    let ours: i64 = connection.query_row(ours, [], |row| row.get(0)).map_err(broken)?;
    if ours >= 2 {
        return Err("it is a project of this program that lacks a part: salvage it".to_owned());
    }
    let mut layers = layers(&connection).map_err(broken)?;
    layers.sort_by_key(|it| std::cmp::Reverse((it.shape.is_some(), it.rows)));
    let at = match part {
        Some(part) => layers.iter().position(|it| it.table == part),
        None => Some(0).filter(|_| layers.iter().any(|it| it.rows > 0)),
    };
    let Some(at) = at else {
        return Err(match part {
            Some(part) => format!("the database has no table {part:?}"),
            None => "the database holds no table with rows".to_owned(),
        });
    };
    let layer = layers.remove(at);
    let others = layers.into_iter().filter(|it| it.rows > 0).map(|it| it.table).take(50).collect();
    let to_degrees: fn([f64; 2]) -> [f64; 2] = match layer.shape.as_ref().map_or(4326, |it| it.code) {
        // Undefined coordinates are tried as degrees: what is off the globe is said row by row.
        4326 | 4979 | 4269 | 4258 | 0 | -1 => |it| it,
        3857 | 900_913 | 3785 => |[x, y]| {
            let lat = (std::f64::consts::PI * y / MERCATOR).sinh().atan().to_degrees();
            [x / MERCATOR * 180.0, lat]
        },
        code => {
            return Err(format!(
                "the layer {:?} has its coordinates in EPSG:{code}; export it in EPSG:4326 (WGS 84)",
                layer.table
            ));
        }
    };
    hello(out, &Found { sheet: false, name: layer.table.clone(), others })?;
    let sql = format!("SELECT * FROM {}", quoted(&layer.table));
    let mut statement = connection.prepare(&sql).map_err(broken)?;
    let names: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    if names.len() > MAX_COLUMNS {
        return Err(format!("the table {:?} has more than {MAX_COLUMNS} columns", layer.table));
    }
    let shape = layer.shape.as_ref().and_then(|it| names.iter().position(|name| *name == it.column));
    let mut rows = statement.query([]).map_err(broken)?;
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(()),
            Err(error) => return Err(broken(error)),
        };
        let mut properties = Map::new();
        let mut geometry = Value::Null;
        for (column, name) in names.iter().enumerate() {
            let value = row.get_ref(column).map_err(broken)?;
            if Some(column) == shape {
                match value {
                    ValueRef::Blob(bytes) => match wkb::of_geopackage(bytes).or_else(|_| wkb::geometry(bytes)) {
                        Ok(it) => geometry = moved(it, to_degrees),
                        Err(reason) => drop(properties.insert(name.clone(), json!(format!("unreadable: {reason}")))),
                    },
                    ValueRef::Null => {}
                    other => drop(properties.insert(name.clone(), plain(other)?)),
                }
            } else if !matches!(value, ValueRef::Null | ValueRef::Blob(_)) {
                properties.insert(name.clone(), plain(value)?);
            }
        }
        let feature = json!({ "type": "Feature", "properties": properties, "geometry": geometry });
        serde_json::to_writer(&mut *out, &feature).map_err(|error| error.to_string())?;
        out.write_all(b"\n").map_err(|error| error.to_string())?;
    }
}

/// Only for reading, and as if nobody else had it: the file is never changed, nor a journal beside it.
fn open(path: &Path) -> rusqlite::Result<Connection> {
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => uri.push(char::from(*byte)),
            #[cfg(windows)]
            b'\\' => uri.push('/'),
            #[cfg(windows)]
            b':' => uri.push(':'),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(uri, flags)?;
    // A view or a trigger of a stranger runs nothing but SQL.
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// The tables of events: those a GeoPackage lists, or all of another database.
fn layers(connection: &Connection) -> rusqlite::Result<Vec<Layer>> {
    let is_there = |name: &str| {
        let sql = "SELECT count(*) FROM sqlite_master WHERE type IN ('table', 'view') AND name = ?1";
        connection.query_row(sql, [name], |row| row.get::<_, i64>(0)).map(|it| it > 0)
    };
    let is_package = is_there("gpkg_contents")?;
    let sql = if is_package {
        "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes', 'aspatial')"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    };
    let names: Vec<String> =
        connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let of_package = "SELECT g.column_name, coalesce(s.organization_coordsys_id, g.srs_id) \
                      FROM gpkg_geometry_columns g LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id \
                      WHERE g.table_name = ?1";
    let of_others = "SELECT f_geometry_column, srid FROM geometry_columns WHERE f_table_name = ?1";
    let of_shapes = [("gpkg_geometry_columns", of_package), ("geometry_columns", of_others)];
    let of_shapes = of_shapes.into_iter().find(|(table, _)| is_there(table).unwrap_or(false)).map(|(_, sql)| sql);
    let mut layers = Vec::new();
    let of_system = |it: &String| matches!(&**it, "geometry_columns" | "spatial_ref_sys" | "geometry_columns_auth");
    for table in names.into_iter().filter(|it| !of_system(it)).take(1000) {
        let count = format!("SELECT count(*) FROM {}", quoted(&table));
        // A table that cannot be counted cannot be read.
        let Ok(rows) = connection.query_row(&count, [], |row| row.get::<_, i64>(0)) else { continue };
        let shape = of_shapes.and_then(|sql| {
            let shape = |row: &rusqlite::Row<'_>| Ok(Shape { column: row.get(0)?, code: row.get(1)? });
            connection.query_row(sql, [&table], shape).ok()
        });
        layers.push(Layer { table, rows: rows.unsigned_abs(), shape });
    }
    Ok(layers)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn plain(value: ValueRef<'_>) -> Result<Value, String> {
    Ok(match value {
        ValueRef::Null | ValueRef::Blob(_) => Value::Null,
        ValueRef::Integer(number) => json!(number),
        ValueRef::Real(number) => json!(number),
        ValueRef::Text(text) if text.len() > MAX_FIELD => return Err("a cell is longer than 4 MiB".to_owned()),
        ValueRef::Text(text) => Value::String(String::from_utf8_lossy(text).into_owned()),
    })
}

/// A geometry with every position of it moved.
fn moved(geometry: Value, to: fn([f64; 2]) -> [f64; 2]) -> Value {
    match geometry {
        Value::Array(items) => match &items[..] {
            [Value::Number(x), Value::Number(y)] => match (x.as_f64(), y.as_f64()) {
                (Some(x), Some(y)) => json!(to([x, y])),
                _ => Value::Array(items),
            },
            _ => items.into_iter().map(|it| moved(it, to)).collect(),
        },
        Value::Object(members) => members.into_iter().map(|(name, it)| (name, moved(it, to))).collect(),
        other => other,
    }
}

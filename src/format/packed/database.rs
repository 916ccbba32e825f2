use std::io::{self, Read, Seek, SeekFrom, Write as _};

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::{Map, Value, json};

use super::{Found, Kept, hello};
use crate::format::crs::Crs;
use crate::format::layer::place;
use crate::format::limits::{MAX_COLUMNS, MAX_FIELD};
use crate::format::wkb;
use crate::worker::Speaker;

/// The largest database that is read: SQLite takes no more memory in one piece.
pub(super) const LARGEST: u64 = 2_000_000_000;

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

/// Write a layer of a GeoPackage, or a table of another SQLite database, as GeoJSON, feature by feature: the one asked
/// for, or the one with the most rows.
pub(super) fn write(file: impl Read + Seek, part: Option<&str>, out: &mut Speaker<'_>) -> Result<(), String> {
    let broken = |error: rusqlite::Error| format!("the database is damaged or locked: {error}");
    let connection = open(file)?;
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
    // Undefined coordinates are tried as degrees: what is off the globe is said row by row.
    let crs = Crs::of_epsg(layer.shape.as_ref().map_or(4326, |it| it.code));
    let notes = crs.note().into_iter().collect();
    hello(out, &Found { kept: Kept::Member, name: layer.table.clone(), others, notes })?;
    let sql = format!("SELECT * FROM {}", quoted(&layer.table));
    let mut statement = connection.prepare(&sql).map_err(broken)?;
    let names = columns(&connection, &layer.table, statement.column_count()).map_err(broken)?;
    if names.len() > MAX_COLUMNS {
        return Err(format!("the table {:?} has more than {MAX_COLUMNS} columns", layer.table));
    }
    let shape = layer.shape.as_ref().and_then(|it| names.iter().position(|name| name.eq_ignore_ascii_case(&it.column)));
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
                    ValueRef::Blob(bytes) => match shape_of(bytes) {
                        Ok(it) => geometry = place(&mut properties, Some(it).filter(|it| !it.is_null()), &crs),
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

/// A geometry as any of these databases keeps it.
fn shape_of(bytes: &[u8]) -> Result<Value, String> {
    wkb::of_geopackage(bytes).or_else(|_| wkb::of_spatialite(bytes)).or_else(|_| wkb::geometry(bytes))
}

/// The whole file in memory, since a process apart opens nothing. What is in a journal beside it is not seen.
fn open(mut file: impl Read + Seek) -> Result<Connection, String> {
    let broken = |error: rusqlite::Error| format!("the database is damaged: {error}");
    let length = file.seek(SeekFrom::End(0)).map_err(|error| error.to_string())?;
    if length > LARGEST {
        let most = LARGEST / 1_000_000_000;
        return Err(format!("it is larger than the {most} GB that are read; export the layer as GeoJSON or CSV"));
    }
    file.rewind().map_err(|error| error.to_string())?;
    let mut connection = Connection::open_in_memory().map_err(broken)?;
    let file = NoJournal { inner: file, at: 0 };
    connection.deserialize_read_exact("main", file, length as usize, true).map_err(broken)?;
    // A view or a trigger of a stranger runs nothing but SQL.
    connection.pragma_update(None, "trusted_schema", false).map_err(broken)?;
    connection.pragma_update(None, "query_only", true).map_err(broken)?;
    connection.pragma_update(None, "temp_store", "memory").map_err(broken)?;
    Ok(connection)
}

/// A database whose header says that it needs no write-ahead log, which there is not in memory.
struct NoJournal<R> {
    inner: R,
    at: usize,
}

impl<R: Read> Read for NoJournal<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        // The versions of the format for writing and reading: 2 is with a log.
        for place in [18, 19] {
            if let Some(version) = usize::checked_sub(place, self.at).and_then(|it| into[..count].get_mut(it))
                && *version == 2
            {
                *version = 1;
            }
        }
        self.at += count;
        Ok(count)
    }
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
    let of_others = "SELECT f_geometry_column, srid FROM geometry_columns WHERE lower(f_table_name) = lower(?1)";
    let of_shapes = [("gpkg_geometry_columns", of_package), ("geometry_columns", of_others)];
    let of_shapes = of_shapes.into_iter().find(|(table, _)| is_there(table).unwrap_or(false)).map(|(_, sql)| sql);
    let mut layers = Vec::new();
    // What SpatiaLite keeps for itself.
    let own = [
        "geometry_columns",
        "spatial_ref_sys",
        "views_geometry",
        "virts_geometry",
        "spatialite_history",
        "data_licenses",
        "idx_",
        "sql_statements_log",
        "SpatialIndex",
        "ElementaryGeometries",
        "KNN",
    ];
    let of_system = |it: &String| own.iter().any(|begin| it.starts_with(begin));
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

/// The names of so many columns of a table. A statement is not asked for them: it takes for granted that they are UTF-8.
fn columns(connection: &Connection, table: &str, count: usize) -> rusqlite::Result<Vec<String>> {
    let mut asked = connection.prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden <> 1")?;
    let name = |row: &rusqlite::Row<'_>| {
        Ok(match row.get_ref(0)? {
            ValueRef::Text(name) => String::from_utf8_lossy(name).into_owned(),
            _ => String::new(),
        })
    };
    let mut names = asked.query_map([table], name)?.collect::<rusqlite::Result<Vec<String>>>()?;
    names.truncate(count);
    names.extend((names.len()..count).map(|at| format!("column {}", at + 1)));
    Ok(names)
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

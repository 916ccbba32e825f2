//! MBTiles: tiles in an SQLite file. Opened read-only and distrusted.

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};

use rusqlite::{Connection, OpenFlags, OptionalExtension, config::DbConfig};

use super::{
    decode::{MAX_UNPACKED, is_picture, short, unpack},
    error::TileError,
    key::TileKey,
    reader::{Content, Meta, Reader, plain_text},
};

const MAX_TILE: i64 = 16 << 20;

/// An MBTiles file of vector or picture tiles.
pub struct MbTiles {
    connection: Mutex<Connection>,
    meta: Meta,
}

impl MbTiles {
    /// # Errors
    /// [`TileError`] where the file is not an MBTiles file or holds no tiles.
    pub fn open(path: &Path) -> Result<Self, TileError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(broken)?;
        for (option, value) in [
            (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
            (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        ] {
            connection.set_db_config(option, value).map_err(broken)?;
        }
        let first: Option<Vec<u8>> = connection
            .query_row("SELECT tile_data FROM tiles WHERE length(tile_data) < 16777216 LIMIT 1", [], |row| row.get(0))
            .optional()
            .map_err(|_| TileError::NotA { expected: "MBTiles" })?;
        let Some(first) = first else { return Err(TileError::NoData) };
        let content = if is_picture(&first) { Content::Picture } else { Content::Vector };
        let meta = describe(&connection, content);
        Ok(Self { connection: Mutex::new(connection), meta })
    }
}

impl Reader for MbTiles {
    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn tile(&self, key: TileKey) -> Result<Option<Vec<u8>>, TileError> {
        if !key.is_valid() || key.z > self.meta.max_zoom {
            return Ok(None);
        }
        // Rows are counted from the south.
        let row = (1u32 << key.z) - 1 - key.y;
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let mut statement = connection
            .prepare(
                "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3
                 AND length(tile_data) BETWEEN 1 AND ?4 LIMIT 1",
            )
            .map_err(broken)?;
        let bytes: Option<Vec<u8>> =
            statement.query_row((key.z, key.x, row, MAX_TILE), |row| row.get(0)).optional().map_err(broken)?;
        match bytes {
            Some(bytes) if is_picture(&bytes) => Ok(Some(bytes)),
            Some(bytes) => unpack(&bytes, MAX_UNPACKED).map(Some),
            None => Ok(None),
        }
    }
}

fn broken(error: rusqlite::Error) -> TileError {
    TileError::Damaged(short(&error.to_string()))
}

fn describe(connection: &Connection, content: Content) -> Meta {
    let text = |name: &str| -> Option<String> {
        let query = "SELECT CAST(value AS TEXT) FROM metadata WHERE name = ?1 AND length(value) < 1000000 LIMIT 1";
        connection.query_row(query, [name], |row| row.get(0)).ok()
    };
    let mut meta = Meta::new(content);
    let zoom = |value: Option<String>| value.and_then(|text| text.trim().parse::<u8>().ok());
    let deepest = || connection.query_row("SELECT max(zoom_level) FROM tiles", [], |row| row.get(0)).ok();
    meta.min_zoom = zoom(text("minzoom")).unwrap_or(0).min(TileKey::MAX_ZOOM);
    meta.max_zoom = zoom(text("maxzoom")).or_else(deepest).unwrap_or(14).min(TileKey::MAX_ZOOM);
    meta.attribution = plain_text(&text("attribution").unwrap_or_default());
    let bounds = text("bounds").unwrap_or_default();
    let bounds: Vec<f64> = bounds.split(',').filter_map(|part| part.trim().parse().ok()).collect();
    if let [west, south, east, north] = bounds[..]
        && west < east
        && south < north
    {
        meta.bounds = [west, south, east, north];
    }
    if let Some(json) = text("json").and_then(|json| serde_json::from_str::<serde_json::Value>(&json).ok()) {
        let layers = json["vector_layers"].as_array().into_iter().flatten();
        meta.layers = layers.filter_map(|layer| layer["id"].as_str().map(String::from)).take(256).collect();
    }
    meta
}

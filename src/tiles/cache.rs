//! Tiles from servers, kept on disk: one SQLite file of bounded size that may be deleted at any time. Nothing in here
//! is needed, so no failure is ever passed on: a broken cache is a cache that finds nothing.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use rusqlite::{Connection, OptionalExtension, config::DbConfig, params};

use super::{http::Validators, key::TileKey};

const FILE: &str = "tiles.sqlite";
/// Tells this layout from any other.
const VERSION: i32 = 1;

/// A cache of tiles on disk.
pub struct DiskCache {
    connection: Mutex<Option<Connection>>,
    path: PathBuf,
    limit: u64,
}

/// A kept tile.
pub(super) struct Kept {
    pub bytes: Vec<u8>,
    pub validators: Validators,
    /// Whether it may be shown without asking the server again.
    pub fresh: bool,
}

impl DiskCache {
    /// Opens or makes the cache in `folder`; at most about `limit` bytes are kept.
    pub fn open(folder: &Path, limit: u64) -> Self {
        let path = folder.join(FILE);
        let _ = fs::create_dir_all(folder);
        let connection = connect(&path).or_else(|error| {
            tracing::info!(%error, "the tile cache is made anew");
            fs::remove_file(&path).ok();
            connect(&path)
        });
        Self { connection: Mutex::new(connection.ok()), path, limit }
    }

    /// The file of the cache.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes of tiles in the cache.
    pub fn size(&self) -> u64 {
        let size = self
            .run(|db| db.query_row("SELECT coalesce(sum(length(body)), 0) FROM tile", [], |row| row.get::<_, i64>(0)));
        size.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(0)
    }

    /// Forgets every tile.
    pub fn clear(&self) {
        self.run(|db| db.execute_batch("DELETE FROM tile; VACUUM;"));
    }

    pub(super) fn get(&self, source: &str, key: TileKey) -> Option<Kept> {
        let now = seconds_now();
        self.run(|db| {
            let at = params![source, key.z, key.x, key.y];
            db.prepare("SELECT body, etag, modified, expires FROM tile WHERE source=?1 AND z=?2 AND x=?3 AND y=?4")?
                .query_row(at, |row| {
                    Ok(Kept {
                        bytes: row.get(0)?,
                        validators: Validators { etag: row.get(1)?, modified: row.get(2)? },
                        fresh: row.get::<_, i64>(3)? > now,
                    })
                })
                .optional()
        })
        .flatten()
    }

    pub(super) fn put(&self, source: &str, key: TileKey, bytes: &[u8], validators: &Validators, lifetime: Duration) {
        let now = seconds_now();
        let expires = now.saturating_add(lifetime.as_secs() as i64);
        self.run(|db| {
            db.prepare("INSERT OR REPLACE INTO tile VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?.execute(params![
                source,
                key.z,
                key.x,
                key.y,
                bytes,
                validators.etag,
                validators.modified,
                expires,
                now
            ])?;
            self.shrink(db)
        });
    }

    /// The server said that a kept tile is still right.
    pub(super) fn renew(&self, source: &str, key: TileKey, lifetime: Duration) {
        let now = seconds_now();
        self.run(|db| {
            db.prepare("UPDATE tile SET expires=?5, used=?6 WHERE source=?1 AND z=?2 AND x=?3 AND y=?4")?
                .execute(params![source, key.z, key.x, key.y, now.saturating_add(lifetime.as_secs() as i64), now])
        });
    }

    /// Throws the longest kept tiles away when the file has grown beyond the limit.
    fn shrink(&self, db: &Connection) -> rusqlite::Result<()> {
        let pragma = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let used = (pragma("page_count")? - pragma("freelist_count")?) * pragma("page_size")?;
        if u64::try_from(used).unwrap_or(0) > self.limit {
            db.execute("DELETE FROM tile WHERE rowid IN (SELECT rowid FROM tile ORDER BY used LIMIT max(16, (SELECT count(*) FROM tile) / 8))", [])?;
        }
        Ok(())
    }

    fn run<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Option<T> {
        let guard = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        work(guard.as_ref()?).map_err(|error| tracing::debug!(%error, "the tile cache")).ok()
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let db = Connection::open(path)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.busy_timeout(Duration::from_millis(250))?;
    // Losing the newest tiles in a power cut costs nothing.
    db.pragma_update(None, "journal_mode", "MEMORY")?;
    db.pragma_update(None, "synchronous", "OFF")?;
    let version: i32 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version != VERSION {
        db.execute_batch(
            "DROP TABLE IF EXISTS tile;
             CREATE TABLE tile (source TEXT, z INTEGER, x INTEGER, y INTEGER, body BLOB, etag TEXT, modified TEXT,
                                expires INTEGER, used INTEGER, PRIMARY KEY (source, z, x, y));
             CREATE INDEX tile_used ON tile (used);",
        )?;
        db.pragma_update(None, "user_version", VERSION)?;
    }
    Ok(db)
}

fn seconds_now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: TileKey = TileKey { z: 2, x: 1, y: 3 };

    #[test]
    fn a_tile_is_found_again_and_goes_stale() {
        let folder = tempfile::tempdir().unwrap();
        let cache = DiskCache::open(folder.path(), 1 << 20);
        let validators = Validators { etag: Some("\"a\"".into()), modified: None };
        cache.put("s", KEY, b"tile", &validators, Duration::from_secs(60));
        let kept = cache.get("s", KEY).unwrap();
        assert_eq!((kept.bytes.as_slice(), kept.validators, kept.fresh), (&b"tile"[..], validators.clone(), true));
        assert!(cache.get("other", KEY).is_none());
        cache.put("s", KEY, b"tile", &validators, Duration::ZERO);
        assert!(!cache.get("s", KEY).unwrap().fresh);
    }

    #[test]
    fn the_cache_stays_within_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let cache = DiskCache::open(folder.path(), 400_000);
        for x in 0..100 {
            let key = TileKey { z: 8, x, y: 0 };
            cache.put("s", key, &[7; 20_000], &Validators::default(), Duration::from_secs(9));
        }
        assert!(cache.size() <= 420_000, "{}", cache.size());
        cache.clear();
        assert_eq!(cache.size(), 0);
    }

    #[test]
    fn a_broken_cache_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), vec![9; 5000]).unwrap();
        let cache = DiskCache::open(folder.path(), 1 << 20);
        cache.put("s", KEY, b"tile", &Validators::default(), Duration::from_secs(60));
        assert!(cache.get("s", KEY).is_some());
    }
}

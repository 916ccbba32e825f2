//! One source at work: two threads that take wishes from the [`Store`] and fulfil them. A new source gets a new
//! engine, so a server that stalls never holds up the map the user went back to.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError},
    thread,
    time::{Duration, Instant},
};

use super::{
    colours::MapColours,
    decode,
    error::TileError,
    http::HttpOptions,
    key::TileKey,
    label::{self, Label},
    mbtiles::MbTiles,
    mvt::VectorTile,
    online,
    pmtiles::PmTiles,
    raster::{Pixels, Raster, rasterise},
    reader::{Content, Meta, Reader},
    service::Waker,
    source::{TileSource, bundled_archive},
    store::{Look, Store, Task},
};

const WORKERS: usize = 2;
/// Memory for decoded vector tiles, which serve all the tiles drawn from them.
const MAX_VECTOR_BYTES: usize = 64 << 20;

pub(super) struct Engine {
    shared: Arc<Shared>,
}

struct Shared {
    source: TileSource,
    options: HttpOptions,
    waker: Waker,
    store: Mutex<Store>,
    bell: Condvar,
    opened: Mutex<Opened>,
    meta: OnceLock<Meta>,
    vectors: Mutex<Vectors>,
}

enum Opened {
    NotYet,
    Open(Arc<dyn Reader>),
    /// Tried, and when to try again.
    Failed(TileError, Instant),
}

#[derive(Default)]
struct Vectors {
    tiles: HashMap<TileKey, (Arc<VectorTile>, u64)>,
    bytes: usize,
    clock: u64,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Data behind these locks stay valid wherever a panic strikes: each change is one assignment or insertion.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Engine {
    pub fn start(source: TileSource, options: HttpOptions, colours: MapColours, scale: f32, waker: Waker) -> Self {
        let mut store = Store::new(colours, scale);
        if !source.is_online() {
            store.want_kept();
        }
        let shared = Arc::new(Shared {
            source,
            options,
            waker,
            store: Mutex::new(store),
            bell: Condvar::new(),
            opened: Mutex::new(Opened::NotYet),
            meta: OnceLock::new(),
            vectors: Mutex::default(),
        });
        for number in 1..=WORKERS {
            let worker = Arc::clone(&shared);
            let started = thread::Builder::new().name(format!("tiles-{number}")).spawn(move || worker.work());
            if let Err(error) = started {
                tracing::error!(%error, "no thread for the base map");
                lock(&shared.store).last_error = Some("the system gave no thread for the base map".into());
            }
        }
        Self { shared }
    }

    /// Looks something up or asks for it; wakes the workers.
    pub fn with<T>(&self, ask: impl FnOnce(&mut Store) -> T) -> T {
        let mut store = lock(&self.shared.store);
        let answer = ask(&mut store);
        if store.open_tasks() > 0 {
            self.shared.bell.notify_all();
        }
        answer
    }

    /// What the source says of itself, once it has been opened.
    pub fn meta(&self) -> Option<&Meta> {
        self.shared.meta.get()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        lock(&self.shared.store).closed = true;
        self.shared.bell.notify_all();
    }
}

impl Shared {
    fn work(&self) {
        while let Some((task, key, look)) = self.wait() {
            // A bug in a decoder costs one tile.
            let done = catch_unwind(AssertUnwindSafe(|| self.fulfil(task, key, &look)));
            let done = done.unwrap_or(Err(TileError::Panicked));
            self.settle(task, key, &look, done);
            let _ = catch_unwind(AssertUnwindSafe(|| (self.waker)()));
        }
    }

    fn wait(&self) -> Option<(Task, TileKey, Look)> {
        let mut store = lock(&self.store);
        loop {
            if store.closed {
                return None;
            }
            if let Some((task, key)) = store.next() {
                return Some((task, key, store.look.clone()));
            }
            store = self.bell.wait(store).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn settle(&self, task: Task, key: TileKey, look: &Look, done: Result<Done, TileError>) {
        let pause = self.options.negative;
        let mut store = lock(&self.store);
        store.finished(task, key);
        match done {
            Ok(Done::Picture(pixels)) => {
                store.put_picture(key, pixels, look);
                store.last_error = None;
            }
            Ok(Done::Labels(labels)) => store.put_labels(key, Some(labels), pause),
            Err(error) => {
                let reason: Arc<str> = error.to_string().into();
                match task {
                    Task::Picture => store.fail_picture(key, Arc::clone(&reason), pause),
                    Task::Labels => store.put_labels(key, None, pause),
                }
                if error != TileError::NoData {
                    tracing::debug!(zoom = key.z, %reason, "a tile failed");
                    store.last_error = Some(reason);
                }
            }
        }
    }

    fn fulfil(&self, task: Task, key: TileKey, look: &Look) -> Result<Done, TileError> {
        if !key.is_valid() {
            return Err(TileError::Address("no such tile".into()));
        }
        let reader = self.reader()?;
        let meta = reader.meta();
        match (task, meta.content) {
            (Task::Picture, Content::Picture) => {
                let bytes = reader.tile(key)?.ok_or(TileError::NoData)?;
                decode::picture(&bytes).map(Done::Picture)
            }
            (Task::Picture, Content::Vector) => {
                let (data_key, data) = self.vector(reader.as_ref(), key)?;
                let water_below = meta.draws_land().unwrap_or_else(|| draws_land(&data));
                let raster = Raster { colours: &look.colours, scale: look.scale, water_below };
                rasterise(&raster, key, data_key, &data).map(Done::Picture)
            }
            (Task::Labels, Content::Picture) => Ok(Done::Labels(Vec::new())),
            (Task::Labels, Content::Vector) => {
                let (data_key, data) = self.vector(reader.as_ref(), key)?;
                Ok(Done::Labels(label::labels(&data, data_key, key)))
            }
        }
    }

    /// The deepest data that contain the tile: its own, or those of an ancestor.
    fn vector(&self, reader: &dyn Reader, key: TileKey) -> Result<(TileKey, Arc<VectorTile>), TileError> {
        let meta = reader.meta();
        if !meta.covers(key) {
            return Err(TileError::NoData);
        }
        // A server is not asked for the whole lineage.
        let tries = if meta.online { 2 } else { usize::MAX };
        for data_key in key.lineage().filter(|key| key.z <= meta.max_zoom).take(tries) {
            if let Some(tile) = lock(&self.vectors).get(data_key) {
                return Ok((data_key, tile));
            }
            if let Some(bytes) = reader.tile(data_key)? {
                let tile = Arc::new(VectorTile::decode(&bytes)?);
                lock(&self.vectors).put(data_key, Arc::clone(&tile));
                return Ok((data_key, tile));
            }
        }
        Err(TileError::NoData)
    }

    /// Opens the source on a worker, so that a slow disk or server never blocks the window.
    fn reader(&self) -> Result<Arc<dyn Reader>, TileError> {
        let mut opened = lock(&self.opened);
        match &*opened {
            Opened::Open(reader) => return Ok(Arc::clone(reader)),
            Opened::Failed(error, retry) if Instant::now() < *retry => return Err(error.clone()),
            Opened::NotYet | Opened::Failed(..) => {}
        }
        let result = catch_unwind(AssertUnwindSafe(|| open(&self.source, &self.options)));
        match result.unwrap_or(Err(TileError::Panicked)) {
            Ok(reader) => {
                let _ = self.meta.set(reader.meta().clone());
                *opened = Opened::Open(Arc::clone(&reader));
                Ok(reader)
            }
            Err(error) => {
                *opened = Opened::Failed(error.clone(), Instant::now() + self.options.negative);
                Err(error)
            }
        }
    }
}

enum Done {
    Picture(Pixels),
    Labels(Vec<Label>),
}

fn open(source: &TileSource, options: &HttpOptions) -> Result<Arc<dyn Reader>, TileError> {
    source.validate().map_err(|error| TileError::Address(error.to_string()))?;
    Ok(match source {
        TileSource::Bundled => Arc::new(PmTiles::from_static(bundled_archive())?),
        TileSource::PmTiles { path } => Arc::new(PmTiles::open(path)?),
        TileSource::MbTiles { path } => Arc::new(MbTiles::open(path)?),
        TileSource::Xyz { .. } | TileSource::TileJson { .. } => online::open(source, options)?,
    })
}

fn draws_land(data: &VectorTile) -> bool {
    data.layer("earth").or_else(|| data.layer("land")).is_some() || data.layer("water").is_none()
}

impl Vectors {
    fn get(&mut self, key: TileKey) -> Option<Arc<VectorTile>> {
        self.clock += 1;
        let (tile, used) = self.tiles.get_mut(&key)?;
        *used = self.clock;
        Some(Arc::clone(tile))
    }

    fn put(&mut self, key: TileKey, tile: Arc<VectorTile>) {
        self.clock += 1;
        self.bytes += tile.bytes;
        if let Some((old, _)) = self.tiles.insert(key, (tile, self.clock)) {
            self.bytes -= old.bytes;
        }
        while self.bytes > MAX_VECTOR_BYTES && self.tiles.len() > 1 {
            let Some(oldest) = self.tiles.iter().min_by_key(|(_, (_, used))| *used).map(|(key, _)| *key) else { break };
            if let Some((old, _)) = self.tiles.remove(&oldest) {
                self.bytes -= old.bytes;
            }
        }
    }
}

impl HttpOptions {
    /// Shorter pauses, for tests.
    #[doc(hidden)]
    pub fn impatient() -> Self {
        Self {
            connect: Duration::from_millis(400),
            total: Duration::from_millis(900),
            negative: Duration::from_millis(300),
            back_off: Duration::from_millis(200),
            ..Self::default()
        }
    }
}

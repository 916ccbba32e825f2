//! The base map as the window sees it: ask for a tile, get what there is, never wait.

use std::sync::Arc;

use super::{
    colours::MapColours,
    engine::Engine,
    http::HttpOptions,
    key::TileKey,
    label::Label,
    raster::{Pixels, TILE_POINTS},
    reader::Content,
    source::{Attribution, SourceError, TileSource},
};

/// Called from a worker thread whenever something became ready; typically asks the window for a new frame.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// What is known of a tile.
#[derive(Clone, Debug)]
pub enum TileState {
    Ready(Arc<Pixels>),
    /// Being drawn or fetched; the waker is called when that is over.
    Pending,
    /// With the reason, in words; tried again when asked for after a while.
    Failed(Arc<str>),
}

/// For the status bar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TilesStatus {
    /// Tiles being drawn, fetched or waiting.
    pub loading: usize,
    /// The latest failure since the last success.
    pub last_error: Option<Arc<str>>,
    /// Whether tiles come from a server.
    pub online: bool,
}

/// Hands out drawn tiles and labels.
///
/// The bundled map is always at hand beneath the chosen source: where that has no data, is loading or cannot be
/// reached, [`TileService::peek_bundled`] still has a picture.
pub struct TileService {
    source: TileSource,
    options: HttpOptions,
    colours: MapColours,
    scale: f32,
    waker: Waker,
    bundled: Engine,
    chosen: Option<Engine>,
}

impl TileService {
    /// Starts the workers and draws the two outermost zooms at once. Opens no connection unless `source` is online.
    ///
    /// `pixel_scale`: physical pixels in a logical point, `0.25..=4`.
    pub fn new(source: TileSource, colours: MapColours, pixel_scale: f32, waker: Waker) -> Self {
        Self::with_options(source, colours, pixel_scale, waker, HttpOptions::default())
    }

    pub fn with_options(
        source: TileSource,
        colours: MapColours,
        pixel_scale: f32,
        waker: Waker,
        options: HttpOptions,
    ) -> Self {
        let bundled =
            Engine::start(TileSource::Bundled, options.clone(), colours.clone(), pixel_scale, Arc::clone(&waker));
        let mut service =
            Self { source: TileSource::Bundled, options, colours, scale: pixel_scale, waker, bundled, chosen: None };
        service.choose(source);
        service
    }

    /// Shows another source.
    ///
    /// # Errors
    /// [`SourceError`] where the description cannot be used; the present source then stays.
    pub fn set_source(&mut self, source: TileSource) -> Result<(), SourceError> {
        source.validate()?;
        if source != self.source {
            self.choose(source);
        }
        Ok(())
    }

    fn choose(&mut self, source: TileSource) {
        self.chosen = (source != TileSource::Bundled).then(|| {
            let (options, colours, waker) = (self.options.clone(), self.colours.clone(), Arc::clone(&self.waker));
            Engine::start(source.clone(), options, colours, self.scale, waker)
        });
        self.source = source;
    }

    pub fn source(&self) -> &TileSource {
        &self.source
    }

    /// New colours or a new scale: tiles keep their old look until they are drawn again.
    pub fn set_look(&mut self, colours: MapColours, pixel_scale: f32) {
        if colours == self.colours && pixel_scale == self.scale {
            return;
        }
        self.colours = colours;
        self.scale = pixel_scale;
        // Pictures have a look of their own: they are not fetched again because ours changed.
        let chosen = self.chosen.as_ref().filter(|_| self.tile_points() == TILE_POINTS);
        for (engine, keeps) in [(Some(&self.bundled), true), (chosen, !self.source.is_online())] {
            let Some(engine) = engine else { continue };
            engine.with(|store| {
                if store.restyle(self.colours.clone(), self.scale) && keeps {
                    store.want_kept();
                }
            });
        }
    }

    pub fn set_colours(&mut self, colours: MapColours) {
        self.set_look(colours, self.scale);
    }

    pub fn colours(&self) -> &MapColours {
        &self.colours
    }

    /// To be called once a frame: what is not asked for again is then no longer worked on.
    pub fn begin_frame(&self) {
        self.bundled.with(|store| store.begin_frame());
        if let Some(chosen) = &self.chosen {
            chosen.with(|store| store.begin_frame());
        }
    }

    fn engine(&self) -> &Engine {
        self.chosen.as_ref().unwrap_or(&self.bundled)
    }

    /// A tile of the chosen source. Never blocks.
    pub fn get(&self, key: TileKey) -> TileState {
        if !key.is_valid() {
            return TileState::Failed("no such tile".into());
        }
        self.engine().with(|store| store.picture(key))
    }

    /// The tile of the chosen source if it is ready, and whether it has the present colours. Asks for nothing.
    pub fn peek(&self, key: TileKey) -> Option<(Arc<Pixels>, bool)> {
        self.engine().with(|store| store.peek(key))
    }

    /// A tile of the bundled map; as [`TileService::get`] where that is the chosen source.
    pub fn get_bundled(&self, key: TileKey) -> TileState {
        if !key.is_valid() {
            return TileState::Failed("no such tile".into());
        }
        self.bundled.with(|store| store.picture(key))
    }

    /// A tile of the bundled map if it is ready. Asks for nothing.
    pub fn peek_bundled(&self, key: TileKey) -> Option<(Arc<Pixels>, bool)> {
        self.bundled.with(|store| store.peek(key))
    }

    pub fn has_own_source(&self) -> bool {
        self.chosen.is_some()
    }

    /// The names in a tile, most important first, once they are read. Pictures have none: their names are painted in.
    ///
    /// `key.z` is the zoom of the map itself, that is of tiles 256 points wide.
    pub fn labels(&self, key: TileKey) -> Option<Arc<Vec<Label>>> {
        key.is_valid().then(|| self.engine().with(|store| store.labels(key))).flatten()
    }

    /// Side of a tile of the chosen source in logical points: 512 for vector tiles, 256 for pictures.
    pub fn tile_points(&self) -> u32 {
        let picture = match self.engine().meta() {
            Some(meta) => meta.content == Content::Picture,
            None => matches!(self.source, TileSource::Xyz { .. }),
        };
        if picture { 256 } else { TILE_POINTS }
    }

    /// The deepest tile to ask for: pictures end at the source's last zoom, vector tiles are drawn at any.
    pub fn max_zoom(&self) -> u8 {
        match (self.engine().meta(), &self.source) {
            (Some(meta), _) if meta.content == Content::Picture => meta.max_zoom,
            (None, TileSource::Xyz { max_zoom, .. }) => *max_zoom,
            _ => 22,
        }
    }

    /// Whom to thank for what is on the screen.
    pub fn attribution(&self) -> Attribution {
        match &self.source {
            TileSource::Bundled => Attribution::new(
                "Made with Natural Earth · places: GeoNames, CC BY 4.0",
                "https://www.naturalearthdata.com",
            ),
            TileSource::Xyz { attribution, .. } | TileSource::TileJson { attribution, .. } => attribution.clone(),
            TileSource::PmTiles { .. } | TileSource::MbTiles { .. } => {
                let text = self.engine().meta().map(|meta| meta.attribution.clone()).unwrap_or_default();
                Attribution { text, link: String::new() }
            }
        }
    }

    pub fn status(&self) -> TilesStatus {
        let of = |engine: &Engine| engine.with(|store| (store.open_tasks(), store.last_error.clone()));
        let (loading, last_error) = of(self.engine());
        TilesStatus { loading, last_error, online: self.source.is_online() }
    }
}

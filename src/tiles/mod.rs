//! The base map: where tiles come from, how they are drawn, and a service that hands them out without ever
//! blocking its caller. No window toolkit in here: the result is pixels and labels.
//!
//! * Vector tiles are drawn on the CPU by worker threads, so a map looks the same on every graphics driver.
//! * Labels are not in the pictures: they are handed out as data and placed by the view, crisp and without collisions.
//! * No connection is opened unless the user chose an online [`TileSource`].
//!
//! ```text
//! source ─► reader (pmtiles | mbtiles | http + cache) ─► mvt ─► classify ─► shape ─► raster ─► service ─► view
//!                                                          └──► label ───────────────────────────┘
//! ```

mod blob;
mod cache;
mod classify;
mod colours;
mod decode;
mod engine;
mod error;
mod http;
mod key;
mod label;
mod mbtiles;
mod mvt;
mod online;
mod pmtiles;
mod proto;
mod proxy;
mod raster;
mod reader;
mod service;
mod shape;
mod source;
mod store;
mod style;

pub use cache::DiskCache;
pub use colours::{MapColours, MapTheme, Rgb};
pub use error::TileError;
pub use http::{HttpOptions, user_agent};
pub use key::TileKey;
pub use label::{Label, LabelKind};
pub use mbtiles::MbTiles;
pub use mvt::{Shape, Value, VectorLayer, VectorTile};
pub use pmtiles::PmTiles;
pub use proxy::ProxyChoice;
pub use raster::{Pixels, Raster, rasterise};
pub use reader::{Content, Meta, Reader};
pub use service::{TileService, TileState, TilesStatus, Waker};
pub use source::{Attribution, SourceError, TileSource, bundled_archive};

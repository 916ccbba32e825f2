//! What happened: events and everything one says of itself.
//!
//! An [`EventTable`] holds events as immutable columns. A row never changes; an import makes a new table.
//! Nothing in here knows of articles, filters, windows or files.

mod builder;
mod claim;
mod column;
mod day;
mod edited;
mod group;
mod issue;
mod joined;
mod merge;
mod patched;
mod place;
mod position;
mod source;
mod table;
mod toll;
mod when;

pub use builder::{EventDraft, EventView, Renumbered, TableBuilder};
pub use claim::Claim;
pub use column::{Category, Code, Coded, Codes, DetailColumn, DetailTexts, ListColumn, Shared, SparseText, TextColumn};
pub(crate) use column::{Slots, same};
pub use day::Day;
pub use edited::TableEdit;
pub use group::{Group, GroupId, Groups};
pub use issue::{Issue, Severity};
pub use joined::Stretch;
pub use merge::LayerPart;
pub use patched::Patch;
pub use place::{Place, PlaceId};
pub use position::{LonLat, WorldPoint, WorldRect, metres_per_world_unit};
pub use source::{Source, SourceId};
pub use table::{EventId, EventTable};
pub use toll::Toll;
pub use when::{When, WhenError};

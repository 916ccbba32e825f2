//! The project file: a GeoPackage that holds everything a project holds, written so that nothing acknowledged is
//! lost.
//!
//! A whole project is written to a new file beside the old one and put in its place ([`save_as`]); an edit is one
//! transaction in place ([`Writer::write`]). Opening ([`open`]) changes nothing. The schema is `schema.sql` and
//! `triggers.sql`.

mod backup;
mod columns;
mod connect;
mod edit;
mod edit_events;
mod edit_fields;
mod error;
mod event_row;
mod geometry;
pub mod journal;
mod journal_vfs;
mod links;
mod lock;
mod log;
mod pages;
mod read;
mod read_events;
mod recovery;
mod reports;
mod salvage;
mod saver;
mod schema;
mod side_by_side;
mod sound;
mod sound_page;
mod sound_rtree;
mod write;

pub use crate::project::LogEntry;
pub use backup::{Backup, backups};
pub use edit::Writer;
pub use error::StoreError;
pub use lock::{Lock, NoLock};
pub use read::{Access, Opened, is_foreign, open, read, read_log, read_setting};
pub use recovery::{Recovery, recover, scratch, scratches, state_folder};
pub use salvage::{Salvaged, salvage, salvage_watched};
pub use saver::{SaveEvent, Saver, SaverOptions};
pub use schema::SCHEMA_VERSION;
pub use write::{save_as, save_copy};

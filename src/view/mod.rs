//! What is on the screen. Views read a [`Ctx`] and send commands; none changes anything itself.

pub mod about;
pub mod action;
pub mod closing;
pub mod compare;
mod context;
pub mod edit;
pub mod export;
pub mod fields;
pub mod filter_bar;
pub mod issues;
pub mod keys;
pub mod layers;
pub mod list;
pub mod log;
pub mod map;
pub mod mapping;
pub mod open_path;
pub mod original;
pub mod palette;
mod parts;
pub mod paste;
mod pick;
pub mod reader;
pub mod replace;
pub mod rescue;
pub mod review;
pub mod settings_window;
pub mod sheet;
pub mod status;
pub mod timeline;
pub mod topbar;
pub mod trouble;
pub mod whole;
pub mod words;

pub use context::{Change, Ctx, Evidence, FileLine, FileState, Pane, Shell, how};
pub use status::Running;

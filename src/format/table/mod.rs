//! Tables: whatever has a row an event and columns that mean something.

mod convert;
mod gdelt;
mod guess;
mod header;
mod hxl;
mod mapping;
mod marks;
mod mentions;
mod sniff;
mod split;

pub use guess::Question;
pub use mapping::{Column, Mapping};

pub(super) use convert::{FORMULA, Plan, read, tell_encoding};
pub(super) use guess::{Guess, guess};
pub(super) use header::sample;
pub(super) use hxl::is_tags;
pub(super) use mentions::read as read_mentions;

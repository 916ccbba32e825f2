//! Columns: how the fields of many events are kept in few bytes.
//!
//! Whatever repeats is stored once and referred to by code; a code takes one, two or four bytes, as many as the
//! codes need; what few rows have is stored for those rows alone; texts lie one after the other in arenas.

mod category;
mod coded;
mod codes;
mod details;
mod hash;
mod list;
mod shared;
mod text;

pub use category::Category;
pub use coded::Coded;
pub use codes::{Code, Codes};
pub use details::{DetailColumn, DetailTexts, Details};
pub(super) use hash::Slots;
pub use list::ListColumn;
pub use shared::Shared;
pub use text::{SparseText, TextColumn};

/// Which row of which table comes next when rows are put in order or tables are put together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Pick {
    pub part: u32,
    pub row: u32,
}

impl Pick {
    pub(super) fn part(self) -> usize {
        self.part as usize
    }

    pub(super) fn row(self) -> usize {
        self.row as usize
    }
}

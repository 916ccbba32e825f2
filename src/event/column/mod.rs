//! Columns: how the fields of many events are kept in few bytes.
//!
//! Whatever repeats is stored once and referred to by code; a code takes one, two or four bytes, as many as the
//! codes need; what few rows have is stored for those rows alone; texts lie one after the other in arenas.

mod category;
mod coded;
mod codes;
mod details;
mod field;
mod hash;
mod list;
mod shared;
mod text;

pub use category::Category;
pub use coded::Coded;
pub use codes::{Code, Codes};
pub use details::Details;
pub use field::{DetailColumn, DetailTexts};
pub(crate) use hash::{Slots, same};
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

/// Where each row of each table comes in an order.
pub(super) struct Whereabouts(Vec<Vec<u32>>);

impl Whereabouts {
    /// `lengths`: how many rows of each table are of interest, its first ones.
    pub(super) fn of(order: &[Pick], lengths: &[usize]) -> Self {
        let mut places: Vec<Vec<u32>> = lengths.iter().map(|rows| vec![u32::MAX; *rows]).collect();
        for (place, from) in (0..).zip(order) {
            if let Some(it) = places[from.part()].get_mut(from.row()) {
                *it = place;
            }
        }
        Self(places)
    }

    /// What a few rows of each table have, in the order: the new row, the table, and what was given with its row.
    pub(super) fn in_order<R: Iterator<Item = (u32, u32)>>(
        &self,
        rows: impl Iterator<Item = R>,
    ) -> Vec<(u32, u32, u32)> {
        let mut found = Vec::new();
        for (part, (rows, places)) in (0..).zip(rows.zip(&self.0)) {
            let placed = rows.map(|(at, row)| (places[row as usize], part, at));
            found.extend(placed.filter(|(place, ..)| *place != u32::MAX));
        }
        found.sort_unstable();
        found
    }
}

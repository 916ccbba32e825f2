//! Derived look-ups over events: sets of rows, their clusters on the map, their bars in time, their words.

mod bits;
mod by_date;
mod cluster;
mod codes;
mod fields;
mod histogram;
mod join;
mod mass;
mod parallel;
mod space;
mod tracked;
mod words;

pub use bits::Bits;
pub use by_date::{ByDate, DateCounts, DatedBy};
pub use cluster::{Cluster, ClusterRequest, clusters};
pub use codes::count_codes;
pub use fields::{Fields, Numbers, number};
pub use histogram::{Band, Bin, Crowd, Histogram, HistogramRequest, Unit};
pub use mass::{Mass, Places, SLOTS, Sum};
pub use parallel::{each_part, give_way};
pub use space::{Cell, Lies, Space, cell_rect, rect_lies};
pub use tracked::{Changes, Counts, Tracked, add_all};
pub use words::{Search, WordIndex};

use std::sync::Arc;

use crate::event::EventTable;

/// What is looked up in a table whatever the filter: made once a table.
#[derive(Clone, Debug, Default)]
pub struct Lookups {
    pub space: Space,
    pub by_date: ByDate,
    /// Made piece by piece, when asked for.
    pub fields: Arc<Fields>,
}

impl Lookups {
    pub fn new(table: &EventTable) -> Self {
        std::thread::scope(|scope| {
            let space = scope.spawn(|| Space::new(table.points()));
            let by_date = ByDate::new(table);
            let space = space.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            Self { space, by_date, fields: Arc::new(Fields::new(table)) }
        })
    }

    /// Bytes in use.
    pub fn bytes(&self) -> usize {
        self.space.bytes() + self.by_date.bytes()
    }
}

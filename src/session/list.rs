use std::fmt;
use std::ops::Index;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::order::Order;
use crate::event::EventId;
use crate::index::{Bits, DateCounts};
use crate::project::Project;

/// What the list shows, in its order.
///
/// Nothing is sorted when a filter moves: the order of all events is kept, and which of them are in the list is looked up
/// as far as the list is looked at.
#[derive(Default)]
pub struct List {
    project: Arc<Project>,
    order: Arc<Order>,
    rows: Arc<Bits>,
    /// How many events of the list have each date, if that is known anyway: then nothing has to be counted.
    dates: Option<Arc<DateCounts>>,
    seen: Mutex<Seen>,
}

/// How far the list is known.
#[derive(Default)]
struct Seen {
    /// How many events of the list lie in the stretches of the order up to this one.
    ends: Vec<u32>,
    /// An event of the list by number, and its place in the order: its stretch, and where in all rows.
    at: Option<(usize, usize, usize)>,
}

impl List {
    pub(super) fn new(
        project: &Arc<Project>,
        order: &Arc<Order>,
        rows: &Arc<Bits>,
        dates: Option<Arc<DateCounts>>,
    ) -> Self {
        Self {
            project: Arc::clone(project),
            order: Arc::clone(order),
            rows: Arc::clone(rows),
            dates,
            seen: Mutex::default(),
        }
    }

    pub fn len(&self) -> usize {
        self.rows.count()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The events that are in the list.
    pub fn rows(&self) -> &Arc<Bits> {
        &self.rows
    }

    /// The event at a position.
    pub fn get(&self, position: usize) -> Option<&EventId> {
        if position >= self.len() {
            return None;
        }
        let mut seen = self.seen();
        let (stretch, mut at, mut left) = match seen.at {
            // One after the other, as rows are drawn.
            Some((known, _, at)) if known == position => return self.order.rows().get(at),
            Some((known, stretch, at)) if known + 1 == position => (stretch, at + 1, 0),
            _ => {
                let stretch = self.stretch_of(&mut seen, position)?;
                let before = if stretch == 0 { 0 } else { seen.ends[stretch - 1] as usize };
                (stretch, self.order.stretch(stretch).start, position - before)
            }
        };
        let rows = self.order.rows();
        let mut stretch = stretch;
        loop {
            while at < self.order.stretch(stretch).end {
                if self.rows.contains(rows[at].row()) {
                    if left == 0 {
                        seen.at = Some((position, stretch, at));
                        return rows.get(at);
                    }
                    left -= 1;
                }
                at += 1;
            }
            stretch += 1;
            if stretch >= self.order.stretches() {
                return None;
            }
            at = self.order.stretch(stretch).start;
        }
    }

    /// Where in the list an event is.
    pub fn position(&self, event: EventId) -> Option<usize> {
        if !self.rows.contains(event.row()) {
            return None;
        }
        let (stretch, at) = self.order.place(&self.project, event)?;
        let mut seen = self.seen();
        self.look_up_to(&mut seen, stretch);
        let before = if stretch == 0 { 0 } else { seen.ends[stretch - 1] as usize };
        let here = &self.order.rows()[self.order.stretch(stretch).start..at];
        Some(before + here.iter().filter(|id| self.rows.contains(id.row())).count())
    }

    /// All events of the list in their order.
    pub fn iter(&self) -> impl Iterator<Item = &EventId> {
        (0..self.order.stretches())
            .flat_map(|it| &self.order.rows()[self.order.stretch(it)])
            .filter(|id| self.rows.contains(id.row()))
    }

    /// The events from one position to another, both included.
    pub fn between(&self, from: usize, to: usize) -> Vec<EventId> {
        (from..=to).filter_map(|position| self.get(position).copied()).collect()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The stretch that holds a position.
    fn stretch_of(&self, seen: &mut Seen, position: usize) -> Option<usize> {
        while seen.ends.last().is_none_or(|end| *end as usize <= position) {
            if seen.ends.len() >= self.order.stretches() {
                return None;
            }
            self.look_up_to(seen, seen.ends.len() + 1);
        }
        Some(seen.ends.partition_point(|end| *end as usize <= position))
    }

    /// Count the stretches before this one.
    fn look_up_to(&self, seen: &mut Seen, stretch: usize) {
        for it in seen.ends.len()..stretch.min(self.order.stretches()) {
            let count = match (&self.dates, self.order.date_of(it)) {
                (Some(dates), Some(code)) => dates.total(code),
                _ => {
                    let rows = &self.order.rows()[self.order.stretch(it)];
                    rows.iter().filter(|id| self.rows.contains(id.row())).count() as u32
                }
            };
            seen.ends.push(seen.ends.last().copied().unwrap_or(0) + count);
        }
    }
}

impl Index<usize> for List {
    type Output = EventId;

    /// # Panics
    /// If the list is shorter.
    fn index(&self, position: usize) -> &EventId {
        match self.get(position) {
            Some(id) => id,
            None => panic!("position {position} of {}", self.len()),
        }
    }
}

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List").field("len", &self.len()).finish_non_exhaustive()
    }
}

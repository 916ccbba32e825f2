use std::sync::Arc;

use super::bands::Lanes;
use super::scale::Range;
use crate::event::{Day, EventId};
use crate::filter::Control;
use crate::index::{Bits, Histogram, HistogramRequest, Unit};
use crate::project::Project;
use crate::session::{Colouring, Session, days_of};

/// What is true of all that passes the other filters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    /// The days of all of it.
    pub extent: Option<(Day, Day)>,
    pub rows: usize,
    pub undated: usize,
    /// Dated, but not to one day.
    pub imprecise: usize,
}

/// Bars, bands and counts: computed when what they follow from has moved, never per frame.
#[derive(Debug, Default)]
pub struct Data {
    project: Option<Arc<Project>>,
    time_rows: Arc<Bits>,
    rows: Arc<Bits>,
    colouring: Arc<Colouring>,
    unit: Option<Unit>,
    /// The days that the bars were counted for: more than those shown, so that panning needs no counting.
    built: Range,
    restricted: bool,
    stale: bool,
    /// Counts up with every count.
    pub version: u64,
    pub facts: Facts,
    /// What passes the other filters.
    pub all: Histogram,
    /// What passes the filter on time too, if there is one.
    pub inside: Option<Histogram>,
    pub lanes: Lanes,
    /// How many dated events lie wholly before and after what is shown.
    pub beyond: (usize, usize),
    /// What that was counted for.
    beyond_of: Option<(u64, (Day, Day))>,
    /// Bar, slot and row of every counted event; only where bars are single days and events are few.
    pub blocks: Vec<(u32, u8, u32)>,
}

impl Data {
    /// More are shown as plain bars.
    const MOST_BLOCKS: usize = 20_000;

    /// Look whether other events take part than before. True if another project is open.
    pub fn look(&mut self, session: &Session) -> bool {
        let (project, derived) = (session.project(), session.derived());
        let same = self.project.as_ref().is_some_and(|it| Arc::ptr_eq(it, project));
        let restricted = session.filter().get(Control::Time).is_some();
        // Results are made anew whenever any filter moves, and are then often equal: moving the brush leaves
        // what the other filters keep as it was.
        let moved = |old: &Arc<Bits>, new: &Arc<Bits>| !Arc::ptr_eq(old, new) && old != new;
        if !same || moved(&self.time_rows, &derived.time_rows) {
            self.facts = facts(project, &derived.time_rows);
            self.stale = true;
        }
        self.stale |= !Arc::ptr_eq(&self.colouring, &derived.colouring);
        if self.stale || restricted != self.restricted || moved(&self.rows, &derived.rows) {
            self.inside = None;
        }
        self.restricted = restricted;
        self.time_rows = Arc::clone(&derived.time_rows);
        self.rows = Arc::clone(&derived.rows);
        self.colouring = Arc::clone(&derived.colouring);
        self.project = Some(Arc::clone(project));
        !same
    }

    /// Count for bars of this unit, at least over the range shown.
    pub fn count(&mut self, unit: Unit, shown: Range) {
        let Some(project) = self.project.clone() else { return };
        if self.stale || self.unit != Some(unit) || !self.built.contains(shown) {
            self.stale = false;
            self.version += 1;
            self.unit = Some(unit);
            self.built = shown.widened(1.0);
            self.all = self.histogram(&project, &Arc::clone(&self.time_rows));
            self.lanes = Lanes::pack(&self.all.bands, unit);
            self.blocks = self.single_events(&project);
            self.inside = None;
        }
        if self.restricted && self.inside.is_none() {
            self.inside = Some(self.histogram(&project, &Arc::clone(&self.rows)));
        }
    }

    fn histogram(&self, project: &Project, rows: &Bits) -> Histogram {
        Histogram::new(&HistogramRequest {
            table: &project.events,
            rows,
            slot_of: &self.colouring.slot_of,
            slots: self.colouring.slots.len().max(1),
            unit: self.unit.unwrap_or(Unit::Day),
            span: self.built.days(),
        })
    }

    fn single_events(&self, project: &Project) -> Vec<(u32, u8, u32)> {
        let counted: usize = self.all.bins.iter().map(|bin| bin.total() as usize).sum();
        let mut blocks = Vec::new();
        let Some(origin) = self.all.bins.first().map(|bin| bin.first.0) else { return blocks };
        if self.unit != Some(Unit::Day) || counted > Self::MOST_BLOCKS {
            return blocks;
        }
        let (first, last) = (project.events.earliest_days(), project.events.latest_days());
        let days = origin..origin + i32::try_from(self.all.bins.len()).unwrap_or(i32::MAX);
        for row in self.time_rows.iter().filter(|row| first[*row] == last[*row] && days.contains(&first[*row])) {
            let slot = self.colouring.slot_of.get(row).copied().unwrap_or(0);
            blocks.push(((first[row] - origin) as u32, slot, row as u32));
        }
        blocks.sort_unstable();
        blocks
    }

    /// The events counted in a bar, by day. A scan: only in answer to the user.
    pub fn events_of(&self, bin: usize) -> Vec<EventId> {
        let (Some(project), Some(bin)) = (&self.project, self.all.bins.get(bin)) else { return Vec::new() };
        let (first, last) = (project.events.earliest_days(), project.events.latest_days());
        let within = |row: &usize| first[*row] >= bin.first.0 && last[*row] < bin.end.0 && first[*row] <= last[*row];
        let mut rows: Vec<usize> = self.time_rows.iter().filter(within).collect();
        rows.sort_by_key(|row| (first[*row], *row));
        rows.into_iter().map(|row| EventId(row as u32)).collect()
    }

    /// Count what lies beyond the days shown. Not while they move: it is a scan.
    pub fn look_beyond(&mut self, shown: Range) {
        let days = shown.days();
        let Some(project) = self.project.as_ref().filter(|_| self.beyond_of != Some((self.version, days))) else {
            return;
        };
        let (first, last) = (project.events.earliest_days(), project.events.latest_days());
        self.beyond = (0, 0);
        for row in self.time_rows.iter().filter(|row| first[*row] <= last[*row]) {
            self.beyond.0 += usize::from(last[row] < days.0.0);
            self.beyond.1 += usize::from(first[row] > days.1.0);
        }
        self.beyond_of = Some((self.version, days));
    }

    /// The days in which most of it happened, if they are only a small part of all: a few events long ago should
    /// not squeeze all others into a corner when a case is opened.
    pub fn dense(&self) -> Option<(Day, Day)> {
        const PARTS: usize = 512;
        const SHARE: f64 = 0.8;
        let (project, (first, last)) = (self.project.as_ref()?, self.facts.extent?);
        let length = f64::from(last.0) - f64::from(first.0) + 1.0;
        let part = length / PARTS as f64;
        let mut counts = [0_usize; PARTS];
        let (earliest, latest) = (project.events.earliest_days(), project.events.latest_days());
        for row in self.time_rows.iter().filter(|row| earliest[*row] <= latest[*row]) {
            let at = (f64::from(earliest[row]) - f64::from(first.0)) / part;
            counts[(at.max(0.0) as usize).min(PARTS - 1)] += 1;
        }
        let wanted = (counts.iter().sum::<usize>() as f64 * SHARE) as usize;
        let (mut best, mut start, mut sum) = ((0, PARTS), 0, 0);
        for end in 0..PARTS {
            sum += counts[end];
            while sum - counts[start] >= wanted && start < end {
                sum -= counts[start];
                start += 1;
            }
            if sum >= wanted && end + 1 - start < best.1 - best.0 {
                best = (start, end + 1);
            }
        }
        let (mut a, mut b) = (best.0 as f64 * part, best.1 as f64 * part);
        if (b - a) * 4.0 > length {
            return None;
        }
        // What little is left at an end is taken along.
        let near = (b - a) * 0.35;
        a = if a <= near { 0.0 } else { a };
        b = if length - b <= near { length } else { b };
        let day = |at: f64| first.plus(at as i32);
        Some((Unit::Month.floor(day(a)), Unit::Month.next(Unit::Month.floor(day(b - 1.0))).plus(-1)))
    }

    /// Whether an event passes every filter.
    pub fn passes(&self, event: EventId) -> bool {
        self.rows.contains(event.row())
    }

    /// The block of an event that happened on a day.
    pub fn block_of(&self, event: EventId, day: Day) -> Option<usize> {
        let bin = u32::try_from(self.bin_at(day)?).ok()?;
        let first = self.blocks.partition_point(|it| it.0 < bin);
        let at = self.blocks[first..].iter().take_while(|it| it.0 == bin).position(|it| it.2 == event.0)?;
        Some(first + at)
    }

    /// The bar that holds a moment.
    pub fn bin_at(&self, day: Day) -> Option<usize> {
        let bin = self.all.bins.partition_point(|bin| bin.end <= day);
        self.all.bins.get(bin).filter(|it| it.first <= day).map(|_| bin)
    }

    /// The bars that reach into a range.
    pub fn seen(&self, range: Range) -> std::ops::Range<usize> {
        let first = self.all.bins.partition_point(|bin| f64::from(bin.end.0) <= range.from);
        let end = self.all.bins.partition_point(|bin| f64::from(bin.first.0) < range.to);
        first..end.max(first)
    }
}

fn facts(project: &Project, rows: &Bits) -> Facts {
    let (first, last) = (project.events.earliest_days(), project.events.latest_days());
    Facts {
        extent: days_of(project, rows),
        rows: rows.count(),
        undated: rows.iter().filter(|row| first[*row] > last[*row]).count(),
        imprecise: rows.iter().filter(|row| first[*row] < last[*row]).count(),
    }
}

use std::sync::Arc;

use super::bands::Lanes;
use super::scale::Range;
use crate::event::{Day, EventId};
use crate::filter::Control;
use crate::index::{Bits, DateCounts, Histogram, Unit};
use crate::project::Project;
use crate::session::{Colouring, Session};

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
    /// How many events have each date, of what passes the other filters.
    dates: Arc<DateCounts>,
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
            self.facts = facts(session);
            self.stale = true;
        }
        self.stale |= !Arc::ptr_eq(&self.colouring, &derived.colouring);
        if self.stale {
            self.dates = session.dates(false);
        }
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
    pub fn count(&mut self, session: &Session, unit: Unit, shown: Range) {
        if self.stale || self.unit != Some(unit) || !self.built.contains(shown) {
            self.stale = false;
            self.version += 1;
            self.unit = Some(unit);
            self.built = shown.widened(1.0);
            self.all = session.histogram(false, unit, self.built.days());
            self.lanes = Lanes::pack(&self.all.bands, &self.all.crowds, unit);
            self.blocks = self.single_events(session);
            self.inside = None;
        }
        if self.restricted && self.inside.is_none() {
            self.inside = Some(session.histogram(true, unit, self.built.days()));
        }
    }

    fn single_events(&self, session: &Session) -> Vec<(u32, u8, u32)> {
        let counted: usize = self.all.bins.iter().map(|bin| bin.total() as usize).sum();
        let mut blocks = Vec::new();
        let Some((first, end)) = self.all.bins.first().zip(self.all.bins.last()).map(|(a, b)| (a.first, b.end)) else {
            return blocks;
        };
        if self.unit != Some(Unit::Day) || counted > Self::MOST_BLOCKS {
            return blocks;
        }
        let by_date = session.by_date();
        for rank in by_date.beginning_in(first, end.plus(-1)) {
            let Some((day, _)) = by_date.span(rank).filter(|(day, last)| day == last) else { continue };
            for event in by_date.rows_of(rank).iter().filter(|event| self.time_rows.contains(event.row())) {
                let slot = self.colouring.slot_of.get(event.row()).copied().unwrap_or(0);
                blocks.push(((day.0 - first.0) as u32, slot, event.0));
            }
        }
        blocks.sort_unstable();
        blocks
    }

    /// The events counted in a bar, by day.
    pub fn events_of(&self, session: &Session, bin: usize) -> Vec<EventId> {
        let Some(bin) = self.all.bins.get(bin) else { return Vec::new() };
        let by_date = session.by_date();
        let within = |rank: &usize| by_date.span(*rank).is_some_and(|(_, last)| last < bin.end);
        let ranks = by_date.beginning_in(bin.first, bin.end.plus(-1)).filter(within);
        let mut events: Vec<(Day, EventId)> = Vec::new();
        for rank in ranks {
            let first = by_date.span(rank).map_or(bin.first, |(first, _)| first);
            let here = by_date.rows_of(rank).iter().filter(|event| self.time_rows.contains(event.row()));
            events.extend(here.map(|event| (first, *event)));
        }
        events.sort_unstable();
        events.into_iter().map(|(_, event)| event).collect()
    }

    /// Every date that something has, and how many events have it.
    fn dated<'a>(&'a self, session: &'a Session) -> impl Iterator<Item = ((Day, Day), usize)> + 'a {
        let by_date = session.by_date();
        (0..by_date.ranks()).filter_map(|rank| {
            let count = self.dates.total(by_date.code(rank)) as usize;
            by_date.span(rank).map(|span| (span, count)).filter(|(_, count)| *count > 0)
        })
    }

    /// Count what lies beyond the days shown.
    pub fn look_beyond(&mut self, session: &Session, shown: Range) {
        let days = shown.days();
        if self.beyond_of == Some((self.version, days)) {
            return;
        }
        let mut beyond = (0, 0);
        for ((first, last), count) in self.dated(session) {
            beyond.0 += if last < days.0 { count } else { 0 };
            beyond.1 += if first > days.1 { count } else { 0 };
        }
        self.beyond = beyond;
        self.beyond_of = Some((self.version, days));
    }

    /// The days in which most of it happened, if they are only a small part of all: a few events long ago should
    /// not squeeze all others into a corner when a case is opened.
    pub fn dense(&self, session: &Session) -> Option<(Day, Day)> {
        const PARTS: usize = 512;
        const SHARE: f64 = 0.8;
        /// With fewer, every one of them is worth its room.
        const FEWEST: usize = 12;
        let (first, last) = self.facts.extent?;
        let length = f64::from(last.0) - f64::from(first.0) + 1.0;
        let part = length / PARTS as f64;
        let mut counts = [0_usize; PARTS];
        for ((day, _), count) in self.dated(session) {
            let at = (f64::from(day.0) - f64::from(first.0)) / part;
            counts[(at.max(0.0) as usize).min(PARTS - 1)] += count;
        }
        let all = counts.iter().sum::<usize>();
        if all < FEWEST {
            return None;
        }
        let wanted = (all as f64 * SHARE).ceil() as usize;
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

fn facts(session: &Session) -> Facts {
    let (by_date, dates) = (session.by_date(), session.dates(false));
    let mut facts = Facts { extent: session.all_days(), rows: session.derived().time_rows.count(), ..Facts::default() };
    for rank in 0..by_date.ranks() {
        let count = dates.total(by_date.code(rank)) as usize;
        match by_date.span(rank) {
            None => facts.undated += count,
            Some((first, last)) if first < last => facts.imprecise += count,
            Some(_) => {}
        }
    }
    facts
}

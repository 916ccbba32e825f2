use jiff::civil::Date;

use super::{Bits, ByDate, DateCounts};
use crate::event::Day;

/// How wide a bar of the timeline is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
}

impl Unit {
    pub const ALL: [Unit; 6] = [Unit::Day, Unit::Week, Unit::Month, Unit::Quarter, Unit::Year, Unit::Decade];

    /// A rough length in days, for choosing.
    pub fn days(self) -> f64 {
        match self {
            Unit::Day => 1.0,
            Unit::Week => 7.0,
            Unit::Month => 30.4,
            Unit::Quarter => 91.3,
            Unit::Year => 365.25,
            Unit::Decade => 3652.5,
        }
    }

    /// As in "by week".
    pub fn word(self) -> &'static str {
        match self {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Quarter => "quarter",
            Unit::Year => "year",
            Unit::Decade => "decade",
        }
    }

    /// The first day of the bar that holds the day. Weeks begin on Monday.
    pub fn floor(self, day: Day) -> Day {
        let date = day.date();
        let first = |year: i16, month: i8| Date::new(year, month, 1).map_or(day, Day::from_date);
        match self {
            Unit::Day => day,
            Unit::Week => day.plus(-i32::from(date.weekday().to_monday_zero_offset())),
            Unit::Month => first(date.year(), date.month()),
            Unit::Quarter => first(date.year(), (date.month() - 1) / 3 * 3 + 1),
            Unit::Year => first(date.year(), 1),
            Unit::Decade => first(date.year().div_euclid(10) * 10, 1),
        }
    }

    /// The first day of the next bar.
    pub fn next(self, floor: Day) -> Day {
        match self {
            Unit::Day => floor.plus(1),
            Unit::Week => floor.plus(7),
            // Far enough to be in the next one, then back to its first day.
            Unit::Month => self.floor(floor.plus(31)),
            Unit::Quarter => self.floor(floor.plus(92)),
            Unit::Year => self.floor(floor.plus(366)),
            Unit::Decade => self.floor(floor.plus(3653)),
        }
    }
}

/// One bar: its days and how many events of each colour slot lie wholly in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bin {
    pub first: Day,
    /// The day after its last.
    pub end: Day,
    pub slots: Vec<u32>,
}

impl Bin {
    pub fn total(&self) -> u32 {
        self.slots.iter().sum()
    }
}

/// An event whose possible days reach over more than one bar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Band {
    pub row: u32,
    pub first: Day,
    pub last: Day,
    pub slot: u8,
}

/// What to count.
pub struct HistogramRequest<'a> {
    pub by_date: &'a ByDate,
    pub rows: &'a Bits,
    /// Counted over the same rows.
    pub counts: &'a DateCounts,
    /// Colour slot of every row.
    pub slot_of: &'a [u8],
    pub unit: Unit,
    /// The days shown, both included.
    pub span: (Day, Day),
    /// Whether bands are asked for, or only bars.
    pub bands: bool,
}

/// Events with the same possible days of which only the number is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Crowd {
    pub first: Day,
    pub last: Day,
    pub count: u32,
}

/// Bars and bands.
///
/// An event is counted in a bar only if all its possible days lie in that bar. Every other dated event is a
/// band, so that no bar claims a date that nobody knows. Undated events are only counted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Histogram {
    /// Without gaps, from the bar of the first shown day on.
    pub bins: Vec<Bin>,
    /// At most about [`Histogram::MOST_BANDS`], the shortest first to be taken; by first day.
    pub bands: Vec<Band>,
    /// The bands that would be too many.
    pub crowds: Vec<Crowd>,
    pub undated: usize,
    /// Dated events wholly outside the days shown.
    pub outside: usize,
}

impl Histogram {
    /// Bars are at most this many; a request for more is answered with fewer.
    pub const MOST_BINS: usize = 4000;
    /// More bands than this are not told one by one.
    pub const MOST_BANDS: usize = 20_000;

    /// The work depends on how many different dates there are, not on how many events.
    pub fn new(request: &HistogramRequest<'_>) -> Self {
        let HistogramRequest { by_date, counts, unit, span, .. } = *request;
        let mut bins = Vec::new();
        let mut first = unit.floor(span.0);
        while first <= span.1 && bins.len() < Self::MOST_BINS {
            let end = unit.next(first);
            if end <= first {
                break;
            }
            bins.push(Bin { first, end, slots: vec![0; counts.slots()] });
            first = end;
        }
        let mut it = Self { bins, ..Self::default() };
        let mut wide: Vec<(i32, usize)> = Vec::new();
        let mut bin = 0;
        // First days ascend, and so do bars.
        for rank in 0..by_date.ranks() {
            let of = counts.of(by_date.code(rank));
            let total: u32 = of.iter().sum();
            if total == 0 {
                continue;
            }
            let Some((a, b)) = by_date.span(rank) else {
                it.undated += total as usize;
                continue;
            };
            if b < span.0 || a > span.1 {
                it.outside += total as usize;
                continue;
            }
            while it.bins.get(bin).is_some_and(|it| it.end <= a) {
                bin += 1;
            }
            match it.bins.get_mut(bin) {
                Some(bin) if bin.first <= a && b < bin.end => {
                    bin.slots.iter_mut().zip(of).for_each(|(to, from)| *to += from);
                }
                _ => wide.push((b.0.saturating_sub(a.0), rank)),
            }
        }
        if request.bands {
            wide.sort_unstable();
            it.add_bands(request, &wide);
        }
        it
    }

    fn add_bands(&mut self, request: &HistogramRequest<'_>, wide: &[(i32, usize)]) {
        for (_, rank) in wide {
            let Some((first, last)) = request.by_date.span(*rank) else { continue };
            let count = request.counts.total(request.by_date.code(*rank));
            if self.bands.len() + count as usize > Self::MOST_BANDS {
                self.crowds.push(Crowd { first, last, count });
                continue;
            }
            let rows = request.by_date.rows_of(*rank).iter().filter(|id| request.rows.contains(id.row()));
            self.bands.extend(rows.map(|id| Band {
                row: id.0,
                first,
                last,
                slot: request.slot_of.get(id.row()).copied().unwrap_or(0),
            }));
        }
        self.bands.sort_by_key(|band| (band.first, band.last, band.row));
    }

    /// The highest bar.
    pub fn highest(&self) -> u32 {
        self.bins.iter().map(Bin::total).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{EventDraft, TableBuilder, When};
    use crate::index::{DatedBy, Tracked};

    fn histogram(dates: &[&str], unit: Unit, span: (&str, &str)) -> Histogram {
        let mut builder = TableBuilder::default();
        for date in dates {
            builder.push(EventDraft { when: When::parse(date).ok(), ..EventDraft::default() });
        }
        let table = builder.build();
        let day = |text: &str| When::parse(text).unwrap().earliest();
        let slot_of = vec![0; table.len()];
        let counts =
            Tracked::new(DatedBy { table: &table, slot_of: &slot_of }, DateCounts::with_room(&table, 1), table.len());
        Histogram::new(&HistogramRequest {
            by_date: &ByDate::new(&table),
            rows: &Bits::all(table.len()),
            counts: counts.whole(),
            slot_of: &slot_of,
            unit,
            span: (day(span.0), day(span.1)),
            bands: true,
        })
    }

    #[test]
    fn bars_have_no_gaps_and_begin_on_mondays_and_firsts() {
        let it = histogram(&[], Unit::Week, ("2024-07-17", "2024-08-01"));
        assert_eq!(it.bins[0].first, Day::from_ymd(2024, 7, 15).unwrap());
        assert!(it.bins.windows(2).all(|w| w[0].end == w[1].first));
        for unit in Unit::ALL {
            let it = histogram(&[], unit, ("1999-12-31", "2024-02-29"));
            assert!(it.bins.windows(2).all(|w| w[0].end == w[1].first), "{unit:?}");
            assert!(it.bins.iter().all(|bin| unit.floor(bin.first) == bin.first && unit.floor(bin.end) == bin.end));
        }
    }

    #[test]
    fn bands_past_all_measure_are_told_as_a_crowd() {
        let dates: Vec<&str> = std::iter::repeat_n("2024", Histogram::MOST_BANDS + 1).chain(["2024-02"]).collect();
        let it = histogram(&dates, Unit::Day, ("2024-01-01", "2024-12-31"));
        assert_eq!((it.bands.len(), it.crowds.len(), it.crowds[0].count as usize), (1, 1, Histogram::MOST_BANDS + 1));
    }

    #[test]
    fn an_event_counts_in_a_bar_only_if_all_its_days_lie_there() {
        let it = histogram(&["2024-07-16", "2024-07", "2024", "", "1990"], Unit::Month, ("2024-01-01", "2024-12-31"));
        let july = it.bins.iter().find(|b| b.first == Day::from_ymd(2024, 7, 1).unwrap()).unwrap();
        assert_eq!((july.total(), it.bands.len(), it.undated, it.outside), (2, 1, 1, 1));
    }
}

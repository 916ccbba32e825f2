use jiff::civil::Date;

use super::Bits;
use crate::event::{Day, EventTable};

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
    pub table: &'a EventTable,
    pub rows: &'a Bits,
    /// Colour slot of every row, and how many slots there are.
    pub slot_of: &'a [u8],
    pub slots: usize,
    pub unit: Unit,
    /// The days shown, both included.
    pub span: (Day, Day),
}

/// Bars and bands.
///
/// An event is counted in a bar only if all its possible days lie in that bar. Every other dated event is a
/// band, so that no bar claims a date that nobody knows. Undated events are only counted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Histogram {
    /// Without gaps, from the bar of the first shown day on.
    pub bins: Vec<Bin>,
    pub bands: Vec<Band>,
    pub undated: usize,
    /// Dated events wholly outside the days shown.
    pub outside: usize,
}

impl Histogram {
    /// Bars are at most this many; a request for more is answered with fewer.
    pub const MOST_BINS: usize = 4000;

    pub fn new(request: &HistogramRequest<'_>) -> Self {
        let HistogramRequest { table, rows, slot_of, slots, unit, span } = *request;
        let mut bins = Vec::new();
        let mut first = unit.floor(span.0);
        while first <= span.1 && bins.len() < Self::MOST_BINS {
            let end = unit.next(first);
            if end <= first {
                break;
            }
            bins.push(Bin { first, end, slots: vec![0; slots] });
            first = end;
        }
        let mut it = Self { bins, ..Self::default() };
        let (earliest, latest) = (table.earliest_days(), table.latest_days());
        for row in rows.iter() {
            let (a, b) = (earliest[row], latest[row]);
            if a > b {
                it.undated += 1;
                continue;
            }
            if b < span.0.0 || a > span.1.0 {
                it.outside += 1;
                continue;
            }
            let slot = slot_of.get(row).copied().unwrap_or(0);
            let bin = it.bins.partition_point(|bin| bin.end.0 <= a);
            match it.bins.get_mut(bin) {
                Some(bin) if bin.first.0 <= a && b < bin.end.0 => {
                    if let Some(count) = bin.slots.get_mut(usize::from(slot)) {
                        *count += 1;
                    }
                }
                _ => it.bands.push(Band {
                    row: u32::try_from(row).unwrap_or(u32::MAX),
                    first: Day(a),
                    last: Day(b),
                    slot,
                }),
            }
        }
        it.bands.sort_by_key(|band| (band.first, band.last, band.row));
        it
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

    fn histogram(dates: &[&str], unit: Unit, span: (&str, &str)) -> Histogram {
        let mut builder = TableBuilder::default();
        for date in dates {
            builder.push(EventDraft { when: When::parse(date).ok(), ..EventDraft::default() });
        }
        let table = builder.build();
        let day = |text: &str| When::parse(text).unwrap().earliest();
        Histogram::new(&HistogramRequest {
            rows: &Bits::all(table.len()),
            slot_of: &vec![0; table.len()],
            slots: 1,
            unit,
            span: (day(span.0), day(span.1)),
            table: &table,
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
    fn an_event_counts_in_a_bar_only_if_all_its_days_lie_there() {
        let it = histogram(&["2024-07-16", "2024-07", "2024", "", "1990"], Unit::Month, ("2024-01-01", "2024-12-31"));
        let july = it.bins.iter().find(|b| b.first == Day::from_ymd(2024, 7, 1).unwrap()).unwrap();
        assert_eq!((july.total(), it.bands.len(), it.undated, it.outside), (2, 1, 1, 1));
    }
}

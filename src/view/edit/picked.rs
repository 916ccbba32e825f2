//! What is picked in a calendar, and the date in EDTF that it means.

use jiff::civil::Date;

use crate::event::{Day, When};

/// How much of a date is picked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Unit {
    #[default]
    Day,
    Month,
    Year,
    /// From one day to another.
    Range,
}

impl Unit {
    pub const ALL: [Unit; 4] = [Unit::Day, Unit::Month, Unit::Year, Unit::Range];
    pub const NAMES: [&str; 4] = ["Day", "Month", "Year", "Range"];
}

/// What is picked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Picked {
    pub unit: Unit,
    /// A day in what is picked: the first one of a range.
    pub from: Day,
    /// The last day of a range.
    pub to: Day,
    pub approximate: bool,
    pub uncertain: bool,
}

impl Picked {
    /// What a date says, as far as a calendar can show it; else the day that is `near`.
    pub fn of(when: Option<&When>, near: Day) -> Self {
        let Some(when) = when else {
            return Self { unit: Unit::Day, from: near, to: near, approximate: false, uncertain: false };
        };
        let (approximate, uncertain) = (when.is_approximate(), when.is_uncertain());
        let known = |day: Day| if day == Day::MIN || day == Day::MAX { None } else { Some(day) };
        let (first, last) = (known(when.earliest()), known(when.latest()));
        let from = first.or(last).unwrap_or(near);
        let to = last.unwrap_or(from);
        let text = when.text().trim_end_matches(['~', '?', '%']);
        let unit = match text.len() {
            _ if text.contains('/') => Unit::Range,
            4 if first.is_some() && !text.contains('X') => Unit::Year,
            7 if month_of(from) == month_of(to) => Unit::Month,
            _ if from == to => Unit::Day,
            _ => Unit::Range,
        };
        Self { unit, from, to, approximate, uncertain }
    }

    /// The date in EDTF.
    pub fn edtf(&self) -> String {
        let sign = match (self.approximate, self.uncertain) {
            (true, true) => "%",
            (true, false) => "~",
            (false, true) => "?",
            (false, false) => "",
        };
        let day = |day: Day| day.date().strftime("%Y-%m-%d").to_string();
        match self.unit {
            Unit::Day => format!("{}{sign}", day(self.from)),
            Unit::Month => format!("{}{sign}", self.from.date().strftime("%Y-%m")),
            Unit::Year => format!("{}{sign}", self.from.date().strftime("%Y")),
            Unit::Range => format!("{}{sign}/{}{sign}", day(self.from), day(self.to)),
        }
    }

    /// Whether a day is in what is picked.
    pub fn holds(&self, day: Day) -> bool {
        match self.unit {
            Unit::Day => day == self.from,
            Unit::Month => month_of(day) == month_of(self.from),
            Unit::Year => day.date().year() == self.from.date().year(),
            Unit::Range => (self.from..=self.to).contains(&day),
        }
    }
}

fn month_of(day: Day) -> (i16, i8) {
    (day.date().year(), day.date().month())
}

/// The days of a month as a calendar shows them: six weeks from the Monday on or before the first.
pub fn weeks(year: i16, month: i8) -> impl Iterator<Item = Day> {
    let first = Date::new(year, month, 1).unwrap_or(Date::constant(1970, 1, 1));
    let before = i32::from(first.weekday().to_monday_zero_offset());
    let start = Day::from_date(first).plus(-before);
    (0..42).map(move |i| start.plus(i))
}

/// A month so many months later; years stay within those of EDTF's plain dates.
pub fn later((year, month): (i16, i8), months: i32) -> (i16, i8) {
    let number = (i32::from(year) * 12 + i32::from(month) - 1 + months).clamp(12, 9999 * 12 + 11);
    ((number / 12) as i16, (number % 12 + 1) as i8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_picked_means_the_date_that_it_came_from() {
        for text in [
            "2024-07-16",
            "2024-07",
            "2024",
            "2024-07-16~",
            "2024-02?",
            "2024%",
            "2024-01-28/2024-01-29",
            "2024-01-28~/2024-02-03~",
        ] {
            let when = When::parse(text).unwrap();
            assert_eq!(Picked::of(Some(&when), Day(0)).edtf(), text);
        }
        assert_eq!(Picked::of(None, Day(19920)).edtf(), "2024-07-16");
        // What a calendar cannot show is at least near what is meant.
        let open = When::parse("2024-07-16/..").unwrap();
        assert_eq!(Picked::of(Some(&open), Day(0)).from, Day(19920));
        let season = Picked::of(When::parse("2024-21").ok().as_ref(), Day(0));
        assert_eq!((season.unit, season.edtf().as_str()), (Unit::Range, "2024-03-01/2024-05-31"));
    }

    #[test]
    fn weeks_begin_on_monday_and_hold_the_whole_month() {
        for (year, month) in [(2024, 2), (2023, 10), (2026, 3), (1, 1), (9999, 12)] {
            let days: Vec<Day> = weeks(year, month).collect();
            assert_eq!(days.len(), 42);
            let first = Day::from_ymd(year, month, 1).unwrap();
            assert!(days[..7].contains(&first));
        }
        assert_eq!(weeks(2024, 7).next().unwrap().date(), Date::constant(2024, 7, 1));
        assert_eq!((later((2024, 1), -1), later((2024, 12), 1), later((1, 1), -5)), ((2023, 12), (2025, 1), (1, 1)));
    }
}

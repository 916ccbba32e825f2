use jiff::civil::Date;

/// A civil day at the place of an event, counted from 1970-01-01 (day 0).
///
/// Days are wall-clock dates: no time zone ever shifts them. The range is that of jiff's civil dates,
/// years −9999 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Day(pub i32);

impl Day {
    /// The first and the last day that can be told.
    pub const MIN: Day = Day(-4_371_587);
    pub const MAX: Day = Day(2_932_896);

    /// The day of a civil date.
    pub fn from_date(date: Date) -> Self {
        let epoch = Date::constant(1970, 1, 1);
        // `until` in days cannot fail for two civil dates.
        let days = epoch.until(date).map(|span| span.get_days()).unwrap_or(0);
        Day(days)
    }

    /// The civil date of this day, clamped to the range of dates that exist.
    pub fn date(self) -> Date {
        let epoch = Date::constant(1970, 1, 1);
        let days = self.0.clamp(Self::MIN.0, Self::MAX.0);
        epoch.saturating_add(jiff::Span::new().days(days))
    }

    /// The day of year, month and day, if there is such a date.
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self::from_date)
    }

    /// This day moved by a number of days, saturating.
    pub fn plus(self, days: i32) -> Self {
        Day(self.0.saturating_add(days).clamp(Self::MIN.0, Self::MAX.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_its_date_are_the_same_thing() {
        for (year, month, day, number) in [(1970, 1, 1, 0), (1970, 1, 2, 1), (1969, 12, 31, -1), (2024, 7, 16, 19920)] {
            let it = Day::from_ymd(year, month, day).unwrap();
            assert_eq!(it.0, number);
            assert_eq!(it.date(), Date::new(year, month, day).unwrap());
        }
    }

    #[test]
    fn the_range_is_that_of_civil_dates() {
        assert_eq!(Day::from_date(Date::MIN), Day::MIN);
        assert_eq!(Day::from_date(Date::MAX), Day::MAX);
        assert_eq!(Day(i32::MAX).date(), Date::MAX);
    }
}

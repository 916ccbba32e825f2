use crate::event::Day;
use crate::index::Unit;

/// The days shown: from the start of the first to the end of the last, as fractions of days, so that panning is
/// smooth. Day 3 reaches from 3.0 to 4.0.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Range {
    pub from: f64,
    pub to: f64,
}

impl Range {
    /// Nobody needs less than a week on the whole width.
    pub const SHORTEST: f64 = 7.0;

    /// All of these days, both included.
    pub fn of_days((first, last): (Day, Day)) -> Self {
        Self { from: f64::from(first.0), to: f64::from(last.0) + 1.0 }
    }

    /// The days that are at least half in it.
    pub fn days(self) -> (Day, Day) {
        let first = Day(self.from.round() as i32);
        (first, Day((self.to.round() as i32 - 1).max(first.0)))
    }

    pub fn length(self) -> f64 {
        self.to - self.from
    }

    /// Shorter or longer by a factor, the day `about` staying where it is.
    pub fn zoomed(self, factor: f64, about: f64) -> Self {
        let factor = factor.max(Self::SHORTEST / self.length());
        Self { from: about - (about - self.from) * factor, to: about + (self.to - about) * factor }
    }

    pub fn moved(self, days: f64) -> Self {
        Self { from: self.from + days, to: self.to + days }
    }

    /// Not shorter than a week, not much longer than everything, and never past everything.
    pub fn within(self, all: Range) -> Self {
        let longest = (all.length() * 2.0).max(Self::SHORTEST * 4.0);
        let length = self.length().clamp(Self::SHORTEST, longest);
        let middle = (self.from + self.to) / 2.0;
        // At least the middle of the view stays among what there is.
        let middle = middle.clamp(all.from, all.to.max(all.from));
        Self { from: middle - length / 2.0, to: middle + length / 2.0 }
    }

    /// Room at both sides, by a share of the length.
    pub fn widened(self, share: f64) -> Self {
        let by = self.length() * share;
        Self { from: self.from - by, to: self.to + by }
    }

    pub fn contains(self, other: Range) -> bool {
        self.from <= other.from && other.to <= self.to
    }
}

/// Days as points on the screen and back.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scale {
    pub range: Range,
    pub left: f32,
    pub right: f32,
}

impl Scale {
    pub fn width(self) -> f32 {
        (self.right - self.left).max(1.0)
    }

    /// Points a day.
    pub fn per_day(self) -> f64 {
        f64::from(self.width()) / self.range.length().max(f64::MIN_POSITIVE)
    }

    /// Where a moment is, in fractions of days. Held within what a screen can bear.
    pub fn x(self, day: f64) -> f32 {
        let x = f64::from(self.left) + (day - self.range.from) * self.per_day();
        x.clamp(f64::from(self.left) - 1e5, f64::from(self.right) + 1e5) as f32
    }

    /// Where a day begins.
    pub fn start(self, day: Day) -> f32 {
        self.x(f64::from(day.0))
    }

    /// Where a day ends.
    pub fn end(self, day: Day) -> f32 {
        self.x(f64::from(day.0) + 1.0)
    }

    /// The moment at a place.
    pub fn at(self, x: f32) -> f64 {
        self.range.from + f64::from(x - self.left) / self.per_day()
    }

    /// The day at a place.
    pub fn day(self, x: f32) -> Day {
        Day(self.at(x).floor() as i32)
    }

    /// The shortest unit whose bars are wide enough to be seen apart.
    pub fn unit(self) -> Unit {
        /// Points.
        const NARROWEST: f64 = 6.0;
        let per_day = self.per_day();
        Unit::ALL.into_iter().find(|unit| unit.days() * per_day >= NARROWEST).unwrap_or(Unit::Decade)
    }
}

/// All of these days as whole bars, with a little air at both sides.
pub fn fit((first, last): (Day, Day), width: f32) -> Range {
    let days = Range::of_days((first, last));
    // A single day would be as wide as the window.
    let days = days.widened(((28.0 - days.length()) / 2.0 / days.length()).max(0.0));
    let (first, last) = days.days();
    let unit = Scale { range: days, left: 0.0, right: width }.unit();
    let (first, end) = (unit.floor(first), unit.next(unit.floor(last)));
    Range::of_days((first, end.plus(-1).max(first))).widened(0.004)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scale(from: f64, length: f64, width: f32) -> Scale {
        Scale { range: Range { from, to: from + length }, left: 16.0, right: 16.0 + width }
    }

    proptest! {
        #[test]
        fn a_day_is_found_where_it_was_put(from in -40_000_i32..40_000, length in 7_u32..60_000, width in 400.0_f32..2560.0, share in 0.0_f64..1.0) {
            let scale = scale(f64::from(from), f64::from(length), width);
            let day = Day(from + (f64::from(length - 1) * share) as i32);
            // The middle of the day, as a float is never exactly on its border.
            let middle = (scale.start(day) + scale.end(day)) / 2.0;
            let off = (scale.at(middle) - f64::from(day.0) - 0.5).abs();
            prop_assert!(off * scale.per_day() < 0.01, "{off} days");
            if scale.per_day() >= 0.1 {
                prop_assert_eq!(scale.day(middle), day);
            }
        }

        #[test]
        fn zooming_keeps_the_day_under_the_pointer(factor in 0.2_f64..5.0, share in 0.0_f64..1.0) {
            let range = Range { from: 100.0, to: 500.0 };
            let about = range.from + range.length() * share;
            let zoomed = range.zoomed(factor, about);
            let again = (about - zoomed.from) / zoomed.length();
            prop_assert!((again - share).abs() < 1e-9);
        }
    }

    #[test]
    fn bars_are_wide_enough_to_see_and_not_wider_than_needed() {
        for (days, unit) in [
            (30.0, Unit::Day),
            (310.0, Unit::Week),
            (2500.0, Unit::Month),
            (12_000.0, Unit::Quarter),
            (40_000.0, Unit::Year),
            (300_000.0, Unit::Decade),
        ] {
            let scale = scale(19_000.0, days, 1500.0);
            assert_eq!(scale.unit(), unit, "{days} days");
            if days > 200.0 {
                let bar = unit.days() * scale.per_day();
                assert!((6.0..=60.0).contains(&bar), "{days} days: bars of {bar}");
            }
        }
    }

    #[test]
    fn one_cannot_get_lost() {
        let all = Range { from: 0.0, to: 100.0 };
        let far = Range { from: 1000.0, to: 1050.0 }.within(all);
        assert_eq!((far.from, far.to), (75.0, 125.0));
        assert_eq!(Range { from: 10.0, to: 11.0 }.within(all).length(), Range::SHORTEST);
        assert_eq!(Range { from: -9e9, to: 9e9 }.within(all).length(), 200.0);
        assert_eq!(Range::of_days((Day(3), Day(5))).days(), (Day(3), Day(5)));
    }
}

use egui::{Align2, Painter, Rect, Stroke, pos2};

use super::say;
use super::scale::Scale;
use crate::event::Day;
use crate::theme::{Theme, medium, regular, size};
use crate::widget::ink;

/// The distance from one tick to the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    Day,
    /// Mondays.
    Week,
    Months(i32),
    Years(i32),
}

/// From fine to coarse.
const STEPS: [Step; 14] = [
    Step::Day,
    Step::Week,
    Step::Months(1),
    Step::Months(3),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(20),
    Step::Years(50),
    Step::Years(100),
    Step::Years(200),
    Step::Years(500),
    Step::Years(1000),
];

impl Step {
    fn days(self) -> f64 {
        match self {
            Self::Day => 1.0,
            Self::Week => 7.0,
            // The shortest: February, or a quarter with it.
            Self::Months(n) => 28.0 + 31.0 * f64::from(n - 1),
            Self::Years(n) => 365.0 * f64::from(n),
        }
    }

    /// The tick at or before a day.
    pub fn floor(self, day: Day) -> Day {
        let date = day.date();
        let first = |year: i32, month: i32| {
            let (year, month) = (i16::try_from(year), i8::try_from(month));
            year.ok().zip(month.ok()).and_then(|(year, month)| Day::from_ymd(year, month, 1)).unwrap_or(Day::MIN)
        };
        match self {
            Self::Day => day,
            Self::Week => day.plus(-i32::from(date.weekday().to_monday_zero_offset())),
            Self::Months(n) => first(date.year().into(), (i32::from(date.month()) - 1) / n * n + 1),
            Self::Years(n) => first(i32::from(date.year()).div_euclid(n) * n, 1),
        }
    }

    /// The tick after a tick.
    pub fn next(self, tick: Day) -> Day {
        match self {
            Self::Day => tick.plus(1),
            Self::Week => tick.plus(7),
            // Far enough to be in the next one, then back to its start.
            Self::Months(n) => self.floor(tick.plus(31 * n)),
            Self::Years(n) => self.floor(tick.plus(366 * n)),
        }
    }

    /// The coarser ticks above.
    fn above(self) -> Option<Step> {
        match self {
            Self::Day | Self::Week => Some(Self::Months(1)),
            Self::Months(_) => Some(Self::Years(1)),
            Self::Years(1 | 2) => Some(Self::Years(10)),
            Self::Years(_) => None,
        }
    }

    /// What stands at a tick.
    fn text(self, tick: Day, roomy: bool) -> String {
        let date = tick.date();
        match self {
            Self::Day if roomy => {
                const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
                let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
                format!("{} {}", DAYS.get(weekday).unwrap_or(&""), date.day())
            }
            Self::Day | Self::Week => date.day().to_string(),
            Self::Months(_) => say::month(date).to_owned(),
            Self::Years(_) => say::year(date),
        }
    }

    /// What stands above, in the second row.
    fn title(self, tick: Day) -> String {
        match self {
            Self::Months(1) => say::month_of(tick),
            Self::Years(10) => format!("{}s", say::year(tick.date())),
            _ => say::year(tick.date()),
        }
    }

    fn ticks(self, scale: Scale) -> Vec<Day> {
        let mut ticks = Vec::new();
        let mut tick = self.floor(scale.day(scale.left));
        while f64::from(tick.0) < scale.range.to && ticks.len() < 2000 {
            ticks.push(tick);
            let next = self.next(tick);
            if next <= tick {
                break;
            }
            tick = next;
        }
        ticks
    }
}

/// One text of the ruler.
#[derive(Clone, PartialEq, Debug)]
pub struct Label {
    pub text: String,
    pub x: f32,
    pub width: f32,
    /// One of the coarser ticks.
    pub major: bool,
}

/// Ticks and labels for a scale.
#[derive(Clone, PartialEq, Debug)]
pub struct Ruler {
    pub minor: Step,
    pub major: Option<Step>,
    pub labels: Vec<Label>,
    /// Where lines stand, and whether they are of the coarser kind.
    pub lines: Vec<(f32, bool)>,
    pub two_rows: bool,
}

/// From a tick to its label, and at least between two labels.
const INSET: f32 = 4.0;
const GAP: f32 = 10.0;
/// Height of one row of labels.
pub const ROW: f32 = 15.0;

impl Ruler {
    /// The finest ticks whose labels have room. `measure` tells how wide a text is; its second argument says
    /// whether it is a major one.
    pub fn new(scale: Scale, two_rows: bool, measure: impl Fn(&str, bool) -> f32) -> Self {
        let widest = |step: Step| {
            let sample = match step {
                Step::Day | Step::Week => "30".to_owned(),
                Step::Months(_) => "May".to_owned(),
                Step::Years(_) => say::year(scale.day(scale.left).date()),
            };
            measure(&sample, false)
        };
        let fits = |step: &Step| {
            // Mondays without their months in the same row say little: they come only where they have air.
            let air = if *step == Step::Week { 24.0 } else { 0.0 };
            step.days() * scale.per_day() >= f64::from(widest(*step) + INSET + GAP + air)
        };
        let minor = STEPS.into_iter().find(fits).unwrap_or(Step::Years(1000));
        let major = minor.above();
        let roomy = scale.per_day() >= 64.0;
        let mut it = Self { minor, major, labels: Vec::new(), lines: Vec::new(), two_rows };
        if let Some(major) = major {
            let ticks = major.ticks(scale);
            for (i, tick) in ticks.iter().enumerate() {
                let text = major.title(*tick);
                let width = measure(&text, true);
                // The one that began before stays at the edge until the next one pushes it out.
                let x = (scale.start(*tick) + INSET).max(scale.left);
                let end = ticks.get(i + 1).map_or(scale.right, |next| scale.start(*next)).min(scale.right);
                if x + width + if end < scale.right { GAP - INSET } else { 0.0 } <= end {
                    it.labels.push(Label { text, x, width, major: true });
                }
                it.line(scale, *tick, true);
            }
        }
        let majors = it.labels.clone();
        let mut free_from = f32::NEG_INFINITY;
        for tick in minor.ticks(scale) {
            it.line(scale, tick, false);
            let text = minor.text(tick, roomy);
            let (x, width) = (scale.start(tick) + INSET, measure(&text, false));
            let clear = |other: &Label| x >= other.x + other.width + GAP || x + width + GAP <= other.x;
            let visible = x >= scale.left && x + width <= scale.right && x >= free_from;
            if visible && (two_rows || majors.iter().all(clear)) {
                free_from = x + width + GAP;
                it.labels.push(Label { text, x, width, major: false });
            }
        }
        it
    }

    fn line(&mut self, scale: Scale, tick: Day, major: bool) {
        let x = scale.start(tick);
        if x >= scale.left && x <= scale.right && !self.lines.iter().any(|(other, _)| (other - x).abs() < 0.5) {
            self.lines.push((x, major));
        }
    }

    /// The days between the ticks around a place: what a double click zooms to.
    pub fn days_at(&self, day: Day, in_major_row: bool) -> (Day, Day) {
        let step = self.major.filter(|_| in_major_row).unwrap_or(match self.minor {
            // A single day on the whole width helps nobody.
            Step::Day => Step::Week,
            step => step,
        });
        let first = step.floor(day);
        (first, step.next(first).plus(-1))
    }

    /// The lines behind the bars.
    pub fn paint_lines(&self, painter: &Painter, theme: &Theme, plot: Rect) {
        for (x, major) in &self.lines {
            let x = painter.round_to_pixel_center(*x);
            let colour = if *major { theme.map_border } else { theme.line };
            let colour = if *major { Theme::fade(colour, 0.7) } else { colour };
            painter.vline(x, plot.top()..=plot.bottom() + 4.0, Stroke::new(1.0, colour));
        }
    }

    /// The labels, the finer ones first.
    pub fn paint_labels(&self, painter: &Painter, theme: &Theme, top: f32) {
        for label in &self.labels {
            let row = if self.two_rows && label.major { top + ROW } else { top };
            let at = pos2(label.x, row + ROW / 2.0);
            let (font, colour) =
                if label.major { (medium(size::AXIS), theme.text) } else { (regular(size::AXIS), theme.text_2) };
            ink(painter, at, Align2::LEFT_CENTER, &label.text, font, colour, f32::INFINITY);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::scale::Range;
    use super::*;

    fn ruler(first: &str, days: f64, width: f32, two_rows: bool) -> Ruler {
        let first = crate::event::When::parse(first).unwrap().earliest();
        let range = Range { from: f64::from(first.0), to: f64::from(first.0) + days };
        Ruler::new(Scale { range, left: 16.0, right: 16.0 + width }, two_rows, |text, _| {
            text.chars().count() as f32 * 6.5
        })
    }

    fn texts(ruler: &Ruler, major: bool) -> Vec<&str> {
        ruler.labels.iter().filter(|label| label.major == major).map(|label| label.text.as_str()).collect()
    }

    proptest! {
        #[test]
        fn labels_never_collide_or_leave_the_ruler(from in -900_000.0_f64..900_000.0, length in 2.0_f64..15.0, width in 300.0_f32..2560.0, two_rows in any::<bool>(), letter in 4.0_f32..9.0) {
            let range = Range { from, to: from + length.exp() };
            let scale = Scale { range, left: 16.0, right: 16.0 + width };
            let ruler = Ruler::new(scale, two_rows, |text, _| text.chars().count() as f32 * letter);
            for (i, a) in ruler.labels.iter().enumerate() {
                prop_assert!(a.x >= scale.left - 0.01 && a.x + a.width <= scale.right + 0.01, "{a:?}");
                for b in &ruler.labels[i + 1..] {
                    let one_row = !two_rows || a.major == b.major;
                    let apart = a.x + a.width + 4.0 <= b.x || b.x + b.width + 4.0 <= a.x;
                    prop_assert!(!one_row || apart, "{a:?} and {b:?}");
                }
            }
        }

        #[test]
        fn ticks_are_their_own_floor(day in -900_000_i32..900_000, step in 0_usize..14) {
            let step = STEPS[step];
            let tick = step.floor(Day(day));
            let next = step.next(tick);
            prop_assert!(tick.0 <= day && day < next.0, "{step:?}: {tick:?} {next:?}");
            prop_assert_eq!(step.floor(next), next);
        }
    }

    #[test]
    fn months_stand_under_years_and_days_under_months() {
        let year = ruler("2023-10-01", 330.0, 1300.0, true);
        assert_eq!(texts(&year, true), ["2023", "2024"]);
        assert_eq!(texts(&year, false)[..4], ["Oct", "Nov", "Dec", "Jan"]);
        let weeks = ruler("2024-07-10", 20.0, 1300.0, true);
        assert_eq!(texts(&weeks, true), ["July 2024"]);
        assert_eq!(texts(&weeks, false)[..2], ["Wed 10", "Thu 11"]);
        let decades = ruler("1890-01-01", 40_000.0, 1300.0, true);
        assert_eq!(texts(&decades, false)[..2], ["1890", "1895"]);
    }

    #[test]
    fn in_one_row_the_year_stands_in_the_place_of_january() {
        let year = ruler("2023-10-01", 330.0, 1300.0, false);
        assert_eq!(texts(&year, true), ["2023", "2024"]);
        assert!(!texts(&year, false).contains(&"Jan"));
    }

    #[test]
    fn a_double_click_knows_its_month() {
        let year = ruler("2023-10-01", 330.0, 1300.0, true);
        let day = Day::from_ymd(2024, 2, 10).unwrap();
        let (first, last) = year.days_at(day, false);
        assert_eq!(say::days(first, last), "February 2024");
        let (first, last) = year.days_at(day, true);
        assert_eq!(say::days(first, last), "2024");
    }
}

use crate::event::Day;
use crate::filter::Span;

/// A part of the chart as the brush divides it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Zone {
    FromGrip,
    ToGrip,
    Inside,
    Outside,
}

/// How near a grip the pointer takes hold of it, in points.
const REACH: f32 = 6.0;

/// What lies at `x` when the brush reaches from `left` to `right`; an open side has no grip.
pub fn zone(x: f32, left: Option<f32>, right: Option<f32>) -> Zone {
    let far = |side: Option<f32>| side.map_or(f32::INFINITY, |side| (x - side).abs());
    let (a, b) = (far(left), far(right));
    // A brush so narrow that both grips are in reach: the outer side of each still is its own.
    let to_first = b < a || (b == a && right.is_some_and(|right| x >= right));
    match () {
        () if to_first && b <= REACH => Zone::ToGrip,
        () if a <= REACH => Zone::FromGrip,
        () if left.is_none_or(|left| x > left) && right.is_none_or(|right| x < right) => Zone::Inside,
        () => Zone::Outside,
    }
}

/// A drag that makes or changes the brush.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Grab {
    /// A new one from this day, or a grip pulled while the other end stays.
    Stretch {
        fixed: Day,
    },
    /// One pulled side of a brush that has no other.
    OpenTo,
    OpenFrom,
    /// The whole brush, taken at this moment.
    Move {
        from: Day,
        to: Day,
        at: f64,
    },
}

impl Grab {
    /// What a press at a moment takes hold of.
    pub fn new(zone: Zone, span: Option<Span>, at: f64) -> Self {
        let fixed = Day(at.floor() as i32);
        match (zone, span) {
            (Zone::FromGrip, Some(Span { to: Some(fixed), .. })) => Self::Stretch { fixed },
            (Zone::FromGrip, Some(_)) => Self::OpenFrom,
            (Zone::ToGrip, Some(Span { from: Some(fixed), .. })) => Self::Stretch { fixed },
            (Zone::ToGrip, Some(_)) => Self::OpenTo,
            (Zone::Inside, Some(Span { from: Some(from), to: Some(to), .. })) => Self::Move { from, to, at },
            _ => Self::Stretch { fixed },
        }
    }

    /// The brush with the pointer at a moment, kept within the days that there are.
    pub fn drag(self, at: f64, (first, last): (Day, Day)) -> (Option<Day>, Option<Day>) {
        let here = Day(at.floor() as i32).clamp(first, last.max(first));
        match self {
            Self::Stretch { fixed } => {
                let fixed = fixed.clamp(first, last.max(first));
                (Some(fixed.min(here)), Some(fixed.max(here)))
            }
            Self::OpenFrom => (Some(here), None),
            Self::OpenTo => (None, Some(here)),
            Self::Move { from, to, at: taken } => {
                let (from, to) = moved((from, to), (at - taken).round() as i32, (first, last));
                (Some(from), Some(to))
            }
        }
    }
}

/// A brush moved by so many days, its length kept, stopping at the first and the last day.
pub fn moved((from, to): (Day, Day), days: i32, (first, last): (Day, Day)) -> (Day, Day) {
    // A brush that already reaches past the days may stay, but not go on.
    let (low, high) = ((first.0 - from.0).min(0), (last.0 - to.0).max(0));
    let days = days.clamp(low, high);
    (from.plus(days), to.plus(days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::Sense;

    const ALL: (Day, Day) = (Day(0), Day(100));

    fn span(from: Option<i32>, to: Option<i32>) -> Option<Span> {
        Some(Span { from: from.map(Day), to: to.map(Day), sense: Sense::Possibly })
    }

    fn days(from: i32, to: i32) -> (Option<Day>, Option<Day>) {
        (Some(Day(from)), Some(Day(to)))
    }

    #[test]
    fn a_drag_on_empty_ground_makes_a_brush_in_either_direction() {
        let grab = Grab::new(Zone::Outside, None, 20.7);
        assert_eq!(grab.drag(25.2, ALL), days(20, 25));
        assert_eq!(grab.drag(11.0, ALL), days(11, 20));
        assert_eq!(grab.drag(20.9, ALL), days(20, 20), "one day is a range");
        assert_eq!(grab.drag(-50.0, ALL), days(0, 20));
        assert_eq!(grab.drag(1e7, ALL), days(20, 100));
    }

    #[test]
    fn a_drag_inside_moves_the_brush_and_keeps_its_length() {
        let grab = Grab::new(Zone::Inside, span(Some(20), Some(29)), 24.0);
        assert_eq!(grab.drag(34.2, ALL), days(30, 39));
        assert_eq!(grab.drag(-99.0, ALL), days(0, 9));
        assert_eq!(grab.drag(999.0, ALL), days(91, 100));
    }

    #[test]
    fn a_grip_resizes_and_may_cross_the_other_one() {
        let grab = Grab::new(Zone::ToGrip, span(Some(20), Some(29)), 30.0);
        assert_eq!(grab.drag(40.5, ALL), days(20, 40));
        assert_eq!(grab.drag(5.5, ALL), days(5, 20));
        let open = Grab::new(Zone::FromGrip, span(Some(20), None), 20.0);
        assert_eq!(open.drag(30.0, ALL), (Some(Day(30)), None));
    }

    #[test]
    fn grips_have_reach_and_open_sides_have_none() {
        assert_eq!(zone(103.0, Some(100.0), Some(200.0)), Zone::FromGrip);
        assert_eq!(zone(96.0, Some(100.0), Some(200.0)), Zone::FromGrip);
        assert_eq!(zone(204.0, Some(100.0), Some(200.0)), Zone::ToGrip);
        assert_eq!(zone(150.0, Some(100.0), Some(200.0)), Zone::Inside);
        assert_eq!(zone(50.0, Some(100.0), Some(200.0)), Zone::Outside);
        assert_eq!(zone(50.0, None, Some(200.0)), Zone::Inside);
        // Narrow: each grip from its own side.
        assert_eq!(zone(99.0, Some(100.0), Some(103.0)), Zone::FromGrip);
        assert_eq!(zone(104.0, Some(100.0), Some(103.0)), Zone::ToGrip);
    }

    #[test]
    fn a_brush_past_the_days_is_not_pulled_back_but_goes_no_further() {
        assert_eq!(moved((Day(-10), Day(5)), -3, ALL), (Day(-10), Day(5)));
        assert_eq!(moved((Day(-10), Day(5)), 3, ALL), (Day(-7), Day(8)));
    }
}

use super::scale::Range;
use crate::event::Day;

/// The range shown, on its way to the range wished for.
///
/// The session keeps whole days; this keeps the fractions between them, so that panning by a tenth of a day
/// moves the picture by a tenth of a day.
#[derive(Clone, Copy, Debug, Default)]
pub struct Glide {
    shown: Range,
    target: Range,
    /// What the session and the data said when last looked.
    seen: Option<Seen>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
struct Seen {
    days: Option<(Day, Day)>,
    fit: Range,
    width: f32,
}

impl Glide {
    /// Follow the session if somebody else asked for other days, and the data while everything is shown.
    pub fn follow(&mut self, days: Option<(Day, Day)>, fit: Range, width: f32) {
        let now = Seen { days, fit, width };
        let Some(seen) = self.seen.replace(now) else {
            self.target = days.map_or(fit, Range::of_days);
            self.shown = self.target;
            return;
        };
        match days {
            None if seen.days.is_some() || seen.fit != fit => self.target = fit,
            // Days that are the target's own are the answer to what this view asked itself.
            Some(days) if seen.days != Some(days) && self.target.days() != days => {
                self.target = Range::of_days(days);
            }
            _ => {}
        }
        if seen.width != width {
            self.shown = self.target;
        }
    }

    /// Go there, gliding.
    pub fn to(&mut self, range: Range) {
        self.target = range;
    }

    /// Be there at once, as while dragging.
    pub fn jump(&mut self, range: Range) {
        (self.target, self.shown) = (range, range);
    }

    pub fn shown(&self) -> Range {
        self.shown
    }

    pub fn target(&self) -> Range {
        self.target
    }

    /// Let time pass; whether it still moves.
    pub fn step(&mut self, seconds: f32, still: bool) -> bool {
        if self.shown == self.target {
            return false;
        }
        let share = 1.0 - (-f64::from(seconds.min(0.05)) * 20.0).exp();
        let (from, to) = (self.target.from - self.shown.from, self.target.to - self.shown.to);
        if still || from.abs().max(to.abs()) < self.target.length() * 0.0005 {
            self.shown = self.target;
            return false;
        }
        self.shown = Range { from: self.shown.from + from * share, to: self.shown.to + to * share };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIT: Range = Range { from: 0.0, to: 100.0 };

    #[test]
    fn own_fractions_survive_the_answer_of_the_session() {
        let mut glide = Glide::default();
        glide.follow(None, FIT, 800.0);
        let panned = FIT.moved(0.3);
        glide.jump(panned);
        // The session has not answered yet, then answers with whole days.
        glide.follow(None, FIT, 800.0);
        assert_eq!(glide.target(), panned);
        glide.follow(Some(panned.days()), FIT, 800.0);
        assert_eq!(glide.target(), panned);
        // Somebody else asks for other days, and then for all.
        glide.follow(Some((Day(10), Day(19))), FIT, 800.0);
        assert_eq!(glide.target(), Range { from: 10.0, to: 20.0 });
        glide.follow(None, FIT, 800.0);
        assert_eq!(glide.target(), FIT);
    }

    #[test]
    fn gliding_arrives_and_with_reduced_motion_at_once() {
        let mut glide = Glide::default();
        glide.follow(None, FIT, 800.0);
        glide.to(Range { from: 20.0, to: 40.0 });
        assert!(glide.step(0.016, false));
        assert!((0..200).any(|_| !glide.step(0.016, false)), "it comes to rest");
        assert_eq!(glide.shown(), glide.target());
        glide.to(FIT);
        assert!(!glide.step(0.016, true));
        assert_eq!(glide.shown(), FIT);
    }
}

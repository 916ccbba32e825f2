use crate::event::Day;
use crate::filter::{Sense, Span};

/// What passes before the eye while playing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum PlayMode {
    /// A window of fixed length moves along.
    #[default]
    Window,
    /// Everything from the start up to now.
    Cumulative,
}

/// The timeline's player.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Play {
    pub running: bool,
    pub mode: PlayMode,
    /// Days a second.
    pub speed: f64,
    /// Where the front is, in days; none before it was started.
    pub at: Option<f64>,
    /// The days to play through.
    pub span: (Day, Day),
    /// Length of the window in days.
    pub window: i32,
}

impl Default for Play {
    fn default() -> Self {
        Self { running: false, mode: PlayMode::Window, speed: 14.0, at: None, span: (Day(0), Day(0)), window: 30 }
    }
}

impl Play {
    /// Days a second that one can choose from.
    pub const SPEEDS: [f64; 6] = [1.0, 7.0, 14.0, 30.0, 90.0, 365.0];

    /// Begin, or go on. A brushed range that is shorter than everything becomes the window.
    pub fn start(&mut self, span: (Day, Day), brushed: Option<(Day, Day)>) {
        self.span = span;
        let length = |(a, b): (Day, Day)| b.0.saturating_sub(a.0).saturating_add(1);
        if let Some(range) = brushed.filter(|range| length(*range) < length(span) && self.at.is_none()) {
            self.window = length(range);
            self.at = Some(f64::from(range.1.0));
        }
        if self.at.is_none_or(|at| at >= f64::from(span.1.0)) {
            self.at = Some(f64::from(span.0.0));
        }
        self.running = true;
    }

    /// Let time pass; the range that is now shown. Stops at the end.
    pub fn tick(&mut self, seconds: f64, sense: Sense) -> Span {
        let end = f64::from(self.span.1.0);
        let at = (self.at.unwrap_or(f64::from(self.span.0.0)) + seconds.clamp(0.0, 0.25) * self.speed).min(end);
        self.at = Some(at);
        if at >= end {
            self.running = false;
        }
        let front = Day(at.floor() as i32);
        let from = match self.mode {
            PlayMode::Window => front.plus(1 - self.window.max(1)).max(self.span.0),
            PlayMode::Cumulative => self.span.0,
        };
        Span { from: Some(from), to: Some(front), sense }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn playing_moves_a_window_and_stops_at_the_end() {
        let mut play = Play { speed: 100.0, ..Play::default() };
        play.start((Day(0), Day(50)), Some((Day(0), Day(9))));
        assert_eq!(play.window, 10);
        let span = play.tick(0.1, Sense::Possibly);
        assert_eq!((span.from, span.to), (Some(Day(10)), Some(Day(19))));
        for _ in 0..10 {
            play.tick(0.1, Sense::Possibly);
        }
        assert!(!play.running);
        play.start((Day(0), Day(50)), None);
        assert_eq!(play.at, Some(0.0), "played again from the start");
    }
}

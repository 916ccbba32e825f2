//! Times of day beside dates.

use std::ops::Range;

use super::DateName;
use super::words::time_of_day;
use crate::extract::token::{Kind, Reading};

/// Give each date the time of day that its sentence names next to it.
pub fn attach(reading: &Reading<'_>, dates: &mut [DateName]) {
    for it in dates {
        let sentence = reading.tokens[it.tokens.start].sentence;
        let whole = reading.sentences.get(sentence).cloned().unwrap_or(0..0);
        let near = it.tokens.start.saturating_sub(8).max(whole.start)..(it.tokens.end + 8).min(whole.end);
        it.time =
            near.filter(|at| !it.tokens.contains(at)).find_map(|at| clock(reading, at)).map(|it| reading.bytes(it));
    }
}

/// `3 a.m.`, `02:30`, `3.20 pm`, `dawn`.
fn clock(reading: &Reading<'_>, at: usize) -> Option<Range<usize>> {
    let token = reading.tokens.get(at)?;
    if token.kind == Kind::Number {
        let half = |key: &str| matches!(key, "am" | "pm" | "a.m" | "p.m" | "a.m." | "p.m.");
        let hours: Vec<&str> = reading.word(at).split([':', '.']).collect();
        let number = |it: &str| it.parse::<u32>().ok();
        let valid = match hours[..] {
            [hour] => number(hour).is_some_and(|it| (1..=12).contains(&it)) && half(reading.key(at + 1)),
            [hour, minute] => {
                let ok = minute.len() == 2
                    && number(hour).is_some_and(|it| it < 24)
                    && number(minute).is_some_and(|it| it < 60);
                ok && (reading.word(at).contains(':') || half(reading.key(at + 1)))
            }
            _ => false,
        };
        return valid.then(|| at..at + 1 + usize::from(half(reading.key(at + 1))));
    }
    time_of_day(reading.key(at)).then_some(at..at + 1)
}

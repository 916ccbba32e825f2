//! Whether a text puts the day or the month first in dates of numbers only.

use super::{DateName, Said};
use crate::event::Day;
use crate::extract::token::{Kind, Reading};

/// Turn `3/4/2024` round where the text puts the month first: another of its dates can be read in no other way, or only so
/// none of them lies after publication.
pub(super) fn settle(reading: &Reading<'_>, found: &mut [DateName], published: Option<Day>) {
    let slashed = |it: &DateName| {
        let start = it.tokens.start;
        let number = |at: usize| {
            let token = reading.tokens.get(at).filter(|it| it.kind == Kind::Number);
            token.and_then(|_| reading.key(at).parse::<i16>().ok())
        };
        let whole = it.tokens.len() == 5 && reading.word(start + 1) == "/" && reading.word(start + 3) == "/";
        let parts = (number(start)?, number(start + 2)?);
        (whole && parts.0 < 1000).then_some(parts)
    };
    let pairs: Vec<(i16, i16)> = found.iter().filter_map(slashed).collect();
    if pairs.is_empty() || pairs.iter().any(|it| it.0 > 12) {
        return;
    }
    let turned = |said: &Said| match said {
        Said::Day { year: Some(year), month: Some(month), day, weekday } if *day <= 12 => {
            Some(Said::Day { year: Some(*year), month: Some(*day), day: *month, weekday: *weekday })
        }
        _ => None,
    };
    let day = |said: &Said| match said {
        Said::Day { year: Some(year), month: Some(month), day, .. } => Day::from_ymd(*year, *month, *day),
        _ => None,
    };
    let month_first = pairs.iter().any(|it| it.1 > 12) || {
        // Reports tell of what was lately: the reading that lies far nearer to publication holds.
        let far = |said: &Said| published.zip(day(said)).map(|(published, it)| u64::from(it.0.abs_diff(published.0)));
        let of = || found.iter().filter(|it| slashed(it).is_some());
        let as_read: Option<u64> = of().map(|it| far(&it.said)).sum();
        let if_turned: Option<u64> = of().map(|it| far(&turned(&it.said)?)).sum();
        as_read.zip(if_turned).is_some_and(|(as_read, if_turned)| if_turned * 3 < as_read)
    };
    if !month_first {
        return;
    }
    for it in found {
        if slashed(it).is_some_and(|it| it.1 <= 12)
            && let Some(said) = turned(&it.said)
        {
            it.said = said;
        }
    }
}

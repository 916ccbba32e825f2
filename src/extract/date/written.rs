//! When a report was written, as its dateline says: `JERUSALEM, May 25 —`. `Yesterday` is then the day before that, and
//! not before the day it was printed.

use super::{DateName, Said};
use crate::extract::token::{Kind, Reading};

/// A dateline stands in one of the first lines.
const LINES: usize = 8;
/// A report is printed soon after it was written, in days.
pub(super) const LATEST: i32 = 10;

/// Whether a date is that of a dateline: capitals before it on its line, and a dash, or the end of the line, behind it.
pub(super) fn is_written(reading: &Reading<'_>, it: &DateName) -> bool {
    let (start, end) = (it.tokens.start, it.tokens.end);
    let day = matches!(it.said, Said::Day { month: Some(_), .. });
    if !day && !matches!(it.said, Said::Weekday(_, 0)) || start > 160 {
        return false;
    }
    let breaks = |at: usize| {
        at == 0
            || reading.tokens.get(at).is_none_or(|it| reading.text[reading.tokens[at - 1].end..it.start].contains('\n'))
    };
    let Some(line) = (start.saturating_sub(12)..=start).rev().find(|it| breaks(*it)) else { return false };
    if (0..=line).filter(|it| breaks(*it)).count() > LINES {
        return false;
    }
    // `From our own Correspondent, JERUSALEM,`
    let shouted = (line..start).any(|it| {
        let token = &reading.tokens[it];
        token.shape == crate::extract::token::Shape::Upper && token.end - token.start >= 3
    });
    let named = (line..start).all(|it| {
        reading.tokens[it].kind != Kind::Word
            || reading.is_capital(it)
            || shouted
            || matches!(reading.key(it), "al" | "el" | "of" | "the" | "de")
    });
    if !named || line == start && !day {
        return false;
    }
    let mut at = end;
    while at < end + 9 && !breaks(at) {
        let word = reading.word(at);
        if matches!(word, "-" | "–" | "—" | "--" | "―") {
            return true;
        }
        let fits = reading.tokens[at].kind != Kind::Word || reading.is_capital(at);
        // `May 25, 1936 (Agency) —`
        if !fits || matches!(word, ":" | ";" | "!" | "?" | "\"" | "“") {
            return false;
        }
        at += 1;
    }
    breaks(at) && day && shouted
}

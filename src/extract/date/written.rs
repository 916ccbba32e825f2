//! When a report was written, as its dateline says: `JERUSALEM, May 25 —`. `Yesterday` is then the day before that, and
//! not before the day it was printed.

use super::{DateName, Said};
use crate::event::Day;
use crate::extract::token::{Kind, Reading};

/// A dateline stands in one of the first lines.
const LINES: usize = 8;
/// A report is printed soon after it was written, in days.
pub(super) const LATEST: i32 = 10;

/// The day, with its year, of the one dateline that a text has: behind a place, as `MAIDUGURI, Nigeria, March 3, 2025 —`.
/// A bulletin that gives several days was written on none of them.
pub(super) fn day(reading: &Reading<'_>, found: &[DateName]) -> Option<Day> {
    let full = |it: &&DateName| matches!(it.said, Said::Day { year: Some(year), month: Some(_), .. } if year > 1);
    let mut all = found.iter().filter(full).filter(|it| is_written(reading, it));
    let it = all.next().filter(|_| all.next().is_none())?;
    let before = reading.tokens.get(it.tokens.start.checked_sub(1)?)?;
    let alone = reading.text[before.end..it.range.start].contains('\n');
    // `03/04/2025` is another day elsewhere.
    let words = &reading.text[it.range.clone()];
    let sure = words.contains(char::is_alphabetic) || words.bytes().take_while(u8::is_ascii_digit).count() == 4;
    match it.said {
        Said::Day { year: Some(year), month: Some(month), day, .. } if sure && !alone => {
            Day::from_ymd(year, month, day)
        }
        _ => None,
    }
}

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

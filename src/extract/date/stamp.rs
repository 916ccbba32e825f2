//! Dates as officers and clerks stamp them: `161430Z JUL 24`, `16JUL24`, `16-Jul-2024`.

use super::parse::{Parsed, Said, day_number, month_at};
use super::words::month;
use crate::extract::token::{Kind, Reading, Shape};

/// A stamp that starts at a token.
pub(super) fn stamp(reading: &Reading<'_>, at: usize) -> Parsed {
    let token = reading.tokens.get(at).filter(|it| it.kind == Kind::Number)?;
    let word = reading.word(at);
    tight(word, at)
        .or_else(|| {
            // `161430Z JUL 24`
            let day = group(word)?;
            let month = reading
                .tokens
                .get(at + 1)
                .filter(|it| it.sentence == token.sentence)
                .and(month(reading.key(at + 1)))?;
            Some((Said::Day { year: year(reading.word(at + 2)), month: Some(month), day, weekday: None }, at + 3))
        })
        .or_else(|| {
            // `16-Jul-2024`
            let dash = |it: usize| reading.word(it) == "-" && !reading.tokens[it].spaced;
            let (day, next) = day_number(reading, at)?;
            let (month, after) = month_at(reading, next + 1).filter(|_| dash(next))?;
            let year = year(reading.word(after + 1)).filter(|_| dash(after))?;
            Some((Said::Day { year: Some(year), month: Some(month), day, weekday: None }, after + 2))
        })
        .or_else(|| {
            // `16 JUL 24`, `On 16 Jul 24 a skiff`
            let (day, next) = day_number(reading, at)?;
            let (month, after) = month_at(reading, next)?;
            let short = reading.tokens.get(after)?;
            let clear = reading.tokens[next].shape == Shape::Upper
                || reading
                    .tokens
                    .get(after + 1)
                    .is_none_or(|it| it.kind == Kind::Mark || reading.key(after + 1) == "a");
            let two = short.kind == Kind::Number && short.end - short.start == 2 && reading.word(next).len() <= 4;
            let year = year(reading.word(after)).filter(|_| two && clear)?;
            Some((Said::Day { year: Some(year), month: Some(month), day, weekday: None }, after + 1))
        })
}

/// `16JUL24`, `161430ZJUL2024`: one word.
fn tight(word: &str, at: usize) -> Parsed {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let day: i8 = match digits {
        2 => word[..2].parse().ok()?,
        6 => group(&word[..7.min(word.len())])?,
        _ => return None,
    };
    let rest = word[digits..].strip_prefix(['Z', 'z']).unwrap_or(&word[digits..]);
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let month = month(&rest[..letters].to_ascii_lowercase()).filter(|_| letters == 3)?;
    let year = year(&rest[letters..])?;
    (1..=31).contains(&day).then_some((Said::Day { year: Some(year), month: Some(month), day, weekday: None }, at + 1))
}

/// The day of `161430Z`: two digits of a day, four of a time, and the zone.
fn group(word: &str) -> Option<i8> {
    let digits = word.strip_suffix(['Z', 'z']).filter(|it| it.len() == 6)?;
    let day: i8 = digits.get(..2)?.parse().ok()?;
    let (hour, minute): (u8, u8) = (digits.get(2..4)?.parse().ok()?, digits.get(4..)?.parse().ok()?);
    ((1..=31).contains(&day) && hour < 24 && minute < 60).then_some(day)
}

/// A year of two or four digits.
fn year(word: &str) -> Option<i16> {
    let number: i16 = word.parse().ok()?;
    match word.len() {
        2 if number <= 69 => Some(2000 + number),
        2 => Some(1900 + number),
        4 => (1800..=2200).contains(&number).then_some(number),
        _ => None,
    }
}

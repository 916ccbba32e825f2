//! Dates in prose: found, and turned into EDTF with the reasoning.
//!
//! Years, weekdays and counts of days are told from the day of publication, or from the date that the passage spoke of
//! last. What an unknown day of publication would be needed for stays unresolved.

mod order;
mod parse;
mod relative;
mod resolve;
mod stamp;
mod time;
mod words;
mod written;

use std::ops::Range;

pub use parse::Said;
pub use words::WEEKDAYS;

use super::token::{Kind, Reading};
use crate::event::Day;
use parse::From;
use resolve::{Anchor, resolve};

/// A date or interval that a text names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DateName {
    pub tokens: Range<usize>,
    /// Bytes.
    pub range: Range<usize>,
    pub said: Said,
    /// EDTF, with the first and last day it may mean; an open end is [`Day::MIN`] or [`Day::MAX`]. None: it cannot be
    /// told without a day of publication.
    pub when: Option<Days>,
    /// A time of day beside it, as written.
    pub time: Option<Range<usize>>,
    /// Why these days.
    pub why: String,
    /// What does not fit together.
    pub conflict: Option<String>,
}

/// Days with their EDTF text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Days {
    pub edtf: String,
    pub first: Day,
    pub last: Day,
}

/// The day on which a text was written, if its dateline says so with the year.
pub fn written(text: &str) -> Option<Day> {
    // It stands in the first lines.
    let end = text.floor_char_boundary(2000);
    let reading = Reading::new(&text[..end]);
    written::day(&reading, &expressions(&reading))
}

/// Find the dates of a text. `published` is the day it was published; without one that of its dateline is taken, or the
/// latest full date that the text itself names, and the reasoning says so.
pub fn find(reading: &Reading<'_>, published: Option<Day>) -> Vec<DateName> {
    let mut found = expressions(reading);
    order::settle(reading, &mut found, published);
    let dateline = if published.is_none() { written::day(reading, &found) } else { None };
    let mut stated = published.or(dateline).or_else(|| latest_stated(&found));
    let history = is_history(&found);
    let mut year: Option<i16> = None;
    // What the passage spoke of last, and the last single days among it.
    let mut passage: Option<(Day, Day)> = None;
    let mut near: Option<(Day, Day)> = None;
    let mut paragraph = 0;
    for it in &mut found {
        let sentence = reading.tokens[it.tokens.start].sentence;
        // A new paragraph far away starts anew.
        if sentence > paragraph + 6 {
            (passage, near) = (None, None);
        }
        paragraph = sentence;
        let anchor = Anchor {
            published: stated,
            passage,
            near,
            future: is_future(reading, it.tokens.clone()),
            year: year_named(reading, it).or(year.filter(|_| history)),
        };
        let Some(resolved) = resolve(&it.said, &anchor) else {
            it.why = "needs the day of publication".to_owned();
            continue;
        };
        it.why = resolved.why;
        if published.is_none() && it.why.contains("publication") {
            it.why.push_str(if dateline.is_some() {
                " (its dateline)"
            } else {
                " (the latest date that the text names)"
            });
        }
        it.conflict = resolved.conflict;
        // What the report says of today is of the day it was written on.
        let soon = |day: Day| stated.is_none_or(|it| (0..=written::LATEST).contains(&(it.0 - day.0)));
        if resolved.first == resolved.last && soon(resolved.first) && written::is_written(reading, it) {
            stated = Some(resolved.first);
        }
        if resolved.first != Day::MIN && resolved.last != Day::MAX && !is_background(&it.said) {
            passage = Some((resolved.first, resolved.last));
            if resolved.last.0 - resolved.first.0 <= 7 {
                near = passage;
            }
            year = Some(resolved.first.date().year());
        }
        it.when = Some(Days { edtf: resolved.edtf, first: resolved.first, last: resolved.last });
    }
    time::attach(reading, &mut found);
    found
}

/// What is said of days, before it is known which ones that are.
fn expressions(reading: &Reading<'_>) -> Vec<DateName> {
    let mut found: Vec<DateName> = Vec::new();
    let mut at = 0;
    while at < reading.tokens.len() {
        match parse::expression(reading, at).filter(|(_, end)| fits(reading, at, *end)) {
            Some((said, end)) => {
                // `since` and `between` are no part of what is marked; the dates are.
                let tokens = at..end;
                let range = reading.bytes(tokens.clone());
                found.push(DateName {
                    tokens,
                    range,
                    said,
                    when: None,
                    time: None,
                    why: String::new(),
                    conflict: None,
                });
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Whether a text tells of years long past only: no weekday, no `yesterday`, and years that are stated. A day without
/// a year is then one of the year told of last.
fn is_history(found: &[DateName]) -> bool {
    let recent = |said: &Said| {
        matches!(said, Said::Weekday(..) | Said::Weekend(_) | Said::Whole { .. } | Said::Past { .. })
            || matches!(said, Said::Day { weekday: Some(_), .. })
            || matches!(said, Said::Offset { from: From::Published, .. })
    };
    let stated = |said: &Said| match said {
        Said::Year(_) => true,
        Said::Day { year, .. } | Said::Month { year, .. } => year.is_some(),
        Said::Part(inner, _) | Said::Since(inner) | Said::Until(inner) => {
            matches!(**inner, Said::Year(_) | Said::Month { year: Some(_), .. })
        }
        _ => false,
    };
    found.iter().filter(|it| stated(&it.said)).count() >= 2 && !found.iter().any(|it| recent(&it.said))
}

/// An expression lies in one sentence.
fn fits(reading: &Reading<'_>, start: usize, end: usize) -> bool {
    end > start && end <= reading.tokens.len() && reading.tokens[start].sentence == reading.tokens[end - 1].sentence
}

/// The latest day that is named with its year.
fn latest_stated(found: &[DateName]) -> Option<Day> {
    let day = |it: &DateName| match it.said {
        Said::Day { year: Some(year), month: Some(month), day, .. } if year > 1 => Day::from_ymd(year, month, day),
        _ => None,
    };
    found.iter().filter_map(day).max()
}

/// Whether the words before a date speak of what is to come.
fn is_future(reading: &Reading<'_>, tokens: Range<usize>) -> bool {
    let sentence = reading.tokens[tokens.start].sentence;
    let start = reading.sentences.get(sentence).map_or(0, |it| it.start);
    let before = start..tokens.start;
    // `called for Friday`
    if reading.before(tokens.start, 1) == "for" {
        let near = tokens.start.saturating_sub(4).max(start)..tokens.start;
        let set =
            |key: &str| matches!(key, "called" | "set" | "announced" | "plan" | "meeting" | "election" | "elections");
        if near.into_iter().any(|it| set(reading.key(it))) {
            return true;
        }
    }
    // `On Thursday the president is due to speak`
    let end = reading.sentences.get(sentence).map_or(tokens.end, |it| it.end).min(tokens.end + 14);
    let due = |at: usize| {
        matches!(reading.key(at), "due" | "scheduled" | "expected" | "set" | "slated" | "planned")
            && matches!(reading.before(at, 1), "is" | "are")
    };
    if before.len() <= 2 && (tokens.end..end).any(due) {
        return true;
    }
    // `remains closed until Monday`
    if matches!(reading.key(tokens.start), "until" | "till") {
        return before.clone().any(|it| matches!(reading.key(it), "is" | "are" | "will" | "remain" | "remains"));
    }
    let mut ahead = false;
    for at in before {
        match reading.key(at) {
            "is" | "are" if reading.key(at + 1) == "to" => ahead = true,
            "called" | "calls" | "call" if reading.key(at + 1) == "for" => ahead = true,
            "goes" | "go" | "heads" | "head" if reading.key(at + 1) == "to" => {
                ahead |= matches!(reading.key(at + 2), "polls" | "the" | "vote");
            }
            "will" | "scheduled" | "expected" | "upcoming" | "due" | "plans" | "planned" | "planning" | "slated"
            | "shall" | "potential" | "possible" | "forthcoming" => ahead = true,
            // A clause in the past tense ends it.
            "said" | "was" | "were" | "had" | "after" | "killed" => ahead = false,
            _ => {}
        }
    }
    ahead
}

/// A year that another date of the same sentence names, for one that lacks it: `in May and June 2023`.
fn year_named(reading: &Reading<'_>, it: &DateName) -> Option<i16> {
    let lacks = match &it.said {
        Said::Day { year, .. } | Said::Month { year, .. } => year.is_none(),
        Said::Part(inner, _) => matches!(**inner, Said::Month { year: None, .. }),
        _ => false,
    };
    if !lacks {
        return None;
    }
    // Only a year right after a conjunction: `on 3 May and 7 June 2023`.
    let end = it.tokens.end;
    if !matches!(reading.key(end), "and" | "or") && reading.word(end) != "," {
        return None;
    }
    let (said, after) = parse::point(reading, end + 1)?;
    let year = match said {
        Said::Day { year: Some(year), .. } | Said::Month { year: Some(year), .. } if year > 9 => year,
        _ => return None,
    };
    fits(reading, it.tokens.start, after).then_some(year)
}

/// Whether a date is only said of the age or length of something, or is open: no date of an event.
pub fn is_background(said: &Said) -> bool {
    match said {
        Said::Since(_) | Said::Until(_) | Said::Past { .. } => true,
        Said::Offset { from: From::Published, unit, .. } => matches!(unit, words::Unit::Year),
        _ => false,
    }
}

/// Whether a token is part of a number that is no count: of a date.
pub fn covers(dates: &[DateName], token: usize) -> bool {
    let at = dates.partition_point(|it| it.tokens.end <= token);
    dates.get(at).is_some_and(|it| it.tokens.start <= token)
}

/// Whether a word token is the name of a month or weekday, so that it is no name of a place or person.
pub fn is_calendar(reading: &Reading<'_>, token: usize) -> bool {
    let key = reading.key(token);
    reading.tokens.get(token).is_some_and(|it| it.kind == Kind::Word)
        && (words::month(key).is_some() || words::weekday(key).is_some())
}

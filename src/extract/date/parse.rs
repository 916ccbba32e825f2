//! The grammar of dates in prose: from tokens to what was said, before anything is known of when it was said.

use super::relative::{of_this_month, offset, on_weekday, relative, week_of};
use super::words::{Unit, month, season};
use crate::extract::number::{ordinal, small};
use crate::extract::token::{Kind, Reading, Shape};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    Early,
    Mid,
    Late,
    /// The first, second or third week of a month, from 1.
    Week(u32),
}

/// Where a count of days starts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum From {
    /// The day of publication: `three weeks ago`.
    Published,
    /// The date that the passage spoke of last: `two days later`.
    Passage,
}

/// A date as it is said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Said {
    Day {
        year: Option<i16>,
        month: Option<i8>,
        day: i8,
        weekday: Option<i8>,
    },
    Month {
        year: Option<i16>,
        month: i8,
    },
    Year(i16),
    Decade(i16),
    Season {
        year: Option<i16>,
        season: u8,
        back: i32,
    },
    /// −1 the last, 0 the nearest, 1 the next.
    Weekday(i8, i32),
    /// So many units from somewhere; `count` is exact or from … to.
    Offset {
        from: From,
        unit: Unit,
        low: i32,
        high: i32,
    },
    /// This, last or next week, month, year.
    Whole {
        unit: Unit,
        by: i32,
    },
    Weekend(i32),
    Part(Box<Said>, Part),
    Between(Box<Said>, Box<Said>),
    Since(Box<Said>),
    Until(Box<Said>),
    /// The last so many units up to now.
    Past {
        unit: Unit,
        count: i32,
    },
}

/// A parse: what was said and the token after it.
pub(super) type Parsed = Option<(Said, usize)>;

/// A date expression that starts at this token.
pub fn expression(reading: &Reading<'_>, at: usize) -> Parsed {
    let key = reading.key(at);
    match key {
        "between" | "from" => {
            let (start, to) = range_point(reading, at + 1)?;
            let join = reading.key(to);
            let ok = if key == "between" { join == "and" } else { matches!(join, "to" | "until" | "till" | "through") };
            let (end, after) =
                ok.then(|| range_point(reading, to + 1).or_else(|| range_end(reading, to + 1, &start))).flatten()?;
            return between(start, end).map(|it| (it, after));
        }
        "since" => {
            let skip = usize::from(reading.key(at + 1) == "the");
            let start = point(reading, at + 1 + skip).or_else(|| relative(reading, at + 1));
            return start.map(|(it, end)| (Said::Since(Box::new(it)), end));
        }
        "until" | "till" => return point(reading, at + 1).map(|(it, end)| (Said::Until(Box::new(it)), end)),
        _ => {}
    }
    if let Some(found) = days_of_month(reading, at) {
        return Some(found);
    }
    let (start, to) = point(reading, at)?;
    // `Jan 3-4, 2024`, `October 17 – November 4`, `17 October to 4 November`
    let dash = matches!(reading.word(to), "-" | "–" | "—") || matches!(reading.key(to), "to" | "through" | "until");
    if dash && let Some((end, after)) = range_end(reading, to + 1, &start) {
        return between(start, end).map(|it| (it, after));
    }
    Some((start, to))
}

/// `5-6 March`, `5/6 March 2025`, `5 to 6 March`: two days of one month.
fn days_of_month(reading: &Reading<'_>, at: usize) -> Parsed {
    let (first, to) = day_number(reading, at)?;
    let joined =
        matches!(reading.word(to), "-" | "–" | "/") && !reading.tokens.get(to + 1)?.spaced || reading.key(to) == "to";
    let (last, end) = day_month(reading, to + 1).filter(|_| joined)?;
    match last {
        Said::Day { year, month, day, .. } if day > first => {
            let start = Said::Day { year, month, day: first, weekday: None };
            Some((Said::Between(Box::new(start), Box::new(last)), end))
        }
        _ => None,
    }
}

/// A point, or a bare number of a day whose month follows: `17` of `between 17 and 19 October`.
fn range_point(reading: &Reading<'_>, at: usize) -> Parsed {
    point(reading, at).or_else(|| {
        let (day, end) = day_number(reading, at)?;
        matches!(reading.key(end), "and" | "to" | "until" | "through")
            .then_some((Said::Day { year: None, month: None, day, weekday: None }, end))
    })
}

/// What ends a range: another date, or the day alone when the first date has its month before the day.
fn range_end(reading: &Reading<'_>, at: usize, start: &Said) -> Parsed {
    if let Some(found) = point(reading, at)
        && matches!(found.0, Said::Day { .. } | Said::Month { .. } | Said::Year(_))
    {
        return Some(found);
    }
    let Said::Day { .. } = start else { return None };
    let (day, mut end) = day_number(reading, at)?;
    let mut year = None;
    let comma = usize::from(reading.word(end) == ",");
    if let Some(found) = year_at(reading, end + comma) {
        year = Some(found);
        end += comma + 1;
    }
    // `Jan 3-4` only; `3-4 men` has no month before it.
    Some((Said::Day { year, month: None, day, weekday: None }, end))
}

/// Two ends; each lends the other the month and year that it lacks.
fn between(mut start: Said, mut end: Said) -> Option<Said> {
    if let (Said::Day { month: a, day: from, .. }, Said::Day { month: b, day: to, .. }) = (&mut start, &mut end) {
        match (&a, &b) {
            (Some(_), None) if to > from => *b = *a,
            (None, Some(_)) if to > from => *a = *b,
            (Some(_), Some(_)) => {}
            _ => return None,
        }
    }
    Some(Said::Between(Box::new(start), Box::new(end)))
}

/// One date.
pub fn point(reading: &Reading<'_>, at: usize) -> Parsed {
    let key = reading.key(at);
    let part = match key {
        "early" | "beginning" | "start" => Some(Part::Early),
        "mid" | "middle" => Some(Part::Mid),
        "late" | "end" => Some(Part::Late),
        _ => None,
    };
    if let Some(part) = part {
        let mut next = at + 1;
        let noun = matches!(key, "beginning" | "start" | "middle" | "end");
        if noun && reading.key(next) != "of" {
            return None;
        }
        while next < at + 4
            && (matches!(reading.word(next), "-" | "–") || matches!(reading.key(next), "in" | "of" | "on" | "the"))
        {
            next += 1;
        }
        if matches!(reading.key(next), "early" | "beginning" | "start" | "mid" | "middle" | "late" | "end") {
            return None;
        }
        let (it, end) = point(reading, next)?;
        return match &it {
            // `late Sunday` is still Sunday, `early 9 p.m.` nothing.
            Said::Day { .. } | Said::Weekday(..) => Some((it, end)),
            Said::Part(..)
            | Said::Between(..)
            | Said::Since(_)
            | Said::Until(_)
            | Said::Offset { .. }
            | Said::Past { .. } => None,
            _ => Some((Said::Part(Box::new(it), part), end)),
        };
    }
    numeric(reading, at)
        .or_else(|| week_of(reading, at))
        .or_else(|| of_this_month(reading, at))
        .or_else(|| day_month(reading, at))
        .or_else(|| month_first(reading, at))
        .or_else(|| on_weekday(reading, at))
        .or_else(|| relative(reading, at))
        .or_else(|| offset(reading, at))
        .or_else(|| of_year(reading, at))
}

/// `2024-07-16`, `16.07.2024`, `7/16/2024`, `9/11`.
fn numeric(reading: &Reading<'_>, at: usize) -> Parsed {
    let token = reading.tokens.get(at).filter(|it| it.kind == Kind::Number)?;
    let whole = |at: usize| reading.key(at).parse::<i16>().ok();
    let full = |year: i16, month: i16, day: i16, end: usize| {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        jiff::civil::Date::new(year, month, day).ok()?;
        (1000..=2999)
            .contains(&year)
            .then_some((Said::Day { year: Some(year), month: Some(month), day, weekday: None }, end))
    };
    if token.end - token.start >= 8 && reading.word(at).matches('.').count() == 2 {
        let parts: Vec<i16> = reading.word(at).split('.').filter_map(|it| it.parse().ok()).collect();
        return match parts[..] {
            [day, month, year @ 0..=69] => full(2000 + year, month, day, at + 1),
            [day, month, year] => full(year, month, day, at + 1),
            _ => None,
        };
    }
    if let Some(found) = day_dot_month(reading, at) {
        return Some(found);
    }
    let sign = reading.word(at + 1);
    if !matches!(sign, "-" | "/") || reading.tokens.get(at + 2).is_none_or(|it| it.kind != Kind::Number || it.spaced) {
        return None;
    }
    let (first, second) = (whole(at)?, whole(at + 2)?);
    if sign == "/" && reading.word(at + 3) != "/" {
        return (first == 9 && second == 11)
            .then_some((Said::Day { year: Some(2001), month: Some(9), day: 11, weekday: None }, at + 3));
    }
    if reading.word(at + 3) != sign {
        return None;
    }
    let third = whole(at + 4)?;
    match (first, third) {
        (1000.., _) => full(first, second, third, at + 5),
        // Day first unless that cannot be.
        (_, 1000..) if second > 12 => full(third, first, second, at + 5),
        (_, 1000..) => full(third, second, first, at + 5),
        // Two digits of a year, and only with two of a day or month beside it.
        (_, 0..=69) if reading.word(at + 4).len() == 2 && sign == "/" => match second > 12 {
            true => full(2000 + third, first, second, at + 5),
            false => full(2000 + third, second, first, at + 5),
        },
        _ => None,
    }
}

/// `on 11.08`: two digits each, where no time or share can stand.
fn day_dot_month(reading: &Reading<'_>, at: usize) -> Parsed {
    let word = reading.word(at);
    let (day, month) = word.split_once('.').filter(|it| it.0.len() == 2 && it.1.len() == 2)?;
    let (day, month): (i8, i8) = (day.parse().ok()?, month.parse().ok()?);
    jiff::civil::Date::new(2024, month, day).ok()?;
    let before = at.checked_sub(1).map_or("", |it| reading.key(it));
    let led = matches!(before, "on" | "since" | "from" | "until" | "of") || reading.before(at, 1) == "," || at == 0;
    let counted =
        matches!(reading.key(at + 1), "percent" | "per" | "am" | "pm" | "a.m" | "p.m" | "km" | "million" | "metres")
            || reading.word(at + 1) == "%";
    (led && !counted).then_some((Said::Day { year: None, month: Some(month), day, weekday: None }, at + 1))
}

pub(super) fn day_number(reading: &Reading<'_>, at: usize) -> Option<(i8, usize)> {
    let key = reading.key(at);
    let stem = key
        .strip_suffix("st")
        .or(key.strip_suffix("nd"))
        .or(key.strip_suffix("rd"))
        .or(key.strip_suffix("th"))
        .unwrap_or(key);
    let day: i8 = stem.parse().ok()?;
    (stem.len() <= 2 && (1..=31).contains(&day)).then_some((day, at + 1))
}

/// A year with four digits.
fn year_at(reading: &Reading<'_>, at: usize) -> Option<i16> {
    let key = reading.key(at);
    let year: i16 = key.parse().ok()?;
    (key.len() == 4 && (1000..=2999).contains(&year)).then_some(year)
}

/// Whether a month's name is one here: `may` and `march` are verbs too.
pub(super) fn month_at(reading: &Reading<'_>, at: usize) -> Option<(i8, usize)> {
    let key = reading.key(at);
    if let Some(found) = month(key) {
        return reading.is_capital(at).then_some((found, at + 1));
    }
    // Two words, as in `كانون الثاني`.
    let two = format!("{key} {}", reading.key(at + 1));
    match two.as_str() {
        "كانون الثاني" => Some((1, at + 2)),
        "تشرين الاول" => Some((10, at + 2)),
        "تشرين الثاني" => Some((11, at + 2)),
        "كانون الاول" => Some((12, at + 2)),
        _ => None,
    }
}

/// A year after a day and month: `, 2024` or `2024`.
pub(super) fn year_after(reading: &Reading<'_>, at: usize) -> (Option<i16>, usize) {
    let skip = usize::from(reading.word(at) == ",");
    let same =
        |to: usize| reading.tokens.get(to).is_some_and(|it| at > 0 && it.sentence == reading.tokens[at - 1].sentence);
    if let Some(year) = year_at(reading, at + skip)
        && same(at + skip)
        && (1800..=2200).contains(&year)
    {
        return (Some(year), at + skip + 1);
    }
    (None, at)
}

/// `16 July 2024`, `the 7th of October`.
pub(super) fn day_month(reading: &Reading<'_>, at: usize) -> Parsed {
    let skip = usize::from(reading.key(at) == "the");
    let (day, mut next) = day_number(reading, at + skip)?;
    if reading.key(next) == "of" {
        next += 1;
    }
    let (month, next) = month_at(reading, next)?;
    let (year, end) = year_after(reading, next);
    if year.is_none() && reading.key(end) == "last" && reading.key(end + 1) == "year" {
        return Some((Said::Day { year: Some(-1), month: Some(month), day, weekday: None }, end + 2));
    }
    Some((Said::Day { year, month: Some(month), day, weekday: None }, end))
}

/// `July 16, 2024`, `July 2024`, `July`.
pub(super) fn month_first(reading: &Reading<'_>, at: usize) -> Parsed {
    let (month, next) = month_at(reading, at)?;
    let the = usize::from(reading.key(next) == "the");
    if let Some((day, after)) = day_number(reading, next + the)
        && (the == 0 || reading.word(next + the).ends_with(|c: char| c.is_ascii_lowercase()))
        // `in May 12 men died` has a comma or noun after it; a count before a noun is no day.
        && !counts(reading, next, after)
    {
        let (year, end) = year_after(reading, after);
        // `May 3 last year`
        if year.is_none() && reading.key(after) == "last" && reading.key(after + 1) == "year" {
            return Some((Said::Day { year: Some(-1), month: Some(month), day, weekday: None }, after + 2));
        }
        return Some((Said::Day { year, month: Some(month), day, weekday: None }, end));
    }
    let of = usize::from(reading.key(next) == "of");
    let comma = usize::from(reading.word(next) == ",");
    if let Some(year) = year_at(reading, next + of).or_else(|| year_at(reading, next + comma)) {
        return Some((Said::Month { year: Some(year), month }, next + of.max(comma) + 1));
    }
    let back = match (reading.key(next), reading.key(next + 1), reading.key(next + 2)) {
        ("last", "year", _) => Some((-1, next + 2)),
        ("this", "year", _) => Some((0, next + 2)),
        ("of", "last", "year") => Some((-1, next + 3)),
        ("of", "this", "year") => Some((0, next + 3)),
        ("next", "year", _) => Some((1, next + 2)),
        _ => None,
    };
    if let Some((by, end)) = back {
        // The year follows from publication; the resolver knows `0` … as years from it.
        return Some((Said::Month { year: Some(by), month }, end));
    }
    let before = at.checked_sub(1).map_or("", |it| reading.key(it));
    let is_date = matches!(
        before,
        "in" | "of"
            | "since"
            | "until"
            | "till"
            | "last"
            | "this"
            | "next"
            | "early"
            | "mid"
            | "late"
            | "during"
            | "by"
            | "from"
            | "to"
            | "and"
            | "between"
            | "through"
            | "before"
            | "after"
            | "throughout"
            | "-"
            | "past"
            | "previous"
    ) || before.is_empty() && at > 0;
    let ambiguous = matches!(reading.key(at), "may" | "march" | "mar" | "august");
    let plain = reading.tokens[at].shape == Shape::Title || reading.tokens[at].shape == Shape::Other;
    // `April Smith`
    let plain = plain && !reading.is_capital(next);
    (is_date || !ambiguous && plain && reading.word(at).len() > 3).then_some((Said::Month { year: None, month }, next))
}

/// Whether a number after a month counts something: `in May 12 soldiers`.
fn counts(reading: &Reading<'_>, at: usize, after: usize) -> bool {
    let ordinal = reading.word(at).ends_with(|c: char| c.is_ascii_lowercase());
    let noun = matches!(
        reading.key(after),
        "people"
            | "soldiers"
            | "troops"
            | "men"
            | "women"
            | "children"
            | "civilians"
            | "fighters"
            | "drones"
            | "rockets"
            | "missiles"
            | "attacks"
            | "strikes"
            | "percent"
            | "%"
    );
    !ordinal && noun
}

/// `2023`, `the 1990s`, `summer 2023`, `the first week of June`.
fn of_year(reading: &Reading<'_>, at: usize) -> Parsed {
    let skip = usize::from(reading.key(at) == "the");
    let key = reading.key(at + skip);
    if let Some(found) = season(key) {
        let of = usize::from(reading.key(at + skip + 1) == "of");
        if let Some(year) = year_at(reading, at + skip + 1 + of) {
            return Some((Said::Season { year: Some(year), season: found, back: 0 }, at + skip + 2 + of));
        }
        return None;
    }
    if let Some(part) = ordinal(key)
        && matches!(reading.key(at + skip + 1), "week" | "half")
        && reading.key(at + skip + 2) == "of"
    {
        let year = || year_at(reading, at + skip + 3).map(|it| (Said::Year(it), at + skip + 4));
        let (whole, end) = month_first(reading, at + skip + 3).or_else(year)?;
        let part = match (reading.key(at + skip + 1), part) {
            ("week", 1..=3) if matches!(whole, Said::Month { .. }) => Part::Week(part),
            (_, 1) => Part::Early,
            ("half", 2) | ("week", 4) => Part::Late,
            _ => Part::Mid,
        };
        return matches!(whole, Said::Month { .. } | Said::Year(_)).then(|| (Said::Part(Box::new(whole), part), end));
    }
    if let Some(decade) = (key.len() == 4).then(|| key.parse::<i16>().ok()).flatten()
        && reading.word(at + skip + 1) == "s"
        && !reading.tokens[at + skip + 1].spaced
        && decade % 10 == 0
    {
        return Some((Said::Decade(decade), at + skip + 2));
    }
    let year = year_at(reading, at).filter(|it| (1900..=2100).contains(it))?;
    let before = at.checked_sub(1).map_or("", |it| reading.key(it));
    let fits = matches!(
        before,
        "in" | "since"
            | "of"
            | "from"
            | "until"
            | "till"
            | "by"
            | "during"
            | "before"
            | "after"
            | "early"
            | "late"
            | "mid"
            | "to"
            | "and"
            | "between"
            | "throughout"
            | "around"
            | "through"
            | "the"
            | "("
            | "-"
            | "or"
            | "end"
            | "year"
    );
    // `2003 Honda` and `2024 men` are none.
    let next = reading.tokens.get(at + 1);
    let alone = next.is_none_or(|it| it.kind == Kind::Mark || it.shape == Shape::Lower);
    let counted = before == "the" && next.is_some_and(|it| it.kind == Kind::Word);
    (fits && (alone || before == "in" || before == "since") && (!counted || small(before).is_none()))
        .then_some((Said::Year(year), at + 1))
}

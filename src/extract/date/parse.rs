//! The grammar of dates in prose: from tokens to what was said, before anything is known of when it was said.

use super::words::{Unit, month, season, time_of_day, unit, weekday};
use crate::extract::number::{number, ordinal, small};
use crate::extract::token::{Kind, Reading, Shape};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    Early,
    Mid,
    Late,
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
type Parsed = Option<(Said, usize)>;

/// A date expression that starts at this token.
pub fn expression(reading: &Reading<'_>, at: usize) -> Parsed {
    let key = reading.key(at);
    match key {
        "between" | "from" => {
            let (start, to) = range_point(reading, at + 1)?;
            let join = reading.key(to);
            let ok = if key == "between" { join == "and" } else { matches!(join, "to" | "until" | "till" | "through") };
            let (end, after) = ok.then(|| range_point(reading, to + 1)).flatten()?;
            return between(start, end).map(|it| (it, after));
        }
        "since" => {
            let skip = usize::from(reading.key(at + 1) == "the");
            return point(reading, at + 1 + skip).map(|(it, end)| (Said::Since(Box::new(it)), end));
        }
        "until" | "till" => return point(reading, at + 1).map(|(it, end)| (Said::Until(Box::new(it)), end)),
        _ => {}
    }
    let (start, to) = point(reading, at)?;
    // `Jan 3-4, 2024`, `October 17 – November 4`, `17 October to 4 November`
    let dash = matches!(reading.word(to), "-" | "–" | "—") || matches!(reading.key(to), "to" | "through" | "until");
    if dash && let Some((end, after)) = range_end(reading, to + 1, &start) {
        return between(start, end).map(|it| (it, after));
    }
    Some((start, to))
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
            [day, month, year] => full(year, month, day, at + 1),
            _ => None,
        };
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
        _ => None,
    }
}

fn day_number(reading: &Reading<'_>, at: usize) -> Option<(i8, usize)> {
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
fn month_at(reading: &Reading<'_>, at: usize) -> Option<(i8, usize)> {
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
fn year_after(reading: &Reading<'_>, at: usize) -> (Option<i16>, usize) {
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
fn day_month(reading: &Reading<'_>, at: usize) -> Parsed {
    let skip = usize::from(reading.key(at) == "the");
    let (day, mut next) = day_number(reading, at + skip)?;
    if reading.key(next) == "of" {
        next += 1;
    }
    let (month, next) = month_at(reading, next)?;
    let (year, end) = year_after(reading, next);
    Some((Said::Day { year, month: Some(month), day, weekday: None }, end))
}

/// `July 16, 2024`, `July 2024`, `July`.
fn month_first(reading: &Reading<'_>, at: usize) -> Parsed {
    let (month, next) = month_at(reading, at)?;
    let the = usize::from(reading.key(next) == "the");
    if let Some((day, after)) = day_number(reading, next + the)
        && (the == 0 || reading.word(next + the).ends_with(|c: char| c.is_ascii_lowercase()))
        // `in May 12 men died` has a comma or noun after it; a count before a noun is no day.
        && !counts(reading, next, after)
    {
        let (year, end) = year_after(reading, after);
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

/// `Tuesday, July 16`, `Tuesday`, `last Friday`, `Tuesday last week`.
fn on_weekday(reading: &Reading<'_>, at: usize) -> Parsed {
    let (by, at) = match reading.key(at) {
        "last" => (-1, at + 1),
        "next" => (1, at + 1),
        "this" | "past" => (0, at + 1),
        _ => (0, at),
    };
    let day = weekday(reading.key(at)).filter(|_| reading.is_capital(at) || by != 0)?;
    if reading.key(at).len() <= 4
        && !reading.word(at).ends_with('.')
        && reading.word(at + 1) != ","
        && reading.key(at) != "thur"
    {
        // `Sat`, `Sun`, `Wed` and `Mon` are other words as well.
        return None;
    }
    let mut next = at + 1;
    while reading.word(next) == ","
        || time_of_day(reading.key(next))
        || reading.key(next) == "the" && reading.word(next - 1) == ","
    {
        next += 1;
    }
    let dated = day_month(reading, next).or_else(|| month_first(reading, next));
    if let Some((Said::Day { year, month, day: of_month, .. }, end)) = dated {
        return Some((Said::Day { year, month, day: of_month, weekday: Some(day) }, end));
    }
    let by = match (reading.key(at + 1), reading.key(at + 2)) {
        ("last", "week") => return Some((Said::Weekday(day, -2), at + 3)),
        ("next", "week") => return Some((Said::Weekday(day, 2), at + 3)),
        ("this", "week") => return Some((Said::Weekday(day, 0), at + 3)),
        _ => by,
    };
    Some((Said::Weekday(day, by), at + 1))
}

/// `yesterday`, `last week`, `earlier this month`, `this morning`, `over the past three weeks`.
fn relative(reading: &Reading<'_>, at: usize) -> Parsed {
    let day = |by: i32| Said::Offset { from: From::Published, unit: Unit::Day, low: by, high: by };
    let key = |by: usize| reading.key(at + by);
    match (key(0), key(1), key(2)) {
        ("today" | "tonight", ..) => return Some((day(0), at + 1)),
        ("yesterday", ..) => return Some((day(-1), at + 1)),
        ("tomorrow", ..) => return Some((day(1), at + 1)),
        ("the", "day", "before") if key(3) == "yesterday" => return Some((day(-2), at + 4)),
        ("this", time, _) if time_of_day(time) => return Some((day(0), at + 2)),
        ("last", "night", _) => return Some((day(-1), at + 2)),
        ("the", "same" | "very", "day") | ("that", "same", "day") => return Some((passage(0), at + 3)),
        ("that", time, _) if time_of_day(time) => return Some((passage(0), at + 2)),
        ("same", "day", _) => return Some((passage(0), at + 2)),
        ("the", "next" | "following" | "subsequent", what) if what == "day" || time_of_day(what) => {
            return Some((passage(1), at + 3));
        }
        ("the", "day", "before") | ("a" | "one", "day", "before") if opens_noun(key(3)) => return None,
        ("the", "previous", "day") | ("the", "day", "before") => return Some((passage(-1), at + 3)),
        ("the", "following" | "next", "week") => {
            return Some((Said::Offset { from: From::Passage, unit: Unit::Week, low: 1, high: 1 }, at + 3));
        }
        ("a" | "one", "day", "earlier" | "before") => return Some((passage(-1), at + 3)),
        ("the", "weekend", _) => return Some((Said::Weekend(0), at + 2)),
        _ => {}
    }
    let the = usize::from(key(0) == "the");
    let by = match key(the) {
        "this" | "current" => 0,
        "last" | "past" | "previous" => -1,
        "next" | "coming" => 1,
        _ => return None,
    };
    let next = at + the + 1;
    if let Some(found) = unit(reading.key(next)).filter(|it| matches!(it, Unit::Week | Unit::Month | Unit::Year))
        && !reading.key(next).ends_with('s')
    {
        // `the past week` is the seven days up to now.
        if the == 1 && matches!(reading.key(at + 1), "last" | "past") {
            return Some((Said::Past { unit: found, count: 1 }, next + 1));
        }
        return Some((Said::Whole { unit: found, by }, next + 1));
    }
    if reading.key(next) == "weekend" {
        return Some((Said::Weekend(by), next + 1));
    }
    if let Some(found) = season(reading.key(next)) {
        return Some((Said::Season { year: None, season: found, back: by }, next + 1));
    }
    if let Some((found, end)) = month_at(reading, next)
        && day_number(reading, end).is_none()
    {
        let (year, end) = year_after(reading, end);
        return Some((Said::Month { year, month: found }, end));
    }
    if by == -1
        && let Some((count, end)) = number(reading, next).or_else(|| couple(reading, next))
        && let Some(found) = unit(reading.key(end))
    {
        return Some((Said::Past { unit: found, count: i32::try_from(count).ok()?.min(100_000) }, end + 1));
    }
    None
}

/// Words that a noun comes after.
fn opens_noun(key: &str) -> bool {
    matches!(
        key,
        "the" | "a" | "an" | "his" | "her" | "its" | "their" | "that" | "this" | "he" | "she" | "they" | "it" | "talks"
    )
}

fn couple(reading: &Reading<'_>, at: usize) -> Option<(u32, usize)> {
    let skip = usize::from(reading.key(at) == "a");
    let of = |end: usize| if reading.key(end) == "of" { end + 1 } else { end };
    (reading.key(at + skip) == "couple").then(|| (2, of(at + skip + 1)))
}

fn passage(by: i32) -> Said {
    Said::Offset { from: From::Passage, unit: Unit::Day, low: by, high: by }
}

/// `three weeks ago`, `two days later`, `two years after …`, `the two-year-old government`.
fn offset(reading: &Reading<'_>, at: usize) -> Parsed {
    let key = reading.key(at);
    let (low, high, mut next) = match key {
        "a" | "an" if reading.key(at + 1) == "few" => (2, 5, at + 2),
        "several" => (2, 7, at + 1),
        "a" if reading.key(at + 1) == "couple" => couple(reading, at).map(|(_, end)| (2, 2, end))?,
        "a" | "an" => (1, 1, at + 1),
        "some" | "about" | "nearly" | "almost" | "around" | "exactly" => {
            number(reading, at + 1).map(|(n, end)| (n, n, end))?
        }
        _ => {
            let (n, end) = number(reading, at)?;
            let joins = matches!(reading.key(end), "or" | "to") || reading.word(end) == "-";
            match joins.then(|| number(reading, end + 1)).flatten() {
                Some((m, after)) if m > n => (n, m, after),
                _ => (n, n, end),
            }
        }
    };
    let count = |n: u32| i32::try_from(n).ok().filter(|it| *it <= 20_000);
    let (low, high) = (count(low)?, count(high)?);
    // `two-year-old`
    if reading.word(next) == "-" && reading.word(next + 2) == "-" && reading.key(next + 3) == "old" {
        let unit = unit(reading.key(next + 1))?;
        // The age of a person is no date.
        let person =
            matches!(reading.key(next + 4), "" | "man" | "woman" | "boy" | "girl" | "son" | "daughter" | "child")
                || !matches!(reading.tokens.get(next + 4).map(|it| it.kind), Some(Kind::Word))
                || reading.is_capital(next + 4);
        return (!person && unit != Unit::Hour && low < 200)
            .then_some((Said::Offset { from: From::Published, unit, low: -low, high: -low }, next + 4));
    }
    let unit = unit(reading.key(next))?;
    next += 1;
    let (from, sign, end) = match (reading.key(next), reading.key(next + 1)) {
        ("ago", _) => (From::Published, -1, next + 1),
        // `a day before the talks` counts from the talks.
        ("before", then) if opens_noun(then) => return None,
        ("earlier" | "before" | "previously", _) => (From::Passage, -1, next + 1),
        ("later" | "afterwards" | "afterward", _) => (From::Passage, 1, next + 1),
        ("after", "the" | "that" | "an" | "a") => (From::Passage, 1, next + 1),
        _ => return None,
    };
    let (low, high) = if sign < 0 { (-high, -low) } else { (low, high) };
    Some((Said::Offset { from, unit, low, high }, end))
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

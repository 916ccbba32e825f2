//! Dates told from another day: weekdays, `yesterday`, `three weeks ago`, `two days later`.

use super::parse::{From, Parsed, Said, day_month, day_number, month_at, month_first, year_after};
use super::words::{Unit, season, time_of_day, unit, weekday};
use crate::extract::number::number;
use crate::extract::token::{Kind, Reading};

/// `Tuesday, July 16`, `Tuesday`, `last Friday`, `Tuesday last week`.
pub(super) fn on_weekday(reading: &Reading<'_>, at: usize) -> Parsed {
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
    // `Friday evening last week`
    let then = at + 1 + usize::from(time_of_day(reading.key(at + 1)) && reading.key(at + 3) == "week");
    let by = match (reading.key(then), reading.key(then + 1)) {
        ("last", "week") => return Some((Said::Weekday(day, -2), then + 2)),
        ("next", "week") => return Some((Said::Weekday(day, 2), then + 2)),
        ("this", "week") => return Some((Said::Weekday(day, 0), then + 2)),
        _ => by,
    };
    Some((Said::Weekday(day, by), at + 1))
}

/// `the week of 12 May`: the seven days from then on.
pub(super) fn week_of(reading: &Reading<'_>, at: usize) -> Parsed {
    let skip = usize::from(reading.key(at) == "the");
    if reading.key(at + skip) != "week" || reading.key(at + skip + 1) != "of" {
        return None;
    }
    let from = at + skip + 2;
    let (start, end) = day_month(reading, from).or_else(|| month_first(reading, from))?;
    let Said::Day { year, month: Some(month), day, .. } = start else { return None };
    let stated = year.filter(|it| *it > 9);
    let first = jiff::civil::Date::new(stated.unwrap_or(2023), month, day).ok()?;
    let last = first.checked_add(jiff::Span::new().days(6)).ok()?;
    let last_year = stated.map(|_| last.year()).or(year);
    let last = Said::Day { year: last_year, month: Some(last.month()), day: last.day(), weekday: None };
    Some((Said::Between(Box::new(start), Box::new(last)), end))
}

/// `on the 10th`, `the 4th inst.`: a day without its month.
pub(super) fn of_this_month(reading: &Reading<'_>, at: usize) -> Parsed {
    let ordinal = |it: usize| ["st", "nd", "rd", "th"].iter().any(|end| reading.key(it).ends_with(end));
    if reading.key(at) != "the" || !ordinal(at + 1) {
        return None;
    }
    let (day, end) = day_number(reading, at + 1)?;
    let led = matches!(reading.before(at, 1), "on" | "of" | "until" | "since");
    let inst = matches!(reading.key(end), "inst" | "instant");
    let noun = reading.tokens.get(end).is_some_and(|it| {
        it.kind == Kind::Word
            && it.sentence == reading.tokens[at].sentence
            && !matches!(reading.key(end), "and" | "in" | "at" | "when" | "by" | "near" | "as" | "a" | "the" | "after")
    });
    (inst || led && !noun)
        .then_some((Said::Day { year: None, month: None, day, weekday: None }, end + usize::from(inst)))
}

/// `yesterday`, `last week`, `earlier this month`, `this morning`, `over the past three weeks`.
pub(super) fn relative(reading: &Reading<'_>, at: usize) -> Parsed {
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
        ("same", "day", _) | ("that", "day", _) => return Some((passage(0), at + 2)),
        ("the", "same", time) if time_of_day(time) => return Some((passage(0), at + 3)),
        ("overnight", "on", day) if weekday(day).is_some() => return None,
        ("overnight", ..) if !time_of_day(key(1)) && weekday(key(1)).is_none() => {
            // The night before the paper.
            return Some((Said::Offset { from: From::Published, unit: Unit::Day, low: -1, high: 0 }, at + 1));
        }
        ("those" | "these", "same", "days") => return Some((passage(0), at + 3)),
        ("days", "earlier" | "before" | "previously", _) if reading.is_first(at) => {
            return Some((Said::Offset { from: From::Passage, unit: Unit::Day, low: -7, high: -1 }, at + 2));
        }
        ("days", "later" | "afterwards", _) if reading.is_first(at) => {
            return Some((Said::Offset { from: From::Passage, unit: Unit::Day, low: 1, high: 7 }, at + 2));
        }
        // `before winter`, `before the summer`
        (what, ..) if season(what).is_some() && is_limit(reading.before(at, 1)) => {
            return Some((Said::Season { year: None, season: season(what)?, back: 1 }, at + 1));
        }
        ("the", what, _) if season(what).is_some() && is_limit(reading.before(at, 1)) => {
            return Some((Said::Season { year: None, season: season(what)?, back: 1 }, at + 2));
        }
        ("hours" | "minutes", "later" | "earlier" | "afterwards", _) => return Some((passage(0), at + 2)),
        ("the", "start" | "beginning" | "outset", "of")
            if matches!(key(3), "the" | "this") && unit(key(4)) == Some(Unit::Year) =>
        {
            return Some((Said::Whole { unit: Unit::Year, by: 0 }, at + 5));
        }
        ("christmas", "day", _) => return Some((feast(12, 25), at + 2)),
        ("christmas", "eve", _) => return Some((feast(12, 24), at + 2)),
        ("boxing", "day", _) => return Some((feast(12, 26), at + 2)),
        ("new", "year", "'s") if key(3) == "day" => return Some((feast(1, 1), at + 4)),
        ("new", "year", "'s") if key(3) == "eve" => return Some((feast(12, 31), at + 4)),
        ("the", "day", "after") if key(3) != "tomorrow" => return Some((passage(1), at + 3)),
        ("the", what, next)
            if season(what).is_some()
                && next != "of"
                && !next.starts_with(|it: char| it.is_ascii_digit())
                && matches!(reading.before(at, 1), "in" | "during" | "since" | "over") =>
        {
            return Some((Said::Season { year: None, season: season(what)?, back: 0 }, at + 2));
        }
        ("the", "next" | "following" | "subsequent", what) if what == "day" || time_of_day(what) => {
            return Some((passage(1), at + 3));
        }
        ("the", "day", "before") | ("a" | "one", "day", "before") if opens_noun(key(3)) => return None,
        ("the", "previous" | "preceding", what) if what == "day" || time_of_day(what) => {
            return Some((passage(-1), at + 3));
        }
        ("the", "day", "before") => return Some((passage(-1), at + 3)),
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

fn is_limit(key: &str) -> bool {
    matches!(key, "before" | "by" | "until")
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

/// A day of every year.
fn feast(month: i8, day: i8) -> Said {
    Said::Day { year: None, month: Some(month), day, weekday: None }
}

fn passage(by: i32) -> Said {
    Said::Offset { from: From::Passage, unit: Unit::Day, low: by, high: by }
}

/// Whether `after` or `before` is followed by what is dated by it: a date was named before in the sentence, or another
/// clause comes.
fn is_counted_back(reading: &Reading<'_>, at: usize, word: usize) -> bool {
    let Some(token) = reading.tokens.get(word) else { return false };
    let sentence = reading.sentences[token.sentence].clone();
    let opens = at <= sentence.start + 1;
    let dated = (sentence.start.max(at.saturating_sub(30))..at).any(|it| {
        reading.is_capital(it)
            && (super::words::weekday(reading.key(it)).is_some() || super::words::month(reading.key(it)).is_some())
    });
    let verb = (word + 2..(word + 12).min(sentence.end)).any(|it| {
        let key = reading.key(it);
        let past = key.len() > 4 && key.ends_with("ed") && reading.tokens[it].kind == Kind::Word;
        past || matches!(
            key,
            "was" | "were" | "had" | "is" | "struck" | "hit" | "shot" | "fell" | "took" | "began" | "left"
        )
    });
    !opens && verb && (dated || matches!(reading.before(at, 1), "came" | "comes"))
}

/// `three weeks ago`, `two days later`, `two years after …`, `the two-year-old government`.
pub(super) fn offset(reading: &Reading<'_>, at: usize) -> Parsed {
    let key = reading.key(at);
    let (low, high, mut next) = match key {
        "a" | "an" if reading.key(at + 1) == "few" => (2, 5, at + 2),
        "several" => (2, 7, at + 1),
        // `just days before`
        "days" if matches!(reading.key(at + 1), "before" | "after") => (1, 7, at),
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
    // `on Friday, a day after gunmen stormed it`: what comes after the word lies that far from what was dated before.
    if matches!(reading.key(next), "after" | "before") && is_counted_back(reading, at, next) {
        let (low, high) = if reading.key(next) == "after" { (-high, -low) } else { (low, high) };
        return Some((Said::Offset { from: From::Passage, unit, low, high }, next + 1));
    }
    let (from, sign, end) = match (reading.key(next), reading.key(next + 1)) {
        ("ago", _) => (From::Published, -1, next + 1),
        // `a week before that,`
        ("before", "that") if reading.tokens.get(next + 2).is_none_or(|it| it.kind == Kind::Mark) => {
            (From::Passage, -1, next + 2)
        }
        ("after", "that") if reading.tokens.get(next + 2).is_none_or(|it| it.kind == Kind::Mark) => {
            (From::Passage, 1, next + 2)
        }
        // `a day before the talks` counts from the talks.
        ("before", then) if opens_noun(then) => return None,
        ("earlier" | "before" | "previously", _) => (From::Passage, -1, next + 1),
        ("later" | "afterwards" | "afterward", _) => (From::Passage, 1, next + 1),
        ("after", _) => (From::Passage, 1, next + 1),
        _ => return None,
    };
    let (low, high) = if sign < 0 { (-high, -low) } else { (low, high) };
    Some((Said::Offset { from, unit, low, high }, end))
}

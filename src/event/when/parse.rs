//! EDTF text to parts.

use super::{End, Missing, Part, Point, Span};
use crate::event::Day;

/// Why not, and what to write instead.
type Refusal = (&'static str, &'static str);

const DAY: &str = "a day as 2024-07-16, a month as 2024-07 or a year as 2024";

pub(super) fn span(text: &str) -> Result<Span, Refusal> {
    if text.is_empty() {
        return Err(("it is empty", DAY));
    }
    if text.starts_with(['[', '{']) {
        return Err(("sets of dates (EDTF level 2) are not read", "an interval as 2024-01-28/2024-01-29"));
    }
    let Some((start, end)) = text.split_once('/') else {
        return point(text).map(Span::One);
    };
    if end.contains('/') {
        return Err(("an interval has two dates and one slash", DAY));
    }
    let (start, end) = (one_end(start)?, one_end(end)?);
    if start.point().is_none() && end.point().is_none() {
        return Err(("an interval needs at least one date", "2024-07-16/.. or ../2024-07-16"));
    }
    Ok(Span::Between(start, end))
}

fn one_end(text: &str) -> Result<End, Refusal> {
    match text.trim() {
        "" => Ok(End::Unknown),
        ".." => Ok(End::Open),
        date => point(date).map(End::At),
    }
}

fn point(text: &str) -> Result<Point, Refusal> {
    let (date, approximate, uncertain) = match text.strip_suffix(['?', '~', '%']) {
        Some(date) => (date, text.ends_with(['~', '%']), text.ends_with(['?', '%'])),
        None => (text, false, false),
    };
    if date.contains(['?', '~', '%']) {
        return Err(("a qualifier of one part (EDTF level 2) is not read", "?, ~ or % once, at the end: 2024-04~"));
    }
    let (part, missing) = part(date)?;
    Ok(Point { part, missing, approximate, uncertain })
}

fn part(date: &str) -> Result<(Part, Missing), Refusal> {
    let whole = |part| Ok((part, Missing::Nothing));
    if let Some(year) = date.strip_prefix('Y') {
        return whole(Part::Year(long_year(year)?));
    }
    let date = match date.split_once('T') {
        Some((date, time)) if is_time(time) && date.matches('-').count() >= 2 => date,
        Some(_) => return Err(("the time of day cannot be read", "2024-07-16T22:30:00")),
        None => date,
    };
    let (negative, digits) = match date.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, date),
    };
    let mut parts = digits.split('-');
    let (year, month, day) = (parts.next().unwrap_or(""), parts.next(), parts.next());
    if parts.next().is_some() {
        return Err(("it has too many parts", DAY));
    }
    let (first, last) = years(year, negative)?;
    if first != last {
        return match month {
            None => whole(Part::Years(first, last)),
            Some(_) => Err(("a month of a year that is not known (EDTF level 2) is not read", "201X alone")),
        };
    }
    let year = first;
    match (month, day) {
        (None, _) => whole(Part::Year(i64::from(year))),
        (Some("XX"), None) => Ok((Part::Year(i64::from(year)), Missing::Month)),
        (Some("XX"), Some("XX")) => Ok((Part::Year(i64::from(year)), Missing::MonthAndDay)),
        (Some("XX"), Some(_)) => Err(("a day of an unknown month (EDTF level 2) is not read", "1985-XX-XX or 1985")),
        (Some(month), None) => match two(month)? {
            month @ 1..=12 => whole(Part::Month(year, month)),
            season @ 21..=24 => whole(Part::Season(year, season.unsigned_abs())),
            _ => Err(("there is no such month", "01 to 12, or 21 to 24 for spring to winter")),
        },
        (Some(month), Some(day)) => {
            let month = two(month)?;
            if !(1..=12).contains(&month) {
                return Err(("there is no such month", "year, month and day in this order: 2024-07-16"));
            }
            if day == "XX" {
                return Ok((Part::Month(year, month), Missing::Day));
            }
            let day = two(day)?;
            match Day::from_ymd(year, month, day) {
                Some(_) => whole(Part::Day(year, month, day)),
                None => Err(("there is no such day in that month", "a day that exists, or the month alone: 2024-02")),
            }
        }
    }
}

/// A year of four digits, unknown ones as `X` from the right: the first and the last it may be.
fn years(text: &str, negative: bool) -> Result<(i16, i16), Refusal> {
    let known = text.trim_end_matches('X');
    let fits = text.len() == 4 && known.bytes().all(|b| b.is_ascii_digit());
    if !fits {
        return Err(("the year must have four digits and come first", DAY));
    }
    let number = |fill: &str| format!("{known}{}", fill.repeat(4 - known.len())).parse::<i16>();
    match (number("0"), number("9")) {
        (Ok(first), Ok(last)) if negative => Ok((-last, -first)),
        (Ok(first), Ok(last)) => Ok((first, last)),
        _ => Err(("the year cannot be read", DAY)),
    }
}

/// A year after `Y`: five digits or more. What does not fit a number is as far away as numbers go.
fn long_year(text: &str) -> Result<i64, Refusal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.len() < 5 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(("Y is for years of five and more digits", "2024, or Y-12000"));
    }
    let far = if text.starts_with('-') { -i64::MAX } else { i64::MAX };
    Ok(text.parse().unwrap_or(far))
}

fn two(text: &str) -> Result<i8, Refusal> {
    let is_two = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    is_two
        .then(|| text.parse().ok())
        .flatten()
        .ok_or(("month and day must have two digits", "2024-07-16, not 2024-7-16"))
}

/// `22:30`, `22:30:00`, with `Z`, `+03` or `+03:00` after it if given.
fn is_time(text: &str) -> bool {
    let (clock, zone) = match text.find(['Z', '+', '-']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let clock_fits = |text: &str, least: usize, most: usize| {
        let fields: Vec<&str> = text.split(':').collect();
        let limits = [24, 59, 60];
        (least..=most).contains(&fields.len())
            && fields.iter().zip(limits).all(|(field, limit)| two(field).is_ok_and(|n| n <= limit))
    };
    let zone_fits = match zone {
        "" | "Z" => true,
        zone => zone.get(1..).is_some_and(|zone| clock_fits(zone, 1, 2)),
    };
    clock_fits(clock, 2, 3) && zone_fits
}

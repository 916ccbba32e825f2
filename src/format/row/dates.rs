//! Dates as tables hold them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::eras;
use super::months::month;
use crate::event::{Day, When};

/// Whether `3/4/2024` is the third of April or the fourth of March. Dates that can be read in one way only are read
/// in that way.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    #[default]
    DayFirst,
    MonthFirst,
}

type Read = Result<When, &'static str>;

const NO_DATE: &str = "this is not a date that is known here; write year-month-day, as 2024-07-16";
const NO_DAY: &str = "there is no such day; write year-month-day, as 2024-07-16";

/// Read a date, with the time of day if there is one.
///
/// Days are wall-clock days: a time zone never shifts them. Seconds and milliseconds since 1970 count in UTC, and
/// five digits as the day numbers of spreadsheets, from 30 December 1899 on.
pub(crate) fn date(text: &str, order: DateOrder) -> Read {
    let text = text.trim();
    match gregorian(text, order) {
        Ok(when) if text.is_ascii() => Ok(when),
        read => {
            let bare = eras::without_notes(text);
            if let Some(when) = eras::foreign(bare) {
                return Ok(when);
            }
            if read.is_ok() {
                return read;
            }
            let latin = eras::european(bare);
            let bare = latin.as_deref().unwrap_or(bare);
            let plain = |text: &str| gregorian(text.trim(), order).ok();
            if bare != text
                && let Some(when) = plain(bare)
            {
                return Ok(when);
            }
            eras::spoken(bare, plain).ok_or_else(|| read.err().unwrap_or(NO_DATE))
        }
    }
}

/// A date of the Gregorian calendar in digits of Europe.
fn gregorian(text: &str, order: DateOrder) -> Read {
    if let Some(read) = iso(text) {
        return read;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty() {
        return digits(text);
    }
    // Numbers that went through a spreadsheet or a program of numbers have parts, mostly none.
    if let Some((whole, parts)) = text.split_once('.')
        && matches!(whole.len(), 5 | 9..=13)
        && whole.bytes().chain(parts.bytes()).all(|b| b.is_ascii_digit())
    {
        return if whole.len() == 5 { spreadsheet(text) } else { digits(whole) };
    }
    if let Ok(when) = When::parse(text) {
        return Ok(when);
    }
    if let Some(read) = numeric(text, order) {
        return read;
    }
    if let Some(read) = words(text) {
        return read;
    }
    for divider in [" - ", " – ", " — ", " to ", " bis ", " au ", "–", "/"] {
        if let Some((from, to)) = text.split_once(divider)
            && let Ok(to) = gregorian(to.trim(), order)
        {
            // "30 April – 2 May 2024" says the year once.
            let year = to.earliest().date().year();
            let with_year = words(&format!("{} {year:04}", from.trim())).filter(|_| to.is_day());
            if let Ok(from) = with_year.unwrap_or_else(|| gregorian(from.trim(), order)) {
                return between(&from, &to);
            }
        }
    }
    Err(NO_DATE)
}

/// An interval of two dates.
pub(crate) fn between(from: &When, to: &When) -> Read {
    if from.text() == to.text() {
        return Ok(from.clone());
    }
    if from.text().contains('/') || to.text().contains('/') {
        return Err("an interval of intervals is no date");
    }
    When::parse(&format!("{}/{}", from.text(), to.text())).map_err(|_| "it ends before it starts")
}

/// Days around a day.
pub(crate) fn around(day: Day, days: i32) -> Option<When> {
    let (from, to) = (When::day(day.plus(-days)), When::day(day.plus(days)));
    between(&from, &to).ok()
}

/// The month, or the year, of a day.
pub(crate) fn month_of(day: Day) -> Option<When> {
    let date = day.date();
    when(date.year(), Some(date.month()), None).ok()
}

pub(crate) fn year_of(day: Day) -> Option<When> {
    when(day.date().year(), None, None).ok()
}

/// Year, month and day, as far as they are known.
pub(crate) fn when(year: i16, month: Option<i8>, day: Option<i8>) -> Read {
    let text = match (month, day) {
        (Some(month), Some(day)) => {
            return Date::new(year, month, day).map(|it| When::day(Day::from_date(it))).map_err(|_| NO_DAY);
        }
        (Some(month), None) => format!("{year:04}-{month:02}"),
        (None, _) => format!("{year:04}"),
    };
    When::parse(&text).map_err(|_| NO_DAY)
}

/// `2024-07-16`, also with `T` or a space and a time of day behind it.
fn iso(text: &str) -> Option<Read> {
    let b = text.as_bytes();
    let digit = |i: usize| b.get(i).filter(|c| c.is_ascii_digit()).map(|c| i16::from(*c - b'0'));
    if b.len() < 10 || !matches!((b[4], b[7]), (b'-', b'-') | (b'/', b'/') | (b'.', b'.') | (b':', b':')) {
        return None;
    }
    let year = digit(0)? * 1000 + digit(1)? * 100 + digit(2)? * 10 + digit(3)?;
    let month = i8::try_from(digit(5)? * 10 + digit(6)?).ok()?;
    let day = i8::try_from(digit(8)? * 10 + digit(9)?).ok()?;
    match b.get(10) {
        None => Some(when(year, Some(month), Some(day))),
        Some(b'T' | b't' | b' ') => Some(with_clock(year, month, day, text.get(11..)?)),
        _ => None,
    }
}

fn with_clock(year: i16, month: i8, day: i8, clock: &str) -> Read {
    let plain = when(year, Some(month), Some(day))?;
    match self::clock(clock) {
        None => Err("the time of day cannot be read; write it as 22:30"),
        // Midnight is what databases write for "no time".
        Some(clock) if clock.is_empty() => Ok(plain),
        Some(clock) => Ok(When::parse(&format!("{}T{clock}", plain.text())).unwrap_or(plain)),
    }
}

/// A time of day as `22:30:00` with its zone, if any; empty for midnight sharp.
pub(crate) fn clock(text: &str) -> Option<String> {
    let text = text.trim();
    let upper = text.to_ascii_uppercase();
    let (text, half) = match (upper.strip_suffix("AM"), upper.strip_suffix("PM")) {
        (Some(rest), _) => (rest.trim(), Some(false)),
        (_, Some(rest)) => (rest.trim(), Some(true)),
        _ => (upper.trim_end_matches(" UTC").trim_end_matches(" GMT").trim(), None),
    };
    let at = text.find(['Z', '+', '-', ' ']);
    let (time, zone) = text.split_at(at.unwrap_or(text.len()));
    let zone = zone.trim();
    let mut parts = time.split(':');
    let part = |text: Option<&str>, limit: u8| match text {
        None => Some(0),
        Some(text) => text.split('.').next()?.parse::<u8>().ok().filter(|it| *it <= limit),
    };
    let mut hour = part(Some(parts.next().filter(|it| !it.is_empty())?), 24)?;
    let (minute, second) = (parts.next(), parts.next());
    if (minute.is_none() && half.is_none()) || parts.next().is_some() {
        return None;
    }
    let (minute, second) = (part(minute, 59)?, part(second, 60)?);
    if let Some(afternoon) = half {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if afternoon { 12 } else { 0 };
    }
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let zone = match (zone.chars().next(), digits.len()) {
        (None, _) => String::new(),
        (Some('Z'), 0) => "Z".to_owned(),
        (Some(sign @ ('+' | '-')), 2) => format!("{sign}{digits}:00"),
        (Some(sign @ ('+' | '-')), 4) => format!("{sign}{}:{}", &digits[..2], &digits[2..]),
        _ => return None,
    };
    if (hour, minute, second) == (0, 0, 0) {
        return Some(String::new());
    }
    Some(format!("{hour:02}:{minute:02}:{second:02}{zone}"))
}

/// `20240716`, `2024`, `202407`, `20240716223000`, seconds or milliseconds since 1970.
fn digits(text: &str) -> Read {
    let number = |text: &str| text.parse::<i64>().map_err(|_| NO_DATE);
    let part = |from: usize, to: usize| text[from..to].parse::<i16>().map_err(|_| NO_DATE);
    let small = |from: usize, to: usize| text[from..to].parse::<i8>().map_err(|_| NO_DATE);
    match text.len() {
        4 => when(part(0, 4)?, None, None),
        5 => spreadsheet(text),
        6 => match small(4, 6)? {
            month @ 1..=12 => when(part(0, 4)?, Some(month), None),
            0 => when(part(0, 4)?, None, None),
            _ => Err(NO_DATE),
        },
        8 => match (small(4, 6)?, small(6, 8)?) {
            (0, 0) => when(part(0, 4)?, None, None),
            (month, 0) => when(part(0, 4)?, Some(month), None),
            (month, day) => when(part(0, 4)?, Some(month), Some(day)),
        },
        14 => {
            let clock = format!("{}:{}:{}", &text[8..10], &text[10..12], &text[12..14]);
            with_clock(part(0, 4)?, small(4, 6)?, small(6, 8)?, &clock)
        }
        9 | 10 => Ok(epoch(number(text)?, "Z")),
        12 | 13 => Ok(epoch(number(text)? / 1000, "Z")),
        _ => Err(NO_DATE),
    }
}

/// A day as spreadsheets count it, with the time of day as its fraction: from 1927 to 2119.
fn spreadsheet(text: &str) -> Read {
    /// The day of the count on which 1970 begins.
    const OF_1970: f64 = 25_569.0;
    match text.parse::<f64>() {
        Ok(day) if (10_000.0..=80_000.0).contains(&day) => Ok(epoch(((day - OF_1970) * 86_400.0).round() as i64, "")),
        _ => Err(NO_DATE),
    }
}

/// Whether a number is one of seconds or milliseconds since 1970 of the years that people have such records of: 1980 to
/// 2060.
pub(crate) fn is_epoch(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or("");
    let seconds = match whole.len() {
        9 | 10 => whole.parse::<i64>().ok(),
        12 | 13 => whole.parse::<i64>().ok().map(|it| it / 1000),
        _ => None,
    };
    seconds.is_some_and(|it| (315_532_800..2_840_140_800).contains(&it))
}

/// The day, and the time of day if it is not midnight, of a number of seconds since 1970.
pub(crate) fn epoch(seconds: i64, zone: &str) -> When {
    let day = When::day(Day(seconds.div_euclid(86_400).clamp(-1_000_000_000, 1_000_000_000) as i32));
    let clock = seconds.rem_euclid(86_400);
    if clock == 0 {
        return day;
    }
    let text = format!("{}T{:02}:{:02}:{:02}{zone}", day.text(), clock / 3600, clock / 60 % 60, clock % 60);
    When::parse(&text).unwrap_or(day)
}

/// Numbers between strokes, points or hyphens: `16/7/2024`, `7/16/24 14:30`, `2024/7/16`, `07/2024`.
fn numeric(text: &str, order: DateOrder) -> Option<Read> {
    let (date, clock) = match text.split_once([' ', 'T']) {
        Some((date, clock)) if clock.contains(':') || clock.to_ascii_uppercase().ends_with('M') => (date, Some(clock)),
        Some(_) => return None,
        None => (text, None),
    };
    let date = date.trim_end_matches([',', '.']);
    let divider = date.find(['/', '-', '.']).map(|at| date.as_bytes()[at] as char)?;
    let parts: Vec<&str> = date.split(divider).collect();
    if parts.iter().any(|part| part.is_empty() || part.len() > 4 || !part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let number = |i: usize| parts[i].parse::<i16>().unwrap_or(0);
    let small = |n: i16| i8::try_from(n).unwrap_or(0);
    let (year, month, day) = match parts.len() {
        2 if parts[1].len() == 4 => return Some(when(number(1), Some(small(number(0))), None)),
        2 if parts[0].len() == 4 => return Some(when(number(0), Some(small(number(1))), None)),
        3 if parts[0].len() == 4 => (number(0), number(1), number(2)),
        3 if parts[2].len() == 4 || parts[2].len() == 2 => {
            let year = if parts[2].len() == 4 { number(2) } else { century(number(2)) };
            let (first, second) = (number(0), number(1));
            match (order, first > 12, second > 12) {
                (_, true, _) | (DateOrder::DayFirst, _, false) => (year, second, first),
                _ => (year, first, second),
            }
        }
        _ => return None,
    };
    Some(match clock {
        None => when(year, Some(small(month)), Some(small(day))),
        Some(clock) => with_clock(year, small(month), small(day), clock),
    })
}

/// Two digits of a year: 69 to 99 are of the last century.
fn century(year: i16) -> i16 {
    if year >= 69 { 1900 + year } else { 2000 + year }
}

/// Words that make something else of a date.
const SAID: [&str; 22] = [
    "c",
    "ca",
    "circa",
    "about",
    "around",
    "approx",
    "approximately",
    "before",
    "after",
    "since",
    "until",
    "by",
    "early",
    "mid",
    "late",
    "beginning",
    "start",
    "between",
    "bc",
    "bce",
    "ah",
    "or",
];
/// Words that add nothing to a date; days of the week that begin like a month among them.
const WORDLESS: [&str; 11] =
    ["of", "de", "del", "the", "mardi", "martes", "martedì", "martedi", "marţi", "pazar", "pazartesi"];

/// With the month in words: `28 December 2022`, `Dec 28, 2022`, `28-Dec-22`, `December 2022`, `28–29 January 2024`.
fn words(text: &str) -> Option<Read> {
    let (text, clock) = match text.find(':') {
        Some(at) => {
            let from = text[..at].rfind([' ', 'T', ','])?;
            (&text[..from], Some(&text[from + 1..]))
        }
        None => (text, None),
    };
    let mut named = None;
    let mut numbers: Vec<(i16, usize)> = Vec::new();
    let divider = |c: char| c.is_whitespace() || matches!(c, ',' | '-' | '/' | '.' | '–' | '—');
    let mut name: Vec<&str> = Vec::new();
    for part in text.split(divider).filter(|part| !part.is_empty()) {
        let number = part.trim_end_matches("st").trim_end_matches("nd").trim_end_matches("rd").trim_end_matches("th");
        let number = number.trim_end_matches('º');
        if number.len() <= 4 && number.bytes().all(|b| b.is_ascii_digit()) && !number.is_empty() {
            numbers.push((number.parse().ok()?, number.len()));
        } else if SAID.contains(&part.to_lowercase().as_str()) {
            // More than a date: see `eras::spoken`.
            return None;
        } else if !WORDLESS.contains(&part.to_lowercase().as_str()) {
            name.push(part);
        }
        if name.len() > 4 || numbers.len() > 3 {
            return None;
        }
    }
    // A weekday may stand beside the month, and a month may have two words.
    for from in 0..name.len() {
        for to in (from + 1..=name.len()).rev() {
            named = named.or_else(|| month(&name[from..to].join(" ")));
        }
    }
    let month = named?;
    // Of two months neither is meant alone.
    if name.len() > 1 && numbers.len() > 1 && name.iter().any(|it| self::month(it).is_some_and(|it| it != month)) {
        return None;
    }
    let day = |n: i16| i8::try_from(n).ok();
    let year_of = |(n, length): (i16, usize)| match length {
        4 => Some(n),
        2 => Some(century(n)),
        _ => None,
    };
    let read = match numbers[..] {
        [(year, 4)] => when(year, Some(month), None),
        // "Dec-22" is a month of a year: a day alone dates nothing.
        [(year, 2)] => when(century(year), Some(month), None),
        [(year, 4), (it, _)] => when(year, Some(month), Some(day(it)?)),
        [(it, 1 | 2), year] => when(year_of(year)?, Some(month), Some(day(it)?)),
        [(from, 1 | 2), (to, 1 | 2), year] => {
            let year = year_of(year)?;
            match (when(year, Some(month), Some(day(from)?)), when(year, Some(month), Some(day(to)?))) {
                (Ok(from), Ok(to)) => between(&from, &to),
                (Err(reason), _) | (_, Err(reason)) => Err(reason),
            }
        }
        _ => return None,
    };
    match (read, clock) {
        (Ok(when), Some(time)) if when.is_day() => {
            let date = when.earliest().date();
            Some(with_clock(date.year(), date.month(), date.day(), time))
        }
        (read, _) => Some(read),
    }
}

/// What samples of a column say of the order of day and month.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct OrderVotes {
    day_first: usize,
    month_first: usize,
    either: usize,
}

impl OrderVotes {
    pub fn look(&mut self, text: &str) {
        let date = text.trim().split([' ', 'T']).next().unwrap_or("");
        let parts: Vec<&str> = date.split(['/', '-', '.']).collect();
        let [first, second, third] = parts[..] else { return };
        let number = |text: &str| text.parse::<u8>().ok().filter(|_| text.len() <= 2);
        let (Some(first), Some(second)) = (number(first), number(second)) else { return };
        if third.len() != 4 && third.len() != 2 {
            return;
        }
        match (first > 12, second > 12) {
            (true, false) => self.day_first += 1,
            (false, true) => self.month_first += 1,
            (false, false) if first != second => self.either += 1,
            _ => {}
        }
    }

    /// The order, and whether it is only a guess.
    pub fn order(self) -> (DateOrder, bool) {
        match (self.day_first, self.month_first) {
            (0, 0) => (DateOrder::DayFirst, self.either > 0),
            (day, month) if day >= month => (DateOrder::DayFirst, month > 0),
            (day, _) => (DateOrder::MonthFirst, day > 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        date(text, DateOrder::DayFirst).map_or_else(|_| "–".to_owned(), |when| when.text().to_owned())
    }

    #[test]
    fn dates_are_read_as_exports_write_them() {
        for (text, expect) in [
            ("2024-07-16", "2024-07-16"),
            ("28 December 2022", "2022-12-28"),
            ("28-Dec-22", "2022-12-28"),
            ("28-12-2022", "2022-12-28"),
            ("28/12/2022", "2022-12-28"),
            ("12/28/2022", "2022-12-28"),
            ("3/4/2024", "2024-04-03"),
            ("16.7.2024", "2024-07-16"),
            ("2024/7/6", "2024-07-06"),
            ("December 28, 2022", "2022-12-28"),
            ("Wed, 28 Dec 2022 14:30:00", "2022-12-28T14:30:00"),
            ("16th of July 2024", "2024-07-16"),
            ("28–29 January 2024", "2024-01-28/2024-01-29"),
            ("Dec 2022", "2022-12"),
            ("07/2024", "2024-07"),
            ("20191024", "2019-10-24"),
            ("20191024143000", "2019-10-24T14:30:00"),
            ("1675102875", "2023-01-30T18:21:15Z"),
            ("1675102875000", "2023-01-30T18:21:15Z"),
            ("1675102875.25", "2023-01-30T18:21:15Z"),
            ("1675036800", "2023-01-30"),
            ("45320", "2024-01-29"),
            ("45320.75", "2024-01-29T18:00:00"),
            ("12.5", "–"),
            ("2019", "2019"),
            ("2016-01-01 00:00:00.000", "2016-01-01"),
            ("2012-10-24T23:29:40.000Z", "2012-10-24T23:29:40Z"),
            ("2012-10-24 23:29:40+0300", "2012-10-24T23:29:40+03:00"),
            ("7/16/2024 2:30 PM", "2024-07-16T14:30:00"),
            ("2024-04~", "2024-04~"),
            ("2024-01-28/2024-01-29", "2024-01-28/2024-01-29"),
            ("1 March 2024 - 3 March 2024", "2024-03-01/2024-03-03"),
            ("28 April – 30 May 2024", "2024-04-28/2024-05-30"),
            ("mardi 3 mai 2024", "2024-05-03"),
            ("2024-02-30", "–"),
            ("31 February 2024", "–"),
            ("soon", "–"),
            ("", "–"),
            ("99", "–"),
        ] {
            assert_eq!(read(text), expect, "{text}");
        }
        assert_eq!(date("3/4/2024", DateOrder::MonthFirst).unwrap().text(), "2024-03-04");
    }

    #[test]
    fn the_order_of_day_and_month_is_a_question_only_where_nothing_tells_it() {
        let votes = |texts: &[&str]| {
            let mut votes = OrderVotes::default();
            texts.iter().for_each(|text| votes.look(text));
            votes.order()
        };
        assert_eq!(votes(&["06/01/2024", "05/15/2024"]), (DateOrder::MonthFirst, false));
        assert_eq!(votes(&["06/01/2024", "15/05/2024"]), (DateOrder::DayFirst, false));
        assert_eq!(votes(&["06/01/2024"]), (DateOrder::DayFirst, true));
        assert_eq!(votes(&["06/06/2024", "2024-01-02"]), (DateOrder::DayFirst, false));
    }
}

//! Dates as people type them.

use super::say::{LONG_MONTHS, MONTHS};
use crate::event::{Day, When};

/// The first and the last day of what was typed: "2024-02", "16 Jul 2024", "July 16, 2024", "16.7.2024", "2024".
pub fn parse(text: &str) -> Option<(Day, Day)> {
    let text = text.trim();
    let when = When::parse(text).or_else(|error| edtf(text).ok_or(error).and_then(|text| When::parse(&text))).ok()?;
    let (first, last) = (when.earliest(), when.latest());
    (first <= last && first > Day::MIN && last < Day::MAX).then_some((first, last))
}

/// Whether it is two dates with a slash between, as in `2024-01-28/2024-02-03`.
pub fn is_interval(text: &str) -> bool {
    text.contains('/') && When::parse(text).is_ok()
}

/// The words and numbers of a date put in the order of the standard.
fn edtf(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let parts: Vec<&str> = lower.split([' ', ',', '.', '/', '-', '–', '\u{a0}']).filter(|it| !it.is_empty()).collect();
    let (year, month, day) = match parts[..] {
        [a, b, c] => match (month(a), month(b)) {
            (None, Some(m)) if is_year(a) => (number(a)?, m, Some(ordinal(c)?)),
            (None, Some(m)) => (number(c)?, m, Some(ordinal(a)?)),
            (Some(m), _) => (number(c)?, m, Some(ordinal(b)?)),
            _ if is_year(a) => (number(a)?, number(b)?, Some(number(c)?)),
            _ if is_year(c) => {
                let (a, b) = (number(a)?, number(b)?);
                // 16.7.2024 can only be read with the day first; with a slash, days up to 12 may be months.
                if lower.contains('/') && a <= 12 && b <= 12 && a != b {
                    return None;
                }
                if b > 12 { (number(c)?, a, Some(b)) } else { (number(c)?, b, Some(a)) }
            }
            _ => return None,
        },
        [a, b] => match (month(a), month(b)) {
            (Some(m), _) if is_year(b) => (number(b)?, m, None),
            (_, Some(m)) if is_year(a) => (number(a)?, m, None),
            _ if is_year(a) => (number(a)?, number(b)?, None),
            _ if is_year(b) => (number(b)?, number(a)?, None),
            _ => return None,
        },
        _ => return None,
    };
    Some(match day {
        Some(day) => format!("{year:04}-{month:02}-{day:02}"),
        None => format!("{year:04}-{month:02}"),
    })
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && number(text).is_some()
}

fn number(text: &str) -> Option<u16> {
    (text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// "16" and "16th".
fn ordinal(text: &str) -> Option<u16> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
    number(digits).filter(|day| *day <= 31)
}

/// "jul", "july", "sept": at least three letters of the name of a month.
fn month(text: &str) -> Option<u16> {
    let begins = |name: &&str| text.len() >= 3 && name.to_lowercase().starts_with(text);
    let at = LONG_MONTHS.iter().position(begins);
    at.or_else(|| MONTHS.iter().position(begins)).and_then(|i| u16::try_from(i + 1).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, first: &str, last: &str) {
        let told = parse(text).map(|(a, b)| (a.date().to_string(), b.date().to_string()));
        assert_eq!(told, Some((first.to_owned(), last.to_owned())), "{text}");
    }

    #[test]
    fn a_day_may_be_typed_in_the_usual_ways() {
        for text in [
            "2024-07-16",
            " 16 Jul 2024 ",
            "16 july 2024",
            "July 16, 2024",
            "Jul 16th 2024",
            "16.7.2024",
            "16/07/2024",
            "7/16/2024",
            "2024/7/16",
            "2024 Jul 16",
            "16-Jul-2024",
        ] {
            check(text, "2024-07-16", "2024-07-16");
        }
    }

    #[test]
    fn months_and_years_are_all_their_days() {
        check("2024-02", "2024-02-01", "2024-02-29");
        check("Feb 2024", "2024-02-01", "2024-02-29");
        check("sept 2023", "2023-09-01", "2023-09-30");
        check("2/2024", "2024-02-01", "2024-02-29");
        check("2024", "2024-01-01", "2024-12-31");
        check("2024-01-28/2024-01-29", "2024-01-28", "2024-01-29");
    }

    #[test]
    fn what_may_mean_two_dates_or_none_is_refused() {
        for text in
            ["", "3/4/2024", "soon", "31 Feb 2024", "2024-13", "16 Jul", "..", "Ju 2024", "99 99 9999", "ſ", "١٦"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
        // The same day and month is the same date either way.
        check("4/4/2024", "2024-04-04", "2024-04-04");
    }
}

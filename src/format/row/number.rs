//! Numbers as tables hold them.

use crate::event::{LonLat, Toll};

/// A decimal number. `comma`: a comma divides whole from parts, and points group thousands.
pub(crate) fn number(text: &str, comma: bool) -> Option<f64> {
    // Nearly always plain. `parse` also takes "inf" and "nan".
    let digit = text.bytes().find(|b| !matches!(b, b'-' | b'+' | b'.')).is_some_and(|b| b.is_ascii_digit());
    if !comma
        && digit
        && let Ok(number) = text.parse::<f64>()
    {
        return Some(number).filter(|it| it.is_finite());
    }
    let text = text.trim();
    let mut plain = String::with_capacity(text.len());
    // Digits since the last mark of thousands.
    let mut group: Option<u8> = None;
    for c in text.chars() {
        match c {
            '0'..='9' => plain.push(c),
            '٠'..='٩' => plain.push(shift(c, '٠')),
            '۰'..='۹' => plain.push(shift(c, '۰')),
            '-' | '+' => plain.push(c),
            '−' => plain.push('-'),
            'e' | 'E' | '٫' => {
                plain.push(if c == '٫' { '.' } else { 'e' });
                whole_group(group.take())?;
            }
            ',' | '.' if (c == ',') == comma => {
                plain.push('.');
                whole_group(group.take())?;
            }
            '.' | ',' | '\u{a0}' | '\u{202f}' | ' ' | '\'' | '’' | '٬'
                if plain.ends_with(|c: char| c.is_ascii_digit()) =>
            {
                // South Asia groups by two.
                if group.replace(0).is_some_and(|digits| digits != 3 && digits != 2) {
                    return None;
                }
                continue;
            }
            _ => return None,
        }
        group = group.map(|digits| digits.saturating_add(1));
    }
    whole_group(group)?;
    plain.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// The last group of thousands has three digits, or it is none.
fn whole_group(group: Option<u8>) -> Option<()> {
    group.is_none_or(|digits| digits == 3).then_some(())
}

fn shift(c: char, zero: char) -> char {
    char::from_digit(u32::from(c).saturating_sub(u32::from(zero)), 10).unwrap_or(c)
}

/// A longitude or latitude in degrees: a number, or degrees, minutes and seconds, with N, S, E, W (or O) if given.
pub(crate) fn degrees(text: &str, comma: bool) -> Option<f64> {
    if let Some(number) = number(text, comma).filter(|it| it.abs() <= 360.0 || !text.contains(',')) {
        return Some(number);
    }
    // One comma that is not the mapping's is a decimal comma all the same: no coordinate has thousands.
    if !comma
        && text.matches(',').count() == 1
        && let Some(number) = number(&text.replace(',', "."), false)
    {
        return Some(number);
    }
    let upper = text.trim().to_uppercase();
    let upper = ["DEGREES", "DEG", "MIN", "SEC"].iter().fold(upper, |it, word| it.replace(word, " "));
    let negative = upper.ends_with(['S', 'W', 'O']) || upper.starts_with(['S', 'W', 'O', '-', '−']);
    let rest = upper.trim_matches(|c: char| matches!(c, 'N' | 'S' | 'E' | 'W' | 'O' | '-' | '−') || c.is_whitespace());
    let parts: Vec<&str> = rest
        .split(|c: char| matches!(c, '°' | 'º' | '\'' | '′' | '’' | '"' | '″' | '”' | ':') || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() || parts.len() > 3 {
        return None;
    }
    let mut degrees = 0.0;
    for (part, scale) in parts.iter().zip([1.0, 60.0, 3600.0]) {
        let part = number(&part.replace(',', "."), false).filter(|it| *it >= 0.0)?;
        if scale > 1.0 && part >= 60.0 {
            return None;
        }
        degrees += part / scale;
    }
    Some(if negative { -degrees } else { degrees })
}

/// Both in one text: `33.5, 36.3` (latitude first, as maps copy it), WKT such as `POINT (36.3 33.5)` (longitude first),
/// a military grid reference or UTM.
pub(crate) fn position(text: &str, comma: bool) -> Option<LonLat> {
    spot(text, comma).map(|(at, _)| at)
}

/// The same with how far what it names reaches from its middle, in metres: 0 for a point.
pub(crate) fn spot(text: &str, comma: bool) -> Option<(LonLat, f64)> {
    let text = text.trim();
    if let Some(shape) = super::wkt::shape(text) {
        return shape;
    }
    let inner = text.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']') || c.is_whitespace());
    super::codes::plus_code(text)
        .or_else(|| pair(inner, comma).map(|at| (at, 0.0)))
        .or_else(|| super::codes::labelled(text).map(|at| (at, 0.0)))
        .or_else(|| packed(inner).map(|at| (at, 0.0)))
        .or_else(|| super::grid::reference(inner))
        .or_else(|| super::grid::utm(inner).map(|at| (at, 0.0)))
}

/// Latitude and longitude.
fn pair(inner: &str, comma: bool) -> Option<LonLat> {
    let divider = [';', '/', '|']
        .into_iter()
        .find(|it| inner.contains(*it))
        .or_else(|| if inner.contains(", ") || (inner.matches(',').count() == 1 && !comma) { Some(',') } else { None });
    let (lat, lon) = match divider {
        Some(',') if inner.contains(", ") => inner.split_once(", ")?,
        Some(divider) => inner.split_once(divider)?,
        None => halves(inner)?,
    };
    LonLat::new(degrees(lon, comma)?, degrees(lat, comma)?)
}

/// Degrees, minutes and seconds without anything between, as airmen write them: `332000N 0442400E`.
fn packed(inner: &str) -> Option<LonLat> {
    let (lat, lon) = inner.split_once([' ', ',', '/']).or_else(|| halves(inner))?;
    let part = |text: &str, letters: [char; 2], digits: usize| {
        let text = text.trim().to_ascii_uppercase();
        let number = text.strip_suffix(letters)?;
        let whole = number.split('.').next()?;
        if !number.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            || !matches!(whole.len() - digits.min(whole.len()), 2 | 4)
        {
            return None;
        }
        let degrees: f64 = number[..digits].parse().ok()?;
        let rest = &number[digits..];
        let (minutes, seconds): (f64, f64) = match whole.len() - digits {
            2 => (rest.parse().ok()?, 0.0),
            _ => (rest[..2].parse().ok()?, rest[2..].parse().ok()?),
        };
        let it = (minutes < 60.0 && seconds < 60.0).then_some(degrees + minutes / 60.0 + seconds / 3600.0)?;
        Some(if text.ends_with(letters[1]) { -it } else { it })
    };
    LonLat::new(part(lon, ['E', 'W'], 3)?, part(lat, ['N', 'S'], 2)?)
}

/// Two numbers, or degrees with their letters: `33°47'08"N 42°26'28"E` is cut behind the first of them.
fn halves(text: &str) -> Option<(&str, &str)> {
    let letter = text.find(['N', 'S', 'n', 's']);
    match letter {
        // "N33°20' E44°24'" is cut before the second letter.
        Some(0) => text.find(['E', 'W', 'e', 'w', 'O', 'o']).map(|at| text.split_at(at)),
        Some(at) => Some(text.split_at(at + 1)),
        None => text.split_once(char::is_whitespace),
    }
}

/// A number of people: `3`, `3.0`, `1,200`, `3-5`, `25–47`, `10+`, `>10`, `at least 6`, `up to 12`, `<5`.
pub(crate) fn toll(text: &str, comma: bool) -> Option<Toll> {
    let exact = |text: &str| text.parse::<u32>().ok().filter(|it| *it != u32::MAX);
    if let Some(count) = exact(text) {
        return Some(Toll { min: Some(count), max: Some(count) });
    }
    let text = super::eras::without_notes(text.trim());
    let count = |text: &str| {
        let number = number(text, comma)?;
        (number.fract() == 0.0 && (0.0..f64::from(u32::MAX)).contains(&number)).then_some(number as u32)
    };
    if let Some(exact) = count(text) {
        return Some(Toll { min: Some(exact), max: Some(exact) });
    }
    let lower = text.to_lowercase();
    let after = |words: &[&str]| words.iter().find_map(|word| lower.strip_prefix(word)).and_then(count);
    if let Some(exact) = after(&[
        "~",
        "≈",
        "c. ",
        "c.",
        "ca. ",
        "ca.",
        "ca ",
        "circa ",
        "about ",
        "around ",
        "approx. ",
        "approximately ",
    ]) {
        return Some(Toll { min: Some(exact), max: Some(exact) });
    }
    if let Some(min) = lower.strip_suffix('+').and_then(count).or_else(|| after(&["at least", "≥", ">="])) {
        return Some(Toll { min: Some(min), max: None });
    }
    if let Some(more) = after(&["more than", "over", ">"]) {
        return Some(Toll { min: Some(more.saturating_add(1)), max: None });
    }
    if let Some(max) = after(&["up to", "at most", "≤", "<="]) {
        return Some(Toll { min: None, max: Some(max) });
    }
    if let Some(less) = after(&["fewer than", "less than", "<"]) {
        return Some(Toll { min: None, max: Some(less.checked_sub(1)?) });
    }
    let (min, max) = ["–", "—", "-", " to "].iter().find_map(|it| lower.split_once(it))?;
    let (min, max) = (count(min)?, count(max)?);
    (min <= max).then_some(Toll { min: Some(min), max: Some(max) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, comma, expect) in [
            ("33.5", false, Some(33.5)),
            ("-1,234.5", false, Some(-1234.5)),
            ("48,8566", true, Some(48.8566)),
            ("1.234,5", true, Some(1234.5)),
            ("٣٣٫٥", false, Some(33.5)),
            ("1 200", false, Some(1200.0)),
            ("1e3", false, Some(1000.0)),
            ("nan", false, None),
            ("inf", false, None),
            ("1e999", false, None),
            ("", false, None),
            ("12a", false, None),
            ("48,8566", false, None),
            ("1,2345.5", false, None),
            ("12,34,567", false, Some(1_234_567.0)),
        ] {
            assert_eq!(number(text, comma), expect, "{text}");
        }
    }

    #[test]
    fn coordinates_may_be_degrees_and_minutes() {
        for (text, expect) in
            [("33°47'08\"N", 33.785_555), ("36.3 W", -36.3), ("S 12 30", -12.5), ("48,8566", 48.8566), ("-7.5", -7.5)]
        {
            assert!((degrees(text, false).unwrap() - expect).abs() < 1e-5, "{text}");
        }
        assert_eq!((degrees("north", false), degrees("10 70", false)), (None, None));
        let damascus = LonLat::new(36.3, 33.5);
        for text in
            ["33.5, 36.3", "33.5,36.3", "(33.5 36.3)", "POINT (36.3 33.5)", "SRID=4326;POINT(36.3 33.5)", "33.5; 36.3"]
        {
            assert_eq!(position(text, false), damascus, "{text}");
        }
        assert_eq!(position("33,5; 36,3", true), damascus);
        let base = LonLat::new(42.0 + 26.0 / 60.0, 33.0 + 47.0 / 60.0);
        assert_eq!(position("33°47'N 42°26'E", false), base);
        assert_eq!(position("33 47 N, 42 26 E", false), base);
        let (at, metres) = spot("POLYGON ((36 33, 37 33, 37 34, 36 34, 36 33))", false).unwrap();
        assert!(at == LonLat { lon: 36.5, lat: 33.5 } && (metres - 72_600.0).abs() < 500.0, "{metres}");
        assert!(position("38S KC 63068 41327", false).is_some());
        for text in ["POLYGON EMPTY", "POINT (36.3)", "POINT (200 33)", "Homs", "2024", "Room 12 N"] {
            assert_eq!(position(text, false), None, "{text}");
        }
    }

    #[test]
    fn tolls_may_be_ranges_and_are_never_made_up() {
        let range = |min, max| Some(Toll { min, max });
        for (text, expect) in [
            ("0", range(Some(0), Some(0))),
            ("3.0", range(Some(3), Some(3))),
            ("1,200", range(Some(1200), Some(1200))),
            ("25–47", range(Some(25), Some(47))),
            ("10+", range(Some(10), None)),
            (">10", range(Some(11), None)),
            ("at least 6", range(Some(6), None)),
            ("<5", range(None, Some(4))),
            ("dozens", None),
            ("-3", None),
            ("2.5", None),
            ("5-3", None),
        ] {
            assert_eq!(toll(text, false), expect, "{text}");
        }
    }
}

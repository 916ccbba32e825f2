//! What people type into fields, as values.

use crate::event::{LonLat, Toll, When};

/// A date in EDTF; an empty text is no date.
pub fn date(text: &str) -> Result<Option<When>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let hint = "Write 2024-07-16, 2024-07, 2024, 2024-07-16/2024-07-18, or 2024-07~ for about";
    When::parse(text).map(Some).map_err(|error| format!("{error}. {hint}"))
}

/// `3`, `3-5`, `3+`, `at least 3`, `up to 5`; an empty text is unknown, which is not zero.
pub fn toll(text: &str) -> Result<Toll, String> {
    let wrong = || "Write 3, 3–5, 3+ for at least, or “up to 5”; leave it empty if nobody knows".to_owned();
    let text = text.trim().to_lowercase();
    let number = |text: &str| {
        let digits: String = text.trim().chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}' | '\u{202f}')).collect();
        digits.parse::<u32>().ok().filter(|it| *it < u32::MAX).ok_or_else(wrong)
    };
    if text.is_empty() || text == "unknown" || text == "not known" {
        return Ok(Toll::UNKNOWN);
    }
    if text == "none" {
        return Ok(Toll { min: Some(0), max: Some(0) });
    }
    for sign in ["at least ", "≥", ">="] {
        if let Some(rest) = text.strip_prefix(sign) {
            return Ok(Toll { min: Some(number(rest)?), max: None });
        }
    }
    for sign in ["up to ", "at most ", "≤", "<="] {
        if let Some(rest) = text.strip_prefix(sign) {
            return Ok(Toll { min: None, max: Some(number(rest)?) });
        }
    }
    if let Some(rest) = text.strip_suffix('+') {
        return Ok(Toll { min: Some(number(rest)?), max: None });
    }
    if let Some((low, high)) = text.split_once(['–', '-', '—']).or_else(|| text.split_once(" to ")) {
        let (low, high) = (number(low)?, number(high)?);
        if low > high {
            return Err(format!("{low} is more than {high}: the lower number comes first"));
        }
        return Ok(Toll { min: Some(low), max: Some(high) });
    }
    let it = number(&text)?;
    Ok(Toll { min: Some(it), max: Some(it) })
}

/// Latitude and longitude in degrees, as in `33.786, 42.441` or `33.786 N 42.441 E`; an empty text is unknown.
pub fn position(text: &str) -> Result<Option<LonLat>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || "Write latitude and longitude in degrees: 33.786, 42.441".to_owned();
    let mut numbers: Vec<(f64, Option<char>)> = Vec::new();
    for part in text.split([',', ' ', ';', '°', '\u{a0}']).filter(|part| !part.is_empty()) {
        match part.to_ascii_uppercase().as_str() {
            sign @ ("N" | "S" | "E" | "W") => {
                let last = numbers.last_mut().filter(|it| it.1.is_none()).ok_or_else(wrong)?;
                last.1 = sign.chars().next();
            }
            number => {
                let sign = number.chars().next_back().filter(|c| "NSEW".contains(*c));
                let digits = number.trim_end_matches(['N', 'S', 'E', 'W']).replace('−', "-");
                numbers.push((digits.parse().map_err(|_| wrong())?, sign));
            }
        }
    }
    let [first, second] = numbers.as_slice() else { return Err(wrong()) };
    let (lat, lon) = if matches!(first.1, Some('E' | 'W')) { (second, first) } else { (first, second) };
    let value = |it: &(f64, Option<char>), negative: char| if it.1 == Some(negative) { -it.0 } else { it.0 };
    let at = LonLat::new(value(lon, 'W'), value(lat, 'S'));
    at.map(Some)
        .ok_or_else(|| "Latitude is −90 to 90 and longitude −180 to 180 degrees; latitude comes first".to_owned())
}

/// A distance in metres: `300 m`, `3 km`; a bare number is kilometres. An empty text is unknown.
pub fn distance(text: &str) -> Result<Option<f32>, String> {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return Ok(None);
    }
    let (number, unit) = if let Some(number) = text.strip_suffix("km") {
        (number, 1000.0)
    } else if let Some(number) = text.strip_suffix('m') {
        (number, 1.0)
    } else {
        (text.as_str(), 1000.0)
    };
    let number = number.trim().parse::<f32>().ok().filter(|it| it.is_finite() && *it >= 0.0);
    number.map(|it| Some(it * unit)).ok_or_else(|| "Write a distance as in 3 km or 300 m".to_owned())
}

/// A distance as [`distance`] reads it.
pub fn distance_text(metres: Option<f32>) -> String {
    match metres {
        None => String::new(),
        Some(metres) if metres >= 1000.0 => format!("{} km", metres / 1000.0),
        Some(metres) => format!("{metres} m"),
    }
}

/// A position as [`position`] reads it.
pub fn position_text(at: Option<LonLat>) -> String {
    at.map(|at| format!("{}, {}", short(at.lat), short(at.lon))).unwrap_or_default()
}

/// At most six decimals, about a hand's width.
fn short(degrees: f64) -> String {
    let text = format!("{degrees:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_toll_is_a_number_a_range_or_unknown() {
        let toll_of = |min, max| Ok(Toll { min, max });
        for (text, wanted) in [
            ("", toll_of(None, None)),
            ("0", toll_of(Some(0), Some(0))),
            ("none", toll_of(Some(0), Some(0))),
            ("3", toll_of(Some(3), Some(3))),
            ("3-5", toll_of(Some(3), Some(5))),
            ("3 – 5", toll_of(Some(3), Some(5))),
            ("25 to 47", toll_of(Some(25), Some(47))),
            ("3+", toll_of(Some(3), None)),
            ("at least 3", toll_of(Some(3), None)),
            ("Up to 1,200", toll_of(None, Some(1200))),
            ("<=5", toll_of(None, Some(5))),
        ] {
            assert_eq!(toll(text), wanted, "{text}");
        }
        for text in ["many", "-3", "5-3", "3.5", "4294967295", "99999999999", "3-", "+"] {
            assert!(toll(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_a_toll_says_is_read_as_the_same_toll() {
        for it in [(Some(3), Some(3)), (Some(1), Some(4)), (Some(6), None), (None, Some(9)), (None, None)] {
            let it = Toll { min: it.0, max: it.1 };
            assert_eq!(toll(&it.text().unwrap_or_default()), Ok(it));
        }
    }

    #[test]
    fn positions_are_latitude_first_unless_they_say_otherwise() {
        let at = LonLat::new(42.441, 33.786);
        for text in ["33.786, 42.441", "33.786 42.441", "33.786° N 42.441° E", "42.441E 33.786N", "33.786N, 42.441E"]
        {
            assert_eq!(position(text), Ok(at), "{text}");
        }
        assert_eq!(position("33.5 S, 77 W"), Ok(LonLat::new(-77.0, -33.5)));
        assert_eq!(position(" "), Ok(None));
        for text in ["33", "91, 0", "0, 181", "a, b", "1, 2, 3", "N 33 E 42", "nan, 1"] {
            assert!(position(text).is_err(), "{text}");
        }
        assert_eq!(position(&position_text(at)), Ok(at));
    }

    #[test]
    fn distances_are_kilometres_unless_they_say_metres() {
        assert_eq!(distance("3"), Ok(Some(3000.0)));
        assert_eq!(distance("1.5 km"), Ok(Some(1500.0)));
        assert_eq!(distance("300 m"), Ok(Some(300.0)));
        assert_eq!(distance(""), Ok(None));
        assert!(distance("-1").is_err() && distance("far").is_err() && distance("inf").is_err());
        assert_eq!(distance(&distance_text(Some(2500.0))), Ok(Some(2500.0)));
    }

    #[test]
    fn a_wrong_date_says_how_to_write_one() {
        assert_eq!(date(" "), Ok(None));
        assert_eq!(date("2024-02~").unwrap().unwrap().text(), "2024-02~");
        assert!(date("soon").unwrap_err().contains("2024-07-16"));
    }
}

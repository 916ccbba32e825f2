//! Numbers as people write them in reports: `three`, `2,500`, `at least a dozen`, `between 25 and 47`, `dozens`.

use super::token::{Kind, Reading};

/// A number or range that starts at some token. A missing bound is unknown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Amount {
    pub min: Option<u32>,
    pub max: Option<u32>,
    /// The token after it.
    pub end: usize,
    /// It is a word like `dozens` or `several`, not a count.
    pub vague: bool,
}

/// The plain number that starts at this token and the token after it: `21`, `twenty-one`, `two hundred`, `2.5 million`.
pub fn number(reading: &Reading<'_>, at: usize) -> Option<(u32, usize)> {
    let token = reading.tokens.get(at)?;
    let key = reading.key(at);
    if token.kind == Kind::Number || key.starts_with(|c: char| c.is_ascii_digit()) {
        let plain: String = key.chars().filter(|c| *c != ',').collect();
        let next = reading.key(at + 1);
        let scale = scale(next);
        if let (Some(scale), Ok(value)) = (scale, plain.parse::<f64>()) {
            let value = value * f64::from(scale);
            return (value <= f64::from(u32::MAX)).then_some((value as u32, at + 2));
        }
        return plain.parse().ok().map(|value| (value, at + 1));
    }
    let mut total = small(key)?;
    let mut end = at + 1;
    // `twenty-one`, `forty two`
    if total >= 20 && total % 10 == 0 && total < 100 {
        let hyphen = usize::from(reading.word(end) == "-");
        if let Some(unit) = small(reading.key(end + hyphen)).filter(|it| (1..10).contains(it)) {
            total += unit;
            end += hyphen + 1;
        }
    }
    while let Some(by) = scale(reading.key(end)) {
        total = total.checked_mul(by)?;
        end += 1;
    }
    Some((total, end))
}

/// Number words up to ninety.
pub fn small(key: &str) -> Option<u32> {
    const WORDS: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let of = |list: &[&str]| list.iter().position(|it| *it == key).and_then(|it| u32::try_from(it).ok());
    of(&WORDS).or_else(|| of(&TENS).map(|it| (it + 2) * 10))
}

fn scale(key: &str) -> Option<u32> {
    match key {
        "hundred" => Some(100),
        "thousand" => Some(1000),
        "million" => Some(1_000_000),
        _ => None,
    }
}

/// `first` is 1.
pub fn ordinal(key: &str) -> Option<u32> {
    const WORDS: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    let word = WORDS.iter().position(|it| *it == key).and_then(|it| u32::try_from(it + 1).ok());
    word.or_else(|| {
        key.strip_suffix("st")
            .or(key.strip_suffix("nd"))
            .or(key.strip_suffix("rd"))
            .or(key.strip_suffix("th"))?
            .parse()
            .ok()
    })
}

/// The amount that starts at this token, with what bounds it: `at least`, `more than`, `up to`, `nearly`, `about`.
pub fn amount(reading: &Reading<'_>, at: usize) -> Option<Amount> {
    let key = |by: usize| reading.key(at + by);
    let bound = |skip: usize| number(reading, at + skip).or_else(|| article(reading, at + skip));
    let exact = |min: Option<u32>, max: Option<u32>, end: usize| Some(Amount { min, max, end, vague: false });
    match (key(0), key(1), key(2)) {
        ("at", "least", _) => {
            let (value, end) = bound(2)?;
            return exact(Some(value), None, end);
        }
        ("at", "most", _) | ("up", "to", _) => {
            let (value, end) = bound(2)?;
            return exact(None, Some(value), end);
        }
        ("as", "many", "as") => {
            let (value, end) = bound(3)?;
            return exact(None, Some(value), end);
        }
        ("no", "fewer", "than") | ("no", "less", "than") => {
            let (value, end) = bound(3)?;
            return exact(Some(value), None, end);
        }
        ("more", "than", _) | ("upwards", "of", _) => {
            let (value, end) = bound(2).or_else(|| vague(reading, at + 2).and_then(|it| Some((it.min?, it.end))))?;
            return exact(Some(value.saturating_add(1)), None, end);
        }
        ("over", ..) => {
            let (value, end) = bound(1)?;
            return exact(Some(value.saturating_add(1)), None, end);
        }
        ("fewer" | "less", "than", _) => {
            let (value, end) = bound(2)?;
            return exact(None, Some(value.saturating_sub(1)), end);
        }
        ("nearly" | "almost", ..) => {
            let (value, end) = bound(1)?;
            return exact(None, Some(value), end);
        }
        ("about" | "around" | "some" | "approximately" | "roughly", ..) => {
            if let Some((value, end)) = bound(1) {
                return Some(Amount { min: Some(value), max: Some(value), end, vague: true });
            }
            return vague(reading, at + 1);
        }
        ("between", ..) => {
            let (low, and) = number(reading, at + 1)?;
            let (high, end) = (reading.key(and) == "and").then(|| number(reading, and + 1)).flatten()?;
            return exact(Some(low.min(high)), Some(low.max(high)), end);
        }
        _ => {}
    }
    if let Some((value, end)) = number(reading, at) {
        // `three to five`, `20-25`, `two or three`
        let joins = matches!(reading.key(end), "to" | "or") || matches!(reading.word(end), "-" | "–");
        if let Some((high, after)) = joins.then(|| number(reading, end + 1)).flatten()
            && high > value
        {
            return exact(Some(value), Some(high), after);
        }
        return exact(Some(value), Some(value), end);
    }
    vague(reading, at)
}

/// `a dozen`, `a hundred`: numbers that need an article.
fn article(reading: &Reading<'_>, at: usize) -> Option<(u32, usize)> {
    let skip = usize::from(matches!(reading.key(at), "a" | "an"));
    match reading.key(at + skip) {
        "dozen" => Some((12, at + skip + 1)),
        key if skip == 1 => scale(key).map(|it| (it, at + 2)),
        _ => None,
    }
}

fn vague(reading: &Reading<'_>, at: usize) -> Option<Amount> {
    let of = |min: u32, max: Option<u32>, end: usize| Some(Amount { min: Some(min), max, end, vague: true });
    let past_of = |end: usize| if reading.key(end) == "of" { end + 1 } else { end };
    match (reading.key(at), reading.key(at + 1)) {
        ("dozens" | "tens" | "scores", _) => of(20, None, past_of(at + 1)),
        ("hundreds", _) => of(200, None, past_of(at + 1)),
        ("thousands", _) => of(2000, None, past_of(at + 1)),
        ("several" | "many" | "multiple" | "numerous", _) => of(2, None, at + 1),
        ("a", "dozen") | ("dozen", _) => {
            let end = at + if reading.key(at) == "a" { 2 } else { 1 };
            Some(Amount { min: Some(12), max: Some(12), end, vague: true })
        }
        ("a", "few") => of(2, None, at + 2),
        ("a", "couple") => Some(Amount { min: Some(2), max: Some(2), end: past_of(at + 2), vague: true }),
        ("a", "number") => of(2, None, past_of(at + 2)),
        ("a", word) if scale(word).is_some() => {
            article(reading, at).map(|(value, end)| Amount { min: Some(value), max: Some(value), end, vague: true })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_ranges_and_unknown_stays_unknown() {
        for (text, min, max) in [
            ("three", Some(3), Some(3)),
            ("2,500 men", Some(2500), Some(2500)),
            ("twenty-one", Some(21), Some(21)),
            ("two hundred", Some(200), Some(200)),
            ("at least a dozen", Some(12), None),
            ("more than 40", Some(41), None),
            ("up to 12", None, Some(12)),
            ("between 25 and 47", Some(25), Some(47)),
            ("three to five", Some(3), Some(5)),
            ("dozens of", Some(20), None),
            ("fewer than ten", None, Some(9)),
            ("1.5 million", Some(1_500_000), Some(1_500_000)),
        ] {
            let found = amount(&Reading::new(text), 0).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.min, found.max), (min, max), "{text}");
        }
        assert_eq!(amount(&Reading::new("men"), 0), None);
        assert_eq!(amount(&Reading::new("99999999999"), 0), None);
    }
}

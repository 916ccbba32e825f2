//! People named one after the other: `a woman of 62, her two sons and a neighbour`.

use super::words::{is_link, is_people};
use super::{harm, people, toll};
use crate::event::Toll;
use crate::extract::number::amount;
use crate::extract::token::{Kind, Reading};

/// So many tokens may stand between `a` and the noun: `a well-known 35-year-old opposition activist`.
const TOKENS: usize = 9;

/// The sum over people named one after the other from a token on, the token after them, and that after the first.
pub(super) fn row(reading: &Reading<'_>, from: usize, to: usize) -> Option<(Toll, usize, usize)> {
    let (mut sum, first) = person(reading, from, to)?;
    let mut end = aged(reading, first, to);
    loop {
        let next = after_joint(reading, end, to);
        let Some(it) = next.and_then(|at| person(reading, at, to)).filter(|it| closes(reading, it.1, to)) else {
            break;
        };
        let add = |a: Option<u32>, b: Option<u32>| a.zip(b).and_then(|(a, b)| a.checked_add(b));
        sum = Toll { min: add(sum.min, it.0.min), max: add(sum.max, it.0.max) };
        end = aged(reading, it.1, to);
    }
    Some((sum, end, first))
}

/// Past `and`, a comma, or both.
fn after_joint(reading: &Reading<'_>, at: usize, to: usize) -> Option<usize> {
    let comma = usize::from(reading.word(at) == ",");
    let and = usize::from(matches!(reading.key(at + comma), "and"));
    (comma + and > 0 && at + comma + and < to).then_some(at + comma + and)
}

/// Whether nothing is told of those before a token: in `killed a man, and two women were hurt` the women are others.
fn closes(reading: &Reading<'_>, at: usize, to: usize) -> bool {
    let done = |key: &str| key.ends_with("ed") || is_link(key) || harm(key).is_some();
    at >= to || reading.tokens[at].kind == Kind::Mark || !done(reading.key(at)) && reading.key(at) != "who"
}

/// One or more of a kind: `three soldiers`, `a 35-year-old man`, `his son`.
fn person(reading: &Reading<'_>, at: usize, to: usize) -> Option<(Toll, usize)> {
    let one = matches!(reading.key(at), "a" | "an" | "his" | "her" | "their");
    let counted = amount(reading, at + usize::from(one && !matches!(reading.key(at), "a" | "an")));
    if let Some(n) = counted.filter(|it| it.end < to && !is_age(reading, it.end)) {
        let whom = people(reading, n.end, to).filter(|it| !it.is_empty())?;
        return Some((toll(n), whom.end));
    }
    if !one {
        return None;
    }
    for it in at + 1..(at + 1 + TOKENS).min(to) {
        let key = reading.key(it);
        if is_people(key) || is_kin(key) {
            // `a police officer`, `a family member`
            let end = if it + 1 < to && is_people(reading.key(it + 1)) { it + 2 } else { it + 1 };
            let several = reading.key(end - 1).ends_with("men") || reading.key(end - 1).ends_with('s');
            let min = Some(1 + u32::from(several));
            let count = Toll { min, max: min.filter(|_| !several) };
            return Some((count, end));
        }
        let mark = reading.tokens[it].kind == Kind::Mark && reading.word(it) != "-";
        if mark || is_link(key) || matches!(key, "and" | "in" | "on" | "at" | "of" | "by") || harm(key).is_some() {
            return None;
        }
    }
    None
}

/// Whether a number that ends here is an age: `35-year-old`.
fn is_age(reading: &Reading<'_>, end: usize) -> bool {
    (end..end + 3).any(|it| reading.key(it).starts_with("year")) || reading.key(end.wrapping_sub(1)).contains("year")
}

/// Past an age: `a woman of 62`, `a man, 35,`, `aged 12`.
fn aged(reading: &Reading<'_>, at: usize, to: usize) -> usize {
    let lead = usize::from(matches!(reading.key(at), "of" | "aged") || reading.word(at) == ",");
    let number = |it: usize| it < to && reading.tokens[it].kind == Kind::Number;
    if lead == 1 && number(at + 1) && people(reading, at + 2, to).is_none_or(|it| it.is_empty()) { at + 2 } else { at }
}

/// Kin whom somebody was killed with.
fn is_kin(key: &str) -> bool {
    matches!(
        key,
        "son"
            | "sons"
            | "daughter"
            | "daughters"
            | "wife"
            | "husband"
            | "mother"
            | "father"
            | "brother"
            | "brothers"
            | "sister"
            | "sisters"
            | "grandmother"
            | "grandfather"
            | "grandson"
            | "granddaughter"
            | "uncle"
            | "aunt"
            | "cousin"
            | "nephew"
            | "niece"
            | "neighbour"
            | "neighbor"
            | "parents"
            | "bodyguard"
            | "bodyguards"
            | "couple"
            | "companion"
            | "colleague"
    )
}

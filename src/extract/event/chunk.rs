//! Phrases of nouns: what stands between two words that open or close one.

use std::ops::Range;

use super::class::{Class, class};
use crate::extract::token::Reading;

/// No phrase is longer, in tokens.
const LONGEST: usize = 10;

pub(super) fn class_within(reading: &Reading<'_>, at: usize, to: usize) -> Class {
    if at < to { class(reading, at) } else { Class::Stop }
}

/// The nouns and adjectives that end at a token.
pub(super) fn chunk_before(reading: &Reading<'_>, floor: usize, end: usize) -> Option<Range<usize>> {
    let mut start = end;
    while start > floor && end - start < LONGEST {
        match class(reading, start - 1) {
            Class::Word => start -= 1,
            Class::Verb if is_adjective(reading, floor, start - 1) => start -= 1,
            _ => break,
        }
    }
    (start < end).then_some(start..end)
}

/// The nouns and adjectives that start at a token, articles and numerals aside.
pub(super) fn chunk_after(reading: &Reading<'_>, from: usize, to: usize) -> Option<Range<usize>> {
    let mut start = from;
    loop {
        match (class_within(reading, start, to), reading.key(start)) {
            (Class::Determiner | Class::Number | Class::Adverb, _) => start += 1,
            (_, "at") if matches!(reading.key(start + 1), "least" | "most") => start += 2,
            (_, "up") if reading.key(start + 1) == "to" => start += 2,
            (_, "more" | "less" | "fewer") if reading.key(start + 1) == "than" => start += 2,
            (_, "dozens" | "scores" | "hundreds" | "thousands" | "number") if reading.key(start + 1) == "of" => {
                start += 2
            }
            _ => break,
        }
        if start > from + 8 {
            return None;
        }
    }
    let mut end = start;
    while end < to && end - start < LONGEST {
        match class(reading, end) {
            Class::Word => end += 1,
            Class::Verb | Class::Participle if end == start && class_within(reading, end + 1, to) == Class::Word => {
                end += 1
            }
            _ => break,
        }
    }
    // `seven people Tuesday`, `a man's car`
    let owned = (start..end).find(|it| is_possessive(reading, *it));
    let end = owned.filter(|it| *it > start && *it + 1 < end).unwrap_or(end);
    (start < end).then_some(start..end)
}

/// The end of what stands before brackets that end here: `Apparatus (PSA)`.
pub(super) fn before_brackets(reading: &Reading<'_>, floor: usize, end: usize) -> usize {
    if end > floor && reading.word(end - 1) == ")" {
        let open = (floor.max(end.saturating_sub(8))..end).rev().find(|it| reading.word(*it) == "(");
        return open.unwrap_or(end);
    }
    end
}

pub(super) fn after_brackets(reading: &Reading<'_>, at: usize, to: usize) -> usize {
    if at < to && reading.word(at) == "(" {
        return (at..to.min(at + 8)).find(|it| reading.word(*it) == ")").map_or(at, |it| it + 1);
    }
    at
}

pub(super) fn is_possessive(reading: &Reading<'_>, at: usize) -> bool {
    matches!(reading.word(at), "'s" | "’s")
}

/// `armed men`, `the wounded soldiers`: a participle before a noun, with nothing or an article before it.
pub(super) fn is_adjective(reading: &Reading<'_>, floor: usize, at: usize) -> bool {
    let ends = reading.key(at).ends_with("ed");
    let opens = at <= floor
        || matches!(
            class(reading, at - 1),
            Class::Determiner | Class::Number | Class::Comma | Class::And | Class::Preposition | Class::Stop
        )
        || matches!(reading.key(at - 1), "killed" | "said" | "says");
    ends && opens && class(reading, at + 1) == Class::Word
}

//! Names that a text explains itself: `the Stability Support Apparatus (SSA)`. Its own letters come before any list.

use std::collections::HashMap;
use std::ops::Range;

use crate::extract::token::{Kind, Reading, Shape};

/// The longest name that is explained, in tokens.
const LONGEST: usize = 10;

/// A name that the text explains.
#[derive(Clone, Debug)]
pub(super) struct Defined {
    pub name: String,
    /// The name itself, with the letters behind it.
    pub tokens: Range<usize>,
}

/// The names that a text explains.
#[derive(Default, Debug)]
pub(super) struct Explained {
    letters: HashMap<String, Defined>,
    /// The letters of the names that are explained from a token on.
    starts: HashMap<usize, String>,
}

impl Explained {
    /// The name whose explanation starts at a token.
    pub fn starting(&self, at: usize) -> Option<&Defined> {
        self.starts.get(&at).and_then(|it| self.letters.get(it))
    }

    /// The name of some letters.
    pub fn of(&self, key: &str) -> Option<&Defined> {
        self.letters.get(key)
    }
}

pub(super) fn defined(reading: &Reading<'_>) -> Explained {
    let mut all = Explained::default();
    for open in 1..reading.tokens.len() {
        if reading.word(open) != "(" || reading.word(open + 2) != ")" || !is_acronym(reading, open + 1) {
            continue;
        }
        let letters: Vec<char> = reading.key(open + 1).chars().filter(|it| it.is_alphabetic()).collect();
        let word = reading.word(open + 1);
        let start = if is_name(word) { counted(reading, open, word) } else { spelled_out(reading, open, &letters) };
        let Some(start) = start else { continue };
        let range = reading.bytes(start..open);
        let name = reading.text[range].split_whitespace().collect::<Vec<_>>().join(" ");
        let key = reading.key(open + 1).to_owned();
        if !all.letters.contains_key(&key) {
            all.starts.insert(start, key.clone());
            all.letters.insert(key, Defined { name, tokens: start..open + 3 });
        }
    }
    all
}

/// Whether a word is a name that starts with a digit: `3R`, `4GG`.
pub fn is_name(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let letters = &word[digits..];
    digits == 1 && (1..=3).contains(&letters.len()) && letters.bytes().all(|it| it.is_ascii_uppercase())
}

/// The start of as many words as a name counts, all with its letter: `Return, Reclamation, Rehabilitation` of `3R`.
fn counted(reading: &Reading<'_>, end: usize, word: &str) -> Option<usize> {
    let wanted = usize::from(word.bytes().next()? - b'0');
    let letter = word.chars().nth(1)?.to_ascii_lowercase();
    let (mut at, mut count) = (end, 0);
    while count < wanted {
        at = at.checked_sub(1).filter(|it| reading.tokens[*it].sentence == reading.tokens[end].sentence)?;
        if reading.is_capital(at) && reading.key(at).starts_with(letter) {
            count += 1;
        } else if reading.word(at) != "," && !matches!(reading.key(at), "and" | "&" | "the") {
            return None;
        }
    }
    (count >= 2).then_some(at)
}

fn is_acronym(reading: &Reading<'_>, at: usize) -> bool {
    let Some(token) = reading.tokens.get(at) else { return false };
    if is_name(reading.word(at)) {
        return true;
    }
    token.kind == Kind::Word && token.shape == Shape::Upper && (2..=7).contains(&(token.end - token.start))
}

/// Where the words start whose capitals the letters are.
fn spelled_out(reading: &Reading<'_>, end: usize, letters: &[char]) -> Option<usize> {
    let sentence = reading.tokens[end].sentence;
    let mut initials: Vec<char> = Vec::new();
    let mut best = None;
    for at in (end.saturating_sub(LONGEST)..end).rev() {
        if reading.tokens[at].sentence != sentence {
            break;
        }
        let word = reading.word(at);
        let joins = matches!(reading.key(at), "of" | "for" | "the" | "and" | "in" | "al" | "to" | "de") || word == "-";
        if reading.is_capital(at) {
            initials.insert(0, reading.key(at).chars().next().unwrap_or(' '));
            // Every letter of the acronym is the first of a word, but for one.
            let known = common(&initials, letters);
            if initials.len() >= 2
                && known + usize::from(letters.len() > 3) >= letters.len()
                && initials[0] == letters[0]
            {
                best = Some(at);
                break;
            }
        } else if !joins {
            break;
        }
    }
    best.filter(|it| !is_place(reading.key(end - 1)) && *it + 1 < end)
}

/// How many letters stand in both in the same order.
fn common(words: &[char], letters: &[char]) -> usize {
    let mut at = 0;
    for it in words {
        at += usize::from(letters.get(at) == Some(it));
    }
    at
}

/// What ends the name of a place or a thing.
fn is_place(key: &str) -> bool {
    matches!(
        key,
        "area"
            | "region"
            | "state"
            | "province"
            | "district"
            | "zone"
            | "airport"
            | "strip"
            | "road"
            | "territory"
            | "line"
            | "agreement"
            | "pass"
            | "programme"
            | "program"
            | "project"
            | "act"
            | "system"
            | "time"
    )
}

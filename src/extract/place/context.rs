//! What stands around a candidate: runs of capitals, people, what the rest of the text says of the same word.

use std::collections::HashMap;
use std::ops::Range;

use super::names::{is_institution, is_title};
use crate::extract::gazetteer::Lexicon;
use crate::extract::token::{Kind, Reading, Shape};

/// What one pass over a text tells of its words.
#[derive(Debug)]
pub struct Context {
    /// For each token the run of capitalised words that it is in; empty for others.
    pub runs: Vec<Range<usize>>,
    /// Tokens that are part of the name of a person, by how it was told.
    pub person: Vec<bool>,
    /// By key: how often the word is part of a person's name.
    pub people: HashMap<String, u32>,
    /// By key: how often the word is written in lower case.
    pub lower: HashMap<String, u32>,
    /// By key: how often a capitalised word follows a word of place (`in`, `near`).
    pub placed: HashMap<String, u32>,
    /// Sentences that are written in capitals, or with every word capitalised, where case tells nothing.
    pub shouted: Vec<bool>,
}

impl Context {
    pub fn new(reading: &Reading<'_>, lexicon: &Lexicon) -> Self {
        let count = reading.tokens.len();
        let mut context = Self {
            runs: vec![0..0; count],
            person: vec![false; count],
            people: HashMap::new(),
            lower: HashMap::new(),
            placed: HashMap::new(),
            shouted: reading.sentences.iter().map(|it| shouts(reading, it.clone())).collect(),
        };
        let mut i = 0;
        while i < count {
            if !reading.is_capital(i) {
                if reading.tokens[i].shape == Shape::Lower {
                    *context.lower.entry(reading.key(i).to_owned()).or_default() += 1;
                }
                i += 1;
                continue;
            }
            let end = run_end(reading, i);
            for run in &mut context.runs[i..end] {
                *run = i..end;
            }
            if is_of_place(reading.before(i, 1)) {
                *context.placed.entry(reading.key(i).to_owned()).or_default() += 1;
            }
            i = end;
        }
        context.find_people(reading, lexicon);
        context
    }

    fn find_people(&mut self, reading: &Reading<'_>, lexicon: &Lexicon) {
        let mut i = 0;
        while i < self.runs.len() {
            let run = self.runs[i].clone();
            if run.is_empty() {
                i += 1;
                continue;
            }
            i = run.end;
            if let Some(name) = person_in(reading, lexicon, run) {
                for at in name {
                    self.person[at] = true;
                    if reading.tokens[at].kind == Kind::Word {
                        *self.people.entry(reading.key(at).to_owned()).or_default() += 1;
                    }
                }
            }
        }
    }
}

/// The part of a run of capitals that names a person.
fn person_in(reading: &Reading<'_>, lexicon: &Lexicon, run: Range<usize>) -> Option<Range<usize>> {
    let facts = |at: usize| lexicon.facts(reading.key(at));
    // A title before or at the start of the run: what follows it is a name.
    let mut start = run.start;
    let mut titled = is_title(reading.before(run.start, 1)) && run.start > 0;
    while start < run.end
        && (is_title(reading.key(start)) && (facts(start).given == 0 || reading.word(start).ends_with('.')))
    {
        titled = true;
        start += 1;
    }
    // The first word of a sentence is often no name.
    if start + 1 < run.end && reading.is_first(start) && facts(start).common > 0 && facts(start).given < 2 {
        start += 1;
    }
    if start >= run.end {
        return None;
    }
    // After two given-name-like words, or a name between an initial: `Glen E. Howard`, `Mary Beth Smith`.
    let words = start..run.end;
    let institution = words.clone().find(|at| is_institution(reading.key(*at)));
    if institution.is_some() && !titled {
        return None;
    }
    let end = institution.unwrap_or(run.end);
    let initial = words.clone().any(|at| at > start && reading.word(at).len() == 2 && reading.word(at).ends_with('.'));
    let age = reading.word(end) == ","
        && reading.tokens.get(end + 1).is_some_and(|it| it.kind == Kind::Number && it.end - it.start <= 2)
        && end - start >= 2;
    let says = matches!(reading.key(end), "said" | "says" | "told" | "added" | "noted" | "testified" | "explained");
    let given = facts(start).given;
    let long = end - start >= 2 && end - start <= 5;
    let surname = facts(end - 1).surname > 0 || lexicon.facts(reading.key(end - 1)) == Default::default();
    let named = long
        && given >= 4
        && surname
        && !(facts(end - 1).common > 0 && facts(end - 1).common <= 20 && facts(end - 1).surname < 10);
    if titled && end - start <= 5 || long && (initial || age || says && given > 0) || named {
        return Some(start..end);
    }
    None
}

/// The end of the run of capitalised words that starts here: hyphens and `al-` inside, full stops not.
fn run_end(reading: &Reading<'_>, start: usize) -> usize {
    let sentence = reading.tokens[start].sentence;
    let mut end = start + 1;
    while end < reading.tokens.len() && reading.tokens[end].sentence == sentence {
        let word = reading.word(end);
        let possessive = word.starts_with(['\'', '’']);
        if reading.is_capital(end) && !possessive {
            end += 1;
        } else if (matches!(word, "-" | "'" | "’") && !reading.tokens[end].spaced
            || matches!(word, "al" | "el" | "bin" | "de" | "van" | "von"))
            && reading.tokens.get(end + 1).is_some_and(|it| it.sentence == sentence)
            && reading.is_capital(end + 1)
            && reading.word(end) != "’s"
        {
            end += 2;
        } else if word == "al" && reading.word(end + 1) == "-" && reading.is_capital(end + 2) {
            end += 3;
        } else {
            break;
        }
    }
    end
}

/// Whether nearly every word of a sentence is capitalised.
fn shouts(reading: &Reading<'_>, sentence: Range<usize>) -> bool {
    let words = || {
        sentence.clone().filter(|at| {
            reading.tokens[*at].kind == Kind::Word && reading.tokens[*at].end - reading.tokens[*at].start > 3
        })
    };
    let (mut capital, mut upper, mut all) = (0, 0, 0);
    for at in words() {
        all += 1;
        capital += usize::from(reading.is_capital(at));
        upper += usize::from(reading.tokens[at].shape == Shape::Upper);
    }
    all >= 3 && (upper * 10 >= all * 8 || capital == all && all >= 4)
}

/// Words before a place: `in`, `near`.
pub fn is_of_place(key: &str) -> bool {
    matches!(
        key,
        "in" | "at"
            | "near"
            | "outside"
            | "inside"
            | "around"
            | "across"
            | "throughout"
            | "within"
            | "toward"
            | "towards"
            | "into"
            | "from"
            | "off"
            | "via"
            | "through"
            | "between"
            | "to"
    )
}

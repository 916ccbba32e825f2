//! A text as words and sentences.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use crate::text::fold;

/// What a token is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Word,
    /// Starts with a digit: `16`, `2,500`, `40th`.
    Number,
    /// One character that is neither.
    Mark,
}

/// How a word is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    Lower,
    /// Its first letter is a capital and another is not; or it is one capital letter.
    Title,
    Upper,
    /// Neither, or a script without capitals.
    Other,
}

/// A word, number or mark of a text. Offsets are bytes and always character boundaries.
#[derive(Clone, Debug)]
pub struct Token {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    pub shape: Shape,
    /// The sentence it is in.
    pub sentence: usize,
    /// White space, or the start of the text, stands before it.
    pub spaced: bool,
    key: Range<usize>,
}

/// A text with its tokens and sentences. Made in one pass.
#[derive(Debug)]
pub struct Reading<'a> {
    pub text: &'a str,
    pub tokens: Vec<Token>,
    /// Ranges of tokens.
    pub sentences: Vec<Range<usize>>,
    keys: String,
    /// How often a token was looked at: the measure of work.
    looked: Cell<u64>,
    /// What was told of each token already: see [`Reading::once`].
    told: [RefCell<Vec<u16>>; 2],
    unwanted: Unwanted<'a>,
}

/// Asked now and then whether nobody wants the reading any more.
struct Unwanted<'a>(Option<&'a dyn Fn() -> bool>);

impl std::fmt::Debug for Unwanted<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "asked" } else { "wanted" })
    }
}

/// What a reading that nobody wants any more is unwound with.
#[derive(Debug)]
pub(super) struct Given;

/// How many looks lie between two questions whether the reading is still wanted.
const BETWEEN: u64 = 1 << 12;

/// No sentence is longer, in tokens, so that looking around in one has a bound.
const LONGEST_SENTENCE: usize = 400;

/// Abbreviations whose full stop belongs to them.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "approx", "gen", "lt", "col", "maj", "brig", "capt", "cmdr", "adm", "sgt", "spc",
    "pvt", "cpl", "pfc", "gov", "sen", "rep", "sens", "reps", "pres", "amb", "rev", "hon", "st", "ft", "mt", "vs",
    "no", "nos", "jan", "feb", "mar", "apr", "aug", "sept", "sep", "oct", "nov", "dec", "jr", "sr", "inc", "co",
    "corp", "ltd", "bros", "ave", "blvd", "rd", "hwy", "twp", "const", "supt", "det", "insp", "messrs", "ala", "ariz",
    "ark", "calif", "colo", "conn", "del", "fla", "ga", "ill", "ind", "kan", "kans", "ky", "la", "md", "mich", "minn",
    "miss", "mo", "mont", "neb", "nebr", "nev", "okla", "ore", "pa", "penn", "tenn", "tex", "vt", "va", "wash", "wis",
    "wyo", "ont", "alta", "sask", "man", "que",
];

/// Words that mostly start a sentence when a capital follows an abbreviation.
const STARTERS: &[&str] = &[
    "a",
    "about",
    "according",
    "after",
    "also",
    "although",
    "an",
    "and",
    "another",
    "as",
    "at",
    "before",
    "both",
    "but",
    "by",
    "earlier",
    "for",
    "from",
    "he",
    "however",
    "his",
    "her",
    "if",
    "in",
    "it",
    "its",
    "later",
    "on",
    "one",
    "only",
    "others",
    "our",
    "police",
    "she",
    "since",
    "so",
    "some",
    "that",
    "the",
    "their",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "two",
    "we",
    "what",
    "when",
    "while",
    "with",
    "you",
];

impl<'a> Reading<'a> {
    pub fn new(text: &'a str) -> Self {
        Self::asking(text, Unwanted(None))
    }

    /// The same, given up by unwinding with [`Given`] soon after `unwanted` says yes; see
    /// [`Extractor::read_unless`](super::Extractor::read_unless).
    pub(super) fn until(text: &'a str, unwanted: &'a dyn Fn() -> bool) -> Self {
        Self::asking(text, Unwanted(Some(unwanted)))
    }

    fn asking(text: &'a str, unwanted: Unwanted<'a>) -> Self {
        let mut reading = Self {
            text,
            tokens: Vec::new(),
            sentences: Vec::new(),
            keys: String::new(),
            looked: Cell::new(0),
            told: Default::default(),
            unwanted,
        };
        reading.split();
        reading.find_sentences();
        for it in &mut reading.told {
            *it = RefCell::new(vec![0; reading.tokens.len()]);
        }
        reading
    }

    fn look(&self) {
        let looked = self.looked.get() + 1;
        self.looked.set(looked);
        if looked.is_multiple_of(BETWEEN) {
            self.go_on();
        }
    }

    /// Give up if nobody wants the reading any more.
    pub(super) fn go_on(&self) {
        if self.unwanted.0.is_some_and(|it| it()) {
            std::panic::resume_unwind(Box::new(Given));
        }
    }

    /// A number that follows from a token and its sentence, told once and remembered; `table` is 0 or 1. Never 0.
    pub(super) fn once(&self, table: usize, token: usize, tell: impl FnOnce() -> u16) -> u16 {
        let known = self.told[table].borrow().get(token).copied().unwrap_or(0);
        if known != 0 {
            return known;
        }
        let told = tell();
        if let Some(it) = self.told[table].borrow_mut().get_mut(token) {
            *it = told;
        }
        told
    }

    /// The token as it is looked up: folded, without a full stop at its end.
    pub fn key(&self, token: usize) -> &str {
        self.look();
        self.tokens.get(token).map_or("", |it| &self.keys[it.key.clone()])
    }

    /// The token as it is written; empty beyond the text.
    pub fn word(&self, token: usize) -> &'a str {
        self.look();
        self.tokens.get(token).map_or("", |it| &self.text[it.start..it.end])
    }

    /// How often tokens were looked at so far: what the work on a text comes to.
    pub fn work(&self) -> u64 {
        self.looked.get()
    }

    /// The key of the token `by` places before; empty at the start of the text.
    pub fn before(&self, token: usize, by: usize) -> &str {
        token.checked_sub(by).map_or("", |at| self.key(at))
    }

    /// The bytes from one token to another (its end excluded).
    pub fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        match (self.tokens.get(tokens.start), tokens.end.checked_sub(1).and_then(|it| self.tokens.get(it))) {
            (Some(first), Some(last)) if first.start <= last.end => first.start..last.end,
            _ => 0..0,
        }
    }

    /// The bytes of a sentence.
    pub fn sentence_bytes(&self, sentence: usize) -> Range<usize> {
        self.sentences.get(sentence).map_or(0..0, |it| self.bytes(it.clone()))
    }

    /// Whether the token is the first word of its sentence, opening quotes aside.
    pub fn is_first(&self, token: usize) -> bool {
        let Some(it) = self.tokens.get(token) else { return false };
        let start = self.sentences.get(it.sentence).map_or(0, |it| it.start);
        self.tokens[start.min(token)..token].iter().all(|it| it.kind == Kind::Mark)
    }

    /// Whether the token starts with a capital letter, or has none to start with because its script has none.
    pub fn is_capital(&self, token: usize) -> bool {
        let word = self.word(token);
        self.tokens.get(token).is_some_and(|it| it.kind == Kind::Word)
            && (word.starts_with(char::is_uppercase) || has_no_case(word))
    }

    fn push(&mut self, start: usize, end: usize, kind: Kind, spaced: bool) {
        let word = &self.text[start..end];
        let from = self.keys.len();
        let stem = word.strip_suffix('.').filter(|it| !it.is_empty()).unwrap_or(word);
        if stem.is_ascii() {
            self.keys.extend(stem.bytes().filter(|b| *b != b'\'').map(|b| char::from(b.to_ascii_lowercase())));
        } else {
            self.keys.push_str(&fold(stem));
        }
        let key = from..self.keys.len();
        self.tokens.push(Token { start, end, kind, shape: shape(word), sentence: 0, spaced, key });
    }

    fn split(&mut self) {
        let text = self.text;
        let mut spaced = true;
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let start = at;
            at += c.len_utf8();
            if self.tokens.len().is_multiple_of(1 << 14) {
                self.go_on();
            }
            if c.is_whitespace() || c.is_control() {
                spaced = true;
                continue;
            }
            if c.is_ascii_digit() {
                at = number_end(text, at);
                self.push(start, at, Kind::Number, spaced);
            } else if c.is_alphanumeric() && word_end(text, start) > start {
                at = word_end(text, start);
                if text[at..].starts_with('.') && takes_stop(&text[start..at]) {
                    at += 1;
                }
                self.push(start, at, Kind::Word, spaced);
            } else {
                // `'s` after a word is one token, so that the word stands alone.
                let possessive = !spaced
                    && matches!(c, '\'' | '’')
                    && text[at..].starts_with(['s', 'S'])
                    && !text[at + 1..].starts_with(char::is_alphanumeric);
                at += usize::from(possessive);
                self.push(start, at, if possessive { Kind::Word } else { Kind::Mark }, spaced);
            }
            spaced = false;
        }
    }

    fn find_sentences(&mut self) {
        let wrapped = is_wrapped(self.text);
        let mut start = 0;
        let mut number = 0;
        for i in 0..self.tokens.len() {
            self.tokens[i].sentence = number;
            if i + 1 == self.tokens.len() || i + 1 - start >= LONGEST_SENTENCE || self.ends_sentence(i, wrapped) {
                self.sentences.push(start..i + 1);
                start = i + 1;
                number += 1;
            }
        }
    }

    /// Whether a sentence ends after this token.
    fn ends_sentence(&self, i: usize, wrapped: bool) -> bool {
        let (this, next) = (&self.tokens[i], &self.tokens[i + 1]);
        let gap = &self.text[this.end..next.start];
        let lines = gap.bytes().filter(|b| *b == b'\n').count();
        if lines > 1 || lines == 1 && !wrapped {
            return true;
        }
        let next_word = self.word(i + 1);
        let opens = |c: char| c.is_uppercase() || c.is_numeric() || has_no_case(next_word) || "\"“‘'(—–#@-".contains(c);
        if !next.spaced || !next_word.starts_with(opens) {
            return false;
        }
        // Step back over closing quotes and brackets.
        let mut last = i;
        while last > 0
            && self.tokens[last].kind == Kind::Mark
            && matches!(self.word(last), "\"" | "”" | "’" | "'" | ")" | "]")
            && !self.tokens[last].spaced
            && i - last < 3
        {
            last -= 1;
        }
        match self.word(last) {
            "." | "!" | "?" | "…" | "؟" | "۔" | "。" => true,
            word if word.ends_with('.') && word.len() > 1 => {
                STARTERS.contains(&self.key(i + 1)) && !is_title(self.key(last))
            }
            _ => false,
        }
    }
}

/// Whether an abbreviation comes before a name and so never ends a sentence.
fn is_title(key: &str) -> bool {
    matches!(
        key,
        "mr" | "mrs" | "ms" | "dr" | "prof" | "gen" | "lt" | "col" | "maj" | "sgt" | "gov" | "sen" | "rep" | "st"
    )
}

/// Whether the lines of a text were broken to a width: many of them go on in lower case.
fn is_wrapped(text: &str) -> bool {
    let (mut lines, mut going_on) = (0_usize, 0_usize);
    let mut ended = true;
    for line in text.lines() {
        let line = line.trim();
        if !line.is_empty() && !ended {
            lines += 1;
            going_on += usize::from(line.starts_with(char::is_lowercase));
        }
        ended = line.is_empty();
    }
    going_on >= 2 && going_on * 5 >= lines
}

fn has_no_case(word: &str) -> bool {
    word.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase())
}

fn shape(word: &str) -> Shape {
    let (mut upper, mut lower) = (0, 0);
    let mut first_upper = false;
    for (i, c) in word.chars().filter(|c| c.is_alphabetic()).enumerate() {
        if c.is_uppercase() {
            upper += 1;
            first_upper |= i == 0;
        } else if c.is_lowercase() {
            lower += 1;
        }
    }
    match (upper, lower) {
        (0, 0) => Shape::Other,
        (0, _) => Shape::Lower,
        (1, 0) => Shape::Title,
        (_, 0) => Shape::Upper,
        _ if first_upper => Shape::Title,
        _ => Shape::Other,
    }
}

/// The end of a number that starts before `at`: groups of digits, decimals, an ordinal ending.
fn number_end(text: &str, mut at: usize) -> usize {
    let start = at - 1;
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    while digit(at) || matches!(bytes.get(at), Some(b',' | b'.' | b':')) && digit(at + 1) {
        at += 1;
    }
    let rest: String = text[at..].chars().take(3).flat_map(char::to_lowercase).collect();
    for ending in ["st", "nd", "rd", "th"] {
        if let Some(after) = rest.strip_prefix(ending)
            && !after.starts_with(char::is_alphanumeric)
        {
            return at + 2;
        }
    }
    let tail = bytes[at..].iter().take(11).take_while(|it| it.is_ascii_alphanumeric()).count();
    if is_code(&text[start..at], &text[at..at + tail]) { at + tail } else { at }
}

/// What letters behind digits make one word with them: `3R` of a name, `161430Z` and `16JUL24` of a stamp.
fn is_code(digits: &str, tail: &str) -> bool {
    let plain = digits.bytes().all(|it| it.is_ascii_digit());
    let upper = |word: &str| !word.is_empty() && word.bytes().all(|it| it.is_ascii_uppercase());
    let name = digits.len() == 1 && tail.len() <= 3 && upper(tail) && !matches!(tail, "AM" | "PM" | "KM" | "MM" | "KG");
    let zoned = matches!(digits.len(), 4 | 6) && tail.starts_with('Z');
    let rest = tail.strip_prefix('Z').filter(|_| zoned).unwrap_or(tail);
    let stamp = rest.len() >= 5
        && matches!(digits.len(), 2 | 6)
        && upper(&rest[..3])
        && rest[3..].bytes().all(|it| it.is_ascii_digit());
    plain && (name || zoned && rest.is_empty() || stamp)
}

/// The end of a word that starts at `start`: letters and digits, with apostrophes and full stops inside.
fn word_end(text: &str, start: usize) -> usize {
    let mut chars = text[start..].char_indices().peekable();
    let mut end = start;
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let inside = match c {
            '\'' | '’' | 'ʼ' | 'ʿ' | '`' => {
                next.is_some_and(char::is_alphabetic) && !is_possessive(&text[start + at + c.len_utf8()..])
            }
            // Single letters, as in `U.S` and `W.Va`.
            '.' => {
                let word = &text[start..start + at];
                let last = word.rsplit('.').next().unwrap_or("");
                next.is_some_and(char::is_uppercase)
                    && last.chars().count() <= 2
                    && last.starts_with(char::is_uppercase)
                    || next.is_some_and(char::is_lowercase) && last.chars().count() == 1 && word.len() <= 4
            }
            c => c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) || c == 'ـ',
        };
        if !inside {
            break;
        }
        end = start + at + c.len_utf8();
    }
    end
}

fn is_possessive(rest: &str) -> bool {
    let mut chars = rest.chars();
    matches!(chars.next(), Some('s' | 'S')) && !chars.next().is_some_and(char::is_alphanumeric)
}

/// Whether the full stop after a word belongs to it.
fn takes_stop(word: &str) -> bool {
    if word.contains('.') {
        return true;
    }
    let mut chars = word.chars();
    let first = chars.next();
    match chars.next() {
        None => first.is_some_and(char::is_uppercase),
        Some(_) if word.len() > 6 => false,
        Some(_) => {
            let lower = word.to_lowercase();
            ABBREVIATIONS.contains(&lower.as_str())
                && (first.is_some_and(char::is_uppercase) || matches!(&*lower, "vs" | "no" | "approx"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_apostrophe_that_counts_as_a_letter_stands_alone_where_no_letter_follows() {
        for (text, expect) in
            [("ʼ", vec!["ʼ"]), ("ʼ ʿ9", vec!["ʼ", "ʿ", "9"]), ("Запорізькийʼ.", vec!["Запорізький", "ʼ", "."])]
        {
            let reading = Reading::new(text);
            let words: Vec<&str> = (0..reading.tokens.len()).map(|at| reading.word(at)).collect();
            assert_eq!(words, expect);
        }
    }

    fn sentences(text: &str) -> Vec<&str> {
        let reading = Reading::new(text);
        (0..reading.sentences.len()).map(|i| &text[reading.sentence_bytes(i)]).collect()
    }

    #[test]
    fn words_keep_what_belongs_to_them() {
        let text = "The U.S.-led raid in St. Louis, Ky.'s 40th, hit 2,500 of Kata'ib’s men at 3.20pm.";
        let reading = Reading::new(text);
        let words: Vec<&str> = (0..reading.tokens.len()).map(|i| reading.word(i)).collect();
        let expect = "The|U.S.|-|led|raid|in|St.|Louis|,|Ky.|'s|40th|,|hit|2,500|of|Kata'ib|’s|men|at|3.20|pm|.";
        assert_eq!(words.join("|"), expect);
        assert_eq!((reading.key(1), reading.key(6), reading.key(16)), ("u.s", "st", "kataib"));
    }

    #[test]
    fn sentences_end_where_they_end() {
        for (text, expect) in [
            ("One. Two", &["One.", "Two"][..]),
            (
                "He met Gen. Smith in the U.S. Army. It went well.",
                &["He met Gen. Smith in the U.S. Army.", "It went well."],
            ),
            ("It left the U.S. The rest stayed.", &["It left the U.S.", "The rest stayed."]),
            ("“Stop!” he said. “Go.” They went", &["“Stop!” he said.", "“Go.”", "They went"]),
            ("Heading\nA line. Next", &["Heading", "A line.", "Next"]),
            ("broken to\na width and\ngoing on. Yes", &["broken to\na width and\ngoing on.", "Yes"]),
            ("وقع هجوم. ثم آخر", &["وقع هجوم.", "ثم آخر"]),
            ("", &[]),
        ] {
            assert_eq!(sentences(text), expect, "{text}");
        }
    }
}

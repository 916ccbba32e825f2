use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// The sentence or sentences that a byte range touches, without the white space after them, within the blocks
/// (parted by an empty line) that it lies in. A range beyond the text is moved to its end.
///
/// Sentence bounds are those of Unicode (UAX 29) but for full stops that end an abbreviation: `Lt. Gen.`,
/// `U.S. Army`, `No. 5`, `9 p.m. Baghdad time`, `Michael E. Kurilla`.
pub fn sentence_around(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(range.start.min(text.len()));
    let end = text.ceil_char_boundary(range.end.clamp(start, text.len()));
    let first = text[..start].rfind("\n\n").map_or(0, |at| at + 2);
    let last = text[end..].find("\n\n").map_or(text.len(), |at| end + at);
    let (mut from, mut to) = (first, last);
    let mut begin = first;
    for bound in sentence_ends(&text[first..last]).map(|at| first + at) {
        if begin <= start {
            from = begin;
        }
        begin = bound;
        if bound >= end && bound > start {
            to = bound;
            break;
        }
    }
    from..from + text[from..to].trim_end().len()
}

/// The byte offsets where sentences end.
fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    let bounds = text.split_sentence_bound_indices().map(|(at, sentence)| at + sentence.len());
    bounds.filter(|at| !goes_on(&text[..*at], &text[*at..]))
}

/// Whether a sentence goes on although its first part ends in a full stop.
fn goes_on(before: &str, after: &str) -> bool {
    // A line break or two spaces' worth of new paragraph is an end whatever stands before it.
    if after.is_empty() || before.ends_with('\n') {
        return false;
    }
    let Some(stem) = before.trim_end().strip_suffix('.') else { return false };
    let word = stem.rsplit(|c: char| c.is_whitespace() || "(“\"‘—–".contains(c)).next().unwrap_or("");
    let next: String = after.chars().take_while(|c| c.is_alphanumeric()).collect();
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    match word {
        // Never at the end of a sentence.
        "Mr" | "Mrs" | "Ms" | "Dr" | "Prof" | "Gen" | "Lt" | "Col" | "Maj" | "Brig" | "Capt" | "Cmdr" | "Adm"
        | "Sgt" | "Spc" | "Pvt" | "Cpl" | "Pfc" | "Gov" | "Sen" | "Rep" | "Pres" | "Amb" | "Rev" | "Hon" | "St"
        | "Ft" | "vs" | "e.g" | "i.e" | "cf" | "ca" | "approx" | "Lt.Gen" | "Maj.Gen" | "Brig.Gen" => true,
        // Only before a number.
        "No" | "Nos" | "no" | "nos" | "Art" | "Sec" | "Fig" | "Vol" | "vol" | "p" | "pp" | "para" => {
            next.starts_with(|c: char| c.is_numeric())
        }
        // Either: what follows tells.
        "Jan" | "Feb" | "Mar" | "Apr" | "Aug" | "Sept" | "Sep" | "Oct" | "Nov" | "Dec" | "Jr" | "Sr" | "Inc" | "Co"
        | "Corp" | "Ltd" | "Bros" | "Mt" | "al" => !starts_a_sentence(&next),
        word => (is_initial || is_dotted(word)) && !starts_a_sentence(&next),
    }
}

/// `U.S`, `p.m`, `D.C`: single letters with full stops between them.
fn is_dotted(word: &str) -> bool {
    let mut letters = 0;
    word.split('.').all(|part| {
        letters += 1;
        part.chars().count() == 1 && part.chars().all(char::is_alphabetic)
    }) && letters > 1
}

/// Whether a word is one of those that mostly stand at the start of a sentence.
fn starts_a_sentence(word: &str) -> bool {
    const STARTERS: [&str; 46] = [
        "A",
        "About",
        "According",
        "After",
        "Also",
        "Although",
        "An",
        "And",
        "Another",
        "As",
        "At",
        "Before",
        "Both",
        "But",
        "By",
        "Days",
        "Earlier",
        "For",
        "From",
        "He",
        "However",
        "If",
        "In",
        "It",
        "Its",
        "Later",
        "Nobody",
        "On",
        "One",
        "Only",
        "Others",
        "She",
        "Since",
        "So",
        "Some",
        "That",
        "The",
        "Their",
        "Then",
        "There",
        "These",
        "They",
        "This",
        "Two",
        "When",
        "While",
    ];
    STARTERS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sentence around the words between brackets.
    fn check(marked: &str, expect: &str) {
        let start = marked.find('[').unwrap();
        let end = marked.find(']').unwrap() - 1;
        let text = marked.replace(['[', ']'], "");
        assert_eq!(&text[sentence_around(&text, start..end)], expect, "{marked}");
    }

    #[test]
    fn a_sentence_ends_where_people_end_it() {
        check("It was calm. [Two drones] came. One fell.", "Two drones came.");
        check("It was calm. Two [drones came. One] fell. Quiet.", "Two drones came. One fell.");
        check("[It was calm.] Two came.", "It was calm.");
        check("Last [one].", "Last one.");
        check("Really? [Yes]! So “it ended.” Then", "Yes!");
        check("No stop [at all]", "No stop at all");
    }

    #[test]
    fn abbreviations_do_not_end_a_sentence() {
        check(
            "He spoke. The [U.S. Army] and Lt. Gen. Patrick Frank left. Bye.",
            "The U.S. Army and Lt. Gen. Patrick Frank left.",
        );
        check("Yes. Gen. Michael E. Kurilla [said] so. Bye.", "Gen. Michael E. Kurilla said so.");
        check(
            "So. Base No. 5 Alpha was hit at 9 p.m. Baghdad time on Jan. 28 by [one]. Bye.",
            "Base No. 5 Alpha was hit at 9 p.m. Baghdad time on Jan. 28 by one.",
        );
        check("[It] came at 9 p.m. The base was hit.", "It came at 9 p.m.");
        check("They left the U.S. [They] came back.", "They came back.");
        check("He said no. [We] stay.", "We stay.");
    }

    #[test]
    fn a_sentence_never_leaves_its_block() {
        check("A heading without stop\n\n[One] line. Two.\n\nMore", "One line.");
        check("One. Two\n\nthree [x]\ny. z", "three x");
        check("One. Tw[o\n\nth]ree. Four.", "Two\n\nthree.");
    }

    #[test]
    fn a_range_beyond_the_text_is_moved_into_it() {
        assert_eq!(sentence_around("", 3..9), 0..0);
        assert_eq!(sentence_around("One. Two.", 50..90), 5..9);
        assert_eq!(&"é. Ü."[sentence_around("é. Ü.", 5..6)], "Ü.");
    }
}

use std::ops::Range;

use super::Article;

/// How many characters before and after a mention tell it from others with the same words.
const CONTEXT: usize = 32;

/// Where a mention stands, kept so that it is found again after small changes of the text: a text quote and a
/// text position selector of the W3C Web Annotation model in one. Positions count Unicode code points from 0.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Selector {
    /// The words themselves.
    pub exact: String,
    /// Up to 32 code points before them.
    pub prefix: String,
    /// Up to 32 code points after them.
    pub suffix: String,
    /// The first code point.
    pub start: usize,
    /// The code point after the last one.
    pub end: usize,
}

impl Article {
    /// The selector of a mention, by its number in [`Article::mentions`].
    pub fn selector(&self, mention: usize) -> Option<Selector> {
        Selector::of(&self.text, self.mentions.get(mention)?.range.clone())
    }
}

impl Selector {
    /// The selector of a byte range, if it is one of whole characters of the text.
    pub fn of(text: &str, range: Range<usize>) -> Option<Self> {
        let exact = text.get(range.clone())?;
        let (before, after) = (&text[..range.start], &text[range.end..]);
        let start = before.chars().count();
        let prefix = before.char_indices().nth_back(CONTEXT - 1).map_or(before, |(at, _)| &before[at..]);
        Some(Self {
            exact: exact.to_owned(),
            prefix: prefix.to_owned(),
            suffix: after.chars().take(CONTEXT).collect(),
            start,
            end: start + exact.chars().count(),
        })
    }

    /// The byte range of these words in a text that may have changed: where they stood, if the words around
    /// them are the same; else where most of the words around them are; among equals the nearest.
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        if self.exact.is_empty() {
            return None;
        }
        let expected = text.char_indices().nth(self.start).map_or(text.len(), |(at, _)| at);
        let whole = self.prefix.chars().count() + self.suffix.chars().count();
        if text[expected..].starts_with(&self.exact) && self.agreement(text, expected) == whole {
            return Some(expected..expected + self.exact.len());
        }
        let best = text
            .match_indices(&self.exact)
            .min_by_key(|(at, _)| (whole - self.agreement(text, *at).min(whole), at.abs_diff(expected)));
        best.map(|(at, found)| at..at + found.len())
    }

    /// How many characters before and after agree, counted outwards from the words found at a byte offset.
    pub(super) fn agreement(&self, text: &str, at: usize) -> usize {
        let same = |(a, b): &(char, char)| a == b;
        let before = text[..at].chars().rev().zip(self.prefix.chars().rev()).take_while(same).count();
        let after = text[at + self.exact.len()..].chars().zip(self.suffix.chars()).take_while(same).count();
        before + after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "A drone hit عين الأسد at dawn. Later a second drone hit the base, a drone again.";

    #[test]
    fn positions_count_code_points() {
        let at = TEXT.find("عين").unwrap();
        let it = Selector::of(TEXT, at..at + "عين الأسد".len()).unwrap();
        assert_eq!((it.exact.as_str(), it.start, it.end), ("عين الأسد", 12, 21));
        assert_eq!((it.prefix.as_str(), it.suffix.as_str()), ("A drone hit ", " at dawn. Later a second drone h"));
        assert_eq!(Selector::of(TEXT, at + 1..at + 2), None);
    }

    #[test]
    fn words_are_found_again_in_a_changed_text() {
        let second = TEXT.match_indices("drone").nth(1).map(|(at, _)| at).unwrap();
        let it = Selector::of(TEXT, second..second + 5).unwrap();
        for (changed, nth) in [
            (TEXT.to_owned(), Some(1)),
            (format!("Corrected: a drone. {TEXT}"), Some(2)),
            (TEXT.replace("Later a second", "A second"), Some(1)),
            ("Only one drone".to_owned(), Some(0)),
            ("nothing".to_owned(), None),
            (String::new(), None),
        ] {
            let expect = nth.and_then(|n| changed.match_indices("drone").nth(n)).map(|(at, _)| at..at + 5);
            assert_eq!(it.find(&changed), expect, "{changed}");
        }
    }

    #[test]
    fn of_equal_places_the_nearest_is_taken() {
        let it = Selector { exact: "x".into(), start: 6, end: 7, ..Selector::default() };
        assert_eq!(it.find("x......x...x"), Some(7..8));
    }
}

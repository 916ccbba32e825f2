//! The order of words on a line that holds Arabic or Hebrew.
//!
//! The window toolkit shapes the letters of a right-to-left word rightly but puts the words of a phrase from
//! left to right. So each display line is given to it with its words already where the eye wants them, found by
//! the Unicode bidirectional algorithm. A *word* here is a run of right-to-left letters with their marks and
//! Arabic or Hebrew punctuation; letters inside it stay in logical order. Only for display: what is stored,
//! copied, edited or read aloud stays logical.

use std::borrow::Cow;

use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

/// Whether the text has any right-to-left letter.
pub fn has_rtl(text: &str) -> bool {
    // Nothing below the Hebrew block is right to left.
    text.chars().any(|c| c >= '\u{590}' && matches!(bidi_class(c), BidiClass::R | BidiClass::AL))
}

/// Whether a paragraph runs from right to left: its first letter decides.
pub fn is_rtl(text: &str) -> bool {
    let strong = |c| match bidi_class(c) {
        BidiClass::L => Some(false),
        BidiClass::R | BidiClass::AL => Some(true),
        _ => None,
    };
    text.chars().find_map(strong).unwrap_or(false)
}

/// One display line with its words in visual order; its first letter decides the direction of the line.
pub fn visual(text: &str) -> Cow<'_, str> {
    if has_rtl(text) { visual_line(text, is_rtl(text)) } else { text.into() }
}

/// One display line of a paragraph whose direction is known, for a paragraph that was wrapped before.
pub fn visual_line(text: &str, para_rtl: bool) -> Cow<'_, str> {
    if !para_rtl && !has_rtl(text) {
        return text.into();
    }
    order(text, para_rtl).into_iter().map(|(c, _)| c).collect()
}

/// For each character of [`visual_line`], in its order, the index of the character in the logical text. It is a
/// permutation of `0..text.chars().count()`.
pub fn visual_map(text: &str, para_rtl: bool) -> Vec<usize> {
    order(text, para_rtl).into_iter().map(|(_, index)| index).collect()
}

/// Characters in visual order, brackets mirrored where they stand right to left, with their logical indices.
fn order(text: &str, para_rtl: bool) -> Vec<(char, usize)> {
    let base = if para_rtl { Level::rtl() } else { Level::ltr() };
    let info = BidiInfo::new(text, Some(base));
    let indices: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let index = |at: usize| indices.binary_search(&at).unwrap_or_else(|next| next);
    let mut ordered = Vec::with_capacity(indices.len());
    for paragraph in &info.paragraphs {
        let (levels, runs) = info.visual_runs(paragraph, paragraph.range.clone());
        for run in runs {
            let rtl = levels.get(run.start).is_some_and(|level| level.is_rtl());
            let first = index(run.start);
            let chars = text[run].chars().zip(first..);
            if rtl {
                for unit in units(chars).into_iter().rev() {
                    ordered.extend(unit);
                }
            } else {
                ordered.extend(chars);
            }
        }
    }
    ordered
}

/// A right-to-left run cut into words and single other characters.
fn units(chars: impl Iterator<Item = (char, usize)>) -> Vec<Vec<(char, usize)>> {
    let mut units: Vec<Vec<(char, usize)>> = Vec::new();
    let mut in_word = false;
    for (c, index) in chars {
        let class = bidi_class(c);
        let joins = matches!(class, BidiClass::NSM | BidiClass::BN);
        let letter = matches!(class, BidiClass::R | BidiClass::AL) || ('\u{590}'..='\u{8ff}').contains(&c);
        match units.last_mut() {
            Some(unit) if joins || (in_word && letter) => unit.push((c, index)),
            _ => {
                units.push(vec![(mirror(c), index)]);
                in_word = letter;
            }
        }
    }
    units
}

fn mirror(c: char) -> char {
    const PAIRS: [(char, char); 8] =
        [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('«', '»'), ('‹', '›'), ('⟨', '⟩'), ('≤', '≥')];
    let other = |(open, close)| match c {
        c if c == open => Some(close),
        c if c == close => Some(open),
        _ => None,
    };
    PAIRS.into_iter().find_map(other).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_stand_where_the_eye_wants_them() {
        for (logical, expect) in [
            ("Ain al-Asad", "Ain al-Asad"),
            ("دمشق", "دمشق"),
            ("العربية دمشق", "دمشق العربية"),
            ("كتائب حزب الله", "الله حزب كتائب"),
            ("Event in دمشق on 2024", "Event in دمشق on 2024"),
            ("Base عين الأسد (Iraq)", "Base الأسد عين (Iraq)"),
            ("عين الأسد (العراق)", "(العراق) الأسد عين"),
            ("عين الأسد 2024 قاعدة", "قاعدة 2024 الأسد عين"),
            ("قاعدة Ain al-Asad الجوية", "الجوية Ain al-Asad قاعدة"),
            ("دمشق، حلب", "حلب دمشق،"),
            ("שלום עולם!", "!עולם שלום"),
            ("حُزْب اللّه", "اللّه حُزْب"),
            ("", ""),
        ] {
            assert_eq!(visual(logical), expect, "{logical}");
        }
        assert!(matches!(visual("plain (text)"), Cow::Borrowed(_)));
    }

    #[test]
    fn the_direction_of_the_paragraph_decides_where_a_line_starts() {
        assert_eq!(visual_line("Reuters دمشق", true), "دمشق Reuters");
        assert_eq!(visual_line("Reuters دمشق", false), "Reuters دمشق");
        assert_eq!(visual_line("دمشق Reuters", false), "دمشق Reuters");
        assert_eq!(visual_line("Reuters.", true), ".Reuters");
    }

    #[test]
    fn the_map_tells_where_each_character_came_from() {
        assert_eq!(visual_map("a حب لم", false), [0, 1, 5, 6, 4, 2, 3]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn the_visual_order_is_a_permutation(text in r"[a-c0-2 ().،א-דا-خ٠\u{64e}\u{202e}\u{2067}\u{2069}\n]{0,24}|\PC{0,16}", rtl: bool) {
            let mut map = visual_map(&text, rtl);
            prop_assert_eq!(visual_line(&text, rtl).chars().count(), text.chars().count());
            map.sort_unstable();
            prop_assert!(map.into_iter().eq(0..text.chars().count()));
        }
    }
}

//! Mentions found again in a text that was changed: by their exact words first, then by words like them, then by what
//! stood before and after them. What is not sure is said to be so, and nothing is moved in silence.

use std::collections::HashMap;
use std::ops::Range;

use super::Selector;

/// Where a mention stands in a changed text.
#[derive(Clone, PartialEq, Debug)]
pub enum Placed {
    /// Its very words, where they belong.
    Surely(Range<usize>),
    /// Words like them, or its words without what stood around them: somebody has to look. How like they are, 0 to 1.
    Perhaps(Range<usize>, f32),
    Lost,
}

/// A changed text, made ready for finding mentions in.
#[derive(Debug)]
pub struct NewText<'t> {
    text: &'t str,
    words: Vec<(Range<usize>, String)>,
    /// Where each word stands, by its number in `words`.
    at: HashMap<String, Vec<usize>>,
}

/// As many characters before and after, taken together, make an exact quote sure.
const CONTEXT: usize = 10;
/// An exact quote of so many characters that stands only once is sure whatever stands around it.
const LONG: usize = 24;
/// Words that share less are not the same sentence.
const LIKE: f32 = 0.55;
/// No more words of a quote are compared.
const MOST_WORDS: usize = 120;
/// A word that is more frequent says nothing of where a quote is.
const FREQUENT: usize = 60;

impl<'t> NewText<'t> {
    pub fn new(text: &'t str) -> Self {
        let words = words(text);
        let mut at: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, (_, word)) in words.iter().enumerate() {
            at.entry(word.clone()).or_default().push(number);
        }
        Self { text, words, at }
    }

    /// Find a mention.
    pub fn place(&self, selector: &Selector) -> Placed {
        if let Some(range) = selector.find(self.text) {
            let around = selector.prefix.chars().count() + selector.suffix.chars().count();
            let agrees = selector.agreement(self.text, range.start) >= CONTEXT.min(around);
            let once = || self.text.match_indices(&selector.exact).nth(1).is_none();
            let long = || selector.exact.chars().count() >= LONG;
            return if agrees || long() && once() { Placed::Surely(range) } else { Placed::Perhaps(range, 1.0) };
        }
        self.by_words(selector).or_else(|| self.between(selector)).unwrap_or(Placed::Lost)
    }

    /// The part of the text that shares most words with the quote, in their order.
    fn by_words(&self, selector: &Selector) -> Option<Placed> {
        let quote = words(&selector.exact);
        let quote: Vec<&str> = quote.iter().take(MOST_WORDS).map(|(_, word)| word.as_str()).collect();
        if quote.len() < 2 {
            return None;
        }
        let mut votes: HashMap<usize, usize> = HashMap::new();
        for (i, word) in quote.iter().enumerate() {
            let places = self.at.get(*word).filter(|it| it.len() <= FREQUENT);
            for at in places.into_iter().flatten() {
                *votes.entry(at.saturating_sub(i)).or_default() += 1;
            }
        }
        let mut starts: Vec<(usize, usize)> = votes.into_iter().collect();
        starts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        let expected = self.text.char_indices().nth(selector.start).map_or(self.text.len(), |(at, _)| at);
        let mut best: Option<(f32, f32, Range<usize>)> = None;
        for (start, _) in starts.into_iter().take(12) {
            let slack = quote.len() / 4 + 2;
            let window = start.saturating_sub(slack)..(start + quote.len() + slack).min(self.words.len());
            let Some((shared, first, last)) = common(&quote, &self.words[window.clone()]) else { continue };
            let (first, last) = (window.start + first, window.start + last);
            let like = 2.0 * shared as f32 / (quote.len() + last - first + 1) as f32;
            let range = self.words[first].0.start..self.words[last].0.end;
            let away = range.start.abs_diff(expected) as f32 / (self.text.len() as f32 + 1.0);
            let weight = like + self.context(selector, &range) * 0.3 - away * 0.1;
            if like >= LIKE && best.as_ref().is_none_or(|it| weight > it.0) {
                best = Some((weight, like, range));
            }
        }
        best.map(|(_, like, range)| Placed::Perhaps(range, like))
    }

    /// What stands between the words before and those after, if both are there near each other.
    fn between(&self, selector: &Selector) -> Option<Placed> {
        const EDGE: usize = 12;
        let tail: String = {
            let all: Vec<char> = selector.prefix.chars().collect();
            all[all.len().saturating_sub(EDGE)..].iter().collect()
        };
        let head: String = selector.suffix.chars().take(EDGE).collect();
        if tail.trim().chars().count() < 6 || head.trim().chars().count() < 6 {
            return None;
        }
        let longest = selector.exact.len() * 2 + 24;
        self.text.match_indices(&tail).find_map(|(at, found)| {
            let start = at + found.len();
            let end = start + self.text[start..].find(&head)?;
            let words = &self.text[start..end];
            let range = start + (words.len() - words.trim_start().len())..start + words.trim_end().len();
            (range.start < range.end && range.len() <= longest).then_some(Placed::Perhaps(range, 0.5))
        })
    }

    /// How much of the words around agrees, 0 to 1.
    fn context(&self, selector: &Selector, range: &Range<usize>) -> f32 {
        let whole = selector.prefix.chars().count() + selector.suffix.chars().count();
        let same = |(a, b): &(char, char)| a == b;
        let before = self.text[..range.start].chars().rev().zip(selector.prefix.chars().rev()).take_while(same).count();
        let after = self.text[range.end..].chars().zip(selector.suffix.chars()).take_while(same).count();
        (before + after) as f32 / whole.max(1) as f32
    }
}

/// Words with where they stand, in small letters.
fn words(text: &str) -> Vec<(Range<usize>, String)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((from..at, text[from..at].to_lowercase()));
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// How many words two lists share in order (the longest common subsequence), and the numbers of the first and the last
/// of them in the second list.
fn common(quote: &[&str], window: &[(Range<usize>, String)]) -> Option<(usize, usize, usize)> {
    let width = window.len() + 1;
    let mut table = vec![0_u16; (quote.len() + 1) * width];
    for (i, word) in quote.iter().enumerate().rev() {
        for (j, (_, other)) in window.iter().enumerate().rev() {
            table[i * width + j] = if *word == other {
                table[(i + 1) * width + j + 1] + 1
            } else {
                table[(i + 1) * width + j].max(table[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut first, mut last) = (0, 0, None, 0);
    while i < quote.len() && j < window.len() {
        if quote[i] == window[j].1 {
            first.get_or_insert(j);
            last = j;
            (i, j) = (i + 1, j + 1);
        } else if table[(i + 1) * width + j] >= table[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    Some((usize::from(table[0]), first?, last))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "A drone hit the depot near Erbil on Tuesday, killing two guards. Officials said nothing. Later a \
                        second drone was shot down over the city. Nobody was hurt by the drone.";

    fn selector(words: &str, nth: usize) -> Selector {
        let at = TEXT.match_indices(words).nth(nth).unwrap().0;
        Selector::of(TEXT, at..at + words.len()).unwrap()
    }

    #[test]
    fn mentions_are_found_again_surely_perhaps_or_not_at_all() {
        let sure = |it: &Placed, text: &str| match it {
            Placed::Surely(range) => format!("surely {}", &text[range.clone()]),
            Placed::Perhaps(range, _) => format!("perhaps {}", &text[range.clone()]),
            Placed::Lost => "lost".to_owned(),
        };
        let longer = format!("Corrected on Friday. {TEXT}");
        let reworded = TEXT.replace(
            "A drone hit the depot near Erbil on Tuesday",
            "A drone hit the fuel depot close to Erbil on Tuesday",
        );
        let renamed = TEXT.replace("near Erbil on", "near Hawler on");
        for (words, nth, text, expect) in [
            (
                "a second drone was shot down over the city",
                0,
                &longer,
                "surely a second drone was shot down over the city",
            ),
            ("drone", 1, &longer, "surely drone"),
            (
                "A drone hit the depot near Erbil on Tuesday, killing two guards.",
                0,
                &reworded,
                "perhaps A drone hit the fuel depot close to Erbil on Tuesday, killing two guards",
            ),
            ("Erbil", 0, &renamed, "perhaps Hawler"),
            ("Erbil", 0, &"The town of Erbil lies in the north.".to_owned(), "perhaps Erbil"),
            ("Nobody was hurt by the drone", 0, &"Rain fell all over the country.".to_owned(), "lost"),
            ("Erbil", 0, &String::new(), "lost"),
        ] {
            assert_eq!(sure(&NewText::new(text).place(&selector(words, nth)), text), expect, "{words}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_place_is_always_whole_characters_of_the_text(
            quote in "[a-z عä]{0,40}", prefix in "[a-z ع]{0,20}", suffix in "[a-z ع]{0,20}", text in "[a-z عä.]{0,200}", start in 0_usize..300,
        ) {
            let end = start + quote.chars().count();
            let it = Selector { exact: quote, prefix, suffix, start, end };
            if let Placed::Surely(range) | Placed::Perhaps(range, _) = NewText::new(&text).place(&it) {
                prop_assert!(text.get(range.clone()).is_some_and(|it| !it.is_empty()), "{range:?}");
            }
        }
    }
}

//! The line that says where and when a report was written: `ERBIL, March 14 (Agency) -`. It dates and places the writing,
//! not what happened.

use std::ops::Range;

use crate::extract::date::is_calendar;
use crate::extract::place::PlaceName;
use crate::extract::token::{Kind, Reading, Shape};

/// A dateline stands at the head of one of the first lines, below a headline and the like.
const LINES: usize = 8;
/// No dateline is longer, in tokens.
const LONGEST: usize = 24;

/// The tokens of a text's dateline with the dash that ends it; an empty range if there is none.
pub fn dateline(reading: &Reading<'_>, places: &[PlaceName]) -> Range<usize> {
    let mut lines = 0;
    for at in 0..reading.tokens.len() {
        if !starts_line(reading, at) {
            continue;
        }
        lines += 1;
        if lines > LINES {
            break;
        }
        if let Some(end) = ends(reading, at, places) {
            return at..end;
        }
    }
    0..0
}

fn starts_line(reading: &Reading<'_>, at: usize) -> bool {
    at == 0 || reading.text[reading.tokens[at - 1].end..reading.tokens[at].start].contains('\n')
}

/// The token after the dash, if the line that starts here is one.
fn ends(reading: &Reading<'_>, start: usize, places: &[PlaceName]) -> Option<usize> {
    if !reading.is_capital(start) {
        return None;
    }
    let mut tells = false;
    let mut parens = 0usize;
    for at in start..(start + LONGEST).min(reading.tokens.len()) {
        if at > start && starts_line(reading, at) {
            return None;
        }
        let token = &reading.tokens[at];
        match (token.kind, reading.word(at)) {
            (Kind::Mark, "-" | "–" | "—" | "―" | "--") if token.spaced && parens == 0 => {
                let place = places.iter().any(|it| it.tokens.start == start);
                let shouted = token_is_shouted(reading, start);
                return (at > start && (shouted || place && tells)).then_some(at + 1);
            }
            (Kind::Mark, "(") => {
                parens += 1;
                tells = true;
            }
            (Kind::Mark, ")") => parens = parens.saturating_sub(1),
            (Kind::Mark, "," | "." | "/" | "-" | "–" | "'" | "’" | "|") => {}
            (Kind::Mark, _) => return None,
            (Kind::Number, _) => tells = true,
            (Kind::Word, _) => {
                // `Daraa, SANA –`
                tells |= is_calendar(reading, at) || at > start && token_is_shouted(reading, at);
                let joins =
                    matches!(reading.key(at), "of" | "al" | "el" | "the" | "de" | "la" | "and" | "near" | "on" | "s");
                if parens == 0 && !reading.is_capital(at) && !joins {
                    return None;
                }
            }
        }
    }
    None
}

fn token_is_shouted(reading: &Reading<'_>, at: usize) -> bool {
    let token = &reading.tokens[at];
    token.shape == Shape::Upper && token.end - token.start >= 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Extractor;
    use crate::extract::gazetteer::Lexicon;
    use crate::extract::place::{self, Context};

    fn line(text: &str) -> String {
        let reading = Reading::new(text);
        let lexicon = Lexicon::bundled();
        let extractor = Extractor::default();
        let places = place::find(&reading, &Context::new(&reading, lexicon), lexicon, extractor.world());
        let range = reading.bytes(dateline(&reading, &places));
        text[range].to_owned()
    }

    #[test]
    fn datelines_are_told_from_headlines_and_prose() {
        let cases = [
            (
                "ERBIL, Iraq, March 14, 2023 (Example News) - Two drones struck.",
                "ERBIL, Iraq, March 14, 2023 (Example News) -",
            ),
            ("Rockets at night\n\nBAGHDAD, July 16 — Two rockets fell.", "BAGHDAD, July 16 —"),
            ("Baghdad (14 March 2024) – Gunmen killed two men.", "Baghdad (14 March 2024) –"),
            ("Aden, Yemen, 3 May - Officials said so.", "Aden, Yemen, 3 May -"),
            ("KHARKIV - Missiles hit a house.", "KHARKIV -"),
            ("Baghdad is calm - for now.", ""),
            ("Hamas - a short history", ""),
            ("In Mosul, 14 people died - more than before.", ""),
            ("", ""),
        ];
        for (text, expect) in cases {
            assert_eq!(line(text), expect, "{text}");
        }
    }
}

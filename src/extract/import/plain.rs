use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

use super::{Kind, Paragraphs, Reason, Report};

/// The text of bytes in whatever encoding, and how many characters could not be decoded.
pub fn decode(bytes: &[u8], told: Option<&str>) -> Result<(String, usize), Reason> {
    let encoding = told
        .and_then(|it| Encoding::for_label(it.trim().as_bytes()))
        .or_else(|| Encoding::for_bom(bytes).map(|it| it.0))
        .or_else(|| std::str::from_utf8(bytes).is_ok().then_some(encoding_rs::UTF_8));
    let encoding = encoding.unwrap_or_else(|| {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        detector.guess(None, Utf8Detection::Allow)
    });
    let (text, _, bad) = encoding.decode(bytes);
    let zeros = text.chars().take(4096).filter(|c| *c == '\0').count();
    if zeros > 8 {
        return Err(Reason::NoText("a program or a picture".into()));
    }
    let replaced = if bad { text.matches('\u{fffd}').count() } else { 0 };
    Ok((text.into_owned(), replaced))
}

/// A text whose first paragraph is its headline, if it looks like one.
pub fn read(bytes: &[u8]) -> Result<Report, Reason> {
    let (text, replaced) = decode(bytes, None)?;
    let report = paragraphs(&text).report();
    let (title, body) = match report.paragraphs.as_slice() {
        [(_, first), (_, second), ..] if is_headline(&report.text[first.clone()], &report.text[second.clone()]) => {
            (report.text[first.clone()].to_owned(), second.start)
        }
        _ => (String::new(), 0),
    };
    let rest = report.paragraphs.iter().filter(|(_, it)| it.start >= body);
    let paragraphs = rest.map(|(kind, it)| (*kind, it.start - body..it.end - body)).collect();
    Ok(Report { title, text: report.text[body..].to_owned(), paragraphs, replaced, ..report })
}

/// A short line of several words that ends no sentence but a question or a cry, above a paragraph of sentences.
fn is_headline(line: &str, below: &str) -> bool {
    let ends_a_sentence = |it: &str| it.ends_with(['.', '!', '?', '"', '”', '’', '»', ')', '؟', '।', '。']);
    let last = line.chars().next_back().unwrap_or(' ');
    !line.contains('\n')
        && (3..=30).contains(&line.split_whitespace().count())
        && line.chars().count() <= 200
        && (last.is_alphanumeric() || ['?', '!', '"', '”', '’', '»', '؟'].contains(&last))
        && below.split_whitespace().count() >= 8
        && ends_a_sentence(below)
}

/// No line of a text that was broken to fit a page or a letter is longer, in characters.
const BROKEN: usize = 120;

/// Paragraphs parted by empty lines. Where lines are longer than anybody breaks them, every line is a paragraph.
pub fn paragraphs(text: &str) -> Paragraphs {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let whole = text.lines().any(|line| line.chars().nth(BROKEN).is_some());
    let mut all = Paragraphs::default();
    let mut open = String::new();
    for line in text.lines().chain([""]) {
        let empty = line.trim().is_empty();
        if !empty {
            open.push_str(line);
            open.push('\n');
        }
        if empty || whole {
            all.push(Kind::Plain, &std::mem::take(&mut open), true);
        }
    }
    all
}

pub fn markdown(bytes: &[u8]) -> Result<Report, Reason> {
    use crate::article::{BlockKind, Target, parse_body};
    let (text, replaced) = decode(bytes, None)?;
    let body = parse_body(&text, "", 1, &mut |address| Ok(Target::Link(address.to_owned())));
    let mut all = Paragraphs::default();
    let mut title = String::new();
    for block in &body.blocks {
        let words = &body.text[block.range.clone()];
        let kind = match block.kind {
            // What heads the whole text is its title and no part of it.
            BlockKind::Heading(1) if title.is_empty() && all.is_empty() => {
                title = words.trim().to_owned();
                continue;
            }
            BlockKind::Heading(_) => Kind::Heading,
            BlockKind::Paragraph => Kind::Plain,
            BlockKind::Item { .. } => Kind::Item,
            BlockKind::Quote => Kind::Quote,
        };
        all.push(kind, words, true);
    }
    Ok(Report { title, replaced, ..all.report() })
}

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

/// Paragraphs parted by empty lines; where there are none, every line is one.
pub fn read(bytes: &[u8]) -> Result<Report, Reason> {
    let (text, replaced) = decode(bytes, None)?;
    let mut report = paragraphs(&text).report();
    report.replaced = replaced;
    Ok(report)
}

pub fn paragraphs(text: &str) -> Paragraphs {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut all = Paragraphs::default();
    let mut open = String::new();
    for line in text.lines().chain([""]) {
        if line.trim().is_empty() {
            all.push(Kind::Plain, &std::mem::take(&mut open), true);
        } else {
            open.push_str(line);
            open.push('\n');
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
            BlockKind::Heading(level) => {
                if level == 1 && title.is_empty() {
                    title = words.to_owned();
                }
                Kind::Heading
            }
            BlockKind::Paragraph => Kind::Plain,
            BlockKind::Item { .. } => Kind::Item,
            BlockKind::Quote => Kind::Quote,
        };
        all.push(kind, words, true);
    }
    Ok(Report { title, replaced, ..all.report() })
}

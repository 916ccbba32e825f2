use lopdf::Document;

use super::{Kind, Paragraphs, Reason, Report};

/// No report has more pages.
const MOST_PAGES: usize = 2000;

/// The text layer of a PDF, page by page.
///
/// The parser is third-party code and may be fooled by a hostile file: run it in a child process.
pub fn read(bytes: &[u8]) -> Result<Report, Reason> {
    let document =
        Document::load_mem(bytes).map_err(|error| Reason::Damaged { what: "PDF".into(), why: error.to_string() })?;
    if document.is_encrypted() {
        return Err(Reason::Encrypted);
    }
    let pages = document.get_pages();
    if pages.is_empty() {
        return Err(Reason::Damaged { what: "PDF".into(), why: "it has no pages".into() });
    }
    let mut all = Paragraphs::default();
    let mut why = None;
    for number in pages.keys().take(MOST_PAGES) {
        // What cannot be read is left out: one font that nobody knows costs no page.
        let mut text = String::new();
        for chunk in document.extract_text_chunks(&[*number]) {
            match chunk {
                Ok(chunk) => text.push_str(&chunk),
                Err(error) => why = why.or(Some(error.to_string())),
            }
        }
        for paragraph in text.replace("\r\n", "\n").split("\n\n") {
            all.push(Kind::Plain, &joined(paragraph), true);
        }
    }
    if all.text.is_empty() {
        let damaged =
            |why| Reason::Damaged { what: "PDF".into(), why: format!("none of its pages can be read: {why}") };
        return Err(why.map_or(Reason::ScannedOnly, damaged));
    }
    let mut report = all.report();
    report.title = info(&document, b"Title");
    report.author = info(&document, b"Author");
    Ok(report)
}

/// Lines that a hyphen parts in the middle of a word are joined.
fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.trim();
        let parted = out.ends_with("-\n") && line.starts_with(char::is_lowercase);
        if parted {
            out.truncate(out.len() - 2);
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn info(document: &Document, key: &[u8]) -> String {
    let found =
        document.trailer.get(b"Info").and_then(|it| it.as_reference()).and_then(|it| document.get_dictionary(it));
    let bytes = found.and_then(|it| it.get(key)).and_then(|it| it.as_str()).unwrap_or_default();
    let text = match bytes.strip_prefix(b"\xFE\xFF") {
        Some(wide) => encoding_rs::UTF_16BE.decode(wide).0.into_owned(),
        None => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    };
    text.chars().filter(|c| !c.is_control()).take(300).collect::<String>().trim().to_owned()
}

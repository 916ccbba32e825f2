//! Reports brought in from files: plain text, Markdown, saved web pages, DOCX, mail, PDF.
//!
//! Each reader is a pure function from bytes to a [`Report`] or a [`Reason`], without files, clocks or connections.
//! [`open`] is what the program uses: it reads a file, and runs the readers that are not ours ([`Format::is_risky`]) in a
//! process of their own ([`crate::worker`]). Nothing in a page is executed or fetched.

mod docx;
mod html;
mod mail;
mod markup;
mod open;
mod pdf;
mod plain;

pub use open::{TASK, open, serve};

use std::borrow::Cow;
use std::ops::Range;

use sha2::{Digest, Sha256};

/// Bytes as text, whatever their encoding; what is none is U+FFFD.
pub fn plain_text(bytes: &[u8]) -> String {
    plain::decode(bytes, None).map_or_else(|_| String::from_utf8_lossy(bytes).into_owned(), |it| it.0)
}

/// A report as plain text with what its file says of it.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Report {
    pub title: String,
    pub publisher: String,
    pub author: String,
    /// When it was published, as the file says it, or else its dateline; EDTF if it could be told, else as written; may be
    /// empty.
    pub date: String,
    /// BCP 47; may be empty.
    pub language: String,
    /// Where it was published; may be empty.
    pub address: String,
    /// Paragraphs separated by one empty line.
    pub text: String,
    /// What each paragraph is, in order; ranges are bytes of the text.
    pub paragraphs: Vec<(Kind, Range<usize>)>,
    /// Characters that could not be decoded and are now U+FFFD.
    pub replaced: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub enum Kind {
    #[default]
    Plain,
    Heading,
    Item,
    /// Somebody else's words: a block quote, an embedded post.
    Quote,
}

impl Report {
    /// Under another title; the one that was found heads the text then, so that nothing is lost.
    #[must_use]
    pub fn titled(mut self, title: &str) -> Self {
        let found = std::mem::replace(&mut self.title, title.to_owned());
        if !found.is_empty() && found != title {
            let shift = found.len() + 2;
            self.paragraphs.iter_mut().for_each(|(_, it)| *it = it.start + shift..it.end + shift);
            self.paragraphs.insert(0, (Kind::Heading, 0..found.len()));
            self.text = format!("{found}\n\n{}", self.text);
        }
        self
    }
}

/// What the bytes are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    Plain,
    Markdown,
    Html,
    Docx,
    Mail,
    Pdf,
}

impl Format {
    /// Whether its reader is third-party code, which [`open`] runs in a child process.
    pub fn is_risky(self) -> bool {
        matches!(self, Format::Pdf | Format::Docx)
    }
}

/// Why nothing could be read, and what to do.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error, serde::Serialize, serde::Deserialize)]
pub enum Reason {
    #[error("there is no text in the file")]
    Empty,
    #[error("the file holds no text: it is {0}; open a text, a web page, DOCX, mail or PDF")]
    NoText(Cow<'static, str>),
    #[error("it is {found} MB, more than the {limit} MB that are read; cut it into parts")]
    TooLarge { found: usize, limit: usize },
    #[error("the PDF is encrypted; open it with its password elsewhere and save it without one")]
    Encrypted,
    #[error("the PDF has pages but no text layer, as scans have; run text recognition over it first")]
    ScannedOnly,
    #[error("the {what} is damaged: {why}")]
    Damaged { what: Cow<'static, str>, why: String },
    /// Its reader, in a process of its own, did not come to an end.
    #[error("this file could not be read: {0}")]
    Failed(String),
    #[error("it cannot be read: {0}")]
    Io(String),
}

/// No file is larger.
pub const LARGEST: usize = 32 << 20;
/// No text is longer: 8 MB are some two thousand pages. A text that is nothing but dates takes 460 times its size in
/// memory until all is told of it, one of words a tenth of that.
pub const LONGEST: usize = 8 << 20;

/// The original as it came, to show later what was read.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Original {
    /// Hexadecimal SHA-256 of the bytes.
    pub sha256: String,
    pub size: usize,
    /// Where it came from; may be empty.
    pub address: String,
    /// When it was captured: RFC 3339; may be empty.
    pub captured: String,
}

impl Original {
    pub fn of(bytes: &[u8], address: impl Into<String>, captured: impl Into<String>) -> Self {
        let sha256 = Sha256::digest(bytes).iter().map(|it| format!("{it:02x}")).collect();
        Self { sha256, size: bytes.len(), address: address.into(), captured: captured.into() }
    }
}

/// What bytes are, by their content first and the name of their file second.
pub fn detect(name: &str, bytes: &[u8]) -> Format {
    let ending = name.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    let head = &bytes[..bytes.len().min(4096)];
    if head.windows(5).take(1024).any(|it| it == b"%PDF-") {
        return Format::Pdf;
    }
    if head.starts_with(b"PK\x03\x04") {
        return Format::Docx;
    }
    match &*ending {
        "html" | "htm" | "xhtml" | "mhtml" if ending != "mhtml" => return Format::Html,
        "eml" | "mhtml" | "mht" => return Format::Mail,
        "md" | "markdown" => return Format::Markdown,
        _ => {}
    }
    let lower = String::from_utf8_lossy(head).to_ascii_lowercase();
    let start = lower.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if start.starts_with("<!doctype html")
        || start.starts_with("<html")
        || lower.contains("<head") && lower.contains("<body")
    {
        return Format::Html;
    }
    let header = |it: &str| start.starts_with(it) || lower.contains(&format!("\n{it}"));
    if ending != "txt" && header("from:") && header("subject:") && header("mime-version:") {
        return Format::Mail;
    }
    Format::Plain
}

/// Read a report. `name` is that of its file and only helps to tell what it is.
///
/// # Errors
/// If the bytes are no text of a known kind, or none can be got out of them.
pub fn read(name: &str, bytes: &[u8]) -> Result<Report, Reason> {
    read_as(detect(name, bytes), bytes)
}

/// Read a report of a known format.
///
/// # Errors
/// As [`read`].
pub fn read_as(format: Format, bytes: &[u8]) -> Result<Report, Reason> {
    if bytes.is_empty() {
        return Err(Reason::Empty);
    }
    if bytes.len() > LARGEST {
        return Err(Reason::TooLarge { found: bytes.len() >> 20, limit: LARGEST >> 20 });
    }
    let mut report = match format {
        Format::Plain => plain::read(bytes)?,
        Format::Markdown => plain::markdown(bytes)?,
        Format::Html => html::read(bytes)?,
        Format::Docx => docx::read(bytes)?,
        Format::Mail => mail::read(bytes)?,
        Format::Pdf => pdf::read(bytes)?,
    };
    if report.text.trim().is_empty() {
        return Err(Reason::Empty);
    }
    if report.text.len() > LONGEST {
        return Err(Reason::TooLarge { found: report.text.len().div_ceil(1 << 20), limit: LONGEST >> 20 });
    }
    if report.date.is_empty() {
        report.date = super::date::written(&report.text).map_or_else(String::new, |day| day.date().to_string());
    }
    Ok(report)
}

/// Collects paragraphs: white space made plain, control characters left out, empty ones dropped.
#[derive(Default)]
struct Paragraphs {
    text: String,
    list: Vec<(Kind, Range<usize>)>,
}

impl Paragraphs {
    /// Add a paragraph. Line breaks in it stay if `lines`.
    fn push(&mut self, kind: Kind, words: &str, lines: bool) {
        let mut line_start = true;
        let start = self.text.len() + if self.text.is_empty() { 0 } else { 2 };
        let mut clean = String::with_capacity(words.len());
        for c in words.chars() {
            match c {
                '\n' if lines => {
                    clean.truncate(clean.trim_end_matches(' ').len());
                    if !clean.is_empty() && !clean.ends_with('\n') {
                        clean.push('\n');
                    }
                    line_start = true;
                }
                c if c.is_whitespace() => {
                    if !line_start && !clean.ends_with(' ') {
                        clean.push(' ');
                    }
                }
                c if c.is_control()
                    || matches!(c, '\u{ad}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') => {}
                c => {
                    clean.push(c);
                    line_start = false;
                }
            }
        }
        let clean = clean.trim();
        if clean.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str(clean);
        self.list.push((kind, start..self.text.len()));
    }

    fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    fn report(self) -> Report {
        Report { text: self.text, paragraphs: self.list, ..Report::default() }
    }
}

/// A day as EDTF out of what metadata hold: the first ten characters of ISO 8601, or as it stands.
fn day(text: &str) -> String {
    let text = text.trim();
    let head: String = text.chars().take(10).collect();
    match crate::event::When::parse(&head) {
        Ok(when) if when.is_day() => head,
        _ => text.chars().take(60).collect(),
    }
}

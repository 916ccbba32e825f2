//! XML as a walk from element to element, without recursion.

use std::io::{BufRead, BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::format::encoding::TextReader;
use crate::format::error::Stop;
use crate::format::limits::{MAX_DEPTH, MAX_RECORD};
use crate::text::{entity, without_entities};

/// One step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::format) enum Step {
    Open,
    /// The text directly in the element that closes here, blanks around it dropped.
    Close(String),
    End,
}

/// The longest text or tag that the parser is let gather: one block more than is kept.
const MAX_EVENT: usize = MAX_RECORD + (64 << 10);

/// Where a walk stands: the elements around, by their local names.
pub(in crate::format) struct Walk<R: Read> {
    /// Blanks around texts are kept.
    pub keep_blanks: bool,
    reader: Reader<Lines<BufReader<TextReader<R>>>>,
    buffer: Vec<u8>,
    /// Names and texts of the open elements.
    open: Vec<(String, String)>,
    attributes: Vec<(String, String)>,
    /// An element without content closes in the next step.
    closing: bool,
    /// It was closed in the last step.
    closed: bool,
}

impl<R: Read> Walk<R> {
    pub fn new(reader: TextReader<R>) -> Self {
        let mut reader = Reader::from_reader(Lines {
            inner: BufReader::with_capacity(64 << 10, reader),
            line: 1,
            allowed: MAX_EVENT,
        });
        reader.config_mut().trim_text(false);
        reader.config_mut().allow_unmatched_ends = false;
        Self {
            keep_blanks: false,
            reader,
            buffer: Vec::new(),
            open: Vec::new(),
            attributes: Vec::new(),
            closing: false,
            closed: false,
        }
    }

    /// The line that is being read.
    pub fn line(&self) -> u32 {
        self.reader.get_ref().line
    }

    pub fn text_reader(&self) -> &TextReader<R> {
        self.reader.get_ref().inner.get_ref()
    }

    /// The name of the element that was opened or closed.
    pub fn name(&self) -> &str {
        self.open.last().map_or("", |(name, _)| name)
    }

    /// The name of the element around it.
    pub fn parent(&self) -> &str {
        self.open.len().checked_sub(2).and_then(|at| self.open.get(at)).map_or("", |(name, _)| name)
    }

    /// How many elements are open, this one with them.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// Whether one of the elements around it has this name.
    pub fn is_in(&self, name: &str) -> bool {
        self.open.iter().rev().skip(1).any(|(it, _)| it == name)
    }

    /// The text of the element around it up to here, which it then has no more.
    pub fn text_before(&mut self) -> String {
        let around = self.open.len().checked_sub(2).and_then(|at| self.open.get_mut(at));
        around.map(|(_, text)| std::mem::take(text)).unwrap_or_default()
    }

    /// An attribute of the element that was opened; empty if there is none.
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(it, _)| it == name).map_or("", |(_, value)| value)
    }

    /// The next step.
    ///
    /// # Errors
    /// If the file is cut off or no XML here.
    pub fn step(&mut self) -> Result<Step, Stop> {
        if std::mem::take(&mut self.closed) {
            self.open.pop();
        }
        if std::mem::take(&mut self.closing) {
            return Ok(self.close());
        }
        loop {
            self.buffer.clear();
            let wrong = |line: u32, what: &dyn std::fmt::Display| Stop::Damaged(format!("line {line}: {what}"));
            self.reader.get_mut().allowed = MAX_EVENT;
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(_) if self.reader.get_ref().allowed == 0 => {
                    return Err(wrong(self.line(), &"a text or tag is longer than 16 MiB"));
                }
                Err(quick_xml::Error::Io(error)) => {
                    return Err(Stop::from(std::io::Error::new(error.kind(), error.to_string())));
                }
                Err(error) => return Err(wrong(self.reader.get_ref().line, &format!("this is not XML: {error}"))),
            };
            let mut text = None;
            match event {
                Event::Start(start) => {
                    let (name, attributes) = opened(&start);
                    self.enter(name, attributes)?;
                    return Ok(Step::Open);
                }
                Event::Empty(start) => {
                    let (name, attributes) = opened(&start);
                    self.enter(name, attributes)?;
                    self.closing = true;
                    return Ok(Step::Open);
                }
                Event::End(_) => return Ok(self.close()),
                Event::Text(bytes) => text = Some((*bytes).to_owned()),
                Event::CData(bytes) => text = Some((*bytes).to_owned()),
                Event::GeneralRef(bytes) => text = Some(reference(&bytes)),
                Event::Eof if self.open.is_empty() => return Ok(Step::End),
                Event::Eof => {
                    let name = self.name().to_owned();
                    return Err(wrong(self.line(), &format!("the file ends inside <{name}>: it is cut off")));
                }
                // Declarations, comments and instructions say nothing; entities of a document type are never made.
                _ => {}
            }
            if let (Some(text), Some((_, whole))) = (text, self.open.last_mut()) {
                if whole.len() + text.len() > MAX_RECORD {
                    return Err(wrong(self.line(), &"a text is longer than 16 MiB"));
                }
                whole.push_str(&text);
            }
        }
    }

    fn enter(&mut self, name: String, attributes: Vec<(String, String)>) -> Result<(), Stop> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Stop::Damaged(format!("line {}: elements are nested deeper than {MAX_DEPTH}", self.line())));
        }
        self.open.push((name, String::new()));
        self.attributes = attributes;
        Ok(())
    }

    fn close(&mut self) -> Step {
        self.closed = true;
        let text = self.open.last_mut().map(|(_, text)| std::mem::take(text)).unwrap_or_default();
        if self.keep_blanks {
            return Step::Close(text);
        }
        Step::Close(if text.trim().len() == text.len() { text } else { text.trim().to_owned() })
    }
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or("").to_owned()
}

fn opened(start: &BytesStart<'_>) -> (String, Vec<(String, String)>) {
    let mut attributes = start.attributes();
    let all = attributes.with_checks(false).flatten().take(64);
    let all = all.map(|attribute| (local(attribute.key.as_ref()), without_entities(&attribute.value))).collect();
    (local(start.name().as_ref()), all)
}

/// The character of `&name;`. Names that a document type would have to define stay as they are.
fn reference(name: &str) -> String {
    entity(name).map_or_else(|| format!("&{name};"), String::from)
}

/// Counts lines as they are taken, and ends what has no end.
struct Lines<R> {
    inner: R,
    line: u32,
    /// Bytes that may still be taken for what is being read.
    allowed: usize,
}

impl<R: BufRead> Read for Lines<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(into)?;
        self.line = self.line.saturating_add(memchr::memchr_iter(b'\n', &into[..count]).count() as u32);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Lines<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.allowed == 0 {
            return Err(std::io::Error::other("it has no end"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(block) = self.inner.fill_buf() {
            let taken = &block[..amount.min(block.len())];
            self.line = self.line.saturating_add(memchr::memchr_iter(b'\n', taken).count() as u32);
        }
        self.allowed = self.allowed.saturating_sub(amount);
        self.inner.consume(amount);
    }
}

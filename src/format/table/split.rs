//! Text to records and fields, a block at a time.
//!
//! Fields are ranges of the block, so that a table of a gigabyte costs no allocation a field. Quotation marks are read as
//! RFC 4180 says; a mark that is never closed costs one line, not the rest of the file.

use std::io::Read;

use memchr::{memchr, memchr_iter};

use super::marks::Marks;
use crate::format::encoding::TextReader;
use crate::format::error::Stop;
use crate::format::limits::{MAX_COLUMNS, MAX_FIELD, MAX_RECORD};

/// Text that is taken at a time: as much as a core has near it, with its fields.
const BLOCK: usize = 256 << 10;

pub(super) const UNCLOSED: &str = "a quotation mark is opened and never closed: the line is read as it stands";
pub(super) const TOO_LONG: &str = "a record is longer than 16 MiB: it was left out";
pub(super) const TOO_WIDE: &str = "there are more than 4,096 columns: the rest of the row was left out";
pub(super) const FIELD_CUT: &str = "a field is longer than 4 MiB: the rest of it was left out";

/// Records of one block.
#[derive(Debug, Default)]
pub(in crate::format) struct Chunk {
    text: String,
    /// Fields in which doubled marks became one.
    plain: String,
    fields: Vec<(u32, u32)>,
    rows: Vec<RowAt>,
    /// Lines with what is wrong with them.
    pub notes: Vec<(u32, &'static str)>,
    /// Records before this block.
    pub before: usize,
}

#[derive(Clone, Copy, Debug)]
struct RowAt {
    first: u32,
    line: u32,
}

impl Chunk {
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Bytes of text.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Forget the rows from this one on.
    pub fn truncate(&mut self, rows: usize) {
        self.rows.truncate(rows);
    }

    /// The line of a row, counted from 1.
    pub fn line(&self, row: usize) -> u32 {
        self.rows[row].line
    }

    /// The fields of a row.
    pub fn row(&self, row: usize) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.fields_of(row).iter().map(|field| self.field(*field))
    }

    /// One field of a row; empty if there is none.
    pub fn at(&self, row: usize, field: usize) -> &str {
        self.fields_of(row).get(field).map_or("", |it| self.field(*it))
    }

    fn fields_of(&self, row: usize) -> &[(u32, u32)] {
        let end = self.rows.get(row + 1).map_or(self.fields.len(), |next| next.first as usize);
        &self.fields[self.rows[row].first as usize..end]
    }

    fn field(&self, (from, to): (u32, u32)) -> &str {
        let text = if from & PLAIN == 0 { &self.text } else { &self.plain };
        // Every boundary is beside an ASCII character.
        text.get((from & !PLAIN) as usize..to as usize).unwrap_or("")
    }

    fn clear(&mut self) {
        self.text.clear();
        self.plain.clear();
        self.fields.clear();
        self.rows.clear();
        self.notes.clear();
    }
}

/// Reads records.
pub(in crate::format) struct Splitter<R> {
    reader: TextReader<R>,
    delimiter: u8,
    end_of_line: u8,
    rest: String,
    line: u32,
    /// Records so far.
    records: usize,
    ended: bool,
    /// Fields of a record as they should be; 0 while that is not known.
    pub width: usize,
    /// A line that is too long is being passed over.
    skipping: bool,
}

impl<R: Read> TextReader<R> {
    pub(in crate::format) fn into_splitter(self, delimiter: u8, old_mac: bool) -> Splitter<R> {
        Splitter::new(self, delimiter, old_mac)
    }
}

/// How one record ended.
enum Record {
    /// At this offset: where the next one starts, with the lines passed.
    Whole { next: usize, lines: u32 },
    /// The block ends before it does; whether inside quotation marks.
    Cut { quoted: bool },
}

impl<R: Read> Splitter<R> {
    pub fn new(reader: TextReader<R>, delimiter: u8, old_mac: bool) -> Self {
        Self {
            reader,
            delimiter,
            end_of_line: if old_mac { b'\r' } else { b'\n' },
            rest: String::new(),
            line: 1,
            records: 0,
            ended: false,
            width: 0,
            skipping: false,
        }
    }

    pub fn reader(&self) -> &TextReader<R> {
        &self.reader
    }

    /// The next records; nothing at the end.
    pub fn next(&mut self) -> Result<Option<Chunk>, Stop> {
        let mut chunk = Chunk::default();
        Ok(self.fill(&mut chunk)?.then_some(chunk))
    }

    /// The same in the memory of a block that is done with; `false` at the end.
    pub fn fill(&mut self, chunk: &mut Chunk) -> Result<bool, Stop> {
        chunk.clear();
        chunk.before = self.records;
        std::mem::swap(&mut chunk.text, &mut self.rest);
        let mut wanted = BLOCK;
        loop {
            let mut text = std::mem::take(&mut chunk.text);
            while text.len() < wanted && !self.ended {
                self.ended = !self.reader.next_text(&mut text)?;
            }
            let at = self.split(text.as_bytes(), chunk);
            self.rest.push_str(&text[at..]);
            text.truncate(at);
            chunk.text = text;
            if !chunk.rows.is_empty() || !chunk.notes.is_empty() {
                self.records += chunk.rows.len();
                return Ok(true);
            }
            if self.ended && self.rest.is_empty() {
                return Ok(false);
            }
            // Nothing was whole: take more.
            chunk.text.clear();
            std::mem::swap(&mut chunk.text, &mut self.rest);
            wanted = (chunk.text.len() * 2).max(BLOCK);
        }
    }

    /// Find the records of a block; where the first one starts that is not whole.
    fn split(&mut self, text: &[u8], chunk: &mut Chunk) -> usize {
        let mut at = 0;
        let mut marks = Marks::new(text, self.delimiter, self.end_of_line);
        while at < text.len() {
            if self.skipping {
                let Some(end) = memchr(self.end_of_line, &text[at..]) else {
                    at = text.len();
                    break;
                };
                at += end + 1;
                self.line = self.line.saturating_add(1);
                self.skipping = false;
                continue;
            }
            let first = chunk.fields.len();
            let (mut next, mut lines) = match self.record(&mut marks, at, chunk, false) {
                Record::Whole { next, lines } => (next, lines),
                Record::Cut { quoted } => {
                    let long = text.len() - at > MAX_RECORD;
                    chunk.fields.truncate(first);
                    if quoted && (self.ended || long) {
                        // Nobody closes it.
                        match self.record(&mut marks, at, chunk, true) {
                            Record::Whole { next, lines } => {
                                chunk.notes.push((self.line, UNCLOSED));
                                (next, lines)
                            }
                            Record::Cut { .. } => {
                                chunk.fields.truncate(first);
                                self.pass_over(chunk);
                                continue;
                            }
                        }
                    } else if long {
                        self.pass_over(chunk);
                        continue;
                    } else {
                        break;
                    }
                }
            };
            if next - at > MAX_RECORD {
                chunk.fields.truncate(first);
                chunk.notes.push((self.line, TOO_LONG));
                at = next;
                self.line = self.line.saturating_add(lines);
                continue;
            }
            let count = chunk.fields.len() - first;
            if lines > 1 && self.width > 0 && count != self.width {
                // A stray mark may have swallowed the next lines; it has if the line alone is right.
                let kept: Vec<(u32, u32)> = chunk.fields.drain(first..).collect();
                match self.record(&mut marks, at, chunk, true) {
                    Record::Whole { next: alone, lines: one } if chunk.fields.len() - first == self.width => {
                        (next, lines) = (alone, one);
                        chunk.notes.push((self.line, UNCLOSED));
                    }
                    _ => {
                        chunk.fields.truncate(first);
                        chunk.fields.extend(kept);
                    }
                }
            }
            self.accept(text, chunk, first);
            at = next;
            self.line = self.line.saturating_add(lines);
        }
        at
    }

    fn pass_over(&mut self, chunk: &mut Chunk) {
        chunk.notes.push((self.line, TOO_LONG));
        self.skipping = true;
    }

    /// Keep the fields from `first` on as a row: blank lines are none, and doubled marks become one.
    fn accept(&self, text: &[u8], chunk: &mut Chunk, first: usize) {
        let Chunk { plain, fields, rows, notes, .. } = chunk;
        if let [(from, to)] = fields[first..]
            && from == to
        {
            fields.truncate(first);
            return;
        }
        if fields.len() - first > MAX_COLUMNS {
            fields.truncate(first + MAX_COLUMNS);
            notes.push((self.line, TOO_WIDE));
        }
        for (from, to) in &mut fields[first..] {
            // Nearly every field is neither quoted nor long.
            if (*to & MARKS) == 0 && (*to - (*from & !PLAIN)) as usize <= MAX_FIELD {
                continue;
            }
            let doubled = *to & MARKS == MARKS;
            *to &= !MARKS;
            let mut whole: &[u8] = text;
            if doubled {
                let start = plain.len();
                undouble(&text[*from as usize..*to as usize], plain);
                (*from, *to) = (start as u32, plain.len() as u32);
                whole = plain.as_bytes();
            }
            if (*to - *from) as usize > MAX_FIELD {
                let mut end = *from as usize + MAX_FIELD;
                // Never inside a character.
                while end > *from as usize && whole[end] & 0xC0 == 0x80 {
                    end -= 1;
                }
                *to = end as u32;
                notes.push((self.line, FIELD_CUT));
            }
            if doubled {
                *from |= PLAIN;
            }
        }
        rows.push(RowAt { first: first as u32, line: self.line });
    }

    /// The fields of the record that starts at `at`. `plain`: a mark that is not closed in its line is a letter.
    fn record(&self, marks: &mut Marks<'_>, mut at: usize, chunk: &mut Chunk, plain: bool) -> Record {
        let (delimiter, newline, text) = (self.delimiter, self.end_of_line, marks.text());
        let mut lines = 1;
        let fields = &mut chunk.fields;
        let most = fields.len() + MAX_COLUMNS;
        marks.go_to(at);
        loop {
            let mut end = None;
            if text.get(at) == Some(&b'"') {
                match quoted(text, at, delimiter, newline, plain) {
                    Quoted::Field { from, to, doubled, next, lines: passed } => {
                        lines += passed;
                        if fields.len() <= most {
                            fields.push((from as u32, to as u32 | if doubled { MARKS } else { QUOTED }));
                        }
                        marks.go_to(next + 1);
                        end = Some(next);
                    }
                    Quoted::Open => return Record::Cut { quoted: true },
                    Quoted::Literal => {}
                }
            }
            let end = match end {
                Some(end) => end,
                None => {
                    let Some(end) = marks.next().or_else(|| self.ended.then_some(text.len())) else {
                        return Record::Cut { quoted: false };
                    };
                    let mut to = end;
                    if text.get(end) != Some(&delimiter) && newline == b'\n' && to > at && text[to - 1] == b'\r' {
                        to -= 1;
                    }
                    if fields.len() <= most {
                        fields.push((at as u32, to as u32));
                    }
                    end
                }
            };
            match text.get(end) {
                Some(b) if *b == delimiter => at = end + 1,
                Some(_) => return Record::Whole { next: end + 1, lines },
                None if self.ended => return Record::Whole { next: end, lines },
                None => return Record::Cut { quoted: false },
            }
        }
    }
}

/// Marks in the highest bits of the end of a field that is not accepted yet: it is quoted, and marks in it are doubled.
const QUOTED: u32 = 1 << 31;
const MARKS: u32 = QUOTED | 1 << 30;
/// In the start of a field: it stands in [`Chunk::plain`].
const PLAIN: u32 = 1 << 31;

/// A field that starts with a quotation mark.
enum Quoted {
    /// Its text, and where the delimiter or the end of the line stands.
    Field { from: usize, to: usize, doubled: bool, next: usize, lines: u32 },
    /// Not closed in this block.
    Open,
    /// The mark is a letter of the field.
    Literal,
}

fn quoted(text: &[u8], at: usize, delimiter: u8, newline: u8, plain: bool) -> Quoted {
    let limit = if plain { memchr(newline, &text[at..]).map_or(text.len(), |end| at + end) } else { text.len() };
    let (mut from, mut doubled, mut lines) = (at + 1, false, 0);
    loop {
        let Some(mark) = memchr(b'"', &text[from..limit]).map(|it| from + it) else {
            return if plain { Quoted::Literal } else { Quoted::Open };
        };
        lines += memchr::memchr_iter(newline, &text[from..mark]).count() as u32;
        if text.get(mark + 1) == Some(&b'"') && mark + 1 < limit {
            doubled = true;
            from = mark + 2;
            continue;
        }
        // Spaces may follow the closing mark.
        let mut next = mark + 1;
        while next < text.len()
            && matches!(text[next], b' ' | b'\r')
            && text[next] != delimiter
            && text[next] != newline
        {
            next += 1;
        }
        return match text.get(next) {
            None if !plain && next - mark > 1 => Quoted::Open,
            None => Quoted::Field { from: at + 1, to: mark, doubled, next, lines },
            Some(b) if *b == delimiter || *b == newline => {
                Quoted::Field { from: at + 1, to: mark, doubled, next, lines }
            }
            // Words follow it: then the marks belong to the text.
            Some(_) => Quoted::Literal,
        };
    }
}

/// A text with two marks made one.
fn undouble(text: &[u8], out: &mut String) {
    let mut from = 0;
    for mark in memchr_iter(b'"', text) {
        // The second of two is passed over.
        if mark + 1 > from && text.get(mark + 1) == Some(&b'"') {
            out.push_str(std::str::from_utf8(&text[from..=mark]).unwrap_or_default());
            from = mark + 2;
        }
    }
    out.push_str(std::str::from_utf8(text.get(from..).unwrap_or_default()).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    type Notes = Vec<(u32, &'static str)>;

    fn records(text: &[u8], width: usize) -> (Vec<Vec<String>>, Vec<u32>, Notes) {
        let mut splitter = Splitter::new(TextReader::new(text, None), b',', false);
        splitter.width = width;
        let (mut rows, mut lines, mut notes) = (Vec::new(), Vec::new(), Vec::new());
        while let Some(chunk) = splitter.next().unwrap() {
            for row in 0..chunk.len() {
                rows.push(chunk.row(row).map(str::to_owned).collect());
                lines.push(chunk.line(row));
            }
            notes.extend(chunk.notes);
        }
        (rows, lines, notes)
    }

    #[test]
    fn fields_are_divided_as_spreadsheets_write_them() {
        for (text, expect) in [
            ("a,b\n1,2\n", vec![vec!["a", "b"], vec!["1", "2"]]),
            ("a,b\r\n1,2", vec![vec!["a", "b"], vec!["1", "2"]]),
            ("\"a,\"\"b\"\"\",c\n", vec![vec!["a,\"b\"", "c"]]),
            ("\"\"\"é\"\"é\",ü\n", vec![vec!["\"é\"é", "ü"]]),
            ("\"\",x\n", vec![vec!["", "x"]]),
            ("\"\"\n", vec![vec![""]]),
            ("\n\n a ,\n", vec![vec![" a ", ""]]),
            ("\"a\" ,b\n", vec![vec!["a", "b"]]),
            ("5\" pipe,b\n", vec![vec!["5\" pipe", "b"]]),
            ("\"two\nlines\",b\nc,d\n", vec![vec!["two\nlines", "b"], vec!["c", "d"]]),
            ("\"he\" said,b\n", vec![vec!["\"he\" said", "b"]]),
            ("a,\"b\"", vec![vec!["a", "b"]]),
            ("a,\"\"\"\"", vec![vec!["a", "\""]]),
            ("", vec![]),
        ] {
            assert_eq!(records(text.as_bytes(), 0).0, expect, "{text:?}");
        }
    }

    #[test]
    fn lines_are_counted_through_fields_of_several_lines() {
        assert_eq!(records(b"a,b\n\n\"x\ny\",1\nz,2\n", 2).1, [1, 3, 5]);
    }

    #[test]
    fn a_mark_that_is_never_closed_costs_one_line() {
        let (rows, lines, notes) = records(b"a,b\n\"x,1\ny,2\nz,\"3\n", 2);
        assert_eq!(rows, [vec!["a", "b"], vec!["\"x", "1"], vec!["y", "2"], vec!["z", "\"3"]]);
        assert_eq!((lines, notes), (vec![1, 2, 3, 4], vec![(4, UNCLOSED)]));
    }

    #[test]
    fn a_record_may_cross_blocks_and_one_that_is_too_long_is_passed_over() {
        let long = format!("a,b\n\"{}\",1\n", "é".repeat(BLOCK));
        assert_eq!(records(long.as_bytes(), 2).0[1][0].len(), 2 * BLOCK);
        let endless = format!("a,b\n{}\nc,d\n", "x".repeat(MAX_RECORD + BLOCK * 2));
        let (rows, lines, notes) = records(endless.as_bytes(), 2);
        assert_eq!((rows.len(), lines, notes), (2, vec![1, 3], vec![(2, TOO_LONG)]));
    }

    #[test]
    fn a_row_of_countless_columns_is_cut() {
        let (rows, _, notes) = records(",".repeat(100_000).as_bytes(), 0);
        assert_eq!((rows[0].len(), notes), (MAX_COLUMNS, vec![(1, TOO_WIDE)]));
    }
}

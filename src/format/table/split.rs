//! Text to records and fields, a block at a time.
//!
//! Fields are ranges of the block, so that a table of a gigabyte costs no allocation a field. Quotation marks are read as
//! RFC 4180 says; a mark that is never closed costs one line, not the rest of the file.

use std::io::Read;

use memchr::{memchr, memchr2};

use crate::format::encoding::TextReader;
use crate::format::error::Stop;
use crate::format::limits::{MAX_COLUMNS, MAX_FIELD, MAX_RECORD};

/// Text that is taken at a time.
const BLOCK: usize = 1 << 20;

pub(super) const UNCLOSED: &str = "a quotation mark is opened and never closed: the line is read as it stands";
pub(super) const TOO_LONG: &str = "a record is longer than 16 MiB: it was left out";
pub(super) const TOO_WIDE: &str = "there are more than 4,096 columns: the rest of the row was left out";
pub(super) const FIELD_CUT: &str = "a field is longer than 4 MiB: the rest of it was left out";

/// Records of one block.
#[derive(Debug, Default)]
pub(in crate::format) struct Chunk {
    text: Vec<u8>,
    fields: Vec<(u32, u32)>,
    rows: Vec<RowAt>,
    /// Lines with what is wrong with them.
    pub notes: Vec<(u32, &'static str)>,
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

    /// The line of a row, counted from 1.
    pub fn line(&self, row: usize) -> u32 {
        self.rows[row].line
    }

    /// The fields of a row.
    pub fn row(&self, row: usize) -> impl ExactSizeIterator<Item = &str> + Clone {
        let end = self.rows.get(row + 1).map_or(self.fields.len(), |next| next.first as usize);
        let text = &self.text;
        self.fields[self.rows[row].first as usize..end].iter().map(move |(from, to)| {
            // The reader gives UTF-8, and every boundary is beside an ASCII character.
            std::str::from_utf8(&text[*from as usize..*to as usize]).unwrap_or("")
        })
    }
}

/// Reads records.
pub(in crate::format) struct Splitter<R> {
    reader: TextReader<R>,
    delimiter: u8,
    end_of_line: u8,
    rest: Vec<u8>,
    line: u32,
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
            rest: Vec::new(),
            line: 1,
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
        let mut chunk = Chunk { text: std::mem::take(&mut self.rest), ..Chunk::default() };
        let mut wanted = BLOCK;
        loop {
            while chunk.text.len() < wanted && !self.ended {
                self.ended = !self.reader.next_block(&mut chunk.text)?;
            }
            let at = self.split(&mut chunk);
            if at < chunk.text.len() {
                self.rest.extend_from_slice(&chunk.text[at..]);
            }
            if !chunk.rows.is_empty() || !chunk.notes.is_empty() || (self.ended && self.rest.is_empty()) {
                return Ok((!chunk.rows.is_empty() || !chunk.notes.is_empty()).then_some(chunk));
            }
            // Nothing was whole: take more.
            chunk.text = std::mem::take(&mut self.rest);
            wanted = (chunk.text.len() * 2).max(BLOCK);
        }
    }

    /// Find the records of a block; where the first one starts that is not whole.
    fn split(&mut self, chunk: &mut Chunk) -> usize {
        let mut at = 0;
        let mut text = std::mem::take(&mut chunk.text);
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
            let (mut next, mut lines) = match self.record(&mut text, at, chunk, false) {
                Record::Whole { next, lines } => (next, lines),
                Record::Cut { quoted } => {
                    let long = text.len() - at > MAX_RECORD;
                    chunk.fields.truncate(first);
                    if quoted && (self.ended || long) {
                        // Nobody closes it.
                        match self.record(&mut text, at, chunk, true) {
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
                match self.record(&mut text, at, chunk, true) {
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
            self.accept(&mut text, chunk, first);
            at = next;
            self.line = self.line.saturating_add(lines);
        }
        chunk.text = text;
        at
    }

    fn pass_over(&mut self, chunk: &mut Chunk) {
        chunk.notes.push((self.line, TOO_LONG));
        self.skipping = true;
    }

    /// Keep the fields from `first` on as a row: blank lines are none, and doubled marks become one.
    fn accept(&self, text: &mut [u8], chunk: &mut Chunk, first: usize) {
        let blank = |(from, to): &(u32, u32)| from & QUOTED == 0 && from & !QUOTED == to & !DOUBLED;
        if chunk.fields.len() == first + 1 && blank(&chunk.fields[first]) {
            chunk.fields.truncate(first);
            return;
        }
        if chunk.fields.len() - first > MAX_COLUMNS {
            chunk.fields.truncate(first + MAX_COLUMNS);
            chunk.notes.push((self.line, TOO_WIDE));
        }
        for (from, to) in &mut chunk.fields[first..] {
            *from &= !QUOTED;
            if *to & DOUBLED != 0 {
                *to &= !DOUBLED;
                *to = undouble(text, *from as usize, *to as usize) as u32;
            }
            if (*to - *from) as usize > MAX_FIELD {
                let mut end = *from as usize + MAX_FIELD;
                // Never inside a character.
                while end > *from as usize && text[end] & 0xC0 == 0x80 {
                    end -= 1;
                }
                *to = end as u32;
                chunk.notes.push((self.line, FIELD_CUT));
            }
        }
        chunk.rows.push(RowAt { first: first as u32, line: self.line });
    }

    /// The fields of the record that starts at `at`. `plain`: a mark that is not closed in its line is a letter.
    fn record(&self, text: &mut [u8], mut at: usize, chunk: &mut Chunk, plain: bool) -> Record {
        let (delimiter, newline) = (self.delimiter, self.end_of_line);
        let mut lines = 1;
        let start = chunk.fields.len();
        loop {
            let mut end = None;
            if text.get(at) == Some(&b'"') {
                match quoted(text, at, delimiter, newline, plain) {
                    Quoted::Field { from, to, doubled, next, lines: passed } => {
                        lines += passed;
                        let mark = if doubled { DOUBLED } else { 0 };
                        if chunk.fields.len() - start <= MAX_COLUMNS {
                            chunk.fields.push((from as u32 | QUOTED, to as u32 | mark));
                        }
                        end = Some(next);
                    }
                    Quoted::Open => return Record::Cut { quoted: true },
                    Quoted::Literal => {}
                }
            }
            let end = match end {
                Some(end) => end,
                None => {
                    let Some(length) =
                        memchr2(delimiter, newline, &text[at..]).or_else(|| self.ended.then_some(text.len() - at))
                    else {
                        return Record::Cut { quoted: false };
                    };
                    let end = at + length;
                    let cr =
                        newline == b'\n' && end > at && text[end - 1] == b'\r' && text.get(end) != Some(&delimiter);
                    if chunk.fields.len() - start <= MAX_COLUMNS {
                        chunk.fields.push((at as u32, (end - usize::from(cr)) as u32));
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

/// Marks of a field that is not accepted yet, in the highest bits of its ends.
const QUOTED: u32 = 1 << 31;
const DOUBLED: u32 = 1 << 31;

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

/// Make two marks one, in place; the new end.
fn undouble(text: &mut [u8], from: usize, to: usize) -> usize {
    let (mut write, mut read) = (from, from);
    while read < to {
        if text[read] == b'"' && read + 1 < to && text[read + 1] == b'"' {
            read += 1;
        }
        text[write] = text[read];
        write += 1;
        read += 1;
    }
    write
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

//! dBase tables (`.dbf`): what stands beside the shapes of a shapefile, or a table alone. The layout is that of the
//! ESRI Shapefile Technical Description (1998) and of dBase III to Visual FoxPro.

use std::io::Read;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

use super::Lines;
use super::names::in_full;
use crate::format::encoding::named;
use crate::format::limits::MAX_COLUMNS;

/// How much is looked at to find out in which letters it is written.
const LOOKED_AT: u64 = 256 << 10;

/// A table that is being read.
pub(in crate::format) struct Dbf<R> {
    inner: R,
    /// Read ahead, and how much of that is taken.
    ahead: Vec<u8>,
    taken: usize,
    fields: Vec<Field>,
    record: Vec<u8>,
    left: u32,
    encoding: &'static Encoding,
    /// The encoding was neither told nor UTF-8.
    guessed: Option<&'static str>,
    /// What it holds and cannot be read here.
    note: Option<String>,
    names_written: bool,
}

#[derive(Debug)]
struct Field {
    name: String,
    kind: u8,
    at: usize,
    length: usize,
}

/// One row of it.
#[derive(Debug, PartialEq)]
pub(super) enum Record {
    /// Marked as deleted.
    Deleted,
    /// The text of each field; empty where nothing is given.
    Values(Vec<String>),
}

/// Whether these are the first bytes of a dBase table: a version, a day, and lengths that fit the fields.
pub(in crate::format) fn is_dbf(head: &[u8]) -> bool {
    let known = |it: &u8| matches!(it, 0x02 | 0x03 | 0x30 | 0x31 | 0x32 | 0x43 | 0x63 | 0x83 | 0x8B | 0x8C | 0xF5);
    let Some([version, _, month, day]) = head.get(..4) else { return false };
    let header =
        usize::from(u16::from_le_bytes([head.get(8).copied().unwrap_or(0), head.get(9).copied().unwrap_or(0)]));
    known(version)
        && *month <= 12
        && *day <= 31
        && header >= 65
        && head.get(43).is_some_and(|it| b"CNFLDIOBMGTY@+PVQ".contains(it))
        && head.get(32).is_some_and(|it| it.is_ascii_alphanumeric() || *it == b'_' || *it >= 0x80)
        && (33..=header.min(head.len())).any(|at| head.get(at - 1) == Some(&0x0D))
}

impl<R: Read> Dbf<R> {
    /// Begin a table. `told`: what a file beside it (`.cpg`) says of its letters.
    ///
    /// # Errors
    /// If it is no such table.
    pub fn new(mut inner: R, told: Option<&str>) -> Result<Self, String> {
        let cut = |_| "it ends within its header: it is cut off".to_owned();
        let mut head = [0; 32];
        inner.read_exact(&mut head).map_err(cut)?;
        let left = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
        let header = usize::from(u16::from_le_bytes([head[8], head[9]]));
        let length = usize::from(u16::from_le_bytes([head[10], head[11]]));
        if header < 33 || length == 0 {
            return Err("the header of the table is damaged".to_owned());
        }
        let mut rest = vec![0; header - 32];
        inner.read_exact(&mut rest).map_err(cut)?;
        let mut ahead = Vec::new();
        inner.by_ref().take(LOOKED_AT).read_to_end(&mut ahead).map_err(|error| error.to_string())?;
        let (encoding, guessed) = letters(told, head[29], &ahead);
        let mut fields = Vec::new();
        let mut at = 1;
        let mut memo = Vec::new();
        for field in rest.chunks_exact(32) {
            if field[0] == 0x0D || fields.len() >= MAX_COLUMNS {
                break;
            }
            let end = field[..11].iter().position(|it| *it == 0).unwrap_or(11);
            let (name, ..) = encoding.decode(&field[..end]);
            let kind = field[11];
            // Texts of more than 255 letters have the upper byte where numbers have their decimals.
            let more = if kind == b'C' { usize::from(field[17]) * 256 } else { 0 };
            let width = usize::from(field[16]) + more;
            if at + width > length {
                return Err("the fields of the table are longer than its records: it is damaged".to_owned());
            }
            if matches!(kind, b'M' | b'G' | b'P' | b'B' if width == 10) {
                memo.push(name.trim().to_owned());
            }
            fields.push(Field { name: name.trim().to_owned(), kind, at, length: width });
            at += width;
        }
        let full = in_full(&fields.iter().map(|it| it.name.as_str()).collect::<Vec<_>>());
        fields.iter_mut().zip(full).for_each(|(field, name)| field.name = name);
        let note = (!memo.is_empty()).then(|| {
            format!("long texts of {} stand in a file of their own (.dbt, .fpt), which is not read", memo.join(", "))
        });
        Ok(Self {
            inner,
            ahead,
            taken: 0,
            fields,
            record: vec![0; length],
            left,
            encoding,
            guessed,
            note,
            names_written: false,
        })
    }

    /// What there is to say of it.
    pub fn notes(&self) -> impl Iterator<Item = String> + use<R> {
        let guessed = self.guessed.map(|it| {
            format!("the table does not say in which letters it is written: {it} was guessed; put a .cpg file with the name of the encoding beside it if letters look wrong")
        });
        guessed.into_iter().chain(self.note.clone())
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|it| it.name.as_str())
    }

    /// The next row; nothing at the end.
    pub(super) fn next_record(&mut self) -> Result<Option<Record>, String> {
        if self.left == 0 {
            return Ok(None);
        }
        let mut filled = 0;
        while filled < self.record.len() {
            let ahead = &self.ahead[self.taken..];
            let count = if ahead.is_empty() {
                self.inner.read(&mut self.record[filled..]).map_err(|error| error.to_string())?
            } else {
                let count = ahead.len().min(self.record.len() - filled);
                self.record[filled..filled + count].copy_from_slice(&ahead[..count]);
                self.taken += count;
                count
            };
            if count == 0 {
                // The mark of the end may come early: the header counts rows that were never written.
                let rows = self.left;
                self.left = 0;
                if self.record[..filled].iter().all(|it| matches!(it, 0x1A | 0)) && rows == 0 {
                    return Ok(None);
                }
                return Err(format!("the table ends {rows} rows too early: it is cut off"));
            }
            filled += count;
        }
        self.left -= 1;
        if self.record[0] == b'*' {
            return Ok(Some(Record::Deleted));
        }
        let values = self.fields.iter().map(|it| value(it, &self.record[it.at..it.at + it.length], self.encoding));
        Ok(Some(Record::Values(values.collect())))
    }
}

impl<R: Read> Lines for Dbf<R> {
    /// The table alone, as CSV.
    fn next(&mut self, out: &mut Vec<u8>) -> Result<bool, String> {
        if !std::mem::replace(&mut self.names_written, true) {
            let names: Vec<String> = self.names().map(str::to_owned).collect();
            row(out, &names);
            return Ok(true);
        }
        loop {
            match self.next_record()? {
                None => return Ok(false),
                Some(Record::Deleted) => {}
                Some(Record::Values(values)) => {
                    row(out, &values);
                    return Ok(true);
                }
            }
        }
    }
}

fn row(out: &mut Vec<u8>, cells: &[String]) {
    for (at, cell) in cells.iter().enumerate() {
        out.extend_from_slice(if at == 0 { b"\"" } else { b",\"" });
        out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    }
    out.push(b'\n');
}

/// In which letters the table is written, and its name if that was guessed.
fn letters(told: Option<&str>, driver: u8, sample: &[u8]) -> (&'static Encoding, Option<&'static str>) {
    if let Some(encoding) = told.and_then(code_page) {
        return (encoding, None);
    }
    let label = match driver {
        0x03 | 0x57..=0x59 => "windows-1252",
        0x04 | 0x98 => "macintosh",
        0x13 | 0x7B => "shift_jis",
        0x4D | 0x7A => "gbk",
        0x4E | 0x79 => "euc-kr",
        0x4F | 0x78 => "big5",
        0x50 | 0x7C => "windows-874",
        0x26 | 0x65 => "ibm866",
        0x7D => "windows-1255",
        0x7E => "windows-1256",
        0xC8 => "windows-1250",
        0xC9 => "windows-1251",
        0xCA => "windows-1254",
        0xCB => "windows-1253",
        0xCC => "windows-1257",
        _ => "",
    };
    // Many programs write UTF-8 whatever their header says.
    let utf8 = match std::str::from_utf8(sample) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && error.valid_up_to() + 4 > sample.len(),
    };
    if utf8 {
        return (UTF_8, None);
    }
    if let Some(encoding) = Encoding::for_label(label.as_bytes()) {
        return (encoding, None);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    (encoding, Some(encoding.name()))
}

/// What a `.cpg` file says: `UTF-8`, `1256`, `ISO 88591`, `ANSI 1251`, `65001`.
fn code_page(text: &str) -> Option<&'static Encoding> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{feff}').to_ascii_lowercase();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let iso = digits.strip_prefix("8859").map(|part| format!("iso-8859-{part}"));
    let windows = ["windows-", "cp", "ibm"].map(|it| format!("{it}{digits}"));
    if digits == "65001" || text.starts_with("utf8") {
        return Some(UTF_8);
    }
    let labels = [text.clone(), text.replace(' ', "-")].into_iter().chain(iso).chain(windows);
    labels.into_iter().find_map(|it| named(&it))
}

/// What a field says, as people would write it.
fn value(field: &Field, raw: &[u8], encoding: &'static Encoding) -> String {
    let number = |bytes: Option<[u8; 4]>| bytes.map_or(String::new(), |it| i32::from_le_bytes(it).to_string());
    match field.kind {
        b'I' | b'+' if raw.len() == 4 => number(raw.first_chunk().copied()),
        b'O' | b'B' if raw.len() == 8 => {
            raw.first_chunk().map_or(String::new(), |it| f64::from_le_bytes(*it).to_string())
        }
        b'Y' if raw.len() == 8 => {
            raw.first_chunk().map_or(String::new(), |it| (i64::from_le_bytes(*it) as f64 / 10_000.0).to_string())
        }
        // Day and thousandths of a second, each in four bytes.
        b'T' | b'@' if raw.len() == 8 => {
            let part = |at: usize| raw[at..].first_chunk().map_or(0, |it| i32::from_le_bytes(*it));
            /// The Julian day on which 1970 begins.
            const OF_1970: i64 = 2_440_588;
            let seconds = (i64::from(part(0)) - OF_1970) * 86_400 + i64::from(part(4)) / 1000;
            if part(0) == 0 { String::new() } else { crate::format::row::epoch(seconds, "").text().to_owned() }
        }
        b'M' | b'G' | b'P' => String::new(),
        _ => {
            let (text, ..) = encoding.decode_without_bom_handling(raw);
            let text = text.trim_matches(|c: char| c.is_whitespace() || c.is_control());
            match field.kind {
                // Asterisks fill a number that had no room; a date of zeros is none.
                b'N' | b'F' if text.starts_with('*') => String::new(),
                b'D' if text.len() == 8 && text.bytes().all(|it| it.is_ascii_digit()) => {
                    if text.bytes().all(|it| it == b'0') {
                        String::new()
                    } else {
                        format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])
                    }
                }
                b'L' => match text {
                    "T" | "t" | "Y" | "y" => "true".to_owned(),
                    "F" | "f" | "N" | "n" => "false".to_owned(),
                    _ => String::new(),
                },
                _ => text.to_owned(),
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A table of fields (name, kind, length) and rows.
    pub fn table(driver: u8, fields: &[(&str, u8, u8)], rows: &[&[&[u8]]]) -> Vec<u8> {
        let length = 1 + fields.iter().map(|it| usize::from(it.2)).sum::<usize>();
        let mut out = vec![0; 32];
        (out[0], out[1], out[2], out[3]) = (3, 124, 7, 16);
        out[4..8].copy_from_slice(&(rows.len() as u32).to_le_bytes());
        out[8..10].copy_from_slice(&((33 + 32 * fields.len()) as u16).to_le_bytes());
        out[10..12].copy_from_slice(&(length as u16).to_le_bytes());
        out[29] = driver;
        for (name, kind, length) in fields {
            let mut field = [0; 32];
            field[..name.len()].copy_from_slice(name.as_bytes());
            (field[11], field[16]) = (*kind, *length);
            out.extend(field);
        }
        out.push(0x0D);
        for row in rows {
            out.push(b' ');
            for (cell, (.., length)) in row.iter().zip(fields) {
                let mut padded = cell.to_vec();
                padded.resize(usize::from(*length), b' ');
                out.extend(padded);
            }
        }
        out.push(0x1A);
        out
    }

    fn read(bytes: &[u8], told: Option<&str>) -> (Vec<Vec<String>>, Option<String>) {
        let mut dbf = Dbf::new(bytes, told).unwrap();
        let mut all = Vec::new();
        loop {
            match dbf.next_record() {
                Ok(None) => return (all, None),
                Ok(Some(Record::Values(values))) => all.push(values),
                Ok(Some(Record::Deleted)) => all.push(vec!["deleted".to_owned()]),
                Err(reason) => return (all, Some(reason)),
            }
        }
    }

    #[test]
    fn every_kind_of_field_is_read_as_people_write_it() {
        let fields =
            [("WHEN", b'D', 8), ("N", b'N', 5), ("YES", b'L', 1), ("I", b'I', 4), ("F", b'O', 8), ("NOTE", b'C', 6)];
        let (i, f) = ((-7_i32).to_le_bytes(), 2.5_f64.to_le_bytes());
        let rows: [&[&[u8]]; 2] =
            [&[b"20240716", b"  3.5", b"T", &i, &f, b"a \"b\""], &[b"00000000", b"*****", b"?", &i, &f, b""]];
        let bytes = table(0, &fields, &rows);
        assert!(is_dbf(&bytes));
        assert_eq!(
            read(&bytes, None).0,
            [["2024-07-16", "3.5", "true", "-7", "2.5", "a \"b\""], ["", "", "", "-7", "2.5", ""]]
        );
        let mut lines = Dbf::new(&bytes[..], None).unwrap();
        let mut out = Vec::new();
        while lines.next(&mut out).unwrap() {}
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.starts_with("\"WHEN\",\"N\",\"YES\",\"I\",\"F\",\"NOTE\"\n\"2024-07-16\",")
                && text.contains("\"a \"\"b\"\"\""),
            "{text}"
        );
    }

    #[test]
    fn letters_are_those_that_are_told_or_found() {
        for (driver, told, raw, expect) in [
            (0, Some("UTF-8"), "Дамаск".as_bytes(), "Дамаск"),
            (0, None, "حلب".as_bytes(), "حلب"),
            (0x7E, None, b"\xCD\xE1\xC8", "حلب"),
            (0, Some("1256\r\n"), b"\xCD\xE1\xC8", "حلب"),
            (0, Some("ISO 88591"), b"Z\xFCrich", "Zürich"),
            (0xC9, None, b"\xC4\xE0", "Да"),
            (0xC9, Some("nonsense"), b"\xC4\xE0", "Да"),
        ] {
            let bytes = table(driver, &[("A", b'C', 20)], &[&[raw]]);
            assert_eq!(read(&bytes, told).0, [[expect]], "{driver} {told:?}");
        }
    }

    #[test]
    fn a_table_that_is_cut_off_or_lies_is_read_as_far_as_it_goes() {
        let bytes = table(0, &[("A", b'C', 4)], &[&[b"one"], &[b"two"], &[b"more"]]);
        let (rows, reason) = read(&bytes[..bytes.len() - 4], None);
        assert_eq!(rows, [["one"], ["two"]]);
        assert!(reason.unwrap().contains("cut off"));
        let mut deleted = bytes.clone();
        deleted[65] = b'*';
        assert_eq!(read(&deleted, None).0, [["deleted"], ["two"], ["more"]]);
        for at in 0..bytes.len().min(66) {
            for byte in [0, 0x7F, 0xFF] {
                let mut bad = bytes.clone();
                bad[at] = byte;
                if let Ok(mut dbf) = Dbf::new(&bad[..], None) {
                    while let Ok(Some(_)) = dbf.next_record() {}
                }
            }
        }
        assert!(Dbf::new(&bytes[..40], None).is_err());
    }
}

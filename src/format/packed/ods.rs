//! OpenDocument spreadsheets, streamed: after OASIS OpenDocument 1.3, part 3.

use std::io::{Read, Seek, Write};

use zip::ZipArchive;

use super::sheet::Table;
use super::{Found, Kept};
use crate::format::encoding::TextReader;
use crate::format::error::Stop;
use crate::format::limits::{MAX_COLUMNS, MAX_RECORD, unpacked_too_much};
use crate::format::source::{Limited, reason_of};
use crate::format::xml::{Step, Walk};
use crate::worker::Speaker;

/// Blank cells and rows are written as one with a number: more than this of the same is no table.
const MOST_REPEATED: usize = 10_000;

/// A table by name, and whether it is shown.
type Sheet = (String, bool);

/// Write a table as CSV: the one asked for, or the first that is shown and has rows.
pub(super) fn write<R: Read + Seek>(
    mut zip: ZipArchive<R>,
    part: Option<&str>,
    out: &mut Speaker<'_>,
) -> Result<(), String> {
    let sheets = sheets(&mut zip)?;
    if let Some(part) = part
        && !sheets.iter().any(|(name, _)| name == part)
    {
        let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
        return Err(format!("the spreadsheet has no sheet {part:?}; it has {}", names.join(", ")));
    }
    let wanted = sheets.iter().enumerate().filter(|(_, (name, shown))| part.map_or(*shown, |part| part == name));
    for (at, (name, _)) in wanted {
        let others = sheets.iter().map(|(it, _)| it.clone()).filter(|it| it != name).take(50).collect();
        let found = Found { kept: Kept::Sheet, name: name.clone(), others, notes: Vec::new() };
        let mut table = Table { out, found: Some(found), width: 0 };
        let broken = |error: String| format!("the sheet {name:?} cannot be read: {error}");
        let (walk, packed) = content(&mut zip)?;
        rows(walk, packed, at, &mut table).map_err(broken)?;
        if table.found.is_none() {
            return table.out.flush().map_err(|error| error.to_string());
        }
    }
    Err("the spreadsheet has no sheet with rows".to_owned())
}

/// What the tables stand in, and its packed length.
fn content<R: Read + Seek>(zip: &mut ZipArchive<R>) -> Result<(Walk<impl Read>, u64), String> {
    let file = zip.by_name("content.xml").map_err(|error| format!("the spreadsheet is damaged: {error}"))?;
    let packed = file.compressed_size();
    Ok((Walk::new(TextReader::new(Limited { inner: file, packed, sum: 0 }, None)), packed))
}

fn reason(stop: Stop) -> String {
    match stop {
        Stop::Damaged(reason) => reason,
        Stop::Io(error) => reason_of(&error),
        Stop::Cancelled | Stop::InOrder => "cancelled".to_owned(),
    }
}

/// The names of all tables.
fn sheets<R: Read + Seek>(zip: &mut ZipArchive<R>) -> Result<Vec<Sheet>, String> {
    let (mut walk, _) = content(zip)?;
    let (mut sheets, mut hidden, mut style) = (Vec::new(), Vec::new(), String::new());
    loop {
        match walk.step().map_err(|stop| format!("the spreadsheet is damaged: {}", reason(stop)))? {
            Step::End => return Ok(sheets),
            Step::Open => match walk.name() {
                "style" => walk.attribute("name").clone_into(&mut style),
                "table-properties" if walk.attribute("display") == "false" => hidden.push(style.clone()),
                "table" if walk.parent() == "spreadsheet" => {
                    let shown = !hidden.iter().any(|it| it == walk.attribute("style-name"));
                    sheets.push((walk.attribute("name").to_owned(), shown));
                }
                _ => {}
            },
            Step::Close(_) => {}
        }
    }
}

/// A cell that is being read.
#[derive(Default)]
struct Cell {
    /// What it is besides its words.
    value: String,
    words: String,
    repeated: usize,
}

/// The rows of the table of this number.
fn rows(mut walk: Walk<impl Read>, packed: u64, wanted: usize, table: &mut Table<'_, '_>) -> Result<(), String> {
    walk.keep_blanks = true;
    let mut sum = 0;
    let (mut number, mut inside) = (0, false);
    let (mut row, mut repeated, mut cell): (Vec<String>, usize, Option<Cell>) = (Vec::new(), 1, None);
    let times = |text: &str| text.parse().unwrap_or(1_usize).max(1);
    loop {
        match walk.step().map_err(reason)? {
            Step::End => return Ok(()),
            Step::Open => match walk.name() {
                "table" if walk.parent() == "spreadsheet" => {
                    inside = number == wanted;
                    number += 1;
                }
                _ if !inside => {}
                "table-row" => {
                    row.clear();
                    repeated = times(walk.attribute("number-rows-repeated"));
                }
                "table-cell" | "covered-table-cell" if cell.is_none() => {
                    let repeated = times(walk.attribute("number-columns-repeated"));
                    cell = Some(Cell { value: value(&walk), words: String::new(), repeated });
                }
                // What stands before a part of the words, which may have breaks and spans in them.
                "tab" | "line-break" | "s" | "span" | "a" if !walk.is_in("annotation") => {
                    let before = walk.text_before();
                    if let Some(cell) = &mut cell {
                        cell.words.push_str(&before);
                        if !matches!(walk.name(), "span" | "a") {
                            cell.words.push(' ');
                        }
                    }
                }
                "p" if !walk.is_in("annotation") => {
                    if let Some(cell) = cell.as_mut().filter(|it| !it.words.is_empty()) {
                        cell.words.push(' ');
                    }
                }
                _ => {}
            },
            Step::Close(text) if inside => match walk.name() {
                // A note beside a cell is none of it.
                "p" | "span" | "a" if !walk.is_in("annotation") => {
                    if let Some(cell) = &mut cell {
                        cell.words.push_str(&text);
                    }
                }
                "table-cell" | "covered-table-cell" => {
                    if let Some(Cell { value, words, repeated }) = cell.take() {
                        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                        let text = if value.is_empty() { words } else { value };
                        let most = MAX_RECORD / (text.len() + 1);
                        let room = MAX_COLUMNS.saturating_sub(row.len());
                        row.extend(std::iter::repeat_n(text, repeated.min(most).min(room)));
                    }
                }
                "table-row" => {
                    for _ in 0..repeated.min(MOST_REPEATED) {
                        if row.iter().all(String::is_empty) {
                            break;
                        }
                        sum += row.iter().map(|it| it.len() as u64 + 3).sum::<u64>();
                        if unpacked_too_much(packed, sum) {
                            return Err(
                                "it comes to more than 200 times its size, as a file made to do harm does".to_owned()
                            );
                        }
                        table.row(&row)?;
                    }
                }
                "table" if walk.parent() == "spreadsheet" => return Ok(()),
                _ => {}
            },
            Step::Close(_) => {}
        }
    }
}

/// What a cell holds that its words only show: numbers as they are, dates and times of day.
fn value(walk: &Walk<impl Read>) -> String {
    match walk.attribute("value-type") {
        "float" | "percentage" | "currency" => walk.attribute("value").to_owned(),
        "date" => {
            let date = walk.attribute("date-value");
            date.strip_suffix("T00:00:00").unwrap_or(date).to_owned()
        }
        "boolean" => walk.attribute("boolean-value").to_owned(),
        "time" => clock(walk.attribute("time-value")),
        "string" => walk.attribute("string-value").to_owned(),
        _ => String::new(),
    }
}

/// `PT09H30M00S` as `09:30:00`.
fn clock(text: &str) -> String {
    let mut numbers = text.trim_start_matches("PT").split(['H', 'M', 'S']).map(|it| it.split([',', '.']).next());
    match (numbers.next(), numbers.next(), numbers.next()) {
        (Some(Some(h)), Some(Some(m)), Some(Some(s))) if !s.is_empty() => format!("{h:0>2}:{m:0>2}:{s:0>2}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tables: &str, wanted: usize) -> Result<String, String> {
        let text = format!(
            "<o:document-content xmlns:o=\"o\"><o:body><o:spreadsheet>{tables}</o:spreadsheet></o:body></o:document-content>"
        );
        let mut bytes = Vec::new();
        let mut speaker = Speaker::new(&mut bytes);
        let mut table = Table { out: &mut speaker, found: None, width: 0 };
        rows(Walk::new(TextReader::new(text.as_bytes(), None)), 1 << 10, wanted, &mut table)?;
        speaker.flush().map_err(|error| error.to_string())?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    #[test]
    fn cells_are_what_they_hold_and_not_how_they_look() {
        let tables = "<t:table><t:table-row/></t:table>\n<t:table>\n<t:table-row>\n<t:table-cell o:value-type=\"string\"><x:p>a <x:span>b</x:span> c</x:p><x:p>d</x:p></t:table-cell>\n<t:table-cell t:number-columns-repeated=\"2\"/><t:table-cell o:value-type=\"float\" o:value=\"1.5\"><x:p>1,50</x:p></t:table-cell><t:table-cell o:value-type=\"date\" o:date-value=\"2024-05-03T00:00:00\"><x:p>3.5.</x:p></t:table-cell><t:table-cell o:value-type=\"time\" o:time-value=\"PT9H30M05.2S\"/></t:table-row><t:table-row t:number-rows-repeated=\"1048000\"><t:table-cell t:number-columns-repeated=\"16384\"/></t:table-row><t:table-row t:number-rows-repeated=\"2\"><t:table-cell o:value-type=\"boolean\" o:boolean-value=\"true\"/></t:table-row></t:table>";
        let said = read(tables, 1).unwrap();
        assert!(said.contains("\"a b c d\",\"\",\"\",\"1.5\",\"2024-05-03\",\"09:30:05\"\n\"true\",\"\""), "{said}");
        assert_eq!(said.matches("true").count(), 2);
        assert_eq!(read(tables, 0).unwrap(), "");
    }

    #[test]
    fn a_cell_that_is_repeated_without_end_is_stopped() {
        let cell = format!(
            "<t:table-cell o:value-type=\"string\" t:number-columns-repeated=\"4000\"><x:p>{}</x:p></t:table-cell>",
            "x".repeat(2000)
        );
        let many = format!("<t:table><t:table-row t:number-rows-repeated=\"1000000\">{cell}</t:table-row></t:table>");
        assert!(read(&many, 0).unwrap_err().contains("200 times"));
    }
}

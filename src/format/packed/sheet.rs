use std::io::{BufReader, Read, Seek, Write};

use calamine::{Data, DataRef, ExcelDateTime, Reader, SheetVisible, Sheets, Xls, Xlsb, Xlsx};

use super::{Found, Kept, hello};
use crate::format::limits::{MAX_COLUMNS, MAX_FIELD};
use crate::worker::Speaker;

/// A workbook of Excel: xlsx, xlsb, xls.
pub(super) type Book<R> = Sheets<BufReader<R>>;

/// By what is inside, whatever the file is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Xlsx,
    Xlsb,
    Xls,
}

pub(super) fn open<R: Read + Seek>(file: BufReader<R>, kind: Kind) -> Result<Book<R>, String> {
    let damaged = |error: &dyn std::fmt::Display| format!("the spreadsheet is damaged or locked: {error}");
    Ok(match kind {
        Kind::Xlsx => Sheets::Xlsx(Xlsx::new(file).map_err(|error| damaged(&error))?),
        Kind::Xlsb => Sheets::Xlsb(Xlsb::new(file).map_err(|error| damaged(&error))?),
        Kind::Xls => Sheets::Xls(Xls::new(file).map_err(|error| damaged(&error))?),
    })
}

/// Write a sheet as CSV: the one asked for, or the first that is shown and has rows.
pub(super) fn write<R: Read + Seek>(
    mut book: Book<R>,
    part: Option<&str>,
    out: &mut Speaker<'_>,
) -> Result<(), String> {
    let sheets: Vec<(String, bool)> =
        book.sheets_metadata().iter().map(|it| (it.name.clone(), it.visible == SheetVisible::Visible)).collect();
    if let Some(part) = part
        && !sheets.iter().any(|(name, _)| name == part)
    {
        let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
        return Err(format!("the spreadsheet has no sheet {part:?}; it has {}", names.join(", ")));
    }
    let wanted = sheets.iter().filter(|(name, shown)| part.map_or(*shown, |part| part == name));
    for (name, _) in wanted {
        let others = || sheets.iter().map(|(it, _)| it.clone()).filter(|it| it != name).take(50).collect();
        let mut table = Table {
            out,
            found: Some(Found { kept: Kept::Sheet, name: name.clone(), others: others(), notes: Vec::new() }),
            width: 0,
        };
        rows(&mut book, name, &mut table)?;
        if table.found.is_none() {
            return Ok(());
        }
    }
    Err("the spreadsheet has no sheet with rows".to_owned())
}

/// Rows one after the other: streamed where the format allows it.
fn rows<R: Read + Seek>(book: &mut Book<R>, name: &str, table: &mut Table<'_, '_>) -> Result<(), String> {
    let broken = |error: &dyn std::fmt::Display| format!("the sheet {name:?} cannot be read: {error}");
    if let Sheets::Xlsx(book) = book {
        let mut cells = book.worksheet_cells_reader(name).map_err(|error| broken(&error))?;
        let (mut row, mut line) = (0, Vec::new());
        while let Some(cell) = cells.next_cell().map_err(|error| broken(&error))? {
            let (at, column) = cell.get_position();
            if at != row {
                table.row(&line)?;
                line.clear();
                row = at;
            }
            let column = column as usize;
            if column < MAX_COLUMNS {
                if line.len() <= column {
                    line.resize(column + 1, String::new());
                }
                line[column] = text_ref(cell.get_value());
            }
        }
        return table.row(&line);
    }
    let range = book.worksheet_range(name).map_err(|error| broken(&error))?;
    for row in range.rows() {
        let line: Vec<String> = row.iter().take(MAX_COLUMNS).map(text).collect();
        table.row(&line)?;
    }
    Ok(())
}

/// CSV on its way out. The first line that is not blank sets the width.
pub(super) struct Table<'a, 'b> {
    pub out: &'a mut Speaker<'b>,
    /// Told before the first row.
    pub found: Option<Found>,
    pub width: usize,
}

impl Table<'_, '_> {
    pub fn row(&mut self, cells: &[String]) -> Result<(), String> {
        let used = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |at| at + 1);
        if used == 0 {
            return Ok(());
        }
        if let Some(found) = self.found.take() {
            hello(self.out, &found)?;
        }
        self.width = self.width.max(used);
        let mut line = String::new();
        for column in 0..self.width {
            if column > 0 {
                line.push(',');
            }
            let cell = cells.get(column).map_or("", String::as_str);
            if cell.len() > MAX_FIELD {
                return Err("a cell is longer than 4 MiB".to_owned());
            }
            line.push('"');
            line.push_str(&cell.replace('"', "\"\""));
            line.push('"');
        }
        line.push('\n');
        self.out.write_all(line.as_bytes()).map_err(|error| error.to_string())
    }
}

fn text_ref(value: &DataRef<'_>) -> String {
    match value {
        DataRef::SharedString(text) => (*text).to_owned(),
        other => text(&Data::from(other.clone())),
    }
}

fn text(value: &Data) -> String {
    match value {
        Data::Empty | Data::Error(_) => String::new(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(truth) => truth.to_string(),
        Data::String(text) => text.clone(),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::DateTime(moment) => time(moment),
    }
}

/// A day, a time of day, or both.
fn time(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let clock = format!("{hour:02}:{minute:02}:{second:02}");
    if moment.is_duration() || moment.as_f64() < 1.0 {
        clock
    } else if (hour, minute, second) == (0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{clock}")
    }
}

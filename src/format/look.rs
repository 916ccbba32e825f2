//! The beginning of a table as people see it before it is opened: what its columns are taken to mean, and what its first
//! rows become.

use std::collections::HashMap;
use std::path::Path;

use super::error::OpenError;
use super::row::{DateOrder, OrderVotes, Role, Scheme, date, own_columns};
use super::table::{Column, Mapping, Question, guess};
use super::{FormatId, OpenOptions, Preview, preview};
use crate::event::{EventId, EventTable};

/// Most rows that are shown as events.
const SHOWN: usize = 60;

/// The first rows of a table under a mapping.
#[derive(Clone, Debug, Default)]
pub struct TableLook {
    pub mapping: Mapping,
    /// A spreadsheet or a list of records: it has neither an encoding nor a delimiter to choose.
    pub sheet: bool,
    /// A list of records: each value has its name.
    pub records: bool,
    /// A scheme says what its columns mean: one of the great datasets, or a table that this program wrote.
    pub known: bool,
    /// Tells tables with the same header; see [`Mapping::signature`].
    pub signature: u64,
    /// The sheet, or the file of an archive, that this is; and all that there are.
    pub part: String,
    pub parts: Vec<String>,
    /// The names of all columns.
    pub columns: Vec<String>,
    /// What the first rows say in each column, the blank ones left out: some different values.
    pub samples: Vec<Vec<String>>,
    /// Whether the dates can be read in two ways.
    pub order: Option<OrderQuestion>,
    /// What looks mixed up and was left as it is, in words; until the mapping says more about it.
    pub doubts: Vec<String>,
    /// The first rows as events, in the order of the file.
    pub events: Vec<SeenEvent>,
    pub counts: SeenCounts,
}

/// How many of the rows that were looked at became what.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SeenCounts {
    pub rows: usize,
    pub dated: usize,
    pub placed: usize,
    pub issues: usize,
}

/// A row as an event, in words.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SeenEvent {
    /// In EDTF; empty if undated.
    pub date: String,
    /// The same in words.
    pub means: String,
    pub place: String,
    /// Latitude and longitude in degrees; empty if unplaced.
    pub position: String,
    pub title: String,
    /// What could not be used.
    pub issues: Vec<String>,
}

/// Dates that are written with numbers whose order only the user knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderQuestion {
    pub column: String,
    /// A value that can be read in two ways.
    pub sample: String,
    /// What it means if the day comes first, and if the month does, in words.
    pub day_first: String,
    pub month_first: String,
}

impl TableLook {
    /// Whether opening it without a word could get days, places or meanings wrong.
    pub fn must_ask(&self) -> bool {
        !self.known || self.order.is_some()
    }
}

/// Look at a table under a mapping, or under the one that is guessed. Nothing for files that say themselves what is what.
/// `part` is a sheet or a file of an archive, the first one if missing.
///
/// # Errors
/// As [`super::open`].
pub fn look(path: &Path, part: Option<&str>, mapping: Option<Mapping>) -> Result<Option<TableLook>, OpenError> {
    let of = |mapping| {
        let options = OpenOptions { mapping, part: part.map(str::to_owned), ..OpenOptions::default() };
        preview(path, &options)
    };
    let Some(seen) = of(mapping)? else { return Ok(None) };
    // The user may have made another column the date: where its values show their order, that holds.
    let settled = dates_of(&seen).and_then(|(_, values)| shown_order(&values));
    match settled.filter(|order| *order != seen.mapping.dates) {
        Some(dates) => Ok(of(Some(Mapping { dates, ..seen.mapping }))?.map(told)),
        None => Ok(Some(told(seen))),
    }
}

/// Look at a table whose text is to be divided otherwise: encoding, delimiter, the lines above the header and the header
/// are taken from the mapping, and everything else is guessed anew.
///
/// # Errors
/// As [`super::open`].
pub fn look_anew(path: &Path, part: Option<&str>, layout: &Mapping) -> Result<Option<TableLook>, OpenError> {
    let bare = Mapping {
        encoding: layout.encoding.clone(),
        delimiter: layout.delimiter,
        skip: layout.skip,
        header: layout.header,
        ..Mapping::default()
    };
    let part_too = part.map(str::to_owned);
    let options = OpenOptions { mapping: Some(bare.clone()), part: part_too, ..OpenOptions::default() };
    let Some(seen) = preview(path, &options)? else { return Ok(None) };
    let rows: Vec<Vec<&str>> = seen.rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let guessed = guess(&seen.columns, &rows, false).mapping;
    let mapping =
        Mapping { encoding: bare.encoding, delimiter: bare.delimiter, skip: bare.skip, header: bare.header, ..guessed };
    look(path, part, Some(mapping))
}

/// The same mapping for a table with the same header that may be written otherwise.
#[must_use]
pub fn fitted(kept: Mapping, found: &Mapping) -> Mapping {
    let names = |it: &Mapping| it.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
    if names(&kept) == names(found) {
        return Mapping { delimiter: found.delimiter, skip: found.skip, header: found.header, ..kept };
    }
    kept
}

fn told(seen: Preview) -> TableLook {
    let order = dates_of(&seen).and_then(|(column, values)| order_question(column, &values));
    let doubts = doubts(&seen);
    let Preview { format, mapping, columns, rows, sample, mut parts, .. } = seen;
    let part = parts.first().cloned().unwrap_or_default();
    parts.sort();
    let values = |at: usize| rows.iter().filter_map(move |row| row.get(at)).map(|it| it.trim());
    let samples = (0..columns.len())
        .map(|at| {
            let mut some: Vec<String> = Vec::new();
            for value in values(at).filter(|it| !it.is_empty()) {
                if some.len() == 4 {
                    break;
                }
                if !some.iter().any(|it| it == value) {
                    some.push(value.chars().take(120).collect());
                }
            }
            some
        })
        .collect();
    let project = &sample.project;
    let mut issues: HashMap<&str, Vec<String>> = HashMap::new();
    let mut count = 0;
    for issue in sample.report.issues.iter().filter(|it| it.line.is_some()) {
        count += 1;
        let text = if issue.field.is_empty() {
            issue.message.clone()
        } else {
            format!("{} = “{}”: {}", issue.field, issue.value, issue.message)
        };
        issues.entry(&issue.feature).or_default().push(text);
    }
    let events = &project.events;
    let mut order_of: Vec<EventId> = events.ids().collect();
    order_of.sort_by_key(|id| events.sequence(*id));
    let seen = order_of.iter().take(SHOWN).map(|id| SeenEvent {
        place: project.place_name(*id).to_owned(),
        title: events.title(*id).to_owned(),
        issues: issues.remove(events.key(*id)).unwrap_or_default(),
        ..dated(events, *id)
    });
    let counts = SeenCounts {
        rows: events.len(),
        dated: events.ids().filter(|id| events.days(*id).is_some()).count(),
        placed: events.placed(),
        issues: count,
    };
    let known = mapping.scheme != Scheme::None || own_columns(columns.iter().map(String::as_str)).is_some();
    let signature = signature(&columns);
    TableLook {
        sheet: matches!(format, FormatId::Sheet | FormatId::Json),
        records: format == FormatId::Json,
        part,
        parts,
        known,
        signature,
        samples,
        order,
        doubts,
        events: seen.collect(),
        counts,
        mapping,
        columns,
    }
}

/// The column that is the date, and its values.
fn dates_of(seen: &Preview) -> Option<(&str, Vec<&str>)> {
    let column = seen.mapping.column(Role::Date)?;
    let at = seen.columns.iter().position(|name| name.trim() == column.name.trim())?;
    Some((&column.name, seen.rows.iter().filter_map(|row| row.get(at)).map(|it| it.trim()).collect()))
}

fn dated(events: &EventTable, id: EventId) -> SeenEvent {
    let when = crate::event::When::parse(events.date_text(id)).ok();
    SeenEvent {
        date: events.date_text(id).to_owned(),
        means: when.map_or_else(String::new, |it| it.short()),
        position: events.position(id).map_or_else(String::new, |at| format!("{:.4}, {:.4}", at.lat, at.lon)),
        ..SeenEvent::default()
    }
}

/// The questions of the guess that the mapping does not answer: those about columns that still mean what was guessed.
fn doubts(seen: &Preview) -> Vec<String> {
    let rows: Vec<Vec<&str>> = seen.rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let guessed = guess(&seen.columns, &rows, false);
    let role = |mapping: &Mapping, name: &str| mapping.columns.iter().find(|it| it.name == name).map(|it| it.role);
    let open = |it: &&Question| {
        let in_metres = role(&seen.mapping, &it.column) == Some(Role::Easting);
        role(&seen.mapping, &it.column) == role(&guessed.mapping, &it.column)
            && !it.is_order()
            && !(in_metres && seen.mapping.grid.is_some())
    };
    let told = |it: &Question| format!("{}: {}", it.column, it.text);
    guessed.questions.iter().filter(open).map(told).collect()
}

fn signature(columns: &[String]) -> u64 {
    let columns = columns.iter().map(|name| Column { name: name.clone(), role: Role::Detail }).collect();
    Mapping { columns, ..Mapping::default() }.signature()
}

/// Whether these dates can be read in two ways, and what that means for one of them.
fn order_question(column: &str, values: &[&str]) -> Option<OrderQuestion> {
    let mut votes = OrderVotes::default();
    values.iter().for_each(|text| votes.look(text));
    if !votes.order().1 {
        return None;
    }
    values.iter().find_map(|text| {
        let read = |order| date(text, order).ok();
        let (day, month) = (read(DateOrder::DayFirst)?, read(DateOrder::MonthFirst)?);
        (day.text() != month.text()).then(|| OrderQuestion {
            column: column.to_owned(),
            sample: (*text).to_owned(),
            day_first: day.short(),
            month_first: month.short(),
        })
    })
}

/// The order that these dates show, if they show one: some number can only be a day.
fn shown_order(values: &[&str]) -> Option<DateOrder> {
    let mut votes = OrderVotes::default();
    values.iter().for_each(|text| votes.look(text));
    let (order, unsure) = votes.order();
    (!unsure).then_some(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn dates_that_can_be_read_in_two_ways_are_asked_with_what_both_mean() {
        let (_folder, path) = file(b"date,place,lat,lon\n03/04/2024,Homs,34.7,36.7\n05/06/2024,Hama,35.1,36.7\n");
        let look = look(&path, None, None).unwrap().unwrap();
        let order = look.order.clone().unwrap();
        assert_eq!((order.sample.as_str(), order.column.as_str()), ("03/04/2024", "date"));
        assert_eq!((order.day_first.as_str(), order.month_first.as_str()), ("3 Apr 2024", "4 Mar 2024"));
        assert!(look.must_ask() && !look.known);
        let (_folder, path) = file(b"date,place,lat,lon\n03/04/2024,Homs,34.7,36.7\n25/06/2024,Hama,35.1,36.7\n");
        assert_eq!(super::look(&path, None, None).unwrap().unwrap().order, None);
    }

    #[test]
    fn the_first_rows_are_shown_as_events_in_the_order_of_the_file() {
        let (_folder, path) = file("wann;wo;breit;lang\n2.5.2024;Köln;50,9;6,9\n3.5.2024;Ulm;x;9,9\n".as_bytes());
        let seen = look(&path, None, None).unwrap().unwrap();
        assert_eq!(seen.counts.rows, 2);
        assert_eq!(seen.samples[1], ["Köln", "Ulm"]);
        let mut mapping = seen.mapping.clone();
        for (column, role) in mapping.columns.iter_mut().zip([Role::Date, Role::Place, Role::Latitude, Role::Longitude])
        {
            column.role = role;
        }
        mapping.decimal_comma = true;
        let seen = look(&path, None, Some(mapping)).unwrap().unwrap();
        assert_eq!((seen.counts.dated, seen.counts.placed), (2, 1));
        let first = &seen.events[0];
        assert_eq!((first.date.as_str(), first.means.as_str()), ("2024-05-02", "2 May 2024"));
        assert_eq!((first.place.as_str(), first.position.as_str()), ("Köln", "50.9000, 6.9000"));
        assert!(seen.events[1].issues[0].contains('x'), "{:?}", seen.events[1].issues);
    }

    #[test]
    fn a_text_divided_otherwise_is_guessed_anew() {
        let (_folder, path) = file(b"date|note\n2024-01-02|a, b\n2024-01-03|c, d\n");
        let found = look(&path, None, None).unwrap().unwrap();
        assert_eq!(found.columns, ["date", "note"]);
        let other = Mapping { delimiter: ',', ..found.mapping.clone() };
        assert_eq!(look_anew(&path, None, &other).unwrap().unwrap().columns, ["date|note"]);
        let back = Mapping { delimiter: '|', ..found.mapping };
        let back = look_anew(&path, None, &back).unwrap().unwrap();
        assert_eq!((back.columns.len(), back.counts.dated), (2, 2));
        let (_folder, path) = file(&[b"a,caf\xe9\n", &b"2024-01-02,1\n"[..]].concat());
        let arabic = Mapping { encoding: Some("windows-1256".into()), ..Mapping::default() };
        assert_eq!(look_anew(&path, None, &arabic).unwrap().unwrap().columns[1], "café");
    }

    #[test]
    fn tables_of_known_schemes_need_no_question() {
        let acled = b"event_date,event_type,sub_event_type,actor1,notes,latitude,longitude,fatalities\n\
            28 December 2022,Battles,Armed clash,A,n,33,44,1\n";
        let (_folder, path) = file(acled);
        assert!(!look(&path, None, None).unwrap().unwrap().must_ask());
    }
}

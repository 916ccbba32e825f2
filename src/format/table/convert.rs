//! Records to events: one thread divides the text, one judges the fields, one keeps the rows.

use std::io::Read;
use std::ops::Range;
use std::sync::mpsc::sync_channel;

use super::mapping::Mapping;
use super::split::{Chunk, Splitter};
use crate::event::{EventDraft, TableBuilder};
use crate::format::encoding::Found;
use crate::format::error::Stop;
use crate::format::limits::{MAX_COLUMNS, MAX_ROWS};
use crate::format::progress::Progress;
use crate::format::row::{Maker, Role, Row, detail_of, own_columns};

const SHORT: &str = "the row has fewer fields than there are columns: the missing ones count as not given";
const LONG: &str = "the row has more fields than there are columns: the rest is kept under the numbers of its columns";
/// Blocks that may wait between two threads.
const WAITING: usize = 4;
/// Rows that are handed on together: few enough that a table of short rows does not become a crowd of drafts.
const BATCH: usize = 512;

/// What to do with each column.
#[derive(Debug)]
pub(in crate::format) struct Plan {
    columns: Vec<(String, Role)>,
    /// Names for fields beyond the last column.
    beyond: Vec<String>,
    /// Records that are no rows.
    skip: usize,
    /// Written by this program.
    ours: bool,
    /// Rows may be shorter than the header: a spreadsheet leaves blank cells out.
    pub ragged: bool,
}

impl Plan {
    /// The plan of a mapping for a table with these columns.
    ///
    /// # Errors
    /// If the table lacks a column that the mapping gives a meaning.
    pub fn new(names: &[String], mapping: &Mapping) -> Result<Self, String> {
        let role = |name: &String| {
            let named = |column: &&super::Column| column.name.trim() == name.trim();
            mapping.columns.iter().find(named).map_or(Role::Detail, |column| column.role)
        };
        let meant = mapping.columns.iter().filter(|column| column.role != Role::Detail && column.role != Role::Repeats);
        let missing: Vec<&str> =
            meant.map(|column| column.name.trim()).filter(|name| !names.iter().any(|it| it.trim() == *name)).collect();
        if !missing.is_empty() {
            return Err(format!("the table has no column named {}; it has {}", missing.join(", "), names.join(", ")));
        }
        let ours = own_columns(names.iter().map(String::as_str)).is_some();
        let called = |name: &String| if ours { detail_of(name).to_owned() } else { name.clone() };
        let columns = names.iter().map(|name| (called(name), role(name))).collect();
        let beyond = (names.len()..MAX_COLUMNS).map(|at| format!("column {}", at + 1)).take(256).collect();
        Ok(Self { columns, beyond, skip: mapping.skip + usize::from(mapping.header), ours, ragged: false })
    }

    /// Make `draft` the event of one record; `false` if every field is blank.
    fn event<'a>(
        &'a self,
        maker: &mut Maker,
        fields: impl ExactSizeIterator<Item = &'a str>,
        line: u32,
        draft: &mut EventDraft,
    ) -> bool {
        let mut row = Row::reusing(line, maker, draft);
        row.exact_names = self.ours;
        let (count, expected) = (fields.len(), self.columns.len());
        let mut blank = true;
        let mut last = "";
        for (at, text) in fields.enumerate() {
            let text = if self.ours { unguarded(text) } else { text.trim() };
            if maker.is_blank(text) {
                continue;
            }
            blank = false;
            last = text;
            match self.columns.get(at) {
                Some((name, role)) => row.put(*role, name, text),
                None => {
                    let beyond = self.beyond.get(at - expected).or(self.beyond.last());
                    row.put(Role::Detail, beyond.map_or("column", String::as_str), text);
                }
            }
        }
        if blank {
            return false;
        }
        maker.fill(row, draft);
        let event = draft;
        if count < expected && !self.ragged {
            maker.log.warning(line, &event.key, "", last, SHORT);
        } else if count > expected && event.details.iter().any(|(name, _)| self.beyond.contains(name)) {
            maker.log.warning(line, &event.key, "", last, LONG);
        }
        true
    }

    /// The events of some rows of a block, in drafts that were used before as far as they go.
    fn batch(&self, maker: &mut Maker, chunk: &Chunk, rows: Range<usize>, batch: &mut Batch) {
        batch.used = 0;
        for row in rows {
            if batch.used == batch.drafts.len() {
                batch.drafts.push(EventDraft::default());
            }
            let draft = &mut batch.drafts[batch.used];
            batch.used += usize::from(self.event(maker, chunk.row(row), chunk.line(row), draft));
        }
    }
}

/// Drafts that go back and forth between two threads, so that their memory is asked for once.
#[derive(Default)]
struct Batch {
    drafts: Vec<EventDraft>,
    used: usize,
}

/// Read all rows. `most`: no more than so many (for a preview).
pub(in crate::format) fn read<R: Read + Send>(
    plan: &Plan,
    maker: &mut Maker,
    mut splitter: Splitter<R>,
    most: Option<usize>,
    progress: &Progress,
) -> Result<(TableBuilder, Found), Stop> {
    splitter.width = plan.columns.len();
    let most = most.unwrap_or(MAX_ROWS);
    let mut builder = TableBuilder::default();
    let found = std::thread::scope(|scope| {
        let (send_chunk, chunks) = sync_channel::<Chunk>(WAITING);
        let (send_events, batches) = sync_channel::<Batch>(WAITING);
        let (send_back, used_batches) = sync_channel::<Batch>(WAITING * 2);
        let named = |name: &str| std::thread::Builder::new().name(name.to_owned());
        let dividing = named("divide rows").spawn_scoped(scope, move || {
            while let Some(chunk) = splitter.next()? {
                progress.check()?;
                // Whoever took them has had enough.
                if send_chunk.send(chunk).is_err() {
                    break;
                }
            }
            Ok::<_, Stop>((splitter.reader().found(), splitter.reader().encoding().name()))
        })?;
        let judging = named("judge rows").spawn_scoped(scope, move || {
            let mut skip = plan.skip;
            'all: for chunk in chunks {
                for (line, message) in &chunk.notes {
                    maker.log.error(*line, "", "", "", message);
                }
                let first = skip.min(chunk.len());
                skip -= first;
                for from in (first..chunk.len()).step_by(BATCH) {
                    let mut batch = used_batches.try_recv().unwrap_or_default();
                    plan.batch(maker, &chunk, from..(from + BATCH).min(chunk.len()), &mut batch);
                    if send_events.send(batch).is_err() {
                        break 'all;
                    }
                }
            }
            maker
        })?;
        let mut full = false;
        for batch in batches {
            progress.add_rows(batch.used);
            let room = most.saturating_sub(builder.len());
            full = batch.used > room;
            batch.drafts[..batch.used].iter().take(room).for_each(|event| builder.add(event));
            // If nobody needs it any more, it is dropped.
            let _ = send_back.try_send(batch);
            if full || progress.is_cancelled() {
                break;
            }
        }
        let panicked = |_| Stop::Damaged("the reader failed on it".to_owned());
        let maker = judging.join().map_err(panicked)?;
        let divided = dividing.join().map_err(panicked)?;
        progress.check()?;
        let (found, encoding) = divided?;
        if full && most == MAX_ROWS {
            maker.log.error(0, "", "", "", "only the first 50 million rows of a file are read; split it");
        }
        tell_encoding(maker, found, encoding);
        Ok::<_, Stop>(found)
    })?;
    Ok((builder, found))
}

/// Characters at the beginning of a cell that make a spreadsheet take it for a formula.
pub(in crate::format) const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell without the apostrophe that keeps spreadsheets from running it, which this program writes.
fn unguarded(text: &str) -> &str {
    let guarded = text.starts_with('\'') && text.trim_start_matches('\'').starts_with(FORMULA);
    if guarded { &text[1..] } else { text }
}

/// What a reader should know of letters.
pub(in crate::format) fn tell_encoding(maker: &mut Maker, found: Found, encoding: &str) {
    if found.guessed {
        let message = "the file is not UTF-8 and does not say what it is: this encoding was guessed; choose another one in the mapping if letters look wrong";
        maker.log.warning(0, "", "encoding", encoding, message);
    }
    if found.replaced > 0 {
        let message = "some bytes are no letters in this encoding and were replaced by \u{fffd}; choose another encoding or save the file as UTF-8";
        maker.log.warning(0, "", "encoding", &format!("{encoding}, {} times", found.replaced), message);
    }
}

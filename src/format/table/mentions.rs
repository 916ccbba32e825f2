//! GDELT's tables of mentions: sixteen columns divided by tabs, without a header, a row for every time that an article
//! speaks of an event. They tell which articles, and nothing of the event but its number and day.
//!
//! Each event becomes one row with the articles as its sources. Where the events themselves are read too, before or with
//! it, their rows take the sources over: see [`crate::project::MENTIONED`].

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};

use crate::event::{EventDraft, SourceId, TableBuilder, When};
use crate::format::error::Stop;
use crate::format::limits::{MAX_RECORD, MAX_ROWS};
use crate::format::progress::Progress;
use crate::format::row::{Maker, SourceSeen};
use crate::project::MENTIONED;

/// Columns by position, of version 2.0 (GDELT Event Codebook V2.0).
const EVENT: usize = 0;
const EVENT_TIME: usize = 1;
const MENTION_TIME: usize = 2;
const KIND: usize = 3;
const SOURCE: usize = 4;
const ADDRESS: usize = 5;
const COLUMNS: usize = 16;
/// The kind of a mention in a page of the web; what has another kind has no address.
const WEB: &str = "1";

/// Whether the first fields of a row look like those of a mention: a number, two times to the second, a kind.
pub(super) fn looks_like(row: &[&str]) -> bool {
    let digits = |at: usize, count: usize| {
        row.get(at).is_some_and(|it| it.len() == count && it.bytes().all(|b| b.is_ascii_digit()))
    };
    (COLUMNS - 2..=COLUMNS).contains(&row.len())
        && is_number(row[EVENT])
        && digits(EVENT_TIME, 14)
        && digits(MENTION_TIME, 14)
        && matches!(row[KIND], "1" | "2" | "3" | "4" | "5" | "6")
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 20 && text.bytes().all(|b| b.is_ascii_digit())
}

/// An event that is mentioned.
struct Mentioned {
    when: Option<When>,
    sources: Vec<SourceId>,
    times: usize,
}

/// Read a table of mentions, at most `most` rows of it.
pub(in crate::format) fn read(
    reader: impl Read,
    maker: &mut Maker,
    most: Option<usize>,
    progress: &Progress,
) -> Result<TableBuilder, Stop> {
    let mut lines = BufReader::with_capacity(1 << 16, reader);
    let mut events: Vec<(String, Mentioned)> = Vec::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut line = Vec::new();
    for number in 1..=most.unwrap_or(MAX_ROWS).min(MAX_ROWS) {
        line.clear();
        let read = (&mut lines).take(MAX_RECORD as u64).read_until(b'\n', &mut line).map_err(Stop::Io)?;
        if read == 0 {
            break;
        }
        if number % 1024 == 0 {
            progress.add_rows(1024);
            if progress.is_cancelled() {
                return Err(Stop::Cancelled);
            }
        }
        let text = String::from_utf8_lossy(&line);
        let fields: Vec<&str> = text.trim_end_matches(['\r', '\n']).split('\t').collect();
        if fields.iter().all(|it| it.trim().is_empty()) {
            continue;
        }
        let at = u32::try_from(number).unwrap_or(u32::MAX);
        if fields.len() <= ADDRESS || !is_number(fields[EVENT]) {
            let message = "this row is no mention of an event: it has no GlobalEventID and address; it was left out";
            maker.log.error(at, "", "GlobalEventID", fields.first().copied().unwrap_or(""), message);
            continue;
        }
        let key = fields[EVENT];
        let event = *numbers.entry(key.to_owned()).or_insert_with(|| {
            let when = day(fields[EVENT_TIME]);
            if when.is_none() {
                let message = "no day; expected 14 digits, YYYYMMDDHHMMSS";
                maker.log.error(at, key, "EventTimeDate", fields[EVENT_TIME], message);
            }
            events.push((key.to_owned(), Mentioned { when, sources: Vec::new(), times: 0 }));
            events.len() - 1
        });
        let seen = match fields[KIND] {
            WEB => SourceSeen { publisher: "", title: "", url: fields[ADDRESS] },
            // A citation or a number in a collection.
            _ => SourceSeen { publisher: fields[SOURCE], title: fields[ADDRESS], url: "" },
        };
        let source = maker.registry.source(seen, None);
        let event = &mut events[event].1;
        event.times += 1;
        if !event.sources.contains(&source) {
            event.sources.push(source);
        }
    }
    let mut builder = TableBuilder::default();
    for (key, it) in events {
        let articles = if it.sources.len() == 1 { "article" } else { "articles" };
        builder.push(EventDraft {
            title: format!("GDELT event {key}, mentioned in {} {articles}", it.sources.len()),
            when: it.when,
            sources: it.sources,
            details: vec![(MENTIONED.to_owned(), key.clone()), ("Mentions read".to_owned(), it.times.to_string())],
            key,
            ..EventDraft::default()
        });
    }
    Ok(builder)
}

/// The day of a time to the second.
fn day(text: &str) -> Option<When> {
    let digits = text.len() == 14 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| When::parse(&format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..8])).ok()).flatten()
}

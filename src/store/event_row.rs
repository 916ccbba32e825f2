//! A row of `events` to a draft, at as little cost as a million of them allow.

use std::collections::HashMap;

use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::columns::{self, IMPORTED, string, words};
use crate::event::{EventDraft, Issue, When};

/// The columns that are read, in the order of [`Reader::read`]. Names of places and groups are those of their own tables.
pub const COLUMNS: &str = "id, origin, geom, key, title, event_date, date_start, date_end, place_id, precision_m, \
    geo_precision, country, admin1, kind, event_type, sub_event_type, fatalities_min, fatalities_max, injuries_min, \
    injuries_max, status, corroboration, confidence, contradictions, notes, unverified, details, layer, starred, remark";

/// Reads one row after the other into the same draft.
#[derive(Default)]
pub struct Reader {
    /// What does not depend on other tables of the row that was read last.
    pub draft: EventDraft,
    pub starred: bool,
    pub remark: String,
    pub imported: bool,
    /// The row's id in `places`, whether or not there is such a place.
    pub place: Option<i64>,
    dates: Dates,
}

impl Reader {
    /// Read a row; what is wrong with it is told, and the event is kept.
    pub fn read(&mut self, row: &Row<'_>, issues: &mut Vec<Issue>) -> rusqlite::Result<i64> {
        let id: i64 = row.get(0)?;
        let at = |column: usize| row.get_ref(column);
        let it = &mut self.draft;
        self.imported = at(1)?.as_bytes() == Ok(IMPORTED.as_bytes());
        let texts = [
            (3, &mut it.key),
            (4, &mut it.title),
            (10, &mut it.geo_precision),
            (11, &mut it.country),
            (12, &mut it.admin1),
            (13, &mut it.kind),
            (14, &mut it.event_type),
            (15, &mut it.sub_event_type),
            (20, &mut it.status),
            (21, &mut it.corroboration),
            (22, &mut it.confidence),
            (23, &mut it.contradictions),
            (24, &mut it.notes),
            (27, &mut it.layer),
            (29, &mut self.remark),
        ];
        for (column, text) in texts {
            text.clear();
            text.push_str(&words(at(column)?));
        }
        if it.key.is_empty() {
            it.key = format!("event-{id}");
            issues.push(Issue::error("events", "this event has no key; it was given one").of(&it.key).warn());
        }
        let geom = at(2)?;
        it.position = columns::point(geom);
        if it.position.is_none() && matches!(geom, ValueRef::Blob(_)) {
            let message = "this is no point of longitude and latitude on the globe; the event is kept without one";
            issues.push(Issue::error("events", message).of(&it.key).field("geom", ""));
        }
        self.place = if let ValueRef::Integer(id) = at(8)? { Some(id) } else { None };
        it.precision_m = columns::metres(at(9)?);
        it.fatalities = columns::toll(at(16)?, at(17)?);
        it.injuries = columns::toll(at(18)?, at(19)?);
        it.unverified = columns::truth(at(25)?);
        pairs(at(26)?, &mut it.details);
        self.starred = columns::truth(at(28)?);
        let date = at(5)?;
        it.when = self.dates.read(date);
        if it.when.is_none() {
            if date != ValueRef::Null {
                let text = string(date);
                let message = "this is not a date: write it as 2024-07-16";
                issues.push(Issue::error("events", message).of(&it.key).field("event_date", &text));
                it.details.push(("event_date".to_owned(), text));
            }
            // Another program may fill in the days alone.
            it.when = between(at(6)?, at(7)?);
        }
        Ok(id)
    }
}

/// Dates that were read before: most events share theirs with others.
#[derive(Default)]
struct Dates(HashMap<Box<[u8]>, Option<When>, foldhash::fast::RandomState>);

impl Dates {
    const MOST: usize = 1 << 16;

    fn read(&mut self, value: ValueRef<'_>) -> Option<When> {
        let parse = |value| When::parse(&words(value)).ok();
        let ValueRef::Text(text) = value else { return parse(value) };
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let when = parse(value);
        if self.0.len() >= Self::MOST {
            self.0.clear();
        }
        self.0.insert(text.into(), when.clone());
        when
    }
}

/// The days that another program wrote, as a date.
fn between(start: ValueRef<'_>, end: ValueRef<'_>) -> Option<When> {
    let day = |value| string(value).get(..10).map(str::to_owned).unwrap_or_default();
    match (day(start), day(end)) {
        (a, b) if a.is_empty() && b.is_empty() => None,
        (a, b) if a == b || b.is_empty() => When::parse(&a).ok(),
        (a, b) if a.is_empty() => When::parse(&format!("../{b}")).ok(),
        (a, b) => When::parse(&format!("{a}/{b}")).ok(),
    }
}

/// Further fields as they are written, `[["name","text"],…]`, into pairs that are there already.
fn pairs(value: ValueRef<'_>, into: &mut Vec<(String, String)>) {
    let text = match value {
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    };
    let plain = text.and_then(|text| plain_pairs(text, into));
    match plain {
        Some(count) => into.truncate(count),
        None => *into = columns::list(value),
    }
}

/// The same if no text in it is written with an escape; how many pairs there are.
fn plain_pairs(text: &str, into: &mut Vec<(String, String)>) -> Option<usize> {
    let mut rest = text.strip_prefix('[')?;
    if rest.as_bytes().iter().any(|byte| *byte == b'\\' || *byte < b' ') {
        return None;
    }
    let mut count = 0;
    loop {
        rest = rest.strip_prefix("[\"")?;
        let (name, after) = rest.split_once('"')?;
        let (text, after) = after.strip_prefix(",\"")?.split_once('"')?;
        if into.len() == count {
            into.push(Default::default());
        }
        let pair = &mut into[count];
        for (to, from) in [(&mut pair.0, name), (&mut pair.1, text)] {
            to.clear();
            to.push_str(from);
        }
        count += 1;
        rest = after.strip_prefix(']')?;
        if rest == "]" {
            return Some(count);
        }
        rest = rest.strip_prefix(',')?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_those_that_a_parser_of_json_finds_however_they_are_written() {
        let mut into = Vec::new();
        for text in [
            r#"[["a","b"]]"#,
            r#"[["a","b"],["a",""],["","ü"]]"#,
            r#"[["a","b\"c"],["d","\u0041"]]"#,
            r#"[ ["a", "b"] ]"#,
            "[]",
            r#"[["a","b"]"#,
            r#"[["a","b"]] "#,
            r#"[["a","b","c"]]"#,
            r#"[["a"]]"#,
            r#"[["a",1]]"#,
            "[[\"a\",\"b\nc\"]]",
            r#"{"a":"b"}"#,
            "",
            "null",
            r#"[["a","b"],]"#,
        ] {
            pairs(ValueRef::Text(text.as_bytes()), &mut into);
            let expected: Vec<(String, String)> = serde_json::from_str(text).unwrap_or_default();
            assert_eq!(into, expected, "{text}");
        }
        pairs(ValueRef::Text(b"[[\"a\",\"\xff\"]]"), &mut into);
        assert!(into.is_empty());
        pairs(ValueRef::Null, &mut into);
        assert!(into.is_empty());
    }
}

use serde::{Deserialize, Serialize};

use super::{
    ArticleRecord, Capture, EventRecord, Field, GroupRecord, MetaRecord, Rejected, Relation, SavedFilter, Tag, Value,
};
use crate::event::{Place, Source};

/// One step of work on a project: applied as a whole or not at all, undone as a whole.
///
/// Everything in it goes by stable keys, so it keeps its meaning when rows move, when it is undone hours later, and
/// when it is written to a file.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Edit {
    /// What it does, in sentence case without a full stop: `Move “Attack on the base”`.
    pub label: String,
    /// Why, if the user said so.
    #[serde(default)]
    pub reason: String,
    /// Edits that follow each other with the same number (one drag, one run of typing) are one step of undo.
    #[serde(default)]
    pub gesture: Option<u64>,
    pub changes: Vec<Change>,
}

/// One elementary change. Each says what holds afterwards, not what to do, so doing it twice is doing it once.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The event is this; nothing: there is no such event. An imported event taken away stays in the project's memory
    /// and can be put back.
    Event {
        key: String,
        record: Option<Box<EventRecord>>,
    },
    /// One field of many events.
    Fields {
        field: Field,
        values: Vec<(String, Value)>,
    },
    Place {
        key: String,
        record: Option<Box<Place>>,
    },
    Group {
        key: String,
        record: Option<Box<GroupRecord>>,
    },
    Source {
        key: String,
        record: Option<Box<Source>>,
    },
    Article {
        key: String,
        record: Option<Box<ArticleRecord>>,
    },
    Tag {
        key: String,
        record: Option<Tag>,
    },
    SavedFilter {
        key: String,
        record: Option<SavedFilter>,
    },
    /// A proposed event that the user does not want, so that it is not proposed again.
    Rejected {
        key: String,
        record: Option<Rejected>,
    },
    /// The original that an article was read from, by the article's key.
    Capture {
        key: String,
        record: Option<Box<Capture>>,
    },
    /// What was decided of two events; see [`Relation::key`].
    Relation {
        key: String,
        record: Option<Relation>,
    },
    Meta(Box<MetaRecord>),
}

/// Why an edit was not made. Nothing of it was.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Reason {
    #[error("there is no {what} {key:?} in this project: add it first")]
    Missing { what: &'static str, key: String },
    #[error("{what} {key:?} is still named by {by}: change that first, or merge it into another")]
    StillUsed { what: &'static str, key: String, by: String },
    #[error("{}: {why}", field.name())]
    Wrong { field: Field, why: &'static str },
    #[error("the article {key:?}: {why}")]
    Article { key: String, why: &'static str },
    #[error("it has no id")]
    NoKey,
    #[error("a project holds at most 65,535 groups")]
    TooManyGroups,
    #[error("this project is open for reading only: {0}")]
    ReadOnly(String),
}

impl Reason {
    pub(super) fn missing(what: &'static str, key: &str) -> Self {
        Self::Missing { what, key: key.to_owned() }
    }

    pub(super) fn wrong(field: Field, why: &'static str) -> Self {
        Self::Wrong { field, why }
    }
}

impl Edit {
    /// An edit of these changes.
    pub fn new(label: impl Into<String>, changes: Vec<Change>) -> Self {
        Self { label: label.into(), changes, ..Self::default() }
    }

    /// The same with a reason, for the change log.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }

    /// The same as a part of a drag or a run of typing.
    #[must_use]
    pub fn in_gesture(mut self, gesture: u64) -> Self {
        self.gesture = Some(gesture);
        self
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// About how many bytes it takes in memory, for the budget of the history.
    pub fn bytes(&self) -> usize {
        let change = |change: &Change| match change {
            Change::Event { key, record } => key.len() + record.as_ref().map_or(0, |it| event_bytes(it)),
            Change::Fields { values, .. } => {
                values.iter().map(|(key, value)| key.len() + 64 + value_bytes(value)).sum()
            }
            Change::Article { key, record } => {
                key.len() + record.as_ref().map_or(0, |it| it.text.len() + it.mentions.len() * 96 + 512)
            }
            Change::Place { key, .. }
            | Change::Group { key, .. }
            | Change::Source { key, .. }
            | Change::Tag { key, .. }
            | Change::SavedFilter { key, .. }
            | Change::Rejected { key, .. }
            | Change::Relation { key, .. } => key.len() + 1024,
            Change::Capture { key, record } => key.len() + 512 + record.as_ref().map_or(0, |it| it.content.len()),
            Change::Meta(_) => 1024,
        };
        128 + self.label.len() + self.changes.iter().map(|it| 64 + change(it)).sum::<usize>()
    }

    /// What it changes, in a few words a line, for the change log; a long list is cut short.
    pub fn summary(&self) -> String {
        const MOST: usize = 20;
        let mut lines = Vec::new();
        for change in &self.changes {
            match change {
                Change::Event { key, record } => lines.push(said("event", key, record.is_some())),
                Change::Fields { field, values } => match values.as_slice() {
                    [(key, value)] => lines.push(format!("event {key}: {} = {}", field.name(), told(value))),
                    [(key, value), ..] if values.iter().all(|(_, it)| it == value) => {
                        lines.push(format!("{} events ({key}, …): {} = {}", values.len(), field.name(), told(value)))
                    }
                    _ => lines.push(format!("{} events: {}", values.len(), field.name())),
                },
                Change::Place { key, record } => lines.push(said("place", key, record.is_some())),
                Change::Group { key, record } => lines.push(said("group", key, record.is_some())),
                Change::Source { key, record } => lines.push(said("source", key, record.is_some())),
                Change::Article { key, record } => lines.push(said("article", key, record.is_some())),
                Change::Tag { key, record } => lines.push(said("tag", key, record.is_some())),
                Change::SavedFilter { key, record } => lines.push(said("saved filter", key, record.is_some())),
                Change::Rejected { key, record } => lines.push(said("rejected proposal", key, record.is_some())),
                Change::Capture { key, record } => lines.push(said("original of article", key, record.is_some())),
                Change::Relation { key, record } => {
                    lines.push(said("verdict on events", &key.replace('\t', ", "), record.is_some()));
                }
                Change::Meta(_) => lines.push("what the project says of itself".to_owned()),
            }
        }
        let more = lines.len().saturating_sub(MOST);
        lines.truncate(MOST);
        if more > 0 {
            lines.push(format!("and {more} more"));
        }
        lines.join("\n")
    }
}

fn said(what: &str, key: &str, there: bool) -> String {
    if there { format!("{what} {key}") } else { format!("{what} {key} removed") }
}

/// A value in one short line.
fn told(value: &Value) -> String {
    const LONGEST: usize = 80;
    let text = match value {
        Value::Text(text) => text.clone(),
        Value::Date(when) => when.as_ref().map_or_else(String::new, |when| when.text().to_owned()),
        Value::Position(at) => at.map_or_else(String::new, |at| format!("{}, {}", at.lat, at.lon)),
        Value::Number(number) => number.map_or_else(String::new, |it| it.to_string()),
        Value::Toll(toll) => toll.text().unwrap_or_default(),
        Value::Key(key) => key.clone().unwrap_or_default(),
        Value::Keys(keys) => keys.join(", "),
        Value::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Value::Claims(claims) => format!("{} claims", claims.len()),
        Value::Pairs(pairs) => format!("{} further fields", pairs.len()),
    };
    let mut short: String = text.chars().take(LONGEST).collect();
    match short.len() {
        0 => "nothing".to_owned(),
        len if len < text.len() => {
            short.push('…');
            short
        }
        _ => short,
    }
}

fn event_bytes(it: &EventRecord) -> usize {
    let details: usize = it.details.iter().map(|(a, b)| a.len() + b.len() + 48).sum();
    1024 + it.title.len() + it.notes.len() + it.contradictions.len() + it.remark.len() + details + it.claims.len() * 200
}

fn value_bytes(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Key(key) => key.as_ref().map_or(0, String::len),
        Value::Keys(keys) => keys.iter().map(|it| it.len() + 24).sum(),
        Value::Claims(claims) => claims.len() * 200,
        Value::Pairs(pairs) => pairs.iter().map(|(a, b)| a.len() + b.len() + 48).sum(),
        Value::Date(_) | Value::Position(_) | Value::Number(_) | Value::Toll(_) | Value::Flag(_) => 32,
    }
}

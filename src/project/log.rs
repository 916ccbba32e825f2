use serde::{Deserialize, Serialize};

use super::{Change, Edit};

/// One line of the change log.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LogEntry {
    /// When, UTC, as `2024-07-16T10:00:00.000Z`.
    pub at: String,
    pub label: String,
    /// Why, if somebody said so.
    pub reason: String,
    /// What was changed, in a few lines.
    pub changes: String,
    /// The keys of the events it changed; nothing if they were too many to be listed, or were not kept.
    pub events: Option<Vec<String>>,
    /// The gesture it was a part of; not kept.
    #[serde(skip)]
    pub gesture: Option<u64>,
}

impl LogEntry {
    /// So many events are listed at most.
    const MOST: usize = 1000;

    /// The line for an edit made now.
    pub fn now(edit: &Edit) -> Self {
        let at = jiff::Timestamp::now();
        let at = jiff::Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at);
        Self {
            at: format!("{at:.3}"),
            label: edit.label.clone(),
            reason: edit.reason.clone(),
            changes: edit.summary(),
            events: events(edit),
            gesture: edit.gesture,
        }
    }

    /// Whether it goes on with the step before it: then the two are one line.
    pub fn goes_on(&self, before: &Self) -> bool {
        self.gesture.is_some() && self.gesture == before.gesture
    }

    /// Whether it changed an event. Of an old line that does not list them, as far as its text tells.
    pub fn touches(&self, key: &str) -> bool {
        match &self.events {
            Some(events) => events.iter().any(|it| it == key),
            None => self.changes.lines().any(|line| {
                let named = line.strip_prefix("event ").and_then(|it| it.strip_prefix(key));
                named.is_some_and(|rest| rest.is_empty() || rest.starts_with(':') || rest == " removed")
                    || line.contains(&format!("({key}, …)"))
            }),
        }
    }
}

/// The events that an edit changes, each once; nothing if there are too many.
fn events(edit: &Edit) -> Option<Vec<String>> {
    let mut keys: Vec<String> = Vec::new();
    for change in &edit.changes {
        match change {
            Change::Event { key, .. } => keys.push(key.clone()),
            Change::Fields { values, .. } if values.len() <= LogEntry::MOST => {
                keys.extend(values.iter().map(|(key, _)| key.clone()));
            }
            Change::Fields { .. } => return None,
            _ => {}
        }
    }
    keys.sort_unstable();
    keys.dedup();
    (keys.len() <= LogEntry::MOST).then_some(keys)
}

#[cfg(test)]
mod tests {
    use super::super::{Field, Value};
    use super::*;

    fn fields(keys: &[&str]) -> Edit {
        let values = keys.iter().map(|key| ((*key).to_owned(), Value::Text("x".into()))).collect();
        Edit::new("Change", vec![Change::Fields { field: Field::Title, values }])
    }

    #[test]
    fn a_line_knows_which_events_it_changed_even_if_it_is_an_old_one() {
        let mut line = LogEntry::now(&fields(&["b", "a", "b"]));
        assert_eq!(line.events.as_deref(), Some(&["a".to_owned(), "b".to_owned()][..]));
        assert!(line.touches("a") && !line.touches("c"));
        line.events = None;
        assert!(!line.touches("c"));
        let one = LogEntry { events: None, ..LogEntry::now(&fields(&["a"])) };
        assert!(one.touches("a") && !one.touches("aa") && !one.touches(""));
        let gone = Edit::new("Remove", vec![Change::Event { key: "e 1".into(), record: None }]);
        assert!(LogEntry { events: None, ..LogEntry::now(&gone) }.touches("e 1"));
    }

    #[test]
    fn many_events_are_not_listed() {
        let keys: Vec<String> = (0..2000).map(|i| i.to_string()).collect();
        let edit = fields(&keys.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(LogEntry::now(&edit).events, None);
    }
}

//! What the analyst decided of two events: that they are one occurrence told twice, or that they are not.

use serde::{Deserialize, Serialize};

use super::{Change, Edit, Project};
use crate::event::EventId;

/// What two events are to each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// One occurrence; both stay, linked.
    #[default]
    Same,
    /// Two occurrences, however alike.
    Different,
}

impl Verdict {
    /// As the project file has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "same" => Some(Self::Same),
            "different" => Some(Self::Different),
            _ => None,
        }
    }
}

/// A verdict on two events, by their keys.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Relation {
    pub a: String,
    pub b: String,
    pub verdict: Verdict,
}

impl Relation {
    /// The key of what is decided of two events, whichever comes first.
    pub fn key(a: &str, b: &str) -> String {
        let (first, second) = if a <= b { (a, b) } else { (b, a) };
        format!("{first}\t{second}")
    }
}

impl Project {
    /// What was decided of two events, if anything.
    pub fn verdict(&self, a: EventId, b: EventId) -> Option<Verdict> {
        if self.work.relations.is_empty() {
            return None;
        }
        self.work.relations.get(&Relation::key(self.events.key(a), self.events.key(b))).map(|it| it.verdict)
    }

    /// The events that were decided on together with this one, with the verdict.
    pub fn related(&self, event: EventId) -> Vec<(EventId, Verdict)> {
        let key = self.events.key(event);
        let other = |it: &super::Relation| match (it.a == key, it.b == key) {
            (true, false) => self.events.by_key(&it.b),
            (false, true) => self.events.by_key(&it.a),
            _ => None,
        };
        self.work.relations.values().filter_map(|it| Some((other(it)?, it.verdict))).collect()
    }

    /// Decide what two events are to each other; nothing takes the decision back.
    pub fn relate(&self, a: EventId, b: EventId, verdict: Option<Verdict>) -> Edit {
        let (a_key, b_key) = (self.events.key(a), self.events.key(b));
        let titles =
            format!("{} and {}", super::make::quoted(self.events.title(a)), super::make::quoted(self.events.title(b)));
        let label = match verdict {
            Some(Verdict::Same) => format!("Link {titles}"),
            Some(Verdict::Different) => format!("Mark as different {titles}"),
            None => format!("Undecide {titles}"),
        };
        let record = verdict.map(|verdict| Relation { a: a_key.to_owned(), b: b_key.to_owned(), verdict });
        Edit::new(label, vec![Change::Relation { key: Relation::key(a_key, b_key), record }])
    }
}

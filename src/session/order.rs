use std::cmp::Ordering;

use crate::event::EventId;
use crate::project::Project;

/// What the list is sorted by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SortKey {
    Date,
    Title,
    Place,
    Group,
    Type,
    Toll,
    Status,
    Sources,
}

impl SortKey {
    pub const ALL: [SortKey; 8] = [
        SortKey::Date,
        SortKey::Title,
        SortKey::Place,
        SortKey::Group,
        SortKey::Type,
        SortKey::Toll,
        SortKey::Status,
        SortKey::Sources,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Date => "Date",
            Self::Title => "Title",
            Self::Place => "Place",
            Self::Group => "Group",
            Self::Type => "Type",
            Self::Toll => "Toll",
            Self::Status => "Status",
            Self::Sources => "Sources",
        }
    }
}

/// A sort key and its direction.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Sort {
    pub key: SortKey,
    pub descending: bool,
}

impl Default for Sort {
    /// Newest first.
    fn default() -> Self {
        Self { key: SortKey::Date, descending: true }
    }
}

impl Sort {
    /// In words, as the list's header says it.
    pub fn label(self) -> String {
        match (self.key, self.descending) {
            (SortKey::Date, true) => "newest first".to_owned(),
            (SortKey::Date, false) => "oldest first".to_owned(),
            (SortKey::Toll, true) => "highest toll first".to_owned(),
            (SortKey::Toll, false) => "lowest toll first".to_owned(),
            (SortKey::Sources, true) => "most sources first".to_owned(),
            (SortKey::Sources, false) => "fewest sources first".to_owned(),
            (key, false) => format!("{}, A–Z", key.word().to_lowercase()),
            (key, true) => format!("{}, Z–A", key.word().to_lowercase()),
        }
    }

    /// The rows in this order. What has no value comes last in either direction; ties keep date order.
    pub fn apply(self, project: &Project, rows: &mut [EventId]) {
        let events = &project.events;
        let by_date = |a: EventId, b: EventId| {
            let days = |id| events.days(id);
            last_if_missing(days(a), days(b), self.descending && self.key == SortKey::Date)
        };
        let text = |a: &str, b: &str| {
            let some = |t: &str| (!t.is_empty()).then(|| t.to_lowercase());
            last_if_missing(some(a), some(b), self.descending)
        };
        let group = |id: EventId| events.actors(id).first().map_or("", |g| project.groups.get(*g).name.as_str());
        let toll = |id: EventId| match (events.fatalities(id).most(), events.injuries(id).most()) {
            (None, None) => None,
            (killed, injured) => Some((killed.unwrap_or(0), injured.unwrap_or(0))),
        };
        let primary = |a: EventId, b: EventId| match self.key {
            SortKey::Date => by_date(a, b),
            SortKey::Title => text(events.title(a), events.title(b)),
            SortKey::Place => text(project.place_name(a), project.place_name(b)),
            SortKey::Group => text(group(a), group(b)),
            SortKey::Type => text(events.sub_event_type.get(a.row()), events.sub_event_type.get(b.row())),
            SortKey::Toll => last_if_missing(toll(a), toll(b), self.descending),
            SortKey::Status => text(events.status.get(a.row()), events.status.get(b.row())),
            SortKey::Sources => {
                last_if_missing(Some(events.sources(a).len()), Some(events.sources(b).len()), self.descending)
            }
        };
        rows.sort_by(|a, b| {
            primary(*a, *b)
                .then_with(|| last_if_missing(events.days(*a), events.days(*b), true))
                .then_with(|| events.sequence(*a).cmp(&events.sequence(*b)))
        });
    }
}

/// Compare, with missing values last whatever the direction.
fn last_if_missing<T: Ord>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

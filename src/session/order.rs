use std::cmp::Ordering;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::ranks;
use crate::event::{Code, EventId};
use crate::index::Lookups;
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

/// All events in an order, in stretches that are counted one by one.
#[derive(Debug, Default)]
pub struct Order {
    rows: Rows,
    /// Where each stretch begins and ends in the rows.
    stretches: Vec<(u32, u32)>,
    /// The place of every row, once asked for.
    places: OnceLock<Vec<u32>>,
}

#[derive(Debug)]
enum Rows {
    /// By date, a stretch for each date, from the first or from the last.
    Dated(Arc<Lookups>, bool),
    Own(Vec<EventId>),
}

impl Default for Rows {
    fn default() -> Self {
        Self::Own(Vec::new())
    }
}

impl Order {
    /// Rows in a stretch, where dates do not make them.
    const STRETCH: usize = 4096;

    pub fn new(sort: Sort, project: &Project, lookups: &Arc<Lookups>) -> Self {
        let by_date = &lookups.by_date;
        let few = by_date.ranks() * 64 < project.events.len() + 64 * 4096;
        let dated = |backwards: bool| {
            let mut ranks: Vec<usize> = (0..by_date.ranks()).collect();
            if backwards {
                // Undated ones stay last.
                let dated = ranks.len().saturating_sub(1);
                ranks[..dated].reverse();
            }
            ranks
        };
        if sort.key == SortKey::Date && few {
            let stretches = dated(sort.descending)
                .into_iter()
                .map(|rank| by_date.place_of(rank))
                .map(|place| (place.start as u32, place.end as u32))
                .collect();
            let rows = Rows::Dated(Arc::clone(lookups), sort.descending);
            return Self { rows, stretches, places: OnceLock::new() };
        }
        // Ties are newest first.
        let backwards = sort.key != SortKey::Date || sort.descending;
        let newest: Vec<EventId> =
            dated(backwards).into_iter().flat_map(|rank| by_date.rows_of(rank)).copied().collect();
        let rows = if sort.key == SortKey::Date { newest } else { ranks::sorted(sort, project, newest) };
        let len = rows.len();
        let stretches =
            (0..len).step_by(Self::STRETCH).map(|start| (start as u32, (start + Self::STRETCH).min(len) as u32));
        Self { stretches: stretches.collect(), rows: Rows::Own(rows), places: OnceLock::new() }
    }

    /// All events; the stretches tell in what order.
    pub fn rows(&self) -> &[EventId] {
        match &self.rows {
            Rows::Dated(lookups, _) => lookups.by_date.rows(),
            Rows::Own(rows) => rows,
        }
    }

    /// Bytes in use; rows by date are those of the look-up.
    pub fn bytes(&self) -> usize {
        let rows = if let Rows::Own(rows) = &self.rows { rows.capacity() * 4 } else { 0 };
        rows + self.stretches.capacity() * 8 + self.places.get().map_or(0, |places| places.capacity() * 4)
    }

    pub fn stretches(&self) -> usize {
        self.stretches.len()
    }

    /// Where in the rows a stretch is.
    pub fn stretch(&self, stretch: usize) -> Range<usize> {
        let (start, end) = self.stretches[stretch];
        start as usize..end as usize
    }

    /// Whether each stretch is a date.
    pub fn is_by_date(&self) -> bool {
        matches!(self.rows, Rows::Dated(..))
    }

    /// The date of a stretch, by its code in the table, if stretches are dates.
    pub fn date_of(&self, stretch: usize) -> Option<Code> {
        let Rows::Dated(lookups, backwards) = &self.rows else { return None };
        let dated = self.stretches.len().saturating_sub(1);
        let rank = if *backwards && stretch < dated { dated - 1 - stretch } else { stretch };
        Some(lookups.by_date.code(rank))
    }

    /// The stretch of an event, and where in the rows it is.
    pub fn place(&self, project: &Project, event: EventId) -> Option<(usize, usize)> {
        match &self.rows {
            Rows::Dated(lookups, backwards) => {
                let by_date = &lookups.by_date;
                let rank = by_date.rank_of(&project.events, event.row());
                let dated = by_date.ranks().saturating_sub(1);
                let stretch = if *backwards && rank < dated { dated - 1 - rank } else { rank };
                let rows = by_date.rows_of(rank);
                let sequence = project.events.sequence(event);
                let at = rows.binary_search_by_key(&sequence, |id| project.events.sequence(*id)).ok()?;
                Some((stretch, by_date.place_of(rank).start + at))
            }
            Rows::Own(rows) => {
                let places = self.places.get_or_init(|| {
                    let mut places = vec![0; rows.len()];
                    for (at, id) in rows.iter().enumerate() {
                        places[id.row()] = at as u32;
                    }
                    places
                });
                let at = *places.get(event.row())? as usize;
                Some((at / Self::STRETCH, at))
            }
        }
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

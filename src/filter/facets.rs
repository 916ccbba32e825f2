use std::collections::BTreeMap;

use super::TypeKey;
use crate::article::{ArticleId, Target};
use crate::event::{EventId, GroupId, PlaceId};
use crate::index::Bits;
use crate::project::Project;

/// How many events a choice would leave.
pub type Count = u32;

/// For every choice of a control: how many of the given rows have it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facets {
    /// An event counts for each of its groups and their umbrellas, once each.
    pub groups: BTreeMap<GroupId, Count>,
    /// Events in which nobody is named as actor.
    pub unclaimed: Count,
    pub types: BTreeMap<TypeKey, Count>,
    pub countries: BTreeMap<u16, Count>,
    pub admin1: BTreeMap<(u16, u16), Count>,
    pub places: BTreeMap<PlaceId, Count>,
    pub unplaced: Count,
    pub statuses: BTreeMap<u16, Count>,
    pub corroborations: BTreeMap<u16, Count>,
    pub disputed: Count,
    pub undated: Count,
    /// Events with a known toll of at least one.
    pub with_fatalities: Count,
    pub with_injuries: Count,
    pub articles: BTreeMap<ArticleId, Count>,
}

impl Facets {
    /// Count the rows.
    pub fn new(project: &Project, rows: &Bits) -> Self {
        let events = &project.events;
        let umbrellas: Vec<Vec<GroupId>> = project
            .groups
            .iter()
            .map(|(id, _)| {
                project.groups.iter().map(|(up, _)| up).filter(|up| project.groups.members(*up).contains(&id)).collect()
            })
            .collect();
        let mut it = Self::default();
        let mut seen: Vec<GroupId> = Vec::new();
        for row in rows.iter() {
            let id = EventId(row as u32);
            seen.clear();
            for group in events.actors(id).iter().chain(events.targets(id)) {
                seen.extend(&umbrellas[usize::from(group.0)]);
            }
            seen.sort_unstable();
            seen.dedup();
            for group in &seen {
                *it.groups.entry(*group).or_default() += 1;
            }
            it.unclaimed += u32::from(events.actors(id).is_empty());
            let event_type = events.event_type.code(row);
            for sub_event_type in [None, Some(events.sub_event_type.code(row))] {
                *it.types.entry(TypeKey { event_type, sub_event_type }).or_default() += 1;
            }
            let (country, admin1) = (events.country.code(row), events.admin1.code(row));
            *it.countries.entry(country).or_default() += 1;
            *it.admin1.entry((country, admin1)).or_default() += 1;
            let mut here: Vec<PlaceId> =
                events.place(id).into_iter().chain(events.other_places(id).iter().copied()).collect();
            here.sort_unstable();
            here.dedup();
            for place in here {
                *it.places.entry(place).or_default() += 1;
            }
            it.unplaced += u32::from(events.point(id).is_none());
            *it.statuses.entry(events.status.code(row)).or_default() += 1;
            *it.corroborations.entry(events.corroboration.code(row)).or_default() += 1;
            it.disputed += u32::from(events.is_disputed(id));
            it.undated += u32::from(events.days(id).is_none());
            it.with_fatalities += u32::from(events.fatalities(id).most().is_some_and(|n| n > 0));
            it.with_injuries += u32::from(events.injuries(id).most().is_some_and(|n| n > 0));
        }
        for article in project.article_ids() {
            let mentioned = project.article(article).mentions.iter().filter_map(|m| match m.target {
                Target::Event(event) => Some(event.row()),
                _ => None,
            });
            let rows_of = Bits::from_rows(events.len(), mentioned);
            it.articles.insert(article, Bits::and(events.len(), [&rows_of, rows]).count() as u32);
        }
        it
    }
}

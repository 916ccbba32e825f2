use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use crate::event::{Category, Code, PlaceId};
use crate::index::each_part;
use crate::project::Project;

/// Every choice there is in a case, whatever the filters leave; made once a case.
#[derive(Default)]
pub struct Catalogue {
    project: Option<Arc<Project>>,
    /// Types with their sub-types, by code.
    pub types: BTreeMap<Code, BTreeSet<Code>>,
    /// Countries with their first-level units with their places.
    pub places: BTreeMap<Code, BTreeMap<Code, BTreeSet<PlaceId>>>,
    pub unplaced: bool,
    pub unclaimed: bool,
    pub statuses: BTreeSet<Code>,
    pub corroborations: BTreeSet<Code>,
    /// How many events nobody could verify.
    pub unverified: usize,
}

impl Catalogue {
    /// The catalogue of the case that is open.
    pub fn of(&mut self, project: &Arc<Project>) -> &Self {
        if !self.project.as_ref().is_some_and(|known| Arc::ptr_eq(known, project)) {
            *self = Self::new(project);
        }
        self
    }

    fn new(project: &Arc<Project>) -> Self {
        let events = &project.events;
        let mut it = Self { project: Some(Arc::clone(project)), ..Self::default() };
        // By code and not by row: what the whole case has, each choice once.
        let pairs = |first: &Category, second: &Category| {
            let parts = each_part(events.len(), |rows| {
                let mut pairs = HashSet::new();
                let mut last = None;
                for row in rows {
                    let pair = (first.code(row), second.code(row));
                    if last != Some(pair) {
                        pairs.insert(pair);
                        last = Some(pair);
                    }
                }
                pairs
            });
            parts.into_iter().flatten()
        };
        for (event_type, sub) in pairs(&events.event_type, &events.sub_event_type) {
            it.types.entry(event_type).or_default().insert(sub);
        }
        for (country, unit) in pairs(&events.country, &events.admin1) {
            it.places.entry(country).or_default().entry(unit).or_default();
        }
        let mut known = HashSet::new();
        for row in 0..events.len() {
            let key = (events.country.code(row), events.admin1.code(row), events.place_codes().get(row));
            if key.2 > 0 && known.insert(key) {
                it.places.entry(key.0).or_default().entry(key.1).or_default().insert(PlaceId(key.2 - 1));
            }
        }
        it.unplaced = events.placed() < events.len();
        it.unclaimed = (0..events.len()).any(|row| events.actor_lists().rows().get(row) == 0);
        it.statuses.extend((0..events.len()).map(|row| events.status.code(row)).collect::<HashSet<_>>());
        it.corroborations.extend((0..events.len()).map(|row| events.corroboration.code(row)).collect::<HashSet<_>>());
        it.unverified = events.unverified_codes().iter().filter(|code| *code > 0).count();
        it
    }
}

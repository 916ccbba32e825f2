use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::event::{EventId, PlaceId};
use crate::project::Project;

/// Every choice there is in a case, whatever the filters leave; made once a case.
#[derive(Default)]
pub struct Catalogue {
    project: Option<Arc<Project>>,
    /// Types with their sub-types, by code.
    pub types: BTreeMap<u16, BTreeSet<u16>>,
    /// Countries with their first-level units with their places.
    pub places: BTreeMap<u16, BTreeMap<u16, BTreeSet<PlaceId>>>,
    pub unplaced: bool,
    pub unclaimed: bool,
    pub statuses: BTreeSet<u16>,
    pub corroborations: BTreeSet<u16>,
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
        for id in events.ids() {
            let row = id.row();
            it.types.entry(events.event_type.code(row)).or_default().insert(events.sub_event_type.code(row));
            let units = it.places.entry(events.country.code(row)).or_default();
            let places = units.entry(events.admin1.code(row)).or_default();
            places.extend(events.place(id));
            it.unplaced |= events.point(id).is_none();
            it.unclaimed |= events.actors(id).is_empty();
            it.statuses.insert(events.status.code(row));
            it.corroborations.insert(events.corroboration.code(row));
            it.unverified += usize::from(events.is_unverified(EventId(id.0)));
        }
        it
    }
}

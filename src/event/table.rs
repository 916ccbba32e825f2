use std::collections::HashMap;

use super::{
    Category, Claim, Day, EventDraft, GroupId, ListColumn, LonLat, PlaceId, SourceId, TextColumn, Toll, WorldPoint,
};

/// An event, by its row in the current [`EventTable`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EventId(pub u32);

impl EventId {
    /// The row as an index.
    pub fn row(self) -> usize {
        self.0 as usize
    }
}

/// A draft ready to become a row.
pub(super) struct Row {
    pub draft: EventDraft,
    pub at: Option<WorldPoint>,
    pub sequence: u32,
}

const UNKNOWN: u32 = u32::MAX;

/// Events as immutable columns. Placed rows come first, in Morton order of their positions, so that the
/// events of any quadtree cell are one range of rows.
#[derive(Clone, Debug, Default)]
pub struct EventTable {
    keys: TextColumn,
    by_key: HashMap<String, EventId>,
    titles: TextColumn,
    notes: TextColumn,
    dates: TextColumn,
    earliest: Vec<i32>,
    latest: Vec<i32>,
    points: Vec<WorldPoint>,
    precision_m: Vec<f32>,
    places: Vec<u32>,
    other_places: ListColumn<PlaceId>,
    actors: ListColumn<GroupId>,
    targets: ListColumn<GroupId>,
    sources: ListColumn<SourceId>,
    fatalities: Vec<[u32; 2]>,
    injuries: Vec<[u32; 2]>,
    unverified: Vec<bool>,
    contradictions: TextColumn,
    claims: HashMap<u32, Vec<Claim>>,
    detail_names: Category,
    detail_texts: TextColumn,
    details: ListColumn<u32>,
    sequence: Vec<u32>,
    /// ACLED's `event_type`.
    pub event_type: Category,
    /// ACLED's `sub_event_type`.
    pub sub_event_type: Category,
    /// What sort of occurrence it is, in the case's own words.
    pub kind: Category,
    pub country: Category,
    pub admin1: Category,
    pub geo_precision: Category,
    /// Whether a group is claimed, suspected, … to have done it.
    pub status: Category,
    pub corroboration: Category,
    pub confidence: Category,
}

impl EventTable {
    pub(super) fn push(&mut self, Row { draft, at, sequence }: Row) {
        let row = u32::try_from(self.earliest.len()).unwrap_or(u32::MAX);
        self.keys.push(&draft.key);
        self.by_key.entry(draft.key).or_insert(EventId(row));
        self.titles.push(&draft.title);
        self.notes.push(&draft.notes);
        let when = draft.when.as_ref();
        self.dates.push(when.map_or("", |w| w.text()));
        self.earliest.push(when.map_or(i32::MAX, |w| w.earliest().0));
        self.latest.push(when.map_or(i32::MIN, |w| w.latest().0));
        if let Some(at) = at {
            self.points.push(at);
        }
        self.precision_m.push(draft.precision_m.unwrap_or(f32::NAN));
        self.places.push(draft.place.map_or(UNKNOWN, |p| p.0));
        self.other_places.push(draft.other_places);
        self.actors.push(draft.actors);
        self.targets.push(draft.targets);
        self.sources.push(draft.sources);
        self.fatalities.push(pack(draft.fatalities));
        self.injuries.push(pack(draft.injuries));
        self.unverified.push(draft.unverified);
        self.contradictions.push(&draft.contradictions);
        if !draft.claims.is_empty() {
            self.claims.insert(row, draft.claims);
        }
        let first = u32::try_from(self.detail_texts.len()).unwrap_or(u32::MAX);
        for (name, text) in &draft.details {
            self.detail_names.push(name);
            self.detail_texts.push(text);
        }
        self.details.push(first..first + u32::try_from(draft.details.len()).unwrap_or(0));
        self.sequence.push(sequence);
        self.event_type.push(&draft.event_type);
        self.sub_event_type.push(&draft.sub_event_type);
        self.kind.push(&draft.kind);
        self.country.push(&draft.country);
        self.admin1.push(&draft.admin1);
        self.geo_precision.push(&draft.geo_precision);
        self.status.push(&draft.status);
        self.corroboration.push(&draft.corroboration);
        self.confidence.push(&draft.confidence);
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.earliest.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many events have a position; they are the first rows.
    pub fn placed(&self) -> usize {
        self.points.len()
    }

    pub fn ids(&self) -> impl DoubleEndedIterator<Item = EventId> + ExactSizeIterator + use<> {
        (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).map(EventId)
    }

    /// The event with this stable id.
    pub fn by_key(&self, key: &str) -> Option<EventId> {
        self.by_key.get(key).copied()
    }

    pub fn key(&self, id: EventId) -> &str {
        self.keys.get(id.row())
    }

    pub fn title(&self, id: EventId) -> &str {
        self.titles.get(id.row())
    }

    pub fn notes(&self, id: EventId) -> &str {
        self.notes.get(id.row())
    }

    /// The date as EDTF text; empty if undated.
    pub fn date_text(&self, id: EventId) -> &str {
        self.dates.get(id.row())
    }

    /// The first and the last day on which it may have happened, if dated. An open end is
    /// [`Day::MIN`] or [`Day::MAX`].
    pub fn days(&self, id: EventId) -> Option<(Day, Day)> {
        let (first, last) = (self.earliest[id.row()], self.latest[id.row()]);
        (first <= last).then_some((Day(first), Day(last)))
    }

    /// The first possible days of all rows; undated rows hold `i32::MAX`.
    pub fn earliest_days(&self) -> &[i32] {
        &self.earliest
    }

    /// The last possible days of all rows; undated rows hold `i32::MIN`.
    pub fn latest_days(&self) -> &[i32] {
        &self.latest
    }

    /// Where it is on the map, if placed.
    pub fn point(&self, id: EventId) -> Option<WorldPoint> {
        self.points.get(id.row()).copied()
    }

    /// The points of the placed rows, in Morton order.
    pub fn points(&self) -> &[WorldPoint] {
        &self.points
    }

    pub fn position(&self, id: EventId) -> Option<LonLat> {
        self.point(id).map(LonLat::from)
    }

    /// How far the true place may lie from the point, in metres; unknown if missing.
    pub fn precision_m(&self, id: EventId) -> Option<f32> {
        let it = self.precision_m[id.row()];
        (!it.is_nan()).then_some(it)
    }

    pub fn place(&self, id: EventId) -> Option<PlaceId> {
        let it = self.places[id.row()];
        (it != UNKNOWN).then_some(PlaceId(it))
    }

    pub fn other_places(&self, id: EventId) -> &[PlaceId] {
        self.other_places.get(id.row())
    }

    /// Who did it, or is said to have done it.
    pub fn actors(&self, id: EventId) -> &[GroupId] {
        self.actors.get(id.row())
    }

    pub fn targets(&self, id: EventId) -> &[GroupId] {
        self.targets.get(id.row())
    }

    pub fn sources(&self, id: EventId) -> &[SourceId] {
        self.sources.get(id.row())
    }

    pub fn fatalities(&self, id: EventId) -> Toll {
        unpack(self.fatalities[id.row()])
    }

    pub fn injuries(&self, id: EventId) -> Toll {
        unpack(self.injuries[id.row()])
    }

    pub fn is_unverified(&self, id: EventId) -> bool {
        self.unverified[id.row()]
    }

    /// What sources say against each other; empty if nothing.
    pub fn contradictions(&self, id: EventId) -> &str {
        self.contradictions.get(id.row())
    }

    /// Whether sources contradict each other about it.
    pub fn is_disputed(&self, id: EventId) -> bool {
        !self.contradictions(id).is_empty() || self.claims.contains_key(&id.0)
    }

    pub fn claims(&self, id: EventId) -> &[Claim] {
        self.claims.get(&id.0).map_or(&[], Vec::as_slice)
    }

    /// Every further field, name and text, in the order of the source.
    pub fn details(&self, id: EventId) -> impl Iterator<Item = (&str, &str)> {
        self.details
            .get(id.row())
            .iter()
            .map(|i| (self.detail_names.get(*i as usize), self.detail_texts.get(*i as usize)))
    }

    /// One further field by name; empty if not given.
    pub fn detail(&self, id: EventId, name: &str) -> &str {
        self.details(id).find(|(n, _)| *n == name).map_or("", |(_, text)| text)
    }

    /// The place of the event in its file, counted from 0.
    pub fn sequence(&self, id: EventId) -> u32 {
        self.sequence[id.row()]
    }
}

fn pack(toll: Toll) -> [u32; 2] {
    [toll.min.unwrap_or(UNKNOWN), toll.max.unwrap_or(UNKNOWN)]
}

fn unpack([min, max]: [u32; 2]) -> Toll {
    let known = |v: u32| (v != UNKNOWN).then_some(v);
    Toll { min: known(min), max: known(max) }
}

#[cfg(test)]
mod tests {
    use super::super::TableBuilder;
    use super::*;

    #[test]
    fn placed_events_come_first_and_nothing_is_lost() {
        let mut builder = TableBuilder::default();
        for (key, position) in
            [("a", None), ("b", LonLat::new(42.0, 33.0)), ("c", None), ("d", LonLat::new(-70.0, 40.0))]
        {
            builder.push(EventDraft {
                key: key.into(),
                position,
                details: vec![("k".into(), key.into())],
                ..EventDraft::default()
            });
        }
        let table = builder.build();
        assert_eq!((table.len(), table.placed()), (4, 2));
        for key in ["a", "b", "c", "d"] {
            let id = table.by_key(key).unwrap();
            assert_eq!((table.key(id), table.detail(id, "k")), (key, key));
            assert!(table.days(id).is_none() && table.fatalities(id).is_unknown());
        }
    }
}

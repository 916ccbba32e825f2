use std::sync::{Arc, OnceLock};

use super::column::{Coded, Details, Slots, SparseText};
use super::{
    Category, Claim, Codes, Day, DetailColumn, GroupId, ListColumn, LonLat, PlaceId, Shared, SourceId, TextColumn,
    Toll, WorldPoint,
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

/// No row has these texts any more.
const NO_ROW: u32 = u32::MAX;

/// First and last possible day, as numbers.
pub(super) type Span = (i32, i32);

/// Events as immutable columns. Placed rows come first, in Morton order of their positions, so that the
/// events of any quadtree cell are one range of rows. Copies have in common what neither of them changes.
#[derive(Clone, Debug, Default)]
pub struct EventTable {
    pub(super) keys: Shared<TextColumn>,
    /// Where in the columns of texts each row's key, title and notes stand; empty where that is the row itself.
    pub(super) texts_at: Shared<Vec<u32>>,
    /// Keys, by where they stand.
    pub(super) by_key: Arc<OnceLock<Slots>>,
    /// The row of what stands at each place of the columns of texts, [`NO_ROW`] if there is none.
    pub(super) rows_at: Arc<OnceLock<Vec<u32>>>,
    pub(super) titles: Shared<TextColumn>,
    pub(super) notes: Shared<TextColumn>,
    /// First and last possible day, and one more, so that undated (0, 0) is no day's span.
    pub(super) spans: Shared<Coded<Span>>,
    /// Dates whose text is not the plain one of their span.
    pub(super) date_texts: Shared<SparseText>,
    /// The plain text of each span, by its code.
    pub(super) span_texts: Shared<TextColumn>,
    pub(super) points: Shared<Vec<WorldPoint>>,
    /// Bits of an `f32` in metres, turned round so that 0 is "unknown".
    pub(super) precision: Shared<Coded<u32>>,
    /// The place's number and one more; 0 for none.
    pub(super) places: Shared<Codes>,
    pub(super) other_places: Shared<ListColumn<PlaceId>>,
    pub(super) actors: Shared<ListColumn<GroupId>>,
    pub(super) targets: Shared<ListColumn<GroupId>>,
    pub(super) sources: Shared<ListColumn<SourceId>>,
    pub(super) fatalities: Shared<Coded<[u32; 2]>>,
    pub(super) injuries: Shared<Coded<[u32; 2]>>,
    pub(super) unverified: Shared<Codes>,
    pub(super) contradictions: Shared<SparseText>,
    /// By row, ascending.
    pub(super) claims: Shared<Vec<(u32, Arc<[Claim]>)>>,
    pub(super) details: Shared<Details>,
    pub(super) sequence: Shared<Vec<u32>>,
    /// ACLED's `event_type`.
    pub event_type: Shared<Category>,
    /// ACLED's `sub_event_type`.
    pub sub_event_type: Shared<Category>,
    /// What sort of occurrence it is, in the case's own words.
    pub kind: Shared<Category>,
    pub country: Shared<Category>,
    pub admin1: Shared<Category>,
    pub geo_precision: Shared<Category>,
    /// Whether a group is claimed, suspected, … to have done it.
    pub status: Shared<Category>,
    pub corroboration: Shared<Category>,
    pub confidence: Shared<Category>,
    /// The key of the layer that a row came from; empty in a table of one layer.
    pub layer: Shared<Category>,
}

impl EventTable {
    /// How many events there are.
    pub fn len(&self) -> usize {
        self.sequence.len()
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

    /// The event with this stable id; if several have it, that of the first row.
    ///
    /// The first call makes the look-up, which takes a while for a large table; see [`EventTable::look_up_keys`].
    pub fn by_key(&self, key: &str) -> Option<EventId> {
        let slots = self.slots();
        let at = slots.find(slots.hash(key), |at| self.keys.get(at as usize) == key)?;
        if self.texts_at.is_empty() {
            // Texts may be left of rows that are all gone.
            return Some(EventId(at)).filter(|id| id.row() < self.len());
        }
        self.rows_at().get(at as usize).copied().filter(|row| *row != NO_ROW).map(EventId)
    }

    /// Make the look-up by key, so that the first who asks need not wait for it.
    pub fn look_up_keys(&self) {
        self.slots();
        if !self.texts_at.is_empty() {
            self.rows_at();
        }
    }

    fn slots(&self) -> &Slots {
        self.by_key.get_or_init(|| {
            let mut slots = Slots::with_room(self.len());
            for at in (0..self.len()).map(|row| self.text_at(row) as u32) {
                let key = self.keys.get(at as usize);
                let hash = slots.hash(key);
                if slots.find(hash, |other| self.keys.get(other as usize) == key).is_none() {
                    slots.insert(hash, at, |slots, at| slots.hash(self.keys.get(at as usize)));
                }
            }
            slots
        })
    }

    fn rows_at(&self) -> &[u32] {
        self.rows_at.get_or_init(|| {
            let mut rows_at = vec![NO_ROW; self.keys.len()];
            for (row, at) in (0..).zip(&*self.texts_at) {
                rows_at[*at as usize] = row;
            }
            rows_at
        })
    }

    /// Where in the columns of texts those of a row stand.
    #[inline]
    pub(super) fn text_at(&self, row: usize) -> usize {
        self.texts_at.get(row).map_or(row, |at| *at as usize)
    }

    pub fn key(&self, id: EventId) -> &str {
        self.keys.get(self.text_at(id.row()))
    }

    pub fn title(&self, id: EventId) -> &str {
        self.titles.get(self.text_at(id.row()))
    }

    pub fn notes(&self, id: EventId) -> &str {
        self.notes.get(self.text_at(id.row()))
    }

    /// The date as EDTF text; empty if undated.
    pub fn date_text(&self, id: EventId) -> &str {
        let plain = || self.span_texts.get(self.spans.rows().get(id.row()) as usize);
        self.date_texts.find(id.0).unwrap_or_else(plain)
    }

    /// The first and the last day on which it may have happened, if dated. An open end is
    /// [`Day::MIN`] or [`Day::MAX`].
    pub fn days(&self, id: EventId) -> Option<(Day, Day)> {
        days(self.spans.get(id.row()))
    }

    /// The different first and last days that events have, by their code in [`EventTable::span_codes`]. Code 0 stands
    /// for "undated".
    pub fn spans(&self) -> impl ExactSizeIterator<Item = Option<(Day, Day)>> + '_ {
        self.spans.values().iter().map(|span| days(*span))
    }

    /// For each row, the code of its first and last day.
    pub fn span_codes(&self) -> &Codes {
        self.spans.rows()
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
        match self.precision.get(id.row()) {
            0 => None,
            bits => Some(f32::from_bits(!bits)),
        }
    }

    pub fn place(&self, id: EventId) -> Option<PlaceId> {
        self.places.get(id.row()).checked_sub(1).map(PlaceId)
    }

    /// For each row, the number of its place and one more; 0 for none.
    pub fn place_codes(&self) -> &Codes {
        &self.places
    }

    pub fn other_places(&self, id: EventId) -> &[PlaceId] {
        self.other_places.get(id.row())
    }

    /// Further places of all rows.
    pub fn other_places_lists(&self) -> &ListColumn<PlaceId> {
        &self.other_places
    }

    /// Who did it, or is said to have done it.
    pub fn actors(&self, id: EventId) -> &[GroupId] {
        self.actors.get(id.row())
    }

    /// The actors of all rows.
    pub fn actor_lists(&self) -> &ListColumn<GroupId> {
        &self.actors
    }

    pub fn targets(&self, id: EventId) -> &[GroupId] {
        self.targets.get(id.row())
    }

    /// The targets of all rows.
    pub fn target_lists(&self) -> &ListColumn<GroupId> {
        &self.targets
    }

    pub fn sources(&self, id: EventId) -> &[SourceId] {
        self.sources.get(id.row())
    }

    /// The sources of all rows.
    pub fn source_lists(&self) -> &ListColumn<SourceId> {
        &self.sources
    }

    pub fn fatalities(&self, id: EventId) -> Toll {
        unpack(self.fatalities.get(id.row()))
    }

    pub fn injuries(&self, id: EventId) -> Toll {
        unpack(self.injuries.get(id.row()))
    }

    /// The different tolls, and for each row the code of its own: fatalities.
    pub fn fatality_codes(&self) -> (impl ExactSizeIterator<Item = Toll> + '_, &Codes) {
        (self.fatalities.values().iter().map(|it| unpack(*it)), self.fatalities.rows())
    }

    /// The same for injuries.
    pub fn injury_codes(&self) -> (impl ExactSizeIterator<Item = Toll> + '_, &Codes) {
        (self.injuries.values().iter().map(|it| unpack(*it)), self.injuries.rows())
    }

    pub fn is_unverified(&self, id: EventId) -> bool {
        self.unverified.get(id.row()) != 0
    }

    /// For each row, 1 if it is unverified.
    pub fn unverified_codes(&self) -> &Codes {
        &self.unverified
    }

    /// What sources say against each other; empty if nothing.
    pub fn contradictions(&self, id: EventId) -> &str {
        self.contradictions.get(id.0)
    }

    /// Whether sources contradict each other about it.
    pub fn is_disputed(&self, id: EventId) -> bool {
        !self.contradictions(id).is_empty() || !self.claims(id).is_empty()
    }

    /// The rows that sources contradict each other about; some may come twice.
    pub fn disputed_rows(&self) -> impl Iterator<Item = usize> + '_ {
        let claimed = self.claims.iter().filter(|(_, claims)| !claims.is_empty()).map(|(row, _)| *row as usize);
        self.contradictions.rows().iter().map(|row| *row as usize).chain(claimed)
    }

    pub fn claims(&self, id: EventId) -> &[Claim] {
        self.claims.binary_search_by_key(&id.0, |(row, _)| *row).map_or(&[], |at| &self.claims[at].1)
    }

    /// Every further field, name and text, in the order of the source.
    pub fn details(&self, id: EventId) -> impl Iterator<Item = (&str, &str)> {
        self.details.get(id.row())
    }

    /// One further field by name; empty if not given.
    pub fn detail(&self, id: EventId, name: &str) -> &str {
        self.details(id).find(|(n, _)| *n == name).map_or("", |(_, text)| text)
    }

    /// Every further field as a column, for filters and colours by it.
    pub fn detail_columns(&self) -> &[DetailColumn] {
        self.details.columns()
    }

    /// The place of the event in its file, counted from 0. In a merged table the layers come one after the other.
    pub fn sequence(&self, id: EventId) -> u32 {
        self.sequence[id.row()]
    }

    /// Bytes of text, and bytes in use beside it (the look-up by key counts once it was asked for).
    pub fn bytes(&self) -> (usize, usize) {
        let texts = [&self.keys, &self.titles, &self.notes, &self.span_texts].map(|it| it.bytes());
        let sparse = [&self.date_texts, &self.contradictions].map(|it| it.bytes());
        let words = [
            &self.event_type,
            &self.sub_event_type,
            &self.kind,
            &self.country,
            &self.admin1,
            &self.geo_precision,
            &self.status,
            &self.corroboration,
            &self.confidence,
            &self.layer,
        ]
        .map(|it| it.bytes());
        let both = texts.into_iter().chain(sparse).chain(words).chain([self.details.bytes()]);
        let (text, beside) = both.fold((0, 0), |(a, b), (c, d)| (a + c, b + d));
        let fixed = self.spans.bytes()
            + self.points.capacity() * size_of::<WorldPoint>()
            + self.precision.bytes()
            + self.places.bytes()
            + self.other_places.bytes()
            + self.actors.bytes()
            + self.targets.bytes()
            + self.sources.bytes()
            + self.fatalities.bytes()
            + self.injuries.bytes()
            + self.unverified.bytes()
            + self.claims.capacity() * size_of::<(u32, Arc<[Claim]>)>()
            + (self.sequence.capacity() + if self.texts_at.is(&self.sequence) { 0 } else { self.texts_at.capacity() })
                * 4
            + self.rows_at.get().map_or(0, |rows| rows.capacity() * 4)
            + self.by_key.get().map_or(0, Slots::bytes);
        (text, beside + fixed)
    }
}

/// A span as it is stored, with both days one up so that (0, 0) is free for "undated".
pub(super) fn stored((first, last): (Day, Day)) -> Span {
    let up = |day: Day| if day.0 >= 0 { day.0 + 1 } else { day.0 };
    (up(first), up(last))
}

fn days((first, last): Span) -> Option<(Day, Day)> {
    let down = |day: i32| Day(if day > 0 { day - 1 } else { day });
    ((first, last) != (0, 0)).then(|| (down(first), down(last)))
}

/// A toll as it is stored, so that the default is "unknown".
pub(super) fn pack(toll: Toll) -> [u32; 2] {
    [toll.min, toll.max].map(|bound| bound.map_or(0, |n| n.saturating_add(1)))
}

fn unpack(bounds: [u32; 2]) -> Toll {
    let [min, max] = bounds.map(|bound| bound.checked_sub(1));
    Toll { min, max }
}

#[cfg(test)]
mod tests {
    use super::super::{EventDraft, TableBuilder};
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

    #[test]
    fn days_around_the_epoch_are_not_taken_for_undated() {
        for (a, b) in [(0, 0), (-1, -1), (-1, 0), (0, 1), (1, 1), (Day::MIN.0, Day::MAX.0)] {
            assert_eq!(days(stored((Day(a), Day(b)))), Some((Day(a), Day(b))));
        }
        assert_eq!(days((0, 0)), None);
    }
}

use super::column::Pick;
use super::table::{pack, stored};
use super::{Claim, EventTable, GroupId, LonLat, PlaceId, SourceId, Toll, When, WorldPoint};

/// One event before it becomes a row. Every field but the title may be left at its default: not given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventDraft {
    /// Stable id, unique in its origin.
    pub key: String,
    pub title: String,
    pub when: Option<When>,
    pub position: Option<LonLat>,
    pub place: Option<PlaceId>,
    pub other_places: Vec<PlaceId>,
    /// How far the true place may lie from the point, in metres.
    pub precision_m: Option<f32>,
    pub geo_precision: String,
    pub country: String,
    pub admin1: String,
    /// attack_on_us_or_coalition, us_strike, political, …
    pub kind: String,
    pub event_type: String,
    pub sub_event_type: String,
    pub actors: Vec<GroupId>,
    pub targets: Vec<GroupId>,
    pub notes: String,
    pub fatalities: Toll,
    pub injuries: Toll,
    /// claimed, attributed, suspected, denied, disputed, unclaimed, not_applicable.
    pub status: String,
    /// confirmed_multi, confirmed_single, detail_contradicted, unverified.
    pub corroboration: String,
    pub confidence: String,
    /// What sources say against each other.
    pub contradictions: String,
    pub sources: Vec<SourceId>,
    pub unverified: bool,
    pub claims: Vec<Claim>,
    /// Every other field that was given, by name, in the order of the source.
    pub details: Vec<(String, String)>,
    /// The key of its layer; empty if the project has but one, or if it was added by hand.
    pub layer: String,
}

/// Collects drafts and makes an [`EventTable`], its rows in Morton order.
///
/// Drafts are taken apart at once: what is kept is columns in the order of the file.
#[derive(Default, Debug)]
pub struct TableBuilder {
    pub(super) table: EventTable,
    /// Morton code of every placed row, and the row.
    pub(super) placed: Vec<(u64, u32)>,
    pub(super) unplaced: Vec<u32>,
}

impl TableBuilder {
    pub fn push(&mut self, draft: EventDraft) {
        self.add(&draft);
    }

    /// The same for a draft that is used again: a reader of many rows keeps one and fills it anew.
    pub fn add(&mut self, draft: &EventDraft) {
        let table = &mut self.table;
        let row = u32::try_from(table.sequence.len()).unwrap_or(u32::MAX);
        table.sequence.own().push(row);
        table.keys.own().push(&draft.key);
        table.titles.own().push(&draft.title);
        table.notes.own().push(&draft.notes);
        table.push_date(row, draft.when.as_ref());
        match draft.position.map(WorldPoint::from) {
            Some(at) => self.placed.push((at.morton(), row)),
            None => self.unplaced.push(row),
        }
        table.precision.own().push(draft.precision_m.filter(|it| !it.is_nan()).map_or(0, |it| !it.to_bits()));
        table.places.own().push(draft.place.map_or(0, |place| place.0.saturating_add(1)));
        table.other_places.own().push(&draft.other_places);
        table.actors.own().push(&draft.actors);
        table.targets.own().push(&draft.targets);
        table.sources.own().push(&draft.sources);
        table.fatalities.own().push(pack(draft.fatalities));
        table.injuries.own().push(pack(draft.injuries));
        table.unverified.own().push(u32::from(draft.unverified));
        table.contradictions.own().push(row, &draft.contradictions);
        if !draft.claims.is_empty() {
            table.claims.own().push((row, draft.claims.clone().into()));
        }
        table.details.own().push(row, draft.details.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        table.event_type.own().push(&draft.event_type);
        table.sub_event_type.own().push(&draft.sub_event_type);
        table.kind.own().push(&draft.kind);
        table.country.own().push(&draft.country);
        table.admin1.own().push(&draft.admin1);
        table.geo_precision.own().push(&draft.geo_precision);
        table.status.own().push(&draft.status);
        table.corroboration.own().push(&draft.corroboration);
        table.confidence.own().push(&draft.confidence);
        table.layer.own().push(&draft.layer);
    }

    pub fn len(&self) -> usize {
        self.table.len()
    }

    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// The table. Unplaced events come last; equal positions keep the order they came in.
    pub fn build(mut self) -> EventTable {
        self.placed.sort_unstable();
        let points = self.table.points.own();
        points.reserve_exact(self.placed.len());
        points.extend(self.placed.iter().map(|(code, _)| WorldPoint::from_morton(*code)));
        let pick = |row: u32| Pick { part: 0, row };
        let mut order: Vec<Pick> = Vec::with_capacity(self.table.len());
        order.extend(self.placed.iter().map(|(_, row)| pick(*row)));
        self.placed = Vec::new();
        order.extend(self.unplaced.iter().map(|row| pick(*row)));
        self.table.sorted(&order).common()
    }
}

impl EventTable {
    fn push_date(&mut self, row: u32, when: Option<&When>) {
        // The text of "undated" is empty.
        if self.span_texts.is_empty() {
            self.span_texts.own().push("");
        }
        let Some(when) = when else {
            self.spans.own().push((0, 0));
            return;
        };
        let (first, last) = (when.earliest(), when.latest());
        let code = self.spans.own().push(stored((first, last)));
        if code as usize == self.span_texts.len() {
            self.push_span_text(when);
        }
        if self.span_texts.get(code as usize) != when.text() {
            self.date_texts.own().push(row, when.text());
        }
    }

    /// The plain text of a new span.
    pub(super) fn push_span_text(&mut self, when: &When) {
        let (first, last) = (when.earliest(), when.latest());
        if first == last {
            self.span_texts.own().push(When::day(first).text());
        } else {
            self.span_texts.own().push(when.text());
        }
    }
}

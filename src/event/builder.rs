use super::table::Row;
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
}

/// Collects drafts and makes an [`EventTable`], its rows in Morton order.
#[derive(Default, Debug)]
pub struct TableBuilder {
    drafts: Vec<EventDraft>,
}

impl TableBuilder {
    pub fn push(&mut self, draft: EventDraft) {
        self.drafts.push(draft);
    }

    pub fn len(&self) -> usize {
        self.drafts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }

    /// The table. Unplaced events come last; equal positions keep the order they came in.
    pub fn build(self) -> EventTable {
        let point = |draft: &EventDraft| draft.position.map(WorldPoint::from);
        let mut order: Vec<usize> = (0..self.drafts.len()).collect();
        order.sort_by_key(|i| point(&self.drafts[*i]).map_or((true, 0), |at| (false, at.morton())));
        let mut drafts: Vec<Option<EventDraft>> = self.drafts.into_iter().map(Some).collect();
        let mut table = EventTable::default();
        for i in order {
            if let Some(draft) = drafts[i].take() {
                let at = point(&draft);
                table.push(Row { draft, at, sequence: u32::try_from(i).unwrap_or(u32::MAX) });
            }
        }
        table
    }
}

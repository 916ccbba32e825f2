use super::column::Pick;
use super::merge::Numbers;
use super::table::{pack, stored};
use super::{Claim, EventTable, GroupId, LonLat, PlaceId, Shared, SourceId, TextColumn, Toll, When, WorldPoint};

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

/// The same, with texts and lists that belong to somebody else. Further fields are given beside it.
#[derive(Clone, Copy, Default, Debug)]
pub struct EventView<'a> {
    pub key: &'a str,
    pub title: &'a str,
    pub when: Option<&'a When>,
    pub position: Option<LonLat>,
    pub place: Option<PlaceId>,
    pub other_places: &'a [PlaceId],
    pub precision_m: Option<f32>,
    pub geo_precision: &'a str,
    pub country: &'a str,
    pub admin1: &'a str,
    pub kind: &'a str,
    pub event_type: &'a str,
    pub sub_event_type: &'a str,
    pub actors: &'a [GroupId],
    pub targets: &'a [GroupId],
    pub notes: &'a str,
    pub fatalities: Toll,
    pub injuries: Toll,
    pub status: &'a str,
    pub corroboration: &'a str,
    pub confidence: &'a str,
    pub contradictions: &'a str,
    pub sources: &'a [SourceId],
    pub unverified: bool,
    pub claims: &'a [Claim],
    pub layer: &'a str,
}

impl EventDraft {
    /// Everything but the further fields.
    pub fn view(&self) -> EventView<'_> {
        EventView {
            key: &self.key,
            title: &self.title,
            when: self.when.as_ref(),
            position: self.position,
            place: self.place,
            other_places: &self.other_places,
            precision_m: self.precision_m,
            geo_precision: &self.geo_precision,
            country: &self.country,
            admin1: &self.admin1,
            kind: &self.kind,
            event_type: &self.event_type,
            sub_event_type: &self.sub_event_type,
            actors: &self.actors,
            targets: &self.targets,
            notes: &self.notes,
            fatalities: self.fatalities,
            injuries: self.injuries,
            status: &self.status,
            corroboration: &self.corroboration,
            confidence: &self.confidence,
            contradictions: &self.contradictions,
            sources: &self.sources,
            unverified: self.unverified,
            claims: &self.claims,
            layer: &self.layer,
        }
    }
}

/// For each place, group and source that a builder's events name by number, its number in the whole; what lies beyond
/// keeps its number.
#[derive(Clone, Default, Debug)]
pub struct Renumbered {
    pub places: Vec<PlaceId>,
    pub groups: Vec<GroupId>,
    pub sources: Vec<SourceId>,
}

/// Collects drafts and makes an [`EventTable`], its rows in Morton order.
///
/// Drafts are taken apart at once: what is kept is columns in the order of the file. Several builders may each take some
/// rows of one file, on threads of their own, and are put together at the end.
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
        let details = draft.details.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        self.put(u32::try_from(self.len()).unwrap_or(u32::MAX), &draft.view(), details);
    }

    /// Add an event that has this number in its file. No two builders that are put together share one.
    pub fn put<'a>(&mut self, number: u32, event: &EventView<'_>, details: impl Iterator<Item = (&'a str, &'a str)>) {
        let table = &mut self.table;
        let row = u32::try_from(table.sequence.len()).unwrap_or(u32::MAX);
        table.sequence.own().push(number);
        table.keys.own().push(event.key);
        table.titles.own().push(event.title);
        table.notes.own().push(event.notes);
        table.push_date(row, event.when);
        match event.position.map(WorldPoint::from) {
            Some(at) => self.placed.push((at.morton(), row)),
            None => self.unplaced.push(row),
        }
        table.precision.own().push(event.precision_m.filter(|it| !it.is_nan()).map_or(0, |it| !it.to_bits()));
        table.places.own().push(event.place.map_or(0, |place| place.0.saturating_add(1)));
        table.other_places.own().push(event.other_places);
        table.actors.own().push(event.actors);
        table.targets.own().push(event.targets);
        table.sources.own().push(event.sources);
        table.fatalities.own().push(pack(event.fatalities));
        table.injuries.own().push(pack(event.injuries));
        table.unverified.own().push(u32::from(event.unverified));
        table.contradictions.own().push(row, event.contradictions);
        if !event.claims.is_empty() {
            table.claims.own().push((row, event.claims.into()));
        }
        table.details.own().push(row, details);
        table.event_type.own().push(event.event_type);
        table.sub_event_type.own().push(event.sub_event_type);
        table.kind.own().push(event.kind);
        table.country.own().push(event.country);
        table.admin1.own().push(event.admin1);
        table.geo_precision.own().push(event.geo_precision);
        table.status.own().push(event.status);
        table.corroboration.own().push(event.corroboration);
        table.confidence.own().push(event.confidence);
        table.layer.own().push(event.layer);
    }

    pub fn len(&self) -> usize {
        self.table.len()
    }

    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// The table. Unplaced events come last; equal positions keep the order they came in.
    pub fn build(self) -> EventTable {
        Self::together(vec![(self, Renumbered::default())])
    }

    /// The table of what several builders took in: the same as if one had taken it all in the order of the numbers.
    pub fn together(parts: Vec<(Self, Renumbered)>) -> EventTable {
        let (mut builders, renumbered): (Vec<Self>, Vec<Renumbered>) =
            parts.into_iter().filter(|(builder, _)| !builder.is_empty()).unzip();
        let (order, codes) = in_order(&mut builders);
        let threads = match order.len() {
            ..PARALLEL => 1,
            _ => std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(MOST_THREADS),
        };
        let mut tables: Vec<EventTable> = builders.into_iter().map(|it| it.table).collect();
        // Texts stay where they are: those of a file may be most of the memory there is.
        let columns: [TextsOf; 3] = [|it| &mut it.keys, |it| &mut it.titles, |it| &mut it.notes];
        let texts = columns.map(|column| in_sequence(&mut tables, column));
        tables.iter_mut().for_each(|table| table.details.own().settle());
        let of = |part: usize| &renumbered[part];
        let to = Numbers {
            place: &|part, id: PlaceId| of(part).places.get(id.0 as usize).copied().unwrap_or(id),
            group: &|part, id: GroupId| of(part).groups.get(usize::from(id.0)).copied().unwrap_or(id),
            source: &|part, id: SourceId| of(part).sources.get(id.0 as usize).copied().unwrap_or(id),
        };
        let numbers = numbers(&tables, &order);
        let begins: Vec<u32> = tables
            .iter()
            .scan(0_u32, |at, part| {
                let here = *at;
                *at += part.len().next_multiple_of(TextColumn::BLOCK) as u32;
                Some(here)
            })
            .collect();
        let tables: Vec<&EventTable> = tables.iter().collect();
        let mut it = EventTable::gathered_but_texts(&tables, &order, &to, threads);
        [it.keys, it.titles, it.notes] = texts.map(Shared::from);
        it.points = codes.into_iter().map(WorldPoint::from_morton).collect::<Vec<_>>().into();
        let text_at = |from: &Pick| begins[from.part()] + from.row;
        if order.iter().enumerate().any(|(row, from)| text_at(from) as usize != row) {
            it.texts_at = order.iter().map(text_at).collect::<Vec<_>>().into();
        }
        it.sequence = numbers.into();
        let mut it = it.common();
        if *it.texts_at == *it.sequence {
            it.texts_at = it.sequence.clone();
        }
        it
    }
}

/// So many rows are worth a thread.
const PARALLEL: usize = 50_000;
/// More threads than this do not help: memory is the limit.
const MOST_THREADS: usize = 8;

/// Which rows of the builders come in which order, and the Morton codes of those that are placed.
fn in_order(builders: &mut [TableBuilder]) -> (Vec<Pick>, Vec<u64>) {
    let all: usize = builders.iter().map(TableBuilder::len).sum();
    let sort = |it: &mut TableBuilder| {
        let numbers = &it.table.sequence;
        if numbers.is_sorted() {
            it.placed.sort_unstable();
        } else {
            it.placed.sort_unstable_by_key(|(code, row)| (*code, numbers[*row as usize]));
            it.unplaced.sort_unstable_by_key(|row| numbers[*row as usize]);
        }
    };
    std::thread::scope(|scope| {
        let mut own = builders.iter_mut();
        let last = own.next_back();
        for it in own {
            if all < PARALLEL { sort(it) } else { drop(scope.spawn(move || sort(it))) }
        }
        last.into_iter().for_each(sort);
    });
    let mut order: Vec<Pick> = Vec::with_capacity(all);
    let mut codes;
    let pick = |part: usize, row: u32| Pick { part: part as u32, row };
    if let [only] = builders {
        codes = only.placed.iter().map(|(code, _)| *code).collect();
        order.extend(only.placed.iter().map(|(_, row)| pick(0, *row)));
        order.extend(only.unplaced.iter().map(|row| pick(0, *row)));
    } else {
        let number = |from: &Pick| builders[from.part()].table.sequence[from.row()];
        let each = || builders.iter().enumerate();
        let mut placed: Vec<(u64, u32, Pick)> = Vec::with_capacity(all);
        for (part, it) in each() {
            let numbers = &it.table.sequence;
            placed.extend(it.placed.iter().map(|(code, row)| (*code, numbers[*row as usize], pick(part, *row))));
        }
        // Stable, and quick on what is sorted already piece by piece.
        placed.sort_by_key(|(code, number, _)| (*code, *number));
        codes = Vec::with_capacity(placed.len());
        codes.extend(placed.iter().map(|(code, ..)| *code));
        order.extend(placed.into_iter().map(|(.., from)| from));
        let placed = order.len();
        order.extend(each().flat_map(|(part, it)| it.unplaced.iter().map(move |row| pick(part, *row))));
        order[placed..].sort_by_key(number);
    }
    for builder in builders {
        (builder.placed, builder.unplaced) = (Vec::new(), Vec::new());
    }
    (order, codes)
}

/// The place of each row in its file. Numbers that no row has are passed over.
fn numbers(tables: &[EventTable], order: &[Pick]) -> Vec<u32> {
    let given: Vec<u32> = order.iter().map(|from| tables[from.part()].sequence[from.row()]).collect();
    let highest = given.iter().max().map_or(0, |it| *it as usize + 1);
    if highest == given.len() {
        return given;
    }
    let mut places = vec![0_u32; highest];
    given.iter().for_each(|number| places[*number as usize] = 1);
    let mut sum = 0;
    for place in &mut places {
        sum += std::mem::replace(place, sum);
    }
    given.into_iter().map(|number| places[number as usize]).collect()
}

type TextsOf = fn(&mut EventTable) -> &mut Shared<TextColumn>;

/// The texts of all tables behind one another, each table's from a full block on.
fn in_sequence(tables: &mut [EventTable], column: TextsOf) -> TextColumn {
    let mut texts = tables.iter_mut().map(|table| std::mem::take(column(table).own()));
    let mut all = texts.next().unwrap_or_default();
    for more in texts {
        all.pad();
        all.append(more);
    }
    all.shrink();
    all
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
        if !TextColumn::is(&self.span_texts, code as usize, when.text()) {
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

use std::collections::HashMap;

use super::column::{Coded, Details, Pick, SparseText};
use super::{
    Category, Claim, Code, Codes, EventId, EventTable, GroupId, ListColumn, PlaceId, Shared, SourceId, TextColumn,
};

/// One table of several that are put together, and what its numbers are in the whole.
#[derive(Clone, Copy, Debug)]
pub struct LayerPart<'a> {
    pub table: &'a EventTable,
    /// For each code of the part's own column of layers (0: none given), the key of the layer in the whole.
    pub layers: &'a [String],
    /// Other keys for some rows, so that none stands twice.
    pub keys: &'a HashMap<u32, String>,
    /// For each place, group and source of the part, its number in the whole; what lies beyond keeps its number.
    pub places: &'a [PlaceId],
    pub groups: &'a [GroupId],
    pub sources: &'a [SourceId],
}

impl EventTable {
    /// Several tables as one, and for each of them the new row of each of its rows.
    ///
    /// Rows are again in Morton order; on one point, in the order of the parts. [`EventTable::layer`] names the part that
    /// a row came from.
    pub fn merged(parts: &[LayerPart<'_>]) -> (Self, Vec<Vec<EventId>>) {
        let order = order(parts);
        let tables: Vec<&Self> = parts.iter().map(|part| part.table).collect();
        let to = Numbers {
            place: &|part, id: PlaceId| parts[part].places.get(id.0 as usize).copied().unwrap_or(id),
            group: &|part, id: GroupId| parts[part].groups.get(usize::from(id.0)).copied().unwrap_or(id),
            source: &|part, id: SourceId| parts[part].sources.get(id.0 as usize).copied().unwrap_or(id),
        };
        let mut it = Self::gathered(&tables, &order, &to);
        let layers: Vec<_> = parts.iter().map(|part| (&*part.table.layer, part.layers)).collect();
        it.layer = Category::renamed(&layers, &order).into();
        if parts.iter().any(|part| !part.keys.is_empty()) {
            let mut keys = TextColumn::default();
            for from in &order {
                let part = &parts[from.part()];
                let own = part.keys.get(&from.row);
                keys.push(own.map_or_else(|| part.table.key(EventId(from.row)), String::as_str));
            }
            it.keys = keys.into();
        }
        let it = it.common();
        let mut rows: Vec<Vec<EventId>> = tables.iter().map(|table| vec![EventId(0); table.len()]).collect();
        for (row, from) in order.iter().enumerate() {
            rows[from.part()][from.row()] = EventId(row as u32);
        }
        (it, rows)
    }

    /// The rows that are kept, with new numbers of what they name; the order of the file stays.
    #[must_use]
    pub fn only(
        &self,
        keep: &dyn Fn(EventId) -> bool,
        place: &dyn Fn(PlaceId) -> PlaceId,
        group: &dyn Fn(GroupId) -> GroupId,
        source: &dyn Fn(SourceId) -> SourceId,
    ) -> Self {
        let order: Vec<Pick> = self.ids().filter(|id| keep(*id)).map(|id| Pick { part: 0, row: id.0 }).collect();
        let to = Numbers { place: &|_, id| place(id), group: &|_, id| group(id), source: &|_, id| source(id) };
        let mut it = Self::gathered(&[self], &order, &to);
        // No layer is remembered that no row names.
        let mut layers = Category::default();
        order.iter().for_each(|from| layers.push(self.layer.get(from.row())));
        it.layer = layers.into();
        it.in_sequence(|id| (false, u64::from(self.sequence[order[id.row()].row()])))
    }

    /// The same with another order of the file: by this, equal ones as they were.
    #[must_use]
    pub fn in_sequence(mut self, by: impl Fn(EventId) -> (bool, u64)) -> Self {
        let mut order: Vec<EventId> = self.ids().collect();
        order.sort_by_key(|id| (by(*id), self.sequence[id.row()]));
        let sequence = self.sequence.own();
        for (place, id) in (0..).zip(order) {
            sequence[id.row()] = place;
        }
        self.common()
    }

    pub(super) fn gathered(parts: &[&Self], order: &[Pick], to: &Numbers<'_>) -> Self {
        let mut it = Self::gathered_but_texts(parts, order, to, 1);
        let placed = order.iter().filter_map(|from| parts[from.part()].points.get(from.row()).copied());
        it.points = placed.collect::<Vec<_>>().into();
        let stand = |from: &Pick| Pick { row: parts[from.part()].text_at(from.row()) as u32, ..*from };
        let moved: Vec<Pick> = if parts.iter().all(|part| part.texts_at.is_empty()) {
            Vec::new()
        } else {
            order.iter().map(stand).collect()
        };
        let order = if moved.is_empty() { order } else { &moved };
        let texts = |of: fn(&Self) -> &Shared<TextColumn>| TextColumn::gathered(&each(parts, of), order);
        it.keys = texts(|it| &it.keys).into();
        it.titles = texts(|it| &it.titles).into();
        it.notes = texts(|it| &it.notes).into();
        it
    }

    /// Everything but key, title, notes and points; on so many threads.
    pub(super) fn gathered_but_texts(parts: &[&Self], order: &[Pick], to: &Numbers<'_>, threads: usize) -> Self {
        let details = || Details::gathered(&each(parts, |it| &it.details), order, threads.div_ceil(2));
        let (mut it, details) = if threads < 2 {
            (Self::packed(parts, order, to), details())
        } else {
            std::thread::scope(|scope| {
                let details = scope.spawn(details);
                let it = Self::packed(parts, order, to);
                (it, details.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            })
        };
        it.details = details.into();
        it.gather_dates(parts, order);
        it
    }

    /// Everything of fixed size.
    pub(super) fn packed(parts: &[&Self], order: &[Pick], to: &Numbers<'_>) -> Self {
        let words = |of: fn(&Self) -> &Shared<Category>| Category::gathered(&each(parts, of), order);
        let mut claims = Vec::new();
        if parts.iter().any(|part| !part.claims.is_empty()) {
            for (row, from) in order.iter().enumerate() {
                let of = parts[from.part()].claims(EventId(from.row));
                if !of.is_empty() {
                    let mut of: Vec<Claim> = of.to_vec();
                    for claim in &mut of {
                        claim.source = claim.source.map(|id| (to.source)(from.part(), id));
                    }
                    claims.push((row as u32, of.into()));
                }
            }
        }
        let begins: Vec<u32> = parts
            .iter()
            .scan(0_u32, |sum, part| Some(std::mem::replace(sum, sum.saturating_add(part.len() as u32))))
            .collect();
        let sequence =
            order.iter().map(|from| begins[from.part()].saturating_add(parts[from.part()].sequence[from.row()]));
        let sequence: Vec<u32> = sequence.collect();
        let known: Vec<Vec<Code>> = parts
            .iter()
            .enumerate()
            .map(|(part, it)| {
                let numbers = (0..it.places.iter().max().unwrap_or(0)).map(|id| (to.place)(part, PlaceId(id)).0 + 1);
                std::iter::once(0).chain(numbers).collect()
            })
            .collect();
        let highest = known.iter().flatten().copied().max().unwrap_or(0);
        let places = Codes::gathered(&each(parts, |it| &it.places), &known, order, highest);
        let flags = each(parts, |it| &it.unverified);
        let any = flags.iter().any(|it| !matches!(it, Codes::Zero(_)));
        let unverified = Codes::gathered(&flags, &vec![vec![0, 1]; parts.len()], order, u32::from(any));
        Self {
            spans: Coded::gathered(&each(parts, |it| &it.spans), order, |_, it| it).into(),
            precision: Coded::gathered(&each(parts, |it| &it.precision), order, |_, it| it).into(),
            places: places.into(),
            other_places: ListColumn::gathered(&each(parts, |it| &it.other_places), order, to.place).into(),
            actors: ListColumn::gathered(&each(parts, |it| &it.actors), order, to.group).into(),
            targets: ListColumn::gathered(&each(parts, |it| &it.targets), order, to.group).into(),
            sources: ListColumn::gathered(&each(parts, |it| &it.sources), order, to.source).into(),
            fatalities: Coded::gathered(&each(parts, |it| &it.fatalities), order, |_, it| it).into(),
            injuries: Coded::gathered(&each(parts, |it| &it.injuries), order, |_, it| it).into(),
            unverified: unverified.into(),
            contradictions: SparseText::gathered(&each(parts, |it| &it.contradictions), order).into(),
            claims: claims.into(),
            sequence: sequence.into(),
            event_type: words(|it| &it.event_type).into(),
            sub_event_type: words(|it| &it.sub_event_type).into(),
            kind: words(|it| &it.kind).into(),
            country: words(|it| &it.country).into(),
            admin1: words(|it| &it.admin1).into(),
            geo_precision: words(|it| &it.geo_precision).into(),
            status: words(|it| &it.status).into(),
            corroboration: words(|it| &it.corroboration).into(),
            confidence: words(|it| &it.confidence).into(),
            layer: words(|it| &it.layer).into(),
            ..Self::default()
        }
    }

    /// The same days may have been written in another way in each part.
    pub(super) fn gather_dates(&mut self, parts: &[&Self], order: &[Pick]) {
        let known: std::collections::HashMap<(i32, i32), &str> = parts
            .iter()
            .rev()
            .flat_map(|part| {
                part.spans.values().iter().copied().zip((0..part.span_texts.len()).map(|i| part.span_texts.get(i)))
            })
            .collect();
        let span_texts = self.span_texts.own();
        for span in self.spans.values() {
            span_texts.push(known.get(span).copied().unwrap_or(""));
        }
        // Most texts are the plain ones of their days, and these mostly are the same in all parts.
        let plain: Vec<Vec<bool>> = parts
            .iter()
            .map(|part| {
                let texts = (0..part.span_texts.len()).map(|i| part.span_texts.get(i));
                part.spans.values().iter().zip(texts).map(|(span, text)| known.get(span) == Some(&text)).collect()
            })
            .collect();
        if plain.iter().flatten().all(|it| *it) {
            self.date_texts = SparseText::gathered(&each(parts, |it| &it.date_texts), order).into();
            return;
        }
        for (row, from) in order.iter().enumerate() {
            let part = parts[from.part()];
            let code = part.spans.rows().get(from.row()) as usize;
            if plain[from.part()].get(code) == Some(&true) && part.date_texts.find(from.row).is_none() {
                continue;
            }
            let text = part.date_text(EventId(from.row));
            if self.span_texts.get(self.spans.rows().get(row) as usize) != text {
                self.date_texts.own().push(row as u32, text);
            }
        }
    }
}

/// What the numbers of each part are in the whole.
pub(super) struct Numbers<'a> {
    pub place: &'a dyn Fn(usize, PlaceId) -> PlaceId,
    pub group: &'a dyn Fn(usize, GroupId) -> GroupId,
    pub source: &'a dyn Fn(usize, SourceId) -> SourceId,
}

pub(super) fn each<'a, T>(parts: &[&'a EventTable], of: impl Fn(&'a EventTable) -> &'a Shared<T>) -> Vec<&'a T> {
    parts.iter().map(|part| &**of(part)).collect()
}

/// The rows of all parts: placed ones in Morton order, then the others, part by part.
fn order(parts: &[LayerPart<'_>]) -> Vec<Pick> {
    let mut placed: Vec<(u64, Pick)> = Vec::new();
    for (part, it) in parts.iter().enumerate() {
        let picks = it.table.points.iter().enumerate();
        placed.extend(picks.map(|(row, at)| (at.morton(), Pick { part: part as u32, row: row as u32 })));
    }
    // Stable, and quick on what is sorted already piece by piece.
    placed.sort_by_key(|(code, _)| *code);
    let mut order: Vec<Pick> = placed.into_iter().map(|(_, pick)| pick).collect();
    for (part, it) in parts.iter().enumerate() {
        let rows = it.table.placed() as u32..it.table.len() as u32;
        order.extend(rows.map(|row| Pick { part: part as u32, row }));
    }
    order
}

#[cfg(test)]
mod tests {
    use super::super::{Claim, EventDraft, LonLat, TableBuilder, Toll, When};
    use super::*;

    fn table(name: &str, rows: &[(f64, &str)]) -> EventTable {
        let mut builder = TableBuilder::default();
        for (i, (lon, date)) in rows.iter().enumerate() {
            builder.push(EventDraft {
                key: format!("{name}{i}"),
                title: format!("{name} {i}"),
                when: When::parse(date).ok(),
                position: LonLat::new(*lon, 10.0),
                place: Some(PlaceId(i as u32)),
                actors: vec![GroupId(0), GroupId(1)],
                sources: vec![SourceId(0)],
                fatalities: Toll { min: Some(i as u32), max: None },
                event_type: name.to_owned(),
                claims: vec![Claim {
                    field: "place".into(),
                    value: "x".into(),
                    source: Some(SourceId(0)),
                    note: String::new(),
                    adopted: false,
                }],
                details: vec![("of".into(), name.into()), (format!("only {name}"), i.to_string())],
                unverified: i == 1,
                ..EventDraft::default()
            });
        }
        builder.build()
    }

    #[test]
    fn a_merged_table_holds_every_row_with_new_numbers() {
        let a = table("a", &[(30.0, "2024-07-16"), (10.0, "2024-07"), (500.0, "")]);
        let b = table("b", &[(10.0, "2024-07-01/2024-07-31"), (-20.0, "2024-07-16")]);
        let (first, second, same) = (["first".to_owned()], ["second".to_owned()], HashMap::new());
        let (places, groups) = ([PlaceId(7), PlaceId(8)], [GroupId(5), GroupId(6)]);
        let parts = [
            LayerPart { table: &a, layers: &first, keys: &same, places: &[], groups: &[], sources: &[] },
            LayerPart {
                table: &b,
                layers: &second,
                keys: &same,
                places: &places,
                groups: &groups,
                sources: &[SourceId(3)],
            },
        ];
        let (all, rows) = EventTable::merged(&parts);
        assert_eq!((all.len(), all.placed()), (5, 4));
        assert!(all.points().is_sorted_by_key(|at| at.morton()));
        for (part, of) in parts.iter().zip(&rows) {
            for id in part.table.ids() {
                let new = of[id.row()];
                assert_eq!(all.by_key(part.table.key(id)), Some(new));
                assert_eq!(all.title(new), part.table.title(id));
                assert_eq!(all.date_text(new), part.table.date_text(id));
                assert_eq!(all.days(new), part.table.days(id));
                assert_eq!(all.fatalities(new), part.table.fatalities(id));
                assert_eq!(all.is_unverified(new), part.table.is_unverified(id));
                assert_eq!(all.point(new), part.table.point(id));
                assert_eq!(all.layer.get(new.row()), part.layers[0]);
                assert!(all.details(new).eq(part.table.details(id)));
            }
        }
        let b0 = all.by_key("b0").unwrap();
        assert_eq!((all.place(b0), all.actors(b0)), (Some(PlaceId(7)), &groups[..]));
        assert_eq!((all.sources(b0), all.claims(b0)[0].source), (&[SourceId(3)][..], Some(SourceId(3))));
        assert_eq!(all.date_text(b0), "2024-07-01/2024-07-31");
    }

    #[test]
    fn what_is_kept_of_a_table_keeps_the_order_of_the_file() {
        let all = table("a", &[(30.0, "2024-07-16"), (10.0, "2024-07"), (500.0, ""), (20.0, "")]);
        let kept = all.only(&|id| all.key(id) != "a1", &|it| it, &|_| GroupId(4), &|it| it);
        assert_eq!((kept.len(), kept.placed()), (3, 2));
        let mut order: Vec<&str> = kept.ids().map(|id| kept.key(id)).collect();
        order.sort_by_key(|key| kept.sequence(kept.by_key(key).unwrap()));
        assert_eq!(order, ["a0", "a2", "a3"]);
        assert_eq!(kept.actors(kept.by_key("a3").unwrap()), [GroupId(4), GroupId(4)]);
        assert!(kept.ids().map(|id| kept.sequence(id)).all(|place| place < 3));
    }
}

use std::sync::Arc;

use super::table::{pack, stored};
use super::{Category, EventDraft, EventId, EventTable, Shared, SourceId, When};

/// A row that says something else than before, where it is.
pub type Patch = (EventId, EventDraft);

impl EventTable {
    /// This table with other values in some rows, which stay where they are: key, position, further fields and the place
    /// in the file do not change. What no row changes is not copied, so that one row costs a few columns of codes at
    /// most.
    #[must_use]
    pub fn patched(&self, patches: &[Patch]) -> Self {
        let mut it = self.clone();
        for (id, draft) in patches {
            it.patch(*id, draft);
        }
        it
    }

    /// This table with other sources of some events.
    #[must_use]
    pub fn with_sources(&self, lists: &[(EventId, Vec<SourceId>)]) -> Self {
        let mut it = self.clone();
        let column = it.sources.own();
        lists.iter().for_each(|(id, list)| column.set(id.row(), list));
        it
    }

    /// This table with other words in one column.
    #[must_use]
    pub fn with_words<'w>(
        &self,
        column: impl FnOnce(&mut Self) -> &mut Shared<Category>,
        words: impl IntoIterator<Item = (EventId, &'w str)>,
    ) -> Self {
        let mut it = self.clone();
        let column = column(&mut it).own();
        words.into_iter().for_each(|(id, word)| column.set(id.row(), word));
        it
    }

    /// Whether the rows of both are the same events in the same order, whatever they say.
    pub fn has_rows_of(&self, other: &Self) -> bool {
        self.keys.is(&other.keys) && self.points.is(&other.points) && self.sequence.is(&other.sequence)
    }

    fn patch(&mut self, id: EventId, draft: &EventDraft) {
        let row = id.row();
        if self.title(id) != draft.title {
            let at = self.text_at(row);
            self.titles.own().set(at, &draft.title);
        }
        if self.notes(id) != draft.notes {
            let at = self.text_at(row);
            self.notes.own().set(at, &draft.notes);
        }
        if self.date_text(id) != draft.when.as_ref().map_or("", When::text) {
            self.set_date(id, draft.when.as_ref());
        }
        let precision = draft.precision_m.filter(|it| !it.is_nan()).map_or(0, |it| !it.to_bits());
        if self.precision.get(row) != precision {
            self.precision.own().set(row, precision);
        }
        if self.place(id) != draft.place {
            self.places.own().set(row, draft.place.map_or(0, |place| place.0.saturating_add(1)));
        }
        for (column, toll) in [(&mut self.fatalities, draft.fatalities), (&mut self.injuries, draft.injuries)] {
            if column.get(row) != pack(toll) {
                column.own().set(row, pack(toll));
            }
        }
        if self.is_unverified(id) != draft.unverified {
            self.unverified.own().set(row, u32::from(draft.unverified));
        }
        if self.contradictions(id) != draft.contradictions {
            let text = Some(draft.contradictions.as_str()).filter(|it| !it.is_empty());
            self.contradictions.own().set(id.0, text);
        }
        if self.claims(id) != draft.claims {
            let claims = self.claims.own();
            let at = claims.partition_point(|(row, _)| *row < id.0);
            let there = claims.get(at).is_some_and(|(row, _)| *row == id.0);
            claims.splice(at..at + usize::from(there), [(id.0, Arc::from(draft.claims.as_slice()))]);
        }
        self.patch_lists(row, draft);
        self.patch_words(row, draft);
    }

    fn patch_lists(&mut self, row: usize, draft: &EventDraft) {
        if self.other_places.get(row) != draft.other_places {
            self.other_places.own().set(row, &draft.other_places);
        }
        if self.sources.get(row) != draft.sources {
            self.sources.own().set(row, &draft.sources);
        }
        for (column, groups) in [(&mut self.actors, &draft.actors), (&mut self.targets, &draft.targets)] {
            if column.get(row) != groups {
                column.own().set(row, groups);
            }
        }
    }

    fn patch_words(&mut self, row: usize, draft: &EventDraft) {
        for (column, word) in [
            (&mut self.event_type, &draft.event_type),
            (&mut self.sub_event_type, &draft.sub_event_type),
            (&mut self.kind, &draft.kind),
            (&mut self.country, &draft.country),
            (&mut self.admin1, &draft.admin1),
            (&mut self.geo_precision, &draft.geo_precision),
            (&mut self.status, &draft.status),
            (&mut self.corroboration, &draft.corroboration),
            (&mut self.confidence, &draft.confidence),
        ] {
            if column.get(row) != word {
                column.own().set(row, word);
            }
        }
    }

    fn set_date(&mut self, id: EventId, when: Option<&When>) {
        let Some(when) = when else {
            self.spans.own().set(id.row(), (0, 0));
            self.date_texts.own().set(id.0, None);
            return;
        };
        let code = self.spans.own().set(id.row(), stored((when.earliest(), when.latest())));
        if code as usize == self.span_texts.len() {
            self.push_span_text(when);
        }
        let plain = self.span_texts.get(code as usize) == when.text();
        if !plain || self.date_texts.find(id.0).is_some() {
            self.date_texts.own().set(id.0, (!plain).then(|| when.text()));
        }
    }

    /// The same, so that copies have everything in common.
    #[must_use]
    pub(super) fn common(self) -> Self {
        let texts = |it: Shared<super::TextColumn>| match it {
            Shared::Own(it) => Shared::from(it.common()).common(),
            common @ Shared::Common(_) => common,
        };
        Self {
            keys: texts(self.keys),
            texts_at: self.texts_at.common(),
            by_key: self.by_key,
            rows_at: self.rows_at,
            titles: texts(self.titles),
            notes: texts(self.notes),
            spans: self.spans.common(),
            date_texts: self.date_texts.common(),
            span_texts: self.span_texts.common(),
            points: self.points.common(),
            precision: self.precision.common(),
            places: self.places.common(),
            other_places: self.other_places.common(),
            actors: self.actors.common(),
            targets: self.targets.common(),
            sources: self.sources.common(),
            fatalities: self.fatalities.common(),
            injuries: self.injuries.common(),
            unverified: self.unverified.common(),
            contradictions: self.contradictions.common(),
            claims: self.claims.common(),
            details: self.details.common(),
            sequence: self.sequence.common(),
            event_type: self.event_type.common(),
            sub_event_type: self.sub_event_type.common(),
            kind: self.kind.common(),
            country: self.country.common(),
            admin1: self.admin1.common(),
            geo_precision: self.geo_precision.common(),
            status: self.status.common(),
            corroboration: self.corroboration.common(),
            confidence: self.confidence.common(),
            layer: self.layer.common(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Claim, GroupId, LonLat, TableBuilder, Toll};
    use super::*;

    fn draft(i: usize, word: &str) -> EventDraft {
        EventDraft {
            key: format!("k{i}"),
            title: format!("Title {i} {word}"),
            when: When::parse(["2024-07-16", "", "2024-07", "2024-07-16~"][(i + word.len()) % 4]).ok(),
            position: (!i.is_multiple_of(3)).then(|| LonLat::new(i as f64, 10.0)).flatten(),
            event_type: format!("{word} {}", i % 2),
            actors: (0..i as u16 % 3 + word.len() as u16).map(GroupId).collect(),
            fatalities: Toll { min: i.is_multiple_of(2).then_some(word.len() as u32), max: None },
            contradictions: if (i + word.len()).is_multiple_of(2) { word.to_owned() } else { String::new() },
            claims: if word.len().is_multiple_of(2) {
                Vec::new()
            } else {
                vec![Claim { field: "f".into(), value: word.into(), source: None, note: String::new(), adopted: false }]
            },
            unverified: word.len() % 3 == i % 3,
            precision_m: i.is_multiple_of(2).then_some(word.len() as f32),
            ..EventDraft::default()
        }
    }

    fn said(table: &EventTable, key: &str) -> String {
        let id = table.by_key(key).unwrap();
        let row = id.row();
        format!(
            "{} {} {:?} {:?} {:?} {} {:?} {:?} {} {:?} {} {:?}",
            table.title(id),
            table.date_text(id),
            table.days(id),
            table.point(id),
            table.actors(id),
            table.event_type.get(row),
            table.fatalities(id),
            table.precision_m(id),
            table.is_unverified(id),
            table.claims(id),
            table.contradictions(id),
            table.sequence(id)
        )
    }

    #[test]
    fn a_patched_table_says_what_one_built_so_would_and_the_old_one_what_it_said() {
        const ROWS: usize = 40;
        let build = |word: &dyn Fn(usize) -> &'static str| {
            let mut builder = TableBuilder::default();
            (0..ROWS).for_each(|i| builder.push(draft(i, word(i))));
            builder.build()
        };
        let old = build(&|_| "one");
        let mut table = old.clone();
        let mut words = ["one"; ROWS];
        for (i, word) in [(3, "four"), (17, "x"), (3, "fivefold"), (39, ""), (0, "four"), (17, "one"), (3, "x")] {
            words[i] = word;
            let id = table.by_key(&format!("k{i}")).unwrap();
            table = table.patched(&[(id, draft(i, word))]);
        }
        let built = build(&|i| words[i]);
        let before = build(&|_| "one");
        for key in (0..ROWS).map(|i| format!("k{i}")) {
            assert_eq!(said(&table, &key), said(&built, &key));
            assert_eq!(said(&old, &key), said(&before, &key), "the old table stays as it was");
        }
        assert!(table.has_rows_of(&old) && !built.has_rows_of(&old));
    }
}

use super::column::Pick;
use super::merge::Numbers;
use super::{EventTable, GroupId, PlaceId, SourceId};

/// What becomes of a table in an edit.
pub struct TableEdit<'a> {
    /// The rows that come new or in the place of others.
    pub new: &'a EventTable,
    /// For each row of the old table its place in the new order of the file; `u32::MAX` for one that goes.
    pub old_sequence: &'a [u32],
    /// The same for the rows of `new`, by row.
    pub new_sequence: &'a [u32],
    /// New numbers of what old rows name.
    pub place: &'a dyn Fn(PlaceId) -> PlaceId,
    pub group: &'a dyn Fn(GroupId) -> GroupId,
    pub source: &'a dyn Fn(SourceId) -> SourceId,
}

impl EventTable {
    /// This table with some rows taken away and others put in: column by column, so that it costs about what copying
    /// the codes costs; texts are shared with this one. Together the places in the file must be those from 0 up, each once.
    #[must_use]
    pub fn edited(&self, edit: &TableEdit<'_>) -> Self {
        let tables = [self, edit.new];
        let sequences = [edit.old_sequence, edit.new_sequence];
        let sequence = |pick: &Pick| sequences[pick.part()][pick.row()];
        let order = self.order_after(edit);
        let to = Numbers {
            place: &|part, id| if part == 0 { (edit.place)(id) } else { id },
            group: &|part, id| if part == 0 { (edit.group)(id) } else { id },
            source: &|part, id| if part == 0 { (edit.source)(id) } else { id },
        };
        // Texts of rows that are gone stay where they are, until they are a good part of all. Of no row at all they would
        // be taken for its own.
        let mut it = if order.is_empty() || self.keys.len() > self.len() + self.len() / 4 + 4096 {
            Self::gathered(&tables, &order, &to)
        } else {
            let mut it = Self::gathered_but_texts(&tables, &order, &to, 1);
            let placed = order.iter().filter_map(|from| tables[from.part()].points.get(from.row()).copied());
            it.points = placed.collect::<Vec<_>>().into();
            it.share_texts(&tables, &order);
            it
        };
        it.sequence = order.iter().map(sequence).collect::<Vec<_>>().into();
        it.common()
    }

    /// Which rows of the two tables come in which order.
    fn order_after(&self, edit: &TableEdit<'_>) -> Vec<Pick> {
        let tables = [self, edit.new];
        let sequences = [edit.old_sequence, edit.new_sequence];
        let picks = |part: u32, rows: std::ops::Range<usize>| {
            let stays = move |row: &u32| sequences[part as usize][*row as usize] != u32::MAX;
            (rows.start as u32..rows.end as u32).filter(stays).map(move |row| Pick { part, row })
        };
        let sequence = |pick: &Pick| sequences[pick.part()][pick.row()];
        let code = |pick: &Pick| tables[pick.part()].points[pick.row()].morton();
        let mut order = Vec::with_capacity(self.len() + edit.new.len());
        // Both are in order already.
        let new: Vec<Pick> = picks(1, 0..edit.new.placed()).collect();
        merged(picks(0, 0..self.placed()), new, |pick| (code(pick), sequence(pick)), &mut order);
        let new: Vec<Pick> = picks(1, edit.new.placed()..edit.new.len()).collect();
        merged(picks(0, self.placed()..self.len()), new, sequence, &mut order);
        order
    }

    /// Key, title and notes of the first table, with those of the second behind them.
    fn share_texts(&mut self, tables: &[&Self; 2], order: &[Pick]) {
        let [old, new] = tables;
        (self.keys, self.titles, self.notes) = (old.keys.clone(), old.titles.clone(), old.notes.clone());
        if !new.is_empty() {
            let columns = [(&mut self.keys, &new.keys), (&mut self.titles, &new.titles), (&mut self.notes, &new.notes)];
            for (column, more) in columns {
                let column = column.own();
                column.pad();
                column.append((**more).clone());
            }
        }
        let first = self.keys.len() - new.keys.len();
        let at = |pick: &Pick| match pick.part {
            0 => old.text_at(pick.row()),
            _ => first + new.text_at(pick.row()),
        };
        self.texts_at = order.iter().map(|pick| at(pick) as u32).collect::<Vec<_>>().into();
        if let Some(slots) = old.by_key.get() {
            let (mut slots, keys) = (slots.clone(), &self.keys);
            for place in first..keys.len() {
                let key = keys.get(place);
                let hash = slots.hash(key);
                let same = |other: u32| keys.get(other as usize) == key;
                slots.set(hash, place as u32, same, |slots, at| slots.hash(keys.get(at as usize)));
            }
            self.by_key = std::sync::Arc::new(slots.into());
        }
    }
}

/// Two lists in order as one.
fn merged<K: Ord>(
    old: impl Iterator<Item = Pick>,
    mut new: Vec<Pick>,
    key: impl Fn(&Pick) -> K,
    order: &mut Vec<Pick>,
) {
    new.sort_by_key(&key);
    let mut new = new.into_iter().map(|pick| (key(&pick), pick)).peekable();
    for pick in old {
        if new.peek().is_some() {
            let here = key(&pick);
            while let Some((_, before)) = new.next_if(|(it, _)| *it < here) {
                order.push(before);
            }
        }
        order.push(pick);
    }
    order.extend(new.map(|(_, pick)| pick));
}

#[cfg(test)]
mod tests {
    use super::super::{EventDraft, EventId, LonLat, TableBuilder};
    use super::*;

    fn table(rows: &[(&str, Option<f64>)]) -> EventTable {
        let mut builder = TableBuilder::default();
        for (key, lon) in rows {
            builder.push(EventDraft {
                key: (*key).to_owned(),
                title: format!("Title of {key}"),
                position: lon.and_then(|lon| LonLat::new(lon, 10.0)),
                actors: vec![GroupId(1)],
                ..EventDraft::default()
            });
        }
        builder.build()
    }

    #[test]
    fn an_edited_table_is_the_one_that_would_have_been_built() {
        let old = table(&[("a", Some(30.0)), ("b", Some(10.0)), ("c", None), ("d", Some(10.0))]);
        // b goes, c gets a place, e comes between.
        let new = table(&[("c", Some(20.0)), ("e", None)]);
        let old_sequence: Vec<u32> =
            old.ids().map(|id| [0, u32::MAX, u32::MAX, 3][old.sequence(id) as usize]).collect();
        let new_sequence: Vec<u32> = new.ids().map(|id| [2, 1][new.sequence(id) as usize]).collect();
        let edited = old.edited(&TableEdit {
            new: &new,
            old_sequence: &old_sequence,
            new_sequence: &new_sequence,
            place: &|id| id,
            group: &|_| GroupId(7),
            source: &|id| id,
        });
        let built = table(&[("a", Some(30.0)), ("e", None), ("c", Some(20.0)), ("d", Some(10.0))]);
        assert_eq!((edited.len(), edited.placed()), (4, 3));
        for id in built.ids() {
            assert_eq!(edited.key(id), built.key(id));
            assert_eq!(edited.title(id), built.title(id));
            assert_eq!((edited.sequence(id), edited.point(id)), (built.sequence(id), built.point(id)));
            assert_eq!(edited.by_key(built.key(id)), Some(id));
        }
        let of = |key| edited.actors(edited.by_key(key).unwrap()).to_vec();
        assert_eq!((of("a"), of("e")), (vec![GroupId(7)], vec![GroupId(1)]));
    }

    #[test]
    fn what_is_gone_is_not_found_by_its_key_even_if_nothing_is_left() {
        let old = table(&[("a", Some(30.0)), ("b", None)]);
        assert!(old.by_key("a").is_some());
        let none = TableBuilder::default().build();
        let take = |old: &EventTable, sequence: &[u32]| {
            old.edited(&TableEdit {
                new: &none,
                old_sequence: sequence,
                new_sequence: &[],
                place: &|id| id,
                group: &|id| id,
                source: &|id| id,
            })
        };
        let one = take(&old, &[u32::MAX, 0]);
        assert_eq!((one.by_key("a"), one.by_key("b"), one.key(EventId(0))), (None, Some(EventId(0)), "b"));
        let empty = take(&one, &[u32::MAX]);
        assert_eq!((empty.len(), empty.by_key("a"), empty.by_key("b")), (0, None, None));
    }
}

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
    /// the columns costs. Together the places in the file must be those from 0 up, each once.
    #[must_use]
    pub fn edited(&self, edit: &TableEdit<'_>) -> Self {
        let tables = [self, edit.new];
        let sequences = [edit.old_sequence, edit.new_sequence];
        let picks = |part: usize| {
            let rows = 0..u32::try_from(tables[part].len()).unwrap_or(u32::MAX);
            rows.filter(move |row| sequences[part][*row as usize] != u32::MAX)
                .map(move |row| Pick { part: part as u32, row })
        };
        let sequence = |pick: &Pick| sequences[pick.part()][pick.row()];
        let placed = |pick: &Pick| pick.row() < tables[pick.part()].placed();
        let code = |pick: &Pick| tables[pick.part()].points[pick.row()].morton();
        let mut order: Vec<Pick> = picks(0).chain(picks(1)).filter(placed).collect();
        let mut rest: Vec<Pick> = picks(0).chain(picks(1)).filter(|pick| !placed(pick)).collect();
        // Both parts are in order already: sorting is little more than merging.
        order.sort_by_key(|pick| (code(pick), sequence(pick)));
        rest.sort_by_key(sequence);
        order.append(&mut rest);
        let to = Numbers {
            place: &|part, id| if part == 0 { (edit.place)(id) } else { id },
            group: &|part, id| if part == 0 { (edit.group)(id) } else { id },
            source: &|part, id| if part == 0 { (edit.source)(id) } else { id },
        };
        let mut it = Self::gathered(&tables, &order, &to);
        it.sequence = order.iter().map(sequence).collect::<Vec<_>>().into();
        it.common()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{EventDraft, LonLat, TableBuilder};
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
}

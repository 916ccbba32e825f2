use std::ops::Range;

use super::column::{Details, Pick};
use super::merge::{Numbers, each};
use super::{EventTable, TableBuilder, WorldPoint};

/// Rows of one builder that follow each other in the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stretch {
    /// Which builder.
    pub part: usize,
    /// Its rows, counted from 0 in the order in which they were pushed.
    pub rows: Range<u32>,
}

/// Fewer rows are put in order on one thread.
const MANY: usize = 50_000;

impl EventTable {
    /// The table of the rows of several builders, which may have been filled side by side. `file` names every row once,
    /// in the order of the file. Texts stay where they were pushed, so that none is copied.
    #[must_use]
    pub fn joined(parts: Vec<TableBuilder>, file: &[Stretch]) -> Self {
        let (mut tables, mut placed, mut unplaced) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts {
            tables.push(part.table);
            placed.push(part.placed);
            unplaced.push(part.unplaced);
        }
        let all: Vec<&Self> = tables.iter().collect();
        // Row and part of every place in the file, and the other way round.
        let mut rows: Vec<Pick> = Vec::with_capacity(all.iter().map(|it| it.len()).sum());
        let mut places: Vec<Vec<u32>> = all.iter().map(|it| vec![0; it.len()]).collect();
        for Stretch { part, rows: range } in file {
            for row in range.clone() {
                places[*part][row as usize] = rows.len() as u32;
                rows.push(Pick { part: *part as u32, row });
            }
        }
        let placed = in_order(placed, &places);
        let mut unplaced: Vec<u32> =
            unplaced.iter().zip(&places).flat_map(|(of, places)| of.iter().map(|row| places[*row as usize])).collect();
        unplaced.sort_unstable();
        let mut order: Vec<Pick> = Vec::with_capacity(rows.len());
        order.extend(placed.iter().map(|(_, place)| rows[*place as usize]));
        order.extend(unplaced.iter().map(|place| rows[*place as usize]));
        let mut it = Self::gathered_side_by_side(&all, &order);
        it.points = placed.iter().map(|(code, _)| WorldPoint::from_morton(*code)).collect::<Vec<_>>().into();
        it.sequence = placed.iter().map(|(_, place)| *place).chain(unplaced).collect::<Vec<_>>().into();
        it.take_texts(tables, &order);
        it.common()
    }

    /// Everything but texts, points and the order of the file.
    fn gathered_side_by_side(parts: &[&Self], order: &[Pick]) -> Self {
        let same = Numbers { place: &|_, id| id, group: &|_, id| id, source: &|_, id| id };
        let details = || Details::gathered(&each(parts, |it| &it.details), order);
        let (details, mut it) = if order.len() < MANY {
            (details(), Self::packed(parts, order, &same))
        } else {
            std::thread::scope(|scope| {
                let details = scope.spawn(details);
                let it = Self::packed(parts, order, &same);
                (details.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), it)
            })
        };
        it.details = details.into();
        it.gather_dates(parts, order);
        it
    }

    /// Key, title and notes of all parts, one part behind the other.
    fn take_texts(&mut self, parts: Vec<Self>, order: &[Pick]) {
        let mut begins = Vec::with_capacity(parts.len());
        for mut part in parts {
            let columns = [
                (&mut self.keys, &mut part.keys),
                (&mut self.titles, &mut part.titles),
                (&mut self.notes, &mut part.notes),
            ];
            for (column, more) in columns {
                let column = column.own();
                column.pad();
                column.append(std::mem::take(more.own()));
            }
            begins.push(self.keys.len() - part.len());
        }
        self.texts_at = order.iter().map(|from| (begins[from.part()] + from.row()) as u32).collect::<Vec<_>>().into();
    }
}

/// Morton code and place in the file of every placed row, in the order of both.
fn in_order(parts: Vec<Vec<(u64, u32)>>, places: &[Vec<u32>]) -> Vec<(u64, u32)> {
    let one = |mut part: Vec<(u64, u32)>, places: &[u32]| {
        part.iter_mut().for_each(|(_, row)| *row = places[*row as usize]);
        part.sort_unstable();
        part
    };
    if parts.iter().map(Vec::len).sum::<usize>() < MANY {
        let mut all: Vec<(u64, u32)> = parts.into_iter().zip(places).flat_map(|(part, it)| one(part, it)).collect();
        all.sort_unstable();
        return all;
    }
    let mut all = std::thread::scope(|scope| {
        let sorted: Vec<_> =
            parts.into_iter().zip(places).map(|(part, it)| scope.spawn(move || one(part, it))).collect();
        sorted
            .into_iter()
            .map(|it| it.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect::<Vec<_>>()
            .concat()
    });
    // Quick on what is sorted piece by piece.
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Claim, EventDraft, EventId, LonLat, PlaceId, SourceId, When};
    use super::*;

    fn draft(i: u32, kind: u8) -> EventDraft {
        let some = |n: u8| !kind.is_multiple_of(n);
        let claim = Claim { field: "f".into(), value: "v".into(), source: None, note: String::new(), adopted: false };
        EventDraft {
            key: format!("k{i}"),
            title: format!("Title {}", "x".repeat(usize::from(kind))),
            notes: "n".repeat(usize::from(kind) * 400),
            when: When::parse(["2024-07-16", "2024-07", "2024-07-16~", "2024-07-01/2024-07-31"][usize::from(kind % 4)])
                .ok()
                .filter(|_| some(5)),
            position: LonLat::new(f64::from(kind % 7), f64::from(kind % 3)).filter(|_| some(4)),
            place: some(3).then_some(PlaceId(u32::from(kind))),
            event_type: format!("type {}", kind % 6),
            sources: vec![SourceId(u32::from(kind % 2))],
            contradictions: if some(2) { String::new() } else { format!("c{kind}") },
            claims: if some(6) { Vec::new() } else { vec![claim.clone()] },
            details: (0..kind % 4).map(|n| (format!("d{n}"), format!("{}", kind / 2))).collect(),
            ..EventDraft::default()
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_table_of_several_builders_is_the_one_that_one_builder_would_have_made(
            kinds in prop::collection::vec(any::<u8>(), 0..200),
            parts in 1_usize..4,
            cuts in prop::collection::vec((1_u32..40, 0_usize..4), 1..40),
        ) {
            let mut one = TableBuilder::default();
            let mut several: Vec<TableBuilder> = (0..parts).map(|_| TableBuilder::default()).collect();
            let mut file: Vec<Stretch> = Vec::new();
            let mut cuts = cuts.into_iter().cycle();
            let (mut left, mut part) = (0, 0);
            for (i, kind) in (0_u32..).zip(&kinds) {
                if left == 0 {
                    let (length, to) = cuts.next().unwrap();
                    (left, part) = (length, to % parts);
                    let at = several[part].len() as u32;
                    file.push(Stretch { part, rows: at..at });
                }
                left -= 1;
                one.push(draft(i, *kind));
                several[part].push(draft(i, *kind));
                file.last_mut().unwrap().rows.end += 1;
            }
            let (one, joined) = (one.build(), EventTable::joined(several, &file));
            prop_assert_eq!((joined.len(), joined.placed()), (one.len(), one.placed()));
            for id in one.ids() {
                let said = |table: &EventTable| {
                    let details: Vec<(String, String)> =
                        table.details(id).map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
                    format!(
                        "{:?}",
                        (
                            (table.key(id), table.title(id), table.notes(id), table.date_text(id), table.days(id)),
                            (table.point(id), table.place(id), table.event_type.get(id.row()), table.sources(id)),
                            (table.contradictions(id), table.claims(id), details, table.sequence(id)),
                        )
                    )
                };
                prop_assert_eq!(said(&joined), said(&one));
                prop_assert_eq!(joined.by_key(one.key(id)), Some(id));
            }
            prop_assert_eq!(joined.by_key("none"), None::<EventId>);
        }
    }
}

use std::ops::Range;

use super::{EventTable, Renumbered, TableBuilder};

/// Rows of one builder that follow each other in the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stretch {
    /// Which builder.
    pub part: usize,
    /// Its rows, counted from 0 in the order in which they were pushed.
    pub rows: Range<u32>,
}

impl EventTable {
    /// The table of the rows of several builders, which may have been filled side by side. `file` names every row once,
    /// in the order of the file. Texts stay where they were pushed, so that none is copied.
    #[must_use]
    pub fn joined(mut parts: Vec<TableBuilder>, file: &[Stretch]) -> Self {
        let mut place = 0_u32;
        for Stretch { part, rows } in file {
            let numbers = parts[*part].table.sequence.own();
            for row in rows.clone() {
                numbers[row as usize] = place;
                place += 1;
            }
        }
        TableBuilder::together(parts.into_iter().map(|part| (part, Renumbered::default())).collect())
    }
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

//! What events name in other tables.

use std::collections::HashMap;

use rusqlite::{Connection, Row};

use super::side_by_side::{each, ranges};

/// About so many rows are read at once.
const ROWS: i64 = 1 << 17;

/// Row ids of another table to numbers here.
pub enum Ids {
    /// By id: mostly they are counted from 1.
    Dense(Vec<u32>),
    Sparse(HashMap<i64, u32>),
}

const NONE: u32 = u32::MAX;

impl Ids {
    pub fn of(ids: &[i64]) -> Self {
        let (least, most) = (ids.iter().min().copied().unwrap_or(0), ids.iter().max().copied().unwrap_or(0));
        let room = ids.len() as i64 * 4 + 1024;
        if least < 0 || most > room {
            return Self::Sparse(ids.iter().zip(0..).map(|(id, number)| (*id, number)).collect());
        }
        let mut numbers = vec![NONE; most as usize + 1];
        for (id, number) in ids.iter().zip(0..) {
            numbers[*id as usize] = number;
        }
        Self::Dense(numbers)
    }

    pub fn get(&self, id: i64) -> Option<u32> {
        match self {
            Self::Dense(numbers) => {
                let at = usize::try_from(id).ok()?;
                numbers.get(at).copied().filter(|it| *it != NONE)
            }
            Self::Sparse(numbers) => numbers.get(&id).copied(),
        }
    }
}

/// A relation in the order of its events.
pub struct Links<T> {
    /// Event, position, and what it names.
    rows: Vec<(i64, i64, T)>,
}

impl<T: Send> Links<T> {
    /// Read a table; `columns` begin with event and position, and what follows is read by `read`, which sees all of them.
    pub fn read(
        connection: &Connection,
        helpers: &mut [Connection],
        table: &str,
        columns: &str,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T> + Sync,
    ) -> rusqlite::Result<Self> {
        let ranges = ranges(connection, table, ROWS)?;
        let sql = format!("SELECT {columns} FROM {table} WHERE id BETWEEN ?1 AND ?2 ORDER BY id");
        let work = |connection: &Connection, _: &mut (), task: usize| {
            let mut statement = connection.prepare_cached(&sql)?;
            let mut found = statement.query(<[i64; 2]>::from(ranges[task]))?;
            let mut rows = Vec::new();
            while let Some(row) = found.next()? {
                let number = |at| row.get::<_, i64>(at).unwrap_or(i64::MAX);
                rows.push((number(0), number(1), read(row)?));
            }
            Ok(rows)
        };
        let (_, parts) = each(connection, helpers, ranges.len(), |_| (), work)?;
        let mut rows: Vec<_> = parts.into_iter().flatten().collect();
        // Nearly in order already, as they were written.
        rows.sort_by_key(|(event, position, _)| (*event, *position));
        Ok(Self { rows })
    }

    /// Those of events whose ids ascend from this one.
    pub fn from(&self, event: i64) -> Ahead<'_, T> {
        Ahead { rows: &self.rows[self.rows.partition_point(|(it, ..)| *it < event)..] }
    }
}

/// The rest of a relation, taken event by event.
pub struct Ahead<'a, T> {
    rows: &'a [(i64, i64, T)],
}

impl<'a, T> Ahead<'a, T> {
    /// Those of an event; events are asked for in ascending order.
    pub fn of(&mut self, event: i64) -> impl Iterator<Item = &'a T> + use<'a, T> {
        while self.rows.first().is_some_and(|(it, ..)| *it < event) {
            self.rows = &self.rows[1..];
        }
        let count = self.rows.iter().take_while(|(it, ..)| *it == event).count();
        let (found, rest) = self.rows.split_at(count);
        self.rows = rest;
        found.iter().map(|(_, _, it)| it)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_numbers_whether_they_are_counted_from_one_or_far_apart() {
        for ids in [vec![3, 1, 2, 900], vec![i64::MIN, 5, i64::MAX], vec![]] {
            let numbers = Ids::of(&ids);
            for (id, number) in ids.iter().zip(0..) {
                assert_eq!(numbers.get(*id), Some(number));
            }
            for none in [0, 4, -1, 1_000_000] {
                assert_eq!(numbers.get(none), None);
            }
        }
    }
}

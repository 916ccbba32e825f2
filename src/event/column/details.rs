use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::field::DetailColumn;
use super::{ListColumn, Pick, Whereabouts, same};

/// Every further field of every event, column by column. Which fields an event has, and in what order, is kept too.
#[derive(Clone, Debug, Default)]
pub struct Details {
    columns: Vec<DetailColumn>,
    /// Which columns a row has, in the order in which its source gives them.
    shapes: ListColumn<u32>,
    /// By name, and how many of that name the row has before it.
    known: HashMap<(String, u32), u32>,
    /// For the beginning of a row, and then for each column: which columns, each the first of its name, came next.
    next: Vec<Next>,
    /// The columns of the row that is being pushed.
    shape: Vec<u32>,
}

/// A few columns, the one that was found last first.
type Next = [u32; 4];

const NO_COLUMN: u32 = u32::MAX;

impl Details {
    pub(in crate::event) fn push<'a>(&mut self, row: u32, details: impl Iterator<Item = (&'a str, &'a str)>) {
        let mut shape = std::mem::take(&mut self.shape);
        shape.clear();
        let mut last = 0;
        for (name, text) in details {
            // Rows mostly have the same fields in the same order, but for some that are not given.
            let next = self.next.get(last).copied().unwrap_or([NO_COLUMN; 4]);
            let is_it = |it: &u32| {
                self.columns
                    .get(*it as usize)
                    .is_some_and(|column| !column.is_given(row) && same(column.name.as_bytes(), name.as_bytes()))
            };
            let column = match next.iter().position(is_it) {
                Some(0) => next[0],
                Some(at) => {
                    self.next[last].swap(0, at);
                    next[at]
                }
                None => {
                    let before = shape.iter().filter(|it| self.columns[**it as usize].name == name).count();
                    let column = self.column(name, before as u32);
                    if before == 0 {
                        self.next.resize(self.columns.len() + 1, [NO_COLUMN; 4]);
                        self.next[last].rotate_right(1);
                        self.next[last][0] = column;
                    }
                    column
                }
            };
            last = column as usize + 1;
            shape.push(column);
            self.columns[column as usize].push(row, text);
        }
        self.shapes.push(&shape);
        self.shape = shape;
    }

    fn column(&mut self, name: &str, before: u32) -> u32 {
        if let Some(column) = self.known.get(&(name.to_owned(), before)) {
            return *column;
        }
        let column = self.columns.len() as u32;
        self.columns.push(DetailColumn::new(name));
        self.known.insert((name.to_owned(), before), column);
        column
    }

    /// Name and text of every further field of a row.
    pub fn get(&self, row: usize) -> impl Iterator<Item = (&str, &str)> {
        self.shapes.get(row).iter().map(move |column| {
            let it = &self.columns[*column as usize];
            (it.name.as_str(), it.get(row))
        })
    }

    /// The columns, in the order in which their names came.
    pub fn columns(&self) -> &[DetailColumn] {
        &self.columns
    }

    /// No row is pushed any more.
    pub(in crate::event) fn settle(&mut self) {
        let rows = self.shapes.rows().len();
        self.columns.iter_mut().for_each(|column| column.settle(rows));
        self.next = Vec::new();
    }

    /// The rows of several tables in an order, on so many threads.
    pub(in crate::event) fn gathered(parts: &[&Self], order: &[Pick], threads: usize) -> Self {
        let mut it = Self::default();
        let mut known: Vec<Vec<u32>> = Vec::new();
        for part in parts {
            let mut names: HashMap<&str, u32> = HashMap::new();
            let mut columns = Vec::with_capacity(part.columns.len());
            for column in &part.columns {
                let before = names.entry(&column.name).or_default();
                columns.push(it.column(&column.name, *before));
                *before += 1;
            }
            known.push(columns);
        }
        let few = parts.iter().flat_map(|part| &part.columns).any(|column| column.sparse().is_some());
        let lengths: Vec<usize> = parts.iter().map(|part| if few { part.shapes.rows().len() } else { 0 }).collect();
        let whereabouts = Whereabouts::of(if few { order } else { &[] }, &lengths);
        let gather = |column: &DetailColumn, at: usize| {
            let of = |part: usize| known[part].iter().position(|it| *it as usize == at);
            let from: Vec<Option<&DetailColumn>> =
                parts.iter().enumerate().map(|(i, part)| of(i).map(|at| &part.columns[at])).collect();
            DetailColumn::gathered(&column.name, &from, order, &whereabouts)
        };
        let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let work = || {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(column) = it.columns.get(at) else { break };
                let column = gather(column, at);
                done.lock().unwrap_or_else(PoisonError::into_inner).push((at, column));
            }
        };
        let shapes: Vec<&ListColumn<u32>> = parts.iter().map(|part| &part.shapes).collect();
        let shapes = std::thread::scope(|scope| {
            (1..threads.min(it.columns.len())).for_each(|_| drop(scope.spawn(work)));
            work();
            ListColumn::gathered(&shapes, order, |part, column| known[part][column as usize])
        });
        it.shapes = shapes;
        for (at, column) in done.into_inner().unwrap_or_else(PoisonError::into_inner) {
            it.columns[at] = column;
        }
        it
    }

    /// Bytes of text, and bytes in use beside it.
    pub fn bytes(&self) -> (usize, usize) {
        self.columns.iter().fold((0, self.shapes.bytes()), |(text, beside), column| {
            let (more, besides) = column.bytes();
            (text + more, beside + besides)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_back_in_any_order_of_rows_however_many_have_them() {
        const ROWS: u32 = 150_000;
        let fields = |row: u32| {
            let every = [("every", format!("v{}", row % 7)), ("unlike", format!("text {row}"))];
            let late = (row > ROWS / 2).then(|| ("late", format!("l{}", row % 3)));
            let early = (row < 3000).then(|| ("early", format!("e{row}")));
            let rare = row.is_multiple_of(97).then(|| ("rare", format!("r{}", row % 5)));
            let odd = (row % 2 == 1).then(|| ("odd", format!("o{row}")));
            let twice = row.is_multiple_of(3).then(|| ("every", "again".to_owned()));
            let blank = row.is_multiple_of(5).then(|| ("blank", String::new()));
            let all = every.into_iter().chain(late).chain(early).chain(rare).chain(odd).chain(twice).chain(blank);
            all.collect::<Vec<_>>()
        };
        let filled = |rows: std::ops::Range<u32>| {
            let mut details = Details::default();
            for (at, row) in (0..).zip(rows) {
                details.push(at, fields(row).iter().map(|(name, text)| (*name, text.as_str())));
            }
            details
        };
        let is = |details: &Details, at: usize, row: u32| {
            let all: Vec<(&str, String)> = details.get(at).map(|(name, text)| (name, text.to_owned())).collect();
            assert_eq!(all, fields(row));
        };
        let mut whole = filled(0..ROWS);
        (0..ROWS).step_by(7).for_each(|row| is(&whole, row as usize, row));
        whole.settle();
        (0..ROWS).step_by(7).for_each(|row| is(&whole, row as usize, row));
        let (mut first, mut second) = (filled(0..70_000), filled(70_000..ROWS));
        first.settle();
        second.settle();
        // Backwards, every third row left out.
        let rows: Vec<u32> = (0..ROWS).rev().filter(|row| row % 3 != 1).collect();
        let one: Vec<Pick> = rows.iter().map(|row| Pick { part: 0, row: *row }).collect();
        let split = |row: u32| if row < 70_000 { Pick { part: 0, row } } else { Pick { part: 1, row: row - 70_000 } };
        let two: Vec<Pick> = rows.iter().map(|row| split(*row)).collect();
        for threads in [1, 3] {
            for gathered in
                [Details::gathered(&[&whole], &one, threads), Details::gathered(&[&first, &second], &two, threads)]
            {
                rows.iter().enumerate().step_by(11).for_each(|(at, row)| is(&gathered, at, *row));
                let named = |name: &str| gathered.columns().iter().find(|it| it.name == name).unwrap();
                assert!(named("every").words().is_some() && named("rare").sparse().is_some());
                assert!(named("unlike").words().is_none() && named("unlike").sparse().is_none());
            }
        }
    }
}

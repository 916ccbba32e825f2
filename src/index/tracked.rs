use std::sync::Arc;

use super::{Bits, parallel};

/// Numbers over a set of rows that can be brought up to date row by row.
pub trait Counts: Clone + Send + Sync {
    /// What rows are counted by.
    type By<'a>: Copy + Sync;

    /// The same for no rows.
    fn none(&self) -> Self;

    /// Count rows, ascending: once more if `by` is 1, once less if it is `u32::MAX` (numbers wrap around).
    fn add(&mut self, of: Self::By<'_>, rows: &[u32], by: u32);

    /// Add what was counted over other rows.
    fn merge(&mut self, other: &Self);

    /// All rows are counted: work out what follows from the numbers.
    fn settle(&mut self, _of: Self::By<'_>) {}
}

/// Counts that follow a set of rows as it changes, by whatever is least work: counting what came and went, counting
/// anew, or taking what is not in it from the counts over everything.
#[derive(Clone, Debug)]
pub struct Tracked<T> {
    rows: Arc<Bits>,
    now: Arc<T>,
    whole: Arc<T>,
}

/// More rows than this are counted on all cores.
const MANY: usize = 150_000;
/// Rows handed over at once.
const BATCH: usize = 1024;

impl<T: Counts> Tracked<T> {
    /// Count over everything, once; `none` is what no rows count to.
    pub fn new(of: T::By<'_>, none: T, rows: usize) -> Self {
        let all = Arc::new(Bits::all(rows));
        let mut whole = count(of, &none, &all);
        whole.settle(of);
        let whole = Arc::new(whole);
        Self { rows: all, now: Arc::clone(&whole), whole }
    }

    /// The counts over these rows.
    pub fn follow(&mut self, of: T::By<'_>, rows: &Arc<Bits>, changes: &mut Changes) -> &Arc<T> {
        if Arc::ptr_eq(&self.rows, rows) {
            return &self.now;
        }
        let change = changes.between(&self.rows, rows);
        if change.flips > 0 {
            let (inside, outside) = (rows.count(), rows.len() - rows.count());
            let mut next = if change.flips <= inside.min(outside) {
                // Without a copy, unless a view still holds the old ones.
                let now = Arc::unwrap_or_clone(std::mem::replace(&mut self.now, Arc::clone(&self.whole)));
                apply(of, now, &change)
            } else if inside <= outside {
                count(of, &self.whole.none(), rows)
            } else {
                let all = Arc::new(Bits::all(rows.len()));
                apply(of, T::clone(&self.whole), &changes.between(&all, rows))
            };
            next.settle(of);
            self.now = Arc::new(next);
        }
        self.rows = Arc::clone(rows);
        &self.now
    }

    /// The counts over everything.
    pub fn whole(&self) -> &Arc<T> {
        &self.whole
    }
}

/// Hand the rows of some words over, in batches.
fn hand_over(words: &[u32], word: impl Fn(usize) -> u64, mut to: impl FnMut(&[u32])) {
    let mut batch: Vec<u32> = Vec::with_capacity(BATCH + 64);
    for i in words {
        let mut left = word(*i as usize);
        while left != 0 {
            batch.push(*i * 64 + left.trailing_zeros());
            left &= left - 1;
        }
        if batch.len() >= BATCH {
            to(&batch);
            batch.clear();
        }
    }
    if !batch.is_empty() {
        to(&batch);
    }
}

fn count<T: Counts>(of: T::By<'_>, none: &T, rows: &Bits) -> T {
    let words = rows.words();
    let part = |range: std::ops::Range<usize>| {
        let mut it = none.clone();
        let all: Vec<u32> = (range.start as u32 / 64..range.end.div_ceil(64) as u32).collect();
        hand_over(&all, |i| words[i], |batch| it.add(of, batch, 1));
        it
    };
    if rows.count() < MANY {
        return part(0..rows.len());
    }
    let mut parts = parallel::each_part(rows.len(), part).into_iter();
    let mut sum = parts.next().unwrap_or_else(|| none.clone());
    parts.for_each(|it| sum.merge(&it));
    sum
}

fn apply<T: Counts>(of: T::By<'_>, mut counts: T, change: &Change) -> T {
    let (old, new) = (change.old.words(), change.new.words());
    let add = |words: &[u32], it: &mut T| {
        hand_over(words, |i| new[i] & !old[i], |batch| it.add(of, batch, 1));
        hand_over(words, |i| old[i] & !new[i], |batch| it.add(of, batch, u32::MAX));
    };
    if change.flips < MANY {
        add(&change.words, &mut counts);
    } else {
        let none = counts.none();
        let parts = parallel::each_part(change.old.len(), |range| {
            let mut it = none.clone();
            let at = |row: usize| change.words.partition_point(|word| (*word as usize) < row.div_ceil(64));
            add(&change.words[at(range.start)..at(range.end)], &mut it);
            it
        });
        parts.iter().for_each(|it| counts.merge(it));
    }
    counts
}

/// Where two sets of rows differ.
#[derive(Debug)]
struct Change {
    old: Arc<Bits>,
    new: Arc<Bits>,
    /// The words that differ, ascending.
    words: Vec<u32>,
    /// How many rows are in one of the sets alone.
    flips: usize,
}

/// Where sets of rows differ, looked for once for all counts that follow from one set to the other.
#[derive(Debug, Default)]
pub struct Changes {
    known: Vec<Arc<Change>>,
}

impl Changes {
    /// So many pairs are remembered.
    const MOST: usize = 6;

    fn between(&mut self, old: &Arc<Bits>, new: &Arc<Bits>) -> Arc<Change> {
        let same = |it: &&Arc<Change>| Arc::ptr_eq(&it.old, old) && Arc::ptr_eq(&it.new, new);
        if let Some(known) = self.known.iter().find(same) {
            return Arc::clone(known);
        }
        let mut words = Vec::new();
        let mut flips = 0;
        for (i, (a, b)) in old.words().iter().zip(new.words()).enumerate() {
            if a != b {
                words.push(i as u32);
                flips += (a ^ b).count_ones() as usize;
            }
        }
        let change = Arc::new(Change { old: Arc::clone(old), new: Arc::clone(new), words, flips });
        if self.known.len() == Self::MOST {
            self.known.remove(0);
        }
        self.known.push(Arc::clone(&change));
        change
    }
}

/// Add numbers to numbers; they wrap around.
pub fn add_all(to: &mut [u32], from: &[u32]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = to.wrapping_add(*from);
    }
}

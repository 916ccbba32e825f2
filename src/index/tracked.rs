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
    pub fn follow(&mut self, of: T::By<'_>, rows: &Arc<Bits>) -> &Arc<T> {
        if Arc::ptr_eq(&self.rows, rows) {
            return &self.now;
        }
        let flips = self.rows.flips(rows);
        if flips > 0 {
            let (inside, outside) = (rows.count(), rows.len() - rows.count());
            let mut next = if flips <= inside.min(outside) {
                // Without a copy, unless a view still holds the old ones.
                let now = Arc::unwrap_or_clone(std::mem::replace(&mut self.now, Arc::clone(&self.whole)));
                change(of, now, &self.rows, rows, flips)
            } else if inside <= outside {
                count(of, &self.whole.none(), rows)
            } else {
                let all = Bits::all(rows.len());
                change(of, T::clone(&self.whole), &all, rows, outside)
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
fn hand_over(words: std::ops::Range<usize>, word: impl Fn(usize) -> u64, mut to: impl FnMut(&[u32])) {
    let mut batch: Vec<u32> = Vec::with_capacity(BATCH + 64);
    for i in words {
        let mut left = word(i);
        while left != 0 {
            batch.push((i * 64) as u32 + left.trailing_zeros());
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
        hand_over(range.start / 64..range.end.div_ceil(64), |i| words[i], |batch| it.add(of, batch, 1));
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

fn change<T: Counts>(of: T::By<'_>, mut counts: T, old: &Bits, new: &Bits, flips: usize) -> T {
    let (old, new, len) = (old.words(), new.words(), new.len());
    let apply = |range: std::ops::Range<usize>, it: &mut T| {
        let words = range.start / 64..range.end.div_ceil(64);
        hand_over(words.clone(), |i| new[i] & !old[i], |batch| it.add(of, batch, 1));
        hand_over(words, |i| old[i] & !new[i], |batch| it.add(of, batch, u32::MAX));
    };
    if flips < MANY {
        apply(0..len, &mut counts);
    } else {
        let none = counts.none();
        let parts = parallel::each_part(len, |range| {
            let mut it = none.clone();
            apply(range, &mut it);
            it
        });
        parts.iter().for_each(|it| counts.merge(it));
    }
    counts
}

/// Add numbers to numbers; they wrap around.
pub fn add_all(to: &mut [u32], from: &[u32]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = to.wrapping_add(*from);
    }
}

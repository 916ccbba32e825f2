use std::ops::Range;

use super::parallel;
use crate::event::Codes;

/// Bits per rank block: eight words, one cache line.
const BLOCK: usize = 512;
const WORDS: usize = BLOCK / 64;

/// A set of rows, with running counts, so that "how many in this range of rows" is two look-ups.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Bits {
    words: Vec<u64>,
    /// Rows set before each block, and the total at the end.
    ranks: Vec<u32>,
    len: usize,
}

impl Bits {
    /// The rows below `len` for which the predicate holds.
    pub fn from_fn(len: usize, mut holds: impl FnMut(usize) -> bool) -> Self {
        let mut words = vec![0_u64; len.div_ceil(64)];
        for (i, word) in words.iter_mut().enumerate() {
            let first = i * 64;
            for bit in 0..(len - first).min(64) {
                *word |= u64::from(holds(first + bit)) << bit;
            }
        }
        Self::from_words(words, len)
    }

    /// The same, on all cores; the predicate is asked of the rows in order, part by part.
    pub fn build(len: usize, holds: impl Fn(usize) -> bool + Sync) -> Self {
        let parts = parallel::each_part(len, |part| {
            let mut words = Vec::with_capacity(part.len().div_ceil(64));
            let mut first = part.start;
            while first < part.end {
                let mut word = 0_u64;
                for bit in 0..(part.end - first).min(64) {
                    word |= u64::from(holds(first + bit)) << bit;
                }
                words.push(word);
                first += 64;
            }
            words
        });
        Self::from_words(parts.concat(), len)
    }

    /// The rows whose code is chosen: one answer a code.
    pub fn of_codes(codes: &Codes, chosen: &[bool]) -> Self {
        let len = codes.len();
        match codes {
            Codes::Zero(_) if chosen.first() == Some(&true) => Self::all(len),
            Codes::Zero(_) => Self::none(len),
            Codes::Byte(rows) => {
                // As many answers as there are bytes: no look-up has to be checked.
                let mut answers = [false; 256];
                answers[..chosen.len().min(256)].copy_from_slice(&chosen[..chosen.len().min(256)]);
                Self::build(len, |row| answers[usize::from(rows[row])])
            }
            Codes::Short(rows) => Self::build(len, |row| chosen[usize::from(rows[row])]),
            Codes::Wide(rows) => Self::build(len, |row| chosen[rows[row] as usize]),
        }
    }

    /// No row below `len`.
    pub fn none(len: usize) -> Self {
        Self::from_words(vec![0; len.div_ceil(64)], len)
    }

    /// All rows below `len`.
    pub fn all(len: usize) -> Self {
        let mut words = vec![u64::MAX; len.div_ceil(64)];
        if let (Some(last), 1..) = (words.last_mut(), len % 64) {
            *last = (1 << (len % 64)) - 1;
        }
        Self::from_words(words, len)
    }

    /// These rows, all below `len`.
    pub fn from_rows(len: usize, rows: impl IntoIterator<Item = usize>) -> Self {
        let mut words = vec![0_u64; len.div_ceil(64)];
        for row in rows.into_iter().filter(|row| *row < len) {
            words[row / 64] |= 1 << (row % 64);
        }
        Self::from_words(words, len)
    }

    /// From the words of [`Bits::words`]; bits from `len` on must be zero.
    pub(crate) fn from_words(words: Vec<u64>, len: usize) -> Self {
        let mut ranks = Vec::with_capacity(words.len().div_ceil(WORDS) + 1);
        let mut sum = 0_u32;
        ranks.push(0);
        for block in words.chunks(WORDS) {
            sum += block.iter().map(|w| w.count_ones()).sum::<u32>();
            ranks.push(sum);
        }
        Self { words, ranks, len }
    }

    /// The rows in every one of the sets; all rows below `len` if there are no sets.
    pub fn and<'a>(len: usize, sets: impl IntoIterator<Item = &'a Bits>) -> Self {
        let mut sets = sets.into_iter();
        let Some(first) = sets.next() else { return Self::all(len) };
        let mut words = first.words.clone();
        for set in sets {
            for (word, other) in words.iter_mut().zip(&set.words) {
                *word &= other;
            }
        }
        Self::from_words(words, len)
    }

    /// The rows in either set.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self::from_words(self.words.iter().zip(&other.words).map(|(a, b)| a | b).collect(), self.len)
    }

    /// Row `i` is bit `i % 64` of word `i / 64`.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Bytes in use.
    pub fn bytes(&self) -> usize {
        self.words.capacity() * 8 + self.ranks.capacity() * 4
    }

    /// How many rows are in one of the two sets alone.
    pub fn flips(&self, other: &Self) -> usize {
        self.words.iter().zip(&other.words).map(|(a, b)| (a ^ b).count_ones() as usize).sum()
    }

    /// The row of the set that has so many before it.
    pub fn select(&self, nth: usize) -> Option<usize> {
        if nth >= self.count() {
            return None;
        }
        let block = self.ranks.partition_point(|rank| *rank as usize <= nth) - 1;
        let mut left = nth - self.ranks[block] as usize;
        for (i, word) in self.words[block * WORDS..].iter().enumerate() {
            let count = word.count_ones() as usize;
            if left < count {
                let mut word = *word;
                for _ in 0..left {
                    word &= word - 1;
                }
                return Some((block * WORDS + i) * 64 + word.trailing_zeros() as usize);
            }
            left -= count;
        }
        None
    }

    /// The first row of the set that lies in the range; it is near if there are many.
    pub fn first_in(&self, rows: Range<usize>) -> Option<usize> {
        self.iter_in(rows).next()
    }

    /// The last row of the set that lies in the range.
    pub fn last_in(&self, rows: Range<usize>) -> Option<usize> {
        let end = rows.end.min(self.len);
        (rows.start / 64..end.div_ceil(64)).rev().find_map(|i| {
            let mut word = self.words[i];
            if i == end / 64 {
                word &= (1 << (end % 64)) - 1;
            }
            let last = i * 64 + (word.checked_ilog2()? as usize);
            (last >= rows.start).then_some(last)
        })
    }

    /// How many rows there are to choose from.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no rows to choose from.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many rows are in the set.
    pub fn count(&self) -> usize {
        self.ranks.last().map_or(0, |n| *n as usize)
    }

    pub fn contains(&self, row: usize) -> bool {
        self.words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// How many rows of the set lie below `row`.
    pub fn rank(&self, row: usize) -> usize {
        let row = row.min(self.len);
        let block = row / BLOCK;
        let mut count = self.ranks[block];
        for word in block * WORDS..row / 64 {
            count += self.words[word].count_ones();
        }
        if !row.is_multiple_of(64) {
            count += (self.words[row / 64] & ((1 << (row % 64)) - 1)).count_ones();
        }
        count as usize
    }

    /// How many rows of the set lie in the range.
    pub fn count_in(&self, rows: Range<usize>) -> usize {
        self.rank(rows.end).saturating_sub(self.rank(rows.start))
    }

    /// The rows of the set, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.iter_in(0..self.len)
    }

    /// The rows of the set that lie in the range, ascending.
    pub fn iter_in(&self, rows: Range<usize>) -> impl Iterator<Item = usize> + '_ {
        let end = rows.end.min(self.len);
        let start = rows.start.min(end);
        let masked = move |i: usize| {
            let mut word = self.words[i];
            if i == start / 64 {
                word &= u64::MAX << (start % 64);
            }
            if i == end / 64 && !end.is_multiple_of(64) {
                word &= (1 << (end % 64)) - 1;
            }
            word
        };
        (start / 64..end.div_ceil(64)).flat_map(move |i| {
            let mut word = masked(i);
            std::iter::from_fn(move || {
                (word != 0).then(|| {
                    let bit = word.trailing_zeros() as usize;
                    word &= word - 1;
                    i * 64 + bit
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sets_agree_with_a_naive_scan(rows in proptest::collection::vec(any::<bool>(), 0..2000), a in 0_usize..2100, b in 0_usize..2100) {
            let bits = Bits::from_fn(rows.len(), |i| rows[i]);
            let naive: Vec<usize> = (0..rows.len()).filter(|i| rows[*i]).collect();
            prop_assert_eq!(bits.iter().collect::<Vec<_>>(), naive.clone());
            prop_assert_eq!(bits.count(), naive.len());
            let range = a.min(b)..a.max(b);
            let inside: Vec<usize> = naive.iter().copied().filter(|i| range.contains(i)).collect();
            prop_assert_eq!(bits.count_in(range.clone()), inside.len());
            prop_assert_eq!(bits.first_in(range.clone()), inside.first().copied());
            prop_assert_eq!(bits.last_in(range.clone()), inside.last().copied());
            prop_assert_eq!(bits.iter_in(range).collect::<Vec<_>>(), inside);
            prop_assert!(naive.iter().enumerate().all(|(nth, row)| bits.select(nth) == Some(*row)));
            prop_assert_eq!(bits.select(naive.len()), None);
            prop_assert_eq!(Bits::build(rows.len(), |row| rows[row]), bits.clone());
            prop_assert_eq!(bits.flips(&Bits::none(rows.len())), naive.len());
            prop_assert_eq!(Bits::from_rows(rows.len(), naive), bits.clone());
            prop_assert_eq!(Bits::and(rows.len(), [&bits, &Bits::all(rows.len())]), bits);
        }
    }
}

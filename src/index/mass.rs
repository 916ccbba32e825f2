use super::{Bits, Counts, add_all};
use crate::event::WorldPoint;

/// Colour slots there can be.
pub const SLOTS: usize = 8;
/// Rows in a block, and blocks in a stretch.
const BLOCK: usize = 64;
const STRETCH: usize = 8;

/// How many of some rows, of which colours, and the sums of their positions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sum {
    pub x: u64,
    pub y: u64,
    pub slots: [u32; SLOTS],
}

impl Sum {
    fn row(&mut self, at: WorldPoint, slot: u8, by: u32) {
        let times = i64::from(by as i32) as u64;
        self.x = self.x.wrapping_add(u64::from(at.x).wrapping_mul(times));
        self.y = self.y.wrapping_add(u64::from(at.y).wrapping_mul(times));
        if let Some(slot) = self.slots.get_mut(usize::from(slot)) {
            *slot = slot.wrapping_add(by);
        }
    }

    fn and(&mut self, other: &Self) {
        self.x = self.x.wrapping_add(other.x);
        self.y = self.y.wrapping_add(other.y);
        add_all(&mut self.slots, &other.slots);
    }

    /// Without what is in the other.
    #[must_use]
    pub fn less(&self, other: &Self) -> Self {
        let mut slots = self.slots;
        for (slot, less) in slots.iter_mut().zip(other.slots) {
            *slot = slot.wrapping_sub(less);
        }
        Self { x: self.x.wrapping_sub(other.x), y: self.y.wrapping_sub(other.y), slots }
    }
}

/// Where the rows of a set lie and what colours they have, block by block, so that the sum over any range of rows costs
/// next to nothing: what the map asks of its cells.
#[derive(Clone, Debug, Default)]
pub struct Mass {
    blocks: Vec<Sum>,
    /// Sums of whole stretches.
    stretches: Vec<Sum>,
    /// Sums over all stretches before.
    before: Vec<Sum>,
}

/// What [`Mass`] counts by: the points, and the colour slot of every row.
#[derive(Clone, Copy)]
pub struct Places<'a> {
    pub points: &'a [WorldPoint],
    pub slot_of: &'a [u8],
}

impl Mass {
    /// Of no rows, with room for so many placed ones.
    pub fn with_room(placed: usize) -> Self {
        let blocks = placed.div_ceil(BLOCK);
        let stretches = blocks.div_ceil(STRETCH);
        Self {
            blocks: vec![Sum::default(); blocks],
            stretches: vec![Sum::default(); stretches],
            before: vec![Sum::default(); stretches + 1],
        }
    }

    /// The sum over the rows of the set before a row; the set must be the one that was counted.
    pub fn before(&self, of: Places<'_>, rows: &Bits, row: usize) -> Sum {
        let row = row.min(of.points.len());
        let block = row / BLOCK;
        let stretch = block / STRETCH;
        let mut sum = self.before.get(stretch).copied().unwrap_or_default();
        for it in &self.blocks[stretch * STRETCH..block] {
            sum.and(it);
        }
        // A block is a word of the set: add those before the row, or take those from it on away from all.
        let placed = of.points.len() - block * BLOCK;
        let there = if placed < BLOCK { (1 << placed) - 1 } else { u64::MAX };
        let word = rows.words().get(block).copied().unwrap_or(0) & there;
        let before = word & ((1 << (row % BLOCK)) - 1);
        let (mut word, by) = match self.blocks.get(block) {
            Some(all) if before.count_ones() * 2 > word.count_ones() => {
                sum.and(all);
                (word & !before, u32::MAX)
            }
            _ => (before, 1),
        };
        while word != 0 {
            let row = block * BLOCK + word.trailing_zeros() as usize;
            sum.row(of.points[row], of.slot_of.get(row).copied().unwrap_or(0), by);
            word &= word - 1;
        }
        sum
    }

    pub fn bytes(&self) -> usize {
        (self.blocks.capacity() + self.stretches.capacity() + self.before.capacity()) * size_of::<Sum>()
    }
}

impl Counts for Mass {
    type By<'a> = Places<'a>;

    fn none(&self) -> Self {
        Self {
            blocks: vec![Sum::default(); self.blocks.len()],
            stretches: vec![Sum::default(); self.stretches.len()],
            before: self.before.clone(),
        }
    }

    fn add(&mut self, of: Places<'_>, rows: &[u32], by: u32) {
        let placed = rows.partition_point(|row| (*row as usize) < of.points.len());
        for row in &rows[..placed] {
            let row = *row as usize;
            let slot = of.slot_of.get(row).copied().unwrap_or(0);
            self.blocks[row / BLOCK].row(of.points[row], slot, by);
            self.stretches[row / BLOCK / STRETCH].row(of.points[row], slot, by);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.blocks.iter_mut().zip(&other.blocks).for_each(|(to, from)| to.and(from));
        self.stretches.iter_mut().zip(&other.stretches).for_each(|(to, from)| to.and(from));
    }

    fn settle(&mut self, _: Places<'_>) {
        let mut sum = Sum::default();
        for (before, stretch) in self.before.iter_mut().zip(&self.stretches) {
            *before = sum;
            sum.and(stretch);
        }
        if let Some(last) = self.before.last_mut() {
            *last = sum;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_before_any_row_is_that_of_a_plain_look() {
        // Some rows have no place, and the last block is not full.
        let (placed, len) = (1_000, 1_050);
        let points: Vec<WorldPoint> = (0..placed).map(|i| WorldPoint { x: i * 7, y: i * i }).collect();
        let slot_of: Vec<u8> = (0..len).map(|i| (i % 11) as u8).collect();
        let of = Places { points: &points, slot_of: &slot_of };
        for keep in [u64::MAX, 0, 0x8000_0000_0000_0001, 0xFFFF_0FFF_F0F0_1357] {
            let rows = Bits::from_fn(len, |row| keep >> (row % 64) & 1 == 1);
            let mut mass = Mass::with_room(points.len());
            mass.add(of, &rows.iter().map(|row| row as u32).collect::<Vec<_>>(), 1);
            mass.settle(of);
            let mut sum = Sum::default();
            for row in 0..len {
                assert_eq!(mass.before(of, &rows, row), sum, "row {row} of {keep:x}");
                if rows.contains(row) && row < points.len() {
                    sum.row(points[row], slot_of[row], 1);
                }
            }
        }
    }
}

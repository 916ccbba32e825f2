use std::hash::{BuildHasher, Hash, Hasher, RandomState};

const FREE: u32 = u32::MAX;

/// A hash table of row numbers: what they are numbers of is kept elsewhere. Keyed at random, so that no file can be
/// made to fill one chain.
#[derive(Clone, Debug)]
pub(in crate::event) struct Slots {
    slots: Vec<u32>,
    used: usize,
    seed: u64,
}

/// Multiplies and folds, eight bytes at a time: a fraction of the work of the standard hasher, and every import
/// hashes each cell.
struct Fold(u64);

impl Fold {
    fn mix(&mut self, word: u64) {
        let wide = u128::from(self.0 ^ word) * u128::from(0x9E37_79B9_7F4A_7C15_u64);
        self.0 = (wide as u64) ^ ((wide >> 64) as u64);
    }
}

impl Hasher for Fold {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        let mut last = [0_u8; 8];
        last[..rest.len()].copy_from_slice(rest);
        // The length tells a text from the same one with zeros behind it.
        self.mix(u64::from_le_bytes(last) ^ ((bytes.len() as u64) << 56));
    }

    fn write_u32(&mut self, word: u32) {
        self.mix(u64::from(word));
    }

    fn write_usize(&mut self, word: usize) {
        self.mix(word as u64);
    }

    fn finish(&self) -> u64 {
        let mut it = Fold(self.0);
        it.mix(0xD6E8_FEB8_6659_FD93);
        it.0
    }
}

fn seed() -> u64 {
    RandomState::new().hash_one(0)
}

impl Default for Slots {
    fn default() -> Self {
        Self { slots: Vec::new(), used: 0, seed: seed() }
    }
}

impl Slots {
    /// With room for so many numbers at 80 % load.
    pub fn with_room(numbers: usize) -> Self {
        Self { slots: vec![FREE; numbers + numbers / 4 + 8], used: 0, seed: seed() }
    }

    pub fn hash(&self, value: impl Hash) -> u64 {
        let mut hasher = Fold(self.seed);
        value.hash(&mut hasher);
        hasher.finish()
    }

    /// Spread over the slots without a power of two.
    fn start(&self, hash: u64) -> usize {
        ((u128::from(hash) * self.slots.len() as u128) >> 64) as usize
    }

    /// The first number with this hash that is what is looked for.
    pub fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mut at = self.start(hash);
        loop {
            match self.slots[at] {
                FREE => return None,
                number if is_it(number) => return Some(number),
                _ => at = if at + 1 == self.slots.len() { 0 } else { at + 1 },
            }
        }
    }

    /// Add a number that is not there. `hash_of` tells the hash of those that are, in case the table must grow.
    pub fn insert(&mut self, hash: u64, number: u32, hash_of: impl Fn(&Self, u32) -> u64) {
        if (self.used + 1) * 5 > self.slots.len() * 4 {
            let mut wider = Self { slots: vec![FREE; self.slots.len() * 2 + 16], used: 0, seed: self.seed };
            for old in self.slots.iter().copied().filter(|it| *it != FREE) {
                wider.place(hash_of(self, old), old);
            }
            *self = wider;
        }
        self.place(hash, number);
    }

    /// Put a number in the place of the one that is what is looked for, or add it.
    pub fn set(&mut self, hash: u64, number: u32, is_it: impl Fn(u32) -> bool, hash_of: impl Fn(&Self, u32) -> u64) {
        let mut at = if self.slots.is_empty() { 0 } else { self.start(hash) };
        while let Some(slot) = self.slots.get_mut(at).filter(|slot| **slot != FREE) {
            if is_it(*slot) {
                *slot = number;
                return;
            }
            at = if at + 1 == self.slots.len() { 0 } else { at + 1 };
        }
        self.insert(hash, number, hash_of);
    }

    fn place(&mut self, hash: u64, number: u32) {
        let mut at = self.start(hash);
        while self.slots[at] != FREE {
            at = if at + 1 == self.slots.len() { 0 } else { at + 1 };
        }
        self.slots[at] = number;
        self.used += 1;
    }

    pub fn bytes(&self) -> usize {
        self.slots.capacity() * 4
    }
}

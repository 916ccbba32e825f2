use std::hash::{BuildHasher, Hash, Hasher, RandomState};

const FREE: u32 = u32::MAX;

/// A hash table of row numbers: what they are numbers of is kept elsewhere. Keyed at random, so that no file can be
/// made to fill one chain.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
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
        // Blocks that overlap are read at once where copying a rest of some length would be a call.
        let last = if let Some(tail) = bytes.last_chunk::<8>() {
            bytes[..bytes.len() - 1].as_chunks::<8>().0.iter().for_each(|word| self.mix(u64::from_le_bytes(*word)));
            u64::from_le_bytes(*tail)
        } else if let (Some(head), Some(tail)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            u64::from(u32::from_le_bytes(*head)) | u64::from(u32::from_le_bytes(*tail)) << 32
        } else {
            bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte))
        };
        // The length tells a text from the same one with zeros around it.
        self.mix(last ^ (bytes.len() as u64).rotate_right(8));
    }

    fn write_u8(&mut self, byte: u8) {
        self.0 = self.0.rotate_left(9) ^ u64::from(byte);
    }

    fn write_u16(&mut self, word: u16) {
        self.mix(u64::from(word));
    }

    fn write_i32(&mut self, word: i32) {
        self.mix(u64::from(word.cast_unsigned()));
    }

    fn write_u64(&mut self, word: u64) {
        self.mix(word);
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

/// Whether two texts are the same. Short ones, as most are, without a call; and never so that an empty text is looked
/// at, which may stand nowhere: processors may take long over that.
#[inline]
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    fn ends<const N: usize>(it: &[u8]) -> Option<(&[u8; N], &[u8; N])> {
        it.first_chunk().zip(it.last_chunk())
    }
    if a.len() != b.len() {
        return false;
    }
    match a.len() {
        0 => true,
        1..4 => (a[0], a[a.len() / 2], a[a.len() - 1]) == (b[0], b[b.len() / 2], b[b.len() - 1]),
        4..8 => ends::<4>(a) == ends::<4>(b),
        8..17 => ends::<8>(a) == ends::<8>(b),
        17..33 => ends::<16>(a) == ends::<16>(b),
        _ => a == b,
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

    #[inline]
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
    #[inline]
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
        // A small table is kept roomy, since nearly every cell of an import is looked up in one: then the first slot is
        // mostly the right one. A large one is kept tight.
        let room = match self.slots.len() {
            ..0x4000 => self.slots.len() / 4,
            0x4000..0x4_0000 => self.slots.len() / 2,
            many => many / 5 * 4,
        };
        if self.used + 1 > room {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn texts_are_the_same_when_every_byte_is(text in "[ab]{0,40}", at in any::<usize>()) {
            let mut other = text.clone().into_bytes();
            let slots = Slots::default();
            prop_assert!(same(text.as_bytes(), &other));
            prop_assert_eq!(slots.hash(text.as_str()), slots.hash(&*text.clone()));
            if let Some(at) = at.checked_rem(text.len()) {
                other[at] = b'c';
                prop_assert!(!same(text.as_bytes(), &other));
                prop_assert_ne!(slots.hash(text.as_bytes()), slots.hash(&other[..]));
            }
        }
    }
}

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;

/// The ids of a file, each told apart from those before it.
#[derive(Debug, Default)]
pub(in crate::format) struct Keys {
    hasher: RandomState,
    seen: HashSet<u64, RandomState>,
    again: HashMap<String, u32>,
    scratch: String,
}

impl Keys {
    /// The id of a row: the one that is given, or one made of its place in the file.
    pub fn name(&self, given: &str, number: u32, key: &mut String) {
        if given.is_empty() {
            *key = format!("row-{}", number.saturating_add(1));
        } else {
            given.clone_into(key);
        }
    }

    /// Room for so many more.
    pub fn reserve(&mut self, count: usize) {
        self.seen.reserve(count);
    }

    /// Whether a row before this one has the id; then the number that tells this one apart, as in `id~2`.
    pub fn take(&mut self, key: &str) -> Option<u32> {
        if self.seen.insert(self.hasher.hash_one(key)) {
            return None;
        }
        let again = match self.again.get_mut(key) {
            Some(again) => again,
            None => self.again.entry(key.to_owned()).or_insert(1),
        };
        loop {
            *again = again.saturating_add(1);
            self.scratch.clear();
            self.scratch.push_str(key);
            self.scratch.push('~');
            self.scratch.push_str(&again.to_string());
            if self.seen.insert(self.hasher.hash_one(self.scratch.as_str())) || *again == u32::MAX {
                return Some(*again);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_is_there_twice_even_if_one_looks_like_one_told_apart() {
        let mut keys = Keys::default();
        let taken = ["a", "b", "a~2", "a", "a", "a~2"].map(|key| keys.take(key));
        assert_eq!(taken, [None, None, None, Some(3), Some(4), Some(2)]);
    }
}

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

const SHARDS: usize = 256;

/// A map by key whose copies share what neither of them changes: a project is copied at every edit, and most of
/// what it knows of its events stays.
#[derive(Clone, Debug)]
pub struct Shards<V> {
    shards: Vec<Arc<BTreeMap<String, V>>>,
    len: usize,
}

impl<V> Default for Shards<V> {
    fn default() -> Self {
        Self { shards: vec![Arc::default(); SHARDS], len: 0 }
    }
}

impl<V: PartialEq> PartialEq for Shards<V> {
    fn eq(&self, other: &Self) -> bool {
        // Most shards are one and the same.
        let same = |(a, b): (&Arc<BTreeMap<String, V>>, &Arc<BTreeMap<String, V>>)| Arc::ptr_eq(a, b) || a == b;
        self.len == other.len && self.shards.iter().zip(&other.shards).all(same)
    }
}

impl<V: Clone> Shards<V> {
    fn shard(key: &str) -> usize {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(key);
        usize::try_from(hash % SHARDS as u64).unwrap_or(0)
    }

    pub fn get(&self, key: &str) -> Option<&V> {
        self.shards[Self::shard(key)].get(key)
    }

    pub fn contains(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub fn insert(&mut self, key: String, value: V) -> Option<V> {
        let shard = &mut self.shards[Self::shard(&key)];
        let old = Arc::make_mut(shard).insert(key, value);
        self.len += usize::from(old.is_none());
        old
    }

    pub fn remove(&mut self, key: &str) -> Option<V> {
        let shard = &mut self.shards[Self::shard(key)];
        if !shard.contains_key(key) {
            return None;
        }
        self.len -= 1;
        Arc::make_mut(shard).remove(key)
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Everything, in no telling order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.shards.iter().flat_map(|shard| shard.iter()).map(|(key, value)| (key.as_str(), value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_does_not_see_later_changes() {
        let mut map = Shards::default();
        for i in 0..1000 {
            map.insert(format!("k{i}"), i);
        }
        let before = map.clone();
        assert_eq!((map.remove("k7"), map.insert("k8".into(), 0), map.len()), (Some(7), Some(8), 999));
        assert_eq!((before.get("k7"), before.get("k8"), before.len()), (Some(&7), Some(&8), 1000));
        assert!(map.remove("none").is_none() && map != before);
        assert_eq!(map.iter().count(), 999);
    }
}

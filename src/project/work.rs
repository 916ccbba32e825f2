use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::shards::Shards;
use super::{ArticleRecord, Capture, EventRecord, Field, GroupRecord, Relation, Value};
use crate::event::{Place, Source};

/// The analyst's own marks on an event.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mark {
    /// Keys of tags.
    pub tags: Vec<String>,
    pub starred: bool,
    pub remark: String,
}

/// A tag that events can carry.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Tag {
    pub name: String,
    /// Name of a category colour, or empty.
    pub colour: String,
}

/// A filter kept under a name.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedFilter {
    pub name: String,
    /// The filter by stable keys, as JSON; see `filter::Keyed`.
    pub filter: String,
}

/// A proposal that the user did not want.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Rejected {
    /// Key of the article it was found in; may be empty.
    pub article: String,
    /// The words it was found in.
    pub words: String,
    pub reason: String,
}

/// What was imported of one kind of thing, where the project now says otherwise.
#[derive(Clone, PartialEq, Debug)]
pub struct Origins<T> {
    /// What the project itself added, by key.
    pub own: Shards<()>,
    /// Imported, still there, but changed: what it was.
    pub changed: BTreeMap<String, T>,
    /// Imported and taken away: its place in the order of the import, counted from 0, and what it was.
    pub removed: BTreeMap<String, (u32, T)>,
}

impl<T> Default for Origins<T> {
    fn default() -> Self {
        Self { own: Shards::default(), changed: BTreeMap::new(), removed: BTreeMap::new() }
    }
}

impl<T: Clone + PartialEq> Origins<T> {
    /// Keep in mind what was imported when `current` becomes `new`. `rank` is the place in the order of the import.
    pub fn put(&mut self, key: &str, current: Option<&T>, rank: impl FnOnce() -> u32, new: Option<&T>) {
        match (current, new) {
            (None, None) => {}
            (Some(current), None) => {
                if self.own.remove(key).is_none() {
                    let original = self.changed.remove(key).unwrap_or_else(|| current.clone());
                    self.removed.insert(key.to_owned(), (rank(), original));
                }
            }
            (None, Some(new)) => match self.removed.remove(key) {
                Some((_, original)) if original != *new => drop(self.changed.insert(key.to_owned(), original)),
                Some(_) => {}
                None => drop(self.own.insert(key.to_owned(), ())),
            },
            (Some(current), Some(new)) => {
                if !self.own.contains(key) {
                    let original = self.changed.remove(key).unwrap_or_else(|| current.clone());
                    if original != *new {
                        self.changed.insert(key.to_owned(), original);
                    }
                }
            }
        }
    }

    /// The place in the order of the import of what is the `index`-th imported thing still there.
    pub fn rank(&self, index: u32) -> u32 {
        rank(&self.gaps(), index)
    }

    /// The places of what was taken away, ascending.
    pub fn gaps(&self) -> Vec<u32> {
        let mut gaps: Vec<u32> = self.removed.values().map(|(rank, _)| *rank).collect();
        gaps.sort_unstable();
        gaps
    }
}

/// The place in the whole order of the `index`-th thing that is still there.
pub fn rank(gaps: &[u32], index: u32) -> u32 {
    gaps.iter().fold(index, |rank, gap| if *gap <= rank { rank + 1 } else { rank })
}

/// Everything that the user's work adds to what was imported.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Work {
    /// Events: own ones and those taken away; for changed ones see [`Work::corrections`].
    pub events: Origins<EventRecord>,
    /// What was imported, field by field, where an imported event now says something else.
    pub corrections: Shards<BTreeMap<Field, Value>>,
    pub marks: Shards<Mark>,
    pub places: Origins<Place>,
    pub groups: Origins<GroupRecord>,
    pub sources: Origins<Source>,
    pub articles: Origins<ArticleRecord>,
    pub tags: BTreeMap<String, Tag>,
    pub filters: BTreeMap<String, SavedFilter>,
    pub rejected: BTreeMap<String, Rejected>,
    /// The originals of articles, by the article's key.
    pub captures: BTreeMap<String, Arc<Capture>>,
    /// What was decided of two events, by [`Relation::key`].
    pub relations: BTreeMap<String, Relation>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_leave_room_for_what_was_taken_away() {
        assert_eq!([0, 1, 2, 3].map(|index| rank(&[], index)), [0, 1, 2, 3]);
        assert_eq!([0, 1, 2, 3].map(|index| rank(&[0, 2, 3], index)), [1, 4, 5, 6]);
    }

    #[test]
    fn what_was_imported_is_kept_until_it_holds_again() {
        let mut origins = Origins::<u8>::default();
        origins.put("a", Some(&1), || 0, Some(&2));
        assert_eq!(origins.changed.get("a"), Some(&1));
        origins.put("a", Some(&2), || 0, None);
        assert_eq!(origins.removed.get("a"), Some(&(0, 1)));
        origins.put("a", None, || 0, Some(&3));
        origins.put("a", Some(&3), || 0, Some(&1));
        assert_eq!(origins, Origins::default());
        origins.put("b", None, || 0, Some(&9));
        origins.put("b", Some(&9), || 0, Some(&8));
        assert!(origins.own.contains("b") && origins.changed.is_empty());
        origins.put("b", Some(&8), || 0, None);
        assert_eq!(origins, Origins::default());
    }
}

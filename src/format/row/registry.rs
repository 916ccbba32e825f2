//! Groups, places and sources of a foreign file, told apart by what they are called.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::event::{Group, GroupId, Groups, LonLat, Place, PlaceId, Source, SourceId, When};
use crate::text::fold;

type Map<K, V> = HashMap<K, V, RandomState>;

/// What a source is told by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct SourceSeen<'a> {
    pub publisher: &'a str,
    pub title: &'a str,
    pub url: &'a str,
}

/// Everything that events refer to.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    groups: Vec<Group>,
    group_ids: Map<String, GroupId>,
    places: Vec<Place>,
    place_ids: Map<String, PlaceId>,
    sources: Vec<Source>,
    source_ids: Map<String, SourceId>,
    /// For each sort of thing: ids that are taken, with the last number that told a further one apart.
    keys: [Map<String, u32>; 3],
    scratch: String,
}

impl Registry {
    /// The group of this name; none once there are 65,535. What kind it is, is asked when it is new.
    pub fn group(&mut self, name: &str, kind: impl FnOnce() -> String) -> Option<GroupId> {
        if let Some(id) = self.group_ids.get(name) {
            return Some(*id);
        }
        let id = u16::try_from(self.groups.len()).ok().filter(|id| *id != u16::MAX).map(GroupId)?;
        let key = self.key(0, "group", name);
        self.groups.push(Group { key, name: name.to_owned(), kind: kind(), ..Group::default() });
        self.group_ids.insert(name.to_owned(), id);
        Some(id)
    }

    /// The place of this name in this unit of this country. Where it is and how exactly that is known, is taken from
    /// whoever tells it first.
    pub fn place(
        &mut self,
        [name, admin1, country]: [&str; 3],
        kind: &str,
        at: Option<LonLat>,
        precision_m: Option<f32>,
    ) -> PlaceId {
        self.scratch.clear();
        for part in [name, "\u{1f}", admin1, "\u{1f}", country] {
            self.scratch.push_str(part);
        }
        if let Some(id) = self.place_ids.get(&self.scratch) {
            let place = &mut self.places[id.0 as usize];
            if place.position.is_none() && at.is_some() {
                place.position = at;
                place.precision_km = precision_m.map(|m| m / 1000.0);
            }
            return *id;
        }
        let id = PlaceId(u32::try_from(self.places.len()).unwrap_or(u32::MAX));
        let key = self.key(1, "place", name);
        self.places.push(Place {
            key,
            name: name.to_owned(),
            admin1: admin1.to_owned(),
            country: country.to_owned(),
            kind: kind.to_owned(),
            position: at,
            precision_km: precision_m.map(|m| m / 1000.0),
            ..Place::default()
        });
        self.place_ids.insert(self.scratch.clone(), id);
        id
    }

    /// The source told by these.
    pub fn source(&mut self, seen: SourceSeen<'_>, date: Option<&When>) -> SourceId {
        let SourceSeen { publisher, title, url } = seen;
        self.scratch.clear();
        for part in [publisher, "\u{1f}", title, "\u{1f}", url, "\u{1f}", date.map_or("", When::text)] {
            self.scratch.push_str(part);
        }
        if let Some(id) = self.source_ids.get(&self.scratch) {
            return *id;
        }
        let id = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        let host = host(url);
        let publisher = if publisher.is_empty() { host } else { publisher };
        let key = self.key(2, "source", if publisher.is_empty() { title } else { publisher });
        self.sources.push(Source {
            key,
            publisher: publisher.to_owned(),
            title: title.to_owned(),
            url: url.to_owned(),
            date: date.cloned(),
            ..Source::default()
        });
        self.source_ids.insert(self.scratch.clone(), id);
        id
    }

    /// A source that is known in full already.
    pub fn add_source(&mut self, mut source: Source) -> SourceId {
        let id = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        source.key = self.key(2, "source", &source.key);
        self.sources.push(source);
        id
    }

    pub fn place_name(&self, id: PlaceId) -> &str {
        &self.places[id.0 as usize].name
    }

    pub fn group_name(&self, id: GroupId) -> &str {
        &self.groups[usize::from(id.0)].name
    }

    pub fn finish(self) -> (Groups, Vec<Place>, Vec<Source>) {
        (Groups::new(self.groups), self.places, self.sources)
    }

    /// An id as case folders have them: made of the name, and not used before.
    fn key(&mut self, sort: usize, what: &str, name: &str) -> String {
        let stem = slug(name).unwrap_or_else(|| what.to_owned());
        let keys = &mut self.keys[sort];
        let Some(last) = keys.get(&stem).copied() else {
            keys.insert(stem.clone(), 1);
            return stem;
        };
        // A stem never holds "~", so numbered keys are never stems.
        keys.insert(stem.clone(), last.saturating_add(1));
        format!("{stem}~{}", last.saturating_add(1))
    }
}

/// A name as an id: `Kata'ib Hezbollah` is `kataib_hezbollah`. Nothing if no letter of it is Latin.
pub(crate) fn slug(name: &str) -> Option<String> {
    const LONGEST: usize = 60;
    let mut slug = String::new();
    for c in fold(name).chars() {
        if slug.len() >= LONGEST {
            break;
        }
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('_') {
            slug.push('_');
        }
    }
    let slug = slug.trim_end_matches('_');
    (!slug.is_empty()).then(|| slug.to_owned())
}

/// `https://www.example.org/a` is of `example.org`.
pub(crate) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = host.rsplit('@').next().unwrap_or(host);
    let host = host.split(':').next().unwrap_or(host);
    host.strip_prefix("www.").unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_is_the_same_group_and_every_key_is_its_own() {
        let mut registry = Registry::default();
        let ids = ["Kata'ib Hezbollah", "kataib hezbollah", "Kata'ib Hezbollah", "حزب الله", "حلب"]
            .map(|name| registry.group(name, String::new).unwrap());
        assert_eq!(ids.map(|id| id.0), [0, 1, 0, 2, 3]);
        let (groups, ..) = registry.finish();
        let keys: Vec<&str> = groups.iter().map(|(_, group)| group.key.as_str()).collect();
        assert_eq!(keys, ["kataib_hezbollah", "kataib_hezbollah~2", "group", "group~2"]);
    }

    #[test]
    fn a_source_without_a_publisher_is_named_by_its_host() {
        let mut registry = Registry::default();
        registry.source(SourceSeen { url: "https://user@www.example.org:80/a?b", ..SourceSeen::default() }, None);
        let (.., sources) = registry.finish();
        assert_eq!((sources[0].publisher.as_str(), sources[0].key.as_str()), ("example.org", "example_org"));
    }

    #[test]
    fn two_places_of_one_name_in_two_countries_are_two() {
        let mut registry = Registry::default();
        let tripoli = |registry: &mut Registry, country| registry.place(["Tripoli", "", country], "", None, None);
        assert_ne!(tripoli(&mut registry, "Libya"), tripoli(&mut registry, "Lebanon"));
        let at = LonLat::new(13.2, 32.9);
        assert_eq!(registry.place(["Tripoli", "", "Libya"], "", at, Some(5_000.0)), PlaceId(0));
        let (_, places, _) = registry.finish();
        assert_eq!((places[0].position, places[0].precision_km), (at, Some(5.0)));
    }
}

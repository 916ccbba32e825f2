//! Groups, places and sources of a foreign file, told apart by what they are called.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::fast::RandomState;

use super::names::Names;
use crate::event::{Group, GroupId, Groups, LonLat, Place, PlaceId, Renumbered, Source, SourceId, When};
use crate::text::fold;

/// What a source is told by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct SourceSeen<'a> {
    pub publisher: &'a str,
    pub title: &'a str,
    pub url: &'a str,
}

/// Something that events refer to, with the number of the row that named it first.
#[derive(Debug)]
struct Named<T> {
    it: T,
    first: u32,
}

/// A place, and which row told where it is.
#[derive(Debug)]
struct PlaceSeen {
    place: Place,
    told: u32,
}

/// A source, and whether its publisher was given and not taken from its address.
#[derive(Debug)]
struct Told {
    source: Source,
    given: bool,
}

/// Everything that events refer to. Ids are given at the end ([`Registry::together`]), when all is known.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    groups: Vec<Named<Group>>,
    group_names: Names<1>,
    places: Vec<Named<PlaceSeen>>,
    place_names: Names<3>,
    /// Places of which nobody has told yet where they are.
    nowhere: usize,
    sources: Vec<Named<Told>>,
    source_names: Names<4>,
    /// The row that is being read.
    pub row: u32,
    /// What others have, too, where several read one file.
    admitted: Option<Arc<Admitted>>,
}

/// The names of groups that several who read one file have found. Together they are no more than there can be.
#[derive(Debug, Default)]
struct Admitted {
    names: Mutex<HashSet<String>>,
    /// There are more. Which of them come first in the file, only one who reads alone can tell.
    too_many: AtomicBool,
}

/// Groups that there can be.
const MOST_GROUPS: usize = u16::MAX as usize;

impl Registry {
    /// The group of this name, if it is known.
    pub fn known_group(&self, name: &str) -> Option<GroupId> {
        self.group_names.find([name]).map(|at| GroupId(at as u16))
    }

    /// The group of this name; none once there are 65,535. What kind it is, is asked when it is new.
    pub fn group(&mut self, name: &str, kind: impl FnOnce() -> String) -> Option<GroupId> {
        if let Some(id) = self.known_group(name) {
            return Some(id);
        }
        if !self.admits(name) {
            return None;
        }
        Some(self.new_group(Group { name: name.to_owned(), kind: kind(), ..Group::default() }, self.row))
    }

    fn admits(&self, name: &str) -> bool {
        let Some(shared) = &self.admitted else { return self.groups.len() < MOST_GROUPS };
        let mut names = shared.names.lock().unwrap_or_else(PoisonError::into_inner);
        if names.contains(name) || (names.len() < MOST_GROUPS && names.insert(name.to_owned())) {
            return true;
        }
        shared.too_many.store(true, Ordering::Relaxed);
        false
    }

    /// Whether those who read one file together have found more groups than there can be.
    pub fn has_too_many(&self) -> bool {
        self.admitted.as_ref().is_some_and(|it| it.too_many.load(Ordering::Relaxed))
    }

    /// Registries for so many who read one file.
    pub fn several(count: usize) -> impl Iterator<Item = Self> {
        let admitted = (count > 1).then(Arc::default);
        (0..count).map(move |_| Self { admitted: admitted.clone(), ..Self::default() })
    }

    fn new_group(&mut self, it: Group, first: u32) -> GroupId {
        let at = self.group_names.add([&it.name], false);
        self.groups.push(Named { it, first });
        GroupId(at as u16)
    }

    /// The place of this name in this unit of this country. Where it is and how exactly that is known, is taken from
    /// whoever tells it first.
    pub fn place(&mut self, names: [&str; 3], kind: &str, at: Option<LonLat>, precision_m: Option<f32>) -> PlaceId {
        let precision_km = precision_m.map(|m| m / 1000.0);
        if let Some(id) = self.known_place(names) {
            if self.nowhere > 0 && at.is_some() {
                let PlaceSeen { place, told } = &mut self.places[id.0 as usize].it;
                if place.position.is_none() {
                    (place.position, place.precision_km, *told) = (at, precision_km, self.row);
                    self.nowhere -= 1;
                }
            }
            return id;
        }
        let [name, admin1, country] = names.map(str::to_owned);
        let kind = kind.to_owned();
        let place = Place { name, admin1, country, kind, position: at, precision_km, ..Place::default() };
        self.new_place(PlaceSeen { place, told: self.row }, self.row)
    }

    fn known_place(&self, names: [&str; 3]) -> Option<PlaceId> {
        self.place_names.find(names).map(PlaceId)
    }

    fn new_place(&mut self, it: PlaceSeen, first: u32) -> PlaceId {
        let at = self.place_names.add([&it.place.name, &it.place.admin1, &it.place.country], false);
        self.nowhere += usize::from(it.place.position.is_none());
        self.places.push(Named { it, first });
        PlaceId(at)
    }

    /// The source told by these.
    pub fn source(&mut self, seen: SourceSeen<'_>, date: Option<&When>) -> SourceId {
        let SourceSeen { publisher, title, url } = seen;
        if let Some(id) = self.known_source([publisher, title, url, date.map_or("", When::text)]) {
            return id;
        }
        let given = !publisher.is_empty();
        let source = Source {
            publisher: if given { publisher } else { host(url) }.to_owned(),
            title: title.to_owned(),
            url: url.to_owned(),
            date: date.cloned(),
            ..Source::default()
        };
        self.new_source(Told { source, given }, self.row)
    }

    fn known_source(&self, told: [&str; 4]) -> Option<SourceId> {
        self.source_names.find(told).map(SourceId)
    }

    fn new_source(&mut self, it: Told, first: u32) -> SourceId {
        let at = self.source_names.add(told_by(&it), false);
        self.sources.push(Named { it, first });
        SourceId(at)
    }

    /// A source that is known in full already. It is not looked for by what it is told by.
    pub fn add_source(&mut self, source: Source) -> SourceId {
        let it = Told { source, given: true };
        let at = self.source_names.add(told_by(&it), true);
        self.sources.push(Named { it, first: self.row });
        SourceId(at)
    }

    pub fn place_name(&self, id: PlaceId) -> &str {
        &self.places[id.0 as usize].it.place.name
    }

    pub fn group_name(&self, id: GroupId) -> &str {
        &self.groups[usize::from(id.0)].it.name
    }

    /// What several registries of one file hold, each thing once, in the order in which rows name them; and what the
    /// numbers of each are in it.
    pub fn together(mut all: Vec<Self>) -> (Groups, Vec<Place>, Vec<Source>, Vec<Renumbered>) {
        if let [only] = &mut all[..] {
            return std::mem::take(only).finish(vec![Renumbered::default()]);
        }
        let mut whole = Self::default();
        let mut numbers: Vec<Renumbered> = all.iter().map(|_| Renumbered::default()).collect();
        for (part, at, first, group) in in_order(&mut all, |it| &mut it.groups) {
            let known = whole.known_group(&group.name);
            let id = known.unwrap_or_else(|| whole.new_group(group, first));
            put(&mut numbers[part].groups, at, id);
        }
        for (part, at, first, seen) in in_order(&mut all, |it| &mut it.places) {
            let names = [seen.place.name.as_str(), &seen.place.admin1, &seen.place.country];
            let id = match whole.known_place(names) {
                None => whole.new_place(seen, first),
                Some(id) => {
                    let known = &mut whole.places[id.0 as usize].it;
                    let earlier = known.place.position.is_none() || seen.told < known.told;
                    if seen.place.position.is_some() && earlier {
                        known.place.position = seen.place.position;
                        known.place.precision_km = seen.place.precision_km;
                        known.told = seen.told;
                    }
                    id
                }
            };
            put(&mut numbers[part].places, at, id);
        }
        for (part, at, first, told) in in_order(&mut all, |it| &mut it.sources) {
            let id = whole.known_source(told_by(&told)).unwrap_or_else(|| whole.new_source(told, first));
            put(&mut numbers[part].sources, at, id);
        }
        whole.finish(numbers)
    }

    fn finish(self, numbers: Vec<Renumbered>) -> (Groups, Vec<Place>, Vec<Source>, Vec<Renumbered>) {
        let mut keys = Keys::default();
        let mut groups: Vec<Group> = self.groups.into_iter().map(|it| it.it).collect();
        groups.iter_mut().for_each(|it| it.key = keys.next("group", &it.name));
        keys.0.clear();
        let mut places: Vec<Place> = self.places.into_iter().map(|it| it.it.place).collect();
        places.iter_mut().for_each(|it| it.key = keys.next("place", &it.name));
        keys.0.clear();
        let mut sources: Vec<Source> = self.sources.into_iter().map(|it| it.it.source).collect();
        for it in &mut sources {
            let named = [&it.key, &it.publisher, &it.title].into_iter().find(|it| !it.is_empty());
            it.key = keys.next("source", named.map_or("", |it| it));
        }
        (Groups::new(groups), places, sources, numbers)
    }
}

fn told_by(told: &Told) -> [&str; 4] {
    let it = &told.source;
    let publisher = if told.given { &it.publisher } else { "" };
    [publisher, &it.title, &it.url, it.date.as_ref().map_or("", When::text)]
}

/// What all registries have of something, in the order in which rows name it: whose it is, its number there, the row.
fn in_order<T>(all: &mut [Registry], of: impl Fn(&mut Registry) -> &mut Vec<Named<T>>) -> Vec<(usize, usize, u32, T)> {
    let mut found = Vec::new();
    for (part, it) in all.iter_mut().enumerate() {
        let own = std::mem::take(of(it)).into_iter().enumerate();
        found.extend(own.map(|(at, Named { it, first })| (part, at, first, it)));
    }
    found.sort_by_key(|(_, at, first, _)| (*first, *at));
    found
}

fn put<T: Copy>(numbers: &mut Vec<T>, at: usize, id: T) {
    if numbers.len() <= at {
        numbers.resize(at + 1, id);
    }
    numbers[at] = id;
}

/// Ids that are taken, with the last number that told a further one apart.
#[derive(Default)]
struct Keys(HashMap<String, u32, RandomState>);

impl Keys {
    /// An id as case folders have them: made of the name, and not used before.
    fn next(&mut self, what: &str, name: &str) -> String {
        let stem = slug(name).unwrap_or_else(|| what.to_owned());
        let Some(last) = self.0.get_mut(&stem) else {
            self.0.insert(stem.clone(), 1);
            return stem;
        };
        // A stem never holds "~", so numbered keys are never stems.
        *last = last.saturating_add(1);
        format!("{stem}~{last}")
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
        let (groups, ..) = Registry::together(vec![registry]);
        let keys: Vec<&str> = groups.iter().map(|(_, group)| group.key.as_str()).collect();
        assert_eq!(keys, ["kataib_hezbollah", "kataib_hezbollah~2", "group", "group~2"]);
    }

    #[test]
    fn a_source_without_a_publisher_is_named_by_its_host() {
        let mut registry = Registry::default();
        registry.source(SourceSeen { url: "https://user@www.example.org:80/a?b", ..SourceSeen::default() }, None);
        let (.., sources, _) = Registry::together(vec![registry]);
        assert_eq!((sources[0].publisher.as_str(), sources[0].key.as_str()), ("example.org", "example_org"));
    }

    #[test]
    fn two_places_of_one_name_in_two_countries_are_two() {
        let mut registry = Registry::default();
        let tripoli = |registry: &mut Registry, country| registry.place(["Tripoli", "", country], "", None, None);
        assert_ne!(tripoli(&mut registry, "Libya"), tripoli(&mut registry, "Lebanon"));
        let at = LonLat::new(13.2, 32.9);
        assert_eq!(registry.place(["Tripoli", "", "Libya"], "", at, Some(5_000.0)), PlaceId(0));
        let (_, places, ..) = Registry::together(vec![registry]);
        assert_eq!((places[0].position, places[0].precision_km), (at, Some(5.0)));
    }
    #[test]
    fn what_several_threads_found_is_what_one_would_have_found() {
        let at = |lon: f64| LonLat::new(lon, 10.0);
        // Row, group, place, where it is, publisher.
        let rows = [
            (0, "A", "X", None, "P"),
            (1, "B", "Y", at(1.0), "Q"),
            (2, "A", "X", at(2.0), "P"),
            (3, "C", "X", at(3.0), ""),
            (4, "B", "Z", None, "R"),
            (5, "D", "Y", at(5.0), "P"),
        ];
        let read = |of: &dyn Fn(u32) -> bool| {
            let mut it = Registry::default();
            let mut named = Vec::new();
            for (row, group, place, at, publisher) in rows.into_iter().filter(|row| of(row.0)) {
                it.row = row;
                let seen = SourceSeen { publisher, url: "https://p.org/1", ..SourceSeen::default() };
                let group = it.group(group, String::new).unwrap();
                named.push((row, group, it.place([place, "", ""], "", at, None), it.source(seen, None)));
            }
            (it, named)
        };
        let (one, alone) = read(&|_| true);
        let (groups, places, sources, _) = Registry::together(vec![one]);
        let (first, of_first) = read(&|row| row > 2);
        let (second, of_second) = read(&|row| row <= 2);
        let (all_groups, all_places, all_sources, numbers) = Registry::together(vec![first, second]);
        let keys = |groups: &Groups| groups.iter().map(|(_, it)| it.key.clone()).collect::<Vec<_>>();
        assert_eq!((keys(&all_groups), &all_places, &all_sources), (keys(&groups), &places, &sources));
        for (part, named) in [of_first, of_second].into_iter().enumerate() {
            for (row, group, place, source) in named {
                let it = &numbers[part];
                let ids = (it.groups[usize::from(group.0)], it.places[place.0 as usize], it.sources[source.0 as usize]);
                let (_, group, place, source) = alone[row as usize];
                assert_eq!(ids, (group, place, source), "row {row}");
            }
        }
    }
}

//! Several projects as one, each a layer of it.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use super::mentioned::Mentions;
use super::{LayerStyle, Meta, Project, Work};
use crate::article::{Article, ArticleId, Target};
use crate::event::{EventId, EventTable, Group, GroupId, Groups, LayerPart, Place, PlaceId, Source, SourceId};

/// One project that is shown as a layer among others.
#[derive(Clone, Copy, Debug)]
pub struct Layer<'a> {
    /// What it is called; what has layers already keeps them.
    pub name: &'a str,
    pub project: &'a Project,
}

impl Project {
    /// Several projects as one: the events of all in one table, each with the key of its layer.
    ///
    /// Groups of one name become one; so do places of one name, region and country unless they lie elsewhere, and sources
    /// that are alike in every field. What one of them does not say is taken from the other. Where two things have one key,
    /// the later one gets another (`key~2`). Of more than 65,534 groups the rest becomes one, "Further groups", and the
    /// number of groups in it is told beside the project.
    ///
    /// What a layer of mentions says of events that another layer has ([`super::MENTIONED`]) becomes their sources.
    ///
    /// The first is the one that the others join: what it says of itself and all work done on it hold for the whole, and
    /// its own things stay behind everything that was imported. Of the others stars, tags and remarks are kept; what was
    /// corrected in them counts as imported.
    pub fn merged(layers: &[Layer<'_>]) -> (Self, usize) {
        let Some(first) = layers.first().map(|it| it.project) else { return (Self::default(), 0) };
        // Events of which one layer knows mentions only are those of another that has them.
        let mentions = Mentions::of(layers);
        let left = layers.iter().zip(&mentions.left);
        let layers: Vec<Layer<'_>> =
            left.map(|(it, left)| Layer { name: it.name, project: left.as_ref().unwrap_or(it.project) }).collect();
        let layers = &layers[..];
        let mut all = Lists::default();
        let mut numbers: Vec<Numbers> = layers.iter().map(|layer| all.add(layer.project)).collect();
        all.own_last(first.work(), &mut numbers);
        let keys = other_keys(layers);
        let (styles, words) = styles(layers);
        let parts: Vec<LayerPart<'_>> = layers
            .iter()
            .zip(&numbers)
            .zip(keys.iter().zip(&words))
            .map(|((layer, to), (keys, layers))| LayerPart {
                table: &layer.project.events,
                layers,
                keys,
                places: &to.places,
                groups: &to.groups,
                sources: &to.sources,
            })
            .collect();
        let (mut events, rows) = EventTable::merged(&parts);
        let row = |layer: usize, key: &str| {
            let id = layers.get(layer)?.project.events.by_key(key)?;
            rows.get(layer)?.get(id.row()).copied()
        };
        let source = |layer: usize, id: SourceId| numbers[layer].sources.get(id.0 as usize).copied().unwrap_or(id);
        let more = mentions.sources(row, source, |id| events.sources(id).to_vec());
        if !more.is_empty() {
            events = events.with_sources(&more);
        }
        let own = &first.work().events.own;
        if !own.is_empty() {
            let last: Vec<bool> = events.ids().map(|id| own.contains(events.key(id))).collect();
            events = events.in_sequence(|id| (last[id.row()], 0));
        }
        let mut articles = Vec::new();
        for ((layer, to), rows) in layers.iter().zip(&numbers).zip(&rows) {
            articles.extend(layer.project.articles.iter().map(|it| all.article(it, to, rows)));
        }
        let is_own = |article: &Article| first.work().articles.own.contains(&article.key);
        let opened = first.meta.first_article.and_then(|id| articles.get(id.0 as usize)).map(|it| it.key.clone());
        articles.sort_by_key(is_own);
        let at = |key: String| articles.iter().position(|it| it.key == key);
        let meta = Meta {
            first_article: opened.and_then(at).map(|at| ArticleId(at as u32)),
            first_event: first.meta.first_event.and_then(|id| rows.first()?.get(id.row()).copied()),
            layers: styles,
            ..first.meta.clone()
        };
        let left_out = all.left_out;
        let mut merged =
            Self::new(meta, events, all.places.all, Groups::new(all.groups.all), all.sources.all, articles);
        merged.work = Arc::new(work(layers, &keys, &words));
        merged.revision = layers.iter().map(|it| it.project.revision).max().unwrap_or(0) + 1;
        (merged, left_out)
    }
}

/// What the numbers of a layer are in the whole.
struct Numbers {
    places: Vec<PlaceId>,
    groups: Vec<GroupId>,
    sources: Vec<SourceId>,
}

/// The last number that a group can have; where there are more groups, it stands for all that found no room.
const LAST: u16 = u16::MAX - 1;

#[derive(Default)]
struct Lists {
    places: Joined<Place, (String, String, String)>,
    groups: Joined<Group, String>,
    sources: Joined<Source, String>,
    articles: HashSet<String>,
    left_out: usize,
}

/// Things in the order in which they came, those that are one thing once, each with a key of its own.
struct Joined<T, N> {
    all: Vec<T>,
    known: HashMap<N, Vec<usize>>,
    keys: HashSet<String>,
}

impl<T, N> Default for Joined<T, N> {
    fn default() -> Self {
        Self { all: Vec::new(), known: HashMap::new(), keys: HashSet::new() }
    }
}

impl<T: Clone, N: Hash + Eq> Joined<T, N> {
    /// The number of a thing: of one that is the same, or a new one.
    fn number(&mut self, name: N, it: &T, key: fn(&mut T) -> &mut String, same: impl Fn(&mut T) -> bool) -> usize {
        let known = self.known.entry(name).or_default();
        if let Some(at) = known.iter().find(|at| same(&mut self.all[**at])) {
            return *at;
        }
        let mut it = it.clone();
        let own = free(key(&mut it), |key| !self.keys.contains(key));
        self.keys.insert(own.clone());
        *key(&mut it) = own;
        known.push(self.all.len());
        self.all.push(it);
        self.all.len() - 1
    }

    /// Put some behind all others; what becomes of the numbers.
    fn last(&mut self, is_last: impl Fn(&T) -> bool) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order.sort_by_key(|at| is_last(&self.all[*at]));
        let mut to = vec![0; order.len()];
        order.iter().enumerate().for_each(|(new, old)| to[*old] = new);
        self.all = order.into_iter().map(|at| self.all[at].clone()).collect();
        to
    }
}

/// Say what only the other one says.
fn fill(to: &mut String, from: &str) {
    if to.is_empty() {
        from.clone_into(to);
    }
}

fn also(to: &mut Vec<String>, name: &str, from: &[String]) {
    for it in from.iter().filter(|it| *it != name) {
        if !to.contains(it) {
            to.push(it.clone());
        }
    }
}

impl Lists {
    fn add(&mut self, of: &Project) -> Numbers {
        let places = of.places.iter().map(|it| PlaceId(self.place(it) as u32)).collect();
        let sources = of.sources.iter().map(|it| SourceId(self.source(it) as u32)).collect();
        let groups: Vec<GroupId> = of.groups.iter().map(|(_, it)| self.group(it)).collect();
        for ((_, group), id) in of.groups.iter().zip(&groups).filter(|(_, id)| id.0 < LAST) {
            // An umbrella may stand below its members.
            for up in group.umbrella.iter().map(|up| groups[usize::from(up.0)]).filter(|up| up.0 < LAST) {
                let known = &mut self.groups.all[usize::from(id.0)].umbrella;
                if up != *id && !known.contains(&up) {
                    known.push(up);
                }
            }
        }
        Numbers { places, groups, sources }
    }

    fn place(&mut self, it: &Place) -> usize {
        let named = if it.name.is_empty() { format!("\u{1f}{}", it.key) } else { it.name.clone() };
        let name = (named, it.admin1.clone(), it.country.clone());
        self.places.number(
            name,
            it,
            |it| &mut it.key,
            |known| {
                if known.position.is_some() && it.position.is_some() && known.position != it.position {
                    return false;
                }
                if known.position.is_none() {
                    (known.position, known.precision_km) = (it.position, it.precision_km);
                    fill(&mut known.evidence, &it.evidence);
                }
                also(&mut known.aliases, &known.name.clone(), &it.aliases);
                fill(&mut known.kind, &it.kind);
                fill(&mut known.iso2, &it.iso2);
                fill(&mut known.note, &it.note);
                true
            },
        )
    }

    fn source(&mut self, it: &Source) -> usize {
        let name = [&*it.publisher, &it.agency, &it.title, &it.url].join("\u{1f}");
        self.sources.number(
            name,
            it,
            |it| &mut it.key,
            |known| {
                let alike = Source { key: known.key.clone(), ..it.clone() };
                *known == alike
            },
        )
    }

    fn group(&mut self, it: &Group) -> GroupId {
        let name = if it.name.is_empty() { format!("\u{1f}{}", it.key) } else { it.name.clone() };
        if self.groups.all.len() >= usize::from(LAST) && !self.groups.known.contains_key(&name) {
            if self.left_out == 0 {
                let further =
                    Group { key: "further-groups".to_owned(), name: "Further groups".to_owned(), ..Group::default() };
                self.groups.all.push(further);
            }
            self.left_out += 1;
            return GroupId(LAST);
        }
        let bare = Group { umbrella: Vec::new(), ..it.clone() };
        let number = self.groups.number(
            name,
            &bare,
            |it| &mut it.key,
            |known| {
                also(&mut known.aliases, &known.name.clone(), &it.aliases);
                fill(&mut known.kind, &it.kind);
                fill(&mut known.description, &it.description);
                fill(&mut known.colour, &it.colour);
                true
            },
        );
        GroupId(u16::try_from(number).unwrap_or(LAST))
    }

    /// What people added stands behind what was imported.
    fn own_last(&mut self, work: &Work, numbers: &mut [Numbers]) {
        if !work.places.own.is_empty() {
            let to = self.places.last(|it| work.places.own.contains(&it.key));
            let all = numbers.iter_mut().flat_map(|it| &mut it.places);
            all.for_each(|id| *id = PlaceId(to[id.0 as usize] as u32));
        }
        if !work.sources.own.is_empty() {
            let to = self.sources.last(|it| work.sources.own.contains(&it.key));
            let all = numbers.iter_mut().flat_map(|it| &mut it.sources);
            all.for_each(|id| *id = SourceId(to[id.0 as usize] as u32));
        }
        // The one for all that found no room has the last number.
        if !work.groups.own.is_empty() && self.left_out == 0 {
            let to = self.groups.last(|it| work.groups.own.contains(&it.key));
            let of = |id: &mut GroupId| *id = GroupId(to[usize::from(id.0)] as u16);
            numbers.iter_mut().flat_map(|it| &mut it.groups).for_each(of);
            self.groups.all.iter_mut().flat_map(|it| &mut it.umbrella).for_each(of);
        }
    }

    fn article(&mut self, article: &Article, to: &Numbers, rows: &[EventId]) -> Article {
        let mut article = article.clone();
        article.key = free(&article.key, |key| !self.articles.contains(key));
        self.articles.insert(article.key.clone());
        article.sources.iter_mut().for_each(|id| *id = to.sources[id.0 as usize]);
        for mention in &mut article.mentions {
            match &mut mention.target {
                Target::Event(id) => *id = rows[id.row()],
                Target::Place(id) => *id = to.places[id.0 as usize],
                Target::Group(id) => *id = to.groups[usize::from(id.0)],
                Target::Source(id) => *id = to.sources[id.0 as usize],
                Target::Link(_) => {}
            }
        }
        article
    }
}

/// A key that is free: this one, or the first with a number behind it.
fn free(key: &str, is_free: impl Fn(&str) -> bool) -> String {
    let numbered = (2_u64..).map(|again| format!("{key}~{again}"));
    std::iter::once(key.to_owned()).chain(numbered).find(|key| is_free(key)).unwrap_or_default()
}

/// For each layer, the rows whose key stands before already, and other keys for them.
fn other_keys(layers: &[Layer<'_>]) -> Vec<HashMap<u32, String>> {
    let mut given: HashSet<String> = HashSet::new();
    let mut all = Vec::with_capacity(layers.len());
    for (i, layer) in layers.iter().enumerate() {
        let table = &layer.project.events;
        let mut others = HashMap::new();
        // The numbers go on from where the last ones ended, so that many equal keys do not cost many looks each.
        let mut next: HashMap<&str, u64> = HashMap::new();
        let known = |key: &str| layers.iter().any(|it| it.project.events.by_key(key).is_some());
        for id in table.ids() {
            let key = table.key(id);
            let before = layers[..i].iter().any(|it| it.project.events.by_key(key).is_some());
            if !before && table.by_key(key) == Some(id) {
                continue;
            }
            let again = next.entry(key).or_insert(1);
            let other = loop {
                *again += 1;
                let other = format!("{key}~{again}");
                if !given.contains(&other) && !known(&other) {
                    break other;
                }
            };
            given.insert(other.clone());
            others.insert(id.0, other);
        }
        all.push(others);
    }
    all
}

/// How the layers of the whole are shown, and for each part what stands for the codes of its own layers.
fn styles(layers: &[Layer<'_>]) -> (Vec<LayerStyle>, Vec<Vec<String>>) {
    let mut styles: Vec<LayerStyle> = Vec::new();
    let mut words = Vec::with_capacity(layers.len());
    for (i, Layer { name, project }) in layers.iter().enumerate() {
        let taken = |styles: &[LayerStyle], key: &str| styles.iter().any(|it| it.key == key);
        let column = &project.events.layer;
        let begins = styles.len();
        let mut renamed: HashMap<String, String> = HashMap::new();
        for style in project.layers().into_iter().filter(|it| !it.key.is_empty()) {
            let key = free(&style.key, |key| !taken(&styles, key));
            renamed.insert(style.key.clone(), key.clone());
            styles.push(LayerStyle { key, ..style });
        }
        let nameless = styles.len() == begins || (i > 0 && (0..column.len()).any(|row| column.code(row) == 0));
        // What was added by hand to a project of several layers stays so.
        let own = if nameless && (i > 0 || !project.events.is_empty()) {
            // A project of one layer may have been told how to show it.
            let told = project.meta.layers.iter().find(|it| it.key.is_empty()).cloned();
            let style = told.unwrap_or_else(|| LayerStyle { name: (*name).to_owned(), ..LayerStyle::default() });
            let name = if style.name.trim().is_empty() { "Layer" } else { style.name.trim() };
            let key = free(name, |key| !taken(&styles, key));
            styles.push(LayerStyle { key: key.clone(), name: name.to_owned(), ..style });
            key
        } else {
            String::new()
        };
        let word = |code| match column.word(code) {
            "" => own.clone(),
            word => renamed.get(word).cloned().unwrap_or_default(),
        };
        words.push((0..column.codes() as u32).map(word).collect());
    }
    (styles, words)
}

/// The work done on the first, and the marks on the others.
fn work(layers: &[Layer<'_>], keys: &[HashMap<u32, String>], words: &[Vec<String>]) -> Work {
    let mut all = layers.first().map_or_else(Work::default, |it| it.project.work().clone());
    let layer = words.first().and_then(|it| it.first()).cloned().unwrap_or_default();
    let removed = all.events.removed.values_mut().map(|(_, record)| record);
    removed.filter(|it| it.layer.is_empty()).for_each(|it| it.layer.clone_from(&layer));
    for (layer, keys) in layers.iter().zip(keys).skip(1) {
        let (of, marks) = (layer.project, &layer.project.work().marks);
        let mut tags: HashMap<&str, String> = HashMap::new();
        for (key, tag) in &of.work().tags {
            let same = all.tags.iter().find(|(_, it)| it.name == tag.name).map(|(key, _)| key.clone());
            let key_here = same.unwrap_or_else(|| free(key, |key| !all.tags.contains_key(key)));
            all.tags.entry(key_here.clone()).or_insert_with(|| tag.clone());
            tags.insert(key, key_here);
        }
        for (key, mark) in marks.iter() {
            let Some(id) = of.events.by_key(key) else { continue };
            let mut mark = mark.clone();
            mark.tags = mark.tags.iter().filter_map(|tag| tags.get(tag.as_str()).cloned()).collect();
            let key = keys.get(&id.0).cloned().unwrap_or_else(|| key.to_owned());
            all.marks.insert(key, mark);
        }
    }
    all
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;

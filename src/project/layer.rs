//! Layers: what came from one file, shown or hidden as one.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::work::Origins;
use super::{Meta, Project};
use crate::article::{Article, ArticleId, Target};
use crate::event::{EventId, Group, GroupId, Groups, PlaceId, SourceId};

/// How a layer is shown. Events name it by its key; see [`crate::event::EventTable::layer`].
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LayerStyle {
    /// Never changes, so that events need not change with the name.
    pub key: String,
    pub name: String,
    /// Name of a category colour, or empty for any.
    pub colour: String,
    /// Its events take no part in anything.
    pub hidden: bool,
}

impl Project {
    /// All layers in their order: those that the project says how to show, then those that only events name. Events
    /// that name none are a layer with the empty key: the project itself if it has no other, else what was added by hand,
    /// if anything was.
    pub fn layers(&self) -> Vec<LayerStyle> {
        let mut layers = self.meta.layers.clone();
        let known: HashSet<&str> = self.meta.layers.iter().map(|it| it.key.as_str()).collect();
        let column = &self.events.layer;
        let codes = 0..u32::try_from(column.codes()).unwrap_or(u32::MAX);
        let by_hand = (known.is_empty() && column.codes() == 1) || !self.work.events.own.is_empty();
        let others = codes.map(|code| column.word(code)).filter(|it| !known.contains(it));
        for key in others.filter(|key| by_hand || !key.is_empty()) {
            let name = match key {
                "" if self.meta.layers.is_empty() && column.codes() == 1 => &self.meta.title,
                "" => "Added by hand",
                named => named,
            };
            layers.push(LayerStyle { key: key.to_owned(), name: name.to_owned(), ..LayerStyle::default() });
        }
        layers
    }

    /// The project without a layer: without its events, what is said of them, and what they alone name. Articles that
    /// mention nothing but its events go with it. The way back is only to keep this one.
    #[must_use]
    pub fn without_layer(&self, key: &str) -> Self {
        let events = &self.events;
        let keep: Vec<bool> = events.ids().map(|id| events.layer.get(id.row()) != key).collect();
        let stays = |id: EventId| keep[id.row()];
        let mentions = |article: &Article, kept: bool| {
            article.mentions.iter().any(|it| matches!(it.target, Target::Event(id) if stays(id) == kept))
        };
        let keep_article: Vec<bool> =
            self.articles.iter().map(|it| !mentions(it, false) || mentions(it, true)).collect();
        let used = Used::of(self, &keep, &keep_article);
        let (places, groups, sources) = used.kept(self);
        let place_to = numbers(&places);
        let group_to = numbers(&groups);
        let source_to = numbers(&sources);
        // A table may still hold numbers that no row names; what they become does not matter.
        let place = |id: PlaceId| PlaceId(place_to.get(id.0 as usize).copied().unwrap_or(0));
        let number = |id: GroupId| group_to.get(usize::from(id.0)).and_then(|it| u16::try_from(*it).ok());
        let group = |id: GroupId| GroupId(number(id).unwrap_or(0));
        let source = |id: SourceId| SourceId(source_to.get(id.0 as usize).copied().unwrap_or(0));
        let table = events.only(&stays, &place, &group, &source);
        let mut articles: Vec<Article> = Vec::new();
        for (article, _) in self.articles.iter().zip(&keep_article).filter(|(_, kept)| **kept) {
            let mut article = Article::clone(article);
            article.mentions.retain(|it| !matches!(it.target, Target::Event(id) if !stays(id)));
            article.sources.iter_mut().for_each(|id| *id = source(*id));
            for mention in &mut article.mentions {
                match &mut mention.target {
                    Target::Event(id) => *id = table.by_key(events.key(*id)).unwrap_or(*id),
                    Target::Place(id) => *id = place(*id),
                    Target::Group(id) => *id = group(*id),
                    Target::Source(id) => *id = source(*id),
                    Target::Link(_) => {}
                }
            }
            articles.push(article);
        }
        let list: Vec<Group> = self
            .groups
            .iter()
            .zip(&groups)
            .filter(|(_, kept)| **kept)
            .map(|((_, it), _)| {
                let umbrella = it.umbrella.iter().filter(|up| groups[usize::from(up.0)]).map(|up| group(*up));
                Group { umbrella: umbrella.collect(), ..it.clone() }
            })
            .collect();
        let meta = Meta {
            first_event: self.meta.first_event.filter(|id| stays(*id)).and_then(|id| table.by_key(events.key(id))),
            first_article: self
                .meta
                .first_article
                .filter(|id| keep_article[id.0 as usize])
                .map(|id| ArticleId(keep_article[..id.0 as usize].iter().filter(|kept| **kept).count() as u32)),
            layers: self.meta.layers.iter().filter(|it| it.key != key).cloned().collect(),
            ..self.meta.clone()
        };
        let left_places = self.places.iter().zip(&places).filter(|(_, kept)| **kept).map(|(it, _)| it.clone());
        let left_sources = self.sources.iter().zip(&sources).filter(|(_, kept)| **kept).map(|(it, _)| it.clone());
        let mut next =
            Self::new(meta, table, left_places.collect(), Groups::new(list), left_sources.collect(), articles);
        next.work = Arc::new(self.work_without(key, &keep, [&places, &groups, &sources, &keep_article]));
        next.revision = self.revision + 1;
        next
    }

    fn work_without(&self, layer: &str, keep: &[bool], lists: [&[bool]; 4]) -> super::Work {
        let mut work = super::Work::clone(&self.work);
        let events = &self.events;
        let mut order = vec![EventId(0); events.len()];
        events.ids().for_each(|id| order[events.sequence(id) as usize] = id);
        for id in events.ids().filter(|id| !keep[id.row()]) {
            let key = events.key(id);
            work.marks.remove(key);
            work.corrections.remove(key);
        }
        let entries = order.iter().map(|id| (events.key(*id), keep[id.row()]));
        work.events.drop_some(entries, |record| record.layer != layer);
        let [places, groups, sources, articles] = lists;
        work.places.drop_some(self.places.iter().map(|it| it.key.as_str()).zip(places.iter().copied()), |_| true);
        let keys = self.groups.iter().map(|(_, it)| it.key.as_str());
        work.groups.drop_some(keys.zip(groups.iter().copied()), |_| true);
        work.sources.drop_some(self.sources.iter().map(|it| it.key.as_str()).zip(sources.iter().copied()), |_| true);
        let keys = self.articles.iter().map(|it| it.key.as_str());
        work.articles.drop_some(keys.zip(articles.iter().copied()), |_| true);
        work
    }
}

/// New numbers of what is kept.
fn numbers(kept: &[bool]) -> Vec<u32> {
    let mut next = 0;
    let number = |kept: &bool| {
        let number = next;
        next += u32::from(*kept);
        number
    };
    kept.iter().map(number).collect()
}

/// Which places, groups and sources are named by what stays, and by what goes.
struct Used {
    places: [HashSet<PlaceId>; 2],
    groups: [HashSet<GroupId>; 2],
    sources: [HashSet<SourceId>; 2],
}

impl Used {
    fn of(project: &Project, keep: &[bool], keep_article: &[bool]) -> Self {
        let mut it = Self { places: Default::default(), groups: Default::default(), sources: Default::default() };
        let events = &project.events;
        for id in events.ids() {
            let side = usize::from(keep[id.row()]);
            it.places[side].extend(events.place(id).iter().chain(events.other_places(id)));
            it.groups[side].extend(events.actors(id).iter().chain(events.targets(id)));
            it.sources[side].extend(events.sources(id));
            it.sources[side].extend(events.claims(id).iter().filter_map(|claim| claim.source));
        }
        for (article, kept) in project.articles.iter().zip(keep_article) {
            let side = usize::from(*kept);
            it.sources[side].extend(&article.sources);
            for mention in &article.mentions {
                match mention.target {
                    Target::Place(id) => drop(it.places[side].insert(id)),
                    Target::Group(id) => drop(it.groups[side].insert(id)),
                    Target::Source(id) => drop(it.sources[side].insert(id)),
                    Target::Event(_) | Target::Link(_) => {}
                }
            }
        }
        it
    }

    /// What goes is only what nothing but the layer names.
    fn kept(&self, project: &Project) -> (Vec<bool>, Vec<bool>, Vec<bool>) {
        let work = &project.work;
        let own = |key: &str, own: &super::Shards<()>| own.contains(key);
        let places = (0..).map(PlaceId).zip(project.places.iter()).map(|(id, it)| {
            own(&it.key, &work.places.own) || self.places[1].contains(&id) || !self.places[0].contains(&id)
        });
        let sources = (0..).map(SourceId).zip(project.sources.iter()).map(|(id, it)| {
            own(&it.key, &work.sources.own) || self.sources[1].contains(&id) || !self.sources[0].contains(&id)
        });
        // Umbrellas stay with their members.
        let groups = project.groups.iter().map(|(id, it)| {
            let members = project.groups.members(id);
            let stays = |side: usize| members.iter().any(|member| self.groups[side].contains(member));
            own(&it.key, &work.groups.own) || stays(1) || !stays(0)
        });
        (places.collect(), groups.collect(), sources.collect())
    }
}

impl<T: Clone + PartialEq> Origins<T> {
    /// Forget everything about some things: those listed as not kept, in the order of the list, and of those that were
    /// taken away before the ones that are not to be remembered.
    fn drop_some<'a>(&mut self, list: impl Iterator<Item = (&'a str, bool)>, remember: impl Fn(&T) -> bool) {
        let mut removed: Vec<(u32, String)> =
            self.removed.iter().map(|(key, (rank, _))| (*rank, key.clone())).collect();
        removed.sort_unstable();
        let mut removed = removed.into_iter().peekable();
        let (mut place, mut kept_before) = (0_u32, 0_u32);
        let mut ranks: BTreeMap<String, u32> = BTreeMap::new();
        let mut gone = |place: &mut u32, kept_before: &mut u32, all: bool, origins: &Self| {
            while let Some((_, key)) = removed.next_if(|(rank, _)| all || *rank == *place) {
                *place += 1;
                if origins.removed.get(&key).is_some_and(|(_, it)| remember(it)) {
                    ranks.insert(key, *kept_before);
                    *kept_before += 1;
                }
            }
        };
        let mut forgotten = Vec::new();
        for (key, kept) in list {
            if !kept {
                forgotten.push(key);
            }
            if self.own.contains(key) {
                continue;
            }
            gone(&mut place, &mut kept_before, false, self);
            place += 1;
            kept_before += u32::from(kept);
        }
        gone(&mut place, &mut kept_before, true, self);
        for key in forgotten {
            self.own.remove(key);
            self.changed.remove(key);
        }
        self.removed.retain(|key, (rank, _)| match ranks.get(key) {
            Some(new) => {
                *rank = *new;
                true
            }
            None => false,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_away_keeps_its_place_among_what_is_left() {
        // Of a b c d e f: b and e were taken away, a and d go now.
        let removed = BTreeMap::from([("b".to_owned(), (1_u32, 1_u8)), ("e".to_owned(), (4, 2))]);
        let mut origins = Origins { removed, ..Origins::default() };
        let list = [("a", false), ("c", true), ("d", false), ("f", true)];
        origins.drop_some(list.into_iter(), |_| true);
        assert_eq!(origins.removed["b"].0, 0);
        assert_eq!(origins.removed["e"].0, 2, "b, c, e, f");
        origins.drop_some([("c", true), ("f", true)].into_iter(), |it| *it == 2);
        assert_eq!(origins.removed, BTreeMap::from([("e".to_owned(), (1, 2))]));
    }
}

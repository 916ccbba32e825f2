use std::collections::HashMap;

use super::{Meta, Project};
use crate::article::{Article, ArticleId, Target};
use crate::event::{EventTable, Group, GroupId, Groups, LayerPart, Place, PlaceId, Source, SourceId};

/// One project that is shown as a layer among others.
#[derive(Clone, Copy, Debug)]
pub struct Layer<'a> {
    /// What rows of it are told by: see [`EventTable::layer`].
    pub name: &'a str,
    pub project: &'a Project,
}

impl Project {
    /// Several projects as one, shown together: the events of all, in one table, each with the name of its layer.
    ///
    /// Groups, places and sources that are alike in every field become one; those that only share a key stay apart, and
    /// [`Groups::by_key`] finds the first. Of more than 65,534 groups the rest becomes one,
    /// "Further groups", and the number of groups in it is told beside the project. Title, licence and first view are those of
    /// the first layer.
    pub fn merged(layers: &[Layer<'_>]) -> (Self, usize) {
        let mut places: Numbered<Place> = Numbered::default();
        let mut sources: Numbered<Source> = Numbered::default();
        let mut groups: Vec<Group> = Vec::new();
        let mut left_out = 0;
        let mut numbers: Vec<Numbers> = Vec::with_capacity(layers.len());
        let mut articles: Vec<Article> = Vec::new();
        for layer in layers {
            let of = layer.project;
            let (group_ids, without) = add_groups(&mut groups, &of.groups);
            left_out += without;
            numbers.push(Numbers {
                places: of.places.iter().map(|it| PlaceId(places.number(&it.key, it))).collect(),
                sources: of.sources.iter().map(|it| SourceId(sources.number(&it.key, it))).collect(),
                groups: group_ids,
                article: articles.len() as u32,
            });
            articles.extend(of.articles.iter().map(|it| Article::clone(it)));
        }
        let parts: Vec<LayerPart<'_>> = layers
            .iter()
            .zip(&numbers)
            .map(|(layer, to)| LayerPart {
                table: &layer.project.events,
                layer: layer.name,
                places: &to.places,
                groups: &to.groups,
                sources: &to.sources,
            })
            .collect();
        let (events, rows) = EventTable::merged(&parts);
        let mut at = 0;
        for ((layer, to), rows) in layers.iter().zip(&numbers).zip(&rows) {
            for article in &mut articles[at..at + layer.project.articles.len()] {
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
            }
            at += layer.project.articles.len();
        }
        let first = layers.iter().zip(&numbers).zip(&rows).next();
        let meta = first.map_or_else(Meta::default, |((layer, to), rows)| Meta {
            first_article: layer.project.meta.first_article.map(|id| ArticleId(id.0 + to.article)),
            first_event: layer.project.meta.first_event.and_then(|id| rows.get(id.row()).copied()),
            ..layer.project.meta.clone()
        });
        (Self::new(meta, events, places.all, Groups::new(groups), sources.all, articles), left_out)
    }
}

/// What the numbers of a layer are in the whole.
struct Numbers {
    places: Vec<PlaceId>,
    groups: Vec<GroupId>,
    sources: Vec<SourceId>,
    /// The number of its first article.
    article: u32,
}

/// Things in the order in which they came, equal ones once.
struct Numbered<T> {
    all: Vec<T>,
    by_key: HashMap<String, Vec<u32>>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { all: Vec::new(), by_key: HashMap::new() }
    }
}

impl<T: Clone + PartialEq> Numbered<T> {
    fn number(&mut self, key: &str, it: &T) -> u32 {
        let known = self.by_key.entry(key.to_owned()).or_default();
        if let Some(number) = known.iter().find(|number| self.all[**number as usize] == *it) {
            return *number;
        }
        let number = self.all.len() as u32;
        self.all.push(it.clone());
        known.push(number);
        number
    }
}

/// The last number that a group can have; where there are more groups, it stands for all that found no room.
const LAST: u16 = u16::MAX - 1;

/// The numbers of a layer's groups in the whole, and how many found no room.
fn add_groups(all: &mut Vec<Group>, of: &Groups) -> (Vec<GroupId>, usize) {
    // Umbrellas are numbers too: groups are alike if they are so under umbrellas of the same keys.
    let keys = |group: &Group, groups: &dyn Fn(GroupId) -> String| -> Vec<String> {
        group.umbrella.iter().map(|up| groups(*up)).collect()
    };
    let known: HashMap<String, Vec<usize>> = all.iter().enumerate().fold(HashMap::new(), |mut known, (i, group)| {
        known.entry(group.key.clone()).or_insert_with(Vec::new).push(i);
        known
    });
    let mut left_out = 0;
    let begins = all.len();
    let mut ids = Vec::with_capacity(of.len());
    for (_, group) in of.iter() {
        let alike = |i: &&usize| {
            let other = &all[**i];
            let plain = |it: &Group| Group { umbrella: Vec::new(), ..it.clone() };
            plain(other) == plain(group)
                && keys(other, &|up| all[usize::from(up.0)].key.clone()) == keys(group, &|up| of.get(up).key.clone())
        };
        if let Some(same) = known.get(&group.key).and_then(|known| known.iter().find(alike)) {
            ids.push(GroupId(*same as u16));
            continue;
        }
        match u16::try_from(all.len()) {
            Ok(number) if number < LAST => {
                ids.push(GroupId(number));
                all.push(group.clone());
            }
            _ => {
                left_out += 1;
                ids.push(GroupId(LAST));
            }
        }
    }
    for group in &mut all[begins..] {
        group.umbrella = group.umbrella.iter().map(|up| ids[usize::from(up.0)]).filter(|id| id.0 < LAST).collect();
    }
    if left_out > 0 && all.len() == usize::from(LAST) {
        all.push(Group { key: "further-groups".to_owned(), name: "Further groups".to_owned(), ..Group::default() });
    }
    (ids, left_out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Mention;
    use crate::event::{EventDraft, EventId, LonLat, TableBuilder};

    fn layer(name: &str, lon: f64, own_group: &str) -> Project {
        let mut builder = TableBuilder::default();
        for i in 0..3_u32 {
            builder.push(EventDraft {
                key: format!("{name}{i}"),
                position: LonLat::new(lon - f64::from(i), 1.0),
                place: Some(PlaceId(1)),
                actors: vec![GroupId(0), GroupId(1)],
                sources: vec![SourceId(0)],
                ..EventDraft::default()
            });
        }
        let group = |key: &str, umbrella: &[u16]| Group {
            key: key.to_owned(),
            umbrella: umbrella.iter().map(|id| GroupId(*id)).collect(),
            ..Group::default()
        };
        let place = |key: &str| Place { key: key.to_owned(), ..Place::default() };
        let events = builder.build();
        let mention = Mention { range: 0..1, target: Target::Event(events.by_key(&format!("{name}2")).unwrap()) };
        let article = Article { key: name.to_owned(), mentions: vec![mention], ..Article::default() };
        Project::new(
            Meta { title: name.to_owned(), first_event: Some(EventId(0)), ..Meta::default() },
            events,
            vec![place("both"), place(name)],
            Groups::new(vec![group("all", &[]), group(own_group, &[0])]),
            vec![Source { key: name.to_owned(), ..Source::default() }],
            vec![article],
        )
    }

    #[test]
    fn layers_keep_their_events_and_share_what_is_alike() {
        let (a, b) = (layer("a", 20.0, "x"), layer("b", 19.5, "y"));
        let (all, left_out) = Project::merged(&[Layer { name: "A", project: &a }, Layer { name: "B", project: &b }]);
        assert_eq!((all.events.len(), all.places.len(), all.groups.len(), all.sources.len()), (6, 3, 3, 2));
        assert_eq!((left_out, all.meta.title.as_str()), (0, "a"));
        for (name, own) in [("a", "x"), ("b", "y")] {
            let event = all.events.by_key(&format!("{name}2")).unwrap();
            assert_eq!(all.place_name(event), "");
            assert_eq!(all.place(all.events.place(event).unwrap()).key, name);
            let actors: Vec<&str> =
                all.events.actors(event).iter().map(|id| all.groups.get(*id).key.as_str()).collect();
            assert_eq!(actors, ["all", own]);
            assert_eq!(all.source(all.events.sources(event)[0]).key, name);
            assert_eq!(all.events.layer.get(event.row()), name.to_uppercase());
            let mention = all.mentions(event)[0];
            assert_eq!(all.article(mention.article).key, name);
        }
        assert_eq!(all.groups.members(GroupId(0)).len(), 3, "the shared umbrella has the members of both");
    }
}

//! Several projects as one, for writing them to one file.

use std::collections::{HashMap, HashSet};

use crate::article::{Article, Target};
use crate::event::{
    Claim, EventDraft, EventId, Group, GroupId, Groups, Place, PlaceId, Source, SourceId, TableBuilder, When,
};
use crate::project::{Meta, Project};

/// Put projects together, in order. Groups and places of one name, and sources that are the same, become one; an id
/// that two events have is told apart.
///
/// # Errors
/// If there are more than 65,535 groups together.
pub fn merge(projects: &[Project]) -> Result<Project, String> {
    let mut all = Merged::default();
    for project in projects {
        all.add(project)?;
    }
    let titles: Vec<&str> = projects.iter().map(|it| it.meta.title.as_str()).filter(|it| !it.is_empty()).collect();
    let first = projects.first().map(|it| it.meta.clone()).unwrap_or_default();
    let meta =
        if projects.len() == 1 { first } else { Meta { title: titles.join(", "), id: first.id, ..Meta::default() } };
    let table = all.builder.build();
    let mut articles = all.articles;
    for (article, targets) in articles.iter_mut().zip(all.events_mentioned) {
        for (at, key) in targets {
            if let (Some(mention), Some(id)) = (article.mentions.get_mut(at), table.by_key(&key)) {
                mention.target = Target::Event(id);
            }
        }
    }
    Ok(Project::new(meta, table, all.places, Groups::new(all.groups), all.sources, articles))
}

#[derive(Default)]
struct Merged {
    builder: TableBuilder,
    keys: HashSet<String>,
    groups: Vec<Group>,
    group_ids: HashMap<String, GroupId>,
    places: Vec<Place>,
    place_ids: HashMap<(String, String, String), PlaceId>,
    sources: Vec<Source>,
    source_ids: HashMap<String, SourceId>,
    taken: HashSet<(u8, String)>,
    articles: Vec<Article>,
    /// For each article: which of its mentions are of events, by key.
    events_mentioned: Vec<Vec<(usize, String)>>,
}

impl Merged {
    fn add(&mut self, project: &Project) -> Result<(), String> {
        let mut groups = Vec::new();
        for (_, group) in project.groups.iter() {
            groups.push(self.group(group)?);
        }
        for (id, group) in project.groups.iter() {
            // An umbrella may stand below its members.
            let umbrella = group.umbrella.iter().map(|it| groups[usize::from(it.0)]);
            let known = &mut self.groups[usize::from(groups[usize::from(id.0)].0)].umbrella;
            for it in umbrella {
                if !known.contains(&it) {
                    known.push(it);
                }
            }
        }
        let places: Vec<PlaceId> = project.places.iter().map(|it| self.place(it)).collect();
        let sources: Vec<SourceId> = project.sources.iter().map(|it| self.source(it)).collect();
        let mut order: Vec<EventId> = project.events.ids().collect();
        order.sort_by_key(|id| project.events.sequence(*id));
        let mut names: HashMap<EventId, String> = HashMap::new();
        for id in order {
            let mut draft = draft(project, id);
            draft.place = draft.place.map(|it| places[it.0 as usize]);
            for place in &mut draft.other_places {
                *place = places[place.0 as usize];
            }
            for group in draft.actors.iter_mut().chain(&mut draft.targets) {
                *group = groups[usize::from(group.0)];
            }
            for source in &mut draft.sources {
                *source = sources[source.0 as usize];
            }
            for claim in &mut draft.claims {
                claim.source = claim.source.map(|it| sources[it.0 as usize]);
            }
            draft.key = free(&draft.key, |key| !self.keys.contains(key));
            self.keys.insert(draft.key.clone());
            names.insert(id, draft.key.clone());
            self.builder.push(draft);
        }
        for article in &project.articles {
            let mut article = Article::clone(article);
            article.key = self.own(3, &article.key);
            article.sources.iter_mut().for_each(|it| *it = sources[it.0 as usize]);
            let mut mentioned = Vec::new();
            for (at, mention) in article.mentions.iter_mut().enumerate() {
                match &mut mention.target {
                    Target::Event(id) => mentioned.push((at, names.get(id).cloned().unwrap_or_default())),
                    Target::Place(id) => *id = places[id.0 as usize],
                    Target::Group(id) => *id = groups[usize::from(id.0)],
                    Target::Source(id) => *id = sources[id.0 as usize],
                    Target::Link(_) => {}
                }
            }
            self.articles.push(article);
            self.events_mentioned.push(mentioned);
        }
        Ok(())
    }

    fn group(&mut self, group: &Group) -> Result<GroupId, String> {
        if let Some(id) = self.group_ids.get(&group.name) {
            return Ok(*id);
        }
        let id = u16::try_from(self.groups.len()).ok().filter(|id| *id != u16::MAX);
        let id = GroupId(id.ok_or("together the files name more than 65,535 groups; convert fewer at a time")?);
        let key = self.own(0, &group.key);
        self.groups.push(Group { key, umbrella: Vec::new(), ..group.clone() });
        self.group_ids.insert(group.name.clone(), id);
        Ok(id)
    }

    fn place(&mut self, place: &Place) -> PlaceId {
        let name = (place.name.clone(), place.admin1.clone(), place.country.clone());
        if let Some(id) = self.place_ids.get(&name) {
            return *id;
        }
        let id = PlaceId(u32::try_from(self.places.len()).unwrap_or(u32::MAX));
        let key = self.own(1, &place.key);
        self.places.push(Place { key, ..place.clone() });
        self.place_ids.insert(name, id);
        id
    }

    fn source(&mut self, source: &Source) -> SourceId {
        let date = source.date.as_ref().map_or("", When::text);
        let same = [&*source.publisher, &source.agency, &source.title, date, &source.url, &source.note].join("\u{1f}");
        if let Some(id) = self.source_ids.get(&same) {
            return *id;
        }
        let id = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        let key = self.own(2, &source.key);
        self.sources.push(Source { key, ..source.clone() });
        self.source_ids.insert(same, id);
        id
    }

    /// A key of a sort of thing that nothing else has.
    fn own(&mut self, sort: u8, key: &str) -> String {
        let key = free(key, |key| !self.taken.contains(&(sort, key.to_owned())));
        self.taken.insert((sort, key.clone()));
        key
    }
}

fn free(key: &str, is_free: impl Fn(&str) -> bool) -> String {
    let mut name = key.to_owned();
    let mut again = 1;
    while !is_free(&name) {
        again += 1;
        name = format!("{key}~{again}");
    }
    name
}

/// An event of a table as a draft.
fn draft(project: &Project, id: EventId) -> EventDraft {
    let events = &project.events;
    let row = id.row();
    let claims: Vec<Claim> = events.claims(id).to_vec();
    EventDraft {
        key: events.key(id).to_owned(),
        title: events.title(id).to_owned(),
        when: When::parse(events.date_text(id)).ok(),
        position: events.position(id),
        place: events.place(id),
        other_places: events.other_places(id).to_vec(),
        precision_m: events.precision_m(id),
        geo_precision: events.geo_precision.get(row).to_owned(),
        country: events.country.get(row).to_owned(),
        admin1: events.admin1.get(row).to_owned(),
        kind: events.kind.get(row).to_owned(),
        event_type: events.event_type.get(row).to_owned(),
        sub_event_type: events.sub_event_type.get(row).to_owned(),
        actors: events.actors(id).to_vec(),
        targets: events.targets(id).to_vec(),
        notes: events.notes(id).to_owned(),
        fatalities: events.fatalities(id),
        injuries: events.injuries(id),
        status: events.status.get(row).to_owned(),
        corroboration: events.corroboration.get(row).to_owned(),
        confidence: events.confidence.get(row).to_owned(),
        contradictions: events.contradictions(id).to_owned(),
        sources: events.sources(id).to_vec(),
        unverified: events.is_unverified(id),
        claims,
        details: events.details(id).map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
    }
}

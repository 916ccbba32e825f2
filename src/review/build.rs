//! The edits that accept, merge and reject: the event, its place, groups and source where the project has them not, and
//! the sentences that report it as mentions of the article.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::draft::named;
use super::{Review, Spot, Who};
use crate::corroborate::normal_address;
use crate::event::{EventId, Place, Source};
use crate::extract::PlaceChoice;
use crate::project::{
    ArticleRecord, Change, Edit, EventRecord, GroupRecord, MentionRecord, Project, Rejected, TargetRecord, take_in,
};

impl Review {
    /// The edit that accepts a proposal, and the key of its event.
    pub fn accept(&self, at: usize, project: &Project) -> Option<(Edit, String)> {
        let mut builder = Builder::new(self, project);
        let (key, title) = builder.event(at)?;
        Some((Edit::new(format!("Accept “{title}”"), builder.finish()), key))
    }

    /// One edit that accepts several proposals; the numbers of those in it with the keys of their events.
    pub fn accept_all(&self, which: &[usize], project: &Project) -> (Edit, Vec<(usize, String)>) {
        let mut builder = Builder::new(self, project);
        let keys: Vec<(usize, String)> =
            which.iter().filter_map(|at| builder.event(*at).map(|(key, _)| (*at, key))).collect();
        let label = match keys.len() {
            1 => "Accept 1 proposal".to_owned(),
            n => format!("Accept {n} proposals"),
        };
        (Edit::new(label, builder.finish()), keys)
    }

    /// The edit that takes a proposal into an event that is there: what it adds is taken over, what it says otherwise
    /// becomes claims, and its sentences become mentions of that event.
    pub fn merge(&self, at: usize, event: EventId, project: &Project) -> Option<Edit> {
        let mut builder = Builder::new(self, project);
        let (said, sentences) = builder.record(at)?;
        let mut record = project.event_record(event);
        let by = said.sources.first().cloned();
        let title = record.title.clone();
        // The sentences are there to be read in the article.
        take_in(&mut record, &EventRecord { notes: String::new(), ..said }, by.as_deref());
        let key = record.key.clone();
        builder.changes.retain(|it| named_by(it, &record));
        builder.changes.push(Change::Event { key: key.clone(), record: Some(Box::new(record)) });
        builder.attach(&key, &sentences);
        Some(Edit::new(format!("Merge a proposal into “{title}”"), builder.finish()))
    }

    /// The edit that remembers that a proposal is not wanted, and the key it is remembered by.
    pub fn reject(&self, at: usize, project: &Project) -> Option<(Edit, String)> {
        self.proposal(at)?;
        let title = &self.drafts.get(at)?.title;
        let record = Rejected { article: self.article.key.clone(), words: self.words(at), reason: String::new() };
        let stem = format!("{}-{at}", self.article.key);
        let taken = |key: &String| project.work().rejected.contains_key(key);
        let key = std::iter::once(stem.clone()).chain((2..).map(|n| format!("{stem}-{n}"))).find(|it| !taken(it))?;
        let change = Change::Rejected { key: key.clone(), record: Some(record) };
        Some((Edit::new(format!("Reject “{title}”"), vec![change]), key))
    }
}

/// Whether an event names what a change makes.
fn named_by(change: &Change, event: &EventRecord) -> bool {
    let claimed = |key: &String| {
        event.claims.iter().any(|it| it.value.split(", ").any(|it| it == key) || it.source.as_ref() == Some(key))
    };
    match change {
        Change::Place { key, .. } => event.place.as_ref() == Some(key) || claimed(key),
        Change::Group { key, .. } => event.actors.contains(key) || event.targets.contains(key) || claimed(key),
        Change::Source { key, .. } => event.sources.contains(key) || claimed(key),
        _ => true,
    }
}

/// Puts the changes of one edit together.
pub(super) struct Builder<'a> {
    review: &'a Review,
    project: &'a Project,
    changes: Vec<Change>,
    /// With the mentions that were added.
    article: Option<ArticleRecord>,
    marked: bool,
    /// Keys that this edit gives out.
    taken: HashSet<String>,
    /// What this edit makes, by name.
    places: HashMap<String, String>,
    groups: HashMap<String, String>,
    source: Option<String>,
}

impl<'a> Builder<'a> {
    pub fn new(review: &'a Review, project: &'a Project) -> Self {
        let id = project.article_by_key(&review.article.key);
        Self {
            review,
            project,
            changes: Vec::new(),
            article: id.map(|id| project.article_record(id)),
            marked: false,
            taken: HashSet::new(),
            places: HashMap::new(),
            groups: HashMap::new(),
            source: None,
        }
    }

    pub fn finish(mut self) -> Vec<Change> {
        if let Some(article) = self.article.filter(|_| self.marked) {
            self.changes.push(Change::Article { key: article.key.clone(), record: Some(Box::new(article)) });
        }
        self.changes
    }

    /// Add the event of a proposal; its key and title.
    fn event(&mut self, at: usize) -> Option<(String, String)> {
        let (mut event, sentences) = self.record(at)?;
        let free = self.project.free_event_key(event.when.as_ref(), &event.title);
        event.key = self.take(free);
        let (key, title) = (event.key.clone(), event.title.clone());
        self.changes.push(Change::Event { key: key.clone(), record: Some(Box::new(event)) });
        self.attach(&key, &sentences);
        Some((key, title))
    }

    /// What a proposal says, as the user has changed it, without a key; and the sentences that report it.
    pub fn record(&mut self, at: usize) -> Option<(EventRecord, Vec<Range<usize>>)> {
        let (proposal, draft) = (self.review.proposal(at)?, self.review.drafts.get(at)?);
        let mut event = EventRecord {
            title: draft.title.trim().to_owned(),
            when: draft.when.clone(),
            event_type: draft.event_type.clone(),
            sub_event_type: draft.sub_event_type.clone(),
            fatalities: draft.fatalities,
            injuries: draft.injuries,
            status: draft.status.clone(),
            notes: self.review.words(at),
            ..EventRecord::default()
        };
        if let Some(means) = &proposal.means {
            event.details.push(("weapon".to_owned(), means.value.clone()));
        }
        self.put_place(&mut event, at, &draft.place);
        event.actors = self.keys(&draft.actors);
        event.targets = self.keys(&draft.targets);
        event.sources = vec![self.source()];
        Some((event, proposal.sentences.clone()))
    }

    fn put_place(&mut self, event: &mut EventRecord, at: usize, spot: &Spot) {
        let project = self.project;
        match spot {
            Spot::Nowhere => {}
            Spot::Choice(number) => {
                let Some(choice) = self.review.choices(at).get(*number) else { return };
                event.position = Some(choice.position);
                event.precision_m = Some(choice.precision_km * 1000.0);
                event.admin1.clone_from(&choice.admin1);
                event.place = Some(match choice.own.as_ref().filter(|key| project.place_by_key(key).is_some()) {
                    Some(own) => own.clone(),
                    None => self.place_of(choice),
                });
            }
            Spot::Known(key) => {
                let Some(place) = project.place_by_key(key).map(|id| project.place(id)) else { return };
                event.place = Some(key.clone());
                event.position = place.position;
                event.precision_m = place.precision_km.map(|it| it * 1000.0);
                event.admin1.clone_from(&place.admin1);
                event.country.clone_from(&place.country);
            }
            Spot::New(name) => {
                event.place = Some(self.new_place(Place { name: name.clone(), ..Place::default() }));
            }
        }
    }

    fn place_of(&mut self, choice: &PlaceChoice) -> String {
        let same = self.project.places.iter().find(|it| it.name == choice.name && it.iso2 == choice.iso2);
        if let Some(same) = same {
            return same.key.clone();
        }
        self.new_place(Place {
            name: choice.name.clone(),
            position: Some(choice.position),
            precision_km: Some(choice.precision_km),
            admin1: choice.admin1.clone(),
            iso2: choice.iso2.clone(),
            evidence: "gazetteer".to_owned(),
            ..Place::default()
        })
    }

    fn new_place(&mut self, place: Place) -> String {
        let name = format!("{}\t{}", place.name, place.iso2);
        if let Some(known) = self.places.get(&name) {
            return known.clone();
        }
        let key = self.take(self.project.free_key(&place.name));
        self.places.insert(name, key.clone());
        self.changes
            .push(Change::Place { key: key.clone(), record: Some(Box::new(Place { key: key.clone(), ..place })) });
        key
    }

    /// The keys of groups, made in the same step where the project has them not.
    fn keys(&mut self, who: &[Who]) -> Vec<String> {
        let mut keys = Vec::new();
        for it in who {
            let key = match it {
                Who::Known(key) if self.project.groups.by_key(key).is_some() => key.clone(),
                Who::Known(name) | Who::New(name) => self.group(name),
            };
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    fn group(&mut self, name: &str) -> String {
        if let Some(key) = named(self.project, name).or_else(|| self.groups.get(name).cloned()) {
            return key;
        }
        let key = self.take(self.project.free_key(name));
        self.groups.insert(name.to_owned(), key.clone());
        let record = GroupRecord { key: key.clone(), name: name.to_owned(), ..GroupRecord::default() };
        self.changes.push(Change::Group { key: key.clone(), record: Some(Box::new(record)) });
        key
    }

    /// The key of the article as a source: found by its address, or as the source that was made of it before.
    fn source(&mut self) -> String {
        if let Some(key) = &self.source {
            return key.clone();
        }
        let article = &self.review.article;
        let address = normal_address(&article.url);
        let made_of = |it: &Source| it.details.iter().any(|(name, value)| name == "article" && *value == article.key);
        let same = |it: &&Source| made_of(it) || (!address.is_empty() && normal_address(&it.url) == address);
        let key = match self.project.sources.iter().find(same) {
            Some(known) => known.key.clone(),
            None => {
                let named = if article.publisher.trim().is_empty() { &article.title } else { &article.publisher };
                let key = self.take(self.project.free_key(&format!("{named} source")));
                let source = Source {
                    key: key.clone(),
                    publisher: article.publisher.clone(),
                    title: article.title.clone(),
                    date: article.date.clone(),
                    url: article.url.clone(),
                    details: vec![("article".to_owned(), article.key.clone())],
                    ..Source::default()
                };
                self.changes.push(Change::Source { key: key.clone(), record: Some(Box::new(source)) });
                key
            }
        };
        self.source = Some(key.clone());
        key
    }

    /// A key that this edit has not given out yet.
    fn take(&mut self, free: String) -> String {
        let numbered = (2_u64..).map(|n| format!("{free}-{n}"));
        let project = self.project;
        let taken = &self.taken;
        let known = |key: &String| taken.contains(key) || (*key != free && project.events.by_key(key).is_some());
        let key = std::iter::once(free.clone()).chain(numbered).find(|key| !known(key)).unwrap_or_default();
        self.taken.insert(key.clone());
        key
    }

    /// Tie sentences of the article to an event, where nothing else is tied to them.
    fn attach(&mut self, key: &str, sentences: &[Range<usize>]) {
        let Some(article) = &mut self.article else { return };
        for range in sentences {
            let Some(text) = article.text.get(range.clone()) else { continue };
            let end = range.start + text.trim_end().len();
            let range = range.start + (text.len() - text.trim_start().len())..end;
            let free = article.mentions.iter().all(|it| it.range.end <= range.start || it.range.start >= range.end);
            if free && range.start < range.end {
                article.mentions.push(MentionRecord { range, target: TargetRecord::Event(key.to_owned()) });
                self.marked = true;
            }
        }
        article.mentions.sort_by_key(|it| it.range.start);
    }
}

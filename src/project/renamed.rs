//! Keys that were free when an edit was made and are taken when it is to be made.

use std::collections::{HashMap, HashSet};

use super::{ArticleRecord, Change, ClaimRecord, Edit, EventRecord, Field, Project, Relation, TargetRecord, Value};

/// New keys, by kind and old one.
#[derive(Default)]
pub(super) struct Renamed {
    keys: HashMap<Kind, HashMap<String, String>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Kind {
    Event,
    Place,
    Group,
    Source,
    Article,
    Tag,
}

impl Kind {
    /// Whether a project has or had something under a key.
    fn knows(self, project: &Project, key: &str) -> bool {
        let work = &project.work;
        match self {
            Self::Event => project.events.by_key(key).is_some() || work.events.removed.contains_key(key),
            Self::Place => project.place_by_key(key).is_some() || work.places.removed.contains_key(key),
            Self::Group => project.groups.by_key(key).is_some() || work.groups.removed.contains_key(key),
            Self::Source => project.source_by_key(key).is_some() || work.sources.removed.contains_key(key),
            Self::Article => project.article_by_key(key).is_some() || work.articles.removed.contains_key(key),
            Self::Tag => work.tags.contains_key(key),
        }
    }
}

/// Whether the same is there already: what two add with the same words is one. Events are not: two that are said alike
/// may be two.
fn is_there(change: &Change, now: &Project) -> bool {
    match change {
        Change::Place { key, record: Some(it) } => now.place_by_key(key).is_some_and(|id| *now.place(id) == **it),
        Change::Group { key, record: Some(it) } => {
            now.groups.by_key(key).is_some_and(|id| now.group_record(id) == **it)
        }
        Change::Source { key, record: Some(it) } => now.source_by_key(key).is_some_and(|id| *now.source(id) == **it),
        Change::Tag { key, record: Some(it) } => now.work.tags.get(key) == Some(it),
        _ => false,
    }
}

/// What a change puts under which key.
fn puts(change: &Change) -> Option<(Kind, &str)> {
    Some(match change {
        Change::Event { key, record: Some(_) } => (Kind::Event, key),
        Change::Place { key, record: Some(_) } => (Kind::Place, key),
        Change::Group { key, record: Some(_) } => (Kind::Group, key),
        Change::Source { key, record: Some(_) } => (Kind::Source, key),
        Change::Article { key, record: Some(_) } => (Kind::Article, key),
        Change::Tag { key, record: Some(_) } => (Kind::Tag, key),
        _ => return None,
    })
}

impl Renamed {
    /// What an edit that was made on `base` adds under keys that others have by now.
    pub fn between(edit: &Edit, base: &Project, now: &Project) -> Self {
        let mut it = Self::default();
        let own: HashSet<(Kind, &str)> = edit.changes.iter().filter_map(puts).collect();
        let new = edit.changes.iter().filter(|it| !is_there(it, now)).filter_map(puts);
        for (kind, key) in new {
            if !kind.knows(base, key) && kind.knows(now, key) {
                let numbered = (2_u64..).map(|n| format!("{key}-{n}"));
                let free = |new: &String| !kind.knows(now, new) && !own.contains(&(kind, new.as_str()));
                if let Some(new) = numbered.into_iter().find(free) {
                    it.keys.entry(kind).or_default().insert(key.to_owned(), new);
                }
            }
        }
        it
    }

    fn one(&self, kind: Kind, key: &mut String) {
        if let Some(new) = self.keys.get(&kind).and_then(|it| it.get(key.as_str())) {
            key.clone_from(new);
        }
    }

    fn many<'k>(&self, kind: Kind, keys: impl IntoIterator<Item = &'k mut String>) {
        keys.into_iter().for_each(|key| self.one(kind, key));
    }

    /// The edit says the new keys, wherever it names what it adds.
    pub fn rename(&self, edit: &mut Edit) {
        if self.keys.is_empty() {
            return;
        }
        for change in &mut edit.changes {
            self.change(change);
        }
    }

    fn change(&self, change: &mut Change) {
        match change {
            Change::Event { key, record } => {
                self.one(Kind::Event, key);
                record.iter_mut().for_each(|it| self.event(it));
            }
            Change::Fields { field, values } => {
                for (key, value) in values {
                    self.one(Kind::Event, key);
                    self.value(*field, value);
                }
            }
            Change::Place { key, record } => {
                self.one(Kind::Place, key);
                self.many(Kind::Place, record.iter_mut().map(|it| &mut it.key));
            }
            Change::Group { key, record } => {
                self.one(Kind::Group, key);
                if let Some(it) = record {
                    self.one(Kind::Group, &mut it.key);
                    self.many(Kind::Group, &mut it.umbrella);
                }
            }
            Change::Source { key, record } => {
                self.one(Kind::Source, key);
                self.many(Kind::Source, record.iter_mut().map(|it| &mut it.key));
            }
            Change::Article { key, record } => {
                self.one(Kind::Article, key);
                record.iter_mut().for_each(|it| self.article(it));
            }
            Change::Tag { key, .. } => self.one(Kind::Tag, key),
            Change::Capture { key, .. } => self.one(Kind::Article, key),
            Change::Rejected { record, .. } => self.many(Kind::Article, record.iter_mut().map(|it| &mut it.article)),
            Change::Relation { key, record: Some(it) } => {
                self.many(Kind::Event, [&mut it.a, &mut it.b]);
                *key = Relation::key(&it.a, &it.b);
            }
            Change::Meta(it) => {
                self.many(Kind::Article, &mut it.first_article);
                self.many(Kind::Event, &mut it.first_event);
            }
            Change::Relation { record: None, .. } | Change::SavedFilter { .. } => {}
        }
    }

    fn event(&self, it: &mut EventRecord) {
        self.one(Kind::Event, &mut it.key);
        self.many(Kind::Place, it.place.iter_mut().chain(&mut it.other_places));
        self.many(Kind::Group, it.actors.iter_mut().chain(&mut it.targets));
        self.many(Kind::Source, &mut it.sources);
        self.many(Kind::Tag, &mut it.tags);
        self.claims(&mut it.claims);
    }

    fn claims(&self, claims: &mut [ClaimRecord]) {
        self.many(Kind::Source, claims.iter_mut().filter_map(|it| it.source.as_mut()));
    }

    fn value(&self, field: Field, value: &mut Value) {
        let kind = match field {
            Field::Place | Field::OtherPlaces => Kind::Place,
            Field::Actors | Field::Targets => Kind::Group,
            Field::Sources => Kind::Source,
            Field::Tags => Kind::Tag,
            _ => {
                if let Value::Claims(claims) = value {
                    self.claims(claims);
                }
                return;
            }
        };
        match value {
            Value::Key(key) => self.many(kind, key),
            Value::Keys(keys) => self.many(kind, keys),
            _ => {}
        }
    }

    fn article(&self, it: &mut ArticleRecord) {
        self.one(Kind::Article, &mut it.key);
        self.many(Kind::Source, &mut it.sources);
        for mention in &mut it.mentions {
            match &mut mention.target {
                TargetRecord::Event(key) => self.one(Kind::Event, key),
                TargetRecord::Place(key) => self.one(Kind::Place, key),
                TargetRecord::Group(key) => self.one(Kind::Group, key),
                TargetRecord::Source(key) => self.one(Kind::Source, key),
                TargetRecord::Link(_) => {}
            }
        }
    }
}

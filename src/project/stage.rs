//! Making an edit: everything is prepared beside the project, so that an edit that cannot be made changes nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::rebuild::{self, Item, Moved};
use super::work::{Origins, Work, rank};
use super::{
    ArticleRecord, Change, Edit, EventRecord, Field, GroupRecord, Mark, Meta, MetaRecord, Project, Reason, Value,
};
use crate::article::Article;
use crate::event::{EventId, EventTable, Group, Place, Source};

/// Things that go by a key.
pub(super) trait Keyed {
    fn key(&self) -> &str;
}

macro_rules! keyed {
    ($($what:ty),*) => { $(impl Keyed for $what { fn key(&self) -> &str { &self.key } })* };
}
keyed!(Place, Source, GroupRecord, ArticleRecord);

/// What is about to change, by key; nothing means taken away.
pub(super) type Pending<T> = BTreeMap<String, Option<T>>;

/// An edit being made.
struct Stage<'a> {
    project: &'a Project,
    work: Work,
    events: HashMap<String, Option<EventRecord>>,
    places: Pending<Place>,
    groups: Pending<GroupRecord>,
    sources: Pending<Source>,
    articles: Pending<ArticleRecord>,
    meta: Option<MetaRecord>,
    /// Events whose marks change.
    marked: BTreeSet<String>,
    /// The table with other words in one column, if that is all there is to do.
    worded: Option<EventTable>,
    /// Whether the edit has one change only.
    alone: bool,
}

impl Project {
    /// Make an edit; the edit that takes it back is returned. If it cannot be made, nothing changes.
    ///
    /// # Errors
    /// If it names what is not there, takes away what is still named, or holds a value that means nothing.
    pub fn apply(&mut self, edit: &Edit) -> Result<Edit, Reason> {
        let (next, reverse) = self.after(edit)?;
        *self = next;
        Ok(reverse)
    }

    /// The project as it is after an edit, and the edit that takes it back. This one stays as it is, so it may run
    /// beside the window. It costs little if [`Project::is_quick`] says so; else the table of events is made anew.
    ///
    /// # Errors
    /// As [`Project::apply`].
    pub fn after(&self, edit: &Edit) -> Result<(Project, Edit), Reason> {
        let mut stage = Stage {
            project: self,
            work: (*self.work).clone(),
            events: HashMap::new(),
            places: Pending::new(),
            groups: Pending::new(),
            sources: Pending::new(),
            articles: Pending::new(),
            meta: None,
            marked: BTreeSet::new(),
            worded: None,
            alone: edit.changes.len() == 1,
        };
        let mut reverse = Vec::with_capacity(edit.changes.len());
        for change in &edit.changes {
            reverse.push(stage.change(change)?);
        }
        reverse.reverse();
        let next = stage.finish()?;
        let edit = Edit { label: edit.label.clone(), reason: String::new(), gesture: edit.gesture, changes: reverse };
        Ok((next, edit))
    }
}

impl Project {
    /// Whether making this edit costs little however many events there are: it leaves every row of the table where it
    /// is and changes few of them.
    pub fn is_quick(&self, edit: &Edit) -> bool {
        const FEW_EVENTS: usize = 64;
        const FEW_MARKS: usize = 2048;
        const FEW_MENTIONS: usize = 4096;
        let (mut events, mut marks) = (0, 0);
        edit.changes.iter().all(|change| match change {
            Change::Fields { field, values } if field.is_mark() => {
                marks += values.len();
                marks <= FEW_MARKS
            }
            Change::Fields { field, values } => {
                events += values.len();
                events <= FEW_EVENTS && !matches!(field, Field::Position | Field::Details)
            }
            // Where something comes or goes, all numbers may be others.
            Change::Place { key, record } => record.is_some() && self.place_by_key(key).is_some(),
            Change::Group { key, record } => record.is_some() && self.groups.by_key(key).is_some(),
            Change::Source { key, record } => record.is_some() && self.source_by_key(key).is_some(),
            Change::Article { .. } => self.mentions.len() <= FEW_MENTIONS && self.articles.len() <= FEW_MENTIONS,
            Change::Event { .. } => false,
            Change::Tag { .. }
            | Change::SavedFilter { .. }
            | Change::Rejected { .. }
            | Change::Capture { .. }
            | Change::Relation { .. }
            | Change::Meta(_) => true,
        })
    }
}

impl Stage<'_> {
    fn event(&self, key: &str) -> Option<EventRecord> {
        match self.events.get(key) {
            Some(pending) => pending.clone(),
            None => self.project.events.by_key(key).map(|id| self.project.names().event(&self.project.events, id)),
        }
    }

    fn exists(&self, key: &str) -> bool {
        match self.events.get(key) {
            Some(pending) => pending.is_some(),
            None => self.project.events.by_key(key).is_some(),
        }
    }

    /// Make one change; the one that takes it back is returned.
    fn change(&mut self, change: &Change) -> Result<Change, Reason> {
        let old = self.project;
        Ok(match change {
            Change::Event { key, record } => self.put_event(key, record.as_deref())?,
            Change::Fields { field, values } => self.fields(*field, values)?,
            Change::Place { key, record } => {
                let before = put(
                    &old.places,
                    Clone::clone,
                    &mut self.places,
                    (&old.work.places, &mut self.work.places),
                    key,
                    record.clone(),
                )?;
                Change::Place { key: key.clone(), record: before.map(Box::new) }
            }
            Change::Group { key, record } => {
                let names = old.names();
                let list: Vec<&Group> = old.groups.iter().map(|(_, it)| it).collect();
                let before = put(
                    &list,
                    |it| names.group(it),
                    &mut self.groups,
                    (&old.work.groups, &mut self.work.groups),
                    key,
                    record.clone(),
                )?;
                Change::Group { key: key.clone(), record: before.map(Box::new) }
            }
            Change::Source { key, record } => {
                let before = put(
                    &old.sources,
                    Clone::clone,
                    &mut self.sources,
                    (&old.work.sources, &mut self.work.sources),
                    key,
                    record.clone(),
                )?;
                Change::Source { key: key.clone(), record: before.map(Box::new) }
            }
            Change::Article { key, record } => {
                record.as_ref().map_or(Ok(()), |it| check_article(it))?;
                let of = |it: &Arc<Article>| old.names().article(&old.events, it);
                let before = put(
                    &old.articles,
                    of,
                    &mut self.articles,
                    (&old.work.articles, &mut self.work.articles),
                    key,
                    record.clone(),
                )?;
                Change::Article { key: key.clone(), record: before.map(Box::new) }
            }
            Change::Tag { key, record } => {
                let before = swap(&mut self.work.tags, key, record)?;
                Change::Tag { key: key.clone(), record: before }
            }
            Change::SavedFilter { key, record } => {
                let before = swap(&mut self.work.filters, key, record)?;
                Change::SavedFilter { key: key.clone(), record: before }
            }
            Change::Rejected { key, record } => {
                let before = swap(&mut self.work.rejected, key, record)?;
                Change::Rejected { key: key.clone(), record: before }
            }
            Change::Capture { key, record } => {
                let before = swap(&mut self.work.captures, key, &record.as_deref().cloned().map(Arc::new))?;
                Change::Capture { key: key.clone(), record: before.map(|it| Box::new(Arc::unwrap_or_clone(it))) }
            }
            Change::Relation { key, record } => {
                let before = swap(&mut self.work.relations, key, record)?;
                Change::Relation { key: key.clone(), record: before }
            }
            Change::Meta(record) => {
                let before = self.meta.replace((**record).clone()).unwrap_or_else(|| old.meta_record());
                Change::Meta(Box::new(before))
            }
        })
    }

    fn put_event(&mut self, key: &str, record: Option<&EventRecord>) -> Result<Change, Reason> {
        let current = self.event(key);
        let mark = self.work.marks.get(key).cloned().unwrap_or_default();
        let before = current.clone().map(|mut it| {
            it.set_mark(mark);
            Box::new(it)
        });
        if let Some(record) = record {
            record.check()?;
            if record.key != key {
                return Err(Reason::NoKey);
            }
        }
        self.set_mark(key, record.map(EventRecord::mark).unwrap_or_default());
        let new = record.map(|it| {
            let mut it = it.clone().without_mark();
            it.position = it.position.map(super::settled);
            it
        });
        // Corrections are kept by field, the rest as for any other thing.
        let corrections = self.work.corrections.remove(key).unwrap_or_default();
        let own = self.work.events.own.contains(key);
        let original = match (&current, self.work.events.removed.get(key)) {
            (Some(current), _) if !own => {
                let mut original = current.clone();
                for (field, value) in corrections {
                    original.set(field, value)?;
                }
                Some(original)
            }
            (None, Some((_, removed))) => Some(removed.clone()),
            _ => None,
        };
        let index = || {
            let row = self.project.events.by_key(key);
            row.map_or(u32::MAX, |id| self.project.work.events.rank(self.project.events.sequence(id)))
        };
        // An event taken away and put back within one edit keeps the place it has in the project.
        let known = self.project.work.events.removed.get(key).map(|(rank, _)| *rank);
        let place = known.unwrap_or_else(index);
        let was = original.as_ref().or(current.as_ref()).filter(|_| current.is_some());
        self.work.events.put(key, was, || place, new.as_ref());
        self.work.events.changed.remove(key);
        if let (Some(original), Some(new)) = (&original, &new) {
            let differs = |field: &Field| original.get(*field) != new.get(*field);
            let corrections: BTreeMap<_, _> = Field::ALL
                .into_iter()
                .filter(|field| !field.is_mark() && differs(field))
                .map(|field| (field, original.get(field)))
                .collect();
            if !corrections.is_empty() {
                self.work.corrections.insert(key.to_owned(), corrections);
            }
        }
        self.events.insert(key.to_owned(), new);
        Ok(Change::Event { key: key.to_owned(), record: before })
    }

    /// One word of many events, without looking at anything else of them.
    fn words(&mut self, field: Field, values: &[(String, Value)]) -> Option<Change> {
        const MANY: usize = 64;
        let column = field.words().filter(|_| self.alone && values.len() >= MANY)?;
        let table = &self.project.events;
        let mut words: Vec<(EventId, &str)> = Vec::with_capacity(values.len());
        for (key, value) in values {
            let Value::Text(word) = value else { return None };
            words.push((table.by_key(key)?, word));
        }
        let mut once = HashSet::with_capacity(words.len());
        if !words.iter().all(|(id, _)| once.insert(*id)) {
            return None;
        }
        let mut before = (**table).clone();
        let before = column(&mut before);
        let mut reverse = Vec::with_capacity(values.len());
        for ((key, value), (id, word)) in values.iter().zip(&words) {
            let old = Value::Text(before.get(id.row()).to_owned());
            if before.get(id.row()) != *word && !self.work.events.own.contains(key) {
                self.correct(key, field, &old, value);
            }
            reverse.push((key.clone(), old));
        }
        self.worded = Some(table.with_words(column, words));
        Some(Change::Fields { field, values: reverse })
    }

    fn fields(&mut self, field: Field, values: &[(String, Value)]) -> Result<Change, Reason> {
        if let Some(change) = self.words(field, values) {
            return Ok(change);
        }
        let mut reverse = Vec::with_capacity(values.len());
        for (key, value) in values {
            if field.is_mark() {
                reverse.push((key.clone(), self.put_mark(key, field, value)?));
                continue;
            }
            let mut record = self.event(key).ok_or_else(|| Reason::missing("event", key))?;
            let old = record.set(field, value.clone())?;
            if !self.work.events.own.contains(key) {
                self.correct(key, field, &old, &record.get(field));
            }
            self.events.insert(key.clone(), Some(record));
            reverse.push((key.clone(), old));
        }
        // If an event is named twice, its first value is the one to go back to.
        reverse.reverse();
        Ok(Change::Fields { field, values: reverse })
    }

    /// Keep in mind what was imported in a field of an event, as long as something else is in it.
    fn correct(&mut self, key: &str, field: Field, old: &Value, new: &Value) {
        let mut corrections = self.work.corrections.remove(key).unwrap_or_default();
        let original = corrections.remove(&field).unwrap_or_else(|| old.clone());
        if original != *new {
            corrections.insert(field, original);
        }
        if !corrections.is_empty() {
            self.work.corrections.insert(key.to_owned(), corrections);
        }
    }

    fn put_mark(&mut self, key: &str, field: Field, value: &Value) -> Result<Value, Reason> {
        if !self.exists(key) {
            return Err(Reason::missing("event", key));
        }
        let mut record = EventRecord::default();
        record.set_mark(self.work.marks.get(key).cloned().unwrap_or_default());
        let old = record.set(field, value.clone())?;
        self.set_mark(key, record.mark());
        Ok(old)
    }

    fn set_mark(&mut self, key: &str, mark: Mark) {
        self.marked.insert(key.to_owned());
        if mark == Mark::default() {
            self.work.marks.remove(key);
        } else {
            self.work.marks.insert(key.to_owned(), mark);
        }
    }

    /// Put everything together.
    fn finish(self) -> Result<Project, Reason> {
        let old = self.project;
        self.check_tags()?;
        let (before, after) = (&old.work, self.work);
        let mut next = Project {
            meta: old.meta.clone(),
            events: Arc::clone(&old.events),
            places: Arc::clone(&old.places),
            groups: Arc::clone(&old.groups),
            sources: Arc::clone(&old.sources),
            articles: old.articles.clone(),
            mentions: Arc::clone(&old.mentions),
            work: Arc::default(),
            first: old.first.clone(),
            revision: old.revision + 1,
        };
        if !self.places.is_empty() {
            let order = rebuild::order(&old.places, &self.places, &before.places);
            next.places = Arc::new(order.into_iter().map(|it| it.cloned(&old.places)).collect());
        }
        if !self.sources.is_empty() {
            let order = rebuild::order(&old.sources, &self.sources, &before.sources);
            next.sources = Arc::new(order.into_iter().map(|it| it.cloned(&old.sources)).collect());
        }
        if !self.groups.is_empty() {
            let list: Vec<&Group> = old.groups.iter().map(|(_, it)| it).collect();
            let names = old.names();
            let records = rebuild::order(&list, &self.groups, &before.groups).into_iter().map(|it| match it {
                Item::Old(i) => names.group(list[i]),
                Item::New(record) => record.clone(),
            });
            next.groups = Arc::new(super::record::groups(&records.collect::<Vec<_>>())?);
        }
        let moved = Moved::between(old, &next);
        let in_place = match self.worded {
            Some(table) => Some(table),
            None if moved.any() || self.events.is_empty() => None,
            None => rebuild::patched(old, &next, &self.events)?,
        };
        let rebuilt = in_place.is_none() && (!self.events.is_empty() || moved.any());
        if let Some(table) = in_place {
            next.events = Arc::new(table);
        } else if rebuilt {
            next.events = Arc::new(rebuild::events(old, &next, &moved, &self.events)?);
        }
        if rebuilt || !self.articles.is_empty() {
            let order = rebuild::order(&old.articles, &self.articles, &before.articles);
            next.articles = rebuild::articles(old, &next, &moved, order)?;
            next.mentions = Arc::new(super::mentions_of(&next.articles));
        }
        if rebuilt || !self.articles.is_empty() || self.meta.is_some() {
            next = next.with_meta(self.meta.unwrap_or_else(|| old.meta_record()));
        }
        next.work = Arc::new(after);
        Ok(next)
    }

    /// Every tag that is put on an event exists, and none that is taken away is on one.
    fn check_tags(&self) -> Result<(), Reason> {
        let (old, new) = (&self.project.work, &self.work);
        for event in &self.marked {
            let mut tags = new.marks.get(event).into_iter().flat_map(|mark| &mark.tags);
            if let Some(tag) = tags.find(|tag| !new.tags.contains_key(*tag)) {
                return Err(Reason::missing("tag", tag));
            }
        }
        if old.tags.keys().all(|key| new.tags.contains_key(key)) {
            return Ok(());
        }
        for (event, mark) in new.marks.iter() {
            if let Some(tag) = mark.tags.iter().find(|tag| !new.tags.contains_key(*tag)) {
                return Err(Reason::StillUsed { what: "tag", key: tag.clone(), by: format!("event {event}") });
            }
        }
        Ok(())
    }
}

fn check_article(it: &ArticleRecord) -> Result<(), Reason> {
    let wrong = |why| Err(Reason::Article { key: it.key.clone(), why });
    let whole = |range: &std::ops::Range<usize>| it.text.get(range.clone()).is_some_and(|words| !words.is_empty());
    if !it.mentions.iter().all(|mention| whole(&mention.range)) {
        return wrong("a mention must be of whole characters of the text");
    }
    if it.mentions.windows(2).any(|pair| pair[0].range.end > pair[1].range.start) {
        return wrong("mentions must not overlap: take the other one away first");
    }
    if !it.blocks.iter().all(|block| it.text.get(block.range.clone()).is_some()) {
        return wrong("a block must be of whole characters of the text");
    }
    Ok(())
}

/// What the project says of itself, by its current numbers; what it named and is gone is forgotten.
pub(super) fn meta(project: &Project, record: MetaRecord) -> Meta {
    let article = record.first_article.and_then(|key| project.article_by_key(&key));
    Meta {
        id: record.id,
        title: record.title,
        description: record.description,
        notice: record.notice,
        licence: record.licence,
        first_article: article,
        first_event: record.first_event.and_then(|key| project.events.by_key(&key)),
        view: record.view,
        layers: record.layers,
    }
}

/// A change of one thing of a list: the pending state, its origin, and what it was before.
fn put<A, T: Clone + PartialEq + Keyed>(
    list: &[A],
    of: impl Fn(&A) -> T,
    pending: &mut Pending<T>,
    (before, after): (&Origins<T>, &mut Origins<T>),
    key: &str,
    record: Option<Box<T>>,
) -> Result<Option<T>, Reason>
where
    A: HasKey,
{
    let record = record.map(|it| *it);
    if key.is_empty() || record.as_ref().is_some_and(|it| it.key() != key) {
        return Err(Reason::NoKey);
    }
    let at = list.iter().position(|it| it.has_key() == key);
    let current = match pending.get(key) {
        Some(pending) => pending.clone(),
        None => at.map(|at| of(&list[at])),
    };
    let known = before.removed.get(key).map(|(rank, _)| *rank);
    let listed = || at.map_or(u32::MAX, |at| rank(&before.gaps(), u32::try_from(at).unwrap_or(u32::MAX)));
    let place = known.unwrap_or_else(listed);
    after.put(key, current.as_ref(), || place, record.as_ref());
    pending.insert(key.to_owned(), record);
    Ok(current)
}

/// Whatever stands in the project's lists.
pub(super) trait HasKey {
    fn has_key(&self) -> &str;
}

impl<T: HasKey + ?Sized> HasKey for &T {
    fn has_key(&self) -> &str {
        (**self).has_key()
    }
}

impl<T: HasKey + ?Sized> HasKey for Arc<T> {
    fn has_key(&self) -> &str {
        (**self).has_key()
    }
}

macro_rules! has_key {
    ($($what:ty),*) => { $(impl HasKey for $what { fn has_key(&self) -> &str { &self.key } })* };
}
has_key!(Place, Source, Group, Article);

fn swap<T: Clone>(map: &mut BTreeMap<String, T>, key: &str, record: &Option<T>) -> Result<Option<T>, Reason> {
    if key.is_empty() {
        return Err(Reason::NoKey);
    }
    Ok(match record {
        Some(record) => map.insert(key.to_owned(), record.clone()),
        None => map.remove(key),
    })
}

//! Tables and lists as they are after an edit.

use std::collections::HashMap;
use std::sync::Arc;

use super::record::Numbers;
use super::stage::{HasKey, Keyed, Pending};
use super::work::{Origins, rank};
use super::{ArticleRecord, EventRecord, Project, Reason};
use crate::article::{Article, Target};
use crate::event::{Category, EventId, EventTable, GroupId, PlaceId, SourceId, TableBuilder, TableEdit};

/// What stands at one place of a new list.
pub(super) enum Item<'a, T> {
    /// The thing with this number in the old list.
    Old(usize),
    New(&'a T),
}

impl<T: Clone> Item<'_, T> {
    pub fn cloned(self, old: &[T]) -> T {
        match self {
            Self::Old(i) => old[i].clone(),
            Self::New(it) => it.clone(),
        }
    }
}

/// The order of a list after changes: what was imported as it came, then the project's own by key.
pub(super) fn order<'p, A: HasKey, T: Keyed + Clone + PartialEq>(
    old: &[A],
    pending: &'p Pending<T>,
    before: &Origins<T>,
) -> Vec<Item<'p, T>> {
    const OWN: u32 = u32::MAX;
    let gaps = before.gaps();
    let mut items = Vec::with_capacity(old.len() + pending.len());
    let mut seen = std::collections::BTreeSet::new();
    for (i, it) in old.iter().enumerate() {
        let key = it.has_key();
        let place = if before.own.contains(key) { OWN } else { rank(&gaps, i as u32) };
        match pending.get(key) {
            None => items.push((place, key, Item::Old(i))),
            Some(changed) => {
                seen.insert(key);
                items.extend(changed.as_ref().map(|it| (place, key, Item::New(it))));
            }
        }
    }
    for (key, it) in pending.iter().filter(|(key, _)| !seen.contains(key.as_str())) {
        let place = before.removed.get(key).map_or(OWN, |(rank, _)| *rank);
        items.extend(it.as_ref().map(|it| (place, key.as_str(), Item::New(it))));
    }
    items.sort_by(|(a, a_key, _), (b, b_key, _)| {
        a.cmp(b).then_with(|| if *a == OWN { a_key.cmp(b_key) } else { std::cmp::Ordering::Equal })
    });
    items.into_iter().map(|(_, _, item)| item).collect()
}

/// New numbers of old things, where they are not the same: nothing for what is gone.
pub(super) struct Moved {
    places: Option<Vec<Option<u32>>>,
    groups: Option<Vec<Option<u32>>>,
    sources: Option<Vec<Option<u32>>>,
}

impl Moved {
    pub fn between(old: &Project, new: &Project) -> Self {
        let groups = |it: &Project| it.groups.iter().map(|(_, it)| it.key.clone()).collect::<Vec<_>>();
        let places = |it: &Project| it.places.iter().map(|it| it.key.clone()).collect::<Vec<_>>();
        let sources = |it: &Project| it.sources.iter().map(|it| it.key.clone()).collect::<Vec<_>>();
        let changed = |same: bool, of: &dyn Fn(&Project) -> Vec<String>| {
            if same { None } else { numbers_moved(&of(old), &of(new)) }
        };
        Self {
            places: changed(Arc::ptr_eq(&old.places, &new.places), &places),
            groups: changed(Arc::ptr_eq(&old.groups, &new.groups), &groups),
            sources: changed(Arc::ptr_eq(&old.sources, &new.sources), &sources),
        }
    }

    pub fn any(&self) -> bool {
        self.places.is_some() || self.groups.is_some() || self.sources.is_some()
    }

    /// Whether anything that stays names what is gone.
    fn check(&self, old: &Project, changed: impl Fn(EventId) -> bool) -> Result<(), Reason> {
        let gone = |map: &Option<Vec<Option<u32>>>| map.as_ref().is_some_and(|map| map.contains(&None));
        if !gone(&self.places) && !gone(&self.groups) && !gone(&self.sources) {
            return Ok(());
        }
        let table = &old.events;
        for id in table.ids().filter(|id| !changed(*id)) {
            let by = table.key(id);
            for place in table.place(id).iter().chain(table.other_places(id)) {
                self.place(old, *place, by)?;
            }
            for group in table.actors(id).iter().chain(table.targets(id)) {
                self.group(old, *group, by)?;
            }
            let claimed = table.claims(id).iter().filter_map(|it| it.source.as_ref());
            for source in table.sources(id).iter().chain(claimed) {
                self.source(old, *source, by)?;
            }
        }
        Ok(())
    }

    fn place(&self, old: &Project, id: PlaceId, by: &str) -> Result<PlaceId, Reason> {
        let used = || used("place", &old.place(id).key, by);
        moved(self.places.as_deref(), id.0).map(PlaceId).ok_or_else(used)
    }

    fn group(&self, old: &Project, id: GroupId, by: &str) -> Result<GroupId, Reason> {
        let used = || used("group", &old.groups.get(id).key, by);
        let number = moved(self.groups.as_deref(), u32::from(id.0)).ok_or_else(used)?;
        u16::try_from(number).map(GroupId).map_err(|_| Reason::TooManyGroups)
    }

    fn source(&self, old: &Project, id: SourceId, by: &str) -> Result<SourceId, Reason> {
        let used = || used("source", &old.source(id).key, by);
        moved(self.sources.as_deref(), id.0).map(SourceId).ok_or_else(used)
    }
}

fn used(what: &'static str, key: &str, by: &str) -> Reason {
    Reason::StillUsed { what, key: key.to_owned(), by: by.to_owned() }
}

fn moved(map: Option<&[Option<u32>]>, number: u32) -> Option<u32> {
    map.map_or(Some(number), |map| map.get(number as usize).copied().flatten())
}

fn numbers_moved(old: &[String], new: &[String]) -> Option<Vec<Option<u32>>> {
    let at: HashMap<&str, u32> = new.iter().enumerate().map(|(i, key)| (key.as_str(), i as u32)).collect();
    let map: Vec<Option<u32>> = old.iter().map(|key| at.get(key.as_str()).copied()).collect();
    let same = map.iter().enumerate().all(|(i, new)| *new == Some(i as u32));
    (!same).then_some(map)
}

/// The table of events after an edit.
pub(super) fn events(
    old: &Project,
    new: &Project,
    moved: &Moved,
    pending: &HashMap<String, Option<EventRecord>>,
) -> Result<EventTable, Reason> {
    let table = &old.events;
    let origins = &old.work.events;
    let numbers = Numbers::new(&new.places, &new.groups, &new.sources);
    let mut changed: HashMap<EventId, Option<&EventRecord>> = HashMap::with_capacity(pending.len());
    let mut added: Vec<(u32, &str, &EventRecord)> = Vec::new();
    for (key, record) in pending {
        match (table.by_key(key), record) {
            (Some(id), record) => drop(changed.insert(id, record.as_ref())),
            (None, Some(record)) => {
                let place = origins.removed.get(key).map_or(u32::MAX, |(rank, _)| *rank);
                added.push((place, key, record));
            }
            (None, None) => {}
        }
    }
    added.sort_unstable_by_key(|(rank, key, _)| (*rank, *key));
    moved.check(old, |id| changed.contains_key(&id))?;

    // The new rows, and for each the old row in whose place it comes, if any.
    let mut builder = TableBuilder::default();
    let mut instead: Vec<Option<EventId>> = Vec::with_capacity(changed.len() + added.len());
    for (id, record) in &changed {
        if let Some(record) = record {
            builder.push(numbers.draft(record)?);
            instead.push(Some(*id));
        }
    }
    let first_added = instead.len();
    for (_, _, record) in &added {
        builder.push(numbers.draft(record)?);
        instead.push(None);
    }
    let mut rows = builder.build();
    let mut layers = Category::default();
    for id in rows.ids() {
        // What comes in the place of another row stays in its layer.
        let before = instead[rows.sequence(id) as usize].map_or("", |old| table.layer.get(old.row()));
        layers.push(if before.is_empty() { rows.layer.get(id.row()) } else { before });
    }
    rows.layer = layers.into();

    let mut old_sequence: Vec<u32> = table.ids().map(|id| table.sequence(id)).collect();
    // By the order of drafts; an old row hands its place over.
    let mut new_sequence: Vec<u32> = instead.iter().map(|id| id.map_or(0, |id| old_sequence[id.row()])).collect();
    if !added.is_empty() || changed.values().any(Option::is_none) {
        reorder(old, &changed, &added, &mut old_sequence, &mut new_sequence, first_added);
    }
    for id in changed.keys() {
        old_sequence[id.row()] = u32::MAX;
    }
    let new_sequence: Vec<u32> = rows.ids().map(|id| new_sequence[rows.sequence(id) as usize]).collect();
    Ok(table.edited(&TableEdit {
        new: &rows,
        old_sequence: &old_sequence,
        new_sequence: &new_sequence,
        // A table may still hold numbers that no row names; what they become does not matter.
        place: &|id| PlaceId(self::moved(moved.places.as_deref(), id.0).unwrap_or(id.0)),
        group: &|id| {
            let number = self::moved(moved.groups.as_deref(), u32::from(id.0));
            number.and_then(|it| u16::try_from(it).ok()).map_or(id, GroupId)
        },
        source: &|id| SourceId(self::moved(moved.sources.as_deref(), id.0).unwrap_or(id.0)),
    }))
}

/// The table after an edit that leaves every row where it is: nothing comes, goes or moves, and further fields stay.
/// Nothing if it does not, or if so many texts change that making the table anew costs less.
pub(super) fn patched(
    old: &Project,
    new: &Project,
    pending: &HashMap<String, Option<EventRecord>>,
) -> Result<Option<EventTable>, Reason> {
    const MANY: usize = 1024;
    let table = &old.events;
    let numbers = Numbers::for_events(&new.places, &new.groups, &new.sources, pending.len());
    let mut patches = Vec::with_capacity(pending.len());
    for (key, record) in pending {
        let (Some(id), Some(record)) = (table.by_key(key), record) else { return Ok(None) };
        let same_position = table.point(id).map(super::exact_position) == record.position;
        let same_texts = pending.len() <= MANY || (table.title(id) == record.title && table.notes(id) == record.notes);
        let details = record.details.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let same_layer = record.layer == table.layer.get(id.row());
        if !same_position || !same_layer || !same_texts || !table.details(id).eq(details) {
            return Ok(None);
        }
        patches.push((id, numbers.draft(record)?));
    }
    Ok(Some(table.patched(&patches)))
}

/// The order of the file when rows come or go: what was imported as it came, then the project's own by key.
fn reorder(
    old: &Project,
    changed: &HashMap<EventId, Option<&EventRecord>>,
    added: &[(u32, &str, &EventRecord)],
    old_sequence: &mut [u32],
    new_sequence: &mut [u32],
    first_added: usize,
) {
    let (table, origins) = (&old.events, &old.work.events);
    let gaps = origins.gaps();
    let mut order = vec![EventId(0); table.len()];
    for id in table.ids() {
        order[table.sequence(id) as usize] = id;
    }
    let mut places: HashMap<EventId, u32> = HashMap::with_capacity(changed.len());
    let mut added = (first_added..).zip(added).peekable();
    let mut next = 0;
    for (index, id) in order.into_iter().enumerate() {
        let key = table.key(id);
        let own = !origins.own.is_empty() && origins.own.contains(key);
        let place = if own { (u32::MAX, key) } else { (rank(&gaps, index as u32), "") };
        let before =
            |(_, (rank, key, _)): &(usize, &(u32, &str, &EventRecord))| (*rank, if own { *key } else { "" }) < place;
        while let Some((draft, _)) = added.next_if(before) {
            new_sequence[draft] = next;
            next += 1;
        }
        match changed.get(&id) {
            Some(None) => continue,
            Some(Some(_)) => drop(places.insert(id, next)),
            None => {}
        }
        old_sequence[id.row()] = next;
        next += 1;
    }
    for (draft, _) in added {
        new_sequence[draft] = next;
        next += 1;
    }
    let replaced = changed.iter().filter(|(_, record)| record.is_some());
    for (sequence, (id, _)) in new_sequence.iter_mut().zip(replaced) {
        *sequence = places.get(id).copied().unwrap_or(*sequence);
    }
}

/// The articles after an edit: the same ones where nothing they name has another number.
pub(super) fn articles(
    old: &Project,
    new: &Project,
    moved: &Moved,
    order: Vec<Item<'_, ArticleRecord>>,
) -> Result<Vec<Arc<Article>>, Reason> {
    let numbers = Numbers::new(&new.places, &new.groups, &new.sources);
    let same_rows = !moved.any() && new.events.has_rows_of(&old.events);
    let one = |item| match item {
        Item::New(record) => numbers.article(&new.events, record).map(Arc::new),
        // Every number means what it meant.
        Item::Old(i) if same_rows => Ok(Arc::clone(&old.articles[i])),
        Item::Old(i) => kept(old, new, moved, &old.articles[i]),
    };
    order.into_iter().map(one).collect()
}

fn kept(old: &Project, new: &Project, moved: &Moved, article: &Arc<Article>) -> Result<Arc<Article>, Reason> {
    let by = format!("the article {:?}", article.title);
    let target = |target: &Target| {
        Ok(match target {
            Target::Event(id) => {
                let key = old.events.key(*id);
                Target::Event(new.events.by_key(key).ok_or_else(|| used("event", key, &by))?)
            }
            Target::Place(id) => Target::Place(moved.place(old, *id, &by)?),
            Target::Group(id) => Target::Group(moved.group(old, *id, &by)?),
            Target::Source(id) => Target::Source(moved.source(old, *id, &by)?),
            Target::Link(address) => Target::Link(address.clone()),
        })
    };
    let targets = article.mentions.iter().map(|it| target(&it.target)).collect::<Result<Vec<_>, Reason>>()?;
    let sources = article.sources.iter().map(|id| moved.source(old, *id, &by)).collect::<Result<Vec<_>, _>>()?;
    if sources == article.sources && targets.iter().eq(article.mentions.iter().map(|it| &it.target)) {
        return Ok(Arc::clone(article));
    }
    let mut next = (**article).clone();
    next.sources = sources;
    for (mention, target) in next.mentions.iter_mut().zip(targets) {
        mention.target = target;
    }
    Ok(Arc::new(next))
}

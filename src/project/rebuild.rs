//! Tables and lists as they are after an edit.

use std::collections::HashMap;
use std::sync::Arc;

use super::record::{Numbers, exact_position};
use super::stage::{HasKey, Keyed, Pending};
use super::work::{Origins, rank};
use super::{ArticleRecord, EventRecord, Project, Reason};
use crate::article::{Article, Target};
use crate::event::{Claim, EventDraft, EventId, EventTable, GroupId, PlaceId, SourceId, TableBuilder, When};

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
    let mut added = added.into_iter().peekable();
    let gaps = origins.gaps();
    let mut order = vec![EventId(0); table.len()];
    for id in table.ids() {
        order[table.sequence(id) as usize] = id;
    }
    let mut builder = TableBuilder::default();
    for (index, id) in order.into_iter().enumerate() {
        let key = table.key(id);
        let own = !origins.own.is_empty() && origins.own.contains(key);
        let place = if own { (u32::MAX, key) } else { (rank(&gaps, index as u32), "") };
        while let Some((_, _, record)) = added.next_if(|(rank, key, _)| (*rank, if own { *key } else { "" }) < place) {
            builder.push(numbers.draft(record)?);
        }
        match changed.get(&id) {
            None => builder.push(draft(old, id, moved)?),
            Some(Some(record)) => builder.push(numbers.draft(record)?),
            Some(None) => {}
        }
    }
    for (_, _, record) in added {
        builder.push(numbers.draft(record)?);
    }
    Ok(builder.build())
}

/// A row as a draft, with the new numbers of what it names.
fn draft(old: &Project, id: EventId, moved: &Moved) -> Result<EventDraft, Reason> {
    let (table, row) = (&*old.events, id.row());
    let by = table.key(id);
    let date = table.date_text(id);
    let place = |id: &PlaceId| moved.place(old, *id, by);
    let group = |id: &GroupId| moved.group(old, *id, by);
    let source = |id: &SourceId| moved.source(old, *id, by);
    let claim = |it: &Claim| Ok(Claim { source: it.source.as_ref().map(source).transpose()?, ..it.clone() });
    Ok(EventDraft {
        key: by.to_owned(),
        title: table.title(id).to_owned(),
        when: if date.is_empty() { None } else { When::parse(date).ok() },
        position: table.point(id).map(exact_position),
        place: table.place(id).as_ref().map(place).transpose()?,
        other_places: table.other_places(id).iter().map(place).collect::<Result<_, _>>()?,
        precision_m: table.precision_m(id),
        geo_precision: table.geo_precision.get(row).to_owned(),
        country: table.country.get(row).to_owned(),
        admin1: table.admin1.get(row).to_owned(),
        kind: table.kind.get(row).to_owned(),
        event_type: table.event_type.get(row).to_owned(),
        sub_event_type: table.sub_event_type.get(row).to_owned(),
        actors: table.actors(id).iter().map(group).collect::<Result<_, _>>()?,
        targets: table.targets(id).iter().map(group).collect::<Result<_, _>>()?,
        notes: table.notes(id).to_owned(),
        fatalities: table.fatalities(id),
        injuries: table.injuries(id),
        status: table.status.get(row).to_owned(),
        corroboration: table.corroboration.get(row).to_owned(),
        confidence: table.confidence.get(row).to_owned(),
        contradictions: table.contradictions(id).to_owned(),
        sources: table.sources(id).iter().map(source).collect::<Result<_, _>>()?,
        unverified: table.is_unverified(id),
        claims: table.claims(id).iter().map(claim).collect::<Result<_, Reason>>()?,
        details: table.details(id).map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
    })
}

/// The articles after an edit: the same ones where nothing they name has another number.
pub(super) fn articles(
    old: &Project,
    new: &Project,
    moved: &Moved,
    order: Vec<Item<'_, ArticleRecord>>,
) -> Result<Vec<Arc<Article>>, Reason> {
    let numbers = Numbers::new(&new.places, &new.groups, &new.sources);
    let one = |item| match item {
        Item::New(record) => numbers.article(&new.events, record).map(Arc::new),
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

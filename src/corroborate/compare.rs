//! Two articles or two layers beside each other: what both have, where they contradict, what only one has.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::address::events_of;
use super::{Corroborator, Probe};
use crate::article::{ArticleId, Target};
use crate::event::EventId;
use crate::index::Bits;
use crate::project::{Differs, EventRecord, Field, Project, Verdict, differs};

/// One of two that are compared.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Side {
    /// The events that an article mentions, and those that rest on its address; by the article's key.
    Article(String),
    /// The events of a layer; the empty name is what is in no layer.
    Layer(String),
    /// The events that rest on a publisher.
    Publisher(String),
}

impl Side {
    /// What people call it.
    pub fn name<'a>(&'a self, project: &'a Project) -> &'a str {
        match self {
            Self::Article(key) => project.article_by_key(key).map_or(key, |id| &project.article(id).title),
            Self::Layer(name) if name.is_empty() => "What is in no layer",
            Self::Layer(name) | Self::Publisher(name) => name,
        }
    }

    /// Its events, in the order of rows.
    pub fn events(&self, project: &Project) -> Vec<EventId> {
        let table = &project.events;
        match self {
            Self::Article(key) => {
                let Some(article) = project.article_by_key(key) else { return Vec::new() };
                let mut events = events_of(project, article);
                events.extend(mentioned(project, article));
                events.sort_unstable();
                events.dedup();
                events
            }
            Self::Layer(name) => match table.layer.code_of(name) {
                Some(code) => table.ids().filter(|id| table.layer.code(id.row()) == code).collect(),
                None if name.is_empty() => table.ids().filter(|id| table.layer.get(id.row()).is_empty()).collect(),
                None => Vec::new(),
            },
            Self::Publisher(name) => {
                // A table may still hold lists that no row has any more.
                let source = |id: &crate::event::SourceId| project.sources.get(id.0 as usize);
                let is = |id: &crate::event::SourceId| source(id).is_some_and(|it| it.publisher == *name);
                let lists = table.source_lists();
                let codes: Vec<bool> =
                    (0..lists.codes()).map(|code| lists.list(code as crate::event::Code).iter().any(is)).collect();
                table.ids().filter(|id| codes[lists.rows().get(id.row()) as usize]).collect()
            }
        }
    }
}

fn mentioned(project: &Project, article: ArticleId) -> impl Iterator<Item = EventId> + '_ {
    let event = |target: &Target| if let Target::Event(event) = target { Some(*event) } else { None };
    project.article(article).mentions.iter().filter_map(move |it| event(&it.target))
}

/// What can be compared in a project: its articles, its layers, and the publishers that most events rest on.
pub fn sides(project: &Project) -> Vec<Side> {
    /// More publishers are not offered.
    const PUBLISHERS: usize = 60;
    let mut sides: Vec<Side> = project.articles.iter().map(|it| Side::Article(it.key.clone())).collect();
    let layers = &project.events.layer;
    let mut used = vec![false; layers.codes().max(1)];
    layers.rows().iter().for_each(|code| used[code as usize] = true);
    let names: Vec<&str> =
        (0..layers.codes()).filter(|code| used[*code]).map(|code| layers.word(code as crate::event::Code)).collect();
    if names.len() > 1 {
        sides.extend(names.into_iter().map(|name| Side::Layer(name.to_owned())));
    }
    let lists = project.events.source_lists();
    let mut rows = vec![0_usize; lists.codes()];
    lists.rows().iter().for_each(|code| rows[code as usize] += 1);
    let mut publishers: BTreeMap<&str, usize> = BTreeMap::new();
    for (code, count) in rows.iter().enumerate().filter(|(_, count)| **count > 0) {
        let names: HashSet<&str> =
            lists.list(code as crate::event::Code).iter().map(|id| project.source(*id).publisher.as_str()).collect();
        names.into_iter().filter(|it| !it.is_empty()).for_each(|it| *publishers.entry(it).or_default() += count);
    }
    let mut publishers: Vec<(&str, usize)> = publishers.into_iter().collect();
    publishers.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    sides.extend(publishers.into_iter().take(PUBLISHERS).map(|(name, _)| Side::Publisher(name.to_owned())));
    sides
}

/// One occurrence that both sides have.
#[derive(Clone, PartialEq, Debug)]
pub struct Pair {
    pub a: EventId,
    /// The same event as `a` where both sides have that very event.
    pub b: EventId,
    pub score: f32,
    /// Where they contradict each other.
    pub differs: Vec<Difference>,
}

/// One field of which two accounts say different things, as claims hold them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    pub field: Field,
    pub a: String,
    pub b: String,
}

/// Where the sources of one event disagree: the value that is adopted, or the first, and another.
fn disagreements(project: &Project, event: EventId) -> Vec<Difference> {
    let claims = project.events.claims(event);
    let of = |field: Field| {
        let mut said = claims.iter().filter(|it| it.field == field.name());
        let held = said.clone().find(|it| it.adopted).or_else(|| said.clone().next())?;
        let other = said.find(|it| it.value != held.value)?;
        Some(Difference { field, a: held.value.clone(), b: other.value.clone() })
    };
    LOOKED_AT.into_iter().filter_map(of).collect()
}

/// What came out of comparing two sides.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Comparison {
    /// In the order of dates.
    pub both: Vec<Pair>,
    pub only_a: Vec<EventId>,
    pub only_b: Vec<EventId>,
}

/// How far a comparison is, and whether it is still wanted.
#[derive(Debug, Default)]
pub struct Progress {
    pub done: AtomicUsize,
    pub total: AtomicUsize,
    pub cancelled: AtomicBool,
}

/// The fields in which contradictions are looked for: date, place, toll, who.
const LOOKED_AT: [Field; 6] =
    [Field::EventDate, Field::Place, Field::Fatalities, Field::Injuries, Field::Actors, Field::Targets];

impl Corroborator<'_> {
    /// Compare two sides: every event of one is paired with at most one of the other, the likeliest pairs first.
    /// Nothing if it was cancelled.
    pub fn compare(&self, a: &Side, b: &Side, progress: &Progress) -> Option<Comparison> {
        let project = self.project;
        let (a, b) = (a.events(project), b.events(project));
        let in_b: HashSet<EventId> = b.iter().copied().collect();
        let mut pairs: Vec<(f32, EventId, EventId)> = Vec::new();
        let alone: Vec<EventId> = a.iter().copied().filter(|id| !in_b.contains(id)).collect();
        pairs.extend(a.iter().filter(|id| in_b.contains(id)).map(|id| (2.0, *id, *id)));
        for id in &alone {
            let linked = project.related(*id).into_iter().filter(|(_, verdict)| *verdict == Verdict::Same);
            pairs.extend(linked.filter(|(other, _)| in_b.contains(other)).map(|(other, _)| (1.5, *id, other)));
            if project.work().relations.is_empty() {
                break;
            }
        }
        let rows = Bits::from_fn(project.events.len(), |row| in_b.contains(&EventId(row as u32)));
        progress.total.store(alone.len(), Ordering::Relaxed);
        pairs.extend(self.pairs(&alone, &rows, progress)?);
        pairs.sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
        let (mut taken_a, mut taken_b): (HashSet<EventId>, HashSet<EventId>) = Default::default();
        let mut both = Vec::new();
        for (score, x, y) in pairs {
            if taken_a.contains(&x) || taken_b.contains(&y) {
                continue;
            }
            taken_a.insert(x);
            taken_b.insert(y);
            both.push(Pair { a: x, b: y, score: score.min(1.0), differs: Vec::new() });
        }
        both.sort_by_key(|pair| (project.events.days(pair.a), pair.a));
        for pair in &mut both {
            if progress.cancelled.load(Ordering::Relaxed) {
                return None;
            }
            pair.differs = self.contradictions(pair.a, pair.b);
        }
        let rest = |all: &[EventId], taken: &HashSet<EventId>| {
            let mut rest: Vec<EventId> = all.iter().copied().filter(|id| !taken.contains(id)).collect();
            rest.sort_by_key(|id| (project.events.days(*id), *id));
            rest
        };
        Some(Comparison { only_a: rest(&a, &taken_a), only_b: rest(&b, &taken_b), both })
    }

    /// Likely pairs of some events with those of a set of rows, found on all cores.
    fn pairs(&self, events: &[EventId], rows: &Bits, progress: &Progress) -> Option<Vec<(f32, EventId, EventId)>> {
        /// Of one event, so many of the other side are kept in mind.
        const EACH: usize = 6;
        let some = |events: &[EventId]| {
            let mut pairs = Vec::new();
            for event in events {
                if progress.cancelled.load(Ordering::Relaxed) {
                    return None;
                }
                let probe = Probe::of(self.project, *event);
                let found = self.ranked(&probe, EACH, Some(rows));
                pairs.extend(found.into_iter().map(|(score, other)| (score, *event, other)));
                progress.done.fetch_add(1, Ordering::Relaxed);
            }
            Some(pairs)
        };
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8);
        let size = events.len().div_ceil(cores).max(500);
        let parts: Vec<Option<Vec<_>>> = std::thread::scope(|scope| {
            let some = &some;
            let threads: Vec<_> = events.chunks(size).map(|part| scope.spawn(move || some(part))).collect();
            let joined =
                threads.into_iter().map(|it| it.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            joined.collect()
        });
        parts.into_iter().collect::<Option<Vec<_>>>().map(|parts| parts.into_iter().flatten().collect())
    }

    /// Where two accounts contradict each other. One that says less contradicts nothing.
    pub fn contradictions(&self, a: EventId, b: EventId) -> Vec<Difference> {
        let project = self.project;
        if a == b {
            return disagreements(project, a);
        }
        let (mut one, mut other) = (project.event_record(a), project.event_record(b));
        self.unite_groups(&mut one, &mut other);
        let both = |field: Field| match (differs(field, &one, &other), differs(field, &other, &one)) {
            (Differs::Says(a, b), Differs::Says(..)) => Some(Difference { field, a, b }),
            _ => None,
        };
        LOOKED_AT.into_iter().filter_map(both).collect()
    }

    /// Groups of one name are one, and a group and its umbrella do not contradict each other.
    fn unite_groups(&self, a: &mut EventRecord, b: &mut EventRecord) {
        let groups = &self.project.groups;
        let one_of = |x: &str, y: &str| {
            let (Some(x), Some(y)) = (groups.by_key(x), groups.by_key(y)) else { return false };
            self.group(x) == self.group(y) || groups.members(x).contains(&y) || groups.members(y).contains(&x)
        };
        for (mine, theirs) in [(&a.actors, &mut b.actors), (&a.targets, &mut b.targets)] {
            let same: HashMap<String, String> = theirs
                .iter()
                .filter_map(|key| Some((key.clone(), mine.iter().find(|it| one_of(it, key))?.clone())))
                .collect();
            for key in theirs.iter_mut() {
                if let Some(one) = same.get(key) {
                    key.clone_from(one);
                }
            }
        }
    }
}

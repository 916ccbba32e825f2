//! Events of which only mentions are known, and the events that they are.

use std::collections::HashMap;

use super::merge::Layer;
use super::{Project, Work};
use crate::event::{EventId, Groups, SourceId};

/// The further field of an event of which nothing is known but who mentions it: the number that another file has it
/// under (GDELT's `GlobalEventID`).
pub const MENTIONED: &str = "GlobalEventID mentioned";

/// What mentions say of events of other layers.
pub(super) struct Mentions {
    /// The layers, those of mentions without the rows that others have; none where it stays as it is.
    pub left: Vec<Option<Project>>,
    joins: Vec<Join>,
}

/// An event with the sources that a layer of mentions has for it.
struct Join {
    event: (usize, String),
    sources: (usize, Vec<SourceId>),
}

impl Mentions {
    /// Look for the events that the layers' mentions speak of.
    pub fn of(layers: &[Layer<'_>]) -> Self {
        let mut it = Self { left: layers.iter().map(|_| None).collect(), joins: Vec::new() };
        for (from, layer) in layers.iter().enumerate() {
            let events = &layer.project.events;
            if !is_of_mentions(layer.project) {
                continue;
            }
            let mut joined = vec![false; events.len()];
            for id in events.ids() {
                let number = events.detail(id, MENTIONED);
                let others = layers.iter().enumerate().filter(|(_, it)| !number.is_empty() && has(it.project, number));
                for (at, _) in others {
                    it.joins
                        .push(Join { event: (at, number.to_owned()), sources: (from, events.sources(id).to_vec()) });
                    joined[id.row()] = true;
                }
            }
            // What the user has worked on stays.
            let plain = layer.project.articles.is_empty() && *layer.project.work() == Work::default();
            if plain && joined.contains(&true) {
                it.left[from] = Some(without(layer.project, &joined));
            }
        }
        it
    }

    /// The sources of each event that mentions add to, by the numbers of the whole.
    pub fn sources(
        &self,
        row: impl Fn(usize, &str) -> Option<EventId>,
        source: impl Fn(usize, SourceId) -> SourceId,
        has: impl Fn(EventId) -> Vec<SourceId>,
    ) -> Vec<(EventId, Vec<SourceId>)> {
        let mut all: HashMap<EventId, Vec<SourceId>> = HashMap::new();
        for join in &self.joins {
            let Some(event) = row(join.event.0, &join.event.1) else { continue };
            let list = all.entry(event).or_insert_with(|| has(event));
            for id in &join.sources.1 {
                let id = source(join.sources.0, *id);
                if !list.contains(&id) {
                    list.push(id);
                }
            }
        }
        let mut all: Vec<(EventId, Vec<SourceId>)> = all.into_iter().collect();
        all.sort_by_key(|it| it.0);
        all
    }
}

fn is_of_mentions(project: &Project) -> bool {
    project.events.detail_columns().iter().any(|it| it.name == MENTIONED)
}

/// Whether a project has the event of this number itself.
fn has(project: &Project, number: &str) -> bool {
    project.events.by_key(number).is_some_and(|id| project.events.detail(id, MENTIONED).is_empty())
}

fn without(project: &Project, gone: &[bool]) -> Project {
    let events = project.events.only(&|id| !gone[id.row()], &|id| id, &|id| id, &|id| id);
    let meta = super::Meta { first_event: None, first_article: None, ..project.meta.clone() };
    let (places, groups, sources) =
        (Vec::clone(&project.places), Groups::clone(&project.groups), Vec::clone(&project.sources));
    Project::new(meta, events, places, groups, sources, Vec::new())
}

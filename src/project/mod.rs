//! The document: everything a case holds, and look-ups over it.

mod merge;

use std::collections::HashMap;

pub use merge::Layer;

use crate::article::{Article, ArticleId, Target};
use crate::event::{EventId, EventTable, Groups, Place, PlaceId, Source, SourceId};

/// What the case says of itself.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Meta {
    pub id: String,
    pub title: String,
    pub description: String,
    /// What a reader must know before counting anything.
    pub notice: String,
    pub licence: String,
    /// The article to open first.
    pub first_article: Option<ArticleId>,
    /// The event to select first.
    pub first_event: Option<EventId>,
    /// Where the map starts: longitude, latitude, zoom. Missing: fit to the events.
    pub view: Option<(f64, f64, f64)>,
}

/// One mention of an event: the article and the mention's number in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MentionRef {
    pub article: ArticleId,
    pub mention: usize,
}

/// A case as it is open: facts and texts, never changed in place.
#[derive(Debug, Default)]
pub struct Project {
    pub meta: Meta,
    pub events: EventTable,
    pub places: Vec<Place>,
    pub groups: Groups,
    pub sources: Vec<Source>,
    pub articles: Vec<Article>,
    mentions: HashMap<EventId, Vec<MentionRef>>,
}

impl Project {
    /// Put the parts together. The first article's mentions come first in [`Project::mentions`].
    pub fn new(
        meta: Meta,
        events: EventTable,
        places: Vec<Place>,
        groups: Groups,
        sources: Vec<Source>,
        articles: Vec<Article>,
    ) -> Self {
        let mut project = Self { meta, events, places, groups, sources, articles, mentions: HashMap::new() };
        for id in project.article_ids() {
            for (mention, it) in project.articles[id.0 as usize].mentions.iter().enumerate() {
                if let Target::Event(event) = it.target {
                    project.mentions.entry(event).or_default().push(MentionRef { article: id, mention });
                }
            }
        }
        project
    }

    pub fn article_ids(&self) -> impl Iterator<Item = ArticleId> + use<> {
        (0..u32::try_from(self.articles.len()).unwrap_or(u32::MAX)).map(ArticleId)
    }

    /// The article with this number.
    ///
    /// # Panics
    /// If the number is not one of this project's; so do [`Project::place`] and [`Project::source`].
    pub fn article(&self, id: ArticleId) -> &Article {
        &self.articles[id.0 as usize]
    }

    pub fn place(&self, id: PlaceId) -> &Place {
        &self.places[id.0 as usize]
    }

    pub fn source(&self, id: SourceId) -> &Source {
        &self.sources[id.0 as usize]
    }

    /// Every mention of an event, article by article, in the order of the texts.
    pub fn mentions(&self, event: EventId) -> &[MentionRef] {
        self.mentions.get(&event).map_or(&[], Vec::as_slice)
    }

    /// The name of the place of an event, or the empty string.
    pub fn place_name(&self, event: EventId) -> &str {
        self.events.place(event).map_or("", |id| &self.place(id).name)
    }
}

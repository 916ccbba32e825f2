//! The document: everything a case holds, look-ups over it, and the edits that change it.
//!
//! What was imported is never lost: where the project says otherwise now, [`Work`] keeps what the import said. All
//! else that people do to a project (own events, marks, tags, saved filters) is kept there, too. An [`Edit`] goes by
//! stable keys, is made as a whole or not at all, and gives back the edit that undoes it.

mod capture;
mod edit;
mod field;
mod history;
mod layer;
mod log;
mod make;
mod mentioned;
mod merge;
mod rebase;
mod rebuild;
mod record;
mod relation;
mod renamed;
mod replace;
mod same;
mod shards;
mod stage;
mod work;

use std::collections::HashMap;
use std::sync::Arc;

pub use capture::{Capture, NoContent, sha256};
pub use edit::{Change, Edit, Reason};
pub use field::{Field, Value};
pub use history::{Entry, History};
pub use layer::LayerStyle;
pub use log::LogEntry;
pub use mentioned::MENTIONED;
pub use merge::Layer;
pub use record::{
    ArticleRecord, ClaimRecord, EventRecord, GroupRecord, MentionRecord, MetaRecord, TargetRecord, exact_position,
    groups_of,
};
pub use relation::{Relation, Verdict};
pub use replace::{Doubt, Replacement};
pub use same::{Differs, differs, take_in};
pub use shards::Shards;
pub use work::{Mark, Origins, Rejected, SavedFilter, Tag, Work};

use crate::article::{Article, ArticleId, Target};
use crate::event::{EventId, EventTable, Groups, LonLat, Place, PlaceId, Source, SourceId};

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
    /// How the layers are shown, in their order; see [`Project::layers`].
    pub layers: Vec<LayerStyle>,
}

/// One mention of an event: the article and the mention's number in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MentionRef {
    pub article: ArticleId,
    pub mention: usize,
}

/// A case as it is open: facts, texts, and the work done on them. It changes only through [`Project::apply`]; a copy
/// shares what does not change and costs little.
#[derive(Clone, Debug, Default)]
pub struct Project {
    pub meta: Meta,
    pub events: Arc<EventTable>,
    pub places: Arc<Vec<Place>>,
    pub groups: Arc<Groups>,
    pub sources: Arc<Vec<Source>>,
    pub articles: Vec<Arc<Article>>,
    mentions: Arc<HashMap<EventId, Vec<MentionRef>>>,
    work: Arc<Work>,
    /// The keys of the first article and event: remembered even while there is no such thing.
    first: (Option<String>, Option<String>),
    revision: u64,
}

impl Project {
    /// Put the parts together, all of them imported. The first article's mentions come first in
    /// [`Project::mentions`].
    pub fn new(
        meta: Meta,
        events: EventTable,
        places: Vec<Place>,
        groups: Groups,
        sources: Vec<Source>,
        articles: Vec<Article>,
    ) -> Self {
        let articles: Vec<_> = articles.into_iter().map(Arc::new).collect();
        let mentions = Arc::new(mentions_of(&articles));
        let first_article = meta.first_article.and_then(|id| articles.get(id.0 as usize)).map(|it| it.key.clone());
        let first = (first_article, meta.first_event.map(|id| events.key(id).to_owned()));
        Self {
            meta,
            events: Arc::new(events),
            places: Arc::new(places),
            groups: Arc::new(groups),
            sources: Arc::new(sources),
            articles,
            mentions,
            work: Arc::default(),
            first,
            revision: 0,
        }
    }

    /// The same, saying this of itself. What it names as first need not exist.
    #[must_use]
    pub fn with_meta(mut self, record: MetaRecord) -> Self {
        self.first = (record.first_article.clone(), record.first_event.clone());
        self.meta = stage::meta(&self, record);
        self
    }

    /// The same with work that was done on it before. In the lists, what was imported comes first and the project's
    /// own things follow in the order of their keys.
    #[must_use]
    pub fn with_work(mut self, work: Work) -> Self {
        self.work = Arc::new(work);
        self
    }

    /// What people added to what was imported.
    pub fn work(&self) -> &Work {
        &self.work
    }

    /// Whether events, places, groups, sources and articles are those of the other: the two differ in marks, tags, kept
    /// filters and in what they say of themselves at most.
    pub fn says_the_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.events, &other.events)
            && Arc::ptr_eq(&self.places, &other.places)
            && Arc::ptr_eq(&self.groups, &other.groups)
            && Arc::ptr_eq(&self.sources, &other.sources)
            && self.articles.len() == other.articles.len()
            && self.articles.iter().zip(&other.articles).all(|(a, b)| Arc::ptr_eq(a, b))
    }

    /// Counts up with every edit.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The analyst's marks on an event.
    pub fn mark(&self, event: EventId) -> Mark {
        self.work.marks.get(self.events.key(event)).cloned().unwrap_or_default()
    }

    /// Whether the analyst has marked an event with a star.
    pub fn is_starred(&self, event: EventId) -> bool {
        self.work.marks.get(self.events.key(event)).is_some_and(|mark| mark.starred)
    }

    /// What was imported in a field of an event, if it says something else now.
    pub fn imported(&self, event: EventId, field: Field) -> Option<&Value> {
        self.work.corrections.get(self.events.key(event))?.get(&field)
    }

    /// Whether the event was added in this project.
    pub fn is_own(&self, event: EventId) -> bool {
        self.work.events.own.contains(self.events.key(event))
    }

    /// Proposals that the user did not want, by key.
    pub fn rejected(&self) -> impl Iterator<Item = (&String, &Rejected)> {
        self.work.rejected.iter()
    }

    pub fn article_by_key(&self, key: &str) -> Option<ArticleId> {
        let at = self.articles.iter().position(|it| it.key == key)?;
        u32::try_from(at).ok().map(ArticleId)
    }

    pub fn place_by_key(&self, key: &str) -> Option<PlaceId> {
        let at = self.places.iter().position(|it| it.key == key)?;
        u32::try_from(at).ok().map(PlaceId)
    }

    pub fn source_by_key(&self, key: &str) -> Option<SourceId> {
        let at = self.sources.iter().position(|it| it.key == key)?;
        u32::try_from(at).ok().map(SourceId)
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

/// A position as the table of events keeps it, on a grid of at most 9.4 mm.
pub fn settled(at: LonLat) -> LonLat {
    // What has no more than seven decimals, as everything that was settled before, stays as it is.
    let short = |degrees: f64| (degrees * 1e7).round() / 1e7 == degrees;
    if at.lat.abs() < 85.0 && at.lon.abs() < 180.0 && short(at.lon) && short(at.lat) {
        return at;
    }
    exact_position(at.into())
}

fn mentions_of(articles: &[Arc<Article>]) -> HashMap<EventId, Vec<MentionRef>> {
    let mut mentions: HashMap<EventId, Vec<MentionRef>> = HashMap::new();
    for (number, article) in articles.iter().enumerate() {
        let id = ArticleId(u32::try_from(number).unwrap_or(u32::MAX));
        for (mention, it) in article.mentions.iter().enumerate() {
            if let Target::Event(event) = it.target {
                mentions.entry(event).or_default().push(MentionRef { article: id, mention });
            }
        }
    }
    mentions
}

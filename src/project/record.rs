//! Everything of a project by stable keys, free of row numbers: what edits carry and what is saved.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{LayerStyle, Mark, Project, Reason};
use crate::article::{Article, Block, Mention, Target};
use crate::event::{
    Claim, EventDraft, EventId, EventTable, Group, Groups, LonLat, Place, Source, Toll, When, WorldPoint,
};

/// One event with everything it says. The names and meanings are those of [`EventDraft`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EventRecord {
    /// Stable id, unique in the project.
    pub key: String,
    pub title: String,
    pub when: Option<When>,
    pub position: Option<LonLat>,
    /// Key of the place.
    pub place: Option<String>,
    pub other_places: Vec<String>,
    /// How far the true place may lie from the point, in metres.
    pub precision_m: Option<f32>,
    pub geo_precision: String,
    pub country: String,
    pub admin1: String,
    pub kind: String,
    pub event_type: String,
    pub sub_event_type: String,
    /// Keys of groups, as `targets` are.
    pub actors: Vec<String>,
    pub targets: Vec<String>,
    pub notes: String,
    pub fatalities: Toll,
    pub injuries: Toll,
    pub status: String,
    pub corroboration: String,
    pub confidence: String,
    pub contradictions: String,
    /// Keys of sources.
    pub sources: Vec<String>,
    pub unverified: bool,
    pub claims: Vec<ClaimRecord>,
    pub details: Vec<(String, String)>,
    /// Key of its layer; empty if it was added by hand, or if the project has but one layer.
    pub layer: String,
    /// Keys of tags; with `starred` and `remark` these are the analyst's own marks, never part of what was imported.
    pub tags: Vec<String>,
    pub starred: bool,
    /// The analyst's note.
    pub remark: String,
}

/// What one source says of one field; see [`Claim`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimRecord {
    pub field: String,
    pub value: String,
    /// Key of the source.
    pub source: Option<String>,
    pub note: String,
    pub adopted: bool,
}

/// A group with its umbrellas by key; see [`Group`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GroupRecord {
    pub key: String,
    pub name: String,
    pub aliases: Vec<String>,
    pub kind: String,
    pub umbrella: Vec<String>,
    pub description: String,
    pub colour: String,
    pub details: Vec<(String, String)>,
}

/// An article with its mentions by key; see [`Article`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ArticleRecord {
    pub key: String,
    pub title: String,
    pub publisher: String,
    pub author: String,
    pub date: Option<When>,
    pub language: String,
    pub url: String,
    pub sources: Vec<String>,
    pub text: Arc<str>,
    pub blocks: Vec<Block>,
    /// In the order of the text; they never overlap.
    pub mentions: Vec<MentionRecord>,
}

impl Default for ArticleRecord {
    fn default() -> Self {
        Self {
            key: String::new(),
            title: String::new(),
            publisher: String::new(),
            author: String::new(),
            date: None,
            language: String::new(),
            url: String::new(),
            sources: Vec::new(),
            text: "".into(),
            blocks: Vec::new(),
            mentions: Vec::new(),
        }
    }
}

/// A span of an article's text (bytes) and what it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentionRecord {
    pub range: Range<usize>,
    pub target: TargetRecord,
}

/// What a mention names, by key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetRecord {
    Event(String),
    Place(String),
    Group(String),
    Source(String),
    /// An ordinary link: its address.
    Link(String),
}

impl TargetRecord {
    /// What kind of thing it is, as the project file says it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Event(_) => "event",
            Self::Place(_) => "place",
            Self::Group(_) => "group",
            Self::Source(_) => "source",
            Self::Link(_) => "link",
        }
    }

    /// The key, or the address of a link.
    pub fn key(&self) -> &str {
        match self {
            Self::Event(it) | Self::Place(it) | Self::Group(it) | Self::Source(it) | Self::Link(it) => it,
        }
    }

    /// From [`TargetRecord::kind`] and [`TargetRecord::key`].
    pub fn from_parts(kind: &str, key: String) -> Option<Self> {
        Some(match kind {
            "event" => Self::Event(key),
            "place" => Self::Place(key),
            "group" => Self::Group(key),
            "source" => Self::Source(key),
            "link" => Self::Link(key),
            _ => return None,
        })
    }
}

/// What the project says of itself, by keys; see [`super::Meta`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MetaRecord {
    pub id: String,
    pub title: String,
    pub description: String,
    pub notice: String,
    pub licence: String,
    pub first_article: Option<String>,
    pub first_event: Option<String>,
    pub view: Option<(f64, f64, f64)>,
    #[serde(default)]
    pub layers: Vec<LayerStyle>,
}

/// The position of a row in degrees. A row keeps its point on a grid of at most 9.4 mm; the middle of the grid cell,
/// rounded to seven decimals, gives back whatever was written with no more than seven, however often it is repeated.
pub fn exact_position(at: WorldPoint) -> LonLat {
    const SPAN: f64 = 4_294_967_296.0;
    let (x, y) = ((f64::from(at.x) + 0.5) / SPAN, (f64::from(at.y) + 0.5) / SPAN);
    let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
    let lat = (std::f64::consts::PI * (1.0 - 2.0 * y)).sinh().atan().to_degrees();
    LonLat { lon: round(x * 360.0 - 180.0), lat: round(lat) }
}

/// Where the keys of a project's parts are looked up.
pub(super) struct Names<'a> {
    pub places: &'a [Place],
    pub groups: &'a Groups,
    pub sources: &'a [Source],
}

impl Names<'_> {
    /// A row as a record, without marks.
    pub fn event(&self, table: &EventTable, id: EventId) -> EventRecord {
        let row = id.row();
        let date = table.date_text(id);
        let place = |id: crate::event::PlaceId| self.places[id.0 as usize].key.clone();
        let group = |id: &crate::event::GroupId| self.groups.get(*id).key.clone();
        let source = |id: crate::event::SourceId| self.sources[id.0 as usize].key.clone();
        EventRecord {
            key: table.key(id).to_owned(),
            title: table.title(id).to_owned(),
            when: if date.is_empty() { None } else { When::parse(date).ok() },
            position: table.point(id).map(exact_position),
            place: table.place(id).map(place),
            other_places: table.other_places(id).iter().copied().map(place).collect(),
            precision_m: table.precision_m(id),
            geo_precision: table.geo_precision.get(row).to_owned(),
            country: table.country.get(row).to_owned(),
            admin1: table.admin1.get(row).to_owned(),
            kind: table.kind.get(row).to_owned(),
            event_type: table.event_type.get(row).to_owned(),
            sub_event_type: table.sub_event_type.get(row).to_owned(),
            actors: table.actors(id).iter().map(group).collect(),
            targets: table.targets(id).iter().map(group).collect(),
            notes: table.notes(id).to_owned(),
            fatalities: table.fatalities(id),
            injuries: table.injuries(id),
            status: table.status.get(row).to_owned(),
            corroboration: table.corroboration.get(row).to_owned(),
            confidence: table.confidence.get(row).to_owned(),
            contradictions: table.contradictions(id).to_owned(),
            sources: table.sources(id).iter().copied().map(source).collect(),
            unverified: table.is_unverified(id),
            claims: table.claims(id).iter().map(|claim| self.claim(claim)).collect(),
            details: table.details(id).map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
            layer: table.layer.get(row).to_owned(),
            ..EventRecord::default()
        }
    }

    fn claim(&self, claim: &Claim) -> ClaimRecord {
        ClaimRecord {
            field: claim.field.clone(),
            value: claim.value.clone(),
            source: claim.source.map(|id| self.sources[id.0 as usize].key.clone()),
            note: claim.note.clone(),
            adopted: claim.adopted,
        }
    }

    pub fn group(&self, group: &Group) -> GroupRecord {
        GroupRecord {
            key: group.key.clone(),
            name: group.name.clone(),
            aliases: group.aliases.clone(),
            kind: group.kind.clone(),
            umbrella: group.umbrella.iter().map(|id| self.groups.get(*id).key.clone()).collect(),
            description: group.description.clone(),
            colour: group.colour.clone(),
            details: group.details.clone(),
        }
    }

    pub fn article(&self, table: &EventTable, article: &Article) -> ArticleRecord {
        ArticleRecord {
            key: article.key.clone(),
            title: article.title.clone(),
            publisher: article.publisher.clone(),
            author: article.author.clone(),
            date: article.date.clone(),
            language: article.language.clone(),
            url: article.url.clone(),
            sources: article.sources.iter().map(|id| self.sources[id.0 as usize].key.clone()).collect(),
            text: article.text.as_str().into(),
            blocks: article.blocks.clone(),
            mentions: article
                .mentions
                .iter()
                .map(|it| MentionRecord { range: it.range.clone(), target: self.target(table, &it.target) })
                .collect(),
        }
    }

    pub fn target(&self, table: &EventTable, target: &Target) -> TargetRecord {
        match target {
            Target::Event(id) => TargetRecord::Event(table.key(*id).to_owned()),
            Target::Place(id) => TargetRecord::Place(self.places[id.0 as usize].key.clone()),
            Target::Group(id) => TargetRecord::Group(self.groups.get(*id).key.clone()),
            Target::Source(id) => TargetRecord::Source(self.sources[id.0 as usize].key.clone()),
            Target::Link(address) => TargetRecord::Link(address.clone()),
        }
    }
}

impl EventRecord {
    /// The analyst's marks on it.
    pub fn mark(&self) -> Mark {
        Mark { tags: self.tags.clone(), starred: self.starred, remark: self.remark.clone() }
    }

    /// The same without marks: only what the event says.
    #[must_use]
    pub fn without_mark(mut self) -> Self {
        self.set_mark(Mark::default());
        self
    }

    pub(super) fn set_mark(&mut self, Mark { tags, starred, remark }: Mark) {
        (self.tags, self.starred, self.remark) = (tags, starred, remark);
    }
}

/// Keys to the numbers they have in a project.
pub(super) struct Numbers<'a> {
    places: Keys<'a, Place>,
    groups: &'a Groups,
    sources: Keys<'a, Source>,
}

/// The keys of a list: looked up, or looked for one by one where that is less work than making the look-up.
struct Keys<'a, T> {
    list: &'a [T],
    look_up: Option<std::collections::HashMap<&'a str, u32>>,
}

impl<'a, T: super::stage::HasKey> Keys<'a, T> {
    fn new(list: &'a [T], few: bool) -> Self {
        let numbered = || list.iter().enumerate().map(|(i, it)| (it.has_key(), u32::try_from(i).unwrap_or(u32::MAX)));
        Self { list, look_up: (!few).then(|| numbered().collect()) }
    }

    fn get(&self, key: &str) -> Option<u32> {
        match &self.look_up {
            Some(look_up) => look_up.get(key).copied(),
            None => self.list.iter().position(|it| it.has_key() == key).and_then(|at| u32::try_from(at).ok()),
        }
    }
}

impl<'a> Numbers<'a> {
    pub fn new(places: &'a [Place], groups: &'a Groups, sources: &'a [Source]) -> Self {
        Self { places: Keys::new(places, false), groups, sources: Keys::new(sources, false) }
    }

    /// The same for the records of so many events.
    pub fn for_events(places: &'a [Place], groups: &'a Groups, sources: &'a [Source], events: usize) -> Self {
        const FEW: usize = 4;
        Self { places: Keys::new(places, events <= FEW), groups, sources: Keys::new(sources, events <= FEW) }
    }

    fn place(&self, key: &str) -> Result<crate::event::PlaceId, Reason> {
        self.places.get(key).map(crate::event::PlaceId).ok_or_else(|| Reason::missing("place", key))
    }

    fn group(&self, key: &str) -> Result<crate::event::GroupId, Reason> {
        self.groups.by_key(key).ok_or_else(|| Reason::missing("group", key))
    }

    fn source(&self, key: &str) -> Result<crate::event::SourceId, Reason> {
        self.sources.get(key).map(crate::event::SourceId).ok_or_else(|| Reason::missing("source", key))
    }

    /// A record as a draft; marks have no place in a table.
    pub fn draft(&self, it: &EventRecord) -> Result<EventDraft, Reason> {
        let groups = |keys: &[String]| keys.iter().map(|key| self.group(key)).collect::<Result<Vec<_>, _>>();
        let claim = |claim: &ClaimRecord| {
            Ok(Claim {
                field: claim.field.clone(),
                value: claim.value.clone(),
                source: claim.source.as_deref().map(|key| self.source(key)).transpose()?,
                note: claim.note.clone(),
                adopted: claim.adopted,
            })
        };
        Ok(EventDraft {
            key: it.key.clone(),
            title: it.title.clone(),
            when: it.when.clone(),
            position: it.position,
            place: it.place.as_deref().map(|key| self.place(key)).transpose()?,
            other_places: it.other_places.iter().map(|key| self.place(key)).collect::<Result<_, _>>()?,
            precision_m: it.precision_m,
            geo_precision: it.geo_precision.clone(),
            country: it.country.clone(),
            admin1: it.admin1.clone(),
            kind: it.kind.clone(),
            event_type: it.event_type.clone(),
            sub_event_type: it.sub_event_type.clone(),
            actors: groups(&it.actors)?,
            targets: groups(&it.targets)?,
            notes: it.notes.clone(),
            fatalities: it.fatalities,
            injuries: it.injuries,
            status: it.status.clone(),
            corroboration: it.corroboration.clone(),
            confidence: it.confidence.clone(),
            contradictions: it.contradictions.clone(),
            sources: it.sources.iter().map(|key| self.source(key)).collect::<Result<_, _>>()?,
            unverified: it.unverified,
            claims: it.claims.iter().map(claim).collect::<Result<_, Reason>>()?,
            details: it.details.clone(),
            layer: it.layer.clone(),
        })
    }

    pub fn article(&self, events: &EventTable, it: &ArticleRecord) -> Result<Article, Reason> {
        let mention = |mention: &MentionRecord| {
            Ok(Mention { range: mention.range.clone(), target: self.target(events, &mention.target)? })
        };
        Ok(Article {
            key: it.key.clone(),
            title: it.title.clone(),
            publisher: it.publisher.clone(),
            author: it.author.clone(),
            date: it.date.clone(),
            language: it.language.clone(),
            url: it.url.clone(),
            sources: it.sources.iter().map(|key| self.source(key)).collect::<Result<_, _>>()?,
            text: it.text.as_ref().to_owned(),
            blocks: it.blocks.clone(),
            mentions: it.mentions.iter().map(mention).collect::<Result<_, Reason>>()?,
        })
    }

    fn target(&self, events: &EventTable, target: &TargetRecord) -> Result<Target, Reason> {
        Ok(match target {
            TargetRecord::Event(key) => Target::Event(events.by_key(key).ok_or_else(|| Reason::missing("event", key))?),
            TargetRecord::Place(key) => Target::Place(self.place(key)?),
            TargetRecord::Group(key) => Target::Group(self.group(key)?),
            TargetRecord::Source(key) => Target::Source(self.source(key)?),
            TargetRecord::Link(address) => Target::Link(address.clone()),
        })
    }
}

/// Groups from their records, in this order.
pub(super) fn groups(records: &[GroupRecord]) -> Result<Groups, Reason> {
    use crate::event::GroupId;
    if records.len() >= usize::from(u16::MAX) {
        return Err(Reason::TooManyGroups);
    }
    let number = |i: usize| GroupId(u16::try_from(i).unwrap_or(u16::MAX));
    let ids: std::collections::HashMap<&str, GroupId> =
        records.iter().enumerate().map(|(i, it)| (it.key.as_str(), number(i))).collect();
    let group = |it: &GroupRecord| {
        let umbrella = |key: &String| ids.get(key.as_str()).copied().ok_or_else(|| Reason::missing("group", key));
        Ok(Group {
            key: it.key.clone(),
            name: it.name.clone(),
            aliases: it.aliases.clone(),
            kind: it.kind.clone(),
            umbrella: it.umbrella.iter().map(umbrella).collect::<Result<_, Reason>>()?,
            description: it.description.clone(),
            colour: it.colour.clone(),
            details: it.details.clone(),
        })
    };
    records.iter().map(group).collect::<Result<_, _>>().map(Groups::new)
}

/// Groups from their records, in this order; an umbrella that is not there is told and left out.
pub fn groups_of(records: &[GroupRecord], unknown: &mut dyn FnMut(&str, &str)) -> Groups {
    let known: std::collections::HashSet<&str> = records.iter().map(|it| it.key.as_str()).collect();
    let mut sound = records.to_vec();
    sound.truncate(usize::from(u16::MAX) - 1);
    for record in &mut sound {
        let key = &record.key;
        record.umbrella.retain(|umbrella| {
            let there = known.contains(umbrella.as_str());
            if !there {
                unknown(key, umbrella);
            }
            there
        });
    }
    groups(&sound).unwrap_or_default()
}

impl Project {
    /// An article from its record; a mention or source of what is not there is told and left out.
    pub fn article_of(&self, record: &ArticleRecord, unknown: &mut dyn FnMut(&'static str, &str)) -> Article {
        let numbers = Numbers::new(&self.places, &self.groups, &self.sources);
        let mut told = |reason: Reason| {
            if let Reason::Missing { what, key } = reason {
                unknown(what, &key);
            }
        };
        let mut sound = record.clone();
        sound.mentions.retain(|it| numbers.target(&self.events, &it.target).map_err(&mut told).is_ok());
        sound.sources.retain(|key| numbers.source(key).map_err(&mut told).is_ok());
        numbers.article(&self.events, &sound).unwrap_or_default()
    }

    /// The same project with these articles.
    #[must_use]
    pub fn with_articles(mut self, articles: Vec<Article>) -> Self {
        self.articles = articles.into_iter().map(Arc::new).collect();
        self.mentions = Arc::new(super::mentions_of(&self.articles));
        self
    }

    pub(super) fn names(&self) -> Names<'_> {
        Names { places: &self.places, groups: &self.groups, sources: &self.sources }
    }

    /// An event with everything that edits may change, its marks included.
    pub fn event_record(&self, id: EventId) -> EventRecord {
        let mut record = self.names().event(&self.events, id);
        record.set_mark(self.mark(id));
        record
    }

    pub fn group_record(&self, id: crate::event::GroupId) -> GroupRecord {
        self.names().group(self.groups.get(id))
    }

    pub fn article_record(&self, id: crate::article::ArticleId) -> ArticleRecord {
        self.names().article(&self.events, self.article(id))
    }

    pub fn target_record(&self, target: &Target) -> TargetRecord {
        self.names().target(&self.events, target)
    }

    pub fn meta_record(&self) -> MetaRecord {
        let meta = &self.meta;
        MetaRecord {
            id: meta.id.clone(),
            title: meta.title.clone(),
            description: meta.description.clone(),
            notice: meta.notice.clone(),
            licence: meta.licence.clone(),
            first_article: self.first.0.clone(),
            first_event: self.first.1.clone(),
            view: meta.view,
            layers: meta.layers.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_of_seven_decimals_is_given_back_exactly_however_often() {
        for (lon, lat) in [(42.4412, 33.7856), (-74.0060152, 40.7127281), (179.9999999, -60.0000001), (0.0, 0.0)] {
            let mut at = LonLat { lon, lat };
            for _ in 0..5 {
                at = exact_position(at.into());
                assert_eq!((at.lon, at.lat), (lon, lat));
            }
        }
    }
}

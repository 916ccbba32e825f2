//! From a text to what it reports: dates, places, groups, tolls, and proposed events. Offline, and nothing is added
//! without the user: all of it is a proposal with its reasons.
//!
//! ```text
//! token → place, date, group, toll → event → Extraction
//!           ▲
//!       gazetteer (bundled, the project's own places, the user's gazetteers)
//! ```
//!
//! Offsets are bytes of the text and always character boundaries; [`CodePoints`] turns them into code points. The work
//! grows in proportion to the text.

pub mod date;
pub mod event;
pub mod gazetteer;
pub mod group;
pub mod import;
mod json;
pub mod number;
mod offsets;
pub mod place;
pub mod token;
pub mod toll;

use std::ops::Range;
use std::sync::Arc;

pub use json::to_json;
pub use offsets::CodePoints;

use crate::event::{Day, Groups, LonLat, Place};
use date::DateName;
use event::{Found, Proposal, Spot};
use gazetteer::{Archive, Layer, Lexicon, PlaceKind, PlaceRef, World};
use group::{GroupIndex, GroupName};
use place::{Context, Source};
use token::Reading;
use toll::TollName;

/// Something that reads reports. There is one, [`Extractor`]; others may come beside it.
pub trait Recogniser {
    /// What a text reports. `published` is the day on which it was published, if known: relative and partial dates
    /// are told from it.
    fn read(&self, text: &str, published: Option<Day>) -> Extraction;
}

/// What a text reports.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Extraction {
    /// In the order of the text, none overlapping; so are all lists but the events.
    pub places: Vec<PlaceMention>,
    pub dates: Vec<DateName>,
    pub groups: Vec<GroupName>,
    pub tolls: Vec<TollName>,
    /// In the order in which the text first tells of them. Their places and groups are numbers in the lists above.
    pub events: Vec<Proposal>,
}

/// A name of a place with what it may mean.
#[derive(Clone, PartialEq, Debug)]
pub struct PlaceMention {
    /// Bytes.
    pub range: Range<usize>,
    /// How sure it is that it names a place, 0 to 1.
    pub confidence: f32,
    pub source: Source,
    /// The likeliest first. Empty: it names a place that the gazetteer has not.
    pub choices: Vec<PlaceChoice>,
}

/// A place that a name may mean.
#[derive(Clone, PartialEq, Debug, serde::Serialize)]
pub struct PlaceChoice {
    pub name: String,
    #[serde(serialize_with = "json::position")]
    pub position: LonLat,
    pub kind: PlaceKind,
    /// ISO 3166-1 alpha-2; may be empty.
    pub iso2: String,
    /// The first-order division; may be empty.
    pub admin1: String,
    /// How far the true place may lie from the point, in kilometres.
    pub precision_km: f32,
    /// The share of belief, 0 to 1, among the choices.
    pub share: f32,
    /// The id in the project, or in the user's gazetteer, if it is of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own: Option<String>,
}

/// No mention shows more choices.
const MOST_CHOICES: usize = 6;

/// The recogniser that comes with the program: rules, a gazetteer, and a linear model of place names.
#[derive(Clone, Debug, Default)]
pub struct Extractor {
    layer: Layer,
    groups: GroupIndex,
}

impl Extractor {
    /// With a project's places and groups, which may be none.
    pub fn new(places: &[Place], groups: &Groups) -> Self {
        let mut layer = Layer::default();
        layer.add_project(places);
        Self { layer, groups: GroupIndex::new(groups) }
    }

    /// The same with further places, which many extractors may share.
    pub fn with_gazetteer(places: &[Place], groups: &Groups, gazetteer: Option<Arc<Layer>>) -> Self {
        let mut layer = Layer::over(gazetteer);
        layer.add_project(places);
        Self { layer, groups: GroupIndex::new(groups) }
    }

    /// The places that were added to the gazetteer, to add more.
    pub fn layer_mut(&mut self) -> &mut Layer {
        &mut self.layer
    }

    pub(crate) fn world(&self) -> World<'_> {
        World { archive: Archive::bundled(), layer: &self.layer }
    }

    /// Only the places of a text.
    pub fn places(&self, text: &str) -> Vec<PlaceMention> {
        let reading = Reading::new(text);
        let context = Context::new(&reading, Lexicon::bundled());
        place::find(&reading, &context, Lexicon::bundled(), self.world())
            .iter()
            .map(|it| self.mention(text, it))
            .collect()
    }

    /// How often words were looked at to read a text: the work, for tests that it stays in proportion.
    #[doc(hidden)]
    pub fn work(&self, text: &str) -> u64 {
        let reading = Reading::new(text);
        self.read_all(&reading, None);
        reading.work()
    }

    fn mention(&self, text: &str, it: &place::PlaceName) -> PlaceMention {
        let name = &text[it.range.clone()];
        let choices =
            it.options.iter().take(MOST_CHOICES).filter(|it| it.1 >= 0.001).map(|(at, share)| self.choice(*at, *share));
        let told = it.told.map(|told| PlaceChoice {
            name: name.split_whitespace().collect::<Vec<_>>().join(" "),
            position: told.position,
            kind: PlaceKind::City,
            precision_km: told.radius_km,
            share: 1.0,
            own: None,
            ..self.choice(told.by, 1.0)
        });
        PlaceMention {
            range: it.range.clone(),
            confidence: it.confidence,
            source: it.source,
            choices: choices.chain(told).collect(),
        }
    }

    fn choice(&self, at: PlaceRef, share: f32) -> PlaceChoice {
        let world = self.world();
        let admin1 = match at {
            PlaceRef::World(at) => world.archive.shown(world.archive.admin1(at)),
            PlaceRef::Own(_) => "",
        };
        PlaceChoice {
            name: world.name(at).to_owned(),
            position: world.position(at),
            kind: world.kind(at),
            iso2: world.iso2(at).to_owned(),
            admin1: admin1.to_owned(),
            precision_km: world.radius_km(at),
            share,
            own: match at {
                PlaceRef::World(_) => None,
                PlaceRef::Own(at) => Some(self.layer.get(at).key.clone()),
            },
        }
    }

    fn spot(&self, text: &str, it: &place::PlaceName) -> Option<Spot> {
        let world = self.world();
        if let Some(told) = it.told {
            return Some(Spot {
                position: told.position,
                kind: PlaceKind::City,
                radius_km: told.radius_km,
                iso2: world.iso2(told.by).to_owned(),
                name: text[it.range.clone()].to_owned(),
                told: true,
            });
        }
        let (at, _) = *it.options.first()?;
        Some(Spot {
            position: world.position(at),
            kind: world.kind(at),
            radius_km: world.radius_km(at),
            iso2: world.iso2(at).to_owned(),
            name: world.name(at).to_owned(),
            told: false,
        })
    }
}

impl Recogniser for Extractor {
    fn read(&self, text: &str, published: Option<Day>) -> Extraction {
        self.read_all(&Reading::new(text), published)
    }
}

impl Extractor {
    fn read_all(&self, reading: &Reading<'_>, published: Option<Day>) -> Extraction {
        let lexicon = Lexicon::bundled();
        let context = Context::new(reading, lexicon);
        let dates = date::find(reading, published);
        let mut places = place::find(reading, &context, lexicon, self.world());
        // `March` and `Friday` are never places where they are dates.
        places.retain(|it| !date::covers(&dates, it.tokens.start));
        let mut groups = group::find(reading, &self.groups);
        // What nobody lists is rather the group that it is part of.
        let of_group = |it: &place::PlaceName| {
            let at = groups.partition_point(|group| group.tokens.end <= it.tokens.start);
            groups.get(at).is_some_and(|group| group.tokens.start < it.tokens.end)
        };
        places.retain(|it| it.source != Source::Unlisted || !of_group(it));
        let tolls = toll::find(reading);
        group::add_harmed(reading, &tolls, &mut groups);
        let spots: Vec<Option<Spot>> = places.iter().map(|it| self.spot(reading.text, it)).collect();
        let clauses = event::clauses(reading);
        event::partakers(reading, &clauses, &places, &spots, &mut groups);
        let line = event::dateline(reading, &places);
        let found = Found {
            reading,
            dates: &dates,
            places: &places,
            groups: &groups,
            tolls: &tolls,
            spots: &spots,
            line: &line,
            published,
        };
        let events = event::propose(found, &clauses);
        Extraction {
            places: places.iter().map(|it| self.mention(reading.text, it)).collect(),
            dates,
            groups,
            tolls,
            events,
        }
    }
}

use std::collections::BTreeSet;

use geo::{LineString, Polygon};
use serde::{Deserialize, Serialize};

use super::{
    Area, Certainty, Clause, Control, FieldChoice, Filter, FirstActor, GroupChoice, MarkChoice, Sense, Span,
    TollChoice, TypeKey, Where,
};
use crate::article::ArticleId;
use crate::event::{Category, Day, GroupId, LonLat, WorldRect};
use crate::project::Project;

/// A filter by stable keys and words, for keeping it in a file and for carrying it over to a project whose numbers
/// are others.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Keyed {
    clauses: Vec<KeyedClause>,
    unverified: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeyedClause {
    Words(String),
    /// Days from 1970-01-01.
    Time {
        from: Option<i32>,
        to: Option<i32>,
        certainly: bool,
    },
    Groups {
        groups: Vec<String>,
        unclaimed: bool,
        all: bool,
    },
    FirstActor {
        groups: Vec<String>,
        unclaimed: bool,
    },
    Types(Vec<(String, Option<String>)>),
    Places(Vec<KeyedWhere>),
    Certainty {
        statuses: Vec<String>,
        corroborations: Vec<String>,
        disputed: bool,
    },
    Toll {
        fatalities: Option<u32>,
        injuries: Option<u32>,
    },
    Articles(Vec<String>),
    Marks {
        starred: bool,
        tags: Vec<String>,
        all: bool,
    },
    Box {
        west: u32,
        north: u32,
        east: u32,
        south: u32,
    },
    Lasso(Vec<(f64, f64)>),
    Radius {
        lon: f64,
        lat: f64,
        metres: f64,
    },
    /// A further field by its name.
    Field {
        name: String,
        texts: BTreeSet<String>,
        from: Option<f64>,
        to: Option<f64>,
    },
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeyedWhere {
    Country(String),
    Admin1(String, String),
    Place(String),
    Unplaced,
}

impl Keyed {
    /// A filter of a project. Which layers are hidden is the project's own matter and no part of it.
    pub fn of(filter: &Filter, project: &Project) -> Self {
        let clauses = filter.iter().filter_map(|(_, clause)| keyed(clause, project)).collect();
        Self { clauses, unverified: filter.unverified }
    }

    /// The filter in another project, or in the same one later. What it names and is not there is left out.
    pub fn filter(&self, project: &Project) -> Filter {
        let mut filter = Filter { unverified: self.unverified, ..Filter::default() };
        for clause in &self.clauses {
            if let Some((control, clause)) = found(clause, project) {
                filter.set(control, Some(clause));
            }
        }
        filter
    }

    /// As JSON, for a project file.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From JSON; what means nothing is none.
    pub fn from_json(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }
}

fn keyed(clause: &Clause, project: &Project) -> Option<KeyedClause> {
    let events = &project.events;
    let groups = |ids: &BTreeSet<GroupId>| ids.iter().map(|id| project.groups.get(*id).key.clone()).collect();
    let words =
        |category: &Category, codes: &BTreeSet<u32>| codes.iter().map(|code| category.word(*code).to_owned()).collect();
    Some(match clause {
        Clause::Words(text) => KeyedClause::Words(text.clone()),
        Clause::Time(Span { from, to, sense }) => KeyedClause::Time {
            from: from.map(|day| day.0),
            to: to.map(|day| day.0),
            certainly: *sense == Sense::Certainly,
        },
        Clause::Groups(it) => KeyedClause::Groups { groups: groups(&it.groups), unclaimed: it.unclaimed, all: it.all },
        Clause::FirstActor(it) => KeyedClause::FirstActor { groups: groups(&it.groups), unclaimed: it.unclaimed },
        Clause::Types(set) => {
            let sub = |code: u32| events.sub_event_type.word(code).to_owned();
            let word = |it: &TypeKey| (events.event_type.word(it.event_type).to_owned(), it.sub_event_type.map(sub));
            KeyedClause::Types(set.iter().map(word).collect())
        }
        Clause::Places(set) => {
            let country = |code: u32| events.country.word(code).to_owned();
            let place = |it: &Where| match it {
                Where::Country(code) => KeyedWhere::Country(country(*code)),
                Where::Admin1(code, admin1) => {
                    KeyedWhere::Admin1(country(*code), events.admin1.word(*admin1).to_owned())
                }
                Where::Place(id) => KeyedWhere::Place(project.place(*id).key.clone()),
                Where::Unplaced => KeyedWhere::Unplaced,
            };
            KeyedClause::Places(set.iter().map(place).collect())
        }
        Clause::Certainty(it) => KeyedClause::Certainty {
            statuses: words(&events.status, &it.statuses),
            corroborations: words(&events.corroboration, &it.corroborations),
            disputed: it.disputed,
        },
        Clause::Toll(it) => KeyedClause::Toll { fatalities: it.fatalities, injuries: it.injuries },
        Clause::Articles(set) => KeyedClause::Articles(set.iter().map(|id| project.article(*id).key.clone()).collect()),
        Clause::Marks(it) => {
            KeyedClause::Marks { starred: it.starred, tags: it.tags.iter().cloned().collect(), all: it.all }
        }
        Clause::Area(Area::Box(WorldRect { west, north, east, south })) => {
            KeyedClause::Box { west: *west, north: *north, east: *east, south: *south }
        }
        Clause::Area(Area::Lasso(outline)) => {
            KeyedClause::Lasso(outline.exterior().coords().map(|at| (at.x, at.y)).collect())
        }
        Clause::Area(Area::Radius { centre, metres }) => {
            KeyedClause::Radius { lon: centre.lon, lat: centre.lat, metres: *metres }
        }
        Clause::HiddenLayers(_) => return None,
        Clause::Field(it) => KeyedClause::Field {
            name: events.detail_columns().get(usize::from(it.column))?.name.clone(),
            texts: it.texts.clone(),
            from: it.from,
            to: it.to,
        },
    })
}

fn found(clause: &KeyedClause, project: &Project) -> Option<(Control, Clause)> {
    let events = &project.events;
    let groups = |keys: &[String]| keys.iter().filter_map(|key| project.groups.by_key(key)).collect();
    let codes = |category: &Category, words: &[String]| words.iter().filter_map(|it| category.code_of(it)).collect();
    Some(match clause {
        KeyedClause::Words(text) => (Control::Words, Clause::Words(text.clone())),
        KeyedClause::Time { from, to, certainly } => {
            let sense = if *certainly { Sense::Certainly } else { Sense::Possibly };
            (Control::Time, Clause::Time(Span { from: from.map(Day), to: to.map(Day), sense }))
        }
        KeyedClause::Groups { groups: keys, unclaimed, all } => {
            let choice = GroupChoice { groups: groups(keys), unclaimed: *unclaimed, all: *all };
            (Control::Group, Clause::Groups(choice))
        }
        KeyedClause::FirstActor { groups: keys, unclaimed } => {
            let actor = FirstActor { groups: groups(keys), unclaimed: *unclaimed };
            (Control::FirstActor, Clause::FirstActor(actor))
        }
        KeyedClause::Types(types) => {
            let key = |(word, sub): &(String, Option<String>)| {
                let sub_event_type = match sub {
                    Some(sub) => Some(events.sub_event_type.code_of(sub)?),
                    None => None,
                };
                Some(TypeKey { event_type: events.event_type.code_of(word)?, sub_event_type })
            };
            (Control::Type, Clause::Types(types.iter().filter_map(key).collect()))
        }
        KeyedClause::Places(places) => {
            let place = |it: &KeyedWhere| {
                Some(match it {
                    KeyedWhere::Country(word) => Where::Country(events.country.code_of(word)?),
                    KeyedWhere::Admin1(country, admin1) => {
                        Where::Admin1(events.country.code_of(country)?, events.admin1.code_of(admin1)?)
                    }
                    KeyedWhere::Place(key) => Where::Place(project.place_by_key(key)?),
                    KeyedWhere::Unplaced => Where::Unplaced,
                })
            };
            (Control::Place, Clause::Places(places.iter().filter_map(place).collect()))
        }
        KeyedClause::Certainty { statuses, corroborations, disputed } => {
            let certainty = Certainty {
                statuses: codes(&events.status, statuses),
                corroborations: codes(&events.corroboration, corroborations),
                disputed: *disputed,
            };
            (Control::Certainty, Clause::Certainty(certainty))
        }
        KeyedClause::Toll { fatalities, injuries } => {
            (Control::Toll, Clause::Toll(TollChoice { fatalities: *fatalities, injuries: *injuries }))
        }
        KeyedClause::Articles(keys) => {
            let ids: BTreeSet<ArticleId> = keys.iter().filter_map(|key| project.article_by_key(key)).collect();
            (Control::Article, Clause::Articles(ids))
        }
        KeyedClause::Marks { starred, tags, all } => {
            let known = tags.iter().filter(|tag| project.work().tags.contains_key(*tag));
            let choice = MarkChoice { starred: *starred, tags: known.cloned().collect(), all: *all };
            (Control::Marks, Clause::Marks(choice))
        }
        KeyedClause::Box { west, north, east, south } => {
            let rect = WorldRect { west: *west, north: *north, east: *east, south: *south };
            (Control::Area, Clause::Area(Area::Box(rect)))
        }
        KeyedClause::Lasso(outline) => {
            let sound = outline.len() > 2 && outline.iter().all(|(x, y)| x.is_finite() && y.is_finite());
            let ring = LineString::from(outline.clone());
            (Control::Area, Clause::Area(Area::Lasso(sound.then(|| Polygon::new(ring, Vec::new()))?)))
        }
        KeyedClause::Radius { lon, lat, metres } => {
            let centre = LonLat::new(*lon, *lat)?;
            let area = Area::Radius { centre, metres: metres.is_finite().then_some(*metres)? };
            (Control::Area, Clause::Area(area))
        }
        KeyedClause::Field { name, texts, from, to } => {
            let column = events.detail_columns().iter().position(|it| it.name == *name)?;
            let column = u16::try_from(column).ok()?;
            let choice = FieldChoice { column, texts: texts.clone(), from: *from, to: *to };
            (Control::Field(column), Clause::Field(choice))
        }
    })
}

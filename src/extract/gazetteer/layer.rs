use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Archive, PlaceKind, PlaceNo};
use crate::event::{LonLat, Place};
use crate::text::fold;

/// A place that is not of the bundled gazetteer: the project's own, or one that the user's gazetteers hold.
#[derive(Clone, PartialEq, Debug)]
pub struct OwnPlace {
    /// The id in the project, or in the user's gazetteer.
    pub key: String,
    pub name: String,
    pub names: Vec<String>,
    pub position: LonLat,
    /// Kilometres; unknown if missing.
    pub precision_km: Option<f32>,
    pub kind: PlaceKind,
    /// ISO 3166-1 alpha-2; may be empty.
    pub iso2: String,
    /// Inhabitants, 0 if unknown.
    pub population: u32,
}

/// The places that a user adds to the gazetteer, by name.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    places: Vec<OwnPlace>,
    by_name: HashMap<String, Vec<u32>>,
    /// The first words of names of more than one.
    heads: HashSet<String>,
    /// Further places below these, shared; their numbers come first.
    below: Option<Arc<Layer>>,
}

impl Layer {
    /// A layer with nothing of its own above another.
    pub fn over(below: Option<Arc<Layer>>) -> Self {
        Self { below, ..Self::default() }
    }

    fn begins(&self) -> u32 {
        self.below.as_ref().map_or(0, |it| u32::try_from(it.len()).unwrap_or(u32::MAX))
    }

    /// Add a place; without a name of at least two letters it is left out.
    pub fn push(&mut self, place: OwnPlace) {
        let number = u32::try_from(self.len()).unwrap_or(u32::MAX);
        let mut any = false;
        for name in std::iter::once(&place.name).chain(&place.names) {
            // Both "Erbil Air Base" and "Erbil Air Base (Erbil International Airport)".
            let short = name.split(" (").next().unwrap_or(name);
            for key in [fold(name), fold(short)] {
                if key.chars().filter(|c| c.is_alphabetic()).count() < 2 {
                    continue;
                }
                any = true;
                if let Some((head, _)) = key.split_once(' ') {
                    self.heads.insert(head.to_owned());
                }
                let places = self.by_name.entry(key).or_default();
                if places.last() != Some(&number) {
                    places.push(number);
                }
            }
        }
        if any {
            self.places.push(place);
        }
    }

    /// Add a project's places; those without a position are left out.
    pub fn add_project(&mut self, places: &[Place]) {
        for place in places {
            let Some(position) = place.position else { continue };
            self.push(OwnPlace {
                key: place.key.clone(),
                name: place.name.clone(),
                names: place.aliases.iter().filter(|it| !is_code(it)).cloned().collect(),
                position,
                precision_km: place.precision_km,
                kind: kind(&place.kind),
                iso2: place.iso2.clone(),
                population: 0,
            });
        }
    }

    pub fn len(&self) -> usize {
        self.begins() as usize + self.places.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The place with this number.
    ///
    /// # Panics
    /// If there is none.
    pub fn get(&self, number: u32) -> &OwnPlace {
        match (&self.below, number.checked_sub(self.begins())) {
            (Some(below), None) => below.get(number),
            (_, own) => &self.places[own.unwrap_or(number) as usize],
        }
    }

    /// The places with a folded name: its own before those below.
    pub fn find(&self, key: &str) -> impl Iterator<Item = u32> + '_ {
        let below = self.below.as_ref().and_then(|it| it.by_name.get(key));
        self.by_name.get(key).into_iter().chain(below).flatten().copied()
    }

    /// Whether a place has this folded name.
    pub fn has(&self, key: &str) -> bool {
        self.by_name.contains_key(key) || self.below.as_ref().is_some_and(|it| it.has(key))
    }

    /// Whether a longer name starts with this word.
    pub fn goes_on(&self, word: &str) -> bool {
        self.heads.contains(word) || self.below.as_ref().is_some_and(|it| it.goes_on(word))
    }
}

/// `IQA` and the like name too much else.
fn is_code(name: &str) -> bool {
    name.len() <= 4 && name.bytes().all(|b| b.is_ascii_uppercase())
}

pub(super) fn kind(word: &str) -> PlaceKind {
    let word = word.to_lowercase();
    let has = |it: &str| word.contains(it);
    if has("city") || has("town") || has("village") {
        PlaceKind::City
    } else if has("country") {
        PlaceKind::Country
    } else if has("province") || has("governorate") || has("state") {
        PlaceKind::Admin1
    } else if has("district") || has("county") {
        PlaceKind::Admin2
    } else if has("sea") || has("river") || has("gulf") || has("strait") {
        PlaceKind::Water
    } else if has("region") || has("area") {
        PlaceKind::Region
    } else {
        PlaceKind::Site
    }
}

/// One place out of either, as recognition sees it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum PlaceRef {
    World(PlaceNo),
    Own(u32),
}

/// The gazetteer and what was added to it.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    pub archive: &'a Archive,
    pub layer: &'a Layer,
}

impl World<'_> {
    pub fn position(&self, at: PlaceRef) -> LonLat {
        match at {
            PlaceRef::World(at) => LonLat { lon: self.archive.lon(at), lat: self.archive.lat(at) },
            PlaceRef::Own(at) => self.layer.get(at).position,
        }
    }

    pub fn kind(&self, at: PlaceRef) -> PlaceKind {
        match at {
            PlaceRef::World(at) => self.archive.kind(at),
            PlaceRef::Own(at) => self.layer.get(at).kind,
        }
    }

    pub fn name(&self, at: PlaceRef) -> &str {
        match at {
            PlaceRef::World(at) => self.archive.shown(at),
            PlaceRef::Own(at) => &self.layer.get(at).name,
        }
    }

    pub fn iso2(&self, at: PlaceRef) -> &str {
        match at {
            PlaceRef::World(at) => self.archive.iso2(at),
            PlaceRef::Own(at) => &self.layer.get(at).iso2,
        }
    }

    /// Kilometres.
    pub fn radius_km(&self, at: PlaceRef) -> f32 {
        match at {
            PlaceRef::World(at) => self.archive.radius_km(at),
            PlaceRef::Own(at) => self.layer.get(at).precision_km.unwrap_or(5.0),
        }
    }

    pub fn log_population(&self, at: PlaceRef) -> f32 {
        match at {
            PlaceRef::World(at) => self.archive.log_population(at),
            PlaceRef::Own(at) => (self.layer.get(at).population as f32 + 1.0).ln(),
        }
    }
}

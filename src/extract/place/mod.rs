//! Names of places in a text, and which place each one means.
//!
//! Every span that may name a place is a candidate. What stands in and around it is weighed twice: before and after
//! the names are resolved by what the others say. Candidates that remain do not overlap.

mod candidate;
mod context;
mod feature;
mod names;
mod resolve;
mod told;
mod unlisted;
mod weights;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

pub use candidate::{Candidate, Source, options};
pub use context::Context;
pub use names::{DEMONYMS, is_title};
pub use told::Told;

use super::gazetteer::{Lexicon, PlaceKind, PlaceRef, World};
use super::token::Reading;
use crate::event::LonLat;
use feature::{Coherence, Vector, View};

/// A name of a place.
#[derive(Clone, Debug)]
pub struct PlaceName {
    pub tokens: Range<usize>,
    /// Bytes.
    pub range: Range<usize>,
    pub source: Source,
    /// How sure it is that this names a place, 0 to 1.
    pub confidence: f32,
    /// The places it may mean, the likeliest first, with shares of belief that sum to one. Empty: nobody knows.
    pub options: Vec<(PlaceRef, f32)>,
    /// It stands right before, or behind, a place that it lies in: `Paris, Texas`.
    pub contained: bool,
    /// Nobody lists it, and the text says where it lies.
    pub told: Option<Told>,
}

/// Find and resolve the names of places.
pub fn find(reading: &Reading<'_>, context: &Context, lexicon: &Lexicon, world: World<'_>) -> Vec<PlaceName> {
    let looked = look(reading, context, lexicon, world);
    let mut order: Vec<usize> =
        (0..looked.candidates.len()).filter(|it| looked.second[*it] >= weights::THRESHOLD).collect();
    order.sort_by(|a, b| looked.second[*b].total_cmp(&looked.second[*a]).then(a.cmp(b)));
    let mut taken = vec![false; reading.tokens.len()];
    let mut sense_of = vec![None; looked.candidates.len()];
    for (number, sense) in looked.senses.iter().enumerate() {
        for it in &sense.candidates {
            sense_of[*it] = Some(number);
        }
    }
    let mut ranked: Vec<Option<Vec<(PlaceRef, f32)>>> = vec![None; looked.senses.len()];
    let mut found = Vec::new();
    for i in order {
        let candidate = &looked.candidates[i];
        if candidate.tokens.clone().any(|at| taken[at]) {
            continue;
        }
        for at in candidate.tokens.clone() {
            taken[at] = true;
        }
        let options = sense_of[i].map_or_else(Vec::new, |sense| {
            ranked[sense].get_or_insert_with(|| resolve::ranked(&looked.senses[sense])).clone()
        });
        found.push(PlaceName {
            tokens: candidate.tokens.clone(),
            range: reading.bytes(candidate.tokens.clone()),
            source: candidate.source,
            confidence: looked.second[i],
            options,
            contained: looked.coherence[i].contained,
            told: None,
        });
    }
    found.sort_by_key(|it| it.tokens.start);
    forget_strays(world, &mut found);
    unlisted::add(reading, context, lexicon, world, &mut found);
    told::add(reading, world, &mut found);
    found
}

/// Fewer people, by the logarithm of [`World::log_population`], make a small town.
const SMALL: f32 = 11.0;

/// Nobody's neighbours lie farther away, in kilometres.
const FAR: f64 = 900.0;

/// A small town of a country that the text neither names nor has another place in, far from all that it names, is some
/// other place of that name, which nobody lists.
fn forget_strays(world: World<'_>, found: &mut [PlaceName]) {
    let of = |it: &PlaceName| it.options.first().map(|it| it.0);
    let mut named: HashSet<&str> = HashSet::new();
    let mut times: HashMap<&str, usize> = HashMap::new();
    for at in found.iter().filter_map(of) {
        if world.kind(at) == PlaceKind::Country {
            named.insert(world.iso2(at));
        }
        *times.entry(world.iso2(at)).or_default() += 1;
    }
    let spots: Vec<LonLat> = found.iter().filter_map(of).map(|it| world.position(it)).collect();
    let near = |at: LonLat| spots.iter().take(200).any(|it| *it != at && rough_km(*it, at) < FAR);
    for it in found.iter_mut() {
        let Some(at) = of(it) else { continue };
        let iso2 = world.iso2(at);
        let stray = !named.is_empty() && !named.contains(iso2) && times.get(iso2) == Some(&1);
        if stray
            && !it.contained
            && world.kind(at) == PlaceKind::City
            && world.log_population(at) < SMALL
            && !near(world.position(at))
        {
            it.options.clear();
        }
    }
}

/// Kilometres, good enough to tell near from far.
fn rough_km(a: LonLat, b: LonLat) -> f64 {
    let across = (a.lon - b.lon).abs();
    let across = across.min(360.0 - across) * a.lat.to_radians().cos();
    across.hypot(a.lat - b.lat) * 111.2
}

struct Looked {
    candidates: Vec<Candidate>,
    vectors: Vec<Vector>,
    senses: Vec<resolve::Sense>,
    coherence: Vec<Coherence>,
    second: Vec<f32>,
}

fn look(reading: &Reading<'_>, context: &Context, lexicon: &Lexicon, world: World<'_>) -> Looked {
    let candidates = candidate::candidates(reading, world);
    let view = View { reading, context, lexicon, world };
    let alone = Coherence { nearest: f32::INFINITY, repeated: 1, ..Coherence::default() };
    let first: Vec<f32> = candidates.iter().map(|it| belief(&view.features(it, alone), weights::FIRST)).collect();
    let senses = resolve::resolve(reading, world, &candidates, &first);
    let coherence = resolve::coherence(&senses, candidates.len());
    let vectors: Vec<Vector> = candidates.iter().zip(&coherence).map(|(it, known)| view.features(it, *known)).collect();
    let second = vectors.iter().map(|it| belief(it, weights::SECOND)).collect();
    Looked { candidates, vectors, senses, coherence, second }
}

fn belief(vector: &Vector, weights: &[f32]) -> f32 {
    let sum: f32 = vector.iter().zip(weights).map(|(value, weight)| value * weight).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// What the weights are learned from: see `scripts/score/train.py`.
#[doc(hidden)]
pub mod learn {
    use super::*;

    pub use super::feature::NAMES;
    pub use super::resolve::OPTION_NAMES;

    /// A candidate with all that is known of it.
    #[derive(Debug)]
    pub struct Sample {
        /// Bytes.
        pub range: Range<usize>,
        pub features: Vec<f32>,
        pub belief: f32,
        /// Latitude, longitude and features of each option.
        pub options: Vec<(f64, f64, Vec<f32>)>,
    }

    pub fn samples(reading: &Reading<'_>, context: &Context, lexicon: &Lexicon, world: World<'_>) -> Vec<Sample> {
        let looked = look(reading, context, lexicon, world);
        let mut options = vec![Vec::new(); looked.candidates.len()];
        for sense in &looked.senses {
            for it in &sense.candidates {
                let at = |place: PlaceRef| world.position(place);
                options[*it] = looked.candidates[*it]
                    .options
                    .iter()
                    .zip(&sense.vectors)
                    .map(|((place, _), vector)| (at(*place).lat, at(*place).lon, vector.to_vec()))
                    .collect();
            }
        }
        let all = looked.candidates.iter().zip(&looked.vectors).zip(&looked.second).zip(options);
        all.map(|(((it, vector), belief), options)| Sample {
            range: reading.bytes(it.tokens.clone()),
            features: vector.to_vec(),
            belief: *belief,
            options,
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_its_weight() {
        assert_eq!(weights::FIRST.len(), feature::NAMES.len());
        assert_eq!(weights::SECOND.len(), feature::NAMES.len());
        assert_eq!(weights::OPTION.len(), resolve::OPTION_NAMES.len());
    }
}

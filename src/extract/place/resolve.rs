//! Which of the places of a name is meant.

use std::collections::HashMap;

use super::candidate::{Candidate, Source};
use super::feature::Coherence;
use super::weights::OPTION;
use crate::extract::gazetteer::{PlaceKind, PlaceNo, PlaceRef, World};
use crate::extract::token::Reading;

/// What speaks for an option, in numbers; see [`OPTION_NAMES`].
pub type OptionVector = [f32; OPTION_NAMES.len()];

/// The names of the features of an option, in order.
pub const OPTION_NAMES: &[&str] = &[
    "population",
    "country",
    "admin1",
    "admin2",
    "water",
    "region",
    "airfield",
    "own",
    "alternate",
    "contained",
    "not_contained",
    "admin1_share",
    "country_share",
    "any_admin1",
    "any_country",
    "near_30",
    "near_150",
    "distance",
    "no_others",
    "largest",
    "gap",
    "admin1_named",
    "country_named",
    "admin2_named",
    "alone_and_small",
];

/// Other names than these few with most weight are not looked at, so that the work stays in proportion to the text.
const MOST_OTHERS: usize = 64;
const ROUNDS: usize = 3;

/// All candidates of one key: one sense per text.
#[derive(Debug)]
pub struct Sense {
    pub candidates: Vec<usize>,
    options: Vec<Known>,
    /// How much it counts for others.
    weight: f32,
    /// The chosen option and the score of each.
    pub choice: Option<usize>,
    pub scores: Vec<f32>,
    pub vectors: Vec<OptionVector>,
}

/// What is needed of an option again and again.
#[derive(Clone, Copy, Debug)]
struct Known {
    at: PlaceRef,
    alternate: bool,
    kind: PlaceKind,
    lat: f32,
    lon: f32,
    cos: f32,
    population: f32,
    country: u8,
    admin1: PlaceNo,
    admin2: PlaceNo,
    contained: bool,
    not_contained: bool,
    /// Added to its score: a word after the name says what kind of place it is, or custom does.
    custom: f32,
}

impl Known {
    fn new(world: World<'_>, at: PlaceRef, alternate: bool) -> Self {
        let position = world.position(at);
        let (country, admin1, admin2) = match at {
            PlaceRef::World(no) => (world.archive.country(no), world.archive.admin1(no), world.archive.admin2(no)),
            PlaceRef::Own(_) => (country_of(world, world.iso2(at)), PlaceNo(0), PlaceNo(0)),
        };
        let kind = world.kind(at);
        // A division lies in itself, so that `Ohio` counts for Ohio.
        let admin1 = if let (PlaceKind::Admin1, PlaceRef::World(no)) = (kind, at) { no } else { admin1 };
        let admin2 = if let (PlaceKind::Admin2, PlaceRef::World(no)) = (kind, at) { no } else { admin2 };
        Self {
            at,
            alternate,
            kind,
            lat: position.lat as f32,
            lon: position.lon as f32,
            cos: (position.lat as f32).to_radians().cos(),
            population: world.log_population(at),
            country,
            admin1,
            admin2,
            contained: false,
            not_contained: false,
            custom: 0.0,
        }
    }

    fn is_broad(&self) -> bool {
        matches!(self.kind, PlaceKind::Country | PlaceKind::Continent | PlaceKind::Region | PlaceKind::Water)
    }

    /// Kilometres, good to a few per cent.
    fn km(&self, other: &Known) -> f32 {
        let across = (self.lon - other.lon).abs();
        let across = across.min(360.0 - across) * (self.cos + other.cos) * 0.5;
        let up = self.lat - other.lat;
        (across * across + up * up).sqrt() * 111.2
    }

    fn lies_in(&self, other: &Known) -> bool {
        match other.kind {
            PlaceKind::Country => self.country != 0 && self.country == other.country && self.kind != PlaceKind::Country,
            PlaceKind::Admin1 => self.admin1.0 != 0 && self.admin1 == other.admin1 && self.kind != PlaceKind::Admin1,
            PlaceKind::Admin2 => self.admin2.0 != 0 && self.admin2 == other.admin2 && self.kind == PlaceKind::City,
            _ => false,
        }
    }
}

fn country_of(world: World<'_>, iso2: &str) -> u8 {
    if iso2.is_empty() {
        return 0;
    }
    (1..=250).find(|it| world.archive.iso2(world.archive.country_place(*it)) == iso2).unwrap_or(0)
}

/// The senses of all candidates, each resolved. `likely` is how likely each candidate is a place at all, 0 to 1.
pub fn resolve(reading: &Reading<'_>, world: World<'_>, candidates: &[Candidate], likely: &[f32]) -> Vec<Sense> {
    let mut senses = group(reading, world, candidates, likely);
    contain(reading, candidates, &mut senses);
    say_kind(reading, world, candidates, &mut senses);
    for round in 0..ROUNDS {
        let others = Others::of(&senses, round > 0);
        let score = |(i, sense): (usize, &Sense)| {
            if i % 64 == 0 {
                reading.go_on();
            }
            others.score(i, sense)
        };
        let scored: Vec<_> = senses.iter().enumerate().map(score).collect();
        for (sense, (vectors, scores)) in senses.iter_mut().zip(scored) {
            sense.choice = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a)));
            sense.scores = scores;
            sense.vectors = vectors;
        }
    }
    senses
}

fn group(reading: &Reading<'_>, world: World<'_>, candidates: &[Candidate], likely: &[f32]) -> Vec<Sense> {
    let mut by_key: HashMap<(&str, bool, bool), usize> = HashMap::new();
    let mut senses: Vec<Sense> = Vec::new();
    for (i, candidate) in candidates.iter().enumerate() {
        if candidate.options.is_empty() {
            continue;
        }
        // `Georgian` is no reason to take `Georgia` for the country; it only counts as another place.
        let sense = *by_key
            .entry((&candidate.key, candidate.source == Source::Name, says_division(reading, candidate)))
            .or_insert_with(|| {
                let options =
                    candidate.options.iter().map(|(at, alternate)| Known::new(world, *at, *alternate)).collect();
                senses.push(Sense {
                    candidates: Vec::new(),
                    options,
                    weight: 0.0,
                    choice: None,
                    scores: Vec::new(),
                    vectors: Vec::new(),
                });
                senses.len() - 1
            });
        senses[sense].candidates.push(i);
        let sense = &mut senses[sense];
        sense.weight = sense.weight.max(likely[i]) + if sense.candidates.len() > 1 { 0.15 * likely[i] } else { 0.0 };
    }
    for sense in &mut senses {
        sense.weight = sense.weight.min(2.0);
    }
    senses
}

/// Mark the options that lie in the place named right behind: `Paris, Texas`.
fn contain(reading: &Reading<'_>, candidates: &[Candidate], senses: &mut [Sense]) {
    let mut sense_of = vec![usize::MAX; candidates.len()];
    let mut starting: HashMap<usize, Vec<usize>> = HashMap::new();
    for (number, sense) in senses.iter().enumerate() {
        for it in &sense.candidates {
            sense_of[*it] = number;
            starting.entry(candidates[*it].tokens.start).or_default().push(*it);
        }
    }
    for (i, candidate) in candidates.iter().enumerate() {
        if sense_of[i] == usize::MAX {
            continue;
        }
        let mut next = candidate.tokens.end;
        match reading.word(next) {
            "," | "(" => next += 1,
            "in" => next += 1,
            "'s" | "’s" => next += 1,
            _ => continue,
        }
        let same =
            reading.tokens.get(next).is_some_and(|it| it.sentence == reading.tokens[candidate.tokens.start].sentence);
        if !same {
            continue;
        }
        // `Iraq's Anbar`: what lies within comes second.
        let outer_first = reading.word(next - 1).ends_with('s') && reading.word(next - 1) != "in";
        for other in starting.get(&next).map_or(&[][..], Vec::as_slice) {
            let (inner, outer) = if outer_first { (*other, i) } else { (i, *other) };
            let (inner, outer) = (sense_of[inner], sense_of[outer]);
            if inner == outer || senses[outer].options.len() > 40 {
                continue;
            }
            let wholes = senses[outer].options.clone();
            let divisions =
                wholes.iter().any(|it| matches!(it.kind, PlaceKind::Country | PlaceKind::Admin1 | PlaceKind::Admin2));
            let any = senses[inner].options.iter().any(|it| wholes.iter().any(|whole| it.lies_in(whole)));
            if !divisions || !any {
                continue;
            }
            for it in &mut senses[inner].options {
                let inside = wholes.iter().any(|whole| it.lies_in(whole));
                it.contained |= inside;
                it.not_contained |= !inside;
            }
        }
    }
}

/// Where divisions go by their bare names, as states of a federation do; elsewhere `Aleppo` is the city.
const BARE: [&str; 11] = ["US", "CA", "AU", "BR", "MX", "IN", "DE", "CH", "AT", "ES", "GB"];

/// Names that by custom are the seat of a government, where that is: `Washington` is the state only in texts that speak
/// of its other places.
const SEATS: [(&str, f32, f32); 1] = [("washington", 38.895, -77.036)];
const SEAT: f32 = 2.5;

fn says_division(reading: &Reading<'_>, candidate: &Candidate) -> bool {
    let next = reading.key(candidate.tokens.end);
    matches!(next, "province" | "governorate" | "region" | "oblast" | "county" | "district" | "prefecture" | "state")
}

/// `Kharkiv region` is not the city, `Kharkiv` mostly is.
fn say_kind(reading: &Reading<'_>, world: World<'_>, candidates: &[Candidate], senses: &mut [Sense]) {
    let division = |kind: PlaceKind| matches!(kind, PlaceKind::Admin1 | PlaceKind::Admin2);
    for sense in senses {
        let said = sense.candidates.first().is_some_and(|it| says_division(reading, &candidates[*it]));
        let key = sense.candidates.first().map_or("", |it| &*candidates[*it].key);
        let seat = SEATS.iter().find(|it| it.0 == key && !said);
        let seats: Vec<PlaceNo> = sense
            .options
            .iter()
            .filter(|it| it.kind == PlaceKind::City)
            .flat_map(|it| [it.admin1, it.admin2])
            .collect();
        for it in &mut sense.options {
            let own = if it.kind == PlaceKind::Admin1 { it.admin1 } else { it.admin2 };
            it.custom = match it.kind {
                kind if said && division(kind) => 6.0,
                PlaceKind::City
                    if seat.is_some_and(|(_, lat, lon)| (it.lat - lat).abs() + (it.lon - lon).abs() < 0.2) =>
                {
                    SEAT
                }
                kind if division(kind) && seats.contains(&own) && !BARE.contains(&world.iso2(it.at)) => -4.0,
                _ => 0.0,
            };
        }
    }
}

/// What the other names of the text say, taken together.
struct Others {
    picks: Vec<(usize, Known, f32)>,
    admin1: HashMap<PlaceNo, f32>,
    country: HashMap<u8, f32>,
    named: HashMap<PlaceNo, f32>,
    named_country: HashMap<u8, f32>,
    total: f32,
}

impl Others {
    fn of(senses: &[Sense], chosen: bool) -> Self {
        let mut others = Others {
            picks: Vec::new(),
            admin1: HashMap::new(),
            country: HashMap::new(),
            named: HashMap::new(),
            named_country: HashMap::new(),
            total: 0.0,
        };
        for (number, sense) in senses.iter().enumerate() {
            let pick = if chosen { sense.choice } else { clear(sense) };
            let Some(pick) = pick.map(|it| &sense.options[it]) else { continue };
            let weight = sense.weight;
            others.total += weight;
            *others.country.entry(pick.country).or_default() += weight;
            match pick.kind {
                PlaceKind::Country => *others.named_country.entry(pick.country).or_default() += weight,
                PlaceKind::Admin1 => *others.named.entry(pick.admin1).or_default() += weight,
                PlaceKind::Admin2 => *others.named.entry(pick.admin2).or_default() += weight,
                _ => {}
            }
            if pick.admin1.0 != 0 {
                *others.admin1.entry(pick.admin1).or_default() += weight;
            }
            if !pick.is_broad() && pick.kind != PlaceKind::Admin1 {
                others.picks.push((number, *pick, weight));
            }
        }
        others.picks.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
        others.picks.truncate(MOST_OTHERS);
        others
    }

    fn score(&self, number: usize, sense: &Sense) -> (Vec<OptionVector>, Vec<f32>) {
        let largest = sense.options.iter().map(|it| it.population).fold(0.0, f32::max);
        let mine = sense.choice.map(|it| &sense.options[it]);
        let vectors: Vec<OptionVector> =
            sense.options.iter().map(|it| self.vector(number, sense, it, mine, largest)).collect();
        let weigh = |it: &OptionVector| it.iter().zip(OPTION).map(|(value, weight)| value * weight).sum::<f32>();
        let scores = vectors.iter().zip(&sense.options).map(|(it, option)| weigh(it) + option.custom).collect();
        (vectors, scores)
    }

    fn vector(&self, number: usize, sense: &Sense, it: &Known, mine: Option<&Known>, largest: f32) -> OptionVector {
        let own = |same: bool| if same { sense.weight } else { 0.0 };
        // What this name itself added is taken out again.
        let less = |sum: Option<&f32>, same: bool| (sum.copied().unwrap_or(0.0) - own(same)).max(0.0);
        let rest = (self.total - own(mine.is_some())).max(0.0);
        let share = |it: f32| if rest > 0.0 { it / rest } else { 0.0 };
        let admin1 = less(self.admin1.get(&it.admin1), it.admin1.0 != 0 && mine.is_some_and(|m| m.admin1 == it.admin1));
        let country = less(self.country.get(&it.country), mine.is_some_and(|m| m.country == it.country));
        let named = |at: PlaceNo, is: bool| less(self.named.get(&at), is).min(1.0);
        let is_mine = |kind: PlaceKind, same: bool| mine.is_some_and(|m| m.kind == kind) && same;
        let (mut near_30, mut near_150, mut nearest, mut all) = (0.0, 0.0, f32::INFINITY, 0.0);
        if !it.is_broad() {
            for (other, pick, weight) in &self.picks {
                if *other == number {
                    continue;
                }
                let km = it.km(pick);
                all += weight;
                near_30 += if km < 30.0 { *weight } else { 0.0 };
                near_150 += if km < 150.0 { *weight } else { 0.0 };
                nearest = nearest.min(km + 200.0 * (1.0 - weight.min(1.0)));
            }
        }
        let of = |sum: f32| if all > 0.0 { sum / all } else { 0.0 };
        let flag = |holds: bool| f32::from(u8::from(holds));
        let kind = |kinds: &[PlaceKind]| flag(kinds.contains(&it.kind));
        [
            it.population / 10.0,
            kind(&[PlaceKind::Country]),
            kind(&[PlaceKind::Admin1]),
            kind(&[PlaceKind::Admin2]),
            kind(&[PlaceKind::Water]),
            kind(&[PlaceKind::Region, PlaceKind::Continent]),
            kind(&[PlaceKind::Airfield]),
            flag(matches!(it.at, PlaceRef::Own(_)) || it.kind == PlaceKind::Site),
            flag(it.alternate),
            flag(it.contained),
            flag(it.not_contained && !it.contained),
            if it.admin1.0 == 0 { 0.0 } else { share(admin1) },
            share(country),
            admin1.min(1.0) * flag(it.admin1.0 != 0),
            country.min(1.0) * flag(it.country != 0),
            of(near_30),
            of(near_150),
            if nearest.is_finite() { (1.0 + nearest).ln() / 10.0 } else { 0.0 },
            flag(!nearest.is_finite()),
            flag(it.population >= largest),
            (it.population - largest) / 10.0,
            named(it.admin1, is_mine(PlaceKind::Admin1, mine.is_some_and(|m| m.admin1 == it.admin1)))
                * flag(it.kind != PlaceKind::Admin1),
            less(
                self.named_country.get(&it.country),
                is_mine(PlaceKind::Country, mine.is_some_and(|m| m.country == it.country)),
            )
            .min(1.0)
                * flag(it.kind != PlaceKind::Country),
            named(it.admin2, is_mine(PlaceKind::Admin2, mine.is_some_and(|m| m.admin2 == it.admin2)))
                * flag(it.kind == PlaceKind::City),
            flag(it.population < 9.0 && !nearest.is_finite()),
        ]
    }
}

/// The option that a name has before the others are known: none unless it is plain.
fn clear(sense: &Sense) -> Option<usize> {
    let options = &sense.options;
    let contained: Vec<usize> = (0..options.len()).filter(|it| options[*it].contained).collect();
    if let [only] = contained[..] {
        return Some(only);
    }
    if let Some(division) = options.iter().position(|it| it.kind == PlaceKind::Country && !it.alternate) {
        return Some(division);
    }
    if let Some(division) =
        options.iter().position(|it| it.kind == PlaceKind::Admin1 && !it.alternate && it.population > 13.0)
    {
        return Some(division);
    }
    match options.len() {
        1 => Some(0),
        // Far more people live in one than in any other.
        _ => {
            let mut order: Vec<usize> = (0..options.len()).collect();
            order.sort_by(|a, b| options[*b].population.total_cmp(&options[*a].population));
            (options[order[0]].population - options[order[1]].population > 2.5).then_some(order[0])
        }
    }
}

/// What resolution says of each candidate: for the second look at whether it is a place.
pub fn coherence(senses: &[Sense], candidates: usize) -> Vec<Coherence> {
    let others = Others::of(senses, true);
    let mut all = vec![Coherence { nearest: f32::INFINITY, repeated: 1, ..Coherence::default() }; candidates];
    for (number, sense) in senses.iter().enumerate() {
        let Some(choice) = sense.choice else { continue };
        let it = &sense.options[choice];
        let vector = others.vector(number, sense, it, Some(it), 0.0);
        let at = |name: &str| OPTION_NAMES.iter().position(|it| *it == name).map_or(0.0, |i| vector[i]);
        let distance = at("distance");
        let found = Coherence {
            nearest: if at("no_others") > 0.0 { f32::INFINITY } else { (distance * 10.0).exp() - 1.0 },
            admin1: at("admin1_share"),
            country: at("country_share"),
            contained: it.contained,
            repeated: sense.candidates.len(),
            country_named: at("country_named") > 0.2,
        };
        for candidate in &sense.candidates {
            all[*candidate] = found;
        }
    }
    all
}

/// The options of a sense, the best first: each with its share of belief, 0 to 1.
pub fn ranked(sense: &Sense) -> Vec<(PlaceRef, f32)> {
    let top = sense.scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = sense.scores.iter().map(|it| (it - top).exp()).sum();
    let mut all: Vec<(PlaceRef, f32)> =
        sense.options.iter().zip(&sense.scores).map(|(it, score)| (it.at, (score - top).exp() / sum)).collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    all
}

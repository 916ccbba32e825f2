//! Made-up events that look like conflict data: heavy clusters, many events at one point, 500 groups, ten years. The same
//! ones in every run.

#![allow(dead_code)]

use std::sync::Arc;

use dateline::event::{Day, EventDraft, Group, GroupId, Groups, LonLat, Place, PlaceId, TableBuilder, Toll, When};
use dateline::project::{Meta, Project};

/// 1 January 2015, and so many days from there.
pub const FIRST: i32 = 16_436;
pub const DAYS: i32 = 3653;
pub const GROUPS: usize = 500;
pub const TOWNS: usize = 4000;
pub const COUNTRIES: usize = 24;

pub const TYPES: [&str; 6] = [
    "Battles",
    "Explosions/Remote violence",
    "Violence against civilians",
    "Protests",
    "Riots",
    "Strategic developments",
];
const WORDS: [&str; 32] = [
    "forces",
    "clashed",
    "near",
    "the",
    "village",
    "shelling",
    "reported",
    "killed",
    "wounded",
    "militia",
    "police",
    "convoy",
    "checkpoint",
    "district",
    "north",
    "south",
    "river",
    "bridge",
    "market",
    "demonstrators",
    "gathered",
    "against",
    "government",
    "unknown",
    "armed",
    "group",
    "attacked",
    "with",
    "rockets",
    "casualties",
    "unconfirmed",
    "source",
];

/// A small generator, so that every run sees the same data.
pub struct Dice(pub u64);

impl Dice {
    /// From 0 up to 1.
    pub fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.roll() * n as f64) as usize
    }

    /// The first ones far more often than the last ones.
    fn skewed(&mut self, n: usize) -> usize {
        (self.roll().powi(4) * n as f64) as usize
    }
}

pub struct Town {
    pub name: String,
    pub lon: f64,
    pub lat: f64,
    pub country: usize,
    pub unit: usize,
}

pub fn towns() -> Vec<Town> {
    let mut dice = Dice(11);
    (0..TOWNS)
        .map(|i| {
            let country = dice.skewed(COUNTRIES);
            // Countries lie side by side in a band.
            let (lon, lat) = (-15.0 + (country % 8) as f64 * 9.0, -5.0 + (country / 8) as f64 * 14.0);
            Town {
                name: format!("Town {i}"),
                lon: lon + dice.roll() * 8.0,
                lat: lat + dice.roll() * 12.0,
                country,
                unit: dice.below(12),
            }
        })
        .collect()
}

/// One event, as plain values.
pub struct Row {
    pub id: usize,
    /// First and last possible day; none if undated.
    pub days: Option<(i32, i32)>,
    pub at: Option<(f64, f64)>,
    pub town: usize,
    pub event_type: usize,
    pub sub_type: usize,
    pub actor: usize,
    pub target: Option<usize>,
    pub fatalities: Option<u32>,
    pub confirmed: usize,
    pub notes: String,
}

/// So many events, with notes of about so many bytes.
pub fn rows(count: usize, notes: usize) -> impl Iterator<Item = Row> {
    let towns = towns();
    let mut dice = Dice(7);
    (0..count).map(move |id| {
        let town = dice.skewed(TOWNS);
        let at = &towns[town];
        // Half of it is told to have happened "in" the town: at one point.
        let spread = if dice.roll() < 0.5 { 0.0 } else { 0.4 };
        let position = (at.lon + (dice.roll() - 0.5) * spread, at.lat + (dice.roll() - 0.5) * spread);
        let day = FIRST + (dice.roll().sqrt() * f64::from(DAYS)) as i32;
        let days = match dice.roll() {
            p if p < 0.02 => None,
            // Some week, some month.
            p if p < 0.06 => Some((day, (day + 6).min(FIRST + DAYS - 1))),
            p if p < 0.08 => Some((day, (day + 29).min(FIRST + DAYS - 1))),
            _ => Some((day, day)),
        };
        let event_type = dice.skewed(TYPES.len());
        let mut text = String::with_capacity(notes + 16);
        while text.len() < notes {
            text.push_str(WORDS[dice.below(WORDS.len())]);
            text.push(' ');
        }
        // Here and there something rare.
        if notes > 0 && dice.roll() < 0.001 {
            text.push_str("ambulance");
        }
        Row {
            id,
            days,
            at: (dice.roll() > 0.03).then_some(position),
            town,
            event_type,
            sub_type: dice.below(4),
            actor: dice.skewed(GROUPS),
            target: (dice.roll() < 0.7).then(|| dice.skewed(GROUPS)),
            fatalities: (dice.roll() < 0.6).then(|| dice.skewed(40) as u32),
            confirmed: dice.below(3),
            notes: text,
        }
    })
}

pub fn country(town: &Town) -> String {
    format!("Country {}", town.country)
}

pub fn unit(town: &Town) -> String {
    format!("Province {}-{}", town.country, town.unit)
}

pub fn sub_type(row: &Row) -> String {
    format!("{} {}", TYPES[row.event_type], ["A", "B", "C", "D"][row.sub_type])
}

/// Groups, every tenth an umbrella of the nine after it.
pub fn groups() -> Groups {
    let umbrella = |i: usize| if i.is_multiple_of(10) { Vec::new() } else { vec![GroupId((i / 10 * 10) as u16)] };
    let group = |i: usize| Group {
        key: format!("g{i}"),
        name: format!("Group {i}"),
        umbrella: umbrella(i),
        ..Group::default()
    };
    Groups::new((0..GROUPS).map(group).collect())
}

pub fn draft(row: Row, town: &Town) -> EventDraft {
    let when = row.days.map(|(first, last)| {
        if first == last {
            When::day(Day(first))
        } else {
            When::parse(&format!("{}/{}", When::day(Day(first)).text(), When::day(Day(last)).text())).unwrap()
        }
    });
    EventDraft {
        key: format!("SYN{}", row.id),
        title: format!("{} in {}", TYPES[row.event_type], town.name),
        when,
        position: row.at.and_then(|(lon, lat)| LonLat::new(lon, lat)),
        place: Some(PlaceId(row.town as u32)),
        precision_m: Some([500.0, 10_000.0, 50_000.0][row.confirmed]),
        country: country(town),
        admin1: unit(town),
        event_type: TYPES[row.event_type].to_owned(),
        sub_event_type: sub_type(&row),
        actors: vec![GroupId(row.actor as u16)],
        targets: row.target.map(|it| GroupId(it as u16)).into_iter().collect(),
        fatalities: Toll { min: row.fatalities, max: row.fatalities },
        corroboration: ["confirmed_multi", "confirmed_single", ""][row.confirmed].to_owned(),
        details: vec![
            ("iso".to_owned(), (100 + town.country).to_string()),
            ("source_scale".to_owned(), ["National", "Subnational", "Other"][row.sub_type % 3].to_owned()),
        ],
        notes: row.notes,
        ..EventDraft::default()
    }
}

pub fn project(count: usize, notes: usize) -> Arc<Project> {
    let towns = towns();
    let mut builder = TableBuilder::default();
    for row in rows(count, notes) {
        let town = row.town;
        builder.push(draft(row, &towns[town]));
    }
    let places = towns.iter().map(|town| Place {
        key: town.name.clone(),
        name: town.name.clone(),
        position: LonLat::new(town.lon, town.lat),
        country: country(town),
        admin1: unit(town),
        ..Place::default()
    });
    let places = places.collect();
    Arc::new(Project::new(Meta::default(), builder.build(), places, groups(), Vec::new(), Vec::new()))
}

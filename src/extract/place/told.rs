//! Where a place lies that nobody lists, by what the text says of it: `the village of X, 12 km north of Y`, `X in Y
//! district`, `X (west of Y)`.

use super::{PlaceName, Source};
use crate::event::LonLat;
use crate::extract::gazetteer::{PlaceKind, PlaceRef, World};
use crate::extract::number::number;
use crate::extract::token::{Kind, Reading};

/// A position that the text tells by another place.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Told {
    pub position: LonLat,
    pub radius_km: f32,
    /// The place it is told by.
    pub by: PlaceRef,
}

/// How far behind a name, or before it, the place is told, in tokens.
const REACH: usize = 9;
const KM: f64 = 111.195;

/// Give a position to names that have none, where the text tells it.
pub(super) fn add(reading: &Reading<'_>, world: World<'_>, found: &mut [PlaceName]) {
    let told: Vec<(usize, Told)> = (0..found.len())
        .filter(|it| found[*it].options.is_empty() && found[*it].source == Source::Unlisted)
        .filter_map(|it| Some((it, told(reading, world, found, it)?)))
        .collect();
    for (number, it) in told {
        // All of that name are one place.
        let name = reading.text[found[number].range.clone()].to_lowercase();
        for other in found.iter_mut().filter(|it| it.options.is_empty() && it.told.is_none()) {
            if reading.text[other.range.clone()].to_lowercase() == name {
                other.told = Some(it);
            }
        }
    }
}

fn told(reading: &Reading<'_>, world: World<'_>, found: &[PlaceName], number: usize) -> Option<Told> {
    let it = &found[number];
    let sentence = reading.tokens[it.tokens.start].sentence;
    let near =
        |other: &&PlaceName| reading.tokens[other.tokens.start].sentence == sentence && !other.options.is_empty();
    let after = found.get(number + 1..).and_then(|all| all.iter().take(2).find(near));
    let before = found[..number].iter().rev().take(1).find(near);
    after
        .filter(|other| other.tokens.start <= it.tokens.end + REACH)
        .and_then(|other| behind(reading, world, it, other))
        .or_else(|| {
            before
                .filter(|other| it.tokens.start <= other.tokens.end + REACH)
                .and_then(|other| ahead(reading, world, it, other))
        })
}

/// `X, 12 km north of Y`, `X in Y district`, `X, near Y`, `X (Y district)`.
fn behind(reading: &Reading<'_>, world: World<'_>, it: &PlaceName, other: &PlaceName) -> Option<Told> {
    let (from, to) = (it.tokens.end, other.tokens.start);
    let by = other.options.first()?.0;
    let words = || (from..to).filter(|it| reading.tokens[*it].kind == Kind::Word);
    // Nothing but words of place stands between.
    if !(from..to).all(|it| is_of_place(reading, it)) {
        return None;
    }
    if let Some(found) = displaced(reading, world, from, to, by) {
        return Some(found);
    }
    let led = words().next().map(|it| reading.key(it));
    let close = || words().any(|it| matches!(reading.key(it), "near" | "outside" | "from" | "by"));
    match led {
        _ if close() => Some(at(world, by, 15.0)),
        // `X district` alone, `in`, `of`, or a comma: it lies in it.
        _ => within(world, by),
    }
}

/// `12 km north of Y, in the village of X`, `in Y's X village`, `in Y district, men attacked X`.
fn ahead(reading: &Reading<'_>, world: World<'_>, it: &PlaceName, other: &PlaceName) -> Option<Told> {
    let (from, to) = (other.tokens.end, it.tokens.start);
    let by = other.options.first()?.0;
    if !(from..to).all(|it| is_of_place(reading, it)) {
        return None;
    }
    // A distance that ends with this place.
    let start = reading.sentences[reading.tokens[it.tokens.start].sentence].start;
    let floor = start.max(other.tokens.start.saturating_sub(REACH));
    displaced(reading, world, floor, other.tokens.start, by).or_else(|| within(world, by))
}

/// A distance and a direction that end at a place: `about 12 km (7 miles) north of`, `west of`.
fn displaced(reading: &Reading<'_>, world: World<'_>, from: usize, to: usize, by: PlaceRef) -> Option<Told> {
    let of = (from..to).rev().find(|it| matches!(reading.key(*it), "of" | "from"))?;
    if (of + 1..to).any(|it| !matches!(reading.key(it), "the" | "city" | "town" | "village" | "capital")) {
        return None;
    }
    let bearing = (from..of).rev().take(3).find_map(|it| bearing(reading.key(it)));
    let far = (from..of).find_map(|it| {
        let (n, end) = number(reading, it)?;
        let km = match reading.key(end) {
            "km" | "kms" | "kilometres" | "kilometers" | "kilometre" | "kilometer" => 1.0,
            "miles" | "mile" | "mi" => 1.609,
            "metres" | "meters" | "m" => 0.001,
            _ => return None,
        };
        Some(f64::from(n) * km)
    });
    if far.is_none() && bearing.is_none() || far.is_some_and(|it| it > 400.0) {
        return None;
    }
    let own = world.radius_km(by).min(25.0);
    let Some(bearing) = bearing else {
        // Somewhere around it.
        return far.map(|km| at(world, by, km as f32 + own));
    };
    // Without a distance, the next villages are meant.
    let km = far.unwrap_or(8.0);
    let centre = world.position(by);
    let (north, east) = (bearing.to_radians().cos() * km, bearing.to_radians().sin() * km);
    let lat = (centre.lat + north / KM).clamp(-89.9, 89.9);
    let lon = centre.lon + east / (KM * centre.lat.to_radians().cos().max(0.05));
    // By road it is said, as the crow flies it is drawn; a direction is one of eight.
    let doubt = if far.is_some() { (km * 0.35) as f32 } else { 12.0 };
    let position = LonLat::new((lon + 540.0).rem_euclid(360.0) - 180.0, lat)?;
    Some(Told { position, radius_km: (doubt + own.min(5.0)).max(4.0), by })
}

fn at(world: World<'_>, by: PlaceRef, least: f32) -> Told {
    Told { position: world.position(by), radius_km: world.radius_km(by).max(least), by }
}

/// Somewhere in a place that has room for villages; none where that would say nothing.
fn within(world: World<'_>, by: PlaceRef) -> Option<Told> {
    match world.kind(by) {
        PlaceKind::Admin2 | PlaceKind::Admin1 => Some(at(world, by, 20.0)),
        PlaceKind::City => Some(at(world, by, 15.0)),
        _ => None,
    }
}

/// Degrees from north, clockwise.
fn bearing(key: &str) -> Option<f64> {
    let key = key.replace('-', "");
    Some(match &*key {
        "north" | "northwards" => 0.0,
        "northeast" | "ne" => 45.0,
        "east" => 90.0,
        "southeast" | "se" => 135.0,
        "south" => 180.0,
        "southwest" | "sw" => 225.0,
        "west" => 270.0,
        "northwest" | "nw" => 315.0,
        _ => return None,
    })
}

/// Words and marks that may stand between a place and the one it is told by.
fn is_of_place(reading: &Reading<'_>, at: usize) -> bool {
    if reading.tokens[at].kind == Kind::Number {
        return true;
    }
    matches!(reading.word(at), "," | "(" | ")" | "-" | "'s" | "’s" | "." | "’" | "'")
        && reading.tokens.get(at + 1).is_some()
        || bearing(reading.key(at)).is_some()
        || matches!(
            reading.key(at),
            "in" | "of"
                | "the"
                | "a"
                | "about"
                | "some"
                | "around"
                | "nearly"
                | "roughly"
                | "km"
                | "kms"
                | "kilometres"
                | "kilometers"
                | "kilometre"
                | "kilometer"
                | "miles"
                | "mile"
                | "metres"
                | "meters"
                | "near"
                | "outside"
                | "from"
                | "village"
                | "villages"
                | "town"
                | "city"
                | "area"
                | "district"
                | "province"
                | "county"
                | "region"
                | "site"
                | "camp"
                | "hamlet"
                | "settlement"
                | "locality"
                | "northern"
                | "southern"
                | "eastern"
                | "western"
                | "central"
                | "rural"
                | "local"
                | "government"
                | "territory"
                | "neighbourhood"
                | "neighborhood"
                | "community"
                | "ward"
                | "just"
                | "half"
                | "away"
                | "small"
                | "remote"
                | "state"
                | "s"
        )
}

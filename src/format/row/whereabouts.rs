use super::codes::geohash;
use super::eras::{is_unknown, without_notes};
use super::grid::utm;
use super::number::{degrees, number, spot};
use super::own::parted;
use super::{Draft, Given, Maker, Role, Row, Scheme};
use crate::event::LonLat;
use crate::format::crs::Crs;

const OFF_GLOBE: &str = "this is not on the globe: longitude is -180 to 180, latitude -90 to 90, both in degrees";
const NO_POINT: &str =
    "this is not a point: write latitude, longitude in degrees, WKT, a military grid reference or UTM with its zone";
const NO_NUMBER: &str = "this is not a coordinate: write degrees as a number, as 33.79";

impl Maker {
    /// Where it happened.
    pub(super) fn locate<'a>(&mut self, row: &mut Row<'a>, event: &mut Draft<'a>) {
        let at = self.point(row, event);
        event.position = at;
        self.exactness(row, event);
        let (mut name, mut admin1, mut country) =
            (row.take(Role::Place).text, row.take(Role::Admin1).text, row.take(Role::Country).text);
        if self.scheme == Scheme::Gdelt {
            (admin1, country) = gdelt_parts(name);
        }
        let mut kind = "";
        if !row.exact_names {
            name = without_notes(name);
            if is_unknown(name) {
                row.detail("location", name);
                name = "";
            }
        }
        if name.is_empty() && !row.exact_names {
            // The finest that is named stands for the place.
            (name, kind) = match (admin1, country) {
                ("", "") => ("", ""),
                ("", country) => (country, "country"),
                (admin1, _) => (admin1, "province"),
            };
        }
        name = name.trim();
        (event.admin1, event.country) = (admin1, country);
        if !name.is_empty() {
            event.place = Some(self.registry.place([name, admin1, country], kind, at, event.precision_m));
        }
        for given in row.all(Role::OtherPlaces) {
            for other in parted(given.text) {
                event.other_places.push(self.registry.place([&other, "", ""], "", None, None));
            }
        }
    }

    /// The point, in one column or two.
    fn point<'a>(&mut self, row: &mut Row<'a>, event: &mut Draft<'a>) -> Option<LonLat> {
        let (lon, lat, both) = (row.take(Role::Longitude), row.take(Role::Latitude), row.take(Role::Position));
        if row.at.is_some() {
            return row.at;
        }
        if let Some(at) = self.in_metres(row, event) {
            return Some(at);
        }
        if lon.text.is_empty() && lat.text.is_empty() {
            if both.text.is_empty() {
                return None;
            }
            // Many words could be geohashes: the name of the column tells.
            let hashed = both.name.to_ascii_lowercase().contains("geohash");
            let spot = if hashed { geohash(both.text) } else { spot(both.text, self.comma) };
            match spot {
                None => self.refuse(row, event, both, NO_POINT),
                // What is more than a point is kept as it was.
                Some((_, metres)) if metres > 50.0 => {
                    event.precision_m = Some(metres as f32);
                    row.detail(both.name, both.text);
                }
                Some(_) => {}
            }
            return spot.map(|(at, _)| at);
        }
        if !both.text.is_empty() {
            row.detail(both.name, both.text);
        }
        match (degrees(lon.text, self.comma), degrees(lat.text, self.comma)) {
            (Some(x), Some(y)) => {
                let point = LonLat::new(x, y);
                if point.is_none() {
                    let wrong = if (-180.0..=180.0).contains(&x) { lat } else { lon };
                    let right = if wrong.name == lat.name { lon } else { lat };
                    self.refuse(row, event, wrong, OFF_GLOBE);
                    row.detail(right.name, right.text);
                }
                point
            }
            (x, y) => {
                for (given, read) in [(lon, x), (lat, y)] {
                    match read {
                        _ if given.text.is_empty() => {}
                        Some(_) => row.detail(given.name, given.text),
                        None => self.refuse(row, event, given, NO_NUMBER),
                    }
                }
                if lon.text.is_empty() != lat.text.is_empty() {
                    let (given, missing) = if lon.text.is_empty() { (lat, "longitude") } else { (lon, "latitude") };
                    let message = format!("the {missing} is missing: the row has no place on the map");
                    self.log.error(row.line, &event.key, given.name, given.text, &message);
                }
                None
            }
        }
    }

    /// The point of an easting and a northing in columns of their own.
    fn in_metres<'a>(&mut self, row: &mut Row<'a>, event: &Draft<'a>) -> Option<LonLat> {
        let (east, north, zone) = (row.take(Role::Easting), row.take(Role::Northing), row.take(Role::Zone));
        if east.text.is_empty() && north.text.is_empty() {
            if !zone.text.is_empty() {
                row.detail(zone.name, zone.text);
            }
            return None;
        }
        let numbers = number(east.text, self.comma).zip(number(north.text, self.comma));
        let at = numbers.and_then(|(x, y)| {
            // A letter behind the number of a zone is a band or a hemisphere: the northing tells which fits.
            let lettered = zone.text.ends_with(|c: char| c.is_ascii_alphabetic());
            let told = lettered.then(|| utm(&format!("{} {x} {y}", zone.text.replace(' ', "")))).flatten();
            told.or_else(|| {
                let told = Some(Crs::of_name(zone.text))
                    .filter(|it| !zone.text.is_empty() && it.is_known() && !it.is_degrees());
                let [lon, lat] = told.as_ref().or(self.grid.as_ref())?.degrees([x, y])?;
                LonLat::new(lon, lat)
            })
        });
        if at.is_none() {
            let message = match (numbers, self.grid.is_some() || zone.text.ends_with(|c: char| c.is_ascii_alphabetic()))
            {
                (None, _) => "this is not a number of metres",
                (_, true) => "there is no such place in this zone",
                (_, false) => {
                    "these are metres, and nothing says in which zone of UTM, north or south: say it in the mapping, as grid = \"38N\""
                }
            };
            self.refuse(row, event, east, message);
            row.detail(north.name, north.text);
        }
        if !zone.text.is_empty() {
            row.detail(zone.name, zone.text);
        }
        at
    }

    /// How exactly the place is known.
    fn exactness<'a>(&mut self, row: &mut Row<'a>, event: &mut Draft<'a>) {
        let code = row.take(Role::GeoPrecision);
        if !code.text.is_empty() {
            match self.scheme.geo(code.text) {
                Some((word, metres)) => {
                    event.geo_precision = word;
                    event.precision_m = event.position.map(|_| metres);
                    row.detail(code.name, code.text);
                }
                // A number alone says nothing here.
                None if code.text.parse::<f64>().is_ok() => row.detail(code.name, code.text),
                None => event.geo_precision = code.text,
            }
        }
        for (role, metres) in [(Role::PrecisionKm, 1000.0), (Role::PrecisionM, 1.0)] {
            let given = row.take(role);
            if given.text.is_empty() {
                continue;
            }
            match number(given.text, self.comma).map(|it| it * metres).filter(|m| (0.0..=20_040_000.0).contains(m)) {
                Some(metres) => event.precision_m = Some(metres as f32),
                None => self.refuse(row, event, given, "this must be a distance on the globe, 0 or more"),
            }
        }
    }

    pub(super) fn refuse<'a>(&mut self, row: &mut Row<'a>, event: &Draft<'a>, given: Given<'a>, message: &str) {
        self.log.error(row.line, &event.key, given.name, given.text, message);
        row.detail(given.name, given.text);
    }
}

/// `Vancouver, British Columbia, Canada`: first-level unit and country.
fn gdelt_parts(name: &str) -> (&str, &str) {
    let mut parts = name.rsplit(',').map(str::trim);
    let country = parts.next().unwrap_or("");
    (parts.next().unwrap_or(""), country)
}

//! Gazetteers that users bring: a dump of GeoNames, the airports of OurAirports, or a table of their own.

use std::io::BufRead;

use super::{Layer, OwnPlace, PlaceKind};
use crate::event::{Issue, LonLat};

/// What a file of places is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dump {
    /// A country's file or `allCountries` of geonames.org: 19 columns with tabs between them, without a header.
    GeoNames,
    /// `airports.csv` of ourairports.com.
    OurAirports,
    /// A table with a header that names a name, a latitude and a longitude at least.
    Own,
}

impl Dump {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::GeoNames => "GeoNames",
            Self::OurAirports => "OurAirports",
            Self::Own => "own table",
        }
    }

    /// What its publisher asks of those who use it; empty for one's own.
    pub fn licence(self) -> &'static str {
        match self {
            Self::GeoNames => "GeoNames, CC BY 4.0: name geonames.org where you publish",
            Self::OurAirports => "OurAirports, public domain",
            Self::Own => "",
        }
    }
}

/// What came of reading a file of places.
#[derive(Clone, PartialEq, Debug)]
pub struct Summary {
    pub dump: Dump,
    /// Places that were taken in.
    pub places: usize,
    /// Rows that are no place with a name and a position.
    pub bad: usize,
    /// Rows of places that no report is likely to name: GeoNames' buildings, streams, hills, and populated places of
    /// which nobody knows the number of people, once there are many rows.
    pub passed_over: usize,
    /// Places for which there was no room.
    pub left_out: usize,
    /// The first of the bad rows.
    pub issues: Vec<Issue>,
}

/// Why a file is no gazetteer.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoGazetteer {
    #[error("it is empty")]
    Empty,
    #[error(
        "it is no file of places: a dump of GeoNames has 19 columns with tabs between them, OurAirports has a header \
             with latitude_deg, and a table of one's own needs a header with name, latitude and longitude"
    )]
    Unknown,
    #[error("none of its {0} rows has a name and a position")]
    NoPlace(usize),
    #[error("line {0} is longer than a megabyte: it is no table")]
    LongLine(usize),
    #[error("{0}")]
    Io(String),
    #[error("cancelled")]
    Cancelled,
}

/// No more places of one file are kept: some 200 MB of memory.
pub const MOST_PLACES: usize = 400_000;
/// No line is longer, in bytes.
const LONGEST_LINE: u64 = 1 << 20;
/// Other names of one place.
const MOST_NAMES: usize = 24;
/// Bad rows that are told of.
const MOST_ISSUES: usize = 20;
/// From this many rows on, GeoNames' places without inhabitants are passed over.
const MANY_ROWS: usize = 300_000;

/// Read a file of places into a layer. `go_on` hears how many bytes were read, now and then, and says whether to.
///
/// # Errors
/// If it is no gazetteer, or cannot be read.
pub fn read(
    mut input: impl BufRead,
    layer: &mut Layer,
    go_on: &mut dyn FnMut(u64) -> bool,
) -> Result<Summary, NoGazetteer> {
    let mut reader = Reader { layer, mapping: None, seen: 0, summary: None };
    let (mut line, mut number, mut bytes) = (Vec::new(), 0_usize, 0_u64);
    loop {
        line.clear();
        let read = std::io::Read::take(&mut input, LONGEST_LINE).read_until(b'\n', &mut line);
        let read = read.map_err(|error| NoGazetteer::Io(error.to_string()))?;
        if read == 0 {
            break;
        }
        number += 1;
        bytes += read as u64;
        if read as u64 == LONGEST_LINE {
            return Err(NoGazetteer::LongLine(number));
        }
        if number.is_multiple_of(4096) && !go_on(bytes) {
            return Err(NoGazetteer::Cancelled);
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\r', '\n']).trim_start_matches('\u{feff}');
        // A quoted field may go on in the next line.
        let mut whole = text.to_owned();
        while reader.quoted() && whole.matches('"').count() % 2 == 1 && whole.len() < LONGEST_LINE as usize {
            line.clear();
            let more = std::io::Read::take(&mut input, LONGEST_LINE).read_until(b'\n', &mut line);
            let more = more.map_err(|error| NoGazetteer::Io(error.to_string()))?;
            if more == 0 {
                break;
            }
            (number, bytes) = (number + 1, bytes + more as u64);
            whole.push('\n');
            whole.push_str(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']));
        }
        if !whole.trim().is_empty() {
            reader.row(&whole, number)?;
        }
    }
    let summary = reader.summary.ok_or(NoGazetteer::Empty)?;
    if summary.places == 0 {
        return Err(NoGazetteer::NoPlace(summary.bad + summary.passed_over));
    }
    Ok(summary)
}

/// Where the columns of a table are.
#[derive(Clone, Debug, Default)]
struct Mapping {
    mark: char,
    key: Option<usize>,
    name: usize,
    lat: usize,
    lon: usize,
    others: Vec<usize>,
    kind: Option<usize>,
    country: Option<usize>,
    population: Option<usize>,
    precision_km: Option<usize>,
}

struct Reader<'l> {
    layer: &'l mut Layer,
    /// None for GeoNames, whose columns are known.
    mapping: Option<Mapping>,
    seen: usize,
    summary: Option<Summary>,
}

/// What a row gives.
enum Row {
    Place(OwnPlace),
    PassedOver,
    Bad(&'static str),
}

impl Reader<'_> {
    fn quoted(&self) -> bool {
        self.mapping.as_ref().is_some_and(|it| it.mark != '\t')
    }

    fn row(&mut self, text: &str, number: usize) -> Result<(), NoGazetteer> {
        if self.summary.is_none() {
            let (dump, mapping) = detect(text).ok_or(NoGazetteer::Unknown)?;
            self.mapping = mapping;
            let empty = Summary { dump, places: 0, bad: 0, passed_over: 0, left_out: 0, issues: Vec::new() };
            self.summary = Some(empty);
            if self.mapping.is_some() {
                return Ok(());
            }
        }
        self.seen += 1;
        let row = match &self.mapping {
            None => geonames(text, self.seen > MANY_ROWS),
            Some(mapping) => mapping.row(text, number),
        };
        let Some(summary) = &mut self.summary else { return Ok(()) };
        match row {
            Row::PassedOver => summary.passed_over += 1,
            Row::Bad(why) => {
                summary.bad += 1;
                if summary.issues.len() < MOST_ISSUES {
                    summary.issues.push(Issue::error(format!("line {number}"), why));
                }
            }
            Row::Place(_) if summary.places >= MOST_PLACES => summary.left_out += 1,
            Row::Place(place) => {
                let before = self.layer.len();
                self.layer.push(place);
                if self.layer.len() > before {
                    summary.places += 1;
                } else {
                    summary.bad += 1;
                }
            }
        }
        Ok(())
    }
}

/// What a file is, by its first line; with where the columns are if that line is a header.
fn detect(first: &str) -> Option<(Dump, Option<Mapping>)> {
    let tabs: Vec<&str> = first.split('\t').collect();
    if tabs.len() == 19 && tabs[0].parse::<u64>().is_ok() && position(tabs[4], tabs[5]).is_some() {
        return Some((Dump::GeoNames, None));
    }
    let mark = [',', ';', '\t', '|'].into_iter().max_by_key(|mark| first.matches(*mark).count())?;
    let header: Vec<String> = fields(first, mark).iter().map(|it| plain(it)).collect();
    let find = |names: &[&str]| names.iter().find_map(|name| header.iter().position(|it| it == name));
    let lat = find(&["latitudedeg", "latitude", "lat", "y"])?;
    let lon = find(&["longitudedeg", "longitude", "lon", "lng", "long", "x"])?;
    let name = find(&["name", "placename", "place", "asciiname", "title"])?;
    let airports = find(&["latitudedeg"]).is_some() && find(&["ident"]).is_some();
    let other = [
        "altnames",
        "alternatenames",
        "alternatename",
        "aliases",
        "alias",
        "othernames",
        "keywords",
        "namear",
        "nameen",
        "asciiname",
    ];
    let others = (0..header.len()).filter(|at| *at != name && other.contains(&header[*at].as_str())).collect();
    let mapping = Mapping {
        mark,
        key: find(&["ident", "id", "key", "geonameid", "wikidata"]),
        name,
        lat,
        lon,
        others,
        kind: find(&["type", "kind", "featurecode", "fclass"]),
        country: find(&["isocountry", "iso2", "countrycode", "country", "cc"]),
        population: find(&["population", "pop"]),
        precision_km: find(&["precisionkm", "radiuskm"]),
    };
    Some((if airports { Dump::OurAirports } else { Dump::Own }, Some(mapping)))
}

/// A name of a column in letters and digits.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The fields of a row, quotation marks taken off.
fn fields(text: &str, mark: char) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut inside = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let last = all.len() - 1;
        match c {
            '"' if inside && chars.peek() == Some(&'"') => {
                chars.next();
                all[last].push('"');
            }
            '"' if mark != '\t' && (inside || all[last].is_empty()) => inside = !inside,
            c if c == mark && !inside => all.push(String::new()),
            c => all[last].push(c),
        }
    }
    all
}

fn position(lat: &str, lon: &str) -> Option<LonLat> {
    let number = |text: &str| text.trim().replace(',', ".").parse::<f64>().ok();
    LonLat::new(number(lon)?, number(lat)?)
}

/// A row of GeoNames: geonameid, name, asciiname, alternatenames, latitude, longitude, feature class, feature code,
/// country code, cc2, four divisions, population, elevation, dem, timezone, modification date.
fn geonames(text: &str, many: bool) -> Row {
    let fields: Vec<&str> = text.split('\t').collect();
    if fields.len() < 15 {
        return Row::Bad("this row has fewer than 15 columns");
    }
    let (class, code) = (fields[6], fields[7]);
    let population = fields[14].parse().unwrap_or(0);
    let Some((kind, precision_km)) = feature(class, code, population, many) else { return Row::PassedOver };
    let Some(position) = position(fields[4], fields[5]) else {
        return Row::Bad("latitude and longitude are no position in degrees");
    };
    let mut names: Vec<String> = Vec::new();
    for name in std::iter::once(fields[2]).chain(fields[3].split(',')) {
        let known = name == fields[1] || names.iter().any(|it| it == name);
        if names.len() < MOST_NAMES && !known && is_name(name) {
            names.push(name.to_owned());
        }
    }
    Row::Place(OwnPlace {
        key: format!("geonames:{}", fields[0]),
        name: fields[1].to_owned(),
        names,
        position,
        precision_km: Some(precision_km),
        kind,
        iso2: country(fields[8]),
        population,
    })
}

/// What a place of GeoNames is, and how far it reaches, if reports name such places.
fn feature(class: &str, code: &str, population: u32, many: bool) -> Option<(PlaceKind, f32)> {
    Some(match (class, code) {
        ("P", _) if many && population == 0 => return None,
        ("P", _) => (PlaceKind::City, if population > 500_000 { 15.0 } else { 5.0 }),
        ("A", "PCLI" | "PCL" | "PCLD" | "PCLF" | "PCLIX" | "PCLS" | "TERR") => (PlaceKind::Country, 500.0),
        ("A", "ADM1") => (PlaceKind::Admin1, 120.0),
        ("A", code) if code.starts_with("ADM") => (PlaceKind::Admin2, 40.0),
        ("S", "AIRP" | "AIRB" | "AIRF" | "AIRH") => (PlaceKind::Airfield, 3.0),
        ("S", "MILB" | "FT" | "DIP" | "RFNR" | "OILR" | "DAM" | "PRT" | "CMP" | "PRN" | "BDG" | "MNMT") => {
            (PlaceKind::Site, 2.0)
        }
        ("L", "MILB" | "NVB" | "PRT" | "OILF" | "RGN" | "AREA" | "INDS") => (PlaceKind::Site, 5.0),
        ("H", "SEA" | "GULF" | "STRT" | "LK" | "BAY") => (PlaceKind::Water, 50.0),
        _ => return None,
    })
}

/// Not an address, not a code of an airport.
fn is_name(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let code = name.len() <= 4 && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    letters >= 2 && !code && !name.contains("://")
}

/// Two letters in capitals; whatever else is no code of ISO 3166-1.
fn country(text: &str) -> String {
    let text = text.trim();
    let code = text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic());
    if code { text.to_ascii_uppercase() } else { String::new() }
}

impl Mapping {
    fn row(&self, text: &str, number: usize) -> Row {
        let fields = fields(text, self.mark);
        let get = |at: usize| fields.get(at).map_or("", |it| it.trim());
        let maybe = |at: Option<usize>| at.map_or("", get);
        let name = get(self.name);
        if name.is_empty() {
            return Row::Bad("this row has no name");
        }
        let Some(position) = position(get(self.lat), get(self.lon)) else {
            return Row::Bad("latitude and longitude are no position in degrees");
        };
        let word = maybe(self.kind).to_lowercase();
        if word == "closed" {
            return Row::PassedOver;
        }
        let mut names: Vec<String> = Vec::new();
        for it in self.others.iter().flat_map(|at| get(*at).split([',', ';', '|'])).map(str::trim) {
            if names.len() < MOST_NAMES && is_name(it) && it != name && !names.iter().any(|known| known == it) {
                names.push(it.to_owned());
            }
        }
        let kind = kind(&word);
        let said = maybe(self.precision_km).replace(',', ".").parse::<f32>().ok();
        let said = said.filter(|it| it.is_finite() && (0.0..=5000.0).contains(it));
        let own = maybe(self.key);
        Row::Place(OwnPlace {
            key: if own.is_empty() { format!("gazetteer:line-{number}") } else { format!("gazetteer:{own}") },
            name: name.to_owned(),
            names,
            position,
            precision_km: said.or(if kind == PlaceKind::Airfield { Some(3.0) } else { None }),
            kind,
            iso2: country(maybe(self.country)),
            population: maybe(self.population).parse().unwrap_or(0),
        })
    }
}

/// What a word for a kind of place means.
fn kind(word: &str) -> PlaceKind {
    let has = |it: &str| word.contains(it);
    if has("airport") || has("heliport") || has("airfield") || has("air base") || has("seaplane") || has("balloonport")
    {
        PlaceKind::Airfield
    } else {
        super::layer::kind(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Result<Summary, NoGazetteer>, Layer) {
        let mut layer = Layer::default();
        let read = read(text.as_bytes(), &mut layer, &mut |_| true);
        (read, layer)
    }

    #[test]
    fn a_dump_of_geonames_gives_places_with_their_other_names_and_bad_rows_are_counted() {
        let row = |name: &str, others: &str, lat: &str, class: &str, code: &str, people: &str| {
            format!(
                "1\t{name}\t{name}\t{others}\t{lat}\t44.5\t{class}\t{code}\tIQ\t\t01\t\t\t\t{people}\t\t1\tAsia/Baghdad\t2020-01-01\n"
            )
        };
        let text = row("Qal`at Nahr", "Kalat Nahr,قلعة نهر,QNR", "36.1", "P", "PPL", "120")
            + &row("Wadi Small", "", "36.2", "H", "WAD", "0")
            + &row("Nowhere", "", "136", "P", "PPL", "0")
            + "short\trow\n"
            + &row("Nahr Air Base", "", "36.3", "S", "AIRB", "0");
        let (read, layer) = of(&text);
        let read = read.unwrap();
        assert_eq!((read.dump, read.places, read.bad, read.passed_over), (Dump::GeoNames, 2, 2, 1));
        let found = layer.find("kalat nahr").next().unwrap();
        assert_eq!(layer.get(found).name, "Qal`at Nahr");
        assert!(layer.has("قلعه نهر") || layer.has("قلعة نهر"), "names in any script");
        assert!(!layer.has("qnr"), "codes name too much else");
        let base = layer.get(layer.find("nahr air base").next().unwrap());
        assert_eq!((base.kind, base.iso2.as_str()), (PlaceKind::Airfield, "IQ"));
    }

    #[test]
    fn airports_and_own_tables_are_told_by_their_headers() {
        let airports = "\"id\",\"ident\",\"type\",\"name\",\"latitude_deg\",\"longitude_deg\",\"iso_country\",\"keywords\"\n\
                        1,\"ORXX\",\"medium_airport\",\"Nahr, International\",36.5,44.1,\"IQ\",\"Nahr Field, XXN\"\n\
                        2,\"ORYY\",\"closed\",\"Old Field\",36.5,44.1,\"IQ\",\"\"\n";
        let (read, layer) = of(airports);
        let read = read.unwrap();
        assert_eq!((read.dump, read.places, read.passed_over), (Dump::OurAirports, 1, 1));
        assert_eq!(layer.get(0).name, "Nahr, International");
        assert!(layer.has("nahr field"));
        let own = "Name;Lat;Lon;Alt names;Kind;Country;Precision km\nDepot 7;36,5;44,1;The depot|مستودع;site;iq;0,5\n;1;2;;;;\n\"Two\nlines\";1;2;;;;\n";
        let (read, layer) = of(own);
        let read = read.unwrap();
        assert_eq!((read.dump, read.places, read.bad, read.issues.len()), (Dump::Own, 2, 1, 1));
        let depot = layer.get(layer.find("the depot").next().unwrap());
        assert_eq!((depot.precision_km, depot.iso2.as_str(), depot.position.lat), (Some(0.5), "IQ", 36.5));
    }

    #[test]
    fn what_is_no_gazetteer_says_so() {
        assert_eq!(of("").0, Err(NoGazetteer::Empty));
        assert_eq!(of("a report about something\nand more\n").0, Err(NoGazetteer::Unknown));
        assert_eq!(of("name,lat,lon\nx,1000,2\n").0, Err(NoGazetteer::NoPlace(1)));
        assert_eq!(of(&"x".repeat(2 << 20)).0, Err(NoGazetteer::LongLine(1)));
        let mut layer = Layer::default();
        let rows = "name,lat,lon\n".to_owned() + &"Some town,1,2\n".repeat(5000);
        assert_eq!(read(rows.as_bytes(), &mut layer, &mut |_| false), Err(NoGazetteer::Cancelled));
    }

    #[test]
    fn any_bytes_give_places_or_a_reason() {
        for text in
            ["\u{feff}name,lat,lon\n\"\"\"\n\"", "\t\t\t\t", "lat,lon,name\n,,\n", "name|lat|lon\nA b|NaN|inf\n"]
        {
            let _ = of(text);
        }
        let mut layer = Layer::default();
        let _ = read(&[0xFF, 0xFE, 0x00, b'\n', b',', b'"'][..], &mut layer, &mut |_| true);
    }
}

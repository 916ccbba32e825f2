//! Positions as maps and phones hand them on: links, labels, Open Location Codes ("plus codes") and geohashes.

use crate::event::LonLat;
use crate::format::shape::Extent;

/// A position with how far what is named reaches from its middle, in metres.
pub(crate) type Spot = (LonLat, f64);

fn middle(west: f64, south: f64, width: f64, height: f64) -> Option<Spot> {
    let mut extent = Extent::default();
    extent.add(LonLat::new(west, south)?);
    extent.add(LonLat::new((west + width).min(180.0), (south + height).min(90.0))?);
    extent.centre().map(|(at, km)| (at, km * 1000.0))
}

/// A full Open Location Code, as `8H563CWQ+4X`: the middle of its cell. After the specification of Open Location Code
/// (Apache-2.0). Short codes need a place beside them and are not read.
pub(super) fn plus_code(text: &str) -> Option<Spot> {
    const DIGITS: &[u8] = b"23456789CFGHJMPQRVWX";
    let code = text.trim().to_ascii_uppercase();
    let (head, tail) = code.split_once('+')?;
    let padded = head.trim_end_matches('0');
    if head.len() != 8 || padded.len() < 2 || padded.len() % 2 != 0 || tail.len() > 7 || tail.len() == 1 {
        return None;
    }
    if padded.len() < 8 && !tail.is_empty() {
        return None;
    }
    let digits: Vec<u8> = padded.bytes().chain(tail.bytes()).collect();
    let (mut south, mut west) = (-90.0, -180.0);
    let (mut height, mut width) = (400.0, 400.0);
    for pair in digits[..digits.len().min(10)].chunks(2) {
        let value = |at: usize| DIGITS.iter().position(|it| Some(it) == pair.get(at)).map(|it| it as f64);
        (height, width) = (height / 20.0, width / 20.0);
        south += value(0)? * height;
        west += value(1)? * width;
    }
    // Behind ten digits each divides the cell into five rows of four.
    for digit in digits.iter().skip(10) {
        let value = DIGITS.iter().position(|it| it == digit)?;
        (height, width) = (height / 5.0, width / 4.0);
        south += (value / 4) as f64 * height;
        west += (value % 4) as f64 * width;
    }
    (south < 90.0 && west < 180.0).then(|| middle(west, south, width, height))?
}

/// A geohash: the middle of its cell. Many words are geohashes, too: ask only where a column says that it has them.
pub(crate) fn geohash(text: &str) -> Option<Spot> {
    const DIGITS: &[u8] = b"0123456789bcdefghjkmnpqrstuvwxyz";
    let text = text.trim().to_ascii_lowercase();
    if text.is_empty() || text.len() > 12 {
        return None;
    }
    let (mut lon, mut lat) = ((-180.0, 180.0), (-90.0, 90.0));
    let mut even = true;
    for digit in text.bytes() {
        let value = DIGITS.iter().position(|it| *it == digit)?;
        for bit in (0..5).rev() {
            let range: &mut (f64, f64) = if even { &mut lon } else { &mut lat };
            let half = (range.0 + range.1) / 2.0;
            if value >> bit & 1 == 1 {
                range.0 = half
            } else {
                range.1 = half
            }
            even = !even;
        }
    }
    middle(lon.0, lat.0, lon.1 - lon.0, lat.1 - lat.0)
}

/// Latitude and longitude with words around them: `geo:33.5,36.3`, links of Google, Bing, Apple and OpenStreetMap,
/// `LatLng(33.5, 36.3)`, `Lat: 33.5 Lon: 36.3`, `{"lat": 33.5, "lng": 36.3}`.
pub(super) fn labelled(text: &str) -> Option<LonLat> {
    let lower = text.trim().to_ascii_lowercase();
    let pair = |text: &str| {
        let mut numbers = text.split([',', '/', '~']).map(|it| it.trim().parse::<f64>());
        let (lat, lon) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
        LonLat::new(lon, lat)
    };
    let until = |text: &str, ends: &[char]| text.split(ends).next().unwrap_or("").to_owned();
    if let Some(rest) = lower.strip_prefix("geo:") {
        return pair(&until(rest, &[';', '?']));
    }
    if lower.starts_with("http") {
        // The pin before the view.
        if let Some((_, rest)) = lower.split_once("!3d")
            && let Some((lat, lon)) = rest.split_once("!4d")
        {
            return pair(&format!("{lat},{}", until(lon, &['!', '?', '&', '/'])));
        }
        if let (Some(lat), Some(lon)) = (behind(&lower, "mlat="), behind(&lower, "mlon=")) {
            return LonLat::new(lon, lat);
        }
        for mark in ["q=", "query=", "ll=", "cp=", "destination=", "/@", "place/"] {
            let found = lower
                .split_once(mark)
                .and_then(|(_, rest)| pair(&until(&rest.replace("%2c", ","), &['&', 'z', '?', '/'])));
            if found.is_some() {
                return found;
            }
        }
        // #map=15/33.5/36.3
        let map = lower.split_once("#map=").and_then(|(_, rest)| rest.split_once('/'));
        return map.and_then(|(_, rest)| pair(&until(rest, &['&', '?'])));
    }
    if let Some(rest) = lower.strip_prefix("latlng(").or_else(|| lower.strip_prefix("latlon(")) {
        return pair(rest.trim_end_matches(')'));
    }
    let lat = ["latitude", "lat"].iter().find_map(|it| behind(&lower, it))?;
    let lon = ["longitude", "long", "lng", "lon"].iter().find_map(|it| behind(&lower, it))?;
    LonLat::new(lon, lat)
}

/// The number behind a word, with what usually divides them between.
fn behind(text: &str, word: &str) -> Option<f64> {
    let rest =
        text.split_once(word)?.1.trim_start_matches(|c: char| matches!(c, '"' | '\'' | ':' | '=') || c.is_whitespace());
    let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(rest.len());
    rest[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(at: Option<LonLat>, lat: f64, lon: f64) -> bool {
        at.is_some_and(|at| (at.lat - lat).abs() < 1e-4 && (at.lon - lon).abs() < 1e-4)
    }

    /// The figures are those of the specification's own tests and of geohash.org.
    #[test]
    fn codes_are_the_middle_of_their_cell() {
        for (code, lat, lon) in [
            ("7FG49QCJ+2V", 20.370_062, 2.782_187),
            ("8fvc9g8f+6x", 47.365_562, 8.524_937),
            ("4VCPPQGP+Q9", -41.273_062, 174.785_937),
            ("7FG40000+", 20.5, 2.5),
        ] {
            assert!(near(plus_code(code).map(|it| it.0), lat, lon), "{code} {:?}", plus_code(code));
        }
        for code in ["8H56+3M", "8FVC9G8F+6", "8FVC9G8F", "ABCDEFGH+IJ", "XXXXXXXX+XX", "+"] {
            assert_eq!(plus_code(code), None, "{code}");
        }
        let (at, metres) = geohash("u4pruydqqvj").unwrap();
        assert!(near(Some(at), 57.649_11, 10.407_44) && metres < 1.0);
        assert!(near(geohash("ezs42").map(|it| it.0), 42.605, -5.603));
        assert_eq!((geohash("abc"), geohash(""), geohash("ezs42ezs42ezs42")), (None, None, None));
    }

    #[test]
    fn links_and_labels_tell_a_position() {
        for text in [
            "geo:33.5,36.3;u=35",
            "https://www.google.com/maps/@33.5,36.3,15z",
            "https://www.google.com/maps?q=33.5,36.3",
            "https://www.google.com/maps/place/X/@33.1,36.1,15z/data=!3m1!4b1!4m5!3m4!1s0x0:0x0!8m2!3d33.5!4d36.3",
            "https://www.openstreetmap.org/?mlat=33.5&mlon=36.3#map=15/1/1",
            "https://www.openstreetmap.org/#map=15/33.5/36.3",
            "LatLng(33.5, 36.3)",
            "Lat: 33.5 Lon: 36.3",
            "{\"lat\":33.5,\"lng\":36.3}",
        ] {
            assert!(near(labelled(text), 33.5, 36.3), "{text} {:?}", labelled(text));
        }
        for text in ["https://example.org/a?q=x", "a flat long house", "latin", ""] {
            assert_eq!(labelled(text), None, "{text}");
        }
    }
}

//! Positions as soldiers write them: the Military Grid Reference System (`38S KC 83124 39231`) and UTM
//! (`38S 283124 3739231`), on WGS 84.

use crate::event::LonLat;

/// Letters of the bands of eight degrees, from 80° south.
const BANDS: &[u8; 20] = b"CDEFGHJKLMNPQRSTUVWX";
/// Letters of the rows of 100 km, over and over.
const ROWS: &[u8; 20] = b"ABCDEFGHJKLMNPQRSTUV";
/// Letters of the columns of 100 km; zones take turns with a third each.
const COLUMNS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Half of the earth's circumference along the equator is far from any zone: what lies further out is no position.
const EASTINGS: std::ops::RangeInclusive<f64> = 100_000.0..=900_000.0;

/// The middle of what a reference names and how far its corners are from it, in metres. Polar references are not read.
pub(super) fn reference(text: &str) -> Option<(LonLat, f64)> {
    let text: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).map(|b| b.to_ascii_uppercase()).collect();
    let (zone, band, rest) = zone_of(&text)?;
    let (square, digits) = rest.split_at_checked(2)?;
    if digits.len() % 2 != 0 || digits.len() > 10 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let column = COLUMNS.iter().position(|it| *it == square[0])?;
    let first = usize::from((zone - 1) % 3) * 8;
    let column = column.checked_sub(first).filter(|it| *it < 8)? + 1;
    let row = ROWS.iter().position(|it| *it == square[1])?;
    // Rows of even zones begin with F.
    let row = (row + if zone % 2 == 0 { 15 } else { 0 }) % 20;
    let (east, north) = digits.split_at(digits.len() / 2);
    let size = 10_f64.powi(5 - i32::try_from(east.len()).ok()?);
    let part = |digits: &[u8]| digits.iter().fold(0.0, |sum, digit| sum * 10.0 + f64::from(digit - b'0')) * size;
    let easting = column as f64 * 100_000.0 + part(east) + size / 2.0;
    let within = row as f64 * 100_000.0 + part(north) + size / 2.0;
    // Rows begin again every 2,000 km: the band tells which is meant.
    let at = (0..6).find_map(|turn| in_band(zone, band, easting, within + f64::from(turn) * 2_000_000.0))?;
    Some((at, size * std::f64::consts::FRAC_1_SQRT_2))
}

/// `38S 283124 3739231`, also with `E` and `N` or `m` behind the numbers. A letter that does not fit the northing as a
/// band is the hemisphere.
pub(super) fn utm(text: &str) -> Option<LonLat> {
    let text = text.trim().to_ascii_uppercase();
    let text = text.strip_prefix("UTM").or_else(|| text.strip_prefix("ZONE")).unwrap_or(&text).trim();
    let mut parts = text.split(|c: char| c.is_whitespace() || c == ';' || c == '/').filter(|it| !it.is_empty());
    let mut zone = parts.next()?.to_owned();
    let rest: Vec<&str> = parts.filter(|it| !matches!(*it, "E" | "N" | "ME" | "MN" | "M")).collect();
    if zone.len() <= 2 && zone.bytes().all(|b| b.is_ascii_digit()) {
        // "38 S 283124 3739231": the letter stands apart, and was not taken for a unit unless it is N.
        let letter = rest.first().filter(|it| it.len() == 1).copied();
        zone.push_str(letter.unwrap_or("N"));
        return utm_of(&zone, &rest[usize::from(letter.is_some())..]);
    }
    utm_of(&zone, &rest)
}

fn utm_of(zone: &str, numbers: &[&str]) -> Option<LonLat> {
    let (zone, letter, []) = zone_of(zone.as_bytes())? else { return None };
    let metres = |text: &str| {
        let bare = text.trim_matches(|c: char| c.is_ascii_alphabetic() || c == ',');
        super::number(bare, false)
    };
    let [easting, northing] = numbers else { return None };
    let (easting, northing) = (metres(easting)?, metres(northing)?);
    if !(0.0..=10_000_000.0).contains(&northing) {
        return None;
    }
    in_band(zone, letter, easting, northing).or_else(|| match letter {
        b'N' => in_zone(zone, easting, northing),
        b'S' => in_zone(zone, easting, northing - 10_000_000.0),
        _ => None,
    })
}

/// Number of the zone, letter of the band, and what follows.
fn zone_of(text: &[u8]) -> Option<(u8, u8, &[u8])> {
    let digits = text.iter().take(2).take_while(|b| b.is_ascii_digit()).count();
    let zone = std::str::from_utf8(&text[..digits]).ok()?.parse().ok().filter(|zone| (1..=60).contains(zone))?;
    let band = *text.get(digits)?;
    BANDS.contains(&band).then_some((zone, band, &text[digits + 1..]))
}

/// The position, if it lies in the band. `northing` counts from the equator, or from 10,000 km below it in the south.
fn in_band(zone: u8, band: u8, easting: f64, northing: f64) -> Option<LonLat> {
    let at = BANDS.iter().position(|it| *it == band)?;
    let south = -80.0 + 8.0 * at as f64;
    let north = if band == b'X' { 84.0 } else { south + 8.0 };
    let from_equator = if south < 0.0 { northing - 10_000_000.0 } else { northing };
    let point = in_zone(zone, easting, from_equator)?;
    // Squares at the edge of a band reach over it.
    (south - 1.0..=north + 1.0).contains(&point.lat).then_some(point)
}

fn in_zone(zone: u8, easting: f64, northing: f64) -> Option<LonLat> {
    EASTINGS.contains(&easting).then(|| from_metres(zone, easting, northing))?
}

/// Longitude and latitude of a position in a zone of UTM, in metres east of the false origin and north of the equator.
/// Files in one zone reach over its edges: ten degrees to both sides are converted.
pub(in crate::format) fn utm_degrees(zone: u8, easting: f64, northing: f64) -> Option<[f64; 2]> {
    let there = (-700_000.0..=1_700_000.0).contains(&easting) && (-10_000_000.0..=10_000_000.0).contains(&northing);
    there.then(|| from_metres(zone, easting, northing))?.map(|at| [at.lon, at.lat])
}

/// The inverse of the transverse Mercator projection by Krüger's series (Karney 2011, equations 15–18 and 35, 36): exact
/// to less than a millimetre within a zone.
fn from_metres(zone: u8, easting: f64, northing: f64) -> Option<LonLat> {
    const FLATTENING: f64 = 1.0 / 298.257_223_563;
    const SCALE: f64 = 0.9996;
    let n = FLATTENING / (2.0 - FLATTENING);
    let (n2, n3) = (n * n, n * n * n);
    let n4 = n2 * n2;
    let radius = 6_378_137.0 / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0);
    let beta = [
        n / 2.0 - 2.0 / 3.0 * n2 + 37.0 / 96.0 * n3 - n4 / 360.0,
        n2 / 48.0 + n3 / 15.0 - 437.0 / 1440.0 * n4,
        17.0 / 480.0 * n3 - 37.0 / 840.0 * n4,
        4397.0 / 161_280.0 * n4,
    ];
    let xi = northing / (SCALE * radius);
    let eta = (easting - 500_000.0) / (SCALE * radius);
    let (mut xi_sphere, mut eta_sphere) = (xi, eta);
    for (order, beta) in (1..).zip(beta) {
        let twice = 2.0 * f64::from(order);
        xi_sphere -= beta * (twice * xi).sin() * (twice * eta).cosh();
        eta_sphere -= beta * (twice * xi).cos() * (twice * eta).sinh();
    }
    let tau_sphere = xi_sphere.sin() / eta_sphere.sinh().hypot(xi_sphere.cos());
    let eccentricity = (FLATTENING * (2.0 - FLATTENING)).sqrt();
    // Newton's method from the conformal latitude to the geographic one: twice is enough for doubles, thrice is sure.
    let mut tau = tau_sphere;
    for _ in 0..3 {
        let sigma = (eccentricity * (eccentricity * tau / tau.hypot(1.0)).atanh()).sinh();
        let trial = tau * sigma.hypot(1.0) - sigma * tau.hypot(1.0);
        let e2 = eccentricity * eccentricity;
        tau += (tau_sphere - trial) / trial.hypot(1.0) * (1.0 + (1.0 - e2) * tau * tau) / ((1.0 - e2) * tau.hypot(1.0));
    }
    let lon = f64::from(zone) * 6.0 - 183.0 + eta_sphere.sinh().atan2(xi_sphere.cos()).to_degrees();
    LonLat::new(
        if lon > 180.0 {
            lon - 360.0
        } else if lon < -180.0 {
            lon + 360.0
        } else {
            lon
        },
        tau.atan().to_degrees(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: Option<LonLat>, expect: Option<(f64, f64)>, what: &str) {
        match (found, expect) {
            (None, None) => {}
            (Some(at), Some((lat, lon))) => {
                assert!((at.lat - lat).abs() < 2e-5 && (at.lon - lon).abs() < 2e-5, "{what}: {at:?}");
            }
            other => panic!("{what}: {other:?}"),
        }
    }

    /// Checked against GeographicLib's figures.
    #[test]
    fn references_and_utm_are_where_geographiclib_has_them() {
        for (text, expect) in [
            ("38SKC6306841327", Some((33.7856, 42.4411))),
            ("38S KC 63068 41327", Some((33.7856, 42.4411))),
            ("37sds7207084585", Some((33.3, 38.7))),
            ("56HLH3436850948", Some((-33.8688, 151.2093))),
            ("27WVM5413813689", Some((64.1466, -21.9426))),
            ("36NVF5354338421", Some((0.3476, 32.5825))),
            ("33XWG1481383004", Some((78.22, 15.65))),
            ("32VKN9723000510", Some((60.39, 5.32))),
            ("19FEV4500027239", Some((-54.8, -68.3))),
            ("1SBU3533176886", Some((35.0, -179.9))),
            ("38SKC6306841", None),
            ("38SKI6306841327", None),
            ("38SAC6306841327", None),
            ("61SKC6306841327", None),
            ("38IKC6306841327", None),
            ("2024-07-16", None),
            ("", None),
        ] {
            near(reference(text).map(|it| it.0), expect, text);
        }
        for (text, expect) in [
            ("38S 263068.8 3741327.5", Some((33.7856, 42.4411))),
            ("38 S 263068.8 3741327.5", Some((33.7856, 42.4411))),
            ("UTM 38N 263068.8E 3741327.5N", Some((33.7856, 42.4411))),
            ("56S 334368.6 6250948.3", Some((-33.8688, 151.2093))),
            ("56H 334368.6mE 6250948.3mN", Some((-33.8688, 151.2093))),
            ("36N 453543.1 38421.3", Some((0.3476, 32.5825))),
            ("38C 263068.8 3741327.5", None),
            ("38S 263068.8", None),
            ("33.5 36.3", None),
        ] {
            near(utm(text), expect, text);
        }
    }

    #[test]
    fn a_short_reference_is_a_square_and_its_middle() {
        let (at, far) = reference("38SKC64").unwrap();
        assert!((far - 7071.0).abs() < 1.0, "{far}");
        // The five-digit reference of this place lies within.
        let from = geo::Point::new(at.lon, at.lat);
        let metres = geo::Distance::distance(&geo::Haversine, from, geo::Point::new(42.4411, 33.7856));
        assert!(metres < far, "{metres}");
    }
}

//! Geometries as well-known text: as much of them as an event needs.

use super::number;
use crate::event::LonLat;
use crate::format::shape::Extent;

const KINDS: [&str; 8] = [
    "POINT",
    "LINESTRING",
    "POLYGON",
    "MULTIPOINT",
    "MULTILINESTRING",
    "MULTIPOLYGON",
    "GEOMETRYCOLLECTION",
    "LINEARRING",
];

/// The middle of a geometry and how far it reaches from there, in metres. Nothing at all if the text is no geometry;
/// `Some(None)` if it is one that names no position on the globe.
pub(super) fn shape(text: &str) -> Option<Option<(LonLat, f64)>> {
    let text = match text.split_once(';') {
        Some((system, rest)) if system.get(..5).is_some_and(|it| it.eq_ignore_ascii_case("SRID=")) => rest.trim_start(),
        _ => text,
    };
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let kind = &text[..letters];
    // "POINTZ" is written too.
    let bare = kind.trim_end_matches(['Z', 'M', 'z', 'm']);
    if !KINDS.iter().any(|it| it.eq_ignore_ascii_case(kind) || it.eq_ignore_ascii_case(bare)) {
        return None;
    }
    let rest = text[letters..].trim_start();
    if !rest.contains('(') {
        return rest.to_ascii_uppercase().ends_with("EMPTY").then_some(None);
    }
    let mut extent = Extent::default();
    for place in rest.split(['(', ')', ',']) {
        let mut numbers = place.split_ascii_whitespace().map(|it| number(it, false));
        match (numbers.next(), numbers.next()) {
            (Some(Some(lon)), Some(Some(lat))) => match LonLat::new(lon, lat) {
                Some(at) => extent.add(at),
                None => return Some(None),
            },
            (Some(Some(_)), _) => return Some(None),
            // Names of kinds within a collection, and nothing between two brackets.
            _ => {}
        }
    }
    Some(extent.centre().map(|(at, km)| (at, km * 1000.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_geometry_has_a_middle() {
        let at = |text| shape(text).map(|it| it.map(|(at, _)| (at.lon, at.lat)));
        for (text, expect) in [
            ("POINT (36.3 33.5)", Some(Some((36.3, 33.5)))),
            ("Point(36.3 33.5)", Some(Some((36.3, 33.5)))),
            ("SRID=4326;POINT Z (36.3 33.5 700)", Some(Some((36.3, 33.5)))),
            ("POINTZ(36.3 33.5 700)", Some(Some((36.3, 33.5)))),
            ("LINESTRING (10 50, 12 50)", Some(Some((11.0, 50.0)))),
            ("MULTIPOINT ((10 50), (12 50))", Some(Some((11.0, 50.0)))),
            ("MULTIPOLYGON (((0 0, 2 0, 2 2, 0 0)), ((4 4, 4 2, 2 2, 4 4)))", Some(Some((2.0, 2.0)))),
            ("GEOMETRYCOLLECTION (POINT (0 0), LINESTRING (2 2, 4 4))", Some(Some((2.0, 2.0)))),
            ("POINT EMPTY", Some(None)),
            ("POINT (200 33)", Some(None)),
            ("POINT (36)", Some(None)),
            ("Pointe-Noire", None),
            ("Point", None),
            ("", None),
        ] {
            assert_eq!(at(text), expect, "{text}");
        }
    }
}

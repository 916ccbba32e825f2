use geo::{BoundingRect as _, Contains as _, Distance as _, Haversine, Point, Polygon, coord};

use crate::event::{LonLat, WorldPoint, WorldRect};
use crate::index::{Lies, rect_lies};

/// Units of the world square.
const SPAN: f64 = 4_294_967_296.0;

/// Whether any of a line lies in a rectangle (Liang and Barsky's clipping).
fn crosses(start: (f64, f64), end: (f64, f64), low: (f64, f64), high: (f64, f64)) -> bool {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (start, end, low, high) in [(start.0, end.0, low.0, high.0), (start.1, end.1, low.1, high.1)] {
        let way = end - start;
        if way == 0.0 {
            if start < low || start > high {
                return false;
            }
            continue;
        }
        let (a, b) = ((low - start) / way, (high - start) / way);
        from = from.max(a.min(b));
        to = to.min(a.max(b));
    }
    from <= to
}

/// A part of the map.
#[derive(Clone, PartialEq, Debug)]
pub enum Area {
    Box(WorldRect),
    /// A closed outline in fractions of the world square.
    Lasso(Polygon<f64>),
    /// Everything within so many metres on the ground.
    Radius {
        centre: LonLat,
        metres: f64,
    },
}

impl Area {
    /// The area inside an outline of at least three points.
    pub fn lasso(outline: &[WorldPoint]) -> Option<Self> {
        if outline.len() < 3 {
            return None;
        }
        let ring: Vec<_> = outline.iter().map(|at| at.fraction()).map(|(x, y)| coord! { x: x, y: y }).collect();
        Some(Self::Lasso(Polygon::new(ring.into(), Vec::new())))
    }

    pub fn contains(&self, at: WorldPoint) -> bool {
        match self {
            Self::Box(rect) => rect.contains(at),
            Self::Lasso(polygon) => {
                let (x, y) = at.fraction();
                polygon.contains(&Point::new(x, y))
            }
            Self::Radius { centre, metres } => {
                let at = LonLat::from(at);
                Haversine.distance(Point::new(centre.lon, centre.lat), Point::new(at.lon, at.lat)) <= *metres
            }
        }
    }

    /// How a rectangle that does not cross the antimeridian lies to it. "Across" may be said of any.
    pub fn lies(&self, cell: WorldRect) -> Lies {
        match self {
            Self::Box(rect) => rect_lies(cell, *rect),
            Self::Lasso(polygon) => {
                // Where no edge passes, all points are on the same side.
                let (west, north) = (f64::from(cell.west) / SPAN, f64::from(cell.north) / SPAN);
                let (east, south) = ((f64::from(cell.east) + 1.0) / SPAN, (f64::from(cell.south) + 1.0) / SPAN);
                let meets = |line: geo::Line| {
                    crosses((line.start.x, line.start.y), (line.end.x, line.end.y), (west, north), (east, south))
                };
                if polygon.exterior().lines().any(meets) {
                    Lies::Across
                } else if polygon.contains(&Point::new((west + east) / 2.0, (north + south) / 2.0)) {
                    Lies::Inside
                } else {
                    Lies::Outside
                }
            }
            Self::Radius { centre, metres } => {
                const EARTH: f64 = 6_371_008.8;
                let (a, b) = (
                    LonLat::from(WorldPoint { x: cell.west, y: cell.north }),
                    LonLat::from(WorldPoint { x: cell.east, y: cell.south }),
                );
                let (lon, lat) = ((a.lon + b.lon) / 2.0, (a.lat + b.lat) / 2.0);
                let away = Haversine.distance(Point::new(centre.lon, centre.lat), Point::new(lon, lat));
                // No point of the cell is farther from its middle than this: first along the meridian, then along
                // the longest parallel.
                let widest = if a.lat > 0.0 && b.lat < 0.0 {
                    1.0
                } else {
                    a.lat.to_radians().cos().max(b.lat.to_radians().cos())
                };
                let reach =
                    EARTH * ((a.lat - b.lat).to_radians() / 2.0 + (b.lon - a.lon).to_radians() / 2.0 * widest) + 0.1;
                if away + reach <= *metres {
                    Lies::Inside
                } else if away - reach > *metres {
                    Lies::Outside
                } else {
                    Lies::Across
                }
            }
        }
    }

    /// A rectangle around it, for fitting the map; none for an empty outline.
    pub fn bounds(&self) -> Option<WorldRect> {
        match self {
            Self::Box(rect) => Some(*rect),
            Self::Lasso(polygon) => polygon.bounding_rect().and_then(|r| {
                let (a, b) = (r.min(), r.max());
                WorldRect::around([WorldPoint::from_fraction(a.x, a.y), WorldPoint::from_fraction(b.x, b.y)])
            }),
            Self::Radius { centre, metres } => {
                let dlat = metres / 111_320.0;
                let dlon = dlat / centre.lat.to_radians().cos().max(0.01);
                let corner = |lon: f64, lat: f64| {
                    WorldPoint::from(LonLat { lon: (centre.lon + lon).clamp(-180.0, 180.0), lat: centre.lat + lat })
                };
                WorldRect::around([corner(-dlon, dlat), corner(dlon, -dlat)])
            }
        }
    }

    /// As a chip says it.
    pub fn label(&self) -> String {
        match self {
            Self::Box(_) => "In the box".to_owned(),
            Self::Lasso(_) => "In the lasso".to_owned(),
            Self::Radius { metres, .. } if *metres < 10_000.0 => format!("Within {:.1} km", metres / 1000.0),
            Self::Radius { metres, .. } => format!("Within {:.0} km", metres / 1000.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> WorldPoint {
        LonLat { lon, lat }.into()
    }

    #[test]
    fn a_radius_is_measured_on_the_ground() {
        let area = Area::Radius { centre: LonLat { lon: 42.44, lat: 33.79 }, metres: 200_000.0 };
        assert!(area.contains(at(44.36, 33.31)), "Baghdad is 185 km from Ain al-Asad");
        assert!(!area.contains(at(43.96, 36.24)), "Erbil is 306 km away");
    }

    #[test]
    fn a_lasso_needs_three_points_and_holds_what_is_inside() {
        assert!(Area::lasso(&[at(0.0, 0.0), at(1.0, 1.0)]).is_none());
        let area = Area::lasso(&[at(40.0, 30.0), at(46.0, 30.0), at(43.0, 37.0)]).unwrap();
        assert!(area.contains(at(43.0, 33.0)));
        assert!(!area.contains(at(40.5, 36.0)));
    }
}

use std::f64::consts::PI;

/// Longitude and latitude in degrees, WGS 84.
#[derive(Clone, Copy, PartialEq, Debug, serde::Serialize, serde::Deserialize)]
pub struct LonLat {
    pub lon: f64,
    pub lat: f64,
}

impl LonLat {
    /// A position, if both numbers are finite and on the globe.
    pub fn new(lon: f64, lat: f64) -> Option<Self> {
        ((-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat)).then_some(Self { lon, lat })
    }

    /// Metres on the ground to another position, on a sphere of the Earth's mean radius (haversine).
    pub fn metres_to(self, other: Self) -> f64 {
        const RADIUS: f64 = 6_371_008.8;
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let (dlat, dlon) = (b - a, (other.lon - self.lon).to_radians());
        let chord = (dlat / 2.0).sin().powi(2) + a.cos() * b.cos() * (dlon / 2.0).sin().powi(2);
        2.0 * RADIUS * chord.sqrt().min(1.0).asin()
    }
}

/// Where the Web Mercator square ends.
const MAX_LATITUDE: f64 = 85.051_128_779_806_6;
const SPAN: f64 = 4_294_967_296.0;

/// A position as Web Mercator fixed point: the world square is 2³² units wide and high, x grows east
/// from the antimeridian and y grows south from latitude 85.05°. One unit is at most 9.4 mm.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct WorldPoint {
    pub x: u32,
    pub y: u32,
}

impl From<LonLat> for WorldPoint {
    /// Latitudes beyond the square are moved to its edge.
    fn from(at: LonLat) -> Self {
        let x = (at.lon + 180.0) / 360.0;
        let lat = at.lat.clamp(-MAX_LATITUDE, MAX_LATITUDE).to_radians();
        let y = (1.0 - lat.tan().asinh() / PI) / 2.0;
        let fixed = |v: f64| (v * SPAN).clamp(0.0, SPAN - 1.0) as u32;
        Self { x: fixed(x), y: fixed(y) }
    }
}

impl From<WorldPoint> for LonLat {
    fn from(at: WorldPoint) -> Self {
        let x = f64::from(at.x) / SPAN;
        let y = f64::from(at.y) / SPAN;
        Self { lon: x * 360.0 - 180.0, lat: (PI * (1.0 - 2.0 * y)).sinh().atan().to_degrees() }
    }
}

impl WorldPoint {
    /// The Morton code: the bits of x and y interleaved, so that every quadtree cell is one range.
    pub fn morton(self) -> u64 {
        spread(self.x) | (spread(self.y) << 1)
    }

    /// The point with a Morton code.
    pub fn from_morton(code: u64) -> Self {
        Self { x: gather(code), y: gather(code >> 1) }
    }

    /// The point as fractions of the world square, 0 to 1.
    pub fn fraction(self) -> (f64, f64) {
        (f64::from(self.x) / SPAN, f64::from(self.y) / SPAN)
    }

    /// The point at fractions of the world square; outside is moved to the edge.
    pub fn from_fraction(x: f64, y: f64) -> Self {
        let fixed = |v: f64| (v * SPAN).clamp(0.0, SPAN - 1.0) as u32;
        Self { x: fixed(x), y: fixed(y) }
    }
}

/// Put a zero bit before every bit.
fn spread(v: u32) -> u64 {
    let mut v = u64::from(v);
    v = (v | (v << 16)) & 0x0000_FFFF_0000_FFFF;
    v = (v | (v << 8)) & 0x00FF_00FF_00FF_00FF;
    v = (v | (v << 4)) & 0x0F0F_0F0F_0F0F_0F0F;
    v = (v | (v << 2)) & 0x3333_3333_3333_3333;
    (v | (v << 1)) & 0x5555_5555_5555_5555
}

/// Take out every second bit.
fn gather(v: u64) -> u32 {
    let mut v = v & 0x5555_5555_5555_5555;
    v = (v | (v >> 1)) & 0x3333_3333_3333_3333;
    v = (v | (v >> 2)) & 0x0F0F_0F0F_0F0F_0F0F;
    v = (v | (v >> 4)) & 0x00FF_00FF_00FF_00FF;
    v = (v | (v >> 8)) & 0x0000_FFFF_0000_FFFF;
    (v | (v >> 16)) as u32
}

/// A rectangle of the world square, both corners included. West may lie east of east: then it crosses
/// the antimeridian.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WorldRect {
    pub west: u32,
    pub north: u32,
    pub east: u32,
    pub south: u32,
}

impl WorldRect {
    /// The whole world square.
    pub const WORLD: WorldRect = WorldRect { west: 0, north: 0, east: u32::MAX, south: u32::MAX };

    /// Whether the point lies in it.
    pub fn contains(&self, at: WorldPoint) -> bool {
        let across = if self.west <= self.east {
            (self.west..=self.east).contains(&at.x)
        } else {
            at.x >= self.west || at.x <= self.east
        };
        across && (self.north..=self.south).contains(&at.y)
    }

    /// The same in rectangles that do not cross the antimeridian: one, or two where it does.
    pub fn parts(&self) -> impl Iterator<Item = WorldRect> + use<> {
        let whole = *self;
        let (first, second) = if self.west <= self.east {
            (whole, None)
        } else {
            (Self { east: u32::MAX, ..whole }, Some(Self { west: 0, ..whole }))
        };
        std::iter::once(first).chain(second)
    }

    /// The smallest rectangle around the points, if there are any. Never crosses the antimeridian.
    pub fn around(points: impl IntoIterator<Item = WorldPoint>) -> Option<Self> {
        points.into_iter().fold(None, |rect: Option<Self>, at| {
            let rect = rect.unwrap_or(Self { west: at.x, north: at.y, east: at.x, south: at.y });
            Some(Self {
                west: rect.west.min(at.x),
                north: rect.north.min(at.y),
                east: rect.east.max(at.x),
                south: rect.south.max(at.y),
            })
        })
    }
}

/// Metres on the ground that one unit of the world square spans at a latitude (degrees).
pub fn metres_per_world_unit(lat: f64) -> f64 {
    const EQUATOR: f64 = 40_075_016.685_578_5;
    EQUATOR * lat.clamp(-MAX_LATITUDE, MAX_LATITUDE).to_radians().cos() / SPAN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_comes_back_within_a_centimetre() {
        for (lon, lat) in [(42.4412, 33.7856), (-74.0, 40.7), (179.9999, -60.0), (0.0, 0.0)] {
            let back = LonLat::from(WorldPoint::from(LonLat { lon, lat }));
            assert!((back.lon - lon).abs() < 1e-7 && (back.lat - lat).abs() < 1e-7, "{back:?}");
        }
    }

    #[test]
    fn a_degree_of_latitude_is_about_111_kilometres_everywhere() {
        let at = |lon, lat| LonLat { lon, lat };
        assert!((at(10.0, 0.0).metres_to(at(10.0, 1.0)) - 111_195.0).abs() < 1.0);
        assert!((at(179.9, 60.0).metres_to(at(-179.9, 60.0)) - 11_119.0).abs() < 2.0, "across the antimeridian");
        assert_eq!(at(1.0, 2.0).metres_to(at(1.0, 2.0)), 0.0);
    }

    #[test]
    fn a_rectangle_across_the_antimeridian_has_two_parts() {
        let rect = WorldRect { west: 4_000_000_000, north: 0, east: 100, south: 9 };
        let parts: Vec<_> = rect.parts().collect();
        assert_eq!(parts.len(), 2);
        for x in [4_100_000_000, 50, 2_000_000_000] {
            let at = WorldPoint { x, y: 5 };
            assert_eq!(parts.iter().any(|part| part.contains(at)), rect.contains(at), "{x}");
        }
        assert_eq!(WorldRect::WORLD.parts().count(), 1);
    }

    #[test]
    fn what_is_not_on_the_globe_is_refused() {
        assert!(LonLat::new(181.0, 0.0).is_none());
        assert!(LonLat::new(0.0, f64::NAN).is_none());
        assert!(LonLat::new(f64::INFINITY, 0.0).is_none());
        assert!(LonLat::new(180.0, -90.0).is_some());
    }

    #[test]
    fn quadtree_cells_are_ranges_of_morton_codes() {
        let corner = WorldPoint { x: 1 << 31, y: 0 };
        assert_eq!(corner.morton() >> 62, 1);
        assert_eq!(WorldPoint { x: 0, y: 1 << 31 }.morton() >> 62, 2);
        assert_eq!(WorldPoint { x: u32::MAX, y: u32::MAX }.morton(), u64::MAX);
        for at in [WorldPoint { x: 0x1234_5678, y: 0x9ABC_DEF0 }, WorldPoint { x: 1, y: u32::MAX }] {
            assert_eq!(WorldPoint::from_morton(at.morton()), at);
        }
    }

    #[test]
    fn a_rectangle_may_cross_the_antimeridian() {
        let rect = WorldRect { west: u32::MAX - 10, north: 0, east: 10, south: 10 };
        assert!(rect.contains(WorldPoint { x: 5, y: 5 }));
        assert!(rect.contains(WorldPoint { x: u32::MAX, y: 5 }));
        assert!(!rect.contains(WorldPoint { x: 100, y: 5 }));
    }
}

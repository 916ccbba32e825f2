use egui::{Pos2, Rect, pos2};

use crate::event::{LonLat, WorldPoint, WorldRect};
use crate::session::Camera;

/// Where the world square lies on the screen.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Screen {
    pub rect: Rect,
    pub camera: Camera,
    /// The centre as fractions of the world square.
    centre: (f64, f64),
    /// Points that the world square is wide.
    scale: f64,
}

impl Screen {
    pub fn new(rect: Rect, camera: Camera) -> Self {
        let centre = WorldPoint::from(LonLat { lon: camera.lon, lat: camera.lat }).fraction();
        Self { rect, camera, centre, scale: 256.0 * camera.zoom.exp2() }
    }

    /// The point on the screen of a position in fractions of the world square; the copy of the world that is
    /// nearest to the centre.
    pub fn at(&self, (x, y): (f64, f64)) -> Pos2 {
        let dx = x - self.centre.0;
        let dx = dx - dx.round();
        let centre = self.rect.center();
        pos2(centre.x + (dx * self.scale) as f32, centre.y + ((y - self.centre.1) * self.scale) as f32)
    }

    /// Fractions of the world square at a point on the screen; x may lie outside 0 to 1.
    pub fn fraction(&self, at: Pos2) -> (f64, f64) {
        let way = at - self.rect.center();
        (self.centre.0 + f64::from(way.x) / self.scale, self.centre.1 + f64::from(way.y) / self.scale)
    }

    /// The position at a point on the screen, if it is on the map.
    pub fn position(&self, at: Pos2) -> Option<LonLat> {
        let (x, y) = self.fraction(at);
        (0.0..=1.0).contains(&y).then(|| WorldPoint::from_fraction(x.rem_euclid(1.0), y).into())
    }

    /// The position as fixed point, moved to the edge if outside.
    pub fn world(&self, at: Pos2) -> WorldPoint {
        let (x, y) = self.fraction(at);
        WorldPoint::from_fraction(x, y)
    }

    /// What is on the screen: at most the whole world, and west of its east where it crosses the antimeridian.
    pub fn bounds(&self) -> WorldRect {
        let (a, b) = (self.world(self.rect.min), self.world(self.rect.max));
        let (from, to) = (self.fraction(self.rect.min).0, self.fraction(self.rect.max).0);
        if to - from >= 1.0 {
            return WorldRect { west: 0, north: a.y, east: u32::MAX, south: b.y };
        }
        if from < 0.0 || to > 1.0 {
            let x = |fraction: f64| WorldPoint::from_fraction(fraction.rem_euclid(1.0), 0.5).x;
            return WorldRect { west: x(from), north: a.y, east: x(to), south: b.y };
        }
        WorldRect { west: a.x, north: a.y, east: b.x, south: b.y }
    }

    /// The same, but the whole world begins and ends opposite the centre, so that it is nowhere cut on the screen.
    pub fn around(&self) -> WorldRect {
        let bounds = self.bounds();
        if (bounds.west, bounds.east) != (0, u32::MAX) {
            return bounds;
        }
        let west = WorldPoint::from_fraction((self.centre.0 + 0.5).rem_euclid(1.0), 0.5).x;
        if west == 0 { bounds } else { WorldRect { west, east: west - 1, ..bounds } }
    }

    /// Points on the screen for a length on the ground at a latitude.
    pub fn points(&self, metres: f64, lat: f64) -> f32 {
        (metres / (crate::event::metres_per_world_unit(lat) * 4_294_967_296.0) * self.scale) as f32
    }

    /// The camera that shows a rectangle with a margin in points around it.
    pub fn fit(rect: Rect, bounds: WorldRect, margin: f32) -> Camera {
        let (west, north) = WorldPoint { x: bounds.west, y: bounds.north }.fraction();
        let (east, south) = WorldPoint { x: bounds.east, y: bounds.south }.fraction();
        let east = if bounds.west > bounds.east { east + 1.0 } else { east };
        let room = |length: f32| f64::from((length - 2.0 * margin).max(40.0));
        let across = (room(rect.width()) / (256.0 * (east - west).max(1e-9))).log2();
        let down = (room(rect.height()) / (256.0 * (south - north).max(1e-9))).log2();
        let middle: LonLat =
            WorldPoint::from_fraction(((west + east) / 2.0).rem_euclid(1.0), (north + south) / 2.0).into();
        // One point says nothing of how near one wants to be: a view of a town with its surroundings.
        Camera { lon: middle.lon, lat: middle.lat, zoom: across.min(down).clamp(MIN_ZOOM, 11.0) }
    }
}

/// As far out as it makes sense.
pub const MIN_ZOOM: f64 = 1.5;
/// As near as it makes sense.
pub const MAX_ZOOM: f64 = 19.0;

#[cfg(test)]
mod tests {
    use super::*;
    use egui::vec2;

    fn screen(zoom: f64) -> Screen {
        let rect = Rect::from_min_size(pos2(100.0, 50.0), vec2(800.0, 600.0));
        Screen::new(rect, Camera { lon: 42.0, lat: 34.0, zoom })
    }

    #[test]
    fn a_point_on_the_screen_comes_back() {
        let screen = screen(7.3);
        for at in [pos2(100.0, 50.0), pos2(500.0, 350.0), pos2(900.0, 650.0)] {
            assert!((screen.at(screen.fraction(at)) - at).length() < 0.01);
        }
    }

    #[test]
    fn a_view_across_the_antimeridian_holds_what_lies_on_both_sides() {
        let rect = screen(1.0).rect;
        let screen = Screen::new(rect, Camera { lon: 179.5, lat: -17.0, zoom: 6.0 });
        let at = |lon: f64| WorldPoint::from(LonLat { lon, lat: -17.0 });
        for lon in [178.0, 179.9, -179.9, -178.0] {
            assert!(screen.bounds().contains(at(lon)), "{lon}");
            assert!(rect.contains(screen.at(at(lon).fraction())), "{lon}");
        }
        assert!(!screen.bounds().contains(at(0.0)));
        assert!(Screen::new(rect, Camera { lon: 179.5, lat: 0.0, zoom: 1.5 }).bounds().contains(at(0.0)));
    }

    #[test]
    fn a_fitted_rectangle_is_on_the_screen() {
        let points = [LonLat { lon: 38.7, lat: 33.3 }, LonLat { lon: 44.4, lat: 36.9 }];
        let bounds = WorldRect::around(points.map(WorldPoint::from)).unwrap();
        let rect = screen(1.0).rect;
        let fitted = Screen::new(rect, Screen::fit(rect, bounds, 40.0));
        for point in points {
            assert!(rect.shrink(30.0).contains(fitted.at(WorldPoint::from(point).fraction())));
        }
    }

    #[test]
    fn one_kilometre_is_as_long_as_the_ground_says() {
        let screen = screen(10.0);
        let a = screen.at(WorldPoint::from(LonLat { lon: 42.0, lat: 34.0 }).fraction());
        let b = screen.at(WorldPoint::from(LonLat { lon: 42.0, lat: 34.0 + 1.0 / 111.32 }).fraction());
        assert!((screen.points(1000.0, 34.0) / (a.y - b.y) - 1.0).abs() < 0.02);
    }
}

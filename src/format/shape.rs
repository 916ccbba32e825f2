//! Lines and areas as the one point that an event has: the middle, and how far everything is from it.

use geo::{Distance as _, Haversine, Point};

use crate::event::LonLat;

/// The box around positions, and how many there are.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(super) struct Extent {
    bounds: Option<[f64; 4]>,
    pub count: usize,
}

impl Extent {
    pub fn add(&mut self, at: LonLat) {
        self.count += 1;
        let [west, south, east, north] = self.bounds.unwrap_or([at.lon, at.lat, at.lon, at.lat]);
        self.bounds = Some([west.min(at.lon), south.min(at.lat), east.max(at.lon), north.max(at.lat)]);
    }

    /// The middle of the box, with the distance of its corners in kilometres: 0 for a single point.
    pub fn centre(&self) -> Option<(LonLat, f64)> {
        let [west, south, east, north] = self.bounds?;
        let centre = LonLat::new((west + east) / 2.0, (south + north) / 2.0)?;
        let from = Point::new(centre.lon, centre.lat);
        let far = |lon, lat| Haversine.distance(from, Point::new(lon, lat));
        Some((centre, far(west, south).max(far(east, north)) / 1000.0))
    }
}

/// Kilometres as people read them: three figures.
pub(super) fn kilometres(km: f64) -> String {
    let text = if km < 10.0 { format!("{km:.2}") } else { format!("{km:.0}") };
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_is_its_middle_and_a_radius() {
        let mut extent = Extent::default();
        assert_eq!(extent.centre(), None);
        extent.add(LonLat { lon: 10.0, lat: 50.0 });
        assert_eq!(extent.centre(), Some((LonLat { lon: 10.0, lat: 50.0 }, 0.0)));
        extent.add(LonLat { lon: 12.0, lat: 50.0 });
        let (centre, km) = extent.centre().unwrap();
        assert!(centre.lon == 11.0 && (km - 71.5).abs() < 0.5, "{km}");
    }
}

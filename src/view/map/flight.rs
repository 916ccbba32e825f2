use crate::event::{LonLat, WorldPoint};
use crate::session::Camera;

/// The camera on its way from one view to another.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Flight {
    from: Camera,
    to: Camera,
    started: f64,
    seconds: f64,
}

impl Flight {
    /// A flight that begins now; longer ways take a little longer.
    pub fn new(from: Camera, to: Camera, now: f64) -> Self {
        let (a, b) = (fraction(from), fraction(to));
        let way = ((a.0 - b.0).hypot(a.1 - b.1) * 256.0 * from.zoom.min(to.zoom).exp2()).max(1.0);
        let seconds = (0.25 + 0.06 * way.ln() + 0.05 * (from.zoom - to.zoom).abs()).clamp(0.25, 0.9);
        Self { from, to, started: now, seconds }
    }

    /// Where the camera is, and whether it has arrived.
    pub fn at(&self, now: f64) -> (Camera, bool) {
        let t = ((now - self.started) / self.seconds).clamp(0.0, 1.0);
        if t >= 1.0 {
            return (self.to, true);
        }
        let eased = if t < 0.5 { 4.0 * t * t * t } else { 1.0 - (-2.0 * t + 2.0).powi(3) / 2.0 };
        let (a, b) = (fraction(self.from), fraction(self.to));
        let (za, zb) = (self.from.zoom, self.to.zoom);
        // A long way at a high zoom would be a blur: rise on the way.
        let way = (a.0 - b.0).hypot(a.1 - b.1) * 256.0 * za.min(zb).exp2() / 900.0;
        let rise = if way > 1.0 { way.log2().min(za.min(zb) - 2.0).max(0.0) } else { 0.0 };
        let zoom = za + (zb - za) * eased - rise * (eased * (1.0 - eased) * 4.0);
        // Going nearer, the ground must be reached first in place, then in height: weigh by scale.
        let share = if (za - zb).abs() < 0.01 {
            eased
        } else {
            let (sa, sb) = ((-za).exp2(), (-zb).exp2());
            let s = (-(za + (zb - za) * eased)).exp2();
            ((s - sa) / (sb - sa)).clamp(0.0, 1.0)
        };
        let at = WorldPoint::from_fraction(a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share);
        let at = LonLat::from(at);
        (Camera { lon: at.lon, lat: at.lat, zoom }, false)
    }
}

fn fraction(camera: Camera) -> (f64, f64) {
    WorldPoint::from(LonLat { lon: camera.lon, lat: camera.lat }).fraction()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flight_starts_here_and_ends_there() {
        let (from, to) = (Camera { lon: 42.0, lat: 34.0, zoom: 6.0 }, Camera { lon: -77.0, lat: 38.9, zoom: 9.0 });
        let flight = Flight::new(from, to, 10.0);
        let (start, arrived) = flight.at(10.0);
        assert!(!arrived && (start.lon - from.lon).abs() < 1e-6 && (start.zoom - from.zoom).abs() < 1e-6);
        assert_eq!(flight.at(20.0), (to, true));
        for i in 0..=20 {
            let (camera, _) = flight.at(10.0 + f64::from(i) * 0.05);
            assert!(camera.zoom.is_finite() && camera.zoom >= 1.0 && camera.lon.is_finite());
        }
    }
}

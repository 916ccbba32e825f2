use egui::{Align2, Painter, Rect, Stroke, pos2};

use super::screen::Screen;
use crate::theme::{Theme, regular, size};

/// A length on the ground that fits and is a round number: metres and points.
fn round_length(screen: &Screen, longest: f32) -> (f64, f32) {
    let lat = screen.camera.lat;
    let mut best = (1.0, screen.points(1.0, lat));
    for power in 0..8 {
        for first in [1.0, 2.0, 5.0] {
            let metres = first * 10_f64.powi(power);
            let points = screen.points(metres, lat);
            if points <= longest {
                best = (metres, points);
            }
        }
    }
    best
}

/// How long something is on the ground, at the middle of the map; the rectangle it takes.
pub fn paint(painter: &Painter, theme: &Theme, screen: &Screen) -> Rect {
    let (metres, points) = round_length(screen, 110.0);
    let text = if metres < 1000.0 { format!("{metres:.0} m") } else { format!("{:.0} km", metres / 1000.0) };
    let right = screen.rect.right() - 16.0;
    let y = screen.rect.bottom() - 26.0;
    let stroke = Stroke::new(1.2, theme.map_label);
    let left = right - points;
    painter.line(vec![pos2(left, y - 4.0), pos2(left, y), pos2(right, y), pos2(right, y - 4.0)], stroke);
    let text = painter.text(pos2(right, y + 3.0), Align2::RIGHT_TOP, text, regular(size::AXIS), theme.map_label);
    Rect::from_min_max(pos2(left, y - 4.0), pos2(right, y)).union(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Camera;

    #[test]
    fn the_bar_is_round_and_fits_at_any_zoom() {
        let rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(800.0, 600.0));
        for quarter in 6..76 {
            let screen = Screen::new(rect, Camera { lon: 0.0, lat: 34.0, zoom: f64::from(quarter) / 4.0 });
            let (metres, points) = round_length(&screen, 110.0);
            assert!(points <= 110.0 && points > 20.0, "zoom {}: {metres} m, {points}", screen.camera.zoom);
        }
    }
}

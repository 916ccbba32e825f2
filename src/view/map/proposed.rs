//! Where the proposal that is looked at would be, and where else the name may be.

use egui::{Painter, Shape, Stroke, pos2};

use super::screen::Screen;
use crate::event::WorldPoint;
use crate::theme::Theme;
use crate::view::Ctx;

/// A ring where it would be, with how precisely that is known; small rings at the other places of the name.
pub fn paint(painter: &Painter, cx: &Ctx<'_>, screen: &Screen) {
    let Some(evidence) = &cx.evidence else { return };
    for (number, (at, km)) in evidence.places.iter().enumerate() {
        let centre = screen.at(WorldPoint::from(*at).fraction());
        if !screen.rect.expand(8.0).contains(centre) {
            continue;
        }
        let accent = cx.theme.accent;
        if evidence.chosen != Some(number) {
            painter.circle(centre, 5.0, Theme::fade(cx.theme.raised, 0.8), Stroke::new(1.5, Theme::fade(accent, 0.7)));
            continue;
        }
        let radius = screen.points(f64::from(*km) * 1000.0, at.lat);
        if (12.0..=6000.0).contains(&radius) {
            painter.circle_filled(centre, radius, Theme::fade(accent, 0.10));
            let ring: Vec<_> = (0..=120)
                .map(|i| {
                    let (sin, cos) = (std::f32::consts::TAU * i as f32 / 120.0).sin_cos();
                    pos2(centre.x + cos * radius, centre.y + sin * radius)
                })
                .collect();
            painter.extend(Shape::dashed_line(&ring, Stroke::new(1.2, Theme::fade(accent, 0.8)), 5.0, 4.0));
        }
        painter.circle(centre, 8.0, Theme::fade(cx.theme.raised, 0.9), Stroke::new(2.5, accent));
        painter.circle_filled(centre, 2.5, accent);
    }
}

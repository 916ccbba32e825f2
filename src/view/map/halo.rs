use egui::{Painter, Shape, Stroke, pos2};

use super::marks::Mark;
use super::screen::Screen;
use crate::event::EventId;
use crate::theme::Theme;
use crate::view::Ctx;

/// How precisely places are known: dashed, lightly filled circles at true ground size, around single events and
/// around whatever is selected or hovered.
pub fn paint(painter: &Painter, cx: &Ctx<'_>, screen: &Screen, marks: &[Mark]) {
    if !cx.settings.halos {
        return;
    }
    let session = cx.session;
    let singles = marks.iter().filter_map(Mark::single);
    let chosen = session.selection().primary.into_iter().chain(session.hover().get());
    let mut drawn: Vec<EventId> = Vec::new();
    for event in singles.chain(chosen) {
        if !drawn.contains(&event) && drawn.len() < 300 {
            drawn.push(event);
            one(painter, cx, screen, event);
        }
    }
}

fn one(painter: &Painter, cx: &Ctx<'_>, screen: &Screen, event: EventId) {
    let events = &cx.session.project().events;
    let Some(((metres, position), at)) = events.precision_m(event).zip(events.position(event)).zip(events.point(event))
    else {
        return;
    };
    let radius = screen.points(f64::from(metres), position.lat);
    let centre = screen.at(at.fraction());
    // Smaller than the mark it would be hidden; far bigger than the screen it says nothing.
    if !(10.0..=6000.0).contains(&radius) || !screen.rect.expand(radius).contains(centre) {
        return;
    }
    let hue = cx.theme.hue(cx.session.derived().colouring.hue(event));
    painter.circle_filled(centre, radius, Theme::fade(hue, if cx.theme.dark { 0.10 } else { 0.08 }));
    let steps = ((radius * 0.9) as usize).clamp(48, 720);
    let ring: Vec<_> = (0..=steps)
        .map(|i| {
            let (sin, cos) = (std::f32::consts::TAU * i as f32 / steps as f32).sin_cos();
            pos2(centre.x + cos * radius, centre.y + sin * radius)
        })
        .collect();
    painter.extend(Shape::dashed_line(&ring, Stroke::new(1.2, Theme::fade(hue, 0.8)), 5.0, 4.0));
}

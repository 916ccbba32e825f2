//! Names of the case's own places, at the marks that stand for one or two of them. Bases and outposts are on no other map.

use std::sync::Arc;

use egui::epaint::TextShape;
use egui::{Galley, Painter, Rect, Vec2, vec2};

use super::marks::Mark;
use crate::event::PlaceId;
use crate::theme::{Theme, medium, size};
use crate::view::Ctx;
use crate::widget::elided;

/// Farther out than this, marks stand too close for names.
const FROM_ZOOM: f64 = 5.25;
const WIDEST: f32 = 170.0;

/// A name and where it goes.
pub struct PlaceName {
    pub rect: Rect,
    galley: Arc<Galley>,
}

/// The names there is room for, those of selected events and of many events first. `taken`: marks and cards.
pub fn place(painter: &Painter, cx: &Ctx<'_>, zoom: f64, marks: &[Mark], taken: &[Rect]) -> Vec<PlaceName> {
    if zoom < FROM_ZOOM {
        return Vec::new();
    }
    let view = painter.clip_rect();
    let selected = |mark: &Mark| cx.session.selection().primary.is_some_and(|event| mark.holds(event));
    let mut marks: Vec<&Mark> = marks.iter().filter(|mark| view.contains(mark.at)).collect();
    // They come biggest first.
    marks.sort_by_key(|mark| !selected(mark));
    let mut taken = taken.to_vec();
    let mut names = Vec::new();
    for mark in marks {
        let Some(name) = name(cx, mark) else { continue };
        let galley = elided(painter, &name, medium(size::AXIS), cx.theme.map_label, WIDEST);
        let spot = spots(mark, galley.size()).into_iter().find(|rect| {
            // The mark's own rectangle is one of those taken.
            view.contains_rect(*rect) && !taken.iter().any(|other| other.intersects(*rect))
        });
        if let Some(rect) = spot {
            taken.push(rect.expand2(vec2(6.0, 3.0)));
            names.push(PlaceName { rect, galley });
        }
    }
    names
}

/// The one or two places of a mark's events, as short as a map needs them.
fn name(cx: &Ctx<'_>, mark: &Mark) -> Option<String> {
    let project = cx.session.project();
    // Several hundred events are no place of their own.
    if mark.cluster.rows.is_empty() || mark.cluster.rows.len() > 500 {
        return None;
    }
    let mut places: Vec<PlaceId> = Vec::new();
    for event in mark.events() {
        let place = project.events.place(event)?;
        if !places.contains(&place) {
            places.push(place);
        }
        if places.len() > 2 {
            return None;
        }
    }
    let short = |place: &PlaceId| {
        let name = &project.place(*place).name;
        name.split(" (").next().unwrap_or(name).trim()
    };
    let names: Vec<&str> = places.iter().map(short).filter(|name| !name.is_empty()).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Below, above, right, left.
fn spots(mark: &Mark, size: Vec2) -> [Rect; 4] {
    let away = mark.radius + 5.0;
    [
        vec2(-size.x / 2.0, away),
        vec2(-size.x / 2.0, -away - size.y),
        vec2(away + 1.0, -size.y / 2.0),
        vec2(-away - 1.0 - size.x, -size.y / 2.0),
    ]
    .map(|offset| Rect::from_min_size(mark.at + offset, size))
}

/// Draw them with an edge in the colour of the land.
pub fn paint(painter: &Painter, theme: &Theme, names: &[PlaceName]) {
    const AROUND: [(f32, f32); 8] =
        [(-1.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (-0.8, -0.8), (0.8, -0.8), (-0.8, 0.8), (0.8, 0.8)];
    for name in names {
        let corner = name.rect.min - name.galley.rect.min.to_vec2();
        for (x, y) in AROUND {
            let edge = TextShape::new(corner + vec2(x, y) * 1.25, Arc::clone(&name.galley), theme.map_land);
            painter.add(edge.with_override_text_color(theme.map_land));
        }
        painter.add(TextShape::new(corner, Arc::clone(&name.galley), theme.map_label));
    }
}

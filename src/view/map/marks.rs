use std::collections::BTreeSet;
use std::f32::consts::{FRAC_PI_2, TAU};
use std::sync::Arc;

use egui::epaint::PathStroke;
use egui::{Align2, Painter, Pos2, Rect, Shape, Stroke, Vec2, pos2};

use super::screen::Screen;
use crate::event::EventId;
use crate::index::{Bits, Cluster};
use crate::session::{Colouring, Session};
use crate::theme::{Theme, semibold, size};
use crate::view::words;

/// A cluster and where it is drawn.
#[derive(Clone, Debug)]
pub struct Mark {
    pub cluster: Cluster,
    pub at: Pos2,
    pub radius: f32,
    /// What passed the filters when it was made.
    rows: Arc<Bits>,
}

impl Mark {
    /// The only event it stands for.
    pub fn single(&self) -> Option<EventId> {
        (self.cluster.count == 1).then_some(EventId(self.cluster.first))
    }

    pub fn holds(&self, event: EventId) -> bool {
        self.cluster.holds(event.0) && self.rows.contains(event.row())
    }

    /// Whether one of these is among its events.
    pub fn holds_any(&self, events: &BTreeSet<EventId>) -> bool {
        let within = |(start, end): &(u32, u32)| events.range(EventId(*start)..EventId(*end));
        self.cluster.ranges().iter().flat_map(within).any(|event| self.rows.contains(event.row()))
    }

    /// Its events by row, all of them.
    pub fn events(&self) -> impl Iterator<Item = EventId> + '_ {
        self.cluster.rows(&self.rows).map(|row| EventId(row as u32))
    }

    pub fn rect(&self) -> Rect {
        Rect::from_center_size(self.at, Vec2::splat(self.radius * 2.0 + 4.0))
    }
}

/// The radius of a mark that stands for so many events, in points.
pub fn radius(count: u32) -> f64 {
    if count <= 1 { 6.0 } else { (9.0 + 2.6 * f64::from(count).sqrt()).min(34.0) }
}

/// The clusters of what the map shows, computed anew only when filter, colours or zoom moved, or the camera left
/// the part of the world they were made for.
#[derive(Default)]
pub struct Marks {
    key: Option<Key>,
    clusters: Vec<Cluster>,
    rows: Arc<Bits>,
}

#[derive(Clone, PartialEq)]
struct Key {
    revision: u64,
    colouring: usize,
    /// Zoom in quarters, so that marks are steady while zooming.
    zoom: i32,
    /// The square of the screen, in half screens, so that panning a little costs nothing.
    square: (i64, i64),
    size: (i32, i32),
}

impl Marks {
    /// The marks on the screen, biggest first.
    pub fn update(&mut self, session: &Session, screen: &Screen) -> Vec<Mark> {
        let derived = session.derived();
        let quarter = (screen.camera.zoom * 4.0).round() as i32;
        let zoom = f64::from(quarter) / 4.0;
        let world = 256.0 * zoom.exp2();
        let (width, height) = (f64::from(screen.rect.width()), f64::from(screen.rect.height()));
        let (cx, cy) = screen.fraction(screen.rect.center());
        let square = ((cx * world / width * 2.0).floor() as i64, (cy * world / height * 2.0).floor() as i64);
        let key = Key {
            revision: derived.revision,
            colouring: Arc::as_ptr(&derived.colouring) as usize,
            zoom: quarter,
            square,
            size: (width as i32, height as i32),
        };
        if self.key.as_ref() != Some(&key) {
            // Half a screen more on every side than is shown, for that far one can pan before the square changes; and
            // a little for zooming out without leaving the quarter.
            let wide = Screen::new(screen.rect.expand2(screen.rect.size() * 0.6 + Vec2::splat(40.0)), screen.camera);
            self.clusters = session.clusters(wide.around(), zoom, &radius);
            self.clusters.sort_by_key(|cluster| std::cmp::Reverse(cluster.count));
            self.rows = Arc::clone(&derived.rows);
            self.key = Some(key);
        }
        let near = screen.rect.expand(40.0);
        let seen = self.clusters.iter().map(|cluster| (screen.at((cluster.x, cluster.y)), cluster));
        seen.filter(|(at, _)| near.contains(*at))
            .map(|(at, cluster)| Mark {
                at,
                radius: radius(cluster.count) as f32,
                cluster: cluster.clone(),
                rows: Arc::clone(&self.rows),
            })
            .collect()
    }
}

/// Around the mark that has the keyboard.
pub fn focus_ring(painter: &Painter, theme: &Theme, mark: &Mark) {
    painter.circle_stroke(mark.at, mark.radius + 6.0, Stroke::new(1.5, theme.accent));
}

/// Draw a mark: a dot for one event (hollow if it is unverified), a disc with its count and a ring of shares for several.
pub fn paint(painter: &Painter, theme: &Theme, colouring: &Colouring, mark: &Mark, unverified: bool) {
    let hue = |slot: usize| theme.hue(colouring.slots.get(slot).map_or(crate::session::Hue::Grey, |it| it.hue));
    if mark.cluster.count == 1 {
        let slot = mark.cluster.slots.iter().position(|n| *n > 0).unwrap_or(0);
        painter.circle_filled(mark.at, mark.radius + 1.6, theme.raised);
        if unverified {
            // Hollow: seen at once, whatever the colour.
            painter.circle_stroke(mark.at, mark.radius - 1.2, Stroke::new(2.4, hue(slot)));
        } else {
            painter.circle_filled(mark.at, mark.radius, hue(slot));
        }
        return;
    }
    let shade = Theme::fade(theme.shadow, 0.7);
    painter.circle_filled(mark.at + Vec2::new(0.0, 1.0), mark.radius + 1.5, shade);
    painter.circle_filled(mark.at, mark.radius + 0.5, theme.raised);
    let ring = mark.radius - 1.75;
    let total = f64::from(mark.cluster.count);
    let mut angle = -FRAC_PI_2;
    let parts = mark.cluster.slots.iter().filter(|n| **n > 0).count();
    for (slot, n) in mark.cluster.slots.iter().enumerate().filter(|(_, n)| **n > 0) {
        let sweep = (f64::from(*n) / total) as f32 * TAU;
        // A hair between the shares.
        let gap = if parts > 1 { (1.2 / ring).min(sweep * 0.3) } else { 0.0 };
        arc(painter, mark.at, ring, angle + gap / 2.0, sweep - gap, Stroke::new(3.5, hue(slot)));
        angle += sweep;
    }
    let text = if mark.cluster.count < 10_000 { mark.cluster.count.to_string() } else { short(mark.cluster.count) };
    painter.text(mark.at, Align2::CENTER_CENTER, text, semibold(size::AXIS), theme.text);
}

/// Part of a circle.
fn arc(painter: &Painter, centre: Pos2, radius: f32, start: f32, sweep: f32, stroke: Stroke) {
    if sweep >= TAU - 0.001 {
        painter.circle_stroke(centre, radius, stroke);
        return;
    }
    let steps = ((sweep * radius / 2.5).ceil() as usize).max(2);
    let points = (0..=steps).map(|i| {
        let (sin, cos) = (start + sweep * i as f32 / steps as f32).sin_cos();
        pos2(centre.x + cos * radius, centre.y + sin * radius)
    });
    painter.add(Shape::line(points.collect(), PathStroke::from(stroke)));
}

/// The rings of selection and hover.
pub fn rings(painter: &Painter, theme: &Theme, session: &Session, mark: &Mark) {
    let selection = session.selection();
    let chosen = mark.holds_any(&selection.events);
    let primary = selection.primary.is_some_and(|event| mark.holds(event));
    if primary {
        painter.circle_stroke(mark.at, mark.radius + 4.5, Stroke::new(2.2, theme.accent));
    } else if chosen {
        painter.circle_stroke(mark.at, mark.radius + 3.5, Stroke::new(1.4, theme.accent));
    }
    if !primary && session.hover().get().is_some_and(|event| mark.holds(event)) {
        painter.circle_stroke(mark.at, mark.radius + 3.5, Stroke::new(1.6, Theme::fade(theme.text, 0.75)));
    }
}

/// Thousands and millions in few signs.
fn short(n: u32) -> String {
    if n < 1_000_000 { format!("{}k", n / 1000) } else { format!("{:.1}M", f64::from(n) / 1e6) }
}

/// What a screen reader says of a mark.
pub fn name(session: &Session, mark: &Mark) -> String {
    let project = session.project();
    if let Some(event) = mark.single() {
        return format!("{}, {}", project.events.title(event), words::date(project, event));
    }
    let places: std::collections::BTreeSet<&str> =
        mark.events().take(50).map(|event| project.place_name(event)).collect();
    let count = words::count(mark.cluster.count as usize, "event", "events");
    let mut names = places.into_iter().filter(|name| !name.is_empty());
    match (names.next(), names.next()) {
        (Some(only), None) => format!("{count} at {only}"),
        (Some(first), Some(_)) => format!("{count} around {first}"),
        _ => count,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn big_marks_stay_bounded() {
        assert_eq!(radius(1), 6.0);
        assert!(radius(2) > 9.0 && radius(22) < 22.0);
        assert_eq!(radius(1_000_000), 34.0);
        assert_eq!((short(12_345), short(2_300_000)), ("12k".to_owned(), "2.3M".to_owned()));
    }
}

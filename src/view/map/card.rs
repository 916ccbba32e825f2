use std::sync::Arc;

use egui::{Color32, CornerRadius, Galley, LayerId, Order, Pos2, Rect, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};

use super::marks::Mark;
use crate::event::EventId;
use crate::theme::{Theme, measure, medium, regular, semibold, size};
use crate::view::{Ctx, words};
use crate::widget::{elided, wrapped};

const WIDTH: f32 = 272.0;

/// The card that floats beside the mark under the pointer.
pub fn show(ui: &Ui, cx: &Ctx<'_>, mark: &Mark, within: Rect) {
    let lines = match mark.single() {
        Some(event) => single(ui, cx, event),
        None => several(ui, cx, mark),
    };
    float(ui, cx.theme, mark.rect(), within, &lines);
}

type Line = (Arc<Galley>, f32);

/// One line of the card, and the space above it.
fn line(ui: &Ui, text: &str, font: egui::FontId, colour: Color32, above: f32) -> Line {
    (wrapped(ui.painter(), text, font, colour, WIDTH), above)
}

fn single(ui: &Ui, cx: &Ctx<'_>, event: EventId) -> Vec<Line> {
    let (project, theme) = (cx.session.project(), cx.theme);
    let events = &project.events;
    let mut lines = vec![line(ui, events.title(event), semibold(size::BODY), theme.text, 0.0)];
    let mut place = words::date(project, event);
    if !project.place_name(event).is_empty() {
        place = format!("{place} · {}", project.place_name(event));
    }
    if let Some(metres) = events.precision_m(event) {
        place = format!("{place} · {}", within(metres));
    }
    lines.push(line(ui, &place, regular(size::SMALL), theme.text_2, 4.0));
    lines.push(line(ui, &words::actors(project, event), regular(size::SMALL), theme.text_2, 2.0));
    lines.push(line(ui, &facts(cx, event), regular(size::SMALL), theme.text_2, 6.0));
    lines
}

/// "Within 3 km", as the halo shows it.
pub fn within(metres: f32) -> String {
    if metres < 1000.0 { format!("within {metres:.0} m") } else { format!("within {:.0} km", metres / 1000.0) }
}

fn facts(cx: &Ctx<'_>, event: EventId) -> String {
    let project = cx.session.project();
    let events = &project.events;
    let toll = words::toll(project, event).unwrap_or_else(|| "toll not known".to_owned());
    let mut text = toll;
    let status = events.status.get(event.row());
    if !status.is_empty() && status != "not_applicable" {
        text = format!("{text} · {}", words::human(status).to_lowercase());
    }
    text = format!("{text} · {}", words::count(events.sources(event).len(), "source", "sources"));
    if events.is_unverified(event) {
        text.push_str(" · unverified");
    } else if events.is_disputed(event) {
        text.push_str(" · sources differ");
    }
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn several(ui: &Ui, cx: &Ctx<'_>, mark: &Mark) -> Vec<Line> {
    let (project, theme) = (cx.session.project(), cx.theme);
    let events = &project.events;
    // Of very many only the number is told: it has to be there within the frame.
    const MOST: u32 = 2000;
    let mut here: Vec<EventId> = if mark.cluster.count <= MOST { mark.events().collect() } else { Vec::new() };
    cx.session.sort().apply(project, &mut here);
    let mut places: Vec<&str> =
        here.iter().map(|event| project.place_name(*event)).filter(|name| !name.is_empty()).collect();
    places.sort_unstable();
    places.dedup();
    let title = match places.as_slice() {
        [] => words::count(mark.cluster.count as usize, "event", "events"),
        [only] => (*only).to_owned(),
        [first, rest @ ..] => format!("{first} and {}", words::count(rest.len(), "other place", "other places")),
    };
    let mut lines = vec![line(ui, &title, semibold(size::BODY), theme.text, 0.0)];
    let first = here.iter().filter_map(|event| Some((events.days(*event)?.0, *event))).min();
    let last = here.iter().filter_map(|event| Some((events.days(*event)?.1, *event))).max();
    let count = words::count(mark.cluster.count as usize, "event", "events");
    let range = match first.zip(last) {
        Some(((_, a), (_, b))) if a != b => {
            format!("{count} · {} – {}", words::short_date(project, a), words::short_date(project, b))
        }
        Some(((_, a), _)) => format!("{count} · {}", words::short_date(project, a)),
        None => count,
    };
    lines.push(line(ui, &range, regular(size::SMALL), theme.text_2, 4.0));
    // What is selected comes first, so that the card answers "which of these is it".
    here.sort_by_key(|event| !cx.session.selection().contains(*event));
    const SHOWN: usize = 4;
    for (i, event) in here.iter().take(SHOWN).enumerate() {
        let date = words::short_date(project, *event);
        let text = format!("{date}  {}", events.title(*event));
        let galley = elided(ui.painter(), &text, medium(size::SMALL), theme.text, WIDTH);
        lines.push((galley, if i == 0 { 8.0 } else { 3.0 }));
    }
    let more = (mark.cluster.count as usize).saturating_sub(here.len().min(SHOWN));
    let hint = match (more, mark.cluster.is_one_point()) {
        (0, true) => "Click to list them".to_owned(),
        (0, false) => "Click to zoom in".to_owned(),
        (more, true) => format!("+ {} more · click to list them", words::thousands(more)),
        (more, false) => format!("+ {} more · click to zoom in", words::thousands(more)),
    };
    lines.push(line(ui, &hint, regular(size::SMALL), theme.text_2, 6.0));
    lines
}

/// Where a card goes: right or left of the mark, else below or above it; never over it.
fn place(mark: Rect, within: Rect, size: Vec2) -> Rect {
    const GAP: f32 = 8.0;
    let beside = (mark.center().y - size.y / 2.0).clamp(within.top(), (within.bottom() - size.y).max(within.top()));
    let across = (mark.center().x - size.x / 2.0).clamp(within.left(), (within.right() - size.x).max(within.left()));
    let wishes = [
        pos2(mark.right() + GAP, beside),
        pos2(mark.left() - GAP - size.x, beside),
        pos2(across, mark.bottom() + GAP),
        pos2(across, mark.top() - GAP - size.y),
    ];
    let fits = |at: &&Pos2| within.contains_rect(Rect::from_min_size(**at, size));
    // Where nothing fits, over the edge of the map rather than over the mark.
    Rect::from_min_size(*wishes.iter().find(fits).unwrap_or(&wishes[2]), size)
}

/// Paint the lines on a card beside a rectangle, never over it, flipped where the room ends.
fn float(ui: &Ui, theme: &Theme, beside: Rect, within: Rect, lines: &[Line]) {
    let inner = vec2(
        lines.iter().map(|(galley, _)| galley.size().x).fold(0.0, f32::max),
        lines.iter().map(|(galley, above)| galley.size().y + above).sum(),
    );
    let size = inner + vec2(28.0, 24.0);
    let rect = place(beside, within.shrink(4.0), size);
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Tooltip, egui::Id::unique("map card")));
    let radius = CornerRadius::same(measure::CARD_RADIUS);
    let shadow = egui::Shadow { offset: [0, 4], blur: 18, spread: 0, color: theme.shadow };
    painter.add(shadow.as_shape(rect, radius));
    painter.rect(rect, radius, theme.raised, Stroke::new(1.0, theme.line), StrokeKind::Inside);
    let mut at = rect.min + vec2(14.0, 12.0);
    for (galley, above) in lines {
        at.y += above;
        painter.galley(at, Arc::clone(galley), theme.text);
        at.y += galley.size().y;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_stays_on_the_map_and_off_its_mark() {
        let map = Rect::from_min_max(pos2(0.0, 0.0), pos2(460.0, 530.0));
        for x in (10..460).step_by(30) {
            for y in (10..530).step_by(30) {
                let mark = Rect::from_center_size(pos2(x as f32, y as f32), vec2(40.0, 40.0));
                let card = place(mark, map, vec2(300.0, 150.0));
                assert!(!card.intersects(mark), "{mark:?}");
                assert!(map.contains_rect(card), "{mark:?}");
            }
        }
    }
}

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Id, Rect, Response, Sense, Ui, WidgetInfo, pos2};

use crate::event::EventId;
use crate::session::View;
use crate::theme::{icons, measure, medium, regular, size};
use crate::view::{Ctx, words};
use crate::widget::{hairline, icon, ink, prose};

/// Make the row of an event something that can be pointed at, clicked and heard.
pub fn sense(ui: &Ui, cx: &Ctx<'_>, event: EventId, place: Rect) -> Response {
    let events = &cx.session.project().events;
    let response = ui.interact(place, Id::unique(("event row", events.key(event))), Sense::CLICK);
    let selected = cx.session.selection().contains(event);
    response.widget_info(|| {
        let project = cx.session.project();
        let star = if project.is_starred(event) { ", starred" } else { "" };
        let title = events.title(event);
        let (date, place) = (words::date(project, event), project.place_name(event));
        let unplaced = if events.point(event).is_none() { "no position" } else { "" };
        let tags = words::tags(project, event).map(|it| format!("tagged {it}")).unwrap_or_default();
        let parts = [title, &date, place, unplaced, &tags].into_iter().filter(|part| !part.is_empty());
        let label = parts.collect::<Vec<_>>().join(", ") + star;
        WidgetInfo::selected(Role::ListBoxOption, true, selected, label)
    });
    cx.interact(&response, event, View::List);
    ground(ui, cx, event, place, &response);
    response
}

/// The row's ground and the colour bar at its left.
fn ground(ui: &Ui, cx: &Ctx<'_>, event: EventId, place: Rect, response: &Response) {
    let theme = cx.theme;
    let painter = ui.painter();
    let lit = response.hovered() || cx.session.hover().get() == Some(event);
    if cx.session.selection().contains(event) {
        painter.rect_filled(place, CornerRadius::ZERO, theme.selected_row);
    } else if lit {
        painter.rect_filled(place, CornerRadius::ZERO, theme.hovered_row);
    }
    let hue = theme.hue(cx.session.derived().colouring.hue(event));
    let bar = Rect::from_min_max(
        pos2(place.left() + 7.0, place.top() + 6.0),
        pos2(place.left() + 10.0, place.bottom() - 6.0),
    );
    painter.rect_filled(bar, CornerRadius::same(2), hue);
}

/// The ring that shows where the keyboard is.
pub fn cursor(ui: &Ui, cx: &Ctx<'_>, event: EventId, place: Rect, focused: bool) {
    if focused && cx.session.selection().cursor == Some(event) {
        let stroke = egui::Stroke::new(1.5, cx.theme.accent);
        ui.painter().rect_stroke(place.shrink(1.0), CornerRadius::same(4), stroke, egui::StrokeKind::Inside);
    }
}

/// An event on two lines.
pub fn row(ui: &Ui, cx: &Ctx<'_>, event: EventId, place: Rect, focused: bool) -> Response {
    let response = sense(ui, cx, event, place);
    if !ui.is_rect_visible(place) {
        return response;
    }
    let (project, theme, painter) = (cx.session.project(), cx.theme, ui.painter());
    let events = &project.events;
    let (left, right) = (place.left() + 23.0, place.right() - measure::SIDE);
    let (first, second) = (place.top() + 17.0, place.top() + 36.0);
    hairline(painter, place.left()..=place.right(), place.bottom() - 0.5, theme.line);

    let date = words::short_date(project, event);
    let dated = events.days(event).is_some();
    let date = ink(
        painter,
        pos2(right, first),
        Align2::RIGHT_CENTER,
        &date,
        regular(size::SMALL),
        if dated { theme.text_2 } else { theme.warning },
        140.0,
    );
    let mut end = date.left();
    if project.is_starred(event) {
        let star = painter.text(pos2(end - 8.0, first), Align2::RIGHT_CENTER, icon::STAR, icons(13.0), theme.accent);
        end = star.left();
    }
    let room = end - left - 10.0;
    ink(painter, pos2(left, first), Align2::LEFT_CENTER, events.title(event), medium(size::BODY), theme.text, room);

    let mut x = right;
    let mut tail = |text: &str, colour| {
        let rect = ink(painter, pos2(x, second), Align2::RIGHT_CENTER, text, regular(size::SMALL), colour, 160.0);
        x = rect.left() - 10.0;
    };
    let sources = events.sources(event).len();
    if events.is_unverified(event) {
        tail("unverified", theme.warning);
    }
    if !events.is_unverified(event) && events.is_disputed(event) {
        let differ = if sources > 1 { format!("{sources} sources differ") } else { "sources differ".to_owned() };
        tail(&differ, theme.warning);
        x += 6.0;
        let flag = painter.text(pos2(x, second), Align2::RIGHT_CENTER, icon::FLAG, icons(12.0), theme.warning);
        x = flag.left() - 10.0;
    } else {
        tail(&words::count(sources, "source", "sources"), theme.text_2);
    }
    let mut tail = |text: &str, colour| {
        let rect = ink(painter, pos2(x, second), Align2::RIGHT_CENTER, text, regular(size::SMALL), colour, 160.0);
        x = rect.left() - 10.0;
    };
    if let Some(toll) = words::short_toll(project, event) {
        tail(&toll, theme.text);
    }
    if let Some(text) = words::tags(project, event) {
        x = tag(painter, theme, pos2(x, second), &text) - 8.0;
    }
    let mut below = project.place_name(event).to_owned();
    if events.point(event).is_none() {
        below = if below.is_empty() { "no position".to_owned() } else { format!("{below} (no position)") };
    }
    let sub = events.sub_event_type.get(event.row());
    if !sub.is_empty() {
        below = format!("{below} · {sub}");
    }
    ink(painter, pos2(left, second), Align2::LEFT_CENTER, &below, regular(size::SMALL), theme.text_2, x - left - 4.0);
    cursor(ui, cx, event, place, focused);
    response.on_hover_ui(|ui| tip(ui, cx, event))
}

/// A tag as it stands in a row, its right edge at a point; its left edge.
pub fn tag(painter: &egui::Painter, theme: &crate::theme::Theme, right: egui::Pos2, text: &str) -> f32 {
    let galley = crate::widget::elided(painter, text, medium(size::AXIS), theme.accent, 72.0);
    let width = galley.size().x + 12.0;
    let rect = Rect::from_min_max(pos2(right.x - width, right.y - 8.0), pos2(right.x, right.y + 8.0));
    painter.rect_filled(rect, CornerRadius::same(4), theme.accent_bg);
    let at = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min;
    painter.galley(at, galley, theme.accent);
    rect.left()
}

/// What the row has no room for.
pub fn tip(ui: &mut Ui, cx: &Ctx<'_>, event: EventId) {
    let project = cx.session.project();
    let events = &project.events;
    let line = |ui: &mut Ui, text: &str, colour| {
        prose(ui, text, regular(size::SMALL), colour);
    };
    ui.set_max_width(300.0);
    ui.spacing_mut().item_spacing.y = 3.0;
    prose(ui, events.title(event), medium(size::BODY), cx.theme.text);
    line(ui, &words::date(project, event), cx.theme.text);
    line(ui, &words::actors(project, event), cx.theme.text_2);
    let status = words::status(events.status.get(event.row()));
    let toll = words::toll(project, event).unwrap_or_else(|| "toll not known".to_owned());
    line(ui, &format!("{status} · {toll}"), cx.theme.text_2);
}

//! Events one under the other inside a card.

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::event::{EventId, When};
use crate::session::View;
use crate::theme::{measure, medium, regular, size};
use crate::view::{Ctx, words};
use crate::widget::ink;

/// The most rows that a card draws; further ones are in the list.
const MOST: usize = 200;

/// In order of their dates.
pub fn show(ui: &mut Ui, cx: &Ctx<'_>, events: impl Iterator<Item = EventId>) {
    let project = cx.session.project();
    let mut events: Vec<EventId> = events.collect();
    events.sort_by_key(|id| project.events.days(*id));
    let more = events.len().saturating_sub(MOST);
    ui.spacing_mut().item_spacing.y = 0.0;
    for event in events.into_iter().take(MOST) {
        row(ui, cx, event);
    }
    if more > 0 {
        let text = format!("{} more in the list of events", words::thousands(more));
        super::prose::prose(ui, &text, regular(size::SMALL), cx.theme.text_2);
    }
}

/// Date, colour and title of an event.
fn row(ui: &mut Ui, cx: &Ctx<'_>, event: EventId) {
    let theme = cx.theme;
    let project = cx.session.project();
    let title = project.events.title(event);
    let date = words::short_date(project, event);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::click());
    let selected = cx.session.selection().primary == Some(event);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, selected, format!("{title}, {date}")));
    if !ui.is_rect_visible(rect) {
        return;
    }
    ground(ui, cx, &response, selected || cx.session.hover().get() == Some(event));
    let painter = ui.painter();
    let hue = theme.hue(cx.session.derived().colouring.hue(event));
    painter.circle_filled(pos2(rect.left() + 4.0, rect.center().y), 4.0, hue);
    let right = rect.right_center();
    let taken = ink(painter, right, Align2::RIGHT_CENTER, &date, regular(size::SMALL), theme.text_2, 190.0).width();
    let room = rect.width() - 16.0 - taken - 12.0;
    let left = pos2(rect.left() + 16.0, rect.center().y);
    let passes = cx.session.derived().rows.contains(event.row());
    let colour = if passes { theme.text } else { theme.text_2 };
    ink(painter, left, Align2::LEFT_CENTER, title, regular(size::BODY), colour, room);
    cx.interact(&response, event, View::Reader);
    response.on_hover_cursor(egui::CursorIcon::PointingHand);
}

/// A row of two lines that leads somewhere.
pub fn line(ui: &mut Ui, cx: &Ctx<'_>, title: &str, under: &str) -> Response {
    let theme = cx.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 44.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, title));
    ground(ui, cx, &response, false);
    let painter = ui.painter();
    let room = rect.width();
    let at = pos2(rect.left(), rect.center().y - 9.0);
    ink(painter, at, Align2::LEFT_CENTER, title, medium(size::BODY), theme.text, room);
    let at = pos2(rect.left(), rect.center().y + 10.0);
    ink(painter, at, Align2::LEFT_CENTER, under, regular(size::SMALL), theme.text_2, room);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

fn ground(ui: &Ui, cx: &Ctx<'_>, response: &Response, lit: bool) {
    let rect = response.rect.expand2(vec2(8.0, 0.0));
    let radius = CornerRadius::same(measure::RADIUS);
    if lit || response.hovered() {
        let colour = if lit { cx.theme.selected_row } else { cx.theme.hovered_row };
        ui.painter().rect_filled(rect, radius, colour);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, radius, Stroke::new(1.5, cx.theme.accent), StrokeKind::Inside);
    }
}

/// The span of the dates of events: "12 Oct 2023 – 5 Aug 2024".
pub fn days(cx: &Ctx<'_>, events: impl Iterator<Item = EventId>) -> Option<String> {
    let table = &cx.session.project().events;
    let known = |day: crate::event::Day| day != crate::event::Day::MIN && day != crate::event::Day::MAX;
    let days = events.filter_map(|id| table.days(id)).filter(|(first, last)| known(*first) && known(*last));
    let (first, last) = days.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
    let (first, last) = (When::day(first).short(), When::day(last).short());
    Some(if first == last { first } else { format!("{first} – {last}") })
}

//! Events one under the other inside a card.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::event::{Day, EventId, When};
use crate::session::View;
use crate::theme::{measure, medium, regular, size};
use crate::view::{Ctx, words};
use crate::widget::ink;

/// The most rows that a card draws; further ones are in the list.
const MOST: usize = 200;

/// The selected events in the order of their dates, sorted once for each selection.
#[derive(Debug, Default)]
pub struct Chosen {
    of: Option<(usize, u64)>,
    events: Vec<EventId>,
    /// "12 Oct 2023 – 5 Aug 2024"; nothing if none is dated.
    pub days: Option<String>,
}

impl Chosen {
    pub fn update(&mut self, cx: &Ctx<'_>) {
        let (project, selection) = (cx.session.project(), cx.session.selection());
        let of = Some((Arc::as_ptr(project) as usize, selection.revision));
        if self.of == of {
            return;
        }
        self.of = of;
        self.events = selection.events.iter().copied().collect();
        self.events.sort_by_key(|id| project.events.days(*id));
        self.days = days(self.events.iter().filter_map(|id| project.events.days(*id)));
    }

    pub fn len(&self) -> usize {
        self.events.len()
    }
}

pub fn show(ui: &mut Ui, cx: &Ctx<'_>, chosen: &Chosen) {
    ui.spacing_mut().item_spacing.y = 0.0;
    for event in chosen.events.iter().take(MOST) {
        row(ui, cx, *event);
    }
    let more = chosen.len().saturating_sub(MOST);
    if more > 0 {
        ui.add_space(6.0);
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

/// From the first to the last of days, open ends left out.
fn days(spans: impl Iterator<Item = (Day, Day)>) -> Option<String> {
    let known = spans.filter(|(first, last)| *first != Day::MIN && *last != Day::MAX);
    let (first, last) = known.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
    let (first, last) = (When::day(first).short(), When::day(last).short());
    Some(if first == last { first } else { format!("{first} – {last}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_dates_do_not_stretch_the_days() {
        let day = |month, day| Day::from_ymd(2024, month, day).unwrap();
        let spans = [(day(1, 30), day(2, 2)), (Day::MIN, day(1, 1)), (day(1, 28), day(1, 28))];
        assert_eq!(days(spans.into_iter()).as_deref(), Some("28 Jan 2024 – 2 Feb 2024"));
        assert_eq!(days(std::iter::empty()), None);
    }
}

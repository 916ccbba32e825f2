use egui::accesskit::{Role, Toggled};
use egui::{Align2, Color32, CornerRadius, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::{icon, ink};
use crate::theme::{Theme, icons, regular, size};

/// One choice of a filter: a box to tick, an optional colour dot, a label and how many events it would leave.
pub struct CheckRow<'a> {
    pub label: &'a str,
    pub checked: bool,
    pub count: Option<u32>,
    pub dot: Option<Color32>,
    /// How deep in a tree, 0 is outermost.
    pub depth: u8,
}

/// Show the row over the full width; clicked means the choice is to change.
pub fn check_row(ui: &mut Ui, theme: &Theme, row: &CheckRow<'_>) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::click());
    let name = row.count.map_or_else(|| row.label.to_owned(), |n| format!("{}, {n}", row.label));
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, row.checked, &name));
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_toggled(if row.checked { Toggled::True } else { Toggled::False });
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let painter = ui.painter();
    let radius = CornerRadius::same(4);
    if response.hovered() || response.has_focus() {
        painter.rect_filled(rect, radius, theme.hovered_row);
    }
    if response.has_focus() {
        painter.rect_stroke(rect, radius, Stroke::new(1.5, theme.accent), StrokeKind::Inside);
    }
    let mut x = rect.left() + 6.0 + 18.0 * f32::from(row.depth);
    let tick = egui::Rect::from_center_size(pos2(x + 7.0, rect.center().y), vec2(14.0, 14.0));
    if row.checked {
        painter.rect_filled(tick, CornerRadius::same(3), theme.accent);
        painter.text(tick.center(), Align2::CENTER_CENTER, icon::CHECK, icons(11.0), theme.raised);
    } else {
        painter.rect_stroke(tick, CornerRadius::same(3), Stroke::new(1.0, theme.text_3), StrokeKind::Inside);
    }
    x = tick.right() + 8.0;
    if let Some(dot) = row.dot {
        painter.circle_filled(pos2(x + 4.0, rect.center().y), 4.0, dot);
        x += 16.0;
    }
    let dim = row.count == Some(0) && !row.checked;
    let count_width = row.count.map_or(0.0, |n| {
        let at = rect.right_center() - vec2(6.0, 0.0);
        ink(painter, at, Align2::RIGHT_CENTER, &n.to_string(), regular(size::SMALL), theme.text_2, 80.0).width() + 14.0
    });
    let colour = if dim { theme.text_2 } else { theme.text };
    let room = rect.right() - x - count_width;
    ink(painter, pos2(x, rect.center().y), Align2::LEFT_CENTER, row.label, regular(size::BODY), colour, room);
    response
}

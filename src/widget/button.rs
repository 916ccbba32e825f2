use egui::accesskit::Role;
use egui::{Align2, Color32, CornerRadius, FontId, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::ink;
use crate::theme::{Theme, icons, medium, regular, size};

/// Paint the ring that shows where the keyboard is.
fn focus_ring(ui: &Ui, theme: &Theme, response: &Response) {
    if response.has_focus() {
        ui.painter().rect_stroke(
            response.rect.expand(1.0),
            CornerRadius::same(crate::theme::measure::RADIUS),
            Stroke::new(1.5, theme.accent),
            StrokeKind::Outside,
        );
    }
}

/// A square button with an icon. The name is its tooltip and what a screen reader says.
pub fn icon_button(ui: &mut Ui, theme: &Theme, icon: &str, name: &str, on: bool) -> Response {
    let enabled = ui.is_enabled();
    let (rect, response) = ui.allocate_exact_size(vec2(28.0, 28.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, on, name));
    let ground = match (on, response.hovered() && enabled) {
        (true, _) => theme.accent_bg,
        (false, true) => ui.visuals().widgets.hovered.bg_fill,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, CornerRadius::same(crate::theme::measure::RADIUS), ground);
    let ink_colour = match (on, enabled) {
        (true, _) => theme.accent,
        (false, true) => theme.text_2,
        (false, false) => theme.text_3,
    };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon, icons(16.0), ink_colour);
    focus_ring(ui, theme, &response);
    response.on_hover_text(name)
}

/// Text that can be clicked, in the accent colour.
pub fn link_button(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    plain(ui, theme, text, regular(size::BODY), theme.accent)
}

/// Text that can be clicked, in the second text colour.
pub fn text_button(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    plain(ui, theme, text, regular(size::BODY), theme.text_2)
}

/// The same as small as the words of the status bar.
pub fn small_button(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    plain(ui, theme, text, regular(size::SMALL), theme.text_2)
}

fn plain(ui: &mut Ui, theme: &Theme, text: &str, font: FontId, colour: Color32) -> Response {
    let galley = super::elided(ui.painter(), text, font, colour, f32::INFINITY);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x, 24.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text));
    let at = Align2::LEFT_CENTER.anchor_size(rect.left_center(), galley.size()).min;
    let colour = if response.hovered() { theme.text } else { colour };
    ui.painter().galley_with_override_text_color(at, galley, colour);
    focus_ring(ui, theme, &response);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// One of several headings of which one is open.
pub fn tab(ui: &mut Ui, theme: &Theme, text: &str, open: bool) -> Response {
    let font = if open { medium(size::BODY) } else { regular(size::BODY) };
    let colour = if open { theme.text } else { theme.text_2 };
    let height = ui.available_height();
    // As wide as the bolder type needs, so that opening a tab moves nothing.
    let width = super::elided(ui.painter(), text, medium(size::BODY), colour, f32::INFINITY).size().x;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, open, text));
    let colour = if response.hovered() { theme.text } else { colour };
    ink(ui.painter(), rect.center(), Align2::CENTER_CENTER, text, font, colour, f32::INFINITY);
    if open {
        ui.painter().hline(rect.x_range(), rect.bottom() - 1.0, Stroke::new(2.0, theme.accent));
    }
    focus_ring(ui, theme, &response);
    response
}

use egui::accesskit::Role;
use egui::{
    Align2, CornerRadius, Key, Margin, Modifiers, Popup, PopupCloseBehavior, PopupKind, Response, Sense, Stroke,
    StrokeKind, Ui, WidgetInfo, vec2,
};

use crate::filter::Control;
use crate::theme::{Theme, icons, regular, size};
use crate::view::Ctx;
use crate::view::sheet::card;
use crate::widget::{icon, ink};

/// How wide the choices of a filter are.
pub fn width(control: Control) -> f32 {
    match control {
        Control::Time => 304.0,
        _ => 344.0,
    }
}

/// A card under a button. A click beside it or Esc closes it; Esc gives the keyboard back to the button.
pub fn show(ui: &Ui, cx: &Ctx<'_>, button: &Response, name: &str, width: f32, content: impl FnOnce(&mut Ui)) {
    let width = width.min(ui.content_rect().width() - 48.0);
    let popup = Popup::from_toggle_button_response(button)
        // As a menu it hands the keyboard on with the arrow keys.
        .kind(PopupKind::Menu)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .gap(6.0)
        .width(width)
        .frame(card(cx.theme).inner_margin(Margin::same(12)))
        .accessible_name(format!("{name} filter"));
    let shown = popup.show(|ui| {
        ui.set_width(width);
        ui.set_max_height(ui.content_rect().height() - 120.0);
        content(ui);
    });
    let escaped = shown.is_some_and(|it| it.response.should_close())
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if escaped {
        button.request_focus();
    }
}

/// A row that leads to the choices of a filter.
pub fn page_row(ui: &mut Ui, theme: &Theme, title: &str, value: Option<&str>) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::click());
    let name = value.map_or_else(|| format!("{title} filter"), |value| format!("{title} filter: {value}"));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, CornerRadius::same(4), theme.hovered_row);
    }
    if response.has_focus() {
        let rim = Stroke::new(1.5, theme.accent);
        ui.painter().rect_stroke(rect, CornerRadius::same(4), rim, StrokeKind::Inside);
    }
    let at = rect.left_center() + vec2(6.0, 0.0);
    let left = at;
    let at = rect.right_center() - vec2(12.0, 0.0);
    ui.painter().text(at, Align2::CENTER_CENTER, icon::CARET_RIGHT, icons(12.0), theme.text_2);
    let (value, colour) = value.map_or(("Any", theme.text_2), |value| (value, theme.accent));
    let at = rect.right_center() - vec2(26.0, 0.0);
    let room = rect.width() * 0.55;
    let value = ink(ui.painter(), at, Align2::RIGHT_CENTER, value, regular(size::BODY), colour, room);
    let room = value.left() - left.x - 12.0;
    ink(ui.painter(), left, Align2::LEFT_CENTER, title, regular(size::BODY), theme.text, room);
    response
}

//! A choice of one of many, behind a button that says which holds.

use egui::accesskit::{HasPopup, Role as Access};
use egui::{
    Align2, CornerRadius, CursorIcon, Key, Margin, Modifiers, Popup, PopupCloseBehavior, PopupKind, Response,
    ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2,
};

use crate::theme::{Theme, icons, measure, regular, size};
use crate::view::Ctx;
use crate::view::parts::heading;
use crate::view::sheet::card;
use crate::widget::{icon, ink};

/// A line of a choice: a heading, or something to choose with what stands beside it.
pub enum Line<'a, T> {
    Head(&'a str),
    Choice(T, &'a str, &'a str),
}

/// Show the button with what holds, as wide as given, and the choices under it while it is open.
pub fn pick<'a, T: PartialEq + Copy>(
    ui: &mut Ui,
    cx: &Ctx<'_>,
    (name, now): (&str, &str),
    width: f32,
    chosen: Option<T>,
    lines: impl FnOnce() -> Vec<Line<'a, T>>,
) -> (Response, Option<T>) {
    let button = select(ui, cx.theme, name, now, width);
    let picked = choices(ui, cx, &button, name, width.max(280.0), chosen, lines);
    (button, picked)
}

/// The choices under any button while they are open; what was picked.
pub fn choices<'a, T: PartialEq + Copy>(
    ui: &Ui,
    cx: &Ctx<'_>,
    button: &Response,
    name: &str,
    width: f32,
    chosen: Option<T>,
    lines: impl FnOnce() -> Vec<Line<'a, T>>,
) -> Option<T> {
    let mut picked = None;
    let popup = Popup::from_toggle_button_response(button)
        .kind(PopupKind::Menu)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .gap(4.0)
        .width(width)
        .frame(card(cx.theme).inner_margin(Margin::same(8)))
        .accessible_name(name.to_owned());
    let shown = popup.show(|ui| {
        ui.set_width(width - 16.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        let most = (ui.content_rect().height() * 0.45).clamp(120.0, 420.0);
        ScrollArea::vertical().max_height(most).auto_shrink([false, true]).show(ui, |ui| {
            for line in lines() {
                match line {
                    Line::Head(text) => heading(ui, cx.theme, text),
                    Line::Choice(value, text, beside) => {
                        let row = option(ui, cx.theme, text, beside, chosen == Some(value));
                        if row.gained_focus() {
                            row.scroll_to_me(None);
                        }
                        if row.clicked() {
                            picked = Some(value);
                            ui.close();
                        }
                    }
                }
            }
        });
    });
    let escaped = shown.is_some_and(|it| it.response.should_close())
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if escaped || picked.is_some() {
        button.request_focus();
    }
    picked
}

/// A field that looks like what it holds and opens its choices.
fn select(ui: &mut Ui, theme: &Theme, name: &str, now: &str, width: f32) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(width, 26.0), Sense::click());
    let open = Popup::is_id_open(ui.ctx(), Popup::default_response_id(&response));
    response.widget_info(|| WidgetInfo::labeled(Access::Button, true, format!("{name}: {now}")));
    ui.accesskit_node_builder(response.id, |node| {
        node.set_has_popup(HasPopup::Menu);
        node.set_expanded(open);
    });
    let radius = CornerRadius::same(measure::RADIUS);
    let ground = if response.hovered() || open { ui.visuals().widgets.hovered.bg_fill } else { theme.sunken };
    ui.painter().rect_filled(rect, radius, ground);
    if response.has_focus() || open {
        ui.painter().rect_stroke(rect, radius, Stroke::new(1.5, theme.accent), StrokeKind::Inside);
    }
    let at = rect.left_center() + vec2(10.0, 0.0);
    ink(ui.painter(), at, Align2::LEFT_CENTER, now, regular(size::BODY), theme.text, rect.width() - 34.0);
    let at = rect.right_center() - vec2(14.0, 0.0);
    ui.painter().text(at, Align2::CENTER_CENTER, icon::CARET_DOWN, icons(11.0), theme.text_2);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

fn option(ui: &mut Ui, theme: &Theme, text: &str, beside: &str, chosen: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::click());
    let full = if beside.is_empty() { text.to_owned() } else { format!("{text}, {beside}") };
    response.widget_info(|| WidgetInfo::selected(Access::MenuItemRadio, true, chosen, &full));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let radius = CornerRadius::same(4);
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, radius, theme.hovered_row);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, radius, Stroke::new(1.5, theme.accent), StrokeKind::Inside);
    }
    if chosen {
        let tick = rect.left_center() + vec2(13.0, 0.0);
        ui.painter().text(tick, Align2::CENTER_CENTER, icon::CHECK, icons(12.0), theme.accent);
    }
    let at = rect.left_center() + vec2(26.0, 0.0);
    let left = ink(ui.painter(), at, Align2::LEFT_CENTER, text, regular(size::BODY), theme.text, rect.width() - 34.0);
    let room = rect.right() - left.right() - 20.0;
    let at = rect.right_center() - vec2(8.0, 0.0);
    ink(ui.painter(), at, Align2::RIGHT_CENTER, beside, regular(size::SMALL), theme.text_2, room);
    response
}

//! Pieces that the reader's cards are made of.

use egui::accesskit::Role;
use egui::text::TextFormat;
use egui::{Color32, CornerRadius, FontId, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::layout::Laid;
use crate::text::display;
use crate::theme::{Theme, measure, medium, regular, semibold, size};
use crate::view::Ctx;
use crate::widget::{elided, hairline, ink};

/// Width of the column of names in [`field`].
pub const NAMES: f32 = 108.0;

/// Text over as many lines as it needs, in the width there is, set from the right if it runs that way.
pub fn prose(ui: &mut Ui, text: &str, font: FontId, colour: Color32) -> Response {
    let text = display(text);
    let mut format = TextFormat::simple(font.clone(), colour);
    format.line_height = Some((font.size * 1.5).round());
    let laid = Laid::plain(ui.painter(), &text, format, ui.available_width());
    let (rect, response) = ui.allocate_exact_size(laid.size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    if ui.is_rect_visible(rect) {
        laid.paint(ui.painter(), rect.min, colour);
    }
    response
}

/// The name of a fact in the second colour, and beside it whatever says it.
pub fn field<R>(ui: &mut Ui, theme: &Theme, name: &str, value: impl FnOnce(&mut Ui) -> R) -> R {
    field_lower(ui, theme, name, 0.0, value)
}

/// The same where what stands beside the name is a field for typing or a button: the name stands at its middle.
pub fn input_field<R>(ui: &mut Ui, theme: &Theme, name: &str, value: impl FnOnce(&mut Ui) -> R) -> R {
    field_lower(ui, theme, name, 4.0, value)
}

fn field_lower<R>(ui: &mut Ui, theme: &Theme, name: &str, down: f32, value: impl FnOnce(&mut Ui) -> R) -> R {
    let top = ui.cursor().min;
    let width = ui.available_width();
    let names = NAMES.min(width * 0.35);
    let label = down + label(ui, name, names - 8.0, down, theme);
    let beside = egui::Rect::from_min_size(top + vec2(names, 0.0), vec2((width - names).max(40.0), f32::INFINITY));
    let mut child = ui.new_child(egui::UiBuilder::new().id_salt(name).max_rect(beside));
    child.spacing_mut().item_spacing.y = 2.0;
    let inner = value(&mut child);
    let bottom = child.min_rect().bottom().max(top.y + label);
    ui.advance_cursor_after_rect(egui::Rect::from_min_max(top, pos2(top.x + width, bottom)));
    inner
}

/// Paint the name of a fact; how high it is.
fn label(ui: &mut Ui, name: &str, width: f32, down: f32, theme: &Theme) -> f32 {
    let mut format = TextFormat::simple(regular(size::SMALL), theme.text_2);
    // As high as a line of the value beside it.
    format.line_height = Some(20.0);
    let laid = Laid::plain(ui.painter(), name, format, width);
    let rect = egui::Rect::from_min_size(ui.cursor().min + vec2(0.0, down), laid.size);
    let id = ui.next_auto_id();
    ui.skip_ahead_auto_ids(1);
    ui.interact(rect, id, Sense::hover()).widget_info(|| WidgetInfo::labeled(Role::Label, true, name));
    laid.paint(ui.painter(), rect.min, theme.text_2);
    laid.size.y
}

/// A fact in words; nothing if there are none.
pub fn fact(ui: &mut Ui, theme: &Theme, name: &str, text: &str) {
    if !text.is_empty() {
        field(ui, theme, name, |ui| prose(ui, text, regular(size::BODY), theme.text));
    }
}

/// A heading over a part of a card, with a hairline above it.
pub fn section(ui: &mut Ui, theme: &Theme, title: &str) {
    ui.add_space(12.0);
    let rect = ui.available_rect_before_wrap();
    hairline(ui.painter(), rect.x_range(), rect.top(), theme.line);
    ui.add_space(14.0);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, title));
    let font = semibold(size::BODY);
    ink(ui.painter(), rect.left_center(), egui::Align2::LEFT_CENTER, title, font, theme.text, rect.width());
}

/// A name in a rounded field that can be clicked, with a dot of its colour.
pub fn chip(ui: &mut Ui, theme: &Theme, text: &str, dot: Option<Color32>) -> Response {
    let room = ui.max_rect().width();
    chip_within(ui, theme, text, dot, room)
}

/// The same, at most so wide.
pub fn chip_within(ui: &mut Ui, theme: &Theme, text: &str, dot: Option<Color32>, room: f32) -> Response {
    let lead = if dot.is_some() { 16.0 } else { 0.0 };
    let galley = elided(ui.painter(), text, medium(size::SMALL), theme.text, room - lead - 20.0);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + lead + 20.0, 24.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text));
    let ground = if response.hovered() { ui.visuals().widgets.hovered.bg_fill } else { theme.sunken };
    let radius = CornerRadius::same(measure::RADIUS);
    ui.painter().rect_filled(rect, radius, ground);
    if response.has_focus() {
        ui.painter().rect_stroke(rect, radius, Stroke::new(1.5, theme.accent), StrokeKind::Outside);
    }
    if let Some(dot) = dot {
        ui.painter().circle_filled(pos2(rect.left() + 13.0, rect.center().y), 4.0, dot);
    }
    let at = egui::Align2::LEFT_CENTER.anchor_size(pos2(rect.left() + 10.0 + lead, rect.center().y), galley.size());
    let elided = galley.elided;
    ui.painter().galley(at.min, galley, theme.text);
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    if elided { crate::widget::hint(response, text) } else { response }
}

/// A word after an icon, in one colour.
pub fn badge(ui: &mut Ui, icon: &str, text: &str, colour: Color32) {
    let galley = elided(ui.painter(), text, medium(size::SMALL), colour, f32::INFINITY);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 18.0, 20.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    let painter = ui.painter();
    painter.text(rect.left_center(), egui::Align2::LEFT_CENTER, icon, crate::theme::icons(14.0), colour);
    let at = egui::Align2::LEFT_CENTER.anchor_size(rect.left_center() + vec2(18.0, 0.0), galley.size());
    painter.galley(at.min, galley, colour);
}

/// A calm sentence where there is nothing to show.
pub fn empty(ui: &mut Ui, cx: &Ctx<'_>, title: &str, text: &str) {
    ui.add_space(8.0);
    prose(ui, title, semibold(size::TITLE), cx.theme.text);
    ui.add_space(4.0);
    prose(ui, text, regular(size::BODY), cx.theme.text_2);
    ui.add_space(8.0);
}

//! Small pieces that bars, lists of choices and sheets share.

use egui::accesskit::Role;
use egui::{
    Align, Align2, CornerRadius, CursorIcon, EventFilter, Frame, Id, Key, Layout, Margin, Modifiers, Rect, Response,
    RichText, Sense, Stroke, StrokeKind, TextEdit, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

use crate::theme::{Theme, icons, measure, medium, regular, size};
use crate::widget::{elided, icon, ink, wrapped};

/// Draw into a rectangle that was measured before.
pub fn at<R>(ui: &mut Ui, rect: Rect, salt: &'static str, content: impl FnOnce(&mut Ui) -> R) -> R {
    let builder = UiBuilder::new().id_salt(salt).max_rect(rect).layout(Layout::left_to_right(Align::Center));
    content(&mut ui.new_child(builder))
}

/// A key as it looks on a keyboard, its right edge at a point; the width it takes.
pub fn keycap(ui: &Ui, theme: &Theme, right: egui::Pos2, text: &str) -> f32 {
    let galley = elided(ui.painter(), text, regular(size::AXIS), theme.text_2, 200.0);
    let width = galley.size().x + 12.0;
    let rect = Rect::from_min_size(pos2(right.x - width, right.y - 9.0), vec2(width, 18.0));
    let rim = Stroke::new(1.0, theme.line);
    ui.painter().rect_stroke(rect, CornerRadius::same(4), rim, StrokeKind::Inside);
    let corner = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min;
    ui.painter().galley(corner, galley, theme.text_2);
    width
}

/// A field for typing, with a magnifier and a cross to empty it.
pub struct SearchField<'a> {
    pub id: Id,
    /// What a screen reader says.
    pub name: &'a str,
    pub hint: &'a str,
    pub height: f32,
    /// Of the type.
    pub size: f32,
}

/// What happened to a search field.
pub struct Searched {
    pub response: Response,
    pub changed: bool,
}

impl SearchField<'_> {
    /// Show it over the room given. Esc empties it, then leaves it.
    pub fn show(&self, ui: &mut Ui, theme: &Theme, text: &mut String) -> Searched {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), self.height), Sense::hover());
        let radius = CornerRadius::same(measure::RADIUS);
        let focus = ui.memory(|memory| memory.has_focus(self.id));
        ui.painter().rect_filled(rect, radius, theme.sunken);
        if focus {
            ui.painter().rect_stroke(rect, radius, Stroke::new(1.5, theme.accent), StrokeKind::Inside);
        }
        let glass = pos2(rect.left() + 18.0, rect.center().y);
        ui.painter().text(glass, Align2::CENTER_CENTER, icon::MAGNIFYING_GLASS, icons(15.0), theme.text_2);

        // Before the field sees it: a field would only lose the focus.
        let escape = focus && ui.input(|input| input.key_pressed(Key::Escape));
        let full = !text.is_empty();
        let end = if full { rect.right() - 26.0 } else { rect.right() - 8.0 };
        let inner = Rect::from_min_max(pos2(rect.left() + 34.0, rect.top()), pos2(end, rect.bottom()));
        let response = at(ui, inner, "field", |ui| {
            let filter = EventFilter { horizontal_arrows: true, escape: true, ..EventFilter::default() };
            let edit = TextEdit::singleline(text)
                .id(self.id)
                .frame(Frame::NONE)
                .margin(Margin::ZERO)
                .font(regular(self.size))
                .text_color(theme.text)
                .hint_text(RichText::new(self.hint).color(theme.text_2))
                .event_filter(filter)
                .align(Align2::LEFT_CENTER)
                .min_size(vec2(0.0, rect.height()))
                .desired_width(inner.width());
            ui.add(edit).accessible_name(self.name)
        });
        let mut changed = response.changed();
        if escape && full {
            ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
            text.clear();
            changed = true;
        } else if escape {
            response.surrender_focus();
        }
        if full {
            let spot = Rect::from_center_size(pos2(rect.right() - 16.0, rect.center().y), Vec2::splat(20.0));
            // Not on the way of the keyboard, which has Esc for it.
            let cross = ui.interact(spot, self.id.with("clear"), Sense::CLICK);
            if cross_at(ui, theme, &cross, &format!("Clear {}", self.name.to_lowercase())).clicked() {
                text.clear();
                changed = true;
                response.request_focus();
            }
        }
        Searched { response, changed }
    }
}

/// Paint a small cross on a response.
pub fn cross_at(ui: &Ui, theme: &Theme, response: &Response, name: &str) -> Response {
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let colour = if response.hovered() || response.has_focus() { theme.text } else { theme.text_2 };
    if response.has_focus() {
        let rim = Stroke::new(1.5, theme.accent);
        ui.painter().rect_stroke(response.rect, CornerRadius::same(4), rim, StrokeKind::Inside);
    }
    ui.painter().text(response.rect.center(), Align2::CENTER_CENTER, icon::X, icons(12.0), colour);
    response.clone().on_hover_cursor(CursorIcon::PointingHand).on_hover_text(name)
}

/// A few choices side by side of which one holds; the number of the one that was clicked.
pub fn segments(ui: &mut Ui, theme: &Theme, choices: &[&str], chosen: usize) -> Option<usize> {
    segments_with(ui, theme, choices, chosen, false)
}

/// The same, with the keyboard on the first choice.
pub fn segments_with(ui: &mut Ui, theme: &Theme, choices: &[&str], chosen: usize, focus: bool) -> Option<usize> {
    let painter = ui.painter().clone();
    let measured = |text: &str| elided(&painter, text, medium(size::SMALL), theme.text, f32::INFINITY);
    let widths: Vec<f32> = choices.iter().map(|text| measured(text).size().x + 24.0).collect();
    let (rect, whole) = ui.allocate_exact_size(vec2(widths.iter().sum::<f32>() + 4.0, 28.0), Sense::hover());
    let radius = CornerRadius::same(measure::RADIUS);
    painter.rect_filled(rect, radius, theme.sunken);
    let mut asked = None;
    let mut x = rect.left() + 2.0;
    for (i, (text, width)) in choices.iter().zip(widths).enumerate() {
        let part = Rect::from_min_size(pos2(x, rect.top() + 2.0), vec2(width, rect.height() - 4.0));
        x += width;
        let response = ui.interact(part, whole.id.with(i), Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, i == chosen, text));
        if focus && i == 0 {
            response.request_focus();
        }
        let inner = CornerRadius::same(measure::RADIUS - 2);
        if i == chosen {
            painter.rect_filled(part, inner, theme.raised);
            painter.rect_stroke(part, inner, Stroke::new(1.0, theme.line), StrokeKind::Inside);
        }
        if response.has_focus() {
            painter.rect_stroke(part, inner, Stroke::new(1.5, theme.accent), StrokeKind::Inside);
        }
        let strong = i == chosen || response.hovered();
        let font = if i == chosen { medium(size::SMALL) } else { regular(size::SMALL) };
        let colour = if strong { theme.text } else { theme.text_2 };
        ink(&painter, part.center(), Align2::CENTER_CENTER, text, font, colour, width);
        if response.on_hover_cursor(CursorIcon::PointingHand).clicked() && i != chosen {
            asked = Some(i);
        }
    }
    asked
}

/// A heading over a part of a card.
pub fn heading(ui: &mut Ui, theme: &Theme, text: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, text));
    let at = pos2(rect.left(), rect.center().y);
    ink(ui.painter(), at, Align2::LEFT_CENTER, text, medium(size::SMALL), theme.text_2, rect.width());
}

/// A paragraph in the second text colour.
pub fn note(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    paragraph(ui, text, regular(size::SMALL), theme.text_2)
}

/// A paragraph over the width there is.
pub fn paragraph(ui: &mut Ui, text: &str, font: egui::FontId, colour: egui::Color32) -> Response {
    let galley = wrapped(ui.painter(), text, font, colour, ui.available_width());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), galley.size().y), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    ui.painter().galley(rect.min, galley, colour);
    response
}

/// A hairline over the whole width of a card.
pub fn rule(ui: &mut Ui, theme: &Theme) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 13.0), Sense::hover());
    crate::widget::hairline(ui.painter(), rect.x_range(), rect.center().y, theme.line);
}

/// Something that is on or off.
pub fn switch(ui: &mut Ui, theme: &Theme, name: &str, on: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(36.0, 20.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Switch, true, on, name));
    ui.accesskit_node_builder(response.id, |node| {
        node.set_toggled(if on { egui::accesskit::Toggled::True } else { egui::accesskit::Toggled::False });
    });
    let round = CornerRadius::same(10);
    let ground = if on { theme.accent } else { theme.sunken };
    ui.painter().rect_filled(rect, round, ground);
    if !on {
        ui.painter().rect_stroke(rect, round, Stroke::new(1.0, theme.text_3), StrokeKind::Inside);
    }
    let x = if on { rect.right() - 10.0 } else { rect.left() + 10.0 };
    let knob = if on { theme.raised } else { theme.text_2 };
    ui.painter().circle_filled(pos2(x, rect.center().y), if on { 7.0 } else { 6.0 }, knob);
    if response.has_focus() {
        let rim = Stroke::new(1.5, theme.accent);
        ui.painter().rect_stroke(rect.expand(2.0), CornerRadius::same(12), rim, StrokeKind::Outside);
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// One of several choices below each other.
pub fn radio_row(ui: &mut Ui, theme: &Theme, label: &str, beside: &str, chosen: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::click());
    let name = if beside.is_empty() { label.to_owned() } else { format!("{label}, {beside}") };
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, &name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, CornerRadius::same(4), theme.hovered_row);
    }
    if response.has_focus() {
        let rim = Stroke::new(1.5, theme.accent);
        ui.painter().rect_stroke(rect, CornerRadius::same(4), rim, StrokeKind::Inside);
    }
    let dot = pos2(rect.left() + 15.0, rect.center().y);
    if chosen {
        ui.painter().circle_filled(dot, 7.0, theme.accent);
        ui.painter().circle_filled(dot, 2.5, theme.raised);
    } else {
        ui.painter().circle_stroke(dot, 6.5, Stroke::new(1.0, theme.text_3));
    }
    let at = pos2(rect.left() + 32.0, rect.center().y);
    let left = ink(ui.painter(), at, Align2::LEFT_CENTER, label, regular(size::BODY), theme.text, rect.width() - 40.0);
    let room = rect.right() - left.right() - 24.0;
    let at = rect.right_center() - vec2(8.0, 0.0);
    ink(ui.painter(), at, Align2::RIGHT_CENTER, beside, regular(size::SMALL), theme.text_2, room);
    response
}

/// A quiet button with a text.
pub fn button(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    let width = elided(ui.painter(), text, medium(size::BODY), theme.text, f32::INFINITY).size().x + 24.0;
    wide_button(ui, theme, text, width, false)
}

/// The same, as wide as asked; `first` is what most people want.
pub fn wide_button(ui: &mut Ui, theme: &Theme, text: &str, width: f32, first: bool) -> Response {
    let galley = elided(ui.painter(), text, medium(size::BODY), theme.text, width - 8.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, 30.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text));
    let plain = if first { theme.accent_bg } else { theme.sunken };
    let ground = if response.hovered() { ui.visuals().widgets.hovered.bg_fill } else { plain };
    let radius = CornerRadius::same(measure::RADIUS);
    ui.painter().rect_filled(rect, radius, ground);
    if response.has_focus() {
        ui.painter().rect_stroke(rect, radius, Stroke::new(1.5, theme.accent), StrokeKind::Inside);
    }
    let colour = if ui.is_enabled() { theme.text } else { theme.text_3 };
    let corner = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min;
    ui.painter().galley_with_override_text_color(corner, galley, colour);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

//! The settings: look, list, reading, motion, and the map behind the events. Every change holds at once.

mod gazetteers;
mod map_source;

use egui::{Align, Align2, Layout, ScrollArea, Sense, Ui, UiBuilder, pos2, vec2};

use self::gazetteers::Gazetteers;
use self::map_source::MapSource;
use super::action::Action;
use super::parts::{heading, rule, segments, switch};
use super::sheet::Sheet;
use super::{Ctx, Shell};
use crate::settings::{Density, ThemeChoice};
use crate::theme::{regular, size};
use crate::widget::{icon, icon_button, ink, text_button};

/// The window and what is half-typed in it.
#[derive(Default)]
pub struct SettingsWindow {
    map: MapSource,
    gazetteers: Gazetteers,
}

impl SettingsWindow {
    /// Show it; call it only while it is open.
    pub fn show(&mut self, ui: &Ui, cx: &Ctx<'_>) {
        let close = Sheet { name: "Settings", width: 560.0 }.show(ui, cx, |ui, fresh| {
            let height = ui.available_height().min(640.0);
            ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| {
                look(ui, cx);
                rule(ui, cx.theme);
                reading(ui, cx);
                rule(ui, cx.theme);
                self.gazetteers.show(ui, cx);
                rule(ui, cx.theme);
                heading(ui, cx.theme, "Map behind the events");
                self.map.show(ui, cx, fresh);
            });
        });
        if close {
            cx.shell(Shell::SettingsWindow(false));
        }
    }
}

fn look(ui: &mut Ui, cx: &Ctx<'_>) {
    let settings = cx.settings;
    heading(ui, cx.theme, "Look");
    row(ui, cx, "Light and dark", "", |ui| {
        let choices = [ThemeChoice::Light, ThemeChoice::Dark, ThemeChoice::System];
        let now = choices.iter().position(|it| *it == settings.theme).unwrap_or(2);
        if let Some(pick) = segments(ui, cx.theme, &["Light", "Dark", "As the system"], now) {
            let theme = choices[pick];
            cx.set(move |it| it.theme = theme);
        }
    });
    row(ui, cx, "Size of the interface", "", |ui| {
        let text = format!("{:.0} %", settings.scale * 100.0);
        if icon_button(ui, cx.theme, icon::PLUS, "Larger interface", false).clicked() {
            Action::ScaleUp.run(cx);
        }
        number(ui, cx, &text);
        if icon_button(ui, cx.theme, icon::MINUS, "Smaller interface", false).clicked() {
            Action::ScaleDown.run(cx);
        }
        if settings.scale != 1.0 && text_button(ui, cx.theme, "Reset").clicked() {
            Action::ScaleReset.run(cx);
        }
    });
    row(ui, cx, "Reduce motion", "No flights over the map, no fades", |ui| {
        if switch(ui, cx.theme, "Reduce motion", settings.reduce_motion).clicked() {
            Action::ReduceMotion.run(cx);
        }
    });
}

fn reading(ui: &mut Ui, cx: &Ctx<'_>) {
    let settings = cx.settings;
    heading(ui, cx.theme, "List, reader, map");
    row(ui, cx, "Rows of the list", "", |ui| {
        let now = usize::from(settings.density == Density::Compact);
        if segments(ui, cx.theme, &["Two lines", "One line"], now).is_some() {
            Action::CompactList.run(cx);
        }
    });
    row(ui, cx, "Text of the reader", "", |ui| {
        let size = settings.reader_size;
        if icon_button(ui, cx.theme, icon::PLUS, "Larger text", false).clicked() {
            cx.set(move |it| it.reader_size = (size + 1.0).min(28.0));
        }
        number(ui, cx, &format!("{size:.0}"));
        if icon_button(ui, cx.theme, icon::MINUS, "Smaller text", false).clicked() {
            cx.set(move |it| it.reader_size = (size - 1.0).max(12.0));
        }
    });
    row(ui, cx, "Place precision", "Circles at true size where a place is not known exactly", |ui| {
        if switch(ui, cx.theme, "Place precision", settings.halos).clicked() {
            Action::Halos.run(cx);
        }
    });
}

/// A number that keeps its place.
fn number(ui: &mut Ui, cx: &Ctx<'_>, text: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(48.0, 28.0), Sense::hover());
    super::sheet::say(&response, text);
    ink(ui.painter(), rect.center(), Align2::CENTER_CENTER, text, regular(size::BODY), cx.theme.text, 48.0);
}

/// A setting: its name at the left, what it means below, its control at the right.
fn row(ui: &mut Ui, cx: &Ctx<'_>, name: &str, meaning: &str, control: impl FnOnce(&mut Ui)) {
    let height = if meaning.is_empty() { 40.0 } else { 48.0 };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    super::sheet::say(&response, if meaning.is_empty() { name } else { meaning });
    let (theme, room) = (cx.theme, rect.width() * 0.6);
    let y = if meaning.is_empty() { rect.center().y } else { rect.center().y - 9.0 };
    ink(ui.painter(), pos2(rect.left(), y), Align2::LEFT_CENTER, name, regular(size::BODY), theme.text, room);
    let at = pos2(rect.left(), y + 18.0);
    ink(ui.painter(), at, Align2::LEFT_CENTER, meaning, regular(size::SMALL), theme.text_2, rect.width() - 80.0);
    let place = rect.with_max_x(rect.right() - 12.0);
    let builder = UiBuilder::new().id_salt(name).max_rect(place).layout(Layout::right_to_left(Align::Center));
    control(&mut ui.new_child(builder));
}

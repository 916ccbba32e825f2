//! The head of the panel: its tabs, and the size of the text.

use egui::{Align, Layout, Popup, PopupCloseBehavior, Rect, Ui, UiBuilder, vec2};

use crate::session::{Command, DetailTab, Selected};
use crate::theme::{measure, medium, regular, size};
use crate::view::{Ctx, words};
use crate::widget::{hairline, icon, icon_button, tab, text_button};

pub fn show(ui: &mut Ui, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let whole = ui.available_rect_before_wrap();
    let rect = Rect::from_min_size(whole.min, vec2(whole.width(), measure::HEADER));
    ui.painter().rect_filled(rect, 0, theme.panel);
    hairline(ui.painter(), rect.x_range(), rect.bottom() - 0.5, theme.line);
    let inside = rect.shrink2(vec2(measure::SIDE, 0.0));
    let layout = Layout::left_to_right(Align::Center);
    let mut row = ui.new_child(UiBuilder::new().id_salt("reader tabs").max_rect(inside).layout(layout));
    row.spacing_mut().item_spacing.x = 22.0;
    let details = match cx.session.selection().what {
        Selected::Nothing | Selected::Events => "Event details",
        Selected::Place(_) => "Place",
        Selected::Group(_) => "Group",
    };
    let articles = words::count(cx.session.project().articles.len(), "article", "articles");
    let tabs =
        [(DetailTab::Article, "Article"), (DetailTab::Details, details), (DetailTab::Articles, articles.as_str())];
    for (it, name) in tabs {
        let open = cx.session.tab() == it;
        if tab(&mut row, theme, name, open).clicked() && !open {
            cx.send(Command::ShowTab(it));
        }
    }
    row.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let button = icon_button(ui, theme, icon::TEXT_AA, "Size of the text", false);
        Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| text_size(ui, cx));
    });
    ui.advance_cursor_after_rect(rect);
}

/// Smaller, larger, and back to the usual size.
fn text_size(ui: &mut Ui, cx: &Ctx<'_>) {
    let now = cx.settings.reader_size;
    ui.set_width(176.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.add_space(6.0);
        ui.label(egui::RichText::new("Text size").font(regular(size::BODY)).color(cx.theme.text));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, cx.theme, icon::PLUS, "Larger text", false).clicked() {
                cx.set(move |it| it.reader_size = (now + 1.0).min(28.0));
            }
            let number = egui::RichText::new(format!("{now:.0}")).font(medium(size::BODY)).color(cx.theme.text);
            ui.add_sized(vec2(24.0, 28.0), egui::Label::new(number).selectable(false));
            if icon_button(ui, cx.theme, icon::MINUS, "Smaller text", false).clicked() {
                cx.set(move |it| it.reader_size = (now - 1.0).max(12.0));
            }
        });
    });
    ui.add_enabled_ui(now != 16.0, |ui| {
        ui.horizontal(|ui| {
            ui.add_space(6.0);
            if text_button(ui, cx.theme, "Usual size").clicked() {
                cx.set(|it| it.reader_size = 16.0);
            }
        });
    });
}

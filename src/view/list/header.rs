use egui::{Align, Layout, Ui, vec2};

use crate::session::{Command, Sort, SortKey};
use crate::settings::Density;
use crate::theme::{measure, semibold, size};
use crate::view::{Ctx, words};
use crate::widget::{hairline, icon, icon_button, ink};

/// The panel's head: how it is sorted, what it is limited to, how dense it is.
pub fn show(ui: &mut Ui, cx: &Ctx<'_>) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), measure::HEADER), egui::Sense::hover());
    hairline(ui.painter(), rect.x_range(), rect.bottom() - 0.5, cx.theme.line);
    let inner = rect.shrink2(vec2(measure::SIDE, 0.0));
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)));
    let title = ink(
        ui.painter(),
        inner.left_center(),
        egui::Align2::LEFT_CENTER,
        "Events",
        semibold(size::BODY),
        cx.theme.text,
        100.0,
    );
    ui.add_space(title.width() + 4.0);
    sort_menu(&mut ui, cx);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let compact = cx.settings.density == Density::Compact;
        let (glyph, name) =
            if compact { (icon::LIST, "Two lines an event") } else { (icon::ROWS, "One line an event") };
        if icon_button(ui, cx.theme, glyph, name, false).clicked() {
            cx.set(move |it| it.density = if compact { Density::Comfortable } else { Density::Compact });
        }
        let can = cx.session.read_only().is_none();
        ui.add_enabled_ui(can, |ui| {
            if icon_button(ui, cx.theme, icon::PLUS, "Add an event", false).clicked() {
                crate::view::edit::new_event_in_view(cx);
            }
        });
        let on = cx.session.in_view_only();
        let name = if on { "List everything, not only what the map shows" } else { "List only what the map shows" };
        if icon_button(ui, cx.theme, icon::BOUNDING_BOX, name, on).clicked() {
            cx.send(Command::InViewOnly(!on));
        }
        if on {
            let shown = cx.session.derived().list.len();
            let text = format!("{} in view", words::thousands(shown));
            ui.label(egui::RichText::new(text).size(size::SMALL).color(cx.theme.text_2));
        }
    });
}

fn sort_menu(ui: &mut Ui, cx: &Ctx<'_>) {
    let sort = cx.session.sort();
    let text =
        egui::RichText::new(format!("{} {}", sort.label(), icon::CARET_DOWN)).size(size::SMALL).color(cx.theme.text_2);
    let button = ui.add(egui::Button::new(text).frame(false)).on_hover_text("Sort the list");
    let enabled = true;
    let name = format!("Sort: {}", sort.label());
    button.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, enabled, &name));
    egui::Popup::menu(&button).accessible_name("Sort").show(|ui| {
        for key in SortKey::ALL {
            for descending in [
                matches!(key, SortKey::Date | SortKey::Toll | SortKey::Sources),
                !matches!(key, SortKey::Date | SortKey::Toll | SortKey::Sources),
            ] {
                let choice = Sort { key, descending };
                let label = capitalised(&choice.label());
                if ui.selectable_label(choice == sort, label).clicked() {
                    cx.send(Command::SortBy(choice));
                    ui.close();
                }
            }
        }
    });
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

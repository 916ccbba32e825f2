//! Several events selected at once: which, and which of them is shown below.

use egui::Ui;

use super::details::button;
use super::event_rows::{self, Chosen};
use super::prose::prose;
use crate::theme::{semibold, size};
use crate::view::{Ctx, Shell, edit, words};
use crate::widget::{hairline, icon};

pub fn show(ui: &mut Ui, cx: &Ctx<'_>, chosen: &Chosen) {
    if chosen.len() < 2 {
        return;
    }
    let title = format!("{} events selected", words::thousands(chosen.len()));
    prose(ui, &title, semibold(size::TITLE), cx.theme.text);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let can = cx.session.read_only().is_none();
        if button(ui, cx.theme, can, icon::SLIDERS_HORIZONTAL, "Change all…").clicked() {
            cx.shell(Shell::Bulk(true));
        }
        let starred = edit::starred(cx).unwrap_or(false);
        if button(ui, cx.theme, can, icon::STAR, if starred { "Unstar all" } else { "Star all" }).clicked() {
            edit::star_selected(cx);
        }
    });
    ui.scope(|ui| event_rows::show(ui, cx, chosen));
    ui.add_space(10.0);
    let rect = ui.available_rect_before_wrap();
    hairline(ui.painter(), rect.x_range(), rect.top(), cx.theme.line);
    ui.add_space(14.0);
}

use egui::{Align, Layout, Rect, RichText, Ui, UiBuilder, vec2};

use super::data::Facts;
use crate::session::Command;
use crate::theme::{regular, size};
use crate::view::{Ctx, Shell, words};
use crate::widget::link_button;

/// Where there is nothing to draw: why, and what to do next.
pub fn show(ui: &mut Ui, cx: &Ctx<'_>, rect: Rect, facts: &Facts) {
    let no_events = cx.session.project().events.is_empty();
    let filtered = !cx.session.filter().is_empty();
    let text = match (no_events, facts.rows) {
        (true, _) => "This case has no events yet, so there is nothing to show in time.".to_owned(),
        (false, 0) => "Nothing passes the other filters, so there is nothing to show in time.".to_owned(),
        (false, 1) => "The one event that passes the other filters has no date.".to_owned(),
        (false, n) => format!("None of the {} events that pass the other filters has a date.", words::thousands(n)),
    };
    let line = Rect::from_center_size(rect.center(), vec2(rect.width() - 32.0, 48.0_f32.min(rect.height())));
    let mut ui = ui.new_child(UiBuilder::new().max_rect(line).layout(Layout::top_down(Align::Center)));
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.label(RichText::new(text).font(regular(size::BODY)).color(cx.theme.text_2));
    if no_events {
        if link_button(&mut ui, cx.theme, "Open another case…").clicked() {
            cx.shell(Shell::PickCase);
        }
    } else if filtered && link_button(&mut ui, cx.theme, "Clear all filters").clicked() {
        cx.send(Command::ClearFilters);
    }
}

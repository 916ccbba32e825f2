use egui::accesskit::{Live, Role};
use egui::{Align2, Id, Rect, Sense, Ui, WidgetInfo, pos2};

use super::font;
use crate::theme::{measure, semibold, size};
use crate::view::action::Action;
use crate::view::parts::at;
use crate::view::{Ctx, words};
use crate::widget::{elided, icon, icon_button, ink, link_button};

/// The right end of the bar: back, forward, how many events are left, clear. It keeps its place whatever the
/// numbers are.
pub struct ResultPart {
    pub left: f32,
    bar: Rect,
    text: f32,
    clear: f32,
}

const ICONS: f32 = 28.0 + 28.0 + 4.0;
const DOT: f32 = 18.0;

/// How much room it needs.
pub fn measure(ui: &Ui, cx: &Ctx<'_>, bar: Rect) -> ResultPart {
    let width = |text: &str, font| elided(ui.painter(), text, font, cx.theme.text, f32::INFINITY).size().x;
    let all = cx.session.derived().universe.count();
    // The widest digits there can be, so that nothing moves while numbers change.
    let widest = words::thousands(all).replace(|c: char| c.is_ascii_digit(), "0");
    let text = width(&widest, semibold(size::BODY)) + width(&of_all(all), font());
    let clear = width("Clear", font());
    let right = bar.right() - measure::SIDE;
    ResultPart { left: right - clear - DOT - text.ceil() - 10.0 - ICONS, bar, text: text.ceil(), clear }
}

fn of_all(all: usize) -> String {
    format!(" of {}", words::count(all, "event", "events"))
}

impl ResultPart {
    pub fn show(&self, ui: &mut Ui, cx: &Ctx<'_>) {
        let theme = cx.theme;
        let middle = self.bar.center().y;
        let icons = Rect::from_min_max(pos2(self.left, middle - 14.0), pos2(self.left + ICONS, middle + 14.0));
        at(ui, icons, "history", |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let signs = [(icon::CARET_LEFT, Action::FilterBack), (icon::CARET_RIGHT, Action::FilterForward)];
            for (sign, action) in signs {
                let possible = action.enabled(cx);
                ui.add_enabled_ui(possible.is_ok(), |ui| {
                    let button = icon_button(ui, theme, sign, &action.text(cx), false);
                    if button.on_disabled_hover_text(possible.err().unwrap_or_default()).clicked() {
                        action.run(cx);
                    }
                });
            }
        });
        let derived = cx.session.derived();
        let (left, all) = (derived.rows.count(), derived.universe.count());
        let right = self.bar.right() - measure::SIDE;
        let end = right - self.clear - DOT;
        let said = of_all(all);
        let rest = ink(ui.painter(), pos2(end, middle), Align2::RIGHT_CENTER, &said, font(), theme.text_2, self.text);
        let number = words::thousands(left);
        let bold = semibold(size::BODY);
        ink(ui.painter(), pos2(rest.left(), middle), Align2::RIGHT_CENTER, &number, bold, theme.text, self.text);
        let spoken = Rect::from_min_max(pos2(end - self.text, middle - 12.0), pos2(end, middle + 12.0));
        let response = ui.interact(spoken, Id::unique("filter result"), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Status, true, format!("{number}{said}")));
        ui.accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
        let notice = &cx.session.project().meta.notice;
        if !notice.is_empty() {
            crate::widget::hint(response, notice);
        }
        let dot = pos2(end + DOT / 2.0, middle);
        ink(ui.painter(), dot, Align2::CENTER_CENTER, "·", font(), theme.text_2, DOT);

        let possible = Action::ClearFilters.enabled(cx);
        let place = Rect::from_min_max(pos2(right - self.clear, middle - 12.0), pos2(right + 4.0, middle + 12.0));
        at(ui, place, "clear", |ui| {
            ui.add_enabled_ui(possible.is_ok(), |ui| {
                let button = link_button(ui, theme, "Clear").on_hover_text(Action::ClearFilters.tooltip(cx));
                if button.on_disabled_hover_text("No filter is set").clicked() {
                    Action::ClearFilters.run(cx);
                }
            });
        });
    }
}

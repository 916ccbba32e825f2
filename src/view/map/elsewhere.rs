use egui::{Align2, Area, Frame, Id, Margin, Order, Rect, RichText, Ui, vec2};

use crate::session::{Command, FlyTo};
use crate::theme::{regular, size};
use crate::view::{Ctx, words};
use crate::widget::link_button;

/// Where events pass the filters but none is in view: say so, and offer the way there.
pub fn show(ui: &Ui, cx: &Ctx<'_>, map: Rect, seen: bool) {
    let placed = cx.session.project().events.placed();
    if seen || placed == 0 || map.width() < 260.0 {
        return;
    }
    let there = cx.session.derived().rows.count_in(0..placed);
    if there == 0 {
        return;
    }
    Area::new(Id::unique("events elsewhere"))
        .order(Order::Middle)
        .pivot(Align2::CENTER_TOP)
        .fixed_pos(map.center_top() + vec2(0.0, 16.0))
        .constrain_to(map)
        .accessible_name("Events elsewhere")
        .fade_in(false)
        .show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).fill(cx.theme.raised).inner_margin(Margin::symmetric(12, 6)).show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 8.0;
                    let text = format!("{} outside this view", words::count(there, "event is", "events are"));
                    ui.label(RichText::new(text).font(regular(size::SMALL)).color(cx.theme.text_2));
                    if link_button(ui, cx.theme, "Fit the map").clicked() {
                        cx.send(Command::Fly(FlyTo::Results));
                    }
                });
            });
        });
}

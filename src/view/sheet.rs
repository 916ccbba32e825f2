//! Sheets over the window: named, closed by Esc or a click beside, keeping the keyboard to themselves.

use egui::accesskit::Role;
use egui::{Align, Align2, CornerRadius, Frame, Id, Layout, Margin, Modal, Shadow, Stroke, Ui, WidgetInfo, vec2};

use super::Ctx;
use crate::theme::{Theme, measure, semibold, size};
use crate::widget::{icon, icon_button, ink};

/// Remembered while a sheet is open.
#[derive(Clone, Copy)]
struct Opened {
    pass: u64,
    /// What had the keyboard before.
    focus: Option<Id>,
}

/// The card that sheets and palette are drawn on.
pub fn card(theme: &Theme) -> Frame {
    Frame::new()
        .fill(theme.raised)
        .stroke(Stroke::new(1.0, theme.line))
        .corner_radius(CornerRadius::same(measure::CARD_RADIUS))
        .shadow(Shadow { offset: [0, 8], blur: 32, spread: 0, color: theme.shadow })
}

/// A sheet.
pub struct Sheet<'a> {
    pub name: &'a str,
    pub width: f32,
}

impl Sheet<'_> {
    /// Show it with a title; `true` if it is to close. The content hears whether the sheet has just opened.
    pub fn show(&self, ui: &Ui, cx: &Ctx<'_>, content: impl FnOnce(&mut Ui, bool)) -> bool {
        let theme = cx.theme;
        let height = (ui.content_rect().height() - 128.0).max(160.0);
        modal(ui, theme, self.name, Align2::CENTER_CENTER, 0.0, |ui, fresh| {
            ui.set_width(self.width.min(ui.content_rect().width() - 64.0));
            let (bar, _) = ui.allocate_exact_size(vec2(ui.available_width(), 48.0), egui::Sense::hover());
            let at = bar.left_center() + vec2(20.0, 0.0);
            ink(
                ui.painter(),
                at,
                Align2::LEFT_CENTER,
                self.name,
                semibold(size::TITLE),
                theme.text,
                bar.width() - 64.0,
            );
            crate::widget::hairline(ui.painter(), bar.x_range(), bar.bottom(), theme.line);
            let right = bar.with_max_x(bar.right() - 10.0);
            let mut close = false;
            let builder = egui::UiBuilder::new().max_rect(right).layout(Layout::right_to_left(Align::Center));
            let mut corner = ui.new_child(builder);
            let cross = icon_button(&mut corner, theme, icon::X, "Close", false);
            close |= cross.clicked();
            if fresh {
                cross.request_focus();
            }
            Frame::new().inner_margin(Margin { left: 20, right: 20, top: 14, bottom: 18 }).show(ui, |ui| {
                ui.set_max_height(height);
                content(ui, fresh);
            });
            close
        })
    }
}

/// Something over the whole window. The content hears whether it has just opened, and says whether to close.
pub fn modal(
    ui: &Ui,
    theme: &Theme,
    name: &str,
    align: Align2,
    down: f32,
    content: impl FnOnce(&mut Ui, bool) -> bool,
) -> bool {
    let id = Id::unique(("sheet", name));
    let pass = ui.cumulative_pass_nr();
    let before: Option<Opened> = ui.data(|data| data.get_temp(id));
    let fresh = before.is_none_or(|it| it.pass + 1 < pass);
    let focus = match before {
        Some(it) if !fresh => it.focus,
        _ => ui.memory(|memory| memory.focused()),
    };
    ui.data_mut(|data| data.insert_temp(id, Opened { pass, focus }));
    let area = Modal::default_area(id).anchor(align, vec2(0.0, down)).accessible_name(name).role(Role::Dialog);
    let shown = Modal::new(id).area(area).backdrop_color(theme.backdrop).frame(card(theme)).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 0.0);
        content(ui, fresh)
    });
    let close = shown.inner || shown.should_close();
    if close {
        ui.memory_mut(|memory| memory.stop_text_input());
        if let Some(focus) = focus {
            ui.data_mut(|data| data.insert_temp(before_sheet(), focus));
        }
        ui.request_repaint();
    }
    close
}

fn before_sheet() -> Id {
    Id::unique("focus before a sheet")
}

/// Once a frame: give the keyboard back to what had it before a sheet was closed. It cannot be taken while the
/// sheet still keeps it to itself, which it does for one frame longer than it is seen.
pub fn give_back_focus(ui: &Ui) {
    let Some(focus) = ui.data(|data| data.get_temp::<Id>(before_sheet())) else { return };
    if ui.memory(|memory| memory.top_modal_layer().is_some()) {
        ui.request_repaint();
        return;
    }
    ui.data_mut(|data| data.remove::<Id>(before_sheet()));
    ui.memory_mut(|memory| {
        if memory.focused().is_none() {
            memory.request_focus(focus);
        }
    });
}

/// Tell a screen reader what a painted part says.
pub fn say(response: &egui::Response, text: &str) {
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
}

use egui::accesskit::Role;
use egui::{Id, Sense, Ui, WidgetInfo};

use super::Ctx;
use crate::widget::FocusPlace;

/// A view that can be given the keyboard as a whole, for views that have no place for it of their own.
#[derive(Default)]
pub struct Whole {
    keyboard: FocusPlace,
}

impl Whole {
    /// Give it the keyboard in the next frame.
    pub fn focus(&mut self) {
        self.keyboard.focus();
    }

    /// Show the view in all the room there is.
    pub fn show<R>(&mut self, ui: &mut Ui, cx: &Ctx<'_>, name: &str, view: impl FnOnce(&mut Ui) -> R) -> R {
        let rect = ui.available_rect_before_wrap();
        let response = ui.interact(rect, Id::unique("whole view").with(name), Sense::FOCUSABLE);
        response.widget_info(|| WidgetInfo::labeled(Role::Group, true, name));
        let shown = view(ui);
        self.keyboard.show(ui, cx.theme, &response, rect);
        shown
    }
}

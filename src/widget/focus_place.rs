use egui::{Rect, Response, Stroke, StrokeKind, Ui};

use crate::theme::{Theme, measure};

/// A part of the window that can be given the keyboard as a whole, and shows it with a ring if it came by a key.
#[derive(Debug, Default)]
pub struct FocusPlace {
    wanted: bool,
    ring: bool,
}

impl FocusPlace {
    /// Give it the keyboard in the next frame.
    pub fn focus(&mut self) {
        self.wanted = true;
    }

    /// Take the keyboard if that was asked for, and ring the place while it is there.
    pub fn show(&mut self, ui: &Ui, theme: &Theme, response: &Response, place: Rect) {
        if std::mem::take(&mut self.wanted) {
            response.request_focus();
            // Whoever had it was drawn as if it still had.
            ui.ctx().request_repaint();
            self.ring = true;
        } else if response.gained_focus() {
            self.ring = !ui.input(|input| input.pointer.any_down() || input.pointer.any_released());
        }
        if self.ring && response.has_focus() {
            let stroke = Stroke::new(1.5, theme.accent);
            ui.painter().rect_stroke(place.shrink(3.0), measure::RADIUS, stroke, StrokeKind::Inside);
        }
    }
}

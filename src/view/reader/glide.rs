//! Scrolling by itself: at once, or gliding.

use egui::{Key, Rect, Ui};

/// Where a scrolled page is on its way to.
#[derive(Debug, Default)]
pub struct Glide {
    now: f32,
    target: Option<f32>,
    at_once: bool,
}

impl Glide {
    /// Go there.
    pub fn to(&mut self, offset: f32, glide: bool) {
        self.target = Some(offset);
        self.at_once = !glide;
    }

    /// Another page lies here now: where the last one was says nothing about it.
    pub fn other_page(&mut self, other: bool) {
        if other {
            self.target = None;
        } else if self.target.is_some() {
            self.at_once = true;
        }
    }

    /// Where the page really is.
    pub fn now(&mut self, offset: f32) {
        self.now = offset;
    }

    /// The keys that turn pages.
    pub fn keys(&mut self, ui: &Ui, height: f32, whole: f32, glide: bool) {
        let pressed = |key| ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, key));
        let from = self.target.unwrap_or(self.now);
        let to = if pressed(Key::PageDown) {
            from + height * 0.9
        } else if pressed(Key::PageUp) {
            from - height * 0.9
        } else if pressed(Key::Home) {
            0.0
        } else if pressed(Key::End) {
            whole
        } else {
            return;
        };
        self.to(to.clamp(0.0, (whole - height).max(0.0)), glide);
    }

    /// Where to scroll to in this frame, if on the way. A user who scrolls ends it.
    pub fn step(&mut self, ui: &Ui, rect: Rect, longest: f32) -> Option<f32> {
        let target = self.target?.clamp(0.0, longest);
        let (scrolled, dt) = ui.input(|input| (input.smooth_scroll_delta.y != 0.0, input.stable_dt.min(0.05)));
        if scrolled && ui.rect_contains_pointer(rect) {
            self.target = None;
            return None;
        }
        if self.at_once || (target - self.now).abs() < 0.75 {
            self.target = None;
            self.at_once = false;
            return Some(target);
        }
        ui.ctx().request_repaint();
        Some(self.now + (target - self.now) * (1.0 - (-dt * 14.0).exp()))
    }
}

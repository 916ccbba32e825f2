use std::borrow::Cow;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align2, Color32, FontId, Galley, Painter, Pos2, Rangef, Rect, Stroke};

use crate::text::{display, visual};

/// A text as it goes on the screen on one line: without controls, right-to-left words in visual order.
pub fn shown(text: &str) -> Cow<'_, str> {
    match display(text) {
        Cow::Borrowed(text) => visual(text),
        Cow::Owned(text) => Cow::Owned(visual(&text).into_owned()),
    }
}

/// One line of text, cut with an ellipsis where the room ends.
pub fn elided(painter: &Painter, text: &str, font: FontId, colour: Color32, width: f32) -> Arc<Galley> {
    // A line break would hide the rest of the text: it becomes a space.
    let text = shown(text).replace(['\n', '\r', '\t'], " ");
    let mut job = LayoutJob::single_section(text, TextFormat::simple(font, colour));
    job.wrap =
        TextWrapping { max_width: width.max(0.0), max_rows: 1, break_anywhere: true, overflow_character: Some('…') };
    painter.layout_job(job)
}

/// Text over several lines.
pub fn wrapped(painter: &Painter, text: &str, font: FontId, colour: Color32, width: f32) -> Arc<Galley> {
    painter.layout(shown(text).into_owned(), font, colour, width.max(1.0))
}

/// Paint one line of text at an anchor; the rectangle it takes.
pub fn ink(painter: &Painter, at: Pos2, anchor: Align2, text: &str, font: FontId, colour: Color32, width: f32) -> Rect {
    let galley = elided(painter, text, font, colour, width);
    let rect = anchor.anchor_size(at, galley.size());
    painter.galley(rect.min, galley, colour);
    rect
}

/// A horizontal line one point thick, on the pixel grid.
pub fn hairline(painter: &Painter, x: impl Into<Rangef>, y: f32, colour: Color32) {
    let y = painter.round_to_pixel_center(y);
    painter.hline(x, y, Stroke::new(1.0, colour));
}

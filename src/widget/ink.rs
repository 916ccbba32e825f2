use std::borrow::Cow;
use std::sync::Arc;

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align2, Color32, FontId, Galley, Painter, Pos2, Rangef, Rect, Response, Stroke, Ui, WidgetInfo};

use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::{display, has_rtl, is_rtl, visual, visual_line};

/// A text as it goes on the screen on one line: without controls, right-to-left words in visual order.
pub fn shown(text: &str) -> Cow<'_, str> {
    match display(text) {
        Cow::Borrowed(text) => visual(text),
        Cow::Owned(text) => Cow::Owned(visual(&text).into_owned()),
    }
}

/// One line of text, cut with an ellipsis where the room ends. What is cut away is the end of the text, wherever that
/// stands on the line.
pub fn elided(painter: &Painter, text: &str, font: FontId, colour: Color32, width: f32) -> Arc<Galley> {
    // A line break would hide the rest of the text: it becomes a space.
    let text = display(text).replace(['\n', '\r', '\t'], " ");
    if !has_rtl(&text) {
        return one_line(painter, text, font, colour, width);
    }
    let whole = one_line(painter, visual(&text).into_owned(), font.clone(), colour, f32::INFINITY);
    if whole.size().x <= width {
        return whole;
    }
    // Cut before the words are put in order: afterwards the end of the text may stand in the middle of the line.
    let rtl = is_rtl(&text);
    let ends: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
    let cut = |kept: usize| {
        let end = ends.get(kept).copied().unwrap_or(text.len());
        visual_line(&format!("{}…", text[..end].trim_end()), rtl).into_owned()
    };
    let wide = |kept: usize| one_line(painter, cut(kept), font.clone(), colour, f32::INFINITY).size().x;
    let (mut fits, mut too_many) = (0, ends.len());
    while fits + 1 < too_many {
        let middle = fits.midpoint(too_many);
        if wide(middle) <= width {
            fits = middle;
        } else {
            too_many = middle;
        }
    }
    one_line(painter, cut(fits), font, colour, width)
}

/// Text that is in visual order already.
fn one_line(painter: &Painter, text: String, font: FontId, colour: Color32, width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::single_section(text, TextFormat::simple(font, colour));
    job.wrap =
        TextWrapping { max_width: width.max(0.0), max_rows: 1, break_anywhere: true, overflow_character: Some('…') };
    painter.layout_job(job)
}

/// Text over several lines.
pub fn wrapped(painter: &Painter, text: &str, font: FontId, colour: Color32, width: f32) -> Arc<Galley> {
    let text = display(text);
    if !has_rtl(&text) {
        return painter.layout(text.into_owned(), font, colour, width.max(1.0));
    }
    let measure = |words: &str| painter.layout_no_wrap(words.to_owned(), font.clone(), colour).size().x;
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        // Lines are broken as the text is read, then the words of each are put in order.
        let rtl = is_rtl(paragraph);
        lines.extend(break_lines(paragraph, width.max(1.0), &measure).into_iter().map(|it| visual_line(it, rtl)));
    }
    painter.layout(lines.join("\n"), font, colour, f32::INFINITY)
}

/// The lines of a paragraph, broken between words where the room ends; a word that is wider has a line of its own.
fn break_lines<'a>(paragraph: &'a str, width: f32, measure: &dyn Fn(&str) -> f32) -> Vec<&'a str> {
    let (mut lines, mut from, mut end, mut used) = (Vec::new(), 0, 0, 0.0);
    for word in paragraph.split_inclusive(' ') {
        let wide = measure(word.trim_end());
        if used > 0.0 && used + wide > width {
            lines.push(paragraph[from..end].trim_end());
            (from, used) = (end, 0.0);
        }
        end += word.len();
        used += measure(word);
    }
    lines.push(paragraph[from..].trim_end());
    lines
}

/// A paragraph as wide as there is room, to stand among other widgets: for cards and tooltips.
pub fn prose(ui: &mut Ui, text: &str, font: FontId, colour: Color32) -> Response {
    let galley = wrapped(ui.painter(), text, font, colour, ui.available_width());
    let response = ui.label(galley);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    response
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

/// A tooltip with words of the user or of a file: cleaned, and right-to-left lines in their order.
pub fn hint(response: Response, text: &str) -> Response {
    response.on_hover_ui(|ui| {
        ui.set_max_width(ui.spacing().tooltip_width);
        let (font, colour) = (egui::TextStyle::Body.resolve(ui.style()), ui.visuals().text_color());
        prose(ui, text, font, colour);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_as_the_text_is_read() {
        let measure = |words: &str| words.chars().count() as f32;
        let text = "هجوم بطائرتين مسيرتين على قاعدة عين الأسد";
        let lines = break_lines(text, 16.0, &measure);
        assert_eq!(lines, ["هجوم بطائرتين", "مسيرتين على", "قاعدة عين الأسد"]);
        assert_eq!(break_lines("", 10.0, &measure), [""]);
        assert_eq!(break_lines("far too long", 3.0, &measure), ["far", "too", "long"]);
    }
}

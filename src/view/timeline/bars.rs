use egui::emath::GuiRounding as _;
use egui::{Align2, Color32, CornerRadius, Painter, Rect, Stroke, pos2, vec2};

use super::data::Data;
use super::scale::Scale;
use crate::event::EventId;
use crate::session::Session;
use crate::theme::{Theme, regular, size};
use crate::view::words;
use crate::widget::ink;

/// How counts become heights, and where bars stand.
#[derive(Clone, Copy, Debug)]
pub struct Bars {
    pub scale: Scale,
    pub plot: Rect,
    /// Height of one event.
    pub unit: f32,
    /// Whether each event has a block of its own.
    pub single: bool,
}

/// From here on blocks are wide and high enough for the title of the event.
const TITLE_WIDTH: f32 = 84.0;
const TITLE_HEIGHT: f32 = 15.0;

impl Bars {
    /// With the highest bar of `highest` events.
    pub fn new(data: &Data, scale: Scale, plot: Rect, highest: f32) -> Self {
        // One event is not a tower, even in a high panel.
        let most = (plot.height() / 5.0).clamp(16.0, 24.0);
        let unit = ((plot.height() - 6.0) / highest.max(1.0)).min(most);
        let single = !data.blocks.is_empty() && unit >= 4.0 && scale.per_day() >= 8.0;
        Self { scale, plot, unit, single }
    }

    /// The rectangle between two counts of a bar.
    fn part(&self, data: &Data, bin: usize, from: u32, to: u32) -> Option<Rect> {
        let bin = data.all.bins.get(bin)?;
        let (left, right) = (self.scale.start(bin.first), self.scale.start(bin.end));
        let gap = if right - left >= 5.0 { 0.5 } else { 0.0 };
        let y = |count: u32| self.plot.bottom() - count as f32 * self.unit;
        // A single event among thousands is still to be seen.
        let top = y(to).min(if from == 0 { self.plot.bottom() - 2.0 } else { f32::INFINITY });
        Some(Rect::from_min_max(pos2(left + gap, top), pos2(right - gap, y(from))))
    }

    /// The whole bar.
    pub fn bar(&self, data: &Data, bin: usize) -> Option<Rect> {
        let total = data.all.bins.get(bin)?.total();
        if total == 0 { None } else { self.part(data, bin, 0, total) }
    }

    /// The block of a single event.
    pub fn block(&self, data: &Data, block: usize) -> Option<Rect> {
        let (bin, ..) = *data.blocks.get(block)?;
        let first = data.blocks.partition_point(|it| it.0 < bin);
        let level = u32::try_from(block - first).ok()?;
        self.part(data, bin as usize, level, level + 1)
    }

    /// The event whose block is at a place.
    pub fn block_at(&self, data: &Data, bin: usize, y: f32) -> Option<(EventId, Rect)> {
        let bin = u32::try_from(bin).ok()?;
        let first = data.blocks.partition_point(|it| it.0 < bin);
        let level = ((self.plot.bottom() - y) / self.unit).floor().max(0.0) as usize;
        let block = data.blocks.get(first + level).filter(|it| it.0 == bin)?;
        Some((EventId(block.2), self.block(data, first + level)?))
    }

    /// Light lines at round counts, named at the right.
    pub fn paint_counts(&self, painter: &Painter, theme: &Theme, highest: u32) {
        let mut steps = (0..9).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u32.pow(power)));
        let apart = (self.plot.height() / 5.0).max(22.0);
        let Some(step) = steps.find(|step| *step as f32 * self.unit >= apart) else { return };
        let mut count = step;
        while count <= highest {
            let y = painter.round_to_pixel_center(self.plot.bottom() - count as f32 * self.unit);
            painter.hline(self.plot.x_range(), y, Stroke::new(1.0, Theme::fade(theme.line, 0.6)));
            let at = pos2(self.plot.right() + 6.0, y);
            let text = words::thousands(count as usize);
            ink(painter, at, Align2::LEFT_CENTER, &text, regular(size::AXIS), theme.text_2, f32::INFINITY);
            count += step;
        }
    }

    /// All the bars in sight.
    pub fn paint(&self, painter: &Painter, theme: &Theme, session: &Session, data: &Data) {
        for bin in data.seen(self.scale.range) {
            if self.single {
                self.paint_blocks(painter, theme, session, data, bin);
            } else {
                self.paint_bar(painter, theme, session, data, bin);
            }
        }
    }

    fn paint_bar(&self, painter: &Painter, theme: &Theme, session: &Session, data: &Data, bin: usize) {
        let Some(all) = data.all.bins.get(bin).filter(|it| it.total() > 0) else { return };
        let slots = &session.derived().colouring.slots;
        let mut below = 0;
        for (slot, count) in all.slots.iter().enumerate().filter(|(_, count)| **count > 0) {
            let passing = data.inside.as_ref().map_or(*count, |inside| {
                inside.bins.get(bin).and_then(|bin| bin.slots.get(slot)).copied().unwrap_or(0).min(*count)
            });
            let colour = slots.get(slot).map_or(theme.text_2, |slot| theme.hue(slot.hue));
            let end = below + count;
            for (from, to, colour) in [(below, below + passing, colour), (below + passing, end, faded(theme, colour))] {
                if let (true, Some(rect)) = (from < to, self.part(data, bin, from, to)) {
                    segment(painter, rect, colour);
                }
            }
            below = end;
        }
    }

    fn paint_blocks(&self, painter: &Painter, theme: &Theme, session: &Session, data: &Data, bin: usize) {
        let Ok(number) = u32::try_from(bin) else { return };
        let first = data.blocks.partition_point(|it| it.0 < number);
        for (level, (_, _, row)) in data.blocks[first..].iter().take_while(|it| it.0 == number).enumerate() {
            let level = level as u32;
            let Some(rect) = self.part(data, bin, level, level + 1) else { continue };
            let event = EventId(*row);
            let hue = theme.hue(session.derived().colouring.hue(event));
            let passes = data.passes(event);
            if rect.width() < TITLE_WIDTH || self.unit < TITLE_HEIGHT {
                segment(painter, rect, if passes { hue } else { faded(theme, hue) });
                continue;
            }
            let rect = rect.shrink2(vec2(0.5, 0.5));
            painter.rect_filled(rect, CornerRadius::same(2), Theme::fade(hue, if passes { 0.2 } else { 0.08 }));
            let edge = Rect::from_min_max(rect.min, pos2(rect.left() + 3.0, rect.bottom()));
            painter.rect_filled(edge, CornerRadius::same(1), if passes { hue } else { faded(theme, hue) });
            let (left, right) = (rect.left().max(self.plot.left()) + 7.0, rect.right() - 4.0);
            let colour = if passes { theme.text } else { theme.text_2 };
            let title = session.project().events.title(event);
            let at = pos2(left, rect.center().y);
            ink(painter, at, Align2::LEFT_CENTER, title, regular(size::AXIS), colour, right - left);
        }
    }
}

/// What does not pass the filter on time.
fn faded(theme: &Theme, colour: Color32) -> Color32 {
    Theme::fade(colour, if theme.dark { 0.32 } else { 0.28 })
}

/// The nearest edge between two pixels.
pub fn on_pixel(painter: &Painter, v: f32) -> f32 {
    v.round_to_pixels(painter.pixels_per_point())
}

/// One segment on the pixel grid, a hair of ground above it where there is room.
fn segment(painter: &Painter, rect: Rect, colour: Color32) {
    let pixel = |v: f32| on_pixel(painter, v);
    let hair = if rect.height() >= 3.0 { 1.0 } else { 0.0 };
    let rect = Rect::from_min_max(
        pos2(pixel(rect.left()), pixel(rect.top()) + hair),
        pos2(pixel(rect.right()).max(pixel(rect.left()) + 1.0), pixel(rect.bottom())),
    );
    let round = if rect.width() >= 6.0 && rect.height() >= 3.0 { 1 } else { 0 };
    painter.rect_filled(rect, CornerRadius::same(round), colour);
}

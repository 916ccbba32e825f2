use egui::{Align2, Color32, CornerRadius, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use super::bands::{self, Look};
use super::bars::{Bars, on_pixel};
use super::brush;
use super::data::Data;
use super::ruler::{self, Ruler};
use super::say;
use super::scale::Scale;
use crate::event::{Day, EventId};
use crate::filter::Span;
use crate::theme::{Theme, measure, medium, regular, size};
use crate::view::{Ctx, words};
use crate::widget::{elided, hairline, icon, ink};

/// Room at the right for what counts mean and for "+12 more".
const GUTTER: f32 = 68.0;

/// Where everything of the chart is in this frame.
pub struct Chart {
    pub rect: Rect,
    pub plot: Rect,
    pub scale: Scale,
    pub ruler: Ruler,
    pub bars: Bars,
    /// How many lanes of bands are shown, and where the first begins.
    pub lanes: usize,
    pub lanes_top: f32,
    pub ruler_top: f32,
    pub highest: u32,
    /// How many events lie wholly before and after what is shown, and where that is written.
    beyond: [Option<(String, Rect)>; 2],
}

/// What the pointer is over.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Hit {
    /// A block or a band, and what a card must not cover.
    Event(EventId, Rect),
    /// A bar of several events.
    Bar(usize),
    /// "+12 more".
    More,
    /// The ruler; whether its coarser row.
    Ruler(bool),
    /// "17 earlier" and "3 later".
    Beyond,
    /// Empty ground where brushes are made.
    Ground,
}

/// Where time runs in a panel.
pub fn sides(rect: Rect) -> (f32, f32) {
    (rect.left() + measure::SIDE, rect.right() - GUTTER)
}

impl Chart {
    pub fn new(ui: &Ui, data: &Data, rect: Rect, scale: Scale, still: bool) -> Self {
        let two_rows = rect.height() >= 88.0;
        let ruler_height = if two_rows { 2.0 } else { 1.0 } * ruler::ROW;
        let painter = ui.painter();
        let rows = Ruler::new(scale, two_rows, |text, major| {
            let font = if major { medium(size::AXIS) } else { regular(size::AXIS) };
            elided(painter, text, font, Color32::PLACEHOLDER, f32::INFINITY).size().x
        });
        // Bands take at most a good quarter of the room, and always the same while panning.
        let most = ((rect.height() - ruler_height) * 0.28 / bands::PITCH) as usize;
        let lanes = data.lanes.count().min(most.max(1));
        let bands_height = if lanes > 0 { lanes as f32 * bands::PITCH + 3.0 } else { 0.0 };
        let ruler_top = rect.bottom() - 6.0 - ruler_height;
        let axis = on_pixel(painter, ruler_top - bands_height - 2.0);
        let plot = Rect::from_min_max(pos2(scale.left, rect.top() + 4.0), pos2(scale.right, axis));
        let highest = data.seen(scale.range).filter_map(|bin| data.all.bins.get(bin)).map(|bin| bin.total()).max();
        let highest = highest.unwrap_or(0);
        let grown = if still {
            highest as f32
        } else {
            ui.ctx().animate_value_with_time(egui::Id::unique("timeline-highest"), highest as f32, 0.15)
        };
        let bars = Bars::new(data, scale, plot, grown);
        let (earlier, later) = data.beyond;
        // Where a high bar would be covered, the number has to do.
        let covers =
            |rect: Rect| data.seen(scale.range).filter_map(|bin| bars.bar(data, bin)).any(|bar| bar.intersects(rect));
        let beyond = [
            (earlier > 0).then(|| format!("{} {} earlier", icon::CARET_LEFT, words::thousands(earlier))),
            (later > 0).then(|| format!("{} later {}", words::thousands(later), icon::CARET_RIGHT)),
        ];
        let mut side = plot.left();
        let beyond = beyond.map(|text| {
            let width = |text: &str| elided(painter, text, regular(size::AXIS), Color32::PLACEHOLDER, 200.0).size().x;
            let place = |text: &str| {
                let size = vec2(width(text) + 8.0, 18.0);
                let x = if side == plot.left() { side + 2.0 } else { side - size.x - 2.0 };
                Rect::from_min_size(pos2(x, plot.top() + 1.0), size)
            };
            let placed = text.map(|text| match place(&text) {
                rect if covers(rect) => {
                    let short = text.replace(" earlier", "").replace(" later", "");
                    let rect = place(&short);
                    (short, rect)
                }
                rect => (text, rect),
            });
            side = plot.right();
            placed
        });
        Self { rect, plot, scale, ruler: rows, bars, lanes, lanes_top: axis + 4.0, ruler_top, highest, beyond }
    }

    /// What lies at a place.
    pub fn hit(&self, data: &Data, at: egui::Pos2) -> Hit {
        if at.y >= self.ruler_top {
            return Hit::Ruler(self.ruler.two_rows && at.y >= self.ruler_top + ruler::ROW);
        }
        if at.y >= self.lanes_top - 2.0 {
            if at.x > self.plot.right() {
                return Hit::More;
            }
            let near = |rect: &Rect| rect.expand2(vec2(2.0, 1.5)).contains(at);
            let band = data.lanes.laid(self.lanes, self.scale, self.lanes_top).find(|(_, rect)| near(rect));
            // The card stands over the bars' ground, away from the pointer.
            return band.map_or(Hit::Ground, |(band, rect)| {
                let x = at.x.clamp(rect.left(), rect.right());
                Hit::Event(EventId(band.row), Rect::from_center_size(pos2(x, rect.center().y), vec2(1.0, 4.0)))
            });
        }
        if !self.plot.x_range().contains(at.x) {
            return Hit::Ground;
        }
        if self.beyond.iter().flatten().any(|(_, rect)| rect.contains(at)) {
            return Hit::Beyond;
        }
        let Some(bin) = data.bin_at(self.scale.day(at.x)) else { return Hit::Ground };
        if self.bars.single {
            if let Some((event, rect)) = self.bars.block_at(data, bin, at.y) {
                return Hit::Event(event, rect);
            }
        } else if self.bars.bar(data, bin).is_some_and(|bar| at.y >= bar.top().min(self.plot.bottom() - 10.0)) {
            return Hit::Bar(bin);
        }
        Hit::Ground
    }

    /// Both sides of a brush on the screen; none where it is open.
    pub fn brush(&self, span: Span) -> (Option<f32>, Option<f32>) {
        (span.from.map(|day| self.scale.start(day)), span.to.map(|day| self.scale.end(day)))
    }

    /// What the pointer would take hold of.
    pub fn zone(&self, span: Option<Span>, x: f32) -> brush::Zone {
        span.map_or(brush::Zone::Outside, |span| {
            let (left, right) = self.brush(span);
            brush::zone(x, left, right)
        })
    }

    /// Ground, brush, bars, bands, ruler and marks.
    pub fn paint(&self, ui: &Ui, cx: &Ctx<'_>, data: &Data, span: Option<Span>, hit: Option<Hit>, dragging: bool) {
        let theme = cx.theme;
        let whole = ui.painter().with_clip_rect(self.rect.intersect(ui.clip_rect()));
        let inner = whole.with_clip_rect(self.plot.expand2(vec2(0.0, 5.0)).intersect(whole.clip_rect()));
        self.bars.paint_counts(&whole, theme, self.highest);
        self.ruler.paint_lines(&whole, theme, self.plot);
        if let Some(span) = span {
            let rect = self.brush_rect(span);
            inner.rect_filled(
                rect,
                CornerRadius::ZERO,
                Theme::fade(theme.accent, if theme.dark { 0.13 } else { 0.10 }),
            );
        }
        if let Some(bar) = hit_bar(hit).and_then(|bin| self.bars.bar(data, bin)) {
            let column = Rect::from_x_y_ranges(bar.x_range(), self.plot.y_range());
            inner.rect_filled(column, CornerRadius::ZERO, Theme::fade(theme.text, 0.06));
        }
        self.bars.paint(&inner, theme, cx.session, data);
        hairline(&whole, self.plot.x_range(), self.plot.bottom() + 0.5, theme.map_border);
        self.paint_bands(&whole, cx, data);
        self.ruler.paint_labels(&whole, theme, self.ruler_top);
        if let Some(span) = span {
            self.paint_brush(&whole, theme, span, dragging);
        }
        self.paint_marks(&inner, cx, data);
        for (text, rect) in self.beyond.iter().flatten() {
            whole.rect_filled(*rect, CornerRadius::same(4), Theme::fade(theme.panel, 0.85));
            let colour = if hit == Some(Hit::Beyond) { theme.accent } else { theme.text_2 };
            ink(&whole, rect.center(), Align2::CENTER_CENTER, text, regular(size::AXIS), colour, f32::INFINITY);
        }
    }

    fn brush_rect(&self, span: Span) -> Rect {
        let (left, right) = self.brush(span);
        let (left, right) = (left.unwrap_or(f32::NEG_INFINITY), right.unwrap_or(f32::INFINITY));
        let side = |x: f32| x.clamp(self.plot.left(), self.plot.right());
        Rect::from_x_y_ranges(side(left)..=side(right), self.plot.y_range())
    }

    fn paint_brush(&self, painter: &egui::Painter, theme: &Theme, span: Span, dragging: bool) {
        let rect = self.brush_rect(span);
        if rect.width() <= 0.0 {
            return;
        }
        let edge = Stroke::new(1.0, Theme::fade(theme.accent, 0.55));
        for y in [rect.top(), rect.bottom()] {
            painter.hline(rect.x_range(), painter.round_to_pixel_center(y), edge);
        }
        let (left, right) = self.brush(span);
        for x in [left, right].into_iter().flatten().filter(|x| self.plot.x_range().contains(*x)) {
            painter.vline(painter.round_to_pixel_center(x), rect.y_range(), Stroke::new(1.0, theme.accent));
            let height = (rect.height() * 0.34).clamp(12.0, 28.0);
            let grip = Rect::from_center_size(pos2(x, rect.center().y), vec2(5.0, height));
            painter.rect_filled(grip, CornerRadius::same(2), theme.accent);
            painter.rect_stroke(grip, CornerRadius::same(2), Stroke::new(1.0, theme.panel), StrokeKind::Outside);
        }
        if let (true, Some(from), Some(to)) = (dragging, span.from, span.to) {
            let galley = elided(painter, &say::days(from, to), medium(size::AXIS), theme.accent, f32::INFINITY);
            let width = galley.size().x;
            let x = rect.center().x.clamp(self.plot.left() + width / 2.0 + 8.0, self.plot.right() - width / 2.0 - 8.0);
            let at = Rect::from_center_size(pos2(x, rect.top() + 10.0), galley.size());
            painter.rect_filled(at.expand2(vec2(6.0, 2.0)), CornerRadius::same(4), theme.raised);
            painter.rect_stroke(at.expand2(vec2(6.0, 2.0)), CornerRadius::same(4), edge, StrokeKind::Outside);
            painter.galley(at.min, galley, theme.accent);
        }
    }

    fn paint_bands(&self, painter: &egui::Painter, cx: &Ctx<'_>, data: &Data) {
        let passes = |event| data.passes(event);
        let look = Look {
            theme: cx.theme,
            colouring: &cx.session.derived().colouring,
            passes: &passes,
            selected: &cx.session.selection().events,
            hovered: cx.session.hover().get(),
        };
        for (band, rect) in data.lanes.laid(self.lanes, self.scale, self.lanes_top) {
            bands::paint(painter, self.scale, band, rect, &look);
        }
        let hidden = data.lanes.hidden_count(self.lanes, self.scale.range);
        if hidden > 0 {
            let at = pos2(self.plot.right() + 6.0, self.lanes_top + self.lanes as f32 * bands::PITCH / 2.0 - 1.0);
            let text = if hidden < 1000 { format!("+{hidden} more") } else { format!("+{}", words::thousands(hidden)) };
            ink(painter, at, Align2::LEFT_CENTER, &text, regular(size::AXIS), cx.theme.text_2, GUTTER - 8.0);
        }
    }

    /// Lines at what is selected, and a thin one at what is hovered elsewhere.
    fn paint_marks(&self, painter: &egui::Painter, cx: &Ctx<'_>, data: &Data) {
        /// Enough to see where a large selection lies.
        const MOST: usize = 1500;
        let (theme, selection) = (cx.theme, cx.session.selection());
        let mut last_x = f32::NEG_INFINITY;
        let primary = selection.primary;
        for event in selection.events.iter().take(MOST).copied().filter(|event| Some(*event) != primary).chain(primary)
        {
            let strength = if Some(event) == primary { 1.0 } else { 0.55 };
            let width = if Some(event) == primary { 2.0 } else { 1.0 };
            let x =
                self.mark(painter, cx, data, event, Stroke::new(width, Theme::fade(theme.accent, strength)), last_x);
            last_x = x.unwrap_or(last_x);
        }
        if let Some(event) = cx.session.hover().get().filter(|event| !selection.contains(*event)) {
            self.mark(painter, cx, data, event, Stroke::new(1.0, theme.text), f32::NEG_INFINITY);
        }
    }

    /// One mark; where its line stands, if it is a line. A line where one just was is not drawn again.
    fn mark(
        &self,
        painter: &egui::Painter,
        cx: &Ctx<'_>,
        data: &Data,
        event: EventId,
        stroke: Stroke,
        last_x: f32,
    ) -> Option<f32> {
        let (first, last) = cx.session.project().events.days(event)?;
        let block = if self.bars.single { data.block_of(event, first) } else { None };
        if let Some(rect) = block.and_then(|block| self.bars.block(data, block)) {
            painter.rect_stroke(rect.shrink(0.5), CornerRadius::same(2), stroke, StrokeKind::Inside);
            return None;
        }
        let bin = data.bin_at(first).filter(|bin| data.all.bins.get(*bin).is_some_and(|bin| last < bin.end));
        if bin.is_none() || first == Day::MIN || last == Day::MAX {
            // Nobody knows the day: a bracket over the possible ones instead of a line that would claim one.
            let (left, right) =
                (self.scale.start(first).max(self.plot.left()), self.scale.end(last).min(self.plot.right()));
            if left < right {
                let y = self.plot.bottom() - 1.0;
                painter.hline(left..=right, y, Stroke::new(stroke.width + 1.0, stroke.color));
            }
            return None;
        }
        let x = (self.scale.start(first) + self.scale.end(last)) / 2.0;
        if !self.plot.x_range().contains(x) || (x - last_x).abs() < 1.0 {
            return Some(last_x);
        }
        let x = if stroke.width > 1.0 { on_pixel(painter, x) } else { painter.round_to_pixel_center(x) };
        painter.vline(x, self.plot.top() - 4.0..=self.plot.bottom(), stroke);
        Some(x)
    }
}

fn hit_bar(hit: Option<Hit>) -> Option<usize> {
    match hit {
        Some(Hit::Bar(bin)) => Some(bin),
        _ => None,
    }
}

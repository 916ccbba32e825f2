//! A paragraph as lines of characters that know where they stand.
//!
//! The window toolkit wraps and shapes; this keeps what it found out, so that underlines, lit sentences and
//! clicks can be told for any range of the text. Right-to-left text is wrapped in reading order and each line
//! is then put in visual order.

use egui::text::{LayoutJob, LayoutSection, TextFormat};
use egui::{Painter, Rangef, Rect, Vec2, pos2, vec2};

use crate::text::bidi;

/// A part of a paragraph in one type and colour, up to a byte offset.
pub struct Run {
    pub until: usize,
    pub format: TextFormat,
}

/// One character on a line.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// Where it is in the text.
    pub byte: usize,
    pub x: Rangef,
    pub space: bool,
}

/// One line of a paragraph, its characters from left to right, relative to the paragraph.
#[derive(Clone, Debug)]
pub struct Line {
    pub y: Rangef,
    pub baseline: f32,
    pub cells: Vec<Cell>,
}

/// A paragraph laid out. Jobs are kept rather than glyphs: what egui drew of them may be gone when its texture
/// is full.
#[derive(Clone, Debug, Default)]
pub struct Laid {
    pub jobs: Vec<(Vec2, LayoutJob)>,
    pub lines: Vec<Line>,
    pub size: Vec2,
    pub rtl: bool,
}

/// A stretch of one line that belongs to a range.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Span {
    pub line: usize,
    pub x: Rangef,
}

impl Laid {
    /// Lay a text out. Its first byte is number `base` of the whole.
    pub fn new(painter: &Painter, text: &str, base: usize, runs: &[Run], width: f32, rtl: bool) -> Self {
        if rtl || bidi::has_rtl(text) {
            Self::bidi(painter, text, base, runs, width, rtl)
        } else {
            Self::wrapped(painter, text, base, runs, width)
        }
    }

    /// In one type only.
    pub fn plain(painter: &Painter, text: &str, format: TextFormat, width: f32) -> Self {
        Self::new(painter, text, 0, &[Run { until: text.len(), format }], width, bidi::is_rtl(text))
    }

    fn wrapped(painter: &Painter, text: &str, base: usize, runs: &[Run], width: f32) -> Self {
        let mut job = job_of(text, runs);
        job.wrap.max_width = width;
        let galley = painter.layout_job(job.clone());
        let mut chars = text.char_indices();
        let mut lines = Vec::with_capacity(galley.rows.len());
        for row in &galley.rows {
            let mut line = Line { y: row.rect().y_range(), baseline: 0.0, cells: Vec::new() };
            for (glyph, (at, c)) in row.glyphs.iter().zip(chars.by_ref()) {
                let left = row.pos.x + glyph.pos.x;
                line.baseline = row.pos.y + glyph.pos.y;
                let x = Rangef::new(left, left + glyph.advance_width);
                line.cells.push(Cell { byte: base + at, x, space: c.is_whitespace() });
            }
            if row.ends_with_newline {
                chars.next();
            }
            lines.push(line);
        }
        Self { jobs: vec![(Vec2::ZERO, job)], lines, size: galley.size(), rtl: false }
    }

    fn bidi(painter: &Painter, text: &str, base: usize, runs: &[Run], width: f32, rtl: bool) -> Self {
        let measure = |part: std::ops::Range<usize>| painter.layout_job(part_of(text, runs, part)).size().x;
        let mut laid = Self { rtl, size: vec2(width, 0.0), ..Self::default() };
        let mut y = 0.0;
        for part in break_lines(text, width, measure) {
            let line_text = &text[part.clone()];
            let map = bidi::visual_map(line_text, rtl);
            let bytes: Vec<usize> = line_text.char_indices().map(|(at, _)| part.start + at).collect();
            let mut job = LayoutJob::default();
            for (c, logical) in bidi::visual_line(line_text, rtl).chars().zip(&map) {
                append(&mut job, c, format_at(runs, bytes[*logical]));
            }
            job.wrap.max_rows = 1;
            job.wrap.max_width = f32::INFINITY;
            let galley = painter.layout_job(job.clone());
            let height = galley.size().y;
            let x = if rtl { width - galley.size().x } else { 0.0 };
            let glyphs = galley.rows.first().map_or(&[][..], |row| &row.glyphs);
            let baseline = y + glyphs.first().map_or(0.0, |glyph| glyph.pos.y);
            let glyphs: Vec<(char, Rangef)> =
                glyphs.iter().map(|it| (it.chr, Rangef::new(x + it.pos.x, x + it.pos.x + it.advance_width))).collect();
            let places = places(&job.text, &glyphs);
            let cells = map.iter().zip(&places).zip(job.text.chars()).map(|((logical, x), c)| Cell {
                byte: base + bytes[*logical],
                x: *x,
                space: c.is_whitespace(),
            });
            laid.lines.push(Line { y: Rangef::new(y, y + height), baseline, cells: cells.collect() });
            laid.jobs.push((vec2(x, y), job));
            y += height;
        }
        laid.size.y = y;
        laid
    }

    /// Paint it with its top left corner here.
    pub fn paint(&self, painter: &Painter, at: egui::Pos2, colour: egui::Color32) {
        for (offset, job) in &self.jobs {
            painter.galley(at + *offset, painter.layout_job(job.clone()), colour);
        }
    }

    /// Where a byte range of the text stands: on each line the stretches that it covers.
    pub fn spans(&self, range: &std::ops::Range<usize>) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for (number, line) in self.lines.iter().enumerate() {
            let mut open = false;
            for cell in &line.cells {
                if !range.contains(&cell.byte) {
                    open = false;
                } else if !cell.space {
                    match spans.last_mut() {
                        // Letters of a right-to-left word come from right to left.
                        Some(span) if open => {
                            span.x = Rangef::new(span.x.min.min(cell.x.min), span.x.max.max(cell.x.max));
                        }
                        _ => spans.push(Span { line: number, x: cell.x }),
                    }
                    open = true;
                }
            }
        }
        spans
    }

    /// The character nearest to a point, as its byte in the text; nothing if there is no text.
    pub fn byte_at(&self, at: Vec2) -> Option<usize> {
        let away = |range: Rangef, value: f32| (range.min - value).max(value - range.max).max(0.0);
        let lines = self.lines.iter().filter(|line| !line.cells.is_empty());
        let line = lines.min_by(|a, b| away(a.y, at.y).total_cmp(&away(b.y, at.y)))?;
        let cell = line.cells.iter().min_by(|a, b| away(a.x, at.x).total_cmp(&away(b.x, at.x)))?;
        Some(cell.byte)
    }

    /// The rectangle of a span over the full height of its line.
    pub fn rect(&self, span: Span) -> Rect {
        let y = self.lines[span.line].y;
        Rect::from_min_max(pos2(span.x.min, y.min), pos2(span.x.max, y.max))
    }
}

fn job_of(text: &str, runs: &[Run]) -> LayoutJob {
    part_of(text, runs, 0..text.len())
}

/// A part of a text as a job of its own, without wrapping.
fn part_of(text: &str, runs: &[Run], part: std::ops::Range<usize>) -> LayoutJob {
    let mut job = LayoutJob { text: text[part.clone()].to_owned(), ..LayoutJob::default() };
    let mut from = 0;
    for run in runs {
        let (start, end) = (from.max(part.start), run.until.min(part.end));
        if start < end {
            let range = (start - part.start).into()..(end - part.start).into();
            job.sections.push(LayoutSection { leading_space: 0.0, byte_range: range, format: run.format.clone() });
        }
        from = run.until;
    }
    job
}

fn format_at(runs: &[Run], byte: usize) -> TextFormat {
    runs.iter().find(|run| byte < run.until).map(|run| run.format.clone()).unwrap_or_default()
}

/// Add a character, to the section before if it looks the same.
fn append(job: &mut LayoutJob, c: char, format: TextFormat) {
    let start = job.text.len();
    job.text.push(c);
    match job.sections.last_mut() {
        Some(last) if last.format == format => last.byte_range.end = job.text.len().into(),
        _ => job.sections.push(LayoutSection {
            leading_space: 0.0,
            byte_range: start.into()..job.text.len().into(),
            format,
        }),
    }
}

/// Where each character of a shaped line stands. Arabic glyphs are not one for each letter, so words are told
/// apart by the spaces between them, and letters share the width of their word.
fn places(line: &str, glyphs: &[(char, Rangef)]) -> Vec<Rangef> {
    let mut words = glyphs.split_inclusive(|(c, _)| c.is_whitespace());
    let mut places = Vec::new();
    let mut right = glyphs.first().map_or(0.0, |(_, x)| x.min);
    for word in line.split_inclusive(char::is_whitespace) {
        let glyphs = words.next().unwrap_or(&[]);
        let letters = word.trim_end();
        let split = glyphs.len() - usize::from(glyphs.last().is_some_and(|(c, _)| c.is_whitespace()));
        let (inside, space) = glyphs.split_at(split);
        let from = right;
        right = inside.iter().fold(from, |right, (_, x)| right.max(x.max));
        let count = letters.chars().count();
        let step = (right - from) / count.max(1) as f32;
        if inside.len() == count && !bidi::has_rtl(letters) {
            places.extend(inside.iter().map(|(_, x)| *x));
        } else {
            let rtl = bidi::is_rtl(letters);
            let left = |i: usize| from + step * (if rtl { count - 1 - i } else { i }) as f32;
            places.extend((0..count).map(|i| Rangef::new(left(i), left(i) + step)));
        }
        if letters.len() < word.len() {
            let x = space.first().map_or(Rangef::new(right, right), |(_, x)| *x);
            places.push(x);
            right = x.max;
        }
    }
    places
}

/// Where lines break: at white space, as late as the width allows. White space at the end of a line is left out.
fn break_lines(text: &str, width: f32, measure: impl Fn(std::ops::Range<usize>) -> f32) -> Vec<std::ops::Range<usize>> {
    let mut lines: Vec<std::ops::Range<usize>> = Vec::new();
    let mut room = 0.0;
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let (start, end) = (at, at + word.trim_end().len());
        at += word.len();
        let wide = measure(start..end);
        let with_space = if end < at { wide + measure(end..at) } else { wide };
        match lines.last_mut() {
            Some(line) if wide <= room => line.end = end.max(line.end),
            _ => {
                lines.push(start..end);
                room = width;
            }
        }
        room -= with_space;
        if word.ends_with('\n') {
            room = -1.0;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of characters 10 wide and 20 high, told as texts one after the other.
    fn laid(lines: &[&str]) -> Laid {
        let mut byte = 0;
        let lines = lines.iter().enumerate().map(|(number, text)| {
            let y = Rangef::new(number as f32 * 20.0, number as f32 * 20.0 + 20.0);
            let mut x = 0.0;
            let cells = text.chars().map(|c| {
                let cell = Cell { byte, x: Rangef::new(x, x + 10.0), space: c == ' ' };
                byte += c.len_utf8();
                x += 10.0;
                cell
            });
            Line { y, baseline: y.min + 14.0, cells: cells.collect() }
        });
        Laid { lines: lines.collect(), ..Laid::default() }
    }

    #[test]
    fn a_range_over_two_lines_has_a_stretch_on_each_without_the_spaces_at_its_ends() {
        let laid = laid(&["One was ", "brought down"]);
        let spans = laid.spans(&(4..16));
        assert_eq!(spans, [Span { line: 0, x: Rangef::new(40.0, 70.0) }, Span { line: 1, x: Rangef::new(0.0, 70.0) }]);
        assert_eq!(laid.rect(spans[1]), Rect::from_min_max(pos2(0.0, 20.0), pos2(70.0, 40.0)));
        assert!(laid.spans(&(3..4)).is_empty());
    }

    #[test]
    fn words_out_of_order_make_stretches_of_their_own() {
        let mut laid = laid(&["abcd"]);
        // The eye sees c d a b.
        for (cell, byte) in laid.lines[0].cells.iter_mut().zip([2, 3, 0, 1]) {
            cell.byte = byte;
        }
        let xs: Vec<Rangef> = laid.spans(&(1..3)).into_iter().map(|span| span.x).collect();
        assert_eq!(xs, [Rangef::new(0.0, 10.0), Rangef::new(30.0, 40.0)]);
    }

    #[test]
    fn a_point_hits_a_mention_only_where_its_letters_stand() {
        let laid = laid(&["One was ", "brought down"]);
        let hit = |x: f32, y: f32| laid.spans(&(4..16)).into_iter().any(|span| laid.rect(span).contains(pos2(x, y)));
        assert!(hit(45.0, 10.0) && hit(5.0, 30.0));
        assert!(!hit(5.0, 10.0) && !hit(75.0, 10.0) && !hit(95.0, 30.0) && !hit(5.0, 45.0));
    }

    #[test]
    fn lines_break_at_white_space_and_at_line_feeds() {
        let text = "aa bbb c\ndd eeeeeeeeeeee f";
        let lines = break_lines(text, 6.0, |part| part.len() as f32);
        let lines: Vec<&str> = lines.into_iter().map(|line| &text[line]).collect();
        assert_eq!(lines, ["aa bbb", "c", "dd", "eeeeeeeeeeee", "f"]);
    }

    /// Lay out with the real fonts.
    fn set(text: &str, width: f32) -> Laid {
        let ctx = egui::Context::default();
        ctx.set_fonts(crate::theme::fonts());
        let mut laid = Laid::default();
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            let format = TextFormat::simple(crate::theme::serif(16.0), egui::Color32::BLACK);
            laid = Laid::plain(ui.painter(), text, format, width);
        });
        output.textures_delta.clear();
        laid
    }

    #[test]
    fn a_wrapped_paragraph_tells_where_its_words_stand() {
        let text = "Two armed drones flew at the Ain al-Asad air base in western Iraq on the night of Tuesday.";
        let laid = set(text, 160.0);
        assert!(laid.lines.len() > 3);
        let letters: Vec<usize> = laid.lines.iter().flat_map(|line| &line.cells).map(|cell| cell.byte).collect();
        assert_eq!(letters, (0..text.len()).collect::<Vec<_>>());
        let all = laid.spans(&(0..text.len()));
        assert_eq!(all.len(), laid.lines.len());
        assert!(all.iter().all(|span| span.x.min == 0.0 && span.x.max <= 160.5), "{all:?}");
        for line in &laid.lines {
            assert!(line.y.min < line.baseline && line.baseline < line.y.max);
        }
    }

    #[test]
    fn a_right_to_left_paragraph_is_set_from_the_right_with_its_words_in_place() {
        let text = "عين الأسد قاعدة جوية";
        let laid = set(text, 400.0);
        assert!(laid.rtl && laid.lines.len() == 1);
        let first = laid.spans(&(0.."عين".len()));
        let last = laid.spans(&(text.len() - "جوية".len()..text.len()));
        assert_eq!((first.len(), last.len()), (1, 1));
        assert!((first[0].x.max - 400.0).abs() < 1.5, "{first:?}");
        assert!(last[0].x.max < first[0].x.min);
        let all = laid.spans(&(0..text.len()));
        assert_eq!(all.len(), 1);
        assert!((all[0].x.min - last[0].x.min).abs() < 0.1 && (all[0].x.max - first[0].x.max).abs() < 0.1);
    }
}

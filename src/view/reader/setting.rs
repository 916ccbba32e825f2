//! How an article is set: the type of each block, and all blocks one under the other.

use egui::text::TextFormat;
use egui::{FontId, Painter};

use super::layout::{Laid, Run};
use crate::article::{Article, Block, BlockKind, Target, TextStyle};
use crate::text::bidi;
use crate::theme::{Theme, serif, serif_italic, serif_semibold};

/// What the setting of an article depends on beside its text.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Measure {
    pub width: f32,
    pub size: f32,
    pub dark: bool,
    pub pixels_per_point: f32,
}

/// A block where it stands on the page.
#[derive(Debug)]
pub struct Placed {
    pub top: f32,
    /// From the left edge of the column.
    pub left: f32,
    pub laid: Laid,
    /// A bullet or number in the margin of the block.
    pub marker: Option<Laid>,
}

impl Placed {
    pub fn bottom(&self) -> f32 {
        self.top + self.laid.size.y
    }
}

/// A whole article, set.
#[derive(Debug)]
pub struct Page {
    pub measure: Measure,
    pub headline: Laid,
    pub blocks: Vec<Placed>,
    /// Where the byline stands.
    pub byline: f32,
    pub height: f32,
}

/// Lines are so much higher than their letters.
const LEADING: f32 = 1.62;
/// Room above and below the page.
const TOP: f32 = 24.0;
const BOTTOM: f32 = 96.0;

impl Page {
    pub fn new(painter: &Painter, article: &Article, theme: &Theme, measure: Measure) -> Self {
        let size = measure.size;
        let rtl_article = matches!(article.language.split('-').next(), Some("ar" | "he" | "fa" | "ur"));
        let rtl = |text: &str| if rtl_article { true } else { bidi::is_rtl(text) };
        let mut format = TextFormat::simple(serif_semibold((size * 23.0 / 16.0).round()), theme.text);
        format.line_height = Some((size * 29.0 / 16.0).round());
        let one = [Run { until: article.title.len(), format }];
        let headline = Laid::new(painter, &article.title, 0, &one, measure.width, rtl(&article.title));
        let byline = TOP + headline.size.y + 8.0;
        let mut y = byline + 36.0;
        let mut before = None;
        let mut blocks = Vec::with_capacity(article.blocks.len());
        for block in &article.blocks {
            let text = &article.text[block.range.clone()];
            let rtl = rtl(text);
            let indent = indent(block.kind, size);
            let runs = runs(article, block, theme, size);
            let laid = Laid::new(painter, text, block.range.start, &runs, (measure.width - indent).max(40.0), rtl);
            y += gap(before, block.kind, size);
            before = Some(block.kind);
            let marker = marker(painter, block.kind, theme, size);
            blocks.push(Placed { top: y, left: if rtl { 0.0 } else { indent }, laid, marker });
            y = blocks.last().map_or(y, Placed::bottom);
        }
        Self { measure, headline, blocks, byline, height: y + BOTTOM }
    }

    pub fn top() -> f32 {
        TOP
    }

    /// The blocks that touch a part of the page.
    pub fn visible(&self, from: f32, to: f32) -> std::ops::Range<usize> {
        let first = self.blocks.partition_point(|block| block.bottom() < from);
        let last = self.blocks.partition_point(|block| block.top <= to);
        first..last.max(first)
    }

    /// Where a byte of the text stands on the page.
    pub fn y_of(&self, article: &Article, byte: usize) -> Option<f32> {
        let at = article.blocks.iter().position(|block| block.range.contains(&byte))?;
        let placed = self.blocks.get(at)?;
        let spans = placed.laid.spans(&(byte..byte + 1));
        let line = spans.first().map_or(0, |span| span.line);
        placed.laid.lines.get(line).map(|line| placed.top + line.y.min)
    }
}

/// How far the text of a block stands in.
fn indent(kind: BlockKind, size: f32) -> f32 {
    match kind {
        BlockKind::Item { depth, .. } => (size * 1.4).round() * (1.0 + f32::from(depth.min(6))),
        BlockKind::Quote => (size * 1.25).round(),
        BlockKind::Heading(_) | BlockKind::Paragraph => 0.0,
    }
}

/// The room between two blocks.
fn gap(before: Option<BlockKind>, kind: BlockKind, size: f32) -> f32 {
    let item = |kind| matches!(kind, BlockKind::Item { .. });
    (match (before, kind) {
        (None, _) => 0.0,
        (Some(_), BlockKind::Heading(_)) => size * 1.6,
        (Some(BlockKind::Heading(_)), _) => size * 0.35,
        (Some(a), b) if item(a) && item(b) => size * 0.25,
        (Some(_), _) => size * 0.85,
    })
    .round()
}

/// Bullet or number of a list item.
fn marker(painter: &Painter, kind: BlockKind, theme: &Theme, size: f32) -> Option<Laid> {
    let BlockKind::Item { number, depth } = kind else { return None };
    let text = match (number, depth % 2) {
        (Some(number), _) => format!("{number}."),
        (None, 0) => "•".to_owned(),
        (None, _) => "–".to_owned(),
    };
    let mut format = TextFormat::simple(serif(size), theme.text_2);
    format.line_height = Some((size * LEADING).round());
    Some(Laid::plain(painter, &text, format, 200.0))
}

/// The types of a block: its own, emphasis, citations and links.
fn runs(article: &Article, block: &Block, theme: &Theme, size: f32) -> Vec<Run> {
    let (plain, leading): (FontId, f32) = match block.kind {
        BlockKind::Heading(1 | 2) => (serif_semibold((size * 1.15).round()), size * 1.5),
        BlockKind::Heading(_) => (serif_semibold(size), size * 1.5),
        BlockKind::Paragraph | BlockKind::Item { .. } | BlockKind::Quote => (serif(size), size * LEADING),
    };
    let heading = matches!(block.kind, BlockKind::Heading(_));
    let quote = block.kind == BlockKind::Quote;
    let mut cuts: Vec<usize> = vec![block.range.start, block.range.end];
    let inside = |range: &std::ops::Range<usize>| range.start < block.range.end && block.range.start < range.end;
    let first = article.mentions.partition_point(|mention| mention.range.end <= block.range.start);
    let mentions: Vec<_> = article.mentions[first..].iter().take_while(|mention| inside(&mention.range)).collect();
    for range in block.styles.iter().map(|style| &style.0).chain(mentions.iter().map(|mention| &mention.range)) {
        cuts.extend([range.start, range.end].map(|at| at.clamp(block.range.start, block.range.end)));
    }
    cuts.sort_unstable();
    cuts.dedup();
    let mut runs = Vec::with_capacity(cuts.len());
    for pair in cuts.windows(2) {
        let at = pair[0];
        let styled = |style| block.styles.iter().any(|(range, it)| *it == style && range.contains(&at));
        let target = mentions.iter().find(|mention| mention.range.contains(&at)).map(|mention| &mention.target);
        let mut font = plain.clone();
        if styled(TextStyle::Strong) {
            font = serif_semibold(font.size);
        } else if styled(TextStyle::Emphasis) && !heading {
            font = serif_italic(font.size);
        }
        let mut colour = if quote { theme.text_2 } else { theme.text };
        let mut line_height = leading.round();
        match target {
            Some(Target::Source(_)) => {
                let small = (font.size * 0.875).round();
                // Keeps the smaller letters on the same baseline.
                line_height -= 0.7 * (font.size - small);
                font.size = small;
                colour = theme.text_2;
            }
            Some(Target::Link(_)) => colour = theme.accent,
            Some(Target::Event(_) | Target::Place(_) | Target::Group(_)) | None => {}
        }
        let mut format = TextFormat::simple(font, colour);
        format.line_height = Some(line_height);
        runs.push(Run { until: pair[1] - block.range.start, format });
    }
    runs
}

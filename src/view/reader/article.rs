//! The page: an article set in type, its mentions underlined, the sentences of the selected event lit.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Id, Pos2, Rect, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::glide::Glide;
use super::lit::Lit;
use super::mention::{Did, OnPage};
use super::select::Words;
use super::setting::{Measure, Page, Placed};
use super::{prose, stepper};
use crate::article::{Article, ArticleId, BlockKind, sentence_around};
use crate::event::When;
use crate::project::{MentionRef, Project};
use crate::session::{Command, DetailTab, View};
use crate::theme::{Theme, regular, size};
use crate::view::action::Action;
use crate::view::{Ctx, words};
use crate::widget::{ink, link_button};

/// Room left and right of the text.
const SIDE: f32 = 30.0;

/// What the page remembers between frames.
#[derive(Default)]
pub struct ArticlePage {
    page: Option<(ArticleId, Page)>,
    /// The case that the page was set from.
    project: Option<Arc<Project>>,
    lit: Lit,
    glide: Glide,
    /// What was followed last.
    followed: Option<(u64, Option<ArticleId>, Option<MentionRef>)>,
    /// Something was selected on the page itself: the page stays where it is.
    clicked: bool,
    /// A mention on the page has the keyboard.
    focused: bool,
    /// The way to a sentence was asked for, even if the reader stands at it already.
    again: bool,
    words: Words,
    /// The article says something else than when it was set.
    stale: bool,
    /// The proposal that was followed last.
    proposal: Option<u64>,
}

impl ArticlePage {
    /// The page as a whole has the keyboard: keys scroll it.
    pub fn has_keyboard(&mut self, has: bool) {
        self.focused |= has;
    }

    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let rect = ui.available_rect_before_wrap();
        ui.painter().rect_filled(rect, CornerRadius::ZERO, cx.theme.paper);
        let project = cx.session.project();
        if self.project.as_ref().is_none_or(|it| !Arc::ptr_eq(it, project)) {
            self.another_project(cx);
        }
        let Some(id) = cx.session.article() else {
            return no_article(ui, cx);
        };
        let article = project.article(id);
        self.set(ui, cx, id, article, rect.width());
        let selected = (cx.session.selection().primary, cx.session.mention());
        self.lit.update(project, id, selected, cx.evidence.as_ref());
        self.follow(cx, id, article, rect.height());

        let Some((_, page)) = &self.page else { return };
        let salt = Id::unique(("article", article.key.as_str()));
        let longest = (page.height - rect.height()).max(0.0);
        if self.focused || ui.rect_contains_pointer(rect) {
            self.glide.keys(ui, rect.height(), page.height, !cx.settings.reduce_motion);
        }
        let mut area = ScrollArea::vertical().id_salt(salt).auto_shrink(false);
        if let Some(offset) = self.glide.step(ui, rect, longest) {
            area = area.vertical_scroll_offset(offset);
        }
        let (lit, words, mut did) = (&self.lit, &mut self.words, Did::default());
        let output = area.show_viewport(ui, |ui, viewport| {
            let (whole, _) = ui.allocate_exact_size(vec2(ui.available_width(), page.height), Sense::hover());
            let left = whole.left() + ((rect.width() - page.measure.width) / 2.0).max(SIDE).round();
            let origin = pos2(left, whole.top());
            head(ui, cx, article, page, origin);
            // Blocks a little beyond the edges take part, so that Tab leads on to them.
            let near = page.visible(viewport.top() - 160.0, viewport.bottom() + 160.0);
            for number in near {
                let it =
                    OnScreen { article, id, number, placed: &page.blocks[number], origin, size: page.measure.size };
                did.also(it.show(ui, cx, page.measure.width, lit, words));
            }
        });
        self.glide.now(output.state.clamped_offset().y);
        self.clicked |= did.clicked;
        self.focused = did.focused;
        note(ui, cx, rect);
        self.again = stepper::show(ui, cx, rect);
        self.words.show_menu(ui, cx, rect);
    }

    /// An edit was made, or another project opened. What stands on the page stays if it is the same article.
    fn another_project(&mut self, cx: &Ctx<'_>) {
        let project = cx.session.project();
        let at = |it: &Project, id: ArticleId| it.articles.get(id.0 as usize).map(Arc::clone);
        let open = self.page.as_ref().map(|(id, _)| *id);
        let before = self.project.as_ref().zip(open).and_then(|(it, id)| at(it, id));
        let now = open.and_then(|id| at(project, id));
        self.lit.forget();
        match (before, now) {
            (Some(before), Some(now)) if before.key == now.key && before.text == now.text => {
                self.stale |= before != now;
                self.project = Some(Arc::clone(project));
            }
            _ => *self = Self { project: Some(Arc::clone(project)), ..Self::default() },
        }
    }

    /// Set the article in type, if it is not yet.
    fn set(&mut self, ui: &Ui, cx: &Ctx<'_>, id: ArticleId, article: &Article, room: f32) {
        let size = cx.settings.reader_size;
        // 68 characters of a serif are about 31 times its size.
        let width = (room - 2.0 * SIDE).min(size * 31.0).max(120.0).floor();
        let measure = Measure { width, size, dark: cx.theme.dark, pixels_per_point: ui.pixels_per_point() };
        let stale = std::mem::take(&mut self.stale);
        if stale || self.page.as_ref().is_none_or(|(it, page)| *it != id || page.measure != measure) {
            let resized = self.page.as_ref().is_some_and(|(it, _)| *it == id);
            self.page = Some((id, Page::new(ui.painter(), article, cx.theme, measure)));
            self.glide.other_page(!resized);
        }
    }

    /// Go to the sentence that others asked for: to about a third of the height.
    fn follow(&mut self, cx: &Ctx<'_>, id: ArticleId, article: &Article, height: f32) {
        let selection = cx.session.selection();
        let mention = cx.session.mention().filter(|it| it.article == id);
        let now = (selection.revision, Some(id), mention);
        let before = self.followed.replace(now);
        let evidence = cx.evidence.as_ref().filter(|it| it.article == id);
        let proposal = std::mem::replace(&mut self.proposal, evidence.map(|it| it.number));
        if let Some(it) = evidence.filter(|it| proposal != Some(it.number)) {
            let glide = before.is_some() && !cx.settings.reduce_motion;
            return self.go_to(article, it.sentences.first().map(|it| it.start), height, glide);
        }
        let Some((revision, article_before, mention_before)) = before else {
            // First sight of the panel.
            return self.go(article, mention, height, false);
        };
        if std::mem::take(&mut self.again) {
            return self.go(article, mention, height, article_before == Some(id) && !cx.settings.reduce_motion);
        }
        if before == Some(now) {
            return;
        }
        if std::mem::take(&mut self.clicked) && article_before == Some(id) {
            return;
        }
        let selected_elsewhere = revision != selection.revision && selection.from != Some(View::Reader);
        if selected_elsewhere || mention_before != mention || article_before != Some(id) {
            let glide = article_before == Some(id) && !cx.settings.reduce_motion;
            self.go(article, mention, height, glide);
        }
    }

    fn go(&mut self, article: &Article, mention: Option<MentionRef>, height: f32, glide: bool) {
        let Some(range) = mention.and_then(|it| article.mentions.get(it.mention)).map(|it| it.range.clone()) else {
            return;
        };
        let sentence = sentence_around(&article.text, range);
        self.go_to(article, Some(sentence.start), height, glide);
    }

    /// To a byte of the text, at a third of the height.
    fn go_to(&mut self, article: &Article, byte: Option<usize>, height: f32, glide: bool) {
        let y = byte.and_then(|byte| self.page.as_ref().and_then(|(_, page)| page.y_of(article, byte)));
        if let Some(y) = y {
            self.glide.to((y - height / 3.0).max(0.0), glide);
        }
    }
}

/// Title and byline.
fn head(ui: &mut Ui, cx: &Ctx<'_>, article: &Article, page: &Page, origin: Pos2) {
    let theme = cx.theme;
    let rect = Rect::from_min_size(origin + vec2(0.0, Page::top()), page.headline.size);
    let response = ui.interact(rect, Id::unique("article headline"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &article.title));
    page.headline.paint(ui.painter(), rect.min, theme.text);
    let sources = match article.sources.len() {
        0 => String::new(),
        n => format!("written from {}", words::count(n, "source", "sources")),
    };
    let date = article.date.as_ref().map_or_else(|| "undated".to_owned(), When::display);
    let line = [article.publisher.clone(), date, sources];
    let line = line.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let at = origin + vec2(0.0, page.byline);
    let room = page.measure.width;
    let (at, anchor) =
        if page.headline.rtl { (at + vec2(room, 0.0), Align2::RIGHT_TOP) } else { (at, Align2::LEFT_TOP) };
    let rect = ink(ui.painter(), at, anchor, &line, regular(size::SMALL), theme.text_2, room);
    let response = ui.interact(rect, Id::unique("article byline"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &line));
    if !article.author.is_empty() {
        crate::widget::hint(response, &format!("By {}", article.author));
    }
}

/// A block on the screen.
struct OnScreen<'a> {
    article: &'a Article,
    id: ArticleId,
    number: usize,
    placed: &'a Placed,
    /// The top left corner of the column.
    origin: Pos2,
    size: f32,
}

impl OnScreen<'_> {
    fn show(&self, ui: &mut Ui, cx: &Ctx<'_>, column: f32, lit: &Lit, words: &mut Words) -> Did {
        let theme = cx.theme;
        let (block, laid) = (&self.article.blocks[self.number], &self.placed.laid);
        let origin = self.origin + vec2(self.placed.left, self.placed.top);
        let rect = Rect::from_min_size(origin, laid.size);
        let text = &self.article.text[block.range.clone()];
        let id = Id::unique(("block", self.id.0, self.number));
        let ground = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
        words.follow(ui, (self.id, self.article), laid, origin, &ground);
        words.paint(ui, cx, self.id, laid, origin);
        let role = if matches!(block.kind, BlockKind::Heading(_)) { Role::Heading } else { Role::Paragraph };
        ground.widget_info(|| WidgetInfo::labeled(role, true, text));
        ground.context_menu(|ui| self.menu(ui, cx, text));

        for (sentence, current) in lit.sentences.iter().filter(|(it, _)| overlap(it, &block.range)) {
            self.light(ui, theme, origin, sentence, *current);
        }
        let first = self.article.mentions.partition_point(|it| it.range.end <= block.range.start);
        let mentions = self.article.mentions[first..].iter().take_while(|it| it.range.start < block.range.end);
        let on_page = (first..).zip(mentions).map(|(number, _)| OnPage {
            article: self.article,
            id: self.id,
            number,
            laid,
            origin,
            size: self.size,
        });
        let on_page: Vec<OnPage<'_>> = on_page.collect();
        on_page.iter().for_each(|it| it.ground(ui, cx));
        self.margin(ui, theme, column, block.kind);
        laid.paint(ui.painter(), origin, theme.text);
        let mut did = Did::default();
        for it in &on_page {
            it.underline(ui, cx);
            did.also(it.interact(ui, cx));
        }
        did
    }

    /// The ground of a lit sentence, and a bar in the margin of the one that the reader stands at.
    fn light(&self, ui: &Ui, theme: &Theme, origin: Pos2, sentence: &std::ops::Range<usize>, current: bool) {
        let laid = &self.placed.laid;
        let colour = if current { theme.lit_sentence } else { Theme::fade(theme.lit_sentence, 0.55) };
        let spans = laid.spans(sentence);
        for span in &spans {
            let rect = laid.rect(*span).translate(origin.to_vec2());
            ui.painter().rect_filled(rect.expand2(vec2(2.0, 0.0)), CornerRadius::same(2), colour);
        }
        if let (true, Some(first), Some(last)) = (current, spans.first(), spans.last()) {
            let top = origin.y + laid.lines[first.line].y.min + 2.0;
            let bottom = origin.y + laid.lines[last.line].y.max - 2.0;
            let x = if laid.rtl { origin.x + laid.size.x + 13.0 } else { self.origin.x - 16.0 };
            let bar = Rect::from_min_max(pos2(x, top), pos2(x + 3.0, bottom));
            ui.painter().rect_filled(bar, CornerRadius::same(2), theme.accent);
        }
    }

    /// What stands beside a block: bullet, number, or the bar of a quote.
    fn margin(&self, ui: &Ui, theme: &Theme, column: f32, kind: BlockKind) {
        let (laid, top) = (&self.placed.laid, self.origin.y + self.placed.top);
        if let Some(marker) = &self.placed.marker {
            let gap = (self.size * 0.5).round();
            let x = if laid.rtl {
                self.origin.x + laid.size.x + gap
            } else {
                self.origin.x + self.placed.left - gap - marker.size.x
            };
            marker.paint(ui.painter(), pos2(x, top), theme.text_2);
        }
        if kind == BlockKind::Quote {
            let x = if laid.rtl { self.origin.x + column - 1.0 } else { self.origin.x + 1.0 };
            ui.painter().vline(x, top + 3.0..=top + laid.size.y - 3.0, Stroke::new(2.0, theme.line));
        }
    }

    fn menu(&self, ui: &mut Ui, cx: &Ctx<'_>, text: &str) {
        if ui.button("Copy paragraph").clicked() {
            cx.send(Command::CopyText(text.to_owned()));
            ui.close();
        }
        if ui.button("Copy whole article").clicked() {
            cx.send(Command::CopyText(format!("{}\n\n{}", self.article.title, self.article.text)));
            ui.close();
        }
    }
}

fn overlap(a: &std::ops::Range<usize>, b: &std::ops::Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Where the selected event is in no article: say so, and lead to its details.
fn note(ui: &mut Ui, cx: &Ctx<'_>, page: Rect) {
    let session = cx.session;
    let Some(event) = session.selection().primary else { return };
    if !session.project().mentions(event).is_empty() {
        return;
    }
    let text = "No article here reports the selected event";
    if stepper::card(ui, cx.theme, page, text, |ui| crate::widget::link_button(ui, cx.theme, "Details").clicked()) {
        cx.send(Command::ShowTab(DetailTab::Details));
    }
}

/// A project without articles, and how it gets some.
fn no_article(ui: &mut Ui, cx: &Ctx<'_>) {
    egui::Frame::new().inner_margin(egui::Margin::symmetric(30, 24)).show(ui, |ui| invite(ui, cx));
}

/// What to do where there are no articles.
pub(super) fn invite(ui: &mut Ui, cx: &Ctx<'_>) {
    let text = "Drop a report on the window (a text, a web page, DOCX, mail or PDF), or add one here. Its text is shown \
                beside the map, and the events that it tells of are proposed to you, each with its sentence.";
    prose::empty(ui, cx, "There are no articles yet", text);
    ui.horizontal(|ui| {
        for (name, action) in [("Add reports…", Action::AddReport), ("Paste a report…", Action::PasteReport)] {
            let able = action.enabled(cx).is_ok();
            if ui.add_enabled_ui(able, |ui| link_button(ui, cx.theme, name)).inner.clicked() {
                action.run(cx);
            }
            ui.add_space(8.0);
        }
    });
}

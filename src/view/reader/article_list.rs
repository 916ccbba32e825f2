//! The articles of the case, one row each.

use egui::accesskit::Role;
use egui::{Align2, Id, Key, Modifiers, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use crate::article::{Article, ArticleId, Target};
use crate::event::{EventId, When};
use crate::session::Command;
use crate::theme::{medium, regular, size};
use crate::view::{Ctx, words};
use crate::widget::{ScrollTo, VirtualList, hairline, ink};

const ROW: f32 = 72.0;
const SIDE: f32 = 20.0;

/// The list, and how many events each article mentions.
#[derive(Default)]
pub struct ArticleList {
    rows: VirtualList,
    counts: Vec<Counts>,
    /// Of which case and filter the counts are.
    counted: Option<(usize, u64)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Counts {
    events: usize,
    passing: usize,
}

impl ArticleList {
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let rect = ui.available_rect_before_wrap();
        ui.painter().rect_filled(rect, 0, cx.theme.paper);
        let articles = &cx.session.project().articles;
        if articles.is_empty() {
            let frame = egui::Frame::new().inner_margin(egui::Margin::symmetric(SIDE as i8, 18));
            frame.show(ui, |ui| super::article::invite(ui, cx));
            return;
        }
        self.count(cx);
        let (rows, counts) = (&mut self.rows, &self.counts);
        let mut moved = None;
        let bar = cx.theme.text_3;
        rows.show(ui, Id::unique("articles"), articles.len(), ROW, bar, |ui, number, rect| {
            let (Some(article), Some(counts)) = (articles.get(number), counts.get(number)) else { return };
            let id = ArticleId(u32::try_from(number).unwrap_or(u32::MAX));
            if let Some(step) = row(ui, cx, rect, id, article, *counts) {
                moved = Some((number as i64 + step).clamp(0, articles.len() as i64 - 1) as usize);
            }
        });
        if let Some(to) = moved {
            rows.scroll_to(to, ScrollTo::Visible, false);
            ui.memory_mut(|memory| memory.request_focus(row_id(ArticleId(u32::try_from(to).unwrap_or(0)))));
        }
    }

    /// Count what articles mention, if case or filter moved.
    fn count(&mut self, cx: &Ctx<'_>) {
        let project = cx.session.project();
        let key = Some((std::sync::Arc::as_ptr(project) as usize, cx.session.derived().revision));
        if self.counted == key {
            return;
        }
        self.counted = key;
        let rows = &cx.session.derived().rows;
        self.counts = project.articles.iter().map(|article| counts(article, |it| rows.contains(it.row()))).collect();
    }
}

/// How many different events an article mentions, and how many of them pass.
fn counts(article: &Article, passes: impl Fn(EventId) -> bool) -> Counts {
    let event = |target: &Target| if let Target::Event(event) = target { Some(*event) } else { None };
    let events: std::collections::BTreeSet<EventId> =
        article.mentions.iter().filter_map(|mention| event(&mention.target)).collect();
    Counts { events: events.len(), passing: events.iter().filter(|it| passes(**it)).count() }
}

fn row_id(id: ArticleId) -> Id {
    Id::unique(("article row", id.0))
}

/// One article. Where the keyboard moves on to, if it does.
fn row(ui: &mut Ui, cx: &Ctx<'_>, rect: Rect, id: ArticleId, article: &Article, counts: Counts) -> Option<i64> {
    let theme = cx.theme;
    let response = ui.interact(rect, row_id(id), Sense::click());
    let open = cx.session.article() == Some(id);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, open, &article.title));
    let painter = ui.painter();
    if open {
        painter.rect_filled(rect, 0, theme.selected_row);
    } else if response.hovered() {
        painter.rect_filled(rect, 0, theme.hovered_row);
    }
    hairline(painter, rect.x_range(), rect.bottom() - 0.5, theme.line);
    if response.has_focus() {
        painter.rect_stroke(rect.shrink(1.0), 4, Stroke::new(1.5, theme.accent), StrokeKind::Inside);
    }
    let room = rect.width() - 2.0 * SIDE;
    let date = article.date.as_ref().map_or_else(|| "undated".to_owned(), When::display);
    let line = [article.publisher.clone(), date, language(&article.language)];
    let line = line.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let events = match counts {
        Counts { events: 0, .. } => "mentions no event".to_owned(),
        Counts { events, passing } if events == passing => words::count(events, "event", "events"),
        Counts { events, passing } => format!("{} of {}", passing, words::count(events, "event", "events")),
    };
    let left = rect.left_top() + vec2(SIDE, 0.0);
    let put = |text: &str, y: f32, font, colour| {
        ink(painter, left + vec2(0.0, y), Align2::LEFT_CENTER, text, font, colour, room);
    };
    put(&article.title, 19.0, medium(size::BODY), theme.text);
    put(&line, 38.0, regular(size::SMALL), theme.text_2);
    put(&events, 55.0, regular(size::SMALL), theme.text_2);
    if open {
        let bar = Rect::from_min_max(rect.left_top() + vec2(6.0, 10.0), rect.left_bottom() + vec2(9.0, -10.0));
        painter.rect_filled(bar, 2, theme.accent);
    }
    if response.clicked() {
        cx.send(Command::OpenArticle(id));
    }
    let step = response.has_focus().then(|| arrows(ui)).flatten();
    if response.has_focus() {
        let filter = egui::EventFilter { vertical_arrows: true, ..egui::EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand);
    step
}

fn arrows(ui: &Ui) -> Option<i64> {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if pressed(Key::ArrowDown) {
        Some(1)
    } else if pressed(Key::ArrowUp) {
        Some(-1)
    } else {
        None
    }
}

/// Names of languages that are common in reports; else the code itself.
fn language(code: &str) -> String {
    match code.split('-').next().unwrap_or(code) {
        "en" => "English",
        "ar" => "Arabic",
        "he" => "Hebrew",
        "fa" => "Persian",
        "ku" => "Kurdish",
        "tr" => "Turkish",
        "fr" => "French",
        "de" => "German",
        "es" => "Spanish",
        "ru" => "Russian",
        "uk" => "Ukrainian",
        "zh" => "Chinese",
        _ => code,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Mention;

    #[test]
    fn an_event_mentioned_twice_counts_once() {
        let mention = |event| Mention { range: 0..1, target: Target::Event(EventId(event)) };
        let article = Article { mentions: vec![mention(1), mention(2), mention(1)], ..Article::default() };
        assert_eq!(counts(&article, |it| it.0 == 1), Counts { events: 2, passing: 1 });
    }
}

//! Words of an article, selected by dragging over them, and what they can be made: a mention, a new event, a name.

use std::ops::Range;

use egui::{Area, CornerRadius, Frame, Id, Key, Margin, Modifiers, Order, Pos2, Rect, Response, Ui, pos2, vec2};

use super::layout::Laid;
use crate::article::{Article, ArticleId};
use crate::project::{Change, EventRecord, TargetRecord};
use crate::session::Command;
use crate::theme::{medium, size};
use crate::view::edit::{Kind, Picked, Picker, enter, key_of, pick_row};
use crate::view::sheet::card;
use crate::view::{Ctx, Shell};
use crate::widget::{CheckRow, check_row};

const WIDTH: f32 = 300.0;

/// The words that are selected on the page.
#[derive(Default)]
pub struct Words {
    article: Option<ArticleId>,
    anchor: usize,
    range: Option<Range<usize>>,
    /// Where the menu stands, once the words are chosen.
    menu: Option<Pos2>,
    /// The menu was opened in this frame: the click that did it does not close it.
    fresh: bool,
    kind: Option<Kind>,
    everywhere: bool,
    /// In how many other places the words stand and name nothing yet; looked for once.
    others: usize,
    picker: Picker,
}

impl Words {
    /// Nothing is selected any more.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Follow a drag over a block whose letters stand at `origin`.
    pub fn follow(&mut self, ui: &Ui, article: (ArticleId, &Article), laid: &Laid, origin: Pos2, response: &Response) {
        let byte = |at: Pos2| laid.byte_at(at - origin);
        if response.drag_started_by(egui::PointerButton::Primary) {
            let from = ui.input(|input| input.pointer.press_origin());
            self.forget();
            if let Some(anchor) = from.and_then(byte) {
                (self.article, self.anchor) = (Some(article.0), anchor);
            }
        }
        if self.article != Some(article.0) {
            return;
        }
        if response.dragged_by(egui::PointerButton::Primary)
            && let Some(to) = response.interact_pointer_pos().and_then(byte)
        {
            self.range = words(&article.1.text, self.anchor.min(to), self.anchor.max(to));
        }
        if response.drag_stopped() && self.range.is_some() {
            self.menu = response.interact_pointer_pos().or_else(|| ui.input(|input| input.pointer.latest_pos()));
            self.fresh = true;
        }
    }

    /// The ground under the selected words.
    pub fn paint(&self, ui: &Ui, cx: &Ctx<'_>, id: ArticleId, laid: &Laid, origin: Pos2) {
        let Some(range) = self.range.as_ref().filter(|_| self.article == Some(id)) else { return };
        for span in laid.spans(range) {
            let rect = laid.rect(span).translate(origin.to_vec2());
            ui.painter().rect_filled(rect.expand2(vec2(2.0, 0.0)), CornerRadius::same(2), cx.theme.selected_row);
        }
    }

    /// What can be made of the words.
    pub fn show_menu(&mut self, ui: &Ui, cx: &Ctx<'_>, page: Rect) {
        let (Some(id), Some(range), Some(at)) = (self.article, self.range.clone(), self.menu) else { return };
        let project = cx.session.project();
        let text = usize::try_from(id.0)
            .ok()
            .and_then(|at| project.articles.get(at))
            .and_then(|it| it.text.get(range.clone()));
        let Some(text) = text.map(str::to_owned) else { return self.forget() };
        let x = at.x.clamp(page.left() + 8.0, (page.right() - WIDTH - 28.0).max(page.left() + 8.0));
        let area = Area::new(Id::unique("selected words"))
            .order(Order::Foreground)
            .fixed_pos(pos2(x, at.y + 14.0))
            .constrain_to(ui.content_rect().shrink(8.0))
            .accessible_name("Selected words");
        let mut done = false;
        let shown = area.show(ui.ctx(), |ui| {
            let frame: Frame = card(cx.theme).inner_margin(Margin::same(10));
            frame.show(ui, |ui| {
                ui.set_width(WIDTH);
                ui.spacing_mut().item_spacing.y = 2.0;
                let short: String = text.chars().take(60).collect();
                let more = if short.len() < text.len() { "…" } else { "" };
                let title = format!("“{short}{more}”");
                super::prose::prose(ui, &title, medium(size::BODY), cx.theme.text);
                ui.add_space(4.0);
                done = match self.kind {
                    None => self.first(ui, cx, id, &range, &text),
                    Some(kind) => self.pick(ui, cx, id, &range, &text, kind),
                };
            });
        });
        let escaped = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        let outside = !std::mem::take(&mut self.fresh) && shown.response.clicked_elsewhere();
        if done || escaped || outside {
            self.forget();
        }
    }

    fn first(&mut self, ui: &mut Ui, cx: &Ctx<'_>, id: ArticleId, range: &Range<usize>, text: &str) -> bool {
        let project = cx.session.project();
        if pick_row(ui, cx, "Copy", "").clicked() {
            cx.send(Command::CopyText(text.to_owned()));
            return true;
        }
        if cx.session.read_only().is_some() {
            super::details::second(ui, cx.theme, "This project is open for reading only");
            return false;
        }
        if let Some(event) = cx.session.selection().primary
            && pick_row(ui, cx, "Attach to the selected event", "").clicked()
        {
            let target = TargetRecord::Event(project.events.key(event).to_owned());
            cx.send(Command::Edit(project.add_mention(id, range.clone(), target)));
            return true;
        }
        if pick_row(ui, cx, "New event from these words", "").clicked() {
            let title: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(120).collect();
            let sources = project.article_record(id).sources;
            let mut edit = project.new_event(EventRecord { title, sources, ..EventRecord::default() });
            if let Some(Change::Event { key, .. }) = edit.changes.first() {
                let target = TargetRecord::Event(key.clone());
                edit.changes.extend(project.add_mention(id, range.clone(), target).changes);
            }
            cx.send(Command::Edit(edit));
            enter(cx, true);
            return true;
        }
        for (kind, name) in [
            (Kind::Event, "Attach to another event…"),
            (Kind::Place, "This names a place…"),
            (Kind::Group, "This names a group…"),
        ] {
            if pick_row(ui, cx, name, "").clicked() {
                self.kind = Some(kind);
                let here = project.mentions_to_come(text);
                let own = here.iter().any(|(article, it)| *article == id && it == range);
                self.others = here.len() - usize::from(own);
            }
        }
        false
    }

    fn pick(&mut self, ui: &mut Ui, cx: &Ctx<'_>, id: ArticleId, range: &Range<usize>, text: &str, kind: Kind) -> bool {
        let project = cx.session.project();
        if kind != Kind::Event && self.others > 0 {
            let places = crate::view::words::count(self.others, "other place", "other places");
            let label = format!("And the {places} of these words");
            let row = CheckRow { label: &label, checked: self.everywhere, count: None, dot: None, depth: 0 };
            if check_row(ui, cx.theme, &row).clicked() {
                self.everywhere = !self.everywhere;
            }
        }
        let name = format!("Name of the {}", kind.word());
        let owner = Id::unique(("selected words", range.start, range.end, kind));
        let mut picked = self.picker.content(ui, cx, kind, owner, &name, &[]);
        // The words themselves are the likeliest name of something new.
        if picked.is_none() && kind != Kind::Event && text.chars().count() <= 80 {
            let new = text.trim().to_owned();
            if pick_row(ui, cx, &format!("New {} called by these words", kind.word()), "").clicked() {
                picked = Some(Picked::New(new));
            }
        }
        let Some(picked) = picked else { return false };
        let (key, made) = key_of(project, kind, picked);
        let target = match kind {
            Kind::Event => TargetRecord::Event(key),
            Kind::Place => TargetRecord::Place(key),
            _ => TargetRecord::Group(key),
        };
        let mut edit = if self.everywhere {
            let here = (id, range.clone());
            let mut places = project.mentions_to_come(text);
            if !places.contains(&here) {
                places.push(here);
            }
            cx.shell(Shell::Say(crate::view::words::count(places.len(), "mention added", "mentions added")));
            project.mention_at(&places, &target)
        } else {
            project.add_mention(id, range.clone(), target)
        };
        edit.changes.splice(0..0, made);
        cx.send(Command::Edit(edit));
        true
    }
}

/// The whole words from one byte to another; nothing if there is none between them.
fn words(text: &str, from: usize, to: usize) -> Option<Range<usize>> {
    let inside = |c: char| c.is_alphanumeric() || c == '\'' || c == '’' || c == '-';
    let mut start = from.min(text.len());
    while let Some(c) = text[..start].chars().next_back().filter(|c| inside(*c)) {
        start -= c.len_utf8();
    }
    let mut end = to.min(text.len());
    while let Some(c) = text[end..].chars().next().filter(|c| inside(*c)) {
        end += c.len_utf8();
    }
    let part = &text[start..end];
    let lead = part.len() - part.trim_start().len();
    let range = start + lead..start + part.trim_end().len();
    (range.start < range.end && text[range.clone()].chars().any(char::is_alphanumeric)).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_is_whole_words() {
        let text = "Rockets hit Ain al-Asad, officials said.";
        let word = |from: &str, to: &str| {
            let (from, to) = (text.find(from).unwrap() + 1, text.find(to).unwrap() + 1);
            words(text, from, to).map(|range| &text[range])
        };
        assert_eq!(word("hit", "Asad"), Some("hit Ain al-Asad"));
        assert_eq!(word("ockets", "ockets"), Some("Rockets"));
        assert_eq!(words(text, text.len(), text.len()), None);
        assert_eq!(words("… –", 0, 3), None);
        assert_eq!(words("قصف قرب", 0, 0).map(|range| &"قصف قرب"[range]), Some("قصف"));
    }
}

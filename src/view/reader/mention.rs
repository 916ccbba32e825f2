//! Mentions on the page: their underlines, and what the pointer and the keyboard do with them.

use egui::accesskit::Role;
use egui::{Color32, CornerRadius, CursorIcon, Id, Popup, PopupCloseBehavior, Pos2, Rect, Response, Sense, Shape};
use egui::{Stroke, StrokeKind, Ui, WidgetInfo, pos2};

use super::hover_card;
use super::layout::Laid;
use crate::article::{Article, ArticleId, Target};
use crate::event::GroupId;
use crate::project::MentionRef;
use crate::session::{Command, Hue, Selected, SlotKey, View};
use crate::theme::Theme;
use crate::view::{Ctx, how};

/// What the user did with mentions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Did {
    /// Something was selected.
    pub clicked: bool,
    /// One of them has the keyboard.
    pub focused: bool,
}

impl Did {
    pub fn also(&mut self, other: Self) {
        self.clicked |= other.clicked;
        self.focused |= other.focused;
    }
}

/// A mention as it stands in one block.
pub struct OnPage<'a> {
    pub article: &'a Article,
    pub id: ArticleId,
    pub number: usize,
    pub laid: &'a Laid,
    /// The top left corner of the block on the screen.
    pub origin: Pos2,
    /// Size of the letters.
    pub size: f32,
}

impl OnPage<'_> {
    fn target(&self) -> &Target {
        &self.article.mentions[self.number].target
    }

    /// Its rectangles on the screen, one a line.
    fn rects(&self) -> Vec<(Rect, f32)> {
        let range = &self.article.mentions[self.number].range;
        let spans = self.laid.spans(range).into_iter();
        let place = |span| self.laid.rect(span).translate(self.origin.to_vec2());
        spans.map(|span| (place(span), self.origin.y + self.laid.lines[span.line].baseline)).collect()
    }

    /// Under the letters: a faint ground if the event is hovered somewhere, or if its place or group is selected.
    pub fn ground(&self, ui: &Ui, cx: &Ctx<'_>) {
        let theme = cx.theme;
        let colour = match (self.target(), cx.session.selection().what) {
            (Target::Event(event), _) if cx.session.hover().get() == Some(*event) => {
                Theme::fade(theme.hue(cx.session.derived().colouring.hue(*event)), 0.14)
            }
            (Target::Place(place), Selected::Place(it)) if *place == it => theme.accent_bg,
            (Target::Group(group), Selected::Group(it)) if *group == it => theme.accent_bg,
            _ => return,
        };
        for (rect, _) in self.rects() {
            ui.painter().rect_filled(rect.expand2(egui::vec2(2.0, -2.0)), CornerRadius::same(2), colour);
        }
    }

    /// Over the letters: the underline, a little under the baseline.
    pub fn underline(&self, ui: &Ui, cx: &Ctx<'_>) {
        let theme = cx.theme;
        let painter = ui.painter();
        let drop = (self.size * 0.3).round();
        for (rect, baseline) in self.rects() {
            let y = egui::emath::GuiRounding::round_to_pixels(baseline + drop, painter.pixels_per_point());
            let line = [pos2(rect.left(), y), pos2(rect.right(), y)];
            match self.target() {
                Target::Event(event) => {
                    let hue = theme.hue(cx.session.derived().colouring.hue(*event));
                    let derived = cx.session.derived();
                    if !derived.universe.contains(event.row()) {
                        painter.extend(Shape::dashed_line(&line, Stroke::new(2.0, hue), 4.0, 3.0));
                    } else {
                        let share = if derived.rows.contains(event.row()) { 1.0 } else { 0.45 };
                        painter.line_segment(line, Stroke::new(2.0, Theme::fade(hue, share)));
                    }
                }
                Target::Place(_) => painter.extend(Shape::dotted_line(&line, theme.text_3, 3.5, 0.8)),
                Target::Group(group) => {
                    let colour = group_hue(cx, *group).map_or(theme.text_3, |hue| theme.hue(hue));
                    painter.line_segment(line, Stroke::new(1.0, colour));
                }
                Target::Source(_) => {
                    painter.line_segment(line, Stroke::new(1.0, theme.line));
                }
                Target::Link(_) => {
                    painter.line_segment(line, Stroke::new(1.0, Theme::fade(theme.accent, 0.6)));
                }
            }
        }
    }

    /// Hovering, clicking, Enter.
    pub fn interact(&self, ui: &Ui, cx: &Ctx<'_>) -> Did {
        let text = &self.article.text[self.article.mentions[self.number].range.clone()];
        let id = Id::unique(("mention", self.id.0, self.number));
        let mut did = Did::default();
        for (part, (rect, _)) in self.rects().into_iter().enumerate() {
            // Only the first line of a mention takes part in the order of the keyboard.
            let response = if part == 0 {
                let response = ui.interact(rect, id, Sense::click());
                response.widget_info(|| WidgetInfo::labeled(Role::Link, true, text));
                focus(ui, cx.theme, &response);
                response
            } else {
                ui.interact(rect, id.with(part), Sense::CLICK)
            };
            let response = response.on_hover_cursor(CursorIcon::PointingHand);
            did.focused |= response.has_focus();
            self.removal(ui, cx, &response);
            did.clicked |= self.answer(cx, &response);
            hover_card::show(&response, cx, self.target());
        }
        did
    }

    /// The words name nothing any more: by the menu, or with Delete while the mention has the keyboard.
    fn removal(&self, ui: &Ui, cx: &Ctx<'_>, response: &Response) {
        if cx.session.read_only().is_some() {
            return;
        }
        let remove = || {
            let mention = MentionRef { article: self.id, mention: self.number };
            cx.send(Command::Edit(cx.session.project().remove_mention(mention)));
        };
        if response.has_focus() && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Delete)) {
            remove();
        }
        response.context_menu(|ui| {
            if ui.button("Remove this mention").clicked() {
                remove();
                ui.close();
            }
        });
    }

    fn answer(&self, cx: &Ctx<'_>, response: &Response) -> bool {
        let go = || cx.send(Command::GoToMention { article: self.id, mention: self.number });
        match self.target() {
            Target::Event(event) => {
                if response.hovered() || response.has_focus() {
                    cx.session.hover().set(*event);
                }
                let modifiers = response.ctx.input(|input| input.modifiers);
                if response.double_clicked() {
                    cx.send(Command::Focus { event: *event, from: View::Reader });
                } else if response.clicked() && (modifiers.command || modifiers.shift) {
                    cx.send(Command::Select { event: *event, how: how(modifiers), from: View::Reader });
                } else if response.clicked() {
                    go();
                }
                response.clicked()
            }
            Target::Place(_) | Target::Group(_) => {
                if response.clicked() {
                    go();
                }
                response.clicked()
            }
            Target::Source(source) => {
                let popup = Popup::menu(response).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
                popup.width(320.0).show(|ui| super::source_card::card(ui, cx, *source));
                false
            }
            Target::Link(link) => {
                if response.clicked() {
                    cx.send(Command::OpenLink(link.clone()));
                }
                false
            }
        }
    }
}

/// The ring around what has the keyboard, and the page moved so that it is seen.
fn focus(ui: &Ui, theme: &Theme, response: &Response) {
    if response.has_focus() {
        let stroke = Stroke::new(1.5, theme.accent);
        ui.painter().rect_stroke(response.rect.expand(2.0), CornerRadius::same(4), stroke, StrokeKind::Outside);
    }
    if response.gained_focus() && !ui.clip_rect().shrink(8.0).contains_rect(response.rect) {
        response.scroll_to_me(None);
    }
}

/// The colour that a group has in the legend, if it has one.
pub fn group_hue(cx: &Ctx<'_>, group: GroupId) -> Option<Hue> {
    let slots = &cx.session.derived().colouring.slots;
    slots.iter().find(|slot| slot.key == SlotKey::Group(group)).map(|slot| slot.hue)
}

/// The colour of a group for a dot beside its name.
pub fn group_colour(cx: &Ctx<'_>, group: GroupId) -> Color32 {
    group_hue(cx, group).map_or(cx.theme.text_3, |hue| cx.theme.hue(hue))
}

//! The palette: any command, event, place, group or article by a few letters of its name.

mod find;
mod row;
mod score;

use egui::accesskit::Role;
use egui::{
    Align2, EventFilter, Frame, Id, Key, Modifiers, Rect, RichText, ScrollArea, Sense, TextEdit, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use self::find::{Found, Names};
use super::action::Action;
use super::sheet::modal;
use super::{Ctx, Shell};
use crate::article::ArticleId;
use crate::event::{EventId, GroupId, PlaceId};
use crate::filter::{Clause, Control};
use crate::session::{Command, View};
use crate::theme::{icons, medium, regular, size};
use crate::widget::{hairline, icon, ink};

/// Something that can be chosen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Item {
    Action(Action),
    Event(EventId),
    Place(PlaceId),
    Group(GroupId),
    Article(ArticleId),
    /// Filter by what was typed.
    Filter,
}

/// What sort of thing it is; results stand together by it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    Command,
    Event,
    Place,
    Group,
    Article,
    Filter,
}

impl Kind {
    fn title(self) -> &'static str {
        match self {
            Self::Command => "Commands",
            Self::Event => "Events",
            Self::Place => "Places",
            Self::Group => "Groups",
            Self::Article => "Articles",
            Self::Filter => "Filter",
        }
    }

    /// How many are shown.
    fn most(self) -> usize {
        match self {
            Self::Event => 8,
            Self::Command => 6,
            _ => 5,
        }
    }
}

impl Item {
    pub fn kind(self) -> Kind {
        match self {
            Self::Action(_) => Kind::Command,
            Self::Event(_) => Kind::Event,
            Self::Place(_) => Kind::Place,
            Self::Group(_) => Kind::Group,
            Self::Article(_) => Kind::Article,
            Self::Filter => Kind::Filter,
        }
    }

    /// Go there, do it.
    fn choose(self, cx: &Ctx<'_>, query: &str) {
        match self {
            Self::Action(action) => {
                if action.enabled(cx).is_ok() {
                    action.run(cx);
                }
            }
            Self::Event(event) => cx.send(Command::Focus { event, from: View::Shell }),
            Self::Place(place) => cx.send(Command::SelectPlace { place, from: View::Shell }),
            Self::Group(group) => cx.send(Command::SelectGroup { group, from: View::Shell }),
            Self::Article(article) => cx.send(Command::OpenArticle(article)),
            Self::Filter => {
                let clause = Some(Clause::Words(query.trim().to_owned()));
                cx.send(Command::Filter { control: Control::Words, clause, merge: false });
            }
        }
    }
}

/// A line of the list: a heading, or something to choose.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Line {
    Head(&'static str),
    Item(Item),
}

/// The palette and what was chosen in it before.
#[derive(Default)]
pub struct Palette {
    query: String,
    /// The line that Enter chooses, counted without headings.
    at: usize,
    recent: Vec<Item>,
    names: Names,
    found: Found,
    lines: Vec<Line>,
    /// The chosen line is to come into view.
    follow: bool,
}

const WIDTH: f32 = 560.0;
const FIELD: f32 = 52.0;
const PAGE: usize = 8;
const MOST_RECENT: usize = 6;

impl Palette {
    /// What was chosen before belongs to a case.
    pub fn forget_case(&mut self) {
        *self = Self::default();
    }

    /// Show it; call it only while it is open.
    pub fn show(&mut self, ui: &Ui, cx: &Ctx<'_>) {
        let mut chosen = None;
        let close = modal(ui, cx.theme, "Search everything", Align2::CENTER_TOP, 64.0, |ui, fresh| {
            ui.set_width(WIDTH.min(ui.content_rect().width() - 48.0));
            let most = (ui.content_rect().height() - 220.0).clamp(120.0, 460.0);
            ui.set_max_height(most + FIELD + 40.0);
            if fresh {
                self.query.clear();
                self.search(cx);
            }
            if self.found.go_on(cx) {
                self.arrange(cx);
            }
            if !self.found.done {
                ui.request_repaint();
            }
            let enter = self.keys(ui);
            let items: Vec<Item> =
                self.lines.iter().filter_map(|line| if let Line::Item(it) = line { Some(*it) } else { None }).collect();
            self.at = self.at.min(items.len().saturating_sub(1));
            let active = items.get(self.at).map(|item| row_id(*item));
            if self.field(ui, cx, fresh, active) {
                self.at = 0;
                self.search(cx);
                ui.request_repaint();
            }
            if enter {
                chosen = items.get(self.at).copied();
            }
            if let Some(clicked) = self.list(ui, cx, most) {
                chosen = Some(clicked);
            }
            footer(ui, cx, self.found.done);
            chosen.is_some_and(|item| !refused(item, cx))
        });
        if close {
            cx.shell(Shell::Palette(false));
        }
        if let Some(item) = chosen.filter(|item| !refused(*item, cx)) {
            self.recent.retain(|it| *it != item);
            if item != Item::Filter {
                self.recent.insert(0, item);
            }
            self.recent.truncate(MOST_RECENT);
            item.choose(cx, &self.query);
        }
    }

    fn search(&mut self, cx: &Ctx<'_>) {
        self.found = Found::begin(&self.query, cx, &mut self.names);
        self.arrange(cx);
    }

    /// Lines by kind, the kind with the best answer first. With nothing typed: what was chosen lately, then
    /// every command.
    fn arrange(&mut self, cx: &Ctx<'_>) {
        self.lines.clear();
        if self.query.trim().is_empty() {
            if !self.recent.is_empty() {
                self.lines.push(Line::Head("Recent"));
                self.lines.extend(self.recent.iter().map(|item| Line::Item(*item)));
            }
            self.lines.push(Line::Head(Kind::Command.title()));
            let fresh = |action: &Action| *action != Action::Palette && !self.recent.contains(&Item::Action(*action));
            let actions: Vec<Action> = Action::all(cx).filter(fresh).collect();
            self.lines.extend(actions.into_iter().map(|action| Line::Item(Item::Action(action))));
            return;
        }
        let kinds = [Kind::Command, Kind::Event, Kind::Place, Kind::Group, Kind::Article];
        let mut found: Vec<_> = kinds.map(|kind| (kind, self.found.of_kind(kind, kind.most()))).into();
        found.sort_by_key(|(kind, (best, _))| (std::cmp::Reverse(*best), *kind));
        for (kind, (_, items)) in found {
            if !items.is_empty() {
                self.lines.push(Line::Head(kind.title()));
                self.lines.extend(items.into_iter().map(Line::Item));
            }
        }
        if !self.found.events.is_empty() {
            self.lines.push(Line::Head(Kind::Filter.title()));
            self.lines.push(Line::Item(Item::Filter));
        }
    }

    /// Keys that move and choose; taken before the field sees them. Whether Enter was pressed.
    fn keys(&mut self, ui: &Ui) -> bool {
        let items = self.lines.iter().filter(|line| matches!(line, Line::Item(_))).count();
        let last = items.saturating_sub(1);
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let to = if pressed(Key::ArrowDown) {
            Some(if self.at >= last { 0 } else { self.at + 1 })
        } else if pressed(Key::ArrowUp) {
            Some(if self.at == 0 { last } else { self.at - 1 })
        } else if pressed(Key::PageDown) {
            Some((self.at + PAGE).min(last))
        } else if pressed(Key::PageUp) {
            Some(self.at.saturating_sub(PAGE))
        } else {
            None
        };
        if let Some(to) = to {
            self.at = to;
            self.follow = true;
        }
        pressed(Key::Enter)
    }

    /// The field; whether something was typed.
    fn field(&mut self, ui: &mut Ui, cx: &Ctx<'_>, fresh: bool, active: Option<Id>) -> bool {
        let theme = cx.theme;
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), FIELD), Sense::hover());
        hairline(ui.painter(), rect.x_range(), rect.bottom(), theme.line);
        let glass = pos2(rect.left() + 26.0, rect.center().y);
        ui.painter().text(glass, Align2::CENTER_CENTER, icon::MAGNIFYING_GLASS, icons(18.0), theme.text_2);
        let id = Id::unique("palette query");
        let inner = Rect::from_min_max(pos2(rect.left() + 48.0, rect.top()), pos2(rect.right() - 16.0, rect.bottom()));
        let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        let edit = TextEdit::singleline(&mut self.query)
            .id(id)
            .frame(Frame::NONE)
            .margin(egui::Margin::ZERO)
            .font(regular(size::TITLE))
            .text_color(theme.text)
            .hint_text(RichText::new("Search events, places, groups, articles, commands").color(theme.text_2))
            .event_filter(filter)
            .align(Align2::LEFT_CENTER)
            .min_size(vec2(0.0, rect.height()))
            .desired_width(inner.width());
        let mut child = ui.new_child(UiBuilder::new().id_salt("query").max_rect(inner));
        let response = child.add(edit).accessible_name("Search everything");
        if let Some(active) = active {
            ui.accesskit_node_builder(id, |node| node.set_active_descendant(active.accesskit_id()));
        }
        if fresh {
            response.request_focus();
        }
        response.changed()
    }

    /// The results; the one that was clicked.
    fn list(&mut self, ui: &mut Ui, cx: &Ctx<'_>, most: f32) -> Option<Item> {
        let mut clicked = None;
        let follow = std::mem::take(&mut self.follow);
        Frame::new().inner_margin(egui::Margin { left: 8, right: 8, top: 6, bottom: 6 }).show(ui, |ui| {
            let area = ScrollArea::vertical().id_salt("found").max_height(most).auto_shrink([false, true]);
            area.min_scrolled_height(96.0).show(ui, |ui| {
                let mut at = 0;
                for line in &self.lines {
                    match line {
                        Line::Head(text) => head(ui, cx, text),
                        Line::Item(item) => {
                            let chosen = at == self.at;
                            let response = row::show(ui, cx, *item, row_id(*item), chosen, &self.query);
                            if chosen && follow {
                                response.scroll_to_me(None);
                            }
                            if response.clicked() {
                                clicked = Some(*item);
                            }
                            at += 1;
                        }
                    }
                }
                if self.lines.is_empty() && self.found.done {
                    row::nothing(ui, cx, &self.query);
                }
            });
        });
        clicked
    }
}

fn row_id(item: Item) -> Id {
    Id::unique(("palette", item))
}

/// Whether it cannot be done now; the row says why.
fn refused(item: Item, cx: &Ctx<'_>) -> bool {
    matches!(item, Item::Action(action) if action.enabled(cx).is_err())
}

fn head(ui: &mut Ui, cx: &Ctx<'_>, text: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, text));
    let at = pos2(rect.left() + 10.0, rect.center().y + 2.0);
    ink(ui.painter(), at, Align2::LEFT_CENTER, text, medium(size::AXIS), cx.theme.text_2, rect.width());
}

fn footer(ui: &mut Ui, cx: &Ctx<'_>, done: bool) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::hover());
    hairline(ui.painter(), rect.x_range(), rect.top(), cx.theme.line);
    let text = "Up and Down to move · Enter to choose · Esc to close";
    let at = pos2(rect.left() + 18.0, rect.center().y);
    ink(ui.painter(), at, Align2::LEFT_CENTER, text, regular(size::AXIS), cx.theme.text_2, rect.width() - 120.0);
    if !done {
        let at = pos2(rect.right() - 18.0, rect.center().y);
        ink(ui.painter(), at, Align2::RIGHT_CENTER, "Searching…", regular(size::AXIS), cx.theme.text_2, 100.0);
    }
}

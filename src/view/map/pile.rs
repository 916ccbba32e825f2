use std::sync::Arc;

use egui::{Align2, Area, Frame, Id, Key, Modifiers, Order, Pos2, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::event::EventId;
use crate::session::{Command, How, View};
use crate::theme::{measure, medium, regular, semibold, size};
use crate::view::{Ctx, words};
use crate::widget::{ScrollTo, VirtualList, ink};

/// The list of events that lie on one point and that no zoom can part.
pub struct Pile {
    pub events: Arc<Vec<EventId>>,
    /// Where its mark is, in fractions of the world square.
    pub anchor: (f64, f64),
    list: VirtualList,
    fresh: bool,
}

const ROW: f32 = 40.0;
const WIDTH: f32 = 320.0;

impl Pile {
    /// The events in the order of the list.
    pub fn new(cx: &Ctx<'_>, events: impl IntoIterator<Item = EventId>, anchor: (f64, f64)) -> Self {
        /// More are taken from the list, which has its order already.
        const MOST: usize = 5000;
        let mut events: Vec<EventId> = events.into_iter().collect();
        if events.len() <= MOST {
            cx.session.sort().apply(cx.session.project(), &mut events);
        } else {
            // By row, so that looking for one is quick.
            let list = &cx.session.derived().list;
            events = list.iter().filter(|event| events.binary_search(event).is_ok()).copied().collect();
        }
        Self { events: Arc::new(events), anchor, list: VirtualList::default(), fresh: true }
    }

    /// Show it beside its mark. Whether it stays open.
    pub fn show(&mut self, ui: &Ui, cx: &Ctx<'_>, mark: Pos2, map: Rect) -> bool {
        let height = (self.events.len() as f32 * ROW).min(ROW * 7.5) + 44.0;
        let right = mark.x + 30.0 + WIDTH < map.right();
        let x = if right { mark.x + 30.0 } else { mark.x - 30.0 - WIDTH };
        let y = (mark.y - 40.0).clamp(map.top() + 8.0, (map.bottom() - height - 8.0).max(map.top() + 8.0));
        let project = Arc::clone(cx.session.project());
        let events = Arc::clone(&self.events);
        let name = events.first().map_or("", |event| project.place_name(*event));
        let title = if name.is_empty() { "At this point".to_owned() } else { name.to_owned() };
        let area = Area::new(Id::unique("pile"))
            .order(Order::Foreground)
            .fixed_pos(pos2(x, y))
            .constrain_to(map)
            .accessible_name(&*title);
        let shown = area.show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).inner_margin(0).show(ui, |ui| {
                ui.set_width(WIDTH);
                ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
                let (head, _) = ui.allocate_exact_size(vec2(WIDTH, 40.0), Sense::hover());
                let count = words::count(events.len(), "event", "events");
                let number = ink(
                    ui.painter(),
                    pos2(head.right() - 14.0, head.center().y),
                    Align2::RIGHT_CENTER,
                    &count,
                    regular(size::SMALL),
                    cx.theme.text_2,
                    90.0,
                );
                let at = pos2(head.left() + 14.0, head.center().y);
                let room = number.left() - at.x - 8.0;
                ink(ui.painter(), at, Align2::LEFT_CENTER, &title, semibold(size::BODY), cx.theme.text, room);
                ui.allocate_ui(vec2(WIDTH, height - 44.0), |ui| {
                    self.list.show(ui, Id::unique("pile rows"), events.len(), ROW, cx.theme.text_3, |ui, i, place| {
                        row(ui, cx, events[i], place);
                    });
                });
                ui.add_space(4.0);
            });
        });
        self.keys(ui, cx);
        let closed = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        let outside = !self.fresh && shown.response.clicked_elsewhere();
        self.fresh = false;
        !closed && !outside
    }
}

impl Pile {
    /// Arrows walk the open list, Enter goes there: it lies over everything, so no other view takes them meanwhile.
    fn keys(&mut self, ui: &Ui, cx: &Ctx<'_>) {
        // Whoever writes keeps the keyboard.
        if ui.ctx().text_edit_focused() {
            return;
        }
        let Some(last) = self.events.len().checked_sub(1) else { return };
        let at = cx.session.selection().primary.and_then(|event| self.events.iter().position(|it| *it == event));
        let page = self.list.page().max(1);
        let moves: [(Key, usize); 6] = [
            (Key::ArrowDown, at.map_or(0, |i| (i + 1).min(last))),
            (Key::ArrowUp, at.map_or(last, |i| i.saturating_sub(1))),
            (Key::PageDown, at.map_or(0, |i| (i + page).min(last))),
            (Key::PageUp, at.map_or(0, |i| i.saturating_sub(page))),
            (Key::Home, 0),
            (Key::End, last),
        ];
        for (key, to) in moves {
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
                self.list.scroll_to(to, ScrollTo::Visible, false);
                cx.send(Command::Select { event: self.events[to], how: How::Only, from: View::Map });
                return;
            }
        }
        if let Some(at) = at
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter))
        {
            cx.send(Command::Focus { event: self.events[at], from: View::Map });
        }
    }
}

fn row(ui: &Ui, cx: &Ctx<'_>, event: EventId, place: Rect) {
    let project = cx.session.project();
    let theme = cx.theme;
    let response = ui.interact(place, Id::unique(("pile row", project.events.key(event))), Sense::click());
    let selected = cx.session.selection().contains(event);
    let name = format!("{}, {}", project.events.title(event), words::date(project, event));
    response.widget_info(|| WidgetInfo::selected(egui::accesskit::Role::ListBoxOption, true, selected, &name));
    cx.interact(&response, event, View::Map);
    let painter = ui.painter();
    if selected || response.hovered() || response.has_focus() {
        let ground = if selected { theme.selected_row } else { theme.hovered_row };
        painter.rect_filled(place.shrink2(vec2(4.0, 0.0)), egui::CornerRadius::same(measure::RADIUS), ground);
    }
    let hue = theme.hue(cx.session.derived().colouring.hue(event));
    painter.circle_filled(pos2(place.left() + 19.0, place.top() + 13.0), 4.0, hue);
    let left = place.left() + 32.0;
    let room = place.right() - 14.0 - left;
    ink(
        painter,
        pos2(left, place.top() + 13.0),
        Align2::LEFT_CENTER,
        project.events.title(event),
        medium(size::SMALL),
        theme.text,
        room,
    );
    let mut second = words::date(project, event);
    if let Some(toll) = words::toll(project, event) {
        second = format!("{second} · {toll}");
    }
    ink(painter, pos2(left, place.top() + 28.0), Align2::LEFT_CENTER, &second, regular(size::AXIS), theme.text_2, room);
}

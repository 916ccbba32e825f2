//! Two articles, layers or publishers beside each other, in the place of the list: what both have, where they contradict,
//! what only one has. Each row selects its event.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{
    Align, Align2, Id, Layout, Popup, PopupCloseBehavior, Rect, RichText, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::parts::{SearchField, note};
use super::reader::facts;
use super::{Ctx, Shell, words};
use crate::corroborate::{Comparison, Pair, Side};
use crate::event::EventId;
use crate::project::{Field, Project};
use crate::session::{Command, How, View};
use crate::text::fold;
use crate::theme::{measure, medium, regular, semibold, size};
use crate::view::edit::pick_row;
use crate::widget::{VirtualList, hairline, icon, icon_button, ink, text_button};

/// Height of a row.
const ROW: f32 = 66.0;
/// No more sides are listed; words narrow them down.
const LISTED: usize = 60;

/// What is shown of a comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Shown {
    #[default]
    Both,
    Contradict,
    OnlyA,
    OnlyB,
}

/// The panel.
#[derive(Default)]
pub struct ComparePanel {
    project: Option<Arc<Project>>,
    /// What can be compared, once it has come.
    sides: Option<Vec<Side>>,
    a: Option<Side>,
    b: Option<Side>,
    found: Option<Comparison>,
    /// Numbers of the pairs that contradict each other.
    contradict: Vec<usize>,
    asked: bool,
    shown: Shown,
    rows: VirtualList,
    query: String,
}

impl ComparePanel {
    /// What can be compared has come.
    pub fn sides_came(&mut self, project: Arc<Project>, sides: Vec<Side>) {
        self.a = self.a.take().or_else(|| sides.first().cloned());
        self.b = self.b.take().or_else(|| sides.get(1).cloned());
        self.sides = Some(sides);
        self.project = Some(project);
    }

    /// What was asked for has come; nothing: it was cancelled.
    pub fn came(&mut self, found: Option<Comparison>) {
        self.contradict = found
            .iter()
            .flat_map(|it| it.both.iter().enumerate())
            .filter(|(_, it)| !it.differs.is_empty())
            .map(|(i, _)| i)
            .collect();
        self.found = found;
    }

    /// Draw it into all the room there is. Whether it stays open.
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>) -> bool {
        let project = cx.session.project();
        let known = self.project.as_ref().is_some_and(|it| Arc::ptr_eq(it, project));
        if !known && ui.ctx().current_pass_index() == 0 {
            // What was found goes by numbers that do not hold any more.
            (self.found, self.asked) = (None, false);
            self.project = Some(Arc::clone(project));
            cx.shell(Shell::CompareSides);
        }
        if let (true, false, Some(a), Some(b)) = (self.sides.is_some(), self.asked, &self.a, &self.b)
            && known
            && a != b
        {
            self.asked = true;
            cx.shell(Shell::Compare(Box::new((a.clone(), b.clone()))));
        }
        let whole = ui.available_rect_before_wrap();
        let open = self.head(ui, cx, whole);
        let inside = Rect::from_min_max(ui.cursor().min, whole.max);
        let padded = inside.shrink2(vec2(measure::SIDE, 0.0));
        let mut child = ui.new_child(UiBuilder::new().id_salt("compared").max_rect(padded));
        child.spacing_mut().item_spacing = vec2(6.0, 4.0);
        child.add_space(8.0);
        self.choose(&mut child, cx);
        let list = Rect::from_min_max(pos2(whole.left(), child.cursor().top()), whole.max);
        let mut child = ui.new_child(UiBuilder::new().id_salt("rows").max_rect(list));
        self.list(&mut child, cx);
        ui.advance_cursor_after_rect(whole);
        open
    }

    fn head(&self, ui: &mut Ui, cx: &Ctx<'_>, whole: Rect) -> bool {
        let bar = Rect::from_min_size(whole.min, vec2(whole.width(), measure::HEADER));
        hairline(ui.painter(), bar.x_range(), bar.bottom() - 0.5, cx.theme.line);
        let inside = bar.shrink2(vec2(measure::SIDE, 0.0));
        let ground = ui.interact(bar, ui.scope_id().with("compare title"), Sense::hover());
        super::sheet::say(&ground, "Compare");
        let at = inside.left_center();
        ink(ui.painter(), at, Align2::LEFT_CENTER, "Compare", semibold(size::BODY), cx.theme.text, 200.0);
        let layout = Layout::right_to_left(Align::Center);
        let mut row = ui.new_child(UiBuilder::new().id_salt("compare head").max_rect(inside).layout(layout));
        let open = !icon_button(&mut row, cx.theme, icon::X, "Close the comparison", false).clicked();
        ui.advance_cursor_after_rect(bar);
        open
    }

    /// The two sides, and how much of each there is.
    fn choose(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let Some(sides) = &self.sides else {
            note(ui, cx.theme, "Looking for what can be compared…");
            return;
        };
        if sides.len() < 2 {
            note(ui, cx.theme, "There is nothing to compare: it takes two articles, two layers or two publishers.");
            return;
        }
        let mut changed = false;
        for (which, side) in [("A", &mut self.a), ("B", &mut self.b)] {
            ui.horizontal(|ui| {
                ui.label(RichText::new(which).font(semibold(size::BODY)).color(cx.theme.accent));
                let text = side.as_ref().map_or("Choose", |it| it.name(cx.session.project())).to_owned();
                let shown: String = text.chars().take(42).collect();
                let more = if shown.len() < text.len() { "…" } else { "" };
                let button = text_button(ui, cx.theme, &format!("{shown}{more} {}", icon::CARET_DOWN));
                let name = format!("Side {which}: {text}");
                button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
                let popup = Popup::menu(&button)
                    .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
                    .width(340.0)
                    .accessible_name(format!("Choose side {which}"));
                let query = &mut self.query;
                popup.show(|ui| {
                    ui.set_width(320.0);
                    if let Some(chosen) = pick(ui, cx, sides, query, which) {
                        changed |= side.as_ref() != Some(&chosen);
                        *side = Some(chosen);
                        query.clear();
                        ui.close();
                    }
                });
            });
        }
        if changed {
            (self.found, self.asked) = (None, false);
        }
        if self.a == self.b {
            note(ui, cx.theme, "Both sides are the same: choose another for one of them.");
        } else if let Some(found) = &self.found {
            let names = ["Both", "Contradict", "Only A", "Only B"];
            let kinds = [Shown::Both, Shown::Contradict, Shown::OnlyA, Shown::OnlyB];
            let at = kinds.iter().position(|it| *it == self.shown).unwrap_or(0);
            ui.add_space(4.0);
            if let Some(number) = super::parts::segments(ui, cx.theme, &names, at) {
                self.shown = kinds[number];
                self.rows = VirtualList::default();
            }
            let n = |list: usize| words::thousands(list);
            let (both, differ) = (n(found.both.len()), n(self.contradict.len()));
            let (a, b) = (n(found.only_a.len()), n(found.only_b.len()));
            note(ui, cx.theme, &format!("{both} in both, {differ} contradict · {a} only in A · {b} only in B"));
        } else {
            note(ui, cx.theme, "Comparing…");
        }
        ui.add_space(6.0);
    }

    fn list(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let Some(found) = &self.found else { return };
        if !self.project.as_ref().is_some_and(|it| Arc::ptr_eq(it, cx.session.project())) {
            return;
        }
        let n = match self.shown {
            Shown::Both => found.both.len(),
            Shown::Contradict => self.contradict.len(),
            Shown::OnlyA => found.only_a.len(),
            Shown::OnlyB => found.only_b.len(),
        };
        hairline(ui.painter(), ui.max_rect().x_range(), ui.max_rect().top(), cx.theme.line);
        if n == 0 {
            egui::Frame::new().inner_margin(egui::Margin::symmetric(measure::SIDE as i8, 14)).show(ui, |ui| {
                note(
                    ui,
                    cx.theme,
                    match self.shown {
                        Shown::Both => "No occurrence is in both.",
                        Shown::Contradict => "Where both tell of the same, they do not contradict each other.",
                        Shown::OnlyA => "All that A has, B has too.",
                        Shown::OnlyB => "All that B has, A has too.",
                    },
                );
            });
            return;
        }
        let (shown, contradict) = (self.shown, &self.contradict);
        self.rows.show(ui, Id::unique("compared rows"), n, ROW, cx.theme.text_3, |ui, number, rect| match shown {
            Shown::Both => pair(ui, cx, &found.both[number], rect),
            Shown::Contradict => pair(ui, cx, &found.both[contradict[number]], rect),
            Shown::OnlyA => alone(ui, cx, found.only_a[number], rect),
            Shown::OnlyB => alone(ui, cx, found.only_b[number], rect),
        });
    }
}

/// A list of sides by name; the one that was chosen.
fn pick(ui: &mut Ui, cx: &Ctx<'_>, sides: &[Side], query: &mut String, which: &str) -> Option<Side> {
    let id = Id::unique(("compare side", which));
    let name = format!("Find side {which}");
    let field =
        SearchField { id, name: &name, hint: "Find an article, a layer, a publisher", height: 30.0, size: size::BODY };
    field.show(ui, cx.theme, query);
    ui.add_space(4.0);
    let (wanted, project) = (fold(query.trim()), cx.session.project());
    let mut chosen = None;
    egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        let named = sides.iter().filter(|it| wanted.is_empty() || fold(it.name(project)).contains(&wanted));
        for side in named.take(LISTED) {
            let kind = match side {
                Side::Article(_) => "article",
                Side::Layer(_) => "layer",
                Side::Publisher(_) => "publisher",
            };
            if pick_row(ui, cx, side.name(project), kind).clicked() {
                chosen = Some(side.clone());
            }
        }
    });
    chosen
}

fn alone(ui: &Ui, cx: &Ctx<'_>, event: EventId, rect: Rect) {
    let project = cx.session.project();
    let toll = words::short_toll(project, event).unwrap_or_default();
    let second = [project.place_name(event).to_owned(), words::actors(project, event)];
    let second = second.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" · ");
    row(ui, cx, event, None, rect, [&second, &toll], false);
}

fn pair(ui: &Ui, cx: &Ctx<'_>, pair: &Pair, rect: Rect) {
    let project = cx.session.project();
    let other = if pair.a == pair.b { "the same event in both" } else { project.events.title(pair.b) };
    let differs: Vec<String> = pair
        .differs
        .iter()
        .map(|it| {
            let said = |value: &str| facts::claim_value(project, it.field.name(), value);
            format!("{}: {} in A, {} in B", name(it.field), said(&it.a), said(&it.b))
        })
        .collect();
    let second = if pair.a == pair.b { other.to_owned() } else { format!("{other} · {:.0} %", pair.score * 100.0) };
    let third = if differs.is_empty() { "no contradiction".to_owned() } else { differs.join(" · ") };
    row(ui, cx, pair.a, Some(pair.b), rect, [&second, &third], !differs.is_empty());
}

fn name(field: Field) -> &'static str {
    match field {
        Field::EventDate => "date",
        Field::Place => "place",
        Field::Fatalities => "killed",
        Field::Injuries => "injured",
        Field::Actors => "actors",
        Field::Targets => "targets",
        other => other.name(),
    }
}

/// Three lines that select an event, and the one it is paired with.
fn row(ui: &Ui, cx: &Ctx<'_>, event: EventId, other: Option<EventId>, rect: Rect, lines: [&str; 2], warn: bool) {
    let (theme, project) = (cx.theme, cx.session.project());
    let title = project.events.title(event);
    let date = words::short_date(project, event);
    let response = ui.interact(rect, Id::unique(("compared row", project.events.key(event))), Sense::click());
    let selected = cx.session.selection().contains(event);
    let said =
        [title, &date, lines[0], lines[1]].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ");
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, selected, &said));
    let painter = ui.painter();
    if selected {
        painter.rect_filled(rect, 0, theme.selected_row);
    } else if response.hovered() || cx.session.hover().get() == Some(event) {
        painter.rect_filled(rect, 0, theme.hovered_row);
    }
    if response.has_focus() {
        let rim = egui::Stroke::new(1.5, theme.accent);
        painter.rect_stroke(rect.shrink(1.0), 4, rim, egui::StrokeKind::Inside);
    }
    hairline(painter, rect.x_range(), rect.bottom() - 0.5, theme.line);
    let inside = rect.shrink2(vec2(measure::SIDE, 0.0));
    let at = |y: f32| pos2(inside.left(), rect.top() + y);
    let right = pos2(inside.right(), rect.top() + 16.0);
    let taken = ink(painter, right, Align2::RIGHT_CENTER, &date, regular(size::SMALL), theme.text_2, 150.0).width();
    ink(painter, at(16.0), Align2::LEFT_CENTER, title, medium(size::BODY), theme.text, inside.width() - taken - 10.0);
    let room = inside.width();
    ink(painter, at(34.0), Align2::LEFT_CENTER, lines[0], regular(size::SMALL), theme.text_2, room);
    let colour = if warn { theme.warning } else { theme.text_2 };
    ink(painter, at(51.0), Align2::LEFT_CENTER, lines[1], regular(size::SMALL), colour, room);
    if response.hovered() {
        cx.session.hover().set(event);
    }
    if response.double_clicked() {
        cx.send(Command::Focus { event, from: View::Shell });
    } else if response.clicked() {
        match other.filter(|it| *it != event) {
            Some(other) => cx.send(Command::SelectMany { events: vec![event, other], from: View::Shell }),
            None => cx.send(Command::Select { event, how: How::Only, from: View::Shell }),
        }
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand);
}

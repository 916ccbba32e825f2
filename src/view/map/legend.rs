use std::collections::BTreeSet;

use egui::accesskit::{Role, Toggled};
use egui::{Align2, CornerRadius, Id, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::filter::{Clause, Control, FieldChoice, FirstActor, TypeKey};
use crate::session::{ColourBy, Command, SlotKey};
use crate::theme::{icons, measure, medium, regular, size};
use crate::view::pick::{Line, choices};
use crate::view::{Ctx, fields, layers, words};
use crate::widget::{elided, icon, ink};

/// What the colours mean, how many events have each under the other filters, and a filter at a click.
#[derive(Default)]
pub struct Legend {
    counts: Option<((u64, usize), Vec<u32>)>,
    /// What the user chose; by itself it is open where there is room.
    open: Option<bool>,
    /// The field that is to colour, as soon as what it says is known.
    wanted: Option<u16>,
}

const ROW: f32 = 22.0;
const HEAD: f32 = 30.0;
const WIDTH: f32 = 228.0;

impl Legend {
    /// Show it at the lower left; the rectangle it takes.
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>, map: Rect) -> Rect {
        let colouring = std::sync::Arc::clone(&cx.session.derived().colouring);
        let counts = self.counts(cx).to_vec();
        let room = map.width() >= 560.0 && map.height() >= HEAD + colouring.slots.len() as f32 * ROW + 180.0;
        let open = self.open.unwrap_or(room);
        let rows = if open { colouring.slots.len() as f32 } else { 0.0 };
        let size = vec2(WIDTH.min(map.width() - 32.0), HEAD + if open { rows * ROW + 8.0 } else { 0.0 });
        let rect = Rect::from_min_size(pos2(map.left() + 16.0, map.bottom() - 16.0 - size.y), size);
        if map.width() < 300.0 || map.height() < size.y + 40.0 || colouring.slots.is_empty() {
            return Rect::NOTHING;
        }
        let theme = cx.theme;
        let radius = CornerRadius::same(measure::CARD_RADIUS);
        // Takes clicks and wheel, so that they do not reach the map under it.
        ui.interact(rect, Id::unique("legend ground"), Sense::click_and_drag());
        ui.painter().rect(rect, radius, theme.raised, Stroke::new(1.0, theme.line), StrokeKind::Inside);
        self.head(ui, cx, Rect::from_min_size(rect.min, vec2(rect.width(), HEAD)), open);
        for (i, slot) in colouring.slots.iter().enumerate().filter(|_| open) {
            let place = Rect::from_min_size(
                pos2(rect.left() + 6.0, rect.top() + HEAD + i as f32 * ROW),
                vec2(rect.width() - 12.0, ROW),
            );
            let count = counts.get(i).copied().unwrap_or(0);
            let on = chosen(cx, &slot.key);
            let can = slot.key != SlotKey::Other;
            let response = ui.interact(
                place,
                Id::unique(("legend", &slot.label)),
                if can { Sense::click() } else { Sense::hover() },
            );
            let name = format!("{}, {}", slot.label, words::count(count as usize, "event", "events"));
            response.widget_info(|| WidgetInfo::selected(Role::CheckBox, can, on == Some(true), &name));
            ui.ctx().accesskit_node_builder(response.id, |node| {
                node.set_toggled(if on == Some(true) { Toggled::True } else { Toggled::False });
            });
            if on == Some(true) || response.hovered() || response.has_focus() {
                let ground = if on == Some(true) { theme.accent_bg } else { theme.hovered_row };
                ui.painter().rect_filled(place, CornerRadius::same(4), ground);
            }
            if response.has_focus() {
                ui.painter().rect_stroke(
                    place,
                    CornerRadius::same(4),
                    Stroke::new(1.5, theme.accent),
                    StrokeKind::Inside,
                );
            }
            let dim = on == Some(false) || count == 0;
            let hue = theme.hue(slot.hue);
            let hue = if dim { crate::theme::Theme::fade(hue, 0.45) } else { hue };
            let middle = place.center().y;
            ui.painter().circle_filled(pos2(place.left() + 10.0, middle), 4.0, hue);
            let number = ink(
                ui.painter(),
                pos2(place.right() - 6.0, middle),
                Align2::RIGHT_CENTER,
                &words::thousands(count as usize),
                regular(size::SMALL),
                theme.text_2,
                80.0,
            );
            let room = number.left() - place.left() - 30.0;
            let colour = if dim { theme.text_2 } else { theme.text };
            ink(
                ui.painter(),
                pos2(place.left() + 22.0, middle),
                Align2::LEFT_CENTER,
                &slot.label,
                regular(size::SMALL),
                colour,
                room,
            );
            if response.clicked() {
                toggle(cx, &slot.key);
            }
            if can {
                response.on_hover_text(if matches!(slot.key, SlotKey::Layer(_)) {
                    "Click to hide or show this layer"
                } else if on == Some(true) {
                    "Click to show the others again"
                } else {
                    "Click to show only these"
                });
            }
        }
        rect
    }

    /// By group or by type: a heading that switches, and one that opens and shuts.
    fn head(&mut self, ui: &mut Ui, cx: &Ctx<'_>, rect: Rect, open: bool) {
        let word = format!("Coloured by {}", by_name(cx, cx.session.colour_by()));
        let theme = cx.theme;
        let at = pos2(rect.left() + 26.0, rect.center().y);
        let title =
            ink(ui.painter(), at, Align2::LEFT_CENTER, &word, medium(size::AXIS), theme.text_2, rect.width() - 92.0);
        let glyph = if open { icon::CARET_DOWN } else { icon::CARET_RIGHT };
        let caret = pos2(rect.left() + 16.0, at.y);
        ui.painter().text(caret, Align2::CENTER_CENTER, glyph, icons(11.0), theme.text_2);
        let place = Rect::from_min_max(
            pos2(rect.left() + 6.0, rect.top() + 4.0),
            pos2(title.right() + 6.0, rect.bottom() - 4.0),
        );
        let shut = ui.interact(place, Id::unique("legend caret"), Sense::click());
        let name = if open { "Shut the legend" } else { "Open the legend" };
        shut.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
        if shut.has_focus() {
            ui.painter().rect_stroke(place, CornerRadius::same(4), Stroke::new(1.5, theme.accent), StrokeKind::Inside);
        }
        if shut.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            self.open = Some(!open);
        }
        let galley = elided(ui.painter(), "change", regular(size::AXIS), theme.accent, 80.0);
        let place = Align2::RIGHT_CENTER.anchor_size(pos2(rect.right() - 12.0, at.y), galley.size()).expand(4.0);
        let response = ui.interact(place, Id::unique("legend switch"), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Colour by something else"));
        ui.painter().galley(place.min + vec2(4.0, 4.0), galley, theme.accent);
        if response.has_focus() {
            ui.painter().rect_stroke(place, CornerRadius::same(4), Stroke::new(1.5, theme.accent), StrokeKind::Inside);
        }
        let now = cx.session.colour_by();
        let by = choices(ui, cx, &response, "Colour by", 260.0, Some(now), || {
            let mut lines = vec![Line::Choice(ColourBy::Group, "Group", ""), Line::Choice(ColourBy::Type, "Type", "")];
            if cx.session.layers().len() > 1 {
                lines.push(Line::Choice(ColourBy::Layer, "Layer", ""));
            }
            let names = fields::names(cx);
            if !names.is_empty() {
                lines.push(Line::Head("Further fields"));
            }
            lines.extend(names.into_iter().map(|(at, name)| Line::Choice(ColourBy::Field(at), name, "")));
            lines
        });
        match by {
            Some(ColourBy::Field(column)) => self.wanted = Some(column),
            Some(by) => {
                self.wanted = None;
                cx.send(Command::ColourBy(by));
            }
            None => {}
        }
        if let Some(column) = self.wanted.filter(|column| fields::ready(ui, cx, *column)) {
            self.wanted = None;
            cx.send(Command::ColourBy(ColourBy::Field(column)));
        }
    }

    /// How many of the events that the other filters leave have each colour.
    fn counts(&mut self, cx: &Ctx<'_>) -> &[u32] {
        let derived = cx.session.derived();
        let key = (derived.revision, std::sync::Arc::as_ptr(&derived.colouring) as usize);
        if self.counts.as_ref().map(|(k, _)| *k) != Some(key) {
            let counts = cx.session.slot_counts().0.clone();
            self.counts = Some((key, counts));
        }
        self.counts.as_ref().map_or(&[], |(_, counts)| counts)
    }
}

/// What colours mean, in a word.
fn by_name<'a>(cx: &Ctx<'a>, by: ColourBy) -> &'a str {
    match by {
        ColourBy::Group => "group",
        ColourBy::Type => "type",
        ColourBy::Layer => "layer",
        ColourBy::Field(column) => {
            let session = cx.session;
            session.project().events.detail_columns().get(usize::from(column)).map_or("", |it| &it.name)
        }
    }
}

fn control(by: ColourBy) -> Control {
    match by {
        ColourBy::Group => Control::FirstActor,
        ColourBy::Type => Control::Type,
        ColourBy::Layer => Control::Layer,
        ColourBy::Field(column) => Control::Field(column),
    }
}

/// Whether the filter chooses this slot; none if it chooses nothing.
fn chosen(cx: &Ctx<'_>, key: &SlotKey) -> Option<bool> {
    match (cx.session.filter().get(control(cx.session.colour_by()))?, key) {
        (Clause::FirstActor(choice), SlotKey::Group(group)) => Some(choice.groups.contains(group)),
        (Clause::FirstActor(choice), SlotKey::Unclaimed) => Some(choice.unclaimed),
        (Clause::Types(types), SlotKey::Type(code)) => {
            Some(types.contains(&TypeKey { event_type: *code, sub_event_type: None }))
        }
        (Clause::Field(choice), SlotKey::Text(text)) => {
            if choice.texts.is_empty() {
                None
            } else {
                Some(choice.texts.contains(text))
            }
        }
        // A layer that is shown among others is not chosen: it is as it always is.
        (Clause::HiddenLayers(hidden), SlotKey::Layer(key)) => {
            let code = cx.session.project().events.layer.code_of(key);
            code.filter(|code| hidden.contains(code)).map(|_| false)
        }
        (Clause::HiddenLayers(_), _) => None,
        _ => Some(false),
    }
}

/// Add the slot to the filter, or take it out.
fn toggle(cx: &Ctx<'_>, key: &SlotKey) {
    let control = control(cx.session.colour_by());
    let clause = match (cx.session.filter().get(control).cloned(), key) {
        (it, SlotKey::Group(group)) => {
            let mut choice = if let Some(Clause::FirstActor(choice)) = it { choice } else { FirstActor::default() };
            if !choice.groups.remove(group) {
                choice.groups.insert(*group);
            }
            Clause::FirstActor(choice)
        }
        (it, SlotKey::Unclaimed) => {
            let mut choice = if let Some(Clause::FirstActor(choice)) = it { choice } else { FirstActor::default() };
            choice.unclaimed = !choice.unclaimed;
            Clause::FirstActor(choice)
        }
        (it, SlotKey::Type(code)) => {
            let mut types = if let Some(Clause::Types(types)) = it { types } else { BTreeSet::new() };
            let key = TypeKey { event_type: *code, sub_event_type: None };
            if !types.remove(&key) {
                types.insert(key);
            }
            Clause::Types(types)
        }
        (it, SlotKey::Text(text)) => {
            let ColourBy::Field(column) = cx.session.colour_by() else { return };
            let of = FieldChoice { column, ..FieldChoice::default() };
            let mut choice = if let Some(Clause::Field(choice)) = it { choice } else { of };
            if !choice.texts.remove(text) {
                choice.texts.insert(text.clone());
            }
            Clause::Field(choice)
        }
        (_, SlotKey::Layer(key)) => return layers::toggle(cx, key),
        (_, SlotKey::Other) => return,
    };
    cx.send(Command::Filter { control, clause: Some(clause), merge: false });
}

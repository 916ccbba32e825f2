//! The layers of the project, on a card over the map: shown or hidden, named, coloured, put in order, removed.

use egui::accesskit::{Role, Toggled};
use egui::{
    Align, Align2, Area, CornerRadius, Frame, Id, Key, Layout, Margin, Order, Popup, Rect, Response, ScrollArea, Sense,
    Stroke, StrokeKind, TextEdit, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::parts::{button, note, paragraph};
use super::sheet::card;
use super::{Ctx, Shell, words};
use crate::project::LayerStyle;
use crate::session::{Command, Hue, LayerCount, layer_hues};
use crate::theme::{Theme, medium, regular, semibold, size};
use crate::widget::{hint, icon, icon_button, ink};

const WIDTH: f32 = 320.0;
const ROW: f32 = 44.0;

/// The card and what is going on in it.
#[derive(Default)]
pub struct LayersCard {
    /// The layer that is being renamed, what was typed, and whether that has just begun.
    renaming: Option<(String, String, bool)>,
    /// The layer that is asked about before it is removed.
    removing: Option<String>,
}

/// What was asked of a row.
enum Asked {
    Rename,
    Named(String),
    Colour(Hue),
    /// So many places down.
    Move(isize),
    Only,
    Remove,
}

/// Show a layer that is hidden, or hide it.
pub fn toggle(cx: &Ctx<'_>, key: &str) {
    let mut layers = cx.session.layers();
    let Some(layer) = layers.iter_mut().find(|it| it.key == key) else { return };
    layer.hidden = !layer.hidden;
    let label = format!("{} layer “{}”", if layer.hidden { "Hide" } else { "Show" }, layer.name);
    cx.send(Command::Layers { label, layers });
}

impl LayersCard {
    /// Show it over the map while it is open.
    pub fn show(&mut self, ui: &Ui, cx: &Ctx<'_>, map: Rect) {
        if !cx.settings.layout.layers || map.width() < 300.0 || map.height() < 160.0 {
            return;
        }
        let id = Id::unique("layers");
        let width = WIDTH.min(map.width() - 82.0);
        // In its first frame an area only measures itself.
        if egui::AreaState::load(ui.ctx(), id).is_none() {
            ui.request_repaint();
        }
        let area = Area::new(id).order(Order::Middle).fixed_pos(map.min + vec2(16.0, 16.0)).movable(false);
        area.sense(Sense::click_and_drag()).show(ui.ctx(), |ui| {
            let mut frame = card(cx.theme).inner_margin(Margin { left: 12, right: 6, top: 4, bottom: 8 });
            frame.shadow = egui::Shadow::NONE;
            frame.show(ui, |ui| {
                ui.set_width(width - 18.0);
                ui.spacing_mut().item_spacing = vec2(4.0, 0.0);
                self.content(ui, cx, (map.height() - 220.0).max(ROW * 1.5));
            });
        });
    }

    fn content(&mut self, ui: &mut Ui, cx: &Ctx<'_>, height: f32) {
        let layers = cx.session.layers();
        let counted: Vec<(LayerStyle, LayerCount)> = layers
            .iter()
            .map(|it| (it.clone(), cx.session.layer_count(&it.key)))
            // What was taken out may still be named somewhere.
            .filter(|(it, count)| count.all > 0 || cx.session.project().meta.layers.iter().any(|own| own.key == it.key))
            .collect();
        head(ui, cx);
        let hues = layer_hues(&layers);
        let mut asked = None;
        let rows = ScrollArea::vertical().id_salt("layers").max_height(height).auto_shrink([false, true]);
        // An area is no larger than it was: its rows must ask for more.
        rows.min_scrolled_height(height).show(ui, |ui| {
            for (layer, count) in &counted {
                let at = layers.iter().position(|it| it.key == layer.key).unwrap_or(0);
                if let Some(it) = self.row(ui, cx, layer, *count, hues[at]) {
                    asked = Some((at, it));
                }
                if self.removing.as_ref() == Some(&layer.key) {
                    self.confirm(ui, cx, layer, *count);
                }
            }
        });
        if let Some((at, asked)) = asked {
            self.answer(cx, layers, at, asked);
        }
    }

    fn row(&mut self, ui: &mut Ui, cx: &Ctx<'_>, layer: &LayerStyle, count: LayerCount, hue: Hue) -> Option<Asked> {
        let theme = cx.theme;
        let mut asked = None;
        let (rect, whole) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
        let said = said(count, layer.hidden);
        whole.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, format!("{}, {}", layer.name, said.join(", "))));
        let builder =
            UiBuilder::new().id_salt(("layer", &layer.key)).max_rect(rect).layout(Layout::left_to_right(Align::Center));
        let mut line = ui.new_child(builder);
        let (sign, verb) = if layer.hidden { (icon::EYE_SLASH, "Show") } else { (icon::EYE, "Hide") };
        let eye = icon_button(&mut line, theme, sign, &format!("{verb} {}", layer.name), false);
        line.ctx().accesskit_node_builder(eye.id, |node| {
            node.set_toggled(if layer.hidden { Toggled::False } else { Toggled::True });
        });
        if eye.clicked() {
            toggle(cx, &layer.key);
        }
        if let Some(it) = colour(&mut line, cx, layer, hue) {
            asked = Some(Asked::Colour(it));
        }
        let left = line.min_rect().right() + 8.0;
        let menu_at = Rect::from_center_size(pos2(rect.right() - 16.0, rect.center().y), vec2(28.0, 28.0));
        let middle = Rect::from_min_max(pos2(left, rect.top()), pos2(menu_at.left() - 6.0, rect.bottom()));
        if let Some(named) = self.name(ui, cx, layer, middle, &said) {
            asked = Some(named);
        }
        let mut end = ui.new_child(UiBuilder::new().id_salt(("layer menu", &layer.key)).max_rect(menu_at));
        let more = icon_button(&mut end, theme, icon::DOTS_THREE, &format!("More of {}", layer.name), false);
        asked.or(menu(cx, layer, &more))
    }

    /// The name with the counts under it, or the field to change it.
    fn name(&mut self, ui: &mut Ui, cx: &Ctx<'_>, layer: &LayerStyle, rect: Rect, said: &[String]) -> Option<Asked> {
        let theme = cx.theme;
        if let Some((_, text, fresh)) = self.renaming.as_mut().filter(|(key, ..)| *key == layer.key) {
            let place = Rect::from_center_size(rect.center(), vec2(rect.width(), 28.0));
            let mut child = ui.new_child(UiBuilder::new().id_salt("layer name").max_rect(place));
            let id = Id::unique(("layer name", &layer.key));
            let field = TextEdit::singleline(text).id(id).margin(Margin::symmetric(6, 5)).desired_width(place.width());
            let field = child.add(field).accessible_name("Name of the layer");
            if std::mem::take(fresh) {
                field.request_focus();
            }
            if field.lost_focus() {
                let typed = text.trim().to_owned();
                let given_up = ui.input(|input| input.key_pressed(Key::Escape));
                self.renaming = None;
                let changed = !given_up && !typed.is_empty() && typed != layer.name;
                return changed.then_some(Asked::Named(typed));
            }
            return None;
        }
        let response = ui.interact(rect, Id::unique(("layer", &layer.key)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Rename {}", layer.name)));
        focus_ring(ui, theme, &response);
        let colour = if layer.hidden { theme.text_2 } else { theme.text };
        let [first, rest @ ..] = said else { return None };
        let (up, down) = (rect.center().y - 8.0, rect.center().y + 10.0);
        let at = pos2(rect.right(), up);
        let number = ink(ui.painter(), at, Align2::RIGHT_CENTER, first, regular(size::SMALL), theme.text_2, 140.0);
        let room = number.left() - rect.left() - 10.0;
        ink(ui.painter(), pos2(rect.left(), up), Align2::LEFT_CENTER, &layer.name, medium(size::BODY), colour, room);
        let below = rest.join(" · ");
        let at = pos2(rect.left(), down);
        ink(ui.painter(), at, Align2::LEFT_CENTER, &below, regular(size::SMALL), theme.text_2, rect.width());
        let clicked = response.double_clicked()
            || response.clicked() && response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        hint(response, &format!("{}\n{}", layer.name, said.join(", ")));
        clicked.then_some(Asked::Rename)
    }

    fn confirm(&mut self, ui: &mut Ui, cx: &Ctx<'_>, layer: &LayerStyle, count: LayerCount) {
        let text = format!(
            "Remove “{}” with its {}? The project is too large for this to be undone; the file the layer came from stays.",
            layer.name,
            words::count(count.all as usize, "event", "events")
        );
        Frame::new().inner_margin(Margin { left: 32, right: 6, top: 0, bottom: 8 }).show(ui, |ui| {
            paragraph(ui, &text, regular(size::SMALL), cx.theme.text);
            ui.add_space(6.0);
            ui.horizontal(|ui| {
                let yes = button(ui, cx.theme, "Remove it");
                let no = button(ui, cx.theme, "Keep it");
                if ui.memory(|memory| memory.focused().is_none()) {
                    no.request_focus();
                }
                if yes.clicked() {
                    cx.shell(Shell::RemoveLayer(layer.key.clone()));
                }
                let escaped = ui.input(|input| input.key_pressed(Key::Escape)) && (yes.has_focus() || no.has_focus());
                if yes.clicked() || no.clicked() || escaped {
                    self.removing = None;
                }
            });
        });
    }

    fn answer(&mut self, cx: &Ctx<'_>, mut layers: Vec<LayerStyle>, at: usize, asked: Asked) {
        let name = layers[at].name.clone();
        let label = match asked {
            Asked::Rename => {
                self.renaming = Some((layers[at].key.clone(), name, true));
                return;
            }
            // What can be taken back is not asked about.
            Asked::Remove if cx.session.can_turn_back() => {
                cx.shell(Shell::RemoveLayer(layers[at].key.clone()));
                return;
            }
            Asked::Remove => {
                self.removing = Some(layers[at].key.clone());
                return;
            }
            Asked::Named(new) => {
                layers[at].name.clone_from(&new);
                format!("Rename layer “{name}” to “{new}”")
            }
            Asked::Colour(hue) => {
                hue.name().clone_into(&mut layers[at].colour);
                format!("Colour layer “{name}” {}", hue.name())
            }
            Asked::Move(by) => {
                let to = at.saturating_add_signed(by).min(layers.len() - 1);
                let layer = layers.remove(at);
                layers.insert(to, layer);
                format!("Move layer “{name}”")
            }
            Asked::Only => {
                layers.iter_mut().enumerate().for_each(|(i, it)| it.hidden = i != at);
                format!("Show only layer “{name}”")
            }
        };
        cx.send(Command::Layers { label, layers });
    }
}

/// Title, adding, shutting.
fn head(ui: &mut Ui, cx: &Ctx<'_>) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 36.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, "Layers"));
    let at = rect.left_center() + vec2(2.0, 0.0);
    ink(ui.painter(), at, Align2::LEFT_CENTER, "Layers", semibold(size::BODY), cx.theme.text, 160.0);
    let builder = UiBuilder::new().id_salt("layers head").max_rect(rect).layout(Layout::right_to_left(Align::Center));
    let mut end = ui.new_child(builder);
    end.add_space(2.0);
    if icon_button(&mut end, cx.theme, icon::X, "Shut the layers", false).clicked() {
        cx.set(|it| it.layout.layers = false);
    }
    let can = cx.session.read_only().is_none();
    end.add_enabled_ui(can, |ui| {
        let add = icon_button(ui, cx.theme, icon::PLUS, "Add a layer…", false);
        if add.on_disabled_hover_text("This project is open for reading only").clicked() {
            cx.shell(Shell::PickLayer);
        }
    });
}

/// The colour of the layer, and others to choose from.
fn colour(ui: &mut Ui, cx: &Ctx<'_>, layer: &LayerStyle, hue: Hue) -> Option<Hue> {
    let theme = cx.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(20.0, 28.0), Sense::click());
    let name = format!("Colour of {}: {}", layer.name, hue.name());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    focus_ring(ui, theme, &response);
    let colour = theme.hue(hue);
    let colour = if layer.hidden { Theme::fade(colour, 0.45) } else { colour };
    ui.painter().circle_filled(rect.center(), 5.0, colour);
    let mut picked = None;
    Popup::menu(&response).accessible_name("Colours").show(|ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            for it in Hue::ALL {
                let (rect, swatch) = ui.allocate_exact_size(vec2(26.0, 26.0), Sense::click());
                swatch.widget_info(|| WidgetInfo::selected(Role::MenuItemRadio, true, it == hue, it.name()));
                if swatch.hovered() || swatch.has_focus() || it == hue {
                    let rim = Stroke::new(1.5, if it == hue { theme.text_2 } else { theme.accent });
                    ui.painter().rect_stroke(rect.shrink(1.0), CornerRadius::same(6), rim, StrokeKind::Inside);
                }
                ui.painter().circle_filled(rect.center(), 7.0, theme.hue(it));
                if swatch.on_hover_text(it.name()).clicked() {
                    picked = Some(it);
                    ui.close();
                }
            }
        });
    });
    response.on_hover_text(name);
    picked
}

/// Everything that can be done to a layer.
fn menu(cx: &Ctx<'_>, layer: &LayerStyle, more: &Response) -> Option<Asked> {
    let layers = cx.session.layers();
    let at = layers.iter().position(|it| it.key == layer.key).unwrap_or(0);
    let writable = cx.session.read_only().is_none();
    let mut asked = None;
    Popup::menu(more).accessible_name(format!("More of {}", layer.name)).show(|ui| {
        ui.set_width(180.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut item = |ui: &mut Ui, text: &str, can: bool, what: Asked| {
            ui.add_enabled_ui(can, |ui| {
                if entry(ui, cx.theme, text).clicked() {
                    asked = Some(what);
                    ui.close();
                }
            });
        };
        item(ui, "Rename", writable, Asked::Rename);
        item(ui, "Move up", writable && at > 0, Asked::Move(-1));
        item(ui, "Move down", writable && at + 1 < layers.len(), Asked::Move(1));
        item(ui, "Show only this one", layers.len() > 1, Asked::Only);
        item(
            ui,
            if cx.session.can_turn_back() { "Remove" } else { "Remove…" },
            writable && layers.len() > 1,
            Asked::Remove,
        );
        if layers.len() < 2 {
            ui.add_space(4.0);
            note(ui, cx.theme, "It is the only layer: add others with the plus sign.");
        }
    });
    asked
}

fn entry(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    let can = ui.is_enabled();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::MenuItem, can, text));
    if can && (response.hovered() || response.has_focus()) {
        ui.painter().rect_filled(rect, CornerRadius::same(4), theme.hovered_row);
    }
    focus_ring(ui, theme, &response);
    let colour = if can { theme.text } else { theme.text_3 };
    let at = rect.left_center() + vec2(8.0, 0.0);
    ink(ui.painter(), at, Align2::LEFT_CENTER, text, regular(size::BODY), colour, rect.width() - 16.0);
    response
}

fn focus_ring(ui: &Ui, theme: &Theme, response: &Response) {
    if response.has_focus() {
        let rim = Stroke::new(1.5, theme.accent);
        ui.painter().rect_stroke(response.rect, CornerRadius::same(4), rim, StrokeKind::Inside);
    }
}

/// How many of a layer are shown, and what of them is nowhere on map or timeline.
fn said(count: LayerCount, hidden: bool) -> Vec<String> {
    if count.all == 0 {
        return vec!["0".to_owned(), "no events in it".to_owned()];
    }
    let number = |n: u32| words::thousands(n as usize);
    let of = if count.passing == count.total {
        number(count.total)
    } else {
        format!("{} of {}", number(count.passing), number(count.total))
    };
    let mut said = vec![of];
    if hidden {
        said.push("hidden".to_owned());
    }
    let parts = [(count.unplaced, "unplaced"), (count.undated, "undated")];
    said.extend(parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", number(n))));
    if said.len() == 1 {
        said.push("all placed and dated".to_owned());
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_what_is_shown_and_what_is_nowhere() {
        let count = LayerCount { all: 1300, total: 1200, passing: 90, unplaced: 3, undated: 0 };
        assert_eq!(said(count, false), ["90 of 1,200", "3 unplaced"]);
        let seven = LayerCount { all: 7, total: 7, passing: 7, ..LayerCount::default() };
        assert_eq!(said(seven, true), ["7", "hidden"]);
        assert_eq!(said(seven, false)[1], "all placed and dated");
        assert_eq!(said(LayerCount::default(), false)[1], "no events in it");
    }
}

//! Fields that are typed into: what is typed takes effect at once, and all of it from the first key to leaving the field
//! is one step to undo.

use std::collections::HashMap;

use egui::{Id, Key, Margin, Popup, Response, RichText, TextEdit, Ui, vec2};

use super::next_gesture;
use crate::project::Edit;
use crate::session::Command;
use crate::theme::{regular, size};
use crate::view::Ctx;
use crate::view::reader::prose::prose;
use crate::widget::{icon, icon_button};

/// One field.
pub struct Line<'a> {
    /// What kind of field it is.
    pub slot: &'a str,
    /// The key of what it belongs to.
    pub of: &'a str,
    /// What a screen reader says.
    pub name: &'a str,
    pub hint: &'a str,
    /// How many lines are shown, at least.
    pub rows: usize,
}

/// What is being typed.
#[derive(Default)]
pub struct Typing {
    /// What stands in fields that somebody is in, or that mean nothing yet.
    typed: HashMap<Id, Typed>,
    gesture: u64,
}

#[derive(Clone, Default)]
struct Typed {
    text: String,
    wrong: Option<String>,
}

impl Typing {
    /// Show a field that holds `current`. Every text that means an edit makes it; one that means none stays, with the
    /// reason under it, and changes nothing. The text in the field is returned, too.
    pub fn line(
        &mut self,
        ui: &mut Ui,
        cx: &Ctx<'_>,
        line: &Line<'_>,
        current: &str,
        meaning: impl FnOnce(&str) -> Result<Edit, String>,
    ) -> (Response, String) {
        let id = Id::unique(("edit", line.slot, line.of));
        let mut text = self.typed.get(&id).map_or_else(|| current.to_owned(), |it| it.text.clone());
        let edit = if line.rows > 1 { TextEdit::multiline(&mut text) } else { TextEdit::singleline(&mut text) };
        let edit = edit
            .id(id)
            .desired_rows(line.rows)
            .desired_width(f32::INFINITY)
            .margin(Margin::symmetric(8, 5))
            .font(regular(size::BODY))
            .text_color(cx.theme.text)
            .hint_text(RichText::new(line.hint).color(cx.theme.text_2));
        let response = ui.add(edit).accessible_name(line.name);
        if response.gained_focus() {
            self.gesture = next_gesture();
        }
        if response.changed() {
            let wrong = match meaning(&text) {
                Ok(edit) => {
                    cx.send(Command::Edit(edit.in_gesture(self.gesture)));
                    None
                }
                Err(why) => Some(why),
            };
            self.typed.insert(id, Typed { text: text.clone(), wrong });
        }
        if response.lost_focus() && self.typed.contains_key(&id) {
            cx.send(Command::EndGesture);
            let escaped = ui.input(|input| input.key_pressed(Key::Escape));
            if escaped || self.typed.get(&id).is_some_and(|it| it.wrong.is_none()) {
                self.typed.remove(&id);
            }
        } else if !response.has_focus() && self.typed.get(&id).is_some_and(|it| it.wrong.is_none()) {
            self.typed.remove(&id);
        }
        if let Some(wrong) = self.typed.get(&id).and_then(|it| it.wrong.as_deref()) {
            prose(ui, wrong, regular(size::SMALL), cx.theme.error);
        }
        (response, text)
    }

    /// Forget what was typed into a field: something else was chosen for it.
    pub fn forget(&mut self, slot: &str, of: &str) {
        self.typed.remove(&Id::unique(("edit", slot, of)));
    }

    /// The same with a button in the corner of the field.
    pub fn with_button(
        &mut self,
        ui: &mut Ui,
        cx: &Ctx<'_>,
        line: &Line<'_>,
        current: &str,
        (sign, name): (&str, &str),
        meaning: impl FnOnce(&str) -> Result<Edit, String>,
    ) -> (Response, String) {
        let (width, top) = (ui.available_width(), ui.cursor().min);
        let field = egui::Rect::from_min_size(top, vec2(width - 32.0, f32::INFINITY));
        let mut child = ui.new_child(egui::UiBuilder::new().id_salt(line.slot).max_rect(field));
        let (_, text) = self.line(&mut child, cx, line, current, meaning);
        let bottom = child.min_rect().bottom();
        let corner = egui::Rect::from_min_size(top + vec2(width - 28.0, 0.0), vec2(28.0, 28.0));
        let mut corner = ui.new_child(egui::UiBuilder::new().id_salt((line.slot, "button")).max_rect(corner));
        let button = icon_button(&mut corner, cx.theme, sign, name, false);
        let bottom = bottom.max(top.y + 28.0);
        ui.advance_cursor_after_rect(egui::Rect::from_min_max(top, egui::pos2(top.x + width, bottom)));
        (button, text)
    }

    /// The same with words to choose from; each choice is a value and how people call it.
    pub fn with_choices(
        &mut self,
        ui: &mut Ui,
        cx: &Ctx<'_>,
        line: &Line<'_>,
        current: &str,
        choices: &[(String, String)],
        mut meaning: impl FnMut(&str) -> Edit,
    ) {
        let (width, top) = (ui.available_width(), ui.cursor().min);
        let field = egui::Rect::from_min_size(top, vec2(width - 32.0, f32::INFINITY));
        let mut child = ui.new_child(egui::UiBuilder::new().id_salt(line.slot).max_rect(field));
        self.line(&mut child, cx, line, current, |text| Ok(meaning(text.trim())));
        let bottom = child.min_rect().bottom();
        let corner = egui::Rect::from_min_size(top + vec2(width - 28.0, 0.0), vec2(28.0, 28.0));
        let mut corner = ui.new_child(egui::UiBuilder::new().id_salt((line.slot, "choices")).max_rect(corner));
        let name = format!("Choose {}", line.name.to_lowercase());
        let button = icon_button(&mut corner, cx.theme, icon::CARET_DOWN, &name, false);
        Popup::menu(&button).accessible_name(name).show(|ui| {
            ui.set_min_width(220.0);
            ui.set_max_height(360.0);
            egui::ScrollArea::vertical().show(ui, |ui| {
                for (value, text) in choices {
                    if ui.selectable_label(value == current, text).clicked() {
                        cx.send(Command::Edit(meaning(value)));
                        ui.close();
                    }
                }
            });
        });
        let bottom = bottom.max(top.y + 28.0);
        ui.advance_cursor_after_rect(egui::Rect::from_min_max(top, egui::pos2(top.x + width, bottom)));
    }
}

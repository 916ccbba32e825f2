use egui::{Id, Key, Modifiers, Ui};

use crate::filter::{Clause, Control};
use crate::index::WordIndex;
use crate::session::Command;
use crate::theme::size;
use crate::view::parts::SearchField;
use crate::view::{Ctx, Pane, Shell};

/// The field for words: every key filters at once.
#[derive(Default)]
pub struct WordsField {
    text: String,
    /// The keyboard is asked to come here.
    wanted: bool,
}

impl WordsField {
    pub fn focus(&mut self) {
        self.wanted = true;
    }

    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let filtered = match cx.session.filter().get(Control::Words) {
            Some(Clause::Words(text)) => text.as_str(),
            _ => "",
        };
        // The filter may have moved without this field: back, forward, clear. Spaces alone move nothing.
        if WordIndex::terms(filtered) != WordIndex::terms(&self.text) {
            filtered.clone_into(&mut self.text);
        }
        let id = Id::unique("words field");
        let field = SearchField { id, name: "Words", hint: "Words", height: 30.0, size: size::BODY };
        let searched = field.show(ui, cx.theme, &mut self.text);
        if std::mem::take(&mut self.wanted) {
            searched.response.request_focus();
            ui.ctx().request_repaint();
            select_all(ui, id, &self.text);
        }
        if searched.changed {
            let clause = Some(Clause::Words(self.text.clone()));
            cx.send(Command::Filter { control: Control::Words, clause, merge: true });
        }
        let focused = searched.response.has_focus() || searched.response.lost_focus();
        let enter = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if focused && (enter(Key::Enter) || (searched.response.has_focus() && enter(Key::ArrowDown))) {
            searched.response.surrender_focus();
            cx.shell(Shell::FocusPane(Pane::List));
        }
        let hint = "Title, notes, place and group names in any script; every word must occur";
        if !searched.response.has_focus() {
            searched.response.on_hover_text(hint);
        }
    }
}

/// Mark what is there, so that typing begins anew.
fn select_all(ui: &Ui, id: Id, text: &str) {
    use egui::text::{CCursor, CCursorRange};
    let mut state = egui::TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(0), CCursor::new(text.chars().count()))));
    egui::TextEdit::store_state(ui.ctx(), id, state);
}

use egui::{Context, Event, Id, Key, KeyboardShortcut, Popup, Ui};

use super::{Action, TABLE};
use crate::view::sheet::give_back_focus;
use crate::view::{Ctx, Shell};

/// How a key is written: "Ctrl+Shift+P", "⌘K", "?".
pub fn key_text(ctx: &Context, key: KeyboardShortcut) -> String {
    let name = match key.logical_key {
        Key::ArrowDown => "Down",
        Key::ArrowUp => "Up",
        Key::ArrowLeft => "Left",
        Key::ArrowRight => "Right",
        Key::Escape => "Esc",
        other => other.symbol_or_name(),
    };
    let modifiers = ctx.format_modifiers(key.modifiers);
    match modifiers.chars().next_back() {
        None => name.to_owned(),
        // ⌘ and its like stand directly before the key.
        Some(last) if !last.is_ascii_alphabetic() => format!("{modifiers}{name}"),
        Some(_) => format!("{modifiers}+{name}"),
    }
}

/// Who has the keyboard.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Keyboard {
    /// A menu or a list of choices is open.
    popup: bool,
    modal: bool,
    /// Something has the focus: Space and Esc are its own.
    focus: bool,
    text: bool,
}

impl Keyboard {
    fn now(ctx: &Context) -> Self {
        Self {
            popup: Popup::is_any_open(ctx),
            modal: ctx.memory(|memory| memory.top_modal_layer().is_some()),
            focus: ctx.memory(|memory| memory.focused().is_some()),
            text: ctx.text_edit_focused(),
        }
    }
}

/// Run what is asked for by key. Comes after the views, so that they have the first say about a key.
///
/// Esc closes or leaves the innermost thing first: it clears the selection only if, at the end of the frame
/// before, nothing was open and nothing had the focus.
pub fn shortcuts(ui: &Ui, cx: &Ctx<'_>) {
    give_back_focus(ui);
    let id = Id::unique("dateline keyboard");
    let now = Keyboard::now(ui.ctx());
    let before: Keyboard = ui.data(|data| data.get_temp(id)).unwrap_or(now);
    ui.data_mut(|data| data.insert_temp(id, now));

    let mut keys: Vec<(Action, KeyboardShortcut)> =
        TABLE.iter().flat_map(|row| row.keys.iter().map(|key| (row.action, *key))).collect();
    // `consume_key` overlooks further modifiers: those with more come first.
    let weight = |key: &KeyboardShortcut| {
        let it = key.modifiers;
        u8::from(it.command || it.ctrl) + u8::from(it.shift) + u8::from(it.alt)
    };
    keys.sort_by_key(|(_, key)| std::cmp::Reverse(weight(key)));
    for (action, key) in keys {
        if !may(action, key, now, before) {
            continue;
        }
        let asked = match action {
            Action::Copy => copy_asked(ui),
            Action::PasteReport => {
                if let Some(text) = pasted(ui) {
                    cx.shell(Shell::Paste(Some(text)));
                    continue;
                }
                ui.input_mut(|input| input.consume_shortcut(&key))
            }
            _ => ui.input_mut(|input| input.consume_shortcut(&key)),
        };
        if asked && action.enabled(cx).is_ok() {
            action.run(cx);
        }
    }
}

/// Whether a key is the window's own and not that of a field, a list of choices or a sheet.
fn may(action: Action, key: KeyboardShortcut, now: Keyboard, before: Keyboard) -> bool {
    let plain = !key.modifiers.command && !key.modifiers.ctrl;
    match action {
        Action::SelectNothing => now == Keyboard::default() && before == Keyboard::default(),
        Action::Palette | Action::Keys | Action::FullScreen | Action::Quit if !(plain && now.text) => true,
        Action::ScaleUp | Action::ScaleDown | Action::ScaleReset if !plain => true,
        _ if now.modal => false,
        // From anywhere, the field that is being typed in too.
        Action::NextPane | Action::PreviousPane => !now.popup,
        _ if plain && (now.text || now.popup || before.popup) => false,
        // Space presses the button that has the focus.
        Action::Play => !now.focus,
        Action::Copy | Action::Undo | Action::Redo | Action::PasteReport => !now.text,
        _ => true,
    }
}

/// Copying comes as an event of its own, or as a key where there is no clipboard. Text that somebody marked
/// is copied by whoever shows it.
fn copy_asked(ui: &Ui) -> bool {
    let marked =
        ui.plugin_opt::<egui::text_selection::LabelSelectionState>().is_some_and(|state| state.lock().has_selection());
    !marked
        && ui.input_mut(|input| {
            let before = input.events.len();
            input.events.retain(|event| !matches!(event, Event::Copy));
            input.events.len() != before || input.consume_key(egui::Modifiers::COMMAND, Key::C)
        })
}

/// What was pasted with Shift held: systems with a clipboard tell that as an event of its own.
fn pasted(ui: &Ui) -> Option<String> {
    ui.input_mut(|input| {
        if !input.modifiers.shift {
            return None;
        }
        let at = input.events.iter().position(|event| matches!(event, Event::Paste(_)))?;
        match input.events.remove(at) {
            Event::Paste(text) => Some(text),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use egui::Modifiers;

    use super::*;

    const QUIET: Keyboard = Keyboard { popup: false, modal: false, focus: false, text: false };

    #[test]
    fn plain_keys_are_not_taken_from_a_text_field() {
        let typing = Keyboard { focus: true, text: true, ..QUIET };
        let plain = KeyboardShortcut::new(Modifiers::NONE, Key::J);
        assert!(may(Action::NextEvent, plain, QUIET, QUIET));
        assert!(!may(Action::NextEvent, plain, typing, typing));
        assert!(!may(Action::Keys, KeyboardShortcut::new(Modifiers::NONE, Key::Questionmark), typing, typing));
        assert!(may(Action::Palette, KeyboardShortcut::new(Modifiers::COMMAND, Key::K), typing, typing));
    }

    #[test]
    fn escape_clears_the_selection_only_if_there_is_nothing_else_to_leave() {
        let escape = KeyboardShortcut::new(Modifiers::NONE, Key::Escape);
        assert!(may(Action::SelectNothing, escape, QUIET, QUIET));
        assert!(!may(Action::SelectNothing, escape, QUIET, Keyboard { popup: true, ..QUIET }));
        assert!(!may(Action::SelectNothing, escape, QUIET, Keyboard { focus: true, ..QUIET }));
    }
}

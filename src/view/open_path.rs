//! Opening by a typed path: for keyboards, for servers, and for systems that show no dialog for files.

use std::path::{Path, PathBuf};

use egui::{Key, TextEdit, Ui};

use super::parts::{button, note, paragraph};
use super::sheet::Sheet;
use super::{Ctx, Shell};
use crate::session::Command;
use crate::theme::{regular, size};

/// What was typed, and what is wrong with it.
#[derive(Default)]
pub struct OpenPath {
    text: String,
    wrong: Option<String>,
}

impl OpenPath {
    /// Show it; call it only while it is open.
    pub fn show(&mut self, ui: &Ui, cx: &Ctx<'_>) {
        let close = Sheet { name: "Open by path", width: 560.0 }.show(ui, cx, |ui, fresh| {
            note(
                ui,
                cx.theme,
                "The path of a case folder, or of a file of events: CSV, GeoJSON, KML, GPX, XLSX and others.",
            );
            ui.add_space(8.0);
            let field = TextEdit::singleline(&mut self.text).hint_text("~/cases/my-case").desired_width(f32::INFINITY);
            let field = ui.add(field).accessible_name("Path");
            if fresh {
                field.request_focus();
            }
            if field.changed() {
                self.wrong = None;
            }
            if let Some(wrong) = &self.wrong {
                ui.add_space(4.0);
                paragraph(ui, wrong, regular(size::SMALL), cx.theme.error);
            }
            ui.add_space(10.0);
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if button(ui, cx.theme, "Open").clicked() || entered {
                self.open(cx);
            }
        });
        if close {
            cx.shell(Shell::OpenPath(false));
        }
    }

    fn open(&mut self, cx: &Ctx<'_>) {
        let path = expand(self.text.trim().trim_matches(['"', '\'']));
        if self.text.trim().is_empty() {
            self.wrong = Some("Type a path first.".to_owned());
        } else if !path.exists() {
            self.wrong = Some(format!("There is nothing at {}: check the spelling.", path.display()));
        } else {
            self.wrong = None;
            cx.send(Command::OpenCase(path));
            cx.shell(Shell::OpenPath(false));
        }
    }
}

/// `~` is the home folder.
pub fn expand(text: &str) -> PathBuf {
    let rest = text.strip_prefix('~').map(|rest| rest.trim_start_matches(['/', '\\']));
    match (rest, std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => Path::new(text).to_path_buf(),
    }
}

//! Opening by a typed path: for keyboards, for servers, and for systems that show no dialog for files.

use std::path::{Path, PathBuf};

use egui::{Key, TextEdit, Ui};

use super::parts::{button, note, paragraph};
use super::sheet::Sheet;
use super::{Ctx, Shell};
use crate::session::Command;
use crate::theme::{regular, size};

/// What a path is typed for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Typed {
    #[default]
    Open,
    /// Open a table and say what its columns mean.
    Columns,
    /// Add a file to the open project.
    Layer,
    /// Save the project there.
    Save,
}

/// What was typed, and what is wrong with it.
#[derive(Default)]
pub struct OpenPath {
    what: Typed,
    text: String,
    wrong: Option<String>,
}

impl OpenPath {
    /// Ask for a path.
    pub fn ask(&mut self, what: Typed) {
        *self = Self { what, ..Self::default() };
    }

    /// Show it; call it only while it is open.
    pub fn show(&mut self, ui: &Ui, cx: &Ctx<'_>) {
        let saving = self.what == Typed::Save;
        let name = match self.what {
            Typed::Open => "Open by path",
            Typed::Columns => "Open with columns",
            Typed::Layer => "Add a layer",
            Typed::Save => "Save the project",
        };
        let close = Sheet { name, width: 560.0 }.show(ui, cx, |ui, fresh| {
            let what = match self.what {
                Typed::Save => "The path of the file to save the project to. Its name ends in .gpkg.",
                Typed::Columns => "The path of a table (CSV, TSV, XLSX). What its columns mean is asked next.",
                Typed::Layer => "The path of a file of events or a case folder. Its events join the open project.",
                Typed::Open => {
                    "The path of a project, a case folder, a file of events (CSV, GeoJSON, KML, \
                     GPX, XLSX and others), or a report to find events in (text, Markdown, HTML, DOCX, mail, PDF)."
                }
            };
            note(ui, cx.theme, what);
            ui.add_space(8.0);
            let field = TextEdit::singleline(&mut self.text)
                .hint_text(if saving { "~/my-project.gpkg" } else { "~/cases/my-case" })
                .desired_width(f32::INFINITY);
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
            if button(
                ui,
                cx.theme,
                if saving {
                    "Save"
                } else if self.what == Typed::Layer {
                    "Add"
                } else {
                    "Open"
                },
            )
            .clicked()
                || entered
            {
                self.answer(cx);
            }
        });
        if close {
            cx.shell(Shell::OpenPath(false));
        }
    }

    fn answer(&mut self, cx: &Ctx<'_>) {
        let mut path = expand(self.text.trim().trim_matches(['"', '\'']));
        let saving = self.what == Typed::Save;
        if saving && path.extension().is_none() {
            path.set_extension("gpkg");
        }
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
        self.wrong = if self.text.trim().is_empty() {
            Some("Type a path first.".to_owned())
        } else if !saving && !path.exists() {
            Some(format!("There is nothing at {}: check the spelling.", path.display()))
        } else if saving && path.exists() {
            Some(format!("{} is there already: choose another name.", path.display()))
        } else if saving && folder.is_some_and(|folder| !folder.is_dir()) {
            Some("There is no such folder: check the path.".to_owned())
        } else {
            None
        };
        if self.wrong.is_none() {
            match self.what {
                Typed::Save => cx.shell(Shell::SaveTo(path)),
                Typed::Open => cx.send(Command::OpenCase(path)),
                what => cx.shell(Shell::Take(path, what)),
            }
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

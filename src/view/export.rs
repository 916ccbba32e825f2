//! Writing events to a file: which, in what format, and where.

use std::path::PathBuf;

use egui::{Key, TextEdit, Ui};

use super::open_path::expand;
use super::parts::{button, heading, note, paragraph, radio_row, rule};
use super::sheet::Sheet;
use super::{Ctx, Shell, words};
use crate::event::EventId;
use crate::theme::{regular, size};

/// Which events to write.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Which {
    /// What passes the filters.
    #[default]
    Filtered,
    Selected,
    All,
}

/// A format that is written, by the ending that stands for it.
const FORMATS: &[(&str, &str, &str)] = &[
    ("CSV", "a table for spreadsheets, with ACLED's columns and ours", "csv"),
    ("GeoJSON", "for maps and scripts, with dates in EDTF", "geojson"),
    ("KML", "for Google Earth, coloured by group", "kml"),
    #[cfg(feature = "geoparquet")]
    ("GeoParquet", "for data science and GIS, typed and packed", "parquet"),
    ("Case folder", "everything, articles included, as text files", ""),
];

/// What to write where.
#[derive(Clone, PartialEq, Debug)]
pub struct Export {
    /// None for all.
    pub events: Option<Vec<EventId>>,
    pub path: PathBuf,
}

/// The sheet: what was chosen and typed.
#[derive(Default)]
pub struct ExportSheet {
    which: Which,
    format: usize,
    path: String,
    wrong: Option<String>,
    /// A file of this name is there already, and the user was told.
    warned: Option<PathBuf>,
}

impl ExportSheet {
    /// Show it; call it only while it is open.
    pub fn show(&mut self, ui: &Ui, cx: &Ctx<'_>) {
        let close = Sheet { name: "Export events", width: 560.0 }.show(ui, cx, |ui, fresh| {
            self.which(ui, cx, fresh);
            rule(ui, cx.theme);
            heading(ui, cx.theme, "Format");
            for (i, (name, what, _)) in FORMATS.iter().enumerate() {
                if radio_row(ui, cx.theme, name, what, self.format == i).clicked() {
                    self.format = i;
                    self.rename();
                }
            }
            rule(ui, cx.theme);
            heading(ui, cx.theme, "Where");
            if fresh && self.path.is_empty() {
                self.path = suggestion(cx);
                self.rename();
            }
            let field = TextEdit::singleline(&mut self.path).desired_width(f32::INFINITY);
            let field = ui.add(field).accessible_name("File to write");
            if field.changed() {
                (self.wrong, self.warned) = (None, None);
            }
            if let Some(wrong) = &self.wrong {
                ui.add_space(4.0);
                paragraph(ui, wrong, regular(size::SMALL), cx.theme.error);
            }
            ui.add_space(10.0);
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let name = if self.warned.is_some() { "Replace it" } else { "Export" };
            if button(ui, cx.theme, name).clicked() || entered {
                self.ask(cx);
            }
        });
        if close {
            cx.shell(Shell::Export(false));
        }
    }

    fn which(&mut self, ui: &mut Ui, cx: &Ctx<'_>, fresh: bool) {
        let (session, events) = (cx.session, &cx.session.project().events);
        let selected = session.selection().events.len();
        if fresh && self.which == Which::Selected && selected == 0 {
            self.which = Which::Filtered;
        }
        heading(ui, cx.theme, "Which events");
        let filtered = session.derived().rows.count();
        for (which, label, count) in [
            (Which::Filtered, "What passes the filters", filtered),
            (Which::Selected, "What is selected", selected),
            (Which::All, "All, unverified ones too", events.len()),
        ] {
            if radio_row(ui, cx.theme, label, &words::thousands(count), self.which == which).clicked() {
                self.which = which;
            }
        }
        if !session.project().meta.notice.is_empty() {
            ui.add_space(4.0);
            note(ui, cx.theme, &session.project().meta.notice);
        }
    }

    /// The name ends as the format wants.
    fn rename(&mut self) {
        let ending = FORMATS.get(self.format).map_or("", |it| it.2);
        let path = PathBuf::from(&self.path);
        let known = path.extension().is_some_and(|it| FORMATS.iter().any(|format| it.eq_ignore_ascii_case(format.2)));
        let path = match (known, ending) {
            (true, _) => path.with_extension(ending),
            (false, "") => path,
            (false, _) => PathBuf::from(format!("{}.{ending}", self.path)),
        };
        self.path = path.to_string_lossy().into_owned();
        (self.wrong, self.warned) = (None, None);
    }

    fn ask(&mut self, cx: &Ctx<'_>) {
        let path = expand(self.path.trim());
        let session = cx.session;
        let events = match self.which {
            Which::All => None,
            Which::Selected => Some(session.selection().events.iter().copied().collect::<Vec<_>>()),
            Which::Filtered => Some(session.derived().rows.iter().map(|row| EventId(row as u32)).collect()),
        };
        if self.path.trim().is_empty() {
            self.wrong = Some("Say which file to write.".to_owned());
        } else if events.as_ref().is_some_and(Vec::is_empty) {
            self.wrong = Some("There is nothing to write: choose other events.".to_owned());
        } else if !path.parent().is_none_or(|folder| folder.as_os_str().is_empty() || folder.is_dir()) {
            self.wrong = Some("There is no such folder: check the path.".to_owned());
        } else if path.is_file() && self.warned.as_ref() != Some(&path) {
            self.wrong = Some(format!("{} is there already. Export again to replace it.", path.display()));
            self.warned = Some(path);
        } else {
            (self.wrong, self.warned) = (None, None);
            cx.shell(Shell::Write(Export { events, path }));
            cx.shell(Shell::Export(false));
        }
    }
}

/// A file in the home folder called like the case.
fn suggestion(cx: &Ctx<'_>) -> String {
    let title = &cx.session.project().meta.title;
    let plain: String = title.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let plain = plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-").to_lowercase();
    let name = if plain.is_empty() { "events".to_owned() } else { plain.chars().take(60).collect() };
    format!("~/{name}")
}

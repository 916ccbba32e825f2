//! Ways out: what can be done about a damaged project, which backups there are, and what became of a salvage.

use std::path::PathBuf;

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Id, Sense, Ui, WidgetInfo, vec2};

use super::parts::{button, heading, note, paragraph};
use super::sheet::Sheet;
use super::{Ctx, Shell, words};
use crate::session::Command;
use crate::theme::{regular, size};
use crate::widget::{VirtualList, hairline, ink};

const ROW: f32 = 34.0;

/// A copy of a project as it was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Copy {
    pub path: PathBuf,
    /// When it was made, as people here tell the time: `2024-07-16 14:05`.
    pub at: String,
    /// How many events it holds; nothing if it cannot be read.
    pub events: Option<usize>,
    /// Of the file, in bytes.
    pub size: u64,
}

impl Copy {
    /// "2024-07-16 14:05 (123 events)".
    pub fn told(&self) -> String {
        let events = self.events.map(|n| words::count(n, "event", "events"));
        format!("{} ({})", self.at, events.as_deref().unwrap_or("cannot be read"))
    }
}

/// What a sheet is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rescue {
    /// A project that cannot be opened as it is.
    Damaged { path: PathBuf, what: String, copies: Vec<Copy> },
    /// The backups of the project that is open.
    Backups { name: String, copies: Vec<Copy> },
    /// What was read of a damaged project.
    Salvaged(Salvage),
}

/// What became of a damaged project's parts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Salvage {
    pub name: String,
    /// Events that were read, and those that were there and could not be.
    pub events: usize,
    pub lost: usize,
    /// Rows of each table, by its name.
    pub rows: Vec<(String, usize)>,
    /// Rows of which the end is missing.
    pub cut: usize,
    /// Places, groups, sources and tags of which only a key or a name is left.
    pub bare: usize,
    /// The keys of lost events, as far as they are known.
    pub missing: Vec<String>,
}

/// The sheet, while it has something to say.
#[derive(Default)]
pub struct RescueSheet {
    about: Option<Rescue>,
    list: VirtualList,
}

impl RescueSheet {
    pub fn open(&mut self, about: Rescue) {
        *self = Self { about: Some(about), list: VirtualList::default() };
    }

    /// Show it; call it only while it is open.
    pub fn show(&mut self, ui: &Ui, cx: &Ctx<'_>) {
        let Self { about: Some(about), list } = self else { return cx.shell(Shell::Rescue(false)) };
        let name = match about {
            Rescue::Damaged { .. } => "This project is damaged",
            Rescue::Backups { .. } => "Restore a backup",
            Rescue::Salvaged(_) => "What could be read",
        };
        let close = Sheet { name, width: 600.0 }.show(ui, cx, |ui, _| {
            ui.spacing_mut().item_spacing.y = 8.0;
            match about {
                Rescue::Damaged { path, what, copies } => damaged(ui, cx, list, path, what, copies),
                Rescue::Backups { name, copies } => backups(ui, cx, list, name, copies),
                Rescue::Salvaged(salvage) => salvaged(ui, cx, list, salvage),
            }
        });
        if close {
            cx.shell(Shell::Rescue(false));
        }
    }
}

fn damaged(ui: &mut Ui, cx: &Ctx<'_>, list: &mut VirtualList, path: &std::path::Path, what: &str, copies: &[Copy]) {
    paragraph(ui, what, regular(size::BODY), cx.theme.text);
    note(ui, cx.theme, "It was left as it is, and nothing of it is shown in part. There are these ways out:");
    ui.add_space(4.0);
    if let Some(newest) = copies.iter().find(|it| it.events.is_some()) {
        if button(ui, cx.theme, &format!("Open the backup of {}", newest.told())).clicked() {
            cx.shell(Shell::OpenBackup(newest.path.clone()));
            cx.shell(Shell::Rescue(false));
        }
    } else {
        note(ui, cx.theme, "There is no backup of it on this computer.");
    }
    if button(ui, cx.theme, "Save what can be read as a new project…").clicked() {
        cx.shell(Shell::Salvage(path.to_owned()));
        cx.shell(Shell::Rescue(false));
    }
    if copies.len() > 1 {
        heading(ui, cx.theme, "Earlier backups");
        rows(ui, cx, list, &copies[1..]);
    }
}

fn backups(ui: &mut Ui, cx: &Ctx<'_>, list: &mut VirtualList, name: &str, copies: &[Copy]) {
    if copies.is_empty() {
        note(
            ui,
            cx.theme,
            &format!(
                "There is no backup of {name} yet: one is made when it is opened, and every half hour while it is changed."
            ),
        );
        return;
    }
    note(
        ui,
        cx.theme,
        &format!(
            "A backup of {name} opens as a new project beside it; {name} stays as it is, whatever is done to that."
        ),
    );
    rows(ui, cx, list, copies);
}

/// Backups to choose from.
fn rows(ui: &mut Ui, cx: &Ctx<'_>, list: &mut VirtualList, copies: &[Copy]) {
    let height = (ROW * copies.len() as f32).min(ROW * 8.0);
    ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
        ui.set_min_size(vec2(ui.available_width(), height));
        list.show(ui, Id::unique("backups"), copies.len(), ROW, cx.theme.text_3, |ui, i, rect| {
            let copy = &copies[i];
            let response = ui.interact(rect, Id::unique(("backup", i)), Sense::click());
            let name = format!("Open the backup of {}", copy.told());
            response.widget_info(|| WidgetInfo::labeled(Role::Button, copy.events.is_some(), &name));
            if response.hovered() || response.has_focus() {
                ui.painter().rect_filled(rect, CornerRadius::same(4), cx.theme.hovered_row);
            }
            let y = rect.center().y;
            let at = egui::pos2(rect.left() + 10.0, y);
            ink(ui.painter(), at, Align2::LEFT_CENTER, &copy.at, regular(size::BODY), cx.theme.text, 200.0);
            let events = copy.events.map_or("cannot be read".to_owned(), |n| words::count(n, "event", "events"));
            let at = egui::pos2(rect.left() + 220.0, y);
            ink(ui.painter(), at, Align2::LEFT_CENTER, &events, regular(size::BODY), cx.theme.text_2, 180.0);
            let at = egui::pos2(rect.right() - 12.0, y);
            ink(
                ui.painter(),
                at,
                Align2::RIGHT_CENTER,
                &bytes(copy.size),
                regular(size::SMALL),
                cx.theme.text_2,
                120.0,
            );
            hairline(ui.painter(), rect.x_range(), rect.bottom(), cx.theme.line);
            if response.clicked() && copy.events.is_some() {
                cx.shell(Shell::OpenBackup(copy.path.clone()));
                cx.shell(Shell::Rescue(false));
            }
        });
    });
}

fn salvaged(ui: &mut Ui, cx: &Ctx<'_>, list: &mut VirtualList, it: &Salvage) {
    let all = it.events + it.lost;
    let said = if it.lost == 0 {
        format!("All {} of {} could be read.", words::count(it.events, "event", "events"), it.name)
    } else {
        let lost = words::count(it.lost, "event is lost", "events are lost");
        format!("{} of {} of {} could be read; {lost}.", it.events, words::count(all, "event", "events"), it.name)
    };
    paragraph(ui, &said, regular(size::BODY), cx.theme.text);
    let rows: Vec<String> =
        it.rows.iter().filter(|(_, n)| *n > 0).map(|(name, n)| format!("{} {n}", name.replace('_', " "))).collect();
    note(ui, cx.theme, &format!("Rows found: {}.", rows.join(", ")));
    if it.cut > 0 {
        note(ui, cx.theme, &format!("Of {} the end is missing.", words::count(it.cut, "row", "rows")));
    }
    if it.bare > 0 {
        let things = words::count(it.bare, "place, group, source or tag", "places, groups, sources and tags");
        note(ui, cx.theme, &format!("Of {things} only the key is left, or the name that events call them by."));
    }
    if !it.missing.is_empty() {
        heading(ui, cx.theme, "Lost events, by their key");
        let height = (24.0 * it.missing.len() as f32).min(200.0);
        ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
            ui.set_min_size(vec2(ui.available_width(), height));
            list.show(ui, Id::unique("missing"), it.missing.len(), 24.0, cx.theme.text_3, |ui, i, rect| {
                let response = ui.interact(rect, Id::unique(("missing", i)), Sense::hover());
                super::sheet::say(&response, &it.missing[i]);
                let at = rect.left_center() + vec2(10.0, 0.0);
                let room = rect.width() - 20.0;
                ink(ui.painter(), at, Align2::LEFT_CENTER, &it.missing[i], regular(size::SMALL), cx.theme.text, room);
            });
        });
    }
    note(ui, cx.theme, "What was read is open now as a new project. The damaged file was left as it is.");
    ui.horizontal(|ui| {
        if button(ui, cx.theme, "Save as…").clicked() {
            cx.shell(Shell::SaveAs);
            cx.shell(Shell::Rescue(false));
        }
        if !it.missing.is_empty() && button(ui, cx.theme, "Copy the list").clicked() {
            cx.send(Command::CopyText(it.missing.join("\n")));
        }
    });
}

/// A size in words.
fn bytes(size: u64) -> String {
    if size < 1 << 20 { format!("{} kB", size.div_ceil(1000)) } else { format!("{:.1} MB", size as f64 / 1e6) }
}

//! What was changed, when and why; and what was taken away, to be put back.

use std::path::PathBuf;
use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Id, Key, Sense, TextEdit, Ui, WidgetInfo, pos2, vec2};

use super::open_path::expand;
use super::parts::{SearchField, button, note, paragraph, segments};
use super::reader::prose::{prose, section};
use super::sheet::Sheet;
use super::{Ctx, Shell, words};
use crate::event::EventId;
use crate::project::LogEntry;
use crate::session::Command;
use crate::text::fold;
use crate::theme::{medium, regular, size};
use crate::widget::{VirtualList, hairline, ink, link_button};

const ROW: f32 = 46.0;

/// The sheet and what is looked for in it.
#[derive(Default)]
pub struct LogSheet {
    list: VirtualList,
    removed: bool,
    query: String,
    /// Only what changed this event.
    event: Option<String>,
    /// The moment of the line that is looked at, and the reason being typed.
    chosen: Option<String>,
    reason: String,
    /// The lines that are shown, newest first, and what they follow from.
    found: Vec<usize>,
    of: Option<(usize, String, Option<String>)>,
    path: String,
    wrong: Option<String>,
    warned: Option<PathBuf>,
}

impl LogSheet {
    /// Look at everything, or at what changed one event.
    pub fn look_at(&mut self, event: Option<String>) {
        *self = Self { event, path: std::mem::take(&mut self.path), ..Self::default() };
    }

    /// Show it; call it only while it is open.
    pub fn show(&mut self, ui: &Ui, cx: &Ctx<'_>) {
        let close = Sheet { name: "Change log", width: 780.0 }.show(ui, cx, |ui, _| {
            ui.spacing_mut().item_spacing.y = 8.0;
            let removed = cx.session.project().work().events.removed.len();
            ui.horizontal(|ui| {
                let second = format!("Removed events ({removed})");
                if let Some(chosen) = segments(ui, cx.theme, &["Changes", &second], usize::from(self.removed)) {
                    self.removed = chosen == 1;
                    (self.list, self.of) = (VirtualList::default(), None);
                }
                if let Some(key) = self.event.clone().filter(|_| !self.removed) {
                    let events = &cx.session.project().events;
                    let title = events.by_key(&key).map_or(key.as_str(), |id| events.title(id));
                    let text = format!("Only “{}”", title.chars().take(40).collect::<String>());
                    ui.label(egui::RichText::new(text).font(regular(size::SMALL)).color(cx.theme.text_2));
                    if link_button(ui, cx.theme, "Show all").clicked() {
                        self.event = None;
                    }
                }
            });
            let (name, hint) = ("Find in the change log", "Find in the change log");
            let field = SearchField { id: Id::unique("log find"), name, hint, height: 30.0, size: size::BODY };
            field.show(ui, cx.theme, &mut self.query);
            if self.removed {
                self.removed(ui, cx);
            } else {
                self.changes(ui, cx);
            }
        });
        if close {
            cx.shell(Shell::Log { open: false, event: None });
        }
    }

    fn changes(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let of = Some((cx.log.len(), self.query.clone(), self.event.clone()));
        if self.of != of {
            self.of = of;
            let wanted = fold(self.query.trim());
            let says = |it: &LogEntry| {
                wanted.is_empty()
                    || [&it.label, &it.reason, &it.changes].iter().any(|text| fold(text).contains(&wanted))
            };
            let about = |it: &LogEntry| self.event.as_ref().is_none_or(|key| it.touches(key));
            let lines = cx.log.iter().enumerate().rev();
            self.found = lines.filter(|(_, it)| about(it) && says(it)).map(|(i, _)| i).collect();
        }
        if cx.log.is_empty() {
            note(ui, cx.theme, "Nothing was changed yet. Every change of the project will be listed here.");
            return;
        }
        if self.found.is_empty() {
            note(ui, cx.theme, "No change is like that.");
        }
        let room = (ui.content_rect().height() - 470.0).clamp(ROW * 3.0, ROW * 8.0);
        let height = (ROW * self.found.len() as f32).min(room);
        let (found, list) = (&self.found, &mut self.list);
        let mut asked = None;
        ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
            ui.set_min_size(vec2(ui.available_width(), height));
            list.show(ui, Id::unique("change log"), found.len(), ROW, cx.theme.text_3, |ui, i, rect| {
                let Some(entry) = cx.log.get(found[i]) else { return };
                let chosen = self.chosen.as_deref() == Some(entry.at.as_str());
                if row(ui, cx, (i, rect), &entry.label, &under(entry), chosen) {
                    asked = Some(entry);
                }
            });
        });
        if let Some(entry) = asked {
            (self.chosen, self.reason) = (Some(entry.at.clone()), entry.reason.clone());
        }
        let chosen = self.chosen.as_ref().and_then(|at| cx.log.iter().rev().find(|it| it.at == *at));
        match chosen {
            Some(entry) => self.details(ui, cx, entry),
            None => drop(note(ui, cx.theme, "Choose a change to see what it did, and to say why it was made.")),
        }
        self.export(ui, cx);
    }

    /// One line in full, and why it was made.
    fn details(&mut self, ui: &mut Ui, cx: &Ctx<'_>, entry: &LogEntry) {
        ui.add_space(4.0);
        hairline(ui.painter(), ui.available_rect_before_wrap().x_range(), ui.cursor().top(), cx.theme.line);
        ui.add_space(8.0);
        egui::ScrollArea::vertical().id_salt("what it did").max_height(92.0).show(ui, |ui| {
            prose(ui, &entry.changes, regular(size::SMALL), cx.theme.text);
        });
        ui.horizontal(|ui| {
            let width = ui.available_width() - 130.0;
            let edit = TextEdit::singleline(&mut self.reason)
                .id_salt("reason")
                .desired_width(width)
                .hint_text(egui::RichText::new("Why? For whoever reads this later").color(cx.theme.text_2));
            let field = ui.add(edit).accessible_name("Reason of the change");
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let new = self.reason.trim() != entry.reason;
            ui.add_enabled_ui(new && cx.session.read_only().is_none(), |ui| {
                if button(ui, cx.theme, "Keep reason").clicked() || entered && new {
                    cx.shell(Shell::Reason { at: entry.at.clone(), reason: self.reason.trim().to_owned() });
                }
            });
        });
    }

    fn export(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        ui.add_space(4.0);
        hairline(ui.painter(), ui.available_rect_before_wrap().x_range(), ui.cursor().top(), cx.theme.line);
        ui.add_space(8.0);
        if self.path.is_empty() {
            "~/change-log.csv".clone_into(&mut self.path);
        }
        ui.horizontal(|ui| {
            let width = ui.available_width() - 96.0;
            let field = ui.add(TextEdit::singleline(&mut self.path).id_salt("log file").desired_width(width));
            let field = field.accessible_name("File to write the change log to");
            if field.changed() {
                (self.wrong, self.warned) = (None, None);
            }
            let name = if self.warned.is_some() { "Replace it" } else { "Export" };
            if button(ui, cx.theme, name).clicked() {
                self.ask(cx);
            }
        });
        match &self.wrong {
            Some(wrong) => drop(paragraph(ui, wrong, regular(size::SMALL), cx.theme.error)),
            None => drop(note(ui, cx.theme, "All of the log, as CSV, or as JSON if the name ends in .json.")),
        }
    }

    fn ask(&mut self, cx: &Ctx<'_>) {
        let path = expand(self.path.trim());
        if path.file_name().is_none() {
            self.wrong = Some("Say which file to write.".to_owned());
        } else if !path.parent().is_none_or(|folder| folder.as_os_str().is_empty() || folder.is_dir()) {
            self.wrong = Some("There is no such folder: check the path.".to_owned());
        } else if path.is_file() && self.warned.as_ref() != Some(&path) {
            self.wrong = Some(format!("{} is there already. Export again to replace it.", path.display()));
            self.warned = Some(path);
        } else {
            (self.wrong, self.warned) = (None, None);
            cx.shell(Shell::WriteLog(path));
        }
    }

    /// Imported events that were taken away.
    fn removed(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let project = cx.session.project();
        let wanted = fold(self.query.trim());
        let removed = project.work().events.removed.iter();
        let removed: Vec<(&String, &str)> = removed
            .filter(|(_, (_, it))| wanted.is_empty() || fold(&it.title).contains(&wanted))
            .map(|(key, (_, it))| (key, it.title.as_str()))
            .collect();
        if removed.is_empty() {
            note(
                ui,
                cx.theme,
                "No imported event was removed. Events that you added and removed come back with undo only.",
            );
            return;
        }
        let can = cx.session.read_only().is_none();
        let height = (ROW * removed.len() as f32).min(ROW * 9.0);
        ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
            ui.set_min_size(vec2(ui.available_width(), height));
            self.list.show(ui, Id::unique("removed"), removed.len(), ROW, cx.theme.text_3, |ui, i, rect| {
                let (key, title) = removed[i];
                let spot = egui::Rect::from_min_max(pos2(rect.right() - 110.0, rect.top()), rect.max);
                let text = rect.with_max_x(spot.left());
                let at = pos2(text.left() + 10.0, text.center().y - 9.0);
                ink(
                    ui.painter(),
                    at,
                    Align2::LEFT_CENTER,
                    title,
                    regular(size::BODY),
                    cx.theme.text,
                    text.width() - 20.0,
                );
                let at = pos2(text.left() + 10.0, text.center().y + 10.0);
                ink(
                    ui.painter(),
                    at,
                    Align2::LEFT_CENTER,
                    key,
                    regular(size::SMALL),
                    cx.theme.text_2,
                    text.width() - 20.0,
                );
                hairline(ui.painter(), rect.x_range(), rect.bottom(), cx.theme.line);
                let builder = egui::UiBuilder::new().id_salt(("put back", i)).max_rect(spot.shrink2(vec2(0.0, 8.0)));
                let mut child = ui.new_child(builder);
                child.add_enabled_ui(can, |ui| {
                    let back = button(ui, cx.theme, "Put back");
                    back.widget_info(|| WidgetInfo::labeled(Role::Button, can, format!("Put back {title}")));
                    if back.clicked()
                        && let Some(edit) = project.put_back(key)
                    {
                        cx.send(Command::Edit(edit));
                    }
                });
            });
        });
    }
}

/// When, and why if somebody said so.
fn under(entry: &LogEntry) -> String {
    let at = words::moment(&entry.at);
    if entry.reason.is_empty() { at } else { format!("{at} · {}", entry.reason) }
}

/// Two lines of which one can be chosen.
fn row(ui: &Ui, cx: &Ctx<'_>, (i, rect): (usize, egui::Rect), text: &str, beneath: &str, chosen: bool) -> bool {
    let response = ui.interact(rect, Id::unique(("log line", i)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, chosen, format!("{text}, {beneath}")));
    let ground = match (chosen, response.hovered() || response.has_focus()) {
        (true, _) => Some(cx.theme.accent_bg),
        (false, true) => Some(cx.theme.hovered_row),
        (false, false) => None,
    };
    if let Some(ground) = ground {
        ui.painter().rect_filled(rect, CornerRadius::same(4), ground);
    }
    let font = if chosen { medium(size::BODY) } else { regular(size::BODY) };
    let room = rect.width() - 20.0;
    let at = pos2(rect.left() + 10.0, rect.center().y - 9.0);
    ink(ui.painter(), at, Align2::LEFT_CENTER, text, font, cx.theme.text, room);
    let at = pos2(rect.left() + 10.0, rect.center().y + 10.0);
    ink(ui.painter(), at, Align2::LEFT_CENTER, beneath, regular(size::SMALL), cx.theme.text_2, room);
    hairline(ui.painter(), rect.x_range(), rect.bottom(), cx.theme.line);
    response.clicked()
}

/// The lines about an event, looked for once.
#[derive(Clone)]
struct Known {
    of: (String, usize, String),
    lines: Arc<Vec<usize>>,
}

/// In an event's details: what was done to it.
pub fn history(ui: &mut Ui, cx: &Ctx<'_>, event: EventId) {
    const SHOWN: usize = 3;
    if cx.log.is_empty() {
        return;
    }
    let key = cx.session.project().events.key(event);
    let last = cx.log.last().map_or("", |it| it.at.as_str());
    let id = Id::unique("history of an event");
    let known: Option<Known> = ui.data(|data| data.get_temp(id));
    let same = |it: &Known| it.of.0 == key && it.of.1 == cx.log.len() && it.of.2 == last;
    let known = known.filter(same).unwrap_or_else(|| {
        let touched = cx.log.iter().enumerate().filter(|(_, it)| it.touches(key)).map(|(i, _)| i);
        let known = Known { of: (key.to_owned(), cx.log.len(), last.to_owned()), lines: Arc::new(touched.collect()) };
        ui.data_mut(|data| data.insert_temp(id, known.clone()));
        known
    });
    if known.lines.is_empty() {
        return;
    }
    section(ui, cx.theme, &format!("Changed {}", words::count(known.lines.len(), "time", "times")));
    for line in known.lines.iter().rev().take(SHOWN).filter_map(|i| cx.log.get(*i)) {
        prose(ui, &line.label, regular(size::BODY), cx.theme.text);
        prose(ui, &under(line), regular(size::SMALL), cx.theme.text_2);
        ui.add_space(2.0);
    }
    if link_button(ui, cx.theme, "Show in the change log").clicked() {
        cx.shell(Shell::Log { open: true, event: Some(key.to_owned()) });
    }
}

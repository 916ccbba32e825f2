//! What the columns of a table mean, before it is opened: guessed, shown with what becomes of the first rows, corrected.

mod columns;
mod events;
mod layout;
mod roles;

use egui::{Align, Layout, Sense, Ui, UiBuilder, vec2};

use super::parts::{button, note, paragraph};
use super::sheet::Sheet;
use super::{Ctx, Shell};
use crate::format::{Column, DateOrder, Mapping, Role, TableLook};
use crate::theme::{medium, regular, size};

/// What the sheet asks the shell for.
#[derive(Clone, PartialEq, Debug)]
pub enum TableAsk {
    /// Look at the table under this mapping; with `anew` its text is divided otherwise and the rest guessed again.
    Look {
        version: u64,
        mapping: Box<Mapping>,
        anew: bool,
        part: Option<String>,
    },
    /// Look at another part of the file: a sheet, or a file in an archive.
    Part {
        version: u64,
        part: String,
    },
    /// Open it so.
    Use {
        mapping: Box<Mapping>,
        part: Option<String>,
    },
    Cancel,
}

/// A table that somebody has to say the columns of.
#[derive(Clone, Debug)]
pub struct TableQuestion {
    /// The name of the file.
    pub name: String,
    pub look: TableLook,
    /// It joins the open project instead of taking its place.
    pub adds: bool,
    /// How many files wait behind it.
    pub waiting: usize,
    /// Filled in as for the last table with this header.
    pub kept: bool,
}

/// The sheet and what was chosen in it.
#[derive(Default)]
pub struct MappingSheet {
    question: Option<TableQuestion>,
    mapping: Mapping,
    /// The sheet, or the file in an archive; the first one if nothing was chosen.
    part: Option<String>,
    /// The order of dates, once the user has said it.
    order: Option<DateOrder>,
    /// Counts up with every change; what was looked at for an older one does not count.
    version: u64,
    looking: bool,
    wrong: Option<String>,
}

impl MappingSheet {
    /// Ask about a table.
    pub fn ask(&mut self, question: TableQuestion) {
        let mapping = question.look.mapping.clone();
        // Another sheet than the first may have been chosen for the last file like this.
        let part = mapping.part.clone();
        *self = Self { question: Some(question), mapping, part, version: self.version + 1, ..Self::default() };
    }

    /// What a table is under the mapping of this version, or why it cannot be looked at.
    pub fn seen(&mut self, version: u64, look: Result<TableLook, String>) {
        let Some(question) = self.question.as_mut().filter(|_| version == self.version) else { return };
        self.looking = false;
        match look {
            Ok(look) => {
                let before = question.look.order.as_ref().map(|it| &it.column);
                if before != look.order.as_ref().map(|it| &it.column) {
                    self.order = None;
                }
                (self.mapping, self.wrong) = (look.mapping.clone(), None);
                question.look = look;
            }
            Err(wrong) => self.wrong = Some(wrong),
        }
    }

    /// Show it; call it only while it is open.
    pub fn show(&mut self, ui: &Ui, cx: &Ctx<'_>) {
        let Some(question) = self.question.clone() else { return };
        let name = format!("Columns of {}", question.name);
        let width = ui.content_rect().width() - 96.0;
        let mut done = false;
        let close = Sheet { name: &name, width: width.min(1120.0) }.show(ui, cx, |ui, fresh| {
            let look = &question.look;
            let lists = columns::height(look.columns.len()) + events::height(look.events.len());
            let in_metres = self.mapping.columns.iter().any(|it| matches!(it.role, Role::Easting | Role::Northing));
            let order = if look.order.is_some() { 54.0 } else { 0.0 } + if in_metres { 40.0 } else { 0.0 };
            let order = order + 44.0 * look.doubts.len().min(2) as f32;
            // No higher than the lists need, and no lower than a choice of meanings wants.
            let height = (lists + order + 176.0).max(420.0).min(ui.content_rect().height() - 176.0);
            let (room, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
            let foot = room.with_min_y(room.bottom() - 34.0);
            let body = room.with_max_y(foot.top() - 12.0);
            let mut child = ui.new_child(UiBuilder::new().id_salt("mapping").max_rect(body));
            child.spacing_mut().item_spacing.y = 0.0;
            self.body(&mut child, cx, &question, fresh);
            let builder =
                UiBuilder::new().id_salt("mapping foot").max_rect(foot).layout(Layout::left_to_right(Align::Center));
            done = self.foot(&mut ui.new_child(builder), cx, &question, fresh);
        });
        if close {
            cx.shell(Shell::Table(TableAsk::Cancel));
        } else if done {
            let mapping = Box::new(self.mapping.clone());
            cx.shell(Shell::Table(TableAsk::Use { mapping, part: self.part.clone() }));
        }
    }

    fn body(&mut self, ui: &mut Ui, cx: &Ctx<'_>, question: &TableQuestion, fresh: bool) {
        let what = if question.kept {
            "Filled in as you chose for the last table with this header. Change what does not fit."
        } else if question.look.known {
            "Say how this table is to be read."
        } else {
            "What the columns mean is guessed from their names and values: change what is wrong. The file stays as it is."
        };
        note(ui, cx.theme, what);
        ui.add_space(10.0);
        self.layout(ui, cx, &question.look);
        if let Some(order) = &question.look.order {
            ui.add_space(10.0);
            self.order(ui, cx, order, fresh);
        }
        for doubt in question.look.doubts.iter().take(2) {
            ui.add_space(8.0);
            paragraph(ui, doubt, regular(size::SMALL), cx.theme.warning);
        }
        ui.add_space(8.0);
        let room = ui.available_height();
        // No more for the rows than there are.
        let rows = events::height(question.look.events.len());
        let below = (room * 0.44).min(rows).max(96.0);
        let roles: Vec<Role> = question.look.columns.iter().map(|name| role_of(&self.mapping, name)).collect();
        let above = (room - below - 46.0).max(90.0);
        let above = above.min(columns::height(question.look.columns.len()));
        let asked = question.look.order.as_ref().filter(|_| self.order.is_none()).map(|it| it.column.as_str());
        if let Some((at, role)) = columns::show(ui, cx, &question.look, (&roles, asked), above) {
            self.mapping.columns = with_role(&question.look.columns, &roles, at, role);
            self.look(cx, false);
        }
        ui.add_space(12.0);
        let (text, notable) = events::summary(&question.look);
        let colour = if notable { cx.theme.warning } else { cx.theme.text_2 };
        if let Some(wrong) = &self.wrong {
            paragraph(ui, wrong, regular(size::SMALL), cx.theme.error);
        } else {
            paragraph(ui, &text, medium(size::SMALL), colour);
        }
        ui.add_space(4.0);
        let left = ui.available_height();
        events::show(ui, cx, &question.look, left);
    }

    /// Why it cannot be opened yet, if it cannot.
    fn missing(&self, question: &TableQuestion) -> Option<&'static str> {
        if question.look.order.is_some() && self.order.is_none() {
            Some("Say first how the dates are to be read.")
        } else if self.wrong.is_some() {
            Some("It cannot be read so: change what is said above.")
        } else {
            None
        }
    }

    fn foot(&self, ui: &mut Ui, cx: &Ctx<'_>, question: &TableQuestion, fresh: bool) -> bool {
        ui.spacing_mut().item_spacing.x = 10.0;
        let missing = self.missing(question);
        let text = match (question.waiting, question.adds) {
            (0, false) => "Open",
            (0, true) => "Add as a layer",
            _ => "Next file",
        };
        let mut done = false;
        ui.add_enabled_ui(missing.is_none() && !self.looking, |ui| {
            let open = button(ui, cx.theme, text);
            if fresh && missing.is_none() {
                open.request_focus();
            }
            done = open.clicked();
        });
        if button(ui, cx.theme, "Cancel").clicked() {
            cx.shell(Shell::Table(TableAsk::Cancel));
        }
        ui.add_space(6.0);
        let beside = match (missing, question.waiting) {
            (Some(why), _) => why.to_owned(),
            (None, 0) if !self.mapping.header => String::new(),
            (None, 0) => "Remembered for tables with the same header.".to_owned(),
            (None, waiting) => {
                format!("{} to come.", super::words::count(waiting, "more file", "more files"))
            }
        };
        let colour = if missing.is_some() { cx.theme.warning } else { cx.theme.text_2 };
        paragraph(ui, &beside, regular(size::SMALL), colour);
        done
    }

    fn look(&mut self, cx: &Ctx<'_>, anew: bool) {
        self.version += 1;
        self.looking = true;
        let (mapping, part) = (Box::new(self.mapping.clone()), self.part.clone());
        let ask = TableAsk::Look { version: self.version, mapping, anew, part };
        cx.shell(Shell::Table(ask));
    }
}

fn role_of(mapping: &Mapping, name: &str) -> Role {
    mapping.columns.iter().find(|it| it.name.trim() == name.trim()).map_or(Role::Detail, |it| it.role)
}

/// All columns with one meaning changed; what only one column can mean is taken from the other.
fn with_role(names: &[String], roles: &[Role], at: usize, role: Role) -> Vec<Column> {
    let all = names.iter().zip(roles).enumerate();
    all.map(|(i, (name, old))| {
        let role = match i == at {
            true => role,
            false if role.is_single() && *old == role => Role::Detail,
            false => *old,
        };
        Column { name: name.clone(), role }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meaning_that_only_one_column_can_have_moves() {
        let names = ["a", "b", "c"].map(str::to_owned);
        let roles = |columns: Vec<Column>| columns.into_iter().map(|it| it.role).collect::<Vec<_>>();
        let now = [Role::Date, Role::Detail, Role::Sources];
        assert_eq!(roles(with_role(&names, &now, 1, Role::Date)), [Role::Detail, Role::Date, Role::Sources]);
        assert_eq!(roles(with_role(&names, &now, 0, Role::Sources)), [Role::Sources, Role::Detail, Role::Sources]);
    }
}

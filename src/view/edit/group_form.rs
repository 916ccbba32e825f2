//! A group, to be changed in place.

use egui::Ui;

use super::typing::{Line, Typing};
use super::{Kind, Picker, keys};
use crate::event::GroupId;
use crate::project::GroupRecord;
use crate::session::Command;
use crate::theme::{regular, size};
use crate::view::Ctx;
use crate::view::parts::button;
use crate::view::reader::prose::{input_field as field, prose};

/// What stands in the fields.
#[derive(Default)]
pub struct GroupForm {
    typing: Typing,
    picker: Picker,
}

impl GroupForm {
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>, id: GroupId) {
        let project = cx.session.project();
        let record = project.group_record(id);
        self.text(ui, cx, &record, ("Name", 1), &record.name, |it, text| it.name = text.trim().to_owned());
        self.text(ui, cx, &record, ("Other names", 3), &record.aliases.join("\n"), |it, text| it.aliases = lines(text));
        self.text(ui, cx, &record, ("Kind", 1), &record.kind, |it, text| it.kind = text.trim().to_owned());
        field(ui, cx.theme, "Part of", |ui| {
            // No group is its own umbrella.
            let asked = keys::chips(ui, cx, &mut self.picker, Kind::Group, "Umbrella", &record.umbrella, false);
            if let Some((mut keys, made)) = asked {
                keys.retain(|key| *key != record.key);
                let mut edit = project.put_group(GroupRecord { umbrella: keys, ..record.clone() });
                edit.changes.splice(0..0, made);
                cx.send(Command::Edit(edit));
            }
        });
        self.text(ui, cx, &record, ("Description", 3), &record.description, |it, text| {
            text.clone_into(&mut it.description)
        });
        field(ui, cx.theme, "Merge", |ui| {
            let merge = button(ui, cx.theme, "Merge into another group…");
            let except = [record.key.clone()];
            let picked = self.picker.show(ui, cx, &merge, Kind::Group, "Merge into", &except);
            if let Some(super::Picked::Key(into)) = picked
                && let Some(into) = project.groups.by_key(&into)
            {
                cx.send(Command::Edit(project.merge_groups(id, into)));
                cx.send(Command::SelectGroup { group: into, from: crate::session::View::Reader });
            }
            let text = "Every event, mention and umbrella then names the other one, which keeps this one's names.";
            prose(ui, text, regular(size::SMALL), cx.theme.text_2);
        });
    }

    fn text(
        &mut self,
        ui: &mut Ui,
        cx: &Ctx<'_>,
        record: &GroupRecord,
        (name, rows): (&str, usize),
        current: &str,
        put: impl FnOnce(&mut GroupRecord, &str),
    ) {
        field(ui, cx.theme, name, |ui| {
            let hint = if name == "Other names" { "One on each line" } else { "" };
            let slot = format!("group {name}");
            let line = Line { slot: &slot, of: &record.key, name: &format!("Group: {name}"), hint, rows };
            self.typing.line(ui, cx, &line, current, |text| {
                if name == "Name" && text.trim().is_empty() {
                    return Err("A group needs a name".to_owned());
                }
                let mut record = record.clone();
                put(&mut record, text);
                Ok(cx.session.project().put_group(record))
            });
        });
    }
}

/// Each line that says something.
pub fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !lines.iter().any(|known| known == line) {
            lines.push(line.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_names_are_the_lines_that_say_something_each_once() {
        assert_eq!(lines(" A \n\nB\nA\n"), ["A", "B"]);
    }
}

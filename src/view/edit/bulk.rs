//! One field of many events at once.

use egui::{Popup, Ui};

use super::claims::input;
use super::value::field_name;
use super::{Kind, Picker, keys, vocabulary};
use crate::event::EventId;
use crate::project::{Edit, Field, Value};
use crate::session::Command;
use crate::theme::{regular, size};
use crate::view::parts::{button, note, segments, switch};
use crate::view::reader::prose::{input_field as field, prose};
use crate::view::sheet::Sheet;
use crate::view::{Ctx, Shell, words};

/// What can be changed of many events.
const FIELDS: [Field; 11] = [
    Field::Tags,
    Field::Starred,
    Field::EventType,
    Field::SubEventType,
    Field::Status,
    Field::Corroboration,
    Field::Confidence,
    Field::Unverified,
    Field::Country,
    Field::Admin1,
    Field::GeoPrecision,
];

/// The sheet and what stands in it.
#[derive(Default)]
pub struct BulkSheet {
    filtered: bool,
    field: usize,
    text: String,
    flag: bool,
    tag: Option<String>,
    reason: String,
    picker: Picker,
}

impl BulkSheet {
    /// Show it; call it only while it is open.
    pub fn show(&mut self, ui: &Ui, cx: &Ctx<'_>) {
        let mut done = false;
        let close = Sheet { name: "Change many events", width: 520.0 }.show(ui, cx, |ui, fresh| {
            ui.spacing_mut().item_spacing.y = 10.0;
            let selected = cx.session.selection().events.len();
            let filtered = cx.session.derived().rows.count();
            if fresh {
                self.filtered = selected < 2;
                self.reason.clear();
            }
            let names = [
                format!("Selected: {}", words::thousands(selected)),
                format!("Passing the filters: {}", words::thousands(filtered)),
            ];
            if let Some(at) = segments(ui, cx.theme, &[&names[0], &names[1]], usize::from(self.filtered)) {
                self.filtered = at == 1;
            }
            let of = FIELDS[self.field];
            field(ui, cx.theme, "Field", |ui| {
                let choose = button(ui, cx.theme, &name(of));
                Popup::menu(&choose).accessible_name("Field").show(|ui| {
                    ui.set_min_width(180.0);
                    for (number, it) in FIELDS.iter().enumerate() {
                        if ui.selectable_label(number == self.field, name(*it)).clicked() {
                            (self.field, self.text, self.flag) = (number, String::new(), false);
                            ui.close();
                        }
                    }
                });
            });
            self.value(ui, cx, of);
            field(ui, cx.theme, "Reason", |ui| {
                input(ui, cx, "Reason", "For the change log; may stay empty", &mut self.reason)
            });
            let count = if self.filtered { filtered } else { selected };
            let ready = count > 0 && (of != Field::Tags || self.tag.is_some());
            ui.add_enabled_ui(ready, |ui| {
                let text = format!("Change {}", words::count(count, "event", "events"));
                if button(ui, cx.theme, &text).clicked() {
                    let edit = self.edit(cx, of).because(self.reason.trim());
                    cx.send(Command::Edit(edit));
                    cx.shell(Shell::Say(format!(
                        "{} changed; undo takes it back",
                        words::count(count, "event", "events")
                    )));
                    done = true;
                }
            });
            note(ui, cx.theme, "One step to undo. What was imported stays beside it and can be taken back.");
        });
        if close || done {
            cx.shell(Shell::Bulk(false));
        }
    }

    fn value(&mut self, ui: &mut Ui, cx: &Ctx<'_>, of: Field) {
        match of {
            Field::Tags => {
                field(ui, cx.theme, "Tag", |ui| {
                    let list: Vec<String> = self.tag.iter().cloned().collect();
                    if let Some((list, made)) = keys::chips(ui, cx, &mut self.picker, Kind::Tag, "Tag", &list, true) {
                        if !made.is_empty() {
                            cx.send(Command::Edit(Edit::new("Add a tag", made)));
                        }
                        self.tag = list.into_iter().next();
                    }
                });
                let choices = ["Put it on", "Take it off"];
                field(ui, cx.theme, "", |ui| {
                    if let Some(at) = segments(ui, cx.theme, &choices, usize::from(self.flag)) {
                        self.flag = at == 1;
                    }
                });
            }
            Field::Starred | Field::Unverified => {
                field(ui, cx.theme, "To", |ui| {
                    if switch(ui, cx.theme, &name(of), self.flag).clicked() {
                        self.flag = !self.flag;
                    }
                });
            }
            _ => {
                field(ui, cx.theme, "To", |ui| {
                    input(ui, cx, "New value", "Empty: not given", &mut self.text);
                    self.choices(ui, cx, of);
                });
            }
        }
    }

    /// Words that the field usually holds.
    fn choices(&mut self, ui: &mut Ui, cx: &Ctx<'_>, of: Field) {
        let list: Vec<&str> = match of {
            Field::EventType => vocabulary::TYPES.iter().map(|(name, _)| *name).collect(),
            Field::SubEventType => vocabulary::sub_types(""),
            Field::Status => vocabulary::STATUS.to_vec(),
            Field::Corroboration => vocabulary::CORROBORATION.to_vec(),
            Field::Confidence => vocabulary::CONFIDENCE.to_vec(),
            Field::GeoPrecision => vocabulary::GEO_PRECISION.to_vec(),
            _ => return,
        };
        let choose = crate::widget::link_button(ui, cx.theme, "Choose a value");
        Popup::menu(&choose).accessible_name("Values").show(|ui| {
            ui.set_min_width(220.0);
            egui::ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
                for word in list.into_iter().filter(|word| !word.is_empty()) {
                    if ui.selectable_label(self.text == word, words::human(word)).clicked() {
                        word.clone_into(&mut self.text);
                        ui.close();
                    }
                }
            });
        });
        if !self.text.is_empty() && of == Field::Status {
            prose(ui, &words::status(&self.text), regular(size::SMALL), cx.theme.text_2);
        }
    }

    fn edit(&self, cx: &Ctx<'_>, of: Field) -> Edit {
        let project = cx.session.project();
        let events: Vec<EventId> = if self.filtered {
            let rows = &cx.session.derived().rows;
            project.events.ids().filter(|event| rows.contains(event.row())).collect()
        } else {
            cx.session.selection().events.iter().copied().collect()
        };
        match of {
            Field::Tags => project.tag(events, self.tag.as_deref().unwrap_or_default(), !self.flag),
            Field::Starred => project.star(events, self.flag),
            Field::Unverified => project.set_field(events, of, &Value::Flag(self.flag)),
            _ => project.set_field(events, of, &Value::Text(self.text.trim().to_owned())),
        }
    }
}

fn name(field: Field) -> String {
    match field {
        Field::Starred => "Star".to_owned(),
        Field::Unverified => "Unverified".to_owned(),
        other => field_name(other),
    }
}

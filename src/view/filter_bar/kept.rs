use egui::{Align, Key, Layout, ScrollArea, TextEdit, Ui, vec2};

use crate::filter::Keyed;
use crate::project::{Change, Edit, SavedFilter};
use crate::session::Command;
use crate::view::Ctx;
use crate::view::parts::{button, heading, note};
use crate::widget::{icon, icon_button, link_button};

/// Filters that are kept in the project under a name.
#[derive(Default)]
pub struct KeptFilters {
    name: String,
}

impl KeptFilters {
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let project = cx.session.project();
        let kept = &project.work().filters;
        let can = cx.session.read_only().is_none();
        heading(ui, cx.theme, "Saved filters");
        ScrollArea::vertical().id_salt("saved filters").max_height(28.0 * 5.0).show(ui, |ui| {
            for (key, it) in kept {
                ui.horizontal(|ui| {
                    ui.set_height(28.0);
                    ui.add_space(6.0);
                    if link_button(ui, cx.theme, &it.name).clicked()
                        && let Some(filter) = Keyed::from_json(&it.filter)
                    {
                        cx.send(Command::FilterAs(filter.filter(project)));
                    }
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        ui.add_enabled_ui(can, |ui| {
                            let name = format!("Remove the saved filter {}", it.name);
                            if icon_button(ui, cx.theme, icon::X, &name, false).clicked() {
                                let change = Change::SavedFilter { key: key.clone(), record: None };
                                let label = format!("Remove the saved filter “{}”", it.name);
                                cx.send(Command::Edit(Edit::new(label, vec![change])));
                            }
                        });
                    });
                });
            }
        });
        if cx.session.filter().is_empty() {
            note(ui, cx.theme, "Set filters, then keep them here under a name.");
            return;
        }
        ui.horizontal(|ui| {
            let field = TextEdit::singleline(&mut self.name).hint_text("Name for these filters");
            let field =
                ui.add_sized(vec2(ui.available_width() - 70.0, 26.0), field).accessible_name("Name for these filters");
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let name = self.name.trim().to_owned();
            ui.add_enabled_ui(can && !name.is_empty(), |ui| {
                if button(ui, cx.theme, "Save").clicked() || entered && can && !name.is_empty() {
                    // Of the same name there is one.
                    let same = kept.iter().find(|(_, it)| it.name == name).map(|(key, _)| key.clone());
                    let key = same.unwrap_or_else(|| project.free_key(&name));
                    let filter = Keyed::of(cx.session.filter(), project).to_json();
                    let change = Change::SavedFilter { key, record: Some(SavedFilter { name: name.clone(), filter }) };
                    cx.send(Command::Edit(Edit::new(format!("Save the filter “{name}”"), vec![change])));
                    self.name.clear();
                }
            });
        });
    }
}

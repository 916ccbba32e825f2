//! Further names of places for reports: files that the user has added.

use egui::{Key, Margin, RichText, TextEdit, Ui, vec2};

use crate::settings::GazetteerFile;
use crate::theme::{medium, regular, size};
use crate::view::open_path::expand;
use crate::view::parts::{button, heading, note, paragraph};
use crate::view::{Ctx, Shell, words};
use crate::widget::{icon, icon_button, ink};

/// A path that is being typed.
#[derive(Default)]
pub struct Gazetteers {
    path: String,
    wrong: Option<String>,
}

impl Gazetteers {
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        heading(ui, cx.theme, "Gazetteers");
        let text = "Further places to find in reports, after your project's own: a dump of GeoNames, airports.csv of \
                    OurAirports, or a CSV of your own with name, latitude and longitude (and alt names, kind, country).";
        note(ui, cx.theme, text);
        ui.add_space(6.0);
        for file in &cx.settings.gazetteers {
            row(ui, cx, file);
        }
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            let edit = TextEdit::singleline(&mut self.path)
                .hint_text(RichText::new("~/IQ.txt").color(cx.theme.text_2))
                .margin(Margin::symmetric(8, 6))
                .desired_width((ui.available_width() - 172.0).max(80.0));
            let field = ui.add(edit).accessible_name("Path of a gazetteer");
            if field.changed() {
                self.wrong = None;
            }
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if button(ui, cx.theme, "Add").clicked() || entered {
                self.add(cx);
            }
            if button(ui, cx.theme, "Choose…").clicked() {
                cx.shell(Shell::PickGazetteer);
            }
        });
        if let Some(wrong) = &self.wrong {
            ui.add_space(4.0);
            paragraph(ui, wrong, regular(size::SMALL), cx.theme.error);
        }
        ui.add_space(8.0);
    }

    fn add(&mut self, cx: &Ctx<'_>) {
        let path = expand(self.path.trim());
        if self.path.trim().is_empty() {
            self.wrong = Some("Type a path first.".to_owned());
        } else if !path.is_file() {
            self.wrong = Some(format!("There is no file at {}: check the spelling.", path.display()));
        } else {
            self.path.clear();
            cx.shell(Shell::AddGazetteer(path));
        }
    }
}

/// One file: its name, how many places, whom to thank, and a way to do without it.
fn row(ui: &mut Ui, cx: &Ctx<'_>, file: &GazetteerFile) {
    let theme = cx.theme;
    let name = file.path.file_name().unwrap_or(file.path.as_os_str()).to_string_lossy().into_owned();
    let mut parts = vec![words::count(file.places, "place", "places")];
    parts.push(if file.licence.is_empty() { file.kind.clone() } else { file.licence.clone() });
    if file.bad_rows > 0 {
        parts.push(format!("{} no place", words::count(file.bad_rows, "row", "rows")));
    }
    let line = parts.join(" · ");
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 44.0), egui::Sense::hover());
    crate::view::sheet::say(&response, &format!("{name}, {line}"));
    let room = rect.width() - 40.0;
    let at = rect.left_center();
    let middle = egui::Align2::LEFT_CENTER;
    ink(ui.painter(), at - vec2(0.0, 9.0), middle, &name, medium(size::BODY), theme.text, room);
    ink(ui.painter(), at + vec2(0.0, 10.0), middle, &line, regular(size::SMALL), theme.text_2, room);
    let corner = egui::Rect::from_center_size(rect.right_center() - vec2(16.0, 0.0), vec2(28.0, 28.0));
    let mut child = ui.new_child(egui::UiBuilder::new().id_salt(&file.path).max_rect(corner));
    if icon_button(&mut child, theme, icon::X, &format!("Remove the gazetteer {name}"), false).clicked() {
        let path = file.path.clone();
        cx.set(move |it| it.gazetteers.retain(|it| it.path != path));
    }
    response.on_hover_text(file.path.display().to_string());
}

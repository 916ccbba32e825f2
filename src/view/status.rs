//! The status bar: what is running, where the pointer is, where the map comes from.

use egui::{Align, Layout, RichText, Ui};

use super::{Ctx, FileState, Shell};
use crate::event::LonLat;
use crate::theme::{measure, size};
use crate::widget::{hint, shown, small_button};

/// Work in the background.
#[derive(Clone, PartialEq, Debug)]
pub struct Running {
    pub text: String,
    /// 0 to 1, if that is known.
    pub fraction: Option<f32>,
}

/// What the shell has to say in the status bar.
#[derive(Default)]
pub struct StatusLine<'a> {
    /// What is running, if anything.
    pub running: Option<&'a Running>,
    /// What was just said.
    pub said: Option<&'a str>,
    /// How many issues the open case has.
    pub issues: usize,
    pub pointer: Option<LonLat>,
    /// Where the map comes from.
    pub attribution: &'a str,
    /// Whether an online map is switched on.
    pub online: bool,
    /// What is wrong with the map, if anything.
    pub map_trouble: Option<&'a str>,
}

pub fn show(ui: &mut Ui, cx: &Ctx<'_>, line: &StatusLine<'_>) {
    let theme = cx.theme;
    let rect = ui.available_rect_before_wrap().shrink2(egui::vec2(measure::SIDE, 0.0));
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(Layout::right_to_left(Align::Center)));
    let small = |text: &str, colour| RichText::new(text).size(size::AXIS).color(colour);
    ui.spacing_mut().item_spacing.x = 20.0;
    ui.label(small(line.attribution, theme.text_2));
    ui.label(small(if line.online { "Online map" } else { "Offline" }, theme.text_2));
    if let Some(at) = line.pointer {
        ui.label(small(&coordinates(at), theme.text_2));
    }
    file(&mut ui, cx);
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.set_clip_rect(ui.max_rect());
        if let Some(running) = line.running {
            progress(ui, cx, running);
        } else if let Some(text) = line.said {
            ui.label(small(&shown(text), theme.text));
        } else if let Some(text) = line.map_trouble {
            ui.label(small(&shown(text), theme.warning));
        } else {
            let meta = &cx.session.project().meta;
            if meta.notice.is_empty() {
                ui.label(small(&shown(&meta.title), theme.text_2));
            } else {
                let text = format!("{} · {}", meta.title, first_sentence(&meta.notice));
                hint(ui.label(small(&shown(&text), theme.text_2)), &meta.notice);
            }
        }
        if line.issues > 0 {
            let text = super::words::count(line.issues, "issue in this case", "issues in this case");
            if small_button(ui, theme, &text).clicked() {
                cx.shell(Shell::Issues(true));
            }
        }
    });
}

/// How far it is, what it is, and a way to stop it.
fn progress(ui: &mut Ui, cx: &Ctx<'_>, running: &Running) {
    let theme = cx.theme;
    ui.spacing_mut().item_spacing.x = 10.0;
    let (bar, response) = ui.allocate_exact_size(egui::vec2(96.0, 4.0), egui::Sense::hover());
    let share = running.fraction.unwrap_or(0.0).clamp(0.0, 1.0);
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::accesskit::Role::ProgressIndicator, true, &running.text);
        info.value = Some(f64::from(share));
        info
    });
    ui.painter().rect_filled(bar, 2.0, theme.line);
    let done = egui::Rect::from_min_size(bar.min, egui::vec2(bar.width() * share, bar.height()));
    ui.painter().rect_filled(done, 2.0, theme.accent);
    let percent = running.fraction.map_or_else(String::new, |it| format!(" · {:.0} %", it * 100.0));
    let text = format!("{}{percent}", running.text);
    ui.label(RichText::new(shown(&text)).size(size::AXIS).color(theme.text));
    if small_button(ui, theme, "Cancel").clicked() {
        cx.shell(Shell::CancelOpening);
    }
}

/// Whether the project is saved; from right to left.
fn file(ui: &mut Ui, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let (text, colour, more) = match &cx.file.state {
        FileState::Untouched => return,
        FileState::Saving => ("Saving…", theme.text_2, ""),
        FileState::Saved => ("Saved", theme.text_2, cx.file.path.as_str()),
        FileState::Kept => {
            ("Kept, not named yet", theme.text_2, "Every change is kept. Save as… gives the project a file")
        }
        FileState::Unsaved => ("Not saved", theme.warning, "The changes are in memory only: save the project"),
        FileState::Failed(why) => ("Not saved", theme.error, why.as_str()),
        FileState::ReadOnly(why) => ("Read only", theme.warning, why.as_str()),
    };
    if matches!(cx.file.state, FileState::Failed(_)) && small_button(ui, theme, "Retry").clicked() {
        cx.shell(Shell::Retry);
    }
    let ask =
        matches!(cx.file.state, FileState::Kept | FileState::Unsaved | FileState::Failed(_) | FileState::ReadOnly(_));
    if ask && small_button(ui, theme, "Save as…").clicked() {
        cx.shell(Shell::SaveAs);
    }
    let response = ui.label(RichText::new(text).size(size::AXIS).color(colour));
    if !more.is_empty() {
        hint(response, more);
    }
    if let FileState::Failed(why) = &cx.file.state {
        let room = (ui.available_width() * 0.5).max(80.0);
        let label = egui::Label::new(RichText::new(shown(why)).size(size::AXIS).color(theme.error)).truncate();
        hint(ui.add_sized([room, 20.0], label), why);
    }
}

/// What a notice says first, without its full stop.
fn first_sentence(text: &str) -> &str {
    let text = text.trim();
    text.split_once(". ").map_or(text, |(first, _)| first).trim_end_matches('.')
}

/// `33.786° N 42.441° E`
pub fn coordinates(at: LonLat) -> String {
    let half = |value: f64, positive: &str, negative: &str| {
        format!("{:.3}° {}", value.abs(), if value < 0.0 { negative } else { positive })
    };
    format!("{} {}", half(at.lat, "N", "S"), half(at.lon, "E", "W"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_cut_after_its_first_sentence() {
        assert_eq!(first_sentence("Partial. Do not add up."), "Partial");
        assert_eq!(first_sentence(" Half of 3.5 million rows. "), "Half of 3.5 million rows");
        assert_eq!(first_sentence(""), "");
    }

    #[test]
    fn coordinates_name_their_hemispheres() {
        assert_eq!(coordinates(LonLat { lon: 42.4412, lat: 33.7856 }), "33.786° N 42.441° E");
        assert_eq!(coordinates(LonLat { lon: -77.0, lat: -33.5 }), "33.500° S 77.000° W");
    }
}

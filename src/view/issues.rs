//! What could not be read as it stands in the open case.

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Id, Sense, Ui, WidgetInfo, pos2, vec2};

use super::parts::{button, note};
use super::sheet::Sheet;
use super::{Ctx, Shell, words};
use crate::event::{Issue, Severity};
use crate::session::Command;
use crate::theme::{icons, regular, size};
use crate::widget::{VirtualList, icon, ink};

const ROW: f32 = 48.0;

/// The sheet and where it is scrolled to.
#[derive(Default)]
pub struct IssuesSheet {
    list: VirtualList,
}

impl IssuesSheet {
    /// Show it; call it only while it is open.
    pub fn show(&mut self, ui: &Ui, cx: &Ctx<'_>, issues: &[Issue]) {
        let close = Sheet { name: "Issues of this case", width: 760.0 }.show(ui, cx, |ui, _| {
            if issues.is_empty() {
                ui.add_space(12.0);
                note(ui, cx.theme, "Everything in this case could be read as it stands.");
                ui.add_space(12.0);
                return;
            }
            let errors = issues.iter().filter(|issue| issue.severity == Severity::Error).count();
            let said = match (errors, issues.len() - errors) {
                (0, warnings) => words::count(warnings, "warning", "warnings"),
                (errors, 0) => words::count(errors, "error", "errors"),
                (errors, warnings) => {
                    let first = words::count(errors, "error", "errors");
                    format!("{first} and {}", words::count(warnings, "warning", "warnings"))
                }
            };
            note(
                ui,
                cx.theme,
                &format!("{said}. Everything else of the case is shown; nothing in its files was changed."),
            );
            ui.add_space(8.0);
            let room = (ui.available_height() - 46.0).min(ROW * issues.len() as f32).clamp(ROW, 560.0);
            ui.allocate_ui(vec2(ui.available_width(), room), |ui| {
                ui.set_min_size(vec2(ui.available_width(), room));
                self.list.show(ui, Id::unique("issues"), issues.len(), ROW, cx.theme.text_3, |ui, i, rect| {
                    row(ui, cx, i, &issues[i], rect);
                });
            });
            ui.add_space(10.0);
            if button(ui, cx.theme, "Copy all as text").clicked() {
                let text: Vec<String> = issues.iter().map(Issue::to_string).collect();
                cx.send(Command::CopyText(text.join("\n")));
            }
        });
        if close {
            cx.shell(Shell::Issues(false));
        }
    }
}

/// "events.geojson:12 · 20240716-asad · place = “asda”".
fn place_of(issue: &Issue) -> String {
    let mut parts = vec![match issue.line {
        Some(line) => format!("{}, line {line}", issue.file),
        None => issue.file.clone(),
    }];
    if !issue.feature.is_empty() {
        parts.push(issue.feature.clone());
    }
    if !issue.field.is_empty() {
        parts.push(format!("{} = “{}”", issue.field, issue.value));
    }
    parts.join(" · ")
}

fn row(ui: &Ui, cx: &Ctx<'_>, i: usize, issue: &Issue, rect: egui::Rect) {
    let theme = cx.theme;
    let place = place_of(issue);
    let response = ui.interact(rect, Id::unique(("issue", i)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, format!("{}. {place}", issue.message)));
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(4), theme.hovered_row);
    }
    let (sign, colour) = match issue.severity {
        Severity::Error => (icon::WARNING_CIRCLE, theme.error),
        Severity::Warning => (icon::WARNING, theme.warning),
    };
    let at = pos2(rect.left() + 14.0, rect.center().y - 9.0);
    ui.painter().text(at, Align2::CENTER_CENTER, sign, icons(15.0), colour);
    let (left, room) = (rect.left() + 32.0, rect.width() - 48.0);
    let at = pos2(left, rect.center().y - 9.0);
    ink(ui.painter(), at, Align2::LEFT_CENTER, &issue.message, regular(size::BODY), theme.text, room);
    let at = pos2(left, rect.center().y + 10.0);
    ink(ui.painter(), at, Align2::LEFT_CENTER, &place, regular(size::SMALL), theme.text_2, room);
    crate::widget::hairline(ui.painter(), rect.x_range(), rect.bottom(), theme.line);
    crate::widget::hint(response, &format!("{}\n{place}", issue.message));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_says_where_it_is() {
        let issue = Issue::error("events.geojson", "no such place").at(12).of("e1").field("place", "asda");
        assert_eq!(place_of(&issue), "events.geojson, line 12 · e1 · place = “asda”");
        assert_eq!(place_of(&Issue::error("case.toml", "no title")), "case.toml");
    }
}

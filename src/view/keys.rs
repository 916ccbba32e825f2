//! The key sheet: every key there is, to search.

use egui::accesskit::Role;
use egui::{Align2, Id, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::action::{Section, TABLE, key_text};
use super::parts::{SearchField, keycap, note};
use super::sheet::Sheet;
use super::{Ctx, Shell};
use crate::text::fold;
use crate::theme::{regular, semibold, size};
use crate::widget::ink;

/// What keys and pointer do in a view that has the keyboard or is under the pointer.
const IN_VIEWS: &[(&str, &[(&str, &str)])] = &[
    (
        "In the list",
        &[
            ("Move through the events", "Up, Down"),
            ("A page up or down", "Page Up, Page Down"),
            ("To the first or last event", "Home, End"),
            ("Show the event in every view", "Enter, double click"),
            ("Add to the selection, or take away", "Ctrl click"),
            ("Select everything up to here", "Shift click"),
        ],
    ),
    (
        "On the map",
        &[
            ("Move the map", "Arrow keys, drag"),
            ("Zoom", "+, −, wheel"),
            ("Fit to the results", "Home"),
            ("Leave the tool or close the card", "Esc"),
        ],
    ),
    (
        "On the timeline",
        &[
            ("Move along", "Left, Right"),
            ("Zoom", "+, −, wheel"),
            ("Move the brush", "Shift+Left, Shift+Right"),
            ("Filter by the days that are shown", "Enter"),
            ("Show all days", "Home"),
            ("Take the brush away", "Esc"),
        ],
    ),
    (
        "In the reader",
        &[
            ("A page up or down", "Page Up, Page Down"),
            ("To the beginning or the end", "Home, End"),
            ("Select what a sentence reports", "Click, Tab and Enter"),
        ],
    ),
    (
        "In fields and lists of choices",
        &[
            ("To the next or previous control", "Tab, Shift+Tab"),
            ("Tick or press", "Space, Enter"),
            ("Empty the field, then leave it", "Esc"),
            ("From the words field to the list", "Enter"),
        ],
    ),
];

/// The sheet and what is searched in it.
#[derive(Default)]
pub struct KeySheet {
    query: String,
}

impl KeySheet {
    /// Show it; call it only while it is open.
    pub fn show(&mut self, ui: &Ui, cx: &Ctx<'_>) {
        let close = Sheet { name: "Keys", width: 620.0 }.show(ui, cx, |ui, fresh| {
            if fresh {
                self.query.clear();
            }
            let id = Id::unique("key search");
            let field = SearchField {
                id,
                name: "Search keys",
                hint: "What do you want to do?",
                height: 32.0,
                size: size::BODY,
            };
            let searched = field.show(ui, cx.theme, &mut self.query);
            if fresh {
                searched.response.request_focus();
            }
            ui.add_space(8.0);
            let query = fold(self.query.trim());
            let wanted = |text: &str| query.split_whitespace().all(|word| fold(text).contains(word));
            let height = ui.available_height().min(620.0);
            let area = ScrollArea::vertical().max_height(height).min_scrolled_height(height);
            area.auto_shrink([false, false]).show(ui, |ui| {
                let mut any = false;
                for section in Section::ALL {
                    let rows = TABLE.iter().filter(|row| row.section == section && !row.keys.is_empty());
                    let rows: Vec<(&str, Vec<String>)> = rows
                        .map(|row| (row.text, row.keys.iter().map(|key| key_text(ui.ctx(), *key)).collect()))
                        .filter(|(text, keys): &(&str, Vec<String>)| wanted(&format!("{text} {}", keys.join(" "))))
                        .collect();
                    any |= part(ui, cx, section.title(), &rows);
                }
                for (title, rows) in IN_VIEWS {
                    let rows: Vec<(&str, Vec<String>)> = rows
                        .iter()
                        .filter(|(text, keys)| wanted(&format!("{text} {keys} {title}")))
                        .map(|(text, keys)| (*text, keys.split(", ").map(str::to_owned).collect()))
                        .collect();
                    any |= part(ui, cx, title, &rows);
                }
                if !any {
                    ui.add_space(12.0);
                    note(ui, cx.theme, "No key does that. The palette (Ctrl+K) finds every command by its name.");
                }
            });
        });
        if close {
            cx.shell(Shell::Keys(false));
        }
    }
}

/// A heading and its rows; whether there were any.
fn part(ui: &mut Ui, cx: &Ctx<'_>, title: &str, rows: &[(&str, Vec<String>)]) -> bool {
    if rows.is_empty() {
        return false;
    }
    let theme = cx.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 34.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, title));
    let at = pos2(rect.left(), rect.center().y + 3.0);
    ink(ui.painter(), at, Align2::LEFT_CENTER, title, semibold(size::BODY), theme.text, rect.width());
    for (text, keys) in rows {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::hover());
        let spoken = format!("{text}: {}", keys.join(" or ").replace('−', "minus").replace(", +", ", plus"));
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
        crate::widget::hairline(ui.painter(), rect.x_range(), rect.bottom(), theme.line);
        let mut right = rect.right() - 10.0;
        for key in keys.iter().rev() {
            right -= keycap(ui, theme, pos2(right, rect.center().y), key) + 6.0;
        }
        let room = right - rect.left() - 12.0;
        ink(ui.painter(), rect.left_center(), Align2::LEFT_CENTER, text, regular(size::BODY), theme.text, room);
    }
    true
}

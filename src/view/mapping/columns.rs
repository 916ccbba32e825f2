//! The columns of a table: name, values, and what they mean.

use egui::accesskit::Role as Access;
use egui::{Align2, Rangef, Rect, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::roles::{self, ROLES};
use crate::format::{Role, TableLook};
use crate::theme::{medium, regular, size};
use crate::view::Ctx;
use crate::view::pick::{Line, pick};
use crate::widget::{hairline, hint, ink};

const ROW: f32 = 32.0;
const HEAD: f32 = 24.0;
/// More columns than this are drawn only where they are seen.
const MANY: usize = 300;

/// How high so many of them are.
pub fn height(columns: usize) -> f32 {
    HEAD + ROW * columns as f32
}

/// Where name, values and meaning stand in a row.
fn parts(rect: Rect) -> [Rect; 3] {
    let meaning = 208.0;
    let name = ((rect.width() - meaning) * 0.36).min(240.0);
    let a = rect.with_max_x(rect.left() + name - 12.0);
    let b =
        Rect::from_min_max(pos2(rect.left() + name, rect.top()), pos2(rect.right() - meaning - 16.0, rect.bottom()));
    [a, b, rect.with_min_x(rect.right() - meaning)]
}

/// What a row shows beside its column: the meaning, where it may lie, and the column that is asked about.
type Row<'a> = (Role, Rangef, Option<&'a str>);

/// Show the columns in so much height; the column whose meaning was changed, and the new one.
pub fn show(
    ui: &mut Ui,
    cx: &Ctx<'_>,
    look: &TableLook,
    (roles, asked): (&[Role], Option<&str>),
    height: f32,
) -> Option<(usize, Role)> {
    let theme = cx.theme;
    let (head, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD), Sense::hover());
    let titles = ["Column", "Values in the first rows", "Meaning"];
    // Beside the rows there is room for the scroll bar.
    let span = head.with_max_x(head.right() - 12.0);
    for (rect, title) in parts(span).into_iter().zip(titles) {
        ink(
            ui.painter(),
            rect.left_center(),
            Align2::LEFT_CENTER,
            title,
            medium(size::SMALL),
            theme.text_2,
            rect.width(),
        );
    }
    hairline(ui.painter(), head.x_range(), head.bottom() - 0.5, theme.line);
    let mut changed = None;
    let room = height - HEAD;
    let area = ScrollArea::vertical().id_salt("columns").max_height(room).auto_shrink([false, true]);
    let count = look.columns.len();
    let draw = |ui: &mut Ui, range: std::ops::Range<usize>| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for at in range {
            if let Some(role) =
                row(ui, cx, look, at, (roles.get(at).copied().unwrap_or_default(), span.x_range(), asked))
            {
                changed = Some((at, role));
            }
        }
    };
    // Where all rows are there, the keyboard reaches all of them.
    if count > MANY {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            area.show_rows(ui, ROW, count, draw);
        });
    } else {
        area.show(ui, |ui| {
            let mut draw = draw;
            draw(ui, 0..count);
        });
    }
    changed
}

fn row(ui: &mut Ui, cx: &Ctx<'_>, look: &TableLook, at: usize, (role, span, asked): Row<'_>) -> Option<Role> {
    let theme = cx.theme;
    let (rect, whole) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let [name_at, values_at, meaning_at] = parts(Rect::from_x_y_ranges(span, rect.y_range()));
    let name = &look.columns[at];
    let samples = look.samples.get(at).map_or_else(String::new, |some| some.join("  ·  "));
    let visible = ui.is_rect_visible(rect);
    if visible {
        let colour = if asked == Some(name.as_str()) { theme.warning } else { theme.text };
        ink(
            ui.painter(),
            name_at.left_center(),
            Align2::LEFT_CENTER,
            name,
            medium(size::BODY),
            colour,
            name_at.width(),
        );
        let (text, font) = if samples.is_empty() {
            ("blank in the first rows", regular(size::SMALL))
        } else {
            (samples.as_str(), regular(size::BODY))
        };
        ink(ui.painter(), values_at.left_center(), Align2::LEFT_CENTER, text, font, theme.text_2, values_at.width());
        hairline(ui.painter(), rect.x_range(), rect.bottom() - 0.5, theme.line);
    }
    whole.widget_info(|| WidgetInfo::labeled(Access::Label, true, format!("Column {name}: {samples}")));
    hint(whole, &if samples.is_empty() { name.clone() } else { format!("{name}\n{samples}") });
    let place = Rect::from_center_size(meaning_at.center(), vec2(meaning_at.width(), 26.0));
    let mut child = ui.new_child(UiBuilder::new().id_salt(("meaning", at)).max_rect(place));
    let label = format!("Meaning of {name}");
    let (button, picked) = pick(&mut child, cx, (&label, roles::name(role)), place.width(), Some(role), || {
        let mut lines = Vec::new();
        for (title, some) in ROLES {
            if !title.is_empty() {
                lines.push(Line::Head(title));
            }
            lines.extend(some.iter().map(|role| Line::Choice(*role, roles::name(*role), roles::beside(*role))));
        }
        lines
    });
    if button.gained_focus() {
        button.scroll_to_me(None);
    }
    picked.filter(|it| *it != role)
}

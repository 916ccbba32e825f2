//! The first rows of a table as the events they would become.

use egui::accesskit::Role as Access;
use egui::{Align2, CornerRadius, Rangef, Rect, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::format::{SeenEvent, TableLook};
use crate::theme::{icons, medium, regular, size};
use crate::view::{Ctx, words};
use crate::widget::{hairline, hint, icon, ink};

const ROW: f32 = 26.0;
const HEAD: f32 = 24.0;

/// How high so many of them are.
pub fn height(rows: usize) -> f32 {
    HEAD + ROW * rows as f32 + 4.0
}

/// Where date, its meaning, place, position, title and issues stand in a row.
fn parts(rect: Rect) -> [Rect; 6] {
    let wide = rect.width() - 28.0;
    let shares = [0.14, 0.16, 0.17, 0.17, 0.36];
    let mut x = rect.left();
    let mut cells = [Rect::NOTHING; 6];
    for (cell, share) in cells.iter_mut().zip(shares) {
        *cell = Rect::from_min_max(pos2(x, rect.top()), pos2(x + wide * share - 12.0, rect.bottom()));
        x += wide * share;
    }
    cells[5] = Rect::from_min_max(pos2(rect.right() - 28.0, rect.top()), rect.right_bottom());
    cells
}

/// What became of the rows that were looked at, in a sentence; and whether something about it deserves a look.
pub fn summary(look: &TableLook) -> (String, bool) {
    let it = look.counts;
    let rows = match it.rows {
        0 => return ("No row of this table has anything in it".to_owned(), true),
        1 => "The only row".to_owned(),
        // As many as are ever looked at.
        200.. => format!("Of the first {} rows", words::thousands(it.rows)),
        many => format!("Of {many} rows"),
    };
    let share = |count: usize| match count {
        0 => "none".to_owned(),
        count if count == it.rows && it.rows > 1 => "all".to_owned(),
        count => words::thousands(count),
    };
    let mut text = if it.rows == 1 {
        let yes = |count: usize, yes, no| if count > 0 { yes } else { no };
        format!("{rows} {} and {}", yes(it.dated, "is dated", "is undated"), yes(it.placed, "is placed", "is unplaced"))
    } else {
        format!("{rows} {} are dated and {} are placed", share(it.dated), share(it.placed))
    };
    if it.issues > 0 {
        text += &format!("; {}", words::count(it.issues, "issue", "issues"));
    }
    (text, it.dated < it.rows || it.placed < it.rows || it.issues > 0)
}

/// Show them in so much height.
pub fn show(ui: &mut Ui, cx: &Ctx<'_>, look: &TableLook, height: f32) {
    let theme = cx.theme;
    let (head, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD), Sense::hover());
    let titles = ["Date (EDTF)", "which means", "Place", "Latitude, longitude", "Title", ""];
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
    let area = ScrollArea::vertical().id_salt("events").max_height(height - HEAD).auto_shrink([false, true]);
    area.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for event in &look.events {
            row(ui, cx, event, span.x_range());
        }
    });
}

fn row(ui: &mut Ui, cx: &Ctx<'_>, event: &SeenEvent, span: Rangef) {
    let theme = cx.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let or = |text: &str, none: &str| if text.is_empty() { none.to_owned() } else { text.to_owned() };
    response.widget_info(|| {
        let mut parts = vec![
            or(&event.date, "undated"),
            event.means.clone(),
            or(&event.place, "no place"),
            or(&event.position, "unplaced"),
            event.title.clone(),
        ];
        if !event.issues.is_empty() {
            parts.push(words::count(event.issues.len(), "issue", "issues"));
        }
        parts.retain(|part| !part.is_empty());
        WidgetInfo::labeled(Access::ListItem, true, parts.join(", "))
    });
    if !ui.is_rect_visible(rect) {
        return;
    }
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(4), theme.hovered_row);
    }
    let cells = parts(Rect::from_x_y_ranges(span, rect.y_range()));
    let cell = |at: usize, text: &str, none: &str| {
        let (text, colour) = match (text.is_empty(), at) {
            (false, 1 | 3) => (text, theme.text_2),
            (false, _) => (text, theme.text),
            (true, _) => (none, theme.warning),
        };
        let place = cells[at];
        ink(ui.painter(), place.left_center(), Align2::LEFT_CENTER, text, regular(size::BODY), colour, place.width());
    };
    cell(0, &event.date, "undated");
    cell(1, &event.means, "");
    cell(2, &event.place, "");
    cell(3, &event.position, "unplaced");
    cell(4, &event.title, "");
    if !event.issues.is_empty() {
        ui.painter().text(cells[5].center(), Align2::CENTER_CENTER, icon::WARNING, icons(14.0), theme.warning);
        hint(response, &event.issues.join("\n"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::SeenCounts;

    #[test]
    fn the_summary_says_what_becomes_of_the_rows() {
        let said = |rows, dated, placed, issues| {
            let counts = SeenCounts { rows, dated, placed, issues };
            summary(&TableLook { counts, ..TableLook::default() })
        };
        assert_eq!(
            said(200, 200, 0, 1),
            ("Of the first 200 rows all are dated and none are placed; 1 issue".into(), true)
        );
        assert_eq!(said(3, 3, 3, 0), ("Of 3 rows all are dated and all are placed".into(), false));
        assert_eq!(said(1, 1, 0, 0), ("The only row is dated and is unplaced".into(), true));
        assert!(said(0, 0, 0, 0).1);
    }
}

use egui::accesskit::Role;
use egui::{Align2, Rect, Response, Sense, Ui, WidgetInfo, pos2, vec2};

use super::row;
use crate::event::EventId;
use crate::session::{Command, Sort, SortKey};
use crate::theme::{icons, measure, medium, regular, size};
use crate::view::{Ctx, words};
use crate::widget::{hairline, icon, ink};

/// Which columns fit, and where each begins and ends.
pub struct Columns {
    shown: Vec<(SortKey, f32)>,
}

impl Columns {
    /// The most needed columns first; the title takes what is left.
    pub fn fit(width: f32) -> Self {
        const WISHES: [(SortKey, f32); 7] = [
            (SortKey::Date, 110.0),
            (SortKey::Place, 130.0),
            (SortKey::Group, 130.0),
            (SortKey::Toll, 96.0),
            (SortKey::Sources, 60.0),
            (SortKey::Status, 110.0),
            (SortKey::Type, 150.0),
        ];
        const TITLE: f32 = 150.0;
        let mut left = width - 23.0 - measure::SIDE - TITLE;
        let mut taken = Vec::new();
        for (key, wide) in WISHES {
            if left < wide {
                break;
            }
            left -= wide;
            taken.push((key, wide));
        }
        let wide = |key: SortKey| taken.iter().find(|(k, _)| *k == key).map(|(_, w)| *w);
        let order = [
            SortKey::Date,
            SortKey::Title,
            SortKey::Place,
            SortKey::Group,
            SortKey::Type,
            SortKey::Toll,
            SortKey::Status,
            SortKey::Sources,
        ];
        let shown = order
            .into_iter()
            .filter_map(|key| {
                if key == SortKey::Title { Some((key, TITLE + left.max(0.0))) } else { wide(key).map(|w| (key, w)) }
            })
            .collect();
        Self { shown }
    }

    /// The cells of a row.
    fn cells(&self, place: Rect) -> impl Iterator<Item = (SortKey, Rect)> + '_ {
        let mut x = place.left() + 23.0;
        self.shown.iter().map(move |(key, wide)| {
            let cell = Rect::from_min_max(pos2(x, place.top()), pos2(x + wide - 8.0, place.bottom()));
            x += wide;
            (*key, cell)
        })
    }
}

/// Column heads; a click sorts, a second one turns the order round.
pub fn header(ui: &mut Ui, cx: &Ctx<'_>, columns: &Columns) {
    let (place, _) = ui.allocate_exact_size(vec2(ui.available_width(), measure::ROW_COMPACT), Sense::hover());
    hairline(ui.painter(), place.x_range(), place.bottom() - 0.5, cx.theme.line);
    let sort = cx.session.sort();
    for (key, cell) in columns.cells(place) {
        let response = ui.interact(cell, egui::Id::unique(("column", key)), Sense::click());
        let on = sort.key == key;
        response.widget_info(|| {
            WidgetInfo::selected(Role::ColumnHeader, true, on, format!("Sort by {}", key.word().to_lowercase()))
        });
        let colour = if on || response.hovered() || response.has_focus() { cx.theme.text } else { cx.theme.text_2 };
        let text = ink(
            ui.painter(),
            cell.left_center(),
            Align2::LEFT_CENTER,
            key.word(),
            medium(size::SMALL),
            colour,
            cell.width(),
        );
        if on {
            let glyph = if sort.descending { icon::CARET_DOWN } else { icon::CARET_UP };
            ui.painter().text(
                pos2(text.right() + 4.0, cell.center().y),
                Align2::LEFT_CENTER,
                glyph,
                icons(10.0),
                cx.theme.accent,
            );
        }
        if response.clicked() {
            let first = matches!(key, SortKey::Date | SortKey::Toll | SortKey::Sources);
            let descending = if on { !sort.descending } else { first };
            cx.send(Command::SortBy(Sort { key, descending }));
        }
    }
}

/// An event on one line.
pub fn row(ui: &Ui, cx: &Ctx<'_>, columns: &Columns, event: EventId, place: Rect, focused: bool) -> Response {
    let response = row::sense(ui, cx, event, place);
    if !ui.is_rect_visible(place) {
        return response;
    }
    let (project, theme, painter) = (cx.session.project(), cx.theme, ui.painter());
    let events = &project.events;
    let unsure = events.is_disputed(event) || events.is_unverified(event);
    for (key, cell) in columns.cells(place) {
        let (text, font, colour) = match key {
            SortKey::Date => (words::short_date(project, event), regular(size::SMALL), theme.text_2),
            SortKey::Title => (events.title(event).to_owned(), regular(size::BODY), theme.text),
            SortKey::Place => (project.place_name(event).to_owned(), regular(size::SMALL), theme.text_2),
            SortKey::Group => (words::actors(project, event), regular(size::SMALL), theme.text_2),
            SortKey::Type => (events.sub_event_type.get(event.row()).to_owned(), regular(size::SMALL), theme.text_2),
            SortKey::Toll => {
                (words::toll(project, event).unwrap_or_else(|| "–".to_owned()), regular(size::SMALL), theme.text_2)
            }
            SortKey::Status => (words::human(events.status.get(event.row())), regular(size::SMALL), theme.text_2),
            SortKey::Sources => (events.sources(event).len().to_string(), regular(size::SMALL), theme.text_2),
        };
        let mut room = cell.width();
        if key == SortKey::Title && unsure {
            room -= 16.0;
        }
        let drawn = ink(painter, cell.left_center(), Align2::LEFT_CENTER, &text, font, colour, room);
        if key == SortKey::Title && unsure {
            painter.text(
                pos2(drawn.right() + 5.0, cell.center().y),
                Align2::LEFT_CENTER,
                icon::FLAG,
                icons(11.0),
                theme.warning,
            );
        }
    }
    row::cursor(ui, cx, event, place, focused);
    response.on_hover_ui(|ui| row::tip(ui, cx, event))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_list_shows_every_column_and_a_narrow_one_title_and_date() {
        let keys = |width| Columns::fit(width).shown.iter().map(|(key, _)| *key).collect::<Vec<_>>();
        assert_eq!(keys(1200.0).len(), SortKey::ALL.len());
        assert_eq!(keys(300.0), [SortKey::Date, SortKey::Title]);
        let wide: f32 = Columns::fit(1200.0).shown.iter().map(|(_, w)| w).sum();
        assert!((wide - (1200.0 - 23.0 - measure::SIDE)).abs() < 0.5);
    }
}

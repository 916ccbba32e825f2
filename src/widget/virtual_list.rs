use egui::{Color32, CornerRadius, Id, Rect, Sense, Ui, pos2};

/// Where a row should come to lie when scrolled to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ScrollTo {
    /// Just into view, if it is not there.
    Visible,
    Centre,
}

/// A list of any number of equally high rows of which only the visible ones are drawn.
///
/// Offsets are kept in `f64`: egui's own scroll areas compute in `f32` and begin to skip rows past some
/// hundred thousand.
#[derive(Clone, Debug, Default)]
pub struct VirtualList {
    /// First visible point of the whole list.
    offset: f64,
    /// Where the list glides to.
    target: Option<f64>,
    height: f32,
    row_height: f32,
    rows: usize,
}

impl VirtualList {
    /// How many whole rows fit.
    pub fn page(&self) -> usize {
        ((self.height / self.row_height.max(1.0)) as usize).max(1)
    }

    /// Bring a row into view, gliding there if asked to.
    pub fn scroll_to(&mut self, row: usize, how: ScrollTo, glide: bool) {
        let (height, row_height) = (f64::from(self.height), f64::from(self.row_height));
        let top = row as f64 * row_height;
        let seen = self.target.unwrap_or(self.offset);
        let to = match how {
            ScrollTo::Visible if top < seen => top,
            ScrollTo::Visible if top + row_height > seen + height => top + row_height - height,
            ScrollTo::Visible => return,
            ScrollTo::Centre if top >= seen && top + row_height <= seen + height => return,
            ScrollTo::Centre => top - (height - row_height) / 2.0,
        };
        let to = to.clamp(0.0, self.longest());
        if glide {
            self.target = Some(to);
        } else {
            self.target = None;
            self.offset = to;
        }
    }

    fn longest(&self) -> f64 {
        (self.rows as f64 * f64::from(self.row_height) - f64::from(self.height)).max(0.0)
    }

    /// Draw the visible rows into all the room there is. The function gets each row's number and rectangle.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        id: Id,
        rows: usize,
        row_height: f32,
        bar: Color32,
        mut draw: impl FnMut(&mut Ui, usize, Rect),
    ) {
        let rect = ui.available_rect_before_wrap();
        ui.advance_cursor_after_rect(rect);
        (self.rows, self.row_height, self.height) = (rows, row_height, rect.height());
        // Behind the rows, so that their own clicks win.
        let ground = ui.interact(rect, id, Sense::hover());
        if ground.contains_pointer() {
            let scrolled = ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta.y));
            if scrolled != 0.0 {
                self.target = None;
                self.offset -= f64::from(scrolled);
            }
        }
        self.glide(ui);
        self.offset = self.offset.clamp(0.0, self.longest());

        let first = (self.offset / f64::from(row_height)).floor() as usize;
        let mut y = rect.top() + (first as f64 * f64::from(row_height) - self.offset) as f32;
        let clip = ui.clip_rect().intersect(rect);
        let mut inner = ui.new_child(egui::UiBuilder::new().id_salt(id).max_rect(rect));
        inner.set_clip_rect(clip);
        for row in first..rows {
            if y >= rect.bottom() {
                break;
            }
            let place = Rect::from_min_max(pos2(rect.left(), y), pos2(rect.right(), y + row_height));
            draw(&mut inner, row, place);
            y += row_height;
        }
        self.scroll_bar(ui, id.with("bar"), rect, bar);
    }

    fn glide(&mut self, ui: &Ui) {
        let Some(target) = self.target else { return };
        let way = target - self.offset;
        if way.abs() < 0.5 {
            self.offset = target;
            self.target = None;
        } else {
            let share = 1.0 - (-f64::from(ui.input(|input| input.stable_dt.min(0.05))) * 18.0).exp();
            self.offset += way * share;
            ui.ctx().request_repaint();
        }
    }

    fn scroll_bar(&mut self, ui: &Ui, id: Id, rect: Rect, colour: Color32) {
        let whole = self.rows as f64 * f64::from(self.row_height);
        if whole <= f64::from(rect.height()) {
            return;
        }
        let track = Rect::from_min_max(pos2(rect.right() - 10.0, rect.top()), rect.max);
        let length = ((f64::from(rect.height()) / whole) as f32 * rect.height()).max(28.0);
        let way = rect.height() - length;
        // Not on the way of the keyboard, which scrolls by selecting.
        let response = ui.interact(track, id, Sense::CLICK | Sense::DRAG);
        if let (true, Some(at)) = (response.dragged() || response.clicked(), response.interact_pointer_pos()) {
            let share = ((at.y - rect.top() - length / 2.0) / way.max(1.0)).clamp(0.0, 1.0);
            self.target = None;
            self.offset = f64::from(share) * self.longest();
        }
        let share = if self.longest() > 0.0 { (self.offset / self.longest()) as f32 } else { 0.0 };
        let active = response.hovered() || response.dragged();
        let width = if active { 7.0 } else { 4.0 };
        let top = rect.top() + way * share;
        let handle = Rect::from_min_max(
            pos2(track.right() - width - 2.0, top + 2.0),
            pos2(track.right() - 2.0, top + length - 2.0),
        );
        ui.painter().rect_filled(
            handle,
            CornerRadius::same(4),
            if active { colour } else { colour.gamma_multiply(0.6) },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_million_rows_are_reached_to_the_point() {
        let mut list = VirtualList { height: 520.0, row_height: 52.0, rows: 10_000_000, ..VirtualList::default() };
        list.scroll_to(9_999_999, ScrollTo::Visible, false);
        assert_eq!(list.offset, 10_000_000.0 * 52.0 - 520.0);
        list.scroll_to(9_999_989, ScrollTo::Visible, false);
        assert_eq!(list.offset, 9_999_989.0 * 52.0);
    }
}

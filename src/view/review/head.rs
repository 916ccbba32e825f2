//! The head of the queue: which report, how many wait, and the way from one to the next.

use egui::{Align, Layout, Popup, Rect, RichText, Ui, UiBuilder, vec2};

use super::{ReviewQueue, WAYS, stepper};
use crate::review::Review;
use crate::theme::{measure, medium, regular, semibold, size};
use crate::view::edit::pick_row;
use crate::view::{Ctx, words};
use crate::widget::{hairline, icon, icon_button, ink, text_button};

impl ReviewQueue {
    /// Draw it. Whether the queue stays open.
    pub(super) fn head(&mut self, ui: &mut Ui, cx: &Ctx<'_>) -> bool {
        let theme = cx.theme;
        let whole = ui.available_rect_before_wrap();
        let bar = Rect::from_min_size(whole.min, vec2(whole.width(), measure::HEADER));
        hairline(ui.painter(), bar.x_range(), bar.bottom() - 0.5, theme.line);
        let inside = bar.shrink2(vec2(measure::SIDE, 0.0));
        let mut row = ui.new_child(
            UiBuilder::new().id_salt("proposals head").max_rect(inside).layout(Layout::right_to_left(Align::Center)),
        );
        let title = "Proposals";
        let ground = ui.interact(bar, ui.scope_id().with("proposals title"), egui::Sense::hover());
        crate::view::sheet::say(&ground, title);
        ink(
            ui.painter(),
            inside.left_center(),
            egui::Align2::LEFT_CENTER,
            title,
            semibold(size::BODY),
            theme.text,
            120.0,
        );
        let open = !icon_button(&mut row, theme, icon::X, "Close the proposals", false).clicked();
        let waiting = self.waiting();
        let of = self.reviews.iter().map(|it| it.fates.len()).sum::<usize>();
        let text = format!("{} of {} waiting", words::thousands(waiting), words::thousands(of));
        row.label(RichText::new(text).font(regular(size::SMALL)).color(theme.text_2));
        ui.advance_cursor_after_rect(bar);

        let line = Rect::from_min_size(ui.cursor().min, vec2(whole.width(), 34.0)).shrink2(vec2(measure::SIDE, 0.0));
        let mut row = ui
            .new_child(UiBuilder::new().id_salt("report").max_rect(line).layout(Layout::right_to_left(Align::Center)));
        row.spacing_mut().item_spacing.x = 2.0;
        self.steps(&mut row, cx);
        let room = row.available_rect_before_wrap();
        let mut left =
            ui.new_child(UiBuilder::new().id_salt("which").max_rect(room).layout(Layout::left_to_right(Align::Center)));
        self.reports(&mut left, cx);
        ui.advance_cursor_after_rect(line);
        hairline(ui.painter(), whole.x_range(), ui.cursor().top() - 0.5, theme.line);
        if !self.skipped.is_empty() {
            self.twice(ui, cx, whole);
        }
        if let Some(review) = self.reviews.get(self.report)
            && review.article.date.is_none()
            && cx.session.read_only().is_none()
        {
            let inside = ui.available_rect_before_wrap().shrink2(vec2(measure::SIDE, 0.0));
            let mut child = ui.new_child(UiBuilder::new().id_salt("published").max_rect(inside));
            child.add_space(8.0);
            self.published.show(&mut child, cx, review);
            child.add_space(6.0);
            let used = child.min_rect();
            ui.advance_cursor_after_rect(used);
            hairline(ui.painter(), whole.x_range(), used.bottom() - 0.5, theme.line);
        }
        open
    }

    /// To the next proposal and back.
    fn steps(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let Some(of) = self.review().map(|it| it.fates.len()) else { return };
        if stepper(ui, cx, WAYS[1], "Next proposal (J)") {
            self.step(cx, 1);
        }
        if stepper(ui, cx, WAYS[0], "Proposal before (K)") {
            self.step(cx, -1);
        }
        let text = if of == 0 { "none".to_owned() } else { format!("{} of {of}", self.at + 1) };
        ui.label(RichText::new(text).font(regular(size::SMALL)).color(cx.theme.text_2));
        ui.add_space(6.0);
    }

    /// The report's title; of several, the way to the others.
    fn reports(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let Some(review) = self.review() else { return };
        let title = review.article.title.clone();
        if self.reviews.len() < 2 {
            let room = ui.available_width();
            let (rect, response) = ui.allocate_exact_size(vec2(room, 28.0), egui::Sense::hover());
            crate::view::sheet::say(&response, &title);
            let at = rect.left_center();
            ink(ui.painter(), at, egui::Align2::LEFT_CENTER, &title, medium(size::SMALL), cx.theme.text, room);
            return;
        }
        let text = format!("Report {} of {}", self.report + 1, self.reviews.len());
        let button = text_button(ui, cx.theme, &format!("{text} {}", icon::CARET_DOWN)).on_hover_text(&title);
        let name = text.clone();
        button.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &name));
        let mut asked = None;
        Popup::menu(&button).width(320.0).accessible_name("Reports").show(|ui| {
            ui.set_min_width(300.0);
            egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                for (number, review) in self.reviews.iter().enumerate() {
                    if pick_row(ui, cx, &review.article.title, &left_of(review)).clicked() {
                        asked = Some(number);
                        ui.close();
                    }
                }
            });
        });
        let room = ui.available_width();
        let (rect, response) = ui.allocate_exact_size(vec2(room.max(0.0), 28.0), egui::Sense::hover());
        crate::view::sheet::say(&response, &title);
        ink(
            ui.painter(),
            rect.left_center(),
            egui::Align2::LEFT_CENTER,
            &title,
            regular(size::SMALL),
            cx.theme.text_2,
            room,
        );
        if let Some(report) = asked {
            self.go_to(cx, report, false);
        }
    }

    /// Reports that were not added twice.
    fn twice(&mut self, ui: &mut Ui, cx: &Ctx<'_>, whole: Rect) {
        let n = self.skipped.len();
        let some = self.skipped.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
        let more = if n > 3 { format!(" and {} more", n - 3) } else { String::new() };
        let what = if n == 1 { "Here already, not added twice" } else { "Here already, none added twice" };
        let inside = Rect::from_min_size(ui.cursor().min, vec2(whole.width(), 0.0)).shrink2(vec2(measure::SIDE, 0.0));
        let inside = inside.with_max_y(whole.bottom());
        let mut child = ui.new_child(UiBuilder::new().id_salt("twice").max_rect(inside));
        child.add_space(6.0);
        let mut seen = false;
        child.horizontal_top(|ui| {
            let room = ui.available_width() - 34.0;
            ui.allocate_ui(vec2(room, 0.0), |ui| {
                ui.set_width(room);
                crate::view::parts::note(ui, cx.theme, &format!("{what}: {some}{more}"));
            });
            seen = icon_button(ui, cx.theme, icon::X, "Seen", false).clicked();
        });
        ui.advance_cursor_after_rect(child.min_rect());
        if seen {
            self.skipped.clear();
        }
    }
}

fn left_of(review: &Review) -> String {
    match review.waiting() {
        0 if review.fates.is_empty() => "no event".to_owned(),
        0 => "done".to_owned(),
        n => format!("{n} waiting"),
    }
}

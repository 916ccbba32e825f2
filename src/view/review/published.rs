//! When a report was published, where it does not say so itself: `Tuesday` and `July 16` are told from it.

use egui::{Key, TextEdit, Ui};

use crate::project::Edit;
use crate::review::Review;
use crate::session::Command;
use crate::theme::{regular, size};
use crate::view::edit::parse;
use crate::view::reader::prose::prose;
use crate::view::{Ctx, Shell};

/// What is typed for the report that is looked at.
#[derive(Default)]
pub(super) struct Published {
    /// The key of its article.
    of: String,
    text: String,
    wrong: Option<String>,
}

impl Published {
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>, review: &Review) {
        if self.of != review.article.key {
            *self = Self { of: review.article.key.clone(), ..Self::default() };
        }
        ui.horizontal(|ui| {
            ui.label(egui::RichText::new("Published").font(regular(size::SMALL)).color(cx.theme.text_2));
            let hint = egui::RichText::new("as in 2024-07-19").color(cx.theme.text_2);
            let edit = TextEdit::singleline(&mut self.text).hint_text(hint).desired_width(f32::INFINITY);
            let field = ui.add(edit).accessible_name("When the report was published");
            if field.changed() {
                self.wrong = None;
            }
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if entered {
                self.enter(cx);
            }
        });
        let text = self
            .wrong
            .as_deref()
            .unwrap_or("It does not say when: days like “Tuesday” are told from it. Enter reads again.");
        let colour = if self.wrong.is_some() { cx.theme.error } else { cx.theme.text_2 };
        prose(ui, text, regular(size::SMALL), colour);
    }

    fn enter(&mut self, cx: &Ctx<'_>) {
        match parse::date(&self.text) {
            Ok(None) => {}
            Err(wrong) => self.wrong = Some(wrong),
            Ok(Some(when)) => {
                let project = cx.session.project();
                let Some(article) = project.article_by_key(&self.of) else { return };
                let edit: Edit = project.date_article(article, when);
                cx.send(Command::Edit(edit));
                cx.shell(Shell::ReviewArticle(article));
            }
        }
    }
}

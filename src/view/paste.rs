//! A report that is pasted: its text and what is known of it.

use egui::{Margin, RichText, ScrollArea, TextEdit, Ui};

use super::edit::parse;
use super::parts::{button, note, paragraph};
use super::sheet::Sheet;
use super::{Ctx, Shell};
use crate::theme::{regular, size};

/// A pasted text with what its reader knows of it; every part but the text may be empty.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pasted {
    pub text: String,
    pub title: String,
    /// EDTF.
    pub published: String,
    pub publisher: String,
    pub address: String,
}

/// The sheet.
#[derive(Default)]
pub struct PasteSheet {
    pasted: Pasted,
    wrong: Option<String>,
}

impl PasteSheet {
    /// Begin with a text.
    pub fn begin(&mut self, text: String) {
        *self = Self { pasted: Pasted { text, ..Pasted::default() }, wrong: None };
    }

    /// Show it; call it only while it is open.
    pub fn show(&mut self, ui: &Ui, cx: &Ctx<'_>) {
        let close = Sheet { name: "Paste a report", width: 620.0 }.show(ui, cx, |ui, fresh| {
            note(
                ui,
                cx.theme,
                "The text becomes an article, and the events it reports are proposed. Nothing is fetched.",
            );
            ui.add_space(8.0);
            let height = (ui.available_height() - 250.0).clamp(90.0, 300.0);
            ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| {
                let text = TextEdit::multiline(&mut self.pasted.text)
                    .hint_text(RichText::new("Paste or type the text here").color(cx.theme.text_2))
                    .font(regular(size::BODY))
                    .margin(Margin::symmetric(8, 6))
                    .desired_rows(((height / 19.0) as usize).max(4))
                    .desired_width(f32::INFINITY);
                let field = ui.add(text).accessible_name("Text of the report");
                if fresh {
                    field.request_focus();
                }
                if field.changed() {
                    self.wrong = None;
                }
            });
            ui.add_space(10.0);
            let Pasted { title, published, publisher, address, .. } = &mut self.pasted;
            for (name, hint, text) in [
                ("Title", "The first line, if it is left empty", title),
                ("Published", "2024-07-19; “Tuesday” and “last week” are told from it", published),
                ("Publisher", "Who published it", publisher),
                ("Address", "https://…", address),
            ] {
                line(ui, cx, name, hint, text);
            }
            if let Some(wrong) = &self.wrong {
                ui.add_space(4.0);
                paragraph(ui, wrong, regular(size::SMALL), cx.theme.error);
            }
            ui.add_space(10.0);
            if button(ui, cx.theme, "Find its events").clicked() {
                self.answer(cx);
            }
        });
        if close {
            cx.shell(Shell::Paste(None));
        }
    }

    fn answer(&mut self, cx: &Ctx<'_>) {
        self.wrong = if self.pasted.text.trim().is_empty() {
            Some("Paste a text first.".to_owned())
        } else {
            parse::date(&self.pasted.published).err().map(|why| format!("Published: {why}"))
        };
        if self.wrong.is_none() {
            cx.shell(Shell::ReadPasted(Box::new(std::mem::take(&mut self.pasted))));
            cx.shell(Shell::Paste(None));
        }
    }
}

fn line(ui: &mut Ui, cx: &Ctx<'_>, name: &str, hint: &str, text: &mut String) {
    super::reader::prose::input_field(ui, cx.theme, name, |ui| {
        let edit = TextEdit::singleline(text)
            .hint_text(RichText::new(hint).color(cx.theme.text_2))
            .font(regular(size::BODY))
            .margin(Margin::symmetric(8, 5))
            .desired_width(f32::INFINITY);
        ui.add(edit).accessible_name(format!("{name} of the report"))
    });
    ui.add_space(6.0);
}

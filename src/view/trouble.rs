//! What went wrong, said until somebody has read it.

use egui::{Id, Modal, RichText, Ui};

use super::Ctx;
use crate::session::Command;
use crate::theme::{regular, semibold, size};
use crate::widget::prose;

/// Show it; whether it stays open.
pub fn show(ui: &Ui, cx: &Ctx<'_>, title: &str, text: &str) -> bool {
    let mut open = true;
    let modal = Modal::new(Id::unique("trouble")).show(ui.ctx(), |ui| {
        ui.set_width(420.0);
        ui.add_space(2.0);
        ui.spacing_mut().item_spacing.y = 10.0;
        ui.label(RichText::new(title).font(semibold(size::TITLE)));
        prose(ui, text, regular(size::BODY), cx.theme.text);
        ui.label(RichText::new("What is open stays open; nothing was changed.").color(cx.theme.text_2));
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            let close = ui.button("Close");
            if ui.memory(|memory| memory.focused().is_none()) {
                close.request_focus();
            }
            open &= !close.clicked();
            if ui.button("Copy message").clicked() {
                cx.send(Command::CopyText(text.to_owned()));
            }
        });
    });
    open && !modal.should_close()
}

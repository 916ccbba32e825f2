//! Before the window closes: what becomes of work that has no file, or that could not be saved.

use egui::Ui;

use super::parts::{button, note, paragraph};
use super::sheet::Sheet;
use super::{Ctx, FileState, Shell};
use crate::theme::{regular, size};

/// Show it; call it only while it is open.
pub fn show(ui: &Ui, cx: &Ctx<'_>) {
    let failed = matches!(cx.file.state, FileState::Failed(_));
    let kept = matches!(cx.file.state, FileState::Kept | FileState::Saving);
    let name = if failed { "Not everything could be saved" } else { "This work has no file yet" };
    let close = Sheet { name, width: 500.0 }.show(ui, cx, |ui, _| {
        ui.spacing_mut().item_spacing.y = 12.0;
        let text = match &cx.file.state {
            FileState::Failed(why) => why.clone(),
            FileState::Kept | FileState::Saving => "Save it as a project to give it a name and a place. Or close now: \
                it is kept, and File › Open recent has it the next time."
                .to_owned(),
            _ => "Your changes are in memory only: closing now loses them.".to_owned(),
        };
        paragraph(ui, &text, regular(size::BODY), cx.theme.text);
        ui.horizontal(|ui| {
            if button(ui, cx.theme, "Save as…").clicked() {
                cx.shell(Shell::SaveAs);
            }
            if failed && button(ui, cx.theme, "Try again").clicked() {
                cx.shell(Shell::Retry);
            }
            if kept && button(ui, cx.theme, "Close and keep").clicked() {
                cx.shell(Shell::CloseAnyway { discard: false });
            }
            if !failed && button(ui, cx.theme, "Discard and close").clicked() {
                cx.shell(Shell::CloseAnyway { discard: true });
            }
            if failed && button(ui, cx.theme, "Close without saving").clicked() {
                cx.shell(Shell::CloseAnyway { discard: false });
            }
        });
        note(ui, cx.theme, "Esc goes back to the window.");
    });
    if close {
        cx.shell(Shell::Closing(false));
    }
}

//! The original that an article was read from: what was kept of it, its text, and a way to save it. It is never run and
//! nothing in it is fetched.

use std::path::PathBuf;

use egui::{Frame, Key, ScrollArea, TextEdit, Ui};

use super::open_path::expand;
use super::parts::{button, note, paragraph};
use super::reader::prose::fact;
use super::sheet::Sheet;
use super::{Ctx, Shell, words};
use crate::article::ArticleId;
use crate::project::Capture;
use crate::theme::{measure, regular, size};
use crate::widget::ink;

/// More of a text is not shown: 4 MiB.
const SHOWN: usize = 4 << 20;
const LINE: f32 = 18.0;

/// The sheet.
#[derive(Default)]
pub struct OriginalSheet {
    article: Option<ArticleId>,
    /// The lines of the original.
    lines: Vec<String>,
    /// What is to be said of them.
    said: String,
    path: String,
    wrong: Option<String>,
    warned: Option<PathBuf>,
}

impl OriginalSheet {
    /// Begin with an article.
    pub fn begin(&mut self, article: ArticleId) {
        *self = Self { article: Some(article), ..Self::default() };
    }

    /// Show it; call it only while it is open.
    pub fn show(&mut self, ui: &Ui, cx: &Ctx<'_>) {
        let project = cx.session.project();
        let article = self.article.and_then(|id| project.articles.get(id.0 as usize));
        let capture = article.and_then(|it| project.work().captures.get(&it.key)).cloned();
        let close = Sheet { name: "What was read", width: 720.0 }.show(ui, cx, |ui, fresh| {
            let (Some(article), Some(capture)) = (article, &capture) else {
                note(ui, cx.theme, "No original is kept of this article: it came with a case or was written here.");
                return;
            };
            if fresh {
                self.read(capture, &article.text);
                self.path = format!("~/{}", file_name(capture, &article.title));
            }
            ui.spacing_mut().item_spacing.y = 2.0;
            fact(ui, cx.theme, "File", &capture.name);
            fact(ui, cx.theme, "Address", &capture.address);
            fact(ui, cx.theme, "Brought in", &capture.captured.replace('T', " ").replace('Z', " UTC"));
            let size = usize::try_from(capture.size).unwrap_or(usize::MAX);
            fact(ui, cx.theme, "Size", &format!("{} bytes", words::thousands(size)));
            fact(ui, cx.theme, "SHA-256", &capture.sha256);
            ui.add_space(8.0);
            note(ui, cx.theme, &self.said);
            ui.add_space(4.0);
            self.text(ui, cx);
            ui.add_space(10.0);
            self.save(ui, cx);
        });
        if close {
            cx.shell(Shell::Original(None));
        }
    }

    fn read(&mut self, capture: &Capture, text: &str) {
        let (words, said) = match capture.bytes() {
            Err(why) => (String::new(), format!("{why}.")),
            Ok(bytes) => {
                let head = &bytes[..bytes.len().min(SHOWN)];
                let binary = head.iter().take(4096).any(|byte| *byte == 0) || head.starts_with(b"%PDF");
                if binary {
                    (
                        text.to_owned(),
                        "The original is not plain text. This is the text that was read from it.".to_owned(),
                    )
                } else {
                    let more = if bytes.len() > SHOWN { " Only its first 4 MiB are shown." } else { "" };
                    let said = format!("The original as plain text, nothing of it run or fetched.{more}");
                    (crate::extract::import::plain_text(head), said)
                }
            }
        };
        self.lines = words.lines().flat_map(pieces).collect();
        self.said = said;
    }

    fn text(&self, ui: &mut Ui, cx: &Ctx<'_>) {
        if self.lines.is_empty() {
            return;
        }
        let height = (ui.available_height() - 110.0).clamp(80.0, 420.0);
        Frame::new().fill(cx.theme.sunken).corner_radius(measure::RADIUS).inner_margin(8).show(ui, |ui| {
            let area = ScrollArea::vertical().id_salt("original").max_height(height).auto_shrink([false, true]);
            area.show_rows(ui, LINE, self.lines.len(), |ui, rows| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for row in rows {
                    let size = egui::vec2(ui.available_width(), LINE);
                    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
                    super::sheet::say(&response, &self.lines[row]);
                    let (at, font) = (rect.left_center(), regular(size::SMALL));
                    ink(
                        ui.painter(),
                        at,
                        egui::Align2::LEFT_CENTER,
                        &self.lines[row],
                        font,
                        cx.theme.text,
                        rect.width(),
                    );
                }
            });
        });
    }

    fn save(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let field = ui.add(TextEdit::singleline(&mut self.path).desired_width(f32::INFINITY));
        let field = field.accessible_name("File to save the original to");
        if field.changed() {
            (self.wrong, self.warned) = (None, None);
        }
        if let Some(wrong) = &self.wrong {
            ui.add_space(4.0);
            paragraph(ui, wrong, regular(size::SMALL), cx.theme.error);
        }
        ui.add_space(8.0);
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let name = if self.warned.is_some() { "Replace it" } else { "Save the original" };
        if button(ui, cx.theme, name).clicked() || entered {
            self.ask(cx);
        }
    }

    fn ask(&mut self, cx: &Ctx<'_>) {
        let path = expand(self.path.trim());
        let Some(article) = self.article else { return };
        if self.path.trim().is_empty() || path.is_dir() {
            self.wrong = Some("Say which file to write.".to_owned());
        } else if !path.parent().is_none_or(|folder| folder.as_os_str().is_empty() || folder.is_dir()) {
            self.wrong = Some("There is no such folder: check the path.".to_owned());
        } else if path.exists() && self.warned.as_ref() != Some(&path) {
            self.wrong = Some(format!("{} is there already. Save again to replace it.", path.display()));
            self.warned = Some(path);
        } else {
            cx.shell(Shell::WriteOriginal(article, path));
            cx.shell(Shell::Original(None));
        }
    }
}

/// A long line in pieces that can be read.
fn pieces(line: &str) -> Vec<String> {
    const WIDE: usize = 110;
    let mut pieces = vec![String::new()];
    let mut width = 0;
    for word in line.split_inclusive(' ') {
        let mut rest: Vec<char> = word.chars().collect();
        while width + rest.len() > WIDE {
            let take = if width == 0 { WIDE.min(rest.len()) } else { 0 };
            if let Some(last) = pieces.last_mut() {
                last.extend(rest.drain(..take));
            }
            pieces.push(String::new());
            width = 0;
        }
        width += rest.len();
        if let Some(last) = pieces.last_mut() {
            last.extend(rest);
        }
    }
    pieces
}

/// A name for the file that no system refuses.
fn file_name(capture: &Capture, title: &str) -> String {
    let name = if capture.name.is_empty() { format!("{title}.txt") } else { capture.name.clone() };
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '-' };
    let name: String = name.chars().map(plain).take(80).collect();
    name.trim_start_matches('.').trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_where_a_word_ends_and_nothing_is_lost() {
        let line = "word ".repeat(100) + &"x".repeat(400);
        let cut = pieces(&line);
        assert_eq!(cut.concat(), line);
        assert!(cut.iter().all(|it| it.chars().count() <= 110), "{cut:?}");
        assert_eq!(pieces(""), [""]);
    }

    #[test]
    fn the_name_of_a_file_is_one_that_can_be_written() {
        let capture = Capture { name: "../../etc/pass:wd\u{0}.html".into(), ..Capture::default() };
        assert_eq!(file_name(&capture, ""), "-..-etc-pass-wd-.html");
        assert_eq!(file_name(&Capture::default(), "A: title?"), "A- title-.txt");
    }
}

//! Another text for an article: its mentions are found again, and what is not found for sure is looked at one by one.

use std::ops::Range;

use egui::{Margin, RichText, ScrollArea, TextEdit, Ui};

use super::edit::claims::input;
use super::parts::{button, heading, note, paragraph};
use super::reader::prose::prose;
use super::sheet::Sheet;
use super::{Ctx, Shell, words};
use crate::article::ArticleId;
use crate::extract::import;
use crate::project::{Capture, Replacement, TargetRecord};
use crate::review::{Review, blocks_of};
use crate::session::Command;
use crate::theme::{medium, regular, size};
use crate::widget::{link_button, text_button};

/// What became of a doubt.
#[derive(Clone, PartialEq, Debug, Default)]
enum Decided {
    #[default]
    Not,
    At(Range<usize>),
    Dropped,
}

/// The sheet.
#[derive(Default)]
pub struct ReplaceSheet {
    article: Option<ArticleId>,
    text: String,
    wrong: Option<String>,
    found: Option<Replacement>,
    decided: Vec<Decided>,
    /// Words typed for each doubt.
    typed: Vec<String>,
    /// The original of the new text, if it came as a file.
    capture: Option<Capture>,
    /// Reports whose addresses are here with other texts: the one asked about first.
    changed: Vec<(ArticleId, Review)>,
}

impl ReplaceSheet {
    /// Begin with an article, to be given a text that somebody pastes.
    pub fn begin(&mut self, article: ArticleId) {
        *self = Self { article: Some(article), ..Self::default() };
    }

    /// A report has the address of an article and another text.
    pub fn changed(&mut self, article: ArticleId, review: Review) {
        self.changed.push((article, review));
    }

    /// Show it; call it only while it is open.
    pub fn show(&mut self, ui: &Ui, cx: &Ctx<'_>) {
        self.take_next(cx);
        let project = cx.session.project();
        let Some(article) = self.article.filter(|id| project.articles.get(id.0 as usize).is_some()) else {
            return cx.shell(Shell::ReplaceText(None));
        };
        let again = !self.changed.is_empty();
        let name = if again { "This address is here with another text" } else { "Replace the text" };
        let mut done = false;
        let close = Sheet { name, width: 680.0 }.show(ui, cx, |ui, fresh| {
            prose(ui, &project.article(article).title, medium(size::BODY), cx.theme.text);
            match self.found.clone() {
                None => self.ask(ui, cx, article, fresh),
                Some(found) => done = self.look(ui, cx, &found, again),
            }
        });
        if close || done {
            if again {
                self.changed.remove(0);
            }
            if again && !done {
                cx.shell(Shell::Say("Left as it was: the report was not added".to_owned()));
            }
            let changed = std::mem::take(&mut self.changed);
            let more = !changed.is_empty();
            *self = Self { changed, ..Self::default() };
            if !more {
                cx.shell(Shell::ReplaceText(None));
            }
        }
    }

    /// The next report whose address is here.
    fn take_next(&mut self, cx: &Ctx<'_>) {
        if self.article.is_some() {
            return;
        }
        let Some((article, review)) = self.changed.first() else { return };
        let text = review.article.text.to_string();
        let blocks = review.article.blocks.clone();
        let found = cx.session.project().replace_text(*article, &text, blocks);
        self.article = Some(*article);
        self.capture.clone_from(&review.capture);
        self.take(found);
    }

    fn take(&mut self, found: Replacement) {
        self.decided = vec![Decided::Not; found.doubts.len()];
        self.typed = vec![String::new(); found.doubts.len()];
        self.found = Some(found);
    }

    /// The field for the new text.
    fn ask(&mut self, ui: &mut Ui, cx: &Ctx<'_>, article: ArticleId, fresh: bool) {
        note(
            ui,
            cx.theme,
            "Paste the text as it is now. What is marked in the article is found again in it before anything changes.",
        );
        ui.add_space(8.0);
        if fresh && self.text.is_empty() {
            self.text.clone_from(&cx.session.project().article(article).text);
        }
        let height = (ui.available_height() - 80.0).clamp(120.0, 420.0);
        ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| {
            let edit = TextEdit::multiline(&mut self.text)
                .font(regular(size::BODY))
                .margin(Margin::symmetric(8, 6))
                .desired_rows(((height / 19.0) as usize).max(5))
                .desired_width(f32::INFINITY);
            let field = ui.add(edit).accessible_name("New text of the article");
            if fresh {
                field.request_focus();
            }
        });
        if let Some(wrong) = &self.wrong {
            ui.add_space(4.0);
            paragraph(ui, wrong, regular(size::SMALL), cx.theme.error);
        }
        ui.add_space(10.0);
        if button(ui, cx.theme, "Find the mentions again").clicked() {
            match import::read_as(import::Format::Plain, self.text.as_bytes()) {
                Err(why) => self.wrong = Some(format!("{why}.")),
                Ok(report) => {
                    let found = cx.session.project().replace_text(article, &report.text, blocks_of(&report));
                    self.take(found);
                }
            }
        }
    }

    /// What was found and what was not. Whether all is done.
    fn look(&mut self, ui: &mut Ui, cx: &Ctx<'_>, found: &Replacement, again: bool) -> bool {
        let kept = words::count(found.kept.len(), "mention stands", "mentions stand");
        let open = self.decided.iter().filter(|it| **it == Decided::Not).count();
        let text = match found.doubts.len() {
            0 => format!("{kept} in the new text as before."),
            n => format!("{kept} in the new text as before; {} to be looked at.", words::count(n, "is", "are")),
        };
        note(ui, cx.theme, &text);
        let height = (ui.available_height() - 60.0).clamp(100.0, 460.0);
        ScrollArea::vertical().max_height(height).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            for number in 0..found.doubts.len() {
                ui.push_id(("doubt", number), |ui| self.doubt(ui, cx, found, number));
            }
        });
        ui.add_space(10.0);
        let mut done = false;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            let can = open == 0 && cx.session.read_only().is_none();
            ui.add_enabled_ui(can, |ui| {
                let replace = button(ui, cx.theme, "Replace the text");
                if replace.on_disabled_hover_text("Fix or drop what is not found first").clicked() {
                    done = self.make(cx, found);
                }
            });
            if again && text_button(ui, cx.theme, "Add as another report").clicked() {
                if let Some((_, review)) = self.changed.first() {
                    cx.shell(Shell::AddAnyway(Box::new(review.clone())));
                }
                done = true;
            }
            if open > 0 && text_button(ui, cx.theme, &format!("Drop what is left ({open})")).clicked() {
                self.decided.iter_mut().filter(|it| **it == Decided::Not).for_each(|it| *it = Decided::Dropped);
            }
        });
        done
    }

    fn doubt(&mut self, ui: &mut Ui, cx: &Ctx<'_>, found: &Replacement, number: usize) {
        let (theme, doubt) = (cx.theme, &found.doubts[number]);
        heading(ui, theme, &target(cx, &doubt.was.target));
        prose(ui, &format!("“{}”", doubt.words), regular(size::BODY), theme.text);
        match self.decided[number].clone() {
            Decided::At(range) => {
                let words = &found.text[range];
                prose(ui, &format!("now “{words}”"), medium(size::SMALL), theme.accent);
            }
            Decided::Dropped => drop(prose(ui, "dropped", medium(size::SMALL), theme.warning)),
            Decided::Not => {
                if let Some(range) = &doubt.perhaps {
                    let words = &found.text[range.clone()];
                    prose(ui, &format!("perhaps “{words}”"), regular(size::SMALL), theme.text_2);
                } else {
                    prose(ui, "not found", regular(size::SMALL), theme.text_2);
                }
                let name = format!("Words in the new text for {}", short(&doubt.words));
                let field =
                    input(ui, cx, &name, "Or type words of the new text that it is now", &mut self.typed[number]);
                if field.changed() || field.lost_focus() {
                    let range = found.find(number, &self.typed[number]);
                    if let (true, Some(range)) = (field.lost_focus(), range) {
                        self.decided[number] = Decided::At(range);
                    }
                }
                let typed = self.typed[number].trim();
                if !typed.is_empty() && found.find(number, typed).is_none() {
                    let text = "These words are not in the new text, or something else is marked there";
                    prose(ui, text, regular(size::SMALL), theme.error);
                }
            }
        }
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            let said = |ui: &mut Ui, text: &str| {
                let button = link_button(ui, theme, text);
                let name = format!("{text}: {}", short(&doubt.words));
                button.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &name));
                button.clicked()
            };
            if self.decided[number] != Decided::Not {
                if said(ui, "Undecide") {
                    self.decided[number] = Decided::Not;
                }
                return;
            }
            if let Some(range) = &doubt.perhaps
                && said(ui, "It is this")
            {
                self.decided[number] = Decided::At(range.clone());
            }
            if said(ui, "Drop it") {
                self.decided[number] = Decided::Dropped;
            }
        });
        ui.label(RichText::new("").size(2.0));
    }

    /// Ask for it; whether it can be made.
    fn make(&mut self, cx: &Ctx<'_>, found: &Replacement) -> bool {
        let decided: Vec<Option<Range<usize>>> = self
            .decided
            .iter()
            .map(|it| if let Decided::At(range) = it { Some(range.clone()) } else { None })
            .collect();
        let capture = self.capture.clone().or_else(|| Some(Capture::of("", found.text.as_bytes(), "")));
        let project = cx.session.project();
        match found.edit(project, &decided, capture) {
            Ok(edit) => {
                self.capture = None;
                cx.send(Command::Edit(edit));
                if let Some(article) = project.article_by_key(&found.of.key) {
                    cx.shell(Shell::ReviewArticle(article));
                }
                true
            }
            Err(reason) => {
                cx.shell(Shell::Say(format!("The text was not replaced: {reason}")));
                false
            }
        }
    }
}

fn short(words: &str) -> String {
    let short: String = words.chars().take(40).collect();
    if short.len() < words.len() { format!("{short}…") } else { short }
}

/// What a mention names, in words.
fn target(cx: &Ctx<'_>, target: &TargetRecord) -> String {
    let project = cx.session.project();
    match target {
        TargetRecord::Event(key) => {
            let title = project.events.by_key(key).map_or(key.as_str(), |id| project.events.title(id));
            format!("Event: {title}")
        }
        TargetRecord::Place(key) => {
            let name = project.place_by_key(key).map_or(key.as_str(), |id| project.place(id).name.as_str());
            format!("Place: {name}")
        }
        TargetRecord::Group(key) => {
            let name = project.groups.by_key(key).map_or(key.as_str(), |id| project.groups.get(id).name.as_str());
            format!("Group: {name}")
        }
        TargetRecord::Source(key) => format!("Source: {key}"),
        TargetRecord::Link(address) => format!("Link: {address}"),
    }
}

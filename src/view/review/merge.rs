//! Which events that are here already a proposal may tell of, the likeliest first, with why.

use egui::Ui;

use super::facts::heading;
use super::sure;
use crate::corroborate::Match;
use crate::event::EventId;
use crate::review::{Fate, Review};
use crate::theme::{medium, regular, size};
use crate::view::edit::{Kind, Picked, Picker};
use crate::view::reader::prose::prose;
use crate::view::{Ctx, words};
use crate::widget::{link_button, text_button};

/// So many are looked for.
const MOST: usize = 6;

/// The likeliest events, found once for each proposal and state of the project.
#[derive(Default)]
pub struct MergeList {
    of: Option<(String, usize)>,
    found: Vec<Match>,
    picker: Picker,
}

impl MergeList {
    /// What was found does not hold any more.
    pub fn forget(&mut self) {
        self.of = None;
    }

    fn update(&mut self, cx: &Ctx<'_>, review: &Review, at: usize) {
        let of = Some((review.article.key.clone(), at));
        if self.of != of {
            self.found = review.likely(at, cx.session.project(), cx.session.lookups(), MOST);
            self.of = of;
        }
    }

    /// One line under a proposal that may be here already. Whether more is asked for.
    pub fn hint(&mut self, ui: &mut Ui, cx: &Ctx<'_>, review: &Review, at: usize) -> bool {
        if review.fates.get(at) != Some(&Fate::Open) {
            return false;
        }
        self.update(cx, review, at);
        let Some(first) = self.found.first() else { return false };
        let project = cx.session.project();
        heading(ui, cx, &format!("May be the same ({})", self.found.len()));
        prose(ui, project.events.title(first.event), medium(size::BODY), cx.theme.text);
        prose(ui, &why(cx, first), regular(size::SMALL), cx.theme.text_2);
        link_button(ui, cx.theme, "Merge with it, or another…").clicked()
    }

    /// The list to choose from; the event that was chosen.
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>, review: &Review, at: usize, fresh: bool) -> Option<EventId> {
        self.update(cx, review, at);
        let mut first = fresh;
        let theme = cx.theme;
        let project = cx.session.project();
        prose(ui, &review.drafts[at].title, medium(size::BODY), theme.text);
        let text = "What it says otherwise becomes a claim of the event, and its sentences are attached.";
        prose(ui, text, regular(size::SMALL), theme.text_2);
        let mut chosen = None;
        if self.found.is_empty() {
            heading(ui, cx, "Nothing here is likely the same");
        } else {
            heading(ui, cx, "Likely the same");
        }
        for it in &self.found {
            let title = project.events.title(it.event);
            ui.push_id(("likely", it.event.0), |ui| {
                prose(ui, title, medium(size::BODY), theme.text);
                prose(ui, &why(cx, it), regular(size::SMALL), theme.text_2);
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 14.0;
                    let name = format!("Merge with {title}");
                    let button = link_button(ui, theme, "Merge");
                    button.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &name));
                    if button.clicked() {
                        chosen = Some(it.event);
                    }
                    // Enter merges with the likeliest.
                    if std::mem::take(&mut first) {
                        button.request_focus();
                    }
                    if link_button(ui, theme, "Show it").clicked() {
                        let from = crate::session::View::Shell;
                        cx.send(crate::session::Command::Focus { event: it.event, from });
                    }
                });
                ui.add_space(8.0);
            });
        }
        let other = text_button(ui, cx.theme, "Another event…");
        if std::mem::take(&mut first) {
            other.request_focus();
        }
        if let Some(Picked::Key(key)) = self.picker.show(ui, cx, &other, Kind::Event, "Event to merge with", &[]) {
            chosen = project.events.by_key(&key);
        }
        chosen
    }
}

/// Date, place, how likely, and what speaks for it most.
fn why(cx: &Ctx<'_>, it: &Match) -> String {
    let project = cx.session.project();
    let mut parts = vec![words::short_date(project, it.event)];
    let place = project.place_name(it.event);
    if !place.is_empty() {
        parts.push(place.to_owned());
    }
    parts.push(sure(it.score));
    parts.extend(it.reasons.iter().take(3).map(|it| it.text.clone()));
    parts.join(" · ")
}

//! What a report proposes, beside its text: one event after the other, accepted or rejected by one key each.

use egui::{Align2, Id, Key, Modifiers, RichText, Ui, vec2};

use super::parts::{button, note, paragraph, rule};
use super::{Ctx, Shell, words};
use crate::event::When;
use crate::extract::Extraction;
use crate::extract::event::{Field, Proposal};
use crate::review::{Fate, Review};
use crate::session::Command;
use crate::theme::{medium, regular, semibold, size};
use crate::widget::{icon, icon_button, link_button};

/// The report that is being gone through.
pub struct ReviewCard {
    review: Review,
    at: usize,
    /// The proposal whose place the map was asked to show.
    shown: Option<usize>,
}

impl ReviewCard {
    pub fn new(review: Review) -> Self {
        let at = review.next_open(0).unwrap_or(0);
        Self { review, at, shown: None }
    }

    /// Show it over the map. Whether it stays open.
    pub fn show(&mut self, ui: &Ui, cx: &Ctx<'_>) -> bool {
        let mut open = true;
        let room = ui.ctx().content_rect();
        egui::Area::new(Id::unique("proposals"))
            .order(egui::Order::Middle)
            .pivot(Align2::LEFT_TOP)
            .default_pos(room.left_top() + vec2(cx.settings.layout.list_width.min(room.width() * 0.27) + 16.0, 108.0))
            .constrain_to(room)
            .accessible_name("Proposals of the report")
            .show(ui.ctx(), |ui| {
                super::sheet::card(cx.theme).inner_margin(14).show(ui, |ui| {
                    ui.set_width(360.0);
                    ui.spacing_mut().item_spacing.y = 4.0;
                    open = self.head(ui, cx);
                    rule(ui, cx.theme);
                    self.body(ui, cx);
                });
            });
        open
    }

    fn head(&mut self, ui: &mut Ui, cx: &Ctx<'_>) -> bool {
        let theme = cx.theme;
        let waiting = self.review.fates.iter().filter(|fate| **fate == Fate::Open).count();
        let mut open = true;
        ui.horizontal(|ui| {
            ui.label(RichText::new("Proposals").font(semibold(size::TITLE)).color(theme.text));
            let text =
                format!("{} of {} waiting", words::thousands(waiting), words::thousands(self.review.fates.len()));
            ui.label(RichText::new(text).font(regular(size::SMALL)).color(theme.text_2));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                open = !icon_button(ui, theme, icon::X, "Close the proposals", false).clicked();
            });
        });
        open
    }

    fn body(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let theme = cx.theme;
        let Some(proposal) = self.review.proposal(self.at) else {
            note(ui, theme, "No event was found in this report. The text is added; mark events in it by hand.");
            return;
        };
        paragraph(ui, &proposal.title, medium(size::BODY), theme.text);
        for (name, value) in facts(&self.review, self.at, proposal) {
            ui.horizontal_top(|ui| {
                ui.allocate_ui(vec2(84.0, 18.0), |ui| {
                    ui.set_min_width(84.0);
                    ui.label(RichText::new(name).font(regular(size::SMALL)).color(theme.text_2));
                });
                paragraph(ui, &value, regular(size::SMALL), theme.text);
            });
        }
        ui.add_space(4.0);
        paragraph(ui, &format!("“{}”", self.review.words(self.at)), crate::theme::serif(size::BODY), theme.text);
        ui.add_space(8.0);
        let fate = self.review.fates[self.at];
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            match fate {
                Fate::Open => {
                    let (accept, reject) = (button(ui, theme, "Accept  A"), button(ui, theme, "Reject  X"));
                    let key = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
                    let typing = ui.ctx().text_edit_focused();
                    if accept.clicked() || (!typing && key(Key::A)) {
                        self.decide(cx, true);
                    } else if reject.clicked() || (!typing && key(Key::X)) {
                        self.decide(cx, false);
                    }
                }
                Fate::Accepted => drop(ui.label(RichText::new("Accepted").color(theme.text_2))),
                Fate::Rejected => drop(ui.label(RichText::new("Rejected").color(theme.text_2))),
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let last = self.review.fates.len().saturating_sub(1);
                if icon_button(ui, theme, icon::CARET_DOWN, "Next proposal", false).clicked() {
                    self.at = (self.at + 1).min(last);
                }
                if icon_button(ui, theme, icon::CARET_UP, "Proposal before", false).clicked() {
                    self.at = self.at.saturating_sub(1);
                }
                let at = format!("{} of {}", self.at + 1, last + 1);
                ui.label(RichText::new(at).font(regular(size::SMALL)).color(theme.text_2));
            });
        });
        if self.review.next_open(0).is_none() {
            ui.add_space(6.0);
            if link_button(ui, theme, "All are decided: close").clicked() {
                cx.shell(Shell::CloseProposals);
            }
        }
        self.look(cx);
    }

    /// The map shows where a proposal would be, once it has come to the front.
    fn look(&mut self, cx: &Ctx<'_>) {
        if self.shown == Some(self.at) {
            return;
        }
        self.shown = Some(self.at);
        if let Some(place) = self.review.place(self.at) {
            let zoom = cx.session.camera().map_or(7.0, |camera| camera.zoom.clamp(5.0, 9.0));
            let camera = crate::session::Camera { lon: place.position.lon, lat: place.position.lat, zoom };
            cx.send(Command::Fly(crate::session::FlyTo::Camera(camera)));
        }
    }

    fn decide(&mut self, cx: &Ctx<'_>, accepted: bool) {
        let project = cx.session.project();
        let edit = if accepted { self.review.accept(self.at, project) } else { self.review.reject(self.at, project) };
        let Some(edit) = edit else { return };
        cx.send(Command::Edit(edit));
        self.review.fates[self.at] = if accepted { Fate::Accepted } else { Fate::Rejected };
        if let Some(next) = self.review.next_open(self.at) {
            self.at = next;
        }
    }
}

/// What a proposal says, with how sure each is.
fn facts(review: &Review, at: usize, proposal: &Proposal) -> Vec<(&'static str, String)> {
    let sure = |confidence: f32| format!("{:.0} %", confidence * 100.0);
    let mut facts = Vec::new();
    if let Some(when) = &proposal.when {
        let said = When::parse(&when.value.edtf).map_or_else(|_| when.value.edtf.clone(), |it| it.display());
        facts.push(("Date", format!("{said} · {}", sure(when.confidence))));
    }
    if let Some(place) = review.place(at) {
        let within = format!("within {:.0} km", place.precision_km.max(1.0));
        facts.push(("Place", format!("{} · {within} · {}", place.name, sure(place.share))));
    }
    for (name, groups) in [("Actors", &proposal.actors), ("Targets", &proposal.targets)] {
        if !groups.is_empty() {
            facts.push((name, names(&review.extraction, groups)));
        }
    }
    let toll = |field: &Option<Field<crate::event::Toll>>| field.as_ref().and_then(|it| it.value.text());
    if let Some(killed) = toll(&proposal.fatalities) {
        facts.push(("Killed", killed));
    }
    if let Some(injured) = toll(&proposal.injuries) {
        facts.push(("Injured", injured));
    }
    if !proposal.event_type.is_empty() {
        facts.push(("Type", format!("{} › {}", proposal.event_type, proposal.sub_event_type)));
    }
    if let Some(status) = &proposal.status {
        facts.push(("Attribution", words::status(status.value)));
    }
    facts.push(("Sure", sure(proposal.confidence)));
    facts
}

fn names(extraction: &Extraction, groups: &[Field<usize>]) -> String {
    let names = groups.iter().filter_map(|it| extraction.groups.get(it.value)).map(|it| it.name.as_str());
    names.collect::<Vec<_>>().join(", ")
}

//! Which other events may be the same as the one shown, with why: link them, merge them, or tell them apart.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Ui, WidgetInfo};

use super::event_rows::line;
use super::prose::{prose, section};
use crate::corroborate::{Addresses, Corroborator, Match};
use crate::event::EventId;
use crate::project::{Project, Verdict};
use crate::session::{Command, How, View};
use crate::theme::{regular, size};
use crate::view::{Ctx, words};
use crate::widget::link_button;

/// So many are shown.
const MOST: usize = 6;

/// What was found for one event of one state of the project.
#[derive(Default)]
pub struct Same {
    project: Option<Arc<Project>>,
    event: Option<EventId>,
    found: Vec<Match>,
    related: Vec<(EventId, Verdict)>,
    addresses: Addresses,
}

impl Same {
    fn update(&mut self, cx: &Ctx<'_>, event: EventId) {
        let project = cx.session.project();
        let known = self.project.as_ref().is_some_and(|it| Arc::ptr_eq(it, project));
        if !known {
            self.addresses = Addresses::new(project);
        }
        if known && self.event == Some(event) {
            return;
        }
        let corroborator = Corroborator::new(project, cx.session.lookups());
        self.related = project.related(event);
        self.found = corroborator.likely(&corroborator.probe(event), MOST + self.related.len());
        self.found.retain(|it| !self.related.iter().any(|(other, _)| *other == it.event));
        self.found.truncate(MOST);
        self.event = Some(event);
        self.project = Some(Arc::clone(project));
    }

    /// The section of an event's details; nothing if nothing is like it.
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>, event: EventId) {
        self.update(cx, event);
        if self.found.is_empty() && self.related.is_empty() {
            return;
        }
        let project = cx.session.project();
        let can = cx.session.read_only().is_none();
        let linked = self.related.iter().filter(|it| it.1 == Verdict::Same);
        let linked: Vec<EventId> = linked.map(|(other, _)| *other).collect();
        if !linked.is_empty() {
            section(ui, cx.theme, "Linked as the same");
            for other in linked {
                if row(ui, cx, other, &whereabouts(cx, other)) {
                    choose(cx, other);
                }
                actions(
                    ui,
                    cx,
                    can,
                    other,
                    &[("Merge", "Merge into this event"), ("Unlink", "Take back the link")],
                    |action| match action {
                        0 => cx.send(Command::Edit(project.merge_events(other, event))),
                        _ => cx.send(Command::Edit(project.relate(event, other, None))),
                    },
                );
            }
        }
        if !self.found.is_empty() {
            section(ui, cx.theme, &format!("May be the same ({})", self.found.len()));
        }
        for it in &self.found {
            let reasons = it.reasons.iter().take(4).map(|it| it.text.as_str()).collect::<Vec<_>>().join(" · ");
            if row(ui, cx, it.event, &format!("{} · {:.0} %", whereabouts(cx, it.event), it.score * 100.0)) {
                choose(cx, it.event);
            }
            prose(ui, &reasons, regular(size::SMALL), cx.theme.text_2);
            let other = it.event;
            let offers = [
                ("Link", "One occurrence; both accounts stay"),
                ("Merge", "Merge into this event: what the other says otherwise becomes claims"),
                ("Different", "Not the same; it is not offered again"),
            ];
            actions(ui, cx, can, other, &offers, |action| {
                let edit = match action {
                    0 => project.relate(event, other, Some(Verdict::Same)),
                    1 => project.merge_events(other, event),
                    _ => project.relate(event, other, Some(Verdict::Different)),
                };
                cx.send(Command::Edit(edit));
            });
        }
        let apart: Vec<EventId> =
            self.related.iter().filter(|it| it.1 == Verdict::Different).map(|(other, _)| *other).collect();
        if !apart.is_empty() {
            section(ui, cx.theme, &words::count(apart.len(), "event told apart", "events told apart"));
            for other in apart {
                if row(ui, cx, other, &whereabouts(cx, other)) {
                    choose(cx, other);
                }
                actions(ui, cx, can, other, &[("Take back", "It may be the same after all")], |_| {
                    cx.send(Command::Edit(project.relate(event, other, None)));
                });
            }
        }
    }

    /// The articles that sources of the event are, by address, and that do not mention it.
    pub fn by_address(&mut self, ui: &mut Ui, cx: &Ctx<'_>, event: EventId) {
        self.update(cx, event);
        let project = cx.session.project();
        let mentions = project.mentions(event);
        for article in self.addresses.of_event(project, event) {
            if mentions.iter().any(|it| it.article == article) {
                continue;
            }
            let title = &project.article(article).title;
            if line(ui, cx, title, "The address of a source of this event").clicked() {
                cx.send(Command::OpenArticle(article));
            }
        }
    }
}

fn choose(cx: &Ctx<'_>, event: EventId) {
    cx.send(Command::Select { event, how: How::Only, from: View::Reader });
}

fn whereabouts(cx: &Ctx<'_>, event: EventId) -> String {
    let project = cx.session.project();
    let layer = project.events.layer.get(event.row());
    let parts = [words::short_date(project, event), project.place_name(event).to_owned(), layer.to_owned()];
    parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn row(ui: &mut Ui, cx: &Ctx<'_>, event: EventId, under: &str) -> bool {
    let response = line(ui, cx, cx.session.project().events.title(event), under);
    if response.hovered() {
        cx.session.hover().set(event);
    }
    response.clicked()
}

/// Small buttons in a row; the number of the one that was pressed is handed on. A screen reader hears of which event.
fn actions(ui: &mut Ui, cx: &Ctx<'_>, can: bool, of: EventId, offers: &[(&str, &str)], run: impl FnOnce(usize)) {
    let title = cx.session.project().events.title(of);
    let mut pressed = None;
    ui.add_enabled_ui(can, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 16.0;
            for (number, (name, tip)) in offers.iter().enumerate() {
                let button = link_button(ui, cx.theme, name);
                button.widget_info(|| WidgetInfo::labeled(Role::Button, can, format!("{name}: {title}")));
                if button.on_hover_text(*tip).clicked() {
                    pressed = Some(number);
                }
            }
        });
    });
    if let Some(number) = pressed {
        run(number);
    }
}

//! The small card over a mention.

use egui::{Response, Ui};

use super::facts;
use super::prose::prose;
use crate::article::Target;
use crate::event::EventId;
use crate::theme::{regular, semibold, size};
use crate::view::{Ctx, words};

/// While the pointer rests on a mention, say what it is of.
pub fn show(response: &Response, cx: &Ctx<'_>, target: &Target) {
    if !response.hovered() {
        return;
    }
    response.clone().on_hover_ui(|ui| {
        ui.set_max_width(300.0);
        ui.spacing_mut().item_spacing.y = 3.0;
        match target {
            Target::Event(event) => event_lines(ui, cx, *event),
            Target::Place(id) => {
                let place = cx.session.project().place(*id);
                lines(ui, cx, &place.name, &[facts::where_in(place), facts::place_precision(place)]);
            }
            Target::Group(id) => {
                let group = cx.session.project().groups.get(*id);
                lines(ui, cx, &group.name, &[words::human(&group.kind), facts::umbrellas(cx.session.project(), group)]);
            }
            Target::Source(id) => {
                let source = cx.session.project().source(*id);
                lines(ui, cx, &facts::publisher(source), &[source.title.clone(), facts::source_date(source)]);
            }
            Target::Link(link) => lines(ui, cx, "Opens in your browser", std::slice::from_ref(link)),
        }
    });
}

fn event_lines(ui: &mut Ui, cx: &Ctx<'_>, event: EventId) {
    let project = cx.session.project();
    let derived = cx.session.derived();
    let when = [words::date(project, event), project.place_name(event).to_owned()];
    let when = when.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
    let status = words::status(project.events.status.get(event.row()));
    let toll = words::toll(project, event).unwrap_or_else(|| "toll not known".to_owned());
    let hidden = if !derived.universe.contains(event.row()) {
        "Unverified: hidden on the map and in the list until asked for"
    } else if !derived.rows.contains(event.row()) {
        "Left out by the filter"
    } else {
        ""
    };
    lines(ui, cx, project.events.title(event), &[when, format!("{status} · {toll}"), hidden.to_owned()]);
}

/// A title and what is known under it; empty lines are left out.
fn lines(ui: &mut Ui, cx: &Ctx<'_>, title: &str, under: &[String]) {
    prose(ui, title, semibold(size::BODY), cx.theme.text);
    for text in under.iter().filter(|text| !text.is_empty()) {
        prose(ui, text, regular(size::SMALL), cx.theme.text_2);
    }
}

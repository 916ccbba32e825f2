use std::collections::BTreeSet;

use egui::{ScrollArea, Ui};

use super::{Catalogue, height};
use crate::event::{Category, Code};
use crate::filter::{Certainty, Clause, Control, Count};
use crate::session::Command;
use crate::view::parts::{heading, note, rule};
use crate::view::{Ctx, words};
use crate::widget::{CheckRow, check_row};

/// The choices of how sure the sources are.
pub fn show(ui: &mut Ui, cx: &Ctx<'_>, catalogue: &Catalogue) {
    let events = &cx.session.project().events;
    let facets = cx.session.facets(Control::Certainty);
    let chosen = match cx.session.filter().get(Control::Certainty) {
        Some(Clause::Certainty(it)) => it.clone(),
        _ => Certainty::default(),
    };
    let mut next = chosen.clone();
    ScrollArea::vertical().id_salt("certainty").max_height(height(ui) + 100.0).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let row = |ui: &mut Ui, label: &str, count: Count, set: &mut BTreeSet<Code>, code: Code| {
            let row = CheckRow { label, checked: set.contains(&code), count: Some(count), dot: None, depth: 0 };
            if check_row(ui, cx.theme, &row).clicked() && !set.remove(&code) {
                set.insert(code);
            }
        };
        heading(ui, cx.theme, "Who says who did it");
        for code in ordered(&catalogue.statuses, &events.status, &STATUSES) {
            let count = facets.status(code);
            row(ui, &words::status(events.status.word(code)), count, &mut next.statuses, code);
        }
        ui.add_space(8.0);
        heading(ui, cx.theme, "How it is confirmed");
        for code in ordered(&catalogue.corroborations, &events.corroboration, &CORROBORATIONS) {
            let count = facets.corroboration(code);
            let label = words::corroboration(events.corroboration.word(code));
            row(ui, &label, count, &mut next.corroborations, code);
        }
        ui.add_space(8.0);
        let label = "Only where sources contradict each other";
        let disputed = CheckRow { label, checked: chosen.disputed, count: Some(facets.disputed), dot: None, depth: 0 };
        if check_row(ui, cx.theme, &disputed).clicked() {
            next.disputed = !next.disputed;
        }
        rule(ui, cx.theme);
        unverified(ui, cx, catalogue);
    });
    if next != chosen {
        cx.send(Command::Filter { control: Control::Certainty, clause: Some(Clause::Certainty(next)), merge: false });
    }
}

/// The switch that lets unverified events take part at all.
pub fn unverified(ui: &mut Ui, cx: &Ctx<'_>, catalogue: &Catalogue) {
    if catalogue.unverified == 0 {
        note(ui, cx.theme, "Every event of this case is verified.");
        return;
    }
    let on = cx.session.filter().unverified;
    let count = u32::try_from(cx.session.unverified()).unwrap_or(u32::MAX);
    let row = CheckRow { label: "Show unverified", checked: on, count: Some(count), dot: None, depth: 0 };
    if check_row(ui, cx.theme, &row).clicked() {
        cx.send(Command::ShowUnverified(!on));
    }
    ui.add_space(2.0);
    note(ui, cx.theme, "Reports that nobody could verify take no part in lists, map and counts until they are shown.");
}

const STATUSES: [&str; 8] =
    ["claimed", "attributed", "suspected", "denied", "disputed", "unclaimed", "planned", "not_applicable"];
const CORROBORATIONS: [&str; 4] = ["confirmed_multi", "confirmed_single", "detail_contradicted", "unverified"];

/// Codes from sure to unsure as far as the words are known, then the others, "not given" last.
fn ordered(codes: &BTreeSet<Code>, words: &Category, known: &[&str]) -> Vec<Code> {
    let mut codes: Vec<Code> = codes.iter().copied().collect();
    let rank = |code: Code| known.iter().position(|it| *it == words.word(code)).unwrap_or(known.len());
    codes.sort_by_key(|code| (*code == 0, rank(*code), words.word(*code)));
    codes
}

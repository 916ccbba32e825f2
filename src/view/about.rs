//! What Dateline is, who made its parts, and what the open case says of itself.

use egui::{ScrollArea, Ui};

use super::parts::{heading, note, paragraph, rule};
use super::sheet::Sheet;
use super::{Ctx, Shell};
use crate::session::Command;
use crate::theme::{medium, regular, size};
use crate::widget::link_button;

/// Fonts and icons, and their licences.
const PARTS: &[(&str, &str, &str)] = &[
    ("Inter", "interface · SIL Open Font License 1.1", "https://rsms.me/inter/"),
    (
        "Dateline Serif, made from Source Serif 4",
        "reading · SIL Open Font License 1.1",
        "https://github.com/adobe-fonts/source-serif",
    ),
    ("Noto Naskh Arabic, Noto Sans Hebrew", "SIL Open Font License 1.1", "https://fonts.google.com/noto"),
    ("Phosphor", "icons · MIT", "https://phosphoricons.com/"),
    ("egui, walkers and further Rust packages", "MIT or Apache-2.0 and others alike", "https://www.egui.rs/"),
];

/// Show it; call it only while it is open.
pub fn show(ui: &Ui, cx: &Ctx<'_>) {
    let close = Sheet { name: "About Dateline", width: 540.0 }.show(ui, cx, |ui, _| {
        let height = ui.available_height().min(640.0);
        ScrollArea::vertical().max_height(height).min_scrolled_height(height.min(420.0)).show(ui, |ui| {
            program(ui, cx);
            rule(ui, cx.theme);
            data(ui, cx);
            rule(ui, cx.theme);
            heading(ui, cx.theme, "Made with");
            for (name, what, link) in PARTS {
                credit(ui, cx, name, what, link);
            }
            rule(ui, cx.theme);
            case(ui, cx);
        });
    });
    if close {
        cx.shell(Shell::About(false));
    }
}

fn program(ui: &mut Ui, cx: &Ctx<'_>) {
    let version = format!("Dateline {}", env!("CARGO_PKG_VERSION"));
    paragraph(ui, &version, medium(size::BODY), cx.theme.text);
    ui.add_space(4.0);
    let what = "An offline desktop explorer for events reported in text: map, timeline, list and the sentences that \
                report them. No connection is opened unless you choose an online map; nothing is reported to anybody.";
    paragraph(ui, what, regular(size::BODY), cx.theme.text_2);
    ui.add_space(4.0);
    let licence = format!("Licence: {}", env!("CARGO_PKG_LICENSE").replace(" OR ", " or "));
    paragraph(ui, &licence, regular(size::BODY), cx.theme.text_2);
}

fn data(ui: &mut Ui, cx: &Ctx<'_>) {
    heading(ui, cx.theme, "Map and places");
    let line = "Made with Natural Earth. Borders as Natural Earth draws them: de facto.";
    credit(ui, cx, line, "public domain", "https://www.naturalearthdata.com/");
    credit(ui, cx, "Places and names from GeoNames, changed", "CC BY 4.0", "https://www.geonames.org/");
    credit(ui, cx, "Airfields from OurAirports", "public domain", "https://ourairports.com/data/");
    credit(ui, cx, "Counties and names of people: US Census Bureau", "public domain", "https://www.census.gov/");
    let words = "Common words from SCOWL, © 2000–2015 Kevin Atkinson";
    credit(ui, cx, words, "free, notice in assets/gazetteer", "https://wordlist.aspell.net/");
    if cx.settings.map.is_online() {
        note(ui, cx.theme, "The online map names its makers in the corner of the map.");
    }
}

fn credit(ui: &mut Ui, cx: &Ctx<'_>, name: &str, what: &str, link: &str) {
    ui.push_id(name, |ui| {
        paragraph(ui, name, regular(size::BODY), cx.theme.text);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            let shown = link.trim_start_matches("https://").trim_end_matches('/');
            let colour = cx.theme.text_2;
            ui.label(egui::RichText::new(what).font(regular(size::SMALL)).color(colour));
            if link_button(ui, cx.theme, shown).clicked() {
                cx.send(Command::OpenLink(link.to_owned()));
            }
        });
        ui.add_space(6.0);
    });
}

fn case(ui: &mut Ui, cx: &Ctx<'_>) {
    let meta = &cx.session.project().meta;
    heading(ui, cx.theme, "The open case");
    let title = if meta.title.is_empty() { "A case without a title" } else { &meta.title };
    paragraph(ui, title, medium(size::BODY), cx.theme.text);
    for text in [&meta.description, &meta.notice] {
        if !text.is_empty() {
            ui.add_space(6.0);
            paragraph(ui, text, regular(size::BODY), cx.theme.text_2);
        }
    }
    ui.add_space(6.0);
    let licence = match meta.licence.as_str() {
        "" => "It names no licence.".to_owned(),
        licence => format!("Licence: {licence}"),
    };
    paragraph(ui, &licence, regular(size::BODY), cx.theme.text_2);
}

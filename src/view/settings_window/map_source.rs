use std::path::Path;

use egui::{Id, TextEdit, Ui, vec2};

use crate::theme::{regular, size};
use crate::tiles::{Attribution, TileSource};
use crate::view::parts::{button, heading, note, paragraph, radio_row};
use crate::view::{Ctx, Shell};

/// What is half-typed about the map.
#[derive(Default)]
pub struct MapSource {
    file: String,
    url: String,
    attribution: String,
    /// Which of the parts that need typing is open.
    open: Option<Part>,
    trouble: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    File,
    Server,
}

impl MapSource {
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>, fresh: bool) {
        let now = &cx.settings.map;
        if fresh {
            *self = Self::from(now);
        }
        let theme = cx.theme;
        let offline = TileSource::Bundled;
        let chosen = self.open.is_none() && *now == offline;
        if radio_row(ui, theme, "Natural Earth", "part of Dateline, needs no network", chosen).clicked() {
            self.choose(cx, offline);
        }
        let file = self.open == Some(Part::File);
        if radio_row(ui, theme, "A map file of your own", ".pmtiles or .mbtiles", file).clicked() {
            (self.open, self.trouble) = (Some(Part::File), None);
        }
        if file {
            self.file_part(ui, cx);
        }
        ui.add_space(6.0);
        heading(ui, theme, "Online");
        note(
            ui,
            theme,
            "The server of an online map sees your network address and which area you look at. Nothing is connected \
             before you choose one here, and nothing after you choose an offline map again.",
        );
        ui.add_space(6.0);
        for source in TileSource::presets() {
            let chosen = self.open.is_none() && *now == source;
            let (TileSource::Xyz { url, .. } | TileSource::TileJson { url, .. }) = &source else { continue };
            if radio_row(ui, theme, &source.name(), host(url), chosen).clicked() {
                self.choose(cx, source);
            }
        }
        let server = self.open == Some(Part::Server);
        if radio_row(ui, theme, "A server of your own", "XYZ tiles", server).clicked() {
            (self.open, self.trouble) = (Some(Part::Server), None);
        }
        if server {
            self.server_part(ui, cx);
        }
    }

    fn choose(&mut self, cx: &Ctx<'_>, source: TileSource) {
        (self.open, self.trouble) = (None, None);
        cx.set(|it| it.map = source);
    }

    fn file_part(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        indented(ui, |ui| {
            ui.horizontal(|ui| {
                let field = TextEdit::singleline(&mut self.file)
                    .id(Id::unique("map file"))
                    .hint_text("/maps/region.pmtiles")
                    .desired_width(ui.available_width() - 168.0);
                ui.add(field).accessible_name("Path of the map file");
                if button(ui, cx.theme, "Choose…").clicked() {
                    cx.shell(Shell::PickMap);
                }
                if button(ui, cx.theme, "Use").clicked() {
                    match file_source(&self.file) {
                        Ok(source) => {
                            self.trouble = None;
                            cx.set(|it| it.map = source);
                        }
                        Err(why) => self.trouble = Some(why),
                    }
                }
            });
            self.said(ui, cx);
        });
    }

    fn server_part(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        indented(ui, |ui| {
            let width = ui.available_width() - 8.0;
            let url = TextEdit::singleline(&mut self.url)
                .id(Id::unique("map server"))
                .hint_text("https://tiles.example.org/{z}/{x}/{y}.png")
                .desired_width(width);
            ui.add(url).accessible_name("Address of the tiles");
            ui.add_space(6.0);
            ui.horizontal(|ui| {
                let thanks = TextEdit::singleline(&mut self.attribution)
                    .id(Id::unique("map thanks"))
                    .hint_text("Whom to name as its maker, as the server asks")
                    .desired_width(ui.available_width() - 76.0);
                ui.add(thanks).accessible_name("Attribution");
                if button(ui, cx.theme, "Use").clicked() {
                    match server_source(&self.url, &self.attribution) {
                        Ok(source) => {
                            self.trouble = None;
                            cx.set(|it| it.map = source);
                        }
                        Err(why) => self.trouble = Some(why),
                    }
                }
            });
            self.said(ui, cx);
        });
    }

    fn said(&self, ui: &mut Ui, cx: &Ctx<'_>) {
        if let Some(trouble) = &self.trouble {
            ui.add_space(4.0);
            paragraph(ui, trouble, regular(size::SMALL), cx.theme.error);
        }
    }
}

impl From<&TileSource> for MapSource {
    fn from(source: &TileSource) -> Self {
        let mut it = Self::default();
        match source {
            TileSource::PmTiles { path } | TileSource::MbTiles { path } => {
                it.file = path.to_string_lossy().into_owned();
                it.open = Some(Part::File);
            }
            TileSource::Xyz { url, attribution, .. } if !TileSource::presets().contains(source) => {
                it.url.clone_from(url);
                it.attribution.clone_from(&attribution.text);
                it.open = Some(Part::Server);
            }
            TileSource::Bundled | TileSource::Xyz { .. } | TileSource::TileJson { .. } => {}
        }
        it
    }
}

fn indented(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.add_space(24.0);
        ui.vertical(|ui| content(ui));
    });
    ui.allocate_space(vec2(0.0, 8.0));
}

/// The server in an address.
fn host(url: &str) -> &str {
    url.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or(url)
}

fn file_source(text: &str) -> Result<TileSource, String> {
    let path = Path::new(text.trim());
    let kind = path.extension().map(|it| it.to_string_lossy().to_lowercase()).unwrap_or_default();
    let source = match kind.as_str() {
        "pmtiles" => TileSource::PmTiles { path: path.to_path_buf() },
        "mbtiles" => TileSource::MbTiles { path: path.to_path_buf() },
        _ => return Err("Name a file that ends in .pmtiles or .mbtiles.".to_owned()),
    };
    if path.is_file() { Ok(source) } else { Err(format!("There is no file {}.", path.display())) }
}

fn server_source(url: &str, attribution: &str) -> Result<TileSource, String> {
    let url = url.trim().to_owned();
    let source = TileSource::Xyz {
        name: host(&url).to_owned(),
        url,
        attribution: Attribution::new(attribution.trim(), ""),
        max_zoom: 19,
    };
    match source.validate() {
        Ok(()) => Ok(source),
        Err(error) => Err(format!("This cannot be used: {error}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_checked_before_it_is_used() {
        assert!(file_source("/nowhere/a.pmtiles").is_err_and(|why| why.contains("no file")));
        assert!(file_source("a.png").is_err_and(|why| why.contains(".mbtiles")));
        assert!(server_source("https://tiles.example.org/{z}/{x}.png", "").is_err());
        let good = server_source(" https://tiles.example.org/{z}/{x}/{y}.png ", "Example");
        assert_eq!(good.map(|it| it.name()).as_deref(), Ok("tiles.example.org"));
    }
}

use egui::{CentralPanel, Context, Frame, Panel, Ui};

use crate::event::Issue;
use crate::theme::measure;
use crate::view::list::EventList;
use crate::view::map::MapView;
use crate::view::reader::Reader;
use crate::view::status::{self, StatusLine};
use crate::view::{Ctx, Shell};

/// Every view and its own state.
#[derive(Default)]
pub struct Views {
    list: EventList,
    map: MapView,
    reader: Reader,
    trouble: Option<String>,
}

/// What the shell knows and views show.
pub struct Around<'a> {
    pub said: Option<&'a str>,
    pub running: Option<&'a str>,
    pub issues: &'a [Issue],
}

impl Views {
    /// Another case is open: nothing that was scrolled or typed holds any more.
    pub fn forget_case(&mut self) {
        self.map.forget_case();
        *self = Self { map: std::mem::take(&mut self.map), ..Self::default() };
    }

    /// Say what went wrong until somebody has read it.
    pub fn trouble(&mut self, text: String) {
        self.trouble = Some(text);
    }

    pub fn answer(&mut self, _ctx: &Context, ask: Shell) {
        match ask {
            Shell::FocusList => self.list.focus(),
            _ => {}
        }
    }

    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>, around: &Around<'_>) {
        let bare = Frame::NONE.fill(cx.theme.panel);
        let layout = cx.settings.layout;
        let bar =
            |id: &'static str, height: f32| Panel::top(id).exact_size(height).frame(bare).show_separator_line(true);
        bar("top bar", measure::TOP_BAR).show(ui, |_ui| {});
        bar("filter bar", measure::FILTER_BAR).show(ui, |_ui| {});
        Panel::bottom("status bar").exact_size(measure::STATUS).frame(bare).show(ui, |ui| {
            let tiles = self.map.tiles();
            let attribution = self.map.attribution();
            let line = StatusLine {
                running: around.running,
                said: around.said,
                issues: around.issues.len(),
                pointer: self.map.pointer(),
                attribution: &attribution.text,
                online: tiles.as_ref().is_some_and(|it| it.online),
                map_trouble: tiles.as_ref().and_then(|it| it.last_error.as_deref()),
            };
            status::show(ui, cx, &line);
        });
        if layout.timeline {
            Panel::bottom("timeline")
                .resizable(true)
                .default_size(layout.timeline_height)
                .min_size(96.0)
                .frame(bare)
                .show(ui, |ui| {
                    ui.take_available_space();
                });
        }
        if layout.list {
            Panel::left("list").resizable(true).default_size(layout.list_width).min_size(240.0).frame(bare).show(
                ui,
                |ui| {
                    self.list.show(ui, cx);
                },
            );
        }
        if layout.reader {
            let paper = Frame::NONE.fill(cx.theme.paper);
            Panel::right("reader").resizable(true).default_size(layout.reader_width).min_size(280.0).frame(paper).show(
                ui,
                |ui| {
                    self.reader.show(ui, cx);
                },
            );
        }
        CentralPanel::no_frame().frame(Frame::NONE.fill(cx.theme.map_land)).show(ui, |ui| self.map.show(ui, cx));
    }
}

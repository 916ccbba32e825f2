use egui::{CentralPanel, Frame, Panel, Rangef, Rect, Ui};

use super::panes::{Divider, Edge, Panes};
use crate::event::Issue;
use crate::format::TableLook;
use crate::session::Command;
use crate::theme::measure;
use crate::view::compare::ComparePanel;
use crate::view::edit::EditSheets;
use crate::view::export::ExportSheet;
use crate::view::filter_bar::FilterBar;
use crate::view::issues::IssuesSheet;
use crate::view::keys::KeySheet;
use crate::view::layers::LayersCard;
use crate::view::list::EventList;
use crate::view::log::LogSheet;
use crate::view::map::MapView;
use crate::view::mapping::{MappingSheet, TableQuestion};
use crate::view::open_path::{OpenPath, Typed};
use crate::view::original::OriginalSheet;
use crate::view::palette::Palette;
use crate::view::paste::PasteSheet;
use crate::view::reader::Reader;
use crate::view::replace::ReplaceSheet;
use crate::view::rescue::{Rescue, RescueSheet};
use crate::view::review::ReviewQueue;
use crate::view::settings_window::SettingsWindow;
use crate::view::status::{self, StatusLine};
use crate::view::timeline::Timeline;
use crate::view::whole::Whole;
use crate::view::{Ctx, Pane, Running, Shell, about, action, closing, topbar, trouble};

/// Every view and its own state.
#[derive(Default)]
pub struct Views {
    list: EventList,
    map: MapView,
    reader: Reader,
    timeline: Timeline,
    filter_bar: FilterBar,
    palette: Palette,
    keys: KeySheet,
    settings: SettingsWindow,
    issues: IssuesSheet,
    open_path: OpenPath,
    mapping: MappingSheet,
    layers: LayersCard,
    review: Option<ReviewQueue>,
    paste: PasteSheet,
    original: OriginalSheet,
    replace: ReplaceSheet,
    compare: Option<ComparePanel>,
    export: ExportSheet,
    rescue: RescueSheet,
    log: LogSheet,
    /// Sizes of list, reader and timeline when the pointer was pressed.
    pressed: Option<[f32; 3]>,
    /// The sheet that lies over the window, if any.
    sheet: Option<Sheet>,
    trouble: Option<(String, String)>,
    editing: bool,
    edits: EditSheets,
    panes: Panes,
    /// What stands in the place of the list, as a whole.
    instead: Whole,
}

/// What can lie over the window, one at a time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sheet {
    Palette,
    Keys,
    About,
    Settings,
    Issues,
    OpenPath,
    Mapping,
    Export,
    Closing,
    Manage,
    Bulk,
    Rescue,
    Log,
    Paste,
    Original,
    Replace,
}

/// What the shell knows and views show.
pub struct Around<'a> {
    pub said: Option<&'a str>,
    pub running: Option<&'a Running>,
    pub issues: &'a [Issue],
    /// What the program was started with is still being read: there is nothing to show yet.
    pub starting: bool,
}

impl Views {
    /// Another case is open: nothing that was scrolled or typed holds any more.
    pub fn forget_case(&mut self) {
        self.map.forget_case();
        *self = Self { map: std::mem::take(&mut self.map), ..Self::default() };
    }

    /// Whether the frame before showed every tile of the base map.
    pub fn map_is_whole(&self) -> bool {
        self.map.tiles().is_some_and(|it| it.loading == 0)
    }

    /// Go through what a report proposes, after those that wait already. Whether it came to the front.
    pub fn review(&mut self, review: crate::review::Review) -> bool {
        self.review.get_or_insert_default().add(review)
    }

    /// What can be compared has come.
    pub fn sides_came(
        &mut self,
        project: std::sync::Arc<crate::project::Project>,
        sides: Vec<crate::corroborate::Side>,
    ) {
        if let Some(panel) = &mut self.compare {
            panel.sides_came(project, sides);
        }
    }

    /// Two sides were compared.
    pub fn compared(&mut self, found: Option<crate::corroborate::Comparison>) {
        if let Some(panel) = &mut self.compare {
            panel.came(found);
        }
    }

    /// A report has the address of an article and another text: which of the two is asked.
    pub fn report_changed(&mut self, article: crate::article::ArticleId, review: crate::review::Review) {
        self.replace.changed(article, review);
        self.sheet = Some(Sheet::Replace);
    }

    /// A report was not added, since it is in the project already.
    pub fn report_was_here(&mut self, name: String) {
        self.review.get_or_insert_default().skip(name);
    }

    /// What the proposal that is looked at rests on.
    pub fn evidence(&self, project: &crate::project::Project) -> Option<crate::view::Evidence> {
        self.review.as_ref().filter(|_| self.compare.is_none())?.evidence(project)
    }

    /// Ask what the columns of a table mean, or do not ask any more.
    pub fn ask_columns(&mut self, question: Option<TableQuestion>) {
        match question {
            Some(question) => {
                self.mapping.ask(question);
                self.sheet = Some(Sheet::Mapping);
            }
            None if self.sheet == Some(Sheet::Mapping) => self.sheet = None,
            None => {}
        }
    }

    /// What a table is under a mapping that was asked for.
    pub fn columns_seen(&mut self, version: u64, look: Result<TableLook, String>) {
        self.mapping.seen(version, look);
    }

    /// Show the ways out of something.
    pub fn rescue(&mut self, about: Rescue) {
        self.rescue.open(about);
        self.sheet = Some(Sheet::Rescue);
    }

    /// Say what went wrong until somebody has read it.
    pub fn trouble(&mut self, title: &str, text: String) {
        self.trouble = Some((title.to_owned(), text));
    }

    /// Whether what is selected can be changed in place.
    pub fn editing(&self) -> bool {
        self.editing
    }

    /// Do what only views can: open and shut sheets, move the keyboard.
    pub fn answer(&mut self, ask: &Shell) {
        let (sheet, open) = match ask {
            Shell::CloseProposals => {
                self.review = None;
                return;
            }
            Shell::FocusPane(pane) => return self.focus(*pane),
            Shell::StepPane { back } => {
                if let Some(pane) = self.panes.step(*back) {
                    self.focus(pane);
                }
                return;
            }
            Shell::FocusWords => return self.filter_bar.focus_words(),
            Shell::Edit(on) => {
                self.editing = *on;
                return;
            }
            Shell::Closing(open) => (Sheet::Closing, *open),
            Shell::Rescue(open) => (Sheet::Rescue, *open),
            Shell::Log { open, event } => {
                self.log.look_at(event.clone());
                (Sheet::Log, *open)
            }
            Shell::Manage(open) => (Sheet::Manage, *open),
            Shell::Bulk(open) => (Sheet::Bulk, *open),
            Shell::Palette(open) => (Sheet::Palette, *open),
            Shell::Keys(open) => (Sheet::Keys, *open),
            Shell::About(open) => (Sheet::About, *open),
            Shell::SettingsWindow(open) => (Sheet::Settings, *open),
            Shell::Issues(open) => (Sheet::Issues, *open),
            Shell::OpenPath(open) => {
                if *open {
                    self.open_path.ask(Typed::Open);
                }
                (Sheet::OpenPath, *open)
            }
            Shell::SavePath => {
                self.open_path.ask(Typed::Save);
                (Sheet::OpenPath, true)
            }
            Shell::TypePath(what) => {
                self.open_path.ask(*what);
                (Sheet::OpenPath, true)
            }
            Shell::Export(open) => (Sheet::Export, *open),
            Shell::ReplaceText(article) => {
                article.iter().for_each(|id| self.replace.begin(*id));
                (Sheet::Replace, article.is_some())
            }
            Shell::ComparePanel => {
                self.compare.get_or_insert_default();
                return;
            }
            Shell::Original(article) => {
                article.iter().for_each(|id| self.original.begin(*id));
                (Sheet::Original, article.is_some())
            }
            Shell::Paste(text) => {
                if let Some(text) = text {
                    self.paste.begin(text.clone());
                }
                (Sheet::Paste, text.is_some())
            }
            _ => return,
        };
        if open {
            self.sheet = Some(sheet);
        } else if self.sheet == Some(sheet) {
            self.sheet = None;
        }
    }

    /// Put the keyboard into a part of the window.
    fn focus(&mut self, pane: Pane) {
        match pane {
            Pane::Filters => self.filter_bar.focus_words(),
            Pane::List => match (&self.compare, &self.review) {
                (None, None) => self.list.focus(),
                _ => self.instead.focus(),
            },
            Pane::Map => self.map.focus(),
            Pane::Reader => self.reader.focus(),
            Pane::Timeline => self.timeline.focus(),
        }
    }

    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>, around: &Around<'_>) {
        self.panes.clear();
        let bare = Frame::NONE.fill(cx.theme.panel);
        let bar =
            |id: &'static str, height: f32| Panel::top(id).exact_size(height).frame(bare).show_separator_line(false);
        bar("top bar", measure::TOP_BAR).show(ui, |ui| topbar::show(ui, cx));
        if !around.starting {
            let bar = bar("filter bar", measure::FILTER_BAR).show(ui, |ui| self.filter_bar.show(ui, cx));
            self.panes.add(Pane::Filters, bar.response.rect);
        }
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
        if around.starting {
            // Another case in its place would only be in the way, and take time from the reading.
            let land = Frame::NONE.fill(cx.theme.map_land);
            CentralPanel::no_frame().frame(land).show(ui, |_| {});
            return;
        }
        let [list, reader, timeline] = self.sides(ui, cx);
        let map = ui.available_rect_before_wrap();
        CentralPanel::no_frame().frame(Frame::NONE.fill(cx.theme.map_land)).show(ui, |ui| {
            self.map.show(ui, cx);
            self.layers.show(ui, cx, map);
        });
        let shown = [(Pane::List, list), (Pane::Map, Some(map)), (Pane::Reader, reader), (Pane::Timeline, timeline)];
        shown.into_iter().filter_map(|(pane, rect)| Some((pane, rect?))).for_each(|(pane, rect)| {
            self.panes.add(pane, rect);
        });
        self.panes.look(ui);
        match self.sheet {
            Some(Sheet::Palette) => self.palette.show(ui, cx),
            Some(Sheet::Keys) => self.keys.show(ui, cx),
            Some(Sheet::About) => about::show(ui, cx),
            Some(Sheet::Settings) => self.settings.show(ui, cx),
            Some(Sheet::Issues) => self.issues.show(ui, cx, around.issues),
            Some(Sheet::OpenPath) => self.open_path.show(ui, cx),
            Some(Sheet::Mapping) => self.mapping.show(ui, cx),
            Some(Sheet::Export) => self.export.show(ui, cx),
            Some(Sheet::Closing) => closing::show(ui, cx),
            Some(Sheet::Manage) => self.edits.manage.show(ui, cx),
            Some(Sheet::Log) => self.log.show(ui, cx),
            Some(Sheet::Rescue) => self.rescue.show(ui, cx),
            Some(Sheet::Bulk) => self.edits.bulk.show(ui, cx),
            Some(Sheet::Replace) => self.replace.show(ui, cx),
            Some(Sheet::Original) => self.original.show(ui, cx),
            Some(Sheet::Paste) => self.paste.show(ui, cx),
            None => {}
        }
        play(ui, cx);
        action::shortcuts(ui, cx);
        if let Some((title, text)) = self.trouble.take() {
            self.trouble = trouble::show(ui, cx, &title, &text).then_some((title, text));
        }
    }

    /// The panels around the map: they can be dragged to another size or shut, and stay so. Where list, reader and
    /// timeline are.
    fn sides(&mut self, ui: &mut Ui, cx: &Ctx<'_>) -> [Option<Rect>; 3] {
        let whole = ui.available_size();
        let before = cx.settings.layout;
        let mut layout = before;
        let bare = Frame::NONE.fill(cx.theme.panel);
        let paper = Frame::NONE.fill(cx.theme.paper);
        let edges = [("list", Edge::Right), ("reader", Edge::Left), ("timeline", Edge::Top)];
        let dividers = edges.map(|(panel, edge)| Divider::of(ui, panel, edge));
        let moved = dividers.each_ref().map(|it| it.keys(ui));
        let mut rects = [None; 3];
        // However narrow the window, the map keeps the better part.
        let timeline = Panel::bottom("timeline")
            .resizable(true)
            .default_size(before.timeline_height)
            .size_range(Rangef::new(96.0, (whole.y * 0.6).max(96.0)))
            .frame(bare);
        if let Some(shown) = timeline.show_collapsible(ui, &mut layout.timeline, |ui| self.timeline.show(ui, cx)) {
            layout.timeline_height = shown.response.rect.height();
            rects[2] = Some(shown.response.rect);
        }
        let list = Panel::left("list")
            .resizable(true)
            .default_size(before.list_width.min(whole.x * 0.27))
            .size_range(Rangef::new(220.0, (whole.x * 0.5).max(220.0)))
            .frame(bare);
        // Comparison and proposals stand in the place of the list, whether that is shown or not.
        let instead = self.compare.is_some() || self.review.is_some();
        let mut open = layout.list || instead;
        let mut stays = true;
        let shown = list.show_collapsible(ui, &mut open, |ui| match (&mut self.compare, &mut self.review) {
            (Some(compare), _) => stays = self.instead.show(ui, cx, "Comparison", |ui| compare.show(ui, cx)),
            (None, Some(queue)) => stays = self.instead.show(ui, cx, "Proposals", |ui| queue.show(ui, cx)),
            (None, None) => self.list.show(ui, cx),
        });
        if let Some(shown) = shown {
            layout.list_width = shown.response.rect.width();
            rects[0] = Some(shown.response.rect);
        }
        if !instead {
            layout.list = open;
        } else if !stays && self.compare.take().is_none() {
            self.review = None;
        }
        let reader = Panel::right("reader")
            .resizable(true)
            .default_size(before.reader_width.min(whole.x * 0.3))
            .size_range(Rangef::new(280.0, (whole.x * 0.5).max(280.0)))
            .frame(paper);
        if let Some(shown) = reader.show_collapsible(ui, &mut layout.reader, |ui| self.reader.show(ui, cx)) {
            layout.reader_width = shown.response.rect.width();
            rects[1] = Some(shown.response.rect);
        }
        dividers.iter().zip(rects).for_each(|(it, rect)| rect.iter().for_each(|rect| it.ring(ui, cx.theme, *rect)));
        let shut = (layout.timeline, layout.list, layout.reader) != (before.timeline, before.list, before.reader);
        if shut {
            cx.set(move |it| {
                (it.layout.timeline, it.layout.list, it.layout.reader) = (layout.timeline, layout.list, layout.reader);
            });
        }
        self.remember_sizes(ui, cx, [layout.list_width, layout.reader_width, layout.timeline_height], moved);
        rects
    }

    /// A size that changed between press and release was dragged by the user, or moved by a key; any other follows from
    /// the window.
    fn remember_sizes(&mut self, ui: &Ui, cx: &Ctx<'_>, now: [f32; 3], by_key: [bool; 3]) {
        if ui.input(|input| input.pointer.any_pressed()) {
            self.pressed = Some(now);
        }
        let released = ui.input(|input| input.pointer.any_released());
        let before = if released { self.pressed.take() } else { None };
        let dragged = |i: usize| before.is_some_and(|before| (now[i] - before[i]).abs() > 0.5);
        let [list, reader, timeline] = [0, 1, 2].map(|i| (dragged(i) || by_key[i]).then_some(now[i]));
        if list.or(reader).or(timeline).is_some() {
            cx.set(move |it| {
                it.layout.list_width = list.unwrap_or(it.layout.list_width);
                it.layout.reader_width = reader.unwrap_or(it.layout.reader_width);
                it.layout.timeline_height = timeline.unwrap_or(it.layout.timeline_height);
            });
        }
    }
}

/// While playing, time passes with every frame, whichever panels are open.
fn play(ui: &Ui, cx: &Ctx<'_>) {
    if cx.session.play().running && ui.ctx().current_pass_index() == 0 {
        cx.send(Command::PlayTick(f64::from(ui.input(|input| input.stable_dt))));
        ui.ctx().request_repaint();
    }
}

//! The shell: a frame, and the effects that only a shell can have.

mod compare;
mod document;
mod effects;
mod gazetteers;
mod incoming;
mod jobs;
mod launch;
mod layering;
mod panels;
mod panes;
mod reports;
mod rescue;
mod screenshot;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

pub use launch::run;

use self::document::{Document, Home, ProjectFile};
use self::gazetteers::Gazetteers;
pub use self::incoming::Ahead;
use self::incoming::{How, Incoming};
use self::jobs::Jobs;
use self::panels::Views;
use self::screenshot::Screenshot;
use crate::event::Issue;
use crate::format::Import;
use crate::project::Project;
use crate::session::{Command, Session, let_go};
use crate::settings::{Settings, ThemeChoice};
use crate::theme::{self, Theme};
use crate::view::edit::next_gesture;
use crate::view::{Ctx, Shell};

/// Frames follow one another no faster while there is nothing to show.
const STARTING: Duration = Duration::from_millis(500);
/// How long something that was said stays.
const SAID: Duration = Duration::from_secs(6);
/// Settings are written this long after the last change.
const SAVE_AFTER: Duration = Duration::from_millis(800);

/// What the program starts with.
#[derive(Default)]
pub struct Start {
    /// The case folder to open; the bundled case if missing.
    pub case: Option<PathBuf>,
    /// What is being read of it already.
    pub ahead: Ahead,
    pub settings: Settings,
    /// Where settings are kept; nowhere if missing.
    pub settings_path: Option<PathBuf>,
    /// Where unsaved work, recovery files and backups are kept; nowhere if missing.
    pub state: Option<PathBuf>,
    /// The theme of this run, until another one is chosen.
    pub theme: Option<ThemeChoice>,
    /// Save a picture of the window here and quit.
    pub screenshot: Option<PathBuf>,
    /// Set if that picture could not be saved.
    pub failed: Arc<AtomicBool>,
    /// Print the milliseconds since then once the first useful frame was shown, and quit.
    pub first_frame_since: Option<Instant>,
    /// Do not fall back to fonts of the system, so that pictures are the same everywhere.
    pub own_fonts_only: bool,
}

/// A case that was read and made ready to explore.
pub struct Opened {
    session: Session,
    issues: Vec<Issue>,
    /// If it is a project file.
    file: Option<ProjectFile>,
}

impl From<Project> for Opened {
    fn from(project: Project) -> Self {
        Self { session: Session::new(Arc::new(project)), issues: Vec::new(), file: None }
    }
}

impl From<Import> for Opened {
    fn from(import: Import) -> Self {
        Self { issues: import.report.issues, ..Self::from(import.project) }
    }
}

/// The window's whole state.
pub struct App {
    session: Session,
    issues: Vec<Issue>,
    document: Document,
    /// Edits of projects that were left while a file of theirs was being written, by the number of the writing.
    left: Vec<(u64, document::Waiting)>,
    state: Option<PathBuf>,
    /// Counts up with every project that takes the place of another.
    shown: u64,
    /// What the title bar says.
    title: String,
    settings: Settings,
    settings_path: Option<PathBuf>,
    theme: Option<ThemeChoice>,
    unsaved_since: Option<Instant>,
    views: Views,
    jobs: Jobs,
    /// Files that wait until it is said what their columns mean.
    incoming: Option<Incoming>,
    /// What is wanted of layers once nothing else is being read.
    wishes: VecDeque<layering::Wish>,
    gazetteers: Gazetteers,
    said: Option<(String, Instant)>,
    screenshot: Option<Screenshot>,
    /// How many frames were drawn before there was anything to show, and when the last one was.
    held_back: (u32, Option<Instant>),
    first_frame_since: Option<Instant>,
    /// The project that was open when the first frame was last waited for; see `shown`.
    timed: u64,
    /// Something was to be opened at the start.
    started_with_case: bool,
}

impl App {
    /// Open the case and dress the window.
    pub fn new(ctx: &egui::Context, start: Start) -> Self {
        ctx.set_fonts(theme::fonts());
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        let bundled = Opened::from(crate::format::read_bundled());
        let ahead = start.ahead.take();
        let is_begun = ahead.is_some();
        let jobs = ahead.unwrap_or_default();
        jobs.wake(ctx);
        let mut app = Self {
            session: bundled.session,
            issues: bundled.issues,
            document: Document::default(),
            left: Vec::new(),
            state: start.state,
            shown: 0,
            title: String::new(),
            settings: start.settings,
            settings_path: start.settings_path,
            theme: start.theme,
            unsaved_since: None,
            views: Views::default(),
            jobs,
            incoming: None,
            wishes: VecDeque::new(),
            gazetteers: Gazetteers::default(),
            said: None,
            screenshot: start.screenshot.map(|path| Screenshot::new(path, start.failed)),
            held_back: (0, None),
            first_frame_since: start.first_frame_since,
            timed: 0,
            started_with_case: start.case.is_some(),
        };
        app.dress(ctx);
        app.offer_scratches();
        if let Some(path) = start.case.filter(|_| !is_begun) {
            app.open_path(&path);
        }
        app
    }

    pub fn session(&self) -> &Session {
        &self.session
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Change the session as a view would.
    pub fn command(&mut self, ctx: &egui::Context, command: Command) {
        let seen = Arc::clone(self.session.project());
        self.command_on(ctx, &seen, command);
    }

    /// The same for a view that saw the project in this state: another command may have changed it since.
    fn command_on(&mut self, ctx: &egui::Context, seen: &Arc<Project>, command: Command) {
        if !matches!(command, Command::CameraIs { .. } | Command::PlayTick(_)) {
            tracing::debug!("{command:?}");
        }
        for effect in self.session.apply_on(seen, command) {
            self.perform(ctx, effect);
        }
        self.refresh(ctx);
    }

    /// Bring in line what follows from the session; if that takes longer than a frame may, the next one goes on.
    fn refresh(&mut self, ctx: &egui::Context) {
        const TIME: std::time::Duration = std::time::Duration::from_millis(10);
        if self.session.refresh_within(TIME) {
            ctx.request_repaint();
        }
    }

    /// Put the settings' look on the window.
    fn dress(&self, ctx: &egui::Context) {
        ctx.set_theme(match self.theme.unwrap_or(self.settings.theme) {
            ThemeChoice::Light => egui::ThemePreference::Light,
            ThemeChoice::Dark => egui::ThemePreference::Dark,
            ThemeChoice::System => egui::ThemePreference::System,
        });
        for (which, tokens) in [(egui::Theme::Light, Theme::LIGHT), (egui::Theme::Dark, Theme::DARK)] {
            ctx.style_mut_of(which, |style| theme::apply(&tokens, self.settings.reduce_motion, style));
        }
        ctx.set_zoom_factor(self.settings.scale);
    }

    /// A case was read: show it, keep what it had to say.
    fn show_case(&mut self, opened: Opened, path: Option<(&Path, u64)>) {
        let title = opened.session.project().meta.title.clone();
        self.leave_document();
        self.forget_incoming();
        // They were for the project that was open.
        self.wishes.clear();
        self.jobs.stop_reports();
        self.shown += 1;
        let mut read_only = None;
        let mut recovered = 0;
        if let (Some(file), Some((_, number))) = (opened.file, path) {
            read_only = file.writer.as_ref().err().cloned();
            recovered = file.recovered.len();
            self.document = Document::opened(number, file, self.state.as_deref());
        }
        let read_only_said = read_only.clone();
        let_go(std::mem::replace(&mut self.session, opened.session));
        let_go(std::mem::replace(&mut self.issues, opened.issues));
        self.views.forget_case();
        let _ = self.session.apply(Command::ReadOnly(read_only));
        // The status bar says how many issues there are.
        self.say(match read_only_said {
            Some(why) => format!("Opened {title} for reading only: {why}"),
            None if recovered > 0 => {
                let changes = crate::view::words::count(recovered, "change", "changes");
                format!("Opened {title} with {changes} that could not be saved the last time")
            }
            None => format!("Opened {title}"),
        });
        if let Some((path, _)) = path {
            self.settings.opened(path.to_path_buf());
            self.changed_settings();
        }
    }

    fn say(&mut self, text: String) {
        self.said = Some((text, Instant::now()));
    }

    /// Work without a name that an earlier window has left is found among the recent projects.
    fn offer_scratches(&mut self) {
        let Some(state) = &self.state else { return };
        let left = crate::store::scratches(state);
        if left.is_empty() {
            return;
        }
        self.settings.recent.retain(|it| it.exists() || !it.starts_with(state.join("scratch")));
        for path in left.iter().rev() {
            self.settings.opened(path.clone());
        }
        self.say("Work that was not saved under a name is kept: File › Open recent".to_owned());
    }

    /// The title bar names the project and says whether all of it is saved.
    fn entitle(&mut self, ctx: &egui::Context) {
        let star = if self.document.is_unsaved() { "*" } else { "" };
        let line = self.document.line();
        let name = line.name.unwrap_or_else(|| self.session.project().meta.title.clone());
        let title = if name.is_empty() { "Dateline".to_owned() } else { format!("{star}{name} – Dateline") };
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    fn changed_settings(&mut self) {
        self.unsaved_since = Some(Instant::now());
    }

    fn save_settings(&mut self) {
        self.unsaved_since = None;
        if let Some(path) = &self.settings_path
            && let Err(error) = self.settings.save(path)
        {
            tracing::warn!("settings cannot be written to {}: {error}", path.display());
            self.said = Some((format!("Settings could not be saved: {error}"), Instant::now()));
        }
    }

    /// The frame before was the first with a whole map of what was to be opened: say how long it took.
    fn time_first_frame(&mut self, ctx: &egui::Context) {
        if let Some(since) = self.first_frame_since {
            // A window that draws all the time would hold up what it waits for.
            if self.is_taking_in() {
                return;
            }
            ctx.request_repaint();
            // What has just been taken up is drawn by this frame, and not by the one before.
            let fresh = std::mem::replace(&mut self.timed, self.shown) != self.shown;
            if self.views.map_is_whole() && !fresh {
                self.first_frame_since = None;
                println!("{}", since.elapsed().as_millis());
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
    }

    /// Whether what the program was started with is still being read, and nothing was shown before.
    fn is_starting(&self) -> bool {
        self.started_with_case && self.shown == 0 && self.jobs.is_reading()
    }

    /// A window that comes up is told of many things, and each would be a frame of its own: as long as there is nothing to
    /// see but that reading goes on, those after the first two wait, since without a graphics card they take their
    /// time from the reading.
    fn hold_back(&mut self) {
        if !self.is_starting() {
            return;
        }
        let (frames, last) = self.held_back;
        if let Some(last) = last.filter(|_| frames >= 2) {
            self.jobs.wait(STARTING.saturating_sub(last.elapsed()));
        }
        self.held_back = (frames + 1, Some(Instant::now()));
    }

    /// The size of the window, unless the screen gives it.
    fn remember_window(&mut self, ctx: &egui::Context) {
        let size = ctx.input(|input| {
            let it = input.viewport();
            let free = it.fullscreen != Some(true) && it.maximized != Some(true);
            it.inner_rect.filter(|_| free).map(|rect| (rect.width(), rect.height()))
        });
        let Some((width, height)) = size.filter(|_| self.settings_path.is_some()) else { return };
        let scale = self.settings.scale;
        let now = (width * scale, height * scale);
        let before = self.settings.layout.window;
        if (now.0 - before.0).abs() > 1.0 || (now.1 - before.1).abs() > 1.0 {
            self.settings.layout.window = now;
            self.changed_settings();
        }
    }

    /// Once a frame, before anything is drawn: what has to happen at its time.
    fn keep_time(&mut self, ctx: &egui::Context) {
        if let Some((_, since)) = &self.said {
            let left = SAID.saturating_sub(since.elapsed());
            if left.is_zero() {
                self.said = None;
            } else {
                ctx.request_repaint_after(left);
            }
        }
        if let Some(since) = self.unsaved_since {
            let left = SAVE_AFTER.saturating_sub(since.elapsed());
            if left.is_zero() {
                self.save_settings();
            } else {
                ctx.request_repaint_after(left);
            }
        }
        if self.session.is_making() {
            ctx.request_repaint_after(Duration::from_millis(100));
        } else if self.jobs.running().is_some() {
            // Often enough to see how far it is; without a graphics card every frame takes time from the work itself. At the
            // start nothing else is to be seen than that it goes on.
            ctx.request_repaint_after(if self.is_starting() {
                Duration::from_secs(1)
            } else {
                Duration::from_millis(500)
            });
        }
    }
}

impl eframe::App for App {
    /// Runs even while the window is hidden: a case must finish opening when minimised.
    fn logic(&mut self, ctx: &egui::Context, _: &mut eframe::Frame) {
        self.hold_back();
        self.finish_jobs(ctx);
        self.next_wish();
        for effect in self.session.take_finished() {
            self.perform(ctx, effect);
        }
        self.keep_time(ctx);
        self.entitle(ctx);
        if ctx.input(|input| input.viewport().close_requested()) && !self.may_close() {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
        } else if self.document.closing && !self.document.is_unsaved() && self.left.is_empty() {
            self.document.closing = false;
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        if ui.ctx().current_pass_index() == 0 {
            self.session.begin_frame();
        }
        self.refresh(ui.ctx());
        self.take_dropped(ui.ctx());
        self.remember_window(ui.ctx());
        let tokens = match ui.ctx().theme() {
            egui::Theme::Light => Theme::LIGHT,
            egui::Theme::Dark => Theme::DARK,
        };
        self.time_first_frame(ui.ctx());
        let said = self.said.as_ref().map(|(text, _)| text.as_str());
        let seen = Arc::clone(self.session.project());
        let file = (self.document.line(), self.document.log());
        let mut cx = Ctx::new(&self.session, &tokens, &self.settings, file, self.views.editing());
        cx.evidence = self.views.evidence(self.session.project());
        let running = self.jobs.running();
        let starting = self.is_starting();
        let around = panels::Around { said, running: running.as_ref(), issues: &self.issues, starting };
        self.views.show(ui, &cx, &around);
        let (commands, asks) = cx.into_asked();
        let ctx = ui.ctx().clone();
        let any = !commands.is_empty() || !asks.is_empty();
        let shown = self.shown;
        for command in commands {
            self.command_on(&ctx, &seen, command);
            // What was asked of the case before does not hold for the one just opened.
            if self.shown != shown {
                break;
            }
        }
        for ask in asks {
            self.answer(&ctx, ask);
        }
        // What was asked shows in the next frame, and so does what is hovered in the other views.
        if any || self.session.hover().changed() {
            ctx.request_repaint();
        }
        if let Some(screenshot) = &mut self.screenshot {
            screenshot.frame(&ctx, self.jobs.running().is_some() || !self.views.map_is_whole());
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn on_exit(&mut self, _: Option<&eframe::glow::Context>) {
        if self.unsaved_since.is_some() {
            self.save_settings();
        }
        // Whatever still waits is saved, or kept for recovery.
        self.finish_edits();
        self.document = Document::default();
    }
}

impl App {
    fn answer(&mut self, ctx: &egui::Context, ask: Shell) {
        match ask {
            Shell::Set(change) => {
                let before = self.settings.clone();
                change.make(&mut self.settings);
                if self.settings != before {
                    self.theme = self.theme.filter(|_| self.settings.theme == before.theme);
                    self.changed_settings();
                    self.dress(ctx);
                }
            }
            Shell::PickCase => self.jobs.pick_case(),
            Shell::PickFile => self.jobs.pick_files(How::Open, false),
            Shell::PickTable => self.jobs.pick_files(How::Open, true),
            Shell::PickLayer => self.jobs.pick_files(How::Add, false),
            Shell::RemoveLayer(key) => self.remove_layer(key),
            Shell::Table(ask) => self.answer_table(ask),
            Shell::Take(path, typed) => self.take_typed(path, typed),
            Shell::PickReport => self.jobs.pick_report(),
            Shell::PickGazetteer => self.jobs.pick_gazetteer(),
            Shell::AddGazetteer(path) => self.jobs.add_gazetteer(path),
            Shell::AddAnyway(review) => self.add_report(ctx, *review, next_gesture()),
            Shell::WriteOriginal(article, path) => self.write_original(article, path),
            Shell::CompareSides => self.jobs.find_sides(Arc::clone(self.session.project())),
            Shell::Compare(sides) => {
                let (project, lookups) = (Arc::clone(self.session.project()), Arc::clone(self.session.lookups()));
                self.jobs.compare(project, lookups, sides.0, sides.1);
            }
            Shell::ReadPasted(pasted) => {
                self.find_events(vec![reports::From::Paste(*pasted)]);
            }
            Shell::ReviewArticle(article) => {
                self.find_events(vec![reports::From::Article(article)]);
            }
            Shell::CancelOpening => {
                if self.cancel_reports() || self.cancel_comparing() || self.cancel_gazetteer() {
                    return;
                }
                if self.jobs.cancel() {
                    self.say("Cancelled: what was open before is still open".to_owned());
                }
            }
            Shell::Write(export) => self.jobs.write(Arc::clone(self.session.project()), export),
            Shell::PickMap => self.jobs.pick_map(),
            Shell::NewProject => self.new_project(),
            Shell::Save => self.save_now(),
            Shell::SaveAs => self.jobs.pick_save(self.suggested_name(), false),
            Shell::SaveCopy => self.jobs.pick_save(self.suggested_name(), true),
            Shell::SaveTo(path) => self.write_project(Home::File(path)),
            Shell::Retry => self.retry_saving(),
            Shell::Reason { at, reason } => self.document.put_reason(&at, &reason),
            Shell::WriteLog(path) => self.jobs.write_log(self.document.log().to_vec(), path),
            Shell::Backups => self.find_backups(),
            Shell::OpenBackup(path) => self.jobs.open_backup(&path),
            Shell::Salvage(path) => self.jobs.salvage(&path),
            Shell::CloseAnyway { discard } => self.close_anyway(ctx, discard),
            Shell::Say(text) => self.say(text),
            Shell::FullScreen => {
                let now = ctx.input(|input| input.viewport().fullscreen.unwrap_or(false));
                ctx.send_viewport_cmd(egui::ViewportCommand::Fullscreen(!now));
            }
            other => self.views.answer(&other),
        }
    }
}

use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use super::Opened;
use super::document::{Home, ProjectFile};
use super::incoming::{Brought, How};
use super::layering::Relayered;
use super::rescue::{self, Rescued};
use crate::extract::gazetteer::user::{NoGazetteer, Summary};
use crate::format::{self, OpenError, OpenOptions, Phase, Progress, TableLook};
use crate::project::Project;
use crate::session::let_go;
use crate::store::{self, Access, Lock, LogEntry, SaveEvent, Saver, SaverOptions};
use crate::view::Running;
use crate::view::export::Export;
use crate::view::rescue::Rescue;
use crate::view::words::{count, thousands};

/// What a job brings back.
pub enum Done {
    Case {
        path: PathBuf,
        result: Result<Box<Opened>, String>,
        number: u64,
    },
    /// A project that is damaged, and the ways out.
    Damaged {
        rescue: Box<Rescue>,
        number: u64,
    },
    /// The backups of the open project.
    Backups(Box<Rescue>),
    /// What was opened in the place of a damaged project.
    Rescued {
        result: Result<Box<Rescued>, String>,
        number: u64,
    },
    /// Files on their way in were looked at or read.
    Brought {
        number: u64,
        result: Result<Brought, String>,
    },
    /// A layer joined the project or left it.
    Relayered {
        number: u64,
        result: Result<Box<Relayered>, String>,
    },
    /// A table was looked at under the mapping of this number.
    Looked {
        version: u64,
        look: Result<Box<TableLook>, String>,
    },
    /// The files somebody chose, what is to become of them, and whether to ask what their columns mean.
    PickedFiles(Option<Vec<PathBuf>>, How, bool),
    /// The file or folder somebody chose, if any.
    Picked(Option<PathBuf>),
    /// The map file somebody chose, if any.
    PickedMap(Option<PathBuf>),
    /// The reports somebody chose, if any.
    PickedReports(Option<Vec<PathBuf>>),
    /// The gazetteer somebody chose, if any.
    PickedGazetteer(Option<PathBuf>),
    /// What is in a gazetteer.
    Gazetteer(PathBuf, Result<Summary, NoGazetteer>),
    /// What came of comparing two sides.
    Compared(Box<super::compare::Compared>),
    /// One of the reports that are being read.
    Report(super::reports::Came),
    /// Events were written to a file: what to say of it.
    Exported(Result<String, String>),
    /// Where somebody wants the project, if anywhere; whether as a copy.
    PickedSave(Option<PathBuf>, bool),
    Written(Box<Written>),
    /// What the copy is called, or why there is none.
    Copied(Result<PathBuf, String>),
    /// What the saver of the document of this number tells.
    Saving(u64, SaveEvent),
    /// This system shows no dialog for files.
    NoDialog(Asked),
}

/// Endings of files that are read as reports.
const REPORTS: [&str; 8] = ["txt", "md", "markdown", "html", "htm", "docx", "eml", "pdf"];

/// Whether a file is to be read as a report and not as a table of events or a part of a case.
pub fn is_report(path: &Path) -> bool {
    let ending = |of: &str| path.extension().is_some_and(|it| it.eq_ignore_ascii_case(of));
    let in_case = path.ancestors().skip(1).take(2).any(|folder| folder.join("case.toml").is_file());
    if path.is_dir() || in_case || !REPORTS.iter().any(|it| ending(it)) {
        return false;
    }
    !(ending("txt") && divided(path))
}

/// Whether the first lines of a text are divided into the same number of columns.
fn divided(path: &Path) -> bool {
    let mut head = vec![0; 16 << 10];
    let read = std::fs::File::open(path).and_then(|mut file| file.read(&mut head)).unwrap_or(0);
    let text = String::from_utf8_lossy(&head[..read]).into_owned();
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(5).collect();
    ['\t', ';', '|', ','].into_iter().any(|mark| {
        let counts: Vec<usize> = lines.iter().map(|line| line.matches(mark).count()).collect();
        counts.len() > 1 && counts[0] > 1 && counts.iter().all(|count| *count == counts[0])
    })
}

/// What a dialog was to ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    Open,
    Save,
    Report,
    /// A table whose columns are to be asked.
    Columns,
    /// A layer for the open project.
    Layer,
    Gazetteer,
}

/// A project was written to a file of its own.
pub struct Written {
    pub home: Home,
    pub number: u64,
    pub result: Result<(Lock, Saver), String>,
}

/// What is being read.
struct Reading {
    number: u64,
    /// What is done: opening, salvaging.
    verb: &'static str,
    name: String,
    progress: Arc<Progress>,
    since: Instant,
}

/// Nobody shuts a dialog sooner than it was drawn: then there was none.
const NO_DIALOG: Duration = Duration::from_millis(200);

/// Wakes the window, once there is one.
#[derive(Clone, Default)]
pub struct Waker(Arc<OnceLock<egui::Context>>);

impl Waker {
    pub fn request_repaint(&self) {
        // What was done before there was a window is found by its first frame.
        if let Some(ctx) = self.0.get() {
            ctx.request_repaint();
        }
    }
}

/// Work on named threads beside the window. Results come back through one channel and wake the window once.
pub struct Jobs {
    waker: Waker,
    sender: Sender<Done>,
    receiver: Receiver<Done>,
    /// What came while it was waited for.
    came: Option<Done>,
    reading: Option<Reading>,
    pub(super) cases: u64,
    picking: bool,
    /// Reports that are being read.
    pub(super) batch: Option<super::reports::Batch>,
    pub(super) adding: Option<super::gazetteers::Adding>,
    pub(super) comparing: Option<super::compare::Comparing>,
}

impl Default for Jobs {
    fn default() -> Self {
        let (sender, receiver) = channel();
        Self {
            waker: Waker::default(),
            sender,
            receiver,
            came: None,
            reading: None,
            cases: 0,
            picking: false,
            batch: None,
            comparing: None,
            adding: None,
        }
    }
}

impl Jobs {
    /// The window that results are for.
    pub fn wake(&self, ctx: &egui::Context) {
        let _ = self.waker.0.set(ctx.clone());
    }

    /// What is running, in words, and how far it is.
    pub fn running(&self) -> Option<Running> {
        if let Some(batch) = &self.batch {
            return Some(batch.running());
        }
        if let (Some(adding), None) = (&self.adding, &self.reading) {
            return Some(adding.running());
        }
        if let (Some(comparing), None) = (&self.comparing, &self.reading) {
            return Some(comparing.running());
        }
        let Reading { verb, name, progress, since, .. } = self.reading.as_ref()?;
        let mut text = match progress.phase() {
            Phase::Ordering => format!("Putting {name} in order"),
            _ => format!("{verb} {name}"),
        };
        let (rows, seconds) = (progress.rows(), since.elapsed().as_secs_f64());
        if rows > 0 {
            text += &format!(" · {} rows", thousands(usize::try_from(rows).unwrap_or(usize::MAX)));
            if seconds > 0.5 {
                text += &format!(", {} a second", thousands((rows as f64 / seconds) as usize));
            }
        }
        Some(Running { text, fraction: progress.fraction() })
    }

    pub fn is_reading(&self) -> bool {
        self.reading.is_some()
    }

    /// Stop reading. Whether there was anything to stop.
    pub fn cancel(&mut self) -> bool {
        self.reading.take().map(|it| it.progress.cancel()).is_some()
    }

    /// Wait until something is finished, but no longer than this.
    pub fn wait(&mut self, most: Duration) {
        if self.came.is_none() {
            self.came = self.receiver.recv_timeout(most).ok();
        }
    }

    /// The next finished job that still matters: of several cases only the one asked for last.
    pub fn next(&mut self) -> Option<Done> {
        loop {
            let done = self.came.take().or_else(|| self.receiver.try_recv().ok())?;
            match &done {
                Done::Case { number, .. }
                | Done::Damaged { number, .. }
                | Done::Rescued { number, .. }
                | Done::Brought { number, .. }
                | Done::Relayered { number, .. } => {
                    if self.reading.as_ref().map(|it| it.number) != Some(*number) {
                        // It may be large.
                        let_go(done);
                        continue;
                    }
                    self.reading = None;
                }
                Done::Backups(_) => {}
                Done::Picked(_) | Done::PickedMap(_) | Done::PickedSave(..) | Done::NoDialog(_) => self.picking = false,
                Done::PickedReports(_) | Done::PickedGazetteer(_) | Done::PickedFiles(..) => self.picking = false,
                Done::Looked { .. } => {}
                Done::Report(_)
                | Done::Compared(_)
                | Done::Gazetteer(..)
                | Done::Written(_)
                | Done::Copied(_)
                | Done::Saving(..)
                | Done::Exported(_) => {}
            }
            return Some(done);
        }
    }

    /// Read a project, a case folder, or a file of any format that is known, and make it ready to explore. `state` is
    /// where unsaved work is kept.
    pub fn open(&mut self, path: &Path, state: Option<PathBuf>) {
        // Recent cases must be found again from any folder.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let (number, progress) = self.begin_reading(name);
        let tell = self.teller(number);
        self.start_reading("open", move || {
            let mut ways_out = None;
            // A bug in a reader must not take the window down.
            let read = catch_unwind(AssertUnwindSafe(|| {
                // What has backups is a project, whatever became of it.
                let foreign = || store::is_foreign(&path) && !rescue::has_backups(state.as_deref(), &path);
                if path.extension().is_some_and(|it| it.eq_ignore_ascii_case("gpkg")) && !foreign() {
                    return read_project(&path, state.as_deref(), tell).map_err(|error| {
                        ways_out = rescue::offer(state.as_deref(), &path, &error);
                        error.to_string()
                    });
                }
                match format::open(&path, &OpenOptions::default(), &progress) {
                    Ok(import) => Ok(Opened::from(import)),
                    Err(OpenError::Cancelled) => Err(String::new()),
                    Err(error) => Err(error.to_string()),
                }
            }));
            let result = match read {
                Ok(Ok(opened)) => Ok(Box::new(opened)),
                Ok(Err(error)) => Err(error),
                Err(_) => Err(format!("{} could not be read: the reader failed on it.", path.display())),
            };
            match ways_out {
                Some(rescue) => Done::Damaged { rescue: Box::new(rescue), number },
                None => Done::Case { path, result, number },
            }
        });
    }

    /// Something is going to be read: its number, and where to tell how far it is. What was being read before is not
    /// wanted any more.
    pub(super) fn begin_reading(&mut self, name: String) -> (u64, Arc<Progress>) {
        self.begin("Opening", name)
    }

    /// The same with what is done, in words.
    pub(super) fn begin(&mut self, verb: &'static str, name: String) -> (u64, Arc<Progress>) {
        self.cancel();
        self.cases += 1;
        let (number, progress) = (self.cases, Arc::<Progress>::default());
        self.reading = Some(Reading { number, verb, name, progress: Arc::clone(&progress), since: Instant::now() });
        (number, progress)
    }

    pub(super) fn start_reading(&mut self, name: &str, work: impl FnOnce() -> Done + Send + 'static) {
        if !self.start(name, work) {
            self.reading = None;
        }
    }

    /// Write events to a file.
    pub fn write(&self, project: Arc<Project>, Export { events, path }: Export) {
        self.start("write", move || {
            let write = || format::write(&project, events.as_deref(), &path, None, &Progress::default());
            match catch_unwind(AssertUnwindSafe(write)) {
                Ok(Ok(written)) => {
                    let mut text =
                        format!("{} written to {}", count(written.events, "event", "events"), path.display());
                    if !written.left_out.is_empty() {
                        text += &format!(". Left out: {}", written.left_out.join("; "));
                    }
                    Done::Exported(Ok(text))
                }
                Ok(Err(error)) => Done::Exported(Err(error.to_string())),
                Err(_) => Done::Exported(Err(format!("{} could not be written: the writer failed.", path.display()))),
            }
        });
    }

    /// Write the change log to a file.
    pub fn write_log(&self, log: Vec<LogEntry>, path: PathBuf) {
        self.start("write log", move || {
            let changes = count(log.len(), "change", "changes");
            let written = format::write_log(&log, &path);
            Done::Exported(match written {
                Ok(()) => Ok(format!("{changes} written to {}", path.display())),
                Err(error) => Err(format!("{}: {error}", path.display())),
            })
        });
    }

    /// Ask for a case folder, beside the window: a portal may take its time.
    pub fn pick_case(&mut self) {
        self.pick("pick folder", Done::Picked, || rfd::FileDialog::new().set_title("Open a case folder").pick_folder());
    }

    /// Ask where to save the project.
    pub fn pick_save(&mut self, name: String, copy: bool) {
        let done = if copy { |path| Done::PickedSave(path, true) } else { |path| Done::PickedSave(path, false) };
        self.pick("pick where to save", done, move || {
            let title = if copy { "Save a copy of the project" } else { "Save the project" };
            let dialog = rfd::FileDialog::new().set_title(title).add_filter("Projects", &["gpkg"]).set_file_name(name);
            dialog.save_file().map(|mut path| {
                if path.extension().is_none() {
                    path.set_extension("gpkg");
                }
                path
            })
        });
    }

    /// Write a project to a file and get ready to save further edits to it; the number that it comes back with.
    pub fn write_project(
        &mut self,
        project: Arc<Project>,
        log: Vec<LogEntry>,
        home: Home,
        state: Option<PathBuf>,
    ) -> u64 {
        self.cases += 1;
        let number = self.cases;
        let tell = self.teller(number);
        let (sender, waker) = (self.sender.clone(), self.waker.clone());
        let lost = home.clone();
        let started = self.start("write project", move || {
            let written = catch_unwind(AssertUnwindSafe(|| {
                let (Home::File(path) | Home::Scratch(path)) = &home else {
                    return Err("there is no file to write to".to_owned());
                };
                let lock = Lock::take(path).map_err(|why| format!("{}: {why}", path.display()))?;
                store::save_as(&project, &log, path).map_err(|error| error.to_string())?;
                let saver = start_saver(path, state, tell)?;
                Ok((lock, saver))
            }));
            let result =
                written.unwrap_or_else(|_| Err("The project could not be written: the writer failed.".to_owned()));
            Done::Written(Box::new(Written { home, number, result }))
        });
        if !started {
            let result = Err("no thread could be started for saving".to_owned());
            let _ = sender.send(Done::Written(Box::new(Written { home: lost, number, result })));
            waker.request_repaint();
        }
        number
    }

    /// Write a project anew in the place of its file and get ready to save further edits to it. The saver may still have
    /// something to write.
    pub fn rewrite_project(
        &mut self,
        project: Arc<Project>,
        log: Vec<LogEntry>,
        home: Home,
        state: Option<PathBuf>,
        (lock, saver): (Option<Lock>, Option<Saver>),
    ) -> u64 {
        self.cases += 1;
        let number = self.cases;
        let tell = self.teller(number);
        self.start("rewrite project", move || {
            let written = catch_unwind(AssertUnwindSafe(|| {
                let (Home::File(path) | Home::Scratch(path)) = &home else {
                    return Err("there is no file to write to".to_owned());
                };
                drop(saver);
                let lock = lock.map_or_else(|| take_lock(path), Ok)?;
                store::save_as(&project, &log, path).map_err(|error| error.to_string())?;
                let saver = start_saver(path, state, tell)?;
                Ok((lock, saver))
            }));
            let result =
                written.unwrap_or_else(|_| Err("The project could not be written: the writer failed.".to_owned()));
            Done::Written(Box::new(Written { home, number, result }))
        });
        number
    }

    /// Write a copy of a project.
    pub fn write_copy(&self, project: Arc<Project>, log: Vec<LogEntry>, path: &Path) {
        let path = path.to_path_buf();
        self.start("write copy", move || {
            let work = || {
                // Whoever has that file open must not lose it.
                let _lock = Lock::take(&path).map_err(|why| format!("{}: {why}", path.display()))?;
                store::save_as(&project, &log, &path).map_err(|error| error.to_string())
            };
            let written = catch_unwind(AssertUnwindSafe(work));
            let written =
                written.unwrap_or_else(|_| Err("The copy could not be written: the writer failed.".to_owned()));
            Done::Copied(written.map(|()| path))
        });
    }

    /// Work whose end nobody waits for.
    pub fn beside<T: Send + 'static>(&self, name: &str, work: impl FnOnce() -> T + Send + 'static) {
        if let Err(error) = std::thread::Builder::new().name(name.to_owned()).spawn(work) {
            tracing::error!("no thread for {name}: {error}");
        }
    }

    /// Where results go, and who is woken by them.
    pub(super) fn outlet(&self) -> (Sender<Done>, Waker) {
        (self.sender.clone(), self.waker.clone())
    }

    /// Hears a saver and wakes the window.
    fn teller(&self, number: u64) -> impl Fn(SaveEvent) + Send + Sync + 'static {
        let (sender, waker) = (std::sync::Mutex::new(self.sender.clone()), self.waker.clone());
        move |event| {
            if let Ok(sender) = sender.lock() {
                let _ = sender.send(Done::Saving(number, event));
            }
            waker.request_repaint();
        }
    }

    /// Ask for a report.
    pub fn pick_report(&mut self) {
        self.pick("pick report", Done::PickedReports, || {
            let dialog = rfd::FileDialog::new().set_title("Add reports");
            dialog.add_filter("Reports", &REPORTS).add_filter("All files", &["*"]).pick_files()
        });
    }

    /// Ask for a map file.
    pub fn pick_map(&mut self) {
        self.pick("pick map", Done::PickedMap, || {
            let dialog =
                rfd::FileDialog::new().set_title("Choose a map file").add_filter("Map tiles", &["pmtiles", "mbtiles"]);
            dialog.pick_file()
        });
    }

    pub(super) fn pick<T: 'static>(
        &mut self,
        name: &str,
        done: fn(Option<T>) -> Done,
        ask: impl FnOnce() -> Option<T> + Send + 'static,
    ) {
        if !self.picking {
            self.picking = true;
            self.picking = self.start(name, move || {
                let asked = Instant::now();
                match catch_unwind(AssertUnwindSafe(ask)).unwrap_or(None) {
                    None if asked.elapsed() < NO_DIALOG => match done(None) {
                        Done::PickedSave(..) => Done::NoDialog(Asked::Save),
                        Done::PickedReports(_) => Done::NoDialog(Asked::Report),
                        Done::PickedGazetteer(_) => Done::NoDialog(Asked::Gazetteer),
                        Done::PickedFiles(_, How::Add, _) => Done::NoDialog(Asked::Layer),
                        Done::PickedFiles(_, _, true) => Done::NoDialog(Asked::Columns),
                        _ => Done::NoDialog(Asked::Open),
                    },
                    picked => done(picked),
                }
            });
        }
    }

    /// Whether the thread could be started.
    pub(super) fn start(&self, name: &str, work: impl FnOnce() -> Done + Send + 'static) -> bool {
        let (sender, waker) = (self.sender.clone(), self.waker.clone());
        let started = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            let _ = sender.send(work());
            waker.request_repaint();
        });
        if let Err(error) = &started {
            tracing::error!("no thread for {name}: {error}");
        }
        started.is_ok()
    }
}

fn start_saver(
    path: &Path,
    state: Option<PathBuf>,
    tell: impl Fn(SaveEvent) + Send + Sync + 'static,
) -> Result<Saver, String> {
    let options = SaverOptions { state, ..SaverOptions::new(tell) };
    Saver::start(path, options).map_err(|error| error.to_string())
}

/// The right to write. This very program may be about to let go of it.
fn take_lock(path: &Path) -> Result<Lock, String> {
    let own = format!("process {} ", std::process::id());
    for _ in 0..30 {
        match Lock::take(path) {
            Err(store::NoLock::Held(who)) if who.starts_with(&own) => std::thread::sleep(Duration::from_millis(100)),
            other => return other.map_err(|why| why.to_string()),
        }
    }
    Lock::take(path).map_err(|why| why.to_string())
}

/// Open a project file, for writing if that is possible.
fn read_project(
    path: &Path,
    state: Option<&Path>,
    tell: impl Fn(SaveEvent) + Send + Sync + 'static,
) -> Result<Opened, store::StoreError> {
    // The lock comes first: what is read is then what is written to.
    let lock = take_lock(path);
    let store::Opened { mut project, issues, access, log } = store::open(path)?;
    let lock = match access {
        Access::Write => lock,
        Access::ReadOnly(reason) => Err(reason),
    };
    let writer = lock.and_then(|lock| Ok((lock, start_saver(path, state.map(Path::to_path_buf), tell)?)));
    let recovery = state.filter(|_| writer.is_ok()).and_then(|state| store::recover(state, path));
    let mut recovered = Vec::new();
    for edit in recovery.iter().flat_map(|it| &it.edits) {
        match project.after(edit) {
            Ok((next, _)) => {
                project = next;
                recovered.push(edit.clone());
            }
            Err(reason) => tracing::warn!("{} could not be recovered: {reason}", edit.label),
        }
    }
    let file = ProjectFile { path: path.to_path_buf(), log, writer, recovered, recovery };
    Ok(Opened { issues, file: Some(file), ..Opened::from(project) })
}

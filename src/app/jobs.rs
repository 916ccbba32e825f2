use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use super::Opened;
use super::document::{Home, ProjectFile};
use crate::project::Project;
use crate::store::{self, Access, Lock, LogEntry, SaveEvent, Saver, SaverOptions};

/// What a job brings back.
pub enum Done {
    Case {
        path: PathBuf,
        result: Result<Box<Opened>, String>,
        number: u64,
    },
    /// The folder somebody chose, if any.
    Picked(Option<PathBuf>),
    /// The map file somebody chose, if any.
    PickedMap(Option<PathBuf>),
    /// Where somebody wants the project, if anywhere; whether as a copy.
    PickedSave(Option<PathBuf>, bool),
    Written(Box<Written>),
    /// What the copy is called, or why there is none.
    Copied(Result<PathBuf, String>),
    /// What the saver of the document of this number tells.
    Saving(u64, SaveEvent),
}

/// A project was written to a file of its own.
pub struct Written {
    pub home: Home,
    pub number: u64,
    pub result: Result<(Lock, Saver), String>,
}

/// Work on named threads beside the window. Results come back through one channel and wake the window once.
pub struct Jobs {
    ctx: egui::Context,
    sender: Sender<Done>,
    receiver: Receiver<Done>,
    /// The case that is being read: its number and what is said of it.
    reading: Option<(u64, String)>,
    cases: u64,
    picking: bool,
}

impl Jobs {
    pub fn new(ctx: egui::Context) -> Self {
        let (sender, receiver) = channel();
        Self { ctx, sender, receiver, reading: None, cases: 0, picking: false }
    }

    /// What is running, in words.
    pub fn running(&self) -> Option<&str> {
        self.reading.as_ref().map(|(_, text)| text.as_str())
    }

    /// The next finished job that still matters: of several cases only the one asked for last.
    pub fn next(&mut self) -> Option<Done> {
        loop {
            let done = self.receiver.try_recv().ok()?;
            match &done {
                Done::Case { number, .. } => {
                    if self.reading.as_ref().map(|(it, _)| it) != Some(number) {
                        continue;
                    }
                    self.reading = None;
                }
                Done::Picked(_) | Done::PickedMap(_) | Done::PickedSave(..) => self.picking = false,
                Done::Written(_) | Done::Copied(_) | Done::Saving(..) => {}
            }
            return Some(done);
        }
    }

    /// Read a project, a case folder or a file of events and make it ready to explore. `state` is where unsaved work is
    /// kept.
    pub fn open_case(&mut self, path: &Path, state: Option<PathBuf>) {
        // Recent cases must be found again from any folder.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        self.cases += 1;
        let number = self.cases;
        self.reading = Some((number, format!("Opening {}…", path.display())));
        let tell = self.teller(number);
        let started = self.start("open case", move || {
            // A bug in a reader must not take the window down.
            let read = catch_unwind(AssertUnwindSafe(|| {
                if path.extension().is_some_and(|it| it.eq_ignore_ascii_case("gpkg")) {
                    read_project(&path, state.as_deref(), tell)
                } else {
                    let read = crate::format::open(&path, &Default::default(), &Arc::default());
                    read.map(Opened::from).map_err(|error| error.to_string())
                }
            }));
            let result = match read {
                Ok(Ok(opened)) => Ok(Box::new(opened)),
                Ok(Err(error)) => Err(error),
                Err(_) => Err(format!("{} could not be read: the reader failed on it.", path.display())),
            };
            Done::Case { path, result, number }
        });
        if !started {
            self.reading = None;
        }
    }

    /// No case that is still being read is wanted any more.
    pub fn forget_cases(&mut self) {
        self.reading = None;
    }

    /// Ask for a folder, beside the window: a portal may take its time.
    pub fn pick_case(&mut self) {
        self.pick("pick folder", || Done::Picked(rfd::FileDialog::new().set_title("Open a case folder").pick_folder()));
    }

    /// Ask for a project or a file of events.
    pub fn pick_file(&mut self) {
        self.pick("pick file", || {
            let dialog = rfd::FileDialog::new()
                .set_title("Open a project or a file of events")
                .add_filter("Projects", &["gpkg"])
                .add_filter("Every file", &["*"]);
            Done::Picked(dialog.pick_file())
        });
    }

    /// Ask where to save the project.
    pub fn pick_save(&mut self, name: String, copy: bool) {
        self.pick("pick where to save", move || {
            let title = if copy { "Save a copy of the project" } else { "Save the project" };
            let dialog = rfd::FileDialog::new().set_title(title).add_filter("Projects", &["gpkg"]).set_file_name(name);
            let path = dialog.save_file().map(|mut path| {
                if path.extension().is_none() {
                    path.set_extension("gpkg");
                }
                path
            });
            Done::PickedSave(path, copy)
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
        let (sender, ctx) = (self.sender.clone(), self.ctx.clone());
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
            ctx.request_repaint();
        }
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

    /// Hears a saver and wakes the window.
    fn teller(&self, number: u64) -> impl Fn(SaveEvent) + Send + Sync + 'static {
        let (sender, ctx) = (std::sync::Mutex::new(self.sender.clone()), self.ctx.clone());
        move |event| {
            if let Ok(sender) = sender.lock() {
                let _ = sender.send(Done::Saving(number, event));
            }
            ctx.request_repaint();
        }
    }

    /// Ask for a map file.
    pub fn pick_map(&mut self) {
        self.pick("pick map", || {
            let dialog =
                rfd::FileDialog::new().set_title("Choose a map file").add_filter("Map tiles", &["pmtiles", "mbtiles"]);
            Done::PickedMap(dialog.pick_file())
        });
    }

    fn pick(&mut self, name: &str, ask: impl FnOnce() -> Done + Send + 'static) {
        if !self.picking {
            self.picking = true;
            self.picking = self.start(name, || catch_unwind(AssertUnwindSafe(ask)).unwrap_or(Done::Picked(None)));
        }
    }

    /// Whether the thread could be started.
    fn start(&self, name: &str, work: impl FnOnce() -> Done + Send + 'static) -> bool {
        let (sender, ctx) = (self.sender.clone(), self.ctx.clone());
        let started = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            let _ = sender.send(work());
            ctx.request_repaint();
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
) -> Result<Opened, String> {
    // The lock comes first: what is read is then what is written to.
    let lock = take_lock(path);
    let store::Opened { mut project, issues, access, log } = store::open(path).map_err(|error| error.to_string())?;
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

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use super::Opened;
use crate::format::{self, OpenError, OpenOptions, Phase, Progress};
use crate::project::Project;
use crate::view::Running;
use crate::view::export::Export;
use crate::view::words::{count, thousands};

/// What a job brings back.
pub enum Done {
    Case {
        path: PathBuf,
        result: Result<Box<Opened>, String>,
        number: u64,
    },
    /// The file or folder somebody chose, if any.
    Picked(Option<PathBuf>),
    /// The map file somebody chose, if any.
    PickedMap(Option<PathBuf>),
    /// A file was written: what to say of it.
    Written(String),
    NotWritten(String),
    /// This system shows no dialog for files.
    NoDialog,
}

/// What is being read.
struct Reading {
    number: u64,
    name: String,
    progress: Arc<Progress>,
    since: Instant,
}

/// Nobody shuts a dialog sooner than it was drawn: then there was none.
const NO_DIALOG: Duration = Duration::from_millis(200);

/// Work on named threads beside the window. Results come back through one channel and wake the window once.
pub struct Jobs {
    ctx: egui::Context,
    sender: Sender<Done>,
    receiver: Receiver<Done>,
    reading: Option<Reading>,
    cases: u64,
    picking: bool,
}

impl Jobs {
    pub fn new(ctx: egui::Context) -> Self {
        let (sender, receiver) = channel();
        Self { ctx, sender, receiver, reading: None, cases: 0, picking: false }
    }

    /// What is running, in words, and how far it is.
    pub fn running(&self) -> Option<Running> {
        let Reading { name, progress, since, .. } = self.reading.as_ref()?;
        let mut text = match progress.phase() {
            Phase::Ordering => format!("Putting {name} in order"),
            _ => format!("Opening {name}"),
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

    /// Stop reading. Whether there was anything to stop.
    pub fn cancel(&mut self) -> bool {
        self.reading.take().map(|it| it.progress.cancel()).is_some()
    }

    /// The next finished job that still matters: of several cases only the one asked for last.
    pub fn next(&mut self) -> Option<Done> {
        loop {
            let done = self.receiver.try_recv().ok()?;
            match &done {
                Done::Case { number, .. } => {
                    if self.reading.as_ref().map(|it| it.number) != Some(*number) {
                        continue;
                    }
                    self.reading = None;
                }
                Done::Picked(_) | Done::PickedMap(_) | Done::NoDialog => self.picking = false,
                Done::Written(_) | Done::NotWritten(_) => {}
            }
            return Some(done);
        }
    }

    /// Read a case folder, or a file of any format that is known, and make it ready to explore.
    pub fn open(&mut self, path: &Path) {
        // Recent cases must be found again from any folder.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        self.cancel();
        self.cases += 1;
        let number = self.cases;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let progress = Arc::<Progress>::default();
        self.reading = Some(Reading { number, name, progress: Arc::clone(&progress), since: Instant::now() });
        let started = self.start("open", move || {
            // A bug in a reader must not take the window down.
            let read = catch_unwind(AssertUnwindSafe(|| {
                format::open(&path, &OpenOptions::default(), &progress).map(Opened::from)
            }));
            let result = match read {
                Ok(Ok(opened)) => Ok(Box::new(opened)),
                Ok(Err(OpenError::Cancelled)) => Err(String::new()),
                Ok(Err(error)) => Err(error.to_string()),
                Err(_) => Err(format!("{} could not be read: the reader failed on it.", path.display())),
            };
            Done::Case { path, result, number }
        });
        if !started {
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
                    Done::Written(text)
                }
                Ok(Err(error)) => Done::NotWritten(format!("Nothing was written. {error}")),
                Err(_) => Done::NotWritten(format!("{} could not be written: the writer failed.", path.display())),
            }
        });
    }

    /// Ask for a case folder, beside the window: a portal may take its time.
    pub fn pick_case(&mut self) {
        self.pick("pick folder", Done::Picked, || rfd::FileDialog::new().set_title("Open a case folder").pick_folder());
    }

    /// Ask for a file of events.
    pub fn pick_file(&mut self) {
        self.pick("pick file", Done::Picked, || {
            let endings: Vec<&str> = format::FORMATS
                .iter()
                .filter(|format| format.reads)
                .flat_map(|format| format.endings)
                .copied()
                .chain(["gz", "zip"])
                .collect();
            let dialog = rfd::FileDialog::new().set_title("Open a file of events");
            dialog.add_filter("Events", &endings).add_filter("All files", &["*"]).pick_file()
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

    fn pick(
        &mut self,
        name: &str,
        done: fn(Option<PathBuf>) -> Done,
        ask: impl FnOnce() -> Option<PathBuf> + Send + 'static,
    ) {
        if !self.picking {
            self.picking = true;
            self.picking = self.start(name, move || {
                let asked = Instant::now();
                match catch_unwind(AssertUnwindSafe(ask)).unwrap_or(None) {
                    None if asked.elapsed() < NO_DIALOG => Done::NoDialog,
                    picked => done(picked),
                }
            });
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

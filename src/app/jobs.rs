use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};

use super::Opened;
use crate::format::read_folder;

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
                Done::Picked(_) | Done::PickedMap(_) => self.picking = false,
            }
            return Some(done);
        }
    }

    /// Read a case folder and make it ready to explore.
    pub fn open_case(&mut self, path: &Path) {
        // Recent cases must be found again from any folder.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        self.cases += 1;
        let number = self.cases;
        self.reading = Some((number, format!("Opening {}…", path.display())));
        let started = self.start("open case", move || {
            // A bug in a reader must not take the window down.
            let read = catch_unwind(AssertUnwindSafe(|| read_folder(&path).map(Opened::from)));
            let result = match read {
                Ok(Ok(opened)) => Ok(Box::new(opened)),
                Ok(Err(error)) => Err(error.to_string()),
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

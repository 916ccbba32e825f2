use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::format::{Import, read_folder};

/// What a job brings back.
pub enum Done {
    Case(PathBuf, Result<Box<Import>, String>),
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
    running: Vec<String>,
    picking: bool,
}

impl Jobs {
    pub fn new(ctx: egui::Context) -> Self {
        let (sender, receiver) = channel();
        Self { ctx, sender, receiver, running: Vec::new(), picking: false }
    }

    /// What is running, in words.
    pub fn running(&self) -> Option<&str> {
        self.running.last().map(String::as_str)
    }

    /// The next finished job.
    pub fn next(&mut self) -> Option<Done> {
        let done = self.receiver.try_recv().ok()?;
        match &done {
            Done::Case(path, _) => {
                let what = opening(path);
                if let Some(at) = self.running.iter().position(|it| *it == what) {
                    self.running.remove(at);
                }
            }
            Done::Picked(_) | Done::PickedMap(_) => self.picking = false,
        }
        Some(done)
    }

    /// Read a case folder.
    pub fn open_case(&mut self, path: PathBuf) {
        let what = opening(&path);
        if self.running.contains(&what) {
            return;
        }
        self.running.push(what);
        self.start("open case", move || {
            // A bug in a reader must not take the window down.
            let read = catch_unwind(AssertUnwindSafe(|| read_folder(&path)));
            let result = match read {
                Ok(Ok(import)) => Ok(Box::new(import)),
                Ok(Err(error)) => Err(error.to_string()),
                Err(_) => Err(format!("{} could not be read: the reader failed on it.", path.display())),
            };
            Done::Case(path, result)
        });
    }

    /// Ask for a folder, beside the window: a portal may take its time.
    pub fn pick_case(&mut self) {
        if std::mem::replace(&mut self.picking, true) {
            return;
        }
        self.start("pick folder", || {
            Done::Picked(rfd::FileDialog::new().set_title("Open a case folder").pick_folder())
        });
    }

    /// Ask for a map file.
    pub fn pick_map(&mut self) {
        if std::mem::replace(&mut self.picking, true) {
            return;
        }
        self.start("pick map", || {
            let dialog =
                rfd::FileDialog::new().set_title("Choose a map file").add_filter("Map tiles", &["pmtiles", "mbtiles"]);
            Done::PickedMap(dialog.pick_file())
        });
    }

    fn start(&self, name: &str, work: impl FnOnce() -> Done + Send + 'static) {
        let (sender, ctx) = (self.sender.clone(), self.ctx.clone());
        let started = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            let _ = sender.send(work());
            ctx.request_repaint();
        });
        if let Err(error) = started {
            tracing::error!("no thread for {name}: {error}");
        }
    }
}

fn opening(path: &std::path::Path) -> String {
    format!("Opening {}…", path.display())
}

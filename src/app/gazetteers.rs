//! Gazetteers of the user: read when they are added, and again when the first report needs them.

use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use super::App;
use super::jobs::{Asked, Done, Jobs};
use crate::extract::gazetteer::Layer;
use crate::extract::gazetteer::user::{self, NoGazetteer, Summary};
use crate::settings::GazetteerFile;
use crate::view::open_path::Typed;
use crate::view::words::{count, thousands};
use crate::view::{Running, Shell};

/// What a file was when it was read: another time or size, another file.
type Stamp = (PathBuf, Option<SystemTime>, u64);

/// What was read, of which files.
type Read = (Vec<Stamp>, Arc<Layer>);

/// The places of all gazetteers, read once and shared by everything that reads reports.
#[derive(Clone, Default)]
pub struct Gazetteers {
    read: Arc<Mutex<Option<Read>>>,
}

impl Gazetteers {
    /// The places of these files, and what is wrong with any of them. Takes a while the first time: ask beside the window.
    pub fn layer(&self, paths: &[PathBuf]) -> (Option<Arc<Layer>>, Vec<String>) {
        if paths.is_empty() {
            return (None, Vec::new());
        }
        let stamps: Vec<Stamp> = paths.iter().map(|path| stamp(path)).collect();
        let Ok(mut kept) = self.read.lock() else { return (None, Vec::new()) };
        if let Some((of, layer)) = &*kept
            && *of == stamps
        {
            return (Some(Arc::clone(layer)), Vec::new());
        }
        let mut layer = Layer::default();
        let mut wrong = Vec::new();
        for path in paths {
            if let Err(why) = read(path, &mut layer, &mut |_| true) {
                wrong.push(format!("The gazetteer {}: {why}", path.display()));
            }
        }
        let layer = Arc::new(layer);
        *kept = Some((stamps, Arc::clone(&layer)));
        (Some(layer), wrong)
    }
}

fn stamp(path: &Path) -> Stamp {
    let found = std::fs::metadata(path).ok();
    (path.to_owned(), found.as_ref().and_then(|it| it.modified().ok()), found.map_or(0, |it| it.len()))
}

fn read(path: &Path, layer: &mut Layer, go_on: &mut dyn FnMut(u64) -> bool) -> Result<Summary, NoGazetteer> {
    let file = std::fs::File::open(path).map_err(|error| NoGazetteer::Io(error.to_string()))?;
    user::read(BufReader::with_capacity(1 << 18, file), layer, go_on)
}

/// A gazetteer that is being read to be added.
pub struct Adding {
    name: String,
    total: u64,
    bytes: Arc<AtomicU64>,
    cancelled: Arc<AtomicBool>,
}

impl Adding {
    pub fn running(&self) -> Running {
        let fraction = self.bytes.load(Ordering::Relaxed) as f32 / self.total.max(1) as f32;
        Running { text: format!("Reading the gazetteer {}", self.name), fraction: Some(fraction.min(1.0)) }
    }

    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}

impl Jobs {
    /// Ask for a gazetteer.
    pub fn pick_gazetteer(&mut self) {
        self.pick("pick gazetteer", Done::PickedGazetteer, || {
            let dialog = rfd::FileDialog::new().set_title("Add a gazetteer");
            dialog.add_filter("Places", &["txt", "csv", "tsv"]).add_filter("All files", &["*"]).pick_file()
        });
    }

    /// Read a gazetteer to see what is in it.
    pub fn add_gazetteer(&mut self, path: PathBuf) {
        let path = std::path::absolute(&path).unwrap_or(path);
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let total = std::fs::metadata(&path).map_or(0, |it| it.len());
        let adding = Adding { name, total, bytes: Arc::default(), cancelled: Arc::default() };
        let (bytes, cancelled) = (Arc::clone(&adding.bytes), Arc::clone(&adding.cancelled));
        self.adding = Some(adding);
        let (sender, ctx) = self.outlet();
        self.beside("gazetteer", move || {
            let mut layer = Layer::default();
            let mut go_on = |read| {
                bytes.store(read, Ordering::Relaxed);
                !cancelled.load(Ordering::Relaxed)
            };
            let found = catch_unwind(AssertUnwindSafe(|| read(&path, &mut layer, &mut go_on)));
            let found = found.unwrap_or_else(|_| Err(NoGazetteer::Io("the reader failed on it".to_owned())));
            let _ = sender.send(Done::Gazetteer(path, found));
            ctx.request_repaint();
        });
    }
}

impl App {
    /// The files of the user's gazetteers.
    pub(super) fn gazetteer_paths(&self) -> Vec<PathBuf> {
        self.settings.gazetteers.iter().map(|it| it.path.clone()).collect()
    }

    /// A gazetteer was read: it is used from now on.
    pub(super) fn gazetteer_came(&mut self, path: PathBuf, found: Result<Summary, NoGazetteer>) {
        self.jobs.adding = None;
        let found = match found {
            Ok(found) => found,
            Err(NoGazetteer::Cancelled) => return self.say("Cancelled: no gazetteer was added".to_owned()),
            Err(why) => {
                let text = format!("{}: {why}.", path.display());
                return self.views.trouble("This is no gazetteer", text);
            }
        };
        let mut said = format!("{} from {}", count(found.places, "place", "places"), found.dump.name());
        for (n, what) in [
            (found.bad, "no place"),
            (found.passed_over, "passed over as too small for reports"),
            (found.left_out, "left out: no more than 400,000 are kept"),
        ] {
            if n > 0 {
                said += &format!(" · {} rows {what}", thousands(n));
            }
        }
        for issue in &found.issues {
            tracing::info!("{}: {}", path.display(), issue.message);
        }
        self.settings.gazetteers.retain(|it| it.path != path);
        self.settings.gazetteers.push(GazetteerFile {
            path,
            kind: found.dump.name().to_owned(),
            licence: found.dump.licence().to_owned(),
            places: found.places,
            bad_rows: found.bad,
        });
        self.changed_settings();
        self.say(said);
    }

    /// Whether there was anything to stop.
    pub(super) fn cancel_gazetteer(&mut self) -> bool {
        self.jobs.adding.as_ref().map(Adding::cancel).is_some()
    }

    /// Where no dialog can be shown, the settings have a field for a path.
    pub(super) fn no_dialog(&mut self, asked: Asked) {
        self.views.answer(&match asked {
            Asked::Save => Shell::SavePath,
            Asked::Columns => Shell::TypePath(Typed::Columns),
            Asked::Layer => Shell::TypePath(Typed::Layer),
            Asked::Gazetteer => Shell::SettingsWindow(true),
            Asked::Open | Asked::Report => Shell::OpenPath(true),
        });
    }
}

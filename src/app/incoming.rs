//! Files on their way in: looked at, asked about where their columns are not known, then read together.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use super::jobs::{Done, Jobs};
use super::layering::{Part, Wish, together};
use super::{App, Opened};
use crate::event::Issue;
use crate::format::{self, Import, Mapping, OpenError, OpenOptions, Progress, TableLook};
use crate::settings::{KeptMapping, Settings};
use crate::view::mapping::{TableAsk, TableQuestion};
use crate::view::open_path::Typed;

/// What becomes of files that are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// They take the place of the open project.
    Open,
    /// They join it, each a layer.
    Add,
}

/// A file that somebody wants.
pub struct Wanted {
    pub path: PathBuf,
    /// How its columns are to be read; found out if missing.
    mapping: Option<Mapping>,
    /// Which sheet, or which file of an archive; the first if missing.
    part: Option<String>,
    /// It has to be asked about.
    look: Option<TableLook>,
    looked_at: bool,
    /// Its columns mean what was said for the last table with this header.
    kept: bool,
    /// Why it cannot be read, where others can.
    failed: Option<String>,
}

impl Wanted {
    pub fn new(path: PathBuf) -> Self {
        Self { path, mapping: None, part: None, look: None, looked_at: false, kept: false, failed: None }
    }

    fn name(&self) -> String {
        self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned()
    }

    /// Look whether its columns are known. `ask`: to be asked about in any case.
    fn look(&mut self, kept: &[KeptMapping], ask: bool) -> Result<(), OpenError> {
        self.looked_at = true;
        if self.path.is_dir() || is_project(&self.path) {
            return Ok(());
        }
        let Some(mut look) = format::look(&self.path, None, None)? else { return Ok(()) };
        let header = format!("{:016x}", look.signature);
        // Without a header, names say nothing of what is in the columns.
        let known = kept.iter().find(|it| it.header == header && look.mapping.header);
        if let Some(mapping) = known.and_then(|it| Mapping::from_toml(&it.mapping).ok()) {
            // What was kept may be from a file that another program has changed since.
            let part = mapping.part.clone();
            let fitted = format::fitted(mapping, &look.mapping);
            if let Ok(Some(again)) = format::look(&self.path, part.as_deref(), Some(fitted)) {
                self.kept = true;
                self.part = part;
                look = again;
            }
        }
        if ask || (look.must_ask() && !self.kept) {
            self.look = Some(look);
        } else if self.kept {
            self.mapping = Some(look.mapping);
        }
        Ok(())
    }

    fn read(&self, progress: &Arc<Progress>) -> Result<Import, String> {
        if is_project(&self.path) {
            let opened = crate::store::open(&self.path).map_err(|error| error.to_string())?;
            let report = format::Report { issues: opened.issues, ..format::Report::default() };
            return Ok(Import { project: opened.project, report });
        }
        let options = OpenOptions { mapping: self.mapping.clone(), part: self.part.clone(), ..OpenOptions::default() };
        format::open(&self.path, &options, progress).map_err(reason)
    }
}

/// Whether a path names a project file. GeoPackages of other programs are tables of events.
pub fn is_project(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("gpkg")) && !crate::store::is_foreign(path)
}

/// Files that wait until somebody has said what their columns mean.
pub struct Incoming {
    how: How,
    files: Vec<Wanted>,
    /// The number of the mapping that is looked at now, and what is to be looked at next.
    looking: Option<u64>,
    next: Option<TableAsk>,
}

impl Incoming {
    fn asked(&self) -> Option<&Wanted> {
        self.files.iter().find(|it| it.look.is_some())
    }

    fn question(&self) -> Option<TableQuestion> {
        let wanted = self.asked()?;
        let waiting = self.files.iter().filter(|it| it.look.is_some()).count() - 1;
        let look = wanted.look.clone()?;
        Some(TableQuestion { name: wanted.name(), look, adds: self.how == How::Add, waiting, kept: wanted.kept })
    }
}

/// What there is to say of files that were read.
#[derive(Default)]
pub struct Told {
    /// Names of those that were read with columns chosen before.
    kept: Vec<String>,
    /// Why others could not be read.
    failed: Vec<String>,
}

/// What became of files that were wanted.
pub enum Brought {
    /// They are to be asked about first.
    Asks(How, Vec<Wanted>),
    /// Opened, where from, and which of it was read with columns chosen before.
    Opened(Box<Opened>, Vec<PathBuf>, Told),
    /// Read, to join the open project.
    Parts(Vec<Part>, Vec<Issue>, Told),
}

/// What was begun before there was a window.
#[derive(Clone, Default)]
pub struct Ahead(Rc<Cell<Option<Jobs>>>);

impl Ahead {
    /// Begin to read what the program is started with, while the graphics come up; reports wait for the window.
    pub fn read(path: &Path, settings: &Settings, state: Option<&Path>) -> Self {
        let mut jobs = Jobs::default();
        let begun = jobs.open_any(path, settings, state);
        Self(Rc::new(Cell::new(begun.then_some(jobs))))
    }

    pub(super) fn take(&self) -> Option<Jobs> {
        self.0.take()
    }
}

impl Jobs {
    /// Read whatever is at a path. Not if it is one report or several.
    pub(super) fn open_any(&mut self, path: &Path, settings: &Settings, state: Option<&Path>) -> bool {
        if super::jobs::is_report(path) || super::reports::holds_reports(path) {
            return false;
        }
        // What has backups is a project, whatever became of it.
        if path.is_dir() || is_project(path) || super::rescue::has_backups(state, path) {
            self.open(path, state.map(Path::to_path_buf));
        } else {
            self.bring(wanted(vec![path.to_path_buf()]), How::Open, false, settings.mappings.clone());
        }
        true
    }
}

/// Each file by itself, without those that only belong to another one.
fn wanted(paths: Vec<PathBuf>) -> Vec<Wanted> {
    // Recent files must be found again from any folder.
    let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
    format::without_companions(paths).into_iter().map(|path| Wanted::new(absolute(path))).collect()
}

impl App {
    /// Take files in. With `ask`, what their columns mean is asked in any case.
    pub(super) fn take_in(&mut self, paths: Vec<PathBuf>, how: How, ask: bool) {
        if how == How::Add && self.is_taking_in() {
            return self.wish(Wish::Add(paths));
        }
        self.forget_incoming();
        self.jobs.bring(wanted(paths), how, ask, self.settings.mappings.clone());
    }

    /// What was to be asked is not wanted any more.
    pub(super) fn forget_incoming(&mut self) {
        if self.incoming.take().is_some() {
            self.views.ask_columns(None);
        }
    }

    /// Add a file to the open project, as “Add layer…” does once the user has chosen.
    pub fn add_layer(&mut self, path: &Path) {
        self.take_in(vec![path.to_path_buf()], How::Add, false);
    }

    /// A path that was typed.
    pub(super) fn take_typed(&mut self, path: PathBuf, typed: Typed) {
        match typed {
            Typed::Open => self.open_path(&path),
            Typed::Columns => self.take_in(vec![path], How::Open, true),
            Typed::Layer => self.take_in(vec![path], How::Add, false),
            Typed::Save => {}
        }
    }

    /// Files were looked at, or read.
    pub(super) fn brought(&mut self, result: Result<Brought, String>, number: u64) {
        match result {
            Ok(Brought::Asks(how, files)) => {
                self.incoming = Some(Incoming { how, files, looking: None, next: None });
                self.ask_next();
            }
            Ok(Brought::Opened(opened, paths, told)) => {
                let several = paths.len() > 1;
                self.show_case(*opened, paths.first().filter(|_| !several).map(|path| (path.as_path(), number)));
                if several {
                    paths.into_iter().rev().for_each(|path| self.settings.opened(path));
                    self.show_layers();
                    self.changed_settings();
                }
                self.tell(&told);
            }
            Ok(Brought::Parts(parts, issues, told)) => {
                self.add_layers(parts, issues);
                self.tell(&told);
            }
            Err(error) if error.is_empty() => self.say("Cancelled".to_owned()),
            Err(error) => self.views.trouble("This could not be opened", error),
        }
    }

    fn tell(&mut self, told: &Told) {
        if !told.failed.is_empty() {
            self.views.trouble("Not every file could be opened", told.failed.join("\n"));
        }
        if let [first, rest @ ..] = &told.kept[..] {
            let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
            self.say(format!(
                "{first}{more} was read with the columns you chose before. File › Open with columns… changes them"
            ));
        }
    }

    /// Ask about the next file that has to be asked about; if there is none, read them all.
    fn ask_next(&mut self) {
        let Some(incoming) = &self.incoming else { return };
        if let Some(question) = incoming.question() {
            self.views.ask_columns(Some(question));
        } else if let Some(incoming) = self.incoming.take() {
            self.views.ask_columns(None);
            self.jobs.bring(incoming.files, incoming.how, false, Vec::new());
        }
    }

    /// What the sheet for columns wants.
    pub(super) fn answer_table(&mut self, ask: TableAsk) {
        let Some(incoming) = &mut self.incoming else { return self.views.ask_columns(None) };
        match ask {
            TableAsk::Cancel => {
                self.forget_incoming();
                self.say("Cancelled: what was open before is still open".to_owned());
            }
            TableAsk::Use { mapping, part } => {
                if let Some(wanted) = incoming.files.iter_mut().find(|it| it.look.is_some())
                    && let Some(look) = wanted.look.take()
                {
                    if mapping.header {
                        // The header as it is once its text is divided as was said, whatever the sheet is called; and as it
                        // is found by itself, with the sheet that was chosen instead.
                        let bare = Mapping { part: None, ..(*mapping).clone() };
                        self.settings.keep_mapping(bare.signature(), bare.to_toml());
                        if part.is_some() || look.signature != bare.signature() {
                            let chosen = Mapping { part: part.clone(), ..bare };
                            self.settings.keep_mapping(look.signature, chosen.to_toml());
                        }
                    }
                    (wanted.mapping, wanted.part, wanted.kept) = (Some(*mapping), part, false);
                    self.changed_settings();
                }
                self.ask_next();
            }
            // One look at a time: of those asked for meanwhile the last one counts.
            ask if incoming.looking.is_some() => incoming.next = Some(ask),
            TableAsk::Look { version, mapping, anew, part } => {
                if let Some(path) = incoming.asked().map(|it| it.path.clone()) {
                    incoming.looking = Some(version);
                    self.jobs.look(path, version, part, Some((*mapping, anew)));
                }
            }
            TableAsk::Part { version, part } => {
                if let Some(path) = incoming.asked().map(|it| it.path.clone()) {
                    incoming.looking = Some(version);
                    self.jobs.look(path, version, Some(part), None);
                }
            }
        }
    }

    /// A table was looked at under another mapping.
    pub(super) fn looked(&mut self, version: u64, look: Result<TableLook, String>) {
        let Some(incoming) = self.incoming.as_mut().filter(|it| it.looking == Some(version)) else { return };
        incoming.looking = None;
        let next = incoming.next.take();
        self.views.columns_seen(version, look);
        if let Some(next) = next {
            self.answer_table(next);
        }
    }
}

impl Jobs {
    /// Ask for files of events, and what is to become of them.
    pub fn pick_files(&mut self, how: How, ask: bool) {
        let done = match (how, ask) {
            (How::Open, false) => |files| Done::PickedFiles(files, How::Open, false),
            (How::Open, true) => |files| Done::PickedFiles(files, How::Open, true),
            (How::Add, _) => |files| Done::PickedFiles(files, How::Add, false),
        };
        self.pick("pick files", done, move || {
            let endings: Vec<&str> = format::FORMATS
                .iter()
                .filter(|format| format.reads)
                .flat_map(|format| format.endings)
                .copied()
                .chain(["gpkg", "gz", "zip"])
                .collect();
            let title = match how {
                How::Open => "Open a project or files of events",
                How::Add => "Add files of events, each as a layer",
            };
            let dialog = rfd::FileDialog::new().set_title(title);
            dialog.add_filter("Projects and events", &endings).add_filter("All files", &["*"]).pick_files()
        });
    }

    /// Look at files; if nothing is to be asked, read them.
    fn bring(&mut self, mut files: Vec<Wanted>, how: How, ask: bool, kept: Vec<KeptMapping>) {
        let name = match &files[..] {
            [only] => only.name(),
            several => crate::view::words::count(several.len(), "file", "files"),
        };
        let (number, progress) = self.begin_reading(name);
        self.start_reading("open", move || {
            // A bug in a reader must not take the window down.
            let brought = catch_unwind(AssertUnwindSafe(|| {
                let alone = files.len() == 1;
                for wanted in files.iter_mut().filter(|it| !it.looked_at) {
                    match wanted.look(&kept, ask).map_err(reason) {
                        Err(error) if !alone => wanted.failed = Some(error),
                        other => other?,
                    }
                }
                if files.iter().any(|it| it.look.is_some()) {
                    return Ok(Brought::Asks(how, std::mem::take(&mut files)));
                }
                read(&files, how, &progress)
            }));
            let failed = || Err("The reader failed on it: it could not be opened.".to_owned());
            Done::Brought { number, result: brought.unwrap_or_else(|_| failed()) }
        });
    }

    /// Look at a table under another mapping, which may divide its text anew; without one it is guessed.
    fn look(&self, path: PathBuf, version: u64, part: Option<String>, mapping: Option<(Mapping, bool)>) {
        self.start("look", move || {
            let part = part.as_deref();
            let look = || match mapping {
                Some((mapping, true)) => format::look_anew(&path, part, &mapping),
                Some((mapping, false)) => format::look(&path, part, Some(mapping)),
                None => format::look(&path, part, None),
            };
            let look = match catch_unwind(AssertUnwindSafe(look)) {
                Ok(Ok(Some(look))) => Ok(look),
                Ok(Ok(None)) => Err("It is no table if it is read so.".to_owned()),
                Ok(Err(error)) => Err(error.to_string()),
                Err(_) => Err("The reader failed on it.".to_owned()),
            };
            Done::Looked { version, look: look.map(Box::new) }
        });
    }
}

fn reason(error: OpenError) -> String {
    match error {
        OpenError::Cancelled => String::new(),
        error => error.to_string(),
    }
}

/// Read files; of several those that can be read.
fn read(files: &[Wanted], how: How, progress: &Arc<Progress>) -> Result<Brought, String> {
    let mut told = Told::default();
    let (mut parts, mut paths, mut issues) = (Vec::new(), Vec::new(), Vec::new());
    for wanted in files {
        let read = wanted.failed.clone().map_or_else(|| wanted.read(progress), Err);
        let Import { project, report } = match read {
            Ok(import) => import,
            Err(error) if error.is_empty() || files.len() == 1 => return Err(error),
            Err(error) => {
                told.failed.push(error);
                continue;
            }
        };
        if wanted.kept {
            told.kept.push(wanted.name());
        }
        issues.extend(report.issues);
        let title = &project.meta.title;
        let name = if title.is_empty() { wanted.name() } else { title.clone() };
        parts.push(Part { name, project });
        paths.push(wanted.path.clone());
    }
    if parts.is_empty() {
        return Err(if told.failed.is_empty() {
            "there is nothing to open".to_owned()
        } else {
            told.failed.join("\n")
        });
    }
    if how == How::Add {
        return Ok(Brought::Parts(parts, issues, told));
    }
    let project = match parts.len() {
        1 => parts.remove(0).project,
        _ => {
            let (project, left_out) = together(&parts);
            if left_out > 0 {
                let message =
                    format!("{left_out} groups found no room beside 65,534 others: they are “Further groups”");
                issues.push(Issue::error(parts[0].name.clone(), message).warn());
            }
            project
        }
    };
    let opened = Opened { issues, ..Opened::from(project) };
    Ok(Brought::Opened(Box::new(opened), paths, told))
}

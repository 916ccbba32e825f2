//! The open project's file: where it is, who writes to it, and what is not in it yet.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::App;
use super::jobs::Written;
use crate::project::{Edit, Project};
use crate::session::{Command, Effect};
use crate::store::{Lock, LogEntry, Recovery, SaveEvent, Saver};
use crate::view::{FileLine, FileState};

/// How long quitting waits for the disk before it says that it cannot save.
const PATIENCE: Duration = Duration::from_secs(3);

/// Edits that wait for their file, with their lines of the change log.
pub type Waiting = Vec<(Arc<Edit>, LogEntry)>;

/// Where a project is kept.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Home {
    /// Nowhere: read from a case folder or another file, and not changed yet.
    #[default]
    None,
    /// In the state folder, until the user gives it a name.
    Scratch(PathBuf),
    File(PathBuf),
}

/// A project file that was opened for writing, or why it is for reading only.
pub struct ProjectFile {
    pub path: PathBuf,
    pub log: Vec<LogEntry>,
    pub writer: Result<(Lock, Saver), String>,
    /// Edits that could not be saved the last time; they are in the project as it was opened.
    pub recovered: Vec<Edit>,
    pub recovery: Option<Recovery>,
}

/// The file of the open project.
#[derive(Default)]
pub struct Document {
    pub home: Home,
    /// Told with everything that a saver tells, so that nothing of an earlier document counts.
    pub number: u64,
    log: Vec<LogEntry>,
    lock: Option<Lock>,
    saver: Option<Saver>,
    /// A file is being written: its number, and the edits made meanwhile.
    writing: Option<(u64, Waiting)>,
    /// The numbers of the last edit that was handed to the saver and of the last one that is durable.
    sent: u64,
    saved: u64,
    /// Reasons that were given while a file was being written.
    reasons: Vec<(String, String)>,
    /// Edits that are in no file.
    homeless: usize,
    trouble: Option<String>,
    read_only: Option<String>,
    recovery: Option<Recovery>,
    /// Where the project is to be saved once what is being written is there.
    then: Option<Home>,
    /// The file holds another state of the project: it is written anew once what is being written is there.
    outdated: bool,
    /// Close the window as soon as everything is saved.
    pub closing: bool,
    /// The user has said that the window may close.
    pub may_close: bool,
}

impl Document {
    /// Of a project file that was opened.
    pub fn opened(number: u64, file: ProjectFile, state: Option<&Path>) -> Self {
        let scratch = state.is_some_and(|state| file.path.starts_with(state.join("scratch")));
        let home = if scratch { Home::Scratch(file.path) } else { Home::File(file.path) };
        let mut it = Self { home, number, log: file.log, ..Self::default() };
        match file.writer {
            Ok((lock, saver)) => (it.lock, it.saver) = (Some(lock), Some(saver)),
            Err(reason) => it.read_only = Some(reason),
        }
        it.recovery = file.recovery.filter(|_| it.read_only.is_none());
        if it.read_only.is_none() {
            file.recovered.into_iter().for_each(|edit| it.save(&Arc::new(edit)));
        }
        it
    }

    /// Whether something is in no file that lasts, or on its way there.
    pub fn is_unsaved(&self) -> bool {
        self.saved < self.sent || self.homeless > 0 || self.writing.is_some() || self.then.is_some() || self.outdated
    }

    /// Hand an edit to whoever saves; what cannot be saved yet is counted.
    fn save(&mut self, edit: &Arc<Edit>) {
        let line = LogEntry::now(edit);
        match self.log.last_mut().filter(|last| line.goes_on(last)) {
            Some(last) => *last = LogEntry { reason: std::mem::take(&mut last.reason), ..line.clone() },
            None => self.log.push(line.clone()),
        }
        if let Some((_, waiting)) = &mut self.writing {
            waiting.push((Arc::clone(edit), line.clone()));
        }
        match &mut self.saver {
            Some(saver) => self.sent = saver.save_with(Arc::clone(edit), line),
            None => self.homeless += 1,
        }
    }

    /// The change log, oldest first.
    pub fn log(&self) -> &[LogEntry] {
        &self.log
    }

    /// Say why a change was made.
    pub fn put_reason(&mut self, at: &str, reason: &str) {
        let Some(line) = self.log.iter_mut().rev().find(|it| it.at == at) else { return };
        reason.clone_into(&mut line.reason);
        if self.writing.is_some() {
            self.reasons.push((at.to_owned(), reason.to_owned()));
        }
        if let Some(saver) = &mut self.saver {
            saver.put_reason(at, reason);
        }
    }

    /// What was done to the project before it came here.
    pub fn keep_log(&mut self, log: Vec<LogEntry>) {
        self.log = log;
    }

    /// What title and status bar say.
    pub fn line(&self) -> FileLine {
        let name = match &self.home {
            Home::File(path) => path.file_name().map(|name| name.to_string_lossy().into_owned()),
            Home::None | Home::Scratch(_) => None,
        };
        let path = match &self.home {
            Home::File(path) | Home::Scratch(path) => path.display().to_string(),
            Home::None => String::new(),
        };
        let state = if let Some(reason) = &self.read_only {
            FileState::ReadOnly(reason.clone())
        } else if let Some(trouble) = &self.trouble {
            FileState::Failed(trouble.clone())
        } else if self.is_unsaved() && (self.saver.is_some() || self.writing.is_some()) {
            FileState::Saving
        } else if self.homeless > 0 {
            FileState::Unsaved
        } else if self.saver.is_some() {
            if name.is_some() { FileState::Saved } else { FileState::Kept }
        } else {
            FileState::Untouched
        };
        FileLine { name, path, state }
    }
}

impl App {
    /// The project was changed by this edit: it goes to the file, and if there is none, one is made.
    pub(super) fn save_edit(&mut self, edit: &Arc<Edit>) {
        self.document.save(edit);
        let document = &self.document;
        if document.saver.is_some() || document.writing.is_some() || document.trouble.is_some() {
            return;
        }
        self.make_scratch();
    }

    /// Save the project to this file and go on there, as “Save as…” does once the user has chosen.
    pub fn save_to(&mut self, ctx: &egui::Context, path: &Path) {
        self.write_project(Home::File(path.to_path_buf()));
        ctx.request_repaint();
    }

    pub(super) fn make_scratch(&mut self) {
        let Some(state) = self.state.clone() else { return };
        match crate::store::scratch(&state) {
            Ok(path) => self.write_project(Home::Scratch(path)),
            Err(error) => self.document.trouble = Some(error.to_string()),
        }
    }

    /// Write the project to a file of its own and go on there.
    pub(super) fn write_project(&mut self, home: Home) {
        let (Home::File(path) | Home::Scratch(path)) = &home else { return };
        let here = |it: &Path| std::fs::canonicalize(it).unwrap_or_else(|_| it.to_owned());
        if let Home::File(now) = &self.document.home
            && here(now) == here(path)
            && self.document.saver.is_some()
        {
            return self.save_now();
        }
        if self.document.writing.is_some() {
            self.document.then = Some(home);
            return;
        }
        let (project, log) = (Arc::clone(self.session.project()), self.document.log.clone());
        let number = self.jobs.write_project(project, log, home, self.state.clone());
        self.document.writing = Some((number, Vec::new()));
    }

    /// The project is another as a whole than its file holds, by what the label says: the file is written anew. Where
    /// there is none yet, the first edit makes one.
    pub(super) fn rewrite(&mut self, label: &str) {
        let document = &mut self.document;
        document.log.push(LogEntry::now(&Edit::new(label, Vec::new())));
        if document.writing.is_some() {
            document.outdated = true;
            return;
        }
        if matches!(document.home, Home::None) {
            return;
        }
        document.outdated = false;
        let (project, log) = (Arc::clone(self.session.project()), document.log.clone());
        let held = (document.lock.take(), document.saver.take());
        let home = document.home.clone();
        let number = self.jobs.rewrite_project(project, log, home, self.state.clone(), held);
        self.document.writing = Some((number, Vec::new()));
    }

    /// Write a copy beside; the project stays where it is.
    pub(super) fn write_copy(&mut self, path: &Path) {
        let (project, log) = (Arc::clone(self.session.project()), self.document.log.clone());
        self.jobs.write_copy(project, log, path);
    }

    /// A project was written, or not.
    pub(super) fn written(&mut self, ctx: &egui::Context, written: Written) {
        if self.document.writing.as_ref().is_none_or(|(number, _)| *number != written.number) {
            return self.written_late(written);
        }
        let waiting = self.document.writing.take().map(|(_, edits)| edits).unwrap_or_default();
        let document = &mut self.document;
        match written.result {
            Ok((lock, mut saver)) => {
                let before = std::mem::replace(&mut document.home, written.home.clone());
                (document.sent, document.saved, document.homeless) = (0, 0, 0);
                (document.trouble, document.read_only) = (None, None);
                document.number = written.number;
                for (edit, line) in waiting {
                    document.sent = saver.save_with(edit, line);
                }
                for (at, reason) in document.reasons.drain(..) {
                    saver.put_reason(&at, &reason);
                }
                let old = (document.saver.replace(saver), document.lock.replace(lock));
                let scratch = match before {
                    Home::Scratch(path) if written.home != Home::Scratch(path.clone()) => Some(path),
                    Home::Scratch(_) | Home::None | Home::File(_) => None,
                };
                self.settings.recent.retain(|it| Some(it) != scratch.as_ref());
                // Everything of a project without a name is in the new file.
                self.jobs.beside("close file", move || {
                    drop(old);
                    scratch.map(std::fs::remove_file)
                });
                let (Home::File(path) | Home::Scratch(path)) = written.home else { return };
                if matches!(self.document.home, Home::File(_)) {
                    self.say(format!("Saved to {}", path.display()));
                    self.views.answer(&crate::view::Shell::Closing(false));
                }
                self.settings.opened(path);
                self.changed_settings();
                self.command(ctx, Command::ReadOnly(None));
                if self.document.outdated {
                    self.rewrite("Layers");
                }
            }
            Err(error) => {
                document.closing = false;
                // The file is as it was, but nobody writes to it any more.
                if document.saver.is_none() && !matches!(document.home, Home::None) {
                    document.trouble = Some(error.clone());
                }
                if matches!(written.home, Home::File(_)) {
                    self.views.trouble("The project could not be saved there", error);
                } else {
                    document.trouble = Some(error);
                }
            }
        }
        if self.document.writing.is_none()
            && let Some(home) = self.document.then.take()
        {
            self.write_project(home);
        }
    }

    /// A file was written of a project that is not open any more: what was done to it meanwhile belongs there.
    fn written_late(&mut self, written: Written) {
        let at = self.left.iter().position(|(number, _)| *number == written.number);
        let edits = at.map(|at| self.left.swap_remove(at).1).unwrap_or_default();
        match written.result {
            Ok((lock, mut saver)) => {
                for (edit, line) in edits {
                    saver.save_with(edit, line);
                }
                self.jobs.beside("close file", move || drop((saver, lock)));
                if let Home::File(path) | Home::Scratch(path) = written.home {
                    self.settings.opened(path);
                    self.changed_settings();
                }
            }
            Err(error) => self.views.trouble("The project that was open before could not be saved", error),
        }
    }

    /// What the saver tells.
    pub(super) fn told(&mut self, number: u64, event: SaveEvent) {
        if number != self.document.number {
            return;
        }
        match event {
            SaveEvent::Saved(last) => {
                let document = &mut self.document;
                document.saved = document.saved.max(last);
                document.trouble = None;
                if document.saved >= document.sent
                    && let Some(recovery) = document.recovery.take()
                    && let Err(error) = recovery.forget()
                {
                    tracing::warn!("{error}");
                }
            }
            SaveEvent::Failed { error, waiting, kept } => {
                let changes = crate::view::words::count(waiting, "change waits", "changes wait");
                let kept = if kept { " They are kept for recovery meanwhile." } else { "" };
                self.document.trouble = Some(format!("{changes} to be saved. {error}.{kept}"));
            }
            SaveEvent::BackedUp(path) => tracing::debug!("backup at {}", path.display()),
            SaveEvent::BackupFailed(error) => tracing::warn!("no backup was made: {error}"),
        }
    }

    /// Ctrl+S: everything is saved by itself, so this says so, asks for a name, or tries again.
    pub(super) fn save_now(&mut self) {
        match (&self.document.home, &self.document.saver) {
            (Home::File(_), Some(saver)) => {
                if self.document.saved < self.document.sent {
                    saver.retry();
                }
                let said = if self.document.trouble.is_some() {
                    "Trying again to save…"
                } else {
                    "Every change is saved as it is made"
                };
                self.say(said.to_owned());
            }
            _ => self.jobs.pick_save(self.suggested_name(), false),
        }
    }

    /// Try again what could not be saved.
    pub(super) fn retry_saving(&mut self) {
        match &self.document.saver {
            Some(saver) => saver.retry(),
            None => {
                self.document.trouble = None;
                self.make_scratch();
            }
        }
    }

    /// A file name for the project.
    pub(super) fn suggested_name(&self) -> String {
        let title = &self.session.project().meta.title;
        let name: String =
            title.chars().map(|c| if c.is_alphanumeric() || " -_".contains(c) { c } else { '-' }).collect();
        let name = name.trim().chars().take(80).collect::<String>();
        format!("{}.gpkg", if name.is_empty() { "Project" } else { &name })
    }

    /// Wait for edits that are being made, so that none is lost when this project is left.
    pub(super) fn finish_edits(&mut self) {
        if !self.session.is_making() {
            return;
        }
        for effect in self.session.finish() {
            match effect {
                Effect::Save(edit) => self.save_edit(&edit),
                Effect::Say(text) => self.say(text),
                // Edits ask for nothing else.
                _ => {}
            }
        }
    }

    /// Another project takes the place of this one: what is not saved yet is waited for.
    pub(super) fn leave_document(&mut self) {
        self.finish_edits();
        let kept = matches!(self.document.home, Home::Scratch(_)) || self.document.writing.is_some();
        let mut before = std::mem::take(&mut self.document);
        self.left.extend(before.writing.take());
        // What it still has to write is waited for, but not by the window.
        self.jobs.beside("close file", move || drop(before));
        if kept {
            self.say("Your changes are kept: File › Open recent".to_owned());
        }
    }

    /// Open whatever is at a path, unless it is what is open.
    pub(super) fn open_path(&mut self, path: &Path) {
        let same = |it: &Path| std::fs::canonicalize(it).ok();
        if let Home::File(now) | Home::Scratch(now) = &self.document.home
            && self.document.saver.is_some()
            && same(now).is_some_and(|now| Some(now) == same(path))
        {
            return self.say("This project is open already".to_owned());
        }
        if self.jobs.open_any(path, &self.settings, self.state.as_deref()) {
            // What was to be asked of other files is not wanted any more.
            self.forget_incoming();
        } else {
            self.read_reports(&[path.to_path_buf()]);
        }
    }

    /// An empty project.
    pub(super) fn new_project(&mut self) {
        let meta = crate::project::Meta { title: "Untitled project".to_owned(), ..Default::default() };
        let project = Project::new(
            meta,
            crate::event::TableBuilder::default().build(),
            Vec::new(),
            crate::event::Groups::default(),
            Vec::new(),
            Vec::new(),
        );
        self.jobs.cancel();
        self.show_case(super::Opened::from(project), None);
    }

    /// Whether the window may close now; if not, it says why or closes later.
    pub(super) fn may_close(&mut self) -> bool {
        self.finish_edits();
        let document = &mut self.document;
        if document.may_close {
            return true;
        }
        if document.writing.is_some() || !self.left.is_empty() {
            document.closing = true;
            return false;
        }
        let flushed =
            document.saver.as_ref().is_none_or(|saver| document.saved >= document.sent || saver.flush(PATIENCE));
        if flushed && document.homeless == 0 && !matches!(document.home, Home::Scratch(_)) {
            return true;
        }
        self.views.answer(&crate::view::Shell::Closing(true));
        false
    }

    /// Close without a name: the changes come again in the next window, unless they are not wanted.
    pub(super) fn close_anyway(&mut self, ctx: &egui::Context, discard: bool) {
        let document = &mut self.document;
        if discard && let Home::Scratch(path) = document.home.clone() {
            (document.saver, document.lock) = (None, None);
            let _ = std::fs::remove_file(&path);
            self.settings.recent.retain(|it| *it != path);
            self.changed_settings();
        }
        self.document.may_close = true;
        ctx.send_viewport_cmd(egui::ViewportCommand::Close);
    }
}

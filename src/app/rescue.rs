//! Backups and salvage: what the store knows, put into words for the window, and opened as new projects.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use super::document::Home;
use super::jobs::{Done, Jobs};
use super::{App, Opened};
use crate::format::Progress;
use crate::store::{self, Backup, LogEntry, StoreError};
use crate::view::rescue::{Copy, Rescue, Salvage};

/// Something that was opened in the place of a project that is no more, or is as it should not be.
pub struct Rescued {
    pub opened: Opened,
    pub log: Vec<LogEntry>,
    pub said: String,
    pub report: Option<Rescue>,
}

/// The ways out for a project that cannot be opened; nothing if it was none, and there is no backup.
pub fn offer(state: Option<&Path>, path: &Path, error: &StoreError) -> Option<Rescue> {
    let copies = copies(state, path);
    let damaged = matches!(error, StoreError::Damaged { .. });
    (damaged || !copies.is_empty()).then(|| {
        let what = match error {
            StoreError::Damaged { what, .. } => format!("{}: the file is damaged ({what}).", path.display()),
            other => format!("{other}."),
        };
        Rescue::Damaged { path: path.to_owned(), what, copies }
    })
}

/// Whether there is any backup of a file.
pub fn has_backups(state: Option<&Path>, path: &Path) -> bool {
    state.is_some_and(|state| !store::backups(state, path).is_empty())
}

/// The backups of a project, newest first.
fn copies(state: Option<&Path>, project: &Path) -> Vec<Copy> {
    let found = state.map(|state| store::backups(state, project)).unwrap_or_default();
    found.iter().map(told).collect()
}

fn told(backup: &Backup) -> Copy {
    let size = std::fs::metadata(&backup.path).map_or(0, |it| it.len());
    Copy { path: backup.path.clone(), at: here(&backup.at), events: backup.events().ok(), size }
}

/// A time of a backup as people here tell it.
fn here(at: &str) -> String {
    let parsed = at.get(..15).and_then(|it| jiff::civil::DateTime::strptime("%Y%m%d-%H%M%S", it).ok());
    let zoned = parsed.and_then(|it| it.to_zoned(jiff::tz::TimeZone::UTC).ok());
    zoned.map_or_else(
        || at.to_owned(),
        |it| it.with_time_zone(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string(),
    )
}

impl Jobs {
    /// Look for the backups of a project.
    pub fn find_backups(&self, project: PathBuf, state: Option<PathBuf>) {
        let name = project.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.start("backups", move || {
            Done::Backups(Box::new(Rescue::Backups { name, copies: copies(state.as_deref(), &project) }))
        });
    }

    /// Open a backup.
    pub fn open_backup(&mut self, path: &Path) {
        let path = path.to_owned();
        let at = path.file_stem().map_or_else(String::new, |it| here(&it.to_string_lossy()));
        self.rescue("Opening", format!("the backup of {at}"), move |_| {
            let store::Opened { project, issues, log, .. } = store::open(&path)?;
            let opened = Opened { issues, ..Opened::from(project) };
            let said = format!("The backup of {at} is open as a new project: Save as… gives it a name");
            Ok(Rescued { opened, log, said, report: None })
        });
    }

    /// Read what can be read of a damaged project.
    pub fn salvage(&mut self, path: &Path) {
        let path = path.to_owned();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.rescue("Salvaging", name.clone(), move |progress| {
            let found = store::salvage_watched(&path, &|part| {
                progress.tell((part * 1000.0) as u64, 1000);
                !progress.is_cancelled()
            })?;
            let store::Opened { project, issues, log, .. } = found.opened;
            let report = Rescue::Salvaged(Salvage {
                events: project.events.len(),
                lost: found.gaps,
                rows: found.rows.into_iter().collect(),
                cut: found.cut,
                bare: found.bare,
                missing: found.lost,
                name: name.clone(),
            });
            let opened = Opened { issues, ..Opened::from(project) };
            let said = format!("What could be read of {name} is open as a new project");
            Ok(Rescued { opened, log, said, report: Some(report) })
        });
    }
}

impl Jobs {
    /// Open something in the place of a project that is damaged.
    fn rescue(
        &mut self,
        verb: &'static str,
        name: String,
        work: impl FnOnce(&Progress) -> Result<Rescued, store::StoreError> + Send + 'static,
    ) {
        let (number, progress) = self.begin(verb, name.clone());
        self.start_reading("rescue", move || {
            let result = match catch_unwind(AssertUnwindSafe(|| work(&progress))) {
                Ok(result) => result.map(Box::new).map_err(|error| error.to_string()),
                Err(_) => Err(format!("{name} could not be read: the reader failed on it.")),
            };
            Done::Rescued { result, number }
        });
    }
}

impl App {
    /// Something was rescued: it is a new project, kept at once.
    pub(super) fn show_rescued(&mut self, rescued: Rescued) {
        let Rescued { opened, log, said, report } = rescued;
        self.show_case(opened, None);
        self.document.keep_log(log);
        self.make_scratch();
        self.say(said);
        if let Some(report) = report {
            self.views.rescue(report);
        }
    }

    /// File › Restore a backup.
    pub(super) fn find_backups(&mut self) {
        match &self.document.home {
            Home::File(path) | Home::Scratch(path) => self.jobs.find_backups(path.clone(), self.state.clone()),
            Home::None => self.say("This project is in no file yet, so there is no backup of it".to_owned()),
        }
    }
}

//! What is kept outside a project's folder for a bad day: edits that could not be saved, and projects that have no
//! name yet.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use etcetera::AppStrategy as _;

use super::error::{At as _, StoreError};
use crate::project::Edit;

/// Where backups and recovery files are kept: the user's state folder, for example `~/.local/state/dateline`.
///
/// `DATELINE_STATE` names another one.
pub fn state_folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("DATELINE_STATE") {
        return Some(PathBuf::from(folder));
    }
    let strategy = etcetera::choose_app_strategy(etcetera::AppStrategyArgs {
        top_level_domain: "org".to_owned(),
        author: "Dateline".to_owned(),
        app_name: "dateline".to_owned(),
    })
    .ok()?;
    Some(strategy.state_dir().unwrap_or_else(|| strategy.data_dir()))
}

/// The folder of one project in the state folder. Its name goes by the project's path.
pub(super) fn folder_of(state: &Path, project: &Path) -> PathBuf {
    let path =
        fs::canonicalize(project).or_else(|_| std::path::absolute(project)).unwrap_or_else(|_| project.to_owned());
    // FNV-1a: the same for ever, unlike the standard library's.
    let fnv = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = path.as_os_str().as_encoded_bytes().iter().fold(0xcbf2_9ce4_8422_2325, fnv);
    let stem: String = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .take(40)
        .collect();
    state.join("projects").join(format!("{stem}-{hash:016x}"))
}

/// A new name for a project that has none yet.
///
/// # Errors
/// If the folder cannot be made.
pub fn scratch(state: &Path) -> Result<PathBuf, StoreError> {
    let folder = state.join("scratch");
    fs::create_dir_all(&folder).at(&folder)?;
    let now = jiff::Timestamp::now().strftime("%Y%m%d-%H%M%S").to_string();
    Ok(folder.join(format!("{now}-{}.gpkg", std::process::id())))
}

/// Projects without a name that no window has open: after a crash, to be offered again. Newest first.
pub fn scratches(state: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(state.join("scratch")).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|it| it == "gpkg"))
        .filter(|path| super::Lock::take(path).is_ok())
        .collect();
    found.sort();
    found.reverse();
    found
}

/// Edits that could not be saved to a project, kept in a file of their own.
#[derive(Debug)]
pub struct Recovery {
    path: PathBuf,
    /// In the order they were made.
    pub edits: Vec<Edit>,
    /// Whether the end of the file could not be read.
    pub torn: bool,
}

/// The edits that could not be saved to a project when it was last open. Each says what holds afterwards, so making
/// one that was saved after all changes nothing.
pub fn recover(state: &Path, project: &Path) -> Option<Recovery> {
    let path = unsaved(state, project);
    let file = File::open(&path).ok()?;
    let (mut edits, mut torn) = (Vec::new(), false);
    for line in BufReader::new(file).split(b'\n') {
        match line.ok().and_then(|line| serde_json::from_slice(&line).ok()) {
            Some(edit) => edits.push(edit),
            None => {
                torn = true;
                break;
            }
        }
    }
    Some(Recovery { path, edits, torn })
}

impl Recovery {
    /// The edits are in the project, or nobody wants them: forget the file.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn forget(self) -> Result<(), StoreError> {
        fs::remove_file(&self.path).at(&self.path)
    }
}

fn unsaved(state: &Path, project: &Path) -> PathBuf {
    folder_of(state, project).join("unsaved.jsonl")
}

/// Keep edits that could not be saved, synced before this returns.
pub(super) fn keep<'e>(
    state: &Path,
    project: &Path,
    edits: impl IntoIterator<Item = &'e Edit>,
) -> Result<PathBuf, StoreError> {
    let path = unsaved(state, project);
    let folder = path.parent().unwrap_or(state);
    fs::create_dir_all(folder).at(folder)?;
    let mut file = OpenOptions::new().append(true).create(true).open(&path).at(&path)?;
    for edit in edits {
        let mut line = serde_json::to_vec(edit).unwrap_or_default();
        line.push(b'\n');
        file.write_all(&line).at(&path)?;
    }
    file.sync_all().at(&path)?;
    Ok(path)
}

/// Everything is saved: nothing is left to recover.
pub(super) fn saved(state: &Path, project: &Path) {
    let _ = fs::remove_file(unsaved(state, project));
}

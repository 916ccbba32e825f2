use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::{At as _, StoreError};
use super::{connect, read, recovery, schema, write};

/// How many of the newest backups are kept whatever their age.
const NEWEST: usize = 5;
/// For how many days the last backup of a day is kept beside them.
const DAYS: usize = 7;

/// A copy of a project as it was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Backup {
    pub path: PathBuf,
    /// When it was made, UTC, as `20240716-100000`.
    pub at: String,
}

/// The backups of a project, newest first. `state` is [`super::state_folder`].
pub fn backups(state: &Path, project: &Path) -> Vec<Backup> {
    let folder = folder(state, project);
    let mut found: Vec<Backup> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let path = entry.path();
            let at = path.file_stem()?.to_str()?.to_owned();
            let ours = path.extension().is_some_and(|it| it == "gpkg") && at.len() >= 15 && !at.starts_with('.');
            ours.then_some(Backup { path, at })
        })
        .collect();
    found.sort_by(|a, b| b.at.cmp(&a.at));
    found
}

fn folder(state: &Path, project: &Path) -> PathBuf {
    recovery::folder_of(state, project).join("backups")
}

impl Backup {
    /// How many events it holds.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn events(&self) -> Result<usize, StoreError> {
        let connection = connect::reader(&self.path).at(&self.path)?;
        schema::version(&connection, &self.path)?;
        let count: i64 = connection.query_row("SELECT count(*) FROM events", [], |row| row.get(0)).at(&self.path)?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// Copy a project as it is now, check the copy, and only then let go of older ones. A damaged project is not
    /// copied, so that it never takes the place of a good backup.
    ///
    /// # Errors
    /// If the project is damaged, or the copy cannot be written or is not sound.
    pub fn make(state: &Path, project: &Path) -> Result<Self, StoreError> {
        let folder = folder(state, project);
        fs::create_dir_all(&folder).at(&folder)?;
        private(&folder);
        let now = jiff::Timestamp::now().strftime("%Y%m%d-%H%M%S").to_string();
        let taken: BTreeSet<String> = backups(state, project).into_iter().map(|it| it.at).collect();
        let at = (1..).map(|n| if n == 1 { now.clone() } else { format!("{now}-{n}") }).find(|it| !taken.contains(it));
        let at = at.unwrap_or(now);
        let part = folder.join(format!(".{at}.part"));
        let made = (|| {
            write::save_copy(project, &part)?;
            check(&part)?;
            let path = folder.join(format!("{at}.gpkg"));
            fs::rename(&part, &path).at(&path)?;
            Ok(Self { path, at })
        })();
        if made.is_err() {
            let _ = fs::remove_file(&part);
        } else {
            prune(state, project);
        }
        made
    }
}

/// Only the user may look into it.
fn private(folder: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0o700));
    }
    #[cfg(not(unix))]
    let _ = folder;
}

/// A copy is a backup only if it is a sound project.
fn check(path: &Path) -> Result<(), StoreError> {
    let connection = connect::reader(path).at(path)?;
    schema::version(&connection, path)?;
    drop(connection);
    read::check_all(path)
}

/// The newest, and the last of each of the last days, stay.
fn prune(state: &Path, project: &Path) {
    let mut days = BTreeSet::new();
    for (number, backup) in backups(state, project).into_iter().enumerate() {
        let day = backup.at.get(..8).unwrap_or_default().to_owned();
        let first_of_day = days.len() < DAYS && days.insert(day);
        if number >= NEWEST && !first_of_day {
            let _ = fs::remove_file(&backup.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_and_one_a_day_stay() {
        let state = tempfile::tempdir().unwrap();
        let project = Path::new("/nowhere/p.gpkg");
        let folder = folder(state.path(), project);
        fs::create_dir_all(&folder).unwrap();
        for day in 1..=12 {
            for hour in [8, 9, 10] {
                fs::write(folder.join(format!("202407{day:02}-{hour:02}0000.gpkg")), "").unwrap();
            }
        }
        prune(state.path(), project);
        let left: Vec<String> = backups(state.path(), project).into_iter().map(|it| it.at).collect();
        let days: Vec<&str> = left.iter().map(|it| &it[..11]).collect();
        assert_eq!(days[..5], ["20240712-10", "20240712-09", "20240712-08", "20240711-10", "20240711-09"]);
        assert_eq!(left.len(), 5 + 5, "{left:?}");
    }
}

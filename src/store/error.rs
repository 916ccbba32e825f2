use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why a project file cannot be read or written, and what to do.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{0}: there is no such file; check the path")]
    NotFound(PathBuf),
    #[error("{path}: this is not a Dateline project: {what}")]
    NotAProject { path: PathBuf, what: String },
    #[error(
        "{path}: the file is damaged ({what}); it was left as it is. Open the newest backup, or salvage what can be read into a new project"
    )]
    Damaged { path: PathBuf, what: String },
    #[error("{0}: another program is writing to this file; try again when it has finished")]
    Busy(PathBuf),
    #[error("{0}: this file or its folder may not be written to; save the project elsewhere")]
    ReadOnly(PathBuf),
    #[error("{0}: there is no space left on this disk; free some and try again, or save the project elsewhere")]
    Full(PathBuf),
    #[error("{0}: the file is gone or was replaced by another program; save the project under a new name")]
    Replaced(PathBuf),
    #[error("{path}: {what}")]
    Io { path: PathBuf, what: String },
    #[error("cancelled")]
    Cancelled,
    /// The file says something else than the edit expects; a mistake of the program or a change by another one.
    #[error("{path}: the edit does not fit what the file holds: {what}; save the project under a new name")]
    Conflict { path: PathBuf, what: String },
}

impl StoreError {
    pub(super) fn of(path: &Path, error: &rusqlite::Error) -> Self {
        let path = path.to_owned();
        let what = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged { path, what },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(path),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly(path),
            Some(ErrorCode::DiskFull) => Self::Full(path),
            Some(ErrorCode::ConstraintViolation) => Self::Conflict { path, what },
            _ => Self::Io { path, what },
        }
    }

    pub(super) fn io(path: &Path, error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        let path = path.to_owned();
        match error.kind() {
            ErrorKind::NotFound => Self::NotFound(path),
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::ReadOnly(path),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full(path),
            _ => Self::Io { path, what: error.to_string() },
        }
    }

    /// Whether trying again may help without the user doing anything.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Io { .. } | Self::Full(_) | Self::ReadOnly(_))
    }
}

/// Puts the path to errors of SQLite.
pub(super) trait At<T> {
    fn at(self, path: &Path) -> Result<T, StoreError>;
}

impl<T> At<T> for rusqlite::Result<T> {
    fn at(self, path: &Path) -> Result<T, StoreError> {
        self.map_err(|error| StoreError::of(path, &error))
    }
}

impl<T> At<T> for std::io::Result<T> {
    fn at(self, path: &Path) -> Result<T, StoreError> {
        self.map_err(|error| StoreError::io(path, &error))
    }
}

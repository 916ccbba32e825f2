use std::io;
use std::path::PathBuf;

use super::progress::Cancelled;
use super::{CaseError, FormatId};

/// Why a file cannot be shown at all. Whatever can be shown in part is, and the rest is an issue.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("{0}: there is no such file or folder; check the path")]
    NotFound(PathBuf),
    #[error("{0}: this is not an ordinary file")]
    NotAFile(PathBuf),
    #[error("{0}: the file is empty")]
    Empty(PathBuf),
    #[error("{path}: it cannot be read: {error}")]
    Io { path: PathBuf, error: io::Error },
    /// What it looks like, and what to do instead.
    #[error("{path}: {what}")]
    Unknown { path: PathBuf, what: String },
    /// It is said to be of this format, but is not, or not whole enough to start.
    #[error("{path}: this {format} file could not be read: {reason}", format = .format.name())]
    Damaged { path: PathBuf, format: FormatId, reason: String },
    #[error(transparent)]
    Case(#[from] CaseError),
    /// The mapping does not fit the file.
    #[error("the mapping does not fit: {0}")]
    Mapping(String),
    #[error("cancelled")]
    Cancelled,
}

impl From<Cancelled> for OpenError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// Why a reader stopped, before it is known which file it was.
#[derive(Debug)]
pub(super) enum Stop {
    Cancelled,
    /// The file cannot be used.
    Damaged(String),
    Io(io::Error),
    /// Rows have to be read one after the other.
    InOrder,
}

impl From<Cancelled> for Stop {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Refused>()) {
            Some(Refused(reason)) => Self::Damaged(reason.clone()),
            None => Self::Io(error),
        }
    }
}

/// A reason of ours on its way through [`std::io::Read`].
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Refused(pub String);

/// A refusal as an I/O error, for readers that unpack or decode.
pub(super) fn refused(reason: impl Into<String>) -> io::Error {
    io::Error::other(Refused(reason.into()))
}

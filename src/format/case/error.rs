use std::path::PathBuf;

use super::MAX_FILE_BYTES;
use crate::event::Issue;

/// Why a case cannot be shown at all.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    #[error("{0}: there is no such folder; check the path")]
    NotFound(PathBuf),
    #[error("{0}: this is not a folder; give the folder that holds case.toml")]
    NotAFolder(PathBuf),
    #[error("{path}: this is not a case folder, it has no {missing}")]
    NotACase { path: PathBuf, missing: &'static str },
    #[error("{file}: {problem}")]
    File { file: &'static str, problem: FileProblem },
    #[error("this case is of format {0}, which a newer version of Dateline reads; this one reads format 1")]
    NewerFormat(i64),
    #[error("{path}: the case could not be written: {problem}")]
    Write { path: PathBuf, problem: String },
}

/// Why one file of a case cannot be read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FileProblem {
    #[error("it is not an ordinary file")]
    NotAFile,
    #[error("it is larger than {} MiB, which is the most that is read; split or shorten it", MAX_FILE_BYTES >> 20)]
    TooBig,
    /// The first byte that is not UTF-8: its line, counted from 1, and its offset in the file.
    #[error("line {line} (byte {offset}) is not UTF-8; save the file as UTF-8")]
    NotUtf8 { line: u32, offset: usize },
    /// Line and column are counted from 1.
    #[error("line {line}, column {column}: {message}")]
    Syntax { line: u32, column: u32, message: String },
    #[error("it cannot be read: {0}")]
    Io(String),
}

impl FileProblem {
    /// The same as an issue, where the rest of the case can do without the file.
    pub fn issue(&self, file: &str) -> Issue {
        let issue = Issue::error(file, format!("{self}; nothing of this file was read"));
        match self {
            FileProblem::NotUtf8 { line, .. } | FileProblem::Syntax { line, .. } => issue.at(*line),
            FileProblem::NotAFile | FileProblem::TooBig | FileProblem::Io(_) => issue,
        }
    }
}

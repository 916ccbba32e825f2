//! Risky files in a process of their own.
//!
//! Archives and spreadsheets are read by parsers that are not ours. They run in a child process of the same binary,
//! which gives itself hard limits on memory, processor time and file size before it reads a byte, opens nothing but
//! the one file and writes plain text to a pipe. Whatever happens to it, a crash, a loop, hunger, is a reason here.

mod archive;
mod child;
mod database;
mod parent;
mod sheet;

use serde::{Deserialize, Serialize};

pub use child::serve;
pub(super) use parent::Child;
pub use parent::set_worker_program;

/// The first word of what a child says. A program that does not say it is no child of ours.
const HELLO: &str = "dateline-worker-1";

/// Memory of a child in bytes: 1 GiB.
pub const MAX_MEMORY: u64 = 1 << 30;
/// Processor time of a child, in seconds.
pub const MAX_SECONDS: u64 = 60;

/// What a child found, told in its first line.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Found {
    /// A table out of a spreadsheet, as CSV in UTF-8; else a file out of an archive, as it is.
    pub sheet: bool,
    /// The sheet or file that follows.
    pub name: String,
    /// Others that could have been read instead.
    pub others: Vec<String>,
}

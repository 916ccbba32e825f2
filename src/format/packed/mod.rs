//! Files that are read in a process of their own, as plain text: what the child does ([`unpack`]), and what it tells.

mod archive;
mod database;
mod ods;
#[cfg(feature = "geoparquet")]
mod parquet;
mod sheet;

use std::io::{BufReader, Read, Seek};

use serde::{Deserialize, Serialize};

use crate::worker::Speaker;

/// What a child is told to do.
pub const TASK: &str = "unpack";

/// Memory for a file of this length: all that a child may have, or more for a database, which is held whole.
pub(super) fn memory(length: u64, is_database: bool) -> u64 {
    let wanted = if is_database { length.min(database::LARGEST) + (512 << 20) } else { 0 };
    wanted.max(crate::worker::MAX_MEMORY)
}

/// What follows the head.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Kept {
    /// A file out of an archive, as it is.
    #[default]
    Member,
    /// A table out of a spreadsheet, as CSV in UTF-8.
    Sheet,
    /// A table out of a Parquet file, as CSV in UTF-8.
    Parquet,
    /// A shapefile out of an archive, as GeoJSON line by line.
    Shapes,
}

/// What a child found, told in its head.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Found {
    pub kept: Kept,
    /// The sheet or file that follows.
    pub name: String,
    /// Others that could have been read instead.
    pub others: Vec<String>,
    /// What of it cannot be used, and why.
    pub notes: Vec<String>,
}

/// The child's work: write what is in an archive, a spreadsheet or a database. `part` names the sheet or the file inside the
/// archive to take; without it, the likeliest.
///
/// # Errors
/// The reason why it cannot be read.
pub fn unpack<R: Read + Seek + Send + 'static>(
    mut file: R,
    part: Option<&str>,
    out: &mut Speaker<'_>,
) -> Result<(), String> {
    let mut head = Vec::new();
    (&mut file).take(16).read_to_end(&mut head).map_err(|error| error.to_string())?;
    file.rewind().map_err(|error| error.to_string())?;
    if head == b"SQLite format 3\0" {
        return database::write(file, part, out);
    }
    #[cfg(feature = "geoparquet")]
    if head.starts_with(b"PAR1") {
        return parquet::write(file, out);
    }
    // Its own memory is the limit of what a file may be.
    let file = BufReader::new(file);
    if !head.starts_with(b"PK") {
        return sheet::write(sheet::open(file, sheet::Kind::Xls)?, part, out);
    }
    match archive::Archive::read(file)? {
        archive::Archive::Sheet(book) => sheet::write(*book, part, out),
        archive::Archive::Ods(zip) => ods::write(zip, part, out),
        archive::Archive::Files(files) => files.write(part, out),
    }
}

/// The head: what follows.
fn hello(out: &mut Speaker<'_>, found: &Found) -> Result<(), String> {
    out.head(&serde_json::to_string(found).map_err(|error| error.to_string())?)
}

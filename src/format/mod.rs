//! Foreign files to projects, and back. Reading never fails because of a row: what can be read is kept, and everything
//! else is an issue in the report.
//!
//! [`open`] finds out what a file is by its content ([`FORMATS`] is the table of all formats). Own readers stream and keep
//! to the limits in [`limits`]; archives and spreadsheets are read in a process of their own ([`packed`]).

mod case;
mod catalogue;
mod crs;
mod detect;
mod encoding;
mod error;
mod feature;
mod json;
mod layer;
pub mod limits;
mod log;
mod look;
mod open;
pub mod packed;
mod progress;
mod row;
mod shape;
mod source;
mod table;
mod wkb;
mod write;
mod xml;

pub use case::{CaseError, FileProblem, MAX_FILE_BYTES, read_bundled, read_folder};
pub use catalogue::{FORMATS, Format, FormatId};
pub use error::OpenError;
pub use layer::without_companions;
pub use look::{OrderQuestion, SeenCounts, SeenEvent, TableLook, fitted, look, look_anew};
pub use open::{OpenOptions, Preview, open, preview, read_bytes};
pub use progress::{Cancelled, Phase, Progress};
pub use row::{DateOrder, Role, Scheme};
pub use table::{Column, Mapping, Question};
pub use write::{WriteError, Written, write, write_log};

use serde::Serialize;

use crate::article::Target;
use crate::event::Issue;
use crate::project::Project;

/// What was read and what was wrong with it.
#[derive(Debug, Default)]
pub struct Import {
    pub project: Project,
    pub report: Report,
}

/// What a reader has to say of its input.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// File by file, from first to last line.
    pub issues: Vec<Issue>,
    pub counts: Counts,
}

/// How much was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Counts {
    /// Verified events only, placed or not.
    pub events: usize,
    pub unverified: usize,
    /// Events with a position, verified or not.
    pub placed: usize,
    /// Events with a date, verified or not.
    pub dated: usize,
    pub articles: usize,
    /// Mentions of events, places and groups and citations of sources, but not ordinary links.
    pub mentions: usize,
    pub places: usize,
    pub groups: usize,
    pub sources: usize,
}

impl Counts {
    /// Count what a project holds.
    pub fn of(project: &Project) -> Self {
        let events = &project.events;
        let unverified = events.ids().filter(|id| events.is_unverified(*id)).count();
        let mentions = project.articles.iter().flat_map(|article| &article.mentions);
        Self {
            events: events.len() - unverified,
            unverified,
            placed: events.placed(),
            dated: events.ids().filter(|id| events.days(*id).is_some()).count(),
            articles: project.articles.len(),
            mentions: mentions.filter(|mention| !matches!(mention.target, Target::Link(_))).count(),
            places: project.places.len(),
            groups: project.groups.len(),
            sources: project.sources.len(),
        }
    }
}

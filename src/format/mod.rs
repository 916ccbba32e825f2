//! Foreign files to projects. Reading never fails because of a row: what can be read is kept, and everything else
//! is an issue in the report.

mod case;

pub use case::{CaseError, FileProblem, MAX_FILE_BYTES, Written, read_bundled, read_folder, write_folder};

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
    /// Verified events only.
    pub events: usize,
    pub unverified: usize,
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
            articles: project.articles.len(),
            mentions: mentions.filter(|mention| !matches!(mention.target, Target::Link(_))).count(),
            places: project.places.len(),
            groups: project.groups.len(),
            sources: project.sources.len(),
        }
    }
}

//! Events to files that other programs read.

mod case;
mod csv;
mod geojson;
mod kml;
mod log;
mod markdown;
#[cfg(feature = "geoparquet")]
mod parquet;
mod record;

pub use log::write_log;

use std::collections::{HashMap, HashSet};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use atomic_write_file::AtomicWriteFile;

use super::FormatId;
use super::progress::{Cancelled, Phase, Progress};
use crate::event::EventId;
use crate::project::{LayerStyle, Project};
use record::Record;

/// Why nothing was written. What stood there before stands there still.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("{0}: the ending says no format that is written; use .csv, .geojson, .kml, or a folder name for a case")]
    Format(PathBuf),
    #[error(
        "{0}: this dateline was built without GeoParquet: build it with the feature geoparquet, or write another format"
    )]
    Without(PathBuf),
    #[error("{path}: it cannot be written: {error}")]
    Io { path: PathBuf, error: io::Error },
    #[error("{0}: this folder holds other things; give a new folder, or one that holds a case")]
    Occupied(PathBuf),
    #[error("cancelled")]
    Cancelled,
}

impl From<Cancelled> for WriteError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// What was written, and what the format has no room for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Written {
    pub events: usize,
    /// One sentence for each sort of thing that was left out.
    pub left_out: Vec<String>,
}

/// Write events of a project to a file, or as a case folder: all of them (`None`), or those in `events`, in the order of
/// their files. The format is `format`, or what the ending of the path says ([`FormatId::to_write`]).
///
/// A file is written beside its place and moved there when it is whole.
///
/// # Errors
/// If the format is not written, the path cannot be written, or the work was cancelled.
pub fn write(
    project: &Project,
    events: Option<&[EventId]>,
    path: &Path,
    format: Option<FormatId>,
    progress: &Progress,
) -> Result<Written, WriteError> {
    progress.set_phase(Phase::Writing);
    let mut ids: Vec<EventId> = events.map_or_else(|| project.events.ids().collect(), <[EventId]>::to_vec);
    ids.sort_by_key(|id| project.events.sequence(*id));
    ids.dedup();
    let format = format.or_else(|| FormatId::to_write(path));
    let mut layers = project.layers();
    if layers.len() < 2 {
        layers.clear();
    }
    let job = Job { project, ids: &ids, layers, progress };
    let mut changed = Vec::new();
    match format {
        Some(FormatId::Csv) => to_file(path, |out| csv::write(&job, out, delimiter(path)))?,
        Some(FormatId::GeoJson) => to_file(path, |out| geojson::write(&job, out))?,
        Some(FormatId::Kml) => to_file(path, |out| kml::write(&job, out))?,
        #[cfg(feature = "geoparquet")]
        Some(FormatId::GeoParquet) => {
            let names = further(&job)?;
            to_file(path, |out| parquet::write(&job, out, &names))?;
        }
        Some(FormatId::Case) => changed = case::write(&job, path)?,
        #[cfg(not(feature = "geoparquet"))]
        Some(FormatId::GeoParquet) => return Err(WriteError::Without(path.to_owned())),
        None if path.extension().is_some_and(|it| it.eq_ignore_ascii_case("parquet")) => {
            return Err(WriteError::Without(path.to_owned()));
        }
        // The store writes GeoPackages.
        _ => return Err(WriteError::Format(path.to_owned())),
    }
    progress.set_phase(Phase::Done);
    let mut left_out = left_out(&job, format.unwrap_or(FormatId::Case));
    if let [first, ..] = &changed[..] {
        let count = changed.len();
        left_out
            .push(format!("{count} articles cannot be written as Markdown exactly as they are, {first} among them"));
    }
    Ok(Written { events: ids.len(), left_out })
}

/// What is written.
pub(super) struct Job<'a> {
    pub project: &'a Project,
    pub ids: &'a [EventId],
    /// The layers, if there are several.
    pub layers: Vec<LayerStyle>,
    pub progress: &'a Progress,
}

impl Job<'_> {
    fn record(&self, id: EventId) -> Record<'_> {
        Record { project: self.project, id, layers: &self.layers }
    }

    /// The events one by one, telling how far it is.
    fn records(&self) -> impl Iterator<Item = Result<Record<'_>, Cancelled>> {
        self.ids.iter().enumerate().map(|(at, id)| {
            if at.is_multiple_of(1024) {
                self.progress.check()?;
                self.progress.add_rows(1024.min(self.ids.len() - at));
            }
            Ok(self.record(*id))
        })
    }
}

/// Why a writer stopped.
pub(super) enum Broken {
    Io(io::Error),
    Cancelled,
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Cancelled> for Broken {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// The names of further fields, in the order in which they come. A field that an event has twice has two names.
fn further(job: &Job<'_>) -> Result<Vec<String>, Cancelled> {
    let mut seen: HashSet<String> = HashSet::new();
    let mut names: Vec<String> = Vec::new();
    for record in job.records() {
        for (name, _) in numbered(record?.details()) {
            if !seen.contains(&name) {
                seen.insert(name.clone());
                names.push(name);
            }
        }
    }
    Ok(names)
}

/// The second field of a name is `name 2`.
fn numbered(details: Vec<(String, String)>) -> impl Iterator<Item = (String, String)> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    details.into_iter().map(move |(name, text)| {
        let count = seen.entry(name.clone()).or_insert(0);
        *count += 1;
        (if *count == 1 { name } else { format!("{name} {count}") }, text)
    })
}

fn delimiter(path: &Path) -> u8 {
    let tabs = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("tsv") || it.eq_ignore_ascii_case("tab"));
    if tabs { b'\t' } else { b',' }
}

/// Write a file as a whole: until it is, what was there stays.
pub(super) fn to_file(
    path: &Path,
    work: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), Broken>,
) -> Result<(), WriteError> {
    let io = |error| WriteError::Io { path: path.to_owned(), error };
    let file = AtomicWriteFile::open(path).map_err(io)?;
    let mut out = BufWriter::with_capacity(256 << 10, file);
    match work(&mut out) {
        Ok(()) => {}
        Err(Broken::Cancelled) => return Err(WriteError::Cancelled),
        Err(Broken::Io(error)) => return Err(io(error)),
    }
    let file = out.into_inner().map_err(|error| io(error.into_error()))?;
    file.commit().map_err(io)
}

/// What the format has no room for, if the project has any.
fn left_out(job: &Job<'_>, format: FormatId) -> Vec<String> {
    let project = job.project;
    let mut out = Vec::new();
    let dressed = job.layers.iter().filter(|it| it.hidden || !it.colour.is_empty()).count();
    if dressed > 0 {
        out.push(format!(
            "{dressed} layers keep their names only, in the field “layer”: not their colours, nor that they are hidden"
        ));
    }
    if format != FormatId::Case {
        let mut say = |count: usize, what: &str| {
            if count > 0 {
                out.push(format!("{count} {what}"));
            }
        };
        say(
            project.articles.len(),
            "articles with their mentions: this format holds events only; write a case folder to keep them",
        );
        let groups = project.groups.iter().filter(|(_, group)| {
            !(group.aliases.is_empty()
                && group.umbrella.is_empty()
                && group.description.is_empty()
                && group.details.is_empty())
        });
        say(groups.count(), "groups keep their names only, not their alternate names, descriptions and umbrellas");
        let places = project.places.iter().filter(|place| {
            !(place.aliases.is_empty()
                && place.evidence.is_empty()
                && place.note.is_empty()
                && place.details.is_empty())
        });
        say(places.count(), "places keep their names and positions only, not their alternate names and notes");
        let sources = project
            .sources
            .iter()
            .filter(|source| !(source.agency.is_empty() && source.note.is_empty() && source.details.is_empty()));
        say(sources.count(), "sources keep publisher, title, date and address only, not agency and notes");
    }
    let work = project.work();
    for (count, what) in [
        (work.marks.len(), "events with tags, a star or a note of yours: only a project keeps these"),
        (work.corrections.len(), "corrected events are written as corrected, without what was imported"),
        (work.filters.len(), "saved filters: only a project keeps these"),
        (work.rejected.len(), "rejected proposals: only a project keeps these"),
    ] {
        if count > 0 {
            out.push(format!("{count} {what}"));
        }
    }
    if !project.meta.notice.is_empty() && format != FormatId::Case {
        out.push("the notice of the case is not in the file".to_owned());
    }
    out
}

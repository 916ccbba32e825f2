//! Case folders: plain text files that people write and compare in an editor.
//!
//! A case is `case.toml`, `events.geojson`, `places.geojson`, `groups.toml`, `sources.toml` and `articles/*.md`.
//! Only without the first two is there nothing to show; whatever else is missing, broken or wrong is an issue, and
//! the rest is kept.

mod articles;
mod bundled;
mod error;
mod events;
mod fields;
mod files;
mod groups;
mod json;
mod keys;
mod meta;
mod places;
mod sources;
mod tables;
mod umbrellas;

use std::borrow::Cow;
use std::path::Path;

pub use error::{CaseError, FileProblem};

use super::{Counts, Import, Report};
use crate::article::{Article, ArticleId};
use crate::event::{GroupId, Groups, Issue, Place, PlaceId, Source, SourceId};
use crate::project::Project;
use bundled::Bundled;
use files::{Files, Folder};
use keys::Keys;
use tables::Document;

/// The most that is read of one file: 64 MiB.
pub const MAX_FILE_BYTES: u64 = 64 << 20;

pub(in crate::format) use events::EVENT_PROPERTIES;

const CASE: &str = "case.toml";
const EVENTS: &str = "events.geojson";
const PLACES: &str = "places.geojson";
const GROUPS: &str = "groups.toml";
const SOURCES: &str = "sources.toml";

/// Read the case in a folder; the path of its `case.toml` will do as well. Nothing is written.
///
/// # Errors
/// If there is no such folder, if it is no case, or if `case.toml` or `events.geojson` cannot be read. Everything
/// else is an issue in the report.
pub fn read_folder(path: &Path) -> Result<Import, CaseError> {
    let folder = match path.parent() {
        Some(parent) if path.file_name().is_some_and(|name| name == CASE) => parent,
        _ => path,
    };
    // The parent of a bare `case.toml` is the empty path.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    match folder.metadata() {
        Err(_) => return Err(CaseError::NotFound(path.to_owned())),
        Ok(found) if !found.is_dir() => return Err(CaseError::NotAFolder(path.to_owned())),
        Ok(_) => {}
    }
    read(&Folder(folder.to_owned()), path)
}

/// Read the case that comes with the program.
pub fn read_bundled() -> Import {
    // The tests read it, so this cannot fail in a program that passed them.
    read(&Bundled, Path::new("")).unwrap_or_else(|error| {
        tracing::error!("the bundled case: {error}");
        Import::default()
    })
}

/// The ids that events and articles may name.
struct Known<'a> {
    places: Keys<PlaceId>,
    place_list: &'a [Place],
    groups: Keys<GroupId>,
    sources: Keys<SourceId>,
}

fn read(files: &impl Files, path: &Path) -> Result<Import, CaseError> {
    let mut issues = Vec::new();
    let problem = |file| move |problem| CaseError::File { file, problem };
    let required = |file: &'static str| {
        let text = files.text(file).map_err(problem(file))?;
        text.ok_or_else(|| CaseError::NotACase { path: path.to_owned(), missing: file })
    };
    let case_text = required(CASE)?;
    let events_text = required(EVENTS)?;
    let document = Document::read(&case_text, 0).map_err(problem(CASE))?;
    let mut head = meta::read(&document, &mut issues)?;

    let (source_list, sources) = read_sources(files, &mut issues);
    let (group_list, groups) = read_groups(files, &sources, &mut issues);
    let (place_list, places) = read_places(files, &sources, &mut issues);
    let known = Known { places, place_list: &place_list, groups, sources };
    let events = events::read(&events_text, &known, &mut issues).map_err(problem(EVENTS))?;

    let first = head.first_article.as_ref().map(|(key, _)| key.as_str());
    let mut articles: Vec<Article> = Vec::new();
    for name in article_names(files, first, &mut issues) {
        let article =
            optional(files, &name, &mut issues, |text, issues| articles::read(&name, text, &known, &events, issues));
        articles.extend(article.flatten());
    }

    let unknown = |field: &str, (value, line): &(String, u32), what: &str| {
        let message = format!("there is no {what} with this id: correct it or leave it out");
        Issue::error(CASE, message).at(*line).field(field, value)
    };
    if let Some(first) = &head.first_article {
        let at = articles.iter().position(|article| article.key == first.0);
        head.meta.first_article = at.and_then(|at| u32::try_from(at).ok()).map(ArticleId);
        if at.is_none() {
            issues.push(unknown("first_article", first, "article"));
        }
    }
    if let Some(first) = &head.first_event {
        head.meta.first_event = events.by_key(&first.0);
        if head.meta.first_event.is_none() {
            issues.push(unknown("first_event", first, "event"));
        }
    }
    let project = Project::new(head.meta, events, place_list, group_list, source_list, articles);
    let report = Report { issues, counts: Counts::of(&project) };
    Ok(Import { project, report })
}

fn read_sources(files: &impl Files, issues: &mut Vec<Issue>) -> (Vec<Source>, Keys<SourceId>) {
    let mut keys = Keys::new("source", SOURCES, true);
    let list = optional(files, SOURCES, issues, |text, issues| {
        Ok(sources::read(&Document::read(text, 0)?, &mut keys, issues))
    });
    match list {
        Some(list) => (list.unwrap_or_default(), keys),
        None => (Vec::new(), Keys::new("source", SOURCES, false)),
    }
}

fn read_groups(files: &impl Files, sources: &Keys<SourceId>, issues: &mut Vec<Issue>) -> (Groups, Keys<GroupId>) {
    let mut keys = Keys::new("group", GROUPS, true);
    let list = optional(files, GROUPS, issues, |text, issues| {
        Ok(groups::read(&Document::read(text, 0)?, sources, &mut keys, issues))
    });
    match list {
        Some(list) => (list.unwrap_or_default(), keys),
        None => (Groups::default(), Keys::new("group", GROUPS, false)),
    }
}

fn read_places(files: &impl Files, sources: &Keys<SourceId>, issues: &mut Vec<Issue>) -> (Vec<Place>, Keys<PlaceId>) {
    let mut keys = Keys::new("place", PLACES, true);
    let list = optional(files, PLACES, issues, |text, issues| places::read(text, sources, &mut keys, issues));
    match list {
        Some(list) => (list.unwrap_or_default(), keys),
        None => (Vec::new(), Keys::new("place", PLACES, false)),
    }
}

/// Read a file that a case can do without: `Some(None)` if there is none, `None` (and an issue) if it is unreadable.
fn optional<T>(
    files: &impl Files,
    file: &str,
    issues: &mut Vec<Issue>,
    read: impl FnOnce(&str, &mut Vec<Issue>) -> Result<T, FileProblem>,
) -> Option<Option<T>> {
    let read = |text: Option<Cow<'_, str>>| text.map(|text| read(&text, issues)).transpose();
    match files.text(file).and_then(read) {
        Ok(it) => Some(it),
        Err(problem) => {
            issues.push(problem.issue(file));
            None
        }
    }
}

/// The articles in order of their names, but the one to open first first.
fn article_names(files: &impl Files, first: Option<&str>, issues: &mut Vec<Issue>) -> Vec<String> {
    let mut names = files.articles().unwrap_or_else(|problem| {
        issues.push(problem.issue("articles"));
        Vec::new()
    });
    names.sort_by_key(|name| Some(articles::stem(name)) != first);
    names
}

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use super::SalvageArgs;
use crate::event::Issue;
use crate::format::{Counts, FormatId, Import, OpenOptions, Report, open};
use crate::project::Project;
use crate::store::{self, StoreError};

const DONE: u8 = 0;
const NOT_WRITTEN: u8 = 1;
const NOT_READ: u8 = 2;
const IN_PART: u8 = 4;

/// Whether a path is that of a project file.
pub(super) fn is_project(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("gpkg")) && !path.is_dir() && !store::is_foreign(path)
}

/// A project file as an import.
pub(super) fn read_project(path: &Path) -> Result<Import, StoreError> {
    let opened = store::open(path)?;
    let counts = Counts::of(&opened.project);
    Ok(Import { project: opened.project, report: Report { issues: opened.issues, counts } })
}

/// Whatever is there: a project file, a case folder, or a file of events.
pub(super) fn read(path: &Path, options: &OpenOptions) -> Result<Import, String> {
    if is_project(path) && matches!(options.format, None | Some(FormatId::GeoPackage)) {
        read_project(path).map_err(|error| error.to_string())
    } else {
        open(path, options, &Arc::default()).map_err(|error| error.to_string())
    }
}

/// Write a project as a project file, with the log of its changes if it comes from one.
pub(super) fn write(project: &Project, from: &[PathBuf], to: &Path) -> Result<(), String> {
    if to.exists() {
        return Err(format!("{}: this file is there already; choose another name", to.display()));
    }
    let log = match from {
        [from] if is_project(from) => store::read_log(from).unwrap_or_default(),
        _ => Vec::new(),
    };
    store::save_as(project, &log, to).map_err(|error| error.to_string())
}

/// Save what can be read of a damaged project as a new one.
pub fn salvage(args: &SalvageArgs) -> ExitCode {
    if args.to.exists() {
        return say(
            NOT_WRITTEN,
            &format!("{}: this file is there already; choose another name", args.to.display()),
            &[],
        );
    }
    let found = match store::salvage(&args.from) {
        Ok(found) => found,
        Err(error) => return say(NOT_READ, &error.to_string(), &[]),
    };
    if let Err(error) = store::save_as(&found.opened.project, &found.opened.log, &args.to) {
        return say(NOT_WRITTEN, &error.to_string(), &found.opened.issues);
    }
    let rows: usize = found.rows.values().sum();
    let events = found.opened.project.events.len();
    let mut text = format!("{events} events and {rows} rows in all were found");
    for key in &found.lost {
        text.push_str(&format!("\nlost: event {key}"));
    }
    let whole = found.lost.is_empty() && found.cut == 0 && found.opened.issues.is_empty();
    say(if whole { DONE } else { IN_PART }, &text, &found.opened.issues)
}

/// Messages to the standard error stream, harmless whatever is in them; then the exit status.
fn say(status: u8, text: &str, issues: &[Issue]) -> ExitCode {
    let mut out = io::stderr().lock();
    // Whoever does not read it has had enough of it.
    for line in text.lines() {
        let _ = writeln!(out, "dateline: {}", crate::text::display(line));
    }
    for issue in issues {
        let _ = writeln!(out, "{}", crate::text::display(&issue.to_string()));
    }
    status.into()
}

use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use serde::Serialize;

use super::CheckArgs;
use crate::event::{Issue, Severity};
use crate::format::{Counts, Import, Mapping, OpenError, OpenOptions, open};

const CLEAN: u8 = 0;
const ISSUES: u8 = 1;
const UNREADABLE: u8 = 2;

/// Read a case folder or a file of events, print what it holds and what is wrong with it, and say so by the exit status: 0 nothing is
/// wrong, 1 there are issues, 2 it cannot be read.
pub fn check(args: &CheckArgs) -> ExitCode {
    let options =
        mapping(args.map.as_deref()).map(|mapping| OpenOptions { format: args.from, mapping, part: args.part.clone() });
    let read = options.and_then(|options| open(&args.path, &options, &Arc::default()));
    let status = match &read {
        Ok(import) if import.report.issues.is_empty() => CLEAN,
        Ok(_) => ISSUES,
        Err(_) => UNREADABLE,
    };
    let mut out = io::stdout().lock();
    let written = match (&read, args.json) {
        (Ok(import), true) => json(&mut out, &Answer::of(import)),
        (Ok(import), false) => words(&mut out, import),
        (Err(error), true) => json(&mut out, &Failure { error: error.to_string() }),
        (Err(error), false) => complain(error),
    };
    match written.and_then(|()| out.flush()) {
        Ok(()) => status.into(),
        // Whoever read the output has had enough of it.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => status.into(),
        Err(error) => {
            tracing::error!("the answer cannot be written: {error}");
            UNREADABLE.into()
        }
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(flatten)]
    counts: Counts,
    issues: &'a [Issue],
}

impl<'a> Answer<'a> {
    fn of(import: &'a Import) -> Self {
        let meta = &import.project.meta;
        Self { id: &meta.id, title: &meta.title, counts: import.report.counts, issues: &import.report.issues }
    }
}

#[derive(Serialize)]
struct Failure {
    error: String,
}

fn json(out: &mut impl Write, answer: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, answer)?;
    writeln!(out)
}

fn words(out: &mut impl Write, import: &Import) -> io::Result<()> {
    let Counts { events, unverified, placed, dated, articles, mentions, places, groups, sources } =
        import.report.counts;
    let issues = &import.report.issues;
    writeln!(out, "{}", import.project.meta.title)?;
    writeln!(out, "{events} events, {unverified} unverified; {articles} articles with {mentions} mentions")?;
    writeln!(out, "{placed} on the map, {dated} dated")?;
    writeln!(out, "{places} places, {groups} groups, {sources} sources")?;
    for issue in issues {
        let severity = match issue.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        writeln!(out, "{severity}: {}", crate::text::display(&issue.to_string()))?;
    }
    match issues.len() {
        0 => writeln!(out, "nothing is wrong"),
        1 => writeln!(out, "1 issue"),
        many => writeln!(out, "{many} issues"),
    }
}

/// The mapping in a file, if one is given.
pub(super) fn mapping(path: Option<&Path>) -> Result<Option<Mapping>, OpenError> {
    let Some(path) = path else { return Ok(None) };
    let text = std::fs::read_to_string(path).map_err(|error| OpenError::Io { path: path.to_owned(), error })?;
    let read = Mapping::from_toml(&text);
    read.map(Some).map_err(|reason| OpenError::Mapping(format!("{}: {reason}", path.display())))
}

fn complain(error: &OpenError) -> io::Result<()> {
    writeln!(io::stderr(), "dateline: {error}")
}

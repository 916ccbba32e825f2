use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use super::check::mapping;
use super::select::{HELP, Selector};
use super::{format_word, words_of};
use crate::format::{FormatId, Import, OpenOptions, Progress, Written, write};
use crate::project::{Layer, Project};

const DONE: u8 = 0;
const FAILED: u8 = 1;
const REJECTED: u8 = 3;

/// What `dateline convert` is asked.
#[derive(Clone, PartialEq, Debug, clap::Args)]
#[command(
    after_help = "Exit status: 0 done, 1 failed and nothing was written, 3 done, but there are issues (dateline check lists them)."
)]
pub struct ConvertArgs {
    /// Files of events or case folders, and last the file or folder to write
    #[arg(required = true, num_args = 2.., value_name = "IN… OUT")]
    pub paths: Vec<PathBuf>,
    /// Read the files as this format, whatever they look like
    #[arg(long, value_name = "FORMAT", value_parser = format_word)]
    pub from: Option<FormatId>,
    /// Write this format, whatever the ending of OUT says: csv, geojson, kml, geoparquet or case
    #[arg(long, value_name = "FORMAT", value_parser = format_word)]
    pub to: Option<FormatId>,
    /// A mapping that says what the columns of a table mean
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// The sheet of a spreadsheet, or the file inside an archive
    #[arg(long)]
    pub part: Option<String>,
    /// Write only what this filter keeps
    #[arg(long, long_help = HELP)]
    pub filter: Option<String>,
}

/// Read, filter and write events without a window.
pub fn convert(args: &ConvertArgs) -> ExitCode {
    match run(args) {
        Ok(status) => status.into(),
        Err(message) => {
            let _ = writeln!(io::stderr(), "dateline: {}", crate::text::display(&message));
            FAILED.into()
        }
    }
}

/// All projects as one; each becomes a layer of it.
fn together(projects: &[Project]) -> Result<Project, String> {
    let layers: Vec<Layer<'_>> = projects.iter().map(|project| Layer { name: &project.meta.title, project }).collect();
    let (mut all, left_out) = Project::merged(&layers);
    if left_out > 0 {
        return Err("together the files name more than 65,534 groups; convert fewer at a time".to_owned());
    }
    let titles: Vec<&str> = projects.iter().map(|it| it.meta.title.as_str()).filter(|it| !it.is_empty()).collect();
    all.meta.title = titles.join(", ");
    Ok(all)
}

fn run(args: &ConvertArgs) -> Result<u8, String> {
    let Some((out, ins)) = args.paths.split_last().filter(|(_, ins)| !ins.is_empty()) else {
        return Err("give what to read, and last what to write".to_owned());
    };
    let selector = args.filter.as_deref().map(Selector::parse).transpose()?;
    let mapping = mapping(args.map.as_deref()).map_err(|error| error.to_string())?;
    let options = OpenOptions { format: args.from, mapping, part: args.part.clone() };
    let (mut issues, mut projects) = (0, Vec::new());
    for path in ins {
        let Import { project, report } = super::project::read(path, &options)?;
        issues += report.issues.len();
        projects.push(project);
    }
    let project = match projects.len() {
        1 => projects.remove(0),
        _ => together(&projects)?,
    };
    let rows = selector.map(|it| it.rows(&project));
    let Written { events, left_out } = match args.to.or_else(|| FormatId::to_write(out)) {
        Some(FormatId::GeoPackage) if rows.is_some() => {
            return Err("a project is written whole: leave --filter out, or write a case folder first".to_owned());
        }
        Some(FormatId::GeoPackage) => {
            super::project::write(&project, ins, out)?;
            Written { events: project.events.len(), left_out: Vec::new() }
        }
        _ => write(&project, rows.as_deref(), out, args.to, &Progress::default()).map_err(|error| error.to_string())?,
    };
    let mut err = io::stderr().lock();
    // Nobody may be there to read it.
    let _ = writeln!(err, "{}", words_of(events, "event written", "events written"));
    for what in left_out {
        let _ = writeln!(err, "left out: {what}");
    }
    if issues > 0 {
        let _ = writeln!(err, "{} in what was read; dateline check lists them", words_of(issues, "issue", "issues"));
    }
    Ok(if issues > 0 { REJECTED } else { DONE })
}

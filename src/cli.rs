//! The command line.

mod check;
mod convert;
mod extract;
mod project;
mod select;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use check::check;
pub use convert::{ConvertArgs, convert};
pub use extract::{ExtractArgs, extract};
pub use project::salvage;

use crate::extract::import;
use crate::format::{FormatId, packed};
use crate::settings::ThemeChoice;
use crate::worker;

/// What the program is asked to do.
#[derive(Clone, PartialEq, Debug, Parser)]
#[command(name = "dateline", version, about, args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The case folder or file of events to open; without one, the case that comes with the program
    pub path: Option<PathBuf>,
    #[command(flatten)]
    pub window: WindowArgs,
}

/// How the window opens.
#[derive(Clone, PartialEq, Debug, Default, clap::Args)]
pub struct WindowArgs {
    /// Open in this theme
    #[arg(long, value_enum)]
    pub theme: Option<ThemeChoice>,
    /// Open in this size, in points, for example 1600x1000
    #[arg(long, value_parser = size, value_name = "WxH")]
    pub size: Option<(f32, f32)>,
    /// Save a picture of the window as PNG once it has settled, then quit
    #[arg(long, value_name = "FILE")]
    pub screenshot: Option<PathBuf>,
    /// Print the milliseconds from the start to the first useful frame, then quit
    #[arg(long, hide = true)]
    pub time_first_frame: bool,
}

/// `1600x1000`
fn size(text: &str) -> Result<(f32, f32), String> {
    let parts = text.split_once(['x', '×']).and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    let fits = |it: &(f32, f32)| (320.0..=8000.0).contains(&it.0) && (240.0..=8000.0).contains(&it.1);
    parts.filter(fits).ok_or_else(|| "write width and height as in 1600x1000, from 320x240 to 8000x8000".to_owned())
}

#[derive(Clone, PartialEq, Debug, Subcommand)]
pub enum Command {
    /// Read a case folder, a project or a file of events and list everything that is wrong with it
    Check(CheckArgs),
    /// Read cases, projects or files of events and write them in another format
    Convert(ConvertArgs),
    /// Save what can still be read of a damaged project file as a new one
    Salvage(SalvageArgs),
    /// Find the places, dates, groups and events that a text reports
    Extract(ExtractArgs),
    /// Read a risky file for another process of this program
    #[command(hide = true)]
    Worker(WorkerArgs),
}

/// What the process that reads risky files is asked.
#[derive(Clone, PartialEq, Debug, clap::Args)]
pub struct WorkerArgs {
    /// What to do with the file that is the standard input: unpack, report
    pub task: String,
    /// The sheet, or the file inside the archive
    #[arg(long)]
    pub part: Option<String>,
    /// How much memory it may use
    #[arg(long, default_value_t = worker::MAX_MEMORY >> 20)]
    pub megabytes: u64,
    /// How much processor time it may use
    #[arg(long, default_value_t = worker::MAX_SECONDS)]
    pub seconds: u64,
}

/// Read a risky file under hard limits and write what is in it to the standard output.
pub fn worker(args: &WorkerArgs) -> ExitCode {
    let limits = worker::Limits { memory: args.megabytes.saturating_mul(1 << 20), seconds: args.seconds };
    worker::serve(limits, |file, out| match args.task.as_str() {
        packed::TASK => packed::unpack(file, args.part.as_deref(), out),
        import::TASK => import::serve(file, out),
        other => Err(format!("no reader is called {other:?}")),
    })
}

/// What `dateline salvage` is asked.
#[derive(Clone, PartialEq, Debug, clap::Args)]
#[command(
    after_help = "Exit status: 0 everything was found, 1 it could not be written, 2 nothing can be read, 4 salvaged in part."
)]
pub struct SalvageArgs {
    /// The damaged project; it is left as it is
    pub from: PathBuf,
    /// The new project, whose name ends in .gpkg
    pub to: PathBuf,
}

/// What `dateline check` is asked.
#[derive(Clone, PartialEq, Debug, clap::Args)]
#[command(after_help = "Exit status: 0 nothing is wrong, 1 there are issues, 2 it cannot be read.")]
pub struct CheckArgs {
    /// The case folder, the project, or a file of events
    pub path: PathBuf,
    /// Read it as this format, whatever it looks like: csv, geojson, kml, …
    #[arg(long, value_name = "FORMAT", value_parser = format_word)]
    pub from: Option<FormatId>,
    /// A mapping that says what the columns of a table mean
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// The sheet of a spreadsheet, or the file inside an archive
    #[arg(long)]
    pub part: Option<String>,
    /// Print the mapping that a table is read with, to correct it and give it to --map
    #[arg(long)]
    pub mapping: bool,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// `1 issue`, `3 issues`
fn words_of(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The format of a short name.
fn format_word(word: &str) -> Result<FormatId, String> {
    let words = || crate::format::FORMATS.map(|format| format.word).join(", ");
    FormatId::of_word(word).ok_or_else(|| format!("use one of {}", words()))
}

/// Write messages to the standard error stream; `DATELINE_LOG` says which, for example `debug` or
/// `dateline=trace`. Without it, warnings and errors.
pub fn start_logging() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("DATELINE_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    // A second call changes nothing.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_path_opens_and_a_word_commands() {
        let parse = |args: &[&str]| Args::try_parse_from([&["dateline"], args].concat());
        assert_eq!(
            parse(&["some/case"]).unwrap(),
            Args { command: None, path: Some("some/case".into()), window: WindowArgs::default() }
        );
        let check = Command::Check(CheckArgs {
            path: "some/case".into(),
            from: None,
            map: None,
            part: None,
            mapping: false,
            json: true,
        });
        assert_eq!(
            parse(&["check", "some/case", "--json"]).unwrap(),
            Args { command: Some(check), path: None, window: WindowArgs::default() }
        );
        assert!(parse(&["check"]).is_err());
    }
}

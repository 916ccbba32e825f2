//! Arguments, logging, then the window or a command without one.

use std::process::ExitCode;

use clap::Parser;
use dateline::cli::{self, Args, Command};

fn main() -> ExitCode {
    let args = Args::parse();
    cli::start_logging();
    match &args.command {
        Some(Command::Check(check)) => cli::check(check),
        Some(Command::Worker(worker)) => cli::worker(worker),
        None => window(&args),
    }
}

#[cfg(feature = "gui")]
fn window(args: &Args) -> ExitCode {
    dateline::app::run(args)
}

#[cfg(not(feature = "gui"))]
fn window(_: &Args) -> ExitCode {
    use std::io::Write;
    // Nobody may be there to read it.
    let _ = writeln!(std::io::stderr(), "dateline: this build has no window; `dateline check PATH` works without one");
    ExitCode::from(2)
}

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use super::{Found, HELLO, archive, database, sheet};

/// The child's side: read one file, write what is in it to the standard output.
///
/// `part` names the sheet or the file inside the archive to take; without it, the likeliest. `memory` is how many bytes
/// it may use. The exit status is 0 if
/// all was written; else the reason stands on the standard error stream.
pub fn serve(path: &Path, part: Option<&str>, memory: u64) -> ExitCode {
    if let Err(error) = limit(memory) {
        return complain(&format!("its reader could not be limited: {error}"));
    }
    let mut out = BufWriter::with_capacity(256 << 10, io::stdout().lock());
    match work(path, part, &mut out).and_then(|()| out.flush().map_err(|error| error.to_string())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => complain(&reason),
    }
}

fn complain(reason: &str) -> ExitCode {
    let _ = writeln!(io::stderr(), "{reason}");
    ExitCode::FAILURE
}

fn work(path: &Path, part: Option<&str>, out: &mut impl Write) -> Result<(), String> {
    let open = || File::open(path).map(BufReader::new).map_err(|error| error.to_string());
    // Its own memory is the limit of what a file may be.
    let is_zip = archive::is_zip(path).map_err(|error| error.to_string())?;
    if database::is_database(path).map_err(|error| error.to_string())? {
        return database::write(path, part, out);
    }
    if !is_zip {
        return sheet::write(sheet::open(open()?, sheet::Kind::Xls)?, part, out);
    }
    match archive::Archive::read(open()?)? {
        archive::Archive::Sheet(book) => sheet::write(*book, part, out),
        archive::Archive::Files(files) => files.write(part, out),
    }
}

/// The first line: who is speaking, and what follows.
pub(super) fn hello(out: &mut impl Write, found: &Found) -> Result<(), String> {
    let found = serde_json::to_string(found).map_err(|error| error.to_string())?;
    writeln!(out, "{HELLO} {found}").map_err(|error| error.to_string())
}

/// Hard limits, before anything is read.
#[cfg(unix)]
fn limit(memory: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let exactly = |value| Rlimit { current: Some(value), maximum: Some(value) };
    #[cfg(not(target_os = "macos"))]
    setrlimit(Resource::As, exactly(memory))?;
    setrlimit(Resource::Cpu, exactly(super::MAX_SECONDS))?;
    // It writes to a pipe only, and leaves no picture of its memory behind.
    setrlimit(Resource::Fsize, exactly(0))?;
    setrlimit(Resource::Core, exactly(0))?;
    Ok(())
}

#[cfg(not(unix))]
fn limit(_: u64) -> io::Result<()> {
    Ok(())
}

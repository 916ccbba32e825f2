use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};
use std::sync::OnceLock;

use super::{Found, HELLO};
use crate::format::error::refused;

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Which program is started for risky files; without this, the one that runs. For programs other than `dateline`
/// that use its library. The first call counts.
pub fn set_worker_program(path: impl Into<PathBuf>) {
    let _ = PROGRAM.set(path.into());
}

/// A child at work. Reading from it ends in an error, with the reason, if the child did not end well. Dropping it
/// ends the child.
pub(in crate::format) struct Child {
    process: std::process::Child,
    out: BufReader<ChildStdout>,
    pub found: Found,
    /// What is known once it has ended.
    end: Option<Result<(), String>>,
}

impl Child {
    /// Start a child on a file and wait for its first line.
    pub fn start(path: &Path, part: Option<&str>) -> Result<Self, String> {
        let program = PROGRAM.get().cloned().map_or_else(std::env::current_exe, Ok);
        let program = program.map_err(|error| format!("its reader could not be found: {error}"))?;
        let mut args = vec![OsStr::new("worker"), path.as_os_str()];
        if let Some(part) = part {
            args.extend([OsStr::new("--part"), OsStr::new(part)]);
        }
        let mut process = Command::new(program)
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .env_clear()
            .spawn()
            .map_err(|error| format!("its reader could not be started: {error}"))?;
        let Some(out) = process.stdout.take() else { return Err("its reader has no output".to_owned()) };
        let mut child =
            Self { process, out: BufReader::with_capacity(256 << 10, out), found: Found::default(), end: None };
        child.listen()?;
        Ok(child)
    }

    /// Its first line.
    fn listen(&mut self) -> Result<(), String> {
        const LONGEST: u64 = 4 << 20;
        let mut line = Vec::new();
        let read = (&mut self.out).take(LONGEST).read_until(b'\n', &mut line);
        let line = String::from_utf8_lossy(&line);
        match (read, line.strip_prefix(HELLO)) {
            (Ok(_), Some(found)) => {
                self.found = serde_json::from_str(found.trim()).map_err(|error| error.to_string())?;
                Ok(())
            }
            (Ok(0), _) | (Err(_), _) => match self.wait() {
                Ok(()) => Err("its reader said nothing".to_owned()),
                Err(reason) => Err(reason),
            },
            (Ok(_), None) => Err("its reader could not be started: this program is not dateline".to_owned()),
        }
    }

    /// How it ended.
    fn wait(&mut self) -> Result<(), String> {
        if let Some(end) = &self.end {
            return end.clone();
        }
        let mut said = String::new();
        if let Some(err) = self.process.stderr.take() {
            let mut bytes = Vec::new();
            // Words enough for a reason.
            let _ = err.take(16 << 10).read_to_end(&mut bytes);
            said = String::from_utf8_lossy(&bytes).trim().to_owned();
        }
        let end = match self.process.wait() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(reason(status, &said)),
            Err(error) => Err(format!("its reader cannot be waited for: {error}")),
        };
        self.end = Some(end.clone());
        end
    }
}

impl Read for Child {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.out.read(into)? {
            0 if !into.is_empty() => self.wait().map(|()| 0).map_err(refused),
            count => Ok(count),
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if self.end.is_none() {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }
}

/// Why a child did not end well.
fn reason(status: std::process::ExitStatus, said: &str) -> String {
    if said.contains("memory allocation of") {
        return format!("it needs more memory than the {} MiB that its reader may use", super::MAX_MEMORY >> 20);
    }
    if said.contains("panicked at") {
        return "its reader failed on it: it is damaged, or of a kind that the reader does not know".to_owned();
    }
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt as _;
        // SIGXCPU, or SIGKILL when the hard limit is reached.
        match status.signal() {
            Some(9 | 24) => return format!("it took more than {} seconds of work", super::MAX_SECONDS),
            Some(signal) => return format!("its reader broke down on it (signal {signal})"),
            None => {}
        }
    }
    if said.is_empty() { format!("its reader ended with {status}") } else { said.to_owned() }
}

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{ChildStderr, ChildStdout, Command, Stdio};
use std::sync::{Arc, OnceLock};

use super::HELLO;
use super::watch::{Ended, Watched};

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Which program is started for risky files; without this, the one that runs. For programs other than `dateline`
/// that use its library. The first call counts.
pub fn set_worker_program(path: impl Into<PathBuf>) {
    let _ = PROGRAM.set(path.into());
}

/// A child at work. Reading from it ends in an error, with the reason, if the child did not end well. Dropping it
/// ends the child.
pub struct Child {
    process: Watched,
    out: BufReader<ChildStdout>,
    err: Option<ChildStderr>,
    head: String,
    /// What is known once it has ended.
    end: Option<Result<(), String>>,
}

impl Child {
    /// Start a child on an open file and wait for its head. `task` and `args` are what the program is told after the
    /// word `worker`; it is ended as soon as `unwanted` says so.
    ///
    /// # Errors
    /// The reason why the file cannot be read, in words that follow "this file could not be read:".
    pub fn start(
        task: &str,
        args: &[&str],
        file: File,
        unwanted: impl Fn() -> bool + Send + Sync + 'static,
    ) -> Result<Self, String> {
        let failed = |error: io::Error| format!("its reader could not be started: {error}");
        let program = PROGRAM.get().cloned().map_or_else(std::env::current_exe, Ok);
        let program = program.map_err(|error| format!("its reader could not be found: {error}"))?;
        let mut process = Command::new(program)
            .args([OsStr::new("worker"), OsStr::new(task)])
            .args(args)
            .stdin(Stdio::from(file))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .env_clear()
            .spawn()
            .map_err(failed)?;
        let (out, err) = (process.stdout.take(), process.stderr.take());
        let process = Watched::new(process, Arc::new(unwanted)).map_err(failed)?;
        let Some(out) = out else { return Err("its reader has no output".to_owned()) };
        let out = BufReader::with_capacity(256 << 10, out);
        let mut child = Self { process, out, err, head: String::new(), end: None };
        child.listen()?;
        Ok(child)
    }

    /// What it said in its first line.
    pub fn head(&self) -> &str {
        &self.head
    }

    fn listen(&mut self) -> Result<(), String> {
        const LONGEST: u64 = 4 << 20;
        let mut line = Vec::new();
        let (process, out) = (&self.process, &mut self.out);
        let read = process.waiting(|| out.take(LONGEST).read_until(b'\n', &mut line));
        let line = String::from_utf8_lossy(&line);
        match (read, line.strip_prefix(HELLO)) {
            (Ok(_), Some(head)) => {
                head.trim().clone_into(&mut self.head);
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
        if let Some(err) = self.err.take() {
            let mut bytes = Vec::new();
            // Words enough for a reason.
            let _ = self.process.waiting(|| err.take(16 << 10).read_to_end(&mut bytes));
            said = String::from_utf8_lossy(&bytes).trim().to_owned();
        }
        let end = match self.process.wait() {
            Ok((_, Some(Ended::Unwanted))) => Err("nobody waits for it any more".to_owned()),
            Ok((_, Some(Ended::Silent))) => {
                Err(format!("its reader did not answer for {} minutes", super::MAX_SILENCE / 60))
            }
            Ok((status, None)) if status.success() => Ok(()),
            Ok((status, None)) => Err(reason(status, &said)),
            Err(error) => Err(format!("its reader cannot be waited for: {error}")),
        };
        self.end = Some(end.clone());
        end
    }
}

impl Read for Child {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let (process, out) = (&self.process, &mut self.out);
        match process.waiting(|| out.read(into))? {
            0 if !into.is_empty() => self.wait().map(|()| 0).map_err(io::Error::other),
            count => Ok(count),
        }
    }
}

/// Why a child did not end well.
fn reason(status: std::process::ExitStatus, said: &str) -> String {
    if said.contains("memory allocation of") {
        return format!("it needs more memory than the {} MiB that its reader may use", super::MAX_MEMORY >> 20);
    }
    if said.contains("overflowed its stack") {
        return "its parts are nested too deep for its reader".to_owned();
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

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::process::ExitCode;

use super::{HELLO, Limits};

/// The child's side: limit this process for good, then let `work` read the file that is its standard input.
///
/// `work` writes its head, one line, through the function it is given, and what follows to the writer. The exit status
/// is 0 if all was written; else the reason stands on the standard error stream.
pub fn serve(limits: Limits, work: impl FnOnce(File, &mut Speaker<'_>) -> Result<(), String>) -> ExitCode {
    // The standard streams are taken before anything is forbidden.
    let file = match standard_input() {
        Ok(file) => file,
        Err(error) => return complain(&format!("its reader was given no file: {error}")),
    };
    if let Err(error) = limit(limits) {
        return complain(&format!("its reader could not be limited: {error}"));
    }
    let mut out = BufWriter::with_capacity(256 << 10, io::stdout().lock());
    match work(file, &mut Speaker::new(&mut out)).and_then(|()| out.flush().map_err(|error| error.to_string())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => complain(&reason),
    }
}

/// What a child says: a head of one line, then anything.
pub struct Speaker<'a>(&'a mut dyn Write);

impl<'a> Speaker<'a> {
    /// One that is heard by `out`.
    pub fn new(out: &'a mut dyn Write) -> Self {
        Self(out)
    }

    /// The first line: who is speaking, and what follows. `head` holds no line break.
    ///
    /// # Errors
    /// If nobody listens any more.
    pub fn head(&mut self, head: &str) -> Result<(), String> {
        writeln!(self.0, "{HELLO} {head}").map_err(|error| error.to_string())
    }
}

impl Write for Speaker<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// All bytes of the file, no more than `largest`.
///
/// # Errors
/// If it is longer, or cannot be read.
pub fn whole(file: File, largest: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    file.take(largest as u64 + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() > largest {
        return Err(format!("it is larger than the {} MiB that are read", largest >> 20));
    }
    Ok(bytes)
}

fn complain(reason: &str) -> ExitCode {
    let _ = writeln!(io::stderr(), "{reason}");
    ExitCode::FAILURE
}

#[cfg(unix)]
fn standard_input() -> io::Result<File> {
    use std::os::fd::AsFd as _;
    io::stdin().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
fn standard_input() -> io::Result<File> {
    use std::os::windows::io::AsHandle as _;
    io::stdin().as_handle().try_clone_to_owned().map(File::from)
}

/// Hard limits, before anything is read.
#[cfg(unix)]
fn limit(limits: Limits) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let exactly = |value| Rlimit { current: Some(value), maximum: Some(value) };
    #[cfg(not(target_os = "macos"))]
    setrlimit(Resource::As, exactly(limits.memory))?;
    setrlimit(Resource::Cpu, exactly(limits.seconds))?;
    // It writes to a pipe only, and leaves no picture of its memory behind.
    setrlimit(Resource::Fsize, exactly(0))?;
    setrlimit(Resource::Core, exactly(0))?;
    #[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")))]
    super::sandbox::enter()?;
    Ok(())
}

#[cfg(not(unix))]
fn limit(_: Limits) -> io::Result<()> {
    Ok(())
}

//! Makes every hostile file, has the program read it in a process of its own, and prints what came of it as a table:
//! file, outcome, seconds, peak of resident memory. See `scripts/hostile/run`.
//!
//! `table PROGRAM make FOLDER` writes the files, `table PROGRAM read FOLDER` reads them: two processes, because a process
//! counts the memory of the one that started it as its own.

#[path = "../../tests/hostile/corpus.rs"]
mod corpus;

#[cfg(target_os = "linux")]
fn main() -> std::io::Result<()> {
    use std::path::Path;
    let args: Vec<String> = std::env::args().collect();
    let [_, program, what, folder] = &args[..] else {
        return Err(std::io::Error::other("usage: table PROGRAM make|read FOLDER"));
    };
    let folder = Path::new(folder);
    if what == "make" {
        return corpus::CORPUS.iter().try_for_each(|file| file.write(folder, 1024).map(drop));
    }
    println!("| file | what it is | size | outcome | seconds | peak MiB |\n|---|---|--:|---|--:|--:|");
    let mut highest = 0.0_f64;
    for file in &corpus::CORPUS {
        let path = folder.join(file.name);
        let size = path.metadata()?.len();
        let Run { said, signal, seconds, peak } = run(program, file.by, &path)?;
        highest = highest.max(peak);
        let outcome = outcome(&said, folder, file);
        let outcome = if signal { format!("**killed** {outcome}") } else { outcome };
        println!("| {} | {} | {} | {outcome} | {seconds:.2} | {peak:.0} |", file.name, file.what, bytes(size));
        if !said.contains(file.says) {
            eprintln!("{}: expected {:?} in {said}", file.name, file.says);
        }
    }
    println!("\n{} files; the highest peak is {highest:.0} MiB.", corpus::CORPUS.len());
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("peaks of memory are measured on Linux only");
}

#[cfg(target_os = "linux")]
struct Run {
    said: String,
    signal: bool,
    seconds: f64,
    /// MiB, the readers in processes of their own included.
    peak: f64,
}

#[cfg(target_os = "linux")]
fn run(program: &str, by: corpus::By, path: &std::path::Path) -> std::io::Result<Run> {
    use std::process::{Command, Stdio};
    let word = if by == corpus::By::Check { "check" } else { "extract" };
    let begun = std::time::Instant::now();
    let (out, err) = (tempfile::NamedTempFile::new()?, tempfile::NamedTempFile::new()?);
    let child = Command::new(program)
        .arg(word)
        .arg(path)
        .stdin(Stdio::null())
        .stdout(out.reopen()?)
        .stderr(err.reopen()?)
        .spawn()?;
    let mut status = 0;
    // SAFETY: all zeros is a value of this plain struct, and both places outlive the call.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        if libc::wait4(child.id() as libc::pid_t, &mut status, 0, &mut usage) < 0 {
            return Err(std::io::Error::last_os_error());
        }
        usage
    };
    let said = format!("{}{}", both_ends(err.path())?, both_ends(out.path())?);
    let seconds = begun.elapsed().as_secs_f64();
    Ok(Run { said, signal: libc::WIFSIGNALED(status), seconds, peak: usage.ru_maxrss as f64 / 1024.0 })
}

/// The first and the last words of a file: memory of this process would count as the next one's.
#[cfg(target_os = "linux")]
fn both_ends(path: &std::path::Path) -> std::io::Result<String> {
    use std::io::{Read as _, Seek as _, SeekFrom};
    const END: u64 = 64 << 10;
    let mut file = std::fs::File::open(path)?;
    let length = file.metadata()?.len();
    let mut bytes = Vec::new();
    (&mut file).take(END).read_to_end(&mut bytes)?;
    file.seek(SeekFrom::Start(length.saturating_sub(END).max(END)))?;
    file.take(END).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The reason, or what was read and the first issue.
#[cfg(target_os = "linux")]
fn outcome(said: &str, folder: &std::path::Path, file: &corpus::Hostile) -> String {
    let lines: Vec<&str> = said.lines().collect();
    let line = |with: &str| lines.iter().find(|it| it.contains(with)).copied();
    let told = if let Some(reason) = lines.iter().find_map(|it| it.strip_prefix("dateline: ")) {
        format!("refused: {reason}")
    } else if file.by == corpus::By::Extract {
        format!("read: {} events proposed", said.matches("\"sub_event_type\"").count())
    } else {
        let events = line(" unverified;").and_then(|it| it.split(',').next()).unwrap_or("nothing");
        let issue = lines.iter().find(|it| it.starts_with("error: ") || it.starts_with("warning: "));
        let last = lines.last().copied().unwrap_or("");
        format!("read: {events}; {}", issue.map_or(last.to_owned(), |it| format!("{last}: {it}")))
    };
    let told = told.replace(&format!("{}/", folder.display()), "").replace('|', "\\|");
    let short: String = told.chars().take(150).collect();
    if short.len() < told.len() { format!("{short}…") } else { short }
}

#[cfg(target_os = "linux")]
fn bytes(size: u64) -> String {
    match size {
        0..1024 => format!("{size} B"),
        1024..1_048_576 => format!("{} KB", size >> 10),
        _ => format!("{} MB", size >> 20),
    }
}

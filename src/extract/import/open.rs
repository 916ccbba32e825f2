use std::fs::File;
use std::io::{Read, Seek as _};
use std::path::Path;

use super::{LARGEST, Reason, Report, detect, read_as};
use crate::worker::{Child, Speaker, whole};

/// What a child is told to do.
pub const TASK: &str = "report";

/// What a child may write: text, its ranges and their JSON, of the largest file that is read.
const LARGEST_ANSWER: u64 = 6 * LARGEST as u64;

/// Read a file as a report; its bytes come with it. PDF and DOCX are read in a process of their own, which is ended as
/// soon as `unwanted` says so.
///
/// # Errors
/// If it cannot be opened, is too large, holds no text, or breaks its reader.
pub fn open(path: &Path, unwanted: impl Fn() -> bool + Send + Sync + 'static) -> Result<(Vec<u8>, Report), Reason> {
    let io = |error: std::io::Error| Reason::Io(error.to_string());
    let mut file = File::open(path).map_err(io)?;
    let mut bytes = Vec::new();
    (&mut file).take(LARGEST as u64 + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() > LARGEST {
        let found = file.metadata().map_err(io)?.len();
        return Err(Reason::TooLarge { found: (found >> 20) as usize, limit: LARGEST >> 20 });
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let format = detect(&name, &bytes);
    let report = if format.is_risky() {
        file.rewind().map_err(io)?;
        in_child(file, unwanted)?
    } else {
        read_as(format, &bytes)?
    };
    Ok((bytes, report))
}

fn in_child(file: File, unwanted: impl Fn() -> bool + Send + Sync + 'static) -> Result<Report, Reason> {
    let child = Child::start(TASK, &[], file, unwanted).map_err(Reason::Failed)?;
    let mut answer = Vec::new();
    let read = child.take(LARGEST_ANSWER).read_to_end(&mut answer);
    read.map_err(|error| Reason::Failed(error.to_string()))?;
    let broken = |_| Reason::Failed("its reader gave no whole answer".to_owned());
    let report: Report = serde_json::from_slice::<Result<Report, Reason>>(&answer).map_err(broken)??;
    // Whoever takes a child over may say anything: its ranges are used to cut the text.
    let fits = report.paragraphs.iter().all(|(_, at)| report.text.get(at.clone()).is_some());
    if fits { Ok(report) } else { Err(Reason::Failed("its reader gave no whole answer".to_owned())) }
}

/// The child's work: read the report that the file holds, and write it as JSON.
///
/// # Errors
/// If nobody listens.
pub fn serve(file: File, out: &mut Speaker<'_>) -> Result<(), String> {
    let bytes = whole(file, LARGEST)?;
    let read = read_as(detect("", &bytes), &bytes);
    out.head("")?;
    serde_json::to_writer(out, &read).map_err(|error| error.to_string())
}

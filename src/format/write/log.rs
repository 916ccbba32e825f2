//! The change log for other programs.

use std::io::Write as _;
use std::path::Path;

use atomic_write_file::AtomicWriteFile;

use super::csv::put;
use crate::project::LogEntry;

/// Write the change log to a file, oldest first: as JSON if its name ends in `.json`, else as CSV. The file is replaced as
/// a whole or not at all.
///
/// # Errors
/// If it cannot be written.
pub fn write_log(log: &[LogEntry], path: &Path) -> std::io::Result<()> {
    let json = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json"));
    let bytes = if json { as_json(log)? } else { as_csv(log) };
    let mut file = AtomicWriteFile::open(path)?;
    file.write_all(&bytes)?;
    file.commit()
}

fn as_json(log: &[LogEntry]) -> std::io::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(log)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn as_csv(log: &[LogEntry]) -> Vec<u8> {
    let mut out = b"at,label,reason,changes,events\n".to_vec();
    for entry in log {
        let events = entry.events.as_ref().map_or(String::new(), |it| it.join(";"));
        let cells = [&entry.at, &entry.label, &entry.reason, &entry.changes, &events];
        for (i, cell) in cells.into_iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            put(&mut out, cell, true, b',');
        }
        out.push(b'\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_log_is_written_as_csv_and_as_json_and_a_formula_is_no_formula() {
        let folder = tempfile::tempdir().unwrap();
        let entry = LogEntry {
            at: "2024-07-16T10:00:00.000Z".into(),
            label: "=1+1".into(),
            reason: "He said \"no\"".into(),
            changes: "event a: title = x\nevent b".into(),
            events: Some(vec!["a".into(), "b".into()]),
            gesture: Some(3),
        };
        let csv = folder.path().join("log.csv");
        write_log(std::slice::from_ref(&entry), &csv).unwrap();
        assert_eq!(
            fs::read_to_string(csv).unwrap(),
            "at,label,reason,changes,events\n\
             2024-07-16T10:00:00.000Z,'=1+1,\"He said \"\"no\"\"\",\"event a: title = x\nevent b\",a;b\n"
        );
        let json = folder.path().join("log.JSON");
        write_log(std::slice::from_ref(&entry), &json).unwrap();
        let read: Vec<LogEntry> = serde_json::from_slice(&fs::read(json).unwrap()).unwrap();
        assert_eq!(read, [LogEntry { gesture: None, ..entry }]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left over");
        assert!(write_log(&[], &folder.path().join("none/log.csv")).is_err());
    }
}

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::PathBuf;

use super::{FileProblem, MAX_FILE_BYTES};

/// Where the files of a case come from: a folder, or the program itself.
pub(super) trait Files {
    /// The text of a file by its path inside the case, or nothing if there is none.
    fn text(&self, name: &str) -> Result<Option<Cow<'_, str>>, FileProblem>;

    /// The paths of the articles inside the case, in order.
    fn articles(&self) -> Result<Vec<String>, FileProblem>;
}

/// A case on disk.
pub(super) struct Folder(pub PathBuf);

impl Files for Folder {
    fn text(&self, name: &str) -> Result<Option<Cow<'_, str>>, FileProblem> {
        let path = self.0.join(name);
        // A pipe or device would keep the reader waiting for ever.
        match fs::metadata(&path) {
            Ok(found) if !found.is_file() => return Err(FileProblem::NotAFile),
            Ok(found) if found.len() > MAX_FILE_BYTES => return Err(FileProblem::TooBig),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(FileProblem::Io(error.to_string())),
        }
        let mut bytes = Vec::new();
        // The file may grow while it is read.
        File::open(&path)
            .and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes))
            .map_err(|error| FileProblem::Io(error.to_string()))?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(FileProblem::TooBig);
        }
        decode(bytes).map(|text| Some(text.into()))
    }

    fn articles(&self) -> Result<Vec<String>, FileProblem> {
        let entries = match fs::read_dir(self.0.join("articles")) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(FileProblem::Io(error.to_string())),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| FileProblem::Io(error.to_string()))?;
            let name = entry.file_name();
            // A name that is not Unicode is told as well as it can be; reading it is then an issue.
            let name = name.to_string_lossy();
            if name.ends_with(".md") && !name.starts_with('.') {
                names.push(format!("articles/{name}"));
            }
        }
        names.sort();
        Ok(names)
    }
}

/// Bytes as text, without the byte order mark that some editors write.
fn decode(mut bytes: Vec<u8>) -> Result<String, FileProblem> {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let (line, _) = position(error.as_bytes(), offset);
        FileProblem::NotUtf8 { line, offset }
    })
}

/// Line and column of a byte offset, both counted from 1; the column counts bytes.
pub(super) fn position(text: &[u8], offset: usize) -> (u32, u32) {
    let before = text.get(..offset).unwrap_or(text);
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let line = before.iter().filter(|byte| **byte == b'\n').count();
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    (number(line + 1), number(before.len() - start + 1))
}

/// Line numbers of many offsets: starts of lines, found once.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub fn new(text: &str) -> Self {
        Self(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect())
    }

    /// The line of a byte offset, counted from 1.
    pub fn of(&self, offset: usize) -> u32 {
        u32::try_from(self.0.partition_point(|end| *end < offset)).map_or(u32::MAX, |before| before.saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_counted_from_one() {
        let text = "ab\ncd\n";
        let lines = Lines::new(text);
        for (offset, expect) in [(0, (1, 1)), (2, (1, 3)), (3, (2, 1)), (5, (2, 3)), (6, (3, 1)), (99, (3, 1))] {
            assert_eq!(position(text.as_bytes(), offset), expect);
            assert_eq!(lines.of(offset), expect.0);
        }
    }

    #[test]
    fn text_that_is_not_utf_8_is_told_by_line_and_byte() {
        assert_eq!(decode(b"\xEF\xBB\xBFok".to_vec()), Ok("ok".to_owned()));
        assert_eq!(decode(b"a\nb\xFF".to_vec()), Err(FileProblem::NotUtf8 { line: 2, offset: 3 }));
    }
}

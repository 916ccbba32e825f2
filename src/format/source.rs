//! A file as a stream of bytes: unpacked on the way, counted, within limits.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use super::detect::{self, Looks};
use super::error::{OpenError, refused};
use super::limits::{HEAD, unpacked_too_much};
use super::progress::Progress;
use super::worker::Child;

/// Something to read, with its first bytes seen.
pub(super) struct Source {
    pub reader: Box<dyn Read + Send>,
    pub head: Vec<u8>,
    /// A table that comes as CSV in UTF-8 out of a spreadsheet.
    pub sheet: bool,
    /// The file inside an archive, or the sheet.
    pub part: Option<String>,
    /// Others beside it.
    pub others: Vec<String>,
    /// Binary, but neither packed nor a spreadsheet.
    pub other: Option<&'static str>,
}

impl Source {
    /// Open a file and unpack it if it is packed: gzip here, archives and spreadsheets in a process of their own.
    pub fn open(path: &Path, part: Option<&str>, progress: &Arc<Progress>) -> Result<Self, OpenError> {
        let io = |error| OpenError::Io { path: path.to_owned(), error };
        let found = path.metadata().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => OpenError::NotFound(path.to_owned()),
            _ => io(error),
        })?;
        // A pipe or device would keep the reader waiting for ever.
        if !found.is_file() {
            return Err(OpenError::NotAFile(path.to_owned()));
        }
        if found.len() == 0 {
            return Err(OpenError::Empty(path.to_owned()));
        }
        progress.set_total(found.len());
        let file = File::open(path).map_err(io)?;
        let mut plain = Self::of(Box::new(Counted { inner: file, progress: Arc::clone(progress) })).map_err(io)?;
        match detect::binary(&plain.head) {
            Some(Looks::Gzip) => {
                let unpacked = MultiGzDecoder::new(plain.whole());
                let limited = Limited { inner: unpacked, packed: found.len(), sum: 0 };
                let damaged = |reason: String| OpenError::Unknown { path: path.to_owned(), what: reason };
                let source = Self::of(Box::new(limited)).map_err(|error| damaged(reason_of(&error)))?;
                match detect::binary(&source.head) {
                    Some(Looks::Gzip | Looks::Zip | Looks::OldSheet | Looks::Database) => {
                        Err(damaged("it is packed twice; unpack it first".to_owned()))
                    }
                    Some(Looks::Other(what)) => Ok(Self { other: Some(what), ..source }),
                    _ => Ok(source),
                }
            }
            Some(Looks::Zip | Looks::OldSheet | Looks::Database) => {
                progress.add_bytes(usize::try_from(found.len()).unwrap_or(usize::MAX));
                let failed = |reason| OpenError::Unknown {
                    path: path.to_owned(),
                    what: format!("this file could not be read: {reason}"),
                };
                let child = Child::start(path, part).map_err(failed)?;
                let found = child.found.clone();
                let source = Self::of(Box::new(child)).map_err(|error| failed(reason_of(&error)))?;
                Ok(Self { sheet: found.sheet, part: Some(found.name), others: found.others, ..source })
            }
            Some(Looks::Other(what)) => {
                plain.other = Some(what);
                Ok(plain)
            }
            _ => Ok(plain),
        }
    }

    /// The same for bytes in memory; what needs another process to read is refused.
    pub fn in_memory(path: &Path, bytes: Vec<u8>, progress: &Arc<Progress>) -> Result<Self, OpenError> {
        let io = |error| OpenError::Io { path: path.to_owned(), error };
        let unknown = |what: &str| OpenError::Unknown { path: path.to_owned(), what: what.to_owned() };
        if bytes.is_empty() {
            return Err(OpenError::Empty(path.to_owned()));
        }
        let packed = bytes.len() as u64;
        progress.set_total(packed);
        let looks = detect::binary(&bytes);
        let counted = Counted { inner: io::Cursor::new(bytes), progress: Arc::clone(progress) };
        match looks {
            Some(Looks::Gzip) => {
                let limited = Limited { inner: MultiGzDecoder::new(counted), packed, sum: 0 };
                Self::of(Box::new(limited)).map_err(|error| unknown(&reason_of(&error)))
            }
            Some(Looks::Zip | Looks::OldSheet | Looks::Database) => {
                Err(unknown("archives, spreadsheets and databases are read from files only"))
            }
            Some(Looks::Other(what)) => Err(unknown(what)),
            _ => Self::of(Box::new(counted)).map_err(io),
        }
    }

    fn of(mut reader: Box<dyn Read + Send>) -> io::Result<Self> {
        let mut head = Vec::new();
        (&mut reader).take(HEAD as u64).read_to_end(&mut head)?;
        Ok(Self { reader, head, sheet: false, part: None, others: Vec::new(), other: None })
    }

    /// Everything from the first byte on.
    pub fn whole(self) -> Box<dyn Read + Send> {
        Box::new(io::Cursor::new(self.head).chain(self.reader))
    }
}

/// An error as a reason.
pub(super) fn reason_of(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "it ends too early: it is cut off".to_owned(),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => format!("it is damaged ({error})"),
        _ => error.to_string(),
    }
}

/// Tells how many bytes were read.
struct Counted<R> {
    inner: R,
    progress: Arc<Progress>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.progress.add_bytes(count);
        Ok(count)
    }
}

/// Stops what unpacks without end.
struct Limited<R> {
    inner: R,
    packed: u64,
    sum: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into).map_err(|error| refused(reason_of(&error)))?;
        self.sum += count as u64;
        if unpacked_too_much(self.packed, self.sum) {
            return Err(refused("it unpacks to more than 200 times its size, as a file made to do harm does"));
        }
        Ok(count)
    }
}

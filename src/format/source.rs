//! A file as a stream of bytes: unpacked on the way, counted, within limits.

use std::fs::File;
use std::io::{self, Read, Seek as _};
use std::path::Path;
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use super::FormatId;
use super::detect::{self, Looks};
use super::error::{OpenError, refused};
use super::layer::{self, AsBytes, Dbf, FlatGeobuf};
use super::limits::{HEAD, unpacked_too_much};
use super::packed::{self, Found, Kept};
use super::progress::Progress;
use crate::worker::Child;

/// Something to read, with its first bytes seen.
pub(super) struct Source {
    pub reader: Box<dyn Read + Send>,
    pub head: Vec<u8>,
    /// A table that comes as CSV in UTF-8 out of a file of this format.
    pub table: Option<FormatId>,
    /// Features that come as GeoJSON, line by line, out of a file of this format.
    pub layer: Option<FormatId>,
    /// What of it cannot be used, and why.
    pub notes: Vec<String>,
    /// The file inside an archive, or the sheet.
    pub part: Option<String>,
    /// Others beside it.
    pub others: Vec<String>,
    /// Binary, but neither packed nor a spreadsheet.
    pub other: Option<&'static str>,
    /// It cannot be opened once more.
    pub in_memory: bool,
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
        let shared = file.try_clone().map_err(io)?;
        let mut plain = Self::of(Box::new(Counted { inner: file, progress: Arc::clone(progress) })).map_err(io)?;
        match detect::binary(&plain.head) {
            Some(Looks::Gzip) => {
                let unpacked = MultiGzDecoder::new(plain.whole());
                let limited = Limited { inner: unpacked, packed: found.len(), sum: 0 };
                let damaged = |reason: String| OpenError::Unknown { path: path.to_owned(), what: reason };
                let source = Self::of(Box::new(limited)).map_err(|error| damaged(reason_of(&error)))?;
                match detect::binary(&source.head) {
                    Some(looks) if looks == Looks::Gzip || looks.is_apart() => {
                        Err(damaged("it is packed twice; unpack it first".to_owned()))
                    }
                    Some(Looks::Other(what)) => Ok(Self { other: Some(what), ..source }),
                    _ => source.unfolded(path, false),
                }
            }
            Some(looks) if looks.is_apart() => {
                let failed = |reason| OpenError::Unknown {
                    path: path.to_owned(),
                    what: format!("this file could not be read: {reason}"),
                };
                drop(plain);
                let memory = packed::memory(found.len(), looks == Looks::Database);
                let (found, child) = Unpacked::start(shared, part, progress, memory)
                    .map_err(|reason| if progress.is_cancelled() { OpenError::Cancelled } else { failed(reason) })?;
                let source = Self::of(Box::new(child)).map_err(|error| failed(reason_of(&error)))?;
                let (table, layer) = match found.kept {
                    Kept::Member => (None, None),
                    Kept::Sheet => (Some(FormatId::Sheet), None),
                    Kept::Parquet => (Some(FormatId::GeoParquet), None),
                    Kept::Shapes => (None, Some(FormatId::Shapefile)),
                };
                let part = Some(found.name).filter(|it| !it.is_empty());
                let (others, notes) = (found.others, found.notes);
                Self { table, layer, part, others, notes, ..source }.unfolded(path, false)
            }
            Some(Looks::Other(what)) => {
                plain.other = Some(what);
                Ok(plain)
            }
            _ => plain.unfolded(path, true),
        }
    }

    /// The same for bytes in memory; what needs another process to read is refused.
    pub fn of_bytes(path: &Path, bytes: Vec<u8>, progress: &Arc<Progress>) -> Result<Self, OpenError> {
        Self::of_memory(path, bytes, progress).map(|it| Self { in_memory: true, ..it })
    }

    fn of_memory(path: &Path, bytes: Vec<u8>, progress: &Arc<Progress>) -> Result<Self, OpenError> {
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
                let source = Self::of(Box::new(limited)).map_err(|error| unknown(&reason_of(&error)))?;
                source.unfolded(path, false)
            }
            Some(looks) if looks.is_apart() => {
                Err(unknown("archives, spreadsheets and databases are read from files only"))
            }
            Some(Looks::Other(what)) => Err(unknown(what)),
            _ => Self::of(Box::new(counted)).map_err(io)?.unfolded(path, false),
        }
    }

    fn of(mut reader: Box<dyn Read + Send>) -> io::Result<Self> {
        let mut head = Vec::new();
        (&mut reader).take(HEAD as u64).read_to_end(&mut head)?;
        Ok(Self {
            reader,
            head,
            table: None,
            layer: None,
            notes: Vec::new(),
            part: None,
            others: Vec::new(),
            other: None,
            in_memory: false,
        })
    }

    /// The same, a binary layer as lines of text. `beside`: it stands in a folder, where files of the same name
    /// belong to it.
    fn unfolded(self, path: &Path, beside: bool) -> Result<Self, OpenError> {
        let Some(format) = detect::binary(&self.head).and_then(|looks| match looks {
            Looks::Shapefile => Some(FormatId::Shapefile),
            Looks::Dbf => Some(FormatId::Dbf),
            Looks::FlatGeobuf => Some(FormatId::FlatGeobuf),
            _ => None,
        }) else {
            return Ok(self);
        };
        let damaged = |reason| OpenError::Damaged { path: path.to_owned(), format, reason };
        let Self { part, others, mut notes, reader, head, .. } = self;
        let whole: Box<dyn Read + Send> = Box::new(io::Cursor::new(head).chain(reader));
        let (lines, table) = match format {
            FormatId::Dbf => {
                let page = beside.then(|| layer::beside(path, "cpg")).flatten();
                let dbf = Dbf::new(whole, page.and_then(layer::small).as_deref()).map_err(damaged)?;
                notes.extend(dbf.notes());
                if beside && layer::beside(path, "shp").is_some() {
                    notes.push("only the table was read: the positions are in the file of the same name that ends with .shp; open that one, and the table is read with it".to_owned());
                }
                (Box::new(AsBytes::new(dbf)) as Box<dyn Read + Send>, Some(format))
            }
            FormatId::Shapefile => {
                let found = layer::Parts::beside(beside.then_some(path));
                let (shapes, told) = layer::shapefile(whole, found).map_err(damaged)?;
                notes.extend(told);
                (Box::new(AsBytes::new(shapes)) as Box<dyn Read + Send>, None)
            }
            _ => {
                let features = FlatGeobuf::new(whole).map_err(damaged)?;
                notes.extend(features.crs.note());
                (Box::new(AsBytes::new(features)) as Box<dyn Read + Send>, None)
            }
        };
        let failed = |error: io::Error| damaged(reason_of(&error));
        let source = Self::of(lines).map_err(failed)?;
        Ok(Self { table, layer: Some(format).filter(|_| table.is_none()), notes, part, others, ..source })
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

/// What a child writes of a packed file.
struct Unpacked {
    child: Child,
    /// The same open file as the child's: where it stands tells how far the child has come.
    file: File,
    length: u64,
    progress: Arc<Progress>,
}

impl Unpacked {
    fn start(
        mut file: File,
        part: Option<&str>,
        progress: &Arc<Progress>,
        memory: u64,
    ) -> Result<(Found, Self), String> {
        let length = progress.total_bytes();
        file.rewind().map_err(|error| error.to_string())?;
        let given = file.try_clone().map_err(|error| error.to_string())?;
        let megabytes = (memory >> 20).to_string();
        let mut args = vec!["--megabytes", megabytes.as_str()];
        args.extend(part.into_iter().flat_map(|part| ["--part", part]));
        let wanted = Arc::clone(progress);
        let child = Child::start(packed::TASK, &args, given, move || wanted.is_cancelled())?;
        let found = serde_json::from_str(child.head()).map_err(|error| error.to_string())?;
        Ok((found, Self { child, file, length, progress: Arc::clone(progress) }))
    }
}

impl Read for Unpacked {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.child.read(into).map_err(|error| refused(error.to_string()))?;
        let at = if count == 0 { self.length } else { self.file.stream_position().unwrap_or(self.length) };
        self.progress.set_bytes(at.min(self.length));
        Ok(count)
    }
}

/// Stops what unpacks without end.
pub(super) struct Limited<R> {
    pub inner: R,
    pub packed: u64,
    pub sum: u64,
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

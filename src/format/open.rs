//! Any file to a project.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::catalogue::FormatId;
use super::crs::Crs;
use super::detect::{self, Looks};
use super::encoding::{TextReader, named};
use super::error::{OpenError, Stop};
use super::feature::Features;
use super::limits::HEAD;
use super::log::Log;
use super::progress::{Phase, Progress};
use super::row::{Maker, Registry, Role, Scheme, slug};
use super::source::{Source, reason_of};
use super::table::{self, Guess, Mapping, Plan, Question};
use super::{Counts, Import, Report, read_folder};
use crate::event::TableBuilder;
use crate::project::{Meta, Project};

/// What the user says of a file before it is read. By default everything is found out.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct OpenOptions {
    /// Read it as this, whatever it looks like.
    pub format: Option<FormatId>,
    /// What the columns of a table, or the properties of features, mean.
    pub mapping: Option<Mapping>,
    /// The file inside an archive, or the sheet of a spreadsheet, to read.
    pub part: Option<String>,
}

/// Rows of a preview.
const PREVIEW_ROWS: usize = 200;

/// The beginning of a table as it would be read, for people to correct.
#[derive(Debug)]
pub struct Preview {
    pub format: FormatId,
    /// The mapping that was used: the one given, or the one guessed.
    pub mapping: Mapping,
    /// What the guess could not tell.
    pub questions: Vec<Question>,
    /// The names of all columns.
    pub columns: Vec<String>,
    /// The first rows as they stand in the file.
    pub rows: Vec<Vec<String>>,
    /// The same rows as events, with their issues.
    pub sample: Import,
    /// The part that was looked at and all others: sheets of a spreadsheet, files of an archive. Empty for a plain file.
    pub parts: Vec<String>,
}

/// Open whatever is there: a case folder, or a file of any format in [`super::FORMATS`] that is read. Nothing is
/// written, and the file is never changed.
///
/// A foreign file becomes a project that is called like the file. Rows without a date or a place are kept. What a row
/// says and cannot be used is an issue in the report and stays with its event as a detail.
///
/// # Errors
/// If there is nothing to show: no such file, no format that is known, damaged from the start, or cancelled through
/// `progress`.
pub fn open(path: &Path, options: &OpenOptions, progress: &Arc<Progress>) -> Result<Import, OpenError> {
    let opened = begin(path, options, progress, None);
    progress.set_phase(Phase::Done);
    opened.map(|opened| opened.import)
}

/// The first rows of a table, and what is taken to be the meaning of its columns. Nothing for formats that say
/// themselves what is what.
///
/// # Errors
/// As [`open`].
pub fn preview(path: &Path, options: &OpenOptions) -> Result<Option<Preview>, OpenError> {
    let progress = Arc::default();
    let opened = begin(path, options, &progress, Some(PREVIEW_ROWS))?;
    Ok(opened.table.map(|(mapping, questions, columns, rows)| Preview {
        format: opened.format,
        mapping,
        questions,
        columns,
        rows,
        sample: opened.import,
        parts: opened.parts,
    }))
}

/// Read a file that is in memory, as [`open`] does; `name` is what it is called. Archives and spreadsheets need a path,
/// since another process reads them, and so does whatever stands beside the file.
///
/// # Errors
/// As [`open`].
pub fn read_bytes(
    name: &str,
    bytes: Vec<u8>,
    options: &OpenOptions,
    progress: &Arc<Progress>,
) -> Result<Import, OpenError> {
    let path = Path::new(name);
    let source = Source::of_bytes(path, bytes, progress)?;
    let read = look(path, source, options, progress, None);
    progress.set_phase(Phase::Done);
    read.map(|opened| opened.import)
}

type TableSeen = (Mapping, Vec<Question>, Vec<String>, Vec<Vec<String>>);

/// A file that was read, and what a preview shows of it.
struct Opened {
    format: FormatId,
    import: Import,
    table: Option<TableSeen>,
    parts: Vec<String>,
}

fn begin(
    path: &Path,
    options: &OpenOptions,
    progress: &Arc<Progress>,
    most: Option<usize>,
) -> Result<Opened, OpenError> {
    progress.set_phase(Phase::Looking);
    let is_case_file = path.file_name().is_some_and(|name| name == "case.toml");
    if path.is_dir() || is_case_file || options.format == Some(FormatId::Case) {
        let import = read_folder(path)?;
        return Ok(Opened { format: FormatId::Case, import, table: None, parts: Vec::new() });
    }
    let of_mapping = options.mapping.as_ref().and_then(|it| it.part.as_deref());
    let source = Source::open(path, options.part.as_deref().or(of_mapping), progress)?;
    look(path, source, options, progress, most)
}

/// Find out what a source is, and read it.
fn look(
    path: &Path,
    source: Source,
    options: &OpenOptions,
    progress: &Arc<Progress>,
    most: Option<usize>,
) -> Result<Opened, OpenError> {
    let unknown = |what: &str| OpenError::Unknown { path: path.to_owned(), what: what.to_owned() };
    if let Some(what) = source.other {
        return Err(unknown(what));
    }
    let asked = options.mapping.as_ref().and_then(|mapping| mapping.encoding.as_deref());
    let encoding = match asked {
        Some(name) => {
            let found = named(name);
            Some(found.ok_or_else(|| OpenError::Mapping(format!("there is no encoding named {name:?}")))?)
        }
        None => None,
    };
    let cut = source.head.len() >= HEAD;
    let mut head = String::new();
    // The last line may be cut inside a character.
    let end = if cut {
        memchr::memrchr(b'\n', &source.head).map_or(source.head.len(), |at| at + 1)
    } else {
        source.head.len()
    };
    let mut decoder = TextReader::new(&source.head[..end], encoding);
    decoder.read_to_string(&mut head).map_err(|error| OpenError::Io { path: path.to_owned(), error })?;
    // The encoding that the beginning tells holds for the whole, unless the beginning is plain ASCII.
    let looks = match (source.table, source.layer) {
        (Some(_), _) => Looks::Text,
        (None, Some(_)) => Looks::Json,
        (None, None) => detect::text(&head),
    };
    if let Some(asked) = options.format
        && source.table.is_none()
        && !detect::fits(asked, &looks)
        && !(asked.is_binary() && (source.layer.is_some() || source.part.is_some()))
    {
        return Err(unknown(&format!("this is no {} file", asked.name())));
    }
    progress.set_phase(Phase::Reading);
    let asked = options.format;
    let job = Job { path, options, progress, most, head, cut, encoding, source };
    match looks {
        Looks::Kml => job.xml(FormatId::Kml),
        Looks::Gpx => job.xml(FormatId::Gpx),
        Looks::Feed => job.xml(FormatId::Feed),
        Looks::Gml => job.xml(FormatId::Gml),
        Looks::Json => job.json(asked.filter(|it| matches!(it, FormatId::Kepler | FormatId::TopoJson))),
        Looks::Kepler => job.json(Some(FormatId::Kepler)),
        Looks::TopoJson => job.json(Some(FormatId::TopoJson)),
        Looks::Other(_) if asked.is_some_and(FormatId::is_xml) => job.xml(asked.unwrap_or(FormatId::Kml)),
        Looks::Other(what) if options.format.is_none() => Err(unknown(what)),
        _ => job.table(),
    }
}

/// One file being read.
struct Job<'a> {
    path: &'a Path,
    options: &'a OpenOptions,
    progress: &'a Arc<Progress>,
    most: Option<usize>,
    head: String,
    cut: bool,
    encoding: Option<&'static encoding_rs::Encoding>,
    source: Source,
}

impl Job<'_> {
    fn file_name(&self) -> String {
        self.path
            .file_name()
            .map_or_else(|| self.path.display().to_string(), |name| name.to_string_lossy().into_owned())
    }

    fn stopped(path: &Path, format: FormatId) -> impl Fn(Stop) -> OpenError {
        let path = path.to_owned();
        move |stop| match stop {
            Stop::Cancelled => OpenError::Cancelled,
            Stop::Damaged(reason) => OpenError::Damaged { path: path.clone(), format, reason },
            // Only tables are read by several, and they answer it themselves.
            Stop::InOrder => {
                OpenError::Damaged { path: path.clone(), format, reason: "it has too many groups".to_owned() }
            }
            Stop::Io(error) => match error.kind() {
                std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::InvalidData => {
                    OpenError::Damaged { path: path.clone(), format, reason: reason_of(&error) }
                }
                _ => OpenError::Io { path: path.clone(), error },
            },
        }
    }

    fn maker(&self) -> Maker {
        let mut maker = Maker::new(&self.file_name());
        for note in &self.source.notes {
            maker.log.warning(0, "", "geometry", "", note);
        }
        if let Some(part) = &self.source.part {
            let others = &self.source.others;
            if !others.is_empty() {
                let message = format!("this part was read; the file also holds {}", others.join(", "));
                maker.log.warning(0, "", "part", part, &message);
            }
        }
        maker
    }

    fn table(self) -> Result<Opened, OpenError> {
        let given = self.options.mapping.as_ref();
        let sample = table::sample(&self.head, self.cut, given);
        if sample.mentions && matches!(self.options.format, None | Some(FormatId::GdeltMentions)) {
            return self.mentions();
        }
        let rows = sample.rows();
        let Guess { mapping: mut guessed, questions } = table::guess(&sample.names, &rows, sample.gdelt);
        (guessed.delimiter, guessed.skip, guessed.header) = (sample.delimiter as char, sample.skip, sample.header);
        let mapping = given.cloned().unwrap_or(guessed);
        let (delimiter, old_mac) = (sample.delimiter, sample.old_mac);
        let format = match mapping.scheme {
            _ if self.source.table.is_some() => self.source.table.unwrap_or(FormatId::Sheet),
            Scheme::Acled => FormatId::Acled,
            Scheme::Ucdp => FormatId::Ucdp,
            Scheme::Gdelt => FormatId::Gdelt,
            Scheme::None => FormatId::Csv,
        };
        let stopped = Self::stopped(self.path, format);
        if sample.names.len() >= super::limits::MAX_COLUMNS {
            let reason = format!("it has {} columns or more, which is more than is read", super::limits::MAX_COLUMNS);
            return Err(stopped(Stop::Damaged(reason)));
        }
        if given.is_none() && self.options.format.is_none() && sample.prose && self.source.table.is_none() {
            let what = "this is a text and not a table of events: nothing divides it into columns";
            return Err(OpenError::Unknown { path: self.path.to_owned(), what: what.to_owned() });
        }
        let mut plan = Plan::new(&sample.names, &mapping).map_err(|reason| match given {
            Some(_) => OpenError::Mapping(reason),
            None => stopped(Stop::Damaged(reason)),
        })?;
        plan.ragged = self.source.table.is_some();
        plan.tags = rows.first().is_some_and(|row| table::is_tags(row.iter().copied()));
        let mut maker = self.maker();
        (maker.scheme, maker.order, maker.comma) = (mapping.scheme, mapping.dates, mapping.decimal_comma);
        maker.list = mapping.list;
        maker.blanks.clone_from(&mapping.blanks);
        maker.grid = mapping.grid.as_deref().map(Crs::of_name);
        if given.is_none() {
            ask(&mut maker, &questions);
            tell_unknown(&mut maker, &mapping);
        }
        let seen = self.most.map(|_| {
            let text = rows.iter().map(|row| row.iter().map(|it| (*it).to_owned()).collect()).collect();
            (mapping.clone(), questions, sample.names.clone(), text)
        });
        let (title, progress, most, encoding) = (self.file_name(), self.progress, self.most, self.encoding);
        let parts = self.source.part.iter().chain(&self.source.others).cloned().collect();
        let (path, options, in_memory) = (self.path, self.options, self.source.in_memory);
        let read = |source: Source, alone, maker: &mut Maker| {
            let splitter = TextReader::new(source.whole(), encoding).into_splitter(delimiter, old_mac);
            table::read(&plan, maker, splitter, most, alone, progress)
        };
        let rows = match read(self.source, in_memory, &mut maker) {
            // Which groups come first in the file is not known to several who read it.
            Err(Stop::InOrder) => {
                progress.start_again();
                let part = options.part.as_deref().or(given.and_then(|it| it.part.as_deref()));
                let source = Source::open(path, part, progress)?;
                read(source, true, &mut maker)
            }
            read => read,
        };
        let (rows, _) = rows.map_err(stopped)?;
        Ok(Opened { format, import: import(&title, rows, maker.log, progress), table: seen, parts })
    }
}

impl Job<'_> {
    fn mentions(self) -> Result<Opened, OpenError> {
        let format = FormatId::GdeltMentions;
        let (title, progress, mut maker) = (self.file_name(), self.progress, self.maker());
        let parts = self.source.part.iter().chain(&self.source.others).cloned().collect();
        let reader = TextReader::new(self.source.whole(), self.encoding);
        let builder =
            table::read_mentions(reader, &mut maker, self.most, progress).map_err(Self::stopped(self.path, format))?;
        let import = import(&title, vec![(maker.registry, builder)], maker.log, progress);
        Ok(Opened { format, import, table: None, parts })
    }

    fn xml(self, format: FormatId) -> Result<Opened, OpenError> {
        let format = if self.source.part.is_some() && format == FormatId::Kml { FormatId::Kmz } else { format };
        let stopped = Self::stopped(self.path, format);
        let (title, progress) = (self.file_name(), self.progress);
        let mut features = Features::new(self.maker(), self.options.mapping.as_ref(), self.most, progress);
        let reader = TextReader::new(self.source.whole(), self.encoding);
        super::xml::read(format, reader, &mut features).map_err(stopped)?;
        let (builder, maker, ..) = features.finish();
        let import = import(&title, vec![(maker.registry, builder)], maker.log, progress);
        Ok(Opened { format, import, table: None, parts: Vec::new() })
    }

    /// `whole`: a format that is read as one document.
    fn json(self, whole: Option<FormatId>) -> Result<Opened, OpenError> {
        let layer = self.source.layer;
        let stopped = Self::stopped(self.path, layer.or(whole).unwrap_or(FormatId::GeoJson));
        let parts: Vec<String> = self.source.part.iter().chain(&self.source.others).cloned().collect();
        let part = self.options.part.as_deref();
        let (title, progress, given) = (self.file_name(), self.progress, self.options.mapping.as_ref());
        let mut features = Features::new(self.maker(), given, self.most, progress);
        let reader = TextReader::new(self.source.whole(), self.encoding);
        let asked = self.options.format.filter(|it| matches!(it, FormatId::TimeMap | FormatId::Json));
        let format = match whole {
            Some(whole) => super::json::read_whole(whole, reader, &mut features, part).map_err(stopped)?,
            None => super::json::read(self.path, reader, &mut features, asked).map_err(stopped)?,
        };
        let format = layer.unwrap_or(format);
        let (columns, rows) = features.seen();
        let (builder, mut maker, mapping, questions) = features.finish();
        if given.is_none() {
            ask(&mut maker, &questions);
        }
        let table = (self.most.is_some() && format == FormatId::Json)
            .then(|| (given.cloned().unwrap_or(mapping), questions, columns, rows));
        let import = import(&title, vec![(maker.registry, builder)], maker.log, progress);
        Ok(Opened { format, import, table, parts })
    }
}

/// Questions as warnings, where nobody is there to answer them.
fn ask(maker: &mut Maker, questions: &[Question]) {
    for question in questions {
        maker.log.warning(0, "", &question.column, &question.sample, &question.text);
    }
}

/// A table of which nothing is understood is opened, but not as if all were well.
fn tell_unknown(maker: &mut Maker, mapping: &Mapping) {
    let known = |role: Role| {
        use Role::{Date, Easting, Latitude, Place, Position, Week, Year};
        matches!(role, Date | Week | Year | Latitude | Position | Easting | Place)
    };
    if mapping.scheme == Scheme::None && !mapping.columns.iter().any(|it| known(it.role)) {
        let names: Vec<&str> = mapping.columns.iter().take(8).map(|it| it.name.as_str()).collect();
        let message = "no column was recognised as a date, a place or a position: say with a mapping what they mean";
        maker.log.warning(0, "", "columns", &names.join(", "), message);
    }
}

/// The project of a foreign file, of rows that were read on one or several threads.
fn import(title: &str, parts: Vec<(Registry, TableBuilder)>, log: Log, progress: &Progress) -> Import {
    progress.set_phase(Phase::Ordering);
    let (registries, builders): (Vec<Registry>, Vec<TableBuilder>) = parts.into_iter().unzip();
    let (groups, places, sources, numbers) = Registry::together(registries);
    let events = TableBuilder::together(builders.into_iter().zip(numbers).collect());
    let meta = Meta { id: slug(title).unwrap_or_default(), title: title.to_owned(), ..Meta::default() };
    let project = Project::new(meta, events, places, groups, sources, Vec::new());
    let report = Report { issues: log.finish(), counts: Counts::of(&project) };
    Import { project, report }
}

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use crate::event::{Day, Groups, When};
use crate::extract::gazetteer::{Layer, user};
use crate::extract::import::{self, Format, Original, Report};
use crate::extract::{CodePoints, Extractor, Printed, Recogniser};

/// What `dateline extract` is asked.
#[derive(Clone, PartialEq, Debug, clap::Args)]
#[command(after_help = "Reads plain text, Markdown, saved web pages, DOCX, mail and PDF.\n\
                  Exit status: 0 done, 1 a file of the folder could not be read, 2 nothing could.")]
pub struct ExtractArgs {
    /// The report, or a folder of reports
    pub path: PathBuf,
    /// The day on which it was published, for example 2024-07-19; relative and partial dates are told from it
    #[arg(long, value_parser = day, value_name = "DATE")]
    pub published: Option<Day>,
    /// Further places to find: a dump of GeoNames, airports.csv of OurAirports, or a CSV with name, latitude and
    /// longitude; may be given several times
    #[arg(long, value_name = "FILE")]
    pub gazetteer: Vec<PathBuf>,
    /// Print one JSON object a report with mentions and events (the default)
    #[arg(long, conflicts_with = "places_jsonl")]
    pub json: bool,
    /// Print only the places, one JSON object a line: doc, start, end, lat, lon
    #[arg(long)]
    pub places_jsonl: bool,
}

/// One day of EDTF.
fn day(text: &str) -> Result<Day, String> {
    let when = When::parse(text).map_err(|error| error.to_string())?;
    when.is_day().then_some(when.earliest()).ok_or_else(|| "write one day, for example 2024-07-19".to_owned())
}

/// Find the places, dates, groups and events that reports tell of, and print them.
pub fn extract(args: &ExtractArgs) -> ExitCode {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match run(args, &mut out).and_then(|code| out.flush().map(|()| code)) {
        Ok(code) => code.into(),
        // Whoever read the output has had enough of it.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => 0.into(),
        Err(error) => {
            complain(&args.path, &error);
            2.into()
        }
    }
}

fn complain(path: &Path, error: &dyn std::fmt::Display) {
    // Nobody may be there to read it.
    let _ = writeln!(io::stderr(), "dateline: {}: {error}", path.display());
}

fn run(args: &ExtractArgs, out: &mut impl Write) -> io::Result<u8> {
    let mut layer = Layer::default();
    for path in &args.gazetteer {
        match gazetteer(path, &mut layer) {
            Ok(said) => complain(path, &said),
            Err(why) => {
                complain(path, &why);
                return Ok(2);
            }
        }
    }
    let layer = (!layer.is_empty()).then(|| Arc::new(layer));
    let extractor = Extractor::with_gazetteer(&[], &Groups::default(), layer);
    let paths = files(&args.path)?;
    let (mut done, mut failed) = (0, 0);
    for path in &paths {
        match report(path) {
            Ok((bytes, it)) => {
                done += 1;
                if args.places_jsonl {
                    places(&extractor, path, &it.text, out)?;
                } else {
                    whole(&extractor, args, &bytes, &it, out)?;
                }
            }
            Err(reason) => {
                complain(path, &reason);
                failed += 1;
            }
        }
    }
    Ok(match (done, failed) {
        (0, 1..) => 2,
        (_, 0) => 0,
        _ => 1,
    })
}

/// Read a gazetteer; what came of it in words.
fn gazetteer(path: &Path, layer: &mut Layer) -> Result<String, user::NoGazetteer> {
    let file = std::fs::File::open(path).map_err(|error| user::NoGazetteer::Io(error.to_string()))?;
    let found = user::read(io::BufReader::new(file), layer, &mut |_| true)?;
    let licence = found.dump.licence();
    let mut said = format!("{} places", found.places);
    for (n, what) in [(found.bad, "were no place"), (found.passed_over, "passed over"), (found.left_out, "left out")] {
        if n > 0 {
            said += &format!(", {n} rows {what}");
        }
    }
    Ok(if licence.is_empty() { said } else { format!("{said} ({licence})") })
}

/// A file and its report. Plain UTF-8 stays as it is, so that offsets are those of the file.
fn report(path: &Path) -> Result<(Vec<u8>, Report), import::Reason> {
    let (bytes, read) = import::open(path, || false)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let plain = import::detect(&name, &bytes) == Format::Plain;
    match std::str::from_utf8(&bytes) {
        Ok(text) if plain && !text.contains('\0') => {
            let report = Report { text: text.to_owned(), ..Report::default() };
            Ok((bytes, report))
        }
        _ => Ok((bytes, read)),
    }
}

/// The files of a folder in the order of their names, or the one file.
fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut all = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let path = entry?.path();
        if path.is_file() {
            all.push(path);
        }
    }
    all.sort();
    Ok(all)
}

fn places(extractor: &Extractor, path: &Path, text: &str, out: &mut impl Write) -> io::Result<()> {
    let doc = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let points = CodePoints::new(text);
    for it in extractor.places(text) {
        let position = it.choices.first().map(|it| it.position);
        let line = serde_json::json!({
            "doc": doc, "start": points.at(it.range.start), "end": points.at(it.range.end),
            "lat": position.map(|it| it.lat), "lon": position.map(|it| it.lon),
        });
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// A report as it is printed: written as it goes, never held as a whole.
#[derive(serde::Serialize)]
struct Whole<'a> {
    document: serde_json::Value,
    text: &'a str,
    #[serde(flatten)]
    found: Printed<'a>,
}

fn whole(
    extractor: &Extractor,
    args: &ExtractArgs,
    bytes: &[u8],
    report: &Report,
    out: &mut impl Write,
) -> io::Result<()> {
    let stated = When::parse(&report.date).ok().filter(When::is_day).map(|it| it.earliest());
    let published = args.published.or(stated);
    let found = extractor.read(&report.text, published);
    let document = serde_json::json!({
        "title": report.title, "publisher": report.publisher, "author": report.author,
        "published": published.map(|it| it.date().to_string()), "language": report.language, "address": report.address,
        "original": Original::of(bytes, "", ""),
    });
    let whole = Whole { document, text: &report.text, found: Printed { text: &report.text, it: &found } };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

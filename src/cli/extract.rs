use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::event::{Day, Groups, When};
use crate::extract::{CodePoints, Extractor, Recogniser, to_json};

/// What `dateline extract` is asked.
#[derive(Clone, PartialEq, Debug, clap::Args)]
#[command(after_help = "Exit status: 0 done, 1 a text could not be read, 2 nothing could.")]
pub struct ExtractArgs {
    /// The text, or a folder of texts
    pub path: PathBuf,
    /// The day on which it was published, for example 2024-07-19; relative and partial dates are told from it
    #[arg(long, value_parser = day, value_name = "DATE")]
    pub published: Option<Day>,
    /// Print one JSON object with mentions and events (the default for one text)
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

/// Find the places, dates, groups and events that texts report, and print them.
pub fn extract(args: &ExtractArgs) -> ExitCode {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match run(args, &mut out).and_then(|code| out.flush().map(|()| code)) {
        Ok(code) => code.into(),
        // Whoever read the output has had enough of it.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => 0.into(),
        Err(error) => {
            tracing::error!("{}: {error}", args.path.display());
            2.into()
        }
    }
}

fn run(args: &ExtractArgs, out: &mut impl Write) -> io::Result<u8> {
    let extractor = Extractor::new(&[], &Groups::default());
    for path in texts(&args.path)? {
        let text = std::fs::read_to_string(&path)?;
        if args.places_jsonl {
            places(&extractor, &path, &text, out)?;
        } else {
            let found = extractor.read(&text, args.published);
            serde_json::to_writer_pretty(&mut *out, &to_json(&text, &found))?;
            writeln!(out)?;
        }
    }
    Ok(0)
}

/// The files of a folder in the order of their names, or the one file.
fn texts(path: &Path) -> io::Result<Vec<PathBuf>> {
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

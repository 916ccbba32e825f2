use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::extract::gazetteer::{Archive, Layer, Lexicon, World};
use crate::extract::place;
use crate::extract::token::Reading;

/// What `dateline extract` is asked.
#[derive(Clone, PartialEq, Debug, clap::Args)]
#[command(after_help = "Exit status: 0 done, 1 a text could not be read, 2 nothing could.")]
pub struct ExtractArgs {
    /// The text, or a folder of texts
    pub path: PathBuf,
    /// Print only the places, one JSON object a line: doc, start, end, lat, lon
    #[arg(long)]
    pub places_jsonl: bool,
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
    for path in texts(&args.path)? {
        let text = std::fs::read_to_string(&path)?;
        places(&path, &text, out)?;
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

fn places(path: &Path, text: &str, out: &mut impl Write) -> io::Result<()> {
    let doc = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let layer = Layer::default();
    let world = World { archive: Archive::bundled(), layer: &layer };
    let lexicon = Lexicon::bundled();
    let reading = Reading::new(text);
    let context = place::Context::new(&reading, lexicon);
    for it in place::find(&reading, &context, lexicon, world) {
        let at = |byte: usize| text[..byte].chars().count();
        let position = it.options.first().map(|(place, _)| world.position(*place));
        let line = serde_json::json!({
            "doc": doc, "start": at(it.range.start), "end": at(it.range.end),
            "lat": position.map(|it| it.lat), "lon": position.map(|it| it.lon),
        });
        writeln!(out, "{line}")?;
    }
    Ok(())
}

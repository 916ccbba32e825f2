//! What is done with the bytes that fuzzing makes up: one function for each importer. The fuzz targets and a test on
//! stable Rust (`tests/core/fuzzed.rs`) share them.

use std::io::{Cursor, sink};
use std::sync::{Arc, LazyLock};

use dateline::event::Groups;
use dateline::extract::import::{Format, read_as};
use dateline::extract::{Extractor, Recogniser as _, to_json};
use dateline::format::{FormatId, Mapping, OpenOptions, packed, read_bytes};
use dateline::worker::Speaker;

/// What is done with bytes.
pub type Target = fn(&[u8]);

/// All targets by name.
pub const TARGETS: [(&str, Target); 25] = [
    ("any", |bytes| foreign(bytes, None)),
    ("table", |bytes| foreign(bytes, Some(FormatId::Csv))),
    ("json", |bytes| foreign(bytes, Some(FormatId::GeoJson))),
    ("timemap", |bytes| foreign(bytes, Some(FormatId::TimeMap))),
    ("kml", |bytes| foreign(bytes, Some(FormatId::Kml))),
    ("gpx", |bytes| foreign(bytes, Some(FormatId::Gpx))),
    // Told by their first bytes.
    ("shapefile", |bytes| foreign(bytes, None)),
    ("dbf", |bytes| foreign(bytes, None)),
    ("fgb", |bytes| foreign(bytes, None)),
    ("feed", |bytes| foreign(bytes, Some(FormatId::Feed))),
    ("gml", |bytes| foreign(bytes, Some(FormatId::Gml))),
    ("kepler", |bytes| foreign(bytes, Some(FormatId::Kepler))),
    ("topojson", |bytes| foreign(bytes, Some(FormatId::TopoJson))),
    ("takeout", |bytes| foreign(bytes, Some(FormatId::Takeout))),
    ("mapping", mapping),
    ("packed", unpacked),
    ("database", unpacked),
    // Without the feature `geoparquet` there is nothing that would read it.
    ("parquet", unpacked),
    ("page", |bytes| report(bytes, Format::Html)),
    ("mail", |bytes| report(bytes, Format::Mail)),
    ("prose", |bytes| {
        report(bytes, Format::Plain);
        report(bytes, Format::Markdown);
    }),
    ("docx", |bytes| report(bytes, Format::Docx)),
    ("pdf", |bytes| report(bytes, Format::Pdf)),
    ("extract", extracted),
    ("project", project),
];

/// The target of a name.
pub fn run(name: &str, bytes: &[u8]) {
    if let Some((_, target)) = TARGETS.iter().find(|(it, _)| *it == name) {
        target(bytes);
    }
}

/// A foreign file, of a format that is given or found out. Every event that is read has an id of its own and an order
/// of days.
fn foreign(bytes: &[u8], format: Option<FormatId>) {
    let options = OpenOptions { format, ..OpenOptions::default() };
    if let Ok(import) = read_bytes("x", bytes.to_vec(), &options, &Arc::default()) {
        let events = &import.project.events;
        assert_eq!(import.report.counts.events + import.report.counts.unverified, events.len());
        for id in events.ids() {
            assert!(!events.key(id).is_empty() && events.days(id).is_none_or(|(first, last)| first <= last));
        }
    }
}

/// A mapping as TOML, and a table that is read with it, divided by a line of three dashes.
fn mapping(bytes: &[u8]) {
    let Some((mapping, table)) = std::str::from_utf8(bytes).ok().and_then(|it| it.split_once("\n---\n")) else {
        return;
    };
    let Ok(mapping) = Mapping::from_toml(mapping) else { return };
    assert_eq!(Mapping::from_toml(&mapping.to_toml()).as_ref(), Ok(&mapping));
    let options = OpenOptions { mapping: Some(mapping), ..OpenOptions::default() };
    let _ = read_bytes("x.csv", table.as_bytes().to_vec(), &options, &Arc::default());
}

/// An archive, a spreadsheet, a database or a Parquet file, as the process apart reads it.
fn unpacked(bytes: &[u8]) {
    let _ = packed::unpack(Cursor::new(bytes.to_vec()), None, &mut Speaker::new(&mut sink()));
}

/// A report. Its paragraphs are parts of its text.
fn report(bytes: &[u8], format: Format) {
    if let Ok(report) = read_as(format, bytes) {
        for (_, range) in &report.paragraphs {
            assert!(report.text.get(range.clone()).is_some());
        }
    }
}

/// A text, and what it reports. Everything found is a part of the text.
fn extracted(bytes: &[u8]) {
    static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| Extractor::new(&[], &Groups::default()));
    let text = String::from_utf8_lossy(bytes);
    let found = EXTRACTOR.read(&text, None);
    let places = found.places.iter().map(|it| &it.range);
    for range in places.chain(found.dates.iter().map(|it| &it.range)).chain(found.groups.iter().map(|it| &it.range)) {
        assert!(text.get(range.clone()).is_some());
    }
    let _ = to_json(&text, &found);
}

/// A project file. Opening it changes nothing.
fn project(bytes: &[u8]) {
    let Ok(folder) = tempfile::tempdir_in(if std::path::Path::new("/dev/shm").is_dir() { "/dev/shm" } else { "." })
    else {
        return;
    };
    let path = folder.path().join("x.gpkg");
    if std::fs::write(&path, bytes).is_ok() {
        let _ = dateline::store::open(&path);
    }
}

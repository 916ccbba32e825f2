//! What a file is, by its first bytes.

use super::catalogue::FormatId;
use super::layer;

/// What the first bytes look like.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Looks {
    Gzip,
    Zip,
    /// A spreadsheet of the old binary sort.
    OldSheet,
    #[cfg(feature = "geoparquet")]
    Parquet,
    /// SQLite: a GeoPackage of another program, or any tables.
    Database,
    Shapefile,
    Dbf,
    FlatGeobuf,
    Json,
    Kepler,
    TopoJson,
    Kml,
    Gpx,
    Feed,
    Gml,
    /// Lines of text, most likely a table.
    Text,
    /// Something else that is known: what it is, and what to do.
    Other(&'static str),
}

impl Looks {
    /// Whether it is read in a process of its own.
    pub fn is_apart(&self) -> bool {
        #[cfg(feature = "geoparquet")]
        if *self == Self::Parquet {
            return true;
        }
        matches!(self, Self::Zip | Self::OldSheet | Self::Database)
    }
}

const MAGIC: &[(&[u8], &str)] = &[
    (
        b"PAR1",
        "this is a Parquet file, and this dateline was built without GeoParquet: build it with the feature geoparquet, or export the file as CSV or GeoJSON",
    ),
    (b"%PDF", "this is a PDF, a text and not a table of events"),
    (b"\x89PNG", "this is a picture"),
    (b"\xFF\xD8\xFF", "this is a picture"),
    (b"GIF8", "this is a picture"),
    (b"PMTiles", "this is a map (PMTiles): open it as a base map"),
    (b"7z\xBC\xAF\x27\x1C", "this is a 7z archive; unpack it first"),
    (b"Rar!", "this is a RAR archive; unpack it first"),
    (b"BZh", "this is packed with bzip2; unpack it first"),
    (b"\xFD7zXZ\0", "this is packed with xz; unpack it first"),
    (b"\x28\xB5\x2F\xFD", "this is packed with zstd; unpack it first"),
    (b"\x7FELF", "this is a program"),
    (b"MZ\x90", "this is a program"),
];

/// Look at packed and binary sorts, before anything is decoded.
pub(super) fn binary(head: &[u8]) -> Option<Looks> {
    if head.starts_with(b"\x1F\x8B") {
        return Some(Looks::Gzip);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Some(Looks::Zip);
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Some(Looks::OldSheet);
    }
    if head.starts_with(b"SQLite format 3\0") {
        return Some(Looks::Database);
    }
    #[cfg(feature = "geoparquet")]
    if head.starts_with(b"PAR1") {
        return Some(Looks::Parquet);
    }
    if head.starts_with(b"\x00\x00\x27\x0A") {
        // Its index begins in the same way, and has eight bytes for each record.
        return Some(if is_index(head) {
            Looks::Other("this is the index of a shapefile: open the file of the same name that ends with .shp")
        } else {
            Looks::Shapefile
        });
    }
    if head.starts_with(layer::MAGIC) {
        return Some(Looks::FlatGeobuf);
    }
    if layer::is_dbf(head) {
        return Some(Looks::Dbf);
    }
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(Looks::Other(what));
    }
    None
}

/// Whether what begins like a shapefile is the index beside one: behind the header stands where the first record is, in
/// words, and not its number.
fn is_index(head: &[u8]) -> bool {
    head.get(100..104) == Some(&[0, 0, 0, 50])
}

/// Look at text that is already UTF-8.
pub(super) fn text(head: &str) -> Looks {
    let start = head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n', '\u{1e}']);
    if start.starts_with(['{', '[']) && looks_like_json(start) {
        return json(start);
    }
    if start.starts_with('<') {
        return match root_of(start) {
            Some("kml") => Looks::Kml,
            Some("gpx") => Looks::Gpx,
            Some(root) if root.eq_ignore_ascii_case("html") => {
                Looks::Other("this is a web page, a text and not a table of events")
            }
            // KML files without their outermost element are about.
            Some("Document" | "Folder" | "Placemark") => Looks::Kml,
            Some("rss" | "feed" | "RDF" | "channel") => Looks::Feed,
            Some("FeatureCollection" | "FeatureCollection2" | "SpatialDataSet") => Looks::Gml,
            Some("osm") => Looks::Other("this is OpenStreetMap XML; export what you need of it as GeoJSON"),
            _ if start.contains("http://www.opengis.net/gml") => Looks::Gml,
            _ => Looks::Other("this is XML, but neither KML, GPX, GML nor a feed (RSS, Atom)"),
        };
    }
    let begins =
        |words: &[&str]| words.iter().any(|it| start.get(..it.len()).is_some_and(|head| head.eq_ignore_ascii_case(it)));
    if begins(&["!table"])
        || (begins(&["version "]) && start.contains("\nColumns ") || start.contains("\ncoordsys earth"))
    {
        return Looks::Other("this is a file of MapInfo; export the layer as GeoPackage, shapefile, GeoJSON or CSV");
    }
    if begins(&["0\nsection", "0\r\nsection", "999\n"]) {
        return Looks::Other("this is a drawing (DXF); export it as GeoJSON or a shapefile");
    }
    if begins(&["# @VGMT"]) {
        return Looks::Other("this is a file of GMT; export it as GeoJSON or CSV");
    }
    if begins(&[
        "create table",
        "insert into",
        "set standard_conforming",
        "-- postgresql",
        "-- mysql",
        "/*!4",
        "drop table",
        "begin transaction",
        "pragma foreign",
    ]) {
        return Looks::Other(
            "this is a program in SQL, as databases write their backups; export the table as CSV, or load it into SQLite and open that",
        );
    }
    if begins(&["begin:vcalendar"]) {
        return Looks::Other("this is a calendar; export it as CSV");
    }
    let odd = start.chars().take(4096).filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}')).count();
    if odd > 8 {
        return Looks::Other("this is neither a text nor a format that is known here");
    }
    Looks::Text
}

/// Maps of kepler.gl and TopoJSON are read whole, since what comes first in them is told by what comes last.
fn json(start: &str) -> Looks {
    let has = |name: &str| start.contains(name);
    let spaced = |name: &str, value: &str| {
        start.match_indices(name).any(|(at, _)| {
            let rest = start[at + name.len()..].trim_start();
            rest.strip_prefix(':').is_some_and(|it| it.trim_start().starts_with(value))
        })
    };
    if start.starts_with('{') && has("\"datasets\"") && (has("\"allData\"") || spaced("\"app\"", "\"kepler.gl\"")) {
        Looks::Kepler
    } else if start.starts_with('{') && spaced("\"type\"", "\"Topology\"") {
        Looks::TopoJson
    } else {
        Looks::Json
    }
}

/// A brace may also begin a line of text.
fn looks_like_json(start: &str) -> bool {
    let next = start[1..].trim_start().chars().next();
    matches!((start.as_bytes()[0], next), (b'{', Some('"' | '}') | None) | (b'[', Some('{' | '[' | ']' | '"') | None))
}

/// The local name of the first element; declarations, comments and instructions are passed over.
fn root_of(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        let at = rest.find('<')?;
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = &comment[comment.find("-->")? + 3..];
        } else if let Some(declaration) = rest.strip_prefix('!') {
            let (word, kind) = (declaration.get(..7), declaration.get(8..12));
            let is = |part: Option<&str>, word: &str| part.is_some_and(|it| it.eq_ignore_ascii_case(word));
            if is(word, "doctype") && is(kind, "html") {
                return Some("html");
            }
            // An internal subset holds brackets and further declarations.
            let end = match (declaration.find('['), declaration.find('>')) {
                (Some(open), Some(close)) if open < close => open + declaration[open..].find("]>")? + 2,
                (_, Some(close)) => close + 1,
                _ => return None,
            };
            rest = &declaration[end..];
        } else if rest.starts_with('?') {
            rest = &rest[rest.find("?>")? + 2..];
        } else {
            let name = &rest[..rest.find([' ', '\t', '\r', '\n', '>', '/'])?];
            return Some(name.rsplit(':').next().unwrap_or(name));
        }
    }
}

/// What a file of a TimeMap triple is called beside its events: `x_events.json` has `x_sources.json`.
pub(super) fn timemap_sibling(name: &str, wanted: &str) -> Option<String> {
    let at = name.to_ascii_lowercase().rfind("events")?;
    Some(format!("{}{wanted}{}", &name[..at], &name[at + "events".len()..]))
}

/// Whether a format asked for by the user may be read from what the file looks like.
pub(super) fn fits(asked: FormatId, looks: &Looks) -> bool {
    match asked {
        FormatId::Acled | FormatId::Ucdp | FormatId::Gdelt | FormatId::GdeltMentions | FormatId::Csv => {
            matches!(looks, Looks::Text | Looks::Json | Looks::Other(_))
        }
        FormatId::Json | FormatId::GeoJson | FormatId::TimeMap | FormatId::Takeout => {
            matches!(looks, Looks::Json | Looks::Text | Looks::Kepler | Looks::TopoJson)
        }
        FormatId::Kepler => matches!(looks, Looks::Json | Looks::Kepler),
        FormatId::TopoJson => matches!(looks, Looks::Json | Looks::TopoJson),
        FormatId::Kml | FormatId::Kmz => matches!(looks, Looks::Kml | Looks::Other(_)),
        FormatId::Gpx => matches!(looks, Looks::Gpx | Looks::Other(_)),
        FormatId::Feed => matches!(looks, Looks::Feed | Looks::Other(_)),
        FormatId::Gml => matches!(looks, Looks::Gml | Looks::Other(_)),
        FormatId::Sheet
        | FormatId::GeoParquet
        | FormatId::Case
        | FormatId::GeoPackage
        | FormatId::Shapefile
        | FormatId::Dbf
        | FormatId::FlatGeobuf => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_first_bytes() {
        for (head, expect) in [
            ("\u{feff} {\"type\":\"FeatureCollection\"", Looks::Json),
            ("[{\"id\":1}]", Looks::Json),
            ("\u{1e}{\"type\":\"Feature\"}", Looks::Json),
            ("<?xml version=\"1.0\"?>\n<!-- <gpx> -->\n<kml xmlns=\"x\">", Looks::Kml),
            ("<?xml version=\"1.0\"?><!DOCTYPE k [<!ENTITY a \"b\">]><kml:kml>", Looks::Kml),
            ("<gpx version=\"1.1\">", Looks::Gpx),
            ("a,b\n1,2\n", Looks::Text),
            ("{braces}, are, text", Looks::Text),
            ("[1] note;b", Looks::Text),
        ] {
            assert_eq!(text(head), expect, "{head}");
        }
        assert!(matches!(text("<!DOCTYPE html><html>"), Looks::Other(_)));
        assert!(matches!(text("<html><body>"), Looks::Other(_)));
        assert!(matches!(text("<"), Looks::Other(_)));
        assert_eq!(binary(b"\x1f\x8b\x08"), Some(Looks::Gzip));
        assert_eq!(binary(b"PK\x03\x04"), Some(Looks::Zip));
        assert_eq!(binary(b"id,date"), None);
    }
}

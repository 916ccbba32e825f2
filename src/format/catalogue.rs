//! The table of formats.

use std::path::Path;

use serde::{Deserialize, Serialize};

/// A format by its short name, as the command line and mappings write it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FormatId {
    Case,
    Acled,
    Ucdp,
    Gdelt,
    #[serde(rename = "gdelt-mentions")]
    GdeltMentions,
    Csv,
    Json,
    GeoJson,
    TimeMap,
    Kml,
    Kmz,
    Gpx,
    Sheet,
    GeoParquet,
    GeoPackage,
    Shapefile,
    Dbf,
    #[serde(rename = "fgb")]
    FlatGeobuf,
    #[serde(rename = "georss")]
    Feed,
    Gml,
    Kepler,
    Takeout,
    TopoJson,
}

/// One row of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Format {
    pub id: FormatId,
    /// Short name.
    pub word: &'static str,
    /// As people call it.
    pub name: &'static str,
    /// Usual endings of file names, without the dot; the first is the one that is written.
    pub endings: &'static [&'static str],
    pub reads: bool,
    pub writes: bool,
    /// Read in a limited process of its own, because its reader is not ours.
    pub isolated: bool,
}

const fn row(
    id: FormatId,
    word: &'static str,
    name: &'static str,
    endings: &'static [&'static str],
    [reads, writes, isolated]: [bool; 3],
) -> Format {
    Format { id, word, name, endings, reads, writes, isolated }
}

/// Every format that is known. What a file is, is found by its content; endings only break ties and choose what is
/// written.
pub const FORMATS: [Format; 23] = [
    row(FormatId::Case, "case", "case folder", &[], [true, true, false]),
    row(FormatId::Acled, "acled", "ACLED table", &["csv"], [true, false, false]),
    row(FormatId::Ucdp, "ucdp", "UCDP GED table", &["csv"], [true, false, false]),
    row(FormatId::Gdelt, "gdelt", "GDELT event table", &["csv", "tsv"], [true, false, false]),
    row(FormatId::GdeltMentions, "gdelt-mentions", "GDELT table of mentions", &["csv", "tsv"], [true, false, false]),
    row(FormatId::Csv, "csv", "delimited table", &["csv", "tsv", "tab", "txt"], [true, true, false]),
    row(FormatId::Json, "json", "JSON table", &["json"], [true, false, false]),
    row(
        FormatId::GeoJson,
        "geojson",
        "GeoJSON",
        &["geojson", "json", "geojsonl", "ndjson", "jsonl"],
        [true, true, false],
    ),
    row(FormatId::TimeMap, "timemap", "TimeMap JSON", &["json"], [true, false, false]),
    row(FormatId::Kml, "kml", "KML", &["kml"], [true, true, false]),
    row(FormatId::Kmz, "kmz", "KMZ", &["kmz"], [true, false, true]),
    row(FormatId::Gpx, "gpx", "GPX", &["gpx"], [true, false, false]),
    row(FormatId::Sheet, "xlsx", "spreadsheet", &["xlsx", "xls", "xlsb", "ods"], [true, false, true]),
    row(
        FormatId::GeoParquet,
        "geoparquet",
        "GeoParquet",
        &["parquet", "geoparquet"],
        [cfg!(feature = "geoparquet"), cfg!(feature = "geoparquet"), true],
    ),
    // Read and written by the store, which owns the project file.
    row(FormatId::GeoPackage, "gpkg", "GeoPackage", &["gpkg"], [false, false, false]),
    row(FormatId::Shapefile, "shapefile", "shapefile", &["shp"], [true, false, false]),
    row(FormatId::Dbf, "dbf", "dBase table", &["dbf"], [true, false, false]),
    row(FormatId::FlatGeobuf, "fgb", "FlatGeobuf", &["fgb"], [true, false, false]),
    row(FormatId::Feed, "georss", "RSS or Atom feed", &["rss", "atom", "xml"], [true, false, false]),
    row(FormatId::Gml, "gml", "GML", &["gml", "xml"], [true, false, false]),
    row(FormatId::Kepler, "kepler", "kepler.gl map", &["json"], [true, false, false]),
    row(FormatId::Takeout, "takeout", "Google location history", &["json"], [true, false, false]),
    row(FormatId::TopoJson, "topojson", "TopoJSON", &["topojson", "json"], [true, false, false]),
];

impl FormatId {
    /// Its row of the table.
    pub fn row(self) -> &'static Format {
        FORMATS.iter().find(|format| format.id == self).unwrap_or(&FORMATS[0])
    }

    pub fn name(self) -> &'static str {
        self.row().name
    }

    pub(super) fn is_xml(self) -> bool {
        matches!(self, Self::Kml | Self::Kmz | Self::Gpx | Self::Feed | Self::Gml)
    }

    /// Whether it is told by its first bytes alone, before anything is decoded.
    pub(super) fn is_binary(self) -> bool {
        use FormatId as F;
        matches!(self, F::Kmz | F::Sheet | F::GeoParquet | F::GeoPackage | F::Shapefile | F::Dbf | F::FlatGeobuf)
    }

    /// The format with this short name.
    pub fn of_word(word: &str) -> Option<Self> {
        FORMATS.iter().find(|format| format.word.eq_ignore_ascii_case(word)).map(|format| format.id)
    }

    /// The format in which a file of this name is written; a name without an ending is a case folder.
    pub fn to_write(path: &Path) -> Option<Self> {
        let Some(ending) = path.extension() else { return Some(Self::Case) };
        let ending = ending.to_str()?;
        let fits = |format: &&Format| {
            let written = format.endings.iter().any(|it| it.eq_ignore_ascii_case(ending));
            written && (format.writes || format.id == Self::GeoPackage)
        };
        FORMATS.iter().find(fits).map(|format| format.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_a_row_and_a_word_of_its_own() {
        for format in FORMATS {
            assert_eq!(FormatId::of_word(format.word), Some(format.id));
            assert_eq!(format.id.row().id, format.id);
        }
    }

    #[test]
    fn the_ending_of_a_name_says_what_is_written() {
        for (name, expect) in [
            ("out", Some(FormatId::Case)),
            ("out.CSV", Some(FormatId::Csv)),
            ("a.b.json", Some(FormatId::GeoJson)),
            ("out.kml", Some(FormatId::Kml)),
            ("out.gpkg", Some(FormatId::GeoPackage)),
            ("out.parquet", cfg!(feature = "geoparquet").then_some(FormatId::GeoParquet)),
            ("out.kmz", None),
            ("out.docx", None),
        ] {
            assert_eq!(FormatId::to_write(Path::new(name)), expect, "{name}");
        }
    }
}

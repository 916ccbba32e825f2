use std::io::{self, BufReader, Cursor, Read, Seek, Write};

use zip::ZipArchive;

use super::sheet::{self, Book, Kind};
use super::{Found, Kept, hello};
use crate::format::layer::{AsBytes, Parts, shapefile};
use crate::format::limits::{FREE_UNPACKED, MAX_MEMBERS, unpacked_too_much};
use crate::format::source::Limited;
use crate::worker::Speaker;

/// Endings that can be read out of an archive; GDELT's tables are named `.CSV`.
const READABLE: [&str; 20] = [
    "csv", "tsv", "tab", "txt", "json", "geojson", "geojsonl", "ndjson", "jsonl", "kml", "gpx", "xml", "shp", "dbf",
    "fgb", "gml", "rss", "atom", "topojson", "kepler",
];
/// The largest table of a shapefile in an archive: it is held whole beside its shapes.
const LARGEST_TABLE: u64 = 512 << 20;
/// Files with these words in their names tell about the data.
const ABOUT: [&str; 6] = ["readme", "license", "licence", "codebook", "changelog", "metadata"];

/// What an archive turned out to be.
pub(super) enum Archive<R> {
    Sheet(Box<Book<R>>),
    Ods(ZipArchive<BufReader<R>>),
    Files(Files<R>),
}

/// An archive of files.
pub(super) struct Files<R>(ZipArchive<BufReader<R>>);

impl<R: Read + Seek> Archive<R> {
    pub fn read(file: BufReader<R>) -> Result<Self, String> {
        let zip = ZipArchive::new(file).map_err(|error| format!("the archive is damaged: {error}"))?;
        if zip.len() > MAX_MEMBERS {
            return Err(format!("the archive holds {} files; {MAX_MEMBERS} are the most that is read", zip.len()));
        }
        let names: Vec<String> = zip.file_names().flatten().map(|name| name.into_owned()).collect();
        let has = |wanted: &[&str]| names.iter().any(|name| wanted.contains(&name.as_str()));
        if has(&["content.xml"]) && has(&["mimetype", "META-INF/manifest.xml"]) {
            return Ok(Self::Ods(zip));
        }
        let kinds = [("xl/workbook.xml", Kind::Xlsx), ("xl/workbook.bin", Kind::Xlsb)];
        if let Some((_, kind)) = kinds.into_iter().find(|(name, _)| has(&[name])) {
            return sheet::open(zip.into_inner(), kind).map(|book| Self::Sheet(Box::new(book)));
        }
        if has(&["word/document.xml"]) {
            return Err("this is a Word document, a text and not a table of events".to_owned());
        }
        if has(&["ppt/presentation.xml"]) {
            return Err("this is a presentation and not a table of events".to_owned());
        }
        Ok(Self::Files(Files(zip)))
    }
}

impl<R: Read + Seek> Files<R> {
    /// Whether a KML file among the first ones has anything to show.
    fn has_placemarks(&mut self, index: usize) -> bool {
        let Ok(file) = self.0.by_index(index) else { return false };
        let mut file = BufReader::new(file.take(FREE_UNPACKED));
        let (mut block, mut end) = (vec![0; 64 << 10], 0);
        while let Ok(count @ 1..) = file.read(&mut block[end..]) {
            end += count;
            if memchr::memmem::find(&block[..end], b"Placemark").is_some() {
                return true;
            }
            // The word may lie across two blocks.
            let keep = end.min(16);
            block.copy_within(end - keep..end, 0);
            end = keep;
        }
        false
    }

    /// A whole file that belongs to another one: the one of the same name with this ending.
    fn beside(&mut self, name: &str, ending: &str, largest: u64) -> Result<Option<Vec<u8>>, String> {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let wanted = format!("{stem}.{ending}");
        let Some(at) = (0..self.0.len()).find(|at| {
            self.0.by_index_raw(*at).is_ok_and(|it| it.name().is_ok_and(|it| it.eq_ignore_ascii_case(&wanted)))
        }) else {
            return Ok(None);
        };
        let file = self.0.by_index(at).map_err(|error| format!("{wanted} in the archive: {error}"))?;
        let packed = file.compressed_size();
        let mut bytes = Vec::new();
        file.take(largest + 1).read_to_end(&mut bytes).map_err(|error| format!("{wanted} is damaged: {error}"))?;
        let length = bytes.len() as u64;
        if length > largest || unpacked_too_much(packed, length) {
            return Err(format!("{wanted} in the archive is too large to be read here; unpack the archive first"));
        }
        Ok(Some(bytes))
    }

    /// Write a shapefile as GeoJSON, line by line.
    fn shapefile(mut self, name: &str, index: usize, others: Vec<String>, out: &mut Speaker<'_>) -> Result<(), String> {
        let text = |bytes: Option<Vec<u8>>| bytes.map(|it| String::from_utf8_lossy(&it).into_owned());
        let parts = Parts {
            table: self.beside(name, "dbf", LARGEST_TABLE)?.map(Cursor::new),
            system: text(self.beside(name, "prj", 64 << 10)?),
            page: text(self.beside(name, "cpg", 64 << 10)?),
        };
        let file = self.0.by_index(index).map_err(|error| format!("{name} in the archive: {error}"))?;
        let packed = file.compressed_size();
        let limited = Limited { inner: file, packed, sum: 0 };
        let (shapes, notes) = shapefile(BufReader::with_capacity(256 << 10, limited), parts)?;
        hello(out, &Found { kept: Kept::Shapes, name: name.to_owned(), others, notes })?;
        io::copy(&mut AsBytes::new(shapes), out).map(drop).map_err(|error| error.to_string())
    }

    /// Write the likeliest file, or the one asked for.
    pub fn write(mut self, part: Option<&str>, out: &mut Speaker<'_>) -> Result<(), String> {
        // Names are only looked up, never used as paths.
        let mut able: Vec<(bool, u64, String, usize)> = Vec::new();
        for index in 0..self.0.len() {
            let Ok(file) = self.0.by_index_raw(index) else { continue };
            let Ok(name) = file.name().map(|name| name.into_owned()) else { continue };
            let lower = name.to_lowercase();
            let base = lower.rsplit(['/', '\\']).next().unwrap_or("");
            let readable = READABLE.iter().any(|it| base.strip_suffix(it).is_some_and(|stem| stem.ends_with('.')));
            let hidden = base.starts_with('.') || lower.starts_with("__macosx");
            if part == Some(name.as_str()) || (readable && !hidden && !ABOUT.iter().any(|it| base.contains(it))) {
                // The main file of a KMZ is doc.kml, or whichever KML comes first.
                let main = base == "doc.kml";
                let size = if base.ends_with(".kml") { u64::MAX - index as u64 } else { file.size() };
                able.push((main, size, name, index));
            }
        }
        // The table of a shapefile goes with its shapes.
        let stem = |name: &str| name.rsplit_once('.').map(|(stem, _)| stem.to_lowercase());
        let ends = |name: &str, ending: &str| name.to_lowercase().ends_with(ending);
        let shapes: Vec<_> = able.iter().filter(|it| ends(&it.2, ".shp")).map(|it| stem(&it.2)).collect();
        able.retain(|it| part == Some(it.2.as_str()) || !(ends(&it.2, ".dbf") && shapes.contains(&stem(&it.2))));
        able.sort_by_key(|(main, size, ..)| std::cmp::Reverse((*main, *size)));
        let at = match part {
            Some(part) => able.iter().position(|(.., name, _)| name == part),
            // A main file may do no more than link to the others, as GDAL writes it.
            None => {
                let kml = |it: &&(bool, u64, String, usize)| it.2.to_lowercase().ends_with(".kml");
                let full = able.iter().filter(kml).map(|it| it.3).find(|it| self.has_placemarks(*it));
                full.and_then(|index| able.iter().position(|it| it.3 == index)).or(Some(0).filter(|_| !able.is_empty()))
            }
        };
        let Some((.., name, index)) = at.map(|at| able.remove(at)) else {
            return Err(match part {
                Some(part) => format!("the archive holds no file {part:?}"),
                None => {
                    "the archive holds no file that can be read here (CSV, TSV, JSON, GeoJSON, KML, GPX, shapefile, FlatGeobuf, GML)".to_owned()
                }
            });
        };
        // What only links to what follows holds nothing of its own.
        able.retain(|it| !(part.is_none() && name.to_lowercase().ends_with(".kml") && it.0));
        let others = able.into_iter().map(|(.., name, _)| name).take(50).collect();
        if name.to_lowercase().ends_with(".shp") {
            return self.shapefile(&name, index, others, out);
        }
        let mut file = self.0.by_index(index).map_err(|error| format!("{name} in the archive: {error}"))?;
        hello(out, &Found { kept: Kept::Member, name: name.clone(), others, notes: Vec::new() })?;
        let packed = file.compressed_size();
        let mut block = vec![0; 256 << 10];
        let mut sum = 0;
        loop {
            // What the header says of sizes may be a lie: counted is what comes out.
            let count = file.read(&mut block).map_err(|error| format!("{name} in the archive is damaged: {error}"))?;
            if count == 0 {
                return Ok(());
            }
            sum += count as u64;
            if unpacked_too_much(packed, sum) {
                return Err(format!(
                    "{name} in the archive unpacks to more than 200 times its size, as an archive made to do harm does"
                ));
            }
            out.write_all(&block[..count]).map_err(|error| error.to_string())?;
        }
    }
}

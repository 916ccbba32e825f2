//! Small files of every format, to read.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Once};

use dateline::event::EventId;
use dateline::format::{Import, OpenError, OpenOptions, open};
use dateline::project::Project;
use tempfile::TempDir;

/// A folder that goes away with the test.
pub struct Files(TempDir);

impl Files {
    pub fn new() -> Self {
        static WORKER: Once = Once::new();
        // A test is not the program that reads risky files.
        WORKER.call_once(|| dateline::worker::set_worker_program(env!("CARGO_BIN_EXE_dateline")));
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

pub fn try_read(path: &Path) -> Result<Import, OpenError> {
    open(path, &OpenOptions::default(), &Arc::default())
}

pub fn read(path: &Path) -> Import {
    try_read(path).unwrap_or_else(|error| panic!("{error}"))
}

/// Read a file of this name and content.
pub fn read_as(name: &str, bytes: impl AsRef<[u8]>) -> Import {
    let files = Files::new();
    read(&files.put(name, bytes))
}

/// Events in the order of their file: title, date, longitude and latitude to four digits.
pub fn told(import: &Import) -> Vec<String> {
    let project = &import.project;
    ids(project)
        .into_iter()
        .map(|id| {
            let events = &project.events;
            let at = events.position(id).map_or("–".to_owned(), |at| format!("{:.4} {:.4}", at.lon, at.lat));
            format!("{} | {} | {at}", events.title(id), events.date_text(id))
        })
        .collect()
}

/// Events in the order of their file.
pub fn ids(project: &Project) -> Vec<EventId> {
    let mut ids: Vec<EventId> = project.events.ids().collect();
    ids.sort_by_key(|id| project.events.sequence(*id));
    ids
}

/// Issues as lines of text.
pub fn issues(import: &Import) -> Vec<String> {
    import.report.issues.iter().map(ToString::to_string).collect()
}

/// The first event.
pub fn first(import: &Import) -> EventId {
    ids(&import.project)[0]
}

/// A ZIP archive of stored and packed files.
pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

/// A workbook with one sheet of these rows: texts as they are, `n:` numbers, `d:` days as numbers of the sheet.
pub fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let mut sheet = String::new();
    for (r, row) in rows.iter().enumerate() {
        sheet.push_str(&format!("<row r=\"{}\">", r + 1));
        for (c, cell) in row.iter().enumerate() {
            let at = format!("{}{}", (b'A' + c as u8) as char, r + 1);
            match cell.split_once(':') {
                Some(("n", number)) => sheet.push_str(&format!("<c r=\"{at}\"><v>{number}</v></c>")),
                Some(("d", day)) => sheet.push_str(&format!("<c r=\"{at}\" s=\"1\"><v>{day}</v></c>")),
                _ if cell.is_empty() => {}
                _ => sheet.push_str(&format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>")),
            }
        }
        sheet.push_str("</row>");
    }
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    zipped(&[
        ("[Content_Types].xml", format!("<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>").as_bytes()),
        ("_rels/.rels", format!("<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{rel}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>").as_bytes()),
        ("xl/workbook.xml", format!("<workbook xmlns=\"{main}\" xmlns:r=\"{rel}\"><sheets><sheet name=\"Events\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>").as_bytes()),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{rel}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{rel}/styles\" Target=\"styles.xml\"/></Relationships>").as_bytes()),
        ("xl/styles.xml", format!("<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>").as_bytes()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData></worksheet>").as_bytes()),
    ])
}

//! Files that do harm to careless readers, or are broken as files break. Written to disk piece by piece, so that whoever
//! makes them needs no memory.

use std::fs::File;
use std::io::{self, BufWriter, Cursor, Seek, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;

/// What reads the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    Check,
    Extract,
}

/// One file.
pub struct Hostile {
    pub name: &'static str,
    /// What is wrong with it, in words for people.
    pub what: &'static str,
    pub by: By,
    /// What the answer says.
    pub says: &'static str,
    make: fn(&mut Out, u64) -> io::Result<()>,
}

type Out = BufWriter<File>;

impl Hostile {
    /// Write it. `scale`: how many megabytes a file without end has; 1024 for the published table.
    pub fn write(&self, folder: &Path, scale: u64) -> io::Result<std::path::PathBuf> {
        let path = folder.join(self.name);
        let mut out = BufWriter::new(File::create(&path)?);
        (self.make)(&mut out, scale)?;
        out.flush()?;
        Ok(path)
    }
}

const fn check(
    name: &'static str,
    what: &'static str,
    says: &'static str,
    make: fn(&mut Out, u64) -> io::Result<()>,
) -> Hostile {
    Hostile { name, what, by: By::Check, says, make }
}

const fn extract(
    name: &'static str,
    what: &'static str,
    says: &'static str,
    make: fn(&mut Out, u64) -> io::Result<()>,
) -> Hostile {
    Hostile { name, what, by: By::Extract, says, make }
}

/// All of them.
pub const CORPUS: [Hostile; 74] = [
    // Packed.
    check("bomb.csv.gz", "gzip of a table of zeros", "200 times its size", |out, _| {
        let mut gz = flate2::write::GzEncoder::new(out, flate2::Compression::best());
        zeros(&mut gz, 70)?;
        gz.finish().map(drop)
    }),
    check("bomb.zip", "ZIP of a table of zeros", "200 times its size", |out, _| {
        zipped(out, &[("a.csv", &|to| zeros(to, 70))])
    }),
    check("twice.gz", "gzip in gzip", "packed twice", |out, _| out.write_all(&gzipped(&gzipped(GOOD.as_bytes())))),
    check("members.zip", "ZIP of 10,001 files", "10001 files", |out, _| {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for number in 0..10_001 {
            zip.start_file(format!("{number}.csv"), SimpleFileOptions::default()).map_err(io::Error::other)?;
        }
        out.write_all(&zip.finish().map_err(io::Error::other)?.into_inner())
    }),
    check("traversal.kmz", "KMZ whose file is called ../../out.kml", "1 event", |out, _| {
        zipped(out, &[("../../out.kml", &|to| to.write_all(KML.as_bytes()))])
    }),
    check("sizes.zip", "ZIP whose headers lie about sizes", "2 events", |out, _| {
        let mut bytes = made(|to| zipped(to, &[("a.csv", &|to| to.write_all(GOOD.as_bytes()))]))?;
        let at = bytes.windows(4).position(|it| it == b"PK\x01\x02").unwrap_or(0);
        bytes[at + 20..at + 28].fill(0xFE);
        out.write_all(&bytes)
    }),
    check("cut.csv.gz", "gzip cut off in the middle", "cut off", |out, _| {
        let whole = gzipped(GOOD.as_bytes());
        out.write_all(&whole[..whole.len() / 2])
    }),
    check("cut.zip", "ZIP cut off in the middle", "damaged", |out, _| {
        let whole = made(|to| zipped(to, &[("a.csv", &|to| to.write_all(GOOD.as_bytes()))]))?;
        out.write_all(&whole[..whole.len() / 2])
    }),
    // Tables.
    check("empty.csv", "no bytes at all", "the file is empty", |_, _| Ok(())),
    check("line.csv", "one line of a gigabyte", "longer than 16 MiB", |out, scale| {
        out.write_all(b"date,lat,lon\n2024-05-03,1,2\n")?;
        fill(out, b'x', scale.max(18) << 20)?;
        out.write_all(b"\n2024-05-04,1,2\n")
    }),
    check("quote.csv", "a quotation mark never closed before a million rows", "never closed", |out, scale| {
        out.write_all(b"date,lat,lon\n\"2024-05-03,1,2\n")?;
        (0..scale << 10).try_for_each(|_| out.write_all(b"2024-05-04,1,2\n"))
    }),
    check("columns.csv", "100,000 columns", "4096 columns", |out, _| {
        (0..100_000).try_for_each(|n| write!(out, "c{n},"))?;
        out.write_all(b"\n1\n")
    }),
    check("fields.csv", "a row of 100,000 fields", "more than 4,096 columns", |out, _| {
        out.write_all(GOOD.as_bytes())?;
        write!(out, "2024-05-05,1,2{}", ",y".repeat(100_000))
    }),
    check("numbers.csv", "NaN, infinite and huge coordinates and tolls", "this is not a coordinate", |out, _| {
        writeln!(out, "id,date,lat,lon,fatalities")?;
        (0..20).try_for_each(|n| writeln!(out, "{n},2024-05-03,1,2,3"))?;
        writeln!(out, "a,2024-05-03,NaN,Infinity,1e30\nb,2024-05-03,1e999,-1e999,-1\nc,2024-05-03,91,181,99999999999")
    }),
    check("dates.csv", "days before and after all calendars", "not a date", |out, _| {
        writeln!(out, "id,date,lat,lon")?;
        (0..20).try_for_each(|n| writeln!(out, "{n},2024-05-03,1,2"))?;
        writeln!(
            out,
            "a,9999-12-31,1,2\nb,-9999-01-01,1,2\nc,99999-01-01,1,2\nd,Y170000002,1,2\ne,0000-00-00,1,2\nf,2024-02-30,1,2"
        )
    }),
    check("ids.csv", "one id 100,000 times", "this id is used before", |out, _| {
        writeln!(out, "event_id_cnty,event_date,latitude,longitude")?;
        (0..100_000).try_for_each(|n| writeln!(out, "X{},2024-05-03,1,2", n.min(400)))
    }),
    check("groups.csv", "70,000 names of groups", "more than 65,535", |out, _| {
        writeln!(out, "event_id_cnty,event_date,actor1,latitude,longitude")?;
        (0..70_000).try_for_each(|n| writeln!(out, "X{n},2024-05-03,Group {n},1,2"))
    }),
    check("wrong.csv", "300,000 rows of which nothing is right", "more like this", |out, scale| {
        writeln!(out, "id,date,lat,lon")?;
        (0..300).try_for_each(|n| writeln!(out, "{n},2024-05-03,1,2"))?;
        (300..scale * 300).try_for_each(|n| writeln!(out, "{n},soon,x,y"))
    }),
    check("nul.csv", "a table with NUL bytes", "neither a text", |out, _| {
        out.write_all(&b"date,lat\0\0\n\0\0\0\0\0\0\0\0\0\n".repeat(50))
    }),
    check("noise.csv", "bytes by chance", "neither a text", |out, _| noise(out, 1 << 20)),
    check("utf8.csv", "letters that are no UTF-8", "encoding", |out, _| {
        out.write_all(b"date,lat,lon,notes\n2024-05-03,1,2,\xC3\x28 \xF0\x28\x8C\xBC \xFF\n2024-05-04,1,2,b\n")
    }),
    check("utf16.csv", "UTF-16 with half a letter at its end", "some bytes are no letters", |out, _| {
        out.write_all(b"\xFF\xFE")?;
        GOOD.encode_utf16().try_for_each(|unit| out.write_all(&unit.to_le_bytes()))?;
        out.write_all(b"\x3D\xD8\x00")
    }),
    // JSON.
    check("nested.json", "values nested 100,000 deep", "recursion limit", |out, _| {
        write!(
            out,
            "[{{\"date\":\"2024-05-03\",\"x\":{}{}}},{{\"date\":\"2024-05-04\"}}]",
            "[".repeat(100_000),
            "]".repeat(100_000)
        )
    }),
    check("collections.geojson", "geometries nested 10,000 deep", "GeoJSON", |out, _| {
        write!(
            out,
            "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":"
        )?;
        (0..10_000).try_for_each(|_| write!(out, "{{\"type\":\"GeometryCollection\",\"geometries\":["))
    }),
    check("text.json", "one text of a gigabyte", "16 MiB", |out, scale| {
        write!(out, "[{{\"date\":\"2024-05-03\",\"x\":\"")?;
        fill(out, b'x', scale.max(18) << 20)?;
        write!(out, "\"}},{{\"date\":\"2024-05-04\"}}]")
    }),
    check("ring.geojson", "a polygon of two million corners", "16 MiB", |out, _| {
        write!(
            out,
            "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{\"date\":\"2024-05-03\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[[1,2]"
        )?;
        (0..2_000_000).try_for_each(|n| write!(out, ",[{}.5,{}.25]", n % 90, n % 80))?;
        write!(out, "]]}}}},{{\"type\":\"Feature\",\"properties\":{{\"date\":\"2024-05-04\"}},\"geometry\":null}}]}}")
    }),
    check("infinite.geojson", "coordinates of 1e999", "1 event", |out, _| {
        write!(
            out,
            "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{\"date\":\"2024-05-03\"}},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[1e999,-1e999]}}}}]}}"
        )
    }),
    check("cut.geojson", "cut off in the middle", "cut off", |out, _| {
        write!(
            out,
            "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{\"date\":\"2024-05-03\"}},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[1,2]}}}},{{\"type\":\"Feat"
        )
    }),
    check("surrogates.json", "halves of letters in escapes", "2 events", |out, _| {
        write!(out, "[{{\"date\":\"2024-05-03\",\"title\":\"\\ud800 \\udfff x\"}},{{\"date\":\"2024-05-04\"}}]")
    }),
    // XML.
    check("laughs.kml", "entities that expand a billionfold", "1 event", |out, _| {
        entities(out, "kml")?;
        write!(out, "<kml><Placemark><name>&a29;&file;</name></Placemark></kml>")
    }),
    check("nested.kml", "folders nested 100,000 deep", "nested deeper than 64", |out, _| {
        write!(out, "<kml>{}", "<Folder>".repeat(100_000))
    }),
    check("text.kml", "one text of a gigabyte", "16 MiB", |out, scale| {
        write!(out, "<kml><Placemark><name>")?;
        fill(out, b'x', scale.max(18) << 20)?;
        write!(out, "</name></Placemark></kml>")
    }),
    check("tag.kml", "a tag that never ends", "KML", |out, _| {
        write!(out, "<kml><Placemark x=\"")?;
        fill(out, b'x', 64 << 20)
    }),
    check("coordinates.kml", "coordinates that are none", "1 event", |out, _| {
        write!(
            out,
            "<kml><Placemark><Point><coordinates>NaN,Infinity</coordinates></Point><TimeStamp><when>2024-05-03</when></TimeStamp></Placemark></kml>"
        )
    }),
    check("cut.kml", "cut off in the middle", "1 event", |out, _| {
        out.write_all(&KML.as_bytes()[..KML.len() - 17])?;
        out.write_all(&KML.as_bytes()[5..90])
    }),
    check("track.gpx", "a track of a million points", "1 event", |out, scale| {
        write!(out, "<gpx><trk><trkseg>")?;
        (0..scale * 1000).try_for_each(|n| {
            write!(out, "<trkpt lat=\"{}\" lon=\"2\"><time>2024-05-03T10:00:00Z</time></trkpt>", n % 80)
        })?;
        write!(out, "</trkseg></trk></gpx>")
    }),
    check("nested.gpx", "extensions nested 40,000 deep", "nested deeper", |out, _| {
        write!(out, "<gpx><wpt lat=\"1\" lon=\"2\"></wpt><wpt lat=\"1\" lon=\"2\"><extensions>{}", "<a>".repeat(40_000))
    }),
    // Spreadsheets.
    check("record.shp", "a shape that says it has four gigabytes", "cut off", |out, _| {
        shapes(out)?;
        out.write_all(&[0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF, 5, 0, 0, 0])
    }),
    check("points.shp", "an area of two billion points in 44 bytes", "is damaged", |out, _| {
        shapes(out)?;
        out.write_all(&[0, 0, 0, 1, 0, 0, 0, 22, 5, 0, 0, 0])?;
        out.write_all(&[0; 32])?;
        out.write_all(&[0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F])
    }),
    check("long.shp", "a shape without end", "1 event", |out, scale| {
        shapes(out)?;
        let words = u32::try_from((scale << 20) / 2).unwrap_or(u32::MAX);
        out.write_all(&[[0, 0, 0, 1], words.to_be_bytes(), [5, 0, 0, 0]].concat())?;
        fill(out, 0, (u64::from(words) * 2).saturating_sub(4))
    }),
    check("rows.dbf", "a table that says it has four billion rows", "too early", |out, _| {
        let mut head = [0; 65];
        (head[0], head[2], head[3], head[8], head[10], head[43], head[48], head[64]) = (3, 1, 1, 65, 5, b'C', 4, 0x0D);
        head[4..8].fill(0xFF);
        head[32..36].copy_from_slice(b"DATE");
        out.write_all(&head)?;
        (0..1000).try_for_each(|_| out.write_all(b" 2024"))
    }),
    check("index.fgb", "an index of as many features as there can be", "cut off", |out, _| {
        // A table of which field 8, the number of features, is all ones.
        let mut header = vec![0; 48];
        header[0] = 28;
        header[4] = 22;
        header[6] = 12;
        header[24] = 4;
        header[28] = 24;
        header[32..40].fill(0xFF);
        out.write_all(b"fgb\x03fgb\0\x30\0\0\0")?;
        out.write_all(&header)
    }),
    check("noise.fgb", "the mark of FlatGeobuf and noise", "could not be read", |out, _| {
        out.write_all(b"fgb\x03fgb\0")?;
        noise(out, 1 << 16)
    }),
    check("laughs.rss", "entities that expand a billionfold, in a feed", "1 event", |out, _| {
        entities(out, "rss")?;
        out.write_all(b"<rss><channel><item><title>&a29;&file;</title></item></channel></rss>")
    }),
    check("nested.gml", "elements nested 100,000 deep", "deeper than 64", |out, _| {
        out.write_all(b"<FeatureCollection>")?;
        (0..100_000).try_for_each(|_| out.write_all(b"<featureMember>"))
    }),
    check("numbers.gml", "coordinates that are none", "on the globe", |out, _| {
        out.write_all(
            b"<FeatureCollection><member><a><Point><pos>NaN 1e999</pos></Point></a></member></FeatureCollection>",
        )
    }),
    check("nested.kepler.json", "a cell nested 100,000 deep", "left out", |out, _| {
        let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
        write!(
            out,
            "{{\"datasets\":[{{\"data\":{{\"allData\":[{open}{close},[\"2024-05-03\"]],\"fields\":[{{\"name\":\"date\"}}]}}}}]}}"
        )
    }),
    check("rows.kepler.json", "250,000 rows of nothing", "events", |out, _| {
        out.write_all(b"{\"datasets\":[{\"data\":{\"allData\":[[1]")?;
        (0..250_000).try_for_each(|_| out.write_all(b",[]"))?;
        out.write_all(b"],\"fields\":[{\"name\":\"id\"}]}}]}")
    }),
    check("arcs.topojson", "an arc of 100,000 points taken 100,000 times", "no positions", |out, _| {
        out.write_all(b"{\"type\":\"Topology\",\"objects\":{\"a\":{\"type\":\"Polygon\",\"arcs\":[[0")?;
        (0..100_000).try_for_each(|_| out.write_all(b",0"))?;
        out.write_all(b"]]}},\"arcs\":[[[0,0]")?;
        (0..100_000).try_for_each(|_| out.write_all(b",[1,1]"))?;
        out.write_all(b"]]}")
    }),
    check("strings.xlsx", "shared texts of 1.2 GB out of 1.2 MB", "strings.xlsx", |out, scale| {
        workbook(out, &|to| fill_texts(to, scale + scale / 5), b"<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>")
    }),
    check("laughs.xlsx", "entities in shared texts", "could not be read", |out, _| {
        workbook(
            out,
            &|to| {
                entities(to, "sst")?;
                write!(to, "<sst><si><t>&a29;&file;</t></si></sst>")
            },
            b"<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>",
        )
    }),
    check("corner.xlsx", "one cell in the last column of the last row", "corner.xlsx", |out, _| {
        workbook(out, &|to| write!(to, "<sst/>"), b"<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>")
    }),
    check("index.xlsx", "cells that name texts and styles that are not there", "could not be read", |out, _| {
        workbook(
            out,
            &|to| write!(to, "<sst/>"),
            b"<row r=\"1\"><c r=\"A1\" t=\"s\" s=\"4000000000\"><v>99999</v></c></row>",
        )
    }),
    check("cut.xlsx", "a sheet cut off in the middle", "could not be read", |out, _| {
        workbook(out, &|to| write!(to, "<sst/>"), b"<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"")
    }),
    check("old.xls", "a header of the old binary sort and noise", "could not be read", |out, _| {
        out.write_all(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")?;
        noise(out, 1 << 20)
    }),
    // What is no table.
    check("noise.parquet", "the mark of Parquet and noise", "Parquet", |out, _| {
        out.write_all(b"PAR1")?;
        noise(out, 4096)
    }),
    check("noise.gpkg", "the mark of a project and noise", "noise.gpkg", |out, _| {
        out.write_all(b"SQLite format 3\0")?;
        noise(out, 1 << 20)
    }),
    // Reports.
    extract("page.html", "elements nested 200,000 deep", "\"text\"", |out, _| {
        write!(out, "<html><body>{}<p>A line of text at the bottom of it all.", "<div>".repeat(200_000))
    }),
    extract("attributes.html", "a tag of a million attributes", "\"text\"", |out, _| {
        write!(out, "<html><body><p ")?;
        (0..1_000_000).try_for_each(|n| write!(out, "a{n}='x' "))?;
        write!(out, ">A line of text that is long enough.</p>")
    }),
    extract("open.html", "100,000 comments and scripts never closed", "page", |out, _| {
        write!(out, "<html><body><p>A page that has a text.</p>{}", "<!--<script><style>".repeat(100_000))
    }),
    extract("parts.eml", "parts in parts, 5,000 deep", "mail", |out, _| {
        write!(
            out,
            "From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b0\"\r\n\r\n"
        )?;
        (1..5_000)
            .try_for_each(|n| write!(out, "--b{}\r\nContent-Type: multipart/mixed; boundary=\"b{n}\"\r\n\r\n", n - 1))
    }),
    extract("large.txt", "a text of 40 MB", "32 MB", |out, _| {
        (0..1 << 20).try_for_each(|_| out.write_all(b"Rockets fell on Aleppo on Monday evening.\n"))
    }),
    extract("word.txt", "a word of four megabytes", "\"text\"", |out, _| fill(out, b'x', 4 << 20)),
    extract("dates.txt", "100,000 dates without a full stop", "\"text\"", |out, scale| {
        (0..scale * 100).try_for_each(|n| write!(out, "{} May 2024 ", n % 31 + 1))
    }),
    extract("bomb.docx", "a document of 1 GB out of 1 MB", "64 MB", |out, scale| {
        zipped(out, &[("word/document.xml", &|to| fill(to, b' ', scale.max(70) << 20))])
    }),
    extract("laughs.docx", "entities that expand a billionfold", "there is no text", |out, _| {
        zipped(
            out,
            &[("word/document.xml", &|to| {
                entities(to, "w")?;
                write!(to, "<w:document><w:p><w:r><w:t>&a29;&file;</w:t></w:r></w:p></w:document>")
            })],
        )
    }),
    extract("nested.docx", "runs nested 500,000 deep", "there is no text", |out, _| {
        zipped(out, &[("word/document.xml", &|to| (0..500_000).try_for_each(|_| to.write_all(b"<w:r>")))])
    }),
    extract("none.docx", "an archive that is no document", "no DOCX", |out, _| {
        zipped(out, &[("x", &|to| write!(to, "x"))])
    }),
    extract("arrays.pdf", "arrays nested 200,000 deep", "PDF is damaged", |out, _| {
        pdf(out, &["<< /Type /Catalog /Pages 2 0 R >>", &"[".repeat(200_000)], "")
    }),
    extract("pages.pdf", "a tree of pages that bites its tail", "no pages", |out, _| {
        pdf(out, &["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"], "")
    }),
    extract("before.pdf", "a table of contents that refers to itself", "PDF", |out, _| {
        pdf(out, &["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"], "/Prev 60")
    }),
    extract("stream.pdf", "a page of 2 GB out of 2 MB", "can be read", |out, scale| {
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        fill(&mut packed, b' ', scale.max(150) << 21)?;
        let packed = packed.finish()?;
        pdf_with_stream(out, &packed)
    }),
    extract("locked.pdf", "encrypted", "encrypted", |out, _| {
        pdf(
            out,
            &[
                "<< /Type /Catalog /Pages 2 0 R >>",
                "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                "<< /Type /Page /Parent 2 0 R >>",
                "<< /Filter /Standard /V 1 /R 2 /O (x) /U (y) /P -4 >>",
            ],
            "/Encrypt 4 0 R /ID [(a) (b)]",
        )
    }),
    extract("cut.pdf", "cut off in the middle", "damaged", |out, _| {
        let whole =
            made(|to| pdf(to, &["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"], ""))?;
        out.write_all(&whole[..whole.len() / 2])
    }),
];

const GOOD: &str = "date,lat,lon\n2024-05-03,1,2\n2024-05-04,1,2\n";
const KML: &str = "<kml><Document><Placemark><name>A</name><TimeStamp><when>2024-05-03</when></TimeStamp><Point><coordinates>1,2</coordinates></Point></Placemark></Document></kml>";

type Part<'a> = &'a dyn Fn(&mut dyn Write) -> io::Result<()>;

fn made(make: impl FnOnce(&mut Cursor<Vec<u8>>) -> io::Result<()>) -> io::Result<Vec<u8>> {
    let mut out = Cursor::new(Vec::new());
    make(&mut out)?;
    Ok(out.into_inner())
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    // Memory takes everything.
    let _ = gz.write_all(bytes);
    gz.finish().unwrap_or_default()
}

fn zipped(out: &mut (impl Write + Seek), parts: &[(&str, Part<'_>)]) -> io::Result<()> {
    let mut zip = zip::ZipWriter::new(out);
    for (name, part) in parts {
        let packed = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        zip.start_file(*name, packed).map_err(io::Error::other)?;
        part(&mut zip)?;
    }
    zip.finish().map(drop).map_err(io::Error::other)
}

fn fill(out: &mut (impl Write + ?Sized), byte: u8, count: u64) -> io::Result<()> {
    let block = [byte; 1 << 16];
    let mut left = count;
    while left > 0 {
        let some = left.min(1 << 16);
        out.write_all(&block[..some as usize])?;
        left -= some;
    }
    Ok(())
}

/// The header of a shapefile.
fn shapes(out: &mut impl Write) -> io::Result<()> {
    let mut head = [0; 100];
    (head[2], head[3]) = (0x27, 0x0A);
    out.write_all(&head)
}

/// Rows of a megabyte of zeros each.
fn zeros(out: &mut (impl Write + ?Sized), rows: u64) -> io::Result<()> {
    out.write_all(b"date,lat,lon,notes\n")?;
    (0..rows).try_for_each(|_| {
        out.write_all(b"2024-05-03,1,2,")?;
        fill(out, b'0', 1 << 20)?;
        out.write_all(b"\n")
    })
}

fn fill_texts(out: &mut dyn Write, megabytes: u64) -> io::Result<()> {
    out.write_all(b"<sst>")?;
    (0..megabytes).try_for_each(|_| {
        out.write_all(b"<si><t>")?;
        fill(out, b'x', 1 << 20)?;
        out.write_all(b"</t></si>")
    })?;
    out.write_all(b"</sst>")
}

/// The same noise in every run.
fn noise(out: &mut impl Write, count: usize) -> io::Result<()> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    (0..count / 8).try_for_each(|_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        out.write_all(&state.to_le_bytes())
    })
}

fn entities(out: &mut (impl Write + ?Sized), root: &str) -> io::Result<()> {
    write!(out, "<?xml version=\"1.0\"?><!DOCTYPE {root} [<!ENTITY a0 \"ha\">")?;
    for n in 1..30 {
        write!(out, "<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10))?;
    }
    write!(out, "<!ENTITY file SYSTEM \"file:///etc/passwd\">]>")
}

fn workbook(out: &mut (impl Write + Seek), shared: Part<'_>, rows: &[u8]) -> io::Result<()> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    zipped(
        out,
        &[
            ("[Content_Types].xml", &|to| {
                write!(
                    to,
                    "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
                )
            }),
            ("_rels/.rels", &|to| {
                write!(
                    to,
                    "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{rel}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                )
            }),
            ("xl/workbook.xml", &|to| {
                write!(
                    to,
                    "<workbook xmlns=\"{main}\" xmlns:r=\"{rel}\"><sheets><sheet name=\"Events\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
                )
            }),
            ("xl/_rels/workbook.xml.rels", &|to| {
                write!(
                    to,
                    "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{rel}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{rel}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
                )
            }),
            ("xl/worksheets/sheet1.xml", &|to| {
                write!(to, "<worksheet xmlns=\"{main}\"><sheetData>")?;
                to.write_all(rows)?;
                write!(to, "</sheetData></worksheet>")
            }),
            ("xl/sharedStrings.xml", shared),
        ],
    )
}

fn pdf(out: &mut (impl Write + Seek), objects: &[&str], trailer: &str) -> io::Result<()> {
    let objects: Vec<Vec<u8>> = objects.iter().map(|it| it.as_bytes().to_vec()).collect();
    pdf_of(out, &objects, trailer)
}

/// One page whose content is this packed stream.
fn pdf_with_stream(out: &mut (impl Write + Seek), packed: &[u8]) -> io::Result<()> {
    let mut stream = format!("<< /Length {} /Filter /FlateDecode >>\nstream\n", packed.len()).into_bytes();
    stream.extend_from_slice(packed);
    stream.extend_from_slice(b"\nendstream");
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R >>".to_vec(),
        stream,
    ];
    pdf_of(out, &objects, "")
}

fn pdf_of(out: &mut (impl Write + Seek), objects: &[Vec<u8>], trailer: &str) -> io::Result<()> {
    out.write_all(b"%PDF-1.4\n")?;
    let mut offsets = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        offsets.push(out.stream_position()?);
        writeln!(out, "{} 0 obj", number + 1)?;
        out.write_all(object)?;
        write!(out, "\nendobj\n")?;
    }
    let start = out.stream_position()?;
    write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1)?;
    offsets.iter().try_for_each(|offset| writeln!(out, "{offset:010} 00000 n "))?;
    write!(out, "trailer\n<< /Size {} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1)
}

//! Files that were made to do harm, or by accident are like them. Each ends in a clear message or in what could be
//! read, within bounded memory and time.

use std::io::Write as _;
use std::sync::Arc;

use dateline::format::{OpenError, OpenOptions, Progress, open};
use proptest::prelude::*;

use crate::format_files::{Files, gzipped, issues, read, read_as, try_read, workbook, zipped};

/// The message of a file that cannot be read.
fn refusal(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let files = Files::new();
    match try_read(&files.put(name, bytes)) {
        Ok(import) => panic!("{name} was read: {:?}", import.report),
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_is_no_table_of_events_says_what_it_is() {
    for (bytes, words) in [
        (&b""[..], "the file is empty"),
        (b"%PDF-1.7 x", "this is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "this is a picture"),
        (b"PAR1xxxx", "Parquet"),
        (b"SQLite format 3\0xx", "database"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "a web page"),
        (b"<rdf><x/></rdf>", "neither KML, GPX, GML nor a feed"),
        (b"7z\xBC\xAF\x27\x1C", "7z archive"),
        (b"Just a sentence, and nothing else.", "a text and not a table"),
        (b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0e\x0f\x10", "neither a text"),
        (b"# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "a text and not a table"),
        (b"{\"type\":\"Topology\"", "TopoJSON file could not be read"),
    ] {
        let told = refusal("x.csv", bytes);
        assert!(told.contains(words) && told.contains("x.csv"), "{told}");
    }
}

#[test]
fn bombs_are_stopped_while_they_unpack() {
    // Rows with a megabyte of nothing each.
    let row = format!("2024-05-03,1,2,{}\n", "0".repeat(1 << 20));
    let table = format!("date,lat,lon,notes\n{}", row.repeat(70));
    for (name, bomb) in [("x.csv.gz", gzipped(table.as_bytes())), ("x.zip", zipped(&[("a.csv", table.as_bytes())]))] {
        assert!(bomb.len() < table.len() / 200);
        let told = refusal(name, bomb);
        assert!(told.contains("200 times its size"), "{told}");
    }
    let twice = refusal("x.gz", gzipped(&gzipped(b"date,lat\n")));
    assert!(twice.contains("packed twice"), "{twice}");
}

#[test]
fn archives_that_are_broken_or_hold_nothing_say_so() {
    let good = zipped(&[("a.csv", b"date,lat\n2024-05-03,1\n2024-05-04,2\n")]);
    for (bytes, words) in [
        (good[..good.len() - 9].to_vec(), "damaged"),
        (zipped(&[("a.exe", b"x")]), "no file that can be read"),
        (zipped(&[("word/document.xml", b"<x/>")]), "Word document"),
        (zipped(&[("xl/workbook.xml", b"<workbook")]), "spreadsheet"),
        (b"PK\x03\x04junk".to_vec(), "damaged"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1junk".to_vec(), "spreadsheet"),
        (gzipped(b"date,lat\n2024-05-03,1\n2024-05-04,2\n")[..30].to_vec(), "cut off"),
    ] {
        let told = refusal("x.bin", &bytes);
        assert!(told.contains(words), "{told} ({words})");
    }
    let many: Vec<String> = (0..10_001).map(|n| format!("{n}.csv")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert!(refusal("x.zip", zipped(&many)).contains("10001 files"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_workbook_that_eats_memory_costs_its_own_process_only() {
    // Shared texts of 300 MB out of 300 KB of archive, in a process that may use 256 MB.
    let text = format!("<si><t>{}</t></si>", "x".repeat(1 << 20));
    let mut shared = b"<sst>".to_vec();
    for _ in 0..300 {
        shared.extend_from_slice(text.as_bytes());
    }
    let mut zip = zip::ZipWriter::new_append(std::io::Cursor::new(workbook(&[&["date"], &["x"]]))).unwrap();
    let packed = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("xl/sharedStrings.xml", packed).unwrap();
    zip.write_all(&shared).unwrap();
    let files = Files::new();
    let path = files.put("x.xlsx", zip.finish().unwrap().into_inner());
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["worker", "unpack", "--megabytes", "256"])
        .stdin(std::fs::File::open(&path).unwrap())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && told.contains("memory allocation"), "{:?} {told}", output.status);
}

#[test]
fn nesting_of_any_depth_is_an_issue_or_a_reason() {
    let deep = format!(
        "[{{\"date\":\"2024-05-03\",\"x\":{}{}}},{{\"date\":\"2024-05-04\"}}]",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let import = read_as("x.json", deep);
    assert_eq!(import.report.counts.events, 1);
    assert!(issues(&import)[0].contains("recursion limit"), "{:?}", issues(&import));
    let folders = format!("<kml>{}", "<Folder>".repeat(100_000));
    assert!(refusal("x.kml", folders).contains("nested deeper than 64"));
    let extensions =
        format!("<gpx><wpt lat=\"1\" lon=\"2\"></wpt><wpt lat=\"1\" lon=\"2\"><extensions>{}", "<a>".repeat(40_000));
    let import = read_as("x.gpx", extensions);
    assert!(import.report.counts.events == 1 && issues(&import)[0].contains("nested deeper"));
}

#[test]
fn entities_are_never_expanded_and_nothing_outside_is_read() {
    let mut kml = "<?xml version=\"1.0\"?><!DOCTYPE kml [<!ENTITY a0 \"ha\">".to_owned();
    for n in 1..30 {
        kml.push_str(&format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10)));
    }
    kml.push_str(
        "<!ENTITY file SYSTEM \"file:///etc/passwd\">]><kml><Placemark><name>&a29;&file;</name></Placemark></kml>",
    );
    let import = read_as("x.kml", kml);
    let id = crate::format_files::first(&import);
    assert_eq!(import.project.events.title(id), "&a29;&file;");
}

#[test]
fn lines_and_columns_without_end_are_bounded() {
    let long = format!("date,lat,lon\n2024-05-03,1,2\n{}\n2024-05-04,1,2\n", "x".repeat(18 << 20));
    let import = read_as("x.csv", long);
    assert_eq!(import.report.counts.events, 2);
    assert!(issues(&import)[0].contains("longer than 16 MiB"), "{:?}", issues(&import));
    let wide = format!("{}\n1\n", (0..100_000).map(|n| format!("c{n}")).collect::<Vec<_>>().join(","));
    assert!(refusal("x.csv", wide).contains("4096 columns"));
    let row = format!("date,lat,lon\n2024-05-03,1,2\n2024-05-04,1,2{}\n", ",y".repeat(100_000));
    let import = read_as("x.csv", row);
    assert!(
        import.report.counts.events == 2 && issues(&import).iter().any(|it| it.contains("more than 4,096 columns"))
    );
    let open_quote = format!("date,lat,lon\n\"2024-05-03,1,2\n{}", "2024-05-04,1,2\n".repeat(1000));
    let import = read_as("x.csv", open_quote);
    assert_eq!(import.report.counts.events, 1001);
    let value = format!("[{{\"date\":\"2024-05-03\",\"x\":\"{}\"}},{{\"date\":\"2024-05-04\"}}]", "x".repeat(17 << 20));
    let import = read_as("x.json", value);
    assert!(import.report.counts.events == 1 && issues(&import)[0].contains("16 MiB"));
}

#[test]
fn numbers_and_dates_that_cannot_be_are_kept_as_words() {
    let good: String = (10..20).map(|n| format!("{n},2024-05-03,1,2,3\n")).collect();
    let text = format!(
        "id,date,lat,lon,killed\n{good}1,9999-12-31,90,180,4294967294\n2,-9999-01-01,-90,-180,4294967296\n3,99999-01-01,NaN,Infinity,-1\n4,0000-00-00,1e999,1e-999,1e30\n5,Y170000002,0x10,1_0,0.5\n"
    );
    let import = read_as("x.csv", text);
    assert_eq!((import.report.counts.events, import.report.counts.placed), (15, 12));
    let events = &import.project.events;
    let id = events.by_key("4").unwrap();
    assert_eq!(
        (events.detail(id, "lat"), events.detail(id, "date"), events.detail(id, "killed")),
        ("1e999", "0000-00-00", "1e30")
    );
}

#[test]
fn a_million_like_issues_stay_a_few() {
    let good = "1,2024-05-03,1,2\n".repeat(300);
    let text = format!("id,date,lat,lon\n{good}{}", "1,soon,x,y\n".repeat(5_000));
    let import = read_as("x.csv", text);
    assert_eq!(import.report.counts.events, 5_300);
    assert!(import.report.issues.len() < 2_000);
    assert!(issues(&import).iter().any(|it| it.contains("more like this")));
}

#[test]
fn a_read_that_nobody_wants_any_more_stops() {
    let files = Files::new();
    let path = files.put("x.csv", "date,lat,lon\n2024-05-03,1,2\n".repeat(1000));
    let progress = Arc::new(Progress::default());
    progress.cancel();
    assert!(matches!(open(&path, &OpenOptions::default(), &progress), Err(OpenError::Cancelled)));
    let progress = Arc::new(Progress::default());
    open(&path, &OpenOptions::default(), &progress).unwrap();
    assert_eq!((progress.fraction(), progress.rows()), (Some(1.0), 1999));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let files = Files::new();
    let path = files.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert!(try_read(&path).unwrap_err().to_string().contains("not an ordinary file"));
}

/// One small good file of every sort.
fn seeds() -> Vec<Vec<u8>> {
    vec![
        b"event_id_cnty,event_date,event_type,sub_event_type,actor1,latitude,longitude,notes,fatalities\nX1,28 December 2022,Battles,Armed clash,\"A; B\",1.5,2.5,\"n \"\"q\"\"\",3\n".to_vec(),
        b"Datum;Breite;L\xE4nge\n3.5.2024;50,9;6,9\n".to_vec(),
        b"{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"id\":1,\"when\":{\"timespans\":[{\"start\":{\"in\":\"1600\"}}]},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[3,4],[5,6]]]},\"properties\":{\"name\":\"n\",\"claims\":[{}]}}]}".to_vec(),
        b"[{\"id\":\"E1\",\"date\":\"06/01/2024\",\"latitude\":\"41\",\"longitude\":\"28\",\"associations\":[\"a\"],\"sources\":[\"s\"]}]".to_vec(),
        b"<?xml version=\"1.0\"?><kml><Document><Folder><name>F</name><Placemark><name>N&amp;</name><TimeSpan><begin>2024</begin></TimeSpan><gx:Track><when>2024-05-03T10:00:00Z</when><gx:coord>36 34 0</gx:coord></gx:Track><ExtendedData><Data name=\"x\"><value>1</value></Data></ExtendedData></Placemark></Folder></Document></kml>".to_vec(),
        b"<gpx><trk><trkseg><trkpt lat=\"34\" lon=\"36\"><time>2024-05-03T23:50:00Z</time></trkpt></trkseg></trk></gpx>".to_vec(),
        gzipped(b"date,lat,lon\n2024-05-03,1,2\n"),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn mutated_files_never_panic(seed in 0_usize..7, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..4), 1..8)) {
        let mut bytes = seeds().swap_remove(seed);
        for (at, byte, how) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => { bytes.remove(at); }
                _ => bytes.truncate(at),
            }
        }
        let files = Files::new();
        let _ = try_read(&files.put("x", bytes));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[\\PC,;\t\n\"{}<>\\[\\]]{0,200}") {
        let files = Files::new();
        let _ = try_read(&files.put("x", text));
    }
}

#[test]
fn mutated_archives_and_workbooks_never_take_the_program_down() {
    // Each costs a process, so they are few; the fuzz targets try more.
    let files = Files::new();
    let good = [workbook(&[&["date", "lat", "lon"], &["d:45415", "n:1", "n:2"]]), zipped(&[("doc.kml", b"<kml/>")])];
    for (seed, bytes) in good.iter().enumerate() {
        for at in (0..bytes.len()).step_by(bytes.len() / 12) {
            let mut bad = bytes.clone();
            bad[at] ^= 0xFF;
            let path = files.put("x", &bad);
            if let Err(error) = try_read(&path) {
                assert!(!error.to_string().is_empty(), "{seed}");
            }
        }
    }
    assert!(read(&files.put("x", &good[0])).report.counts.events == 1);
}

#[test]
fn the_seeds_of_the_fuzz_targets_are_good_files() {
    let seeds = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    for target in ["table", "json", "timemap", "kml", "gpx", "any"] {
        for entry in std::fs::read_dir(seeds.join(target)).unwrap() {
            let path = entry.unwrap().path();
            assert!(read(&path).report.counts.events > 0, "{}", path.display());
        }
    }
}

//! Databases of other programs: GeoPackages and plain SQLite files.

use std::path::Path;

use rusqlite::Connection;

use crate::format_files::{Files, first, issues, read, told, try_read};

/// A point in little-endian WKB behind the header of a GeoPackage.
fn point(x: f64, y: f64) -> Vec<u8> {
    let mut bytes = b"GP\0\x01\xE6\x10\0\0\x01\x01\0\0\0".to_vec();
    bytes.extend(x.to_le_bytes());
    bytes.extend(y.to_le_bytes());
    bytes
}

/// A GeoPackage as another program writes it, as far as is looked at.
fn package(path: &Path, code: i64, points: &[(f64, f64)]) {
    let file = Connection::open(path).unwrap();
    file.execute_batch(
        "PRAGMA application_id = 1196444487;
         CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);
         CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);
         CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization_coordsys_id INTEGER);
         CREATE TABLE \"raids; \"\"night\" (fid INTEGER PRIMARY KEY, geom BLOB, date TEXT, title TEXT, killed INTEGER);
         CREATE TABLE notes (text TEXT);
         INSERT INTO notes VALUES ('a'), ('b'), ('c');
         INSERT INTO gpkg_contents VALUES ('raids; \"night', 'features'), ('notes', 'attributes');
         INSERT INTO gpkg_geometry_columns VALUES ('raids; \"night', 'geom', 7);",
    )
    .unwrap();
    file.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (7, ?1)", [code]).unwrap();
    for (number, (x, y)) in points.iter().enumerate() {
        let sql = "INSERT INTO \"raids; \"\"night\" (geom, date, title, killed) VALUES (?1, ?2, ?3, NULL)";
        let date = format!("2024-03-{:02}", number + 1);
        file.execute(sql, rusqlite::params![point(*x, *y), date, format!("Raid {number}")]).unwrap();
    }
}

#[test]
fn the_layer_of_a_foreign_geopackage_is_read_with_its_points() {
    let files = Files::new();
    let path = files.path("raids.gpkg");
    package(&path, 4326, &[(43.13, 36.34), (44.39, 35.47)]);
    let before = std::fs::read(&path).unwrap();
    let import = read(&path);
    let expect = ["Raid 0 | 2024-03-01 | 43.1300 36.3400", "Raid 1 | 2024-03-02 | 44.3900 35.4700"];
    assert_eq!(told(&import), expect);
    let others: Vec<String> = import.report.issues.iter().map(ToString::to_string).collect();
    assert!(others.len() == 1 && others[0].contains("also holds notes"), "{others:?}");
    assert_eq!(std::fs::read(&path).unwrap(), before, "opening changes nothing");
}

#[test]
fn web_mercator_and_utm_become_degrees_and_other_projections_are_named() {
    let files = Files::new();
    let metres = files.path("metres.gpkg");
    package(&metres, 3857, &[(4_801_209.638, 4_347_506.265)]);
    assert_eq!(told(&read(&metres)), ["Raid 0 | 2024-03-01 | 43.1300 36.3400"]);
    let utm = files.path("utm.gpkg");
    package(&utm, 32638, &[(332_000.0, 4_023_000.0)]);
    assert_eq!(told(&read(&utm)), ["Raid 0 | 2024-03-01 | 43.1281 36.3374"]);
    let other = files.path("other.gpkg");
    package(&other, 27700, &[(332_000.0, 423_000.0)]);
    let import = read(&other);
    assert_eq!(told(&import), ["Raid 0 | 2024-03-01 | –"]);
    assert!(issues(&import).iter().any(|it| it.contains("EPSG:27700") && it.contains("EPSG:4326")), "{import:?}");
    let events = &import.project.events;
    assert!(events.detail(first(&import), "unconverted").contains("332000"), "where it was is kept");
}

#[test]
fn plain_tables_of_a_database_are_events_too() {
    let files = Files::new();
    let path = files.path("any.sqlite");
    let file = Connection::open(&path).unwrap();
    file.execute_batch(
        "CREATE TABLE incidents (date TEXT, latitude REAL, longitude REAL, title TEXT);
         INSERT INTO incidents VALUES ('2024-05-06', 15.6, 32.5, 'Clash'), (NULL, NULL, NULL, 'Unknown');",
    )
    .unwrap();
    drop(file);
    assert_eq!(told(&read(&path)), ["Clash | 2024-05-06 | 32.5000 15.6000", "Unknown |  | –"]);
}

#[test]
fn a_broken_database_is_a_message() {
    let files = Files::new();
    let path = files.path("cut.gpkg");
    package(&path, 4326, &[(43.13, 36.34)]);
    let whole = std::fs::read(&path).unwrap();
    let path = files.put("cut.gpkg", &whole[..5000]);
    let error = try_read(&path).unwrap_err().to_string();
    assert!(error.contains("could not be read"), "{error}");
    let mut odd = b"SQLite format 3\0".to_vec();
    odd.resize(4096, 7);
    assert!(try_read(&files.put("odd.db", &odd)).is_err());
}

#[test]
fn names_of_columns_need_not_be_utf_8() {
    let files = Files::new();
    let path = files.path("new.sqlite");
    let file = Connection::open(&path).unwrap();
    file.execute_batch(
        "CREATE TABLE incidents (date TEXT, title TEXT, \"straße\" TEXT, n INT GENERATED ALWAYS AS (1) VIRTUAL);
         INSERT INTO incidents VALUES ('2024-05-06', 'Clash', 'Main');",
    )
    .unwrap();
    drop(file);
    let mut bytes = std::fs::read(&path).unwrap();
    // The letter as Latin-1 has it, and something behind it so that nothing moves.
    let at = bytes.windows(2).position(|it| it == "ß".as_bytes()).unwrap();
    bytes[at..at + 2].copy_from_slice(b"\xDFs");
    let import = try_read(&files.put("old.sqlite", &bytes)).unwrap();
    let events = &import.project.events;
    let details: Vec<_> = events.ids().flat_map(|id| events.details(id)).collect();
    assert_eq!(details, [("stra\u{fffd}se", "Main"), ("n", "1")]);
}

//! GeoParquet, read in a process of its own and written.

use std::sync::Arc;

use dateline::format::{FormatId, Import, OpenOptions, Progress, preview, read_bundled, write};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use crate::format_files::{Files, ids, issues, read, told};
use crate::format_write::all;

#[test]
fn every_event_of_the_bundled_case_comes_back() {
    let project = read_bundled().project;
    let files = Files::new();
    let path = files.path("x.parquet");
    let written = write(&project, None, &path, None, &Progress::default()).unwrap();
    assert_eq!(written.events, project.events.len());
    let back = read(&path);
    assert_eq!(issues(&back), [""; 0]);
    assert_eq!(all(&project), all(&back.project));
    assert_eq!(preview(&path, &OpenOptions::default()).unwrap().unwrap().format, FormatId::GeoParquet);
}

#[test]
fn texts_that_look_like_formulas_or_hold_anything_come_back() {
    let files = Files::new();
    let csv = "id,date,lat,lon,notes,-odd name\n1,2024-05-03,1,2,\"=A1 \"\"x\"\"\ny\",'=b\n2,2024-05-04,,,\u{a0}'x,\n";
    let given = read(&files.put("x.csv", csv));
    let path = files.path("x.parquet");
    write(&given.project, None, &path, None, &Progress::default()).unwrap();
    assert_eq!(all(&read(&path).project), all(&given.project));
}

const OVERTURE: &str = "message schema {
    optional binary id (UTF8);
    optional binary geometry;
    optional group bbox { required double xmin; required double xmax; }
    optional group names { optional binary primary (UTF8); optional group more { optional binary other (UTF8); } }
    optional group sources (LIST) { repeated group list { optional binary element (UTF8); } }
    optional int64 date (TIMESTAMP(NANOS,false));
}";

type Group<'a> = SerializedRowGroupWriter<'a, Vec<u8>>;

fn texts(group: &mut Group<'_>, values: &[&[u8]], definition: i16, repetition: Option<&[i16]>) {
    let values: Vec<ByteArray> = values.iter().map(|it| ByteArray::from(it.to_vec())).collect();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<ByteArrayType>().write_batch(&values, Some(&vec![definition; values.len()]), repetition).unwrap();
    column.close().unwrap();
}

fn overture(geo: &str) -> Vec<u8> {
    let about = vec![KeyValue::new("geo".to_owned(), geo.to_owned())];
    let properties = WriterProperties::builder().set_key_value_metadata(Some(about)).build();
    let schema = Arc::new(parse_message_type(OVERTURE).unwrap());
    let mut file = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    let mut group = file.next_row_group().unwrap();
    texts(&mut group, &[b"a", b"b"], 1, None);
    let point = [&[1_u8, 1, 0, 0, 0][..], &36.5_f64.to_le_bytes(), &33.5_f64.to_le_bytes()].concat();
    let line =
        [&[1_u8, 2, 0, 0, 0, 2, 0, 0, 0][..], &point[5..], &37.5_f64.to_le_bytes(), &33.5_f64.to_le_bytes()].concat();
    texts(&mut group, &[&point, &line], 1, None);
    for bound in [[1.0, 2.0], [3.0, 4.0]] {
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<DoubleType>().write_batch(&bound, Some(&[1, 1]), None).unwrap();
        column.close().unwrap();
    }
    texts(&mut group, &["دمشق".as_bytes(), b"Homs"], 2, None);
    let mut column = group.next_column().unwrap().unwrap();
    // Not there, because the struct around it is not.
    column.typed::<ByteArrayType>().write_batch(&[ByteArray::from("there")], Some(&[1, 3]), None).unwrap();
    column.close().unwrap();
    texts(&mut group, &[b"x", b"y", b"z"], 3, Some(&[0, 1, 0]));
    let mut column = group.next_column().unwrap().unwrap();
    // 2024-05-03 and an hour and a half later on the next day.
    let days = [1_714_694_400_000_000_000, 1_714_786_200_000_000_000];
    column.typed::<Int64Type>().write_batch(&days, Some(&[1, 1]), None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    file.into_inner().unwrap()
}

fn opened(geo: &str) -> Import {
    let files = Files::new();
    read(&files.put("x.parquet", overture(geo)))
}

#[test]
fn structs_become_columns_lists_texts_and_shapes_the_middle_of_what_they_cover() {
    let geo = r#"{"version":"1.1.0","primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","geometry_types":["Point","LineString"],
        "covering":{"bbox":{"xmin":["bbox","xmin"],"ymin":["bbox","xmin"],"xmax":["bbox","xmax"],"ymax":["bbox","xmax"]}}}}}"#;
    let import = opened(geo);
    assert_eq!(issues(&import), [""; 0]);
    let lines = told(&import);
    assert!(lines[0].ends_with("| 2024-05-03 | 36.5000 33.5000"), "{lines:?}");
    assert!(lines[1].ends_with("| 2024-05-04T01:30:00 | 37.0000 33.5000"), "{lines:?}");
    let events = &import.project.events;
    let of = |at: usize| ids(&import.project)[at];
    assert_eq!(events.key(of(0)), "a");
    assert_eq!(events.title(of(0)), "دمشق");
    let cited: Vec<&str> =
        events.sources(of(0)).iter().map(|it| import.project.source(*it).publisher.as_str()).collect();
    assert_eq!(cited, ["x", "y"]);
    assert_eq!(events.details(of(0)).collect::<Vec<_>>(), []);
    assert_eq!(events.details(of(1)).collect::<Vec<_>>(), [("names.more.other", "there")]);
    assert_eq!((events.precision_m(of(0)), events.precision_m(of(1)).map(|it| it > 40_000.0)), (None, Some(true)));
}

#[test]
fn coordinates_of_another_system_are_said_and_never_drawn() {
    let geo = r#"{"primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","geometry_types":[],
        "crs":{"type":"ProjectedCRS","name":"WGS 84 / UTM zone 37N","id":{"authority":"EPSG","code":32637}}}}}"#;
    let import = opened(geo);
    assert_eq!((import.report.counts.events, import.report.counts.placed), (2, 0));
    assert!(
        issues(&import)[0].contains("UTM zone 37N") && issues(&import)[0].contains("WGS 84"),
        "{:?}",
        issues(&import)
    );
}

#[test]
fn damaged_files_are_a_reason() {
    let good = overture("{}");
    let files = Files::new();
    for at in (4..good.len()).step_by(good.len() / 40) {
        let mut bad = good.clone();
        bad[at] ^= 0x55;
        for bytes in [&bad[..], &good[..at]] {
            if let Err(error) = crate::format_files::try_read(&files.put("x", bytes)) {
                assert!(error.to_string().contains("could not be read"), "{error}");
            }
        }
    }
}

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::Type;
use serde_json::json;

use super::record::{Cell, Record, round};
use super::{Broken, Job};
use crate::event::Day;
use crate::format::row::OWN;
use crate::format::wkb;

/// Rows that are gathered and written together.
const GROUP: usize = 1 << 16;

/// The columns of the table of ours, typed, then every further field as text, then the point.
pub(super) fn write(job: &Job<'_>, out: &mut (dyn Write + Send), names: &[String]) -> Result<(), Broken> {
    let broken = |error: ParquetError| Broken::Io(io::Error::other(error));
    let schema = Arc::new(schema(names).map_err(broken)?);
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(concat!("dateline ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(vec![KeyValue::new("geo".to_owned(), geo(job).to_string())]))
        .build();
    let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(broken)?;
    let mut records = Vec::with_capacity(GROUP.min(job.ids.len()));
    for record in job.records() {
        records.push(record?);
        if records.len() == GROUP {
            group(&mut writer, &records, names).map_err(broken)?;
            records.clear();
        }
    }
    if !records.is_empty() {
        group(&mut writer, &records, names).map_err(broken)?;
    }
    writer.close().map(drop).map_err(broken)
}

/// What a column of ours holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Text,
    Day,
    Number,
    Whole,
    Truth,
}

fn kind(name: &str) -> Kind {
    match name {
        "start" | "end" => Kind::Day,
        "latitude" | "longitude" | "precision_km" => Kind::Number,
        "year" | "fatalities" | "fatalities_min" | "fatalities_max" | "injuries" | "injuries_min" | "injuries_max" => {
            Kind::Whole
        }
        "verified" => Kind::Truth,
        _ => Kind::Text,
    }
}

fn schema(names: &[String]) -> Result<Type, ParquetError> {
    let mut text = "message events {\n".to_owned();
    for (name, _) in OWN {
        text.push_str(&match kind(name) {
            Kind::Text => format!("optional binary {name} (UTF8);\n"),
            Kind::Day => format!("optional int32 {name} (DATE);\n"),
            Kind::Number => format!("optional double {name};\n"),
            Kind::Whole => format!("optional int32 {name};\n"),
            Kind::Truth => format!("optional boolean {name};\n"),
        });
    }
    text.push_str("optional binary geometry;\n}");
    let whole = parse_message_type(&text)?;
    // Further fields may have any name, which the notation of schemas does not allow.
    let mut fields = whole.get_fields().to_vec();
    let geometry = fields.pop();
    for name in names {
        let field = Type::primitive_type_builder(name, parquet::basic::Type::BYTE_ARRAY)
            .with_repetition(parquet::basic::Repetition::OPTIONAL)
            .with_converted_type(parquet::basic::ConvertedType::UTF8)
            .build()?;
        fields.push(Arc::new(field));
    }
    fields.extend(geometry);
    Type::group_type_builder("events").with_fields(fields).build()
}

/// What GeoParquet says of the geometry. Without a reference system it is longitude and latitude on WGS 84.
fn geo(job: &Job<'_>) -> serde_json::Value {
    let mut bounds: Option<[f64; 4]> = None;
    for at in job.ids.iter().filter_map(|id| job.project.events.position(*id)) {
        let [west, south, east, north] = bounds.unwrap_or([at.lon, at.lat, at.lon, at.lat]);
        bounds = Some([west.min(at.lon), south.min(at.lat), east.max(at.lon), north.max(at.lat)]);
    }
    let mut column = json!({"encoding": "WKB", "geometry_types": ["Point"]});
    if let Some(bounds) = bounds {
        column["bbox"] = json!(bounds);
    }
    json!({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}})
}

type Group<'a, 'b> = SerializedRowGroupWriter<'a, &'b mut (dyn Write + Send)>;

fn group(
    writer: &mut SerializedFileWriter<&mut (dyn Write + Send)>,
    records: &[Record<'_>],
    names: &[String],
) -> Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    for (name, _) in OWN {
        let cells = records.iter().map(|record| record.cell(name));
        match kind(name) {
            Kind::Text => texts(
                &mut group,
                cells.map(|cell| Some(cell.plain()).filter(|it| !it.is_empty()).map(String::into_bytes)),
            )?,
            Kind::Day => column::<Int32Type>(&mut group, cells.map(day))?,
            Kind::Number => column::<DoubleType>(
                &mut group,
                cells.map(|cell| if let Cell::Number(number) = cell { Some(round(number)) } else { None }),
            )?,
            Kind::Whole => column::<Int32Type>(&mut group, cells.map(|cell| cell.plain().parse().ok()))?,
            Kind::Truth => column::<BoolType>(
                &mut group,
                cells.map(|cell| if let Cell::Truth(truth) = cell { Some(truth) } else { None }),
            )?,
        }
    }
    let further: Vec<BTreeMap<String, String>> =
        records.iter().map(|record| super::numbered(record.details()).collect()).collect();
    for name in names {
        texts(
            &mut group,
            further.iter().map(|row| row.get(name).filter(|it| !it.is_empty()).map(|it| it.clone().into_bytes())),
        )?;
    }
    texts(
        &mut group,
        records.iter().map(|record| record.at().map(|at| wkb::point(round(at.lon), round(at.lat)).to_vec())),
    )?;
    group.close().map(drop)
}

/// Days since 1970.
fn day(cell: Cell) -> Option<i32> {
    let date: jiff::civil::Date = cell.plain().parse().ok()?;
    Some(Day::from_date(date).0 - Day::from_date(jiff::civil::date(1970, 1, 1)).0)
}

fn texts(group: &mut Group<'_, '_>, values: impl Iterator<Item = Option<Vec<u8>>>) -> Result<(), ParquetError> {
    column::<ByteArrayType>(group, values.map(|it| it.map(ByteArray::from)))
}

/// One column of values of which some are not given.
fn column<T: parquet::data_type::DataType>(
    group: &mut Group<'_, '_>,
    values: impl Iterator<Item = Option<T::T>>,
) -> Result<(), ParquetError> {
    let (mut levels, mut given) = (Vec::new(), Vec::new());
    for value in values {
        levels.push(i16::from(value.is_some()));
        given.extend(value);
    }
    let missing = || ParquetError::General("a column is missing".to_owned());
    let mut writer = group.next_column()?.ok_or_else(missing)?;
    writer.typed::<T>().write_batch(&given, Some(&levels), None)?;
    writer.close()
}

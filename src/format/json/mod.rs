//! JSON: GeoJSON whole or line by line, TimeMap's triple, and lists of records.

mod esri;
mod geojson;
mod stream;
mod takeout;
mod time;
mod timemap;
mod trace;
mod whole;

use std::io::Read;
use std::path::Path;

pub(super) use geojson::OURS;
pub(super) use whole::read as read_whole;

use serde_json::{Map, Value};

use super::FormatId;
use super::crs::Crs;
use super::encoding::TextReader;
use super::error::Stop;
use super::feature::{Feature, Features};
use super::layer::moved;
use super::row::{Role, plain, rank_of};
use super::table::tell_encoding;
use stream::{Item, Scanner};
use timemap::Beside;

const NOT_READ: &str = "this is not a feature or record: it was left out";

/// Read a document into `features`, and tell what it was.
pub(super) fn read<R: Read>(
    path: &Path,
    reader: TextReader<R>,
    features: &mut Features<'_>,
    asked: Option<FormatId>,
) -> Result<FormatId, Stop> {
    let mut scanner = Scanner::new(reader);
    let mut reading = Reading { path, format: asked, beside: None, count: 0, crs: None };
    loop {
        if features.is_full() {
            break;
        }
        match scanner.next() {
            Ok(None) => break,
            Ok(Some(item)) => {
                if reading.count == 0 && reading.crs.is_none() {
                    let named = scanner.before("crs").or_else(|| scanner.before("coordRefSys")).and_then(crs_of);
                    reading.crs = named.or_else(|| scanner.before("spatialReference").and_then(esri::system));
                }
                reading.take(item, features)?;
            }
            // What came before is good.
            Err(Stop::Damaged(reason)) if reading.count > 0 => {
                let message = format!("{reason}; what stands before it was read");
                features.maker.log.error(0, "", "", "", &message);
                break;
            }
            Err(stop) => return Err(stop),
        }
    }
    let (found, name) = (scanner.reader().found(), scanner.reader().encoding().name());
    tell_encoding(&mut features.maker, found, name);
    Ok(reading.format.unwrap_or(FormatId::GeoJson))
}

struct Reading<'a> {
    path: &'a Path,
    format: Option<FormatId>,
    beside: Option<Beside>,
    count: usize,
    /// The system of coordinates, where the document says that it is none of degrees.
    crs: Option<Crs>,
}

impl Reading<'_> {
    fn take(&mut self, item: Item, features: &mut Features<'_>) -> Result<(), Stop> {
        match item {
            Item::TooLong { line } => {
                features.maker.log.error(line, "", "", "", "a value is longer than 16 MiB: it was left out");
                Ok(())
            }
            Item::Element { raw, line } => match parse(&raw) {
                Ok((value, repaired)) => {
                    if repaired {
                        let message = "NaN, Infinity, numbers beyond 1e308 and halves of letters are not JSON: the numbers count as not given";
                        features.maker.log.warning(line, "", "", "", message);
                    }
                    self.one(&value, line, features)
                }
                Err(reason) => {
                    let text = String::from_utf8_lossy(&raw[..raw.len().min(400)]).into_owned();
                    let message = format!("this cannot be read: {reason}; it was left out");
                    features.maker.log.error(line, "", "", &text, &message);
                    Ok(())
                }
            },
            Item::Object { members, line, had_list } => {
                if had_list {
                    about(&members, self.crs.as_ref(), features);
                    self.format = self.format.or(Some(FormatId::GeoJson));
                    // An empty collection is no damage.
                    return Ok(());
                }
                if self.count == 0 && timemap::is_beside(&members) {
                    let what = "this is one of the files beside a TimeMap events file: open the events file, and it is read with it";
                    return Err(Stop::Damaged(what.to_owned()));
                }
                let mut object = Map::new();
                for (name, raw) in members {
                    match parse(&raw) {
                        Ok((value, _)) => {
                            object.insert(name, value);
                        }
                        Err(reason) => {
                            let text = String::from_utf8_lossy(&raw[..raw.len().min(400)]).into_owned();
                            let message = format!("this value cannot be read: {reason}");
                            features.maker.log.error(line, "", &name, &text, &message);
                            object.insert(name, Value::String(text));
                        }
                    }
                }
                match records_within(&object) {
                    Some(records) => {
                        for (at, record) in records.iter().enumerate() {
                            self.one(record, u32::try_from(at + 1).unwrap_or(u32::MAX), features)?;
                        }
                        Ok(())
                    }
                    None => self.one(&Value::Object(object), line, features),
                }
            }
        }
    }

    fn one(&mut self, value: &Value, line: u32, features: &mut Features<'_>) -> Result<(), Stop> {
        let of_esri = esri::is_feature(value).then(|| esri::feature(value));
        let value = of_esri.as_ref().unwrap_or(value);
        if geojson::is_feature(value) {
            self.format = self.format.or(Some(FormatId::GeoJson));
            match &self.crs {
                Some(crs) => {
                    let moved = in_degrees(value, crs);
                    for feature in geojson::features(&moved, line) {
                        features.push(feature)?;
                    }
                }
                None => {
                    for feature in geojson::features(value, line) {
                        features.push(feature)?;
                    }
                }
            }
        } else if trace::is_trace(value) {
            self.format = self.format.or(Some(FormatId::Json));
            for feature in trace::features(value, line) {
                features.push(feature)?;
            }
        } else if self.format.is_none_or(|it| it == FormatId::Takeout) && takeout::is_record(value) {
            self.format = Some(FormatId::Takeout);
            features.push(takeout::feature(value, line))?;
        } else if self.format == Some(FormatId::TimeMap) || (self.format.is_none() && timemap::is_event(value)) {
            self.format = Some(FormatId::TimeMap);
            features.month_first();
            let beside = self.beside.get_or_insert_with(|| Beside::read(self.path, &mut features.maker));
            features.push(beside.feature(value, line))?;
        } else if let Some(members) = value.as_object() {
            self.format = self.format.or(Some(FormatId::Json));
            let mut feature = Feature { line, ..Feature::default() };
            for (name, value) in members {
                // A row of SPARQL's results says of each value what it is.
                let value = if is_binding(value) { &value["value"] } else { value };
                geojson::flatten(&mut feature.properties, name, value, 0);
            }
            if feature.properties.iter().all(|(_, text)| text.trim().is_empty()) {
                return Ok(());
            }
            features.push(feature)?;
        } else {
            features.maker.log.error(line, "", "", &value.to_string(), NOT_READ);
            return Ok(());
        }
        self.count += 1;
        Ok(())
    }
}

/// The records of a document whose list is called otherwise than usual: the only list of objects in it, or in an object in
/// it. An object that says of itself when, where or what it was is a record itself.
fn records_within(object: &Map<String, Value>) -> Option<&Vec<Value>> {
    let told = |name: &String| {
        let role = rank_of(&plain(name)).map(|it| it.0);
        matches!(role, Some(Role::Title | Role::Date | Role::Latitude | Role::Position | Role::Place | Role::Notes))
    };
    let list = |value: &Value| value.as_array().is_some_and(|all| !all.is_empty() && all.iter().all(Value::is_object));
    if object.keys().any(told)
        || object.contains_key("geometry")
        || object.contains_key("trace")
        || object.contains_key("type")
    {
        return None;
    }
    let mut found = object.values().filter(|it| list(it)).collect::<Vec<_>>();
    if found.is_empty() {
        let inner = object.values().filter_map(Value::as_object).filter(|it| !it.keys().any(told));
        found = inner.flat_map(Map::values).filter(|it| list(it)).collect();
    }
    let [only] = found[..] else { return None };
    let all = only.as_array()?;
    let record = all.first()?.as_object()?;
    (record.keys().any(told) || all.len() > 1 && record.len() > 1).then_some(all)
}

/// A value as SPARQL's results in JSON write it.
fn is_binding(value: &Value) -> bool {
    let kind = value.get("type").and_then(Value::as_str);
    let known = |kind| matches!(kind, "uri" | "literal" | "typed-literal" | "bnode");
    kind.is_some_and(known) && value.get("value").is_some_and(Value::is_string)
}

/// What a collection says of itself.
fn about(members: &[(String, Vec<u8>)], used: Option<&Crs>, features: &mut Features<'_>) {
    for (name, raw) in members {
        let found = match name.as_str() {
            "crs" | "coordRefSys" => crs_of(raw),
            "spatialReference" => esri::system(raw),
            _ => None,
        };
        if found.is_some() {
            let text = String::from_utf8_lossy(raw).into_owned();
            let message = match used {
                Some(crs) => crs.note(),
                None => Some("coordinates are said to be in another system than longitude and latitude (WGS 84), but only behind them: they were taken for degrees; export the file in WGS 84".to_owned()),
            };
            if let Some(message) = message {
                features.maker.log.error(0, "", name, &text, &message);
            }
        }
    }
}

/// The system that GeoJSON of 2008 (`crs`) or JSON-FG (`coordRefSys`) names; nothing if it is that of degrees.
fn crs_of(raw: &[u8]) -> Option<Crs> {
    let value: Value = serde_json::from_slice(raw).ok()?;
    let name = match &value {
        Value::String(name) => name.clone(),
        _ => value.pointer("/properties/name").or_else(|| value.pointer("/properties/code")).map(geojson::text_of)?,
    };
    let crs = Crs::of_name(&name);
    (!crs.is_degrees() || crs.note().is_some()).then_some(crs)
}

/// A feature with its geometry in degrees. What cannot be converted is kept as a property.
fn in_degrees(value: &Value, crs: &Crs) -> Value {
    let mut value = value.clone();
    if let Some(members) = value.as_object_mut()
        && let Some(shape) = members.get("geometry").filter(|it| !it.is_null()).cloned()
    {
        let moved = moved(&shape, crs);
        if moved.is_none()
            && let Some(properties) = members.get_mut("properties").and_then(Value::as_object_mut)
        {
            properties.insert("unconverted".to_owned(), Value::String(shape.to_string()));
        }
        members.insert("geometry".to_owned(), moved.unwrap_or(Value::Null));
    }
    value
}

/// A value; bare NaN and Infinity, which some programs write, become null.
fn parse(raw: &[u8]) -> Result<(Value, bool), String> {
    let error = match serde_json::from_slice(raw) {
        Ok(value) => return Ok((value, false)),
        Err(error) => error,
    };
    let reason = || {
        let message = error.to_string();
        message.rsplit_once(" at line ").map_or(message.clone(), |(message, _)| message.to_owned())
    };
    match repaired(raw) {
        Some(repaired) => serde_json::from_slice(&repaired).map(|value| (value, true)).map_err(|_| reason()),
        None => Err(reason()),
    }
}

/// The same with `null` for NaN, Infinity, -Infinity and numbers beyond all floats outside of texts, and with U+FFFD for
/// halves of surrogate pairs in texts, if there are any.
fn repaired(raw: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(raw.len());
    let (mut at, mut quoted, mut changed) = (0, false, false);
    while at < raw.len() {
        let rest = &raw[at..];
        let word = [&b"NaN"[..], b"-Infinity", b"Infinity", b"nan", b"-inf", b"inf"]
            .into_iter()
            .find(|it| rest.starts_with(it));
        // A number without end is looked at no further than a float has digits.
        let digits = rest.iter().take(400).take_while(|b| b.is_ascii_digit() || b"+-.eE".contains(b)).count();
        let number = std::str::from_utf8(&rest[..digits]).ok().and_then(|it| it.parse::<f64>().ok());
        let huge = number.filter(|it| it.is_infinite()).map(|_| &rest[..digits]);
        match (quoted, word.or(huge)) {
            (false, Some(word)) => {
                out.extend_from_slice(b"null");
                at += word.len();
                changed = true;
                continue;
            }
            (true, _) if rest[0] == b'\\' => {
                let taken = match (surrogate(rest), surrogate(rest.get(6..).unwrap_or_default())) {
                    (Some(false), Some(true)) => 12,
                    (Some(_), _) => {
                        out.extend_from_slice("\u{fffd}".as_bytes());
                        (at, changed) = (at + 6, true);
                        continue;
                    }
                    _ => 2.min(rest.len()),
                };
                out.extend_from_slice(&rest[..taken]);
                at += taken;
                continue;
            }
            _ if rest[0] == b'"' => quoted = !quoted,
            _ => {}
        }
        out.push(rest[0]);
        at += 1;
    }
    changed.then_some(out)
}

/// Whether an escape is the second half of a letter, or its first; nothing if it is whole.
fn surrogate(escape: &[u8]) -> Option<bool> {
    let digits = std::str::from_utf8(escape.strip_prefix(b"\\u")?.get(..4)?).ok()?;
    match u16::from_str_radix(digits, 16).ok()? {
        0xD800..=0xDBFF => Some(false),
        0xDC00..=0xDFFF => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_write_that_is_no_json_is_read_without_it() {
        for (raw, expect) in [
            (r#"[NaN,-Infinity,1e999,"NaN 1e999",1e5]"#, r#"[null,null,null,"NaN 1e999",100000.0]"#),
            (r#"["\ud83d\ude00 \ud83d x \ude00\n","\\ud800"]"#, "[\"😀 \u{fffd} x \u{fffd}\\n\",\"\\\\ud800\"]"),
        ] {
            assert_eq!(parse(raw.as_bytes()).unwrap().0.to_string(), expect);
        }
        assert!(parse(b"[1,").is_err());
    }
}

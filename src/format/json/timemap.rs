//! TimeMap's triple: events, and beside them sources and associations, which they name by id.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde_json::Value;

use super::geojson::text_of;
use crate::event::{Source, SourceId};
use crate::format::detect::timemap_sibling;
use crate::format::feature::Feature;
use crate::format::row::{Maker, Role, host};

/// The most that is read of a file beside the events: 64 MiB.
const MOST: u64 = 64 << 20;

/// What stands beside the events.
#[derive(Debug, Default)]
pub(super) struct Beside {
    sources: HashMap<String, SourceId>,
    /// Title, and whether it is a category.
    associations: HashMap<String, (String, bool)>,
}

/// Whether an object is an event of TimeMap: it names sources or associations in lists, and has a place and a date.
pub(super) fn is_event(value: &Value) -> bool {
    let list = |name: &str| value.get(name).is_some_and(Value::is_array);
    let has = |name: &str| value.get(name).is_some();
    (list("associations") || list("sources")) && has("latitude") && has("longitude") && (has("date") || has("time"))
}

/// Whether a document is one of the files beside the events.
pub(super) fn is_beside(members: &[(String, Vec<u8>)]) -> bool {
    let is = |raw: &Vec<u8>| {
        let Ok(value) = serde_json::from_slice::<Value>(raw) else { return false };
        value.get("id").is_some() && (value.get("paths").is_some() || value.get("mode").is_some())
    };
    !members.is_empty() && members.iter().take(20).all(|(_, raw)| is(raw))
}

impl Beside {
    /// Read the two files beside an events file, if they are there.
    pub fn read(path: &Path, maker: &mut Maker) -> Self {
        let mut beside = Self::default();
        for (id, value) in load(path, "sources", maker) {
            let text = |name: &str| value.get(name).map(text_of).unwrap_or_default();
            let paths = value.get("paths").and_then(Value::as_array);
            let url =
                paths.and_then(|it| it.iter().filter_map(Value::as_str).find(|it| it.contains("://"))).unwrap_or("");
            let publisher = Some(host(url)).filter(|it| !it.is_empty()).unwrap_or("hidden").to_owned();
            let source = Source {
                key: id.clone(),
                publisher,
                title: text("title"),
                url: url.to_owned(),
                note: text("description"),
                kind: text("type"),
                ..Source::default()
            };
            beside.sources.insert(id, maker.registry.add_source(source));
        }
        for (id, value) in load(path, "associations", maker) {
            let title = value.get("title").map(text_of).unwrap_or_default();
            let category = value.get("mode").and_then(Value::as_str) == Some("CATEGORY");
            beside.associations.insert(id, (title, category));
        }
        beside
    }

    /// An event, with what it names looked up.
    pub fn feature(&self, value: &Value, line: u32) -> Feature {
        let mut feature = Feature { line, ..Feature::default() };
        let text = |name: &str| value.get(name).map(text_of).unwrap_or_default();
        feature.know(Role::Key, "id", text("id"));
        feature.know(Role::Notes, "description", text("description"));
        let ids = |name: &str| -> Vec<String> {
            value.get(name).and_then(Value::as_array).map(|all| all.iter().map(text_of).collect()).unwrap_or_default()
        };
        let mut unknown = Vec::new();
        for id in ids("sources") {
            match self.sources.get(&id) {
                Some(source) => feature.source_ids.push(*source),
                None => unknown.push(id),
            }
        }
        feature.property("sources", unknown.join("; "));
        let mut titles = Vec::new();
        let mut kind = String::new();
        for id in ids("associations") {
            match self.associations.get(&id) {
                Some((title, category)) => {
                    if kind.is_empty() || *category {
                        kind.clone_from(title);
                    }
                    titles.push(title.clone());
                }
                None => titles.push(id),
            }
        }
        if kind.is_empty() {
            kind = text("category");
        }
        feature.know(Role::EventType, "category", kind);
        if titles.len() > 1 || self.associations.is_empty() {
            feature.property("associations", titles.join("; "));
        }
        for (name, value) in value.as_object().into_iter().flatten() {
            if !["id", "description", "sources", "associations", "category"].contains(&name.as_str()) {
                super::geojson::flatten(&mut feature.properties, name, value, 0);
            }
        }
        feature
    }
}

/// The entries of a file beside the events: an object by id, or a list with ids.
fn load(path: &Path, what: &str, maker: &mut Maker) -> Vec<(String, Value)> {
    let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let Some(sibling) = timemap_sibling(&name, what).filter(|it| *it != name) else { return Vec::new() };
    let file = path.with_file_name(&sibling);
    let mut bytes = Vec::new();
    let read = match file.metadata() {
        Ok(found) if found.is_file() => File::open(&file).and_then(|it| it.take(MOST).read_to_end(&mut bytes)),
        _ => {
            let message = format!("there is no {sibling} beside this file: its {what} stay ids");
            maker.log.warning(0, "", what, &sibling, &message);
            return Vec::new();
        }
    };
    let parsed =
        read.map_err(|it| it.to_string()).and_then(|_| serde_json::from_slice(&bytes).map_err(|it| it.to_string()));
    match parsed {
        Ok(Value::Object(all)) => all.into_iter().collect(),
        Ok(Value::Array(all)) => {
            all.into_iter().map(|it| (it.get("id").map(text_of).unwrap_or_default(), it)).collect()
        }
        Ok(_) | Err(_) => {
            let reason = parsed.err().unwrap_or_else(|| "it is no list".to_owned());
            let message = format!("{sibling} cannot be read ({reason}): its {what} stay ids");
            maker.log.error(0, "", what, &sibling, &message);
            Vec::new()
        }
    }
}

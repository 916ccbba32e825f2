//! A project as a case folder.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::record::LAYER;
use super::{Broken, Job, WriteError, markdown, to_file};
use crate::article::{Article, Target, parse_body};
use crate::event::{EventId, GroupId, LonLat, PlaceId, SourceId, Toll};
use crate::format::case::EVENT_PROPERTIES;
use crate::format::row::slug;

/// Write `case.toml`, the four files beside it and the articles. A folder that holds other things is left alone.
///
/// What comes back are the keys of articles that Markdown cannot say exactly as they are.
pub(super) fn write(job: &Job<'_>, folder: &Path) -> Result<Vec<String>, WriteError> {
    let io = |error| WriteError::Io { path: folder.to_owned(), error };
    match fs::read_dir(folder) {
        Ok(mut entries) => {
            if entries.next().is_some() && !folder.join("case.toml").is_file() {
                return Err(WriteError::Occupied(folder.to_owned()));
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => fs::create_dir_all(folder).map_err(io)?,
        Err(error) => return Err(io(error)),
    }
    let names = Names::new(job);
    to_file(&folder.join("sources.toml"), |out| sources(job, &names, out))?;
    to_file(&folder.join("groups.toml"), |out| groups(job, &names, out))?;
    to_file(&folder.join("places.geojson"), |out| places(job, &names, out))?;
    to_file(&folder.join("events.geojson"), |out| events(job, &names, out))?;
    let articles = folder.join("articles");
    fs::create_dir_all(&articles).map_err(io)?;
    let mut kept: Vec<String> = Vec::new();
    let mut changed = Vec::new();
    for (at, article) in job.project.articles.iter().enumerate() {
        let name = format!("{}.md", names.articles[at]);
        let text = article_file(article, &names);
        if !reads_the_same(article, &names, &text, &name) {
            changed.push(article.key.clone());
        }
        to_file(&articles.join(&name), |out| Ok(out.write_all(text.as_bytes())?))?;
        kept.push(name);
    }
    // Last, so that a folder without it is no case yet.
    to_file(&folder.join("case.toml"), |out| meta(job, &names, out))?;
    // Articles of the case that stood here and are in it no longer.
    for entry in fs::read_dir(&articles).map_err(io)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".md") && !kept.contains(&name) {
            fs::remove_file(entry.path()).map_err(io)?;
        }
    }
    Ok(changed)
}

/// Whether what was written of an article reads as the same text in the same paragraphs, with as many mentions of what is
/// written.
fn reads_the_same(article: &Article, names: &Names, file: &str, name: &str) -> bool {
    let written = |target: &Target| !matches!(target, Target::Event(id) if !names.events.contains_key(id));
    let mentions = article.mentions.iter().filter(|it| written(&it.target)).count();
    let body = file.splitn(3, "+++\n").nth(2).unwrap_or_default();
    // A case holds links to the web and to what is in it.
    let held = ["http://", "https://", "event:", "place:", "group:", "source:"];
    let read = parse_body(body, name, 1, &mut |to| {
        let fits = held.iter().any(|it| to.starts_with(it)) && !to.chars().any(char::is_control);
        if fits { Ok(Target::Link(String::new())) } else { Err(String::new()) }
    });
    *read.text == *article.text
        && read.mentions.len() == mentions
        && (read.blocks == article.blocks || article.blocks.is_empty())
}

/// Ids as case folders have them, for everything that is written.
struct Names {
    events: HashMap<EventId, String>,
    places: Vec<String>,
    groups: Vec<String>,
    sources: Vec<String>,
    articles: Vec<String>,
}

impl Names {
    fn new(job: &Job<'_>) -> Self {
        let project = job.project;
        let keys = job.ids.iter().map(|id| project.events.key(*id));
        Self {
            events: job.ids.iter().copied().zip(well_formed(keys, "event")).collect(),
            places: well_formed(project.places.iter().map(|it| it.key.as_str()), "place"),
            groups: well_formed(project.groups.iter().map(|(_, it)| it.key.as_str()), "group"),
            sources: well_formed(project.sources.iter().map(|it| it.key.as_str()), "source"),
            articles: well_formed(project.articles.iter().map(|it| it.key.as_str()), "article"),
        }
    }

    fn place(&self, id: PlaceId) -> &str {
        &self.places[id.0 as usize]
    }

    fn group(&self, id: GroupId) -> &str {
        &self.groups[usize::from(id.0)]
    }

    fn source(&self, id: SourceId) -> &str {
        &self.sources[id.0 as usize]
    }
}

/// Keys that are ids as they stand stay; others are made into ids, each one its own.
fn well_formed<'a>(keys: impl Iterator<Item = &'a str>, what: &str) -> Vec<String> {
    let fits = |key: &str| {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        key.bytes().next().is_some_and(plain) && key.bytes().all(|b| plain(b) || b"_.-".contains(&b))
    };
    let keys: Vec<&str> = keys.collect();
    let mut taken: HashMap<String, usize> =
        keys.iter().filter(|key| fits(key)).map(|key| ((*key).to_owned(), 1)).collect();
    let mut seen = std::collections::HashSet::new();
    let mut names = Vec::with_capacity(keys.len());
    for key in keys {
        if fits(key) && seen.insert(key.to_owned()) {
            names.push(key.to_owned());
            continue;
        }
        let stem = slug(key).unwrap_or_else(|| what.to_owned());
        let mut name = stem.clone();
        while taken.contains_key(&name) {
            let count = taken.entry(stem.clone()).or_insert(1);
            *count += 1;
            name = format!("{stem}_{count}");
        }
        taken.insert(name.clone(), 1);
        names.push(name);
    }
    names
}

fn meta(job: &Job<'_>, names: &Names, out: &mut dyn Write) -> Result<(), Broken> {
    let meta = &job.project.meta;
    let id = well_formed(std::iter::once(meta.id.as_str()), "case").remove(0);
    let title = if meta.title.is_empty() { &id } else { &meta.title };
    let mut text = format!("format = 1\nid = {}\ntitle = {}\n", quoted(&id), quoted(title));
    for (name, value) in [("description", &meta.description), ("notice", &meta.notice), ("licence", &meta.licence)] {
        line(&mut text, name, value);
    }
    if let Some(article) = meta.first_article.and_then(|id| names.articles.get(id.0 as usize)) {
        line(&mut text, "first_article", article);
    }
    if let Some(event) = meta.first_event.and_then(|id| names.events.get(&id)) {
        line(&mut text, "first_event", event);
    }
    if let Some((lon, lat, zoom)) = meta.view {
        text.push_str(&format!("view = {{ lon = {lon:?}, lat = {lat:?}, zoom = {zoom:?} }}\n"));
    }
    out.write_all(text.as_bytes())?;
    Ok(())
}

/// A text of TOML on one line, since names can be on no more.
fn quoted(text: &str) -> String {
    // JSON's escapes are TOML's, but for one character that only TOML wants escaped.
    Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

/// `name = "text"`, unless there is nothing to say.
fn line(out: &mut String, name: &str, text: &str) {
    if !text.is_empty() {
        out.push_str(&format!("{name} = {}\n", quoted(text)));
    }
}

fn list(out: &mut String, name: &str, items: &[String]) {
    if !items.is_empty() {
        let items: Vec<String> = items.iter().map(|it| quoted(it)).collect();
        out.push_str(&format!("{name} = [{}]\n", items.join(", ")));
    }
}

/// Further fields; TOML keys of any letters are written in quotation marks.
fn details(out: &mut String, details: &[(String, String)], known: &[&str]) {
    let mut seen: Vec<String> = known.iter().map(|it| (*it).to_owned()).collect();
    for (name, text) in details {
        if text.is_empty() {
            continue;
        }
        // A name that is taken gets another one: a table of TOML has each once.
        let mut free = if known.contains(&name.as_str()) { format!("{name}_given") } else { name.clone() };
        while seen.contains(&free) {
            free.push('_');
        }
        match id_list(name, text) {
            Some(ids) => list(out, &quoted(&free), &ids),
            None => line(out, &quoted(&free), text),
        }
        seen.push(free);
    }
}

/// Further fields that hold lists of ids of sources; the reader checks them.
fn id_list(name: &str, text: &str) -> Option<Vec<String>> {
    matches!(name, "sources" | "coord_sources").then(|| text.split(", ").map(str::to_owned).collect())
}

/// A further field as JSON: what was a number or a truth value is one again.
fn plain(name: &str, text: &str) -> Value {
    if let Some(ids) = id_list(name, text) {
        return json!(ids);
    }
    match (text, text.parse::<i64>()) {
        ("true", _) => json!(true),
        ("false", _) => json!(false),
        (text, Ok(number)) if number.to_string() == text => json!(number),
        _ => json!(text),
    }
}

fn sources(job: &Job<'_>, names: &Names, out: &mut dyn Write) -> Result<(), Broken> {
    for (source, id) in job.project.sources.iter().zip(&names.sources) {
        let mut text = format!("[[source]]\nid = {}\n", quoted(id));
        let publisher = if source.publisher.is_empty() { "unknown" } else { &source.publisher };
        let date = source.date.as_ref().map_or("", |date| date.text());
        let fields: [(&str, &str); 9] = [
            ("publisher", publisher),
            ("agency", &source.agency),
            ("title", &source.title),
            ("title_basis", &source.title_basis),
            ("date", date),
            ("date_basis", &source.date_basis),
            ("url", &source.url),
            ("kind", &source.kind),
            ("note", &source.note),
        ];
        fields.iter().for_each(|(name, value)| line(&mut text, name, value));
        let known: Vec<&str> = fields.iter().map(|(name, _)| *name).chain(["id"]).collect();
        details(&mut text, &source.details, &known);
        writeln!(out, "{text}")?;
    }
    Ok(())
}

fn groups(job: &Job<'_>, names: &Names, out: &mut dyn Write) -> Result<(), Broken> {
    for (id, group) in job.project.groups.iter() {
        let mut text = format!("[[group]]\nid = {}\n", quoted(names.group(id)));
        line(&mut text, "name", &group.name);
        list(&mut text, "aliases", &group.aliases);
        line(&mut text, "kind", &group.kind);
        let umbrella: Vec<String> = group.umbrella.iter().map(|id| names.group(*id).to_owned()).collect();
        list(&mut text, "umbrella", &umbrella);
        line(&mut text, "description", &group.description);
        line(&mut text, "colour", &group.colour);
        let known = ["id", "name", "aliases", "kind", "umbrella", "description", "colour"];
        details(&mut text, &group.details, &known);
        writeln!(out, "{text}")?;
    }
    Ok(())
}

fn collection(out: &mut dyn Write, features: impl Iterator<Item = Result<Value, Broken>>) -> Result<(), Broken> {
    write!(out, "{{\"type\":\"FeatureCollection\",\"features\":[")?;
    for (at, feature) in features.enumerate() {
        writeln!(out, "{}", if at == 0 { "" } else { "," })?;
        serde_json::to_writer(&mut *out, &feature?).map_err(std::io::Error::from)?;
    }
    writeln!(out, "\n]}}")?;
    Ok(())
}

fn feature(id: &str, at: Option<LonLat>, properties: Map<String, Value>) -> Value {
    let round = |it: f64| (it * 1e6).round() / 1e6;
    let point = at.map(|at| json!({"type": "Point", "coordinates": [round(at.lon), round(at.lat)]}));
    json!({"type": "Feature", "id": id, "geometry": point, "properties": properties})
}

/// Put a text unless it is empty.
fn put(map: &mut Map<String, Value>, name: &str, text: &str) {
    if !text.is_empty() {
        map.insert(name.to_owned(), json!(text));
    }
}

fn put_list(map: &mut Map<String, Value>, name: &str, items: Vec<&str>) {
    if !items.is_empty() {
        map.insert(name.to_owned(), json!(items));
    }
}

fn places(job: &Job<'_>, names: &Names, out: &mut dyn Write) -> Result<(), Broken> {
    let all = job.project.places.iter().zip(&names.places).map(|(place, id)| {
        let mut map = Map::new();
        put(&mut map, "name", &place.name);
        put(&mut map, "kind", &place.kind);
        if let Some(km) = place.precision_km {
            map.insert("precision_km".to_owned(), json!(f64::from(km)));
        }
        put(&mut map, "admin1", &place.admin1);
        put(&mut map, "country", &place.country);
        put(&mut map, "iso2", &place.iso2);
        put_list(&mut map, "aliases", place.aliases.iter().map(String::as_str).collect());
        put(&mut map, "evidence", &place.evidence);
        put(&mut map, "note", &place.note);
        for (name, text) in &place.details {
            if !map.contains_key(name) {
                map.insert(name.clone(), plain(name, text));
            }
        }
        Ok(feature(id, place.position, map))
    });
    collection(out, all)
}

fn events(job: &Job<'_>, names: &Names, out: &mut dyn Write) -> Result<(), Broken> {
    let all = job.records().map(|record| Ok(event(job, names, record?.id)));
    collection(out, all)
}

fn event(job: &Job<'_>, names: &Names, id: EventId) -> Value {
    let project = job.project;
    let events = &project.events;
    let row = id.row();
    let mut map = Map::new();
    put(&mut map, "title", events.title(id));
    put(&mut map, "event_date", events.date_text(id));
    put(&mut map, "kind", events.kind.get(row));
    put(&mut map, "event_type", events.event_type.get(row));
    put(&mut map, "sub_event_type", events.sub_event_type.get(row));
    put(&mut map, "notes", events.notes(id));
    put(&mut map, "place", events.place(id).map_or("", |place| names.place(place)));
    put_list(&mut map, "other_places", events.other_places(id).iter().map(|it| names.place(*it)).collect());
    put(&mut map, "geo_precision", events.geo_precision.get(row));
    put_list(&mut map, "actors", events.actors(id).iter().map(|it| names.group(*it)).collect());
    put_list(&mut map, "targets", events.targets(id).iter().map(|it| names.group(*it)).collect());
    put(&mut map, "status", events.status.get(row));
    toll(&mut map, "fatalities", events.fatalities(id));
    toll(&mut map, "injuries", events.injuries(id));
    put_list(&mut map, "sources", events.sources(id).iter().map(|it| names.source(*it)).collect());
    put(&mut map, "corroboration", events.corroboration.get(row));
    put(&mut map, "confidence", events.confidence.get(row));
    put(&mut map, "contradictions", events.contradictions(id));
    if events.is_unverified(id) {
        map.insert("verified".to_owned(), json!(false));
    }
    let claims: Vec<Value> = events
        .claims(id)
        .iter()
        .map(|claim| {
            let source = claim.source.map_or("", |it| names.source(it));
            json!({"field": claim.field, "value": claim.value, "source": source, "note": claim.note, "adopted": claim.adopted})
        })
        .collect();
    if !claims.is_empty() {
        map.insert("claims".to_owned(), Value::Array(claims));
    }
    // An event is where its place is, and as exactly, unless it says otherwise.
    let place = events.place(id).map(|place| project.place(place));
    let own = events.position(id).filter(|at| {
        let same = |it: LonLat| (it.lon - at.lon).abs() < 2e-7 && (it.lat - at.lat).abs() < 2e-7;
        let km = events.precision_m(id).map(|m| m / 1000.0);
        place.is_none_or(|place| !place.position.is_some_and(same) || place.precision_km != km)
    });
    if let (Some(_), Some(m)) = (own, events.precision_m(id)) {
        map.insert("precision_km".to_owned(), json!(f64::from(m) / 1000.0));
    }
    // What a case takes from the place alone.
    let from_place = |part: fn(&crate::event::Place) -> &String| place.map_or("", |place| part(place).as_str());
    for (name, text, known) in [
        ("country_given", events.country.get(row), from_place(|it| &it.country)),
        ("admin1_given", events.admin1.get(row), from_place(|it| &it.admin1)),
    ] {
        if text != known {
            put(&mut map, name, text);
        }
    }
    let name = &names.events[&id];
    if name != events.key(id) {
        put(&mut map, "id_in_source", events.key(id));
    }
    let record = job.record(id);
    for (detail, text) in events.details(id).chain(record.layer().map(|name| (LAYER, name))) {
        let mut free = if EVENT_PROPERTIES.contains(&detail) { format!("{detail}_given") } else { detail.to_owned() };
        while map.contains_key(&free) {
            free.push('_');
        }
        let value = plain(&free, text);
        map.insert(free, value);
    }
    feature(name, own, map)
}

fn toll(map: &mut Map<String, Value>, name: &str, toll: Toll) {
    if !toll.is_unknown() {
        map.insert(name.to_owned(), json!(toll));
    }
}

fn article_file(article: &Article, names: &Names) -> String {
    let mut text = "+++\n".to_owned();
    let title = if article.title.is_empty() { &article.key } else { &article.title };
    let date = article.date.as_ref().map_or("", |date| date.text());
    for (name, value) in [
        ("title", title.as_str()),
        ("publisher", &article.publisher),
        ("author", &article.author),
        ("date", date),
        ("language", &article.language),
        ("url", &article.url),
    ] {
        line(&mut text, name, value);
    }
    let sources: Vec<String> = article.sources.iter().map(|it| names.source(*it).to_owned()).collect();
    list(&mut text, "sources", &sources);
    text.push_str("+++\n\n");
    text.push_str(&markdown::body(article, &|target| {
        Some(match target {
            // A mention of an event that is not written is plain text.
            Target::Event(id) => format!("event:{}", names.events.get(id)?),
            Target::Place(id) => format!("place:{}", names.place(*id)),
            Target::Group(id) => format!("group:{}", names.group(*id)),
            Target::Source(id) => format!("source:{}", names.source(*id)),
            Target::Link(to) => to.clone(),
        })
    }));
    text
}

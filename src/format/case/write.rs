//! A project back to a case folder.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::prose::markdown;
use super::{CASE, CaseError, EVENTS, GROUPS, PLACES, SOURCES};
use crate::article::parse_body;
use crate::event::{EventId, Issue, LonLat, Place, Toll};
use crate::project::{ArticleRecord, EventRecord, Project, TargetRecord, settled};

/// What became of a project in a case folder.
#[derive(Debug, Default)]
pub struct Written {
    /// What a case folder cannot hold, or not quite.
    pub issues: Vec<Issue>,
}

/// Write a project as a case folder. The folder appears only when it is complete; one that is there already must be
/// empty.
///
/// # Errors
/// If it cannot be written.
pub fn write_folder(project: &Project, folder: &Path) -> Result<Written, CaseError> {
    let failed = |error: std::io::Error| CaseError::Write { path: folder.to_owned(), problem: error.to_string() };
    if fs::read_dir(folder).is_ok_and(|mut it| it.next().is_some()) {
        let problem = "there is something in this folder already; choose another".to_owned();
        return Err(CaseError::Write { path: folder.to_owned(), problem });
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let part = folder.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let _ = fs::remove_dir_all(&part);
    let mut issues = Vec::new();
    let files = files(project, &mut issues);
    let write = || {
        fs::create_dir_all(part.join("articles"))?;
        for (name, text) in &files {
            fs::write(part.join(name), text)?;
        }
        let _ = fs::remove_dir(folder);
        fs::rename(&part, folder)
    };
    let written = write().map_err(failed);
    if written.is_err() {
        let _ = fs::remove_dir_all(&part);
    }
    written.map(|()| Written { issues })
}

/// Every file of the case, by its path inside it.
fn files(project: &Project, issues: &mut Vec<Issue>) -> Vec<(String, String)> {
    let mut files = vec![
        (CASE.to_owned(), case(project)),
        (EVENTS.to_owned(), events(project, issues)),
        (PLACES.to_owned(), places(project)),
        (GROUPS.to_owned(), groups(project)),
        (SOURCES.to_owned(), sources(project)),
    ];
    for id in project.article_ids() {
        let article = project.article_record(id);
        let stem: String =
            article.key.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect();
        let stem = stem.trim_start_matches('.').to_owned();
        let name = format!("articles/{stem}.md");
        if stem != article.key {
            let message = "the name of a file cannot hold this id; another was taken";
            issues.push(Issue::error(&name, message).warn().of(&article.key));
        }
        files.push((name.clone(), article_file(&name, &article, issues)));
    }
    let work = project.work();
    let mut lost = |count: usize, what: &str| {
        if count > 0 {
            issues.push(Issue::error(CASE, format!("a case folder holds no {what}; {count} left out")).warn());
        }
    };
    lost(work.marks.len(), "tags, stars and notes of the analyst");
    lost(work.corrections.len(), "originals of corrected events");
    lost(work.events.removed.len(), "events that were taken away");
    lost(work.filters.len(), "saved filters");
    lost(work.rejected.len(), "rejected proposals");
    files
}

/// A text of TOML on one line.
fn toml_text(text: &str) -> String {
    // JSON's escapes are TOML's, but for one character that only TOML wants escaped.
    Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

fn toml_key(name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if bare { name.to_owned() } else { toml_text(name) }
}

/// One property of a TOML table, unless it is not given.
fn line(out: &mut String, name: &str, text: &str) {
    if !text.is_empty() {
        let _ = writeln!(out, "{} = {}", toml_key(name), toml_text(text));
    }
}

fn lines(out: &mut String, name: &str, texts: &[String]) {
    if !texts.is_empty() {
        let texts: Vec<String> = texts.iter().map(|it| toml_text(it)).collect();
        let _ = writeln!(out, "{} = [{}]", toml_key(name), texts.join(", "));
    }
}

fn case(project: &Project) -> String {
    let meta = project.meta_record();
    let mut out = "format = 1\n".to_owned();
    line(&mut out, "id", &meta.id);
    line(&mut out, "title", &meta.title);
    line(&mut out, "description", &meta.description);
    line(&mut out, "notice", &meta.notice);
    line(&mut out, "licence", &meta.licence);
    line(&mut out, "first_article", meta.first_article.as_deref().unwrap_or(""));
    line(&mut out, "first_event", meta.first_event.as_deref().unwrap_or(""));
    if let Some((lon, lat, zoom)) = meta.view {
        let _ = writeln!(out, "view = {{ lon = {lon:?}, lat = {lat:?}, zoom = {zoom:?} }}");
    }
    out
}

/// Further fields; `list` is one that names sources.
fn details(out: &mut String, details: &[(String, String)], list: &str, project: &Project) {
    let mut seen = HashSet::new();
    for (name, text) in details.iter().filter(|(name, _)| seen.insert(name.clone())) {
        match source_list(name, text, list, project) {
            Some(keys) => lines(out, name, &keys),
            None => line(out, name, text),
        }
    }
}

/// The keys in a field that names sources, if all of them are there.
fn source_list(name: &str, text: &str, list: &str, project: &Project) -> Option<Vec<String>> {
    let keys: Vec<String> = text.split(", ").map(str::to_owned).collect();
    (name == list && keys.iter().all(|key| project.source_by_key(key).is_some())).then_some(keys)
}

fn groups(project: &Project) -> String {
    let mut out = String::new();
    for (id, _) in project.groups.iter() {
        let it = project.group_record(id);
        out.push_str("[[group]]\n");
        line(&mut out, "id", &it.key);
        line(&mut out, "name", &it.name);
        lines(&mut out, "aliases", &it.aliases);
        line(&mut out, "kind", &it.kind);
        lines(&mut out, "umbrella", &it.umbrella);
        line(&mut out, "description", &it.description);
        line(&mut out, "colour", &it.colour);
        details(&mut out, &it.details, "sources", project);
        out.push('\n');
    }
    out
}

fn sources(project: &Project) -> String {
    let mut out = String::new();
    for it in project.sources.iter() {
        out.push_str("[[source]]\n");
        line(&mut out, "id", &it.key);
        line(&mut out, "publisher", &it.publisher);
        line(&mut out, "agency", &it.agency);
        line(&mut out, "title", &it.title);
        line(&mut out, "title_basis", &it.title_basis);
        line(&mut out, "date", it.date.as_ref().map_or("", |it| it.text()));
        line(&mut out, "date_basis", &it.date_basis);
        line(&mut out, "url", &it.url);
        line(&mut out, "kind", &it.kind);
        line(&mut out, "note", &it.note);
        details(&mut out, &it.details, "", project);
        out.push('\n');
    }
    out
}

/// The properties of a feature that are given.
struct Properties(Map<String, Value>);

impl Properties {
    fn text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.0.insert(name.to_owned(), text.into());
        }
    }

    fn list(&mut self, name: &str, keys: &[String]) {
        if !keys.is_empty() {
            self.0.insert(name.to_owned(), json!(keys));
        }
    }

    fn toll(&mut self, name: &str, toll: Toll) {
        if !toll.is_unknown() {
            self.0.insert(name.to_owned(), json!(toll));
        }
    }

    /// Further fields; one that the feature has already is told.
    fn details(&mut self, details: &[(String, String)], list: &str, project: &Project) -> Vec<String> {
        let mut twice = Vec::new();
        for (name, text) in details {
            if self.0.contains_key(name) || ["id", "geometry"].contains(&name.as_str()) {
                twice.push(name.clone());
                continue;
            }
            let number = (name == "independent_origins").then(|| text.parse::<u64>().ok()).flatten();
            let value = match (number, source_list(name, text, list, project)) {
                (Some(number), _) => number.into(),
                (None, Some(keys)) => json!(keys),
                (None, None) => text.as_str().into(),
            };
            self.0.insert(name.clone(), value);
        }
        twice
    }
}

fn point(at: Option<LonLat>) -> Value {
    at.map_or(Value::Null, |at| json!({ "type": "Point", "coordinates": [at.lon, at.lat] }))
}

/// One feature a line keeps differences readable.
fn collection(features: impl Iterator<Item = Value>) -> String {
    let features: Vec<String> = features.map(|it| it.to_string()).collect();
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", features.join(",\n"))
}

fn places(project: &Project) -> String {
    collection(project.places.iter().map(|it| {
        let mut properties = Properties(Map::new());
        let p = &mut properties;
        p.text("name", &it.name);
        p.text("kind", &it.kind);
        if let Some(km) = it.precision_km {
            // The shortest number that is the same.
            p.0.insert("precision_km".to_owned(), km.to_string().parse::<f64>().map_or(Value::Null, Value::from));
        }
        p.text("admin1", &it.admin1);
        p.text("country", &it.country);
        p.text("iso2", &it.iso2);
        p.list("aliases", &it.aliases);
        p.text("evidence", &it.evidence);
        p.text("note", &it.note);
        p.details(&it.details, "coord_sources", project);
        json!({ "type": "Feature", "id": it.key, "geometry": point(it.position), "properties": properties.0 })
    }))
}

fn events(project: &Project, issues: &mut Vec<Issue>) -> String {
    let mut order: Vec<EventId> = project.events.ids().collect();
    order.sort_by_key(|id| project.events.sequence(*id));
    collection(order.into_iter().map(|id| {
        let place = project.events.place(id).map(|id| project.place(id));
        feature(&project.event_record(id), place, project, issues)
    }))
}

fn feature(it: &EventRecord, place: Option<&Place>, project: &Project, issues: &mut Vec<Issue>) -> Value {
    let borrowed = place.is_some_and(|place| place.position.map(settled) == it.position && it.position.is_some());
    let geometry = if borrowed { None } else { it.position };
    let mut properties = Properties(Map::new());
    let p = &mut properties;
    p.text("title", &it.title);
    p.text("event_date", it.when.as_ref().map_or("", |it| it.text()));
    p.text("kind", &it.kind);
    p.text("event_type", &it.event_type);
    p.text("sub_event_type", &it.sub_event_type);
    p.text("notes", &it.notes);
    p.text("place", it.place.as_deref().unwrap_or(""));
    p.list("other_places", &it.other_places);
    p.text("geo_precision", &it.geo_precision);
    p.list("actors", &it.actors);
    p.list("targets", &it.targets);
    p.text("status", &it.status);
    p.toll("fatalities", it.fatalities);
    p.toll("injuries", it.injuries);
    p.list("sources", &it.sources);
    p.text("corroboration", &it.corroboration);
    p.text("confidence", &it.confidence);
    p.text("contradictions", &it.contradictions);
    if it.unverified {
        p.0.insert("verified".to_owned(), false.into());
    }
    if !it.claims.is_empty() {
        let claim = |it: &crate::project::ClaimRecord| {
            json!({ "field": it.field, "value": it.value, "source": it.source.as_deref().unwrap_or(""),
                    "note": it.note, "adopted": it.adopted })
        };
        p.0.insert("claims".to_owned(), it.claims.iter().map(claim).collect());
    }
    let mut cannot = p.details(&it.details, "", project);
    // What a reader takes from the place, or from nowhere.
    let from_place = |of: fn(&Place) -> &str| place.map_or("", of);
    let precision = place.filter(|_| borrowed).and_then(|it| it.precision_km).map(|km| km * 1000.0);
    if it.country != from_place(|it| &it.country) {
        cannot.push("country".to_owned());
    }
    if it.admin1 != from_place(|it| &it.admin1) {
        cannot.push("admin1".to_owned());
    }
    if it.precision_m != precision && !(it.position.is_none() && place.is_some()) {
        cannot.push("precision_m".to_owned());
    }
    if it.position.is_none() && place.is_some_and(|it| it.position.is_some()) {
        cannot.push("position (nobody knows where; the place has one)".to_owned());
    }
    for field in cannot {
        let message = "a case folder cannot hold this for an event of its own; left out";
        issues.push(Issue::error(EVENTS, message).warn().of(&it.key).field(field, ""));
    }
    json!({ "type": "Feature", "id": it.key, "geometry": point(geometry), "properties": properties.0 })
}

fn article_file(name: &str, article: &ArticleRecord, issues: &mut Vec<Issue>) -> String {
    let mut out = "+++\n".to_owned();
    line(&mut out, "title", &article.title);
    line(&mut out, "publisher", &article.publisher);
    line(&mut out, "author", &article.author);
    line(&mut out, "date", article.date.as_ref().map_or("", |it| it.text()));
    line(&mut out, "language", &article.language);
    line(&mut out, "url", &article.url);
    lines(&mut out, "sources", &article.sources);
    out.push_str("+++\n\n");
    let body = markdown(article);
    // Read back at once: what Markdown cannot say is told.
    let mut targets = article.mentions.iter();
    let read = parse_body(&body, name, 1, &mut |_| {
        targets.next().map(|_| crate::article::Target::Link(String::new())).ok_or_else(String::new)
    });
    for mention in &article.mentions {
        let TargetRecord::Link(address) = &mention.target else { continue };
        let web = ["http://", "https://"].iter().any(|scheme| address.starts_with(scheme));
        if !web || address.chars().any(char::is_control) {
            let message = "a case folder holds links to web addresses only; this one stays as plain words";
            issues.push(Issue::error(name, message).warn().of(&article.key).field("link", address));
        }
    }
    let same = read.text == *article.text
        && read.blocks == article.blocks
        && read.mentions.iter().map(|it| &it.range).eq(article.mentions.iter().map(|it| &it.range));
    if !same {
        issues.push(
            Issue::error(name, "this text cannot be written as Markdown exactly as it is").warn().of(&article.key),
        );
    }
    out + &body
}

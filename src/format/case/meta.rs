use serde_json::Value;

use super::tables::Document;
use super::{CASE, CaseError};
use crate::event::{Issue, LonLat};
use crate::project::Meta;

/// The format that is read here.
const FORMAT: f64 = 1.0;

/// What `case.toml` says; the ids in it are looked up when everything else is read.
#[derive(Default)]
pub(super) struct Head {
    pub meta: Meta,
    /// Id and line.
    pub first_article: Option<(String, u32)>,
    pub first_event: Option<(String, u32)>,
}

/// Read `case.toml`.
pub(super) fn read(document: &Document<'_>, issues: &mut Vec<Issue>) -> Result<Head, CaseError> {
    let mut fields = document.fields(CASE, issues);
    let f = &mut fields;
    let line = f.line_of("format");
    match f.number("format") {
        Some(format) if format > FORMAT => return Err(CaseError::NewerFormat(format as i64)),
        Some(FORMAT) => {}
        other => {
            let value = other.map(|format| format.to_string()).unwrap_or_default();
            f.issue(line, "format", &value, "the format is not given: write format = 1");
        }
    }
    let first = |f: &mut super::fields::Fields<'_>, name: &str| {
        let line = f.line_of(name);
        Some((f.text(name), line)).filter(|(id, _)| !id.is_empty())
    };
    let (first_article, first_event) = (first(f, "first_article"), first(f, "first_event"));
    let mut meta = Meta {
        id: f.text("id"),
        title: f.text("title"),
        description: f.text("description"),
        notice: f.text("notice"),
        licence: f.text("licence"),
        ..Meta::default()
    };
    f.text("language");
    if meta.title.trim().is_empty() {
        f.issue(f.line, "title", "", "the case has no title: write title = \"…\"");
        meta.title.clone_from(&meta.id);
    }
    if let Some((at, field)) = f.take("view") {
        meta.view = view(&field.value);
        if meta.view.is_none() {
            f.refuse(at, &field, "write view = { lon = 41.9, lat = 34.6, zoom = 5.9 }, in degrees, zoom 0 to 24");
        }
    }
    f.warn_of_rest();
    Ok(Head { meta, first_article, first_event })
}

fn view(value: &Value) -> Option<(f64, f64, f64)> {
    let number = |name: &str| value.get(name).and_then(Value::as_f64);
    let at = LonLat::new(number("lon")?, number("lat")?)?;
    let zoom = number("zoom").filter(|zoom| (0.0..=24.0).contains(zoom))?;
    Some((at.lon, at.lat, zoom))
}

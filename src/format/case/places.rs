use super::fields::Fields;
use super::json::{Collection, Geometry};
use super::keys::Keys;
use super::{FileProblem, PLACES};
use crate::event::{Issue, Place, PlaceId, SourceId};

/// Read `places.geojson`.
pub(super) fn read(
    text: &str,
    sources: &Keys<SourceId>,
    keys: &mut Keys<PlaceId>,
    issues: &mut Vec<Issue>,
) -> Result<Vec<Place>, FileProblem> {
    let mut places = Vec::new();
    Collection::read(text)?.for_each(PLACES, issues, |number, geometry, mut fields| {
        let id = PlaceId(u32::try_from(places.len()).unwrap_or(u32::MAX));
        let key = keys.define(id, number + 1, &mut fields);
        places.push(place(key, geometry, fields, sources));
    });
    Ok(places)
}

fn place(key: String, geometry: Option<Geometry>, mut fields: Fields<'_>, sources: &Keys<SourceId>) -> Place {
    let f = &mut fields;
    let line = f.line_of("name");
    let mut name = f.text("name");
    if name.trim().is_empty() {
        f.issue(line, "name", "", "this place has no name: give it one");
        name.clone_from(&key);
    }
    let position = match geometry.map(|geometry| (geometry.line, geometry.point)) {
        Some((_, Ok(point))) => Some(point),
        Some((line, Err((text, message)))) => {
            f.issue(line, "geometry", &text, message);
            None
        }
        None => None,
    };
    let (line, km) = (f.line_of("precision_km"), f.number("precision_km"));
    let precision_km = km.filter(|km| (0.0..=20_040.0).contains(km)).map(|km| km as f32);
    if let (Some(km), None) = (km, precision_km) {
        f.issue(line, "precision_km", &km.to_string(), "this must be a distance on the globe in kilometres");
    }
    check_ids(f, "coord_sources", sources);
    let mut place = Place {
        key,
        name,
        aliases: f.texts("aliases"),
        position,
        precision_km,
        kind: f.text("kind"),
        admin1: f.text("admin1"),
        country: f.text("country"),
        iso2: f.text("iso2"),
        evidence: f.text("evidence"),
        note: f.text("note"),
        ..Place::default()
    };
    place.details = fields.details();
    place
}

/// Check a list of ids that stays among the details.
pub(super) fn check_ids<Id: Copy>(fields: &mut Fields<'_>, name: &str, keys: &Keys<Id>) {
    let line = fields.line_of(name);
    for text in fields.peek(name) {
        if keys.get(&text).is_none()
            && let Some(message) = keys.unknown()
        {
            fields.issue(line, name, &text, message);
        }
    }
}

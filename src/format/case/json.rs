//! GeoJSON, layer by layer, so that a bad value costs no more than itself.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::FileProblem;
use super::fields::{Field, Fields};
use super::files::Lines;
use crate::event::{Issue, LonLat};

/// The most features that are read of one file: a small file can hold so many empty ones that they fill the memory.
const MAX_FEATURES: usize = 500_000;

/// The members of an object, unread, in order.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

/// The features of a collection.
pub(super) struct Collection<'a> {
    text: &'a str,
    lines: Lines,
    features: Vec<&'a RawValue>,
}

impl<'a> Collection<'a> {
    /// Find the features of a file.
    ///
    /// # Errors
    /// If it is not JSON, or not a feature collection.
    pub fn read(text: &'a str) -> Result<Self, FileProblem> {
        let syntax = |error: serde_json::Error| FileProblem::Syntax {
            line: u32::try_from(error.line()).unwrap_or(u32::MAX),
            column: u32::try_from(error.column()).unwrap_or(u32::MAX),
            message: without_position(&error),
        };
        let members: Members<'a> = serde_json::from_str(text).map_err(syntax)?;
        let lines = Lines::new(text);
        let refused = |at: usize, message: &str| {
            let (line, column) = super::files::position(text.as_bytes(), at);
            FileProblem::Syntax { line, column, message: message.to_owned() }
        };
        let Some((_, features)) = members.0.iter().find(|(name, _)| name == "features") else {
            return Err(refused(0, "this is not a GeoJSON FeatureCollection, it has no \"features\""));
        };
        let features = serde_json::from_str(features.get())
            .map_err(|_| refused(offset(text, features), "\"features\" must be a list: [ … ]"))?;
        Ok(Self { text, lines, features })
    }

    /// The properties, the geometry (as `geometry`) and the id (as `id`) of each feature. One that is not an object is
    /// an issue and left out; so is a single value that cannot be read.
    pub fn for_each(
        &self,
        file: &str,
        issues: &mut Vec<Issue>,
        mut take: impl FnMut(usize, Option<Geometry>, Fields<'_>),
    ) {
        for (number, feature) in self.features.iter().enumerate() {
            let line = self.lines.of(offset(self.text, feature));
            let name = format!("feature {}", number + 1);
            if number == MAX_FEATURES {
                let message = format!("only the first {MAX_FEATURES} features of a file are read; split it");
                issues.push(Issue::error(file, message).at(line).of(name));
                return;
            }
            let Ok(members) = serde_json::from_str::<Members<'_>>(feature.get()) else {
                let issue =
                    Issue::error(file, "this is not a feature: write {\"type\":\"Feature\", …}; it was left out");
                issues.push(issue.at(line).of(name).field("", feature.get()));
                continue;
            };
            let mut fields = Vec::new();
            let mut geometry = None;
            let mut seen_properties = false;
            for (member, raw) in &members.0 {
                match member.as_str() {
                    // First, so that a property of this name does not pass for the id.
                    "id" => {
                        fields.splice(0..0, self.field(file, &name, member, raw, issues));
                    }
                    "geometry" => geometry = Geometry::read(raw, self.lines.of(offset(self.text, raw))),
                    "properties" => {
                        if let Ok(properties) = serde_json::from_str::<Members<'_>>(raw.get()) {
                            seen_properties = true;
                            for (property, raw) in &properties.0 {
                                fields.extend(self.field(file, &name, property, raw, issues));
                            }
                        }
                    }
                    // `type` says nothing new; other members are foreign and left alone.
                    _ => {}
                }
            }
            if !seen_properties {
                let issue = Issue::error(file, "this feature has no properties: write \"properties\":{\"title\":…}");
                issues.push(issue.at(line).of(name));
            }
            take(number, geometry, Fields::new(file, line, fields, issues));
        }
    }

    fn field(&self, file: &str, feature: &str, name: &str, raw: &RawValue, issues: &mut Vec<Issue>) -> Option<Field> {
        let line = self.lines.of(offset(self.text, raw));
        match serde_json::from_str::<Value>(raw.get()) {
            Ok(value) => Some(Field { name: name.to_owned(), value, line }),
            Err(error) => {
                let message = format!("this value cannot be read: {}", without_position(&error));
                issues.push(Issue::error(file, message).at(line).of(feature).field(name, raw.get()));
                // Its text is all that can be kept.
                let kept: String = raw.get().chars().take(200).collect();
                Some(Field { name: name.to_owned(), value: Value::String(kept), line }).filter(|_| name != "id")
            }
        }
    }
}

/// The position that a feature carries itself.
pub(super) struct Geometry {
    pub line: u32,
    /// The point, or the text that is no point and why.
    pub point: Result<LonLat, (String, &'static str)>,
}

impl Geometry {
    /// `null` is no geometry.
    fn read(raw: &RawValue, line: u32) -> Option<Self> {
        if raw.get() == "null" {
            return None;
        }
        let point = point(raw.get()).map_err(|message| (raw.get().to_owned(), message));
        Some(Self { line, point })
    }
}

fn point(raw: &str) -> Result<LonLat, &'static str> {
    const SHAPE: &str = "this is not a point: write {\"type\":\"Point\",\"coordinates\":[longitude, latitude]}";
    let geometry: Value = serde_json::from_str(raw).map_err(|_| SHAPE)?;
    if geometry.get("type").and_then(Value::as_str) != Some("Point") {
        return Err(SHAPE);
    }
    let at = geometry.get("coordinates").and_then(Value::as_array).filter(|at| at.len() >= 2).ok_or(SHAPE)?;
    let number = |i: usize| at.get(i).and_then(Value::as_f64).ok_or(SHAPE);
    let (lon, lat) = (number(0)?, number(1)?);
    LonLat::new(lon, lat).ok_or(
        "this is not on the globe: write longitude (-180 to 180) first, then latitude (-90 to 90), both in degrees",
    )
}

/// Where a raw value, which is a slice of the text, starts in it.
fn offset(text: &str, raw: &RawValue) -> usize {
    (raw.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize).min(text.len())
}

/// The message of the JSON reader, whose line counts from where it began.
fn without_position(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.clone(), |(message, _)| message.to_owned())
}

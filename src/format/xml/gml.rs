//! GML simple features, versions 2 and 3, as WFS servers answer and as GDAL writes: members of a collection, each with
//! properties and a geometry.

use std::io::Read;

use super::walk::{Step, Walk};
use crate::event::LonLat;
use crate::format::crs::Crs;
use crate::format::encoding::TextReader;
use crate::format::error::Stop;
use crate::format::feature::{Feature, Features};
use crate::format::limits::MAX_POINTS;
use crate::format::row::{Role, plain, rank_of};
use crate::format::shape::{Extent, kilometres};
use crate::format::table::tell_encoding;

const OFF_GLOBE: &str = "this is not on the globe in the system of coordinates that the file names";
const NO_POINT: &str = "these are no coordinates";
const MEMBERS: [&str; 4] = ["featureMember", "featureMembers", "member", "members"];

/// Read all features.
pub(super) fn read<R: Read>(reader: TextReader<R>, features: &mut Features<'_>) -> Result<(), Stop> {
    let mut gml =
        Gml { walk: Walk::new(reader), feature: None, system: System::default(), notes: Vec::new(), count: 0 };
    let result = gml.all(features);
    let text = gml.walk.text_reader();
    tell_encoding(&mut features.maker, text.found(), text.encoding().name());
    for (name, note) in &gml.notes {
        features.maker.log.error(0, "", "srsName", name, note);
    }
    match result {
        Err(Stop::Damaged(reason)) if gml.count > 0 => {
            let message = format!("{reason}; the features before it were read");
            features.maker.log.error(gml.walk.line(), "", "", "", &message);
            Ok(())
        }
        Ok(()) if gml.count == 0 => Err(Stop::Damaged("there are no features in it".to_owned())),
        other => other,
    }
}

struct Gml<R: Read> {
    walk: Walk<R>,
    feature: Option<Open>,
    /// What the collection says of coordinates.
    system: System,
    /// Names of systems and what there is to say of them.
    notes: Vec<(String, String)>,
    count: usize,
}

/// A feature that is being read.
struct Open {
    feature: Feature,
    /// How deep its element lies.
    depth: usize,
    extent: Extent,
    system: Option<System>,
    /// Numbers of a position.
    dimension: usize,
    /// A coordinate in elements of its own.
    x: String,
}

/// A system of coordinates, and which of its axes comes first.
#[derive(Clone, Default, PartialEq)]
struct System {
    crs: Crs,
    latitude_first: bool,
}

impl System {
    /// By the name in `srsName`. Names as URN or with `/def/crs/` keep to the order of EPSG, in which latitude comes first
    /// for degrees; the older spellings mean longitude first (OGC 05-103; GDAL and GeoServer read them so).
    fn of(name: &str) -> Self {
        let crs = Crs::of_name(name);
        let strict = name.starts_with("urn:") || name.contains("/def/crs/");
        Self { latitude_first: strict && crs.is_degrees() && !name.contains("CRS84"), crs }
    }
}

impl<R: Read> Gml<R> {
    fn all(&mut self, features: &mut Features<'_>) -> Result<(), Stop> {
        loop {
            match self.walk.step()? {
                Step::End => return Ok(()),
                Step::Open => self.open(),
                Step::Close(text) => {
                    if let Some(feature) = self.close(text) {
                        self.count += 1;
                        features.push(feature)?;
                        if features.is_full() {
                            return Ok(());
                        }
                    }
                }
            }
        }
    }

    fn open(&mut self) {
        let depth = self.walk.depth();
        let named = self.walk.attribute("srsName").to_owned();
        let system = (!named.is_empty()).then(|| System::of(&named));
        if let Some(system) = &system
            && let Some(note) = system.crs.note()
            && !self.notes.iter().any(|(it, _)| *it == named)
            && self.notes.len() < 10
        {
            self.notes.push((named, note));
        }
        let Some(open) = &mut self.feature else {
            if let Some(system) = system {
                self.system = system;
            }
            if MEMBERS.contains(&self.walk.parent())
                && !MEMBERS.contains(&self.walk.name())
                && self.walk.name() != "null"
            {
                let mut feature = Feature { line: self.walk.line(), ..Feature::default() };
                let id = ["id", "fid"].map(|it| self.walk.attribute(it)).into_iter().find(|it| !it.is_empty());
                feature.property("gml_id", id.unwrap_or(""));
                let extent = Extent::default();
                self.feature = Some(Open { feature, depth, extent, system: None, dimension: 2, x: String::new() });
            }
            return;
        };
        if let Some(system) = system {
            open.system = Some(system);
        }
        if let Ok(dimension @ 2..=4) = self.walk.attribute("srsDimension").parse() {
            open.dimension = dimension;
        }
        // An address instead of a value.
        let href = self.walk.attribute("href");
        if !href.is_empty() && depth == open.depth + 1 {
            let (name, href) = (self.walk.name().to_owned(), href.to_owned());
            open.feature.property(name, href);
        }
    }

    fn close(&mut self, text: String) -> Option<Feature> {
        let depth = self.walk.depth();
        let open = self.feature.as_mut()?;
        if depth <= open.depth {
            return self.feature.take().map(Open::finish);
        }
        let (name, parent) = (self.walk.name(), self.walk.parent());
        if self.walk.is_in("boundedBy") || name == "boundedBy" {
            return None;
        }
        let system = open.system.as_ref().unwrap_or(&self.system).clone();
        match name {
            "pos" | "posList" => open.positions(&text, |c| c.is_whitespace(), open.dimension, &system),
            // Of version 2: tuples between spaces.
            "coordinates" => {
                for tuple in text.split_whitespace() {
                    open.positions(tuple, |c| c == ',', tuple.split(',').count().max(2), &system);
                }
            }
            "X" => open.x = text,
            "Y" => {
                let both = format!("{} {text}", std::mem::take(&mut open.x));
                open.positions(&both, |c| c.is_whitespace(), 2, &system);
            }
            "Z" => {}
            _ if text.is_empty() => {}
            name if depth == open.depth + 1 => open.feature.property(name, text),
            name => {
                // Deeper values are called by what they stand in, unless that is a type of the schema.
                let named =
                    if parent.starts_with(char::is_lowercase) { format!("{parent}.{name}") } else { name.to_owned() };
                open.feature.property(named, text);
            }
        }
        None
    }
}

impl Open {
    fn positions(&mut self, text: &str, divides: impl Fn(char) -> bool, dimension: usize, system: &System) {
        let numbers: Option<Vec<f64>> =
            text.split(divides).filter(|it| !it.is_empty()).map(|it| it.trim().parse().ok()).collect();
        let Some(numbers) = numbers.filter(|it| it.len() >= 2) else {
            if !text.trim().is_empty() {
                self.feature.problem("geometry", text.chars().take(200).collect::<String>(), NO_POINT);
            }
            return;
        };
        // A single position tells itself how many numbers it has.
        let dimension = if numbers.len() == 3 { 3 } else { dimension };
        for it in numbers.chunks_exact(dimension) {
            if self.extent.count > MAX_POINTS {
                return;
            }
            let at = if system.latitude_first { [it[1], it[0]] } else { [it[0], it[1]] };
            match system.crs.degrees(at).and_then(|[lon, lat]| LonLat::new(lon, lat)) {
                Some(at) => self.extent.add(at),
                None if !system.crs.is_known() => {
                    return self.feature.property("unconverted", format!("{}: {text:.1000}", system.crs.name()));
                }
                None => {
                    self.extent = Extent::default();
                    return self.feature.problem("geometry", text.chars().take(200).collect::<String>(), OFF_GLOBE);
                }
            }
        }
    }

    fn finish(mut self) -> Feature {
        let feature = &mut self.feature;
        // The id of the element is the event's where the feature tells no other.
        let key = |(name, _): &(String, String)| rank_of(&plain(name)).is_some_and(|it| it.0 == Role::Key);
        if !feature.properties.iter().any(key)
            && let Some(at) = feature.properties.iter().position(|(name, _)| name == "gml_id")
        {
            let (_, id) = feature.properties.remove(at);
            feature.know(Role::Key, "gml_id", id);
        }
        if let Some((centre, km)) = self.extent.centre().filter(|_| feature.problems.is_empty()) {
            feature.at = Some(centre);
            if km > 0.0 {
                feature.know(Role::PrecisionKm, "precision_km", kilometres(km));
                feature.property("points", self.extent.count.to_string());
            }
        }
        self.feature
    }
}

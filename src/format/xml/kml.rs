//! KML: placemarks with their times, folders and further data.

use std::io::Read;

use super::html::text_and_links;
use super::walk::{Step, Walk};
use crate::event::{LonLat, When};
use crate::format::encoding::TextReader;
use crate::format::error::Stop;
use crate::format::feature::{Feature, Features};
use crate::format::limits::MAX_POINTS;
use crate::format::row::{DateOrder, Role, between, date, plain, rank_of};
use crate::format::shape::{Extent, kilometres};
use crate::format::table::tell_encoding;

const NO_COORDINATE: &str = "this is not a coordinate: KML writes longitude,latitude in degrees";
const OFF_GLOBE: &str = "this is not on the globe: longitude (-180 to 180) comes first, then latitude (-90 to 90)";

/// The id of a document that this program wrote.
pub(in crate::format) const OURS: &str = "dateline-events-1";

/// Read all placemarks.
pub(super) fn read<R: Read>(reader: TextReader<R>, features: &mut Features<'_>) -> Result<(), Stop> {
    let mut kml = Kml { walk: Walk::new(reader), folders: Vec::new(), mark: None, count: 0, ours: false };
    let result = kml.all(features);
    let text = kml.walk.text_reader();
    tell_encoding(&mut features.maker, text.found(), text.encoding().name());
    match result {
        Err(Stop::Damaged(reason)) if kml.count > 0 => {
            let message = format!("{reason}; the placemarks before it were read");
            features.maker.log.error(kml.walk.line(), "", "", "", &message);
            Ok(())
        }
        other => other,
    }
}

struct Kml<R: Read> {
    walk: Walk<R>,
    folders: Vec<Folder>,
    mark: Option<Mark>,
    count: usize,
    /// This program wrote it: everything stands in the further data.
    ours: bool,
}

#[derive(Default)]
struct Folder {
    name: String,
    /// A document is the file itself and no category.
    document: bool,
    time: Time,
}

/// The times that stand in an element.
#[derive(Clone, Default)]
struct Time {
    stamp: String,
    begin: String,
    end: String,
}

/// A placemark that is being read.
#[derive(Default)]
struct Mark {
    feature: Feature,
    time: Time,
    point: Option<LonLat>,
    extent: Extent,
    /// First and last time of a track.
    track: Option<(When, When)>,
    /// The name of the further value that is being read.
    data: String,
    links: Vec<String>,
}

impl<R: Read> Kml<R> {
    fn all(&mut self, features: &mut Features<'_>) -> Result<(), Stop> {
        loop {
            match self.walk.step()? {
                Step::End => return Ok(()),
                Step::Open => self.open(features),
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

    fn open(&mut self, features: &mut Features<'_>) {
        match self.walk.name() {
            "Folder" | "Document" if self.mark.is_none() => {
                let document = self.walk.name() == "Document";
                self.ours |= document && self.walk.attribute("id") == OURS;
                self.folders.push(Folder { document, ..Folder::default() });
            }
            "Placemark" if self.mark.is_none() => {
                let mut mark = Mark::default();
                mark.feature.line = self.walk.line();
                let id = self.walk.attribute("id");
                mark.feature.know(Role::Key, "id", if id.is_empty() { self.walk.attribute("targetId") } else { id });
                self.mark = Some(mark);
            }
            "Data" | "SimpleData" | "SimpleArrayData" => {
                let name = self.walk.attribute("name").to_owned();
                if let Some(mark) = &mut self.mark {
                    mark.data = name;
                }
            }
            "NetworkLink" => {
                let message = "this file links to another one, which is not fetched: open that one for what is in it";
                features.maker.log.warning(self.walk.line(), "", "NetworkLink", "", message);
            }
            _ => {}
        }
    }

    fn close(&mut self, text: String) -> Option<Feature> {
        let (name, parent) = (self.walk.name(), self.walk.parent());
        // Where somebody looks from is neither place nor time of an event.
        let in_view = ["LookAt", "Camera", "Region"].iter().any(|it| self.walk.is_in(it));
        match (name, parent) {
            _ if in_view => {}
            ("when" | "begin" | "end", "TimeStamp" | "TimeSpan") => {
                let mark = self.mark.as_mut().map(|mark| &mut mark.time);
                if let Some(time) = mark.or(self.folders.last_mut().map(|folder| &mut folder.time)) {
                    match name {
                        "when" => time.stamp = text,
                        "begin" => time.begin = text,
                        _ => time.end = text,
                    }
                }
            }
            ("name", "Folder" | "Document") if self.mark.is_none() => {
                if let Some(folder) = self.folders.last_mut() {
                    folder.name = text;
                }
            }
            ("Folder" | "Document", _) if self.mark.is_none() => {
                self.folders.pop();
            }
            ("Placemark", _) => return self.mark.take().map(|mark| self.finish(mark)),
            (name, parent) => {
                if let Some(mark) = &mut self.mark {
                    mark.take(name, parent, text);
                }
            }
        }
        None
    }

    /// The feature of a placemark that is whole.
    fn finish(&self, mut mark: Mark) -> Feature {
        let inherited = self.folders.iter().rev().map(|folder| &folder.time).find(|time| !time.is_empty());
        let time = if mark.time.is_empty() && mark.track.is_none() {
            inherited.cloned().unwrap_or_default()
        } else {
            mark.time
        };
        let feature = &mut mark.feature;
        feature.when = time.read(feature);
        if let (None, Some((first, last))) = (&feature.when, &mark.track) {
            feature.when = between(first, last).ok();
        }
        match (mark.point, mark.extent.centre()) {
            (Some(point), _) => feature.at = Some(point),
            (None, Some((centre, km))) => {
                feature.at = Some(centre);
                if km > 0.0 {
                    feature.know(Role::PrecisionKm, "precision_km", kilometres(km));
                    feature.property("points", mark.extent.count.to_string());
                }
            }
            (None, None) => {}
        }
        if self.ours {
            feature.ours = true;
            feature.known.clear();
            feature.properties.retain(|(name, _)| name != "styleUrl");
            return mark.feature;
        }
        let told =
            |role| feature.properties.iter().any(|(name, _)| rank_of(&plain(name)).is_some_and(|it| it.0 == role));
        // Programs number placemarks; an id among the data is the one that people gave.
        if told(Role::Key) {
            let number = feature.known.iter().position(|(role, ..)| *role == Role::Key);
            if let Some((_, name, id)) = number.map(|at| feature.known.remove(at)) {
                feature.property(format!("placemark {name}"), id);
            }
        }
        let told =
            |role| feature.properties.iter().any(|(name, _)| rank_of(&plain(name)).is_some_and(|it| it.0 == role));
        let (typed, cited) = (told(Role::EventType), told(Role::Sources) || told(Role::SourceUrl));
        let names: Vec<&str> = self
            .folders
            .iter()
            .filter(|it| !it.document)
            .map(|it| it.name.trim())
            .filter(|it| !it.is_empty())
            .collect();
        match names.as_slice() {
            [] => {}
            _ if typed => feature.property("folder", names.join(" / ")),
            [only] => feature.know(Role::EventType, "folder", *only),
            [first, .., last] => {
                feature.know(Role::EventType, "folder", *first);
                feature.know(Role::SubEventType, "folder", *last);
            }
        }
        if !cited {
            for link in &mark.links {
                feature.know(Role::SourceUrl, "link", link.clone());
            }
        }
        mark.feature
    }
}

impl Mark {
    /// One element directly or further below.
    fn take(&mut self, name: &str, parent: &str, text: String) {
        match (name, parent) {
            ("name", "Placemark") => self.feature.know(Role::Title, "name", text_and_links(&text).0),
            ("description", "Placemark") => {
                let (text, links) = text_and_links(&text);
                self.links.extend(links);
                self.feature.know(Role::Notes, "description", text);
            }
            ("address", "Placemark") => self.feature.know(Role::Place, "address", text),
            ("phoneNumber" | "Snippet" | "snippet" | "styleUrl", "Placemark") => {
                self.feature.property(name, text_and_links(&text).0);
            }
            ("value", "Data" | "SimpleArrayData") | ("SimpleData", _) => {
                let name = std::mem::take(&mut self.data);
                if !name.is_empty() {
                    self.feature.property(name, text);
                }
            }
            ("coordinates", geometry) => self.coordinates(&text, geometry == "Point"),
            // A model stands at its location.
            ("longitude" | "latitude", "Location") => self.feature.property(name, text),
            ("coord", "Track") => self.coordinate(text.split_whitespace(), &text, false),
            ("when", "Track") => match date(&text, DateOrder::DayFirst) {
                Ok(when) => {
                    let (first, last) = self.track.take().unwrap_or_else(|| (when.clone(), when.clone()));
                    let key = |it: &When| (it.earliest(), it.text().to_owned());
                    let first = if key(&when) < key(&first) { when.clone() } else { first };
                    let last = if key(&when) > key(&last) { when } else { last };
                    self.track = Some((first, last));
                }
                Err(reason) => self.feature.problem("when", text, reason),
            },
            _ => {}
        }
    }

    fn coordinates(&mut self, text: &str, is_point: bool) {
        for tuple in text.split_whitespace() {
            self.coordinate(tuple.split(','), tuple, is_point);
            if !self.feature.problems.is_empty() || self.extent.count > MAX_POINTS {
                return;
            }
        }
    }

    fn coordinate<'t>(&mut self, mut parts: impl Iterator<Item = &'t str>, whole: &str, is_point: bool) {
        let mut number = || parts.next().and_then(|it| it.trim().parse::<f64>().ok());
        let (lon, lat) = (number(), number());
        match lon.zip(lat).map(|(lon, lat)| LonLat::new(lon, lat)) {
            Some(Some(at)) if is_point && self.point.is_none() && self.extent.count == 0 => {
                self.point = Some(at);
                self.extent.add(at);
            }
            Some(Some(at)) => {
                // Several points together are an area.
                if is_point {
                    self.point = None;
                }
                self.extent.add(at);
            }
            Some(None) => self.feature.problem("coordinates", whole, OFF_GLOBE),
            None => self.feature.problem("coordinates", whole, NO_COORDINATE),
        }
    }
}

impl Time {
    fn is_empty(&self) -> bool {
        self.stamp.is_empty() && self.begin.is_empty() && self.end.is_empty()
    }

    /// A stamp, or a span of which either end may be missing. Coarse values mean the whole period.
    fn read(&self, feature: &mut Feature) -> Option<When> {
        let mut one = |text: &str| {
            if text.is_empty() {
                return None;
            }
            date(text, DateOrder::DayFirst).map_err(|reason| feature.problem("time", text, reason)).ok()
        };
        let (stamp, begin, end) = (one(&self.stamp), one(&self.begin), one(&self.end));
        match (stamp, begin, end) {
            (Some(stamp), ..) => Some(stamp),
            (None, Some(begin), Some(end)) => match between(&begin, &end) {
                Ok(when) => Some(when),
                Err(reason) => {
                    feature.problem("TimeSpan", format!("{}/{}", self.begin, self.end), reason);
                    Some(begin)
                }
            },
            (None, Some(begin), None) => When::parse(&format!("{}/..", begin.text())).ok(),
            (None, None, Some(end)) => When::parse(&format!("../{}", end.text())).ok(),
            (None, None, None) => None,
        }
    }
}

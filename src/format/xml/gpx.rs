//! GPX: waypoints are events; so are the parts of tracks, and routes.

use std::io::Read;

use super::html::text_and_links;
use super::walk::{Step, Walk};
use crate::event::{LonLat, When};
use crate::format::encoding::TextReader;
use crate::format::error::Stop;
use crate::format::feature::{Feature, Features};
use crate::format::row::{DateOrder, Role, between, date};
use crate::format::shape::{Extent, kilometres};
use crate::format::table::tell_encoding;

const OFF_GLOBE: &str = "this is not on the globe: lon is -180 to 180, lat -90 to 90, both in degrees";

/// Read waypoints, tracks and routes.
pub(super) fn read<R: Read>(reader: TextReader<R>, features: &mut Features<'_>) -> Result<(), Stop> {
    let mut gpx =
        Gpx { walk: Walk::new(reader), whole: Vec::new(), line: None, point: None, part: None, parts: 0, count: 0 };
    let result = gpx.all(features);
    let text = gpx.walk.text_reader();
    tell_encoding(&mut features.maker, text.found(), text.encoding().name());
    match result {
        Err(Stop::Damaged(reason)) => {
            // A track that is cut off is shown as far as it goes.
            let rest = gpx.part.take().filter(|part| part.extent.count > 0).map(|part| gpx.track(part));
            if gpx.count == 0 && rest.is_none() {
                return Err(Stop::Damaged(reason));
            }
            let message = format!("{reason}; what stands before it was read");
            features.maker.log.error(gpx.walk.line(), "", "", "", &message);
            rest.map_or(Ok(()), |feature| Ok(features.push(feature)?))
        }
        other => other,
    }
}

struct Gpx<R: Read> {
    walk: Walk<R>,
    /// Name, description and type of the track or route around.
    whole: Vec<(String, String)>,
    /// A waypoint that is being read.
    point: Option<Feature>,
    /// The line where the track began.
    line: Option<u32>,
    part: Option<Part>,
    /// Parts of this track so far.
    parts: usize,
    count: usize,
}

/// A part of a track, or a route.
#[derive(Default)]
struct Part {
    extent: Extent,
    times: Option<(When, When)>,
    bad: Vec<(String, String)>,
}

impl<R: Read> Gpx<R> {
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
        match self.walk.name() {
            "trk" | "rte" => {
                self.whole.clear();
                self.parts = 0;
                self.line = Some(self.walk.line());
                if self.walk.name() == "rte" {
                    self.part = Some(Part::default());
                }
            }
            "trkseg" => self.part = Some(Part::default()),
            "wpt" => {
                let mut feature = Feature { line: self.walk.line(), ..Feature::default() };
                match self.position() {
                    Ok(at) => feature.at = Some(at),
                    Err(text) => feature.problem("lat lon", text, OFF_GLOBE),
                }
                self.point = Some(feature);
            }
            "trkpt" | "rtept" => {
                let position = self.position();
                if let Some(part) = &mut self.part {
                    match position {
                        Ok(at) => part.extent.add(at),
                        Err(text) if part.bad.len() < 5 => part.bad.push((text, OFF_GLOBE.to_owned())),
                        Err(_) => {}
                    }
                }
            }
            "link" => {
                let href = self.walk.attribute("href").to_owned();
                match (&mut self.point, self.walk.parent()) {
                    (Some(feature), "wpt") => feature.know(Role::SourceUrl, "link", href),
                    (None, "trk" | "rte") => self.whole.push(("link".to_owned(), href)),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn position(&self) -> Result<LonLat, String> {
        let (lon, lat) = (self.walk.attribute("lon"), self.walk.attribute("lat"));
        let read = lon.trim().parse().ok().zip(lat.trim().parse().ok());
        read.and_then(|(lon, lat)| LonLat::new(lon, lat)).ok_or_else(|| format!("{lat} {lon}"))
    }

    fn close(&mut self, text: String) -> Option<Feature> {
        let (name, parent) = (self.walk.name().to_owned(), self.walk.parent().to_owned());
        match (name.as_str(), parent.as_str()) {
            ("wpt", _) => return self.point.take(),
            ("trkseg", _) => {
                let part = self.part.take().filter(|part| part.extent.count > 0 || !part.bad.is_empty())?;
                return Some(self.track(part));
            }
            ("rte", _) => {
                let part = self.part.take().filter(|part| part.extent.count > 0 || !part.bad.is_empty())?;
                return Some(self.track(part));
            }
            ("time", "trkpt" | "rtept") => {
                if let Some(part) = &mut self.part {
                    part.time(&text);
                }
            }
            (name, "wpt") => {
                if let Some(feature) = &mut self.point {
                    waypoint(feature, name, text);
                }
            }
            (name, "trk" | "rte") => self.whole.push((name.to_owned(), text)),
            // Extensions of other programs, however deep.
            (name, _) => {
                if let Some(feature) = self.point.as_mut().filter(|_| !text.trim().is_empty()) {
                    feature.property(name, text);
                }
            }
        }
        None
    }

    /// The event of a part of a track: from its first to its last time.
    fn track(&mut self, part: Part) -> Feature {
        self.parts += 1;
        let mut feature = Feature { line: self.line.unwrap_or(0), ..Feature::default() };
        for (name, text) in &self.whole {
            match name.as_str() {
                "name" if self.parts > 1 => feature.know(Role::Title, "name", format!("{text} ({})", self.parts)),
                "link" => feature.know(Role::SourceUrl, "link", text.clone()),
                name => waypoint(&mut feature, name, text.clone()),
            }
        }
        if let Some((first, last)) = &part.times {
            feature.when = between(first, last).ok();
        }
        if let Some((centre, km)) = part.extent.centre() {
            feature.at = Some(centre);
            if km > 0.0 {
                feature.know(Role::PrecisionKm, "precision_km", kilometres(km));
            }
            feature.property("points", part.extent.count.to_string());
        }
        for (value, reason) in part.bad {
            feature.problem("trkpt", value, reason);
        }
        feature
    }
}

/// What stands in a waypoint, a track or a route.
fn waypoint(feature: &mut Feature, name: &str, text: String) {
    match name {
        "name" => feature.know(Role::Title, "name", text),
        "desc" => feature.know(Role::Notes, "desc", text_and_links(&text).0),
        "type" => feature.know(Role::EventType, "type", text),
        "time" if !text.is_empty() => match date(&text, DateOrder::DayFirst) {
            Ok(when) => feature.when = Some(when),
            Err(reason) => feature.problem("time", text, reason),
        },
        "trkseg" | "rtept" | "extensions" | "link" => {}
        "cmt" => feature.property("comment text", text_and_links(&text).0),
        name => feature.property(name, text),
    }
}

impl Part {
    fn time(&mut self, text: &str) {
        match date(text, DateOrder::DayFirst) {
            Ok(when) => {
                let key = |it: &When| (it.earliest(), it.text().to_owned());
                self.times = Some(match self.times.take() {
                    None => (when.clone(), when),
                    Some((first, last)) if key(&when) < key(&first) => (when, last),
                    Some((first, last)) if key(&when) > key(&last) => (first, when),
                    Some(both) => both,
                });
            }
            Err(reason) if self.bad.len() < 5 => self.bad.push((text.to_owned(), reason.to_owned())),
            Err(_) => {}
        }
    }
}

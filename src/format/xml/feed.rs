//! Feeds: RSS 0.9 to 2.0 and Atom, with GeoRSS (simple, GML, W3C geo) where they have places.

use std::io::Read;

use super::html::text_and_links;
use super::walk::{Step, Walk};
use crate::event::LonLat;
use crate::format::encoding::TextReader;
use crate::format::error::Stop;
use crate::format::feature::{Feature, Features};
use crate::format::row::{DateOrder, Role, date, plain, rank_of};
use crate::format::shape::{Extent, kilometres};
use crate::format::table::tell_encoding;

const NO_POINT: &str = "this is not a position: GeoRSS writes latitude longitude in degrees, with a space between";

/// Read all items.
pub(super) fn read<R: Read>(reader: TextReader<R>, features: &mut Features<'_>) -> Result<(), Stop> {
    let mut feed = Feed { walk: Walk::new(reader), title: String::new(), item: None, count: 0 };
    let result = feed.all(features);
    let text = feed.walk.text_reader();
    tell_encoding(&mut features.maker, text.found(), text.encoding().name());
    match result {
        Err(Stop::Damaged(reason)) if feed.count > 0 => {
            let message = format!("{reason}; the items before it were read");
            features.maker.log.error(feed.walk.line(), "", "", "", &message);
            Ok(())
        }
        other => other,
    }
}

struct Feed<R: Read> {
    walk: Walk<R>,
    /// What the feed is called.
    title: String,
    item: Option<Item>,
    count: usize,
}

/// An item that is being read.
#[derive(Default)]
struct Item {
    feature: Feature,
    extent: Extent,
    lat: String,
    lon: String,
    radius: Option<f64>,
    published: String,
    updated: String,
    link: String,
    notes: Vec<String>,
    categories: Vec<String>,
    publisher: String,
    /// Some GML counts longitude first; GeoRSS never does.
    term: String,
}

impl<R: Read> Feed<R> {
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
        let name = self.walk.name();
        if matches!(name, "item" | "entry") && self.item.is_none() {
            let mut item = Item::default();
            item.feature.line = self.walk.line();
            // RDF names an item by its address.
            item.feature.know(Role::Key, "about", self.walk.attribute("about"));
            self.item = Some(item);
            return;
        }
        let Some(item) = &mut self.item else { return };
        match (name, self.walk.parent()) {
            ("link", "item" | "entry") => {
                let (href, rel) = (self.walk.attribute("href"), self.walk.attribute("rel"));
                if !href.is_empty() && matches!(rel, "" | "alternate") && item.link.is_empty() {
                    item.link = href.to_owned();
                } else if !href.is_empty() && rel != "self" {
                    item.feature.property("link", href.to_owned());
                }
            }
            ("category", "item" | "entry") => {
                let (label, term) = (self.walk.attribute("label"), self.walk.attribute("term"));
                item.term = match (label, term) {
                    ("", term) => term.to_owned(),
                    (label, "") => label.to_owned(),
                    (label, term) if label == term => term.to_owned(),
                    // USGS writes what is meant as label, and the value as term.
                    (label, term) => format!("{label}: {term}"),
                };
            }
            ("enclosure" | "content" | "thumbnail", _) => {
                let address = self.walk.attribute("url").to_owned();
                item.feature.property("media", address);
            }
            _ => {}
        }
    }

    fn close(&mut self, text: String) -> Option<Feature> {
        let (name, parent) = (self.walk.name(), self.walk.parent());
        if matches!(name, "item" | "entry") && !self.walk.is_in("item") && !self.walk.is_in("entry") {
            let title = self.title.clone();
            return self.item.take().map(|item| item.finish(&title));
        }
        match &mut self.item {
            None if name == "title" && matches!(parent, "channel" | "feed") => self.title = text,
            None => {}
            Some(item) => item.take(name, parent, text),
        }
        None
    }
}

impl Item {
    fn take(&mut self, name: &str, parent: &str, text: String) {
        let top = matches!(parent, "item" | "entry");
        match (name, parent) {
            ("title", _) if top => self.feature.know(Role::Title, "title", text_and_links(&text).0),
            ("link", _) if top => {
                if self.link.is_empty() {
                    self.link = text;
                }
            }
            ("guid" | "id", _) if top => self.feature.know(Role::Key, "id", text),
            ("description" | "summary" | "encoded" | "content", _) if top => {
                let text = text_and_links(&text).0;
                if !text.trim().is_empty() && !self.notes.contains(&text) {
                    self.notes.push(text);
                }
            }
            ("pubDate" | "published" | "issued", _) if top => self.published = text,
            ("updated" | "modified", _) if top => self.updated = text,
            // Dublin Core's, in RSS 1.0.
            ("date", _) if top => self.published = text,
            ("category" | "subject", _) if top => {
                let term = std::mem::take(&mut self.term);
                self.categories.extend([text, term].into_iter().filter(|it| !it.is_empty()));
            }
            ("source" | "publisher", _) if top => self.publisher = text,
            ("title", "source") => self.publisher = text,
            ("name", "author") => self.feature.property("author", text),
            ("point" | "pos", _) | ("coordinates", "Point") => self.points(&text),
            ("line" | "polygon" | "box" | "posList" | "lowerCorner" | "upperCorner", _) => self.points(&text),
            ("lat" | "latitude", _) => self.lat = text,
            ("long" | "lon" | "longitude", _) => self.lon = text,
            ("radius", _) => self.radius = text.trim().parse().ok(),
            ("circle", _) => {
                let numbers: Vec<&str> = text.split_whitespace().collect();
                if let [lat, lon, radius] = numbers[..] {
                    self.radius = radius.parse().ok();
                    self.points(&format!("{lat} {lon}"));
                }
            }
            ("featurename" | "featureName" | "placename", _) => self.feature.know(Role::Place, "featurename", text),
            ("where" | "Point" | "Polygon" | "LineString" | "exterior" | "LinearRing" | "Envelope" | "author", _) => {}
            (name, _) if top => {
                let text = text_and_links(&text).0;
                let known = self.feature.properties.iter_mut().find(|(it, _)| it == name);
                match known {
                    _ if text.is_empty() => {}
                    Some((_, all)) if all.split("; ").any(|it| it == text) => {}
                    Some((_, all)) => *all = format!("{all}; {text}"),
                    None => self.feature.property(name, text),
                }
            }
            (name, parent) => self.feature.property(format!("{parent}.{name}"), text_and_links(&text).0),
        }
    }

    /// Latitudes and longitudes in turn.
    fn points(&mut self, text: &str) {
        let numbers: Option<Vec<f64>> = text
            .split(|c: char| c.is_whitespace() || c == ',')
            .filter(|it| !it.is_empty())
            .map(|it| it.parse().ok())
            .collect();
        let Some(numbers) = numbers.filter(|it| it.len() >= 2) else {
            if !text.trim().is_empty() {
                self.feature.problem("georss", text, NO_POINT);
            }
            return;
        };
        for pair in numbers.chunks_exact(2) {
            match LonLat::new(pair[1], pair[0]) {
                Some(at) => self.extent.add(at),
                None => return self.feature.problem("georss", text, NO_POINT),
            }
        }
    }

    fn finish(mut self, feed: &str) -> Feature {
        if self.extent.count == 0 && !(self.lat.is_empty() && self.lon.is_empty()) {
            self.points(&format!("{} {}", self.lat, self.lon));
        }
        let feature = &mut self.feature;
        if let Some((centre, km)) = self.extent.centre() {
            feature.at = Some(centre);
            let km = self.radius.filter(|it| *it > 0.0).map_or(km, |metres| metres / 1000.0);
            if km > 0.0 {
                feature.know(Role::PrecisionKm, "precision_km", kilometres(km));
            }
        }
        let dated = |(name, text): &(String, String)| {
            rank_of(&plain(name)).is_some_and(|it| it.0 == Role::Date) && date(text, DateOrder::DayFirst).is_ok()
        };
        // When it was told stands for when it was, unless the item says more.
        let told = if self.published.is_empty() { &self.updated } else { &self.published };
        match date(told, DateOrder::DayFirst) {
            Ok(when) => {
                feature.know(Role::SourceDate, "published", when.text().split('T').next().unwrap_or("").to_owned());
                if !feature.properties.iter().any(dated) {
                    feature.when = Some(when);
                }
            }
            Err(_) if told.is_empty() => {}
            Err(reason) => feature.problem("published", told.clone(), reason),
        }
        if !self.published.is_empty() && self.updated != self.published {
            feature.property("updated", std::mem::take(&mut self.updated));
        }
        feature.know(Role::SourceUrl, "link", self.link);
        let publisher = if self.publisher.is_empty() { feed.to_owned() } else { self.publisher };
        feature.know(Role::Sources, "publisher", publisher);
        // The longest tells most; the others are kept.
        self.notes.sort_by_key(|it| std::cmp::Reverse(it.len()));
        for (at, text) in self.notes.into_iter().enumerate() {
            if at == 0 {
                feature.know(Role::Notes, "description", text)
            } else {
                feature.property("summary text", text)
            }
        }
        match &self.categories[..] {
            [] => {}
            [only] => feature.property("category", only.clone()),
            several => feature.property("categories", several.join("; ")),
        }
        self.feature
    }
}

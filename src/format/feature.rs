//! Features of GeoJSON, KML, GPX and JSON tables on their way to events.

use std::collections::HashMap;

use crate::event::{LonLat, SourceId, TableBuilder, When};

use super::crs::Crs;
use super::progress::{Cancelled, Progress};
use super::row::{DateOrder, Draft, Maker, Role, Row, detail_of, own_role, plain, rank_of};
use super::table::{Mapping, Question, guess};

/// Features that are looked at before the first one is judged.
const LOOKED_AT: usize = 200;
/// Rows between two looks at whether somebody still wants them.
const STEP: usize = 1024;

/// One feature as its file tells it.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Feature {
    /// Line in the file, or number of the feature.
    pub line: u32,
    /// Properties whose meaning is told by their names.
    pub properties: Vec<(String, String)>,
    /// Values whose meaning is told by the format.
    pub known: Vec<(Role, &'static str, String)>,
    pub at: Option<LonLat>,
    pub when: Option<When>,
    /// Sources that are registered already.
    pub source_ids: Vec<SourceId>,
    /// Written by this program: names mean what it means by them.
    pub ours: bool,
    /// What could not be used: field, value, why.
    pub problems: Vec<(&'static str, String, String)>,
}

impl Feature {
    pub fn property(&mut self, name: impl Into<String>, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.properties.push((name.into(), text));
        }
    }

    /// A value that the format gives a meaning.
    pub fn know(&mut self, role: Role, name: &'static str, text: impl Into<String>) {
        let text = text.into();
        if !text.trim().is_empty() {
            self.known.push((role, name, text));
        }
    }

    pub fn problem(&mut self, field: &'static str, value: impl Into<String>, message: impl Into<String>) {
        self.problems.push((field, value.into(), message.into()));
    }
}

/// Makes events of features. The first ones wait until it is clear what their properties mean.
pub(super) struct Features<'a> {
    pub maker: Maker,
    builder: TableBuilder,
    waiting: Vec<Feature>,
    roles: Option<HashMap<String, Role>>,
    mapping: Option<&'a Mapping>,
    pub guessed: Mapping,
    pub questions: Vec<Question>,
    most: usize,
    taken: usize,
    month_first: bool,
    progress: &'a Progress,
}

impl<'a> Features<'a> {
    pub fn new(maker: Maker, mapping: Option<&'a Mapping>, most: Option<usize>, progress: &'a Progress) -> Self {
        Self {
            maker,
            builder: TableBuilder::default(),
            waiting: Vec::new(),
            roles: None,
            mapping,
            guessed: Mapping::default(),
            questions: Vec::new(),
            most: most.unwrap_or(super::limits::MAX_ROWS),
            taken: 0,
            month_first: false,
            progress,
        }
    }

    /// Whether no more are wanted.
    pub fn is_full(&self) -> bool {
        self.taken >= self.most
    }

    pub fn push(&mut self, feature: Feature) -> Result<(), Cancelled> {
        if self.is_full() {
            return Ok(());
        }
        self.taken += 1;
        if self.taken.is_multiple_of(STEP) {
            self.progress.check()?;
        }
        self.progress.add_rows(1);
        if self.roles.is_some() {
            self.make(&feature);
            return Ok(());
        }
        self.waiting.push(feature);
        if self.waiting.len() >= LOOKED_AT {
            self.decide();
        }
        Ok(())
    }

    /// Everything that came.
    pub fn finish(mut self) -> (TableBuilder, Maker, Mapping, Vec<Question>) {
        if self.roles.is_none() {
            self.decide();
        }
        (self.builder, self.maker, self.guessed, self.questions)
    }

    /// Columns and values of what is waiting, for a preview.
    pub fn seen(&self) -> (Vec<String>, Vec<Vec<String>>) {
        let names = names_of(&self.waiting);
        let row = |feature: &Feature| {
            let find =
                |name: &String| feature.properties.iter().find(|(it, _)| it == name).map(|(_, text)| text.clone());
            names.iter().map(|name| find(name).unwrap_or_default()).collect()
        };
        let rows = self.waiting.iter().map(row).collect();
        (names, rows)
    }

    /// Find out what properties mean, and make the events that waited for it.
    fn decide(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        let names = names_of(&waiting);
        let rows: Vec<Vec<&str>> = waiting
            .iter()
            .map(|feature| {
                let found = |name: &String| feature.properties.iter().find(|(it, _)| it == name);
                names.iter().map(|name| found(name).map_or("", |(_, text)| text.as_str())).collect()
            })
            .collect();
        let guess = guess(&names, &rows, false);
        self.guessed = guess.mapping;
        self.questions = guess.questions;
        if self.month_first && !self.questions.is_empty() {
            self.questions.clear();
            self.guessed.dates = DateOrder::MonthFirst;
        }
        let mapping = self.mapping.unwrap_or(&self.guessed);
        let maker = &mut self.maker;
        (maker.scheme, maker.order, maker.comma) = (mapping.scheme, mapping.dates, mapping.decimal_comma);
        maker.blanks.clone_from(&mapping.blanks);
        maker.list = mapping.list;
        maker.grid = mapping.grid.as_deref().map(Crs::of_name);
        self.roles = Some(mapping.columns.iter().map(|column| (column.name.clone(), column.role)).collect());
        for feature in &waiting {
            self.make(feature);
        }
    }

    fn make(&mut self, feature: &Feature) {
        let mut row = Row::new(feature.line);
        row.number = u32::try_from(self.builder.len()).unwrap_or(u32::MAX);
        row.exact_names = feature.ours;
        (row.at, row.when) = (feature.at, feature.when.clone());
        // What is written as EDTF says most.
        let edtf = |(name, text): &(String, String)| name == "event_date" && When::parse(text).is_ok();
        if feature.ours && feature.properties.iter().any(edtf) {
            row.when = None;
        }
        for (role, name, text) in &feature.known {
            row.put(*role, name, text.trim());
        }
        let known = |role: Role| feature.known.iter().any(|(it, ..)| *it == role);
        for (name, text) in &feature.properties {
            let text = if feature.ours { text.as_str() } else { text.trim() };
            if text.is_empty() || (!feature.ours && self.maker.is_blank(text)) {
                continue;
            }
            let asked = self.roles.as_ref().and_then(|roles| roles.get(name));
            let role = match asked {
                _ if feature.ours => own_role(name),
                Some(role) => *role,
                // A name that came late is taken at its word.
                None if self.mapping.is_none() => rank_of(&plain(name)).map_or(Role::Detail, |(role, _)| role),
                None => Role::Detail,
            };
            let name = if feature.ours { detail_of(name) } else { name };
            // What the format itself says goes first.
            let told = match role {
                Role::Longitude | Role::Latitude | Role::Position | Role::Easting | Role::Northing => {
                    feature.at.is_some()
                }
                Role::Date | Role::DateEnd | Role::Year | Role::Month | Role::Day | Role::Week | Role::Time => {
                    row.when.is_some()
                }
                role => role.is_single() && known(role),
            };
            match told {
                false => row.put(role, name, text),
                true if says_the_same(role, text, feature) => {}
                true => row.detail(name, text),
            }
        }
        row.sources.clone_from(&feature.source_ids);
        for (field, value, message) in &feature.problems {
            self.maker.log.error(feature.line, "", field, value, message);
            if !value.is_empty() {
                row.detail(field, value);
            }
        }
        let mut draft = Draft::default();
        self.maker.fill(&mut row, &mut draft);
        draft.keep(row.number, &mut self.builder);
    }

    /// The format writes the month first: what cannot be told from the values is so.
    pub fn month_first(&mut self) {
        self.month_first = true;
    }
}

/// Whether a property repeats what the format says already.
fn says_the_same(role: Role, text: &str, feature: &Feature) -> bool {
    match role {
        Role::Longitude => same_number(text, feature.at.map(|at| at.lon)),
        Role::Latitude => same_number(text, feature.at.map(|at| at.lat)),
        Role::Date | Role::DateEnd | Role::Year | Role::Time => feature
            .when
            .as_ref()
            .is_some_and(|when| when.text() == text || when.text().split('/').any(|end| end == text)),
        role => feature.known.iter().any(|(it, _, known)| *it == role && known.trim() == text),
    }
}

fn same_number(text: &str, number: Option<f64>) -> bool {
    text.parse::<f64>().ok().zip(number).is_some_and(|(a, b)| (a - b).abs() < 1e-9)
}

/// The names of all properties, in the order they come in.
fn names_of(features: &[Feature]) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let all = features.iter().flat_map(|feature| &feature.properties).map(|(name, _)| name);
    all.filter(|name| seen.insert(name.as_str())).take(super::limits::MAX_COLUMNS).cloned().collect()
}

use serde::{Deserialize, Serialize};

use super::{ClaimRecord, EventRecord, Reason};
use crate::event::{Category, EventTable, LonLat, Shared, Toll, When};

/// One field of an event, for changing it alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Title,
    EventDate,
    Position,
    Place,
    OtherPlaces,
    PrecisionM,
    GeoPrecision,
    Country,
    Admin1,
    Kind,
    EventType,
    SubEventType,
    Actors,
    Targets,
    Notes,
    Fatalities,
    Injuries,
    Status,
    Corroboration,
    Confidence,
    Contradictions,
    Sources,
    Unverified,
    Claims,
    Details,
    /// The last three are the analyst's own marks.
    Tags,
    Starred,
    Remark,
}

/// What a field holds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    Text(String),
    Date(Option<When>),
    Position(Option<LonLat>),
    /// Metres, not negative.
    Number(Option<f32>),
    Toll(Toll),
    Key(Option<String>),
    Keys(Vec<String>),
    Flag(bool),
    Claims(Vec<ClaimRecord>),
    Pairs(Vec<(String, String)>),
}

impl Field {
    pub const ALL: [Field; 28] = [
        Field::Title,
        Field::EventDate,
        Field::Position,
        Field::Place,
        Field::OtherPlaces,
        Field::PrecisionM,
        Field::GeoPrecision,
        Field::Country,
        Field::Admin1,
        Field::Kind,
        Field::EventType,
        Field::SubEventType,
        Field::Actors,
        Field::Targets,
        Field::Notes,
        Field::Fatalities,
        Field::Injuries,
        Field::Status,
        Field::Corroboration,
        Field::Confidence,
        Field::Contradictions,
        Field::Sources,
        Field::Unverified,
        Field::Claims,
        Field::Details,
        Field::Tags,
        Field::Starred,
        Field::Remark,
    ];

    /// Whether it is the analyst's own mark, which nothing imported can hold.
    pub fn is_mark(self) -> bool {
        matches!(self, Self::Tags | Self::Starred | Self::Remark)
    }

    /// Whether it holds any number of things.
    pub fn is_list(self) -> bool {
        matches!(
            self,
            Self::OtherPlaces
                | Self::Actors
                | Self::Targets
                | Self::Sources
                | Self::Claims
                | Self::Details
                | Self::Tags
        )
    }

    /// Its name, as case folders and project files have it where they have the field.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::EventDate => "event_date",
            Self::Position => "position",
            Self::Place => "place",
            Self::OtherPlaces => "other_places",
            Self::PrecisionM => "precision_m",
            Self::GeoPrecision => "geo_precision",
            Self::Country => "country",
            Self::Admin1 => "admin1",
            Self::Kind => "kind",
            Self::EventType => "event_type",
            Self::SubEventType => "sub_event_type",
            Self::Actors => "actors",
            Self::Targets => "targets",
            Self::Notes => "notes",
            Self::Fatalities => "fatalities",
            Self::Injuries => "injuries",
            Self::Status => "status",
            Self::Corroboration => "corroboration",
            Self::Confidence => "confidence",
            Self::Contradictions => "contradictions",
            Self::Sources => "sources",
            Self::Unverified => "unverified",
            Self::Claims => "claims",
            Self::Details => "details",
            Self::Tags => "tags",
            Self::Starred => "starred",
            Self::Remark => "remark",
        }
    }

    /// The column of words that holds it, for fields that are just that.
    pub(super) fn words(self) -> Option<WordColumn> {
        Some(match self {
            Self::GeoPrecision => |it| &mut it.geo_precision,
            Self::Country => |it| &mut it.country,
            Self::Admin1 => |it| &mut it.admin1,
            Self::Kind => |it| &mut it.kind,
            Self::EventType => |it| &mut it.event_type,
            Self::SubEventType => |it| &mut it.sub_event_type,
            Self::Status => |it| &mut it.status,
            Self::Corroboration => |it| &mut it.corroboration,
            Self::Confidence => |it| &mut it.confidence,
            _ => return None,
        })
    }

    /// The field of a name as [`Field::name`] gives it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// A column of words of a table.
pub(super) type WordColumn = fn(&mut EventTable) -> &mut Shared<Category>;

impl EventRecord {
    /// What a field holds.
    pub fn get(&self, field: Field) -> Value {
        match field {
            Field::Title => Value::Text(self.title.clone()),
            Field::EventDate => Value::Date(self.when.clone()),
            Field::Position => Value::Position(self.position),
            Field::Place => Value::Key(self.place.clone()),
            Field::OtherPlaces => Value::Keys(self.other_places.clone()),
            Field::PrecisionM => Value::Number(self.precision_m),
            Field::GeoPrecision => Value::Text(self.geo_precision.clone()),
            Field::Country => Value::Text(self.country.clone()),
            Field::Admin1 => Value::Text(self.admin1.clone()),
            Field::Kind => Value::Text(self.kind.clone()),
            Field::EventType => Value::Text(self.event_type.clone()),
            Field::SubEventType => Value::Text(self.sub_event_type.clone()),
            Field::Actors => Value::Keys(self.actors.clone()),
            Field::Targets => Value::Keys(self.targets.clone()),
            Field::Notes => Value::Text(self.notes.clone()),
            Field::Fatalities => Value::Toll(self.fatalities),
            Field::Injuries => Value::Toll(self.injuries),
            Field::Status => Value::Text(self.status.clone()),
            Field::Corroboration => Value::Text(self.corroboration.clone()),
            Field::Confidence => Value::Text(self.confidence.clone()),
            Field::Contradictions => Value::Text(self.contradictions.clone()),
            Field::Sources => Value::Keys(self.sources.clone()),
            Field::Unverified => Value::Flag(self.unverified),
            Field::Claims => Value::Claims(self.claims.clone()),
            Field::Details => Value::Pairs(self.details.clone()),
            Field::Tags => Value::Keys(self.tags.clone()),
            Field::Starred => Value::Flag(self.starred),
            Field::Remark => Value::Text(self.remark.clone()),
        }
    }

    /// Put a value into a field; what was in it comes back.
    ///
    /// # Errors
    /// If the value is not of the kind that the field holds, or means nothing in it.
    pub fn set(&mut self, field: Field, value: Value) -> Result<Value, Reason> {
        check(field, &value)?;
        let old = self.get(field);
        match (field, value) {
            (Field::Title, Value::Text(it)) => self.title = it,
            (Field::EventDate, Value::Date(it)) => self.when = it,
            (Field::Position, Value::Position(it)) => self.position = it.map(super::settled),
            (Field::Place, Value::Key(it)) => self.place = it,
            (Field::OtherPlaces, Value::Keys(it)) => self.other_places = it,
            (Field::PrecisionM, Value::Number(it)) => self.precision_m = it,
            (Field::GeoPrecision, Value::Text(it)) => self.geo_precision = it,
            (Field::Country, Value::Text(it)) => self.country = it,
            (Field::Admin1, Value::Text(it)) => self.admin1 = it,
            (Field::Kind, Value::Text(it)) => self.kind = it,
            (Field::EventType, Value::Text(it)) => self.event_type = it,
            (Field::SubEventType, Value::Text(it)) => self.sub_event_type = it,
            (Field::Actors, Value::Keys(it)) => self.actors = it,
            (Field::Targets, Value::Keys(it)) => self.targets = it,
            (Field::Notes, Value::Text(it)) => self.notes = it,
            (Field::Fatalities, Value::Toll(it)) => self.fatalities = it,
            (Field::Injuries, Value::Toll(it)) => self.injuries = it,
            (Field::Status, Value::Text(it)) => self.status = it,
            (Field::Corroboration, Value::Text(it)) => self.corroboration = it,
            (Field::Confidence, Value::Text(it)) => self.confidence = it,
            (Field::Contradictions, Value::Text(it)) => self.contradictions = it,
            (Field::Sources, Value::Keys(it)) => self.sources = it,
            (Field::Unverified, Value::Flag(it)) => self.unverified = it,
            (Field::Claims, Value::Claims(it)) => self.claims = it,
            (Field::Details, Value::Pairs(it)) => self.details = it,
            (Field::Tags, Value::Keys(it)) => self.tags = it,
            (Field::Starred, Value::Flag(it)) => self.starred = it,
            (Field::Remark, Value::Text(it)) => self.remark = it,
            (field, _) => return Err(Reason::wrong(field, "the value is of another kind")),
        }
        Ok(old)
    }

    /// Check every field, as [`EventRecord::set`] does.
    pub(super) fn check(&self) -> Result<(), Reason> {
        if self.key.is_empty() {
            return Err(Reason::NoKey);
        }
        Field::ALL.into_iter().try_for_each(|field| check(field, &self.get(field)))
    }
}

/// Whether a value means something in a field.
fn check(field: Field, value: &Value) -> Result<(), Reason> {
    let twice = |keys: &[String]| {
        let mut seen = std::collections::HashSet::new();
        !keys.iter().all(|key| seen.insert(key.as_str()))
    };
    match value {
        Value::Position(Some(at)) if LonLat::new(at.lon, at.lat).is_none() => {
            Err(Reason::wrong(field, "longitude is −180 to 180 and latitude −90 to 90 degrees"))
        }
        Value::Number(Some(metres)) if !metres.is_finite() || *metres < 0.0 => {
            Err(Reason::wrong(field, "this must be a distance in metres, not negative"))
        }
        Value::Toll(Toll { min: Some(min), max: Some(max) }) if min > max => {
            Err(Reason::wrong(field, "the lower number comes first"))
        }
        Value::Toll(Toll { min, max }) if [min, max].iter().any(|it| **it == Some(u32::MAX)) => {
            Err(Reason::wrong(field, "the number is too large"))
        }
        Value::Keys(keys) if twice(keys) => Err(Reason::wrong(field, "something is named twice")),
        Value::Claims(claims) if claims.iter().any(|it| it.field.is_empty() || it.value.is_empty()) => {
            Err(Reason::wrong(field, "a claim needs a field and a value"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_gives_back_what_was_put_in() {
        let mut record = EventRecord::default();
        for field in Field::ALL {
            let value = match record.get(field) {
                Value::Text(_) => Value::Text("x".into()),
                Value::Date(_) => Value::Date(When::parse("2024-02~").ok()),
                Value::Position(_) => Value::Position(LonLat::new(1.0, 2.0)),
                Value::Number(_) => Value::Number(Some(3.0)),
                Value::Toll(_) => Value::Toll(Toll { min: Some(1), max: None }),
                Value::Key(_) => Value::Key(Some("k".into())),
                Value::Keys(_) => Value::Keys(vec!["k".into()]),
                Value::Flag(_) => Value::Flag(true),
                Value::Claims(_) => {
                    Value::Claims(vec![ClaimRecord { field: "f".into(), value: "v".into(), ..ClaimRecord::default() }])
                }
                Value::Pairs(_) => Value::Pairs(vec![("a".into(), "b".into())]),
            };
            record.set(field, value.clone()).unwrap();
            assert_eq!(record.get(field), value);
            assert_eq!(Field::named(field.name()), Some(field));
        }
    }

    #[test]
    fn what_means_nothing_is_refused() {
        let mut record = EventRecord::default();
        for (field, value) in [
            (Field::Position, Value::Position(Some(LonLat { lon: f64::NAN, lat: 0.0 }))),
            (Field::PrecisionM, Value::Number(Some(-1.0))),
            (Field::Fatalities, Value::Toll(Toll { min: Some(3), max: Some(1) })),
            (Field::Actors, Value::Keys(vec!["a".into(), "a".into()])),
            (Field::Title, Value::Flag(true)),
        ] {
            assert!(record.set(field, value).is_err(), "{field:?}");
        }
        assert_eq!(record, EventRecord::default());
    }
}

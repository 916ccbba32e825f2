//! One event out of two: what the other says, or a report says, is kept as claims, and nothing that was known is lost.

use std::collections::HashSet;

use super::make::quoted;
use super::{Change, ClaimRecord, Edit, EventRecord, Field, Project, TargetRecord};
use crate::article::Target;
use crate::event::{EventId, LonLat, Toll};

/// The fields in which two accounts of one occurrence are compared.
const COMPARED: [Field; 8] = [
    Field::EventDate,
    Field::Place,
    Field::Actors,
    Field::Targets,
    Field::Fatalities,
    Field::Injuries,
    Field::SubEventType,
    Field::Status,
];

impl Project {
    /// Make one event of two: what `from` says otherwise becomes claims of `into`, what only `from` knows is taken over,
    /// every mention of `from` becomes one of `into`, and `from` goes.
    pub fn merge_events(&self, from: EventId, into: EventId) -> Edit {
        let (gone, mut kept) = (self.event_record(from), self.event_record(into));
        let label = format!("Merge {} into {}", quoted(&gone.title), quoted(&kept.title));
        if from == into {
            return Edit::new(label, Vec::new());
        }
        let by = gone.sources.first().cloned();
        take_in(&mut kept, &gone, by.as_deref());
        for claim in &gone.claims {
            if !kept.claims.iter().any(|it| it.field == claim.field && it.value == claim.value) {
                kept.claims.push(ClaimRecord { adopted: false, ..claim.clone() });
            }
        }
        for tag in &gone.tags {
            if !kept.tags.contains(tag) {
                kept.tags.push(tag.clone());
            }
        }
        kept.starred |= gone.starred;
        kept.remark = joined(&kept.remark, &gone.remark);
        let known: HashSet<String> = kept.details.iter().map(|it| it.0.clone()).collect();
        kept.details.extend(gone.details.into_iter().filter(|it| !known.contains(&it.0)));
        let mut changes = self.retarget(&Target::Event(from), &TargetRecord::Event(kept.key.clone()));
        changes.insert(0, Change::Event { key: kept.key.clone(), record: Some(Box::new(kept)) });
        changes.push(Change::Event { key: gone.key, record: None });
        // What was decided of an event that is no more says nothing.
        let stale =
            self.work.relations.iter().filter(|(_, it)| [&it.a, &it.b].contains(&&self.events.key(from).to_owned()));
        changes.extend(stale.map(|(key, _)| Change::Relation { key: key.clone(), record: None }));
        Edit::new(label, changes)
    }
}

/// Take into an event what another account says of the same occurrence. What the event does not know yet is taken
/// over; what it knows otherwise stays, and both become claims: the one that holds adopted, the other by `by`, the key
/// of its source. An account that says less, but nothing else, changes nothing.
pub fn take_in(into: &mut EventRecord, said: &EventRecord, by: Option<&str>) {
    let before = into.clone();
    for field in COMPARED {
        match differs(field, &before, said) {
            Differs::Not => {}
            Differs::Adds => add(field, into, said),
            Differs::Says(old, new) => {
                let about = field.name();
                let claim = |value: String, source: Option<&str>, adopted| ClaimRecord {
                    field: about.to_owned(),
                    value,
                    source: source.map(str::to_owned),
                    note: String::new(),
                    adopted,
                };
                if !into.claims.iter().any(|it| it.field == about) {
                    let source = (before.sources.len() == 1).then(|| before.sources[0].as_str());
                    into.claims.push(claim(old, source, true));
                }
                if !into.claims.iter().any(|it| it.field == about && it.value == new) {
                    into.claims.push(claim(new, by, false));
                }
            }
        }
    }
    if into.position.is_none() && said.position.is_some() {
        (into.position, into.precision_m) = (said.position, said.precision_m);
        into.geo_precision.clone_from(&said.geo_precision);
    }
    for (mine, theirs) in [
        (&mut into.event_type, &said.event_type),
        (&mut into.kind, &said.kind),
        (&mut into.country, &said.country),
        (&mut into.admin1, &said.admin1),
    ] {
        if mine.is_empty() {
            mine.clone_from(theirs);
        }
    }
    for source in said.sources.iter().map(String::as_str).chain(by) {
        if !into.sources.iter().any(|it| it == source) {
            into.sources.push(source.to_owned());
        }
    }
    into.notes = joined(&into.notes, &said.notes);
}

/// What a second account does to a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Differs {
    /// It says the same, or less, or nothing.
    Not,
    /// It knows what the first does not.
    Adds,
    /// It says something else: the first's value and its own, as claims hold them.
    Says(String, String),
}

/// How what is said of a field stands to what an event holds. Fields that are not compared differ never.
pub fn differs(field: Field, event: &EventRecord, said: &EventRecord) -> Differs {
    let texts = |a: &str, b: &str| match (a.is_empty(), b.is_empty()) {
        (_, true) => Differs::Not,
        (true, false) => Differs::Adds,
        _ if a == b => Differs::Not,
        _ => Differs::Says(a.to_owned(), b.to_owned()),
    };
    match field {
        Field::EventDate => match (&event.when, &said.when) {
            (_, None) => Differs::Not,
            (None, Some(_)) => Differs::Adds,
            // The same days, or days around them: nothing else is said.
            (Some(a), Some(b)) if b.earliest() <= a.earliest() && a.latest() <= b.latest() => Differs::Not,
            (Some(a), Some(b)) => Differs::Says(a.text().to_owned(), b.text().to_owned()),
        },
        Field::Place => match (&event.place, &said.place) {
            (_, None) => Differs::Not,
            (None, Some(_)) => Differs::Adds,
            (Some(a), Some(b)) if a == b || is_there(event, said) => Differs::Not,
            (Some(a), Some(b)) => Differs::Says(a.clone(), b.clone()),
        },
        Field::Actors | Field::Targets => {
            let (a, b) =
                if field == Field::Actors { (&event.actors, &said.actors) } else { (&event.targets, &said.targets) };
            match (a.is_empty(), b.is_empty()) {
                (_, true) => Differs::Not,
                (true, false) => Differs::Adds,
                _ if b.iter().all(|it| a.contains(it)) => Differs::Not,
                _ => Differs::Says(a.join(", "), b.join(", ")),
            }
        }
        Field::Fatalities => tolls(event.fatalities, said.fatalities),
        Field::Injuries => tolls(event.injuries, said.injuries),
        Field::SubEventType => texts(&event.sub_event_type, &said.sub_event_type),
        Field::Status => texts(&event.status, &said.status),
        _ => Differs::Not,
    }
}

/// Whether two points may be one, as precisely as they are known.
fn is_there(a: &EventRecord, b: &EventRecord) -> bool {
    let reach = |it: &EventRecord| f64::from(it.precision_m.unwrap_or(0.0));
    let near = |(x, y): (LonLat, LonLat)| x.metres_to(y) <= (reach(a) + reach(b)).min(25_000.0);
    a.position.zip(b.position).is_some_and(near)
}

fn tolls(a: Toll, b: Toll) -> Differs {
    match (a.text(), b.text()) {
        (_, None) => Differs::Not,
        (None, Some(_)) => Differs::Adds,
        (Some(a), Some(b)) if a == b => Differs::Not,
        (Some(a), Some(b)) => Differs::Says(a, b),
    }
}

fn add(field: Field, into: &mut EventRecord, said: &EventRecord) {
    // Both are records, so the value is of the field's kind and was checked where it came from.
    let _ = into.set(field, said.get(field));
    if field == Field::Place && into.position.is_none() {
        (into.position, into.precision_m) = (said.position, said.precision_m);
    }
}

fn joined(a: &str, b: &str) -> String {
    match (a.trim().is_empty(), b.trim().is_empty()) {
        (_, true) => a.to_owned(),
        (true, false) => b.to_owned(),
        _ if a.contains(b.trim()) => a.to_owned(),
        _ => format!("{}\n\n{}", a.trim_end(), b.trim_start()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::When;

    fn record(date: &str, place: &str, killed: Option<u32>) -> EventRecord {
        EventRecord {
            key: "e".into(),
            when: When::parse(date).ok(),
            place: (!place.is_empty()).then(|| place.to_owned()),
            position: (!place.is_empty()).then_some(LonLat { lon: 44.0, lat: 36.0 }),
            precision_m: Some(1000.0),
            fatalities: Toll { min: killed, max: killed },
            ..EventRecord::default()
        }
    }

    #[test]
    fn what_a_second_account_says_otherwise_becomes_a_claim_and_what_it_adds_is_taken_over() {
        let mut event = record("2024-07-16", "erbil", None);
        event.sources = vec!["a".into()];
        let mut said = record("2024-07-17", "erbil", Some(3));
        said.actors = vec!["kh".into()];
        take_in(&mut event, &said, Some("b"));
        assert_eq!(event.when.as_ref().unwrap().text(), "2024-07-16", "what was known stays");
        assert_eq!((event.fatalities.text().as_deref(), event.actors.as_slice()), (Some("3"), &["kh".to_owned()][..]));
        assert_eq!(event.sources, ["a", "b"]);
        let claims: Vec<_> =
            event.claims.iter().map(|it| (it.value.as_str(), it.source.as_deref(), it.adopted)).collect();
        assert_eq!(claims, [("2024-07-16", Some("a"), true), ("2024-07-17", Some("b"), false)]);
        let once = event.clone();
        take_in(&mut event, &said, Some("b"));
        assert_eq!(event, once, "the same account again changes nothing");
    }

    #[test]
    fn an_account_that_only_says_less_is_no_contradiction() {
        let event = record("2024-07-16", "erbil", Some(2));
        for (date, place, killed, field, expect) in [
            ("2024-07", "erbil", Some(2), Field::EventDate, Differs::Not),
            ("2024-07-15/2024-07-16", "", None, Field::EventDate, Differs::Not),
            ("2024-07-15", "", None, Field::EventDate, Differs::Says("2024-07-16".into(), "2024-07-15".into())),
            ("", "", None, Field::Fatalities, Differs::Not),
            ("", "", Some(4), Field::Fatalities, Differs::Says("2".into(), "4".into())),
            ("", "base", None, Field::Place, Differs::Not),
        ] {
            assert_eq!(differs(field, &event, &record(date, place, killed)), expect, "{date} {place} {killed:?}");
        }
        let mut far = record("", "base", None);
        far.position = Some(LonLat { lon: 45.0, lat: 36.0 });
        assert_eq!(differs(Field::Place, &event, &far), Differs::Says("erbil".into(), "base".into()));
    }
}

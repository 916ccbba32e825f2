use super::{Corroborator, normal_address};
use crate::event::{Day, EventId, GroupId, LonLat, Toll};
use crate::project::{EventRecord, Project};
use crate::text::fold;

/// What is known of an occurrence, as far as it is compared.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Probe {
    /// The event it is, if it is one of the project.
    pub event: Option<EventId>,
    /// First and last possible day.
    pub days: Option<(Day, Day)>,
    pub position: Option<LonLat>,
    /// How far the true place may lie from the point, in kilometres.
    pub reach_km: f64,
    /// Folded.
    pub place: String,
    pub actors: Vec<GroupId>,
    pub targets: Vec<GroupId>,
    pub event_type: String,
    pub sub_event_type: String,
    pub fatalities: Toll,
    pub injuries: Toll,
    /// Folded words of title and notes, sorted, each once.
    pub words: Vec<String>,
    /// See [`normal_address`].
    pub addresses: Vec<String>,
}

/// How far a place may lie from its point if nobody says: kilometres.
pub(super) const UNKNOWN_REACH_KM: f64 = 2.0;

impl Probe {
    /// Of an event.
    pub fn of(project: &Project, event: EventId) -> Self {
        let table = &project.events;
        Self {
            event: Some(event),
            days: table.days(event),
            position: table.position(event),
            reach_km: table.precision_m(event).map_or(UNKNOWN_REACH_KM, |it| f64::from(it) / 1000.0),
            place: fold(project.place_name(event)),
            actors: table.actors(event).to_vec(),
            targets: table.targets(event).to_vec(),
            event_type: table.event_type.get(event.row()).to_owned(),
            sub_event_type: table.sub_event_type.get(event.row()).to_owned(),
            fatalities: table.fatalities(event),
            injuries: table.injuries(event),
            words: words_of([table.title(event), table.notes(event)]),
            addresses: addresses_of(project, event),
        }
    }

    /// Of what a record says, which need not be in the project. Places and groups that the project has not are passed
    /// over.
    pub fn of_record(project: &Project, record: &EventRecord) -> Self {
        let groups = |keys: &[String]| keys.iter().filter_map(|key| project.groups.by_key(key)).collect();
        let place = record.place.as_deref().and_then(|key| project.place_by_key(key)).map(|id| project.place(id));
        let source = |key: &String| project.source_by_key(key).map(|id| normal_address(&project.source(id).url));
        Self {
            event: None,
            days: record.when.as_ref().map(|it| (it.earliest(), it.latest())),
            position: record.position,
            reach_km: record.precision_m.map_or(UNKNOWN_REACH_KM, |it| f64::from(it) / 1000.0),
            place: place.map_or_else(String::new, |it| fold(&it.name)),
            actors: groups(&record.actors),
            targets: groups(&record.targets),
            event_type: record.event_type.clone(),
            sub_event_type: record.sub_event_type.clone(),
            fatalities: record.fatalities,
            injuries: record.injuries,
            words: words_of([&record.title, &record.notes]),
            addresses: record.sources.iter().filter_map(source).filter(|it| !it.is_empty()).collect(),
        }
    }
}

impl Corroborator<'_> {
    /// The probe of an event of this project.
    pub fn probe(&self, event: EventId) -> Probe {
        Probe::of(self.project, event)
    }
}

/// Where the sources of an event were published.
pub(super) fn addresses_of(project: &Project, event: EventId) -> Vec<String> {
    let urls = project.events.sources(event).iter().map(|id| project.source(*id).url.as_str());
    urls.filter(|it| !it.is_empty()).map(normal_address).collect()
}

/// Words that are in every report.
const COMMON: [&str; 40] = [
    "about",
    "after",
    "against",
    "also",
    "another",
    "area",
    "attack",
    "attacked",
    "because",
    "been",
    "before",
    "being",
    "between",
    "during",
    "event",
    "from",
    "have",
    "into",
    "killed",
    "more",
    "near",
    "other",
    "over",
    "people",
    "reported",
    "reportedly",
    "said",
    "several",
    "some",
    "that",
    "their",
    "them",
    "there",
    "they",
    "this",
    "were",
    "when",
    "which",
    "while",
    "with",
];

/// Every folded word of a text that may tell occurrences apart: of four letters or more, not in every report.
pub(super) fn each_word(text: &str, mut take: impl FnMut(&str)) {
    /// More words of one text are not looked at.
    const MOST: usize = 400;
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|it| it.chars().nth(3).is_some());
    words.filter(|it| COMMON.binary_search(it).is_err()).take(MOST).for_each(&mut take);
}

/// Sorted, each once.
fn words_of(texts: [&str; 2]) -> Vec<String> {
    let mut words = Vec::new();
    texts.iter().for_each(|text| each_word(text, |word| words.push(word.to_owned())));
    words.sort_unstable();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_every_report_are_passed_over() {
        assert!(COMMON.is_sorted());
        assert_eq!(words_of(["Two drones killed after attack", "Drones near depot"]), ["depot", "drones"]);
    }
}

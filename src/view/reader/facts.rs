//! What is known of events, places, groups and sources, in words.

use crate::event::{Day, EventId, Group, LonLat, Place, PlaceId, Source, When};
use crate::project::Project;
use crate::view::words;

/// What a `geo_precision` word means to a reader.
pub fn geo_precision(word: &str) -> String {
    match word {
        "" => String::new(),
        "site" => "the site itself".to_owned(),
        "site_probable" => "probably this site".to_owned(),
        "near_site" => "near this site".to_owned(),
        "city" => "somewhere in this city".to_owned(),
        "town_pinned" => "in this town, marked at its centre".to_owned(),
        "approximate_area" => "in this area, marked at its centre".to_owned(),
        "region" => "somewhere in this region".to_owned(),
        "country_pinned_to_capital" => "only the country is known, marked at its capital".to_owned(),
        "unlocated" => "not located".to_owned(),
        other => words::human(other),
    }
}

/// "within 3 km", "within 300 m".
pub fn within(metres: f32) -> String {
    if metres >= 1000.0 {
        let km = format!("{:.1}", metres / 1000.0);
        format!("within {} km", km.trim_end_matches(".0"))
    } else {
        format!("within {metres:.0} m")
    }
}

/// The days that an imprecise date allows; nothing for a plain day.
pub fn possible_days(project: &Project, event: EventId) -> Option<String> {
    days_of(&When::parse(project.events.date_text(event)).ok()?)
}

/// The days that a date allows; nothing for a plain day.
pub fn days_of(when: &When) -> Option<String> {
    let day = |day: Day| {
        let date = day.date();
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let month = usize::try_from(date.month() - 1).ok().and_then(|at| MONTHS.get(at)).unwrap_or(&"");
        format!("{} {month} {}", date.day(), date.year())
    };
    match (when.earliest(), when.latest()) {
        _ if when.is_day() => None,
        (Day::MIN, Day::MAX) => None,
        (Day::MIN, last) => Some(format!("on or before {}", day(last))),
        (first, Day::MAX) => Some(format!("on or after {}", day(first))),
        (first, last) if first == last => Some(day(first)),
        (first, last) => Some(format!("{} to {}", day(first), day(last))),
    }
}

/// "33.786° N 42.441° E".
pub fn position(at: LonLat) -> String {
    let (north, east) = (if at.lat < 0.0 { "S" } else { "N" }, if at.lon < 0.0 { "W" } else { "E" });
    format!("{:.4}° {north}, {:.4}° {east}", at.lat.abs(), at.lon.abs())
}

/// "air base in Al-Anbar, Iraq".
pub fn where_in(place: &Place) -> String {
    let area = [place.admin1.as_str(), place.country.as_str()];
    let area = area.into_iter().filter(|text| !text.is_empty() && *text != place.name).collect::<Vec<_>>().join(", ");
    match (words::human(&place.kind), area) {
        (kind, area) if area.is_empty() => kind,
        (kind, area) if kind.is_empty() => area,
        (kind, area) => format!("{kind} in {area}"),
    }
}

/// How precisely a place is known.
pub fn place_precision(place: &Place) -> String {
    match (place.position, place.precision_km) {
        (None, _) => "Position not known".to_owned(),
        (Some(_), Some(km)) => format!("Known {}", within(km * 1000.0)),
        (Some(_), None) => "Precision not given".to_owned(),
    }
}

/// Name of a place with its country, if that says more.
pub fn place_line(project: &Project, id: PlaceId) -> String {
    let place = project.place(id);
    let parts = [place.name.as_str(), place.admin1.as_str(), place.country.as_str()];
    let mut line: Vec<&str> = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !line.contains(&part) {
            line.push(part);
        }
    }
    line.join(", ")
}

/// "Part of Islamic Resistance in Iraq".
pub fn umbrellas(project: &Project, group: &Group) -> String {
    let names: Vec<&str> = group.umbrella.iter().map(|id| project.groups.get(*id).name.as_str()).collect();
    if names.is_empty() { String::new() } else { format!("Part of {}", names.join(", ")) }
}

/// "Yahoo News, via Reuters".
pub fn publisher(source: &Source) -> String {
    let publisher = if source.publisher.is_empty() { "Publisher not recorded" } else { &source.publisher };
    if source.agency.is_empty() || source.agency == source.publisher {
        publisher.to_owned()
    } else {
        format!("{publisher}, from {}", source.agency)
    }
}

pub fn source_date(source: &Source) -> String {
    source.date.as_ref().map_or_else(|| "date not recorded".to_owned(), When::display)
}

/// Where a title comes from, if it was not read on the page itself.
pub fn title_basis(source: &Source) -> &'static str {
    match source.title_basis.as_str() {
        "seen" => "",
        "url_slug" => "Title taken from the address, not seen on the page",
        "not_recorded" | "" if source.title.is_empty() => "Title not recorded",
        "" => "",
        _ => "Title not seen on the page",
    }
}

/// Ids of sources, with commas between them, as names of their publishers.
pub fn source_names(project: &Project, keys: &str) -> String {
    let name = |key: &str| {
        let found = project.sources.iter().find(|source| source.key == key);
        found.map_or_else(|| key.to_owned(), publisher)
    };
    keys.split(',').map(|key| name(key.trim())).collect::<Vec<_>>().join(", ")
}

/// A source as one line of plain text.
pub fn cite(source: &Source) -> String {
    let mut parts = vec![publisher(source)];
    if !source.title.is_empty() {
        parts.push(format!("“{}”", source.title));
    }
    parts.push(source_date(source));
    if !source.url.is_empty() {
        parts.push(source.url.clone());
    }
    parts.join(", ")
}

/// An event with its sources as plain text, to be pasted elsewhere.
pub fn citation(project: &Project, event: EventId) -> String {
    let events = &project.events;
    let place = events.place(event).map_or_else(|| "place not known".to_owned(), |id| place_line(project, id));
    let mut text = format!("{}\n{} · {place}\n", events.title(event), words::date(project, event));
    if let Some(toll) = words::toll(project, event) {
        text.push_str(&format!("{toll}\n"));
    }
    text.push_str(&format!(
        "{} · {}\n",
        words::status(events.status.get(event.row())),
        words::corroboration(events.corroboration.get(event.row()))
    ));
    if !events.contradictions(event).is_empty() {
        text.push_str(&format!("Sources disagree: {}\n", events.contradictions(event)));
    }
    if events.is_unverified(event) {
        text.push_str("Unverified.\n");
    }
    for source in events.sources(event) {
        text.push_str(&format!("– {}\n", cite(project.source(*source))));
    }
    text.push_str(&format!("Event {} in “{}”", events.key(event), project.meta.title));
    text
}

/// The value of a claim with ids put as names.
pub fn claim_value(project: &Project, field: &str, value: &str) -> String {
    let places = |key: &str| project.places.iter().find(|place| place.key == key).map(|place| place.name.clone());
    let groups = |key: &str| project.groups.by_key(key).map(|id| project.groups.get(id).name.clone());
    let named = |name: &dyn Fn(&str) -> Option<String>| {
        let parts: Vec<String> =
            value.split(',').map(|key| name(key.trim()).unwrap_or_else(|| key.trim().to_owned())).collect();
        parts.join(", ")
    };
    match field {
        "event_date" => When::parse(value).map_or_else(|_| value.to_owned(), |when| when.display()),
        "place" | "other_places" => named(&places),
        "actors" | "targets" => named(&groups),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Group, Groups, TableBuilder};
    use crate::project::Meta;

    #[test]
    fn precision_is_put_in_words() {
        assert_eq!(within(3000.0), "within 3 km");
        assert_eq!(within(1500.0), "within 1.5 km");
        assert_eq!(within(300.0), "within 300 m");
        assert_eq!(geo_precision("site"), "the site itself");
        assert_eq!(geo_precision("some_other"), "Some other");
    }

    #[test]
    fn ids_in_claims_become_names() {
        let group = |key: &str, name: &str| Group { key: key.into(), name: name.into(), ..Group::default() };
        let place = Place { key: "tower_22".into(), name: "Tower 22".into(), ..Place::default() };
        let project = Project::new(
            Meta::default(),
            TableBuilder::default().build(),
            vec![place],
            Groups::new(vec![group("kh", "Kata'ib Hezbollah"), group("iri", "Islamic Resistance")]),
            vec![],
            vec![],
        );
        assert_eq!(claim_value(&project, "actors", "iri, kh, x"), "Islamic Resistance, Kata'ib Hezbollah, x");
        assert_eq!(claim_value(&project, "place", "tower_22"), "Tower 22");
        assert_eq!(claim_value(&project, "injuries", "25–47"), "25–47");
    }

    #[test]
    fn a_source_says_where_it_comes_from() {
        let source = Source { publisher: "LBCI".into(), agency: "Reuters".into(), ..Source::default() };
        assert_eq!(cite(&source), "LBCI, from Reuters, date not recorded");
        assert_eq!(title_basis(&source), "Title not recorded");
    }
}

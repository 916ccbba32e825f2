//! How the things of a case are put in words.

use crate::event::{EventId, Toll, When};
use crate::project::Project;

/// A moment in UTC, `2024-07-16T10:00:00.000Z`, as people here tell it.
pub fn moment(at: &str) -> String {
    let zone = jiff::tz::TimeZone::system();
    let parsed: Option<jiff::Timestamp> = at.parse().ok();
    parsed.map_or_else(|| at.to_owned(), |it| it.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string())
}

/// The date of an event for people; "undated" if there is none.
pub fn date(project: &Project, event: EventId) -> String {
    match When::parse(project.events.date_text(event)) {
        Ok(when) => when.display(),
        Err(_) => "undated".to_owned(),
    }
}

/// The same, short.
pub fn short_date(project: &Project, event: EventId) -> String {
    match When::parse(project.events.date_text(event)) {
        Ok(when) => when.short(),
        Err(_) => "undated".to_owned(),
    }
}

/// "3 killed, 25–47 injured", "no casualties", "3 killed"; nothing if nothing is known.
pub fn toll(project: &Project, event: EventId) -> Option<String> {
    let (killed, injured) = (project.events.fatalities(event), project.events.injuries(event));
    let none = |toll: Toll| toll.most() == Some(0);
    if none(killed) && none(injured) {
        return Some("no casualties".to_owned());
    }
    let part = |toll: Toll, word: &str| {
        toll.text().map(|text| if text == "0" { format!("none {word}") } else { format!("{text} {word}") })
    };
    match (part(killed, "killed"), part(injured, "injured")) {
        (Some(a), Some(b)) => Some(format!("{a}, {b}")),
        (a, b) => a.or(b),
    }
}

/// The toll in the room of a row: "3 killed · 25–47 injured", "no casualties"; nothing where nothing is known.
pub fn short_toll(project: &Project, event: EventId) -> Option<String> {
    let (killed, injured) = (project.events.fatalities(event), project.events.injuries(event));
    let none = |toll: Toll| toll.most() == Some(0);
    if none(killed) && none(injured) {
        return Some("no casualties".to_owned());
    }
    let part = |toll: Toll, word: &str| toll.text().filter(|text| text != "0").map(|text| format!("{text} {word}"));
    match (part(killed, "killed"), part(injured, "injured")) {
        (Some(a), Some(b)) => Some(format!("{a} · {b}")),
        (Some(a), None) | (None, Some(a)) => Some(a),
        // One of the two is known to be none, and nothing is known of the other.
        (None, None) => {
            none(killed).then_some("none killed").or(none(injured).then_some("none injured")).map(str::to_owned)
        }
    }
}

/// The first tag of an event, and how many further ones it has; nothing if it has none.
pub fn tags(project: &Project, event: EventId) -> Option<String> {
    if project.work().marks.is_empty() {
        return None;
    }
    let mark = project.mark(event);
    let first = mark.tags.first()?;
    let name = project.work().tags.get(first).map_or(first, |tag| &tag.name);
    Some(if mark.tags.len() > 1 { format!("{name} + {}", mark.tags.len() - 1) } else { name.clone() })
}

/// Names of the actors, or what is said instead.
pub fn actors(project: &Project, event: EventId) -> String {
    let names: Vec<&str> =
        project.events.actors(event).iter().map(|id| project.groups.get(*id).name.as_str()).collect();
    if names.is_empty() { "no group named".to_owned() } else { names.join(", ") }
}

/// `kebab` and `snake` words as a person writes them: "not_applicable" → "Not applicable".
pub fn human(word: &str) -> String {
    // In the words of cases "us" is the country.
    let parts = word.split(['_', ' ']).map(|part| if part == "us" { "US" } else { part });
    let mut text = parts.collect::<Vec<_>>().join(" ");
    if let Some(first) = text.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// What an attribution status means to a reader.
pub fn status(word: &str) -> String {
    match word {
        "" => "Status not given".to_owned(),
        "not_applicable" => "No attribution needed".to_owned(),
        "claimed" => "Claimed by a group".to_owned(),
        "attributed" => "Attributed by a government".to_owned(),
        "suspected" => "Suspected, not claimed".to_owned(),
        "planned" => "Planned, to come".to_owned(),
        other => human(other),
    }
}

/// What a corroboration word means to a reader.
pub fn corroboration(word: &str) -> String {
    match word {
        "" => "Corroboration not given".to_owned(),
        "confirmed_multi" => "Two or more origins".to_owned(),
        "confirmed_single" => "One origin".to_owned(),
        "detail_contradicted" => "Details contradicted".to_owned(),
        other => human(other),
    }
}

/// `1 event`, `2 events`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {many}", thousands(n)) }
}

/// Digits in groups of three.
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_as_a_person_writes_them() {
        assert_eq!(human("attack_on_us_or_coalition"), "Attack on US or coalition");
        assert_eq!(count(1, "event", "events"), "1 event");
        assert_eq!(thousands(1_234_567), "1,234,567");
    }
}

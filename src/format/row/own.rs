//! The columns that this program writes, and reads back without loss.

use super::Role;

/// Name and meaning, in the order of a table. Those that repeat others are for people and other programs.
pub(crate) const OWN: [(&str, Role); 40] = [
    ("event_id_cnty", Role::Key),
    ("event_date", Role::Date),
    ("year", Role::Repeats),
    ("start", Role::Repeats),
    ("end", Role::Repeats),
    ("title", Role::Title),
    ("kind", Role::Kind),
    ("event_type", Role::EventType),
    ("sub_event_type", Role::SubEventType),
    ("actor1", Role::Repeats),
    ("assoc_actor_1", Role::Repeats),
    ("actor2", Role::Repeats),
    ("assoc_actor_2", Role::Repeats),
    ("actors", Role::Actors),
    ("targets", Role::Targets),
    ("country", Role::Country),
    ("admin1", Role::Admin1),
    ("location", Role::Place),
    ("other_places", Role::OtherPlaces),
    ("latitude", Role::Latitude),
    ("longitude", Role::Longitude),
    ("place_precision", Role::GeoPrecision),
    ("precision_km", Role::PrecisionKm),
    ("source", Role::Repeats),
    ("source_url", Role::Repeats),
    ("citations", Role::Citations),
    ("notes", Role::Notes),
    ("fatalities", Role::Fatalities),
    ("fatalities_min", Role::FatalitiesMin),
    ("fatalities_max", Role::FatalitiesMax),
    ("injuries", Role::Injuries),
    ("injuries_min", Role::InjuriesMin),
    ("injuries_max", Role::InjuriesMax),
    ("status", Role::Status),
    ("corroboration", Role::Corroboration),
    ("confidence", Role::Confidence),
    ("contradictions", Role::Contradictions),
    ("claims", Role::Claims),
    ("verified", Role::Verified),
    // What follows in a table are details, whatever they are called.
    ("details", Role::Repeats),
];

/// What a name means in files that this program wrote.
pub(crate) fn own_role(name: &str) -> Role {
    OWN.iter().find(|(it, _)| *it == name).map_or(Role::Detail, |(_, role)| *role)
}

/// How many columns this program wrote itself, if it wrote the table.
pub(crate) fn own_columns<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<usize> {
    let mut names = names.into_iter();
    OWN.iter().all(|(own, _)| names.next() == Some(own)).then_some(OWN.len())
}

/// A name for a detail that is none of our own, and comes back as it was.
pub(crate) fn detail_name(name: &str) -> String {
    let bare = name.trim_start_matches(DETAIL);
    if own_role(bare) == Role::Detail { name.to_owned() } else { format!("{DETAIL}{name}") }
}

/// The name of a detail as it was.
pub(crate) fn detail_of(name: &str) -> &str {
    match name.strip_prefix(DETAIL) {
        Some(rest) if own_role(rest.trim_start_matches(DETAIL)) != Role::Detail => rest,
        _ => name,
    }
}

/// Before details that are called like a column of ours.
const DETAIL: &str = "given_";

/// Names as one text, divided by semicolons; as a JSON list where one holds a semicolon itself.
pub(crate) fn join<T: AsRef<str>>(names: &[T]) -> String {
    let plain = |name: &T| {
        let name = name.as_ref();
        !name.contains(';') && name.trim() == name && !name.is_empty() && !name.starts_with('[')
    };
    if names.iter().all(plain) {
        let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        return names.join("; ");
    }
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    serde_json::to_string(&names).unwrap_or_default()
}

/// The names of a text that [`join`] made.
pub(crate) fn parted(text: &str) -> Vec<String> {
    if text.starts_with('[')
        && let Ok(names) = serde_json::from_str(text)
    {
        return names;
    }
    text.split(';').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_apart_as_they_were_put_together() {
        for names in [&["a", "b"][..], &["a; b", "c"], &["[x]"], &[" y", ""], &[]] {
            assert_eq!(parted(&join(names)), names);
        }
    }

    #[test]
    fn a_detail_called_like_a_column_of_ours_keeps_its_name() {
        for name in ["title", "given_title", "given_x", "x", "given_given_notes"] {
            assert_eq!(detail_of(&detail_name(name)), name);
            assert_eq!(own_role(&detail_name(name)), Role::Detail);
        }
    }
}

//! What columns can mean, in words.

use crate::format::Role;

/// The meanings to choose from, by what they tell.
pub const ROLES: [(&str, &[Role]); 8] = [
    ("", &[Role::Detail, Role::Repeats]),
    (
        "When",
        &[Role::Date, Role::DateEnd, Role::Week, Role::Year, Role::Month, Role::Day, Role::Time, Role::TimePrecision],
    ),
    (
        "Where",
        &[
            Role::Latitude,
            Role::Longitude,
            Role::Position,
            Role::Easting,
            Role::Northing,
            Role::Zone,
            Role::Place,
            Role::OtherPlaces,
            Role::Admin1,
            Role::Country,
            Role::GeoPrecision,
            Role::PrecisionKm,
            Role::PrecisionM,
        ],
    ),
    ("What", &[Role::Title, Role::Notes, Role::EventType, Role::SubEventType, Role::Kind, Role::Key, Role::Count]),
    ("Who", &[Role::Actors, Role::OtherSide, Role::Targets]),
    (
        "Toll",
        &[
            Role::Fatalities,
            Role::FatalitiesMin,
            Role::FatalitiesMax,
            Role::Injuries,
            Role::InjuriesMin,
            Role::InjuriesMax,
        ],
    ),
    (
        "Who says so",
        &[Role::Sources, Role::SourceUrl, Role::SourceTitle, Role::SourceDate, Role::Citations, Role::Claims],
    ),
    ("How sure", &[Role::Status, Role::Corroboration, Role::Confidence, Role::Contradictions, Role::Verified]),
];

/// A meaning in a few words.
pub fn name(role: Role) -> &'static str {
    match role {
        Role::Detail => "Keep as it is",
        Role::Repeats => "Leave out",
        Role::Key => "Id of the event",
        Role::Title => "Title",
        Role::Date => "Date, or first day",
        Role::DateEnd => "Last day",
        Role::Week => "Week, by its first day",
        Role::Year => "Year",
        Role::Month => "Month",
        Role::Day => "Day of the month",
        Role::Time => "Time of day",
        Role::TimePrecision => "How exact the date is",
        Role::Longitude => "Longitude",
        Role::Latitude => "Latitude",
        Role::Position => "Position in one",
        Role::Easting => "Easting",
        Role::Northing => "Northing",
        Role::Zone => "UTM zone",
        Role::GeoPrecision => "How exact the place is",
        Role::PrecisionKm => "Exact to so many km",
        Role::PrecisionM => "Exact to so many m",
        Role::Country => "Country",
        Role::Admin1 => "Region",
        Role::Place => "Place",
        Role::OtherPlaces => "Another place",
        Role::Kind => "Kind",
        Role::EventType => "Type",
        Role::SubEventType => "Sub-type",
        Role::Actors => "Group",
        Role::OtherSide => "Other side",
        Role::Targets => "Target",
        Role::Notes => "Notes",
        Role::Fatalities => "Killed",
        Role::FatalitiesMin => "Killed, at least",
        Role::FatalitiesMax => "Killed, at most",
        Role::Injuries => "Injured",
        Role::InjuriesMin => "Injured, at least",
        Role::InjuriesMax => "Injured, at most",
        Role::Sources => "Source",
        Role::SourceUrl => "Link to the source",
        Role::SourceTitle => "Title of the source",
        Role::SourceDate => "Date of the source",
        Role::Status => "Who says who did it",
        Role::Corroboration => "How it is confirmed",
        Role::Confidence => "Confidence",
        Role::Contradictions => "Contradictions",
        Role::Verified => "Verified or not",
        Role::Citations => "Sources in full (JSON)",
        Role::Claims => "Claims (JSON)",
        Role::Count => "How many events",
    }
}

/// What more there is to know before choosing it.
pub fn beside(role: Role) -> &'static str {
    match role {
        Role::Detail => "as a further field",
        Role::Position => "33.5, 36.3 or WKT",
        Role::Easting | Role::Northing => "in metres",
        Role::Zone => "38S, or 38 N",
        Role::Actors | Role::Targets | Role::Sources => "lists: a; b",
        Role::Date => "or an interval",
        Role::Admin1 => "admin1, province",
        Role::Count => "that a row sums up",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_meaning_is_offered_once_under_a_name_of_its_own() {
        let all: Vec<Role> = ROLES.iter().flat_map(|(_, roles)| roles.iter().copied()).collect();
        assert_eq!(all.len(), Role::Count as usize + 1);
        let mut names: Vec<&str> = all.iter().map(|role| name(*role)).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all.len());
    }
}

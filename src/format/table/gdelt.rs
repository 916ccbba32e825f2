//! GDELT's tables have no header: their columns by position.

use crate::format::row::Role;

const ACTOR: [&str; 10] = [
    "Code",
    "Name",
    "CountryCode",
    "KnownGroupCode",
    "EthnicCode",
    "Religion1Code",
    "Religion2Code",
    "Type1Code",
    "Type2Code",
    "Type3Code",
];
const GEO: [&str; 8] = ["Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID"];

/// The names of the columns of a table with so many: 61 in version 2.0, 58 in version 1.0 and 57 in its older files,
/// which have no address of a source.
pub(super) fn names(count: usize) -> Option<Vec<String>> {
    if !matches!(count, 57 | 58 | 61) {
        return None;
    }
    let plain = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    let mut names = plain(&["GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"]);
    for actor in ["Actor1", "Actor2"] {
        names.extend(ACTOR.iter().map(|it| format!("{actor}{it}")));
    }
    names.extend(plain(&[
        "IsRootEvent",
        "EventCode",
        "EventBaseCode",
        "EventRootCode",
        "QuadClass",
        "GoldsteinScale",
        "NumMentions",
        "NumSources",
        "NumArticles",
        "AvgTone",
    ]));
    for place in ["Actor1Geo", "Actor2Geo", "ActionGeo"] {
        let columns = GEO.iter().filter(|it| count == 61 || **it != "ADM2Code");
        names.extend(columns.map(|it| format!("{place}_{it}")));
    }
    names.push("DATEADDED".to_owned());
    if count != 57 {
        names.push("SOURCEURL".to_owned());
    }
    Some(names)
}

/// Whether the first fields of a row look like GDELT's: a number, a day, its month and its year.
pub(super) fn looks_like(row: &[&str]) -> bool {
    let digits = |at: usize, count: usize| {
        row.get(at).is_some_and(|it| it.len() == count && it.bytes().all(|b| b.is_ascii_digit()))
    };
    let id = row.first().is_some_and(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit()));
    matches!(row.len(), 57 | 58 | 61) && id && digits(1, 8) && digits(2, 6) && digits(3, 4)
}

/// What a column means, by its plain name.
pub(super) fn role(plain: &str) -> Role {
    match plain {
        "globaleventid" => Role::Key,
        "sqldate" => Role::Date,
        // Other spellings of the same day.
        "monthyear" | "year" | "fractiondate" => Role::Repeats,
        "actor1name" => Role::Actors,
        "actor2name" => Role::OtherSide,
        "eventrootcode" => Role::EventType,
        "eventcode" => Role::SubEventType,
        "actiongeotype" => Role::GeoPrecision,
        "actiongeofullname" => Role::Place,
        "actiongeolat" => Role::Latitude,
        "actiongeolong" => Role::Longitude,
        "sourceurl" => Role::SourceUrl,
        _ => Role::Detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_has_as_many_names_as_columns() {
        for count in [57, 58, 61] {
            let names = names(count).unwrap();
            assert_eq!(names.len(), count);
            assert_eq!(names[4..6], ["FractionDate", "Actor1Code"]);
        }
        assert_eq!(names(61).unwrap()[53], "ActionGeo_CountryCode");
        assert_eq!(names(60), None);
    }
}

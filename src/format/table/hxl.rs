//! The row of hashtags below the header of a table of the Humanitarian Exchange Language (hxlstandard.org, 1.1).

use crate::format::row::Role;

/// Whether a row is one of hashtags: all that is filled in is a tag, and one of them is known.
pub(in crate::format) fn is_tags<'a>(fields: impl IntoIterator<Item = &'a str>) -> bool {
    let (mut tags, mut known) = (0, false);
    for field in fields.into_iter().map(str::trim).filter(|it| !it.is_empty()) {
        let letter = field.as_bytes().get(1).is_some_and(u8::is_ascii_alphabetic);
        if !field.starts_with('#') || !letter || field.contains(|c: char| c.is_whitespace() && c != ' ') {
            return false;
        }
        tags += 1;
        known |= role(field).is_some();
    }
    tags >= 1 && known
}

/// What a column with this tag is, if it is told.
pub(super) fn role(tag: &str) -> Option<Role> {
    let tag = tag.trim().to_ascii_lowercase().replace(' ', "");
    let mut parts = tag.split('+');
    let (tag, attributes) = (parts.next()?, parts.collect::<Vec<_>>());
    let has = |name: &str| attributes.contains(&name);
    Some(match tag {
        "#date" if has("end") => Role::DateEnd,
        "#date" if has("reported") || has("updated") || has("published") => return None,
        "#date" if has("year") => Role::Year,
        "#date" if has("month") => Role::Month,
        "#date" => Role::Date,
        "#geo" if has("lat") => Role::Latitude,
        "#geo" if has("lon") || has("lng") => Role::Longitude,
        "#geo" if has("coord") || has("latlon") => Role::Position,
        "#country" | "#adm1" | "#loc" if has("code") || has("id") => return None,
        "#country" => Role::Country,
        "#adm1" => Role::Admin1,
        "#loc" => Role::Place,
        "#affected" | "#victims" | "#casualties" if has("killed") || has("dead") => Role::Fatalities,
        "#affected" | "#victims" | "#casualties" if has("injured") || has("wounded") => Role::Injuries,
        "#event" | "#crisis" if has("id") || has("code") => Role::Key,
        "#event" | "#crisis" if has("name") || has("title") => Role::Title,
        "#event" | "#crisis" | "#cause" if attributes.is_empty() || has("type") => Role::EventType,
        "#description" => Role::Notes,
        "#meta" | "#source" | "#contact" if has("url") => Role::SourceUrl,
        "#source" => Role::Sources,
        "#meta" if has("source") => Role::Sources,
        "#meta" | "#event" if has("id") => Role::Key,
        "#actor" | "#group" if !has("code") => Role::Actors,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_told_from_rows_and_say_what_columns_are() {
        assert!(is_tags(["#date+occurred", "", "#geo+lat", "#x_mine"]));
        for row in [vec!["#1", "2024"], vec!["#hashtag", "x"], vec!["#news", "#war"], vec!["", ""]] {
            assert!(!is_tags(row.clone()), "{row:?}");
        }
        for (tag, expect) in [
            ("#affected +killed", Some(Role::Fatalities)),
            ("#date+end", Some(Role::DateEnd)),
            ("#ADM1+name", Some(Role::Admin1)),
            ("#adm1+code", None),
            ("#sector", None),
        ] {
            assert_eq!(role(tag), expect, "{tag}");
        }
    }
}

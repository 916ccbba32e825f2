//! Names of months.

/// Beginnings that tell a month, in English, French, Spanish, German, Portuguese, Italian, Turkish, Ukrainian,
/// Russian and Arabic (both sets of names), folded: lower case, without accents.
const NAMES: &[(&str, i8)] = &[
    ("jan", 1),
    ("ene", 1),
    ("gen", 1),
    ("oca", 1),
    ("sic", 1),
    ("янв", 1),
    ("січ", 1),
    ("يناير", 1),
    ("كانون الثاني", 1),
    ("feb", 2),
    ("fev", 2),
    ("sub", 2),
    ("şub", 2),
    ("фев", 2),
    ("лют", 2),
    ("فبراير", 2),
    ("شباط", 2),
    ("mar", 3),
    ("mrz", 3),
    ("maerz", 3),
    ("мар", 3),
    ("бер", 3),
    ("مارس", 3),
    ("اذار", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("nis", 4),
    ("апр", 4),
    ("кві", 4),
    ("ابريل", 4),
    ("نيسان", 4),
    ("may", 5),
    ("mai", 5),
    ("mag", 5),
    ("мая", 5),
    ("май", 5),
    ("маи", 5),
    ("тра", 5),
    ("مايو", 5),
    ("ايار", 5),
    ("jun", 6),
    ("juin", 6),
    ("giu", 6),
    ("haz", 6),
    ("июн", 6),
    ("чер", 6),
    ("يونيو", 6),
    ("حزيران", 6),
    ("jul", 7),
    ("juil", 7),
    ("lug", 7),
    ("tem", 7),
    ("июл", 7),
    ("лип", 7),
    ("يوليو", 7),
    ("تموز", 7),
    ("aug", 8),
    ("aou", 8),
    ("ago", 8),
    ("agu", 8),
    ("авг", 8),
    ("сер", 8),
    ("اغسطس", 8),
    ("اب", 8),
    ("sep", 9),
    ("set", 9),
    ("eyl", 9),
    ("сен", 9),
    ("вер", 9),
    ("سبتمبر", 9),
    ("ايلول", 9),
    ("oct", 10),
    ("okt", 10),
    ("out", 10),
    ("ott", 10),
    ("eki", 10),
    ("окт", 10),
    ("жов", 10),
    ("اكتوبر", 10),
    ("تشرين الاول", 10),
    ("تشرين اول", 10),
    ("nov", 11),
    ("kas", 11),
    ("ноя", 11),
    ("лис", 11),
    ("نوفمبر", 11),
    ("تشرين الثاني", 11),
    ("تشرين ثاني", 11),
    ("dec", 12),
    ("dez", 12),
    ("dic", 12),
    ("ara", 12),
    ("дек", 12),
    ("гру", 12),
    ("ديسمبر", 12),
    ("كانون الاول", 12),
    ("كانون اول", 12),
];

/// The month of a name or of its usual abbreviation, 1 to 12.
pub(super) fn month(name: &str) -> Option<i8> {
    // Nearly always English.
    let name = name.trim().trim_end_matches('.');
    if name.is_ascii() && name.len() >= 3 {
        let head = name.get(..3)?.to_ascii_lowercase();
        let english = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        if let Some(at) = english.iter().position(|it| *it == head) {
            return i8::try_from(at + 1).ok();
        }
    }
    let name = crate::text::fold(name);
    let short = |it: &str| it.chars().count() <= 4 && it.is_ascii() || it.chars().all(|c| ('а'..='ї').contains(&c));
    NAMES.iter().find(|(it, _)| name == *it || (short(it) && name.starts_with(it))).map(|(_, month)| *month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_in_several_languages() {
        for (name, expect) in [
            ("December", Some(12)),
            ("Sept.", Some(9)),
            ("juillet", Some(7)),
            ("juin", Some(6)),
            ("août", Some(8)),
            ("März", Some(3)),
            ("Dezember", Some(12)),
            ("enero", Some(1)),
            ("марта", Some(3)),
            ("серпня", Some(8)),
            ("آب", Some(8)),
            ("كانون الثاني", Some(1)),
            ("كانون الأول", Some(12)),
            ("Aralık", Some(12)),
            ("Monday", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(month(name), expect, "{name}");
        }
    }
}

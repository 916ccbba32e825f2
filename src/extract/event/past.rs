//! Verbs that tell of what is past and has no kind of its own.

use super::saying;
use crate::extract::token::{Reading, Shape};

/// Verbs of the past that tell of something that may have a date.
pub(super) fn is_past(reading: &Reading<'_>, at: usize) -> bool {
    let key = reading.key(at);
    let plain = reading.tokens[at].shape == Shape::Lower;
    let irregular = matches!(
        key,
        "began"
            | "took"
            | "left"
            | "sent"
            | "fell"
            | "broke"
            | "won"
            | "lost"
            | "held"
            | "gave"
            | "came"
            | "went"
            | "saw"
            | "built"
            | "brought"
            | "shut"
            | "flew"
            | "sank"
            | "spoke"
            | "became"
            | "fled"
            | "cut"
            | "drove"
            | "caught"
            | "ran"
            | "driven"
            | "overthrown"
            | "thrown"
    );
    let regular = key.len() > 4
        && key.ends_with("ed")
        && !matches!(reading.before(at, 1), "the" | "a" | "an" | "-" | "of")
        && reading.word(at + 1) != "-";
    let state = matches!(
        key,
        "believed"
            | "expected"
            | "supposed"
            | "needed"
            | "wanted"
            | "seemed"
            | "noted"
            | "added"
            | "based"
            | "armed"
            | "backed"
            | "united"
            | "asked"
            | "hoped"
            | "feared"
            | "considered"
            | "called"
            | "known"
            | "compared"
            | "according"
            | "related"
            | "married"
            | "described"
            | "named"
            | "required"
            | "used"
            | "allowed"
            | "limited"
            | "continued"
            | "remained"
            | "appeared"
            | "decreased"
            | "increased"
            | "helped"
            | "indeed"
            | "hundred"
            | "agreed"
            | "argued"
            | "suggested"
            | "insisted"
            | "suspected"
            | "alleged"
            | "reported"
            | "published"
            | "produced"
            | "manufactured"
            | "dated"
            | "wounded"
            | "injured"
            | "masked"
            | "unarmed"
            | "claimed"
            | "blamed"
            | "accused"
            | "denied"
            | "confirmed"
    );
    let state = state || saying::only_says(key) || saying::is_statement(reading, at);
    // `a note, prepared by the team`
    let aside = reading.key(at + 1) == "by" && reading.before(at, 1) == "," && regular;
    plain && !aside && (irregular || regular && !state)
}

//! Names of groups that nobody listed: capitalised words around a word for people who act together.

use super::{GroupName, Origin};
use crate::extract::date::is_calendar;
use crate::extract::token::{Kind, Reading};

/// The longest such name, in tokens.
const LONGEST: usize = 8;

/// `Nineveh Liberation Front`, `Army of the Righteous`, `Third Assault Brigade`.
pub(super) fn named(reading: &Reading<'_>, start: usize) -> Option<GroupName> {
    let first = reading.tokens.get(start)?;
    let counted = is_ordinal(reading, start);
    if first.kind != Kind::Word && !counted || !is_name(reading, start) || is_calendar(reading, start) {
        return None;
    }
    let sentence = first.sentence;
    let (mut at, mut end, mut words) = (start, start, 0);
    let mut head = None;
    while at < start + LONGEST && reading.tokens.get(at).is_some_and(|it| it.sentence == sentence) {
        if is_name(reading, at) {
            words += 1;
            end = at + 1;
            if is_head(reading.key(at)) {
                head = Some((at + 1, words));
            }
        } else if !joins(reading, at) {
            break;
        }
        at += 1;
    }
    let (last, count) = head?;
    // The head comes last, or first with what it is of.
    let end = if last == start + 1 { end } else { last };
    let named = if last == start + 1 { words >= 2 && reading.key(start + 1) != "-" } else { count >= 2 };
    // `Front Street`: what follows belongs to the name of a thing.
    if !named || last != start + 1 && end < reading.tokens.len() && is_thing(reading.key(end)) {
        return None;
    }
    // `Army of`: a head at the start needs its `of` or `for`.
    if last == start + 1 && !matches!(reading.key(start + 1), "of" | "for") {
        return None;
    }
    let tokens = start..end;
    let range = reading.bytes(tokens.clone());
    let name = reading.text[range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
    Some(GroupName { name, range, tokens, group: None, origin: Origin::Candidate })
}

/// `444th` of `444th Brigade`
fn is_ordinal(reading: &Reading<'_>, at: usize) -> bool {
    let word = reading.word(at);
    reading.tokens.get(at).is_some_and(|it| it.kind == Kind::Number)
        && ["st", "nd", "rd", "th"].iter().any(|it| word.ends_with(it))
        && reading.is_capital(at + 1)
}

fn is_name(reading: &Reading<'_>, at: usize) -> bool {
    if is_ordinal(reading, at) {
        return true;
    }
    reading.word(at).starts_with(char::is_uppercase)
        && !matches!(
            reading.key(at),
            "the"
                | "a"
                | "an"
                | "in"
                | "on"
                | "at"
                | "of"
                | "for"
                | "from"
                | "by"
                | "and"
                | "but"
                | "when"
                | "after"
                | "he"
                | "she"
                | "it"
                | "they"
                | "we"
                | "i"
                | "two"
                | "three"
                | "four"
                | "five"
                | "six"
                | "seven"
                | "eight"
                | "nine"
                | "ten"
                | "if"
                | "as"
                | "his"
                | "her"
                | "their"
                | "its"
                | "our"
                | "this"
                | "that"
                | "these"
                | "those"
                | "no"
                | "some"
        )
}

/// What may stand between two words of a name; the next word must be one.
fn joins(reading: &Reading<'_>, at: usize) -> bool {
    let next = (1..=2).any(|by| is_name(reading, at + by));
    let tight = reading.word(at) == "-" && reading.tokens.get(at).is_some_and(|it| !it.spaced);
    next && (tight || matches!(reading.key(at), "of" | "for" | "the" | "al" | "el" | "de" | "du" | "des"))
}

fn is_head(key: &str) -> bool {
    matches!(
        key,
        "front"
            | "brigade"
            | "brigades"
            | "army"
            | "movement"
            | "forces"
            | "force"
            | "corps"
            | "battalion"
            | "battalions"
            | "militia"
            | "militias"
            | "party"
            | "alliance"
            | "coalition"
            | "command"
            | "regiment"
            | "division"
            | "cartel"
            | "guard"
            | "guards"
            | "police"
            | "navy"
            | "gang"
            | "resistance"
            | "legion"
            | "commandos"
            | "rangers"
            | "fighters"
            | "rebels"
            | "federation"
            | "union"
            | "organization"
            | "organisation"
            | "ministry"
            | "directorate"
    )
}

fn is_thing(key: &str) -> bool {
    matches!(
        key,
        "street"
            | "road"
            | "base"
            | "camp"
            | "station"
            | "headquarters"
            | "academy"
            | "avenue"
            | "square"
            | "house"
            | "hospital"
            | "stadium"
            | "day"
            | "checkpoint"
            | "barracks"
            | "centre"
            | "center"
    )
}

//! Whom a text speaks of again: `the militants`, `the group`, `the army`.

use super::words::is_state;
use super::{GroupName, Origin};
use crate::extract::token::Reading;

/// How many sentences back somebody is remembered.
const SENTENCES: usize = 8;

/// Name those that are spoken of again by who was named before: of the same side, and by a name of their own.
pub(super) fn refer(reading: &Reading<'_>, found: &mut Vec<GroupName>) {
    add_groups(reading, found);
    for at in 0..found.len() {
        let Some(side) = again(reading, &found[at]) else { continue };
        let sentence = reading.tokens[found[at].tokens.start].sentence;
        let noun = reading.key(found[at].tokens.end - 1).to_owned();
        let near = |it: &&GroupName| reading.tokens[it.tokens.start].sentence + SENTENCES >= sentence;
        let same = |it: &&GroupName| {
            let named = it.origin != Origin::Candidate || it.name.starts_with(char::is_uppercase);
            let state = is_state(&it.name);
            let kin = match side {
                Side::State => state && (noun != "police" || it.name.to_lowercase().contains("police")),
                Side::Rebel => !state && !is_other(&it.name),
            };
            named && kin && it.name.to_lowercase() != noun
        };
        let named = found[..at].iter().rev().take(20).take_while(near).find(same).map(|it| (it.name.clone(), it.group));
        match named {
            Some((name, group)) => {
                found[at].name = name;
                found[at].group = group;
            }
            // Nobody's group.
            None if noun == "group" || noun == "movement" => found[at].name.clear(),
            None => {}
        }
    }
    found.retain(|it| !it.name.is_empty());
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    State,
    Rebel,
}

/// `the group` is somebody only where it is somebody again.
fn add_groups(reading: &Reading<'_>, found: &mut Vec<GroupName>) {
    let mut more = Vec::new();
    for at in 1..reading.tokens.len() {
        let noun = matches!(reading.key(at), "group" | "movement") && reading.key(at - 1) == "the";
        let alone = !matches!(reading.key(at + 1), "of" | "that" | "which" | "for" | "led");
        let start = found.partition_point(|it| it.tokens.end <= at);
        if noun && alone && found.get(start).is_none_or(|it| it.tokens.start > at) {
            let range = reading.bytes(at..at + 1);
            let name = reading.text[range.clone()].to_owned();
            more.push(GroupName { tokens: at..at + 1, range, group: None, name, origin: Origin::Candidate });
        }
    }
    found.append(&mut more);
    found.sort_by_key(|it| it.tokens.start);
}

/// The side of a noun with nothing but `the` before it.
fn again(reading: &Reading<'_>, it: &GroupName) -> Option<Side> {
    let at = it.tokens.start;
    if it.origin != Origin::Candidate
        || it.tokens.len() != 1
        || !matches!(reading.before(at, 1), "the" | "these" | "those")
    {
        return None;
    }
    match reading.key(at) {
        "group" | "movement" | "militants" | "rebels" | "insurgents" | "fighters" | "jihadists" | "paramilitaries"
        | "militia" | "extremists" | "terrorists" | "separatists" | "guerrillas" => Some(Side::Rebel),
        "army" | "military" | "troops" | "soldiers" | "navy" | "police" => Some(Side::State),
        _ => None,
    }
}

/// Names of those who are on no side of a fight.
fn is_other(name: &str) -> bool {
    let name = name.to_lowercase();
    [
        "united nations",
        "union",
        "ministry",
        "party",
        "government",
        "nato",
        "coalition",
        "united states",
        "peacekeepers",
        "national guard",
    ]
    .iter()
    .any(|it| name.contains(it))
        || name.split_whitespace().all(|it| it.len() < 3)
}

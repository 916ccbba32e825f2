//! Those who take part in what is told and whom no list of groups has: `avocado growers`, `a teacher`, `the 33rd Front`.
//! What happened tells that they are people: nobody else arrests, and nobody else is abducted.

use std::ops::Range;

use super::argument::{harmed, told};
use super::clause::{Clause, Mode};
use super::folk::{is_folk, is_nobody, is_one, is_thing};
use super::harmless::is_court;
use super::trigger::{Family, Form, Trigger};
use super::where_::Spot;
use crate::extract::gazetteer::PlaceKind;
use crate::extract::group::{GroupName, Origin, is_force, is_weapon_noun};
use crate::extract::number::amount;
use crate::extract::place::{PlaceName, Source};
use crate::extract::token::{Kind, Reading};

/// Whether a phrase did something or suffered it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Actor,
    Target,
}

/// Add those who take part in what the clauses tell.
pub fn partakers(
    reading: &Reading<'_>,
    clauses: &[Clause],
    places: &[PlaceName],
    spots: &[Option<Spot>],
    groups: &mut Vec<GroupName>,
) {
    let mut more: Vec<GroupName> = Vec::new();
    for clause in clauses.iter().filter(|it| it.mode != Mode::Hypothetical) {
        // Courts do it to people, as those do who arrest them.
        let court = |it: Trigger| {
            let tried = it.family == Family::Other && is_court(reading, it.at);
            if tried { Trigger { family: Family::Arrest, ..it } } else { it }
        };
        let Some(trigger) = clause.trigger.map(court).filter(|it| tells_of_people(it.family)) else { continue };
        if matches!(trigger.form, Form::Open) {
            continue;
        }
        let mut found = told(reading, &clause.tokens, trigger);
        // `…, killing the driver and two passengers`
        let harms = |it: &usize| matches!(reading.key(*it), "killing" | "wounding" | "injuring" | "hurting");
        if trigger.family.is_violent()
            && let Some(at) = clause.tokens.clone().find(harms).filter(|it| *it > trigger.at)
        {
            found.targets.extend(harmed(reading, at, clause.tokens.end));
        }
        // Whoever is killed is somebody, with whatever it was done.
        let kills = matches!(
            reading.key(trigger.at),
            "killed" | "murdered" | "assassinated" | "executed" | "shot" | "stabbed" | "wounded" | "injured" | "slain"
        );
        let family = if kills { Family::Killing } else { trigger.family };
        let actors = found.actors.into_iter().map(|it| (Role::Actor, it));
        for (role, tokens) in actors.chain(found.targets.into_iter().map(|it| (Role::Target, it))) {
            // Who meets, signs and moves is told; with what, is not somebody.
            if role == Role::Target && !family.is_act() && family != Family::Withdrawal {
                continue;
            }
            let mut tokens = trimmed(reading, tokens);
            if is_a_few(reading, &tokens) && tokens.start > clause.tokens.start {
                tokens.start -= 1;
            }
            let Some(head) = tokens.clone().next_back() else { continue };
            let first = groups.partition_point(|it| it.tokens.end <= tokens.start);
            if let Some(group) = groups.get_mut(first).filter(|it| it.tokens.start < tokens.end) {
                widen(reading, group, &tokens);
                continue;
            }
            let taken =
                more.iter().rev().take(12).any(|it| it.tokens.start < tokens.end && tokens.start < it.tokens.end);
            let at = places.partition_point(|it| it.tokens.end <= head);
            let whole = |it: &&PlaceName| it.tokens.start <= head && it.tokens.start <= tokens.start + 1;
            let place = places.get(at).filter(whole).map(|it| {
                let country = spots[at].as_ref().is_some_and(|it| it.kind == PlaceKind::Country);
                it.source == Source::Demonym || country
            });
            if taken || !is_somebody(reading, &tokens, head, role, family, place) {
                continue;
            }
            let range = reading.bytes(tokens.clone());
            let name = reading.text[range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
            more.push(GroupName { tokens, range, group: None, name, origin: Origin::Candidate });
        }
    }
    groups.append(&mut more);
    groups.sort_by_key(|it| it.tokens.start);
}

fn tells_of_people(family: Family) -> bool {
    family.is_act() || matches!(family, Family::Withdrawal | Family::Talks | Family::Agreement | Family::Deployment)
}

/// A phrase without what stands before its adjectives.
fn trimmed(reading: &Reading<'_>, tokens: Range<usize>) -> Range<usize> {
    let mut start = tokens.start;
    while start < tokens.end && reading.tokens[start].kind != Kind::Word {
        start += 1;
    }
    // `a 24-year-old man`
    if reading.key(start) == "year" && start >= 2 && reading.tokens[start - 2].kind == Kind::Number {
        start -= 2;
    }
    start..tokens.end
}

/// `gang members` of `Gran Grif gang members` are the latter's.
fn widen(reading: &Reading<'_>, group: &mut GroupName, tokens: &Range<usize>) {
    let capitals = tokens.clone().all(|it| reading.is_capital(it) || reading.key(it) == "of");
    let inside = group.tokens.len() == 1
        && tokens.len() > 1
        && tokens.start <= group.tokens.start
        && group.tokens.end <= tokens.end;
    if group.origin == Origin::Candidate && capitals && inside {
        group.tokens = tokens.clone();
        group.range = reading.bytes(tokens.clone());
        group.name = reading.text[group.range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
        return;
    }
    let more = tokens.start..group.tokens.start;
    let words =
        more.len() <= 4 && more.clone().all(|it| reading.tokens[it].kind == Kind::Word || reading.word(it) == "-");
    if group.origin == Origin::Candidate && !more.is_empty() && words && group.tokens.end == tokens.end {
        group.tokens = tokens.start..group.tokens.end;
        group.range = reading.bytes(group.tokens.clone());
        group.name = reading.text[group.range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
    }
}

/// Whether a phrase is somebody who can do this, or suffer it. `place`: its head is a place, and a country.
fn is_somebody(
    reading: &Reading<'_>,
    tokens: &Range<usize>,
    head: usize,
    role: Role,
    family: Family,
    place: Option<bool>,
) -> bool {
    let key = reading.key(head);
    if let Some(country) = place {
        // `Armenia fired on`, `arrested nine Palestinians`
        return country && (role == Role::Actor || reading.key(head).ends_with('s')) && tokens.len() == 1;
    }
    // `men` are nobody, `armed men` are somebody, and so are the two men who shot.
    let one_did = role == Role::Actor && family.is_act() && is_a_few(reading, tokens);
    let nobody = is_nobody(key)
        && !one_did
        && !(tokens.len() > 1 && matches!(key, "men" | "people" | "women" | "members" | "man" | "woman"));
    // `a police vehicle`, `an army post` is the army.
    if tokens.len() > 1 && is_thing(key) && is_side(reading.key(head - 1)) {
        return true;
    }
    let convoy = matches!(key, "convoy" | "convoys" | "motorcade" | "patrol" | "patrols");
    if convoy && tokens.len() > 1 && role == Role::Target {
        return true;
    }
    // `Ali B.`
    // `feared killed`
    let state = key.ends_with("ed") && !matches!(key, "injured" | "wounded" | "displaced" | "disabled" | "masked");
    if state || matches!(key, "away" | "home" | "back" | "out" | "custody") {
        return false;
    }
    let short = key.chars().count() < 3 && !(tokens.len() > 1 && reading.is_capital(head));
    if short || is_thing(key) || is_weapon_noun(key) || nobody {
        return false;
    }
    if family == Family::Intercept {
        return role == Role::Actor
            && (is_force(key)
                || matches!(key, "engineers" | "sappers" | "deminers" | "squad" | "team" | "teams")
                || tokens.len() > 1 && reading.is_capital(head));
    }
    if one_did || is_folk(key) || is_force(key) || tokens.len() > 1 && matches!(key, "men" | "people" | "members") {
        return true;
    }
    let counted = tokens
        .start
        .checked_sub(1)
        .is_some_and(|it| matches!(reading.key(it), "a" | "an" | "the" | "one" | "another" | "his" | "her" | "their"));
    if family.is_violent() && role == Role::Target && counted && is_one(key) {
        return true;
    }
    let named = reading.is_capital(head) && (!reading.is_first(head) || tokens.len() > 1);
    match (role, family) {
        (Role::Target, Family::Abduction | Family::Arrest) => true,
        (Role::Target, Family::Killing | Family::Accident) => !named || tokens.len() > 1,
        (Role::Actor, Family::Protest | Family::Abduction | Family::Arrest | Family::Riot) => true,
        (
            Role::Actor,
            Family::Looting | Family::Killing | Family::Attack | Family::Territory | Family::Raid | Family::Clash,
        ) => named,
        (Role::Target, Family::Clash) => named,
        _ => false,
    }
}

/// `two men`, `a woman`, `several people`: nothing but how many they are.
fn is_a_few(reading: &Reading<'_>, tokens: &Range<usize>) -> bool {
    let (Some(head), first) = (tokens.clone().next_back(), tokens.start) else { return false };
    let person = matches!(reading.key(head), "men" | "man" | "women" | "woman");
    let counted = |it: usize| matches!(reading.key(it), "a" | "several" | "some") || amount(reading, it).is_some();
    person && (tokens.len() == 1 && first > 0 && counted(first - 1) || tokens.len() == 2 && counted(first))
}

/// Those whose vehicles and posts stand for them.
fn is_side(key: &str) -> bool {
    matches!(key, "army" | "police" | "gendarmerie" | "military" | "navy" | "rebel" | "government" | "militia" | "un")
}

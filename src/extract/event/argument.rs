//! Who does what to whom, by the order of words: the noun phrases around a trigger.
//!
//! There is no parser here: the words of English that open and close phrases are few, and what stands between two of
//! them is a phrase. All looking around has a bound.

use std::ops::Range;

use super::chunk::{after_brackets, before_brackets, chunk_after, chunk_before, class_within, is_possessive};
use super::class::{Class, class, is_member};
use super::trigger::{Form, Trigger, trigger};
use crate::extract::date::is_calendar;
use crate::extract::group::is_weapon_noun;
use crate::extract::token::{Kind, Reading};

/// The noun phrases of a trigger in their roles, articles and numerals left out. The phrases that belong to one, as `the
/// army` of `soldiers of the army`, follow it.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Arguments {
    pub actors: Vec<Range<usize>>,
    pub targets: Vec<Range<usize>>,
    /// A pronoun that stands for who did it.
    pub pronoun: Option<usize>,
}

/// How far back and ahead phrases are looked for, in tokens.
const REACH: usize = 40;

/// The arguments of a trigger. They lie in its sentence.
pub fn arguments(reading: &Reading<'_>, it: Trigger) -> Arguments {
    let sentence = reading.sentences[reading.tokens[it.at].sentence].clone();
    let floor = sentence.start.max(it.at.saturating_sub(REACH));
    let ceiling = sentence.end.min(it.at + REACH);
    match it.form {
        Form::Noun | Form::Plural => nominal(reading, floor, it.at, ceiling),
        Form::Done | Form::Open => verbal(reading, floor, it.at, ceiling),
    }
}

/// The arguments of what a clause tells: those of its trigger, or, where that names nobody, of another verb of the clause
/// that tells of an act: `troops killed three fighters in a gun battle`.
pub fn told(reading: &Reading<'_>, clause: &Range<usize>, it: Trigger) -> Arguments {
    let found = arguments(reading, it);
    if !found.actors.is_empty() || found.pronoun.is_some() || matches!(it.form, Form::Done) {
        return found;
    }
    let verbs = clause.clone().take(2 * REACH).filter(|at| reading.tokens[*at].kind == Kind::Word);
    let others = verbs.filter_map(|at| trigger(reading, at)).filter(|it| it.form == Form::Done && it.family.is_act());
    let other = others.map(|it| arguments(reading, it)).find(|it| !it.actors.is_empty() || !it.targets.is_empty());
    match other {
        Some(mut other) => {
            other.targets.extend(found.targets.into_iter().filter(|it| it.start >= clause.start));
            other
        }
        None => found,
    }
}

fn verbal(reading: &Reading<'_>, floor: usize, at: usize, ceiling: usize) -> Arguments {
    // `drones struck`: the weapon is the trigger, the verb comes next.
    let verb = if is_weapon_noun(reading.key(at)) { at + 1 } else { at };
    let under = reading.key(verb + 1) == "under";
    let mut all = Arguments::default();
    let mut subjects = Vec::new();
    subject(reading, floor, verb, 0, &mut subjects, &mut all.pronoun);
    // `a truck ran over a mine`: whoever does is the one harmed.
    let tread = matches!(reading.key(verb), "hit" | "struck" | "triggered")
        || matches!(reading.key(verb), "ran" | "drove" | "rolled" | "stepped");
    let mine = |it: usize| matches!(reading.key(it), "mine" | "landmine" | "ied" | "device" | "bomb" | "mines");
    let trod = tread && (verb + 1..ceiling.min(verb + 7)).any(mine) && reading.key(verb + 1) != "by";
    if trod && !is_passive(reading, floor, verb, ceiling) {
        all.pronoun = None;
        all.targets = subjects;
        return all;
    }
    if under || is_passive(reading, floor, verb, ceiling) {
        all.pronoun = None;
        all.targets = subjects;
        // Who finds the dead did nothing to them.
        let finds = matches!(reading.key(verb), "found" | "discovered" | "recovered" | "retrieved");
        if !finds {
            all.actors = agents(reading, verb + 1, ceiling, under);
        }
    } else {
        // `a mine planted by rebels exploded`: what is a weapon has somebody behind it.
        let weapon = subjects.first().is_some_and(|it| is_weapon_noun(reading.key(it.end - 1)));
        let by = agents(
            reading,
            if weapon { subjects[0].end } else { verb + 1 },
            if weapon { verb } else { ceiling },
            false,
        );
        all.actors = if weapon { by } else { subjects.into_iter().chain(by).collect() };
        all.targets = objects(reading, verb, ceiling);
    }
    all
}

/// `the attack by X on Y`, `clashes between X and Y`, `X's raid on Y`; a verb that carries it out gives who did it.
fn nominal(reading: &Reading<'_>, floor: usize, at: usize, ceiling: usize) -> Arguments {
    let mut all = Arguments { actors: agents(reading, at + 1, ceiling, false), ..Arguments::default() };
    for it in at + 1..ceiling.min(at + 16) {
        match reading.key(it) {
            "between" => list(reading, it + 1, ceiling, true, &mut all.actors),
            "with" if it <= at + 3 => list(reading, it + 1, ceiling, false, &mut all.targets),
            "on" | "against" | "targeting" | "of" if all.targets.is_empty() => {
                list(reading, it + 1, ceiling, false, &mut all.targets);
            }
            _ if matches!(class(reading, it), Class::Verb | Class::Stop) => break,
            _ => {}
        }
    }
    // `X's raid`
    let owner = at.checked_sub(1).filter(|it| *it > floor && is_possessive(reading, *it));
    if let Some(owner) = owner {
        all.actors.extend(chunk_before(reading, floor, owner));
    }
    let carries = |it: &usize| {
        matches!(
            reading.key(*it),
            "launched" | "carried" | "conducted" | "staged" | "mounted" | "waged" | "led" | "executed" | "made"
        )
    };
    if let Some(verb) = (floor.max(at.saturating_sub(8))..at).rev().find(carries)
        && !is_passive(reading, floor, verb, ceiling)
    {
        subject(reading, floor, verb, 0, &mut all.actors, &mut all.pronoun);
    }
    all
}

/// The subject of a verb, the first of its phrases first; a verb without one shares that of the verb before.
fn subject(
    reading: &Reading<'_>,
    floor: usize,
    verb: usize,
    depth: usize,
    out: &mut Vec<Range<usize>>,
    pronoun: &mut Option<usize>,
) {
    let mut at = verb;
    while at > floor && matches!(class(reading, at - 1), Class::Auxiliary | Class::Adverb) {
        at -= 1;
    }
    if at <= floor || depth > 3 {
        return;
    }
    let before = at - 1;
    let shared = |out: &mut Vec<Range<usize>>, pronoun: &mut Option<usize>| {
        let verbs = (floor..before).rev().find(|it| matches!(class(reading, *it), Class::Verb));
        if let Some(verb) = verbs {
            subject(reading, floor, verb, depth + 1, out, pronoun);
        }
    };
    match class(reading, before) {
        Class::Pronoun => *pronoun = Some(before),
        Class::Relative => {
            let comma = before > floor && class(reading, before - 1) == Class::Comma;
            phrase(reading, floor, before - usize::from(comma), out);
        }
        Class::And => shared(out, pronoun),
        Class::Comma => {
            // `X, a group of the south, attacked`: the phrase before the aside, if nothing is told there yet.
            let opened = (floor..before).rev().find(|it| class(reading, *it) == Class::Comma);
            match opened.filter(|it| !has_verb(reading, floor..*it)) {
                Some(opened) => {
                    phrase(reading, floor, opened, out);
                    // `forces, supported by troops of others, clashed`
                    if matches!(
                        reading.key(opened + 1),
                        "supported" | "backed" | "accompanied" | "joined" | "aided" | "assisted"
                    ) && reading.key(opened + 2) == "by"
                    {
                        list(reading, opened + 3, before, false, out);
                    }
                }
                None => shared(out, pronoun),
            }
        }
        _ => phrase(reading, floor, at, out),
    }
}

/// The noun phrase that ends at a token, with those joined to it by `and`, and those that say whose it is.
fn phrase(reading: &Reading<'_>, floor: usize, end: usize, out: &mut Vec<Range<usize>>) {
    let mut end = end;
    // What hangs on the phrase to come: `of the army`.
    let mut hanging: Vec<(usize, Range<usize>)> = Vec::new();
    let mut joined = false;
    let mut heads: Vec<Range<usize>> = Vec::new();
    for _ in 0..8 {
        end = before_brackets(reading, floor, end);
        let Some(chunk) = chunk_before(reading, floor, end) else {
            // `one of our patrols`
            if end > floor && class(reading, end - 1) == Class::Number {
                heads.extend(hanging.pop().filter(|it| reading.key(it.0) == "of").map(|it| it.1));
            }
            // `two brothers who had been with the group surrendered`
            let who = (floor..end).rev().take(4).find(|it| class(reading, *it) == Class::Relative);
            if let Some(who) = who.filter(|it| (*it + 1..end).all(|it| class(reading, it) == Class::Auxiliary)) {
                heads.extend(hanging.pop().map(|it| it.1));
                end = who;
                continue;
            }
            break;
        };
        let mut start = chunk.start;
        while start > floor && matches!(class(reading, start - 1), Class::Number | Class::Determiner) {
            start -= 1;
        }
        let take = |hanging: &mut Vec<(usize, Range<usize>)>, heads: &mut Vec<Range<usize>>| {
            heads.push(chunk.clone());
            let whose = hanging.pop().filter(|(by, _)| {
                is_member(reading.key(chunk.end - 1)) && matches!(reading.key(*by), "of" | "from" | "to")
                    || matches!(reading.key(*by), "by")
            });
            heads.extend(whose.map(|it| it.1));
            hanging.clear();
        };
        let Some(before) = start.checked_sub(1).filter(|it| *it >= floor) else {
            take(&mut hanging, &mut heads);
            break;
        };
        match class(reading, before) {
            Class::Preposition | Class::Participle => {
                hanging.push((before, chunk.clone()));
                end = before;
                // `loyal to`, `linked to`, `travelling in`
                while end > floor
                    && (class(reading, end - 1) == Class::Participle
                        || matches!(reading.key(end - 1), "loyal" | "close"))
                {
                    end -= 1;
                }
            }
            Class::And if !has_verb(reading, clause_start(reading, floor, before)..before) => {
                take(&mut hanging, &mut heads);
                joined = true;
                end = before;
            }
            Class::Comma if joined && !has_verb(reading, clause_start(reading, floor, before)..before) => {
                take(&mut hanging, &mut heads);
                end = before;
            }
            // `Islamic State (ISIS) militants`
            Class::Stop if reading.word(before) == ")" && before_brackets(reading, floor, start) < start => {
                take(&mut hanging, &mut heads);
                end = start;
            }
            _ => {
                take(&mut hanging, &mut heads);
                break;
            }
        }
    }
    heads.sort_by_key(|it| it.start);
    out.append(&mut heads);
}

/// Whom a participle within a clause says was harmed: `killing the driver`.
pub(super) fn harmed(reading: &Reading<'_>, at: usize, ceiling: usize) -> Vec<Range<usize>> {
    objects(reading, at, ceiling.min(at + REACH))
}

/// What a verb is done to.
fn objects(reading: &Reading<'_>, verb: usize, ceiling: usize) -> Vec<Range<usize>> {
    let mut at = verb + 1;
    while at < ceiling
        && (matches!(reading.key(at), "dead" | "down" | "up" | "off" | "out" | "away" | "fire" | "gunfire" | "shots")
            || class(reading, at) == Class::Adverb)
    {
        at += 1;
    }
    let mut all = Vec::new();
    // `rammed a car into a convoy`, `threw a grenade at a bus`: what is thrown is not who is meant.
    if throws(reading.key(verb)) {
        let at = (verb + 1..ceiling.min(verb + 12)).find(|it| {
            matches!(reading.key(*it), "into" | "at" | "on" | "onto" | "against" | "toward" | "towards")
                && !is_calendar(reading, it + 1)
                && class_within(reading, it + 1, ceiling) != Class::Number
        });
        // `a car packed with explosives into`
        let told = |it: usize| class(reading, it) == Class::Verb && reading.key(it + 1) != "with";
        let clear = |at: usize| !(verb + 1..at).any(|it| class(reading, it) == Class::Stop || told(it));
        if let Some(at) = at.filter(|it| clear(*it)) {
            list(reading, at + 1, ceiling, false, &mut all);
            return all;
        }
    }
    let held = matches!(reading.key(verb), "arrested" | "detained" | "charged" | "held");
    let tears = matches!(reading.key(verb), "tore" | "ripped" | "swept" | "slammed" | "crashed" | "ploughed");
    let after = |at: usize| {
        tears && matches!(reading.key(at), "through" | "into")
            || !held && matches!(reading.key(at), "on" | "upon" | "at" | "against" | "with")
            || reading.key(verb) == "surrendered" && reading.key(at) == "to"
    };
    if at < ceiling && class(reading, at) == Class::Preposition {
        if !after(at) || is_calendar(reading, at + 1) || reading.tokens[at + 1..ceiling].is_empty() {
            return all;
        }
        at += 1;
    }
    list(reading, at, ceiling, false, &mut all);
    all
}

/// Verbs that send one thing at another.
fn throws(key: &str) -> bool {
    matches!(
        key,
        "rammed" | "drove" | "threw" | "hurled" | "lobbed" | "fired" | "launched" | "dropped" | "opened" | "crashed"
    )
}

/// The agents of a passive or a noun: `by X and Y`.
fn agents(reading: &Reading<'_>, from: usize, to: usize, under: bool) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    for it in from..to.min(from + 18) {
        let by = reading.key(it) == "by" || under && reading.key(it) == "from";
        if by && !is_calendar(reading, it + 1) {
            list(reading, it + 1, to, false, &mut all);
            break;
        }
        // `in Kano on 8 March by armed men`, `attacks were carried out by`
        let passed = is_calendar(reading, it)
            || matches!(reading.key(it), "carried" | "conducted" | "launched" | "staged" | "perpetrated")
                && is_be(reading.key(it - 1));
        let ends = matches!(class(reading, it), Class::Stop | Class::Relative)
            || class(reading, it) == Class::Verb && it > from;
        if ends && !passed {
            break;
        }
    }
    all
}

/// A noun phrase that starts at a token, those that follow after `and`, and those that say whose the first is. `two`: one
/// more is sure to follow.
fn list(reading: &Reading<'_>, from: usize, to: usize, two: bool, out: &mut Vec<Range<usize>>) {
    let mut at = from;
    for _ in 0..4 {
        let Some(chunk) = chunk_after(reading, at, to) else { return };
        at = after_brackets(reading, chunk.end, to);
        out.push(chunk.clone());
        if matches!(reading.key(at), "of" | "from")
            && is_member(reading.key(chunk.end - 1))
            && let Some(whose) = chunk_after(reading, at + 1, to)
        {
            at = after_brackets(reading, whose.end, to);
            out.push(whose);
        }
        // `a minibus carrying traders`
        if matches!(reading.key(at), "carrying" | "transporting" | "ferrying" | "taking")
            && let Some(carried) = chunk_after(reading, at + 1, to)
        {
            at = carried.end;
            out.push(carried);
        }
        let comma = class_within(reading, at, to) == Class::Comma;
        if comma && class_within(reading, at + 1, to) == Class::And {
            at += 1;
        }
        if class_within(reading, at, to) != Class::And || !matches!(reading.key(at), "and" | "&" | "or") {
            return;
        }
        at += 1;
        // `and wounded`, `and then`: something else goes on.
        if !matches!(class_within(reading, at, to), Class::Word | Class::Determiner | Class::Number) {
            return;
        }
        // `… and soldiers fled`: the next is the subject of a verb of its own.
        let two = two && out.len() < 2;
        if !two
            && chunk_after(reading, at, to)
                .is_some_and(|it| matches!(class_within(reading, it.end, to), Class::Verb | Class::Auxiliary))
        {
            return;
        }
    }
}

fn has_verb(reading: &Reading<'_>, tokens: Range<usize>) -> bool {
    tokens.into_iter().any(|it| matches!(class(reading, it), Class::Verb | Class::Auxiliary))
}

/// Where the clause that ends at a token begins, if a word that opens one stands before it.
fn clause_start(reading: &Reading<'_>, floor: usize, end: usize) -> usize {
    let opens =
        |it: &usize| matches!(reading.key(*it), "as" | "when" | "while" | "where" | "which" | "that" | "because");
    (floor..end).rev().find(opens).map_or(floor, |it| it + 1)
}

/// Whether a verb is told of what it was done to.
fn is_passive(reading: &Reading<'_>, floor: usize, verb: usize, ceiling: usize) -> bool {
    let key = reading.key(verb);
    if key.ends_with("ing") {
        return false;
    }
    // `was robbed and stabbed`
    if verb >= floor + 2 && class(reading, verb - 1) == Class::And && class(reading, verb - 2) == Class::Verb {
        let next = class_within(reading, verb + 1, ceiling);
        let ends = matches!(next, Class::Preposition | Class::Stop | Class::Adverb) || reading.key(verb + 1) == "dead";
        return ends && is_passive(reading, floor, verb - 2, verb);
    }
    let mut have = false;
    for by in 1..=4 {
        let Some(at) = verb.checked_sub(by).filter(|it| *it >= floor) else { break };
        match class(reading, at) {
            Class::Auxiliary if is_be(reading.key(at)) => return true,
            Class::Auxiliary => have = true,
            Class::Adverb => {}
            _ => break,
        }
    }
    let next = (verb + 1..ceiling.min(verb + 3)).find(|it| !matches!(reading.key(*it), "dead" | "down" | "over"));
    let to_somebody = matches!(
        key,
        "killed"
            | "wounded"
            | "injured"
            | "abducted"
            | "kidnapped"
            | "arrested"
            | "detained"
            | "apprehended"
            | "murdered"
            | "executed"
            | "beheaded"
            | "assassinated"
            | "looted"
            | "shot"
            | "gunned"
    );
    let follows = next.is_none_or(|it| {
        matches!(class(reading, it), Class::Preposition | Class::Stop | Class::Comma)
            || matches!(reading.key(it), "as" | "when" | "after" | "during")
    });
    let by = next.is_some_and(|it| reading.key(it) == "by");
    !have && (by || to_somebody && follows && !matches!(reading.key(verb + 1), "on" | "at" | "down"))
}

fn is_be(key: &str) -> bool {
    matches!(key, "is" | "was" | "were" | "are" | "be" | "been" | "being" | "got")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Actors and targets of the word that tells.
    #[track_caller]
    fn check(text: &str, word: &str, actors: &[&str], targets: &[&str]) {
        let reading = Reading::new(text);
        let at = (0..reading.tokens.len()).find(|it| reading.word(*it) == word).unwrap();
        let found = arguments(&reading, trigger(&reading, at).unwrap_or_else(|| panic!("{word} tells nothing")));
        let words = |all: &[Range<usize>]| -> Vec<String> {
            all.iter().map(|it| text[reading.bytes(it.clone())].to_owned()).collect()
        };
        assert_eq!((words(&found.actors), words(&found.targets)), (owned(actors), owned(targets)), "{text}");
    }

    fn owned(all: &[&str]) -> Vec<String> {
        all.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn who_does_it_stands_before_the_verb_and_to_whom_behind_it() {
        check("On Sunday gunmen killed three farmers near Jos.", "killed", &["gunmen"], &["farmers"]);
        check(
            "Gunmen travelling in three trucks attacked a convoy of civil servants.",
            "attacked",
            &["Gunmen"],
            &["convoy", "civil servants"],
        );
        check(
            "Soldiers and members of the National Guard detained a man.",
            "detained",
            &["Soldiers", "members", "National Guard"],
            &["man"],
        );
        check(
            "They searched houses and rebels of the front shot dead nine men.",
            "shot",
            &["rebels", "front"],
            &["men"],
        );
        check(
            "Armed youth from the Blue Area abducted two children and a teacher.",
            "abducted",
            &["Armed youth"],
            &["children", "teacher"],
        );
        check("The militia, a group of the south, ambushed the army.", "ambushed", &["militia"], &["army"]);
        check("Gunmen who attacked the market fled.", "attacked", &["Gunmen"], &["market"]);
        check(
            "Government forces, supported by northern troops, clashed with rebels.",
            "clashed",
            &["Government forces", "northern troops"],
            &["rebels"],
        );
    }

    #[test]
    fn a_passive_turns_roles_around() {
        check(
            "Four officers of the state police were shot dead by gunmen.",
            "shot",
            &["gunmen"],
            &["officers", "state police"],
        );
        check("Two men have been arrested by the army.", "arrested", &["army"], &["men"]);
        check("Five soldiers killed in Kidal", "killed", &[], &["soldiers"]);
        check("An army post came under fire from rebels.", "came", &["rebels"], &["army post"]);
        check("On Friday one of our patrols came under heavy fire.", "came", &[], &["patrols"]);
        check("Two boys fetching water were abducted.", "abducted", &[], &["boys"]);
        check("A police truck ran over a mine.", "ran", &[], &["police truck"]);
    }

    #[test]
    fn verbs_that_are_joined_share_a_subject() {
        check("Rebels entered the town, looted shops and kidnapped a nurse.", "kidnapped", &["Rebels"], &["nurse"]);
    }

    #[test]
    fn nouns_name_both_sides() {
        check("Clashes between the army and rebels broke out.", "Clashes", &["army", "rebels"], &[]);
        check("An attack by jihadists on a convoy killed two.", "attack", &["jihadists"], &["convoy"]);
        check("The navy conducted strikes against three launchers.", "strikes", &["navy"], &["launchers"]);
    }
}

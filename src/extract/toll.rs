//! How many were killed, wounded, captured; what was intercepted. Unknown stays unknown.

use std::ops::Range;

use super::number::{Amount, amount};
use super::token::{Kind, Reading};
use crate::event::Toll;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Harm {
    Killed,
    Wounded,
    Captured,
    Intercepted,
}

/// A number of people (or things intercepted) to whom something was done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TollName {
    pub tokens: Range<usize>,
    /// Bytes.
    pub range: Range<usize>,
    pub harm: Harm,
    pub toll: Toll,
    /// The words for whom: `American troops`; may be empty.
    pub whom: Range<usize>,
}

/// Find the tolls of a text.
pub fn find(reading: &Reading<'_>) -> Vec<TollName> {
    let mut found = Vec::new();
    for (number, sentence) in reading.sentences.iter().enumerate() {
        let from = found.len();
        for at in sentence.clone() {
            if let Some(harm) = harm(reading.key(at)).filter(|_| reading.tokens[at].kind == Kind::Word) {
                of_word(reading, number, at, harm, &mut found);
            }
        }
        // The same words counted twice: the first that covers them holds.
        let mut seen: Vec<(Range<usize>, Harm)> = Vec::new();
        let mut i = from;
        while i < found.len() {
            let it: &TollName = &found[i];
            if seen
                .iter()
                .any(|(range, harm)| *harm == it.harm && range.start < it.tokens.end && it.tokens.start < range.end)
            {
                found.remove(i);
            } else {
                seen.push((it.tokens.clone(), it.harm));
                i += 1;
            }
        }
    }
    found
}

fn harm(key: &str) -> Option<Harm> {
    Some(match key {
        "killed" | "killing" | "kills" | "dead" | "died" | "deaths" | "death" | "fatalities" | "slain" | "martyred"
        | "massacred" | "bodies" | "executed" => Harm::Killed,
        "wounded" | "wounding" | "wounds" | "injured" | "injuring" | "injures" | "injuries" | "hurt" | "wounds'" => {
            Harm::Wounded
        }
        "casualties" => Harm::Killed,
        "captured" | "capturing" | "detained" | "detaining" | "arrested" | "arresting" | "abducted" | "kidnapped"
        | "hostages" => Harm::Captured,
        "intercepted" | "downed" | "intercepting" | "downing" => Harm::Intercepted,
        _ => return None,
    })
}

/// Nouns of people after a number.
pub fn is_people(key: &str) -> bool {
    matches!(
        key,
        "people"
            | "person"
            | "persons"
            | "troops"
            | "soldiers"
            | "soldier"
            | "civilians"
            | "civilian"
            | "fighters"
            | "fighter"
            | "militants"
            | "men"
            | "man"
            | "women"
            | "woman"
            | "children"
            | "child"
            | "others"
            | "other"
            | "members"
            | "member"
            | "officers"
            | "officer"
            | "personnel"
            | "servicemen"
            | "policemen"
            | "policeman"
            | "residents"
            | "villagers"
            | "protesters"
            | "demonstrators"
            | "workers"
            | "worker"
            | "guards"
            | "guard"
            | "contractors"
            | "contractor"
            | "sailors"
            | "crew"
            | "service"
            | "rebels"
            | "gunmen"
            | "insurgents"
            | "victims"
            | "villager"
            | "students"
            | "girls"
            | "boys"
            | "girl"
            | "boy"
            | "patients"
            | "medics"
            | "journalists"
            | "journalist"
            | "drones"
            | "drone"
            | "missiles"
            | "missile"
            | "rockets"
            | "rocket"
            | "family"
            | "staff"
            | "seafarers"
            | "americans"
            | "iraqis"
            | "syrians"
            | "ukrainians"
            | "yemenis"
            | "jordanians"
            | "sudanese"
            | "russians"
            | "conscripts"
            | "recruits"
            | "displaced"
            | "more"
    )
}

fn of_word(reading: &Reading<'_>, sentence: usize, at: usize, harm: Harm, found: &mut Vec<TollName>) {
    let whole = reading.sentences[sentence].clone();
    let mut push = |tokens: Range<usize>, toll: Toll, whom: Range<usize>, harm: Harm| {
        let range = reading.bytes(tokens.clone());
        found.push(TollName { range, tokens, harm, toll, whom: reading.bytes(whom) });
    };
    let key = reading.key(at);
    // `no injuries were reported`, `no one was hurt`, `without casualties`, `did not kill`
    let before: Vec<&str> =
        (1..=4).map(|by| if at >= whole.start + by { reading.before(at, by) } else { "" }).collect();
    let none = match key {
        "casualties" | "injuries" | "deaths" | "fatalities" => {
            matches!(before[0], "no" | "without")
                || before[0] == "or" && matches!(before[2], "no" | "without")
                || before[1] == "no"
        }
        _ => {
            before.contains(&"nobody")
                || before.windows(2).any(|it| it[0] == "one" && it[1] == "no")
                || before.iter().any(|it| matches!(*it, "nobody" | "none"))
        }
    };
    if none {
        let start = at.saturating_sub(4).max(whole.start);
        let from =
            (start..at).find(|it| matches!(reading.key(*it), "no" | "nobody" | "without" | "none")).unwrap_or(at);
        let zero = Toll { min: Some(0), max: Some(0) };
        push(from..at + 1, zero, 0..0, harm);
        if key == "casualties" {
            push(from..at + 1, zero, 0..0, Harm::Wounded);
        }
        return;
    }
    if key == "casualties" || matches!(key, "death") && reading.key(at + 1) != "toll" {
        return;
    }
    if key == "death" {
        // `the death toll rose to 12`
        let verb =
            (at + 2..(at + 7).min(whole.end)).find(|it| matches!(reading.key(*it), "to" | "at" | "of" | "is" | "was"));
        if let Some(verb) = verb
            && let Some(n) = amount(reading, verb + 1)
        {
            push(at..n.end, toll(n), 0..0, harm);
        }
        return;
    }
    // After it: `killed three American troops and injured tens of others`, `killing at least 12`
    let after = at
        + 1
        + usize::from(matches!(reading.key(at + 1), "and" | "or") && self::harm(reading.key(at + 2)).is_some()) * 2;
    if let Some(n) = amount(reading, after).filter(|n| n.end <= whole.end)
        && let Some(whom) = people(reading, n.end, whole.end)
    {
        push(at..whom.end, toll(n), whom, harm);
        return;
    }
    // `killing a soldier`
    if matches!(reading.key(after), "a" | "an")
        && let Some(whom) = people(reading, after + 1, whole.end).filter(|it| !it.is_empty())
    {
        push(at..whom.end, Toll { min: Some(1), max: Some(1) }, after..whom.end, harm);
        return;
    }
    // Before it: `three soldiers were killed`, `12 dead`, `left 12 people dead`
    let from = at.saturating_sub(9).max(whole.start);
    let mut best: Option<(usize, Amount, Range<usize>)> = None;
    let mut start = from;
    while start < at {
        if let Some(n) = amount(reading, start).filter(|n| n.end <= at && !is_year(reading, start, n))
            && let Some(whom) = people(reading, n.end, at)
            && linked(reading, whom.end, at)
        {
            let next = n.end;
            best = Some((start, n, whom));
            start = next;
            continue;
        }
        start += 1;
    }
    if let Some((start, n, whom)) = best {
        push(start..at + 1, toll(n), whom, harm);
        return;
    }
    // `a soldier was killed`
    for start in from..at {
        if matches!(reading.key(start), "a" | "an")
            && let Some(whom) = people(reading, start + 1, at).filter(|it| !it.is_empty())
            && linked(reading, whom.end, at)
        {
            push(start..at + 1, Toll { min: Some(1), max: Some(1) }, start..whom.end, harm);
            return;
        }
    }
}

/// Whom a number counts: up to three adjectives and a noun of people, or nothing before a mark or verb.
fn people(reading: &Reading<'_>, from: usize, to: usize) -> Option<Range<usize>> {
    let mut at = from;
    while at < (from + 5).min(to) {
        let token = &reading.tokens[at];
        if is_people(reading.key(at)) {
            let mut end = at + 1;
            // `family members`, `service members`, `other people`
            while end < to && is_people(reading.key(end)) {
                end += 1;
            }
            return Some(from..end);
        }
        if token.kind == Kind::Number || token.kind == Kind::Mark && reading.word(at) != "-" {
            break;
        }
        if matches!(
            reading.key(at),
            "days"
                | "day"
                | "hours"
                | "years"
                | "km"
                | "kilometres"
                | "miles"
                | "percent"
                | "times"
                | "weeks"
                | "months"
        ) {
            return None;
        }
        // Bare numbers: `killed 12 in the city`, `12 were killed`, `12 dead`.
        if at == from
            && (is_link(reading.key(at))
                || harm(reading.key(at)).is_some()
                || matches!(reading.key(at), "in" | "on" | "at" | "and" | "near" | "when" | "as"))
        {
            return Some(from..from);
        }
        at += 1;
    }
    (at == from && (from >= to || reading.tokens[at.min(reading.tokens.len() - 1)].kind == Kind::Mark))
        .then_some(from..from)
}

fn is_year(reading: &Reading<'_>, at: usize, n: &Amount) -> bool {
    n.min.is_some_and(|it| (1900..2100).contains(&it))
        && n.end == at + 1
        && matches!(reading.before(at, 1), "in" | "since" | "of" | "from" | "until" | "by" | ",")
}

fn is_link(key: &str) -> bool {
    matches!(
        key,
        "was"
            | "were"
            | "been"
            | "have"
            | "has"
            | "had"
            | "are"
            | "is"
            | "being"
            | "be"
            | "reportedly"
            | "also"
            | "more"
            | "left"
            | "seriously"
            | "critically"
            | "lightly"
            | "slightly"
            | "later"
            | "least"
            | "who"
            | "got"
    )
}

/// Only helping verbs, other harms with their numbers, and places stand between whom and the harm.
fn linked(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    let mut words = 0;
    for at in from..to {
        let key = reading.key(at);
        if is_link(key) || matches!(key, "and" | "or") || harm(key).is_some() {
            continue;
        }
        if reading.tokens[at].kind == Kind::Mark && !matches!(reading.word(at), "-" | ",") {
            return false;
        }
        words += 1;
    }
    let verb = (from..to).any(|at| is_link(reading.key(at)));
    words == 0 || verb && words <= 1
}

fn toll(n: Amount) -> Toll {
    Toll { min: n.min, max: n.max }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[(Harm, Option<u32>, Option<u32>)]) {
        let found: Vec<_> =
            find(&Reading::new(text)).into_iter().map(|it| (it.harm, it.toll.min, it.toll.max)).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn tolls_are_ranges_of_what_was_done() {
        use Harm::*;
        let exactly = |harm, n| (harm, Some(n), Some(n));
        check(
            "killed three American troops and injured tens of others",
            &[exactly(Killed, 3), (Wounded, Some(20), None)],
        );
        check("At least 12 people were killed and 30 wounded", &[(Killed, Some(12), None), exactly(Wounded, 30)]);
        check("killing a soldier and wounding four others", &[exactly(Killed, 1), exactly(Wounded, 4)]);
        check("no injuries were reported", &[exactly(Wounded, 0)]);
        check("No casualties have been reported", &[exactly(Killed, 0), exactly(Wounded, 0)]);
        check("No one was hurt", &[exactly(Wounded, 0)]);
        check("The death toll rose to 17", &[exactly(Killed, 17)]);
        check("leaving seven dead and more than 20 injured", &[exactly(Killed, 7), (Wounded, Some(21), None)]);
        check("two drones were reportedly intercepted", &[exactly(Intercepted, 2)]);
        check("Up to 15 fighters were captured", &[(Captured, None, Some(15))]);
        check("dozens of civilians were killed", &[(Killed, Some(20), None)]);
        check("He was killed. Several died", &[(Killed, Some(2), None)]);
        check("killed in 2003 and wounded twice", &[]);
    }
}

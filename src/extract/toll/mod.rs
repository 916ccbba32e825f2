//! How many were killed, wounded, captured; what was intercepted. Unknown stays unknown.

mod row;
mod words;

use std::ops::Range;

pub use words::is_people;
use words::{is_link, is_thing, is_unit};

use super::number::{Amount, amount};
use super::token::{Kind, Reading, Shape};
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
            let fatal = reading.key(at) == "shot"
                && (reading.before(at, 1) == "fatally" || reading.key(at + 1) == "dead" && is_counted(reading, at + 2));
            let harm = harm(reading.key(at)).or(fatal.then_some(Harm::Killed));
            if let Some(harm) = harm.filter(|_| reading.tokens[at].kind == Kind::Word) {
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

/// Whether a number of people starts here.
fn is_counted(reading: &Reading<'_>, at: usize) -> bool {
    amount(reading, at).is_some() || matches!(reading.key(at), "a" | "an")
}

fn harm(key: &str) -> Option<Harm> {
    Some(match key {
        "killed" | "killing" | "kills" | "dead" | "died" | "deaths" | "death" | "fatalities" | "slain" | "martyred"
        | "massacred" | "bodies" | "executed" | "kia" | "lives" | "lost" | "losing" | "murdered" | "beheaded"
        | "assassinated" | "murdering" => Harm::Killed,
        "wounded" | "wounding" | "wounds" | "injured" | "injuring" | "injures" | "injuries" | "hurt" | "hurting"
        | "wounds'" | "wia" => Harm::Wounded,
        "casualties" => Harm::Killed,
        "captured" | "capturing" | "detained" | "detaining" | "arrested" | "arresting" | "abducted" | "kidnapped"
        | "hostages" => Harm::Captured,
        "intercepted" | "downed" | "intercepting" | "downing" => Harm::Intercepted,
        _ => return None,
    })
}

fn of_word(reading: &Reading<'_>, sentence: usize, at: usize, harm: Harm, found: &mut Vec<TollName>) {
    let whole = reading.sentences[sentence].clone();
    let mut push = |tokens: Range<usize>, toll: Toll, whom: Range<usize>, harm: Harm| {
        let range = reading.bytes(tokens.clone());
        found.push(TollName { range, tokens, harm, toll, whom: reading.bytes(whom) });
    };
    let key = reading.key(at);
    if matches!(key, "lost" | "losing" | "lives") {
        return lives(reading, &whole, at, &mut push);
    }
    // `no injuries were reported`, `no one was hurt`, `without casualties`, `did not kill`
    let before: Vec<&str> =
        (1..=4).map(|by| if at >= whole.start + by { reading.before(at, by) } else { "" }).collect();
    let none = match key {
        "casualties" | "injuries" | "deaths" | "fatalities" => {
            matches!(before[0], "no" | "without")
                || before[0] == "or" && matches!(before[2], "no" | "without")
                || before[1] == "no"
        }
        // `None of those injured was in danger` counts nobody.
        _ if before.iter().any(|it| matches!(*it, "those" | "them")) && before.contains(&"none") => return,
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
    let of = matches!(key, "death" | "deaths" | "killing") && reading.key(at + 1) == "of";
    if key == "casualties" || key == "death" && reading.key(at + 1) != "toll" && !of {
        return;
    }
    if key == "death" && !of {
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
        + usize::from(of || key == "shot" && reading.key(at + 1) == "dead")
        + usize::from(matches!(reading.key(at + 1), "and" | "or") && self::harm(reading.key(at + 2)).is_some()) * 2;
    // `killing an estimated 100 people`
    let guess = matches!(reading.key(after), "a" | "an")
        && matches!(reading.key(after + 1), "estimated" | "additional" | "extra" | "further");
    let after = after + usize::from(guess) * 2;
    if let Some(n) = amount(reading, after).filter(|n| n.end <= whole.end)
        && let Some(whom) = people(reading, n.end, whole.end)
    {
        match row::row(reading, after, whole.end) {
            Some((toll, end, _)) if end > whom.end => push(at..end, toll, whom, harm),
            _ => push(at..whom.end, toll(n), whom, harm),
        }
        return;
    }
    // `killed three khwarij in`: a noun that nobody knows, right between a number and what goes on after it.
    if let Some(n) = amount(reading, after).filter(|n| n.end < whole.end && !is_year(reading, after, n))
        && is_strange(reading, n.end, whole.end)
    {
        push(at..n.end + 1, toll(n), n.end..n.end + 1, harm);
        return;
    }
    // `killing a man of 35 and his two sons`
    if let Some((toll, end, first)) = row::row(reading, after, whole.end) {
        push(at..end, toll, after..first, harm);
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

/// `lost 14 men`, `claimed 12 lives`, `cost the lives of three`, `five people lost their lives`.
fn lives(
    reading: &Reading<'_>,
    whole: &Range<usize>,
    at: usize,
    push: &mut impl FnMut(Range<usize>, Toll, Range<usize>, Harm),
) {
    if reading.key(at) != "lives" {
        let counted = amount(reading, at + 1).filter(|n| n.end < whole.end);
        if let Some(n) = counted
            && let Some(whom) = people(reading, n.end, whole.end).filter(|it| !it.is_empty())
            && is_people(reading.key(whom.end - 1))
            && !matches!(reading.key(whom.end - 1), "drones" | "drone" | "missiles" | "rockets" | "more" | "others")
        {
            push(at..whom.end, toll(n), whom, Harm::Killed);
        }
        return;
    }
    let near = at.saturating_sub(4).max(whole.start)..at;
    let taken = near.clone().any(|it| {
        matches!(
            reading.key(it),
            "lost" | "losing" | "claimed" | "claiming" | "took" | "taking" | "taken" | "cost" | "costing"
        )
    });
    if !taken {
        return;
    }
    if reading.key(at + 1) == "of"
        && let Some(n) = amount(reading, at + 2).filter(|n| n.end <= whole.end)
    {
        let whom = people(reading, n.end, whole.end).unwrap_or(n.end..n.end);
        push(at..whom.end, toll(n), whom, Harm::Killed);
    } else if matches!(reading.before(at, 1), "their" | "his" | "her") {
        // Whose lives: the last number before that people follow.
        let from = at.saturating_sub(9).max(whole.start);
        for start in from..at {
            if let Some(n) = amount(reading, start).filter(|n| n.end < at && !is_year(reading, start, n))
                && let Some(whom) = people(reading, n.end, at)
            {
                push(start..at + 1, toll(n), whom, Harm::Killed);
                return;
            }
        }
    } else if let Some((start, n)) = near.filter_map(|it| Some((it, amount(reading, it)?))).find(|(_, n)| n.end == at) {
        push(start..at + 1, toll(n), 0..0, Harm::Killed);
    }
}

/// Whether a lower-case word stands alone before a mark or a word of place, as what is counted does.
fn is_strange(reading: &Reading<'_>, at: usize, to: usize) -> bool {
    let key = reading.key(at);
    let lower = reading.tokens.get(at).is_some_and(|it| it.kind == Kind::Word && it.shape == Shape::Lower);
    let next = reading.key(at + 1);
    let ends = at + 1 >= to
        || reading.tokens[at + 1].kind == Kind::Mark
        || matches!(next, "in" | "near" | "at" | "outside" | "during" | "on" | "and" | "when" | "after");
    lower
        && key.len() > 3
        && !key.ends_with("ed")
        && ends
        && !is_thing(key)
        && !is_unit(key)
        && harm(key).is_none()
        && !is_link(key)
}

/// Whether a word is a plural that can stand for people: `farmers`, `passengers`.
fn is_plural(reading: &Reading<'_>, at: usize) -> bool {
    let Some(token) = reading.tokens.get(at) else { return false };
    let key = reading.key(at);
    token.kind == Kind::Word
        && key.len() > 3
        && key.ends_with('s')
        && !key.ends_with("ss")
        && !key.ends_with("'s")
        && !matches!(
            key,
            "across" | "towards" | "besides" | "always" | "perhaps" | "others'" | "this" | "thus" | "previous"
        )
        && !is_thing(key)
        && harm(key).is_none()
        && !is_link(key)
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
        if is_thing(reading.key(at)) {
            return None;
        }
        if is_plural(reading, at) {
            return Some(from..at + 1);
        }
        if is_unit(reading.key(at)) {
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
        check("killing at least 20 farmers and burning 30 houses", &[(Killed, Some(20), None)]);
        check("14 passengers were injured in two attacks", &[exactly(Wounded, 14)]);
        check("killed in two raids on five villages", &[]);
        check("the army lost 14 men and two tanks", &[exactly(Killed, 14)]);
        check("The party lost 14 seats", &[]);
        check("Five people lost their lives", &[exactly(Killed, 5)]);
        check("The flood claimed 12 lives", &[exactly(Killed, 12)]);
        check("a blast that cost the lives of three guards", &[exactly(Killed, 3)]);
        check("the deaths of at least nine worshippers", &[(Killed, Some(9), None)]);
        check("Security forces killed three khwarij in Bannu", &[exactly(Killed, 3)]);
        check("killing a 35-year-old man and his four-year-old son, officials said", &[exactly(Killed, 2)]);
        check("killed two soldiers, a teacher and her three children on Monday", &[exactly(Killed, 6)]);
        check("killing an estimated 100 defenders", &[exactly(Killed, 100)]);
        check("injuring a woman of 62", &[exactly(Wounded, 1)]);
        check("killed a man, 41, and his wife", &[exactly(Killed, 2)]);
        check(
            "killed four civilians, including two children, and injured eleven",
            &[exactly(Killed, 4), exactly(Wounded, 11)],
        );
        check("killed a guard and two men were wounded", &[exactly(Killed, 1), exactly(Wounded, 2)]);
        check("killed three people and dozens of others were hurt", &[exactly(Killed, 3), (Wounded, Some(20), None)]);
        check("killed a policeman and a car was burnt", &[exactly(Killed, 1)]);
        check("killed at least ten people and a dozen cattle", &[(Killed, Some(10), None)]);
        check("1 KIA, 6 WIA", &[exactly(Killed, 1), exactly(Wounded, 6)]);
    }
}

//! Who is said to have done it, and how sure that is.

use super::merge::Group;
use super::trigger::Family;
use super::{Field, Found};

/// Give each event the status that its sentences, or the ones that speak of it, tell.
pub fn attach(found: Found<'_>, groups: &mut [Group]) {
    let reading = found.reading;
    for number in 0..reading.sentences.len() {
        let sentence = reading.sentences[number].clone();
        for at in sentence.clone() {
            let Some(status) = status(found, at) else { continue };
            let Some(home) = home(groups, number) else { continue };
            let group = &mut groups[home];
            if group.status.as_ref().is_none_or(|it| rank(status) < rank(it.value)) {
                group.status = Some(Field::new(status, 0.75, reading.sentence_bytes(number)));
            }
            group.more_sentences.push(number);
            if !matches!(status, "claimed" | "attributed" | "suspected") {
                continue;
            }
            let mut one = false;
            let first = found.groups.partition_point(|it| it.tokens.start < sentence.start);
            for (it, name) in
                found.groups.iter().enumerate().skip(first).take_while(|(_, it)| it.tokens.start < sentence.end)
            {
                // `X claimed it`, `was claimed by X`, `blamed X`, `suspicion fell on X`
                let by = (1..=4).any(|by| reading.before(name.tokens.start, by) == "by");
                let claims = status == "claimed" && (name.tokens.end <= at || by);
                // Only the first after the word is blamed: `suspicion fell on X, which wants Y to leave`.
                // `rebels are being blamed`
                let accused = (1..=3)
                    .any(|by| matches!(reading.before(at, by), "are" | "is" | "was" | "were" | "being" | "been"));
                let blamed =
                    status != "claimed" && !one && (name.tokens.start > at) != (accused && reading.key(at) == "blamed");
                one |= blamed;
                if claims || blamed {
                    group.more_actors.push((it, name.range.clone()));
                }
            }
        }
    }
}

/// The stronger the lower.
fn rank(status: &str) -> usize {
    ["denied", "claimed", "attributed", "suspected", "unclaimed"].iter().position(|it| *it == status).unwrap_or(9)
}

/// The event that a sentence speaks of: the one it tells, or the violent one told last. What was shot down is rarely
/// what somebody answers for.
fn home(groups: &[Group], number: usize) -> Option<usize> {
    // Events are in the order in which they are first told.
    let end = groups.partition_point(|it| it.drafts[0].sentence <= number);
    let recent = end.saturating_sub(40)..end;
    let tells = |it: &Group| it.is_violent() && it.drafts.iter().any(|it| it.sentence == number);
    let here = recent.clone().find(|it| tells(&groups[*it]));
    let told = |it: &Group| it.drafts.iter().filter(|it| it.sentence < number).map(|it| it.tokens.start).max();
    let reach = |it: &Group| it.is_violent() && told(it).is_some() && number - it.last_sentence().min(number) <= 6;
    let before = || {
        let near = recent.filter(|it| reach(&groups[*it]));
        near.max_by_key(|it| (groups[*it].family() != Family::Intercept, told(&groups[*it])))
    };
    here.or_else(before)
}

fn status(found: Found<'_>, at: usize) -> Option<&'static str> {
    let reading = found.reading;
    let none = (1..=4).any(|by| matches!(reading.before(at, by), "no" | "nobody" | "not" | "yet"));
    let next = |words: &[&str]| (1..=4).any(|by| words.contains(&reading.key(at + by)));
    match reading.key(at) {
        "claimed" | "claiming" | "claims" => {
            let responsibility = next(&["responsibility", "attack", "strike", "by", "credit", "raid"]);
            responsibility.then_some(if none { "unclaimed" } else { "claimed" })
        }
        // `said it was behind the blast`
        "behind" if matches!(reading.key(at + 1), "the" | "an" | "it" | "this") && !none => {
            let attack = next(&[
                "attack",
                "attacks",
                "blast",
                "bombing",
                "strike",
                "raid",
                "ambush",
                "it",
                "killing",
                "explosion",
            ]);
            let itself = (1..=3).any(|by| matches!(reading.before(at, by), "was" | "were"))
                && (2..=6).any(|by| matches!(reading.before(at, by), "it" | "they"));
            (attack && itself).then_some("claimed")
        }
        // `said one of its men had carried out the bombing`
        "carried" | "conducted" | "staged" if matches!(reading.key(at + 1), "out" | "the") && !none => {
            let own = (1..=5).any(|by| matches!(reading.before(at, by), "its" | "it" | "they" | "their" | "we"));
            let said = (2..=9).any(|by| matches!(reading.before(at, by), "said" | "says" | "claimed" | "announced"));
            (own && said && next(&["the", "attack", "bombing", "it"])).then_some("claimed")
        }
        "linked" | "tied" if reading.key(at + 1) == "to" && !none => Some("suspected"),
        "blamed" | "accused" | "blaming" | "attributed" => (!none).then_some("attributed"),
        "suspected" | "suspicion" | "suspicions" | "suspect" => Some("suspected"),
        "denied" | "denies" | "denying" => {
            next(&["responsibility", "involvement", "carrying", "any", "attacking", "targeting", "it", "role", "being"])
                .then_some("denied")
        }
        _ => None,
    }
}

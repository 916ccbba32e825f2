//! Who did it, and to whom.

use std::ops::Range;

use super::Found;
use super::argument::told;
use super::trigger::{Form, Trigger};

/// The groups of a clause in their roles, by number: actors, targets.
pub fn roles(found: Found<'_>, clause: Range<usize>, trigger: Trigger) -> (Vec<usize>, Vec<usize>) {
    let it = told(found.reading, &clause, trigger);
    let (mut actors, mut targets) = (Vec::new(), Vec::new());
    for tokens in &it.actors {
        within(found, tokens, &mut actors);
    }
    for tokens in &it.targets {
        within(found, tokens, &mut targets);
    }
    let named = !actors.is_empty() || it.pronoun.is_some();
    if actors.is_empty()
        && let Some(pronoun) = it.pronoun
    {
        actors.extend(meant(found, pronoun));
    }
    around(found, clause, trigger, (named, !targets.is_empty()), &mut actors, &mut targets);
    targets.retain(|it| !actors.contains(it));
    (actors, targets)
}

/// The groups that a phrase names.
fn within(found: Found<'_>, tokens: &Range<usize>, out: &mut Vec<usize>) {
    let first = found.groups.partition_point(|it| it.tokens.end <= tokens.start);
    let inside = (first..found.groups.len()).take_while(|it| found.groups[*it].tokens.start < tokens.end);
    out.extend(inside.filter(|it| !out.contains(it)).collect::<Vec<_>>());
}

/// Whom `it` or `they` stands for: the one who speaks in its sentence, else the first of the sentence before that acts.
fn meant(found: Found<'_>, pronoun: usize) -> Option<usize> {
    let reading = found.reading;
    let number = reading.tokens[pronoun].sentence;
    let first = |range: Range<usize>| {
        let from = found.groups.partition_point(|it| it.tokens.start < range.start);
        (from..found.groups.len()).take_while(|it| found.groups[*it].tokens.end <= range.end).find(|it| {
            // What is only spoken of, as `of the army`, does not act.
            !matches!(
                reading.before(found.groups[*it].tokens.start, 1),
                "of" | "in" | "from" | "near" | "against" | "by"
            )
        })
    };
    // `the army says it has retaken it`
    let end = found.groups.partition_point(|it| it.tokens.end <= pronoun);
    let speaker = (0..end).rev().take(4).find(|it| {
        let end = found.groups[*it].tokens.end;
        reading.tokens[end].sentence == number
            && (end..pronoun.min(end + 3))
                .any(|it| matches!(reading.key(it), "said" | "says" | "claims" | "claimed" | "announced"))
    });
    if speaker.is_some() {
        return speaker;
    }
    let here = first(reading.sentences[number].start..pronoun);
    here.or_else(|| first(reading.sentences[number.checked_sub(1)?].clone()))
}

/// Groups that words right before them give a role, and, where no phrase of the trigger names anybody, those that
/// stand on either side of it.
fn around(
    found: Found<'_>,
    clause: Range<usize>,
    trigger: Trigger,
    told: (bool, bool),
    actors: &mut Vec<usize>,
    targets: &mut Vec<usize>,
) {
    let reading = found.reading;
    let passive = trigger.form == Form::Done
        && (1..=3).any(|by| matches!(reading.before(trigger.at, by), "was" | "were" | "been" | "being" | "is" | "are"));
    let first = found.groups.partition_point(|it| it.tokens.start < clause.start);
    for (number, it) in found.groups.iter().enumerate().skip(first).take_while(|(_, it)| it.tokens.start < clause.end) {
        if actors.contains(&number) || targets.contains(&number) {
            continue;
        }
        let start = it.tokens.start;
        // Words before the name, articles and adjectives aside.
        let lead = (1..=3).map(|by| if start >= clause.start + by { reading.before(start, by) } else { "" });
        let lead: Vec<&str> = lead.take_while(|it| !it.is_empty()).collect();
        let close = lead
            .iter()
            .find(|it| {
                !matches!(
                    **it,
                    "the"
                        | "a"
                        | "an"
                        | "some"
                        | "several"
                        | "local"
                        | "two"
                        | "three"
                        | "four"
                        | "of"
                        | "group"
                        | "multiple"
                )
            })
            .copied();
        match close.unwrap_or("") {
            "by" => actors.push(number),
            "to" if reading.key(trigger.at) == "surrendered" && start > trigger.at => targets.push(number),
            "against" | "targeting" | "targeted" | "on" | "at" | "attacked" | "hit" | "struck" | "killed"
            | "killing" | "wounded" | "wounding" | "injuring" | "hurting" | "housing" | "hosts" => {
                targets.push(number);
            }
            "between" | "and" | "with"
                if !trigger.family.is_violent()
                    || matches!(trigger.form, Form::Noun | Form::Plural)
                    || trigger.family == super::Family::Clash =>
            {
                actors.push(number);
            }
            "to" | "from" | "in" | "for" | "near" | "of" => {}
            // Who only speaks of it did not do it.
            _ if it.tokens.end <= trigger.at && speaks(found, it.tokens.end..trigger.at) => {}
            _ if it.tokens.end <= trigger.at => {
                if passive && !told.1 {
                    targets.push(number);
                } else if !passive && !told.0 {
                    actors.push(number);
                }
            }
            // `she was driven there, police wrote`
            _ if start > trigger.at && speaks(found, it.tokens.end..it.tokens.end + 2) => {
                // `“We control the town,” X said`
                if (clause.start..trigger.at).any(|it| reading.key(it) == "we") {
                    actors.push(number);
                }
            }
            _ if trigger.form == Form::Done && !passive && !told.1 && start <= trigger.at + 8 => targets.push(number),
            _ => {}
        }
    }
}

fn speaks(found: Found<'_>, tokens: Range<usize>) -> bool {
    tokens.into_iter().any(|at| {
        matches!(
            found.reading.key(at),
            "says"
                | "said"
                | "say"
                | "told"
                | "reported"
                | "confirmed"
                | "according"
                | "added"
                | "wrote"
                | "alleged"
                | "alleges"
                | "allege"
                | "believe"
                | "believed"
        )
    })
}

//! Who did it, and to whom.

use std::ops::Range;

use super::Found;
use super::trigger::{Form, Trigger};

/// The groups of a clause in their roles, by number: actors, targets.
pub fn roles(found: Found<'_>, clause: Range<usize>, trigger: Trigger) -> (Vec<usize>, Vec<usize>) {
    let reading = found.reading;
    let (mut actors, mut targets) = (Vec::new(), Vec::new());
    let passive = trigger.form == Form::Done
        && (1..=3).any(|by| matches!(reading.before(trigger.at, by), "was" | "were" | "been" | "being" | "is" | "are"));
    let first = found.groups.partition_point(|it| it.tokens.start < clause.start);
    for (number, it) in found.groups.iter().enumerate().skip(first).take_while(|(_, it)| it.tokens.start < clause.end) {
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
            "against" | "targeting" | "targeted" | "on" | "at" | "attacked" | "hit" | "struck" | "killed"
            | "killing" | "wounded" | "wounding" | "housing" | "hosts" => {
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
                let list = if passive { &mut targets } else { &mut actors };
                list.push(number);
            }
            _ if trigger.form == Form::Done && !passive && start <= trigger.at + 8 => targets.push(number),
            _ => {}
        }
    }
    (actors, targets)
}

fn speaks(found: Found<'_>, tokens: Range<usize>) -> bool {
    tokens.into_iter().any(|at| {
        matches!(found.reading.key(at), "says" | "said" | "told" | "reported" | "confirmed" | "according" | "added")
    })
}

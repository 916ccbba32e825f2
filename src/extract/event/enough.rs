//! Whether what a clause says is enough for an event: who only speaks of it, totals and careers are none.

use super::clause::Clause;
use super::draft::Draft;
use super::trigger::Family;
use super::{Found, saying};
use crate::extract::date::Said;
use crate::extract::toll::Harm;

/// Whether a draft says enough to be an event, or part of one.
pub(super) fn is_told(found: Found<'_>, clause: &Clause, draft: &Draft) -> bool {
    let own_date = draft.date.is_some_and(|it| it.1);
    let harm = draft
        .tolls
        .iter()
        .any(|it| matches!(found.tolls[*it].harm, Harm::Killed | Harm::Wounded | Harm::Captured | Harm::Intercepted));
    match draft.family {
        // Whoever is spoken of was born, or elected, in some year.
        Family::Statement if year_only(found, draft) => false,
        Family::Statement if only_says(found, clause) => false,
        Family::Statement if is_reaction(found, clause, draft) => false,
        // `Another group, X, has vowed to go on`: beside what was dated before.
        Family::Statement if !own_date && !clause.quoted && vows(found, clause, draft) => true,
        Family::Other
        | Family::Statement
        | Family::Talks
        | Family::Deployment
        | Family::Withdrawal
        | Family::Election => own_date && !clause.quoted,
        family if family.is_violent() && is_total(found, draft) => false,
        _ if clause.quoted => own_date || harm && draft.place.is_some(),
        family => {
            let harmed = family == Family::Killing && !draft.targets.is_empty();
            let sides = harmed || family.is_act() && !draft.actors.is_empty() && !draft.targets.is_empty();
            draft.date.is_some() || draft.place.is_some() || harm || draft.refers || sides
        }
    }
}

/// `…, two sources said on Thursday.`: who tells of what the clause before says.
fn only_says(found: Found<'_>, clause: &Clause) -> bool {
    let reading = found.reading;
    let Some(trigger) = clause.trigger else { return false };
    let sentence = reading.sentences[clause.sentence].clone();
    matches!(reading.key(trigger.at), "said" | "told")
        && clause.tokens.start > sentence.start
        && clause.tokens.end == sentence.end
        && sentence.end - trigger.at <= 6
}

/// `The ministry condemned the attack on Thursday`: who spoke of it, on a day close to that of the report.
fn is_reaction(found: Found<'_>, clause: &Clause, draft: &Draft) -> bool {
    clause.trigger.is_some_and(|it| saying::is_reaction(found.reading.key(it.at)))
        && draft.date.is_some_and(|it| saying::is_recent(found, it.0))
}

/// Whether a group that is known says what it will do, in a sentence that sets it beside the one before.
fn vows(found: Found<'_>, clause: &Clause, draft: &Draft) -> bool {
    let reading = found.reading;
    let beside = matches!(reading.key(reading.sentences[clause.sentence].start), "another" | "but" | "meanwhile");
    let known = |it: &usize| found.groups[*it].origin != crate::extract::group::Origin::Candidate;
    let vows = |at: usize| matches!(reading.key(at), "vowed" | "announced" | "threatened" | "pledged" | "declared");
    beside && draft.actors.iter().any(known) && clause.tokens.clone().any(vows)
}

/// `more than 2,500 people were killed from January to March`: a count of many occurrences.
fn is_total(found: Found<'_>, draft: &Draft) -> bool {
    let Some(date) = draft.date.map(|it| &found.dates[it.0]) else { return false };
    let long = date.when.as_ref().is_some_and(|it| i64::from(it.last.0) - i64::from(it.first.0) > 45);
    long && matches!(date.said, Said::Between(..) | Said::Whole { .. })
}

/// Whether a draft knows no more than a year.
fn year_only(found: Found<'_>, draft: &Draft) -> bool {
    draft.date.is_some_and(|it| matches!(found.dates[it.0].said, Said::Year(_) | Said::Decade(_)))
}

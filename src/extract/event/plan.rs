//! What is to come: dated plans, told apart from what was done.

use std::collections::HashSet;

use super::Found;
use super::clause::{Clause, Mode};
use super::draft::{Draft, is_ahead, plain};
use super::trigger::Family;
use super::{where_, who};
use crate::extract::date::Said;
use crate::extract::token::Reading;

/// Add a draft for every day to come for which a clause plans something somewhere, or at least thinks it likely.
pub fn add(found: Found<'_>, clauses: &[Clause], all: &mut Vec<Draft>) {
    let Some(published) = found.published else { return };
    let reading = found.reading;
    let told: HashSet<usize> = all.iter().filter_map(|it| it.date).map(|it| it.0).collect();
    for (number, date) in found.dates.iter().enumerate() {
        let Some(when) = &date.when else { continue };
        let at = clauses.partition_point(|it| it.tokens.end <= date.tokens.start);
        let Some(clause) = clauses.get(at) else { continue };
        // `days before the vote is due`: the plan comes after its date, in a clause of its own or not.
        let next = clauses.get(at + 1).filter(|it| it.sentence == clause.sentence);
        let ends = date.tokens.end >= clause.tokens.end;
        let clause = next.filter(|_| ends).unwrap_or(clause);
        let expected = when.last >= published && clause.tokens.clone().any(|it| is_plan(reading, it));
        let until = matches!(date.said, Said::Since(_) | Said::Until(_))
            || matches!(reading.before(date.tokens.start, 1), "until" | "till" | "by");
        if !(is_ahead(found, number) || expected)
            || until
            || told.contains(&number)
            || found.line.contains(&date.tokens.start)
        {
            continue;
        }
        let condition =
            matches!(reading.key(reading.sentences[clause.sentence].start), "if" | "unless" | "should" | "were")
                || matches!(&*clause.joint, "if" | "unless");
        let asked = clause.mode == Mode::Negated && !clause.tokens.clone().any(|it| is_plan(reading, it));
        if condition || asked || clause.quoted {
            continue;
        }
        let family = family(reading, clause);
        let near = date.tokens.start;
        // A noun to come, as `a win in November`, has its place beside it; a vote is of the country that is spoken of.
        let verb = clause.tokens.clone().any(|it| is_plan(reading, it));
        let reach = if verb { clause.tokens.clone() } else { around(&clause.tokens, near) };
        let place = where_::place(found, reach, near).map(|(it, sure)| (it, sure, true));
        let place = place.or_else(|| {
            let vote = |sentence: usize| country_that_votes(found, reading.sentences[sentence].clone());
            let of = (family == Family::Election)
                .then(|| vote(clause.sentence).or_else(|| vote(clause.sentence.checked_sub(1)?)));
            of.flatten().map(|it| (it, 0.5, true))
        });
        let actors = clause.trigger.map_or_else(Vec::new, |it| who::roles(found, clause.tokens.clone(), it).0);
        let draft = plain(clause.sentence, clause.tokens.clone(), family);
        // A plan without a place is nothing for the map.
        if place.is_some_and(|it| it.1 >= 0.5) {
            all.push(Draft { date: Some((number, true)), place, actors, planned: true, ..draft });
        }
    }
}

/// The country of `the US presidential elections`.
fn country_that_votes(found: Found<'_>, tokens: std::ops::Range<usize>) -> Option<usize> {
    let noun = |it: &usize| matches!(found.reading.key(*it), "election" | "elections" | "vote" | "referendum");
    tokens.clone().filter(noun).find_map(|it| where_::country_of(found, tokens.start.max(it.saturating_sub(4))..it))
}

/// The tokens of a clause near one.
fn around(clause: &std::ops::Range<usize>, at: usize) -> std::ops::Range<usize> {
    clause.start.max(at.saturating_sub(6))..clause.end.min(at + 7)
}

/// `is expected to`, `will`, `scheduled for`
pub(super) fn is_plan(reading: &Reading<'_>, at: usize) -> bool {
    match reading.key(at) {
        "will" => !reading.is_capital(at) || reading.is_first(at),
        "due" => reading.key(at + 1) == "to" && matches!(reading.before(at, 1), "is" | "are" | "was" | "were" | "be"),
        "expected" | "scheduled" | "set" | "slated" | "planned" | "going" | "poised" => {
            matches!(reading.key(at + 1), "to" | "for")
        }
        _ => false,
    }
}

fn family(reading: &Reading<'_>, clause: &Clause) -> Family {
    let says = |words: &[&str]| clause.tokens.clone().any(|it| words.contains(&reading.key(it)));
    if says(&["election", "elections", "vote", "polls", "referendum", "voters", "win", "victory", "re-election"]) {
        Family::Election
    } else if says(&["visit", "talks", "meet", "summit", "meeting", "negotiations", "receive"]) {
        Family::Talks
    } else {
        match clause.trigger {
            Some(it) if !it.family.is_violent() => it.family,
            _ => Family::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::event::When;
    use crate::extract::{Extractor, Recogniser};

    /// Dates and status of what is proposed, published on 2024-07-19.
    fn told(text: &str) -> Vec<(String, Option<&'static str>)> {
        let found = Extractor::default().read(text, Some(When::parse("2024-07-19").unwrap().earliest()));
        let date = |it: &super::super::Proposal| it.when.as_ref().map_or(String::new(), |it| it.value.edtf.clone());
        found.events.iter().map(|it| (date(it), it.status.as_ref().map(|it| it.value))).collect()
    }

    #[test]
    fn what_is_to_come_is_told_apart_from_what_was_done() {
        let planned = |date: &str| vec![(date.to_owned(), Some("planned"))];
        assert_eq!(told("A delegation is expected to visit Washington on July 25."), planned("2024-07-25"));
        assert_eq!(told("The vote in Iraq is scheduled for October."), planned("2024-10"));
        assert_eq!(told("If they attack Basra next week, the army will answer."), []);
        assert_eq!(told("Schools in Basra stay closed until 30 July."), []);
        assert_eq!(told("The ministry plans to send engineers next week."), []);
        let both = told("Gunmen killed two men in Basra on Monday. The minister will visit Mosul on July 25.");
        assert_eq!(both, [("2024-07-15".to_owned(), None), ("2024-07-25".to_owned(), Some("planned"))]);
    }
}

//! What is told without a verb of its own: named by its date, under a picture, in a quoted post, by its age.

use std::collections::HashSet;
use std::ops::Range;

use super::clause::{Clause, Mode};
use super::draft::{Draft, plain};
use super::trigger::{Family, Form};
use super::{Found, where_};
use crate::extract::date::{DateName, Said, is_background};
use crate::extract::token::Reading;

/// Add the drafts that no clause gave.
pub fn add(found: Found<'_>, clauses: &[Clause], all: &mut Vec<Draft>) {
    named_by_date(found, all);
    captions(found, clauses, all);
    posts(found, clauses, all);
    let told: HashSet<usize> = all.iter().map(|it| it.tokens.start).collect();
    for (number, date) in found.dates.iter().enumerate() {
        aged(found, number, date, all);
        trend(found, clauses, &told, (number, date), all);
    }
}

/// `the October 7 attack`, `the 9/11 attacks`: a date that names what happened.
fn named_by_date(found: Found<'_>, all: &mut Vec<Draft>) {
    let told: HashSet<usize> =
        all.iter().filter(|it| it.family.is_violent()).filter_map(|it| it.date).map(|it| it.0).collect();
    for (number, date) in found.dates.iter().enumerate() {
        let at = date.tokens.end;
        let reading = found.reading;
        let Some(trigger) = super::trigger(reading, at).filter(|it| matches!(it.form, Form::Noun | Form::Plural))
        else {
            continue;
        };
        if told.contains(&number)
            || date.when.is_none()
            || is_background(&date.said) && !matches!(date.said, Said::Since(_))
        {
            continue;
        }
        let sentence = reading.tokens[at].sentence;
        let tokens = date.tokens.start..(at + 6).min(reading.sentences[sentence].end);
        let place = where_::place(found, tokens.clone(), at).map(|(it, sure)| (it, sure, true));
        // Its name is the date with the noun: `9/11 attacks`.
        let name = date.tokens.start..at + 1;
        all.push(Draft { date: Some((number, true)), place, by_name: true, ..plain(sentence, name, trigger.family) });
    }
}

/// Captions: `Troops are seen at the base, January 13, 2020`.
fn captions(found: Found<'_>, clauses: &[Clause], all: &mut Vec<Draft>) {
    let reading = found.reading;
    let sentences: HashSet<usize> = all.iter().map(|it| it.sentence).collect();
    for (number, date) in found.dates.iter().enumerate() {
        if !matches!(date.said, Said::Day { year: Some(_), .. }) || date.when.is_none() {
            continue;
        }
        let sentence = reading.tokens[date.tokens.start].sentence;
        let tokens = reading.sentences[sentence].clone();
        let shows = |key: &str| {
            matches!(
                key,
                "seen"
                    | "gestures"
                    | "speaks"
                    | "sits"
                    | "sit"
                    | "stands"
                    | "stand"
                    | "attends"
                    | "attend"
                    | "walks"
                    | "walk"
                    | "poses"
                    | "waves"
                    | "holds"
                    | "hold"
                    | "shows"
                    | "pictured"
                    | "inspect"
                    | "inspects"
                    | "patrol"
                    | "looks"
                    | "look"
                    | "gather"
                    | "arrives"
                    | "meets"
                    | "carry"
                    | "watches"
            )
        };
        let at = tokens.clone().find(|at| shows(reading.key(*at)));
        let told = sentences.contains(&sentence);
        let first = clauses.partition_point(|it| it.sentence < sentence);
        let quoted = clauses.get(first).is_some_and(|it| it.quoted);
        let Some(at) = at.filter(|_| !told && !quoted) else { continue };
        let place = where_::place(found, tokens.clone(), at).map(|(it, sure)| (it, sure, true));
        if place.is_some() {
            all.push(Draft {
                date: Some((number, true)),
                place,
                caption: true,
                ..plain(sentence, tokens, Family::Other)
            });
        }
    }
}

/// `the two-year-old government`, `a month-old truce`: what began that long ago.
fn aged(found: Found<'_>, number: usize, date: &DateName, all: &mut Vec<Draft>) {
    let reading = found.reading;
    if date.when.is_none() || reading.key(date.tokens.end.saturating_sub(1)) != "old" {
        return;
    }
    let begins = |key: &str| {
        matches!(
            key,
            "government"
                | "administration"
                | "cabinet"
                | "junta"
                | "coalition"
                | "war"
                | "conflict"
                | "insurgency"
                | "uprising"
                | "revolution"
                | "siege"
                | "blockade"
                | "occupation"
                | "campaign"
                | "offensive"
                | "truce"
                | "ceasefire"
                | "peace"
                | "embargo"
        )
    };
    let end = date.tokens.end;
    let Some(at) = (end..end + 4).find(|it| begins(reading.key(*it))) else { return };
    let sentence = reading.tokens[date.tokens.start].sentence;
    let range = &reading.sentences[sentence];
    if at >= range.end {
        return;
    }
    let tokens = date.tokens.start..(at + 8).min(range.end);
    // A place of its own name, else the one that the sentence speaks of.
    let place = where_::any(found, tokens.clone())
        .or_else(|| where_::any(found, range.clone()))
        .or_else(|| where_::country_of(found, tokens.clone()));
    let place = place.map(|it| (it, 0.5, true));
    all.push(Draft { date: Some((number, true)), place, by_name: true, ..plain(sentence, tokens, Family::Other) });
}

/// `Since February, attacks have decreased`: a change for which a report gives the day.
fn trend(
    found: Found<'_>,
    clauses: &[Clause],
    told: &HashSet<usize>,
    (number, date): (usize, &DateName),
    all: &mut Vec<Draft>,
) {
    let reading = found.reading;
    let changes = |key: &str| {
        matches!(
            key,
            "decreased"
                | "increased"
                | "declined"
                | "dropped"
                | "fallen"
                | "risen"
                | "surged"
                | "escalated"
                | "intensified"
                | "subsided"
                | "eased"
                | "worsened"
                | "doubled"
                | "tripled"
                | "halved"
                | "ceased"
                | "stopped"
                | "resumed"
        )
    };
    if !matches!(date.said, Said::Since(_)) || date.when.is_none() {
        return;
    }
    let at = clauses.partition_point(|it| it.tokens.end <= date.tokens.start);
    let sentence = reading.tokens[date.tokens.start].sentence;
    let mut near = clauses[at..].iter().take_while(|it| it.sentence == sentence).take(2);
    let telling = near.find(|clause| {
        clause.tokens.clone().any(|it| {
            changes(reading.key(it)) && (1..=3).any(|by| matches!(reading.before(it, by), "has" | "have" | "had"))
        })
    });
    let Some(clause) = telling.filter(|it| !it.quoted && it.mode != Mode::Hypothetical) else { return };
    if told.contains(&clause.tokens.start) {
        return;
    }
    let place = where_::place(found, clause.tokens.clone(), date.tokens.end).map(|(it, sure)| (it, sure, true));
    let draft = plain(clause.sentence, clause.tokens.clone(), Family::Other);
    all.push(Draft { date: Some((number, true)), place, ..draft });
}

/// A post quoted with its author's handle and day, `— Name (@handle) July 18, 2024`, in which somebody says something.
fn posts(found: Found<'_>, clauses: &[Clause], all: &mut Vec<Draft>) {
    let reading = found.reading;
    for (number, date) in found.dates.iter().enumerate() {
        let Some(from) = signature(reading, date) else { continue };
        let last = reading.tokens[from].sentence;
        // The paragraph above the signature, or what stands before it on its own line.
        let Some(end) = from.checked_sub(1) else { continue };
        let paragraph = paragraph(reading, end);
        let says = |it: &usize| {
            matches!(
                reading.key(*it),
                "says"
                    | "said"
                    | "announces"
                    | "announced"
                    | "vows"
                    | "vowed"
                    | "warns"
                    | "warned"
                    | "declares"
                    | "declared"
                    | "analysis"
                    | "according"
                    | "reports"
                    | "confirms"
                    | "claims"
            )
        };
        if paragraph.clone().find(says).is_none() {
            continue;
        }
        let sentence = reading.tokens[paragraph.start].sentence;
        let first = clauses.partition_point(|it| it.sentence < sentence);
        let already = clauses.get(first).is_some_and(|it| it.sentence > last);
        if !already {
            // What it is about: the first place that it names.
            let place = where_::any(found, paragraph.clone()).map(|it| (it, 0.35, true));
            let draft = plain(sentence, paragraph, Family::Statement);
            all.push(Draft { date: Some((number, true)), place, by_name: true, ..draft });
        }
    }
}

/// The dash at which the signature of a post starts that ends in this date.
fn signature(reading: &Reading<'_>, date: &DateName) -> Option<usize> {
    if !matches!(date.said, Said::Day { year: Some(_), .. }) || date.when.is_none() {
        return None;
    }
    let close = date.tokens.start.checked_sub(1).filter(|it| reading.word(*it) == ")")?;
    let open = (close.saturating_sub(8)..close).rev().find(|it| reading.word(*it) == "(")?;
    if !reading.word(open + 1).starts_with('@') {
        return None;
    }
    (open.saturating_sub(12)..open).rev().find(|it| matches!(reading.word(*it), "—" | "–" | "-" | "―"))
}

/// The tokens of the paragraph that a token ends, at most those of a long post.
fn paragraph(reading: &Reading<'_>, last: usize) -> Range<usize> {
    const LONGEST: usize = 120;
    let mut start = last;
    while start > 0 && last - start < LONGEST {
        let gap = reading.tokens[start - 1].end..reading.tokens[start].start;
        if reading.text[gap].contains('\n') {
            break;
        }
        start -= 1;
    }
    start..last + 1
}

#[cfg(test)]
mod tests {
    use crate::event::When;
    use crate::extract::{Extractor, Recogniser};

    /// Dates and titles of what is proposed, published on 2024-07-19.
    fn told(text: &str) -> Vec<(String, String)> {
        let found = Extractor::default().read(text, Some(When::parse("2024-07-19").unwrap().earliest()));
        let date =
            |it: &crate::extract::event::Proposal| it.when.as_ref().map_or(String::new(), |it| it.value.edtf.clone());
        found.events.iter().map(|it| (date(it), it.title.clone())).collect()
    }

    #[test]
    fn what_began_long_ago_is_told_by_its_age() {
        let found = told("The two-year-old government of Iraq is working on a plan.");
        assert_eq!(found.iter().map(|it| &*it.0).collect::<Vec<_>>(), ["2022~"]);
        assert!(found[0].1.starts_with("Two-year-old government of Iraq"), "{found:?}");
        assert!(told("Her two-year-old son sleeps in a camp in Jordan.").is_empty());
    }

    #[test]
    fn a_change_since_a_day_is_told_but_a_total_is_not() {
        let found = told("Since February, clashes in Yemen have sharply decreased.");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, "2024-02");
        assert!(told("Since February, food in Yemen has been dear.").is_empty());
    }

    #[test]
    fn a_quoted_post_is_dated_by_its_signature() {
        let text = "Talks go on in Amman.\nThe army says that the road to the north is open again. https://example.org/x\n\
                    — A Reporter (@a_reporter) July 17, 2024\nNothing else is known.";
        let found = told(text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, "2024-07-17");
        assert!(found[0].1.starts_with("The army says"), "{found:?}");
        let nobody = text.replace("The army says that the", "The");
        assert!(told(&nobody).is_empty());
    }
}

//! What one clause says.

use std::ops::Range;

use super::clause::{Clause, Mode};
use super::trigger::{Family, Form, Trigger};
use super::where_;
use super::{Found, enough, harmless, plan, unverbed, who};
use crate::extract::date::{Said, is_background};
use crate::extract::token::{Kind, Shape};
use crate::extract::toll::Harm;

/// One telling of an occurrence.
#[derive(Clone, Debug)]
pub struct Draft {
    pub sentence: usize,
    pub tokens: Range<usize>,
    pub family: Family,
    /// The number of the date, and whether this clause itself says it.
    pub date: Option<(usize, bool)>,
    /// The number of the place, how sure, and whether this clause itself says it.
    pub place: Option<(usize, f32, bool)>,
    pub tolls: Vec<usize>,
    pub actors: Vec<usize>,
    pub targets: Vec<usize>,
    pub means: Option<usize>,
    /// It speaks of something told before: `the attack`.
    pub refers: bool,
    pub again: Option<where_::Again>,
    /// A photograph with its date and place.
    pub caption: bool,
    /// A date that names what happened; nothing else of the sentence is about it.
    pub by_name: bool,
    /// The date is the one on which somebody said it.
    pub spoken: bool,
    /// Its subject is that of the clause before.
    pub goes_on: bool,
    /// Its subject is a pronoun.
    pub pronoun: bool,
    /// It is to come.
    pub planned: bool,
    /// What was taken before is taken back.
    pub back: bool,
    /// It stands in the headline.
    pub headline: bool,
    /// It only says when and where what was told of was: `the incident happened at …`.
    pub places: bool,
    /// Its sentence says that it is another: `in a separate incident`.
    pub apart: bool,
}

/// The drafts of all clauses that tell of something done.
pub fn drafts(found: Found<'_>, clauses: &[Clause]) -> Vec<Draft> {
    let mut all = Vec::new();
    let headlines = headlines(found);
    for (number, clause) in clauses.iter().enumerate() {
        let Some(trigger) = clause.trigger.filter(|_| clause.mode == Mode::Occurred) else {
            all.extend(tally(found, clause));
            continue;
        };
        if trigger.family == Family::Other && clause.quoted {
            continue;
        }
        let sentence = found.reading.sentences[clause.sentence].clone();
        let mut date = date_of(found, clauses, number, trigger.at);
        let goes_on = goes_on(found, clause);
        // What is to come is told apart: see `plan`.
        if date.is_some_and(|it| is_ahead(found, it.0)) {
            continue;
        }
        // `will go on until troops leave X`: where that will be says nothing.
        let until = |it: &usize| matches!(found.reading.key(*it), "until" | "unless");
        let end = clause.tokens.clone().find(until).filter(|_| trigger.family == Family::Statement);
        let tokens = clause.tokens.start..end.unwrap_or(clause.tokens.end);
        let own = where_::place(found, tokens, trigger.at).map(|(it, sure)| (it, sure, true));
        let again = where_::refers(found, clause.tokens.clone());
        let near = || {
            borrowed(found, clauses, number, trigger.at)
                .filter(|_| again.is_none())
                .map(|(it, sure)| (it, sure * 0.8, false))
        };
        // Another clause's place is another event's, unless this one has none.
        let place = own
            .or_else(|| (trigger.family.is_violent() && clauses_of(clauses, clause.sentence) > 1).then(near).flatten());
        // What is told in passing by a clause of its own borrows no date for a change of hands and the like.
        let borrowed = date.is_some_and(|it| !it.1) && clause.tokens.start > sentence.start;
        let joint = found.reading.word(clause.tokens.start) == ";" || found.reading.key(clause.tokens.start) == "when";
        let acts = trigger.family.is_act() && (goes_on || joint);
        if borrowed && !trigger.family.is_violent() && own.is_none() && !acts {
            continue;
        }
        // What is done next is done when the clause after says, if that goes on with it: `burnt tyres and threw stones
        // the next morning`.
        let after =
            clauses.get(number + 1).filter(|it| it.sentence == clause.sentence && goes_on_to(found, clause, it));
        if let Some(later) = after.and_then(|_| date_of(found, clauses, number + 1, trigger.at)).filter(|it| it.1)
            && !date.is_some_and(|it| it.1)
        {
            date = Some(later);
        }
        let spoken = date.is_some_and(|it| trigger.family.is_violent() && is_spoken(found, it.0));
        let (mut actors, mut targets) = who::roles(found, clause.tokens.clone(), trigger);
        let first = found.tolls.partition_point(|it| it.tokens.start < clause.tokens.start);
        let tolls =
            found.tolls.iter().enumerate().skip(first).take_while(|(_, it)| it.tokens.start < clause.tokens.end);
        let tolls: Vec<usize> = tolls.map(|(it, _)| it).collect();
        for it in harmed(found, &tolls) {
            // Whoever is counted among the dead before the verb did not do it: `one soldier dead, three injured`.
            let before = found.groups[it].tokens.end <= trigger.at;
            if before && trigger.family == Family::Killing {
                actors.retain(|actor| *actor != it);
            }
            if !actors.contains(&it) && !targets.contains(&it) {
                targets.push(it);
            }
        }
        let draft = Draft {
            sentence: clause.sentence,
            tokens: clause.tokens.clone(),
            family: trigger.family,
            date,
            place,
            tolls,
            actors,
            targets,
            means: means(found, clause.tokens.clone()),
            refers: refers(found, clause, trigger),
            again,
            caption: false,
            by_name: false,
            spoken,
            goes_on,
            pronoun: is_pronoun(found.reading.key(clause.tokens.start)) && !is_empty_it(found, clause.tokens.start),
            planned: false,
            headline: clause.sentence < headlines,
            places: refers(found, clause, trigger)
                && matches!(found.reading.key(trigger.at), "happened" | "occurred" | "unfolded" | "took"),
            apart: says_another(found, clause.sentence),
            back: matches!(
                found.reading.key(trigger.at),
                "retook" | "retaken" | "recaptured" | "regained" | "liberated"
            ),
        };
        if enough::is_told(found, clause, &draft) {
            all.push(draft);
        }
    }
    unverbed::add(found, clauses, &mut all);
    plan::add(found, clauses, &mut all);
    for it in &mut all {
        it.headline |= it.sentence < headlines;
    }
    all.sort_by_key(|it| it.tokens.start);
    drop_plain(found, &mut all);
    all
}

/// A sentence that tells of violence and the like tells of little else on the same day: `ELN members went from house to
/// house and shot people`. Those whom the rest names are told of with it.
fn drop_plain(found: Found<'_>, all: &mut Vec<Draft>) {
    let strong = |it: &Draft| it.family.is_act() && !it.planned && !it.by_name;
    let mut gone = vec![false; all.len()];
    for at in 0..all.len() {
        let draft = &all[at];
        if draft.family != Family::Other || draft.planned || draft.by_name || draft.caption {
            continue;
        }
        let from = all[..at].partition_point(|it| it.sentence < draft.sentence);
        let same = (from..all.len()).take_while(|it| all[*it].sentence == draft.sentence);
        let home = same.filter(|it| strong(&all[*it])).find(|it| {
            let days = |draft: &Draft| draft.date.and_then(|it| found.dates[it.0].when.clone());
            days(&all[*it]).is_none() || days(&all[*it]) == days(draft)
        });
        let Some(home) = home else { continue };
        gone[at] = true;
        let (date, place, who) = (draft.date, draft.place, draft.actors.clone());
        let place = place.filter(|it| it.1 >= 0.5);
        let tolls = all[at].tolls.clone();
        let home = &mut all[home];
        home.tolls.extend(tolls.into_iter().filter(|it| !home.tolls.contains(it)).collect::<Vec<_>>());
        home.date = home.date.or(date.map(|it| (it.0, false)));
        home.place = home.place.or(place.map(|it| (it.0, it.1 * 0.8, false)));
        if home.targets.is_empty() && !home.goes_on {
            let targets = who.into_iter().filter(|it| !home.actors.contains(it));
            home.targets = targets.filter(|it| !is_speaker(found, *it)).collect();
        }
    }
    let mut at = 0;
    all.retain(|_| {
        at += 1;
        !gone[at - 1]
    });
}

/// Whether a group is named as the one who says something.
fn is_speaker(found: Found<'_>, group: usize) -> bool {
    let end = found.groups[group].tokens.end;
    (end..end + 3)
        .any(|it| matches!(found.reading.key(it), "said" | "says" | "told" | "reported" | "confirmed" | "claims"))
}

/// `Four dead, over thirty hurt.`, `No casualties.`: what a note after an event adds to it.
fn tally(found: Found<'_>, clause: &Clause) -> Option<Draft> {
    if clause.quoted || matches!(clause.mode, Mode::Planned | Mode::Hypothetical) {
        return None;
    }
    let first = found.tolls.partition_point(|it| it.tokens.start < clause.tokens.start);
    let here = found.tolls.iter().enumerate().skip(first).take_while(|(_, it)| it.tokens.start < clause.tokens.end);
    let tolls: Vec<usize> =
        here.filter(|(_, it)| matches!(it.harm, Harm::Killed | Harm::Wounded)).map(|it| it.0).collect();
    let at = clause.tokens.start;
    let mishap = harmless::has_mishap(found.reading, at) && !harmless::is_meant(found.reading, at);
    let family = if mishap { Family::Accident } else { Family::Killing };
    let draft = plain(clause.sentence, clause.tokens.clone(), family);
    let targets = harmed(found, &tolls);
    (!tolls.is_empty()).then_some(Draft { tolls, targets, refers: true, ..draft })
}

/// The groups that tolls count.
fn harmed(found: Found<'_>, tolls: &[usize]) -> Vec<usize> {
    let people = |it: &&usize| matches!(found.tolls[**it].harm, Harm::Killed | Harm::Wounded | Harm::Captured);
    let mut all = Vec::new();
    for whom in tolls.iter().filter(people).map(|it| found.tolls[*it].whom.clone()).filter(|it| !it.is_empty()) {
        let first = found.groups.partition_point(|it| it.range.end <= whom.start);
        all.extend((first..found.groups.len()).take_while(|it| found.groups[*it].range.start < whom.end));
    }
    all
}

/// A draft that says nothing yet but what kind of thing it is.
pub(super) fn plain(sentence: usize, tokens: Range<usize>, family: Family) -> Draft {
    Draft {
        sentence,
        tokens,
        family,
        date: None,
        place: None,
        tolls: Vec::new(),
        actors: Vec::new(),
        targets: Vec::new(),
        means: None,
        refers: false,
        again: None,
        caption: false,
        by_name: false,
        spoken: false,
        goes_on: false,
        pronoun: false,
        planned: false,
        back: false,
        headline: false,
        places: false,
        apart: false,
    }
}

/// How many of the first sentences are a headline and the lines below it: lines of their own, with more to come.
fn headlines(found: Found<'_>) -> usize {
    let reading = found.reading;
    let mut count = 0;
    for sentence in reading.sentences.iter().take(3) {
        let end = sentence.end;
        let gap = |it: &crate::extract::token::Token| &reading.text[reading.tokens[end - 1].end..it.start];
        let alone = reading.tokens.get(end).is_some_and(|it| gap(it).contains('\n'));
        // Below the first, only what is shouted as headlines are.
        let words = || sentence.clone().filter(|it| reading.tokens[*it].kind == Kind::Word);
        let shouted = || words().all(|it| reading.tokens[it].shape == Shape::Upper);
        if !alone || count > 0 && !shouted() {
            break;
        }
        count += 1;
    }
    count
}

/// `In a separate incident`, `In another development`, `Meanwhile`, `Elsewhere`: what follows is another occurrence.
fn says_another(found: Found<'_>, sentence: usize) -> bool {
    let reading = found.reading;
    let start = reading.sentences[sentence].start;
    (start..start + 5).any(|it| {
        let another = matches!(
            reading.key(it),
            "another" | "separate" | "second" | "third" | "fourth" | "similar" | "different" | "other"
        );
        let noun = |it: usize| {
            matches!(
                reading.key(it),
                "incident"
                    | "incidents"
                    | "attack"
                    | "attacks"
                    | "development"
                    | "case"
                    | "strike"
                    | "shooting"
                    | "explosion"
                    | "blast"
                    | "operation"
                    | "reports"
                    | "clash"
                    | "raid"
                    | "bombing"
            )
        };
        let led = it > start && matches!(reading.before(it, 1), "in" | "a" | "an" | "the") || it == start;
        another && led && (noun(it + 1) || noun(it + 2))
            || it == start && matches!(reading.key(it), "separately" | "elsewhere")
            // `Earlier in the day`, `Hours later troops clashed`
            || matches!(reading.key(it), "earlier" | "later")
                && it <= start + 1
                && (reading.key(it + 1) == "in" || it > start && reading.key(start) == "hours")
    })
}

/// Whether a clause has no subject of its own: `and kidnapped a nurse`, `, then looted`.
fn goes_on(found: Found<'_>, clause: &Clause) -> bool {
    let reading = found.reading;
    let start = clause.tokens.start;
    let joint = matches!(reading.key(start), "and" | "but") || reading.word(start) == ",";
    let skip = 1 + usize::from(matches!(reading.key(start + 1), "then" | "later" | "also" | "reportedly"));
    joint && clause.trigger.is_some_and(|it| it.at <= start + skip && it.form == Form::Done)
}

/// Whether the next clause goes on with what this one tells of.
fn goes_on_to(found: Found<'_>, clause: &Clause, next: &Clause) -> bool {
    let family = |it: &Clause| it.trigger.map(|it| it.family);
    goes_on(found, next) && next.mode == Mode::Occurred && family(clause) == family(next)
}

pub(super) fn is_pronoun(key: &str) -> bool {
    matches!(key, "it" | "this" | "they" | "he" | "she")
}

/// `It would be recalled that`, `It is believed that`: nobody's pronoun.
fn is_empty_it(found: Found<'_>, at: usize) -> bool {
    found.reading.key(at) == "it" && (at + 2..at + 6).any(|it| found.reading.key(it) == "that")
}

/// Whether all days of a date come after the day of publication.
pub(super) fn is_ahead(found: Found<'_>, date: usize) -> bool {
    let when = found.dates[date].when.as_ref();
    when.zip(found.published).is_some_and(|(it, published)| it.first > published)
}

/// `…, police said on Thursday`: the day on which somebody spoke of it.
fn is_spoken(found: Found<'_>, date: usize) -> bool {
    let reading = found.reading;
    let start = found.dates[date].tokens.start;
    let floor = reading.sentences[reading.tokens[start].sentence].start.max(start.saturating_sub(8));
    for at in (floor..start).rev() {
        match reading.key(at) {
            "said" | "says" | "told" | "announced" | "reported" | "added" | "confirmed" | "wrote" => return true,
            "in" | "on" | "a" | "an" | "the" | "statement" | "late" | "early" | "interview" | "its" | "by"
            | "phone" | "reporters" | "journalists" | "newspaper" | "this" | "telegram" | "agency" | "afp"
            | "reuters" => {}
            _ if reading.is_capital(at) => {}
            _ => return false,
        }
    }
    false
}

/// A place of another clause of the sentence that tells of nothing violent itself.
fn borrowed(found: Found<'_>, clauses: &[Clause], number: usize, trigger: usize) -> Option<(usize, f32)> {
    let sentence = clauses[number].sentence;
    let first = clauses.partition_point(|it| it.sentence < sentence);
    let others = clauses[first..].iter().take_while(|it| it.sentence == sentence);
    // Where something is planned is where that will be.
    let plans = |it: &Clause| it.mode == Mode::Planned || it.tokens.clone().any(|it| plan::is_plan(found.reading, it));
    let others = others.filter(|it| !plans(it));
    let calm = others.filter(|it| it.mode != Mode::Occurred || it.trigger.is_none_or(|it| !it.family.is_violent()));
    calm.filter_map(|it| where_::place(found, it.tokens.clone(), trigger)).find(|it| it.1 >= 0.5)
}

fn clauses_of(clauses: &[Clause], sentence: usize) -> usize {
    clauses.iter().filter(|it| it.sentence == sentence).take(2).count()
}

/// The date of a clause: its own, the one nearest to the trigger; otherwise one of the same sentence.
fn date_of(found: Found<'_>, clauses: &[Clause], number: usize, trigger: usize) -> Option<(usize, bool)> {
    let clause = &clauses[number];
    let nearest_but = |range: &Range<usize>, wanted: &dyn Fn(usize) -> bool| {
        let first = found.dates.partition_point(|it| it.tokens.start < range.start);
        let inside = found.dates.iter().enumerate().skip(first).take_while(|(_, it)| it.tokens.start < range.end);
        let good = inside.filter(|(number, it)| {
            wanted(*number)
                && !in_aside(found, it.tokens.start, trigger)
                && !found.line.contains(&it.tokens.start)
                && it.when.is_some()
                && !is_restated(found, *number)
                && (!is_background(&it.said) || since_when(found, it) || held_since(found, it, trigger) || lately(it))
        });
        good.min_by_key(|(_, it)| {
            let far = if it.tokens.start > trigger {
                it.tokens.start - trigger
            } else {
                trigger.saturating_sub(it.tokens.end)
            };
            // `two years after the attacks` says less than `in 2003`.
            (far, matches!(it.said, Said::Offset { .. }))
        })
    };
    let meant = |range: &Range<usize>| nearest_but(range, &|it| !is_spoken(found, it));
    if let Some((it, _)) = meant(&clause.tokens) {
        return Some((it, true));
    }
    let sentence = found.reading.sentences[clause.sentence].clone();
    // `unlike the attack in January` dates another.
    let contrast = |it: usize| {
        let at = found.dates[it].tokens.start;
        let first = clauses.partition_point(|it| it.tokens.end <= at);
        clauses.get(first).is_some_and(|it| it.tokens.start <= at && matches!(&*it.joint, "unlike" | "despite"))
    };
    // When it was told of says less than what another clause says of the day.
    if let Some((it, _)) = meant(&sentence).filter(|(it, _)| !contrast(*it)) {
        return Some((it, false));
    }
    let told = |range: &Range<usize>| nearest_but(range, &|_| true);
    let own = told(&clause.tokens).map(|(it, _)| (it, true));
    own.or_else(|| told(&sentence).filter(|(it, _)| !contrast(*it)).map(|(it, _)| (it, false)))
}

/// `Governor X, who took office in May, called`: a date of what is said of somebody by the way.
fn in_aside(found: Found<'_>, date: usize, trigger: usize) -> bool {
    let reading = found.reading;
    let sentence = reading.tokens[date].sentence;
    if trigger < date || reading.tokens[trigger].sentence != sentence {
        return false;
    }
    let closed = (date..trigger).any(|it| reading.word(it) == ",");
    let floor = reading.sentences[sentence].start.max(date.saturating_sub(10));
    let opened =
        (floor + 1..date).any(|it| matches!(reading.key(it), "who" | "which" | "whose") && reading.word(it - 1) == ",");
    closed && opened
}

/// `two weeks earlier, on 3 May`: the day says what the count only says about.
fn is_restated(found: Found<'_>, number: usize) -> bool {
    let Some(day) = found.dates.get(number + 1) else { return false };
    let count = &found.dates[number];
    let between = count.tokens.end..day.tokens.start;
    matches!(count.said, Said::Offset { .. })
        && matches!(day.said, Said::Day { month: Some(_), .. })
        && between.len() <= 2
        && between.clone().any(|it| found.reading.key(it) == "on")
}

/// `has been detained since October`: since then.
fn held_since(found: Found<'_>, it: &crate::extract::date::DateName, trigger: usize) -> bool {
    let reading = found.reading;
    let held = matches!(reading.key(trigger), "detained" | "held" | "jailed" | "imprisoned" | "abducted" | "arrested");
    let been = reading.before(trigger, 1) == "been" && matches!(reading.before(trigger, 2), "has" | "have" | "had");
    matches!(it.said, Said::Since(_)) && held && been && it.tokens.start > trigger
}

/// `In the past 24 hours`: the days of what is told, where years and months are only its background.
fn lately(it: &crate::extract::date::DateName) -> bool {
    matches!(it.said, Said::Past { .. })
        && it.when.as_ref().is_some_and(|it| i64::from(it.last.0) - i64::from(it.first.0) <= 3)
}

/// `since 2021, when …` dates what follows.
fn since_when(found: Found<'_>, it: &crate::extract::date::DateName) -> bool {
    let end = it.tokens.end + usize::from(found.reading.word(it.tokens.end) == ",");
    matches!(it.said, Said::Since(_)) && found.reading.key(end) == "when"
}

/// Whether a clause speaks of something told before.
fn refers(found: Found<'_>, clause: &Clause, trigger: Trigger) -> bool {
    let reading = found.reading;
    let noun = |key: &str| {
        matches!(
            key,
            "attack"
                | "attacks"
                | "strikes"
                | "strike"
                | "blast"
                | "explosion"
                | "raid"
                | "incident"
                | "bomb"
                | "explosive"
                | "explosives"
                | "device"
                | "stabbing"
                | "crash"
                | "collision"
                | "accident"
                | "earthquake"
                | "fire"
                | "robbery"
                | "shelling"
                | "ambush"
                | "clashes"
                | "bombing"
                | "assault"
                | "operation"
                | "airstrike"
                | "barrage"
                | "incursion"
                | "killing"
                | "assassination"
                | "massacre"
                | "shooting"
                | "killings"
                | "fighting"
                | "attackers"
                | "attacker"
                | "assailants"
                | "assailant"
                | "bomber"
                | "gunman"
                | "shooter"
                | "dead"
                | "victims"
                | "wounded"
                | "drone"
                | "rockets"
                | "protest"
                | "death"
        )
    };
    let in_clause = clause.tokens.clone().any(|at| {
        noun(reading.key(at))
            && (1..=3).any(|by| {
                at >= clause.tokens.start + by
                    && matches!(reading.before(at, by), "the" | "this" | "that" | "'s" | "’s" | "same")
            })
    });
    // `Police used tear gas`
    // `Several were intercepted`: of what was told of.
    let start = clause.tokens.start;
    let some = matches!(reading.key(start), "several" | "others" | "most" | "some" | "both" | "many" | "all")
        && matches!(reading.key(start + 1), "were" | "was" | "fell" | "landed" | "of" | "hit");
    in_clause
        || some
        || trigger.family == super::Family::Protest && trigger.form == Form::Done && is_dispersal(reading, trigger.at)
}

/// What the police do at a protest: it is the same.
fn is_dispersal(reading: &crate::extract::token::Reading<'_>, at: usize) -> bool {
    matches!(reading.key(at), "used" | "fired" | "dispersed")
}

/// The means that the clause names, by token.
fn means(found: Found<'_>, tokens: Range<usize>) -> Option<usize> {
    tokens.into_iter().find(|at| {
        matches!(
            found.reading.key(*at),
            "drone"
                | "drones"
                | "rocket"
                | "rockets"
                | "missile"
                | "missiles"
                | "mortar"
                | "mortars"
                | "artillery"
                | "airstrike"
                | "airstrikes"
                | "warplanes"
                | "ied"
                | "bomb"
                | "bombs"
                | "mine"
                | "landmine"
                | "grenade"
                | "gunfire"
                | "gunmen"
                | "shells"
                | "knife"
                | "helicopter"
                | "helicopters"
                | "jets"
                | "tanks"
                | "snipers"
                | "sniper"
        )
    })
}

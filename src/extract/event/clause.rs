//! Parts of sentences, and whether what they tell of took place.

use std::ops::Range;

use super::harmless::of_court;
use super::trigger::{Family, Form, Trigger, trigger};
use crate::extract::group::is_weapon_noun;
use crate::extract::token::{Kind, Reading};

/// Whether something took place, as its clause tells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Told as done.
    Occurred,
    /// To come, or planned.
    Planned,
    /// Possible, on a condition, asked.
    Hypothetical,
    /// It did not happen.
    Negated,
    /// No single event: what keeps happening, or is talked of in general.
    General,
}

/// Tokens of one clause with its triggers.
#[derive(Clone, Debug)]
pub struct Clause {
    pub tokens: Range<usize>,
    pub sentence: usize,
    /// The trigger that says most.
    pub trigger: Option<Trigger>,
    pub mode: Mode,
    /// It lies within quotation marks.
    pub quoted: bool,
    /// The word that starts it: `after`, `before`, `since`, `but` …
    pub joint: String,
}

/// The clauses of a text, in order.
pub fn clauses(reading: &Reading<'_>) -> Vec<Clause> {
    let mut all = Vec::new();
    let mut quoted = false;
    for (number, sentence) in reading.sentences.iter().enumerate() {
        let mut start = sentence.start;
        let starts_quoted = quoted || matches!(reading.word(start), "\"" | "“");
        for at in sentence.clone() {
            let cut = at > start && is_joint(reading, at, start, sentence.end);
            if cut {
                all.push(clause(reading, start..at, number, quoted));
                start = at;
            }
            match reading.word(at) {
                "“" => quoted = true,
                "”" => quoted = false,
                "\"" => quoted = !quoted,
                _ => {}
            }
        }
        all.push(clause(reading, start..sentence.end, number, starts_quoted && reading.word(start) != "said"));
        // A quotation that is never closed ends with its paragraph.
        let next = reading.tokens.get(sentence.end).map_or(0, |it| it.start);
        let end = reading.tokens.get(sentence.end.saturating_sub(1)).map_or(0, |it| it.end);
        if next > end && reading.text[end..next].contains('\n') {
            quoted = false;
        }
    }
    all
}

/// Whether a clause starts here: a conjunction with a verb of its own after it.
fn is_joint(reading: &Reading<'_>, at: usize, start: usize, end: usize) -> bool {
    let key = reading.key(at);
    let verbs = |range: Range<usize>| range.into_iter().any(|it| is_verb(reading, it));
    match key {
        "but" | "while" | "although" | "though" | "whereas" | "because" | "when" | "after" | "before" | "until"
        | "unless" | "if" | "as" => {
            // `two days after the attack` is no clause, `after a drone killed three` is.
            verbs(at + 1..(at + 16).min(end)) && verbs(start..at)
        }
        "unlike" | "despite" => verbs(start..at),
        "and" => {
            let next = at + 1;
            // `and took control`, `and on Monday they`: the second verb with another date or subject.
            let then = usize::from(matches!(reading.key(next), "then" | "later" | "also"));
            verbs(start..at)
                && reading.tokens.get(next).is_some()
                && !is_between(reading, start, at)
                && (is_verb(reading, next + then)
                    || reading.word(at - 1) == ","
                    || at - start >= 6 && subject_after(reading, next, end))
                && verbs(next..(next + 10).min(end))
        }
        _ => {
            reading.word(at) == ";"
                || reading.word(at) == ":" && verbs(start..at) && verbs(at + 1..(at + 14).min(end))
                || reading.word(at) == "," && clause_after_comma(reading, at, start, end)
        }
    }
}

/// `between Gwoza and Pulka`: two names, and no clause, are joined here.
fn is_between(reading: &Reading<'_>, start: usize, at: usize) -> bool {
    let from = (start.max(at.saturating_sub(6))..at).rev().find(|it| reading.key(*it) == "between");
    from.is_some_and(|from| {
        (from + 1..at).all(|it| reading.is_capital(it) || !is_verb(reading, it) && reading.key(it) != "and")
    })
}

/// `Since two drones fell in April, Tuesday's attack was …`: a comma between two parts with verbs.
fn clause_after_comma(reading: &Reading<'_>, at: usize, start: usize, end: usize) -> bool {
    // `…, established in 2014 to …`
    let participle = trigger(reading, at + 1).is_some_and(|it| it.form == Form::Done)
        && matches!(reading.key(at + 2), "in" | "on")
        && reading.tokens.get(at + 3).is_some_and(|it| it.kind == Kind::Number || reading.is_capital(at + 3));
    if participle {
        return true;
    }
    // `shot two men, looted the market`; `in 2021, by which time …`; `killed two, then fled`
    let then = usize::from(reading.key(at + 1) == "then");
    let next = trigger(reading, at + 1 + then).filter(|it| it.form == Form::Done && it.family != Family::Other);
    let done = next.is_some_and(|it| it.family != Family::Statement && it.family != Family::Killing)
        && matches!(reading.tokens.get(at + 2 + then).map(|it| it.kind), Some(Kind::Word | Kind::Number))
        && !matches!(
            reading.key(at + 2 + then),
            "in" | "by" | "on" | "near" | "at" | "during" | "when" | "as" | "after"
        );
    let which = reading.key(at + 2) == "which" && matches!(reading.key(at + 1), "by" | "after" | "during" | "before");
    let verbs = |range: Range<usize>| range.into_iter().any(|it| is_verb(reading, it));
    if (done || which) && verbs(start..at) {
        return true;
    }
    let opened = matches!(
        reading.key(start),
        "since"
            | "although"
            | "though"
            | "while"
            | "when"
            | "after"
            | "before"
            | "if"
            | "as"
            | "because"
            | "despite"
            | "unless"
    ) || reading.key(start) == "following" && (start + 1..at).any(|it| names_act(reading, it));
    // `In X, where a siege killed many in 2017, a shell blew up`
    let aside = || {
        let where_ = (start + 1..at.min(start + 8))
            .any(|it| matches!(reading.key(it), "where" | "which") && reading.word(it - 1) == ",");
        where_
            && matches!(reading.key(start), "in" | "at" | "near")
            && matches!(reading.key(at + 1), "a" | "an" | "the")
    };
    let following = reading.key(start) == "following";
    (opened || aside()) && (following || verbs(start..at)) && verbs(at + 1..(at + 14).min(end))
}

/// `the abduction of`
fn names_act(reading: &Reading<'_>, at: usize) -> bool {
    trigger(reading, at).is_some_and(|it| matches!(it.form, Form::Noun | Form::Plural) && it.family.is_act())
}

/// `… and young people burnt tyres`: a subject of two or three words and what it did.
fn subject_after(reading: &Reading<'_>, from: usize, end: usize) -> bool {
    let done = |it: usize| trigger(reading, it).is_some_and(|it| it.form == Form::Done && it.family != Family::Other);
    (from + 1..(from + 5).min(end)).any(|it| done(it) && reading.tokens[it].kind == Kind::Word)
        && !matches!(reading.key(from), "the" | "its" | "their")
}

fn is_verb(reading: &Reading<'_>, at: usize) -> bool {
    matches!(
        reading.key(at),
        "is" | "was"
            | "were"
            | "are"
            | "has"
            | "have"
            | "had"
            | "will"
            | "would"
            | "did"
            | "does"
            | "may"
            | "might"
            | "could"
            | "can"
            | "hit"
            | "left"
            | "says"
            | "remains"
            | "kills"
            | "strikes"
    ) || reading.tokens.get(at).is_some_and(|it| it.kind == Kind::Word)
        && trigger(reading, at).is_some_and(|it| it.form == Form::Done)
}

fn clause(reading: &Reading<'_>, tokens: Range<usize>, sentence: usize, quoted: bool) -> Clause {
    let mut best: Option<(Trigger, Mode)> = None;
    let better = |a: &(Trigger, Mode), b: &(Trigger, Mode)| {
        let score = |it: &(Trigger, Mode)| {
            let done = u8::from(it.1 == Mode::Occurred) * 10;
            let form = match it.0.form {
                Form::Done => 2,
                Form::Noun => 1,
                Form::Open | Form::Plural => 0,
            };
            done + it.0.family.rank() + form
        };
        score(a) > score(b)
    };
    for at in tokens.clone() {
        // `wounded at a rally`: what it happened at is told in passing.
        if best.is_some_and(|it| it.1 == Mode::Occurred && it.0.form == Form::Done && it.0.family.is_violent())
            && is_circumstance(reading, at)
        {
            continue;
        }
        if reading.tokens[at].kind != Kind::Word {
            continue;
        }
        // `shot down drones launched against X`: what is only said of the drones.
        if best.is_some_and(|it| it.0.form == Form::Done) && is_said_of_weapon(reading, at) {
            continue;
        }
        if let Some(found) = trigger(reading, at) {
            let it = (found, mode(reading, &tokens, found));
            if best.as_ref().is_none_or(|best| better(&it, best)) {
                best = Some(it);
            }
        }
    }
    if let Some(court) = of_court(reading, &tokens).filter(|_| best.is_some_and(|it| it.0.family != Family::Arrest)) {
        best = Some((court, mode(reading, &tokens, court)));
    }
    if !best.is_some_and(|it| it.1 == Mode::Occurred && it.0.family != Family::Statement) {
        best = tokens.clone().find_map(|at| ended(reading, &tokens, at)).map(|it| (it, Mode::Occurred)).or(best);
    }
    let joint = reading.key(tokens.start).to_owned();
    let (trigger, mode) = best.map_or((None, Mode::General), |(trigger, mode)| (Some(trigger), mode));
    Clause { tokens, sentence, trigger, mode, quoted, joint }
}

/// `Debris fell on a house, killing two`: whatever verb comes before, it took place. Where no weapon is spoken of near by,
/// nobody needs to have meant it.
fn ended(reading: &Reading<'_>, clause: &Range<usize>, at: usize) -> Option<Trigger> {
    let harms = matches!(reading.key(at), "killing" | "wounding" | "injuring");
    let tails = harms && at >= clause.start + 4 && reading.word(at - 1) == ",";
    let doubt = |it: &usize| {
        matches!(
            reading.key(*it),
            "would"
                | "could"
                | "might"
                | "may"
                | "can"
                | "will"
                | "if"
                | "not"
                | "never"
                | "no"
                | "to"
                | "often"
                | "every"
        ) && !reading.is_capital(*it)
    };
    let told = tails && !(clause.start..at).any(|it| doubt(&it));
    let sentence = reading.tokens[at].sentence;
    let near = reading.sentences[sentence.saturating_sub(2)].start..reading.sentences[sentence].end;
    let meant = || near.clone().any(|it| is_weapon_noun(reading.key(it)));
    told.then(|| Trigger { at, family: if meant() { Family::Killing } else { Family::Other }, form: Form::Done })
}

/// `at a rally`, `during the march`
fn is_circumstance(reading: &Reading<'_>, at: usize) -> bool {
    let noun = matches!(
        reading.key(at),
        "rally" | "protest" | "demonstration" | "march" | "sit-in" | "vigil" | "protests" | "demonstrations" | "talks"
    );
    noun && (2..=4).any(|by| matches!(reading.before(at, by), "at" | "during" | "in" | "from" | "after" | "before"))
}

/// `drones launched against`, `missiles fired at`
fn is_said_of_weapon(reading: &Reading<'_>, at: usize) -> bool {
    matches!(reading.key(at), "launched" | "fired" | "aimed" | "targeting" | "sent")
        && at > 0
        && is_weapon_noun(reading.key(at - 1))
        && matches!(
            reading.key(at + 1),
            "against" | "at" | "from" | "by" | "toward" | "towards" | "into" | "over" | "overnight" | "on"
        )
}

/// How a trigger is told of, from the words around it.
fn mode(reading: &Reading<'_>, clause: &Range<usize>, trigger: Trigger) -> Mode {
    let at = trigger.at;
    let sentence = reading.sentences[reading.tokens[at].sentence].clone();
    let noun = matches!(trigger.form, Form::Noun | Form::Plural);
    if matches!(reading.key(clause.start), "if" | "unless")
        || reading.key(sentence.start) == "if" && clause.start < sentence.start + 20
    {
        return Mode::Hypothetical;
    }
    if reading.word(sentence.end.saturating_sub(1)) == "?" {
        return Mode::Hypothetical;
    }
    // `denied reports that aircraft had struck`
    let from = sentence.start.max(at.saturating_sub(20));
    let denied = |it: usize| {
        matches!(reading.key(it), "denied" | "denies" | "dismissed" | "rejected" | "denying")
            && (1..=3).any(|by| {
                matches!(reading.key(it + by), "that" | "reports" | "claims" | "rumours" | "rumors" | "allegations")
            })
            && !(it..at).any(|it| {
                matches!(reading.key(it), "but" | "said" | "says" | "and" | "after") || reading.word(it) == ";"
            })
    };
    if (from..at).any(denied) {
        return Mode::Negated;
    }
    if is_called_false(reading, &sentence) {
        return Mode::Negated;
    }
    // `have also kidnapped`, `has repeatedly attacked`: no single time.
    let often =
        |by: usize| matches!(reading.before(at, by), "also" | "repeatedly" | "often" | "regularly" | "frequently");
    let have = |by: usize| matches!(reading.before(at, by), "have" | "has");
    if trigger.form == Form::Done && (1..=3).any(|by| often(by) && have(by + 1)) {
        return Mode::General;
    }
    // `were to be escorted out`
    let to_be = |it: usize| {
        matches!(reading.key(it), "was" | "were") && reading.key(it + 1) == "to" && reading.key(it + 2) == "be"
    };
    if (clause.start..at).any(to_be) && trigger.form == Form::Done {
        return Mode::Planned;
    }
    // What governs the verb stands close before it.
    let before = at.saturating_sub(7).max(clause.start)..at;
    for it in before.clone().rev() {
        match reading.key(it) {
            // The month.
            "may" if reading.is_capital(it) => {}
            "will" | "shall" | "going" if trigger.form != Form::Noun || it + 4 >= at => return Mode::Planned,
            "would" | "could" | "might" | "may" | "can" | "should" | "must" | "cannot" | "can't" => {
                return Mode::Hypothetical;
            }
            "not" | "never" | "n't" | "didn't" => return Mode::Negated,
            "without" if trigger.form != Form::Done => return Mode::Negated,
            "no" if reading.key(it + 1) != "one" || trigger.form == Form::Done => return Mode::Negated,
            "any" | "potential" | "possible" | "future" | "such" | "further" | "another"
                if trigger.form != Form::Done && it + 3 >= at && reading.key(it) != "another" =>
            {
                return Mode::Hypothetical;
            }
            "to" if trigger.form == Form::Open || it + 1 == at && trigger.form != Form::Done => {
                return Mode::Planned;
            }
            "plans" | "planned" | "planning" | "threatens" | "vows" | "expected" | "scheduled" | "aimed"
            | "preparing" | "intends"
                if it + 5 >= at && reading.key(it + 1) == "to" =>
            {
                return Mode::Planned;
            }
            // Another verb of the past in between: what comes before belongs to it.
            key if it + 2 < at && trigger.form == Form::Done && self::is_done(reading, it, key) => break,
            _ => {}
        }
    }
    // `the strike would go on`
    if noun && matches!(reading.key(at + 1), "will" | "would" | "could" | "may" | "might" | "should") {
        return Mode::Hypothetical;
    }
    if noun && reading.key(clause.start) == "following" && at <= clause.start + 4 {
        return Mode::Occurred;
    }
    match trigger.form {
        Form::Done => Mode::Occurred,
        Form::Open => Mode::General,
        // Notes without a verb tell of what was: `Strike on the port of Odesa. No casualties.`
        _ if noun && !sentence.clone().any(|it| is_verb(reading, it)) && is_note(reading, &sentence, at) => {
            Mode::Occurred
        }
        // `smoke after a drone strike`, `fires from an attack`
        _ if noun && (1..=5).any(|by| at >= clause.start + by && follows(reading, at - by)) => Mode::Occurred,
        // `smoke over the depot: a drone attack`
        _ if noun
            && (2..=5).any(|by| {
                at >= sentence.start + by
                    && matches!(reading.word(at - by), ":" | "—" | "–")
                    && matches!(reading.key(at - by + 1), "a" | "an")
            }) =>
        {
            Mode::Occurred
        }
        // `was shot dead in an exchange of fire`
        _ if noun && in_course(reading, clause, at) => Mode::Occurred,
        Form::Noun => {
            let definite = reading.tokens.get(at + 1).is_some_and(|_| happens(reading, clause, at));
            let dated = (1..=3).any(|by| matches!(reading.before(at, by), "'s" | "s") && of_weekday(reading, at, by));
            if definite || dated { Mode::Occurred } else { Mode::General }
        }
        Form::Plural => {
            if happens(reading, clause, at) {
                Mode::Occurred
            } else {
                Mode::General
            }
        }
    }
}

/// `The claim that … is false`, `The rumour that … is without any foundation`
fn is_called_false(reading: &Reading<'_>, sentence: &Range<usize>) -> bool {
    let opens = sentence.clone().take(4).any(|it| {
        matches!(
            reading.key(it),
            "claim" | "claims" | "rumour" | "rumor" | "rumours" | "rumors" | "allegation" | "reports"
        )
    });
    let is = |it: usize| {
        matches!(reading.key(it), "is" | "are" | "was" | "were")
            && (it + 1..it + 4).any(|it| {
                matches!(
                    reading.key(it),
                    "false" | "untrue" | "lie" | "lies" | "baseless" | "groundless" | "unfounded" | "fabricated"
                ) || reading.key(it) == "without" && (1..=2).any(|by| reading.key(it + by) == "foundation")
            })
    };
    opens && sentence.clone().any(is)
}

/// A noun with what it was done to, in a sentence that is short as notes are.
fn is_note(reading: &Reading<'_>, sentence: &std::ops::Range<usize>, at: usize) -> bool {
    let done_to =
        matches!(reading.key(at + 1), "on" | "in" | "at" | "near" | "against" | "outside" | "between" | "targeting");
    sentence.len() <= 40 && done_to
}

/// `in a`, `during the`: the course of what a verb before tells as done.
fn in_course(reading: &Reading<'_>, clause: &Range<usize>, at: usize) -> bool {
    let lead = (1..=3).find(|by| at >= clause.start + by && matches!(reading.before(at, *by), "a" | "an" | "the"));
    let Some(lead) = lead.map(|by| at - by).filter(|it| *it > clause.start) else { return false };
    matches!(reading.key(lead - 1), "in" | "during")
        && (clause.start..lead - 1).any(|it| {
            reading.tokens[it].kind == Kind::Word
                && trigger(reading, it).is_some_and(|it| it.form == Form::Done && it.family.is_act())
        })
}

/// `after a`, `following an`, `during the`: what comes then took place.
fn follows(reading: &Reading<'_>, at: usize) -> bool {
    matches!(reading.key(at), "after" | "following" | "amid")
        && matches!(reading.key(at + 1), "a" | "an" | "another" | "two" | "several" | "heavy")
}

/// `Tuesday's attack`
fn of_weekday(reading: &Reading<'_>, at: usize, by: usize) -> bool {
    at.checked_sub(by + 1).is_some_and(|it| crate::extract::date::is_calendar(reading, it))
        || matches!(reading.before(at, by + 1), "yesterday" | "today")
}

fn is_done(reading: &Reading<'_>, at: usize, _: &str) -> bool {
    reading.tokens[at].kind == Kind::Word
        && trigger(reading, at).is_some_and(|it| it.form == Form::Done && it.family != Family::Other)
}

/// Whether a noun has a verb of happening in its clause: `the strike occurred`, `clashes broke out`, `a blast killed`.
fn happens(reading: &Reading<'_>, clause: &Range<usize>, at: usize) -> bool {
    let after = at + 1..clause.end;
    let before = clause.start..at;
    let verb = |key: &str| {
        matches!(
            key,
            "occurred"
                | "happened"
                | "took"
                | "killed"
                | "tore"
                | "flattened"
                | "levelled"
                | "leveled"
                | "gutted"
                | "ripped"
                | "maimed"
                | "shook"
                | "hurt"
                | "wounded"
                | "injured"
                | "struck"
                | "hit"
                | "destroyed"
                | "damaged"
                | "left"
                | "targeted"
                | "erupted"
                | "broke"
                | "rocked"
                | "caused"
                | "marked"
                | "came"
                | "followed"
                | "began"
                | "started"
                | "landed"
                | "prompted"
                | "forced"
                | "kills"
                | "injures"
                | "wounds"
                | "hits"
                | "leaves"
                | "was"
                | "were"
                | "reached"
                | "sparked"
                | "set"
                | "collapsed"
                | "flared"
                | "raged"
                | "went"
                | "continued"
                | "resumed"
                | "intensified"
                | "spread"
                | "agreed"
                | "signed"
                | "declared"
                | "announced"
                | "brokered"
                | "held"
        )
    };
    let cause = |key: &str| {
        matches!(
            key,
            "carried"
                | "launched"
                | "conducted"
                | "reported"
                | "killed"
                | "in"
                | "by"
                | "after"
                | "wounded"
                | "claimed"
                | "staged"
                | "held"
                | "signed"
                | "announced"
                | "agreed"
                | "declared"
                | "reached"
                | "opened"
                | "saw"
                | "died"
        )
    };
    after.into_iter().take(14).any(|it| verb(reading.key(it)))
        || before.clone().any(|it| {
            matches!(
                reading.key(it),
                "killed"
                    | "wounded"
                    | "injured"
                    | "died"
                    | "launched"
                    | "carried"
                    | "conducted"
                    | "staged"
                    | "held"
                    | "signed"
                    | "announced"
                    | "declared"
                    | "reached"
                    | "agreed"
                    | "reported"
                    | "damaged"
                    | "destroyed"
            )
        }) && before.rev().take(10).any(|it| cause(reading.key(it)))
}

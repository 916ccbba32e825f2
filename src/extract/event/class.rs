//! What words do in a sentence: the few that open and close phrases, verbs, and all others.

use super::trigger::{Form, trigger};
use crate::extract::date::is_calendar;
use crate::extract::group::{is_name, is_weapon_noun};
use crate::extract::number::small;
use crate::extract::token::{Kind, Reading};
use crate::extract::toll::is_people;

/// What a word does in its sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    Word,
    Determiner,
    Number,
    Adverb,
    Auxiliary,
    Verb,
    /// `travelling in`, `armed with`: it hangs what follows on what stands before.
    Participle,
    Preposition,
    And,
    Comma,
    Relative,
    Pronoun,
    Stop,
}

/// What a token does in its sentence, by itself and its neighbours.
pub(super) fn class(reading: &Reading<'_>, at: usize) -> Class {
    let Some(token) = reading.tokens.get(at) else { return Class::Stop };
    match token.kind {
        // `3R` is a name.
        Kind::Number if is_name(reading.word(at)) => return Class::Word,
        Kind::Number => return Class::Number,
        Kind::Mark => {
            let tight = !token.spaced && reading.tokens.get(at + 1).is_some_and(|it| !it.spaced);
            return match reading.word(at) {
                "-" | "–" | "/" | "'" | "’" if tight => Class::Word,
                "'" | "’" => Class::Word,
                // `in #Iraq`
                "#" | "@" => Class::Determiner,
                "&" => Class::And,
                "," => Class::Comma,
                // `Ali B., 33,`
                "." if is_initial(reading, at) || is_short(reading, at) => Class::Word,
                _ => Class::Stop,
            };
        }
        Kind::Word => {}
    }
    let key = reading.key(at);
    if is_calendar(reading, at) && (reading.is_capital(at) || key != "may") {
        return Class::Stop;
    }
    match key {
        // `does show`, `will attack`
        _ if at > 0
            && matches!(
                reading.key(at - 1),
                "does" | "did" | "do" | "will" | "would" | "could" | "can" | "may" | "might" | "should" | "must"
            )
            && !matches!(
                key,
                "not" | "be" | "have" | "also" | "still" | "never" | "only" | "the" | "a" | "it" | "they" | "he"
            ) =>
        {
            Class::Verb
        }
        "the" | "a" | "an" | "its" | "their" | "his" | "her" | "our" | "my" | "this" | "these" | "those" | "some"
        | "several" | "many" | "other" | "another" | "any" | "both" | "all" | "each" | "every" | "few" | "more"
        | "further" | "various" | "multiple" | "numerous" | "only" | "around" | "about" | "nearly" | "almost"
        | "over"
            if !matches!(key, "around" | "about" | "over") || is_counted(reading, at + 1) =>
        {
            Class::Determiner
        }
        _ if is_numeral(key) => Class::Number,
        "was" | "were" | "is" | "are" | "be" | "been" | "being" | "has" | "have" | "had" | "having" | "will"
        | "would" | "could" | "can" | "may" | "might" | "must" | "should" | "did" | "does" | "do" | "got" | "not" => {
            Class::Auxiliary
        }
        "also" | "then" | "later" | "again" | "earlier" | "already" | "still" | "never" | "just" | "twice" | "once"
        | "together" | "meanwhile" | "soon" | "now" | "since" | "fully" | "separately" => Class::Adverb,
        "of" | "in" | "on" | "at" | "from" | "with" | "for" | "to" | "near" | "into" | "onto" | "by" | "against"
        | "between" | "under" | "outside" | "inside" | "along" | "across" | "aboard" | "around" | "about" | "over"
        | "during" | "through" | "toward" | "towards" | "within" | "behind" | "beside" | "amid" | "among" | "off"
        | "like" | "upon" | "including" | "without" | "up" | "down" | "out" | "above" | "below" | "beyond"
        | "despite" => Class::Preposition,
        "and" | "or" | "but" => Class::And,
        "who" | "which" | "whom" | "whose" => Class::Relative,
        "it" | "they" | "he" | "she" | "we" | "i" | "you" | "them" | "him" => Class::Pronoun,
        "that" | "when" | "while" | "after" | "before" | "as" | "if" | "because" | "where" | "although" | "though"
        | "until" | "unless" | "whereas" | "than" | "so" | "yesterday" | "today" | "overnight" | "tonight"
        | "night" | "morning" | "evening" | "afternoon" | "dawn" | "says" | "say" | "denies" | "claims" | "reports"
        | "warns" | "hopes" | "wants" | "plans" | "according" | "there" => Class::Stop,
        "said" | "told" => Class::Verb,
        _ if key.ends_with("ly")
            && key.len() > 5
            && !matches!(key, "family" | "assembly" | "elderly" | "supply")
            && !reading.is_capital(at) =>
        {
            Class::Adverb
        }
        _ if is_hanging(reading, at, key) => Class::Participle,
        _ if is_weapon_noun(key) => Class::Word,
        _ if trigger(reading, at).is_some_and(|it| it.form == Form::Done) => Class::Verb,
        _ => Class::Word,
    }
}

/// The point of a letter that stands for a name, within a sentence.
fn is_initial(reading: &Reading<'_>, at: usize) -> bool {
    let within = reading.tokens.get(at + 1).is_some_and(|it| it.sentence == reading.tokens[at].sentence);
    at > 1
        && within
        && reading.word(at - 1).chars().count() == 1
        && reading.is_capital(at - 1)
        && reading.is_capital(at - 2)
}

/// The point of `Col.` before a name, within a sentence.
fn is_short(reading: &Reading<'_>, at: usize) -> bool {
    let next = reading.tokens.get(at + 1).is_some_and(|it| it.sentence == reading.tokens[at].sentence);
    at > 0 && next && reading.is_capital(at - 1) && reading.word(at - 1).len() <= 5 && reading.is_capital(at + 1)
}

/// `travelling in`, `linked to`, `carrying two rifles`.
fn is_hanging(reading: &Reading<'_>, at: usize, key: &str) -> bool {
    let next = reading.key(at + 1);
    let ing = key.len() > 5 && key.ends_with("ing") && !reading.is_capital(at);
    let close = at > 0 && !matches!(reading.key(at - 1), "is" | "are" | "was" | "were" | "been" | "the" | "a" | "of");
    let bound = matches!(next, "to" | "with" | "by" | "in" | "at" | "on" | "from" | "a" | "an" | "the" | "two");
    let with = key.ends_with("ed") && matches!(next, "to" | "with" | "by")
        || matches!(
            key,
            "linked" | "armed" | "backed" | "dressed" | "affiliated" | "allied" | "accused" | "suspected" | "disguised"
        ) && bound;
    // `An IED planted by Maoists`: no verb of being before it, one that tells comes after.
    let told = (at + 2..at + 10).any(|it| {
        reading.tokens.get(it).is_some_and(|next| next.sentence == reading.tokens[at].sentence)
            && matches!(
                reading.key(it),
                "exploded"
                    | "detonated"
                    | "struck"
                    | "hit"
                    | "killed"
                    | "attacked"
                    | "landed"
                    | "fell"
                    | "opened"
                    | "clashed"
                    | "stormed"
                    | "damaged"
                    | "wounded"
                    | "injured"
            )
    });
    // `two boys fetching water were abducted`
    let said = ing
        && close
        && (is_people(reading.key(at - 1)) || is_member(reading.key(at - 1)))
        && (at + 2..at + 6).any(|it| {
            reading.tokens.get(it).is_some_and(|next| next.sentence == reading.tokens[at].sentence)
                && matches!(reading.key(it), "was" | "were" | "have" | "had")
        });
    ing && close && bound || with && close && told || said
}

/// Whether a number stands here: then `around` and `about` belong to it.
fn is_counted(reading: &Reading<'_>, at: usize) -> bool {
    reading.tokens.get(at).is_some_and(|it| it.kind == Kind::Number) || is_numeral(reading.key(at))
}

fn is_numeral(key: &str) -> bool {
    small(key).is_some() || key == "hundred"
}

/// People who are of something that is named after them: `members of`.
pub(super) fn is_member(key: &str) -> bool {
    matches!(
        key,
        "members"
            | "member"
            | "fighters"
            | "fighter"
            | "soldiers"
            | "soldier"
            | "officers"
            | "officer"
            | "troops"
            | "units"
            | "unit"
            | "elements"
            | "forces"
            | "men"
            | "gunmen"
            | "militants"
            | "rebels"
            | "supporters"
            | "followers"
            | "group"
            | "groups"
            | "team"
            | "force"
            | "convoy"
            | "patrol"
            | "column"
            | "crowd"
            | "crowds"
            | "commander"
            | "commanders"
            | "leader"
            | "leaders"
            | "employees"
            | "staff"
            | "personnel"
            | "dozens"
            | "hundreds"
            | "thousands"
            | "scores"
            | "number"
            | "faction"
            | "positions"
            | "position"
            | "post"
            | "posts"
            | "part"
            | "dead"
            | "wing"
            | "branch"
            | "cadres"
            | "operatives"
            | "jets"
            | "jet"
            | "warplanes"
            | "drones"
            | "drone"
            | "residents"
            | "brigades"
            | "bodies"
            | "body"
            | "remains"
            | "corpses"
            | "corpse"
    )
}

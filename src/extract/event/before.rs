//! What a text said before, for what says neither when nor where itself.

use super::draft::Draft;
use super::merge::{Group, grain};
use super::trigger::Family;
use super::where_::{self, Again};
use super::{Found, Spot, saying};
use crate::extract::date::{DateName, is_background};
use crate::extract::place::Source;
use crate::extract::token::{Kind, Reading};

impl Group {
    /// The days that the passage spoke of last, for what names none: of the paragraph, or the sentence before.
    pub(super) fn date_before(&self, found: Found<'_>) -> Option<usize> {
        let told = |it: &&Draft| {
            !it.by_name && (it.family.rank() >= 3 || it.family == Family::Statement && !it.actors.is_empty())
        };
        let draft = self.drafts.first().filter(told)?;
        let start = draft.tokens.start;
        let end = found.dates.partition_point(|it| it.tokens.start < start);
        let reading = found.reading;
        let text =
            |it: &DateName| &reading.text[it.range.end.min(reading.tokens[start].start)..reading.tokens[start].start];
        let goes_on = goes_on_from(reading, draft.sentence);
        let item = is_item(reading, draft.sentence);
        let near = |it: &&DateName| {
            let far = draft.sentence.saturating_sub(reading.tokens[it.tokens.start].sentence);
            let before = !is_item(reading, reading.tokens[it.tokens.start].sentence);
            far <= 1
                || far <= if goes_on { 8 } else { 5 } && (goes_on || !text(it).contains('\n'))
                || item && before && far <= 15
        };
        let told = |it: &DateName| {
            let short = it.when.as_ref().is_some_and(|it| i64::from(it.last.0) - i64::from(it.first.0) <= 31);
            short && !is_background(&it.said) && !found.line.contains(&it.tokens.start)
        };
        let mut before = (0..end).rev().take(8).take_while(|it| near(&&found.dates[*it]));
        before.find(|it| told(&found.dates[*it]))
    }

    /// For want of better, the last day close to publication that the report spoke of, so many sentences back at most.
    pub(super) fn date_of_report(&self, found: Found<'_>, reach: usize) -> Option<usize> {
        let draft = self.drafts.first().filter(|it| !it.by_name && it.family.is_act())?;
        let start = draft.tokens.start;
        let end = found.dates.partition_point(|it| it.tokens.start < start);
        let reading = found.reading;
        let near =
            |it: &usize| draft.sentence.saturating_sub(reading.tokens[found.dates[*it].tokens.start].sentence) <= reach;
        let fits = |it: &usize| {
            let date = &found.dates[*it];
            !is_background(&date.said)
                && !found.line.contains(&date.tokens.start)
                && date.when.as_ref().is_some_and(|it| it.first == it.last)
                && saying::is_recent(found, *it)
        };
        (0..end).rev().take(6).take_while(near).find(fits)
    }

    /// For want of better, where the sentences that follow in the paragraph say that something was.
    fn told_after(&self, found: Found<'_>) -> Option<(usize, f32)> {
        let reading = found.reading;
        let last = self.last_sentence();
        (last + 1..=last + 2).take_while(|it| *it < reading.sentences.len()).find_map(|number| {
            let sentence = reading.sentences[number].clone();
            let gap = reading.tokens[sentence.start - 1].end..reading.tokens[sentence.start].start;
            let goes_on = self.is_violent() && !reading.text[gap].contains('\n');
            let (place, sure) = where_::place(found, sentence.clone(), sentence.start).filter(|_| goes_on)?;
            (sure >= 0.6 && grain(found, place) <= 2).then_some((place, 0.25))
        })
    }

    /// The place told before: for `the base`, for violence that names none, and for want of better.
    pub(super) fn told_before(&self, found: Found<'_>) -> Option<(usize, f32)> {
        let draft = self.drafts.first().filter(|it| !it.by_name)?;
        let again = self.drafts.iter().find_map(|it| it.again);
        let of_kind = |spot: &Spot| match again {
            Some(Again::Base) => spot.grain() == 0,
            Some(Again::Town) => spot.grain() == 1,
            Some(Again::Any) => spot.grain() <= 1,
            None => spot.grain() <= 1 && self.is_violent(),
        };
        // Where a report was written is often where it was, and the capital.
        let written = || {
            let first = found.places.partition_point(|it| it.tokens.start < found.line.start);
            let town = |it: &usize| found.spots[*it].as_ref().is_some_and(|it| it.grain() <= 1);
            (first..found.places.len()).find(|it| found.line.contains(&found.places[*it].tokens.start)).filter(town)
        };
        let capital = draft.tokens.clone().any(|it| found.reading.key(it) == "capital");
        if let Some(written) = capital.then(written).flatten() {
            return Some((written, 0.5));
        }
        let end = found.places.partition_point(|it| it.tokens.start < draft.tokens.end);
        for (number, it) in found.places[..end].iter().enumerate().rev().take(30) {
            let sentence = found.reading.tokens[it.tokens.start].sentence;
            let near = draft.sentence.saturating_sub(sentence);
            if where_::is_far_from(found, number) || where_::is_folk(found.reading.key(it.tokens.end)) {
                continue;
            }
            // What nobody lists is some village.
            let Some(spot) = &found.spots[number] else {
                let camp =
                    matches!(found.reading.key(it.tokens.end), "camp" | "forest" | "mountains" | "river" | "hills");
                let town = again == Some(Again::Town) && camp;
                let village = it.source == Source::Unlisted
                    && !matches!(again, Some(Again::Base))
                    && near <= 2
                    && !town
                    && !capital;
                if village && (again.is_some() || self.is_violent()) {
                    return Some((number, if again.is_some() { 0.6 } else { 0.4 }));
                }
                continue;
            };
            let elsewhere = found.line.contains(&it.tokens.start) && !capital || where_::speaks(found, number);
            let acts = again.is_none() && near <= 2 && self.family().is_act() && spot.grain() <= 1;
            if it.source != Source::Demonym
                && !elsewhere
                && !where_::is_elsewhere(found, number)
                && (acts || of_kind(spot))
                && near <= if again.is_some() { 15 } else { 2 }
            {
                return Some((number, if again.is_some() { 0.6 } else { 0.4 }));
            }
        }
        let own = self.drafts.iter().find_map(|it| where_::any(found, it.tokens.clone()));
        if self.family() == Family::Statement {
            // Where it is said is not what it is about; nor is what is to come first.
            let reading = found.reading;
            let until = draft.tokens.clone().find(|it| matches!(reading.key(*it), "until" | "unless" | "before"));
            let about = until.and_then(|it| where_::any(found, draft.tokens.start..it));
            let of = || where_::any(found, reading.sentences[draft.sentence.checked_sub(1)?].clone());
            let of = || of().or_else(|| where_::any(found, reading.sentences[draft.sentence.checked_sub(2)?].clone()));
            let own = if until.is_some() { about.or_else(of) } else { own };
            return own.map(|it| (it, 0.35));
        }
        let of = |sentence: usize| where_::any(found, found.reading.sentences[sentence].clone());
        let before = || of(draft.sentence).or_else(|| of(draft.sentence.checked_sub(1)?));
        own.map(|it| (it, 0.35))
            .or_else(|| before().map(|it| (it, 0.25)))
            .or_else(|| self.told_after(found))
            .or_else(|| self.is_violent().then(written).flatten().map(|it| (it, 0.2)))
    }
}

/// `the evening`, `night`, `dawn`
fn time_of_day(reading: &Reading<'_>, at: usize) -> bool {
    let at = at + usize::from(reading.key(at) == "the");
    matches!(
        reading.key(at),
        "evening" | "morning" | "afternoon" | "night" | "dawn" | "noon" | "midday" | "midnight" | "dusk"
    ) && !reading.is_capital(at)
}

/// Whether a sentence is an item of a list: what stands before the list dates it.
fn is_item(reading: &Reading<'_>, sentence: usize) -> bool {
    let start = reading.sentences[sentence].start;
    let opens = start == 0 || reading.text[reading.tokens[start - 1].end..reading.tokens[start].start].contains('\n');
    let numbered = reading.tokens[start].kind == Kind::Number && matches!(reading.word(start + 1), "." | ")");
    let bullet = matches!(reading.word(start), "•" | "-" | "–" | "—" | "*" | "▪" | "●" | "►" | "◾" | "🔹" | "▫");
    opens && (numbered || bullet)
}

/// `Hours later,`, `Meanwhile`: a sentence that goes on from the paragraph before, and a note under the hour.
fn goes_on_from(reading: &Reading<'_>, sentence: usize) -> bool {
    let start = reading.sentences[sentence].start;
    (start..start + 3).any(|it| {
        let clock = reading.word(it).len() >= 4
            && reading.word(it).contains(':')
            && reading.tokens.get(it).is_some_and(|it| it.kind == Kind::Number);
        clock
            || matches!(
                reading.key(it),
                "later" | "separately" | "meanwhile" | "also" | "simultaneously" | "elsewhere" | "earlier"
            )
            || matches!(reading.key(it), "in" | "at" | "by") && time_of_day(reading, it + 1)
            || it == start && matches!(reading.key(it), "another" | "but")
            || matches!(reading.key(it), "another" | "separate" | "second" | "third")
                && matches!(reading.key(it + 1), "incident" | "attack")
            || reading.key(it) == "same" && reading.key(it + 1) == "time"
    })
}

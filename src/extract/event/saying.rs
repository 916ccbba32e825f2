//! Who only says it: what somebody said, wrote or thought of it on some day is no occurrence.

use super::Found;
use crate::extract::date::Said;
use crate::extract::token::Reading;

/// Verbs of saying and thinking, and of what people do all their lives: no date makes an occurrence of them.
pub(super) fn only_says(key: &str) -> bool {
    matches!(
        key,
        "repeated"
            | "reiterated"
            | "praised"
            | "criticised"
            | "criticized"
            | "promised"
            | "expressed"
            | "cited"
            | "referred"
            | "recalled"
            | "stated"
            | "posted"
            | "tweeted"
            | "quoted"
            | "declined"
            | "commented"
            | "hailed"
            | "mourned"
            | "discussed"
            | "explained"
            | "acknowledged"
            | "admitted"
            | "stressed"
            | "echoed"
            | "replied"
            | "lamented"
            | "predicted"
            | "estimated"
            | "testified"
            | "recounted"
            | "apologised"
            | "apologized"
            | "thanked"
            | "welcomed"
            | "dismissed"
            | "joked"
            | "revealed"
            | "disclosed"
            | "wondered"
            | "complained"
            | "worried"
            | "listed"
            | "viewed"
            | "watched"
            | "learned"
            | "liked"
            | "loved"
            | "joined"
            | "served"
            | "worked"
            | "attended"
            | "graduated"
            | "studied"
            | "lived"
            | "played"
            | "retired"
            | "starred"
            | "experienced"
            | "looked"
            | "talked"
            | "interviewed"
            | "contacted"
            | "investigated"
            | "probed"
            | "tried"
            | "intended"
            | "designed"
            | "owned"
            | "attributed"
            | "located"
            | "situated"
            | "accused"
            | "demanded"
    )
}

/// `in a statement released on Saturday`
pub(super) fn is_statement(reading: &Reading<'_>, at: usize) -> bool {
    matches!(reading.key(at), "released" | "issued" | "aired" | "obtained" | "published" | "shared" | "recorded")
        && (1..=4).any(|by| {
            matches!(
                reading.before(at, by),
                "statement"
                    | "video"
                    | "videos"
                    | "footage"
                    | "report"
                    | "letter"
                    | "tweet"
                    | "interview"
                    | "images"
                    | "photos"
                    | "data"
                    | "figures"
                    | "list"
            )
        })
}

/// Whether a verb at a token is of saying, asking or condemning.
pub(super) fn is_reaction(key: &str) -> bool {
    matches!(key, "said" | "told" | "called" | "condemned" | "urged" | "warned" | "says")
}

/// Whether a date is close to publication, as the days are on which somebody spoke of what is reported.
pub(super) fn is_recent(found: Found<'_>, date: usize) -> bool {
    let it = &found.dates[date];
    let near = it.when.as_ref().zip(found.published).is_some_and(|(it, published)| {
        let back = i64::from(published.0) - i64::from(it.last.0);
        (-3..=10).contains(&back) && it.first == it.last
    });
    near && !matches!(it.said, Said::Month { .. } | Said::Year(_))
        || matches!(it.said, Said::Whole { .. } | Said::Weekend(_) | Said::Past { .. })
}

#[cfg(test)]
mod tests {
    use crate::event::When;
    use crate::extract::{Extractor, Recogniser};

    fn count(text: &str) -> usize {
        let published = When::parse("2024-07-19").unwrap().earliest();
        Extractor::default().read(text, Some(published)).events.len()
    }

    #[test]
    fn what_somebody_said_of_it_lately_is_no_occurrence() {
        assert_eq!(count("The minister in Baghdad said on Wednesday that prices were high."), 0);
        assert_eq!(count("France condemned the killings in Gaza on Thursday."), 0);
        assert_eq!(count("The company reiterated its offer in Basra on Monday."), 0);
        assert_eq!(count("The minister in Baghdad announced a curfew on Wednesday."), 1);
    }
}

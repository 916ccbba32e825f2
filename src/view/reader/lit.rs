//! Which sentences of an article are lit.

use std::ops::Range;

use crate::article::{Article, ArticleId, sentence_around};
use crate::event::EventId;
use crate::project::{MentionRef, Project};
use crate::view::Evidence;

/// What lit sentences follow from: the article, what is selected in it, and the number of the proposal looked at.
type Of = (ArticleId, Option<EventId>, Option<MentionRef>, Option<u64>);

/// The sentences that report the selected event.
#[derive(Debug, Default)]
pub struct Lit {
    key: Option<Of>,
    /// In the order of the text; whether the reader stands at it.
    pub sentences: Vec<(Range<usize>, bool)>,
}

impl Lit {
    /// Find them, if anything they follow from has changed.
    pub fn update(
        &mut self,
        project: &Project,
        id: ArticleId,
        (event, at): (Option<EventId>, Option<MentionRef>),
        evidence: Option<&Evidence>,
    ) {
        let evidence = evidence.filter(|it| it.article == id);
        let key = Some((id, event, at, evidence.map(|it| it.number)));
        if self.key == key {
            return;
        }
        self.key = key;
        let mentions = event.map_or(&[][..], |event| project.mentions(event));
        let here = mentions.iter().filter(|it| it.article == id).map(|it| (it.mention, at == Some(*it)));
        self.sentences = sentences(project.article(id), here);
        // Where a proposal is looked at, the reader stands at its sentences.
        if let Some(evidence) = evidence {
            self.sentences.retain_mut(|(range, current)| {
                *current = false;
                !evidence.sentences.iter().any(|it| it.start < range.end && range.start < it.end)
            });
            self.sentences.extend(evidence.sentences.iter().map(|it| (it.clone(), true)));
            self.sentences.sort_by_key(|(range, _)| range.start);
        }
    }

    /// A case was opened in place of another.
    pub fn forget(&mut self) {
        self.key = None;
    }
}

/// The sentences around mentions, each once.
fn sentences(article: &Article, mentions: impl Iterator<Item = (usize, bool)>) -> Vec<(Range<usize>, bool)> {
    let mut found: Vec<(Range<usize>, bool)> = Vec::new();
    for (number, current) in mentions {
        let Some(mention) = article.mentions.get(number) else { continue };
        let range = sentence_around(&article.text, mention.range.clone());
        match found.iter_mut().find(|(it, _)| it.start < range.end && range.start < it.end) {
            Some((it, was)) => {
                *it = it.start.min(range.start)..it.end.max(range.end);
                *was |= current;
            }
            None => found.push((range, current)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Mention, Target};

    #[test]
    fn the_sentences_of_an_event_are_lit_each_once() {
        let text = "It was calm. Two drones came and one fell. Nobody was hurt. Two came.".to_owned();
        let mention = |part: &str| {
            let start = text.find(part).unwrap();
            Mention { range: start..start + part.len(), target: Target::Event(EventId(0)) }
        };
        let mentions = vec![mention("Two drones"), mention("one fell"), mention("Two came")];
        let article = Article { text: text.clone(), mentions, ..Article::default() };
        let lit = sentences(&article, [(0, false), (1, true), (2, false), (9, true)].into_iter());
        let lit: Vec<(&str, bool)> = lit.iter().map(|(range, current)| (&text[range.clone()], *current)).collect();
        assert_eq!(lit, [("Two drones came and one fell.", true), ("Two came.", false)]);
    }
}

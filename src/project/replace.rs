//! Another text for an article, with its mentions found again in it. What is not found for sure waits for a decision:
//! nothing is moved or dropped in silence.

use std::ops::Range;
use std::sync::Arc;

use super::make::quoted;
use super::{ArticleRecord, Capture, Change, Edit, MentionRecord, Project, Reason, rebase};
use crate::article::{ArticleId, Block, NewText, Placed, Selector};

/// An article with the text it is to have.
#[derive(Clone, PartialEq, Debug)]
pub struct Replacement {
    /// The article as it was looked at.
    pub of: Box<ArticleRecord>,
    pub text: Arc<str>,
    pub blocks: Vec<Block>,
    /// Mentions that stand where they stood, in the order of the text.
    pub kept: Vec<MentionRecord>,
    /// Mentions that somebody has to look at.
    pub doubts: Vec<Doubt>,
}

/// A mention that was not found for sure.
#[derive(Clone, PartialEq, Debug)]
pub struct Doubt {
    /// As it stood in the old text.
    pub was: MentionRecord,
    /// Its words there.
    pub words: String,
    /// Where it may stand in the new text.
    pub perhaps: Option<Range<usize>>,
}

impl Project {
    /// Give an article another text. Nothing changes until [`Replacement::edit`] is made.
    pub fn replace_text(&self, article: ArticleId, text: &str, blocks: Vec<Block>) -> Replacement {
        let of = Box::new(self.article_record(article));
        let (record, new) = (of.clone(), NewText::new(text));
        let mut it = Replacement { of, text: text.into(), blocks, kept: Vec::new(), doubts: Vec::new() };
        for was in record.mentions {
            let Some(selector) = Selector::of(&record.text, was.range.clone()) else { continue };
            let perhaps = match new.place(&selector) {
                Placed::Surely(range) if it.is_free(&range, None) => {
                    it.kept.push(MentionRecord { range, ..was });
                    continue;
                }
                Placed::Surely(_) | Placed::Lost => None,
                Placed::Perhaps(range, _) => Some(range),
            };
            it.doubts.push(Doubt { was, words: selector.exact, perhaps });
        }
        it.kept.sort_by_key(|it| it.range.start);
        for at in 0..it.doubts.len() {
            let taken = it.doubts[at].perhaps.clone().is_some_and(|range| !it.is_free(&range, Some(at)));
            if taken {
                it.doubts[at].perhaps = None;
            }
        }
        it
    }
}

impl Replacement {
    /// Whether no mention stands in a part of the new text, and no earlier doubt may.
    fn is_free(&self, range: &Range<usize>, doubt: Option<usize>) -> bool {
        let apart = |other: &Range<usize>| other.end <= range.start || range.end <= other.start;
        let before = self.doubts.iter().take(doubt.unwrap_or(0)).filter_map(|it| it.perhaps.as_ref());
        self.kept.iter().all(|it| apart(&it.range)) && before.into_iter().all(apart)
    }

    /// Where words that somebody typed stand in the new text: the free place that is nearest to where the mention stood.
    pub fn find(&self, doubt: usize, words: &str) -> Option<Range<usize>> {
        let words = words.trim();
        let at = self.doubts.get(doubt)?.was.range.start;
        let places = self.text.match_indices(words).filter(|_| !words.is_empty()).map(|(at, it)| at..at + it.len());
        places.filter(|it| self.is_free(it, None)).min_by_key(|it| it.start.abs_diff(at))
    }

    /// The edit that gives the article its new text. `decided` says for each doubt where it stands now; nothing drops it.
    /// Of two that would overlap the later one is dropped. With an original, that one is kept from now on. What was done
    /// to the article since it was looked at stays.
    ///
    /// # Errors
    /// If the article is gone or has another text since it was looked at, or if words that were marked since are not in
    /// the new text.
    pub fn edit(
        &self,
        project: &Project,
        decided: &[Option<Range<usize>>],
        capture: Option<Capture>,
    ) -> Result<Edit, Reason> {
        let now = project.article_by_key(&self.of.key).ok_or_else(|| Reason::missing("article", &self.of.key))?;
        let mut record = (*self.of).clone();
        record.text = Arc::clone(&self.text);
        record.blocks.clone_from(&self.blocks);
        record.mentions.clone_from(&self.kept);
        let found = self.doubts.iter().zip(decided).filter_map(|(doubt, range)| Some((doubt, range.clone()?)));
        for (doubt, range) in found {
            let apart = |it: &MentionRecord| it.range.end <= range.start || range.end <= it.range.start;
            if record.mentions.iter().all(apart) && record.text.get(range.clone()).is_some_and(|it| !it.is_empty()) {
                record.mentions.push(MentionRecord { range, target: doubt.was.target.clone() });
            }
        }
        record.mentions.sort_by_key(|it| it.range.start);
        let record = rebase::article(&self.of, &record, &project.article_record(now))?;
        let label = format!("Replace the text of {}", quoted(&record.title));
        let key = record.key.clone();
        let mut changes = vec![Change::Article { key: key.clone(), record: Some(Box::new(record)) }];
        changes.extend(capture.map(|it| Change::Capture { key, record: Some(Box::new(it)) }));
        Ok(Edit::new(label, changes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, BlockKind, Mention, Target};
    use crate::event::{Groups, TableBuilder};
    use crate::project::Meta;

    const OLD: &str = "A drone hit the depot near Erbil. Two guards died. The mayor wept.";

    fn project(words: &[&str]) -> Project {
        let mention = |words: &&str| {
            let at = OLD.find(words).unwrap();
            Mention { range: at..at + words.len(), target: Target::Link((*words).to_owned()) }
        };
        let article = Article {
            key: "a".into(),
            text: OLD.into(),
            mentions: words.iter().map(mention).collect(),
            ..Article::default()
        };
        let table = TableBuilder::default().build();
        Project::new(Meta::default(), table, vec![], Groups::default(), vec![], vec![article])
    }

    fn block(text: &str) -> Vec<Block> {
        vec![Block { kind: BlockKind::Paragraph, range: 0..text.len(), styles: Vec::new() }]
    }

    #[test]
    fn mentions_follow_a_changed_text_or_wait_for_a_decision_and_undo_brings_all_back() {
        let mut project = project(&["A drone hit the depot near Erbil.", "Two guards died", "The mayor wept."]);
        let before = project.clone();
        let new = "CORRECTED: A drone hit the oil depot near Erbil. Two guards died. The governor spoke.";
        let it = project.replace_text(ArticleId(0), new, block(new));
        assert_eq!(it.kept.iter().map(|it| &new[it.range.clone()]).collect::<Vec<_>>(), ["Two guards died"]);
        let doubts: Vec<(&str, Option<&str>)> =
            it.doubts.iter().map(|it| (it.words.as_str(), it.perhaps.clone().map(|range| &new[range]))).collect();
        assert_eq!(doubts[0], ("A drone hit the depot near Erbil.", Some("A drone hit the oil depot near Erbil")));
        assert_eq!(doubts[1], ("The mayor wept.", None));
        let found = it.find(1, "The governor spoke");
        assert_eq!(found.clone().map(|range| &new[range]), Some("The governor spoke"));
        assert_eq!(it.find(1, "guards"), None, "another mention stands there");

        let reverse = project.apply(&it.edit(&project, &[it.doubts[0].perhaps.clone(), None], None).unwrap()).unwrap();
        let article = project.article(ArticleId(0));
        assert_eq!((article.text.as_str(), article.mentions.len()), (new, 2), "what nobody placed is dropped");
        project.apply(&reverse).unwrap();
        assert_eq!(project.article(ArticleId(0)), before.article(ArticleId(0)));

        // Marked since the article was looked at: it stays, or the text is not replaced.
        let target = super::super::TargetRecord::Link("later".into());
        for (words, stays) in [("near Erbil", true), ("wept", false)] {
            let mut later = project.clone();
            let at = OLD.find(words).unwrap();
            let gone = later.remove_mention(super::super::MentionRef { article: ArticleId(0), mention: 2 });
            later.apply(&gone).unwrap();
            later.apply(&later.add_mention(ArticleId(0), at..at + words.len(), target.clone())).unwrap();
            let edit = it.edit(&later, &[None, None], None);
            assert_eq!(edit.is_ok(), stays, "{words}");
            if let Ok(edit) = edit {
                later.apply(&edit).unwrap();
                let article = later.article(ArticleId(0));
                let marked: Vec<&str> = article.mentions.iter().map(|it| &article.text[it.range.clone()]).collect();
                assert_eq!(marked, [words, "Two guards died"]);
            }
        }
    }
}

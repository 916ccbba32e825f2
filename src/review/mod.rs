//! A report that was brought in, and what it proposes: nothing is added but what the user accepts, each in one step that
//! can be undone.

mod build;
mod draft;
mod known;

use std::ops::Range;
use std::sync::Arc;

pub use draft::{Draft, Spot, Who};
pub use known::{Known, known};

use crate::article::{ArticleId, Block, BlockKind, Target};
use crate::corroborate::{Corroborator, Match, Probe};
use crate::event::{Day, When};
use crate::extract::event::Proposal;
use crate::extract::gazetteer::Layer;
use crate::extract::import::{Kind, Report};
use crate::extract::{Extraction, Extractor, PlaceChoice, Recogniser as _};
use crate::index::Lookups;
use crate::project::{ArticleRecord, Capture, Change, Edit, Project};

/// The day on which an article was published.
fn day_of(article: &ArticleRecord) -> Option<Day> {
    article.date.as_ref().map(When::earliest)
}

/// What became of a proposal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Fate {
    #[default]
    Open,
    /// It is an event, or a part of one that was there before.
    Accepted,
    Rejected,
}

/// A report and its proposals, gone through one by one.
#[derive(Clone, Debug)]
pub struct Review {
    /// The article that the report becomes, or is already.
    pub article: ArticleRecord,
    /// The original it was read from, if it is to be kept.
    pub capture: Option<Capture>,
    pub extraction: Extraction,
    /// What each proposal would add, as the user has changed it.
    pub drafts: Vec<Draft>,
    /// One for each proposed event.
    pub fates: Vec<Fate>,
    /// The event that each proposal was accepted into, or the key of its rejection: undoing that opens it again.
    decided: Vec<Option<String>>,
}

impl Review {
    /// Read a report with the project's own places and groups. What was rejected of the same text before stays so.
    pub fn new(report: &Report, name: &str, project: &Project) -> Self {
        Self::read(report, name, project, None)
    }

    /// The same with the places of the user's gazetteers.
    pub fn read(report: &Report, name: &str, project: &Project, gazetteer: Option<Arc<Layer>>) -> Self {
        let article = article_of(report, name, project);
        let extractor = Extractor::with_gazetteer(&project.places, &project.groups, gazetteer);
        let extraction = extractor.read(&article.text, day_of(&article));
        Self::of(article, project, extraction)
    }

    /// The same; nothing if `unwanted`, which is asked many times a second, says that nobody wants it any more.
    pub fn read_unless(
        report: &Report,
        name: &str,
        project: &Project,
        gazetteer: Option<Arc<Layer>>,
        unwanted: &dyn Fn() -> bool,
    ) -> Option<Self> {
        Self::unless(article_of(report, name, project), project, gazetteer, unwanted)
    }

    /// Go through an article of the project again.
    pub fn again(article: ArticleId, project: &Project, gazetteer: Option<Arc<Layer>>) -> Self {
        let article = project.article_record(article);
        let extractor = Extractor::with_gazetteer(&project.places, &project.groups, gazetteer);
        let extraction = extractor.read(&article.text, day_of(&article));
        Self::of(article, project, extraction)
    }

    /// The same; nothing if nobody wants that any more.
    pub fn again_unless(
        article: ArticleId,
        project: &Project,
        gazetteer: Option<Arc<Layer>>,
        unwanted: &dyn Fn() -> bool,
    ) -> Option<Self> {
        Self::unless(project.article_record(article), project, gazetteer, unwanted)
    }

    fn unless(
        article: ArticleRecord,
        project: &Project,
        gazetteer: Option<Arc<Layer>>,
        unwanted: &dyn Fn() -> bool,
    ) -> Option<Self> {
        let extractor = Extractor::with_gazetteer(&project.places, &project.groups, gazetteer);
        let extraction = extractor.read_unless(&article.text, day_of(&article), unwanted)?;
        (!unwanted()).then(|| Self::of(article, project, extraction))
    }

    fn of(article: ArticleRecord, project: &Project, extraction: Extraction) -> Self {
        let drafts = extraction.events.iter().map(|it| Draft::of(it, &article.text, &extraction, project)).collect();
        let open = extraction.events.len();
        let mut review = Self {
            article,
            capture: None,
            drafts,
            fates: vec![Fate::Open; open],
            decided: vec![None; open],
            extraction,
        };
        review.remember(project);
        review
    }

    /// The same with the original kept beside the article.
    #[must_use]
    pub fn with_capture(mut self, capture: Capture) -> Self {
        self.capture = Some(capture);
        self
    }

    /// What was decided of these words before.
    fn remember(&mut self, project: &Project) {
        let article = project.article_by_key(&self.article.key).map(|id| project.article(id));
        for at in 0..self.fates.len() {
            let words = self.words(at);
            let rejected = project.rejected().find(|(_, it)| it.words == words);
            self.decided[at] = rejected.map(|(key, _)| key.clone());
            if rejected.is_some() {
                self.fates[at] = Fate::Rejected;
                continue;
            }
            let Some((proposal, article)) = self.proposal(at).zip(article) else { continue };
            let here =
                |range: &Range<usize>| proposal.sentences.iter().any(|it| it.start < range.end && range.start < it.end);
            let draft = &self.drafts[at];
            let days = draft.when.as_ref().map(|it| (it.earliest(), it.latest()));
            let event = article.mentions.iter().find_map(|it| match it.target {
                Target::Event(id) if here(&it.range) => {
                    (project.events.title(id) == draft.title || project.events.days(id) == days).then_some(id)
                }
                _ => None,
            });
            if let Some(event) = event {
                self.fates[at] = Fate::Accepted;
                self.decided[at] = Some(project.events.key(event).to_owned());
            }
        }
    }

    /// The project has changed: what was undone is open again, and what was made again is decided.
    pub fn follow(&mut self, project: &Project) {
        for (fate, key) in self.fates.iter_mut().zip(&self.decided) {
            let Some(key) = key else { continue };
            *fate = if project.events.by_key(key).is_some() {
                Fate::Accepted
            } else if project.work().rejected.contains_key(key) {
                Fate::Rejected
            } else {
                Fate::Open
            };
        }
    }

    /// A proposal was accepted into the event of this key, or rejected under this key.
    pub fn decide(&mut self, at: usize, fate: Fate, key: &str) {
        if let (Some(it), Some(decided)) = (self.fates.get_mut(at), self.decided.get_mut(at)) {
            *it = fate;
            *decided = Some(key.to_owned());
        }
    }

    /// The article gets a key that nothing else has: the project may have grown since the report was read.
    pub fn settle_key(&mut self, project: &Project) {
        if project.article_by_key(&self.article.key).is_some() {
            self.article.key = project.free_key(&self.article.title);
        }
    }

    /// The edit that adds the article, and its original if there is one.
    pub fn add_article(&self, project: &Project) -> Edit {
        let mut edit = project.put_article(self.article.clone());
        if let Some(capture) = &self.capture {
            edit.changes
                .push(Change::Capture { key: self.article.key.clone(), record: Some(Box::new(capture.clone())) });
        }
        Edit { label: format!("Add the report “{}”", self.article.title), ..edit }
    }

    pub fn proposal(&self, at: usize) -> Option<&Proposal> {
        self.extraction.events.get(at)
    }

    /// The places that the name of a proposal's place may mean, the likeliest first.
    pub fn choices(&self, at: usize) -> &[PlaceChoice] {
        let number = self.proposal(at).and_then(|it| it.place.as_ref()).map(|it| it.value);
        number.and_then(|it| self.extraction.places.get(it)).map_or(&[], |it| &*it.choices)
    }

    /// The place that a proposal would be at: the likeliest, unless the user has chosen another of them.
    pub fn place(&self, at: usize) -> Option<&PlaceChoice> {
        match self.drafts.get(at)?.place {
            Spot::Choice(number) => self.choices(at).get(number),
            _ => None,
        }
    }

    /// How the date of a proposal was told, and what does not fit together in it.
    pub fn why_then(&self, at: usize) -> Option<(&str, Option<&str>)> {
        let when = self.proposal(at)?.when.as_ref()?;
        let told = |range: &Range<usize>| when.evidence.iter().any(|it| it.start < range.end && range.start < it.end);
        let name = self.extraction.dates.iter().find(|it| told(&it.range) && it.when.as_ref() == Some(&when.value));
        let name = name.or_else(|| self.extraction.dates.iter().find(|it| told(&it.range)))?;
        Some((name.why.as_str(), name.conflict.as_deref()))
    }

    /// The words of the text that report it.
    pub fn words(&self, at: usize) -> String {
        let sentences = self.proposal(at).map_or(&[][..], |it| &it.sentences);
        let parts: Vec<&str> = sentences.iter().filter_map(|it| self.article.text.get(it.clone())).collect();
        parts.join(" … ")
    }

    /// How many proposals wait.
    pub fn waiting(&self) -> usize {
        self.fates.iter().filter(|fate| **fate == Fate::Open).count()
    }

    /// The next proposal that waits, from one on and then from the start.
    pub fn next_open(&self, from: usize) -> Option<usize> {
        let n = self.fates.len();
        (0..n).map(|step| (from + step) % n).find(|at| self.fates[*at] == Fate::Open)
    }

    /// The proposals that wait and are at least so sure, 0 to 1.
    pub fn above(&self, confidence: f32) -> Vec<usize> {
        let sure = |at: &usize| self.proposal(*at).is_some_and(|it| it.confidence >= confidence);
        (0..self.fates.len()).filter(|at| self.fates[*at] == Fate::Open).filter(sure).collect()
    }

    /// The likeliest events of the project that a proposal may tell of, with why.
    pub fn likely(&self, at: usize, project: &Project, lookups: &Lookups, most: usize) -> Vec<Match> {
        let Some((record, _)) = build::Builder::new(self, project).record(at) else { return Vec::new() };
        let mut probe = Probe::of_record(project, &record);
        if let Some(place) = self.place(at) {
            probe.place = crate::text::fold(&place.name);
        }
        probe.addresses.push(crate::corroborate::normal_address(&self.article.url));
        Corroborator::new(project, lookups).likely(&probe, most)
    }
}

/// The report as an article of the project; its file name stands for a title it has not.
fn article_of(report: &Report, name: &str, project: &Project) -> ArticleRecord {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let title = if report.title.trim().is_empty() { stem } else { report.title.trim() };
    ArticleRecord {
        key: project.free_key(title),
        title: title.to_owned(),
        publisher: report.publisher.clone(),
        author: report.author.clone(),
        date: When::parse(&report.date).ok(),
        language: report.language.clone(),
        url: report.address.clone(),
        text: report.text.as_str().into(),
        blocks: blocks_of(report),
        ..ArticleRecord::default()
    }
}

/// The paragraphs of a report as blocks of an article.
pub fn blocks_of(report: &Report) -> Vec<Block> {
    let whole = [(Kind::Plain, 0..report.text.len())];
    let paragraphs = if report.paragraphs.is_empty() { &whole[..] } else { &report.paragraphs };
    let block = |(kind, range): &(Kind, Range<usize>)| Block {
        kind: match kind {
            Kind::Plain => BlockKind::Paragraph,
            Kind::Heading => BlockKind::Heading(2),
            Kind::Item => BlockKind::Item { depth: 0, number: None },
            Kind::Quote => BlockKind::Quote,
        },
        range: range.clone(),
        styles: Vec::new(),
    };
    paragraphs.iter().filter(|(_, range)| !range.is_empty()).map(block).collect()
}

//! A report that was brought in, and what it proposes: nothing is added but what the user accepts, each in one step that
//! can be undone.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::article::{Block, BlockKind};
use crate::event::{Place, Toll, When};
use crate::extract::event::Proposal;
use crate::extract::import::{Kind, Report};
use crate::extract::{Extraction, Extractor, PlaceChoice, Recogniser as _};
use crate::project::{
    ArticleRecord, Change, Edit, EventRecord, GroupRecord, MentionRecord, Project, Rejected, TargetRecord,
};

/// What became of a proposal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Fate {
    #[default]
    Open,
    Accepted,
    Rejected,
}

/// A report and its proposals, gone through one by one.
#[derive(Clone, Debug)]
pub struct Review {
    /// The article that the report becomes.
    pub article: ArticleRecord,
    pub extraction: Extraction,
    /// One for each proposed event.
    pub fates: Vec<Fate>,
}

impl Review {
    /// Read a report with the project's own places and groups. What was rejected of the same text before stays so.
    pub fn new(report: &Report, name: &str, project: &Project) -> Self {
        let article = article_of(report, name, project);
        let published = article.date.as_ref().map(When::earliest);
        let extractor = Extractor::new(&project.places, &project.groups);
        let extraction = extractor.read(&article.text, published);
        let mut review = Self { article, fates: vec![Fate::Open; extraction.events.len()], extraction };
        let rejected: Vec<&Rejected> = project.rejected().map(|(_, it)| it).collect();
        for at in 0..review.fates.len() {
            let words = review.words(at);
            if rejected.iter().any(|it| it.words == words) {
                review.fates[at] = Fate::Rejected;
            }
        }
        review
    }

    /// The edit that adds the article.
    pub fn add_article(&self, project: &Project) -> Edit {
        let edit = project.put_article(self.article.clone());
        Edit { label: format!("Add the report “{}”", self.article.title), ..edit }
    }

    pub fn proposal(&self, at: usize) -> Option<&Proposal> {
        self.extraction.events.get(at)
    }

    /// The likeliest place of a proposal.
    pub fn place(&self, at: usize) -> Option<&PlaceChoice> {
        let number = self.proposal(at)?.place.as_ref()?.value;
        self.extraction.places.get(number)?.choices.first()
    }

    /// The words of the text that report it.
    pub fn words(&self, at: usize) -> String {
        let sentences = self.proposal(at).map_or(&[][..], |it| &it.sentences);
        let parts: Vec<&str> = sentences.iter().filter_map(|it| self.article.text.get(it.clone())).collect();
        parts.join(" … ")
    }

    /// The next proposal that waits, from one on and then from the start.
    pub fn next_open(&self, from: usize) -> Option<usize> {
        let n = self.fates.len();
        (0..n).map(|step| (from + step) % n).find(|at| self.fates[*at] == Fate::Open)
    }

    /// The edit that accepts a proposal: the event, its place and groups if the project has them not, and the sentences
    /// that report it as mentions of the article.
    pub fn accept(&self, at: usize, project: &Project) -> Option<Edit> {
        let proposal = self.proposal(at)?;
        let mut changes = Vec::new();
        let mut event = EventRecord {
            title: proposal.title.clone(),
            when: proposal.when.as_ref().and_then(|it| When::parse(&it.value.edtf).ok()),
            event_type: proposal.event_type.to_owned(),
            sub_event_type: proposal.sub_event_type.to_owned(),
            fatalities: proposal.fatalities.as_ref().map_or(Toll::UNKNOWN, |it| it.value),
            injuries: proposal.injuries.as_ref().map_or(Toll::UNKNOWN, |it| it.value),
            status: proposal.status.as_ref().map_or_else(String::new, |it| it.value.to_owned()),
            notes: self.words(at),
            ..EventRecord::default()
        };
        if let Some(means) = &proposal.means {
            event.details.push(("weapon".to_owned(), means.value.clone()));
        }
        if let Some(choice) = self.place(at) {
            event.position = Some(choice.position);
            event.precision_m = Some(choice.precision_km * 1000.0);
            event.admin1.clone_from(&choice.admin1);
            event.place = Some(match choice.own.as_ref().filter(|key| project.place_by_key(key).is_some()) {
                Some(own) => own.clone(),
                None => self.new_place(choice, project, &mut changes),
            });
        }
        let mut new_groups = BTreeMap::new();
        let mut keys = |numbers: &[crate::extract::event::Field<usize>], changes: &mut Vec<Change>| -> Vec<String> {
            let mut keys = Vec::new();
            for field in numbers {
                let Some(name) = self.extraction.groups.get(field.value) else { continue };
                let key = match name.group {
                    Some(id) => project.groups.get(id).key.clone(),
                    None => group(&name.name, project, &mut new_groups, changes),
                };
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
            keys
        };
        event.actors = keys(&proposal.actors, &mut changes);
        event.targets = keys(&proposal.targets, &mut changes);
        event.key = project.free_event_key(event.when.as_ref(), &event.title);
        let (key, label) = (event.key.clone(), format!("Accept “{}”", event.title));
        changes.push(Change::Event { key: key.clone(), record: Some(Box::new(event)) });
        changes.extend(self.mentions(&key, &proposal.sentences, project));
        Some(Edit::new(label, changes))
    }

    /// The edit that remembers that a proposal is not wanted.
    pub fn reject(&self, at: usize, project: &Project) -> Option<Edit> {
        let title = &self.proposal(at)?.title;
        let record = Rejected { article: self.article.key.clone(), words: self.words(at), reason: String::new() };
        let key = project.free_key(&format!("{}-{at}", self.article.key));
        Some(Edit::new(format!("Reject “{title}”"), vec![Change::Rejected { key, record: Some(record) }]))
    }

    fn new_place(&self, choice: &PlaceChoice, project: &Project, changes: &mut Vec<Change>) -> String {
        let same = project.places.iter().find(|it| it.name == choice.name && it.iso2 == choice.iso2);
        if let Some(same) = same {
            return same.key.clone();
        }
        let place = Place {
            key: project.free_key(&choice.name),
            name: choice.name.clone(),
            position: Some(choice.position),
            precision_km: Some(choice.precision_km),
            admin1: choice.admin1.clone(),
            iso2: choice.iso2.clone(),
            evidence: "gazetteer".to_owned(),
            ..Place::default()
        };
        let key = place.key.clone();
        changes.push(Change::Place { key: key.clone(), record: Some(Box::new(place)) });
        key
    }

    /// The article with the sentences tied to the event, where nothing else is tied to them.
    fn mentions(&self, key: &str, sentences: &[Range<usize>], project: &Project) -> Option<Change> {
        let id = project.article_by_key(&self.article.key)?;
        let mut article = project.article_record(id);
        let before = article.mentions.len();
        for range in sentences {
            let text = article.text.get(range.clone())?;
            let end = range.start + text.trim_end().len();
            let range = range.start + (text.len() - text.trim_start().len())..end;
            let free = article.mentions.iter().all(|it| it.range.end <= range.start || it.range.start >= range.end);
            if free && range.start < range.end {
                article.mentions.push(MentionRecord { range, target: TargetRecord::Event(key.to_owned()) });
            }
        }
        article.mentions.sort_by_key(|it| it.range.start);
        (article.mentions.len() > before)
            .then(|| Change::Article { key: article.key.clone(), record: Some(Box::new(article)) })
    }
}

/// The key of a group of this name, made in the same step if the project has none.
fn group(name: &str, project: &Project, made: &mut BTreeMap<String, String>, changes: &mut Vec<Change>) -> String {
    if let Some((_, known)) = project.groups.iter().find(|(_, it)| it.name == name) {
        return known.key.clone();
    }
    made.entry(name.to_owned())
        .or_insert_with(|| {
            let key = project.free_key(name);
            let record = GroupRecord { key: key.clone(), name: name.to_owned(), ..GroupRecord::default() };
            changes.push(Change::Group { key: key.clone(), record: Some(Box::new(record)) });
            key
        })
        .clone()
}

/// The report as an article of the project; its file name stands for a title it has not.
fn article_of(report: &Report, name: &str, project: &Project) -> ArticleRecord {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let title = if report.title.trim().is_empty() { stem } else { report.title.trim() };
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
    ArticleRecord {
        key: project.free_key(title),
        title: title.to_owned(),
        publisher: report.publisher.clone(),
        author: report.author.clone(),
        date: When::parse(&report.date).ok(),
        language: report.language.clone(),
        url: report.address.clone(),
        text: report.text.as_str().into(),
        blocks: paragraphs.iter().filter(|(_, range)| !range.is_empty()).map(block).collect(),
        ..ArticleRecord::default()
    }
}

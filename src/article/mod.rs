//! Who said it: articles, their text, and the mentions in it.

mod markdown;
mod reanchor;
mod selector;
mod sentence;

use std::ops::Range;

pub use markdown::{Body, parse_body};
pub use reanchor::{NewText, Placed};
pub use selector::Selector;
pub use sentence::sentence_around;

use serde::{Deserialize, Serialize};

use crate::event::{EventId, GroupId, PlaceId, SourceId, When};

/// An article, by its number in [`crate::project::Project::articles`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ArticleId(pub u32);

/// The text of a report and what it mentions.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Article {
    /// The id in the case folder: the file's stem.
    pub key: String,
    pub title: String,
    pub publisher: String,
    pub author: String,
    pub date: Option<When>,
    /// BCP 47, for example `en`.
    pub language: String,
    /// Where it can be read; may be empty.
    pub url: String,
    /// What it is written from.
    pub sources: Vec<SourceId>,
    /// The plain text: blocks separated by one empty line. All ranges are byte ranges of it.
    pub text: String,
    pub blocks: Vec<Block>,
    /// In the order of the text; they never overlap.
    pub mentions: Vec<Mention>,
}

/// A paragraph, heading, list item or quote.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Block {
    pub kind: BlockKind,
    pub range: Range<usize>,
    /// Emphasised parts.
    pub styles: Vec<(Range<usize>, TextStyle)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum BlockKind {
    /// 1 to 6.
    Heading(u8),
    Paragraph,
    /// A list item: how deep (0 is the outer list) and its number in an ordered list.
    Item {
        depth: u8,
        number: Option<u32>,
    },
    Quote,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum TextStyle {
    Emphasis,
    Strong,
}

/// A span of the text that names or reports something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mention {
    pub range: Range<usize>,
    pub target: Target,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    Event(EventId),
    Place(PlaceId),
    Group(GroupId),
    /// A citation.
    Source(SourceId),
    /// An ordinary link.
    Link(String),
}

//! Places with names: the bundled gazetteer and what the project adds to it.
//!
//! `assets/gazetteer/world.gaz` (built by `scripts/gazetteer/build`) is part of the program. It is unpacked once, when
//! first asked for; a look-up is then a binary search in sorted names.

mod archive;
mod layer;
mod lexicon;
mod sound;
pub mod user;

pub use archive::{Archive, ArchiveError};
pub use layer::{Layer, OwnPlace, PlaceRef, World};
pub use lexicon::{Lexicon, WordFacts};

/// What a place is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaceKind {
    City,
    Country,
    Admin1,
    Admin2,
    Airfield,
    Water,
    Region,
    Continent,
    Site,
}

/// A place of the [`Archive`], by its number; 0 is no place.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct PlaceNo(pub u32);

/// Another word list of the gazetteer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum List {
    /// Common English words; 10 is the commonest, 50 the rarest.
    Common,
    /// Given names; a thousandth of per cent of people each, 1 to 250.
    Given,
    /// Surnames, likewise.
    Surname,
}

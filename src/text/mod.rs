//! Text as it is searched and as it is shown. Nothing in here changes what is stored.

pub mod bidi;
mod clean;
mod entity;
mod fold;

pub use bidi::{has_rtl, is_rtl, visual, visual_line, visual_map};
pub use clean::display;
pub use entity::{entity, without_entities};
pub use fold::{fold, fold_into};

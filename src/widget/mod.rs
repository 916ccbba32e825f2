//! Pieces of interface that know egui and the theme, and no session.

mod button;
mod check_row;
mod focus_place;
pub mod icon;
mod ink;
mod virtual_list;

pub use button::{icon_button, link_button, small_button, tab, text_button};
pub use check_row::{CheckRow, check_row};
pub use focus_place::FocusPlace;
pub use ink::{elided, hairline, hint, ink, prose, shown, wrapped};
pub use virtual_list::{ScrollTo, VirtualList};

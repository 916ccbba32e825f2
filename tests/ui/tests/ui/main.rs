//! The whole window, driven by accessible names.

mod case;
mod chrome;
mod corroborate;
mod editing;
mod keyboard;
mod linked;
mod pictures;
mod report;
mod right_to_left;
mod tables;

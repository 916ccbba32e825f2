//! The whole window, driven by accessible names.

mod case;
mod changes;
mod chrome;
mod corroborate;
mod editing;
mod fields;
mod keyboard;
mod linked;
mod pictures;
mod report;
mod rescue;
mod right_to_left;
mod tables;

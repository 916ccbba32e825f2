//! The whole window, driven by accessible names.

mod case;
mod keyboard;
mod linked;
mod pictures;

//! What is on the screen. Views read a [`Ctx`] and send commands; none changes anything itself.

mod context;
pub mod list;
pub mod map;
pub mod reader;
pub mod status;
pub mod words;

pub use context::{Ctx, Shell, how};

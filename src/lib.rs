//! Dateline: an offline desktop explorer for events reported in text.
//!
//! **Facts never change. The project changes only through edits. The session changes only through commands.
//! Views only read and ask.**
//!
//! ```text
//! core, no egui                                   shell, behind the feature `gui`
//!
//! event  ◄── filter, index                        theme   the only file that names a colour
//!   ▲          ▲                                  widget  egui only, knows no session
//!   ├── article ├── project ◄── session ◄──────── view    reads Ctx, sends Commands
//!   ▲                                               ▲
//! format (foreign files → events), tiles (base map) app   frame and effects
//! store (the project file), worker (a process of its own for risky files)
//! ```
//!
//! What is absent, as an invariant: nothing in the core names egui; nothing in `event` knows of files, articles
//! or windows; no view changes the session; nothing opens a network connection unless the user chose an online
//! map.

pub mod article;
pub mod cli;
pub mod corroborate;
pub mod event;
pub mod extract;
pub mod filter;
pub mod format;
pub mod index;
pub mod project;
pub mod review;
pub mod session;
pub mod settings;
pub mod store;
pub mod text;
pub mod tiles;
pub mod worker;

#[cfg(feature = "gui")]
pub mod app;
#[cfg(feature = "gui")]
pub mod theme;
#[cfg(feature = "gui")]
pub mod view;
#[cfg(feature = "gui")]
pub mod widget;

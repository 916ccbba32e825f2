//! Why a tile could not be had, in words a status bar can show.

use thiserror::Error;

/// A tile could not be read, fetched or drawn.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TileError {
    #[error("the file could not be read: {0}")]
    File(String),
    #[error("this is not a {expected} file")]
    NotA { expected: &'static str },
    #[error("the map file is damaged: {0}")]
    Damaged(String),
    #[error("the map file uses {0}, which is not supported")]
    Unsupported(String),
    #[error("{what} is larger than the limit of {limit}")]
    TooLarge { what: &'static str, limit: u64 },
    #[error("the server answered {status}{hint}")]
    Status { status: u16, hint: &'static str },
    #[error("the server could not be reached: {0}")]
    Network(String),
    #[error("the server redirects elsewhere, which is not followed")]
    Redirect,
    #[error("the proxy setting {0} is not understood, so nothing was fetched")]
    Proxy(String),
    #[error("waiting after {0}")]
    BackOff(String),
    #[error("the picture could not be decoded: {0}")]
    Picture(String),
    #[error("no map data here")]
    NoData,
    #[error("the tile address is not valid: {0}")]
    Address(String),
    #[error("an internal error while drawing the tile")]
    Panicked,
}

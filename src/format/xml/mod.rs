//! XML formats, read by iterative readers of our own.

mod feed;
mod gml;
mod gpx;
mod html;
mod kml;
mod walk;

use std::io::Read;

pub(super) use kml::OURS;
pub(super) use walk::{Step, Walk};

use super::FormatId;
use super::encoding::TextReader;
use super::error::Stop;
use super::feature::Features;

/// Read a document of one of these formats.
pub(super) fn read<R: Read>(format: FormatId, reader: TextReader<R>, features: &mut Features<'_>) -> Result<(), Stop> {
    match format {
        FormatId::Gpx => gpx::read(reader, features),
        FormatId::Feed => feed::read(reader, features),
        FormatId::Gml => gml::read(reader, features),
        _ => kml::read(reader, features),
    }
}

//! XML formats, read by iterative readers of our own.

mod gpx;
mod html;
mod kml;
mod walk;

use std::io::Read;

use super::FormatId;
use super::encoding::TextReader;
use super::error::Stop;
use super::feature::Features;

/// Read a KML or GPX document.
pub(super) fn read<R: Read>(format: FormatId, reader: TextReader<R>, features: &mut Features<'_>) -> Result<(), Stop> {
    match format {
        FormatId::Gpx => gpx::read(reader, features),
        _ => kml::read(reader, features),
    }
}

//! What the user set once and finds again: look, layout, map. Kept apart from any project.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use etcetera::AppStrategy as _;
use serde::{Deserialize, Serialize};

use crate::tiles::TileSource;

/// Light, dark, or whatever the system says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    Light,
    Dark,
    #[default]
    System,
}

/// How close the rows of the list stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Density {
    /// Two lines an event.
    #[default]
    Comfortable,
    /// One line an event, in columns.
    Compact,
}

/// Which panels are open and how large they are, in points.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    pub list: bool,
    pub reader: bool,
    pub timeline: bool,
    /// The card of layers on the map.
    pub layers: bool,
    pub list_width: f32,
    pub reader_width: f32,
    pub timeline_height: f32,
    /// Size of the window.
    pub window: (f32, f32),
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            list: true,
            reader: true,
            timeline: true,
            layers: false,
            list_width: 384.0,
            reader_width: 440.0,
            timeline_height: 152.0,
            window: (1600.0, 1000.0),
        }
    }
}

/// A gazetteer that the user has added.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GazetteerFile {
    pub path: PathBuf,
    /// What it is: GeoNames, OurAirports, or a table of one's own.
    pub kind: String,
    /// What its publisher asks of those who use it; may be empty.
    pub licence: String,
    /// How many places it held when it was added, and how many rows were none.
    pub places: usize,
    pub bad_rows: usize,
}

/// Everything remembered between two launches.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub theme: ThemeChoice,
    pub density: Density,
    /// Zoom of the whole interface, 0.5 to 3.
    pub scale: f32,
    /// Size of the reader's text, 12 to 28 points.
    pub reader_size: f32,
    /// No flights, no fades.
    pub reduce_motion: bool,
    /// Show place precision as circles at true ground size.
    pub halos: bool,
    pub layout: Layout,
    /// The map behind the events. Anything but the bundled one or a file is online.
    pub map: TileSource,
    /// Case folders opened before, newest first.
    pub recent: Vec<PathBuf>,
    /// What the columns of tables were said to mean, newest first.
    pub mappings: Vec<KeptMapping>,
    /// Further places to find in reports.
    pub gazetteers: Vec<GazetteerFile>,
}

/// What the columns of tables with one header mean.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct KeptMapping {
    /// The signature of the header, in hexadecimal digits.
    pub header: String,
    /// The mapping, as TOML.
    pub mapping: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::default(),
            density: Density::default(),
            scale: 1.0,
            reader_size: 16.0,
            reduce_motion: false,
            halos: true,
            layout: Layout::default(),
            map: TileSource::default(),
            recent: Vec::new(),
            mappings: Vec::new(),
            gazetteers: Vec::new(),
        }
    }
}

impl Settings {
    /// How many recent cases are kept.
    const RECENT: usize = 10;

    /// How many mappings are kept, and how long one may be in bytes.
    const MAPPINGS: usize = 40;
    const LONGEST_MAPPING: usize = 64 << 10;

    /// Where settings live: `DATELINE_CONFIG` if set, else the system's folder for configuration.
    pub fn path() -> Option<PathBuf> {
        if let Some(folder) = std::env::var_os("DATELINE_CONFIG") {
            return Some(PathBuf::from(folder).join("settings.toml"));
        }
        let strategy = etcetera::choose_app_strategy(etcetera::AppStrategyArgs {
            top_level_domain: "org".to_owned(),
            author: "Dateline".to_owned(),
            app_name: "dateline".to_owned(),
        });
        strategy.ok().map(|dirs| dirs.in_config_dir("settings.toml"))
    }

    /// Read a settings file, and whether it may be written over. A missing file gives the defaults; a broken one too,
    /// which is kept beside as `settings.toml.broken`. One that cannot be read at all must not be written over.
    pub fn load(path: &Path) -> (Self, bool) {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return (Self::default(), true),
            Err(error) => {
                tracing::warn!("settings at {} cannot be read and stay as they are: {error}", path.display());
                return (Self::default(), false);
            }
        };
        match toml::from_str::<Self>(&text) {
            Ok(settings) => (settings.sane(), true),
            Err(error) => {
                tracing::warn!("settings at {} are broken and kept beside: {error}", path.display());
                let kept = std::fs::copy(path, path.with_extension("toml.broken"));
                (Self::default(), kept.is_ok())
            }
        }
    }

    /// Write them: to a temporary file, synced, then renamed over the old one, so that a crash leaves either.
    ///
    /// # Errors
    /// If the folder cannot be made or the file not written.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let text = toml::to_string_pretty(self).map_err(io::Error::other)?;
        let mut file = atomic_write_file::AtomicWriteFile::open(path)?;
        file.write_all(text.as_bytes())?;
        file.commit()
    }

    /// Put a case folder first among the recent ones.
    pub fn opened(&mut self, path: PathBuf) {
        self.recent.retain(|it| *it != path);
        // A settings file is text: a path that is none cannot be kept.
        if path.to_str().is_none() {
            return;
        }
        self.recent.insert(0, path);
        self.recent.truncate(Self::RECENT);
    }

    /// Keep what the columns of tables with this header mean, in the place of what was kept for them before.
    pub fn keep_mapping(&mut self, header: u64, mapping: String) {
        let header = format!("{header:016x}");
        self.mappings.retain(|it| it.header != header);
        if mapping.len() <= Self::LONGEST_MAPPING {
            self.mappings.insert(0, KeptMapping { header, mapping });
            self.mappings.truncate(Self::MAPPINGS);
        }
    }

    /// The mapping kept for tables with this header, as TOML.
    pub fn mapping(&self, header: u64) -> Option<&str> {
        let header = format!("{header:016x}");
        self.mappings.iter().find(|it| it.header == header).map(|it| it.mapping.as_str())
    }

    /// Whatever a hand-edited file says, within what the window can bear.
    fn sane(mut self) -> Self {
        let within = |value: f32, low: f32, high: f32, otherwise: f32| {
            if value.is_finite() { value.clamp(low, high) } else { otherwise }
        };
        self.scale = within(self.scale, 0.5, 3.0, 1.0);
        self.reader_size = within(self.reader_size, 12.0, 28.0, 16.0);
        let layout = &mut self.layout;
        layout.list_width = within(layout.list_width, 240.0, 1200.0, 384.0);
        layout.reader_width = within(layout.reader_width, 280.0, 1200.0, 440.0);
        layout.timeline_height = within(layout.timeline_height, 96.0, 600.0, 152.0);
        layout.window =
            (within(layout.window.0, 640.0, 8000.0, 1600.0), within(layout.window.1, 400.0, 8000.0, 1000.0));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_as_they_were_saved() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/settings.toml");
        let mut settings = Settings { theme: ThemeChoice::Dark, scale: 1.25, ..Settings::default() };
        settings.opened("/cases/a".into());
        settings.keep_mapping(7, "delimiter = \";\"\n".into());
        settings.save(&path).unwrap();
        assert_eq!(Settings::load(&path), (settings, true));
    }

    #[test]
    fn of_mappings_the_newest_are_kept_and_one_for_each_header() {
        let mut settings = Settings::default();
        (0..60).for_each(|header| settings.keep_mapping(header, format!("{header}")));
        settings.keep_mapping(59, "again".into());
        settings.keep_mapping(58, "x".repeat(1 << 20));
        assert_eq!((settings.mappings.len(), settings.mapping(59)), (39, Some("again")));
        assert_eq!((settings.mapping(0), settings.mapping(58)), (None, None), "what is too long is not kept");
    }

    #[test]
    fn broken_settings_are_kept_beside_and_the_defaults_used() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        std::fs::write(&path, "theme = 7 [[").unwrap();
        assert_eq!(Settings::load(&path), (Settings::default(), true));
        assert!(path.with_extension("toml.broken").exists());
        std::fs::write(&path, [0xFF, 0xFE, 0x00]).unwrap();
        assert!(!Settings::load(&path).1, "what cannot be read is not written over");
        std::fs::write(&path, "scale = 1e30\n[layout]\nlist_width = nan\n").unwrap();
        assert_eq!(Settings::load(&path).0.scale, 3.0);
        assert_eq!(Settings::load(&path).0.layout.list_width, 384.0);
    }
}

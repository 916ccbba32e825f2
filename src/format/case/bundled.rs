use std::borrow::Cow;

use super::FileProblem;
use super::files::Files;

/// The case that is compiled into the program.
pub(super) struct Bundled;

macro_rules! files {
    ($($name:literal,)*) => {
        /// Path inside the case and text.
        const FILES: &[(&str, &str)] = &[$((
            $name,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/us-forces-iraq-syria-jordan/", $name)),
        ),)*];
    };
}

// A test compares this list with the folder.
files! {
    "articles/a-pause-and-how-it-ended.md",
    "articles/drones-return-to-ain-al-asad.md",
    "articles/october-2023-the-attacks-begin.md",
    "articles/tower-22-and-the-american-response.md",
    "articles/two-decades-of-an-american-presence.md",
    "case.toml",
    "events.geojson",
    "groups.toml",
    "places.geojson",
    "sources.toml",
}

impl Files for Bundled {
    fn text(&self, name: &str) -> Result<Option<Cow<'_, str>>, FileProblem> {
        Ok(FILES.iter().find(|(file, _)| *file == name).map(|(_, text)| Cow::Borrowed(*text)))
    }

    fn articles(&self) -> Result<Vec<String>, FileProblem> {
        Ok(FILES
            .iter()
            .map(|(file, _)| *file)
            .filter(|file| file.starts_with("articles/"))
            .map(str::to_owned)
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::files::Folder;
    use super::*;

    #[test]
    fn the_bundled_case_is_the_one_in_the_data_folder() {
        let folder = Folder(concat!(env!("CARGO_MANIFEST_DIR"), "/data/us-forces-iraq-syria-jordan").into());
        assert_eq!(Bundled.articles(), folder.articles(), "the list above must name every article");
        for (name, text) in FILES {
            assert_eq!(folder.text(name).unwrap().as_deref(), Some(*text), "{name}");
        }
    }
}
